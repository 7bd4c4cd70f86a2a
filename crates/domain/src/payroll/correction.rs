//! Corrections: what a locked month should have been, less what it was, line by line. A correction is
//! worked out at the rates the month was locked with, and comes on top of it.

use std::collections::BTreeMap;

use super::item::{
    BaseSums, Calc, ItemState, LineCode, LineSide, LineUnit, PayBasis, PayItem, PayLine, PaySums,
    Reason,
};
use super::work_out::base_sums;
use crate::money::{Currency, Money};

/// What lines of an item came to, in all runs of its month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Was {
    /// By what makes a line the same; amounts in the line's currency and in the run's.
    pub lines: BTreeMap<SameLine, [i64; 2]>,
    /// How much was worked, and the pay for it.
    pub basis: PayBasis,
}

/// What makes a line of one draft the same as one of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SameLine {
    /// What it does to whom.
    pub side: LineSide,
    /// What it is.
    pub code: LineCode,
    /// Of which.
    pub currency: Currency,
    /// Of what is put aside: for which window it is, as the line says it.
    pub window: Option<String>,
    /// Of what is put aside: why it moves, as the line says it.
    pub movement: Option<String>,
}

impl SameLine {
    /// Of a line.
    pub fn of(line: &PayLine) -> Self {
        let figure = |name| line.calc.get(name).cloned();
        Self {
            side: line.side,
            code: line.code,
            currency: line.amount.currency,
            window: figure("window"),
            movement: figure("movement"),
        }
    }
}

/// The differences between an item as it should be and what it was. One that cannot be worked out, or
/// is held, stays as it is: nothing is corrected before that is settled. Without any difference there
/// is nothing to pay.
pub fn correction(is: PayItem, was: &Was) -> PayItem {
    match is.state {
        ItemState::Failed | ItemState::Held => return is,
        // Nothing to pay now takes back all that was paid.
        ItemState::Ok | ItemState::Excluded => {}
    }
    let mut lines: BTreeMap<SameLine, [[i64; 2]; 2]> =
        was.lines.iter().map(|(key, was)| (key.clone(), [*was, [0, 0]])).collect();
    for line in &is.lines {
        let sums = lines.entry(SameLine::of(line)).or_default();
        sums[1][0] += line.amount.amount_minor;
        sums[1][1] += line.base_minor;
    }
    let differs = lines.into_iter().filter(|(_, [was, is])| was != is);
    let lines: Vec<PayLine> = differs.map(|(key, sums)| difference(key, sums)).collect();
    if lines.is_empty() {
        let says = "the month is as it should be".to_owned();
        return PayItem::without_lines(Reason::NothingToPay, says);
    }
    let sum = |side| -> i64 {
        lines.iter().filter(|line| line.side == side).map(|line| line.amount.amount_minor).sum()
    };
    let sums = PaySums { gross_minor: sum(LineSide::Pay), deductions_minor: sum(LineSide::Deduct) };
    let paid = lines.iter().find(|line| line.side == LineSide::Pay);
    let currency = is.currency.or(paid.map(|line| line.amount.currency));
    let base: BaseSums = base_sums(&lines);
    let basis = PayBasis {
        ordinary_minor: is.basis.ordinary_minor - was.basis.ordinary_minor,
        full_month_minor: is.basis.full_month_minor,
        days_employed: is.basis.days_employed.saturating_sub(was.basis.days_employed),
        quantity_e6: is.basis.quantity_e6 - was.basis.quantity_e6,
    };
    let (state, reasons, detail) = (ItemState::Ok, Vec::new(), String::new());
    PayItem { state, reasons, detail, currency, sums, basis, base, lines, ..is }
}

fn difference(key: SameLine, [was, is]: [[i64; 2]; 2]) -> PayLine {
    let money = |amount_minor| Money { amount_minor, currency: key.currency };
    let mut calc =
        Calc::from([("was", money(was[0]).to_string()), ("is", money(is[0]).to_string())]);
    calc.extend(key.window.map(|window| ("window", window)));
    calc.extend(key.movement.map(|movement| ("movement", movement)));
    PayLine {
        code: key.code,
        side: key.side,
        quantity_e6: 1_000_000,
        unit: LineUnit::Once,
        amount: Money { amount_minor: is[0] - was[0], currency: key.currency },
        base_minor: is[1] - was[1],
        calc,
    }
}
