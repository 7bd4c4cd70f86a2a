//! A chart of upright bars to an eighth of a cell, that says where its axis starts.

use ratatui::layout::Rect;

use super::bar::COLUMNS;
use crate::canvas::Canvas;
use crate::number::{count, narrow, share};
use crate::theme::Tone;

/// Cells of a bar with the blanks after it, at most.
const SLOT_MAX: u16 = 9;
/// Blank cells after a bar.
const GAP: u16 = 3;
/// Rows of a chart that are not bars: the figures above and the names below.
pub(crate) const ROWS_BESIDE: u16 = 2;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upright {
    /// What stands below it.
    pub name: String,
    /// What stands above it.
    pub figure: String,
    /// How high it is.
    pub value: u64,
    /// Its colour by meaning.
    pub tone: Tone,
}

/// Where the axis starts, so that small differences are seen and none is made up: at zero, unless the
/// least is more than half of the most; else a round number below the least.
pub(crate) fn axis_from(values: &[u64]) -> u64 {
    let (Some(least), Some(most)) = (values.iter().min(), values.iter().max()) else { return 0 };
    let spread = most - least;
    if *least < most / 2 || spread == 0 {
        return 0;
    }
    let mut step = 1_u64;
    while step.saturating_mul(10) <= spread {
        step = step.saturating_mul(10);
    }
    least.saturating_sub(spread / 2) / step * step
}

/// Draws bars side by side from an axis that starts at `from`, and gives the first column after them.
pub(crate) fn chart(canvas: &mut Canvas<'_>, area: Rect, bars: &[Upright], from: u64) -> u16 {
    let slot = area.width.checked_div(narrow(bars.len())).unwrap_or(0).min(SLOT_MAX);
    let rows = area.height.saturating_sub(ROWS_BESIDE);
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).saturating_sub(from);
    let width = slot.saturating_sub(GAP).max(1);
    let mut x = area.x;
    for bar in bars {
        let room = slot.saturating_sub(1);
        let figure = if bar.tone == Tone::Accent { Tone::Strong } else { Tone::Dim };
        canvas.text(x, area.y, room, &bar.figure, figure);
        let all = u64::from(rows) * count(COLUMNS.len());
        let least = u64::from(bar.value > 0);
        let mut eighths = share(bar.value.saturating_sub(from), most, all).max(least);
        for back in 0..rows {
            let here = eighths.min(count(COLUMNS.len()));
            eighths -= here;
            let at = usize::try_from(here).ok().and_then(|here| here.checked_sub(1));
            if let Some(symbol) = at.and_then(|at| COLUMNS.get(at)) {
                canvas.repeat(x, area.y + rows - back, width, symbol, bar.tone);
            }
        }
        let name = if bar.tone == Tone::Accent { Tone::Accent } else { Tone::Dim };
        canvas.text(x, area.y + rows + 1, room, &bar.name, name);
        x += slot;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_starts_at_zero_or_at_a_round_number_below_the_least() {
        for (values, from) in [
            (&[][..], 0),
            (&[5, 5], 0),
            (&[0, 231], 0),
            (&[231, 293], 200),
            (&[2_310, 2_930], 2_000),
            (&[990, 1_000], 980),
        ] {
            assert_eq!(axis_from(values), from, "{values:?}");
        }
    }
}
