//! Values over time as upright bars side by side, each to an eighth of a cell, on an axis of hours.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::bar::COLUMNS;
use crate::canvas::{Canvas, width};
use crate::clock;
use crate::number::{count, narrow, share};
use crate::scene::Scene;
use crate::theme::Tone;

/// What stands where nothing was: it is not nothing that is known.
const NOTHING: &str = "·";
/// Least blank cells between two hours of an axis.
const AXIS_GAP: u16 = 3;

/// The greatest of the values that share each of so many cells, in order.
pub(crate) fn shrunk(values: &[u64], n_cells: usize) -> Vec<u64> {
    let n = values.len();
    (0..n_cells.min(n))
        .map(|cell| {
            let ends = [cell, cell + 1].map(|cell| (cell * n).checked_div(n_cells.min(n)));
            let [Some(from), Some(to)] = ends else { return 0 };
            values.get(from..to).unwrap_or_default().iter().copied().max().unwrap_or(0)
        })
        .collect()
}

/// The symbol of a value in a strip one row high; something is never drawn as nothing.
fn symbol(value: u64, most: u64) -> &'static str {
    if value == 0 {
        return NOTHING;
    }
    let at = share(value, most, count(COLUMNS.len())).saturating_sub(1);
    usize::try_from(at).ok().and_then(|at| COLUMNS.get(at)).copied().unwrap_or(NOTHING)
}

/// A strip one row high as a text, each value to the greatest of them.
pub(crate) fn text(values: impl Iterator<Item = u64> + Clone) -> String {
    let most = values.clone().max().unwrap_or(0);
    values.map(|value| symbol(value, most)).collect()
}

/// Draws values over the whole of `area`, from zero to the greatest of them.
pub(crate) fn strip(canvas: &mut Canvas<'_>, area: Rect, values: &[u64], tone: Tone) {
    let shown = shrunk(values, area.width.into());
    let most = shown.iter().copied().max().unwrap_or(0);
    let bottom = area.bottom().saturating_sub(1);
    for (place, value) in shown.iter().enumerate() {
        let x = area.x + narrow(place);
        if *value == 0 {
            canvas.repeat(x, bottom, 1, NOTHING, Tone::Line);
            continue;
        }
        let all = u64::from(area.height) * count(COLUMNS.len());
        let mut eighths = share(*value, most, all).max(1);
        for back in 0..area.height {
            let here = eighths.min(count(COLUMNS.len()));
            eighths -= here;
            let at = usize::try_from(here).ok().and_then(|here| here.checked_sub(1));
            if let Some(symbol) = at.and_then(|at| COLUMNS.get(at)) {
                canvas.repeat(x, bottom - back, 1, symbol, tone);
            }
        }
    }
}

/// Draws the hours below a strip that shows the time between two instants.
pub(crate) fn axis(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    (from, to): (Timestamp, Timestamp),
) {
    const HOUR: i64 = 3_600;
    let whole = clock::milliseconds(from, to);
    let mut free = area.x;
    let mut hour = from.as_second().div_euclid(HOUR) * HOUR + HOUR;
    while let Ok(at) = Timestamp::from_second(hour)
        && at < to
    {
        let x = area.x + narrow(share(clock::milliseconds(from, at), whole, u64::from(area.width)));
        let label = scene.minute(at);
        if x >= free && x.saturating_add(width(&label)) <= area.right() {
            canvas.text(x, area.y, area.right().saturating_sub(x), &label, Tone::Faint);
            free = x + width(&label) + AXIS_GAP;
        }
        hour += HOUR;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_share_a_cell_are_their_greatest() {
        assert_eq!(shrunk(&[0, 9, 1, 2, 0, 3], 3), [9, 2, 3]);
        assert_eq!(shrunk(&[1, 2], 5), [1, 2]);
        assert_eq!(shrunk(&[5, 1, 4, 9], 3), [5, 1, 9]);
        assert!(shrunk(&[], 3).is_empty());
    }

    #[test]
    fn something_is_never_drawn_as_nothing() {
        assert_eq!(text([0, 1, 500, 1_000].into_iter()), "·▁▄█");
        assert_eq!(text([0, 0].into_iter()), "··");
    }
}
