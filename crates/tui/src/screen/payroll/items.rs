//! The items of a run, or those of one country: those first that are not paid.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{ItemLine, ItemsBoard};
use sereno_domain::developer::Engagement;
use sereno_domain::money::{Currency, Money};
use sereno_domain::payroll::item::ItemState;

use super::clients::margin;
use super::{acts, amount, change_cell, changed_bp, country_name, shown, to, units};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, pointed};
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::findings::country;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// The screen.
pub(super) struct Items;

static TABLE: Table<ItemLine> = Table {
    columns: &[
        STANDS,
        WHO,
        FROM,
        CLIENT,
        Column::<ItemLine>::left("ENGAGED", 10, |line, _| {
            Cell::text(engaged(line.engagement), Tone::Dim)
        })
        .drops(5)
        .sorts(|a, b| a.engagement.cmp(&b.engagement)),
        Column::<ItemLine>::right("NET", 10, |line, _| match line.currency {
            Some(currency) => Cell::text(native(line.sums.net_minor(), currency), Tone::Dim),
            None => Cell::text("—", Tone::Faint),
        })
        .drops(3),
        COST,
        DIFFERENCE,
        Column::<ItemLine>::right("MARGIN", 6, |line, _| margin(line.base))
            .drops(4)
            .sorts(|a, b| a.base.margin_bp().cmp(&b.base.margin_bp())),
        Column::<ItemLine>::right("ODD", 3, |line, _| {
            Cell::number(line.n_anomalies.into(), Tone::Warn)
        })
        .drops(2)
        .sorts(|a, b| a.n_anomalies.cmp(&b.n_anomalies)),
        Column::<ItemLine>::left("WHY NOT PAID", 16, |line, _| {
            let words: Vec<&str> = line.reasons.iter().map(|reason| say(reason.words())).collect();
            Cell::text(words.join(", "), word::item(line.state).tone)
        })
        .grows(2),
    ],
    fields: &[
        Field { name: "country", value: |line| Value::word(line.country.code()) },
        Field { name: "state", value: |line| Value::word(line.state.name()) },
        Field {
            name: "reason",
            value: |line| {
                Value::Words(line.reasons.iter().map(|reason| reason.name().to_owned()).collect())
            },
        },
        Field { name: "client", value: |line| Value::Text(line.client.as_str().to_owned()) },
        Field {
            name: "engagement",
            value: |line| Value::Words(line.engagement.iter().map(ToString::to_string).collect()),
        },
        Field {
            name: "currency",
            value: |line| Value::Words(line.currency.iter().map(ToString::to_string).collect()),
        },
    ],
    key: |line| Key::Placement(line.placement_id),
    names: &["DEVELOPER"],
    trouble: |line| {
        matches!(line.state, ItemState::Held | ItemState::Failed) || line.n_anomalies > 0
    },
    empty: "There is nothing in this run yet.",
};

const STANDS: Column<ItemLine> = Column::<ItemLine>::left("STANDS", 16, |line, _| {
    let word = word::item(line.state);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
})
.sorts(|a, b| a.state.cmp(&b.state));

/// Who is paid.
pub(super) const WHO: Column<ItemLine> = Column::<ItemLine>::left("DEVELOPER", 18, |line, _| {
    Cell::text(line.developer.as_str(), Tone::Text)
})
.grows(1)
.sorts(|a, b| a.developer.cmp(&b.developer));

/// From where they work.
pub(super) const FROM: Column<ItemLine> =
    Column::<ItemLine>::left("IN", 2, |line, _| country(Some(line.country)))
        .sorts(|a, b| a.country.cmp(&b.country));

/// Who is billed.
pub(super) const CLIENT: Column<ItemLine> =
    Column::<ItemLine>::left("CLIENT", 14, |line, _| Cell::text(line.client.as_str(), Tone::Dim))
        .grows(1)
        .drops(1)
        .sorts(|a, b| a.client.cmp(&b.client));

/// What it costs, in the currency of the run.
pub(super) const COST: Column<ItemLine> = Column::<ItemLine>::right("COST", 8, |line, scene| {
    amount(line.base.cost(), currency_of(scene), Tone::Text)
})
.sorts(|a, b| a.base.cost().cmp(&b.base.cost()));

/// How that differs from the month before.
pub(super) const DIFFERENCE: Column<ItemLine> =
    Column::<ItemLine>::right("Δ", 6, |line, _| change_cell(difference_bp(line)))
        .sorts(|a, b| difference_bp(a).cmp(&difference_bp(b)));

/// How an item's cost differs from that of the month before.
fn difference_bp(line: &ItemLine) -> Option<i64> {
    let before = line.before_base_minor.filter(|_| line.state == ItemState::Ok)?;
    changed_bp(before, line.base.cost())
}

/// The currency of the run that is looked at.
pub(super) const fn currency_of(scene: &Scene<'_>) -> Currency {
    match scene.board {
        Some(Board::PayrollItems(board)) => board.run.currency,
        Some(Board::PayrollVariance(board)) => board.run.currency,
        Some(Board::PayrollClients(board)) => board.run.currency,
        Some(Board::PayrollAnomalies(board)) => board.run.currency,
        Some(Board::PayrollItem(board)) => board.run.currency,
        _ => Currency::USD,
    }
}

/// An amount in its own currency, with all its digits.
pub(super) fn native(amount_minor: i64, currency: Currency) -> String {
    pointed(Money { amount_minor, currency }.to_string())
}

/// How somebody is engaged, in a word.
pub(super) fn engaged(engagement: Option<Engagement>) -> &'static str {
    match engagement {
        Some(Engagement::ContractorIndividual) => say("contractor"),
        Some(Engagement::ContractorCompany) => say("company"),
        Some(Engagement::EmployerOfRecord) => say("employee"),
        None => say("unknown"),
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ItemsBoard> {
    match scene.board {
        Some(Board::PayrollItems(board)) => Some(board),
        _ => None,
    }
}

/// How many of those shown are not paid, and what is at stake on them.
fn note(board: &ItemsBoard) -> (String, Tone) {
    let stuck: Vec<&ItemLine> = board
        .lines
        .iter()
        .filter(|line| matches!(line.state, ItemState::Held | ItemState::Failed))
        .collect();
    if stuck.is_empty() {
        return (say("all are paid").to_owned(), Tone::Dim);
    }
    let at_risk: i64 = stuck.iter().map(|line| line.base.pay).sum();
    let currency = board.run.currency;
    let n = count(stuck.len());
    (
        say_with(
            "{} not paid · {} {}",
            &[&counted(n, "{} item", "{} items"), &units(at_risk, currency), &currency],
        ),
        Tone::Fail,
    )
}

impl Page for Items {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match scene.at {
            Screen::Payroll(PayrollPage::Items { country: Some(country), .. }) => {
                country_name(country)
            }
            _ => say("items").to_owned(),
        }
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
        let heading = say_with("ITEMS · {}", &[&arranged.count_of(board.n_items)]);
        let (words, tone) = note(board);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&words, tone)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(|board| note(board).0).unwrap_or_default()
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Placement(placement) => {
                let run = board(scene)?.run.payroll_run_id;
                Some(to(PayrollPage::Item { run, placement: *placement }))
            }
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let line = board.lines.iter().find(|line| Some(&(TABLE.key)(line)) == key);
        let act = line.and_then(|line| acts::on_item(&board.run, line.state, line.placement_id));
        act.into_iter().collect()
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Placement(placement) => Some(placement.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}
