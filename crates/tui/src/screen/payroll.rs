//! Payroll: which file draws which page, and what they share: amounts, months and the run at hand.

mod acts;
mod anomalies;
mod clients;
mod countries;
mod item;
mod items;
mod run;
mod runs;
#[cfg(test)]
pub(super) mod tests;
mod variance;

use sereno_domain::board::payroll::PayrollLine;
use sereno_domain::country::{Country, CountryDirectory};
use sereno_domain::id::PayrollRunId;
use sereno_domain::money::Currency;
use sereno_domain::payroll::PayrollKind;

use crate::clock;
use crate::event::Board;
use crate::language::{named, say_with};
use crate::number::{grouped, with_parts};
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::widget::table::Cell;

/// The file that draws a page.
pub(super) fn page(page: PayrollPage) -> &'static dyn Page {
    match page {
        PayrollPage::Newest | PayrollPage::Run(_) => &run::Run,
        PayrollPage::Runs => &runs::Runs,
        PayrollPage::Items { .. } => &items::Items,
        PayrollPage::Item { .. } => &item::Item,
        PayrollPage::Clients(_) => &clients::Clients,
        PayrollPage::Anomalies(_) => &anomalies::Anomalies,
        PayrollPage::Variance(_) => &variance::Differences,
    }
}

/// The run a page is about, as far as it is known.
pub(crate) fn run_of(scene: &Scene<'_>) -> Option<PayrollRunId> {
    match (scene.board, scene.at) {
        (Some(Board::Payroll(board)), _) => Some(board.run.payroll_run_id),
        (
            _,
            Screen::Payroll(
                PayrollPage::Run(run)
                | PayrollPage::Items { run, .. }
                | PayrollPage::Item { run, .. }
                | PayrollPage::Clients(run)
                | PayrollPage::Anomalies(run)
                | PayrollPage::Variance(run),
            ),
        ) => Some(run),
        _ => None,
    }
}

/// A page of payroll as a screen.
const fn to(page: PayrollPage) -> Screen {
    Screen::Payroll(page)
}

/// The line that shows the same in a shell.
fn shown(screen: Screen) -> String {
    let Screen::Payroll(page) = screen else { return format!("sereno dash --once {screen}") };
    match page {
        PayrollPage::Newest => "sereno payroll show".to_owned(),
        PayrollPage::Run(run) => format!("sereno payroll show {run}"),
        PayrollPage::Runs => "sereno payroll runs".to_owned(),
        PayrollPage::Items { run, country: None } => format!("sereno payroll items {run}"),
        PayrollPage::Items { run, country: Some(country) } => {
            format!("sereno payroll items {run} --country {country}")
        }
        PayrollPage::Item { run, placement } => format!("sereno payroll item {run} {placement}"),
        PayrollPage::Clients(run) => format!("sereno payroll clients {run}"),
        PayrollPage::Anomalies(run) => format!("sereno payroll anomalies {run}"),
        PayrollPage::Variance(run) => format!("sereno payroll variance {run}"),
    }
}

/// `November 2026`, `November 2026, correction 2`.
pub(crate) fn month_words(line: &PayrollLine) -> String {
    let month = clock::month(line.month_on);
    match line.kind {
        PayrollKind::Regular => month,
        PayrollKind::Correction => say_with("{}, correction {}", &[&month, &line.seq]),
    }
}

fn country_name(country: Country) -> String {
    let name = CountryDirectory::house().name(country);
    name.map_or_else(|| country.to_string(), |name| named(name).to_owned())
}

/// Whole units of an amount, without its minor digits: `612,400`, `−1,204`.
fn units(minor: i64, currency: Currency) -> String {
    let scale = 10_u64.saturating_pow(currency.minor_digits());
    let whole = minor.unsigned_abs().saturating_add(scale / 2) / scale;
    let sign = if minor < 0 && whole > 0 { "−" } else { "" };
    format!("{sign}{}", grouped(whole))
}

/// The same with its sign: `+4,000`.
fn moved(minor: i64, currency: Currency) -> String {
    let text = units(minor, currency);
    if minor > 0 && text != "0" { format!("+{text}") } else { text }
}

/// Basis points as percent with their sign: `+6.1%`, `−1.2%`, `+0.0%`.
fn change(bp: i64) -> String {
    let tenths = (bp.unsigned_abs() + 5) / 10;
    let sign = if bp < 0 && tenths > 0 { '−' } else { '+' };
    format!("{sign}{}%", with_parts(tenths / 10, tenths % 10))
}

/// A change as a cell: one over a tenth stands out.
fn change_cell(bp: Option<i64>) -> Cell<'static> {
    match bp {
        Some(bp) if bp.unsigned_abs() > CHANGE_BP => Cell::text(change(bp), Tone::Warn),
        Some(bp) => Cell::text(change(bp), Tone::Dim),
        None => Cell::text("—", Tone::Faint),
    }
}

/// A change that stands out, in basis points.
const CHANGE_BP: u64 = 1_000;

/// How an amount changed, in basis points; none from nothing.
fn changed_bp(before: i64, now: i64) -> Option<i64> {
    let part = i128::from(now - before) * 10_000;
    i64::try_from(part.checked_div(i128::from(before))?).ok()
}

/// An amount as a cell; nothing is quiet.
fn amount(minor: i64, currency: Currency, tone: Tone) -> Cell<'static> {
    Cell::text(units(minor, currency), if minor == 0 { Tone::Faint } else { tone })
}

/// How an amount moved, as a cell.
fn moved_cell(minor: i64, currency: Currency) -> Cell<'static> {
    Cell::text(moved(minor, currency), if minor == 0 { Tone::Faint } else { Tone::Text })
}

/// A number in millionths: `1`, `0.5`, `12.25`.
fn millionths(e6: i64) -> String {
    let magnitude = e6.unsigned_abs();
    let sign = if e6 < 0 { "−" } else { "" };
    let parts = format!("{:06}", magnitude % 1_000_000);
    let parts = parts.trim_end_matches('0');
    let whole = magnitude / 1_000_000;
    let text = if parts.is_empty() { grouped(whole) } else { with_parts(whole, parts) };
    format!("{sign}{text}")
}

/// The rate of a currency, in units of 1e-12: two digits from one on, else six.
fn rate_words(e12: i128) -> String {
    const ONE: i128 = 1_000_000_000_000;
    let digits = if e12 >= ONE { 2 } else { 6 };
    let scale = 10_i128.pow(digits);
    let parts = (e12 * scale + ONE / 2) / ONE;
    let whole = u64::try_from(parts / scale).unwrap_or(u64::MAX);
    let width = usize::try_from(digits).unwrap_or(2);
    with_parts(whole, format!("{:0width$}", parts % scale))
}
