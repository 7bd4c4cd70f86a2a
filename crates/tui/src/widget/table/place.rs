//! Where columns stand, and a cell in its place.

use ratatui::layout::Rect;

use super::{Cell, Column, GAP, MARGIN, Side, Table};
use crate::canvas::{Canvas, width};
use crate::language::{Language, say};
use crate::manner::Manner;
use crate::number::narrow;
use crate::scene::Scene;
use crate::theme::Tone;
use crate::widget::bar;

/// Cells a word of another language may take beyond the room of the English one.
const LONGER_MAX: u16 = 6;

/// A column, where it starts and how wide it is.
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) x: u16,
    pub(super) width: u16,
}

/// Cells that columns and the gaps between them take.
pub(super) fn needed(places: &[Place]) -> u32 {
    let gaps = u32::from(GAP) * u32::try_from(places.len().saturating_sub(1)).unwrap_or(0);
    places.iter().map(|place| u32::from(place.width)).sum::<u32>() + gaps
}

/// Cells the longest text of a column takes.
pub(super) fn widest(column: usize, cells: &[Vec<Cell<'_>>]) -> u16 {
    cells.iter().filter_map(|row| row.get(column)).map(Cell::width).max().unwrap_or(0)
}

impl<R> Table<R> {
    /// True for a column that cannot be hidden: it has no title, or tells one row from another.
    pub(super) fn stays(&self, column: &Column<R>) -> bool {
        column.title.trim().is_empty() || self.names.contains(&column.title)
    }

    /// Which columns are drawn, where, and how wide.
    pub(super) fn places(
        &self,
        scene: &Scene<'_>,
        area: Rect,
        cells: &[Vec<Cell<'_>>],
        is_hidden: impl Fn(&str) -> bool,
    ) -> Vec<Place> {
        let is_column = |name: &&str| self.columns.iter().any(|column| column.title == *name);
        debug_assert!(self.names.iter().all(is_column), "{:?} are not all columns", self.names);
        let room = area.width.saturating_sub(MARGIN + 1);
        let mut places: Vec<Place> = (0..self.columns.len())
            .zip(self.columns)
            .filter(|(_, column)| self.stays(column) || !is_hidden(column.title))
            .map(|(at, column)| Place { column: at, x: 0, width: column.needs(scene, at, cells) })
            .collect();
        while needed(&places) > u32::from(room) {
            let last = places
                .iter()
                .enumerate()
                .filter_map(|(at, place)| Some((at, self.columns.get(place.column)?.drops)))
                .filter(|(_, drops)| *drops > 0)
                .max_by_key(|(_, drops)| *drops);
            let Some((at, _)) = last else { break };
            places.remove(at);
        }
        if Manner::now().language != Language::English {
            self.widen(&mut places, room, cells);
        }
        self.spread(&mut places, room);
        let mut x = area.x + MARGIN;
        for place in &mut places {
            place.x = x;
            x = x.saturating_add(place.width + GAP);
        }
        places
    }

    /// Gives columns of text the room that words take which are longer than the English ones, as far as
    /// there is some left over.
    pub(super) fn widen(&self, places: &mut [Place], room: u16, cells: &[Vec<Cell<'_>>]) {
        let mut over = u32::from(room).saturating_sub(needed(places));
        for place in places {
            let Some(column) = self.columns.get(place.column) else { continue };
            if column.side == Side::Left && column.grows == 0 {
                let wanted = widest(place.column, cells).min(column.least + LONGER_MAX);
                let more = u32::from(wanted.saturating_sub(place.width)).min(over);
                place.width += narrow(more);
                over -= more;
            }
        }
    }

    /// Gives growing columns what is left over, or takes from columns of text what is missing.
    fn spread(&self, places: &mut [Place], room: u16) {
        let wanted = needed(places);
        let grows = |place: &Place| self.columns.get(place.column).map_or(0, |column| column.grows);
        let shares: u32 = places.iter().map(|place| u32::from(grows(place))).sum();
        let over = u32::from(room).saturating_sub(wanted);
        let mut missing = narrow(wanted.saturating_sub(room.into()));
        for place in places.iter_mut().rev() {
            let Some(column) = self.columns.get(place.column) else { continue };
            if let Some(more) = (over * u32::from(column.grows)).checked_div(shares) {
                place.width += narrow(more);
            }
            if column.side == Side::Left {
                let taken = missing.min(place.width);
                place.width -= taken;
                missing -= taken;
            }
        }
    }
}

impl<R> Column<R> {
    /// What stands over it.
    pub(super) fn head(&self, scene: &Scene<'_>) -> String {
        self.titled.map_or(say(self.title).to_owned(), |titled| titled(scene))
    }

    fn needs(&self, scene: &Scene<'_>, at: usize, cells: &[Vec<Cell<'_>>]) -> u16 {
        let title = match self.titled {
            Some(titled) if Manner::now().language != Language::English => titled(scene),
            _ => say(self.title).to_owned(),
        };
        match self.side {
            // The room of a column of text was chosen for its English title.
            Side::Left if title == self.title => self.least,
            Side::Left => self.least.max(width(&title)),
            Side::Right => self.least.max(width(&title)).max(widest(at, cells)),
        }
    }
}

/// Draws a cell in its place.
pub(super) fn paint_cell(
    canvas: &mut Canvas<'_>,
    y: u16,
    place: &Place,
    side: Side,
    cell: &Cell<'_>,
    here: bool,
) {
    match cell {
        Cell::Gauge { n, of, tone } => {
            bar::bar(canvas, (place.x, y), place.width, *n, *of, *tone);
        }
        Cell::Text(_) | Cell::Long(_) => {
            let start = match side {
                Side::Left => place.x,
                Side::Right => place.x + place.width.saturating_sub(cell.width()),
            };
            let end = place.x + place.width;
            let mut x = start;
            for (text, tone) in cell.pieces() {
                let tone = if here && *tone == Tone::Text { Tone::Strong } else { *tone };
                x = canvas.text(x, y, end.saturating_sub(x), text, tone);
            }
        }
    }
}
