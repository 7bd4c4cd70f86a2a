//! Identity: one newtype for each thing that has a row of its own, so that a role is never passed
//! where a developer is meant. The numbers are Postgres identities; they carry no meaning but order.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A person who may be placed; the name is kept apart from it.
    DeveloperId;
    /// A client's open seat.
    RoleId;
    /// A firm that hires.
    ClientId;
    /// A person who holds interviews.
    EvaluatorId;
    /// One developer at work for one client, from a day on.
    PlacementId;
    /// A paper of a developer, a placement or a client.
    DocumentId;
    /// Something amiss that someone must look at.
    FindingId;
    /// A placement that may fail within its guarantee.
    ReplacementCaseId;
    /// A kind of failure.
    FailureId;
    /// Some things set on a role over what its client wrote.
    AdjustmentId;
    /// A decision about one developer and one role.
    MatchOverrideId;
    /// One pipeline for one business date and revision.
    RunId;
    /// One job kind within a run.
    StepId;
    /// One slice of a step: what a worker leases.
    ChunkId;
    /// One try at a chunk.
    AttemptId;
    /// Many chunks sent round again in one go.
    RetryId;
    /// Nights of dates gone by, asked for in one go.
    BackfillId;
    /// A month of payroll, or the differences to one.
    PayrollRunId;
    /// Something odd about a payroll run.
    AnomalyId;
    /// Somebody's account at a bank.
    BankAccountId;
    /// One process that claims chunks, from its start to its end.
    WorkerId;
}
