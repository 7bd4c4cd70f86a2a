//! How a run differs from the month before: each country in parts that add up, and the items that moved
//! most.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{ItemLine, VarianceBoard};
use sereno_domain::country::Country;
use sereno_domain::money::Currency;
use sereno_domain::payroll::variance::Variance;

use super::items::{CLIENT, COST, DIFFERENCE, FROM, WHO, currency_of};
use super::{
    amount, change, change_cell, country_name, month_words, moved, moved_cell, shown, to, units,
};
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::narrow;
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::section::Section;
use crate::widget::table::{Cell, Column, Field, Table};

/// The pane of items that moved.
const MOVERS: usize = 1;

/// The screen.
pub(super) struct Differences;

/// The parts of a country's difference, or of all of them.
#[derive(Debug, Clone)]
struct PartsRow {
    /// Which; none for the sum.
    country: Option<Country>,
    name: String,
    parts: Variance,
    currency: Currency,
}

static TABLE: Table<PartsRow> = Table {
    columns: &[
        Column::<PartsRow>::left("COUNTRY", 14, |row, _| Cell::text(row.name.as_str(), Tone::Text))
            .grows(1)
            .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<PartsRow>::right("BEFORE", 9, |row, _| {
            amount(row.parts.before_minor, row.currency, Tone::Dim)
        })
        .drops(4),
        Column::<PartsRow>::right("NOW", 9, |row, _| {
            amount(row.parts.now_minor, row.currency, Tone::Text)
        })
        .sorts(|a, b| a.parts.now_minor.cmp(&b.parts.now_minor)),
        Column::<PartsRow>::right("Δ", 8, |row, _| {
            moved_cell(row.parts.difference_minor(), row.currency)
        })
        .sorts(|a, b| a.parts.difference_minor().cmp(&b.parts.difference_minor())),
        Column::<PartsRow>::right("Δ %", 7, |row, _| change_cell(row.parts.difference_bp()))
            .drops(3)
            .sorts(|a, b| a.parts.difference_bp().cmp(&b.parts.difference_bp())),
        Column::<PartsRow>::right("VOLUME", 8, |row, _| part(row, row.parts.volume_minor))
            .sorts(|a, b| a.parts.volume_minor.cmp(&b.parts.volume_minor)),
        Column::<PartsRow>::right("RATE", 8, |row, _| part(row, row.parts.rate_minor))
            .sorts(|a, b| a.parts.rate_minor.cmp(&b.parts.rate_minor)),
        Column::<PartsRow>::right("FX", 8, |row, _| part(row, row.parts.fx_minor))
            .sorts(|a, b| a.parts.fx_minor.cmp(&b.parts.fx_minor)),
        Column::<PartsRow>::right("MIX", 8, |row, _| part(row, row.parts.mix_minor))
            .sorts(|a, b| a.parts.mix_minor.cmp(&b.parts.mix_minor)),
        Column::<PartsRow>::right("IN", 3, |row, _| {
            Cell::number(row.parts.n_joined.into(), Tone::Dim)
        })
        .titled(|_| say_of("IN", "who came").to_owned())
        .drops(2),
        Column::<PartsRow>::right("OUT", 3, |row, _| {
            Cell::number(row.parts.n_left.into(), Tone::Dim)
        })
        .drops(2),
        Column::<PartsRow>::right("RAISED", 4, |row, _| {
            Cell::number(row.parts.n_raised.into(), Tone::Dim)
        })
        .drops(2),
    ],
    fields: &[Field {
        name: "country",
        value: |row| Value::Words(row.country.iter().map(ToString::to_string).collect()),
    }],
    key: |row| match row.country {
        Some(country) => Key::Country(country),
        None => Key::Fact(row.name.clone()),
    },
    names: &["COUNTRY"],
    trouble: |row| row.parts.difference_bp().is_some_and(|bp| bp.unsigned_abs() > super::CHANGE_BP),
    empty: "There is no month before to compare with.",
};

static OF_ITEMS: Table<ItemLine> = Table {
    columns: &[
        WHO,
        FROM,
        CLIENT,
        Column::<ItemLine>::right("BEFORE", 8, |line, scene| match line.before_base_minor {
            Some(minor) => amount(minor, currency_of(scene), Tone::Dim),
            None => Cell::text(say("new"), Tone::Run),
        }),
        COST,
        Column::<ItemLine>::right("MOVED", 8, |line, scene| {
            moved_cell(by(line), currency_of(scene))
        })
        .sorts(|a, b| by(a).cmp(&by(b))),
        DIFFERENCE,
    ],
    fields: &[Field { name: "country", value: |line| Value::word(line.country.code()) }],
    key: |line| Key::Placement(line.placement_id),
    names: &["DEVELOPER"],
    trouble: |line| line.n_anomalies > 0,
    empty: "No item costs other than before.",
};

fn part(row: &PartsRow, minor: i64) -> Cell<'static> {
    moved_cell(minor, row.currency)
}

/// By how much an item's cost moved.
fn by(line: &ItemLine) -> i64 {
    line.base.cost() - line.before_base_minor.unwrap_or_default()
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a VarianceBoard> {
    match scene.board {
        Some(Board::PayrollVariance(board)) => Some(board),
        _ => None,
    }
}

fn rows(board: &VarianceBoard) -> Vec<PartsRow> {
    let row = |(country, parts): &(Country, Variance)| PartsRow {
        country: Some(*country),
        name: country_name(*country),
        parts: *parts,
        currency: board.run.currency,
    };
    board.lines.iter().map(row).collect()
}

fn total(board: &VarianceBoard) -> PartsRow {
    let parts = Variance::sum(board.lines.iter().map(|(_, parts)| parts));
    PartsRow { country: None, name: say("all").to_owned(), parts, currency: board.run.currency }
}

/// `Oct 2,856,080 → 2,930,330 · +2.6%`.
fn note(board: &VarianceBoard) -> String {
    let (parts, currency) = (total(board).parts, board.run.currency);
    let Some(before) = &board.before else { return say("no month before").to_owned() };
    let percent = parts.difference_bp().map_or_else(String::new, |bp| format!(" · {}", change(bp)));
    let [then, now] = [parts.before_minor, parts.now_minor].map(|minor| units(minor, currency));
    format!(
        "{} {then} → {} {now} {currency} · {}{percent}",
        clock::month_short(before.month_on),
        clock::month_short(board.run.month_on),
        moved(parts.difference_minor(), currency)
    )
}

fn of_movers(board: &VarianceBoard) -> Section<'_, ItemLine> {
    let note = (say("largest move first").to_owned(), Tone::Dim);
    Section { pane: MOVERS, title: "MOVED MOST", note, table: &OF_ITEMS, rows: &board.movers }
}

impl Page for Differences {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match board(scene) {
            Some(board) => match &board.before {
                Some(before) => {
                    say_with("{} against {}", &[&month_words(&board.run), &month_words(before)])
                }
                None => month_words(&board.run),
            },
            None => say("difference").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match board(scene) {
            None => Listing::default(),
            Some(board) if scene.has_cursor(MOVERS) => of_movers(board).listing(scene),
            Some(board) => TABLE.arrange(&rows(board), scene).listing(),
        }
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.has_cursor(MOVERS) { OF_ITEMS.sorts() } else { TABLE.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let rows = rows(board);
        let arranged =
            if scene.has_cursor(0) { TABLE.arrange(&rows, scene) } else { TABLE.all(&rows) };
        let title = if scene.has_cursor(0) { Tone::Accent } else { Tone::Dim };
        let heading = say_with("DIFFERENCE · {}", &[&arranged.count()]);
        hairline(canvas, area, &[(&heading, title)], &[(&note(board), Tone::Text)]);
        let wanted = narrow(rows.len()).max(1) + 3;
        let height = wanted.min(area.height.saturating_sub(6));
        let list = Rect { y: area.y + 1, height, ..area };
        if rows.is_empty() {
            TABLE.paint(scene, canvas, list, 0, &arranged);
        } else {
            TABLE.paint_over(&total(board), scene, canvas, list, 0, &arranged);
        }
        let gap = u16::from(area.height > height + 8);
        let y = list.bottom() + gap;
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        of_movers(board).paint(scene, canvas, rest);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(note).unwrap_or_default()
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let run = board(scene)?.run.payroll_run_id;
        match key {
            Key::Country(country) => Some(to(PayrollPage::Items { run, country: Some(*country) })),
            Key::Placement(placement) => Some(to(PayrollPage::Item { run, placement: *placement })),
            _ => None,
        }
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let board = board(scene)?;
        let row = rows(board).into_iter().find(|row| (TABLE.key)(row) == *key);
        let words =
            row.map(|row| format!("{}: {}", row.name, super::countries::parts_words(&row.parts)));
        let mover = board.movers.iter().find(|line| (OF_ITEMS.key)(line) == *key);
        words.or_else(|| mover.map(|line| line.placement_id.to_string()))
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}
