//! What may follow the keys pressed so far, in a box above the footer.

use ratatui::layout::Rect;

use super::finder::frame;
use crate::canvas::{Canvas, width};
use crate::keymap::Binding;
use crate::language::say;
use crate::number::narrow;
use crate::theme::Tone;

/// Draws it at the lower right of `area`: the missing keys, and what they do then.
pub(crate) fn followers(
    canvas: &mut Canvas<'_>,
    area: Rect,
    pressed: &str,
    all: &[(String, &Binding)],
) {
    let keys = all.iter().map(|(rest, _)| width(rest)).max().unwrap_or(0);
    let words = all.iter().map(|(_, binding)| width(say(binding.words))).max().unwrap_or(0);
    let room = Rect {
        width: (keys + words + 7).min(area.width),
        height: narrow(all.len()).saturating_add(2).min(area.height),
        ..area
    };
    let place =
        Rect { x: area.right() - room.width, y: area.bottom().saturating_sub(room.height), ..room };
    if place.height < 3 {
        return;
    }
    frame(canvas, place, pressed);
    let rows = place.rows().skip(1).take(usize::from(place.height).saturating_sub(2));
    for (row, (rest, binding)) in rows.zip(all) {
        let end = place.right().saturating_sub(2);
        canvas.text(row.x + 2, row.y, keys, rest, Tone::Accent);
        let x = row.x + 2 + keys + 2;
        canvas.text(x, row.y, end.saturating_sub(x), say(binding.words), Tone::Text);
    }
}
