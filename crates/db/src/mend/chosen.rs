//! Chunks chosen among those of all runs: some by their ids, or all that pass a filter. What of them is in
//! quarantine is found run by run, where it is.

use sereno_domain::board::chunk::{ChunkFilter, Tally};
use sereno_domain::id::{ChunkId, RunId};
use sereno_domain::run::ChunkState;

use crate::board::chunks::{count_chunks, failures_with, kind_names, run_numbers};
use crate::error::{DbError, StatementOf, count};
use crate::pool::PgConnection;

/// What was chosen, in the table's own terms; every part that is given must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Chosen {
    /// The filter as it is written, for whoever reads it later; none where chunks are named.
    filter: Option<String>,
    /// Only these.
    pub(super) chunks: Option<Vec<i64>>,
    /// Only of these jobs.
    pub(super) kinds: Option<Vec<&'static str>>,
    /// Only those that failed in these ways.
    pub(super) failures: Option<Vec<i64>>,
    /// None that failed in these ways.
    pub(super) not_failures: Vec<i64>,
}

impl Chosen {
    /// True when nothing narrows it.
    pub(super) fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// A run that has some of what was chosen in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenRun {
    /// The run.
    pub run_id: RunId,
    /// A later revision of its date took its place.
    pub is_replaced: bool,
    /// How many of the chosen are in quarantine.
    pub n_quarantined: u64,
}

/// What was chosen, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was chosen.
    pub chosen: Chosen,
    /// The runs with some of it in quarantine, by their numbers.
    pub runs: Vec<ChosenRun>,
    /// How many were chosen, whatever their state.
    pub n_chosen: Tally,
}

/// Finds chunks by their ids.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn chunks_find(conn: &mut PgConnection, chunks: &[ChunkId]) -> Result<Found, DbError> {
    let ids: Vec<i64> = chunks.iter().map(|chunk| chunk.0).collect();
    let chosen = Chosen { chunks: Some(ids), ..Chosen::default() };
    let runs = runs(conn, &chosen, &ChunkFilter::default()).await?;
    let n_chosen = Tally::Exact(chunks.len().try_into().unwrap_or(u64::MAX));
    Ok(Found { chosen, runs, n_chosen })
}

/// Finds all that passes a filter; `words` are the filter as it is written.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn passing_find(
    conn: &mut PgConnection,
    filter: &ChunkFilter,
    words: &str,
) -> Result<Found, DbError> {
    let chosen = Chosen {
        filter: Some(words.to_owned()),
        chunks: None,
        kinds: filter.kinds.as_deref().map(kind_names),
        failures: match filter.errors.as_slice() {
            [] => None,
            errors => Some(failures_with(conn, errors, true).await?),
        },
        not_failures: failures_with(conn, &filter.not_errors, false).await?,
    };
    let passes = |states: &Vec<ChunkState>| states.contains(&ChunkState::Quarantined);
    let runs = if filter.states.as_ref().is_none_or(passes) {
        runs(conn, &chosen, filter).await?
    } else {
        Vec::new()
    };
    let n_chosen = count_chunks(conn, filter).await?.n;
    Ok(Found { chosen, runs, n_chosen })
}

async fn runs(
    conn: &mut PgConnection,
    chosen: &Chosen,
    filter: &ChunkFilter,
) -> Result<Vec<ChosenRun>, DbError> {
    let rows = sqlx::query!(
        r#"with meant as (
            select chunk.run_id, count(*) as n
            from sereno.chunk
            join sereno.step using (step_id)
            where chunk.state = 'quarantined'
              and ($1::bigint[] is null or chunk_id = any($1))
              and ($2::text[] is null or step.kind = any($2))
              and ($3::bigint[] is null or failure_id = any($3))
              and (failure_id is null or failure_id <> all($4))
              and ($5 or chunk.run_id = any($6))
              and chunk.run_id <> all($7)
            group by chunk.run_id
        )
        select run_id, n as "n!", exists (
            select from sereno.run as later
            where later.pipeline = run.pipeline
              and later.business_date = run.business_date
              and later.scope = run.scope
              and later.revision > run.revision
        ) as "is_replaced!"
        from meant
        join sereno.run using (run_id)
        order by run_id"#,
        chosen.chunks.as_deref() as _,
        chosen.kinds.as_deref() as _,
        chosen.failures.as_deref() as _,
        &chosen.not_failures,
        filter.runs.is_empty(),
        &run_numbers(&filter.runs),
        &run_numbers(&filter.not_runs)
    )
    .fetch_all(conn)
    .await
    .of("chosen_runs")?;
    Ok(rows
        .into_iter()
        .map(|row| ChosenRun {
            run_id: RunId(row.run_id),
            is_replaced: row.is_replaced,
            n_quarantined: count(row.n),
        })
        .collect())
}
