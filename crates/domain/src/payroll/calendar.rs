//! When a month is paid: on a business day of the payer, with rates fixed some business days before.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use crate::country::Country;
use crate::holiday::Holidays;
use crate::money::Currency;

/// Days looked at for a business day before giving up: no country rests longer.
const LOOK_DAYS: i64 = 60;

/// A calendar of the settings: who pays, in what everything is compared, and which days that gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayCalendar {
    /// What it is called.
    pub name: String,
    /// Where the payer sits: its public holidays are no business days.
    pub payer_country: Country,
    /// In which everything is compared.
    pub currency: Currency,
    /// Whose exchange rates hold where terms name nobody.
    pub fx_source: String,
    /// Business days before the pay day whose rates are locked.
    pub fx_business_days: u8,
    /// Business days before the pay day after which facts should not change.
    pub cutoff_business_days: u8,
    /// How many others must approve of a draft.
    pub n_approvals: u8,
}

/// The days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayDays {
    /// The last civil day on which facts should change.
    pub cutoff_on: Date,
    /// The civil day whose rates are locked.
    pub fx_fix_on: Date,
    /// The civil day money moves: the last business day of the month.
    pub pay_on: Date,
}

impl PayCalendar {
    /// The days of the month that begins on a day.
    pub fn days(&self, first: Date) -> PayDays {
        let (from, to) = (first.saturating_sub(LOOK_DAYS.days()), first.last_of_month());
        let holidays: BTreeSet<Date> = Holidays::house()
            .between(self.payer_country, None, from, to.saturating_add(1.day()))
            .into_keys()
            .collect();
        let is_business = |day: &Date| {
            !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(day)
        };
        let back = (0..LOOK_DAYS).map(|back| to.saturating_sub(back.days()));
        let business: Vec<Date> = back.filter(is_business).collect();
        let nth = |n: u8| business.get(usize::from(n)).copied().unwrap_or(first);
        PayDays {
            cutoff_on: nth(self.cutoff_business_days),
            fx_fix_on: nth(self.fx_business_days),
            pay_on: nth(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(first: Date, [cutoff_on, fx_fix_on, pay_on]: [Date; 3]) {
        let calendar = PayCalendar {
            name: "monthly".to_owned(),
            payer_country: "CO".parse().unwrap(),
            currency: Currency::USD,
            fx_source: "bank".to_owned(),
            fx_business_days: 2,
            cutoff_business_days: 4,
            n_approvals: 1,
        };
        assert_eq!(calendar.days(first), PayDays { cutoff_on, fx_fix_on, pay_on });
    }

    #[test]
    fn a_month_is_paid_on_its_last_business_day() {
        // The 30th is a Monday.
        let days = [date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30)];
        check(date(2026, 11, 1), days);
        // The 31st of January 2027 is a Sunday.
        let days = [date(2027, 1, 25), date(2027, 1, 27), date(2027, 1, 29)];
        check(date(2027, 1, 1), days);
    }

    #[test]
    fn holidays_of_the_payer_are_no_business_days() {
        // Monday 29 June is the feast of Peter and Paul in Colombia.
        let days = [date(2026, 6, 23), date(2026, 6, 25), date(2026, 6, 30)];
        check(date(2026, 6, 1), days);
    }
}
