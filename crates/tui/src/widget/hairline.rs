//! `─ TONIGHT ──────────────────────────── deadline in 3h 46m ─`: what a pane has for a border.

use ratatui::layout::Rect;

use crate::canvas::{Canvas, width};
use crate::theme::Tone;

/// Draws a hairline on the first row of `area`, with a title at its start and a note at its end.
/// The note goes before the title does.
pub(crate) fn hairline(
    canvas: &mut Canvas<'_>,
    area: Rect,
    title: &[(&str, Tone)],
    note: &[(&str, Tone)],
) {
    canvas.repeat(area.x, area.y, area.width, "─", Tone::Line);
    let room = area.width.saturating_sub(4);
    let start = area.x + 1;
    let next = canvas.text(start, area.y, room, " ", Tone::Line);
    let next = canvas.pieces(next, area.y, room, title);
    let used = canvas.text(next, area.y, 1, " ", Tone::Line) - area.x;
    let wanted = note.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
    let left = area.width.saturating_sub(used + 4);
    if wanted == 0 || wanted > left {
        return;
    }
    let x = area.right() - wanted - 3;
    let next = canvas.text(x, area.y, 1, " ", Tone::Line);
    let next = canvas.pieces(next, area.y, wanted, note);
    canvas.text(next, area.y, 1, " ", Tone::Line);
}
