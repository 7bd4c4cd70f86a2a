//! Findings: a list that can be narrowed, and one with its history.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::board::finding::{
    FindingBoard, FindingEventLine, FindingFilter, FindingLine, FindingsBoard, WaiverLine,
};
use sereno_domain::board::named::number_of;
use sereno_domain::clean_text::CleanText;
use sereno_domain::finding::{FindingState, Severity, Subject, SubjectKind};
use sereno_domain::id::{ClientId, DeveloperId, FindingId};

use super::clock;
use crate::error::{DbError, StatementOf, count, maybe, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const TABLE: &str = "finding";
/// Findings of one developer or client at most.
const N_BELONGING: i64 = 500;

/// Findings that are looked at, at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn findings(
    conn: &mut PgConnection,
    filter: &FindingFilter,
    n_max: u32,
) -> Result<FindingsBoard, DbError> {
    let lines = lines(conn, filter, None, i64::from(n_max)).await?;
    let rows = sqlx::query!(
        r#"select severity, count(*) as "n!"
        from sereno.finding
        where state <> 'resolved'
        group by severity"#
    )
    .fetch_all(&mut *conn)
    .await
    .of("findings")?;
    let n_by_severity = rows
        .into_iter()
        .map(|row| Ok((word(TABLE, "severity", &row.severity)?, count(row.n))))
        .collect::<Result<BTreeMap<_, _>, DbError>>()?;
    let checked_on = checked_on(conn).await?;
    Ok(FindingsBoard { at: clock(conn).await?, lines, n_by_severity, checked_on })
}

/// The newest business date that was looked at; none before the first night.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn checked_on(conn: &mut PgConnection) -> Result<Option<Date>, DbError> {
    let day = sqlx::query_scalar!(
        "select business_date
        from sereno.run
        join sereno.step using (run_id)
        where kind = 'compliance'
          and step.state in ('done', 'incomplete')
          and applies
        order by run_id desc
        limit 1"
    )
    .fetch_optional(conn)
    .await
    .of("findings")?;
    Ok(day.map(Into::into))
}

/// Findings as lines: those first that stop something, then by the day they are due.
pub(super) async fn lines(
    conn: &mut PgConnection,
    filter: &FindingFilter,
    only: Option<&[i64]>,
    n_max: i64,
) -> Result<Vec<FindingLine>, DbError> {
    let rows = sqlx::query!(
        r#"select finding_id, rule, severity, severity_due, finding.state, subject_kind, subject_id,
            opened_on, due_on, says,
            who.developer_id as "developer_id?",
            coalesce(who.country, client.country) as country, client.name as "client?"
        from sereno.finding
        left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
        left join sereno.developer as who
            on who.developer_id = case subject_kind when 'developer' then subject_id else placement.developer_id end
        left join sereno.client
            on client.client_id = case subject_kind when 'client' then subject_id else placement.client_id end
        where ($1::text is null or severity = $1)
          and ($2::text is null or starts_with(rule, $2))
          and ($3::text is null or coalesce(who.country, client.country) = $3)
          and ($4::bigint is null or client.client_id = $4)
          and ($5::bigint is null or who.developer_id = $5)
          and ($6::text is null or (subject_kind = $6 and subject_id = $7))
          and (finding.state = $8 or ($8::text is null and finding.state <> 'resolved'))
          and ($9::date is null or due_on <= $9)
          and ($10::bigint[] is null or finding_id = any($10))
        order by severity not in ('block_payment', 'block_placement'), severity = 'info', due_on, finding_id
        limit $11"#,
        filter.severity.map(Severity::name),
        filter.rule.as_deref(),
        filter.country.as_ref().map(sereno_domain::country::Country::code),
        filter.client.map(|client| client.0),
        filter.developer.map(|developer| developer.0),
        filter.subject.map(|subject| subject.kind.name()),
        filter.subject.map(|subject| subject.id),
        filter.state.map(FindingState::name),
        filter.due_by.map(PgDate) as _,
        only as _,
        n_max
    )
    .fetch_all(conn)
    .await
    .of("findings")?;
    let read = rows.into_iter().map(|row| {
        let kind: SubjectKind = word(TABLE, "subject_kind", &row.subject_kind)?;
        let client = row.client.as_deref().map(CleanText::new);
        let who = row.developer_id.map(|id| number_of(DeveloperId(id)));
        Ok(FindingLine {
            finding_id: FindingId(row.finding_id),
            rule: CleanText::new(&row.rule),
            severity: word(TABLE, "severity", &row.severity)?,
            severity_due: word(TABLE, "severity_due", &row.severity_due)?,
            state: word(TABLE, "state", &row.state)?,
            subject: Subject { kind, id: row.subject_id },
            developer_id: row.developer_id.map(DeveloperId),
            name: who.or_else(|| client.clone()).unwrap_or_default(),
            country: maybe("developer", "country", row.country.as_deref())?,
            client,
            opened_on: row.opened_on.into(),
            due_on: row.due_on.into(),
            says: CleanText::new(&row.says),
        })
    });
    read.collect()
}

/// Findings of a developer and of their placements that are not settled, as lines.
pub(super) async fn lines_of_developer(
    conn: &mut PgConnection,
    developer_id: DeveloperId,
) -> Result<Vec<FindingLine>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select finding_id as "finding_id!"
        from sereno.finding
        where subject_kind = 'developer'
          and subject_id = $1
          and state <> 'resolved'
        union all
        select finding_id
        from sereno.placement
        join sereno.finding on subject_kind = 'placement' and subject_id = placement_id
        where placement.developer_id = $1
          and state <> 'resolved'"#,
        developer_id.0
    )
    .fetch_all(&mut *conn)
    .await
    .of("findings")?;
    lines(conn, &FindingFilter::default(), Some(&ids), N_BELONGING).await
}

/// Findings of a client and of its placements that are not settled, as lines.
pub(super) async fn lines_of_client(
    conn: &mut PgConnection,
    client_id: ClientId,
) -> Result<Vec<FindingLine>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select finding_id as "finding_id!"
        from sereno.finding
        where subject_kind = 'client'
          and subject_id = $1
          and state <> 'resolved'
        union all
        select finding_id
        from sereno.placement
        join sereno.finding on subject_kind = 'placement' and subject_id = placement_id
        where placement.client_id = $1
          and state <> 'resolved'"#,
        client_id.0
    )
    .fetch_all(&mut *conn)
    .await
    .of("findings")?;
    lines(conn, &FindingFilter::default(), Some(&ids), N_BELONGING).await
}

/// One finding with what it was decided on and its history; none when there is no such finding.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn finding(
    conn: &mut PgConnection,
    finding_id: FindingId,
) -> Result<Option<FindingBoard>, DbError> {
    let row = sqlx::query!(
        "select state, rule_version, evidence, waiver_reason, waiver_asked_by, waived_by, waived_until
        from sereno.finding
        where finding_id = $1",
        finding_id.0
    )
    .fetch_optional(&mut *conn)
    .await
    .of(TABLE)?;
    let Some(row) = row else { return Ok(None) };
    let state = Some(word(TABLE, "state", &row.state)?);
    let filter = FindingFilter { state, ..FindingFilter::default() };
    let Some(line) = lines(conn, &filter, Some(&[finding_id.0]), 1).await?.pop() else {
        return Ok(None);
    };
    let waiver = match (row.waiver_reason, row.waiver_asked_by, row.waived_until) {
        (Some(reason), Some(asked_by), Some(until)) => Some(WaiverLine {
            reason: CleanText::new(&reason),
            asked_by: CleanText::new(&asked_by),
            waived_by: row.waived_by.as_deref().map(CleanText::new),
            until: until.into(),
        }),
        _ => None,
    };
    let evidence: BTreeMap<String, CleanText> =
        serde_json::from_value(row.evidence).unwrap_or_default();
    let events = events(conn, finding_id).await?;
    let rule_version = small(row.rule_version);
    Ok(Some(FindingBoard { line, rule_version, evidence, waiver, events }))
}

async fn events(
    conn: &mut PgConnection,
    finding_id: FindingId,
) -> Result<Vec<FindingEventLine>, DbError> {
    let rows = sqlx::query!(
        "select kind, at, business_date, actor, reason
        from sereno.finding_event
        where finding_id = $1
        order by finding_event_id desc
        limit 200",
        finding_id.0
    )
    .fetch_all(conn)
    .await
    .of("finding_event")?;
    let read = rows.into_iter().map(|row| {
        Ok(FindingEventLine {
            kind: word("finding_event", "kind", &row.kind)?,
            at: row.at.into(),
            business_date: row.business_date.map(Into::into),
            actor: row.actor.as_deref().map(CleanText::new),
            reason: CleanText::new(&row.reason),
        })
    });
    read.collect()
}
