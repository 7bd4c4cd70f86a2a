//! What a screen is drawn from: its board, how it is looked at, and when.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use crate::app::AppConfig;
use crate::clock;
use crate::event::Board;
use crate::screen::Screen;
use crate::theme::Tone;
use crate::view::View;
use crate::word::Word;

/// How much room there is. What is shown at each size is said by the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Room {
    /// One line only: less than 60 columns or 15 rows.
    Tiny,
    /// 60 to 79 columns: lists only.
    Narrow,
    /// 80 to 109 columns: no second pane, cards on one line.
    Medium,
    /// 110 to 159 columns: everything.
    Full,
    /// 160 columns and more: with a pane beside.
    Wide,
}

impl Room {
    /// The room in an area of a terminal.
    pub(crate) const fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (0..60, _) | (_, 0..15) => Self::Tiny,
            (60..80, _) => Self::Narrow,
            (80..110, _) => Self::Medium,
            (110..160, _) => Self::Full,
            (160.., _) => Self::Wide,
        }
    }
}

/// Everything a screen may know while it is drawn or asked.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// Which screen.
    pub at: Screen,
    /// What it shows; none until it is loaded.
    pub board: Option<&'a Board>,
    /// How it is looked at.
    pub view: &'a View,
    /// The firm, its zone and its deadline.
    pub config: &'a AppConfig,
    /// How much room there is.
    pub room: Room,
    /// The time by the database's clock, so that ages are right when the two clocks differ.
    pub now: Timestamp,
}

impl Scene<'_> {
    /// The firm's zone.
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.config.zone
    }

    /// `02:14`.
    pub(crate) fn minute(&self, at: Timestamp) -> String {
        clock::minute(at, self.zone())
    }

    /// `02:14:07`.
    pub(crate) fn second(&self, at: Timestamp) -> String {
        clock::second(at, self.zone())
    }

    /// How long something took, or takes so far.
    pub(crate) fn took(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        clock::span(clock::seconds(from, to.unwrap_or(self.now)))
    }

    /// True when this pane has the cursor.
    pub(crate) fn has_cursor(&self, pane: usize) -> bool {
        self.view.pane == pane
    }

    /// A word's tone, but quiet when it says that all is well.
    pub(crate) fn quiet(word: Word) -> Tone {
        if word.tone == Tone::Ok { Tone::Dim } else { word.tone }
    }
}
