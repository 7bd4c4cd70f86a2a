//! Made-up exchange rates: a walk of each currency that ends where its country's place says, with days
//! that are missing, a currency that is missing for long, and one that moved much.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::draw::{Draw, Kind};
use super::paid::PayMonths;
use super::place::HOMES;
use crate::fx_rate::FxRate;
use crate::money::Currency;

/// Who publishes the rates of most currencies, as the settings of the house name them.
pub const FX_SOURCE: &str = "simulated";
/// Who publishes those of the Argentine peso: they differ.
const SEVERAL_SOURCES: [&str; 2] = ["mep", "official"];
/// What one at the official rate is worth of one at the other, in hundredths.
const OFFICIAL_PCT: i64 = 94;
/// Days before the first month from which there are rates.
const DAYS_BEFORE: i64 = 45;
/// The most a rate moves in a day, in hundredths of a hundredth.
const A_DAY_BP: i64 = 35;
/// How many of a hundred days are missing.
const MISSING_PCT: u32 = 4;
/// What was left of the rate that moved, before it did, in hundredths.
const MOVED_PCT: i128 = 92;
/// The day of the month on which it moved.
const MOVED_DAY: i8 = 3;
/// The day of the month from which a currency is missing for long.
const GAP_DAY: i8 = 17;
/// Units of a rate in a hundredth.
const HUNDREDTH_E12: i128 = 10_000_000_000;

/// Made-up exchange rates, and what is planted in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedRates {
    /// By currency, source and day; until the end of the last month, so that it can be paid.
    pub rates: Vec<FxRate>,
    /// The currency that moved over 5 % in the last month.
    pub moved: Currency,
    /// A currency without rates in the second half of a month, and the first civil day of that.
    pub gap: (Currency, Date),
}

impl SimulatedRates {
    /// Everybody who publishes rates.
    pub fn sources() -> [&'static str; 3] {
        let [mep, official] = SEVERAL_SOURCES;
        [FX_SOURCE, mep, official]
    }
}

/// The rates of the months.
pub(super) fn rates(seed: u64, as_of: Date) -> SimulatedRates {
    let months = PayMonths::until(as_of);
    let mut own: Vec<(Currency, i64)> = Vec::new();
    for (_, place) in HOMES {
        let Ok(currency) = place.currency.parse::<Currency>() else { continue };
        if currency != Currency::USD && own.iter().all(|(known, _)| *known != currency) {
            own.push((currency, place.per_usd_hundredths));
        }
    }
    let mut draw = Draw::new(seed, Kind::Rates, 0);
    // The currencies of many: the first ones.
    let Some((first, rest)) = own.split_first() else { unreachable!("there are homes") };
    let (moved, gap) = match (draw.chance(50), rest.first()) {
        (true, Some(second)) => (first.0, second.0),
        (_, second) => (second.map_or(first.0, |one| one.0), first.0),
    };
    let gap = (gap, months.first.saturating_add(draw.number(3..=13).months()));
    let mut rates = Vec::new();
    for (no, (currency, per_usd_hundredths)) in (1..).zip(&own) {
        let sources = match currency.code() {
            "ARS" => &SEVERAL_SOURCES[..],
            _ => &[FX_SOURCE][..],
        };
        for (at, source) in (0..).zip(sources) {
            let mut draw = Draw::new(seed, Kind::Rates, 10 * no + at);
            let pct = if at == 0 { 100 } else { OFFICIAL_PCT };
            let walk = Walk {
                currency: *currency,
                source,
                last_e12: i128::from(*per_usd_hundredths * pct) * HUNDREDTH_E12 / 100,
                moved_on: (*currency == moved).then(|| months.last_day(MOVED_DAY)),
                gap_on: (*currency == gap.0).then_some(gap.1),
            };
            rates.extend(walk.back(&mut draw, months));
        }
    }
    SimulatedRates { rates, moved, gap }
}

struct Walk {
    currency: Currency,
    source: &'static str,
    last_e12: i128,
    moved_on: Option<Date>,
    gap_on: Option<Date>,
}

impl Walk {
    /// The rates of business days, from the last back to the first, then turned round.
    fn back(&self, draw: &mut Draw, months: PayMonths) -> Vec<FxRate> {
        let first = months.first.saturating_sub(DAYS_BEFORE.days());
        let mut day = months.end.saturating_sub(1.day());
        let mut rate_e12 = self.last_e12;
        let mut all = Vec::new();
        let mut kept = false;
        while day >= first {
            if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                // Two missing days and a weekend would be a long time.
                let missing = draw.chance(MISSING_PCT) && kept;
                kept = !missing;
                if !missing && !self.is_in_gap(day) {
                    let (base, quote) = (Currency::USD, self.currency);
                    let source = self.source.to_owned();
                    all.push(FxRate { base, quote, day, source, rate_e12 });
                }
                let moved = i128::from(10_000 + draw.number(-A_DAY_BP..=A_DAY_BP));
                rate_e12 = (rate_e12 * moved / 10_000).max(1);
            }
            if self.moved_on == Some(day) {
                rate_e12 = (rate_e12 * MOVED_PCT / 100).max(1);
            }
            day = day.saturating_sub(1.day());
        }
        all.reverse();
        all
    }

    fn is_in_gap(&self, day: Date) -> bool {
        self.gap_on.is_some_and(|month| {
            day.first_of_month() == month.first_of_month() && day.day() >= GAP_DAY
        })
    }
}
