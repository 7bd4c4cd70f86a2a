//! How long something counts that may be missing, may end, or may have no end: vetting, an agreement.

use jiff::civil::Date;

/// How long something counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// It is not there.
    Missing,
    /// It is there until the day before this one.
    Until(Date),
    /// It is there, and no end is known.
    NoEnd,
}

impl Lasting {
    /// Something that is there or not, with the first civil day it no longer counts.
    pub const fn of(is_there: bool, until: Option<Date>) -> Self {
        match (is_there, until) {
            (false, _) => Self::Missing,
            (true, Some(day)) => Self::Until(day),
            (true, None) => Self::NoEnd,
        }
    }

    /// Whether it counts on a day.
    pub fn counts_on(self, day: Date) -> bool {
        match self {
            Self::Missing => false,
            Self::Until(end) => day < end,
            Self::NoEnd => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn it_counts_until_the_day_before_its_end() {
        let end = date(2026, 12, 1);
        let lasting = Lasting::of(true, Some(end));
        assert!(lasting.counts_on(date(2026, 11, 30)));
        assert!(!lasting.counts_on(end));
        assert!(Lasting::of(true, None).counts_on(date(2099, 1, 1)));
        assert!(!Lasting::of(false, Some(end)).counts_on(date(2026, 11, 30)));
    }
}
