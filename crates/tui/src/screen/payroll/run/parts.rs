//! Parts of the page of a run that hold no cursor: its head, controls, months, and who decided.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use sereno_domain::board::payroll::{
    ApprovalLine, ControlLine, ControlState, PayrollBoard, PayrollLine,
};
use sereno_domain::money::Currency;
use sereno_domain::payroll::PayrollState;
use sereno_domain::payroll::item::ItemState;

use super::super::month_words;
use crate::canvas::{Canvas, width};
use crate::clock;
use crate::language::{say, say_with};
use crate::number::{counted, grouped, with_parts};
use crate::scene::{Room, Scene};
use crate::theme::Tone;
use crate::widget::chart::{Upright, axis_from, chart};
use crate::widget::hairline::hairline;
use crate::word;

/// Seconds before the cut-off from which it stands out.
const SOON: u64 = 2 * 24 * 60 * 60;

type Pieces = Vec<(String, Tone)>;

fn paint_pieces(canvas: &mut Canvas<'_>, x: u16, row: Rect, pieces: &Pieces) -> u16 {
    let all: Vec<(&str, Tone)> = pieces.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
    canvas.pieces(x, row.y, row.right().saturating_sub(x + 1), &all)
}

/// Which month, which draft, when and at which rates; then when it is paid and who must agree. Gives the
/// rows it took: two where they do not stand side by side.
pub(super) fn paint_head(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &PayrollBoard,
) -> u16 {
    if area.height < 2 {
        return 0;
    }
    let (what, when) = (what(scene, &board.run), when(scene, board));
    paint_pieces(canvas, area.x + 1, area, &what);
    let wanted = when.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
    let used = what.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
    if used.saturating_add(wanted).saturating_add(4) <= area.width {
        let x = area.right().saturating_sub(wanted + 1);
        paint_pieces(canvas, x, Rect { width: area.width + 1, ..area }, &when);
        return 1;
    }
    paint_pieces(canvas, area.x + 1, Rect { y: area.y + 1, ..area }, &when);
    2
}

fn what(scene: &Scene<'_>, run: &PayrollLine) -> Pieces {
    let word = word::payroll(run.state);
    let computed = match run.computed_at {
        Some(at) => say_with("computed {}", &[&scene.minute(at)]),
        None => say("not complete").to_owned(),
    };
    let draft = say_with(
        " · draft {} · {} · FX of {}",
        &[&run.n_drafts, &computed, &clock::day_short(run.fx_fix_on)],
    );
    vec![
        (month_words(run), Tone::Strong),
        (format!("  {} {}", word.glyph, word.words()), word.tone),
        (draft, Tone::Dim),
    ]
}

fn when(scene: &Scene<'_>, board: &PayrollBoard) -> Pieces {
    let run = &board.run;
    let (cut_off, tone) = cut_off(scene, run);
    let n = approvals_of_draft(board).count();
    let needed = board.n_approvals_needed;
    let enough = u32::try_from(n).is_ok_and(|n| n >= needed);
    let wanted = if enough || !run.state.is_open() { Tone::Text } else { Tone::Warn };
    vec![
        (say("pay date ").to_owned(), Tone::Dim),
        (clock::day(run.pay_on), Tone::Strong),
        (say("  cut-off ").to_owned(), Tone::Dim),
        (cut_off, tone),
        (say("  approvals ").to_owned(), Tone::Dim),
        (format!("{n}/{needed}"), wanted),
    ]
}

/// How long facts may still change: to the end of the last day, by the clock of the firm.
fn cut_off(scene: &Scene<'_>, run: &PayrollLine) -> (String, Tone) {
    let zone: &TimeZone = scene.zone();
    let end = run.cutoff_on.tomorrow().and_then(|day| day.to_zoned_datetime(zone.clone()));
    let left = end.map_or(0, |end| clock::seconds(scene.now, end.timestamp()));
    match left {
        0 if run.state.is_open() => (say("passed").to_owned(), Tone::Warn),
        0 => (clock::day_short(run.cutoff_on), Tone::Dim),
        1..SOON => (clock::span(left), Tone::Warn),
        _ => (clock::span(left), Tone::Text),
    }
}

/// Who approved of the draft as it is.
fn approvals_of_draft(board: &PayrollBoard) -> impl Iterator<Item = &ApprovalLine> {
    let of_draft = |line: &&ApprovalLine| line.n_drafts == board.run.n_drafts && line.is_approved;
    board.approvals.iter().filter(of_draft)
}

/// Whether a control is not as it should be.
pub(super) const fn is_wrong(line: &ControlLine) -> bool {
    match line.state {
        ControlState::Ok => false,
        ControlState::Warn | ControlState::Fail => true,
    }
}

/// The controls; where there is no room for all, those that are not as they should be come first.
pub(super) fn paint_controls(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &PayrollBoard,
) {
    if area.height == 0 {
        return;
    }
    let n_ok = board.controls.iter().filter(|line| !is_wrong(line)).count();
    let heading = say_with("CONTROLS · {} of {}", &[&n_ok, &board.controls.len()]);
    hairline(canvas, area, &[(&heading, Tone::Dim)], &[]);
    let mut lines: Vec<&ControlLine> = board.controls.iter().collect();
    if usize::from(area.height - 1) < lines.len() {
        lines.sort_by_key(|line| !is_wrong(line));
    }
    let inset = u16::from(scene.room >= Room::Full);
    for (row, line) in area.rows().skip(1).zip(lines) {
        let word = word::control(line.state);
        let tone = if is_wrong(line) { word.tone } else { Tone::Dim };
        let end = row.right().saturating_sub(1);
        canvas.text(row.x + 2, row.y, 1, word.glyph, word.tone);
        let x =
            canvas.text(row.x + 4, row.y, row.width / 3 * 2, say(line.control.words()), Tone::Text);
        canvas.right(end, row.y, end.saturating_sub(x + 1 + inset), line.says.as_str(), tone);
    }
}

/// The unit amounts of a chart are told in: how many minor units, its letter, digits after the point.
fn unit(most: u64, currency: Currency) -> (u64, &'static str, usize) {
    let scale = 10_u64.saturating_pow(currency.minor_digits());
    match most / scale {
        0..10_000 => (scale, "", 0),
        10_000..1_000_000 => (scale * 1_000, "k", 1),
        _ => (scale * 1_000_000, "M", 2),
    }
}

/// An amount in a unit: `2.93`.
fn in_unit(minor: u64, (scale, _, digits): (u64, &str, usize)) -> String {
    let parts = 10_u64.saturating_pow(u32::try_from(digits).unwrap_or(0));
    let figure = (minor.saturating_mul(parts).saturating_add(scale / 2)) / scale;
    match digits {
        0 => grouped(figure),
        _ => with_parts(figure / parts, format!("{:0digits$}", figure % parts)),
    }
}

/// Bars of months, the last of them in the colour of where one is.
fn bars(months: &[(jiff::civil::Date, i64)], currency: Currency) -> (Vec<Upright>, u64, String) {
    let values: Vec<u64> =
        months.iter().map(|(_, minor)| u64::try_from(*minor).unwrap_or(0)).collect();
    let unit = unit(values.iter().max().copied().unwrap_or(0), currency);
    let from = axis_from(&values);
    let last = months.len().saturating_sub(1);
    let bars = months.iter().zip(&values).enumerate().map(|(at, ((month_on, _), value))| Upright {
        name: clock::month_short(*month_on),
        figure: in_unit(*value, unit),
        value: *value,
        tone: if at == last { Tone::Accent } else { Tone::Run },
    });
    let (_, letter, _) = unit;
    let blank = if letter.is_empty() { "" } else { " " };
    let axis = format!("{letter}{blank}{currency}\n{}\n{}", say("axis from"), in_unit(from, unit));
    (bars.collect(), from, axis)
}

/// What the last months cost.
pub(super) fn paint_chart(canvas: &mut Canvas<'_>, area: Rect, board: &PayrollBoard) {
    let heading = say_with(
        "EMPLOYER COST · {}",
        &[&counted(crate::number::count(board.months.len()), "{} month", "{} months")],
    );
    let heading = heading.to_uppercase();
    hairline(canvas, area, &[(&heading, Tone::Dim)], &[]);
    let months: Vec<_> =
        board.months.iter().map(|month| (month.month_on, month.base.cost())).collect();
    paint_months(
        canvas,
        Rect { y: area.y + 1, height: area.height - 1, ..area },
        &months,
        board.run.currency,
    );
}

/// Bars of months with the axis told beside them.
pub(in crate::screen::payroll) fn paint_months(
    canvas: &mut Canvas<'_>,
    area: Rect,
    months: &[(jiff::civil::Date, i64)],
    currency: Currency,
) {
    const BESIDE: u16 = 8;
    let (bars, from, axis) = bars(months, currency);
    let place = Rect { x: area.x + 4, width: area.width.saturating_sub(4 + BESIDE), ..area };
    let x = chart(canvas, place, &bars, from) - 1;
    for (row, words) in area.rows().zip(axis.lines()) {
        canvas.text(x, row.y, area.right().saturating_sub(x), words, Tone::Faint);
    }
}

/// Who decided what, and who is to.
pub(super) fn paint_standing(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &PayrollBoard,
) {
    if area.height > 0 {
        paint_pieces(canvas, area.x + 1, area, &standing(scene, board));
    }
}

fn standing(scene: &Scene<'_>, board: &PayrollBoard) -> Pieces {
    let run = &board.run;
    let word = word::payroll(run.state);
    let mut pieces: Pieces = decided(scene, board);
    let dim = |text: String| (text, Tone::Dim);
    match run.state {
        PayrollState::Computing => {
            let so_far: u64 = run.n_items.values().sum();
            pieces.push((format!("{} ", word.glyph), word.tone));
            pieces.push(dim(say_with(
                "{} so far; what is seen is not the whole",
                &[&counted(so_far, "{} item", "{} items")],
            )));
        }
        PayrollState::Failed => {
            let tells = run.run_id.map(|run| say_with(" · `sereno runs {}` tells why", &[&run]));
            pieces.push((say_with("{} not completed: ", &[&word.glyph]), word.tone));
            pieces.push(dim(say_with(
                "what was worked out is kept{}",
                &[&tells.unwrap_or_default()],
            )));
        }
        PayrollState::Review if run.n_severe > 0 => {
            pieces.push(("▲ ".to_owned(), Tone::Warn));
            let severe = match run.n_severe {
                1 => say("1 open anomaly stops an approval · e shows it").to_owned(),
                n => say_with("{} open anomalies stop an approval · e shows them", &[&grouped(n)]),
            };
            pieces.push(dim(severe));
        }
        PayrollState::Review => {
            let held = match ItemState::count_not_paid(&run.n_items) {
                0 => String::new(),
                n => say_with(" · {} not paid with it", &[&grouped(n)]),
            };
            let by = say_with(
                "prepared by {}: somebody else approves{} · A to decide",
                &[&run.prepared_by, &held],
            );
            pieces.push(dim(by));
        }
        PayrollState::Approved => {
            pieces.push(dim(say("A locks it, and makes its payments").to_owned()));
        }
        PayrollState::Locked | PayrollState::Exported => {
            let n = ItemState::Ok.count_in(&run.n_items);
            pieces.push((format!("{} {}: ", word.glyph, word.words()), word.tone));
            pieces.push(dim(say_with(
                "{} made, and nothing changes any more",
                &[&counted(n, "{} payment", "{} payments")],
            )));
        }
    }
    pieces
}

/// The decisions about this draft: `✓ approved by lucia 01:31`.
fn decided(scene: &Scene<'_>, board: &PayrollBoard) -> Pieces {
    let of_draft = board.approvals.iter().filter(|line| line.n_drafts == board.run.n_drafts);
    of_draft
        .flat_map(|line| {
            let at = scene.minute(line.at);
            if line.is_approved {
                let words = say_with("approved by {} {}  ", &[&line.actor, &at]);
                return [("✓ ".to_owned(), Tone::Ok), (words, Tone::Text)];
            }
            let words = say_with("sent back by {} {}: {}  ", &[&line.actor, &at, &line.reason]);
            [("✗ ".to_owned(), Tone::Fail), (words, Tone::Text)]
        })
        .collect()
}
