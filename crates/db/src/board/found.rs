//! Searching the history by what a person knows. Attempts and decisions are read each in the order of
//! their own ids from where the page before ended, so that a page costs the same however deep it is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use sereno_domain::board::AttemptLine;
use sereno_domain::board::found::{Decision, Found, FoundAttempt, FoundBoard, Place};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::run::AttemptOutcome;
use sereno_domain::search::Search;

use super::run::attempt_lines;
use crate::error::{DbError, StatementOf};
use crate::pg_time::{PgDate, PgTimestamp};
use crate::pool::PgConnection;

/// A page of what fits, newest first; days of decisions are those of `zone`. `conn` is in a
/// transaction.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn found_in_tx(
    conn: &mut PgConnection,
    search: &Search,
    zone: &TimeZone,
    (place, n_max): (Place, u32),
) -> Result<FoundBoard, DbError> {
    // A plan for what was asked, not one for whatever might be.
    sqlx::query!("set local plan_cache_mode = force_custom_plan")
        .execute(&mut *conn)
        .await
        .of("found_in_tx")?;
    let n_max = i64::from(n_max);
    let mut attempts = Vec::new();
    if search.is_about_attempts() {
        attempts = attempts_found(conn, search, (place.attempt, n_max + 1)).await?;
    }
    let mut decisions = Vec::new();
    if search.is_about_decisions() {
        decisions = decisions_found(conn, search, zone, (place.decision, n_max + 1)).await?;
    }
    let mut found = merged(attempts, decisions);
    let n_max = usize::try_from(n_max).unwrap_or(usize::MAX);
    let more = found.len() > n_max;
    found.truncate(n_max);
    let next = found.iter().fold(place, |place, found| match found {
        Found::Attempt(one) => Place { attempt: one.line.attempt_id.0, ..place },
        Found::Decision(one) => Place { decision: one.audit_event_id, ..place },
    });
    Ok(FoundBoard { found, next: more.then_some(next) })
}

/// Both in one list, each in the order of its ids, also where the server's clock was set back: else
/// the place where a page ends would pass over some.
fn merged(attempts: Vec<FoundAttempt>, decisions: Vec<Decision>) -> Vec<Found> {
    let mut attempts = attempts.into_iter().map(Found::Attempt).peekable();
    let mut decisions = decisions.into_iter().map(Found::Decision).peekable();
    std::iter::from_fn(|| {
        let later =
            attempts.next_if(|one| decisions.peek().is_none_or(|other| one.at() >= other.at()));
        later.or_else(|| decisions.next())
    })
    .collect()
}

async fn attempts_found(
    conn: &mut PgConnection,
    search: &Search,
    (before, n_max): (i64, i64),
) -> Result<Vec<FoundAttempt>, DbError> {
    let words: Vec<String> = search.words.iter().map(|word| like(word)).collect();
    let [oldest, newest] = match (search.from, search.to) {
        (None, None) => [i64::MIN, before.saturating_sub(1)],
        dates => match ids_of_dates(conn, dates).await? {
            Some([oldest, newest]) => [oldest, newest.min(before.saturating_sub(1))],
            None => return Ok(Vec::new()),
        },
    };
    let rows = sqlx::query!(
        r#"select attempt_id, run.run_id, business_date
        from sereno.attempt
        join sereno.run on run.run_id = attempt.run_id
        where attempt_id <= $1
          and attempt_id >= $13
          and ($2::bigint is null or attempt.run_id = $2)
          and ($3::bigint is null or attempt.chunk_id = $3)
          and ($4::text is null or outcome = $4)
          and ($5::bigint is null or attempt.chunk_id in (
            select chunk_id from sereno.chunk
            where first_role_id is not null
              and int8range(first_role_id, last_role_id, '[]') @> $5
          ))
          and ($6::text is null or failure_id in (
            select failure_id from sereno.failure
            where failure.error_class = $6 or shape ilike $7
          ))
          and ($8::text is null or worker_id in (
            select worker_id from sereno.worker where starts_with(name, $8)
          ))
          and ($9::date is null or business_date >= $9)
          and ($10::date is null or business_date <= $10)
          and (cardinality($11::text[]) = 0 or error ilike all ($11))
        order by attempt_id desc
        limit $12"#,
        newest,
        search.run.map(|run| run.0),
        search.chunk.map(|chunk| chunk.0),
        search.outcome.map(AttemptOutcome::name),
        search.role.map(|role| role.0),
        search.error,
        search.error.as_deref().map(like),
        search.worker,
        search.from.map(PgDate) as _,
        search.to.map(PgDate) as _,
        &words,
        n_max,
        oldest
    )
    .fetch_all(&mut *conn)
    .await
    .of("attempts_found")?;
    let ids: Vec<i64> = rows.iter().map(|row| row.attempt_id).collect();
    let lines: Vec<AttemptLine> = attempt_lines(conn, &ids).await?;
    // Both newest first, and each attempt once.
    let found = rows.into_iter().zip(lines).map(|(row, line)| FoundAttempt {
        run_id: RunId(row.run_id),
        business_date: row.business_date.into(),
        line,
    });
    Ok(found.collect())
}

/// The ids between which the attempts of the runs of some dates lie; none when there are none. Ids
/// grow with time, so that dates are found without an index of their own.
async fn ids_of_dates(
    conn: &mut PgConnection,
    (from, to): (Option<Date>, Option<Date>),
) -> Result<Option<[i64; 2]>, DbError> {
    let ends = sqlx::query!(
        "select min(ids.first), max(ids.last)
        from sereno.run
        cross join lateral (
            select min(attempt_id) as first, max(attempt_id) as last
            from sereno.attempt
            where attempt.run_id = run.run_id
        ) as ids
        where ($1::date is null or business_date >= $1)
          and ($2::date is null or business_date <= $2)",
        from.map(PgDate) as _,
        to.map(PgDate) as _
    )
    .fetch_one(conn)
    .await
    .of("ids_of_dates")?;
    Ok(ends.min.zip(ends.max).map(|(first, last)| [first, last]))
}

/// What fits of the audit log, newest first, from before an act.
pub(super) async fn decisions_found(
    conn: &mut PgConnection,
    search: &Search,
    zone: &TimeZone,
    (before, n_max): (i64, i64),
) -> Result<Vec<Decision>, DbError> {
    let midnight =
        |date: Date| -> Option<Timestamp> { zone.to_timestamp(date.at(0, 0, 0, 0)).ok() };
    let from = search.from.and_then(midnight);
    let to = search.to.and_then(|date| midnight(date.saturating_add(1.day())));
    let words: Vec<String> = search.words.iter().map(|word| like(word)).collect();
    let rows = sqlx::query!(
        r#"select audit_event_id, at, actor, action, subject, reason, detail::text as "detail!"
        from sereno.audit_event
        where audit_event_id < $1
          and (cardinality($2::text[]) = 0 or string_to_array(subject, ' ') @> $2)
          and ($3::text is null or actor = $3)
          and ($4::text is null or action = $4)
          and ($5::timestamptz is null or at >= $5)
          and ($6::timestamptz is null or at < $6)
          and (cardinality($7::text[]) = 0 or reason ilike all ($7))
        order by audit_event_id desc
        limit $8"#,
        before,
        &search.subjects(),
        search.actor,
        search.action,
        from.map(PgTimestamp) as _,
        to.map(PgTimestamp) as _,
        &words,
        n_max
    )
    .fetch_all(conn)
    .await
    .of("decisions_found")?;
    let found = rows.into_iter().map(|row| Decision {
        audit_event_id: row.audit_event_id,
        at: row.at.into(),
        actor: CleanText::new(&row.actor),
        action: CleanText::new(&row.action),
        subject: CleanText::new(&row.subject),
        reason: CleanText::new(&row.reason),
        detail: CleanText::new(&row.detail),
    });
    Ok(found.collect())
}

/// The pattern of a text that contains another; what would be a sign in it stands for any one.
fn like(text: &str) -> String {
    format!("%{}%", text.replace(['\\', '%', '_'], "_"))
}
