//! The overlay of the palette and the help: a line to type in, lines that match, and what the
//! chosen one would do.

use ratatui::layout::Rect;

use crate::app::input::{Overlay, OverlayKind};
use crate::app::offer::Offer;
use crate::canvas::{Canvas, width, wrap};
use crate::language::say;
use crate::manner;
use crate::number::{count, grouped, narrow};
use crate::survey::Zone;
use crate::theme::Tone;

/// Widest and lowest the box gets; more is not read faster.
const WIDTH_MAX: u16 = 84;
/// Rows of the box around the offers: borders, line typed, two rules, preview, shell, keys.
const ROWS_AROUND: u16 = 9;
/// Offers shown at once.
const OFFERS_MAX: u16 = 14;

/// Draws it in the middle of `area`, which is dimmed.
pub(crate) fn finder(canvas: &mut Canvas<'_>, area: Rect, overlay: &Overlay, offers: &[Offer]) {
    canvas.veil();
    let n_offers = narrow(offers.len()).clamp(1, OFFERS_MAX);
    let room = Rect {
        width: area.width.saturating_sub(4).min(WIDTH_MAX),
        height: (n_offers + ROWS_AROUND).min(area.height.saturating_sub(2)),
        ..area
    };
    let place = Rect {
        x: area.x + (area.width - room.width) / 2,
        y: area.y + (area.height - room.height) / 3,
        ..room
    };
    let title = match overlay.kind {
        OverlayKind::Palette => say("Command"),
        OverlayKind::Help => say("Keys"),
        OverlayKind::Acts => say("Change"),
        OverlayKind::Export => say("Export what is shown"),
        OverlayKind::Name => say("Name the view"),
        OverlayKind::Columns => say("Columns"),
    };
    frame(canvas, place, title);
    let inner = Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    };
    typed(canvas, inner, overlay, offers.len());
    let list =
        Rect { y: inner.y + 2, height: inner.height.saturating_sub(ROWS_AROUND - 2), ..inner };
    rule(canvas, place, inner.y + 1);
    lines(canvas, list, overlay, offers);
    rule(canvas, place, list.bottom());
    let preview = Rect {
        y: list.bottom() + 1,
        height: inner.bottom().saturating_sub(list.bottom() + 1),
        ..inner
    };
    chosen(canvas, preview, overlay.kind, offers.get(overlay.chosen));
}

pub(super) fn frame(canvas: &mut Canvas<'_>, place: Rect, title: &str) {
    canvas.clear(place, Tone::Sheet);
    let (left, right) = (place.x, place.right().saturating_sub(1));
    let (top, bottom) = (place.y, place.bottom().saturating_sub(1));
    for (y, start, end) in [(top, "╭", "╮"), (bottom, "╰", "╯")] {
        canvas.repeat(left, y, place.width, "─", Tone::Dim);
        canvas.repeat(left, y, 1, start, Tone::Dim);
        canvas.repeat(right, y, 1, end, Tone::Dim);
    }
    for y in top + 1..bottom {
        canvas.repeat(left, y, 1, "│", Tone::Dim);
        canvas.repeat(right, y, 1, "│", Tone::Dim);
    }
    let pieces = [(" ", Tone::Dim), (title, Tone::Accent), (" ", Tone::Dim)];
    canvas.pieces(left + 2, top, place.width.saturating_sub(4), &pieces);
}

pub(super) fn rule(canvas: &mut Canvas<'_>, place: Rect, y: u16) {
    canvas.repeat(place.x + 1, y, place.width.saturating_sub(2), "─", Tone::Line);
}

fn typed(canvas: &mut Canvas<'_>, inner: Rect, overlay: &Overlay, n_offers: usize) {
    let sign = match overlay.kind {
        OverlayKind::Palette => ": ",
        OverlayKind::Help => "? ",
        OverlayKind::Acts => "A ",
        OverlayKind::Export => "E ",
        OverlayKind::Name => "V ",
        OverlayKind::Columns => "o ",
    };
    let counted = grouped(count(n_offers));
    let end = canvas.right(inner.right(), inner.y, inner.width, &counted, Tone::Dim);
    line(canvas, (inner.x, inner.y), end.saturating_sub(inner.x + 2), sign, &overlay.input);
}

/// A line being typed in, with the terminal's cursor where the next letter goes.
pub(crate) fn line(
    canvas: &mut Canvas<'_>,
    at: (u16, u16),
    room: u16,
    sign: &str,
    input: &tui_input::Input,
) {
    let (x, y) = at;
    let start = canvas.text(x, y, room, sign, Tone::Accent);
    let left = room.saturating_sub(width(sign) + 1);
    let scroll = input.visual_scroll(left.into());
    let mut skipped = 0;
    let shown: String = input
        .value()
        .chars()
        .skip_while(|ch| {
            let skip = skipped < scroll;
            skipped += usize::from(width(ch.encode_utf8(&mut [0; 4])));
            skip
        })
        .collect();
    canvas.text(start, y, left, &shown, Tone::Strong);
    canvas.focus(start + narrow(input.visual_cursor().saturating_sub(scroll)), y);
}

fn lines(canvas: &mut Canvas<'_>, area: Rect, overlay: &Overlay, offers: &[Offer]) {
    if offers.is_empty() {
        let words = match overlay.kind {
            OverlayKind::Export => say("type where to: a file"),
            OverlayKind::Name => say("type what to call it"),
            OverlayKind::Palette | OverlayKind::Help | OverlayKind::Acts | OverlayKind::Columns => {
                say("nothing is called that")
            }
        };
        canvas.text(area.x + 2, area.y, area.width, words, Tone::Dim);
    }
    let height = usize::from(area.height);
    let top = (overlay.chosen + 1).saturating_sub(height);
    for (y, (at, offer)) in area.rows().zip(offers.iter().enumerate().skip(top)) {
        canvas.mark(y, Zone::Offer(at));
        let here = at == overlay.chosen;
        if here {
            canvas.tint(y, Tone::Cursor);
            canvas.text(y.x, y.y, 1, "▌", Tone::Accent);
        }
        let tone = match (offer.barred, here) {
            (true, _) => Tone::Dim,
            (false, true) => Tone::Strong,
            (false, false) => Tone::Text,
        };
        match overlay.kind {
            OverlayKind::Palette | OverlayKind::Acts | OverlayKind::Export | OverlayKind::Name => {
                let keys = canvas.right(y.right(), y.y, area.width / 3, &offer.keys, Tone::Dim);
                canvas.text(y.x + 2, y.y, keys.saturating_sub(y.x + 4), &offer.words, tone);
            }
            OverlayKind::Columns => {
                canvas.text(y.x + 2, y.y, 1, &offer.keys, Tone::Accent);
                canvas.text(y.x + 4, y.y, area.width.saturating_sub(4), &offer.words, tone);
            }
            OverlayKind::Help => {
                let keys = area.width / 4;
                canvas.text(y.x + 2, y.y, keys, &offer.keys, Tone::Accent);
                let room = area.width.saturating_sub(keys + 4);
                canvas.text(y.x + 4 + keys, y.y, room, &offer.effect, tone);
            }
        }
    }
}

fn chosen(canvas: &mut Canvas<'_>, area: Rect, kind: OverlayKind, offer: Option<&Offer>) {
    if area.height == 0 {
        return;
    }
    let foot = area.bottom().saturating_sub(1);
    if let Some(offer) = offer {
        let mut y = area.y;
        let tone = if offer.barred { Tone::Warn } else { Tone::Text };
        for text in wrap(&offer.effect, area.width).iter().take(2) {
            canvas.text(area.x, y, area.width, text, tone);
            y += 1;
        }
        if !offer.shell.is_empty() && y < foot {
            let pieces = [
                (say("from a shell"), Tone::Dim),
                ("  ", Tone::Dim),
                (offer.shell.as_str(), Tone::Strong),
            ];
            canvas.pieces(area.x, y, area.width, &pieces);
        }
    }
    if kind == OverlayKind::Columns {
        let keys = [
            (say("space"), Tone::Accent),
            (" ", Tone::Dim),
            (say("show or hide"), Tone::Dim),
            ("   ", Tone::Dim),
            ("esc", Tone::Accent),
            (" ", Tone::Dim),
            (say("close"), Tone::Dim),
        ];
        canvas.pieces(area.x, foot, area.width, &keys);
        return;
    }
    let keys = [
        (manner::enter(), Tone::Accent),
        (" ", Tone::Dim),
        (say("do"), Tone::Dim),
        ("   ", Tone::Dim),
        (manner::tab(), Tone::Accent),
        (" ", Tone::Dim),
        (say("complete"), Tone::Dim),
        ("   ", Tone::Dim),
        ("^y", Tone::Accent),
        (" ", Tone::Dim),
        (say("copy the shell line"), Tone::Dim),
        ("   ", Tone::Dim),
        ("esc", Tone::Accent),
        (" ", Tone::Dim),
        (say("close"), Tone::Dim),
    ];
    canvas.pieces(area.x, foot, area.width, &keys);
}
