//! Several lists on one page, one below another: each under its hairline, folded to it where there is
//! no room. The one with the cursor comes first.

use ratatui::layout::Rect;

use crate::canvas::Canvas;
use crate::language::say;
use crate::number::narrow;
use crate::scene::{Room, Scene};
use crate::theme::Tone;
use crate::view::Listing;
use crate::widget::hairline::hairline;
use crate::widget::table::{Arranged, Table};

/// Rows of a section that is not folded: its hairline, its titles and one row.
const OPEN_MIN: u16 = 3;
/// With fewer rows for each, the one with the cursor takes what it wants before the others.
const FAIR_MIN: u16 = 5;

/// A list as a section: what it is called, and what is said at the end of its hairline.
pub(crate) struct Section<'a, R: 'static> {
    /// Its place among the lists of the page.
    pub pane: usize,
    /// What it is called.
    pub title: &'static str,
    /// What is to be said of it as a whole; may be empty.
    pub note: (String, Tone),
    /// Its columns.
    pub table: &'static Table<R>,
    /// Its rows.
    pub rows: &'a [R],
}

impl<'a, R> Section<'a, R> {
    /// Rows it takes when nothing is left out.
    pub(crate) fn wants(&self) -> u16 {
        narrow(self.rows.len()).max(1).saturating_add(2)
    }

    /// Its rows as the filter and the order leave them, where it has the cursor; else all.
    fn arranged(&self, scene: &Scene<'_>) -> Arranged<'a, R> {
        if scene.has_cursor(self.pane) {
            self.table.arrange(self.rows, scene)
        } else {
            self.table.all(self.rows)
        }
    }

    /// Its rows as keys.
    pub(crate) fn listing(&self, scene: &Scene<'_>) -> Listing {
        self.arranged(scene).listing()
    }

    /// Draws it, or its hairline alone.
    pub(crate) fn paint(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        if area.height == 0 {
            return;
        }
        let arranged = self.arranged(scene);
        let heading = format!("{} · {}", say(self.title), arranged.count());
        let tone = if scene.has_cursor(self.pane) { Tone::Accent } else { Tone::Dim };
        hairline(canvas, area, &[(&heading, tone)], &[(&self.note.0, self.note.1)]);
        if area.height >= OPEN_MIN {
            let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
            self.table.paint(scene, canvas, body, self.pane, &arranged);
        }
    }
}

/// Shares an area among sections one below another, which want so many rows each. The one with the
/// cursor comes first; where there is room, no other takes more than its share before it has all.
pub(crate) fn stack(area: Rect, wants: &[u16], cursor: Option<usize>) -> Vec<Rect> {
    let n = narrow(wants.len()).max(1);
    let mut heights: Vec<u16> =
        (0..n).zip(wants).map(|(at, _)| u16::from(at < area.height)).collect();
    let mut left = area.height.saturating_sub(n);
    let fair = area.height / n;
    let others = (0..wants.len()).filter(|at| Some(*at) != cursor);
    let order: Vec<usize> = cursor.into_iter().chain(others).collect();
    let shares = if fair >= FAIR_MIN { [fair, u16::MAX] } else { [u16::MAX, u16::MAX] };
    for share in shares {
        for at in &order {
            let (Some(height), Some(want)) = (heights.get_mut(*at), wants.get(*at)) else {
                continue;
            };
            let more = want.min(&share).saturating_sub(*height).min(left);
            if *height > 0 && *height + more >= OPEN_MIN {
                *height += more;
                left -= more;
            }
        }
    }
    // What is left over stands between them.
    let mut y = area.y;
    let mut places = Vec::new();
    for height in heights {
        places.push(Rect { y, height, ..area });
        let gap = u16::from(left > 0);
        left -= gap;
        y = y.saturating_add(height + gap);
    }
    places
}

/// Where the sections of a page stand: in two columns from so much room on, else one below another.
pub(crate) fn columns(scene: &Scene<'_>, area: Rect, wants: &[u16], from: Room) -> Vec<Rect> {
    let pane = scene.view.pane;
    if scene.room < from {
        return stack(area, wants, Some(pane));
    }
    let half = wants.len() / 2;
    let width = area.width / 2;
    let (left, right) = wants.split_at(half);
    let first = Rect { width: width.saturating_sub(1), ..area };
    let second = Rect { x: area.x + width, width: area.width - width, ..area };
    let mut places = stack(first, left, Some(pane).filter(|pane| *pane < half));
    places.extend(stack(second, right, pane.checked_sub(half)));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(height: u16, wants: &[u16], cursor: Option<usize>, expected: &[(u16, u16)]) {
        let area = Rect::new(0, 10, 40, height);
        let places = stack(area, wants, cursor);
        let shown: Vec<_> = places.iter().map(|place| (place.y, place.height)).collect();
        assert_eq!(shown, expected, "{height} rows for {wants:?}, cursor in {cursor:?}");
        assert!(places.iter().all(|place| place.bottom() <= area.bottom()));
    }

    #[test]
    fn all_is_shown_where_there_is_room_with_blanks_between() {
        check(12, &[4, 5], None, &[(10, 4), (15, 5)]);
        check(9, &[4, 5], None, &[(10, 4), (14, 5)]);
    }

    #[test]
    fn a_long_list_leaves_the_others_their_share() {
        check(20, &[100, 8], Some(0), &[(10, 12), (22, 8)]);
        check(20, &[100, 100], Some(1), &[(10, 10), (20, 10)]);
    }

    #[test]
    fn where_rows_are_short_the_one_with_the_cursor_is_open_and_the_others_fold() {
        check(8, &[9, 9, 9], Some(1), &[(10, 1), (11, 6), (17, 1)]);
        check(10, &[9, 4, 9], Some(1), &[(10, 5), (15, 4), (19, 1)]);
        check(2, &[9, 9, 9], Some(2), &[(10, 1), (11, 1), (12, 0)]);
    }
}
