//! Where columns stand, and a cell in its place.

use super::{Cell, GAP, Side, Table};
use crate::canvas::Canvas;
use crate::number::narrow;
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
        Cell::Text(pieces) => {
            let start = match side {
                Side::Left => place.x,
                Side::Right => place.x + place.width.saturating_sub(cell.width()),
            };
            let end = place.x + place.width;
            let mut x = start;
            for (text, tone) in pieces {
                let tone = if here && *tone == Tone::Text { Tone::Strong } else { *tone };
                x = canvas.text(x, y, end.saturating_sub(x), text, tone);
            }
        }
    }
}
