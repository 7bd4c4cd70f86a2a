//! Contractor or employee: how much of what makes an employee is there, in points of 100. Courts look
//! at what is done, not at what was signed; so what was measured stands above what was declared.

use std::collections::BTreeMap;

use crate::country::Country;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What courts look at.
    "classification factor" Factor {
        /// The client sets the hours.
        FixedSchedule = "fixed_schedule",
        /// They work for nobody else.
        Exclusivity = "exclusivity",
        /// Somebody at the client directs the work.
        DirectSupervision = "direct_supervision",
        /// The client's equipment.
        ClientEquipment = "client_equipment",
        /// Paid leave or benefits.
        Benefits = "benefits",
        /// A place in the client's organisation.
        Integrated = "integrated",
        /// Nobody may stand in for them.
        NoSubstitution = "no_substitution",
        /// The same pay each month whatever is delivered.
        FixedPay = "fixed_pay",
        /// Penalties or discipline.
        Discipline = "discipline",
        /// They may sign for the client. No points: it is about the client's taxes.
        SignsForClient = "signs_for_client",
        /// Legal element of Brazil: they do the work in person.
        Personal = "personal",
        /// Legal element of Brazil: the work is not occasional.
        NotOccasional = "not_occasional",
        /// Legal element of Brazil: the work is paid.
        Paid = "paid",
        /// Legal element of Brazil: they are subordinated.
        Subordinated = "subordinated",
    }
}

impl Factor {
    /// Points it counts when it applies.
    pub const fn points(self) -> u8 {
        match self {
            Self::FixedSchedule | Self::Exclusivity | Self::DirectSupervision => 15,
            Self::Benefits => 10,
            Self::ClientEquipment => 8,
            Self::Integrated => 7,
            Self::NoSubstitution | Self::FixedPay | Self::Discipline => 5,
            Self::SignsForClient
            | Self::Personal
            | Self::NotOccasional
            | Self::Paid
            | Self::Subordinated => 0,
        }
    }

    /// Whether it is one of the four elements without which there is no employment in Brazil.
    ///
    /// # Source
    /// Consolidação das Leis do Trabalho, art. 2 and 3.
    pub const fn is_legal_element(self) -> bool {
        matches!(self, Self::Personal | Self::NotOccasional | Self::Paid | Self::Subordinated)
    }
}

vocabulary! {
    /// How a factor is known, strongest first.
    "observation" Observed {
        /// Counted from what happened.
        Measured = "measured",
        /// Said by the client or the developer.
        Declared = "declared",
    }
}

/// One answer about a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassificationAnswer {
    /// About what.
    pub factor: Factor,
    /// Whether it is so.
    pub applies: bool,
    /// How it is known.
    pub observed: Observed,
}

/// Facts of the work that are measured anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Where the developer works from.
    pub country: Country,
    /// Whole months with the client.
    pub tenure_months: i64,
    /// Hours a week for the client.
    pub weekly_hours: u8,
    /// Whether the placement is all they do for the firm.
    pub only_placement: bool,
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// 0 to 100.
    pub points: u8,
    /// What counted, with its points, by name.
    pub counted: BTreeMap<&'static str, u8>,
    /// Whether a legal element that is not there caps the points.
    pub capped: bool,
}

/// Hours a week from which a placement leaves no time for another payer.
const HOURS_OF_EXCLUSIVITY: u8 = 40;
/// The most points where one of Brazil's four elements is not there.
const POINTS_CAPPED: u8 = 59;

/// Whether a factor applies, by what is known best; none where nothing was said of it.
pub fn strongest(answers: &[ClassificationAnswer], factor: Factor) -> Option<bool> {
    let of_factor = answers.iter().filter(|answer| answer.factor == factor);
    of_factor.min_by_key(|answer| answer.observed).map(|answer| answer.applies)
}

/// Weighs what was declared and measured.
pub fn classify(answers: &[ClassificationAnswer], measured: Measured) -> Classification {
    let mut counted = BTreeMap::new();
    let answer = |factor: Factor| strongest(answers, factor);
    for factor in Factor::ALL.iter().copied().filter(|factor| factor.points() > 0) {
        let applies = if factor == Factor::Exclusivity {
            let full = measured.only_placement && measured.weekly_hours >= HOURS_OF_EXCLUSIVITY;
            full || answer(factor).unwrap_or_default()
        } else {
            answer(factor).unwrap_or_default()
        };
        if applies {
            counted.insert(factor.name(), factor.points());
        }
    }
    let tenure = match measured.tenure_months {
        ..12 => 0,
        12..24 => 10,
        24.. => 15,
    };
    if tenure > 0 {
        counted.insert("tenure", tenure);
    }
    let points: u8 = counted.values().sum();
    let denied = |factor: &Factor| factor.is_legal_element() && answer(*factor) == Some(false);
    let capped =
        measured.country.code() == "BR" && points > POINTS_CAPPED && Factor::ALL.iter().any(denied);
    Classification { points: if capped { POINTS_CAPPED } else { points }, counted, capped }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(country: &str, tenure_months: i64, weekly_hours: u8) -> Measured {
        let country = country.parse().unwrap();
        Measured { country, tenure_months, weekly_hours, only_placement: true }
    }

    fn all(applies: bool) -> Vec<ClassificationAnswer> {
        let answer =
            |factor| ClassificationAnswer { factor, applies, observed: Observed::Declared };
        Factor::ALL.iter().copied().map(answer).collect()
    }

    #[test]
    fn everything_at_once_is_a_hundred() {
        assert_eq!(classify(&all(true), measured("CO", 24, 40)).points, 100);
        assert_eq!(classify(&all(false), measured("CO", 0, 39)).points, 0);
    }

    #[test]
    fn tenure_counts_from_twelve_and_from_twenty_four_months() {
        let points = |months| classify(&[], measured("CO", months, 20)).points;
        assert_eq!([points(11), points(12), points(23), points(24)], [0, 10, 10, 15]);
    }

    #[test]
    fn forty_hours_at_one_client_are_exclusive_whatever_was_declared() {
        let points = |hours| classify(&all(false), measured("CO", 0, hours)).points;
        assert_eq!([points(39), points(40)], [0, 15]);
        let shared = Measured { only_placement: false, ..measured("CO", 0, 40) };
        assert_eq!(classify(&all(false), shared).points, 0);
    }

    #[test]
    fn what_was_measured_stands_above_what_was_declared() {
        let answer = |applies, observed| ClassificationAnswer {
            factor: Factor::FixedSchedule,
            applies,
            observed,
        };
        let answers = [answer(false, Observed::Declared), answer(true, Observed::Measured)];
        assert_eq!(classify(&answers, measured("CO", 0, 20)).points, 15);
    }

    #[test]
    fn in_brazil_one_element_that_is_not_there_caps_the_points() {
        let mut answers = all(true);
        for answer in &mut answers {
            answer.applies = answer.factor != Factor::Subordinated;
        }
        let brazil = classify(&answers, measured("BR", 24, 40));
        assert_eq!((brazil.points, brazil.capped), (59, true));
        let colombia = classify(&answers, measured("CO", 24, 40));
        assert_eq!((colombia.points, colombia.capped), (100, false));
    }
}
