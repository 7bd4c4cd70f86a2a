//! The jobs sereno runs and the pipelines they form.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Every job sereno runs.
    "job kind" JobKind {
        /// Scores every developer against every open role and keeps the best.
        Rescore = "rescore",
        /// Says what changed since the last night.
        Digest = "digest",
    }
}

vocabulary! {
    /// A named graph of jobs with its own calendar.
    "pipeline" Pipeline {
        /// The night: rescore, then digest.
        Nightly = "nightly",
    }
}

impl Pipeline {
    /// The jobs in the order they are planned; each with the jobs it waits for.
    pub const fn steps(self) -> &'static [(JobKind, &'static [JobKind])] {
        match self {
            Self::Nightly => &[(JobKind::Rescore, &[]), (JobKind::Digest, &[JobKind::Rescore])],
        }
    }
}
