//! Competencies: the seven things an interview measures, and what each hiring situation needs of
//! them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is measured, in the order of every table of seven.
    "competency" Competency {
        /// Depth in a language and its frameworks.
        LanguageFramework = "language_framework",
        /// Databases: modelling, queries, care.
        Database = "database",
        /// Design of interfaces between systems.
        ApiDesign = "api_design",
        /// Design of systems out of parts.
        SystemDesign = "system_design",
        /// Making things fast and keeping them so.
        Performance = "performance",
        /// Testing.
        Testing = "testing",
        /// Deploying, watching and mending what runs.
        OperationalExcellence = "operational_excellence",
    }
}

/// Number of competencies.
pub const N_COMPETENCIES: usize = Competency::ALL.len();

vocabulary! {
    /// Why a client hires: what the role is there to do.
    "hiring situation" Situation {
        /// Building interfaces for others.
        ApiDevelopment = "api_development",
        /// Designing or mending databases.
        DatabaseArchitecture = "database_architecture",
        /// Growing a system by orders of magnitude.
        Scalability = "scalability",
        /// Taking one large system apart.
        MicroservicesMigration = "microservices_migration",
        /// Making a system safe and fit for an audit.
        SecurityCompliance = "security_compliance",
        /// Joining systems of others.
        Integration = "integration",
        /// Answering within milliseconds, all the time.
        RealTime = "real_time",
    }
}

impl Situation {
    /// How much the situation needs of each competency, 0 to 3, in the order of
    /// [`Competency::ALL`].
    pub const fn needs(self) -> [u8; N_COMPETENCIES] {
        match self {
            Self::ApiDevelopment => [2, 1, 3, 1, 1, 2, 1],
            Self::DatabaseArchitecture => [1, 3, 1, 2, 3, 1, 1],
            Self::Scalability => [1, 2, 1, 3, 3, 1, 2],
            Self::MicroservicesMigration => [2, 2, 2, 3, 1, 2, 2],
            Self::SecurityCompliance => [2, 1, 2, 2, 0, 2, 2],
            Self::Integration => [2, 1, 3, 2, 1, 2, 1],
            Self::RealTime => [2, 1, 2, 3, 2, 1, 2],
        }
    }
}

/// What the interviews of one day say of one competency of one developer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct CompetencyEvidence {
    /// Of which.
    pub competency: Competency,
    /// The civil day it was held.
    pub held_on: Date,
    /// Scores of the questions, calibrated by evaluator, 10 to 50 each, added up.
    pub sum_tenths: u16,
    /// How many questions.
    pub n: u8,
}

impl CompetencyEvidence {
    /// Gathers scores, each with its competency and day and calibrated in tenths, in order.
    pub fn gather(scores: impl IntoIterator<Item = (Competency, Date, u8)>) -> Vec<Self> {
        let mut sums: BTreeMap<(Competency, Date), (u16, u8)> = BTreeMap::new();
        for (competency, held_on, tenths) in scores {
            let (sum_tenths, n) = sums.entry((competency, held_on)).or_default();
            if let (Some(sum), Some(one_more)) =
                (sum_tenths.checked_add(u16::from(tenths)), n.checked_add(1))
            {
                (*sum_tenths, *n) = (sum, one_more);
            }
        }
        let gathered = sums.into_iter().map(|((competency, held_on), (sum_tenths, n))| Self {
            competency,
            held_on,
            sum_tenths,
            n,
        });
        gathered.collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn scores_of_one_competency_and_day_are_added_up() {
        use Competency::{Database, Testing};
        let (monday, tuesday) = (date(2026, 3, 2), date(2026, 3, 3));
        let scores = [
            (Testing, monday, 40),
            (Database, tuesday, 35),
            (Testing, monday, 25),
            (Testing, tuesday, 50),
        ];
        let evidence = |competency, held_on, sum_tenths, n| CompetencyEvidence {
            competency,
            held_on,
            sum_tenths,
            n,
        };
        assert_eq!(
            CompetencyEvidence::gather(scores),
            [
                evidence(Database, tuesday, 35, 1),
                evidence(Testing, monday, 65, 2),
                evidence(Testing, tuesday, 50, 1),
            ]
        );
        let many = CompetencyEvidence::gather((0..300).map(|_| (Testing, monday, 50)));
        assert_eq!(many, [evidence(Testing, monday, 12_750, 255)]);
    }
}
