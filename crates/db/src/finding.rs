//! Findings: read before a night makes up its mind, and written where it changed something.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::finding::life::{Change, StoredFinding};
use sereno_domain::finding::{FindingKey, FindingState, Found, Severity, Subject, SubjectKind};
use sereno_domain::id::{FindingId, RunId};

use crate::error::{DbError, StatementOf, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

pub mod act;

/// The findings of some subjects of one kind, settled ones as well: those of `rules`, or of all
/// other rules.
///
/// # Errors
/// [`DbError`] when the statement fails, or something stored cannot be read.
pub async fn finding_list_of_in_tx(
    conn: &mut PgConnection,
    kind: SubjectKind,
    subjects: &[i64],
    rules: Rules<'_>,
) -> Result<Vec<StoredFinding>, DbError> {
    const TABLE: &str = "finding";
    let (named, only) = match rules {
        Rules::Only(rules) => (rules, true),
        Rules::AllBut(rules) => (rules, false),
    };
    let rows = sqlx::query!(
        r#"select finding_id, subject_id, rule, detail, rule_version, state, severity, severity_due,
            grace_days, fixed_due_on, due_on, waived_until, says, evidence
        from sereno.finding
        where subject_kind = $1
          and subject_id = any($2)
          and (rule = any($3)) = $4
        order by finding_id
        for update"#,
        kind.name(),
        subjects,
        named as _,
        only
    )
    .fetch_all(conn)
    .await
    .of("finding_list_of_in_tx")?;
    let read = rows.into_iter().map(|row| {
        let subject = Subject { kind, id: row.subject_id };
        let evidence: Result<BTreeMap<String, String>, _> = serde_json::from_value(row.evidence);
        Ok(StoredFinding {
            finding_id: FindingId(row.finding_id),
            state: word(TABLE, "state", &row.state)?,
            severity: word(TABLE, "severity", &row.severity)?,
            due_on: row.due_on.into(),
            waived_until: row.waived_until.map(Into::into),
            found: Found {
                key: FindingKey { subject, rule: row.rule, detail: row.detail },
                rule_version: small(row.rule_version),
                severity: word(TABLE, "severity_due", &row.severity_due)?,
                grace_days: small(row.grace_days),
                due_on: row.fixed_due_on.map(Into::into),
                says: row.says,
                // What somebody wrote by hand is other evidence than any rule's.
                evidence: evidence.unwrap_or_default(),
            },
        })
    });
    read.collect()
}

/// Which rules findings are of.
#[derive(Debug, Clone, Copy)]
pub enum Rules<'a> {
    /// Those named.
    Only(&'a [&'a str]),
    /// All but those named.
    AllBut(&'a [&'a str]),
}

/// One change as Postgres takes it.
#[derive(serde::Serialize)]
struct Row<'a> {
    finding_id: Option<i64>,
    subject_kind: &'static str,
    subject_id: i64,
    rule: &'a str,
    detail: &'a str,
    rule_version: u16,
    state: FindingState,
    severity: Severity,
    severity_due: Severity,
    grace_days: u16,
    fixed_due_on: Option<Date>,
    due_on: Date,
    says: &'a str,
    evidence: &'a BTreeMap<String, String>,
    events: Vec<&'static str>,
}

impl<'a> Row<'a> {
    fn of(change: &'a Change) -> Self {
        let Found { key, rule_version, severity, grace_days, due_on, says, evidence } =
            &change.found;
        Self {
            finding_id: change.finding_id.map(|finding| finding.0),
            subject_kind: key.subject.kind.name(),
            subject_id: key.subject.id,
            rule: &key.rule,
            detail: &key.detail,
            rule_version: *rule_version,
            state: change.state,
            severity: change.severity,
            severity_due: *severity,
            grace_days: *grace_days,
            fixed_due_on: *due_on,
            due_on: change.due_on,
            says,
            evidence,
            events: change.events.iter().map(|event| event.name()).collect(),
        }
    }
}

/// Writes what a night changed, with an event for all that happened; how many rows of findings and
/// events.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn finding_apply_in_tx(
    conn: &mut PgConnection,
    (run_id, day): (RunId, Date),
    changes: &[Change],
) -> Result<u64, DbError> {
    if changes.is_empty() {
        return Ok(0);
    }
    let rows: Vec<Row<'_>> = changes.iter().map(Row::of).collect();
    let written = sqlx::query!(
        r#"with changed as (
            select *
            from jsonb_to_recordset($1) as changed (
                finding_id bigint, subject_kind text, subject_id bigint, rule text, detail text,
                rule_version smallint, state text, severity text, severity_due text,
                grace_days smallint, fixed_due_on date, due_on date, says text, evidence jsonb,
                events text[])
        ), kept as (
            insert into sereno.finding as stored (rule, severity, subject_kind, subject_id, state,
                opened_on, detail, rule_version, severity_due, grace_days, fixed_due_on, due_on, says,
                evidence)
            select rule, severity, subject_kind, subject_id, state, $3, detail, rule_version,
                severity_due, grace_days, fixed_due_on, due_on, says, evidence
            from changed
            order by subject_kind, subject_id, rule, detail
            on conflict (subject_kind, subject_id, rule, detail) do update
            set severity = excluded.severity,
                opened_on = case when stored.state = 'resolved' then $3 else stored.opened_on end,
                rule_version = excluded.rule_version,
                severity_due = excluded.severity_due,
                grace_days = excluded.grace_days,
                fixed_due_on = excluded.fixed_due_on,
                due_on = excluded.due_on,
                says = excluded.says,
                evidence = excluded.evidence,
                resolved_on = case when excluded.state = 'resolved' then $3 end,
                (waiver_reason, waiver_asked_by, waived_by, waived_until) = (
                    select stored.waiver_reason, stored.waiver_asked_by, stored.waived_by, stored.waived_until
                    where excluded.state <> 'resolved'
                      and (stored.state, excluded.state) <> ('waived', 'open')
                ),
                state = excluded.state
            returning finding_id, subject_kind, subject_id, rule, detail
        ), happened as (
            insert into sereno.finding_event (finding_id, kind, business_date, run_id)
            select kept.finding_id, event.kind, $3, $2
            from changed
            join kept using (subject_kind, subject_id, rule, detail)
            cross join unnest(changed.events) with ordinality as event (kind, no)
            order by kept.finding_id, event.no
            returning 1
        )
        select (select count(*) from kept) + (select count(*) from happened) as "n!""#,
        serde_json::json!(rows),
        run_id.0,
        PgDate(day) as _
    )
    .fetch_one(conn)
    .await
    .of("finding_apply_in_tx")?;
    Ok(crate::error::count(written.n))
}
