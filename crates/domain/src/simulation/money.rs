//! What made-up placements pay and bill over time: employees and some contractors in the currency of
//! their country, the others in US dollars; by the month, and for some by the hour or the year.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::draw::Draw;
use super::pay_trouble::PayTrouble;
use super::place::{HOMES, Place};
use crate::compliance::dossier::Terms;
use crate::country::Country;
use crate::developer::{Developer, Engagement};
use crate::money::{Currency, Money, Per, Proration, Rate};
use crate::payroll::facts::PayTerms;
use crate::placement::PastPlacement;

/// How many of a hundred contractors are paid in the currency of their country.
const LOCAL_PCT: u32 = 33;
/// How often each period is met.
const PERIODS: &[(u32, Per)] = &[(12, Per::Hour), (5, Per::Year), (83, Per::Month)];
/// How many of a hundred placements count working days.
const WORKING_PCT: u32 = 25;
/// How many of a hundred placements that are long enough had a raise.
const RAISED_PCT: u32 = 35;
/// Days of work after which, and before the end of which, there are raises.
const RAISE_DAYS: [i64; 2] = [40, 20];
/// What employees are paid of what a contractor would be, in hundredths: contributions and what is put
/// aside come on top.
const EMPLOYED_PCT: i64 = 60;
/// Pay of a month, in cents, that is above all bands.
const UNLIKELY_MINOR: [i64; 2] = [2_100_000, 2_600_000];

/// A month of work in cents, as it was agreed before a currency was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) pay_minor: i64,
    pub(super) bill_minor: i64,
}

impl Quote {
    /// One that holds no trouble.
    pub(super) fn draw(draw: &mut Draw) -> Self {
        let bill_minor = 10_000 * draw.number(60..=140);
        Self { pay_minor: bill_minor * draw.number(68..=80) / 100, bill_minor }
    }

    fn pct(self, pct: i64) -> Self {
        Self { pay_minor: self.pay_minor * pct / 100, bill_minor: self.bill_minor * pct / 100 }
    }
}

/// What terms are made for.
pub(super) struct Deal<'a> {
    pub(super) developer: &'a Developer,
    /// How they are engaged for it.
    pub(super) engagement: Option<Engagement>,
    pub(super) placement: &'a PastPlacement,
    pub(super) quote: Quote,
    /// Whether a rule looks at the terms, and at nothing but dollars a month.
    pub(super) plain: bool,
    pub(super) trouble: Option<PayTrouble>,
    pub(super) as_of: Date,
}

/// How amounts are written down.
#[derive(Clone, Copy)]
struct Writing {
    pay_in: Option<(Currency, i64)>,
    per: Per,
    weekly_hours: u8,
}

impl Writing {
    /// A rate of cents a month; in dollars without a currency of its own.
    fn rate(self, cents: i64, money_in: Option<(Currency, i64)>) -> Rate {
        let (currency, month) = match money_in {
            None => (Currency::USD, cents),
            Some((currency, per_usd_hundredths)) => {
                let hundredths = cents * per_usd_hundredths / 100;
                (currency, hundredths * 10_i64.pow(currency.minor_digits()) / 100)
            }
        };
        let hours = i64::from(self.weekly_hours).max(1) * 52;
        let amount_minor = match self.per {
            Per::Month => month,
            Per::Year => month * 12,
            Per::Hour => month * 12 / hours,
        };
        Rate { money: Money { amount_minor: amount_minor.max(1), currency }, per: self.per }
    }

    fn terms(self, quote: Quote, [from, to]: [Option<Date>; 2], start: Date) -> Terms {
        Terms {
            from: from.unwrap_or(start),
            to,
            pay: self.rate(quote.pay_minor, self.pay_in),
            bill: self.rate(quote.bill_minor, None),
        }
    }
}

/// Where developers of a country live.
fn home(country: Country) -> Option<&'static Place> {
    HOMES.iter().map(|(_, place)| place).find(|place| place.country == country.code())
}

/// The terms of a placement, by day: they hold on every day of it.
pub(super) fn terms(draw: &mut Draw, deal: &Deal<'_>) -> Vec<PayTerms> {
    let employed = deal.engagement == Some(Engagement::EmployerOfRecord);
    let place = home(deal.developer.country).filter(|place| place.currency != "USD");
    let own = place.and_then(|place| {
        Some((place.currency.parse::<Currency>().ok()?, place.per_usd_hundredths))
    });
    let local = draw.chance(LOCAL_PCT);
    let per = *draw.weighted(PERIODS);
    let dollars = deal.plain || deal.trouble == Some(PayTrouble::PayUnlikely);
    let per = match deal.trouble {
        Some(PayTrouble::NoTimesheet) => Per::Hour,
        Some(PayTrouble::PayUnlikely | PayTrouble::Jump | PayTrouble::Slip) => Per::Month,
        _ if deal.plain || employed => Per::Month,
        _ => per,
    };
    let pay_in = own.filter(|_| !dollars && (employed || local));
    let writing = Writing { pay_in, per, weekly_hours: deal.placement.weekly_hours };
    let working = draw.chance(WORKING_PCT);
    let proration = if working { Proration::Working } else { Proration::Calendar };
    let named = *draw.pick(&["mep", "official"]);
    let several = pay_in.is_some_and(|(currency, _)| currency.code() == "ARS");
    let fx_source = several.then(|| named.to_owned());
    let quote = match deal.trouble {
        Some(PayTrouble::PayUnlikely) => unlikely(draw),
        _ if employed && !deal.plain => {
            Quote { pay_minor: deal.quote.pay_minor * EMPLOYED_PCT / 100, ..deal.quote }
        }
        _ => deal.quote,
    };
    let whole = |terms| PayTerms { terms, proration, fx_source: fx_source.clone() };
    over_time(draw, deal, writing, quote).into_iter().map(whole).collect()
}

fn unlikely(draw: &mut Draw) -> Quote {
    let [least, most] = UNLIKELY_MINOR;
    let pay_minor = draw.number(least..=most);
    Quote { pay_minor, bill_minor: pay_minor * 4 / 3 }
}

fn over_time(draw: &mut Draw, deal: &Deal<'_>, writing: Writing, last: Quote) -> Vec<Terms> {
    let PastPlacement { starts_on, ends_on, .. } = *deal.placement;
    let terms = |quote, days| writing.terms(quote, days, starts_on);
    let month = Some(deal.as_of.first_of_month());
    match deal.trouble {
        Some(PayTrouble::Jump) => {
            let before = last.pct(draw.number(65..=75));
            return vec![terms(before, [None, month]), terms(last, [month, ends_on])];
        }
        Some(PayTrouble::Slip) => {
            // In dollars what is paid would be held against the bill at once.
            let far = if draw.chance(50) { 100 } else { 1_000 };
            let pay_minor = match writing.pay_in {
                Some(_) => last.pay_minor * far,
                None => last.pay_minor / far,
            };
            let slipped = Quote { pay_minor, ..last };
            return vec![terms(last, [None, month]), terms(slipped, [month, ends_on])];
        }
        _ => {}
    }
    let [after, before] = RAISE_DAYS;
    let first = starts_on.saturating_add(after.days());
    let end = ends_on.map_or(deal.as_of, |end| end.min(deal.as_of));
    let until = end.saturating_sub(before.days());
    let days = first.until(until).map_or(0, |span| i64::from(span.get_days()));
    let raised = draw.chance(RAISED_PCT);
    if !raised || deal.plain || deal.trouble.is_some() || days < 1 {
        return vec![terms(last, [None, ends_on])];
    }
    let on = Some(draw.day(first, 0..=days));
    let lower = Quote { ..last }.pct(100 - draw.number(3..=11));
    vec![terms(lower, [None, on]), terms(last, [on, ends_on])]
}
