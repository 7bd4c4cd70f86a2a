//! Bars to an eighth of a cell, and rows of small columns.

use crate::canvas::Canvas;
use crate::number::{count, narrow, share};
use crate::theme::Tone;

/// One to seven eighths of a cell from the left.
const EIGHTHS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// One to eight eighths of a cell from below.
pub(super) const COLUMNS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws `n` of `of` over `room` cells. Something is never drawn as nothing, and never as all
/// while something is missing.
pub(crate) fn bar(canvas: &mut Canvas<'_>, at: (u16, u16), room: u16, n: u64, of: u64, tone: Tone) {
    let (x, y) = at;
    let all = u64::from(room) * 8;
    let mut eighths = share(n, of, all);
    if n > 0 && eighths == 0 && all > 0 {
        eighths = 1;
    }
    let full = narrow(eighths / 8);
    canvas.repeat(x, y, full, "█", tone);
    let rest = usize::try_from(eighths % 8).unwrap_or(0);
    if let Some(symbol) = rest.checked_sub(1).and_then(|at| EIGHTHS.get(at)) {
        canvas.repeat(x + full, y, 1, symbol, tone);
    }
}

/// Draws the last `room` values as columns from zero to the largest of them.
pub(crate) fn columns(
    canvas: &mut Canvas<'_>,
    at: (u16, u16),
    room: u16,
    values: &[Option<u64>],
    tone: Tone,
) {
    let (x, y) = at;
    let shown = values.get(values.len().saturating_sub(usize::from(room))..).unwrap_or(values);
    let largest = shown.iter().flatten().copied().max().unwrap_or(0);
    for (place, value) in shown.iter().enumerate() {
        let Some(value) = value else { continue };
        let height = share(*value, largest, count(COLUMNS.len()) - 1);
        let symbol = usize::try_from(height).ok().and_then(|height| COLUMNS.get(height));
        canvas.repeat(x + narrow(place), y, 1, symbol.unwrap_or(&"█"), tone);
    }
}
