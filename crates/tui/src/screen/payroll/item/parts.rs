//! Parts of the page of an item that hold no cursor.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{ItemBoard, PayLineLine};

use super::super::items::{engaged, native};
use super::super::run::parts::paint_months as paint_bars;
use super::super::{change, month_words, units};
use super::{figures, rows_of};
use crate::canvas::{Canvas, width, wrap};
use crate::language::{say, say_with, spoken};
use crate::theme::Tone;
use crate::widget::hairline::hairline;
use crate::word;

type Pieces<'a> = Vec<(&'a str, Tone)>;

/// Who is paid for what and how it stands; what is paid, what it costs and what stays; what is saved.
/// Gives the rows it took.
pub(super) fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &ItemBoard) -> u16 {
    let line = &board.line;
    let room = area.width.saturating_sub(2);
    let word = word::item(line.state);
    let stands = format!("  {} {}", word.glyph, word.words());
    let seniority = line.seniority.map_or_else(String::new, |one| format!("{} ", say(one.name())));
    let id = say_with(
        "  {} · {}{} in {} · {}",
        &[
            &line.client,
            &seniority,
            &engaged(line.engagement),
            &line.country,
            &month_words(&board.run),
        ],
    );
    let who: Pieces<'_> =
        vec![(line.developer.as_str(), Tone::Strong), (&stands, word.tone), (&id, Tone::Dim)];
    canvas.pieces(area.x + 1, area.y, room, &who);
    let mut used = 1;
    let texts = [paid(board), costs(board), saved(board)].into_iter().flatten();
    for text in texts.flat_map(|text| wrap(&text, room)) {
        if used < area.height {
            canvas.text(area.x + 1, area.y + used, room, &text, Tone::Text);
            used += 1;
        }
    }
    (used + 1).min(area.height)
}

/// `COP 4,000.00 gross, 400.00 kept back: 3,600.00 net`.
fn paid(board: &ItemBoard) -> Option<String> {
    let (line, currency) = (&board.line, board.line.currency?);
    let [gross, kept, net] =
        [line.sums.gross_minor, line.sums.deductions_minor, line.sums.net_minor()]
            .map(|minor| native(minor, currency));
    Some(say_with("paid {} net = {} gross − {} kept back", &[&net, &gross, &kept]))
}

fn costs(board: &ItemBoard) -> Option<String> {
    let (base, currency) = (board.line.base, board.run.currency);
    board.line.currency?;
    let of = |minor: i64| units(minor, currency);
    let kept = base
        .margin_bp()
        .map_or_else(String::new, |bp| format!(" ({})", change(bp).trim_start_matches('+')));
    Some(say_with(
        "{} {} billed = {} pay + {} employer + {} aside + {} fees + {} stays{}",
        &[
            &currency,
            &of(base.bill),
            &of(base.pay),
            &of(base.employer),
            &of(base.accrual),
            &of(base.fee),
            &of(base.margin()),
            &kept,
        ],
    ))
}

/// What the client saves against the same work where it sits.
fn saved(board: &ItemBoard) -> Option<String> {
    let [middle, least, most] = board.savings_bp?;
    let year = units(board.bill_year_base_minor?, board.run.currency);
    let percent = |bp: i64| change(bp).trim_start_matches('+').to_owned();
    Some(say_with(
        "saves {} against a US hire ({} to {}) at {} {} a year",
        &[&percent(middle), &percent(least), &percent(most), &board.run.currency, &year],
    ))
}

/// Why it is not paid, with what to do about each reason; gives the rows it took.
pub(super) fn paint_stuck(canvas: &mut Canvas<'_>, area: Rect, board: &ItemBoard) -> u16 {
    let reasons = &board.line.reasons;
    if reasons.is_empty() || area.height < 4 {
        return 0;
    }
    let tone = word::item(board.line.state).tone;
    let heading = say_with("WHY NOT PAID · {}", &[&reasons.len()]);
    hairline(canvas, area, &[(&heading, tone)], &[]);
    let room = area.width.saturating_sub(3);
    let mut texts: Vec<(String, Tone)> = Vec::new();
    for (at, reason) in reasons.iter().enumerate() {
        let says = board.detail.get(at).filter(|says| !says.is_empty());
        let words = says.map_or_else(
            || say(reason.words()).to_owned(),
            |says| format!("{}: {says}", say(reason.words())),
        );
        texts.extend(wrap(&words, room).into_iter().map(|text| (text, Tone::Strong)));
        let remedy = format!("→ {}", say(reason.remedy()));
        texts.extend(wrap(&remedy, room).into_iter().map(|text| (text, Tone::Text)));
    }
    let shown = area.height / 2;
    for (row, (text, tone)) in area.rows().skip(1).take(usize::from(shown)).zip(&texts) {
        canvas.text(row.x + 2, row.y, room, text, *tone);
    }
    rows_of(texts.len()).min(shown) + 2
}

/// The figures behind a line, where no column has room for them.
pub(super) fn paint_figures(canvas: &mut Canvas<'_>, area: Rect, line: &PayLineLine) {
    let heading = say_with("{} IS WORKED OUT FROM", &[&spoken(line.code.name()).to_uppercase()]);
    hairline(canvas, area, &[(&heading, Tone::Accent)], &[]);
    let room = area.width.saturating_sub(3);
    for (row, text) in area.rows().skip(1).zip(wrap(&figures(line), room)) {
        canvas.text(row.x + 2, row.y, room, &text, Tone::Text);
    }
}

/// What it cost in the months before and in this one.
pub(super) fn paint_months(canvas: &mut Canvas<'_>, area: Rect, board: &ItemBoard) {
    let heading = say("COST BY MONTH");
    let note = say_with("{} of {}", &[&board.run.currency, &board.line.developer]);
    let fits = usize::from(width(&note)) < usize::from(area.width / 2);
    let note = if fits { note } else { String::new() };
    hairline(canvas, area, &[(heading, Tone::Dim)], &[(&note, Tone::Dim)]);
    let before = board.months.iter().rev().map(|month| (month.month_on, month.base.cost()));
    let months: Vec<_> = before.chain([(board.run.month_on, board.line.base.cost())]).collect();
    let rest = Rect { y: area.y + 1, height: area.height - 1, ..area };
    paint_bars(canvas, rest, &months, board.run.currency);
}
