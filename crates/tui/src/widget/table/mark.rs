//! Which rows of a list are marked, or would be.

use std::ops::RangeInclusive;

use crate::scene::Scene;
use crate::view::Key;

/// The marks of a list while it is drawn.
pub(super) struct Marks<'a> {
    scene: &'a Scene<'a>,
    /// The places of the range; none where none is drawn.
    range: Option<RangeInclusive<usize>>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(scene: &'a Scene<'a>, pane: usize, keys: &[Key]) -> Self {
        let range = scene.has_cursor(pane).then(|| scene.view.range_among(keys)).flatten();
        Self { scene, range }
    }

    /// The sign of a row: marked, in the range that is drawn, or nothing.
    pub(super) fn sign(&self, key: &Key, place: usize) -> &'static str {
        let view = self.scene.view;
        let can = || self.scene.at.page().marks_max(self.scene, key) > 0;
        if view.marks.contains(key) || view.set.is_some() && can() {
            return "◆";
        }
        let is_in = self.range.as_ref().is_some_and(|range| range.contains(&place));
        if is_in && can() { "◇" } else { "" }
    }
}
