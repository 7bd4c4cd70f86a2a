//! What each client is billed in a run, and what stays of it: whoever is billed most comes first.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{PayrollClientLine, PayrollClientsBoard};
use sereno_domain::payroll::item::{BaseSums, ItemState};

use super::items::currency_of;
use super::{amount, shown, units};
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, pointed};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};

/// The screen.
pub(super) struct Clients;

static TABLE: Table<PayrollClientLine> = Table {
    columns: &[
        Column::<PayrollClientLine>::left("CLIENT", 20, |line, _| {
            Cell::text(line.client.as_str(), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.client.cmp(&b.client)),
        Column::<PayrollClientLine>::right("PAID", 5, |line, _| {
            Cell::number(ItemState::Ok.count_in(&line.n_items), Tone::Dim)
        })
        .sorts(|a, b| ItemState::Ok.count_in(&a.n_items).cmp(&ItemState::Ok.count_in(&b.n_items))),
        Column::<PayrollClientLine>::right("NOT PAID", 8, |line, _| {
            Cell::number(ItemState::count_not_paid(&line.n_items), Tone::Fail)
        })
        .sorts(|a, b| {
            ItemState::count_not_paid(&a.n_items).cmp(&ItemState::count_not_paid(&b.n_items))
        }),
        Column::<PayrollClientLine>::right("AT RISK", 9, |line, scene| {
            amount(line.at_risk_base_minor, currency_of(scene), Tone::Warn)
        })
        .drops(2)
        .sorts(|a, b| a.at_risk_base_minor.cmp(&b.at_risk_base_minor)),
        Column::<PayrollClientLine>::right("BILLED", 10, |line, scene| {
            amount(line.base.bill, currency_of(scene), Tone::Text)
        })
        .sorts(|a, b| a.base.bill.cmp(&b.base.bill)),
        Column::<PayrollClientLine>::right("COST", 10, |line, scene| {
            amount(line.base.cost(), currency_of(scene), Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.base.cost().cmp(&b.base.cost())),
        Column::<PayrollClientLine>::right("STAYS", 9, |line, scene| {
            let tone = if line.base.margin() < 0 { Tone::Fail } else { Tone::Dim };
            amount(line.base.margin(), currency_of(scene), tone)
        })
        .sorts(|a, b| a.base.margin().cmp(&b.base.margin())),
        Column::<PayrollClientLine>::right("MARGIN", 6, |line, _| margin(line.base))
            .sorts(|a, b| a.base.margin_bp().cmp(&b.base.margin_bp())),
        Column::<PayrollClientLine>::right("A YEAR", 11, |line, scene| {
            amount(line.bill_year_base_minor, currency_of(scene), Tone::Faint)
        })
        .drops(3)
        .sorts(|a, b| a.bill_year_base_minor.cmp(&b.bill_year_base_minor)),
        Column::<PayrollClientLine>::left("OF ALL", 12, |line, scene| {
            let billed = |minor: i64| u64::try_from(minor).unwrap_or_default();
            let most = board(scene).and_then(|board| board.lines.first());
            Cell::Gauge {
                n: billed(line.base.bill),
                of: most.map_or(1, |most| billed(most.base.bill)).max(1),
                tone: Tone::Accent,
            }
        })
        .drops(4),
    ],
    fields: &[Field { name: "client", value: |line| Value::Text(line.client.as_str().to_owned()) }],
    key: |line| Key::Client(line.client_id),
    names: &["CLIENT"],
    trouble: |line| ItemState::count_not_paid(&line.n_items) > 0 || line.base.margin() < 0,
    empty: "There is nothing in this run yet.",
};

/// What stays of what is billed, as a cell.
pub(super) fn margin(base: BaseSums) -> Cell<'static> {
    match base.margin_bp() {
        Some(bp) if bp < 0 => Cell::text(super::change(bp), Tone::Fail),
        Some(bp) => Cell::text(
            format!("{}%", pointed(format!("{}.{}", bp / 100, bp % 100 / 10))),
            Tone::Dim,
        ),
        None => Cell::text("—", Tone::Faint),
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PayrollClientsBoard> {
    match scene.board {
        Some(Board::PayrollClients(board)) => Some(board),
        _ => None,
    }
}

/// What is billed and what stays of it.
fn note(board: &PayrollClientsBoard) -> String {
    let (base, currency) = (board.run.base, board.run.currency);
    say_with(
        "{} {} billed · {} stays",
        &[&units(base.bill, currency), &currency, &units(base.margin(), currency)],
    )
}

impl Page for Clients {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("clients").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.lines, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.lines, scene);
        let n_all = board.n_clients.max(count(board.lines.len()));
        let heading = say_with("CLIENTS · {}", &[&arranged.count_of(n_all)]);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note(board), Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(note).unwrap_or_default()
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Client(client) => Some(Screen::Client(*client)),
            _ => None,
        }
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let line = board(scene)?.lines.iter().find(|line| (TABLE.key)(line) == *key)?;
        Some(line.client.as_str().to_owned())
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}
