//! Where columns stand, and a cell in its place.

use super::{Cell, GAP, Side};
use crate::canvas::Canvas;
use crate::theme::Tone;
use crate::widget::bar;

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
