//! Competencies: the seven things an interview measures, and what each hiring situation needs of
//! them.

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
