//! Chunks: claimed under a fence, finished together with their effects, failed with a reason, and
//! freed when their worker is gone.

use std::time::Duration;

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::failure::{CLASS_LOST, SHAPE_LOST, shape_of};
use sereno_domain::id::{ChunkId, FailureId, RunId, StepId, WorkerId};
use sereno_domain::job::JobKind;
use sereno_domain::run::ChunkState;

use crate::advance::run_advance_after_in_tx;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::failure::failure_find_or_insert;
use crate::pool::PgConnection;
use crate::queue::queue_ring_chunks_in_tx;

/// Attempts after which a chunk goes into quarantine: a poison chunk must not run all night.
pub const N_ATTEMPTS_MAX: i16 = 5;
/// First wait before another attempt; doubled each time, and spread by half either way so that
/// chunks that failed together do not come back together.
const BACK_OFF: Duration = Duration::from_secs(2);
/// Doublings of the wait: beyond two minutes a person is the better remedy.
const BACK_OFF_DOUBLINGS_MAX: u32 = 6;
/// No wait after a failure is longer.
const BACK_OFF_MAX: Duration =
    Duration::from_secs((BACK_OFF.as_secs() << BACK_OFF_DOUBLINGS_MAX) * 3 / 2);

/// Workers a chunk may lose before it is worked on alone: whatever stands beside one that ends its
/// process loses its attempt with it.
const N_LOST_SUSPECT: i16 = 2;

/// Shapes of payloads this program reads; a chunk of another is left to a program that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayloadVersions {
    /// Oldest.
    pub oldest: i16,
    /// Newest, which is the one it writes.
    pub newest: i16,
}

/// Those of this program: the second knows the steps after the lists.
pub const PAYLOAD_VERSIONS: PayloadVersions = PayloadVersions { oldest: 1, newest: 2 };

/// How a chunk is claimed.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// By whom.
    pub worker_id: WorkerId,
    /// For how long, if its worker is not missed.
    pub lease: Duration,
    /// Payloads it reads.
    pub versions: PayloadVersions,
    /// Nothing else is at work in the process: also a chunk that may end it can be taken.
    pub alone: bool,
}

/// The right to work on a chunk, until it expires or the fence falls.
#[derive(Debug, Clone)]
pub struct Lease {
    /// Which chunk.
    pub chunk_id: ChunkId,
    /// Of which run.
    pub run_id: RunId,
    /// Of which step.
    pub step_id: StepId,
    /// Which job.
    pub kind: JobKind,
    /// The civil day the run is for.
    pub business_date: Date,
    /// Whether its lists take the place of those there are.
    pub applies: bool,
    /// What to work on.
    pub payload: serde_json::Value,
    /// The fence: only ever grows.
    pub token: i64,
    /// 1 for the first attempt that counts.
    pub attempt: u32,
}

/// Claims a chunk if it is ready: takes a token, counts the attempt and writes its row.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn chunk_claim_in_tx(
    conn: &mut PgConnection,
    chunk_id: ChunkId,
    claim: &Claim,
) -> Result<Option<Lease>, DbError> {
    let row = sqlx::query!(
        r#"with free as (
            select chunk_id
            from sereno.chunk
            where chunk_id = $1
              and state = 'ready'
              and payload_version between $4 and $5
              and (n_lost < $6 or $7)
              and exists (select from sereno.worker where worker_id = $2 and ended_at is null)
              and not exists (
                select
                from sereno.step
                join sereno.queue_pause using (kind)
                where step.step_id = chunk.step_id
                  and coalesce(resumes_at > clock_timestamp(), true)
              )
            for update skip locked
        ), leased as (
            update sereno.chunk
            set state = 'leased',
                token = nextval('sereno.lease_token'),
                worker_id = $2,
                lease_expires_at = clock_timestamp() + make_interval(secs => $3::int),
                n_attempts = n_attempts + 1,
                n_claims = n_claims + 1,
                ready_at = null
            from free
            where chunk.chunk_id = free.chunk_id
            returning chunk.*
        ), noted as (
            insert into sereno.attempt (chunk_id, run_id, no, token, worker_id, outcome)
            select chunk_id, run_id, n_claims, token, worker_id, 'running'
            from leased
        )
        select leased.run_id, leased.step_id, kind, business_date, applies, payload,
            token as "token!", leased.n_attempts
        from leased
        join sereno.step using (step_id)
        join sereno.run on run.run_id = leased.run_id"#,
        chunk_id.0,
        claim.worker_id.0,
        i32::try_from(claim.lease.as_secs()).unwrap_or(i32::MAX),
        claim.versions.oldest,
        claim.versions.newest,
        N_LOST_SUSPECT,
        claim.alone
    )
    .fetch_optional(conn)
    .await
    .of("chunk_claim_in_tx")?;
    row.map(|row| {
        Ok(Lease {
            chunk_id,
            run_id: RunId(row.run_id),
            step_id: StepId(row.step_id),
            kind: word("step", "kind", &row.kind)?,
            business_date: row.business_date.into(),
            applies: row.applies,
            payload: row.payload,
            token: row.token,
            attempt: small(row.n_attempts),
        })
    })
    .transpose()
}

/// Whether a chunk waits to be claimed by somebody who does nothing else.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn chunk_is_suspect(conn: &mut PgConnection, chunk_id: ChunkId) -> Result<bool, DbError> {
    let suspect = sqlx::query_scalar!(
        r#"select state = 'ready' and n_lost >= $2 as "suspect!"
        from sereno.chunk
        where chunk_id = $1"#,
        chunk_id.0,
        N_LOST_SUSPECT
    )
    .fetch_optional(conn)
    .await
    .of("chunk_is_suspect")?;
    Ok(suspect.unwrap_or(false))
}

/// The chunks of a run by where they stand.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn chunk_count_by_state(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Vec<(ChunkState, u64)>, DbError> {
    let rows = sqlx::query!(
        r#"select state, count(*) as "n!"
        from sereno.chunk
        where run_id = $1
        group by state
        order by count(*) desc"#,
        run_id.0
    )
    .fetch_all(conn)
    .await
    .of("chunk_count_by_state")?;
    rows.into_iter().map(|row| Ok((word("chunk", "state", &row.state)?, count(row.n)))).collect()
}

/// What a job says it did.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    /// Pairs of developer and role scored.
    pub n_pairs: u64,
    /// Match rows inserted, updated or deleted.
    pub n_matches_written: u64,
    /// The job's own words.
    pub report: serde_json::Value,
}

/// Finishes a chunk after its effects, in their transaction: the fence last, held to the commit,
/// then the receipt, then the hand-over. False when the fence has fallen: roll back.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn chunk_finish_in_tx(
    conn: &mut PgConnection,
    lease: &Lease,
    receipt: &Receipt,
) -> Result<bool, DbError> {
    let held = sqlx::query_scalar!(
        "select chunk_id
        from sereno.chunk
        where chunk_id = $1
          and token = $2
          and state = 'leased'
        for update",
        lease.chunk_id.0,
        lease.token
    )
    .fetch_optional(&mut *conn)
    .await
    .of("chunk_finish_in_tx")?;
    if held.is_none() {
        return Ok(false);
    }
    sqlx::query!(
        "insert into sereno.chunk_receipt (chunk_id, run_id, step_id, token, n_pairs,
            n_matches_written, report)
        values ($1, $2, $3, $4, $5, $6, $7)",
        lease.chunk_id.0,
        lease.run_id.0,
        lease.step_id.0,
        lease.token,
        i64::try_from(receipt.n_pairs).unwrap_or(i64::MAX),
        i64::try_from(receipt.n_matches_written).unwrap_or(i64::MAX),
        receipt.report
    )
    .execute(&mut *conn)
    .await
    .of("chunk_finish_in_tx")?;
    chunk_release(conn, lease, "done", (None, None)).await?;
    attempt_end(conn, lease.token, "done", None).await?;
    run_advance_after_in_tx(conn, lease.run_id, lease.step_id).await?;
    Ok(true)
}

/// An error as the ledger keeps it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// A short class that alike errors share.
    pub class: &'static str,
    /// The error and its causes.
    pub message: CleanText,
    /// False when trying again cannot help.
    pub retry: bool,
}

/// Records that an attempt failed, and what becomes of its chunk. When it did not fail, and only the
/// answer to its commit was lost, there is nothing to record.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn chunk_fail_in_tx(
    conn: &mut PgConnection,
    lease: &Lease,
    failure: &Failure,
) -> Result<(), DbError> {
    if chunk_is_done_by(conn, lease).await? {
        return Ok(());
    }
    let again = failure.retry && lease.attempt < u32::from(N_ATTEMPTS_MAX.unsigned_abs());
    let doubling = lease.attempt.saturating_sub(1).min(BACK_OFF_DOUBLINGS_MAX);
    let wait = i32::try_from(BACK_OFF.as_secs() << doubling).unwrap_or(i32::MAX);
    let (state, outcome) = if again { ("ready", "retry") } else { ("quarantined", "gave_up") };
    let (class, shape) = (failure.class, shape_of(&failure.message));
    let failure_id = failure_find_or_insert(conn, lease.kind, class, &shape).await?;
    let held = chunk_release(conn, lease, state, (again.then_some(wait), Some(failure_id))).await?;
    let outcome = if held { outcome } else { "fenced" };
    attempt_end(conn, lease.token, outcome, Some((failure, failure_id))).await?;
    queue_ring_chunks_in_tx(conn, &[lease.chunk_id.0]).await?;
    run_advance_after_in_tx(conn, lease.run_id, lease.step_id).await
}

/// Whether the chunk's receipt is of this attempt.
async fn chunk_is_done_by(conn: &mut PgConnection, lease: &Lease) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (
            select from sereno.chunk_receipt
            where chunk_id = $1
              and token = $2
        ) as "done!""#,
        lease.chunk_id.0,
        lease.token
    )
    .fetch_one(conn)
    .await
    .of("chunk_is_done_by")
}

/// Frees the leases of workers that are gone and of those that ran out of time; how many.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn chunk_sweep_in_tx(conn: &mut PgConnection) -> Result<usize, DbError> {
    let freed = sqlx::query_scalar!(
        "with lost as (
            select chunk_id, kind, token as lost_token
            from sereno.chunk
            join sereno.step using (step_id)
            join sereno.worker using (worker_id)
            where chunk.state = 'leased'
              and (worker.ended_at is not null or lease_expires_at < clock_timestamp())
            for update of chunk skip locked
        ), failed as (
            insert into sereno.failure as known (kind, error_class, shape)
            select distinct kind, $2, $3
            from lost
            on conflict (kind, error_class, shape) do update
            set shape = known.shape
            returning failure_id, kind
        ), noted as (
            update sereno.attempt
            set outcome = 'lost',
                ended_at = clock_timestamp(),
                failure_id = failed.failure_id
            from lost
            join failed using (kind)
            where attempt.token = lost.lost_token
              and attempt.outcome = 'running'
        )
        update sereno.chunk
        set state = case when n_attempts < $1 then 'ready' else 'quarantined' end,
            n_lost = n_lost + 1,
            token = null,
            worker_id = null,
            lease_expires_at = null,
            failure_id = failed.failure_id
        from lost
        join failed using (kind)
        where chunk.chunk_id = lost.chunk_id
        returning chunk.chunk_id",
        N_ATTEMPTS_MAX,
        CLASS_LOST,
        SHAPE_LOST
    )
    .fetch_all(&mut *conn)
    .await
    .of("chunk_sweep_in_tx")?;
    queue_ring_chunks_in_tx(conn, &freed).await?;
    Ok(freed.len())
}

/// Has chunks of a run claimed now that would wait longer after a failure than any wait is: the
/// server's clock was set back since.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn chunk_bring_forward_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.chunk
        set ready_at = null
        where run_id = $1
          and state = 'ready'
          and n_attempts > 0
          and ready_at > clock_timestamp() + make_interval(secs => $2)",
        run_id.0,
        BACK_OFF_MAX.as_secs_f64()
    )
    .execute(conn)
    .await
    .of("chunk_bring_forward_in_tx")?;
    Ok(())
}

/// Hands back what a worker holds and does not work on, without counting the attempt: everything when
/// it stops; else, but for the tokens at work, what was claimed a while ago, because the answer to
/// the claim was lost. The run of each chunk handed back.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn chunk_hand_back_in_tx(
    conn: &mut PgConnection,
    worker_id: WorkerId,
    at_work: &[i64],
    older_than: Duration,
) -> Result<Vec<RunId>, DbError> {
    let held = sqlx::query!(
        "with held as (
            select chunk_id, token as held_token
            from sereno.chunk
            join sereno.attempt using (chunk_id, token)
            where chunk.worker_id = $1
              and chunk.state = 'leased'
              and not token = any($2)
              and attempt.started_at <= clock_timestamp() - make_interval(secs => $3::int)
            for update of chunk
        ), noted as (
            update sereno.attempt
            set outcome = 'handed_back',
                ended_at = clock_timestamp()
            from held
            where attempt.token = held.held_token
              and attempt.outcome = 'running'
        )
        update sereno.chunk
        set state = 'ready',
            n_attempts = n_attempts - 1,
            token = null,
            worker_id = null,
            lease_expires_at = null
        from held
        where chunk.chunk_id = held.chunk_id
        returning chunk.chunk_id, chunk.run_id",
        worker_id.0,
        at_work,
        i32::try_from(older_than.as_secs()).unwrap_or(i32::MAX)
    )
    .fetch_all(&mut *conn)
    .await
    .of("chunk_hand_back_in_tx")?;
    let chunks: Vec<i64> = held.iter().map(|row| row.chunk_id).collect();
    queue_ring_chunks_in_tx(conn, &chunks).await?;
    Ok(held.into_iter().map(|row| RunId(row.run_id)).collect())
}

async fn chunk_release(
    conn: &mut PgConnection,
    lease: &Lease,
    state: &str,
    (wait_seconds, failure_id): (Option<i32>, Option<FailureId>),
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update sereno.chunk
        set state = $3,
            token = null,
            worker_id = null,
            lease_expires_at = null,
            failure_id = $5,
            ready_at = clock_timestamp() + make_interval(secs => $4::int) * (0.5 + random())
        where chunk_id = $1
          and token = $2
          and state = 'leased'",
        lease.chunk_id.0,
        lease.token,
        state,
        wait_seconds,
        failure_id.map(|failure| failure.0)
    )
    .execute(conn)
    .await
    .of("chunk_release")?;
    Ok(done.rows_affected() == 1)
}

async fn attempt_end(
    conn: &mut PgConnection,
    token: i64,
    outcome: &str,
    failure: Option<(&Failure, FailureId)>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.attempt
        set outcome = $2,
            ended_at = coalesce(ended_at, clock_timestamp()),
            error_class = $3,
            error = left($4, 4000),
            failure_id = $5
        where token = $1
          and outcome in ('running', 'lost', 'revoked')",
        token,
        outcome,
        failure.map(|(failure, _)| failure.class),
        failure.map(|(failure, _)| failure.message.as_str()),
        failure.map(|(_, failure_id)| failure_id.0)
    )
    .execute(conn)
    .await
    .of("attempt_end")?;
    Ok(())
}
