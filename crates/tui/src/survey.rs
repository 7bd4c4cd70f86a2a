//! What stands where on the screen: learnt by drawing a frame that nobody sees, so that a click means
//! what was under it, and a file gets the rows and columns that were shown.

use ratatui::layout::{Position, Rect};

use crate::export::Extract;
use crate::screen::Screen;

/// Something that can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// A row of a list, by its place among all of them.
    Row {
        /// Which list of the screen.
        pane: usize,
        /// Its place.
        place: usize,
    },
    /// The head of a column that can be sorted by.
    Head {
        /// Which list of the screen.
        pane: usize,
        /// Title of the column.
        column: &'static str,
    },
    /// A screen in the row of screens.
    Tab(Screen),
    /// A line of an overlay, by its place.
    Offer(usize),
}

/// What is to be learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sought {
    /// What stands where, also in what lies over the page.
    Zones,
    /// The rows of the list with the cursor, which cost more than a frame.
    Rows,
    /// The columns of the list with the cursor.
    Columns,
}

/// A column of the list with the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choosable {
    /// Its title, by which it is hidden.
    pub title: &'static str,
    /// What stands over it.
    pub head: String,
    /// It tells one row from another: it cannot be hidden.
    pub stays: bool,
    /// Drawn, as far as there is room.
    pub is_shown: bool,
}

/// What was learnt.
#[derive(Debug)]
pub(crate) struct Survey {
    zones: Vec<(Rect, Zone)>,
    /// What is to be learnt.
    pub sought: Sought,
    /// The rows; none when no list has the cursor.
    pub extract: Option<Extract>,
    /// The columns, from left to right; none when no list has the cursor.
    pub columns: Vec<Choosable>,
}

impl Survey {
    /// Nothing is learnt yet.
    pub(crate) const fn new(sought: Sought) -> Self {
        Self { zones: Vec::new(), sought, extract: None, columns: Vec::new() }
    }

    /// Writes down what an area is.
    pub(crate) fn mark(&mut self, area: Rect, zone: Zone) {
        self.zones.push((area, zone));
    }

    /// What is under a cell; what was drawn last is on top.
    pub(crate) fn at(&self, position: Position) -> Option<Zone> {
        let found = self.zones.iter().rev().find(|(area, _)| area.contains(position));
        found.map(|(_, zone)| *zone)
    }
}
