//! What is put aside for employees each month and paid out later: thirteenth salaries, severance,
//! vacation.
//!
//! What came together in a window of months is owed in full when its last instalment is paid: then
//! what was put aside is made up to it, and released. Where the law looks at the best or the last pay,
//! months before are made up for as soon as it rises.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::exact::{Exact, TooLarge};
use super::facts::{MonthBefore, PutAside};
use super::item::{LineCode, LineSide, LineUnit};
use super::pay::{Book, Draft, calc, full_month};
use super::rules::{Accrual, AccrualBasis, CountryPay, Share, VacationUse, Window};
use super::slice::{Slice, is_agreed};
use crate::timesheet::TimeKind;

/// Civil days of work from which a month counts, where months are counted.
const DAYS_OF_A_MONTH: i16 = 15;
/// Days of a year, where days are counted: a leap day earns nothing more.
const DAYS_OF_A_YEAR: i64 = 365;

/// Whether a code is of something put aside.
pub(super) const fn is_put_aside(code: LineCode) -> bool {
    matches!(
        code,
        LineCode::Thirteenth
            | LineCode::ThirteenthBonus
            | LineCode::Severance
            | LineCode::SeveranceInterest
            | LineCode::Vacation
            | LineCode::VacationPremium
    )
}

/// Why an amount of what is put aside moves.
#[derive(Debug, Clone, Copy)]
enum Movement {
    /// What the month adds.
    Accrued,
    /// What is made up for.
    TrueUp,
    /// What is paid out.
    Released,
}

impl Movement {
    const fn word(self) -> &'static str {
        match self {
            Self::Accrued => "accrued",
            Self::TrueUp => "true_up",
            Self::Released => "released",
        }
    }
}

/// The movements a line of the accrual side may name: what it adds, and what it takes.
pub const RELEASED: &str = Movement::Released.word();

/// Adds what is put aside, made up for and paid out.
pub(super) fn add(
    book: &mut Book<'_>,
    slices: &[Slice<'_>],
    law: &CountryPay,
    ordinary: i64,
) -> Result<(), TooLarge> {
    let last = slices.last().map(|slice| slice.terms.terms.pay);
    let full = last.map_or_else(Exact::zero, |pay| full_month(pay, book.facts.weekly_hours));
    let this = MonthBefore { ordinary_minor: ordinary, days_employed: days_employed(slices) };
    for plan in law.accruals.iter().filter(|plan| plan.dated.holds_on(book.month.last())) {
        let of = Of { plan, full: full.clone(), this };
        let accrued = book.put_aside(&of)?;
        match plan.vacation {
            Some(used) => book.release_vacation(&of, used, accrued)?,
            None => book.release_windows(&of, accrued)?,
        }
    }
    Ok(())
}

/// Civil days slices cover.
pub(super) fn days_employed(slices: &[Slice<'_>]) -> i16 {
    let days =
        slices.iter().map(|slice| super::slice::days_between(slice.from, slice.to)).sum::<i64>();
    i16::try_from(days).unwrap_or(i16::MAX)
}

/// Something put aside, and the month it is put aside in.
struct Of<'a> {
    plan: &'a Accrual,
    /// Pay of a whole month.
    full: Exact,
    this: MonthBefore,
}

impl Of<'_> {
    /// What came together over some months by the law, exactly; each with its first civil day.
    fn owed(&self, months: &[(Date, MonthBefore)]) -> Exact {
        let share = self.plan.share.exact();
        let days = |month: &MonthBefore| i64::from(month.days_employed);
        match self.plan.basis {
            AccrualBasis::Pay => {
                let all = months.iter().map(|(_, month)| Exact::whole(month.ordinary_minor));
                share * all.sum()
            }
            AccrualBasis::Months => {
                let counts = |month: &MonthBefore| month.days_employed >= DAYS_OF_A_MONTH;
                let n = months.iter().filter(|(_, month)| counts(month)).count();
                share * self.full.clone() * Exact::whole(i64::try_from(n).unwrap_or_default())
            }
            AccrualBasis::Best => {
                let best = months.iter().map(|(_, month)| month.ordinary_minor).max();
                let parts = months.iter().map(|(first, month)| {
                    Exact::ratio(days(month), i64::from(first.days_in_month()))
                });
                share * Exact::whole(best.unwrap_or_default()) * parts.sum()
            }
            AccrualBasis::Days => {
                let n = months.iter().map(|(_, month)| days(month)).sum::<i64>();
                share * self.full.clone() * Exact::whole(n.min(DAYS_OF_A_YEAR))
            }
        }
    }

    /// Whether months before are made up for as soon as the pay rises.
    const fn rises(&self) -> bool {
        match self.plan.basis {
            AccrualBasis::Pay => false,
            AccrualBasis::Months | AccrualBasis::Best | AccrualBasis::Days => true,
        }
    }
}

/// Months of a window, from its first until one of them.
struct Stretch {
    /// Their first civil day.
    first: Date,
    /// Every month of it there is, with its first civil day.
    months: Vec<(Date, MonthBefore)>,
}

impl Book<'_> {
    /// Whether they leave with this month.
    fn leaves(&self) -> bool {
        self.facts.ends_on.is_some_and(|end| end <= self.month.end())
    }

    /// The months of a window until one of them; the month at hand is given.
    fn stretch(&self, window: &Window, until: Date, this: MonthBefore) -> Stretch {
        let back = i64::from((until.month() - window.first).rem_euclid(12));
        let first = until.saturating_sub(back.months());
        let before = self.facts.before.range(first..=until);
        let mut months: Vec<_> = before.map(|(day, month)| (*day, *month)).collect();
        if until == self.month.first {
            months.retain(|(day, _)| *day != until);
            months.push((until, this));
        }
        Stretch { first, months }
    }

    /// Puts aside what the month adds; of plans with windows to the one that runs.
    fn put_aside(&mut self, of: &Of<'_>) -> Result<i64, TooLarge> {
        let month = self.month.first;
        let window = of.plan.windows.iter().find(|window| window.holds(month.month()));
        let stretch = window.map(|window| self.stretch(window, month, of.this));
        let best = stretch.iter().flat_map(|stretch| &stretch.months);
        let best = best.map(|(_, one)| one.ordinary_minor).max().unwrap_or_default();
        // The best of a window counts for this month as well.
        let counted = match of.plan.basis {
            AccrualBasis::Best => MonthBefore { ordinary_minor: best, ..of.this },
            AccrualBasis::Pay | AccrualBasis::Months | AccrualBasis::Days => of.this,
        };
        let amount = of.owed(&[(month, counted)]);
        self.aside(of.plan, stretch.map(|stretch| stretch.first), Movement::Accrued, amount)
    }

    fn aside(
        &mut self,
        plan: &Accrual,
        window: Option<Date>,
        movement: Movement,
        amount: Exact,
    ) -> Result<i64, TooLarge> {
        let Share { above, below } = plan.share;
        let mut figures = calc([
            ("movement", movement.word().to_owned()),
            ("share", format!("{above}/{below}")),
            ("basis", plan.basis.name().to_owned()),
            ("source", plan.dated.source.clone()),
        ]);
        figures.extend(window.map(|first| ("window", first.to_string())));
        self.add(Draft {
            code: plan.code,
            side: LineSide::Accrual,
            quantity: Exact::whole(1),
            unit: LineUnit::Month,
            amount,
            currency: self.pay,
            calc: figures,
        })
    }

    /// Pays out of what was put aside.
    fn pay_out(
        &mut self,
        plan: &Accrual,
        window: Option<Date>,
        [paid, released]: [i64; 2],
    ) -> Result<(), TooLarge> {
        self.add(Draft {
            code: plan.code,
            side: LineSide::Pay,
            quantity: Exact::whole(1),
            unit: LineUnit::Once,
            amount: Exact::whole(paid),
            currency: self.pay,
            calc: calc([
                ("basis", plan.basis.name().to_owned()),
                ("source", plan.dated.source.clone()),
            ]),
        })?;
        self.aside(plan, window, Movement::Released, Exact::whole(-released))?;
        Ok(())
    }

    /// What was put aside before for a window, or for what has none: accrued and released.
    fn there(&self, code: LineCode, window: Option<Date>) -> [i64; 2] {
        let of = |one: &&PutAside| one.code == code && one.window == window;
        let all = self.facts.put_aside.iter().filter(of);
        all.fold([0, 0], |[accrued, released], one| {
            [accrued + one.accrued_minor, released + one.released_minor]
        })
    }

    /// Makes up for what the law owes, and pays what is due: of the window that runs, and of the one
    /// that ended last.
    fn release_windows(&mut self, of: &Of<'_>, accrued: i64) -> Result<(), TooLarge> {
        let now = self.month.first;
        let leaves = self.leaves();
        for window in &of.plan.windows {
            let due = |after| {
                let mut pays = window.pays.iter().filter(|one| one.after == after);
                pays.find(|one| one.month == now.month()).map(|one| one.part)
            };
            let all = leaves.then_some(Share { above: 1, below: 1 });
            if window.pays.iter().any(|one| one.after) {
                let ended = self.stretch(window, before(now, window.last), of.this);
                let [put, taken] = self.there(of.plan.code, Some(ended.first));
                let due = due(true).or(all.filter(|_| put > taken));
                self.settle(of, &ended, due, put)?;
            }
            if window.holds(now.month()) {
                let runs = self.stretch(window, now, of.this);
                let [put, _] = self.there(of.plan.code, Some(runs.first));
                self.settle(of, &runs, all.or(due(false)), put + accrued)?;
            }
        }
        Ok(())
    }

    /// Makes up for what some months are owed by the law, of which something was put aside, and pays a
    /// part of it when it is due.
    fn settle(
        &mut self,
        of: &Of<'_>,
        stretch: &Stretch,
        due: Option<Share>,
        put: i64,
    ) -> Result<(), TooLarge> {
        let window = Some(stretch.first);
        let runs = stretch.months.last().is_some_and(|(last, _)| *last == self.month.first);
        let is_last = due.is_some_and(|part| part.above == part.below);
        if !(is_last || of.rises() && runs) {
            return Ok(());
        }
        let owed = of.owed(&stretch.months);
        let missing = Exact::whole(owed.round()? - put);
        self.aside(of.plan, window, Movement::TrueUp, missing)?;
        if let Some(part) = due {
            let [_, taken] = self.there(of.plan.code, window);
            let paid = (owed * part.exact()).round()? - taken;
            self.pay_out(of.plan, window, [paid, paid])?;
        }
        Ok(())
    }

    /// Takes from what was put aside for vacation by the days that were taken; all of it on leaving.
    fn release_vacation(
        &mut self,
        of: &Of<'_>,
        used: VacationUse,
        accrued: i64,
    ) -> Result<(), TooLarge> {
        let facts = self.facts;
        let [put, released] = self.there(of.plan.code, None);
        let there = put - released + accrued;
        let (from, to) = (self.month.first, self.month.end());
        let agreed = facts.timesheets.iter().filter(|sheet| is_agreed(sheet.state));
        let days = agreed.flat_map(|sheet| &sheet.days);
        let away =
            days.filter(|day| day.kind == TimeKind::Vacation && from <= day.day && day.day < to);
        let minutes: i64 = away.map(|day| i64::from(day.minutes)).sum();
        let base = super::slice::working_days(facts, from, to).max(1);
        let pay =
            of.full.clone() * Exact::ratio(minutes, facts.minutes_a_day()) * Exact::ratio(1, base);
        let taken = (pay.clone() * used.released.exact()).round()?.min(there).max(0);
        let paid = (pay * used.paid.exact()).round()?;
        if self.leaves() {
            // What is left of it is paid with the last month.
            return self.pay_out(of.plan, None, [paid + there - taken, there]);
        }
        if paid != 0 || taken != 0 { self.pay_out(of.plan, None, [paid, taken]) } else { Ok(()) }
    }
}

/// The first civil day of the last month of a number, 1 to 12, before a month.
fn before(month: Date, number: i8) -> Date {
    let back = i64::from((month.month() - number).rem_euclid(12));
    month.saturating_sub((if back == 0 { 12 } else { back }).months())
}
