//! What the dashboard knew when it was last left: counts of the home screen and nothing else, shown with
//! their age until newer ones are loaded.

use jiff::Timestamp;
use ratatui::layout::Rect;
use sereno_domain::board::TonightBoard;

use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::language::say_with;
use crate::number::{count, grouped, narrow};
use crate::theme::Tone;

/// Counts of the newest night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCounts {
    /// When they were loaded, by this host's clock.
    pub at: Timestamp,
    /// Chunks of the night.
    pub n_chunks: u64,
    /// Chunks done.
    pub n_done: u64,
    /// Chunks at work.
    pub n_leased: u64,
    /// Chunks in quarantine.
    pub n_quarantined: u64,
    /// Things that needed a person.
    pub n_needs: u64,
}

impl LastCounts {
    /// The counts of a board; none before the first night.
    pub(crate) fn of(board: &TonightBoard, at: Timestamp) -> Option<Self> {
        let run = board.run.as_ref()?;
        Some(Self {
            at,
            n_chunks: run.n_chunks,
            n_done: run.n_done,
            n_leased: board.n_leased,
            n_quarantined: run.n_quarantined,
            n_needs: count(board.needs.len()),
        })
    }

    /// `as of 12m ago · needs you 3 · …`.
    fn words(&self, now: Timestamp) -> String {
        let age = clock::span(clock::seconds(self.at, now));
        let [needs, quarantined, leased, done, chunks] =
            [self.n_needs, self.n_quarantined, self.n_leased, self.n_done, self.n_chunks]
                .map(grouped);
        say_with(
            "as of {} ago · needs you {} · quarantined {} · at work {} · done {} of {}",
            &[&age, &needs, &quarantined, &leased, &done, &chunks],
        )
    }

    /// Draws them, on as few lines as they fit on, and gives what is left below.
    pub(crate) fn paint(&self, canvas: &mut Canvas<'_>, area: Rect, now: Timestamp) -> Rect {
        let room = area.width.saturating_sub(4);
        let lines = wrap(&self.words(now), room);
        canvas.text(area.x + 1, area.y, room, "◌", Tone::Wait);
        for (row, line) in area.rows().zip(&lines) {
            canvas.text(row.x + 3, row.y, room, line, Tone::Dim);
        }
        let taken = narrow(lines.len() + 1).min(area.height);
        Rect { y: area.y + taken, height: area.height - taken, ..area }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::app::App;
    use crate::effect::Slot;
    use crate::event::{Board, Event, LoadError};
    use crate::screen::Screen;
    use crate::testing::{NOW, app_with, frame, no_night};

    fn left(screen: Screen, size: (u16, u16)) -> App {
        let at = NOW - SignedDuration::from_secs(724);
        let (n_chunks, n_done, n_leased) = (12_480, 12_068, 8);
        let last = LastCounts { at, n_chunks, n_done, n_leased, n_quarantined: 7, n_needs: 3 };
        let mut app = app_with(screen, |config| config.last = Some(last));
        app.update(Event::Resize(size.0, size.1));
        app
    }

    fn answer(app: &mut App, result: Result<Box<Board>, LoadError>) {
        app.update(Event::Loaded { slot: Slot::Tonight, generation: 1, result });
    }

    #[test]
    fn they_are_shown_with_their_age_until_newer_ones_come() {
        for size in [(80, 24), (120, 36)] {
            let mut app = left(Screen::Tonight, size);
            let text = frame(&app, size);
            assert!(text.contains("as of 12m 04s ago"), "{text}");
            insta::assert_snapshot!(format!("last_{}x{}", size.0, size.1), text);
            let message = "connection refused".into();
            answer(&mut app, Err(LoadError { message, offline: true, missing: false }));
            let name = format!("last_unreachable_{}x{}", size.0, size.1);
            insta::assert_snapshot!(name, frame(&app, size));
        }
    }

    #[test]
    fn newer_ones_take_their_place_and_other_screens_show_none() {
        assert!(!frame(&left(Screen::Runs, (120, 36)), (120, 36)).contains("as of"));
        let mut app = left(Screen::Tonight, (120, 36));
        let board = no_night(vec![]);
        answer(&mut app, Ok(Box::new(Board::Tonight(board))));
        assert!(!frame(&app, (120, 36)).contains("as of"));
        assert_eq!(app.last_counts(), None, "before the first night there is nothing to keep");
    }
}
