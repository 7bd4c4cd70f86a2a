//! The jobs sereno runs and the pipelines they form.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Every job sereno runs.
    "job kind" JobKind {
        /// Scores one shard of the developers against every open role, of a night that is cut into
        /// shards.
        Score = "score",
        /// Scores every developer against every open role, or puts together what shards found, and
        /// keeps the best.
        Rescore = "rescore",
        /// Says what changed since the last night.
        Digest = "digest",
        /// Holds every developer, placement and client against the rules.
        Compliance = "compliance",
        /// Works out how placements go.
        Health = "health",
        /// Works out what placements pay, cost and bill in a month.
        Pay = "pay",
        /// Adds up a month of pay, and says how it differs and what is odd.
        PayReview = "pay_review",
    }
}

vocabulary! {
    /// A named graph of jobs with its own calendar.
    "pipeline" Pipeline {
        /// The night: rescore, then its digest, compliance and the health of placements.
        Nightly = "nightly",
        /// A month of pay: each placement, then what they come to.
        Payroll = "payroll",
    }
}

impl Pipeline {
    /// The jobs in the order they are planned, each with the jobs it waits for; `sharded` when there
    /// are too many developers to score in one go.
    pub const fn steps(self, sharded: bool) -> &'static [(JobKind, &'static [JobKind])] {
        match (self, sharded) {
            (Self::Payroll, _) => &[(JobKind::Pay, &[]), (JobKind::PayReview, &[JobKind::Pay])],
            (Self::Nightly, false) => &[
                (JobKind::Rescore, &[]),
                (JobKind::Digest, &[JobKind::Rescore]),
                (JobKind::Compliance, &[JobKind::Rescore]),
                (JobKind::Health, &[JobKind::Compliance]),
            ],
            (Self::Nightly, true) => &[
                (JobKind::Score, &[]),
                (JobKind::Rescore, &[JobKind::Score]),
                (JobKind::Digest, &[JobKind::Rescore]),
                (JobKind::Compliance, &[JobKind::Rescore]),
                (JobKind::Health, &[JobKind::Compliance]),
            ],
        }
    }
}
