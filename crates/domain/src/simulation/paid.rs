//! What eighteen months of payroll are worked out from, of made-up people: terms over time, what was
//! told of the work, extras, statements and accounts. In order, but for trouble that is planted and
//! labelled. Drawn apart from all else.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::account::SimulatedAccount;
use super::draw::{Draw, Kind};
use super::extra;
use super::fees;
use super::money::{self, Deal, Quote};
use super::papers::SimulatedPapers;
use super::pay_trouble::{PayTrouble, PayTroubleOf, Standing, pay_trouble, sharing_with};
use super::person;
use super::told::{self, Told};
use super::trouble::Trouble;
use super::{SimulatedDeveloper, Simulation};
use crate::developer::Engagement;
use crate::money::{Currency, Per};
use crate::pay_extra::PayExtra;
use crate::pay_statement::PayStatement;
use crate::payroll::facts::PayTerms;
use crate::payroll::rules::PayRules;
use crate::placement::PastPlacement;
use crate::placement_health::monday_of;
use crate::timesheet::{N_WEEKS, TimeKind, Timesheet, TimesheetState};

/// Months that can be paid, the month of the day around which all is made up among them.
const N_MONTHS: i64 = 18;
/// Days before the end of the last month in which an account may be changed to be found.
const CHANGED_DAYS: std::ops::RangeInclusive<i64> = -9..=-5;
/// What is planted for the rules, and seen by a payroll as well.
const SEEN_OF_PAPERS: [(Trouble, PayTrouble); 3] = [
    (Trouble::MarginLow, PayTrouble::MarginLow),
    (Trouble::PayUnderMinimum, PayTrouble::PayUnlikely),
    (Trouble::HoursOverLimit, PayTrouble::HoursOver),
];
/// Minutes of a week that is too long for anybody.
const TOO_LONG_MINUTES: i64 = 66 * 60;

/// How those work of whom nobody knows how they can be engaged.
pub(super) const UNKNOWN_AS: Engagement = Engagement::ContractorIndividual;

/// The months that can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayMonths {
    /// First civil day of the first.
    pub first: Date,
    /// First civil day after the last.
    pub end: Date,
}

impl PayMonths {
    /// Those that end with the month of a day.
    pub fn until(day: Date) -> Self {
        let end = day.first_of_month().saturating_add(1.month());
        Self { first: end.saturating_sub(N_MONTHS.months()), end }
    }

    /// The first civil day of each, in order.
    pub fn all(self) -> impl Iterator<Item = Date> {
        (0..N_MONTHS).map(move |after| self.first.saturating_add(after.months()))
    }

    /// The first civil day of the last.
    pub fn last(self) -> Date {
        self.end.saturating_sub(1.month())
    }

    /// A civil day of the last.
    pub(super) fn last_day(self, day: i8) -> Date {
        self.last().saturating_add(i64::from(day - 1).days())
    }

    /// Whether a placement takes work in them.
    pub fn overlap(self, placement: &PastPlacement) -> bool {
        placement.starts_on < self.end && placement.ends_on.is_none_or(|end| self.first < end)
    }
}

/// What a placement pays and bills, and what was told for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedPaid {
    /// Its place among the placements of the developer, from 0.
    pub at: usize,
    /// How they were engaged for it; none as they are now.
    pub engagement: Option<Engagement>,
    /// What it pays and bills, by day.
    pub terms: Vec<PayTerms>,
    /// What was told before the last weeks, by month.
    pub timesheets: Vec<Timesheet>,
    /// What was paid or taken once, by day.
    pub extras: Vec<PayExtra>,
    /// What whoever paid says they paid, by month.
    pub statements: Vec<PayStatement>,
}

/// What somebody is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SimulatedPay {
    /// Placements that take work in the months, in order.
    pub placements: Vec<SimulatedPaid>,
    /// Accounts, by first day.
    pub accounts: Vec<SimulatedAccount>,
    /// What is planted: the anomalies that must be seen.
    pub planted: Vec<PayTrouble>,
}

/// Somebody who is paid, and what is known of it so far.
struct Payee<'a> {
    person: &'a SimulatedDeveloper,
    months: PayMonths,
    /// The placement that runs, by its place.
    running: Option<usize>,
    /// Whether a rule looks at its terms.
    plain: bool,
    trouble: Option<PayTrouble>,
    as_of: Date,
}

/// Adds what somebody is paid.
pub(super) fn add(of: Simulation, person: &SimulatedDeveloper, papers: &mut SimulatedPapers) {
    let developer = &person.developer;
    let (seed, as_of) = (of.seed, of.as_of);
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let months = PayMonths::until(as_of);
    let mut draw = Draw::new(seed, Kind::Payroll, no);
    let running = developer.placements.iter().rposition(|one| one.ends_on.is_none());
    let at_work = running.and_then(|at| developer.placements.get(at));
    let fee = at_work.and_then(|at| fees::trouble(seed, developer, at, as_of));
    let looked_at = [Trouble::MarginLow, Trouble::PayUnderMinimum];
    let plain = fee == Some(Trouble::FeeWrong)
        || looked_at.iter().any(|trouble| papers.planted.contains(trouble));
    let before = months.last().saturating_sub(1.month());
    let standing = match at_work {
        Some(_) if plain => Standing::LookedAt,
        Some(one) => Standing::AtWork { before: one.starts_on <= before },
        None if developer.placements.iter().any(|one| months.overlap(one)) => Standing::Ended,
        None => Standing::Nowhere,
    };
    let engagement = developer.engagement;
    let trouble = PayTroubleOf { no, engagement, standing };
    let trouble = pay_trouble(seed, trouble);
    let payee = Payee { person, months, running, plain, trouble, as_of };
    let mut pay = SimulatedPay::default();
    let placements = developer.placements.iter().enumerate();
    for (at, placement) in placements.filter(|(_, one)| months.overlap(one)) {
        pay.placements.push(placement_paid(&mut draw, &payee, (at, placement), papers));
    }
    let planted = trouble.filter(|one| plant(&mut draw, *one, &payee, &mut pay, papers));
    pay.planted.extend(planted);
    let of_papers = SEEN_OF_PAPERS.iter().filter(|(trouble, _)| papers.planted.contains(trouble));
    pay.planted.extend(of_papers.map(|(_, seen)| *seen));
    accounts(&mut draw, of, &payee, &mut pay);
    papers.pay = pay;
}

fn placement_paid(
    draw: &mut Draw,
    payee: &Payee<'_>,
    (at, placement): (usize, &PastPlacement),
    papers: &mut SimulatedPapers,
) -> SimulatedPaid {
    let developer = &payee.person.developer;
    let runs = payee.running == Some(at);
    let own = Quote::draw(draw);
    let at_work = papers.placement.as_mut().filter(|_| runs);
    let quote = at_work.as_ref().map_or(own, |at_work| at_work.quote);
    let law = PayRules::house().country(developer.country);
    let over = placement.ends_on.is_some_and(|end| end <= payee.as_of);
    let engagement = match developer.engagement {
        None => Some(UNKNOWN_AS),
        // Of the past nobody is left whose pay could not be worked out.
        Some(Engagement::EmployerOfRecord) if law.is_none() && over => {
            Some(Engagement::ContractorCompany)
        }
        Some(_) => None,
    };
    let engaged = engagement.or(developer.engagement);
    let terms = money::terms(
        draw,
        &Deal {
            developer,
            engagement: engaged,
            placement,
            quote,
            plain: payee.plain && runs,
            trouble: payee.trouble.filter(|_| runs),
            as_of: payee.as_of,
        },
    );
    let employed = engaged == Some(Engagement::EmployerOfRecord);
    let hourly = terms.iter().any(|one| one.terms.pay.per == Per::Hour);
    if let Some(weeks) = at_work.filter(|_| hourly) {
        // Nobody waits for hours that are paid.
        for week in weeks.timesheets.iter_mut().filter(|one| one.state == TimesheetState::Submitted)
        {
            week.state = TimesheetState::ClientOk;
        }
    }
    let late = papers.told_late.as_ref().filter(|(late, _)| *late == at);
    let until = match (runs, late) {
        (true, _) => monday_of(payee.as_of).saturating_sub(N_WEEKS.weeks()),
        (false, Some((_, sheet))) => sheet.from,
        (false, None) => payee.as_of,
    };
    let told = Told { country: developer.country, employed, placement, until };
    let timesheets =
        if employed || hourly { told::months(draw, &told, payee.months) } else { Vec::new() };
    let extras = extra::extras(draw, placement, &terms, (payee.months, payee.as_of));
    let statements = if employed {
        extra::statements(draw, placement, &terms, payee.months)
    } else {
        Vec::new()
    };
    SimulatedPaid { at, engagement, terms, timesheets, extras, statements }
}

/// Plants a trouble where it is not in the terms; whether there was a place for it.
fn plant(
    draw: &mut Draw,
    trouble: PayTrouble,
    payee: &Payee<'_>,
    pay: &mut SimulatedPay,
    papers: &mut SimulatedPapers,
) -> bool {
    let last = payee.months.last();
    match trouble {
        PayTrouble::Jump | PayTrouble::Slip | PayTrouble::PayUnlikely | PayTrouble::NewAccount => {
            true
        }
        PayTrouble::SharedAccount | PayTrouble::MarginLow => false,
        PayTrouble::NoTimesheet => {
            let weeks = papers.placement.iter_mut().flat_map(|at| &mut at.timesheets);
            let sheets = pay.placements.iter_mut().flat_map(|paid| &mut paid.timesheets);
            for sheet in weeks.chain(sheets).filter(|sheet| last < sheet.to) {
                sheet.state = TimesheetState::Submitted;
            }
            true
        }
        PayTrouble::NetOfGross => {
            let mut statement = pay.placements.iter_mut().flat_map(|paid| &mut paid.statements);
            let Some(statement) = statement.rfind(|one| one.month_on == last) else { return false };
            let pct = if draw.chance(50) { 103 } else { 31 };
            statement.net_minor = Some(statement.gross_minor * pct / 100);
            true
        }
        PayTrouble::HoursOver => {
            papers.placement.as_mut().is_some_and(|at| too_long(&mut at.timesheets, last))
        }
        PayTrouble::AfterEnd => {
            let Some(paid) = pay.placements.last_mut() else { return false };
            let ends_on =
                payee.person.developer.placements.get(paid.at).and_then(|one| one.ends_on);
            let day = ends_on.map(|end| end.max(last)).filter(|day| *day <= payee.as_of);
            day.map(|day| paid.extras.push(extra::late_bonus(draw, day))).is_some()
        }
    }
}

/// Makes a week that ends in a month, and has three days of work, too long.
fn too_long(weeks: &mut [Timesheet], month: Date) -> bool {
    let works = |week: &Timesheet| week.worked().count() >= 3 && month < week.to;
    let agreed = |week: &Timesheet| week.state == TimesheetState::ClientOk;
    let Some(week) = weeks.iter_mut().rfind(|week| works(week) && agreed(week)) else {
        return false;
    };
    let n_days = i64::try_from(week.worked().count()).unwrap_or(5);
    let a_day = u16::try_from(TOO_LONG_MINUTES / n_days + 1).unwrap_or(900);
    for day in week.days.iter_mut().filter(|day| day.kind == TimeKind::Work) {
        day.minutes = a_day;
    }
    true
}

/// The accounts of somebody who is paid.
fn accounts(draw: &mut Draw, of: Simulation, payee: &Payee<'_>, pay: &mut SimulatedPay) {
    let developer = &payee.person.developer;
    let placements = pay.placements.iter().filter_map(|paid| developer.placements.get(paid.at));
    let Some(first) = placements.map(|one| one.starts_on.max(payee.months.first)).min() else {
        return;
    };
    let no = u32::try_from(developer.developer_id.0).unwrap_or_default();
    let at_work = |placements: &[PastPlacement]| placements.iter().any(|one| one.ends_on.is_none());
    let other = sharing_with(of.seed, no)
        .filter(|other| *other <= of.n_developers && at_work(&developer.placements))
        .map(|other| person::developer(of.seed, other, of.as_of))
        .filter(|other| at_work(&other.developer.placements));
    let number_of = match &other {
        Some(other) if no.is_multiple_of(2) => {
            let other_no = u32::try_from(other.developer.developer_id.0).unwrap_or_default();
            (other_no, other.developer.country)
        }
        Some(_) | None => (no, developer.country),
    };
    if other.is_some() {
        pay.planted.push(PayTrouble::SharedAccount);
    }
    let holder = &payee.person.full_name;
    let known_on = SimulatedAccount::before(first);
    pay.accounts.push(SimulatedAccount::of(developer, holder, number_of, (0, known_on)));
    if payee.trouble == Some(PayTrouble::NewAccount) {
        let changed_on = draw.day(payee.months.end, CHANGED_DAYS);
        let changed = SimulatedAccount::of(developer, holder, number_of, (1, changed_on));
        pay.accounts.push(changed);
    }
    let pays_in = pay.placements.iter().rev().find_map(|paid| paid.terms.last());
    let currency = pays_in.map_or(Currency::USD, |one| one.terms.pay.money.currency);
    for account in &mut pay.accounts {
        account.currency = currency;
    }
}
