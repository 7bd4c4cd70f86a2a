//! How the cost of a month differs from the one it is compared with, in parts that add up exactly.
//!
//! Of each item that is in both months the difference is split one thing at a time: what the exchange
//! rate did (the pay of now at the rate of now, less the same at the rate of then), what the pay for the
//! same work did, and what more or less work did. Work that came, went or changed is then counted at the
//! average of then (volume); that it costs other than the average is the mix.

use std::collections::BTreeMap;

use super::exact::{Exact, TooLarge};
use crate::country::Country;
use crate::id::PlacementId;

/// An item as it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Which.
    pub placement_id: PlacementId,
    /// From where they work.
    pub country: Country,
    /// What it costs, in minor units of the run's currency.
    pub cost_base_minor: i64,
    /// The rate of its currency of pay, in units of 1e-12 for one of the run's.
    pub rate_e12: i128,
    /// Whether it is of another currency than `1` of the run's: rates of two currencies are not compared.
    pub currency: crate::money::Currency,
    /// Part of a full month worked, in millionths.
    pub quantity_e6: i64,
}

/// How cost differs, in minor units of the run's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Variance {
    /// Cost then.
    pub before_minor: i64,
    /// Cost now.
    pub now_minor: i64,
    /// For more or less work, at the average of then.
    pub volume_minor: i64,
    /// For other pay for the same work.
    pub rate_minor: i64,
    /// For other exchange rates.
    pub fx_minor: i64,
    /// For work that costs other than the average.
    pub mix_minor: i64,
    /// Items that were not there then.
    pub n_joined: u32,
    /// Items that are not there now.
    pub n_left: u32,
    /// Items whose pay for the same work is more.
    pub n_raised: u32,
}

impl Variance {
    /// The whole difference.
    pub const fn difference_minor(&self) -> i64 {
        self.now_minor - self.before_minor
    }

    /// The difference as a part of the cost then, in basis points, rounded down; none of nothing.
    pub fn difference_bp(&self) -> Option<i64> {
        let part = i128::from(self.difference_minor()) * 10_000;
        i64::try_from(part.checked_div_euclid(i128::from(self.before_minor))?).ok()
    }

    /// Sums of several, part by part.
    pub fn sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        all.into_iter().fold(Self::default(), |sum, one| Self {
            before_minor: sum.before_minor + one.before_minor,
            now_minor: sum.now_minor + one.now_minor,
            volume_minor: sum.volume_minor + one.volume_minor,
            rate_minor: sum.rate_minor + one.rate_minor,
            fx_minor: sum.fx_minor + one.fx_minor,
            mix_minor: sum.mix_minor + one.mix_minor,
            n_joined: sum.n_joined + one.n_joined,
            n_left: sum.n_left + one.n_left,
            n_raised: sum.n_raised + one.n_raised,
        })
    }
}

/// Sums of a country, part by part, while items are gone through.
#[derive(Default)]
struct Parts {
    sums: Variance,
    /// Work then and now, in millionths of a month.
    quantities: [i64; 2],
    /// What came, went and changed of the work, at the rates and pay of then.
    work_minor: i64,
}

/// How the cost of each country differs.
///
/// # Errors
/// [`TooLarge`] when a part does not fit in 64 bits.
pub fn variance(
    before: &[Compared],
    now: &[Compared],
) -> Result<BTreeMap<Country, Variance>, TooLarge> {
    let then: BTreeMap<PlacementId, &Compared> =
        before.iter().map(|one| (one.placement_id, one)).collect();
    let mut all: BTreeMap<Country, Parts> = BTreeMap::new();
    for one in now {
        let parts = all.entry(one.country).or_default();
        parts.sums.now_minor += one.cost_base_minor;
        parts.quantities[1] += one.quantity_e6;
        if let Some(was) = then.get(&one.placement_id).filter(|was| was.country == one.country) {
            both(parts, was, one)?;
        } else {
            parts.work_minor += one.cost_base_minor;
            parts.sums.n_joined += 1;
        }
    }
    let here: BTreeMap<PlacementId, Country> =
        now.iter().map(|one| (one.placement_id, one.country)).collect();
    for was in before {
        let parts = all.entry(was.country).or_default();
        parts.sums.before_minor += was.cost_base_minor;
        parts.quantities[0] += was.quantity_e6;
        if here.get(&was.placement_id) != Some(&was.country) {
            parts.work_minor -= was.cost_base_minor;
            parts.sums.n_left += 1;
        }
    }
    all.into_iter().map(|(country, parts)| Ok((country, parts.settle()?))).collect()
}

/// What differs of an item that is in both months.
fn both(parts: &mut Parts, was: &Compared, now: &Compared) -> Result<(), TooLarge> {
    let at_old_rate = if was.currency == now.currency {
        let rates = Exact::wide(now.rate_e12, was.rate_e12.max(1));
        (Exact::whole(now.cost_base_minor) * rates).round()?
    } else {
        now.cost_base_minor
    };
    // What the pay of then comes to for the work of now.
    let work = Exact::ratio(now.quantity_e6, was.quantity_e6.max(1));
    let same_pay = if was.quantity_e6 > 0 {
        (Exact::whole(was.cost_base_minor) * work).round()?
    } else {
        was.cost_base_minor
    };
    parts.sums.fx_minor += now.cost_base_minor - at_old_rate;
    parts.sums.rate_minor += at_old_rate - same_pay;
    parts.work_minor += same_pay - was.cost_base_minor;
    parts.sums.n_raised += u32::from(at_old_rate > same_pay + same_pay / 1_000);
    Ok(())
}

impl Parts {
    /// Splits what came and went into volume and mix.
    fn settle(self) -> Result<Variance, TooLarge> {
        let [before, now] = self.quantities;
        let average = Exact::ratio(self.sums.before_minor, before.max(1));
        let volume = if before > 0 {
            (average * Exact::whole(now - before)).round()?
        } else {
            // Nothing was there to take an average of.
            self.work_minor
        };
        let mix_minor = self.work_minor - volume;
        Ok(Variance { volume_minor: volume, mix_minor, ..self.sums })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn item(placement: i64, cost_base_minor: i64, rate_e12: i128, quantity_e6: i64) -> Compared {
        Compared {
            placement_id: PlacementId(placement),
            country: "CO".parse().unwrap(),
            cost_base_minor,
            rate_e12,
            currency: "COP".parse().unwrap(),
            quantity_e6,
        }
    }

    fn of(before: &[Compared], now: &[Compared]) -> Variance {
        let all = variance(before, now).unwrap();
        assert_eq!(all.len(), 1);
        *all.values().next().unwrap()
    }

    const FULL: i64 = 1_000_000;

    #[test]
    fn a_raise_is_a_matter_of_the_rate() {
        let parts = of(&[item(1, 1_000, 4_000, FULL)], &[item(1, 1_100, 4_000, FULL)]);
        assert_eq!((parts.rate_minor, parts.n_raised), (100, 1));
        assert_eq!([parts.volume_minor, parts.fx_minor, parts.mix_minor], [0, 0, 0]);
    }

    #[test]
    fn a_cheaper_currency_is_a_matter_of_the_exchange_rate() {
        // 4,000,000 at 4,000 are 1,000; at 5,000 they are 800.
        let parts = of(&[item(1, 1_000, 4_000, FULL)], &[item(1, 800, 5_000, FULL)]);
        assert_eq!((parts.fx_minor, parts.rate_minor, parts.n_raised), (-200, 0, 0));
    }

    #[test]
    fn one_more_at_the_average_is_volume_and_what_they_cost_beside_it_is_mix() {
        let parts = of(
            &[item(1, 1_000, 4_000, FULL), item(2, 2_000, 4_000, FULL)],
            &[
                item(1, 1_000, 4_000, FULL),
                item(2, 2_000, 4_000, FULL),
                item(3, 1_900, 4_000, FULL),
            ],
        );
        assert_eq!((parts.volume_minor, parts.mix_minor, parts.n_joined), (1_500, 400, 1));
    }

    #[test]
    fn half_a_month_is_volume_and_no_change_of_pay() {
        let parts = of(&[item(1, 1_000, 4_000, FULL)], &[item(1, 500, 4_000, FULL / 2)]);
        assert_eq!((parts.volume_minor, parts.rate_minor, parts.mix_minor), (-500, 0, 0));
    }

    #[test]
    fn the_first_month_of_a_country_is_volume() {
        let parts = of(&[], &[item(1, 1_000, 4_000, FULL)]);
        assert_eq!((parts.volume_minor, parts.mix_minor, parts.n_joined), (1_000, 0, 1));
    }

    fn items() -> impl Strategy<Value = Vec<Compared>> {
        let one = (
            0_i64..12,
            0_i64..5_000_000,
            1_i128..9_000_000_000,
            0_i64..2_000_000,
            0_usize..2,
            0_usize..2,
        );
        prop::collection::vec(one, 0..12).prop_map(|all| {
            let countries = ["CO", "BR"].map(|code| code.parse().unwrap());
            let currencies = [Currency::USD, "COP".parse().unwrap()];
            let items =
                all.into_iter().map(|(id, cost, rate, quantity, country, currency)| Compared {
                    country: countries[country],
                    currency: currencies[currency],
                    ..item(id, cost, rate, quantity)
                });
            items
                .map(|one| (one.placement_id, one))
                .collect::<BTreeMap<_, _>>()
                .into_values()
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_parts_are_the_difference(before in items(), now in items()) {
            let all = variance(&before, &now).unwrap();
            for parts in all.values() {
                let sum = parts.volume_minor + parts.rate_minor + parts.fx_minor + parts.mix_minor;
                prop_assert_eq!(sum, parts.difference_minor());
            }
            let whole = Variance::sum(all.values());
            prop_assert_eq!(whole.before_minor, before.iter().map(|one| one.cost_base_minor).sum::<i64>());
            prop_assert_eq!(whole.now_minor, now.iter().map(|one| one.cost_base_minor).sum::<i64>());
        }
    }
}
