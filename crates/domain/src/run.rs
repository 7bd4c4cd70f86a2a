//! The ledger's words: in which state a run, a step, a chunk or an attempt is, who moves it on, and
//! whether a person must act.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// One pipeline for one business date.
    ///
    /// Made `running`; whoever finishes the last step moves it on; an operator's retry moves an
    /// `incomplete` or `failed` one back.
    "run state" RunState {
        /// Steps are waiting or at work. Nobody must act.
        Running = "running",
        /// Every step is done. Nobody must act.
        Done = "done",
        /// Every step finished but some chunks are in quarantine: someone must look.
        Incomplete = "incomplete",
        /// A step came to nothing, later ones were skipped: someone must act.
        Failed = "failed",
        /// An operator put an end to it; what was done before stays. A later revision may follow.
        Cancelled = "cancelled",
        /// A later revision of the same business date took its place.
        Superseded = "superseded",
    }
}

vocabulary! {
    /// One job kind within a run.
    "step state" StepState {
        /// Waits for the steps before it.
        Waiting = "waiting",
        /// Its chunks are handed out.
        Running = "running",
        /// Every chunk done.
        Done = "done",
        /// Finished with some chunks in quarantine.
        Incomplete = "incomplete",
        /// Every chunk in quarantine.
        Failed = "failed",
        /// Never started, because a step it waits for failed.
        Skipped = "skipped",
        /// Not finished, because its run was cancelled.
        Cancelled = "cancelled",
    }
}

vocabulary! {
    /// A slice of a step, the unit a worker leases.
    "chunk state" ChunkState {
        /// Its step has not started.
        Waiting = "waiting",
        /// To be claimed; not before `ready_at` when that is set.
        Ready = "ready",
        /// A worker holds it by a token.
        Leased = "leased",
        /// Its effects and its receipt are committed.
        Done = "done",
        /// Out of attempts, or given up: someone must look.
        Quarantined = "quarantined",
        /// Not done, because its run was cancelled.
        Cancelled = "cancelled",
    }
}

vocabulary! {
    /// How one try at a chunk ended.
    "attempt outcome" AttemptOutcome {
        /// Still going on, or its worker has not been missed yet.
        Running = "running",
        /// Effects and receipt committed.
        Done = "done",
        /// Failed; tried again later.
        Retry = "retry",
        /// Failed for good.
        GaveUp = "gave_up",
        /// Its worker went away; handed on.
        Lost = "lost",
        /// Came back after it was handed on; its writes were refused.
        Fenced = "fenced",
        /// Handed back by a worker that shut down; does not count.
        HandedBack = "handed_back",
        /// Taken away from its worker by an operator; what it still writes is refused.
        Revoked = "revoked",
    }
}

vocabulary! {
    /// Which chunks go first.
    "lane" Lane {
        /// Those of the night.
        Main = "main",
        /// Those that wait while anything of the main lane is to be done.
        Low = "low",
    }
}

vocabulary! {
    /// What a run is about.
    "scope" Scope {
        /// The whole book.
        All = "all",
        /// The whole book, but only to see what would change.
        DryRun = "dry-run",
    }
}
