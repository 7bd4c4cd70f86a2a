//! What people do about findings. Each function says which findings it could be done to; the caller
//! audits it.

use jiff::civil::Date;
use sereno_domain::id::FindingId;

use crate::error::{DbError, StatementOf, count};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Open findings of one rule, among those that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOfRule {
    /// Which rule found them.
    pub rule: String,
    /// How many.
    pub n: u64,
    /// Those of them that stop something now.
    pub n_blocking: u64,
}

/// Which of some findings are open, counted by rule.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn finding_count_open(
    conn: &mut PgConnection,
    findings: &[FindingId],
) -> Result<Vec<OpenOfRule>, DbError> {
    let ids: Vec<i64> = findings.iter().map(|finding| finding.0).collect();
    let rows = sqlx::query!(
        r#"select rule, count(*) as "n!",
            count(*) filter (where severity in ('block_payment', 'block_placement')) as "n_blocking!"
        from sereno.finding
        where finding_id = any($1)
          and state = 'open'
        group by rule
        order by rule"#,
        &ids
    )
    .fetch_all(conn)
    .await
    .of("finding_count_open")?;
    let of_rule = rows.into_iter().map(|row| OpenOfRule {
        rule: row.rule,
        n: count(row.n),
        n_blocking: count(row.n_blocking),
    });
    Ok(of_rule.collect())
}

/// Somebody is at open findings; which of them were open.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn finding_acknowledge_in_tx(
    conn: &mut PgConnection,
    findings: &[FindingId],
    [reason, actor]: [&str; 2],
) -> Result<Vec<FindingId>, DbError> {
    let ids: Vec<i64> = findings.iter().map(|finding| finding.0).collect();
    let done = sqlx::query_scalar!(
        r#"with acknowledged as (
            update sereno.finding
            set state = 'acknowledged'
            where finding_id = any($1)
              and state = 'open'
            returning finding_id
        )
        insert into sereno.finding_event (finding_id, kind, actor, reason)
        select finding_id, 'acknowledged', $2, $3
        from acknowledged
        order by finding_id
        returning finding_id"#,
        &ids,
        actor,
        reason
    )
    .fetch_all(conn)
    .await
    .of("finding_acknowledge_in_tx")?;
    Ok(done.into_iter().map(FindingId).collect())
}

/// Somebody asks that a finding be let be until a day; false when it is settled or let be already.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn finding_waiver_ask_in_tx(
    conn: &mut PgConnection,
    finding: FindingId,
    until: Date,
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let asked = sqlx::query!(
        "with asked as (
            update sereno.finding
            set waiver_reason = $3, waiver_asked_by = $2, waived_until = $4
            where finding_id = $1
              and state in ('open', 'acknowledged')
            returning finding_id
        )
        insert into sereno.finding_event (finding_id, kind, actor, reason)
        select finding_id, 'waiver_asked', $2, $3
        from asked",
        finding.0,
        actor,
        reason,
        PgDate(until) as _
    )
    .execute(conn)
    .await
    .of("finding_waiver_ask_in_tx")?;
    Ok(asked.rows_affected() > 0)
}

/// A second person agrees that a finding be let be, as it was asked; false when nobody asked, or when
/// they asked themselves.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn finding_waive_in_tx(
    conn: &mut PgConnection,
    finding: FindingId,
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let waived = sqlx::query!(
        "with waived as (
            update sereno.finding
            set state = 'waived', waived_by = $2
            where finding_id = $1
              and state in ('open', 'acknowledged')
              and waiver_asked_by <> $2
              and waived_until is not null
            returning finding_id
        )
        insert into sereno.finding_event (finding_id, kind, actor, reason)
        select finding_id, 'waived', $2, $3
        from waived",
        finding.0,
        actor,
        reason
    )
    .execute(conn)
    .await
    .of("finding_waive_in_tx")?;
    Ok(waived.rows_affected() > 0)
}
