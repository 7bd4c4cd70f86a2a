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
    }
}

vocabulary! {
    /// A named graph of jobs with its own calendar.
    "pipeline" Pipeline {
        /// The night: rescore, then its digest, compliance and the health of placements.
        Nightly = "nightly",
    }
}

impl Pipeline {
    /// The jobs in the order they are planned, each with the jobs it waits for; `sharded` when there
    /// are too many developers to score in one go.
    pub const fn steps(self, sharded: bool) -> &'static [(JobKind, &'static [JobKind])] {
        match (self, sharded) {
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
