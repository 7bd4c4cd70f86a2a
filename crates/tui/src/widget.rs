//! What screens are made of. Every widget draws into a [`crate::canvas::Canvas`] and keeps nothing.

pub(crate) mod banner;
pub(crate) mod bar;
pub(crate) mod chart;
pub(crate) mod finder;
pub(crate) mod followers;
pub(crate) mod gantt;
pub(crate) mod hairline;
pub(crate) mod notice;
pub(crate) mod section;
pub(crate) mod sheet;
pub(crate) mod strip;
pub(crate) mod table;
