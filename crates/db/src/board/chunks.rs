//! The chunks of every run as one list, newest first, a page at a time. A page is found from an id,
//! never by counting rows off: it costs the same anywhere in the list, and rows that come meanwhile
//! neither repeat nor hide another.

mod seek;

use sereno_domain::board::ChunkLine;
use sereno_domain::board::chunk::{ChunkFilter, ChunksBoard, Counted, LedgerLine, Seek, Tally};
use sereno_domain::clean_text::CleanText;
use sereno_domain::failure::shape_of;
use sereno_domain::id::{ChunkId, FailureId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::ChunkState;

use self::seek::{newer, older};
use super::clock;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pool::PgConnection;

/// Chunks of steps that are gathered and put in order in one go; with more, the list is walked.
const N_GATHERED_MAX: i64 = 20_000;
/// Chunks counted one by one; with more, a sample tells about how many there are.
const N_COUNTED_MAX: i64 = 10_000;
/// Chunks a sample looks at, as far as whole percents of the table allow.
const N_SAMPLE: i64 = 30_000;
/// Characters read of an error: what a line and the pane beside it show.
const ERROR_LENGTH_MAX: i32 = 400;

/// A filter in the table's own terms.
struct Narrowed {
    /// Only of these steps; none when that would be many.
    steps: Option<Vec<i64>>,
    /// Only of these kinds; none when the steps say so already.
    kinds: Option<Vec<&'static str>>,
    states: Option<Vec<&'static str>>,
    failures: Option<Vec<i64>>,
    not_failures: Vec<i64>,
    not_runs: Vec<i64>,
}

/// At most `n_max` chunks that pass the filter, from wherever is sought.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn chunks(
    conn: &mut PgConnection,
    filter: &ChunkFilter,
    seek: Seek,
    n_max: u32,
) -> Result<ChunksBoard, DbError> {
    let at = clock(conn).await?;
    let narrowed = narrow(conn, filter).await?;
    let n = i64::from(n_max);
    let half = (n / 2).max(1);
    let (n_before, n_after) = match seek {
        Seek::Newest | Seek::After(_) => (0, n),
        Seek::Oldest | Seek::Before(_) => (n, 0),
        Seek::Around(_) => (half, half),
    };
    let (before, after) = match seek {
        Seek::Newest => (i64::MAX, i64::MAX),
        Seek::Oldest => (i64::MIN, i64::MIN),
        Seek::After(chunk) | Seek::Before(chunk) => (chunk.0, chunk.0),
        Seek::Around(chunk) => (chunk.0, chunk.0.saturating_add(1)),
    };
    // One more than is shown tells whether there is more.
    let mut ids = Vec::new();
    let mut is_newest = matches!(seek, Seek::Newest);
    let mut is_oldest = matches!(seek, Seek::Oldest);
    if n_before > 0 {
        ids = newer::ids(conn, &narrowed, (before, n_before + 1)).await?;
        is_newest = trim(&mut ids, n_before);
        ids.reverse();
    }
    if n_after > 0 {
        let mut below = older::ids(conn, &narrowed, (after, n_after + 1)).await?;
        is_oldest = trim(&mut below, n_after);
        ids.extend(below);
    }
    Ok(ChunksBoard { at, lines: lines(conn, &ids).await?, is_newest, is_oldest, counted: None })
}

/// Leaves at most `n`; true when that was all.
fn trim(ids: &mut Vec<i64>, n: i64) -> bool {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    let all = ids.len() <= n;
    ids.truncate(n);
    all
}

/// How many chunks pass the filter: added up from the plans of steps where that says it, counted when
/// they are not many, else told from a sample.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn count_chunks(
    conn: &mut PgConnection,
    filter: &ChunkFilter,
) -> Result<Counted, DbError> {
    let at = clock(conn).await?;
    let n_all = planned(conn, &ChunkFilter::default()).await?;
    let ChunkFilter { states, kinds: _, runs: _, not_runs: _, errors, not_errors } = filter;
    let n = if states.is_none() && errors.is_empty() && not_errors.is_empty() {
        Tally::Exact(count(planned(conn, filter).await?))
    } else {
        let narrowed = narrow(conn, filter).await?;
        let ids = older::ids(conn, &narrowed, (i64::MAX, N_COUNTED_MAX + 1)).await?;
        if i64::try_from(ids.len()).unwrap_or(i64::MAX) <= N_COUNTED_MAX {
            Tally::Exact(ids.len().try_into().unwrap_or(u64::MAX))
        } else {
            Tally::About(sampled(conn, &narrowed, filter, n_all).await?)
        }
    };
    Ok(Counted { at, n, n_all: count(n_all) })
}

/// Chunks planned for the kinds and runs that pass, of runs that still have their rows.
async fn planned(conn: &mut PgConnection, filter: &ChunkFilter) -> Result<i64, DbError> {
    let kinds = filter.kinds.as_deref().map(kind_names);
    sqlx::query_scalar!(
        r#"select coalesce(sum(step.n_chunks), 0)::bigint as "n!"
        from sereno.step
        join sereno.run using (run_id)
        where run.pruned_at is null
          and ($1::text[] is null or kind = any($1))
          and ($2 or run_id = any($3))
          and run_id <> all($4)"#,
        kinds.as_deref() as _,
        filter.runs.is_empty(),
        &run_numbers(&filter.runs),
        &run_numbers(&filter.not_runs)
    )
    .fetch_one(conn)
    .await
    .of("chunks_planned")
}

/// About how many pass, from a share of the table's pages taken by chance.
async fn sampled(
    conn: &mut PgConnection,
    narrowed: &Narrowed,
    filter: &ChunkFilter,
    n_all: i64,
) -> Result<u64, DbError> {
    let kinds = filter.kinds.as_deref().map(kind_names);
    let percent = (N_SAMPLE * 100 / n_all.max(1)).clamp(1, 100);
    let found = sqlx::query!(
        r#"select count(*) as "n_seen!",
            count(*) filter (
                where ($2::text[] is null or chunk.state = any($2))
                  and ($3::bigint[] is null or failure_id = any($3))
                  and (failure_id is null or failure_id <> all($4))
                  and ($5 or chunk.run_id = any($6))
                  and chunk.run_id <> all($7)
                  and ($8::text[] is null or step.kind = any($8))
            ) as "n_passed!"
        from sereno.chunk tablesample system ($1::integer)
        join sereno.step using (step_id)"#,
        i32::try_from(percent).unwrap_or(100),
        narrowed.states.as_deref() as _,
        narrowed.failures.as_deref() as _,
        &narrowed.not_failures,
        filter.runs.is_empty(),
        &run_numbers(&filter.runs),
        &narrowed.not_runs,
        kinds.as_deref() as _
    )
    .fetch_one(conn)
    .await
    .of("chunks_sampled")?;
    let whole = i128::from(n_all) * i128::from(found.n_passed) / i128::from(found.n_seen.max(1));
    // That many were counted already.
    Ok(count(i64::try_from(whole).unwrap_or(n_all).max(N_COUNTED_MAX + 1)))
}

pub(crate) fn kind_names(kinds: &[JobKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.name()).collect()
}

pub(crate) fn run_numbers(runs: &[RunId]) -> Vec<i64> {
    runs.iter().map(|run| run.0).collect()
}

async fn narrow(conn: &mut PgConnection, filter: &ChunkFilter) -> Result<Narrowed, DbError> {
    let kinds = filter.kinds.as_deref().map(kind_names);
    let gathered = !filter.runs.is_empty()
        || kinds.is_some() && planned(conn, filter).await? <= N_GATHERED_MAX;
    let steps = if gathered { Some(steps(conn, filter).await?) } else { None };
    Ok(Narrowed {
        kinds: if gathered { None } else { kinds },
        steps,
        states: filter
            .states
            .as_deref()
            .map(|states| states.iter().copied().map(ChunkState::name).collect()),
        failures: match filter.errors.as_slice() {
            [] => None,
            words => Some(failures_with(conn, words, true).await?),
        },
        not_failures: failures_with(conn, &filter.not_errors, false).await?,
        not_runs: run_numbers(&filter.not_runs),
    })
}

async fn steps(conn: &mut PgConnection, filter: &ChunkFilter) -> Result<Vec<i64>, DbError> {
    let kinds = filter.kinds.as_deref().map(kind_names);
    sqlx::query_scalar!(
        "select step_id
        from sereno.step
        where ($1::text[] is null or kind = any($1))
          and ($2 or run_id = any($3))
          and run_id <> all($4)",
        kinds.as_deref() as _,
        filter.runs.is_empty(),
        &run_numbers(&filter.runs),
        &run_numbers(&filter.not_runs)
    )
    .fetch_all(conn)
    .await
    .of("chunk_steps")
}

/// The ways of failing in whose class or message all the words are, or any. The shape of a message has
/// no numbers: a number in a word is as good as any other.
pub(crate) async fn failures_with(
    conn: &mut PgConnection,
    words: &[String],
    all: bool,
) -> Result<Vec<i64>, DbError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let shapes: Vec<String> =
        words.iter().map(|word| shape_of(&CleanText::new(word)).to_lowercase()).collect();
    sqlx::query_scalar!(
        "select failure_id
        from sereno.failure
        cross join lateral (
            select count(*) filter (
                where position(word in lower(error_class || ': ' || shape)) > 0
            ) as n
            from unnest($1::text[]) as word
        ) as found
        where found.n >= case when $2 then cardinality($1) else 1 end",
        &shapes,
        all
    )
    .fetch_all(conn)
    .await
    .of("chunk_failures_with")
}

/// The given chunks, newest first.
async fn lines(conn: &mut PgConnection, ids: &[i64]) -> Result<Vec<LedgerLine>, DbError> {
    let rows = sqlx::query!(
        r#"select chunk.chunk_id, kind, chunk.no, chunk.state, n_attempts, ready_at, chunk.run_id,
            business_date, worker.name as "worker?", chunk.failure_id,
            chunk_receipt.n_matches_written as "n_matches_written?",
            failed.error as "error?", failed.error_class as "error_class?",
            last.started_at as "started_at?", last.ended_at as "ended_at?"
        from unnest($1::bigint[]) as wanted (chunk_id)
        join sereno.chunk using (chunk_id)
        join sereno.step using (step_id)
        join sereno.run on run.run_id = chunk.run_id
        left join sereno.worker on worker.worker_id = chunk.worker_id
        left join sereno.chunk_receipt using (chunk_id)
        left join lateral (
            select started_at, ended_at
            from sereno.attempt
            where attempt.chunk_id = chunk.chunk_id
            order by attempt.no desc
            limit 1
        ) as last on n_claims > 0
        left join lateral (
            select left(error, $2) as error, error_class
            from sereno.attempt
            where attempt.chunk_id = chunk.chunk_id
              and error_class is not null
            order by attempt.no desc
            limit 1
        ) as failed on n_claims > 0
        order by chunk.chunk_id desc"#,
        ids,
        ERROR_LENGTH_MAX
    )
    .fetch_all(conn)
    .await
    .of("chunk_lines")?;
    rows.into_iter()
        .map(|row| {
            Ok(LedgerLine {
                chunk: ChunkLine {
                    chunk_id: ChunkId(row.chunk_id),
                    kind: word("step", "kind", &row.kind)?,
                    no: small(row.no),
                    state: word("chunk", "state", &row.state)?,
                    n_attempts: small(row.n_attempts),
                    ready_at: row.ready_at.map(Into::into),
                    worker: row.worker.map(|name| CleanText::new(&name)),
                    error: row.error.map(|error| CleanText::new(&error)),
                    failure_id: row.failure_id.map(FailureId),
                    n_matches_written: row.n_matches_written.map(count),
                },
                run_id: RunId(row.run_id),
                business_date: row.business_date.into(),
                error_class: row.error_class.map(|class| CleanText::new(&class)),
                started_at: row.started_at.map(Into::into),
                ended_at: row.ended_at.map(Into::into),
            })
        })
        .collect()
}
