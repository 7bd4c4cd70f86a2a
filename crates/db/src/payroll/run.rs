//! Payroll runs: made, worked out anew, reviewed, approved, locked, handed over. Which moves there are
//! is held by the table's own triggers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::fx_rate::rate_text;
use sereno_domain::id::{PayrollRunId, RunId};
use sereno_domain::money::Currency;
use sereno_domain::payroll::calendar::PayDays;
use sereno_domain::payroll::fx_lock::{FxLock, LockedRate, NoRate, STALE_DAYS};
use sereno_domain::payroll::{PayrollKind, PayrollState};

use super::facts::OfMonth;
use crate::error::{DbError, StatementOf, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const TABLE: &str = "payroll_run";

/// A payroll run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayrollRun {
    /// Identity.
    pub payroll_run_id: PayrollRunId,
    /// Which calendar of the settings.
    pub calendar: String,
    /// First civil day of the month it pays.
    pub month_on: Date,
    /// The month itself, or differences to it.
    pub kind: PayrollKind,
    /// 1 for the first of its kind and month.
    pub seq: u16,
    /// Where it stands.
    pub state: PayrollState,
    /// In which everything is compared.
    pub currency: Currency,
    /// Whose exchange rates hold where terms name nobody.
    pub fx_source: String,
    /// How many others must approve of a draft.
    pub n_approvals_needed: u8,
    /// Its days.
    pub days: PayDays,
    /// The business date it was worked out on.
    pub as_of: Date,
    /// Times it was worked out.
    pub n_drafts: u32,
    /// Who asked for the last draft: a login.
    pub prepared_by: String,
    /// Sha-256 of its items and lines; none while it is not complete.
    pub content_hash: Option<Vec<u8>>,
}

/// A draft as it is asked for.
#[derive(Debug, Clone)]
pub struct NewDraft<'a> {
    /// Which calendar of the settings.
    pub calendar: &'a str,
    /// First civil day of the month it pays.
    pub month_on: Date,
    /// The month itself, or differences to it.
    pub kind: PayrollKind,
    /// 1 for the first of its kind and month.
    pub seq: u16,
    /// In which everything is compared.
    pub currency: Currency,
    /// Whose exchange rates hold where terms name nobody.
    pub fx_source: &'a str,
    /// How many others must approve of a draft.
    pub n_approvals_needed: u8,
    /// Its days.
    pub days: PayDays,
    /// The business date it is worked out on.
    pub as_of: Date,
    /// Who asks: a login.
    pub prepared_by: &'a str,
}

impl PayrollRun {
    /// The month it is of.
    pub fn of_month(&self) -> OfMonth<'_> {
        let corrects = self.kind == PayrollKind::Correction;
        OfMonth { calendar: &self.calendar, month_on: self.month_on, corrects }
    }
}

/// Finds a run.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payroll_run_find(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
) -> Result<Option<PayrollRun>, DbError> {
    let row = sqlx::query_as!(
        Stored,
        r#"select payroll_run_id, calendar, month_on as "month_on: PgDate", kind, seq, state, currency,
            fx_source, n_approvals_needed, cutoff_on as "cutoff_on: PgDate", fx_fix_on as "fx_fix_on: PgDate", pay_on as "pay_on: PgDate",
            as_of as "as_of: PgDate", n_drafts, prepared_by, content_hash
        from sereno.payroll_run
        where payroll_run_id = $1"#,
        payroll_run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("payroll_run_find")?;
    row.map(Stored::read).transpose()
}

/// The runs of a month, the month itself first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payroll_run_list_of_month(
    conn: &mut PgConnection,
    calendar: &str,
    month_on: Date,
) -> Result<Vec<PayrollRun>, DbError> {
    let rows = sqlx::query_as!(
        Stored,
        r#"select payroll_run_id, calendar, month_on as "month_on: PgDate", kind, seq, state, currency,
            fx_source, n_approvals_needed, cutoff_on as "cutoff_on: PgDate", fx_fix_on as "fx_fix_on: PgDate", pay_on as "pay_on: PgDate",
            as_of as "as_of: PgDate", n_drafts, prepared_by, content_hash
        from sereno.payroll_run
        where calendar = $1
          and month_on = $2
        order by kind desc, seq"#,
        calendar,
        PgDate(month_on) as _
    )
    .fetch_all(conn)
    .await
    .of("payroll_run_list_of_month")?;
    rows.into_iter().map(Stored::read).collect()
}

/// The last month itself before one that a run is held against: none when there is none.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payroll_run_before(
    conn: &mut PgConnection,
    calendar: &str,
    month_on: Date,
) -> Result<Option<PayrollRun>, DbError> {
    let row = sqlx::query_as!(
        Stored,
        r#"select payroll_run_id, calendar, month_on as "month_on: PgDate", kind, seq, state, currency,
            fx_source, n_approvals_needed, cutoff_on as "cutoff_on: PgDate", fx_fix_on as "fx_fix_on: PgDate", pay_on as "pay_on: PgDate",
            as_of as "as_of: PgDate", n_drafts, prepared_by, content_hash
        from sereno.payroll_run
        where calendar = $1
          and month_on < $2
          and kind = 'regular'
        order by month_on desc
        limit 1"#,
        calendar,
        PgDate(month_on) as _
    )
    .fetch_optional(conn)
    .await
    .of("payroll_run_before")?;
    row.map(Stored::read).transpose()
}

struct Stored {
    payroll_run_id: i64,
    calendar: String,
    month_on: PgDate,
    kind: String,
    seq: i16,
    state: String,
    currency: String,
    fx_source: String,
    n_approvals_needed: i16,
    cutoff_on: PgDate,
    fx_fix_on: PgDate,
    pay_on: PgDate,
    as_of: PgDate,
    n_drafts: i32,
    prepared_by: String,
    content_hash: Option<Vec<u8>>,
}

impl Stored {
    fn read(self) -> Result<PayrollRun, DbError> {
        Ok(PayrollRun {
            payroll_run_id: PayrollRunId(self.payroll_run_id),
            calendar: self.calendar,
            month_on: self.month_on.0,
            kind: word(TABLE, "kind", &self.kind)?,
            seq: small(self.seq),
            state: word(TABLE, "state", &self.state)?,
            currency: word(TABLE, "currency", &self.currency)?,
            fx_source: self.fx_source,
            n_approvals_needed: small(self.n_approvals_needed),
            days: PayDays {
                cutoff_on: self.cutoff_on.0,
                fx_fix_on: self.fx_fix_on.0,
                pay_on: self.pay_on.0,
            },
            as_of: self.as_of.0,
            n_drafts: small(self.n_drafts),
            prepared_by: self.prepared_by,
            content_hash: self.content_hash,
        })
    }
}

/// Makes a run, or a new draft of one that is open: what was worked out before goes.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails: the run is approved or locked.
pub async fn payroll_draft_in_tx(
    conn: &mut PgConnection,
    draft: &NewDraft<'_>,
) -> Result<PayrollRunId, DbError> {
    let payroll_run_id = sqlx::query_scalar!(
        "insert into sereno.payroll_run as run (calendar, month_on, kind, seq, state, currency,
            fx_source, n_approvals_needed, cutoff_on, fx_fix_on, pay_on, as_of, prepared_by)
        values ($1, $2, $3, $4, 'computing', $5, $11, $12, $6, $7, $8, $9, $10)
        on conflict (calendar, month_on, kind, seq) do update
        set state = 'computing',
            currency = excluded.currency,
            fx_source = excluded.fx_source,
            n_approvals_needed = excluded.n_approvals_needed,
            cutoff_on = excluded.cutoff_on,
            fx_fix_on = excluded.fx_fix_on,
            pay_on = excluded.pay_on,
            as_of = excluded.as_of,
            prepared_by = excluded.prepared_by,
            prepared_role = session_user,
            n_drafts = run.n_drafts + 1,
            computed_at = null,
            content_hash = null
        returning payroll_run_id",
        draft.calendar,
        PgDate(draft.month_on) as _,
        draft.kind.name(),
        i16::try_from(draft.seq).unwrap_or(i16::MAX),
        draft.currency.code(),
        PgDate(draft.days.cutoff_on) as _,
        PgDate(draft.days.fx_fix_on) as _,
        PgDate(draft.days.pay_on) as _,
        PgDate(draft.as_of) as _,
        draft.prepared_by,
        draft.fx_source,
        i16::from(draft.n_approvals_needed)
    )
    .fetch_one(&mut *conn)
    .await
    .of("payroll_draft_in_tx")?;
    for forget in [
        sqlx::query!(
            "delete from sereno.payroll_variance where payroll_run_id = $1",
            payroll_run_id
        ),
        sqlx::query!("delete from sereno.payroll_total where payroll_run_id = $1", payroll_run_id),
        sqlx::query!("delete from sereno.payroll_fx where payroll_run_id = $1", payroll_run_id),
        sqlx::query!("delete from sereno.payroll_item where payroll_run_id = $1", payroll_run_id),
    ] {
        forget.execute(&mut *conn).await.of("payroll_draft_in_tx")?;
    }
    Ok(PayrollRunId(payroll_run_id))
}

/// The draft of a month that is being worked out, and the work of it; none when none is.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_run_at_work(
    conn: &mut PgConnection,
    (calendar, month_on, kind): (&str, Date, PayrollKind),
) -> Result<Option<(PayrollRunId, RunId)>, DbError> {
    let row = sqlx::query!(
        "select payroll_run_id, run.run_id
        from sereno.payroll_run
        join sereno.run using (run_id)
        where calendar = $1
          and month_on = $2
          and kind = $3
          and run.state = 'running'
        order by seq desc
        limit 1",
        calendar,
        PgDate(month_on) as _,
        kind.name()
    )
    .fetch_optional(conn)
    .await
    .of("payroll_run_at_work")?;
    Ok(row.map(|row| (PayrollRunId(row.payroll_run_id), RunId(row.run_id))))
}

/// Notes the work of a draft.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_run_set_work_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    run_id: RunId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.payroll_run set run_id = $2 where payroll_run_id = $1",
        payroll_run_id.0,
        run_id.0
    )
    .execute(conn)
    .await
    .of("payroll_run_set_work_in_tx")?;
    Ok(())
}

/// Moves a run to another state: the database refuses what is no move.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails or the move is refused.
pub async fn payroll_run_move_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    state: PayrollState,
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.payroll_run
        set state = $2,
            approved_at = case when $2 in ('approved', 'locked', 'exported') then coalesce(approved_at, clock_timestamp()) end,
            locked_at = case when $2 in ('locked', 'exported') then coalesce(locked_at, clock_timestamp()) end,
            exported_at = case when $2 = 'exported' then coalesce(exported_at, clock_timestamp()) end
        where payroll_run_id = $1",
        payroll_run_id.0,
        state.name()
    )
    .execute(conn)
    .await
    .of("payroll_run_move_in_tx")?;
    Ok(())
}

/// Notes that a draft is complete, and what it is.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_run_complete_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    content_hash: &[u8],
) -> Result<(), DbError> {
    sqlx::query!(
        "update sereno.payroll_run
        set state = 'review',
            computed_at = clock_timestamp(),
            content_hash = $2
        where payroll_run_id = $1",
        payroll_run_id.0,
        content_hash
    )
    .execute(conn)
    .await
    .of("payroll_run_complete_in_tx")?;
    Ok(())
}

/// Writes a decision about a draft: the database refuses that of whoever prepared it.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails or the decision is refused.
pub async fn payroll_approval_insert_in_tx(
    conn: &mut PgConnection,
    run: &PayrollRun,
    is_approved: bool,
    [reason, actor]: [&str; 2],
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into sereno.payroll_approval (payroll_run_id, actor, n_drafts, content_hash, decision, reason)
        values ($1, $2, $3, $4, $5, $6)",
        run.payroll_run_id.0,
        actor,
        small::<i32>(run.n_drafts),
        run.content_hash,
        if is_approved { "approved" } else { "rejected" },
        reason
    )
    .execute(conn)
    .await
    .of("payroll_approval_insert_in_tx")?;
    Ok(())
}

/// How many have approved of the draft there is.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_approval_count(
    conn: &mut PgConnection,
    run: &PayrollRun,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!"
        from sereno.payroll_approval
        where payroll_run_id = $1
          and n_drafts = $2
          and content_hash = $3
          and decision = 'approved'"#,
        run.payroll_run_id.0,
        small::<i32>(run.n_drafts),
        run.content_hash
    )
    .fetch_one(conn)
    .await
    .of("payroll_approval_count")
}

/// Locks rates into a draft.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn payroll_fx_insert_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    lock: &FxLock,
) -> Result<(), DbError> {
    let rows: Vec<_> = lock
        .rates()
        .map(|(currency, source, rate)| {
            let (rate, day) = match rate {
                Ok(rate) | Err(NoRate::Stale(rate)) => {
                    (Some(rate_text(rate.rate_e12)), Some(rate.day))
                }
                Err(NoRate::Missing) => (None, None),
            };
            serde_json::json!({ "currency": currency, "source": source, "rate": rate, "rate_on": day })
        })
        .collect();
    sqlx::query!(
        "insert into sereno.payroll_fx (payroll_run_id, currency, source, rate, rate_on)
        select $1, currency, source, rate, rate_on
        from jsonb_to_recordset($2) as row (currency text, source text, rate numeric(24, 12), rate_on date)",
        payroll_run_id.0,
        serde_json::json!(rows)
    )
    .execute(conn)
    .await
    .of("payroll_fx_insert_in_tx")?;
    Ok(())
}

/// The rates a run is locked with.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn payroll_fx_lock(conn: &mut PgConnection, run: &PayrollRun) -> Result<FxLock, DbError> {
    let rows = sqlx::query!(
        r#"select currency, source, (rate * 1000000000000)::numeric(40, 0)::text as rate_e12,
            rate_on as "rate_on: PgDate"
        from sereno.payroll_fx
        where payroll_run_id = $1
        order by currency, source"#,
        run.payroll_run_id.0
    )
    .fetch_all(conn)
    .await
    .of("payroll_fx_lock")?;
    let fix_on = run.days.fx_fix_on;
    let oldest = fix_on.saturating_sub(jiff::Span::new().days(STALE_DAYS));
    let mut rates = BTreeMap::new();
    for row in rows {
        let currency = word("payroll_fx", "currency", &row.currency)?;
        let rate = match (row.rate_e12, row.rate_on) {
            (Some(rate), Some(PgDate(day))) => {
                let rate_e12 = word("payroll_fx", "rate", &rate)?;
                let rate = LockedRate { rate_e12, day };
                if day < oldest { Err(NoRate::Stale(rate)) } else { Ok(rate) }
            }
            _ => Err(NoRate::Missing),
        };
        rates.insert((currency, row.source), rate);
    }
    Ok(FxLock::kept(run.currency, fix_on, &run.fx_source, rates))
}
