//! The sheet of an act: what is done, what comes of it, why, and the question.

use ratatui::layout::Rect;

use crate::app::sheet::{Phase, Sheet};
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::language::{say, say_with};
use crate::manner;
use crate::number::narrow;
use crate::theme::Tone;
use crate::widget::finder;

/// Widest the sheet gets; more is not read faster.
const WIDTH_MAX: u16 = 84;
/// Lines of a preview that are shown.
const PREVIEW_MAX: usize = 6;

/// Draws it in the middle of `area`, which is dimmed.
pub(crate) fn sheet(canvas: &mut Canvas<'_>, area: Rect, sheet: &Sheet, now: jiff::Timestamp) {
    canvas.veil();
    let width = area.width.saturating_sub(4).min(WIDTH_MAX);
    let room = width.saturating_sub(4);
    let mut lines: Vec<(String, Tone)> = Vec::new();
    let mut tell = |text: &str, tone: Tone| {
        lines.extend(wrap(text, room).into_iter().map(|line| (line, tone)));
    };
    tell(&sheet.choice.effect, Tone::Text);
    match &sheet.preview {
        Some(Ok(receipt)) => {
            for line in receipt.lines.iter().take(PREVIEW_MAX) {
                tell(line.as_str(), Tone::Strong);
            }
            let left = receipt.lines.len().saturating_sub(PREVIEW_MAX);
            if left > 0 {
                tell(&say_with("and {} more", &[&left.to_string()]), Tone::Dim);
            }
        }
        Some(Err(error)) => tell(error.as_str(), Tone::Fail),
        None if sheet.choice.act.has_preview() => {
            tell(say("asking what it would do …"), Tone::Wait);
        }
        None => {}
    }
    if let Phase::Refused { error, unsure } = &sheet.phase {
        tell(error.as_str(), Tone::Fail);
        if *unsure {
            tell(
                say("It may have been done all the same: look before doing it again."),
                Tone::Warn,
            );
        }
    }
    // Above it the border and a blank, below it the reason, the line, the question and the keys.
    let height = (narrow(lines.len()) + 9).min(area.height.saturating_sub(2));
    let place = Rect {
        x: area.x + (area.width.saturating_sub(width)) / 2,
        y: area.y + area.height.saturating_sub(height) / 3,
        width,
        height,
    };
    finder::frame(canvas, place, &sheet.choice.words);
    let inner = Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: room,
        height: place.height.saturating_sub(2),
    };
    let foot = inner.bottom().saturating_sub(1);
    let texts = Rect { height: inner.height.saturating_sub(6), ..inner };
    for (row, (line, tone)) in texts.rows().zip(&lines) {
        canvas.text(row.x, row.y, row.width, line, *tone);
    }
    let mut y = texts.bottom();
    finder::rule(canvas, place, y);
    y += 1;
    paint_reason(canvas, Rect { y, height: 1, ..inner }, sheet);
    y += 1;
    let line = sheet.choice.act.shell(sheet.reason().as_str());
    let pieces = [(say("from a shell"), Tone::Dim), ("  ", Tone::Dim), (line.as_str(), Tone::Dim)];
    canvas.pieces(inner.x, y, inner.width, &pieces);
    finder::rule(canvas, place, y + 1);
    paint_question(canvas, Rect { y: foot.saturating_sub(1), height: 1, ..inner }, sheet, now);
    paint_keys(canvas, Rect { y: foot, height: 1, ..inner }, sheet);
}

fn paint_reason(canvas: &mut Canvas<'_>, row: Rect, sheet: &Sheet) {
    if !sheet.choice.act.takes_words() {
        canvas.text(
            row.x,
            row.y,
            row.width,
            say("nothing is asked but whether to do it"),
            Tone::Dim,
        );
        canvas.focus(row.x, row.y);
        return;
    }
    let sign = if sheet.choice.act.needs_reason() { say("why") } else { say("note") };
    let sign = format!("{sign}  ");
    let sign = sign.as_str();
    if matches!(sheet.phase, Phase::Reason) {
        if let Some(offered) = sheet.offered() {
            let words = format!("{} {offered}", manner::tab());
            canvas.right(row.right(), row.y, row.width / 2, &words, Tone::Faint);
        }
        finder::line(canvas, (row.x, row.y), row.width, sign, &sheet.reason);
        return;
    }
    let pieces = [(sign, Tone::Dim), (sheet.reason.value(), Tone::Strong)];
    canvas.pieces(row.x, row.y, row.width, &pieces);
}

fn paint_question(canvas: &mut Canvas<'_>, row: Rect, sheet: &Sheet, now: jiff::Timestamp) {
    match &sheet.phase {
        Phase::Reason => {}
        Phase::Question { number, .. } => {
            if let Some(n) = sheet.number_wanted() {
                let sign = format!("{}  ", say_with("type {} to do it", &[&n.to_string()]));
                finder::line(canvas, (row.x, row.y), row.width, &sign, number);
            } else {
                let end = canvas.text(row.x, row.y, row.width, say("Do it?"), Tone::Accent) + 2;
                canvas.focus(end, row.y);
            }
        }
        Phase::Doing { since } => {
            let seconds = clock::seconds(*since, now);
            let words = match seconds {
                0..2 => say("being done …").to_owned(),
                _ => format!("{}  {}", say("being done …"), clock::span(seconds)),
            };
            canvas.text(row.x, row.y, row.width, &words, Tone::Run);
        }
        Phase::Refused { unsure: false, .. } => {
            canvas.text(row.x, row.y, row.width, say("It was not done."), Tone::Fail);
        }
        Phase::Refused { unsure: true, .. } => {
            canvas.text(
                row.x,
                row.y,
                row.width,
                say("Nobody knows whether it was done."),
                Tone::Warn,
            );
        }
    }
}

fn paint_keys(canvas: &mut Canvas<'_>, row: Rect, sheet: &Sheet) {
    let number = sheet.number_wanted().is_some();
    let keys: Vec<(&str, &str)> = match &sheet.phase {
        Phase::Reason if sheet.offered().is_some() => vec![
            (manner::enter(), say("go on")),
            (manner::tab(), say("the usual reason")),
            ("^y", say("copy the line")),
            ("esc", say("leave it")),
        ],
        Phase::Reason => {
            vec![
                (manner::enter(), say("go on")),
                ("^y", say("copy the line")),
                ("esc", say("leave it")),
            ]
        }
        Phase::Question { .. } if number => {
            vec![(manner::enter(), say("do it")), ("esc", say("back"))]
        }
        Phase::Question { .. } => {
            vec![("y", say("do it")), ("n", say("leave it")), ("esc", say("back"))]
        }
        Phase::Doing { .. } => vec![("esc", say("close; it goes on"))],
        Phase::Refused { .. } => {
            vec![(manner::enter(), say("change the reason")), ("esc", say("leave it"))]
        }
    };
    let mut x = row.x;
    for (key, words) in &keys {
        let left = row.right().saturating_sub(x);
        let pieces = [(*key, Tone::Accent), (" ", Tone::Dim), (*words, Tone::Dim)];
        x = canvas.pieces(x, row.y, left, &pieces) + 3;
    }
}
