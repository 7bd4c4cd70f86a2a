//! The countries of a run as rows, with what they come to below.

use std::cmp::Reverse;

use sereno_domain::board::payroll::{
    Exceptional, PayrollBoard, PayrollCountryLine, PayrollFxLine, PayrollLine,
};
use sereno_domain::country::Country;
use sereno_domain::money::Currency;
use sereno_domain::payroll::PayrollState;
use sereno_domain::payroll::anomaly::AnomalySeverity;
use sereno_domain::payroll::item::ItemState;
use sereno_domain::payroll::variance::Variance;

use super::{CHANGE_BP, change, change_cell, changed_bp, country_name, rate_words, units};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::{count, counted, grouped};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::Key;
use crate::widget::table::{Cell, Column, Field, Table};

/// Parts of a difference that are told.
const N_PARTS: usize = 3;
/// A part of less than so many basis points of the month before is not told.
const PART_BP: u64 = 10;

/// What a country, or all of them, come to.
#[derive(Debug, Clone)]
pub(super) struct CountryRow {
    /// Which; none for the sum.
    country: Option<Country>,
    mark: (&'static str, Tone),
    name: String,
    n_heads: u64,
    /// Gross, tax and social security, cost; none when nothing is paid.
    sums: Option<[i64; 3]>,
    currency: Currency,
    fx: (String, Tone),
    change_bp: Option<i64>,
    why: (String, Tone),
}

pub(super) static TABLE: Table<CountryRow> = Table {
    columns: &[
        Column::<CountryRow>::left("  COUNTRY", 15, |row, _| {
            Cell::texts([
                (row.mark.0.into(), row.mark.1),
                (" ".into(), Tone::Dim),
                (row.name.as_str().into(), Tone::Text),
            ])
        })
        .grows(1)
        .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<CountryRow>::right("HEADS", 6, |row, _| Cell::number(row.n_heads, Tone::Text))
            .sorts(|a, b| a.n_heads.cmp(&b.n_heads)),
        Column::<CountryRow>::right("GROSS", 10, |row, _| sum(row, 0, Tone::Dim))
            .drops(3)
            .sorts(|a, b| a.sums.cmp(&b.sums)),
        Column::<CountryRow>::right("TAX+SS", 9, |row, _| sum(row, 1, Tone::Dim)).drops(4),
        Column::<CountryRow>::right("EMPLOYER COST", 13, |row, _| sum(row, 2, Tone::Text))
            .sorts(|a, b| a.sums.map(|[.., cost]| cost).cmp(&b.sums.map(|[.., cost]| cost))),
        Column::<CountryRow>::right("FX", 9, |row, _| Cell::text(row.fx.0.as_str(), row.fx.1))
            .drops(2),
        Column::<CountryRow>::right("Δ", 7, |row, _| change_cell(row.change_bp))
            .titled(|scene| match scene.board {
                Some(Board::Payroll(board)) => match &board.before {
                    Some(before) => {
                        say_with("Δ VS {}", &[&clock::month_short(before.month_on).to_uppercase()])
                    }
                    None => "Δ".to_owned(),
                },
                _ => "Δ".to_owned(),
            })
            .sorts(|a, b| a.change_bp.cmp(&b.change_bp)),
        Column::<CountryRow>::left("WHY", 22, |row, _| Cell::text(row.why.0.as_str(), row.why.1))
            .grows(2),
    ],
    fields: &[Field {
        name: "country",
        value: |row| Value::Words(row.country.iter().map(ToString::to_string).collect()),
    }],
    key: |row| match row.country {
        Some(country) => Key::Country(country),
        None => Key::Fact(row.name.clone()),
    },
    names: &["  COUNTRY"],
    trouble: |row| row.mark.1 != Tone::Ok,
    empty: "Nothing has been worked out yet.",
};

fn sum(row: &CountryRow, at: usize, tone: Tone) -> Cell<'static> {
    match row.sums.as_ref().and_then(|sums| sums.get(at)) {
        Some(minor) => {
            let tone = if row.country.is_none() { Tone::Text } else { tone };
            Cell::text(units(*minor, row.currency), tone)
        }
        None => Cell::text("—", Tone::Faint),
    }
}

/// Those who are paid or should be.
fn n_heads(line: &PayrollCountryLine) -> u64 {
    ItemState::Ok.count_in(&line.n_items) + ItemState::count_not_paid(&line.n_items)
}

/// Whether all of a country can be paid.
fn is_ready(line: &PayrollCountryLine) -> bool {
    ItemState::count_not_paid(&line.n_items) == 0
}

/// Whether something of a country is open that stops an approval.
fn has_severe(board: &PayrollBoard, line: &PayrollCountryLine) -> bool {
    board.exceptions.iter().any(|one| match one.what {
        Exceptional::Anomaly(code) => {
            one.country == Some(line.country) && code.severity() == AnomalySeverity::Severe
        }
        Exceptional::Reason(_) => false,
    })
}

fn cost_change_bp(line: &PayrollCountryLine) -> Option<i64> {
    line.variance.filter(|_| ItemState::Ok.count_in(&line.n_items) > 0)?.difference_bp()
}

/// The countries of a run.
pub(super) fn rows(board: &PayrollBoard) -> Vec<CountryRow> {
    board.countries.iter().map(|line| row(board, line)).collect()
}

fn row(board: &PayrollBoard, line: &PayrollCountryLine) -> CountryRow {
    let n_ok = ItemState::Ok.count_in(&line.n_items);
    let change_bp = cost_change_bp(line);
    let much = change_bp.is_some_and(|bp| bp.unsigned_abs() > CHANGE_BP);
    let mark = match board.run.state {
        _ if n_ok == 0 && ItemState::count_not_paid(&line.n_items) > 0 => ("✗", Tone::Fail),
        _ if ItemState::count_not_paid(&line.n_items) > 0 || much || has_severe(board, line) => {
            ("▲", Tone::Warn)
        }
        PayrollState::Computing => ("●", Tone::Run),
        PayrollState::Review
        | PayrollState::Approved
        | PayrollState::Locked
        | PayrollState::Exported
        | PayrollState::Failed => ("✓", Tone::Ok),
    };
    let base = line.base;
    let sums = [base.pay, line.deductions_base_minor + base.employer, base.cost()];
    CountryRow {
        country: Some(line.country),
        mark,
        name: country_name(line.country),
        n_heads: n_heads(line),
        sums: (n_ok > 0).then_some(sums),
        currency: board.run.currency,
        fx: fx(&board.run, line.fx.as_ref()),
        change_bp,
        why: why(board, line),
    }
}

/// The rate, or for how long there has been none.
fn fx(run: &PayrollLine, fx: Option<&PayrollFxLine>) -> (String, Tone) {
    let Some(fx) = fx else { return (String::new(), Tone::Faint) };
    match (fx.rate_e12.filter(|_| fx.is_usable), fx.rate_on) {
        (Some(rate), _) => (rate_words(rate), Tone::Dim),
        (None, Some(day)) => {
            let days = run.fx_fix_on.since(day).map_or(0, |span| span.get_days());
            (say_with("stale {}d", &[&days]), Tone::Fail)
        }
        (None, None) => (say_with("no {}", &[&fx.currency]), Tone::Fail),
    }
}

/// What is wrong, what is odd, or what made the difference.
fn why(board: &PayrollBoard, line: &PayrollCountryLine) -> (String, Tone) {
    let here = || board.exceptions.iter().filter(|one| one.country == Some(line.country));
    let stuck = here().find_map(|one| match one.what {
        Exceptional::Reason(reason) => Some((say(reason.words()), one.n_items)),
        Exceptional::Anomaly(_) => None,
    });
    if let Some((words, n)) = stuck {
        let tone = if ItemState::Ok.count_in(&line.n_items) == 0 { Tone::Fail } else { Tone::Warn };
        let few = if n == n_heads(line) { String::new() } else { format!(" ×{}", grouped(n)) };
        return (format!("{words}{few}"), tone);
    }
    let much = cost_change_bp(line).is_some_and(|bp| bp.unsigned_abs() > CHANGE_BP);
    let odd = here().filter(|_| much).find_map(|one| match one.what {
        Exceptional::Anomaly(code) => Some(code),
        Exceptional::Reason(_) => None,
    });
    if let Some(code) = odd {
        let alike = here().filter(|one| one.what == Exceptional::Anomaly(code));
        let n = count(alike.count());
        return (
            format!("{}? {}", say(code.words()), counted(n, "{} item", "{} items")),
            Tone::Warn,
        );
    }
    match line.variance {
        Some(parts) if ItemState::Ok.count_in(&line.n_items) > 0 => {
            (parts_words(&parts), if much { Tone::Warn } else { Tone::Dim })
        }
        _ => (String::new(), Tone::Dim),
    }
}

/// The largest parts of a difference: `FX +3.2 %, hires +2, raises 4`.
pub(super) fn parts_words(parts: &Variance) -> String {
    let bp = |minor: i64| changed_bp(0_i64.max(parts.before_minor), parts.before_minor + minor);
    let told = |minor: i64| bp(minor).is_none_or(|bp| bp.unsigned_abs() >= PART_BP);
    let percent = |name: &str, minor: i64| {
        bp(minor).map_or_else(|| name.to_owned(), |bp| format!("{name} {}", change(bp)))
    };
    let people = parts.volume_minor + parts.mix_minor;
    // Whether it is told however little it is, how much it is, and the words.
    let mut all = vec![(false, parts.fx_minor, percent(say_of("FX", "a part"), parts.fx_minor))];
    if parts.n_joined > 0 {
        let words = say_with("hires +{}", &[&grouped(parts.n_joined.into())]);
        all.push((true, people.max(0).max(1), words));
    }
    if parts.n_left > 0 {
        let words = say_with("leavers {}", &[&grouped(parts.n_left.into())]);
        all.push((true, people.min(0).min(-1), words));
    }
    if parts.n_joined == 0 && parts.n_left == 0 {
        all.push((false, people, percent(say("work"), people)));
    }
    let pay = match parts.n_raised {
        0 => percent(say("pay"), parts.rate_minor),
        n => say_with("raises {}", &[&grouped(n.into())]),
    };
    all.push((false, parts.rate_minor, pay));
    all.retain(|(counts, minor, _)| *minor != 0 && (*counts || told(*minor)));
    all.sort_by_key(|(_, minor, _)| Reverse(minor.unsigned_abs()));
    let words: Vec<String> = all.into_iter().take(N_PARTS).map(|(.., words)| words).collect();
    words.join(", ")
}

/// What those of the countries come to who are paid. The change is that of those that are ready in both months.
pub(super) fn total(board: &PayrollBoard) -> CountryRow {
    let lines = &board.countries;
    let ready = lines.iter().filter(|line| is_ready(line)).count();
    let same: Vec<Variance> = lines
        .iter()
        .filter(|line| ItemState::Ok.count_in(&line.n_items) > 0)
        .filter_map(|line| line.variance)
        .collect();
    let parts = Variance::sum(&same);
    let why = match &board.before {
        Some(before) if !same.is_empty() => {
            let month = clock::month_short(before.month_on);
            let sum = units(parts.before_minor, board.run.currency);
            if same.len() == lines.len() {
                format!("{month}: {sum}")
            } else {
                say_with("{} same {}: {}", &[&month, &same.len(), &sum])
            }
        }
        _ => String::new(),
    };
    let base = board.run.base;
    let deductions: i64 = lines.iter().map(|line| line.deductions_base_minor).sum();
    CountryRow {
        country: None,
        mark: (" ", Tone::Dim),
        name: say_with("{} of {} ready", &[&ready, &lines.len()]),
        n_heads: lines.iter().map(|line| ItemState::Ok.count_in(&line.n_items)).sum(),
        sums: Some([base.pay, deductions + base.employer, base.cost()]),
        currency: board.run.currency,
        fx: (String::new(), Tone::Faint),
        change_bp: parts.difference_bp().filter(|_| !same.is_empty()),
        why: (why, Tone::Faint),
    }
}
