//! Runs: planned once with all their steps, chunks and frozen inputs.

use jiff::civil::Date;
use sereno_domain::id::{RoleId, RunId};
use sereno_domain::job::{JobKind, Pipeline};
use sereno_domain::run::{Lane, RunState, Scope};

use crate::advance::run_advance_in_tx;
use crate::chunk::PAYLOAD_VERSIONS;
use crate::error::{DbError, StatementOf, count, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::run_input::run_input_insert_in_tx;

/// A step as it is planned.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// Which job.
    pub kind: JobKind,
    /// The jobs it waits for.
    pub depends_on: &'static [JobKind],
    /// What each of its chunks works on.
    pub payloads: Vec<serde_json::Value>,
    /// First and last role of each of them; empty when they are about all.
    pub roles: Vec<[RoleId; 2]>,
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The night of its date.
    Night,
    /// The night of a date gone by, when nothing else is to be done.
    Backfill,
    /// To see what the night would change.
    DryRun,
    /// To carry out the plan of a dry run.
    Commit(RunId),
}

impl Purpose {
    /// The part of the book it is for: a dry run stands beside the runs that count.
    const fn scope(self) -> Scope {
        match self {
            Self::DryRun => Scope::DryRun,
            Self::Night | Self::Backfill | Self::Commit(_) => Scope::All,
        }
    }

    const fn lane(self) -> Lane {
        match self {
            Self::Backfill => Lane::Low,
            Self::Night | Self::DryRun | Self::Commit(_) => Lane::Main,
        }
    }
}

/// A run as it is planned.
#[derive(Debug, Clone)]
pub struct RunPlan {
    /// Which pipeline.
    pub pipeline: Pipeline,
    /// The civil day it is for.
    pub business_date: Date,
    /// 1 for the first run of the day.
    pub revision: u32,
    /// Why a later revision was asked for; empty for the first.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Score model, taxonomy and time-zone data.
    pub versions: [String; 3],
    /// Developers in the inputs.
    pub n_developers: usize,
    /// Roles in the inputs.
    pub n_roles: usize,
    /// The frozen inputs, head first.
    pub inputs: Vec<Vec<u8>>,
    /// Its steps, in order.
    pub steps: Vec<PlannedStep>,
}

/// The newest revision of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundRun {
    /// Identity.
    pub run_id: RunId,
    /// Where it stands.
    pub state: RunState,
    /// 1 for the first run of the day.
    pub revision: u32,
}

/// Finds the newest revision for a pipeline and date, among the runs of one purpose's kind.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn run_find_newest(
    conn: &mut PgConnection,
    pipeline: Pipeline,
    business_date: Date,
    purpose: Purpose,
) -> Result<Option<FoundRun>, DbError> {
    let row = sqlx::query!(
        "select run_id, state, revision
        from sereno.run
        where pipeline = $1
          and business_date = $2
          and scope = $3
        order by revision desc
        limit 1",
        pipeline.name(),
        PgDate(business_date) as _,
        purpose.scope().name()
    )
    .fetch_optional(conn)
    .await
    .of("run_find_newest")?;
    row.map(|row| {
        Ok(FoundRun {
            run_id: RunId(row.run_id),
            state: word("run", "state", &row.state)?,
            revision: small(row.revision),
        })
    })
    .transpose()
}

/// How the newest run of each date of a range stands.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn run_states_of_dates(
    conn: &mut PgConnection,
    [first, last]: [Date; 2],
) -> Result<Vec<(Date, RunState)>, DbError> {
    let rows = sqlx::query!(
        "select distinct on (business_date) business_date, state
        from sereno.run
        where pipeline = $1
          and scope = 'all'
          and business_date between $2 and $3
        order by business_date, revision desc",
        Pipeline::Nightly.name(),
        PgDate(first) as _,
        PgDate(last) as _
    )
    .fetch_all(conn)
    .await
    .of("run_states_of_dates")?;
    let states = rows
        .into_iter()
        .map(|row| Ok((row.business_date.into(), word("run", "state", &row.state)?)));
    states.collect()
}

/// Where a run stands.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn run_state(conn: &mut PgConnection, run_id: RunId) -> Result<RunState, DbError> {
    let state = sqlx::query_scalar!("select state from sereno.run where run_id = $1", run_id.0)
        .fetch_one(conn)
        .await
        .of("run_state")?;
    word("run", "state", &state)
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunProgress {
    /// Chunks in all.
    pub n_chunks: u64,
    /// Chunks done.
    pub n_done: u64,
    /// Chunks in quarantine.
    pub n_quarantined: u64,
}

/// How far a run is.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn run_progress(conn: &mut PgConnection, run_id: RunId) -> Result<RunProgress, DbError> {
    let row = sqlx::query!(
        r#"select count(*) as "n_chunks!",
            count(*) filter (where state = 'done') as "n_done!",
            count(*) filter (where state = 'quarantined') as "n_quarantined!"
        from sereno.chunk
        where run_id = $1"#,
        run_id.0
    )
    .fetch_one(conn)
    .await
    .of("run_progress")?;
    Ok(RunProgress {
        n_chunks: count(row.n_chunks),
        n_done: count(row.n_done),
        n_quarantined: count(row.n_quarantined),
    })
}

/// The run that ended last of those whose lists count, if any did; failed ones aside.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn run_find_newest_ended(conn: &mut PgConnection) -> Result<Option<RunId>, DbError> {
    let run_id = sqlx::query_scalar!(
        "select run_id
        from sereno.run
        where state in ('done', 'incomplete')
          and applies
        order by ended_at desc, run_id desc
        limit 1"
    )
    .fetch_optional(conn)
    .await
    .of("run_find_newest_ended")?;
    Ok(run_id.map(RunId))
}

/// The runs that have not ended.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn run_list_live(conn: &mut PgConnection) -> Result<Vec<RunId>, DbError> {
    let runs = sqlx::query_scalar!(
        "select run_id
        from sereno.run
        where state = 'running'
        order by run_id"
    )
    .fetch_all(conn)
    .await
    .of("run_list_live")?;
    Ok(runs.into_iter().map(RunId).collect())
}

/// Whether a night of the pipeline for an earlier date is at work; those of a backfill stand behind.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn run_is_earlier_live(
    conn: &mut PgConnection,
    pipeline: Pipeline,
    business_date: Date,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (
            select from sereno.run
            where pipeline = $1
              and business_date < $2
              and state = 'running'
              and scope = 'all'
              and lane = 'main'
        ) as "live!""#,
        pipeline.name(),
        PgDate(business_date) as _
    )
    .fetch_one(conn)
    .await
    .of("run_is_earlier_live")
}

/// Writes a run, its inputs, steps and chunks, and rings for the first step. Its lists take the place
/// of those there are, unless it is a dry run or a later date has been run.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails, for instance because another process planned the
/// same date a moment ago.
pub async fn run_plan_in_tx(conn: &mut PgConnection, plan: &RunPlan) -> Result<RunId, DbError> {
    let [model, taxonomy, tzdata] = &plan.versions;
    let run_id = sqlx::query_scalar!(
        "insert into sereno.run (pipeline, business_date, revision, state, reason, requested_by,
            model_version, taxonomy_version, tzdata_version, n_developers, n_roles, scope, lane,
            commits_run_id, applies)
        values ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
            $11 = 'all' and $1 = 'nightly' and not exists (
                select from sereno.run as later
                where later.pipeline = $1
                  and later.business_date > $2
                  and later.scope = 'all'
                  and later.applies
                  and later.state in ('running', 'done', 'incomplete')
            ))
        returning run_id",
        plan.pipeline.name(),
        PgDate(plan.business_date) as _,
        small::<i32>(plan.revision),
        plan.reason,
        plan.requested_by,
        model,
        taxonomy,
        tzdata,
        i32::try_from(plan.n_developers).unwrap_or(i32::MAX),
        i32::try_from(plan.n_roles).unwrap_or(i32::MAX),
        plan.purpose.scope().name(),
        plan.purpose.lane().name(),
        match plan.purpose {
            Purpose::Commit(dry_run) => Some(dry_run.0),
            Purpose::Night | Purpose::Backfill | Purpose::DryRun => None,
        }
    )
    .fetch_one(&mut *conn)
    .await
    .of("run_plan_in_tx")?;
    run_input_insert_in_tx(conn, RunId(run_id), &plan.inputs).await?;
    for (no, step) in (0_i16..).zip(&plan.steps) {
        step_plan(conn, run_id, no, step).await?;
    }
    run_advance_in_tx(conn, RunId(run_id)).await?;
    Ok(RunId(run_id))
}

async fn step_plan(
    conn: &mut PgConnection,
    run_id: i64,
    no: i16,
    step: &PlannedStep,
) -> Result<(), DbError> {
    let depends_on: Vec<String> = step.depends_on.iter().map(ToString::to_string).collect();
    let step_id = sqlx::query_scalar!(
        "insert into sereno.step (run_id, no, kind, depends_on, state, n_chunks)
        values ($1, $2, $3, $4, 'waiting', $5)
        returning step_id",
        run_id,
        no,
        step.kind.name(),
        &depends_on,
        i32::try_from(step.payloads.len()).unwrap_or(i32::MAX)
    )
    .fetch_one(&mut *conn)
    .await
    .of("run_plan_in_tx")?;
    sqlx::query!(
        "insert into sereno.chunk (run_id, step_id, no, payload, payload_version, state,
            first_role_id, last_role_id)
        select $1, $2, planned.no - 1, planned.payload, $4, 'waiting', first_role_id, last_role_id
        from unnest($3::jsonb[], $5::bigint[], $6::bigint[])
            with ordinality as planned (payload, first_role_id, last_role_id, no)",
        run_id,
        step_id,
        &step.payloads,
        PAYLOAD_VERSIONS.newest,
        &step.roles.iter().map(|[first, _]| first.0).collect::<Vec<_>>(),
        &step.roles.iter().map(|[_, last]| last.0).collect::<Vec<_>>()
    )
    .execute(conn)
    .await
    .of("run_plan_in_tx")?;
    Ok(())
}
