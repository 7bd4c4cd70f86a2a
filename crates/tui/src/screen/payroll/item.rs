//! One item: what it comes to, why it is not paid and what to do, its lines with the figures behind
//! them, what is odd about it, and what it cost in the months before.

mod parts;

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{AnomalyLine, ItemBoard, PayLineLine};
use sereno_domain::payroll::item::{LineSide, LineUnit};

use self::parts::{paint_figures, paint_head, paint_months, paint_stuck};
use super::anomalies::OWN;
use super::items::native;
use super::{acts, amount, millionths, shown, to};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{named, say, say_with, spoken};
use crate::number::{counted, narrow};
use crate::payroll::PayrollPage;
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::section::{Section, stack};
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// The pane of what is odd.
const ODD: usize = 1;
/// Rows of the months before.
const MONTHS_HEIGHT: u16 = 6;
/// Rows of the figures behind a line.
const FIGURES_HEIGHT: u16 = 4;

/// The screen.
pub(super) struct Item;

static LINES: Table<PayLineLine> = Table {
    columns: &[
        Column::<PayLineLine>::left("SIDE", 8, |line, _| {
            Cell::text(
                side(line.side),
                if line.side == LineSide::Pay { Tone::Text } else { Tone::Dim },
            )
        })
        .sorts(|a, b| a.side.cmp(&b.side)),
        Column::<PayLineLine>::left("LINE", 18, |line, _| {
            Cell::text(spoken(line.code.name()), Tone::Text)
        })
        .sorts(|a, b| a.code.cmp(&b.code)),
        Column::<PayLineLine>::right("QUANTITY", 8, |line, _| {
            Cell::text(millionths(line.quantity_e6), Tone::Dim)
        })
        .drops(2),
        Column::<PayLineLine>::left("OF", 6, |line, _| Cell::text(unit(line.unit), Tone::Faint))
            .drops(2),
        Column::<PayLineLine>::right("AMOUNT", 12, |line, _| {
            Cell::text(native(line.amount_minor, line.currency), Tone::Text)
        })
        .sorts(|a, b| a.amount_minor.cmp(&b.amount_minor)),
        Column::<PayLineLine>::right("BASE", 8, |line, scene| {
            amount(line.base_minor, super::items::currency_of(scene), Tone::Text)
        })
        .sorts(|a, b| a.base_minor.cmp(&b.base_minor)),
        Column::<PayLineLine>::left("WORKED OUT FROM", 24, |line, _| {
            Cell::text(figures(line), Tone::Dim)
        })
        .grows(1)
        .drops(1),
    ],
    fields: &[],
    key: |line| Key::PayLine(line.no),
    names: &["LINE"],
    trouble: |line| line.amount_minor < 0,
    empty: "Nothing could be worked out.",
};

/// What a line does to whom.
fn side(side: LineSide) -> &'static str {
    match side {
        LineSide::Pay => say("paid"),
        LineSide::Deduct => say("kept"),
        LineSide::Employer => say("employer"),
        LineSide::Accrual => say("aside"),
        LineSide::Fee => say("fee"),
        LineSide::Bill => say("billed"),
    }
}

fn unit(unit: LineUnit) -> &'static str {
    match unit {
        LineUnit::Month => say("months"),
        LineUnit::Hour => say("hours"),
        LineUnit::Day => say("days"),
        LineUnit::Once => say("once"),
    }
}

/// The figures a line was worked out from: `days 30 · from 2026-11-01`.
fn figures(line: &PayLineLine) -> String {
    let all =
        line.calc.iter().map(|(name, value)| format!("{} {value}", named(&name.replace('_', " "))));
    all.collect::<Vec<_>>().join(" · ")
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ItemBoard> {
    match scene.board {
        Some(Board::PayrollItem(board)) => Some(board),
        _ => None,
    }
}

fn of_lines(board: &ItemBoard) -> Section<'_, PayLineLine> {
    let tries = match board.n_attempts {
        0 | 1 => String::new(),
        n => say_with("worked out {}", &[&counted(n.into(), "{} time", "{} times")]),
    };
    Section { pane: 0, title: "LINES", note: (tries, Tone::Dim), table: &LINES, rows: &board.lines }
}

fn of_anomalies(board: &ItemBoard) -> Section<'_, AnomalyLine> {
    let note = (String::new(), Tone::Dim);
    Section { pane: ODD, title: "ODD", note, table: &OWN, rows: &board.anomalies }
}

/// The line under the cursor; the first where that is elsewhere.
fn line_at<'a>(scene: &Scene<'_>, board: &'a ItemBoard) -> Option<&'a PayLineLine> {
    let pane = scene.view.panes.first()?;
    let keys: Vec<Key> = board.lines.iter().map(LINES.key).collect();
    board.lines.get(pane.position(&keys)?)
}

impl Page for Item {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => format!("{} @ {}", board.line.developer, board.line.client),
            (None, Screen::Payroll(PayrollPage::Item { placement, .. })) => {
                say_with("placement {}", &[&placement])
            }
            (None, _) => say("item").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match board(scene) {
            None => Listing::default(),
            Some(board) if scene.has_cursor(ODD) => of_anomalies(board).listing(scene),
            Some(board) => of_lines(board).listing(scene),
        }
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.has_cursor(ODD) { OWN.sorts() } else { LINES.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let below =
            |used: u16| Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let mut used = paint_head(canvas, area, board);
        used += paint_stuck(canvas, below(used), board);
        let wants = [of_lines(board).wants(), of_anomalies(board).wants()];
        let wanted: u16 = wants.iter().sum();
        let spare = area.height.saturating_sub(used + wanted);
        let months =
            if spare > MONTHS_HEIGHT && !board.months.is_empty() { MONTHS_HEIGHT } else { 0 };
        // The column of figures is left out where it has no room: then they stand below.
        let narrow_room = scene.room < Room::Full;
        let figures =
            if narrow_room && area.height > used + FIGURES_HEIGHT + 8 { FIGURES_HEIGHT } else { 0 };
        let lists =
            Rect { height: below(used).height.saturating_sub(months + figures), ..below(used) };
        let places = stack(lists, &wants, Some(scene.view.pane));
        let mut y = lists.y;
        for (pane, place) in places.into_iter().enumerate() {
            y = place.bottom();
            match pane {
                0 => of_lines(board).paint(scene, canvas, place),
                _ => of_anomalies(board).paint(scene, canvas, place),
            }
        }
        if figures > 0
            && let Some(line) = line_at(scene, board)
        {
            let place = Rect { y: lists.bottom(), height: figures, ..area };
            paint_figures(canvas, place, line);
        }
        if months > 0 {
            let y = (y + 1).min(area.bottom() - months);
            paint_months(canvas, Rect { y, height: months, ..area }, board);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let state = word::item(board.line.state).words();
        say_with("{} at {} · {}", &[&board.line.developer, &board.line.client, &state])
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let board = board(scene)?;
        match key {
            Key::Anomaly(_) => Some(to(PayrollPage::Anomalies(board.run.payroll_run_id))),
            _ => Some(Screen::Placement(board.line.placement_id)),
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let odd = board.anomalies.iter().find(|line| Some(&(OWN.key)(line)) == key);
        let over = odd.and_then(|line| acts::on_anomaly(&board.run, line));
        let retry = acts::on_item(&board.run, board.line.state, board.line.placement_id);
        retry.into_iter().chain(over).collect()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let board = board(scene)?;
        let line = board.lines.iter().find(|line| (LINES.key)(line) == *key);
        let odd = board.anomalies.iter().find(|line| (OWN.key)(line) == *key);
        let line = line.map(|line| {
            let amount = native(line.amount_minor, line.currency);
            format!("{} {}: {amount} ({})", side(line.side), line.code, figures(line))
        });
        line.or_else(|| odd.map(|odd| format!("{}: {}", odd.code, odd.says)))
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}

/// Rows so many lines take.
fn rows_of(lines: usize) -> u16 {
    narrow(lines)
}
