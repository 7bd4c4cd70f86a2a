//! Items and their lines, written many at once.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::country::Country;
use sereno_domain::developer::{Engagement, Seniority};
use sereno_domain::id::{ClientId, DeveloperId, PayrollRunId, PlacementId};
use sereno_domain::payroll::correction::{SameLine, Was};
use sereno_domain::payroll::facts::PayFacts;
use sereno_domain::payroll::item::{PayBasis, PayItem};
use sqlx::Connection as _;

use crate::error::{DbError, StatementOf, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Whose an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemOf {
    /// For the work of which placement.
    pub placement_id: PlacementId,
    /// Who is paid.
    pub developer_id: DeveloperId,
    /// Who is billed.
    pub client_id: ClientId,
    /// From where they work.
    pub country: Country,
    /// How they are engaged; none unknown.
    pub engagement: Option<Engagement>,
    /// Of them; none unknown.
    pub seniority: Option<Seniority>,
}

impl ItemOf {
    /// As facts tell.
    pub const fn of(facts: &PayFacts) -> Self {
        Self {
            placement_id: facts.placement_id,
            developer_id: facts.developer_id,
            client_id: facts.client_id,
            country: facts.country,
            engagement: facts.engagement,
            seniority: facts.seniority,
        }
    }
}

/// An item to be written: whose it is, what came of it, and what it was worked out from.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Whose.
    pub of: ItemOf,
    /// What came of it.
    pub item: PayItem,
    /// Sha-256 of the facts in hexadecimal digits; none where they cannot be read.
    pub input_hash: Option<String>,
}

/// Whose item that of a placement is whose facts cannot be read: as much as is plain.
///
/// # Errors
/// [`DbError`] when the statement fails, or even the country cannot be read.
pub async fn item_of_unreadable(
    conn: &mut PgConnection,
    placement_id: i64,
) -> Result<ItemOf, DbError> {
    let row = sqlx::query!(
        "select placement_id, developer_id, client_id, developer.country
        from sereno.placement
        join sereno.developer using (developer_id)
        where placement_id = $1",
        placement_id
    )
    .fetch_one(conn)
    .await
    .of("item_of_unreadable")?;
    Ok(ItemOf {
        placement_id: PlacementId(row.placement_id),
        developer_id: DeveloperId(row.developer_id),
        client_id: ClientId(row.client_id),
        country: word("developer", "country", &row.country)?,
        engagement: None,
        seniority: None,
    })
}

/// Writes items with their lines, in place of those of the same placements. One that the database
/// refuses becomes what `instead` makes of the refusal; the others are written as they are.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails: the run is approved or locked.
pub async fn payroll_item_put_in_tx(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    items: &mut [NewItem],
    instead: impl Fn(&DbError) -> PayItem,
) -> Result<(), DbError> {
    // Halves find one refused item among a thousand in twenty statements.
    let mut parts = vec![items];
    while let Some(part) = parts.pop() {
        match (put_or_undo(conn, payroll_run_id, part).await, part) {
            (Ok(()), _) => {}
            (Err(error), [one]) if error.is_of_its_rows() => {
                one.item = instead(&error);
                put(conn, payroll_run_id, std::slice::from_ref(one)).await?;
            }
            (Err(error), part) if error.is_of_its_rows() => {
                let (first, second) = part.split_at_mut(part.len() / 2);
                parts.extend([second, first]);
            }
            (Err(error), _) => return Err(error),
        }
    }
    Ok(())
}

/// Writes all items, or none.
async fn put_or_undo(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    items: &[NewItem],
) -> Result<(), DbError> {
    let mut savepoint = conn.begin().await.of("payroll_item_put_in_tx")?;
    let written = put(&mut savepoint, payroll_run_id, items).await;
    match written {
        Ok(()) => savepoint.commit().await.of("payroll_item_put_in_tx"),
        Err(error) => {
            savepoint.rollback().await.of("payroll_item_put_in_tx")?;
            Err(error)
        }
    }
}

async fn put(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    items: &[NewItem],
) -> Result<(), DbError> {
    let rows: Vec<_> = items.iter().map(item_row).collect();
    let written = sqlx::query!(
        r#"insert into sereno.payroll_item as stored (payroll_run_id, placement_id, developer_id, client_id,
            country, engagement, seniority, state, reasons, detail, currency, gross_minor, deductions_minor,
            net_minor, ordinary_minor, full_month_minor, days_employed, quantity_e6, pay_base_minor,
            employer_base_minor, accrual_base_minor, fee_base_minor, bill_base_minor, margin_base_minor,
            bill_year_base_minor, input_hash)
        select $1, placement_id, developer_id, client_id, country, engagement, seniority, state,
            array(select jsonb_array_elements_text(reasons)), detail, currency, gross, deductions,
            gross - deductions, ordinary, full_month, days, quantity_e6, pay, employer, accrual, fee, bill,
            bill - pay - employer - accrual - fee, bill_year, decode(input_hash, 'hex')
        from jsonb_to_recordset($2) as row (placement_id bigint, developer_id bigint, client_id bigint,
            country text, engagement text, seniority text, state text, reasons jsonb, detail text,
            currency text, gross bigint, deductions bigint, ordinary bigint, full_month bigint,
            days smallint, quantity_e6 bigint, pay bigint, employer bigint, accrual bigint, fee bigint,
            bill bigint, bill_year bigint, input_hash text)
        order by placement_id
        on conflict (payroll_run_id, placement_id) do update
        set developer_id = excluded.developer_id,
            client_id = excluded.client_id,
            country = excluded.country,
            engagement = excluded.engagement,
            seniority = excluded.seniority,
            state = excluded.state,
            reasons = excluded.reasons,
            detail = excluded.detail,
            n_attempts = stored.n_attempts + 1,
            currency = excluded.currency,
            gross_minor = excluded.gross_minor,
            deductions_minor = excluded.deductions_minor,
            net_minor = excluded.net_minor,
            ordinary_minor = excluded.ordinary_minor,
            full_month_minor = excluded.full_month_minor,
            days_employed = excluded.days_employed,
            quantity_e6 = excluded.quantity_e6,
            pay_base_minor = excluded.pay_base_minor,
            employer_base_minor = excluded.employer_base_minor,
            accrual_base_minor = excluded.accrual_base_minor,
            fee_base_minor = excluded.fee_base_minor,
            bill_base_minor = excluded.bill_base_minor,
            margin_base_minor = excluded.margin_base_minor,
            bill_year_base_minor = excluded.bill_year_base_minor,
            input_hash = excluded.input_hash
        returning placement_id, n_attempts"#,
        payroll_run_id.0,
        serde_json::json!(rows)
    )
    .fetch_all(&mut *conn)
    .await
    .of("payroll_item_put_in_tx")?;
    let former = written.iter().filter(|row| row.n_attempts > 1);
    let former: Vec<i64> = former.map(|row| row.placement_id).collect();
    put_lines(conn, payroll_run_id, (items, &former)).await
}

/// Writes the lines of items; of some there are former ones, which go.
async fn put_lines(
    conn: &mut PgConnection,
    payroll_run_id: PayrollRunId,
    (items, former): (&[NewItem], &[i64]),
) -> Result<(), DbError> {
    // A month that is worked out for the first time does not look for lines among those of all others.
    if !former.is_empty() {
        sqlx::query!(
            "delete from sereno.payroll_line where payroll_run_id = $1 and placement_id = any($2)",
            payroll_run_id.0,
            former
        )
        .execute(&mut *conn)
        .await
        .of("payroll_item_put_in_tx")?;
    }
    let lines: Vec<_> = items.iter().flat_map(line_rows).collect();
    sqlx::query!(
        "insert into sereno.payroll_line (payroll_run_id, placement_id, no, code, side, quantity_e6, unit,
            amount_minor, currency, base_minor, calc)
        select $1, placement_id, no, code, side, quantity_e6, unit, amount, currency, base, calc
        from jsonb_to_recordset($2) as row (placement_id bigint, no smallint, code text, side text,
            quantity_e6 bigint, unit text, amount bigint, currency text, base bigint, calc jsonb)
        order by placement_id, no",
        payroll_run_id.0,
        serde_json::json!(lines)
    )
    .execute(conn)
    .await
    .of("payroll_item_put_in_tx")?;
    Ok(())
}

fn item_row(one: &NewItem) -> serde_json::Value {
    let NewItem { of, item, input_hash } = one;
    serde_json::json!({
        "placement_id": of.placement_id,
        "developer_id": of.developer_id,
        "client_id": of.client_id,
        "country": of.country,
        "engagement": of.engagement,
        "seniority": of.seniority,
        "state": item.state,
        "reasons": item.reasons,
        "detail": item.detail,
        "currency": item.currency,
        "gross": item.sums.gross_minor,
        "deductions": item.sums.deductions_minor,
        "ordinary": item.basis.ordinary_minor,
        "full_month": item.basis.full_month_minor,
        "days": item.basis.days_employed,
        "quantity_e6": item.basis.quantity_e6,
        "pay": item.base.pay,
        "employer": item.base.employer,
        "accrual": item.base.accrual,
        "fee": item.base.fee,
        "bill": item.base.bill,
        "bill_year": item.bill_year_base_minor,
        "input_hash": input_hash,
    })
}

fn line_rows(one: &NewItem) -> impl Iterator<Item = serde_json::Value> + '_ {
    (1_i16..).zip(&one.item.lines).map(|(no, line)| {
        serde_json::json!({
            "placement_id": one.of.placement_id,
            "no": no,
            "code": line.code,
            "side": line.side,
            "quantity_e6": line.quantity_e6,
            "unit": line.unit,
            "amount": line.amount.amount_minor,
            "currency": line.amount.currency,
            "base": line.base_minor,
            "calc": line.calc,
        })
    })
}

/// What items of some placements came to in the locked runs of a month, by placement.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn payroll_item_was(
    conn: &mut PgConnection,
    (calendar, month_on): (&str, Date),
    placements: &[i64],
) -> Result<BTreeMap<PlacementId, Was>, DbError> {
    const TABLE: &str = "payroll_line";
    let mut all: BTreeMap<PlacementId, Was> = BTreeMap::new();
    let items = sqlx::query!(
        r#"select placement_id, sum(ordinary_minor)::bigint as "ordinary!", sum(days_employed)::bigint as "days!",
            sum(quantity_e6)::bigint as "quantity_e6!", max(full_month_minor) as "full_month!"
        from sereno.payroll_item as item
        join sereno.payroll_run as run using (payroll_run_id)
        where calendar = $1
          and month_on = $2
          and placement_id = any($3)
          and item.state = 'ok'
          and run.state in ('locked', 'exported')
        group by placement_id"#,
        calendar,
        PgDate(month_on) as _,
        placements
    )
    .fetch_all(&mut *conn)
    .await
    .of("payroll_item_was")?;
    for row in items {
        let was = all.entry(PlacementId(row.placement_id)).or_default();
        was.basis = PayBasis {
            ordinary_minor: row.ordinary,
            full_month_minor: row.full_month,
            days_employed: small(row.days),
            quantity_e6: row.quantity_e6,
        };
    }
    let lines = sqlx::query!(
        r#"select placement_id, side, code, line.currency, calc->>'window' as window_on,
            calc->>'movement' as movement, sum(amount_minor)::bigint as "amount!",
            sum(base_minor)::bigint as "base!"
        from sereno.payroll_line as line
        join sereno.payroll_item as item using (payroll_run_id, placement_id)
        join sereno.payroll_run as run using (payroll_run_id)
        where calendar = $1
          and month_on = $2
          and placement_id = any($3)
          and item.state = 'ok'
          and run.state in ('locked', 'exported')
        group by placement_id, side, code, line.currency, 5, 6"#,
        calendar,
        PgDate(month_on) as _,
        placements
    )
    .fetch_all(conn)
    .await
    .of("payroll_item_was")?;
    for row in lines {
        let same = SameLine {
            side: word(TABLE, "side", &row.side)?,
            code: word(TABLE, "code", &row.code)?,
            currency: word(TABLE, "currency", &row.currency)?,
            window: row.window_on,
            movement: row.movement,
        };
        all.entry(PlacementId(row.placement_id))
            .or_default()
            .lines
            .insert(same, [row.amount, row.base]);
    }
    Ok(all)
}
