//! Sending what broke round again, for the command line and the dashboard alike: counted first,
//! audited in the transaction that does it.

pub mod chosen;

use jiff::Timestamp;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::chunk::chunk_count_by_state;
use sereno_db::error::DbError;
use sereno_db::failure::failure_mute_in_tx;
use sereno_db::mend::{
    Broken, BrokenGroup, Retried, broken_count, run_redo_in_tx, run_retry_in_tx,
};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::retry::{
    NewRetry, retry_go_on_in_tx, retry_insert_in_tx, retry_list, retry_stop_in_tx,
};
use sereno_db::run::run_state;
use sereno_domain::board::chunk::ChunkFilterError;
use sereno_domain::board::retry::RetryLine;
use sereno_domain::id::{FailureId, RetryId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::{ChunkState, RunState};

/// Why nothing went round again.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The database could not be used.
    #[error("nothing was sent round again")]
    Database(#[from] DbError),
    /// Nothing in quarantine is meant.
    #[error(
        "run {0} has no chunk in quarantine that is meant: `sereno runs {0}` shows what it has"
    )]
    Nothing(RunId),
    /// No such failure.
    #[error("there is no failure {0}: `sereno failures` lists those that are open")]
    NoFailure(FailureId),
    /// No such retry.
    #[error("there is no retry {0}: `sereno retries list` lists the newest")]
    NoRetry(RetryId),
    /// Every chunk of it was handed out before it could be stopped.
    #[error("retry {0} has nothing left to stop: every chunk of it was handed out")]
    AllSent(RetryId),
    /// It was never stopped, or all of its chunks went another way.
    #[error(
        "retry {0} has nothing to go on with: `sereno retries show {0}` says what became of it"
    )]
    NothingPutBack(RetryId),
    /// The run has no such step.
    #[error("run {0} has no step {1}: `sereno runs {0}` shows those it has")]
    NoStep(RunId, JobKind),
    /// The run is at work, or was cancelled.
    #[error("run {0} is {1}: a step is done anew once the run has ended by itself")]
    NotEnded(RunId, RunState),
    /// Nothing of what was chosen is in quarantine.
    #[error(
        "none of the chunks meant is in quarantine: `sereno chunk list state:quarantined` lists those that are"
    )]
    NothingChosen,
    /// What was chosen and is in quarantine is of runs that are no longer those of their dates.
    #[error("all {0} in quarantine are of runs that a later revision replaced: retry those")]
    AllReplaced(u64),
    /// What was chosen is of more runs than are sent round in one go.
    #[error(
        "the chunks meant are of {0} runs, and {1} are sent round in one go: narrow them with run:"
    )]
    TooManyRuns(usize, usize),
    /// There are more than were counted when it was asked.
    #[error("{0} chunks would go round again now, and {1} when it was asked: look at them again")]
    Grown(u64, u64),
    /// The filter cannot be read.
    #[error(transparent)]
    Filter(#[from] ChunkFilterError),
    /// The run is no longer the one of its date.
    #[error("run {0} was replaced by a later revision of its date: retry that one")]
    Superseded(RunId),
}

/// What a retry would do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RetryPreview {
    /// What would go round again, by step and kind of failure.
    pub groups: Vec<BrokenGroup>,
    /// The other chunks of the run, by state.
    pub left: Vec<(ChunkState, u64)>,
}

/// What would go round again, and what would not.
///
/// # Errors
/// [`MendError::Nothing`] when nothing would.
pub async fn retry_preview(
    pool: &Pool,
    run_id: RunId,
    broken: &Broken,
) -> Result<RetryPreview, MendError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    let groups = broken_count(&mut tx, run_id, broken).await?;
    if groups.is_empty() {
        return Err(MendError::Nothing(run_id));
    }
    let meant: u64 = groups.iter().map(|group| group.n_chunks).sum();
    let mut left = chunk_count_by_state(&mut tx, run_id).await?;
    for (state, n) in &mut left {
        if *state == ChunkState::Quarantined {
            *n -= meant.min(*n);
        }
    }
    left.retain(|(_, n)| *n > 0);
    Ok(RetryPreview { groups, left })
}

/// What went round again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sent {
    /// Under which retry.
    pub retry_id: RetryId,
    /// Which chunks.
    pub groups: Vec<BrokenGroup>,
}

/// Sends chunks in quarantine round again, with all their attempts: all at once, or so many a minute.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn retry(
    pool: &Pool,
    run_id: RunId,
    broken: &Broken,
    per_minute: Option<u32>,
    reason_actor: [&str; 2],
) -> Result<Sent, MendError> {
    let mut tx = pool::begin(pool).await?;
    let sent = retry_in_tx(&mut tx, run_id, broken, per_minute, reason_actor).await?;
    pool::commit(tx).await?;
    Ok(sent)
}

async fn retry_in_tx(
    tx: &mut PgConnection,
    run_id: RunId,
    broken: &Broken,
    per_minute: Option<u32>,
    [reason, actor]: [&str; 2],
) -> Result<Sent, MendError> {
    let groups = broken_count(tx, run_id, broken).await?;
    if groups.is_empty() {
        return Err(MendError::Nothing(run_id));
    }
    let new = NewRetry {
        run_id,
        meant: broken,
        n_chunks: groups.iter().map(|group| group.n_chunks).sum(),
        per_minute,
        reason_actor: [reason, actor],
    };
    let retry_id = retry_insert_in_tx(tx, &new).await?;
    let sent = run_retry_in_tx(tx, run_id, broken, (retry_id, per_minute)).await?;
    let Retried::Chunks(n_chunks) = sent else {
        return Err(MendError::Superseded(run_id));
    };
    let detail = serde_json::json!({ "retry": retry_id, "n_chunks": n_chunks, "groups": groups,
        "per_minute": per_minute });
    audit_act_in_tx(tx, ("run.retry", format!("run:{run_id}")), [reason, actor], detail).await?;
    Ok(Sent { retry_id, groups })
}

/// Stops retries; how many chunks are back in quarantine.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn retry_stop(
    pool: &Pool,
    retries: &[RetryId],
    [reason, actor]: [&str; 2],
) -> Result<u64, MendError> {
    let mut tx = pool::begin(pool).await?;
    let (mut n_stopped, mut all_sent) = (0, None);
    for retry_id in retries {
        let run_id = retry_find(&mut tx, *retry_id).await?.run_id;
        let n_chunks = retry_stop_in_tx(&mut tx, *retry_id).await?;
        if n_chunks == 0 {
            all_sent = Some(*retry_id);
            continue;
        }
        n_stopped += n_chunks;
        let detail = serde_json::json!({ "retry": retry_id, "n_chunks": n_chunks });
        let what = ("run.retry_stop", format!("run:{run_id}"));
        audit_act_in_tx(&mut tx, what, [reason, actor], detail).await?;
    }
    if let Some(retry_id) = all_sent.filter(|_| n_stopped == 0) {
        return Err(MendError::AllSent(retry_id));
    }
    pool::commit(tx).await?;
    Ok(n_stopped)
}

/// Lets a retry that was stopped go on, at the pace it had or another; how many chunks go round.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn retry_go_on(
    pool: &Pool,
    retry_id: RetryId,
    per_minute: Option<u32>,
    [reason, actor]: [&str; 2],
) -> Result<u64, MendError> {
    let mut tx = pool::begin(pool).await?;
    let found = retry_find(&mut tx, retry_id).await?;
    let (run_id, per_minute) = (found.run_id, per_minute.or(found.per_minute));
    retry_go_on_in_tx(&mut tx, retry_id, per_minute).await?;
    let rest = Broken { retry_id: Some(retry_id), ..Broken::default() };
    let sent = run_retry_in_tx(&mut tx, run_id, &rest, (retry_id, per_minute)).await?;
    let n_chunks = match sent {
        Retried::Chunks(0) => return Err(MendError::NothingPutBack(retry_id)),
        Retried::Chunks(n_chunks) => n_chunks,
        Retried::Superseded => return Err(MendError::Superseded(run_id)),
    };
    let detail =
        serde_json::json!({ "retry": retry_id, "n_chunks": n_chunks, "per_minute": per_minute });
    audit_act_in_tx(&mut tx, ("run.retry_go_on", format!("run:{run_id}")), [reason, actor], detail)
        .await?;
    pool::commit(tx).await?;
    Ok(n_chunks)
}

/// One retry with what came of its chunks.
///
/// # Errors
/// [`MendError::NoRetry`] when there is none such.
pub async fn retry_find(
    conn: &mut PgConnection,
    retry_id: RetryId,
) -> Result<RetryLine, MendError> {
    let found = retry_list(conn, (None, Some(retry_id)), 1).await?.pop();
    found.ok_or(MendError::NoRetry(retry_id))
}

/// Does a step of a run that has ended anew, and every step after it, also what is done; how many
/// chunks of the step.
///
/// # Errors
/// [`MendError`] says why; nothing is written then.
pub async fn redo(
    pool: &Pool,
    run_id: RunId,
    kind: JobKind,
    [reason, actor]: [&str; 2],
) -> Result<u64, MendError> {
    let mut tx = pool::begin(pool).await?;
    let state = run_state(&mut tx, run_id).await?;
    if matches!(state, RunState::Running | RunState::Cancelled) {
        return Err(MendError::NotEnded(run_id, state));
    }
    let n_chunks = match run_redo_in_tx(&mut tx, run_id, kind).await? {
        Retried::Chunks(0) => return Err(MendError::NoStep(run_id, kind)),
        Retried::Chunks(n_chunks) => n_chunks,
        Retried::Superseded => return Err(MendError::Superseded(run_id)),
    };
    let detail = serde_json::json!({ "from": kind, "n_chunks": n_chunks });
    audit_act_in_tx(&mut tx, ("run.redo", format!("run:{run_id}")), [reason, actor], detail)
        .await?;
    pool::commit(tx).await?;
    Ok(n_chunks)
}

/// Tells nobody of a failure until an instant; with none, tells again.
///
/// # Errors
/// [`MendError::NoFailure`] when there is none such.
pub async fn mute(
    pool: &Pool,
    failure_id: FailureId,
    until: Option<Timestamp>,
    [reason, actor]: [&str; 2],
) -> Result<(), MendError> {
    let mut tx = pool::begin(pool).await?;
    if !failure_mute_in_tx(&mut tx, failure_id, until, [reason, actor]).await? {
        return Err(MendError::NoFailure(failure_id));
    }
    let action = if until.is_some() { "failure.mute" } else { "failure.unmute" };
    let subject = format!("failure:{failure_id}");
    let detail = serde_json::json!({ "until": until });
    audit_act_in_tx(&mut tx, (action, subject), [reason, actor], detail).await?;
    Ok(pool::commit(tx).await?)
}
