//! The catalogue as code: each looks at all items of a run, so that one can be held against others.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Anomaly, AnomalyCode, AnomalySeverity, AnomalySubject, Watched, WatchedRate};
use crate::compliance::parameter::{ParameterKey, Parameters};
use crate::country::Country;
use crate::developer::{Engagement, Seniority};
use crate::money::{Currency, Money};
use crate::payroll::item::{Calc, ItemState};
use crate::payroll::rules::PayRules;
use crate::timesheet::hours_words;

/// Days before it is paid to in which a change of account is looked at.
const NEW_ACCOUNT_DAYS: i64 = 10;
/// The least part of the pay that reaches somebody, in hundredths.
const NET_LEAST_PCT: i128 = 40;
/// A move of an exchange rate that is looked at, in basis points.
const RATE_MOVED_BP: i128 = 500;
/// Hours of a week of a contractor above which somebody asks.
const CONTRACTOR_HOURS_MAX: i64 = 60;
/// A change of pay that is looked at, in hundredths.
const JUMP_PCT: i128 = 25;
/// A change that is looked at where pay hardly moved before, in hundredths.
const QUIET_JUMP_PCT: i128 = 5;
/// Spreads from the middle of months before that are many.
const MANY_SPREADS: i128 = 6;
/// Months before that make a middle and a spread.
const N_MONTHS_OF_SPREAD: usize = 6;
/// People of one country and seniority among whom the outermost hundredths mean something.
const N_PEERS_OF_PERCENTILES: usize = 100;
/// People among whom a slip is seen.
const N_PEERS_OF_SLIPS: usize = 8;
/// By how much decimal points slip.
const SLIPS: [i128; 2] = [100, 1_000];

/// Everything odd about the items of a run that is paid on a day, by item and code.
pub fn anomalies(items: &[Watched], rates: &[WatchedRate], pay_on: Date) -> Vec<Anomaly> {
    let mut all = Vec::new();
    let peers = Peers::of(items);
    for item in items {
        account_new(item, pay_on, &mut all);
        told(item, pay_on, &mut all);
        net_of_gross(item, &mut all);
        margin(item, pay_on, &mut all);
        let slipped = slip(item, &peers, &mut all);
        if !slipped {
            jump(item, &mut all);
            unlikely(item, &peers, pay_on, &mut all);
        }
    }
    accounts_shared(items, &mut all);
    rates_moved(items, rates, &mut all);
    all.sort_by_key(|one| (one.subject, one.code));
    all
}

/// Figures by name.
fn figures<const N: usize>(figures: [(&'static str, String); N]) -> Calc {
    Calc::from(figures)
}

fn found(item: &Watched, code: AnomalyCode, says: String, evidence: Calc) -> Anomaly {
    Anomaly {
        subject: AnomalySubject::Item(item.placement_id),
        code,
        severity: code.severity(),
        says,
        evidence,
        at_risk_base_minor: item.base.pay,
    }
}

/// An amount in the currency of an item.
fn money(amount_minor: i64, currency: Option<Currency>) -> String {
    currency.map_or_else(String::new, |currency| Money { amount_minor, currency }.to_string())
}

fn is_paid(item: &Watched) -> bool {
    matches!(item.state, ItemState::Ok | ItemState::Held)
}

/// An item that failed is looked at too: it is mended and paid, or the other one was meant for it.
fn accounts_shared(items: &[Watched], all: &mut Vec<Anomaly>) {
    let mut by_mark: BTreeMap<&[u8], Vec<&Watched>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.state != ItemState::Excluded) {
        if let Some(account) = &item.account {
            by_mark.entry(&account.mark).or_default().push(item);
        }
    }
    for sharing in by_mark.into_values() {
        let mut people: Vec<i64> = sharing.iter().map(|item| item.developer_id.0).collect();
        people.sort_unstable();
        people.dedup();
        if people.len() < 2 {
            continue;
        }
        let numbers: Vec<String> = people.iter().map(ToString::to_string).collect();
        let says = format!("one account is of developers {}", numbers.join(", "));
        for item in sharing {
            let evidence = figures([("developers", numbers.join(", "))]);
            all.push(found(item, AnomalyCode::SharedAccount, says.clone(), evidence));
        }
    }
}

fn account_new(item: &Watched, pay_on: Date, all: &mut Vec<Anomaly>) {
    let Some(account) = item.account.as_ref().filter(|one| one.replaces && is_paid(item)) else {
        return;
    };
    let days = super::super::slice::days_between(account.starts_on, pay_on);
    if account.starts_on <= pay_on && days < NEW_ACCOUNT_DAYS {
        let says =
            format!("the account changed on {}, {days} days before {pay_on}", account.starts_on);
        let evidence =
            figures([("starts_on", account.starts_on.to_string()), ("days", days.to_string())]);
        all.push(found(item, AnomalyCode::NewAccount, says, evidence));
    }
}

/// What was told of the work: too little, too much, or too late.
fn told(item: &Watched, day: Date, all: &mut Vec<Anomaly>) {
    let employed = item.engagement == Some(Engagement::EmployerOfRecord);
    if (employed || item.is_hourly) && !item.has_agreed && item.basis.days_employed > 0 {
        let says = "no timesheet of the month is agreed".to_owned();
        all.push(found(item, AnomalyCode::NoTimesheet, says, Calc::new()));
    }
    let law = Parameters::house().at(Some(item.country), ParameterKey::WeeklyHoursMax, day);
    let most = law.filter(|_| employed).map_or(CONTRACTOR_HOURS_MAX, |law| law.value);
    if item.week_minutes_max > most * 60 {
        let hours = hours_words(u32::try_from(item.week_minutes_max).unwrap_or(u32::MAX));
        let says = format!("a week of {hours} hours; {most} are the most");
        let evidence = figures([("hours", hours), ("limit_hours", most.to_string())]);
        all.push(found(item, AnomalyCode::HoursOver, says, evidence));
    }
    if item.minutes_after_end > 0 || item.n_extras_after_end > 0 {
        let end = item.ends_on.map_or_else(String::new, |end| end.to_string());
        let hours = hours_words(u32::try_from(item.minutes_after_end).unwrap_or(u32::MAX));
        let says = format!(
            "it ended on {end}, and {hours} hours of work and {} extras are of days after",
            item.n_extras_after_end
        );
        let evidence = figures([
            ("ends_on", end),
            ("hours", hours),
            ("extras", item.n_extras_after_end.to_string()),
        ]);
        all.push(found(item, AnomalyCode::AfterEnd, says, evidence));
    }
}

fn net_of_gross(item: &Watched, all: &mut Vec<Anomaly>) {
    let own =
        item.currency.map(|currency| (item.sums.gross_minor, item.sums.net_minor(), currency));
    let told = item.statement.and_then(|one| Some((one.gross_minor, one.net_minor?, one.currency)));
    for (gross, net, currency) in own.into_iter().chain(told) {
        let [wide_gross, wide_net] = [gross, net].map(i128::from);
        let too_little = gross > 0 && wide_net * 100 < wide_gross * NET_LEAST_PCT;
        if net <= gross && !too_little {
            continue;
        }
        let [gross, net] = [gross, net].map(|minor| money(minor, Some(currency)));
        let says = if too_little {
            format!("{net} of {gross} is under {NET_LEAST_PCT} %")
        } else {
            format!("{net} is paid out of {gross}")
        };
        let evidence = figures([("gross", gross), ("net", net)]);
        all.push(found(item, AnomalyCode::NetOfGross, says, evidence));
        return;
    }
}

fn rates_moved(items: &[Watched], rates: &[WatchedRate], all: &mut Vec<Anomaly>) {
    let mut worst: BTreeMap<Currency, (&WatchedRate, i128)> = BTreeMap::new();
    for rate in rates {
        let moved = (rate.now_e12 - rate.before_e12) * 10_000 / rate.before_e12.max(1);
        let kept = worst.entry(rate.currency).or_insert((rate, moved));
        if moved.abs() > kept.1.abs() {
            *kept = (rate, moved);
        }
    }
    for (currency, (rate, moved)) in worst {
        let of = items.iter().filter(|item| item.currency == Some(currency) && is_paid(item));
        let (mut n, mut at_risk_base_minor) = (0_u64, 0);
        for item in of {
            n += 1;
            at_risk_base_minor += item.base.pay;
        }
        if moved.abs() <= RATE_MOVED_BP || n == 0 {
            continue;
        }
        let sign = if moved < 0 { '-' } else { '+' };
        let percent = format!("{sign}{}.{}", moved.abs() / 100, moved.abs() % 100 / 10);
        all.push(Anomaly {
            subject: AnomalySubject::Currency(currency),
            code: AnomalyCode::RateMoved,
            severity: AnomalyCode::RateMoved.severity(),
            says: format!("{currency} by {} moved {percent} % since the month before", rate.source),
            evidence: figures([
                ("source", rate.source.clone()),
                ("moved_bp", moved.to_string()),
                ("n_items", n.to_string()),
            ]),
            at_risk_base_minor,
        });
    }
}

fn margin(item: &Watched, day: Date, all: &mut Vec<Anomaly>) {
    let floor = Parameters::house().at(None, ParameterKey::MarginBpMin, day);
    let share = item.base.margin_bp().filter(|_| item.base.bill > 0 && is_paid(item));
    if let Some((floor, share)) = floor.zip(share)
        && share < floor.value
    {
        let percent = |bp: i64| format!("{}.{} %", bp / 100, bp.abs() % 100 / 10);
        let says = format!(
            "{} stays with the firm; {} is the floor",
            percent(share),
            percent(floor.value)
        );
        let evidence =
            figures([("margin_bp", share.to_string()), ("floor_bp", floor.value.to_string())]);
        all.push(found(item, AnomalyCode::MarginLow, says, evidence));
    }
}

/// What others of a country and seniority are paid: whole months in the run's currency, and what
/// statements tell in one currency; sorted.
struct Peers {
    months: BTreeMap<(Country, Option<Seniority>), Vec<i64>>,
    statements: BTreeMap<(Country, Currency), Vec<i64>>,
}

impl Peers {
    fn of(items: &[Watched]) -> Self {
        let mut months: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        let mut statements: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for item in items {
            if let Some(month) = full_month_base(item) {
                months.entry((item.country, item.seniority)).or_default().push(month);
            }
            if let Some(told) = item.statement {
                statements.entry((item.country, told.currency)).or_default().push(told.gross_minor);
            }
        }
        for all in months.values_mut().chain(statements.values_mut()) {
            all.sort_unstable();
        }
        Self { months, statements }
    }
}

/// One of some sorted amounts, so many hundredths along.
fn hundredth(sorted: &[i64], at: usize) -> Option<i64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get(last * at / 100).copied()
}

/// Pay of a whole month in minor units of the run's currency; none where nothing is paid.
fn full_month_base(item: &Watched) -> Option<i64> {
    let gross = i128::from(item.sums.gross_minor);
    if gross <= 0 || item.basis.full_month_minor <= 0 {
        return None;
    }
    let whole = i128::from(item.basis.full_month_minor) * i128::from(item.base.pay) / gross;
    i64::try_from(whole).ok().filter(|whole| *whole > 0)
}

fn unlikely(item: &Watched, peers: &Peers, day: Date, all: &mut Vec<Anomaly>) {
    let Some(month) = full_month_base(item) else { return };
    let plausible = PayRules::house().month_plausible(item.seniority, day);
    if let Some([least, most]) =
        plausible.filter(|[least, most]| month < least * 100 || month > most * 100)
    {
        let says =
            format!("a month of {}.{:02} is outside {least} to {most}", month / 100, month % 100);
        let evidence = figures([
            ("month_base_minor", month.to_string()),
            ("least", least.to_string()),
            ("most", most.to_string()),
        ]);
        let severity = AnomalySeverity::Warn;
        all.push(Anomaly { severity, ..found(item, AnomalyCode::PayUnlikely, says, evidence) });
        return;
    }
    let others = peers.months.get(&(item.country, item.seniority));
    let Some(others) = others.filter(|all| all.len() >= N_PEERS_OF_PERCENTILES) else { return };
    let (Some(low), Some(high)) = (hundredth(others, 1), hundredth(others, 99)) else { return };
    if month < low || month > high {
        let says = "a month is outside what all but one of a hundred peers are paid".to_owned();
        let evidence = figures([
            ("month_base_minor", month.to_string()),
            ("low_base_minor", low.to_string()),
            ("high_base_minor", high.to_string()),
            ("n_peers", others.len().to_string()),
        ]);
        all.push(found(item, AnomalyCode::PayUnlikely, says, evidence));
    }
}

fn jump(item: &Watched, all: &mut Vec<Anomaly>) {
    let now = i128::from(item.basis.full_month_minor);
    let Some(last) = item.before_full_month_minor.first().copied().filter(|last| *last > 0) else {
        return;
    };
    let moved = (now - i128::from(last)).abs();
    let far = moved * 100 > i128::from(last) * JUMP_PCT;
    let quiet = moved * 100 > i128::from(last) * QUIET_JUMP_PCT
        && is_many_spreads(now, &item.before_full_month_minor);
    if now > 0 && (far || quiet) {
        let [was, is] =
            [last, item.basis.full_month_minor].map(|minor| money(minor, item.currency));
        let says = format!("a month was {was} and is {is}");
        let evidence = figures([("was", was), ("is", is)]);
        all.push(found(item, AnomalyCode::Jump, says, evidence));
    }
}

/// Whether an amount is many spreads from the middle of six months before: of the middle's distances
/// the middle one, scaled to a standard deviation. Without any spread nothing is said.
fn is_many_spreads(now: i128, before: &[i64]) -> bool {
    if before.len() < N_MONTHS_OF_SPREAD {
        return false;
    }
    let middle = |mut all: Vec<i128>| -> i128 {
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let center = middle(before.iter().copied().map(i128::from).collect());
    let spread = middle(before.iter().map(|one| (i128::from(*one) - center).abs()).collect());
    // 1.4826 times the middle distance is a standard deviation of a normal distribution.
    spread > 0 && (now - center).abs() * 10_000 > MANY_SPREADS * 14_826 * spread
}

/// Whether one amount is a hundred or a thousand times another, or the other way round, within a fifth:
/// by how much.
fn slipped(amount: i128, from: i128) -> Option<String> {
    let near = |a: i128, b: i128| a > 0 && b > 0 && a * 5 <= b * 6 && b * 5 <= a * 6;
    SLIPS.into_iter().find_map(|factor| {
        if near(amount, from * factor) {
            Some(format!("{factor} times"))
        } else if near(amount * factor, from) {
            Some(format!("a {factor}th of"))
        } else {
            None
        }
    })
}

/// Whether an amount is out of all that others have, and comes back among them by a slip: by which.
fn slipped_among(amount: i64, others: &[i64]) -> Option<String> {
    if others.len() < N_PEERS_OF_SLIPS {
        return None;
    }
    let (low, high) = (hundredth(others, 10)?, hundredth(others, 90)?);
    let (amount, low, high) = (i128::from(amount), i128::from(low), i128::from(high));
    let is_out = amount * 4 < low || amount > high * 4;
    let fits = |amount: i128| low <= amount * 2 && amount <= high * 2;
    let by = SLIPS.into_iter().find_map(|factor| {
        if fits(amount / factor) && amount > high {
            Some(format!("{factor} times"))
        } else if fits(amount * factor) && amount < low {
            Some(format!("a {factor}th of"))
        } else {
            None
        }
    });
    by.filter(|_| is_out && amount > 0)
}

/// A decimal point in the wrong place: of the terms against the months before, or others; of a
/// statement against the terms, or other statements.
fn slip(item: &Watched, peers: &Peers, all: &mut Vec<Anomaly>) -> bool {
    let now = item.basis.full_month_minor;
    let last = item.before_full_month_minor.first();
    let own = if let Some(last) = last {
        slipped(now.into(), (*last).into()).map(|by| (by, "the month before"))
    } else {
        let others = peers.months.get(&(item.country, item.seniority));
        let month = full_month_base(item).zip(others);
        month.and_then(|(month, others)| slipped_among(month, others)).map(|by| (by, "its peers'"))
    };
    let told = item.statement.and_then(|told| {
        let terms = Some(now).filter(|now| *now > 0 && item.currency == Some(told.currency));
        let others = peers.statements.get(&(item.country, told.currency));
        match (terms, others) {
            (Some(now), _) => {
                slipped(told.gross_minor.into(), now.into()).map(|by| (by, "its terms"))
            }
            (None, Some(others)) => {
                slipped_among(told.gross_minor, others).map(|by| (by, "other statements"))
            }
            (None, None) => None,
        }
    });
    let is_own = own.is_some();
    let Some((by, against)) = own.or(told) else { return false };
    let amount = if is_own {
        money(now, item.currency)
    } else {
        item.statement.map(|told| money(told.gross_minor, Some(told.currency))).unwrap_or_default()
    };
    let says = format!("{amount} a month is about {by} {against}");
    let evidence = figures([("amount", amount), ("against", against.to_owned()), ("by", by)]);
    all.push(found(item, AnomalyCode::Slip, says, evidence));
    true
}
