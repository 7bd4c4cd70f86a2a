//! Sending chunks of many runs round again in one go: those marked one by one, or all that pass a filter.
//! Each run has a retry of its own, which is stopped and audited as every other.

use sereno_db::mend::chosen::{ChosenRun, Found, chunks_find, passing_find};
use sereno_db::mend::{Broken, BrokenGroup, broken_count};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_domain::board::chunk::{ChunkFilter, Tally};
use sereno_domain::id::{ChunkId, RetryId};

use super::{MendError, retry_in_tx};

/// Runs whose chunks are sent round in one go: their rows are held until it is done.
const RUNS_MAX: usize = 200;

/// Which chunks are meant.
#[derive(Debug, Clone, Copy)]
pub enum Meant<'a> {
    /// These.
    Chunks(&'a [ChunkId]),
    /// All that pass a filter, as a [`ChunkFilter`] is written.
    Passing(&'a str),
}

/// What goes round again of what was meant, or would, and what does not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ChosenSent {
    /// Under which retries, one for each run; none where nothing was done.
    pub retries: Vec<RetryId>,
    /// Runs whose chunks go.
    pub n_runs: usize,
    /// Which chunks, by step and kind of failure, over all runs; the most first.
    pub groups: Vec<BrokenGroup>,
    /// In quarantine in runs that a later revision replaced: they stay.
    pub n_replaced: u64,
    /// Not in quarantine: they stay.
    pub n_others: Tally,
}

impl ChosenSent {
    /// How many go.
    pub fn n_chunks(&self) -> u64 {
        self.groups.iter().map(|group| group.n_chunks).sum()
    }

    /// Puts a group of a run to those of the others that failed in the same way.
    fn add(&mut self, group: BrokenGroup) {
        let same = |known: &&mut BrokenGroup| {
            known.kind == group.kind && known.failure_id == group.failure_id
        };
        match self.groups.iter_mut().find(same) {
            Some(known) => known.n_chunks += group.n_chunks,
            None => self.groups.push(group),
        }
        self.groups.sort_by_key(|group| std::cmp::Reverse(group.n_chunks));
    }
}

/// What would go round again.
///
/// # Errors
/// [`MendError`] when nothing would.
pub async fn retry_chosen_preview(pool: &Pool, meant: Meant<'_>) -> Result<ChosenSent, MendError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    let (broken, runs, mut sent) = find(&mut tx, meant).await?;
    for run in runs {
        for group in broken_count(&mut tx, run.run_id, &broken).await? {
            sent.add(group);
        }
    }
    Ok(sent)
}

/// Sends what is in quarantine of what is meant round again, with all their attempts: if that is no more
/// than `n_max`.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn retry_chosen(
    pool: &Pool,
    meant: Meant<'_>,
    n_max: Option<u64>,
    reason_actor: [&str; 2],
) -> Result<ChosenSent, MendError> {
    let mut tx = pool::begin(pool).await?;
    let (broken, runs, mut sent) = find(&mut tx, meant).await?;
    for run in runs {
        let done = retry_in_tx(&mut tx, run.run_id, &broken, None, reason_actor).await?;
        sent.retries.push(done.retry_id);
        done.groups.into_iter().for_each(|group| sent.add(group));
    }
    if let Some(n_max) = n_max.filter(|n_max| sent.n_chunks() > *n_max) {
        return Err(MendError::Grown(sent.n_chunks(), n_max));
    }
    pool::commit(tx).await?;
    Ok(sent)
}

/// The runs that are still those of their dates, and what stays as it is.
async fn find(
    conn: &mut PgConnection,
    meant: Meant<'_>,
) -> Result<(Broken, Vec<ChosenRun>, ChosenSent), MendError> {
    let found = match meant {
        Meant::Chunks(chunks) => chunks_find(conn, chunks).await?,
        Meant::Passing(words) => {
            let filter: ChunkFilter = words.parse()?;
            passing_find(conn, &filter, words.trim()).await?
        }
    };
    let Found { chosen, mut runs, n_chosen } = found;
    let n_quarantined: u64 = runs.iter().map(|run| run.n_quarantined).sum();
    if n_quarantined == 0 {
        return Err(MendError::NothingChosen);
    }
    runs.retain(|run| !run.is_replaced);
    let n_left: u64 = runs.iter().map(|run| run.n_quarantined).sum();
    if runs.is_empty() {
        return Err(MendError::AllReplaced(n_quarantined));
    }
    if runs.len() > RUNS_MAX {
        return Err(MendError::TooManyRuns(runs.len(), RUNS_MAX));
    }
    let n_others = match n_chosen {
        Tally::Exact(n) => Tally::Exact(n.saturating_sub(n_quarantined)),
        Tally::About(n) => Tally::About(n.saturating_sub(n_quarantined)),
    };
    let sent = ChosenSent {
        retries: Vec::new(),
        n_runs: runs.len(),
        groups: Vec::new(),
        n_replaced: n_quarantined - n_left,
        n_others,
    };
    Ok((Broken { chosen, ..Broken::default() }, runs, sent))
}
