//! The home screen: the newest run, what needs a person, what just happened, the nights before.

use jiff::Timestamp;
use jiff::civil::Date;
use sereno_domain::board::{Need, NightMark, StepLine, TonightBoard, Urgency};
use sereno_domain::id::{PayrollRunId, RunId};
use sereno_domain::run::RunState;

use super::failures::failure_lines;
use super::run::{attempt_lines, digest, run_lines, steps};
use super::{clock, matches};
use crate::error::{DbError, StatementOf, count, small, word};
use crate::halt::queue_list;
use crate::pg_time::{PgDate, PgTimestamp};
use crate::pool::PgConnection;
use crate::run::run_find_newest_ended;

/// Attempts shown as they happen.
const N_LIVE: i64 = 60;
/// Nights remembered in the row of marks.
const N_NIGHTS: i64 = 14;
/// Causes of failures shown; more of them are one problem.
const N_FAILURES_MAX: usize = 20;
/// Roles with nobody shown as needing someone.
const N_EMPTY_ROLES_MAX: usize = 20;

/// Reads the home screen.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn tonight(conn: &mut PgConnection) -> Result<TonightBoard, DbError> {
    let at = clock(conn).await?;
    let run = match run_find_tonight(conn).await? {
        Some(run_id) => run_lines(conn, Some(run_id), 1).await?.pop(),
        None => None,
    };
    let (n_workers, n_slots) = workers(conn).await?;
    let (mut n_ready, mut n_leased, mut run_steps) = (0, 0, Vec::new());
    let mut needs = quarantines(conn).await?;
    if let Some(run) = &run {
        run_steps = steps(conn, run.run_id).await?;
        (n_ready, n_leased) = open_chunks(conn, run.run_id).await?;
        if run.state == RunState::Running && n_workers == 0 && n_ready > 0 {
            needs.push(Need::no_worker(run.run_id, n_ready));
        }
    }
    for line in queue_list(conn).await? {
        if let Some(why) = &line.paused {
            needs.push(Need::queue_held(line.kind, why, line.n_ready + line.n_later));
        }
    }
    needs.extend(payments_stopped(conn).await?);
    needs.extend(payroll_open(conn).await?);
    needs.extend(placements_at_risk(conn).await?);
    needs.extend(empty_roles(conn).await?);
    needs.sort_by_key(|need| need.urgency != Urgency::Broken);
    let live = sqlx::query_scalar!(
        "select attempt_id from sereno.attempt order by attempt_id desc limit $1",
        N_LIVE
    )
    .fetch_all(&mut *conn)
    .await
    .of("tonight")?;
    let ended = run_find_newest_ended(conn).await?;
    Ok(TonightBoard {
        at,
        steps: run_steps,
        n_ready,
        n_leased,
        n_workers,
        n_slots,
        needs,
        live: attempt_lines(conn, &live).await?,
        nights: night_marks(conn).await?,
        digest: match ended {
            Some(run_id) => digest(conn, run_id).await?,
            None => None,
        },
        run,
    })
}

/// The night that was planned last; dry runs and backfills stand behind.
async fn run_find_tonight(conn: &mut PgConnection) -> Result<Option<RunId>, DbError> {
    let run_id = sqlx::query_scalar!(
        "select run_id
        from sereno.run
        where pipeline = 'nightly'
          and scope = 'all'
          and lane = 'main'
        order by started_at desc, run_id desc
        limit 1"
    )
    .fetch_optional(conn)
    .await
    .of("tonight")?;
    Ok(run_id.map(RunId))
}

/// The night at work: its date, when it was planned, and its steps; none when none is.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn night_at_work(
    conn: &mut PgConnection,
) -> Result<Option<(Date, Timestamp, Vec<StepLine>)>, DbError> {
    let Some(run_id) = run_find_tonight(conn).await? else { return Ok(None) };
    let run = run_lines(conn, Some(run_id), 1).await?.pop();
    let Some(run) = run.filter(|run| run.state == RunState::Running) else { return Ok(None) };
    Ok(Some((run.business_date, run.started_at, steps(conn, run_id).await?)))
}

/// Chunks of a run to be claimed and at work.
async fn open_chunks(conn: &mut PgConnection, run_id: RunId) -> Result<(u64, u64), DbError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'ready') as "n_ready!",
            count(*) filter (where state = 'leased') as "n_leased!"
        from sereno.chunk
        where run_id = $1
          and state in ('ready', 'leased')"#,
        run_id.0
    )
    .fetch_one(conn)
    .await
    .of("open_chunks")?;
    Ok((count(row.n_ready), count(row.n_leased)))
}

/// Workers whose connection lives, and the chunks they can hold at once.
async fn workers(conn: &mut PgConnection) -> Result<(u64, u64), DbError> {
    let row = sqlx::query!(
        r#"select count(*) as "n!", coalesce(sum(n_slots), 0)::bigint as "n_slots!"
        from sereno.worker
        join pg_stat_activity as backend
            on backend.pid = worker.backend_pid
            and backend.backend_start = worker.backend_start
        where ended_at is null"#
    )
    .fetch_one(conn)
    .await
    .of("workers")?;
    Ok((count(row.n), count(row.n_slots)))
}

/// What stands in quarantine, one line for each cause that is not muted.
async fn quarantines(conn: &mut PgConnection) -> Result<Vec<Need>, DbError> {
    let failures = failure_lines(conn).await?;
    let told = failures.iter().filter(|line| line.n_quarantined > 0 && line.muted_until.is_none());
    Ok(told.take(N_FAILURES_MAX).map(Need::failure).collect())
}

/// Findings that stop a payment, one line for all.
async fn payments_stopped(conn: &mut PgConnection) -> Result<Option<Need>, DbError> {
    let rows = sqlx::query!(
        r#"select rule, count(*) as "n!"
        from sereno.finding
        where state in ('open', 'acknowledged')
          and severity = 'block_payment'
        group by rule
        order by count(*) desc, rule"#
    )
    .fetch_all(conn)
    .await
    .of("tonight")?;
    let rules: Vec<_> = rows.into_iter().map(|row| (row.rule, count(row.n))).collect();
    let n = rules.iter().map(|(_, n)| n).sum();
    Ok((n > 0).then(|| Need::payments_stopped(n, &rules)))
}

/// The newest month of pay somebody has to decide about.
async fn payroll_open(conn: &mut PgConnection) -> Result<Option<Need>, DbError> {
    let row = sqlx::query!(
        r#"select payroll_run_id, month_on as "month_on: PgDate", pay_on as "pay_on: PgDate", state,
            (
                select count(*)
                from sereno.payroll_item as item
                where item.payroll_run_id = run.payroll_run_id
                  and item.state in ('held', 'failed')
            ) as "n_stuck!",
            (
                select count(*)
                from sereno.payroll_anomaly as anomaly
                where anomaly.payroll_run_id = run.payroll_run_id
                  and anomaly.state = 'open'
                  and severity = 'severe'
            ) as "n_severe!"
        from sereno.payroll_run as run
        where state in ('review', 'failed', 'approved')
        order by month_on desc, payroll_run_id desc
        limit 1"#
    )
    .fetch_optional(conn)
    .await
    .of("tonight")?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Need::payroll_open(
        PayrollRunId(row.payroll_run_id),
        (row.month_on.into(), row.pay_on.into()),
        word("payroll_run", "state", &row.state)?,
        (count(row.n_stuck), count(row.n_severe)),
    )))
}

/// Placements that may fail, one line for all.
async fn placements_at_risk(conn: &mut PgConnection) -> Result<Option<Need>, DbError> {
    let row = sqlx::query!(
        r#"select count(*) as "n!",
            count(*) filter (where guarantee_until > current_date) as "n_in_guarantee!"
        from sereno.placement_health
        join sereno.placement using (placement_id)
        where band in ('at_risk', 'critical')"#
    )
    .fetch_one(conn)
    .await
    .of("tonight")?;
    let n = count(row.n);
    Ok((n > 0).then(|| Need::placements_at_risk(n, count(row.n_in_guarantee))))
}

/// Open roles for which the newest night found nobody.
async fn empty_roles(conn: &mut PgConnection) -> Result<Vec<Need>, DbError> {
    let roles = matches::empty_role_lines(conn, N_EMPTY_ROLES_MAX).await?;
    Ok(roles
        .iter()
        .map(|role| Need::empty_role(role.role_id, &role.title, &role.client, role.n_blocked_alone))
        .collect())
}

/// The last nights, oldest first, each as its newest revision ended.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn night_marks(conn: &mut PgConnection) -> Result<Vec<NightMark>, DbError> {
    let rows = sqlx::query!(
        r#"select business_date, state, started_at, ended_at
        from (
            select distinct on (business_date) business_date, state, started_at, ended_at
            from sereno.run
            where pipeline = 'nightly'
              and scope = 'all'
            order by business_date desc, revision desc
            limit $1
        ) as newest
        order by business_date"#,
        N_NIGHTS
    )
    .fetch_all(conn)
    .await
    .of("nights")?;
    rows.into_iter()
        .map(|row| {
            Ok(NightMark {
                business_date: row.business_date.into(),
                state: word("run", "state", &row.state)?,
                seconds: row.ended_at.map(|ended| seconds_between(row.started_at, ended)),
            })
        })
        .collect()
}

fn seconds_between(started: PgTimestamp, ended: PgTimestamp) -> u64 {
    let (started, ended): (Timestamp, Timestamp) = (started.into(), ended.into());
    small(ended.duration_since(started).as_secs())
}
