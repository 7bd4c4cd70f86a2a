//! What stands where a list would: nothing yet, nothing at all, or what went wrong.

use ratatui::layout::Rect;

use crate::canvas::{Canvas, wrap};
use crate::theme::Tone;

/// Lengths of the three words of a skeleton row, repeated; uneven, as text is.
const SKELETON: [[u16; 3]; 4] = [[10, 24, 6], [8, 31, 9], [12, 18, 7], [9, 27, 5]];
/// Widest line that is read with ease.
const LINE_ROOM_MAX: u16 = 76;

/// Rows that say where text will be.
pub(crate) fn skeleton(canvas: &mut Canvas<'_>, area: Rect) {
    for (y, lengths) in area.rows().zip(SKELETON.iter().cycle()) {
        let mut x = y.x + 3;
        for length in lengths {
            let room = (*length).min(y.right().saturating_sub(x));
            canvas.repeat(x, y.y, room, "░", Tone::Line);
            x += length + 3;
        }
    }
}

/// A few sentences, the first one carrying a mark. Gives the row after the last.
pub(crate) fn notice(
    canvas: &mut Canvas<'_>,
    area: Rect,
    mark: (&str, Tone),
    sentences: &[(&str, Tone)],
) -> u16 {
    let room = area.width.saturating_sub(4).min(LINE_ROOM_MAX);
    let mut y = area.y;
    for (at, (sentence, tone)) in sentences.iter().enumerate() {
        for (part, line) in wrap(sentence, room).iter().enumerate() {
            if y >= area.bottom() {
                return y;
            }
            if at == 0 && part == 0 {
                canvas.text(area.x + 1, y, 1, mark.0, mark.1);
            }
            canvas.text(area.x + 3, y, room, line, *tone);
            y += 1;
        }
        if sentence.is_empty() {
            y += 1;
        }
    }
    y
}
