//! Facts of a month, read for many placements at once: what pay is worked out from, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::compliance::dossier::Terms;
use sereno_domain::fx_rate::FxRate;
use sereno_domain::id::{ClientId, DeveloperId, PlacementId};
use sereno_domain::money::{Currency, Money, Rate};
use sereno_domain::pay_extra::PayExtra;
use sereno_domain::payroll::facts::{MonthBefore, PayFacts, PayMonth, PayTerms, PutAside};
use sereno_domain::payroll::item::LineCode;
use sereno_domain::timesheet::Timesheet;

use crate::dossier::work;
use crate::error::{DbError, StatementOf, day, maybe, small, word};
use crate::owned::Owned;
use crate::pg_time::{PgDate, PgStoredDate};
use crate::pool::PgConnection;

/// Months back that accruals look at: the longest window, and the month it may be paid late.
const N_MONTHS_BEFORE: i64 = 14;

/// A month of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfMonth<'a> {
    /// Which calendar.
    pub calendar: &'a str,
    /// Its first civil day.
    pub month_on: Date,
    /// Whether it is corrected: then whoever was paid for it is of it, too.
    pub corrects: bool,
}

/// Placements with something of a month: worked in it, or paid or told of in it. Cut into ranges of so
/// many, each as its first and last id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn pay_slices(
    conn: &mut PgConnection,
    of: OfMonth<'_>,
    n: usize,
) -> Result<Vec<[i64; 2]>, DbError> {
    let ids = of_month(conn, [i64::MIN, i64::MAX], of).await?;
    Ok(crate::dossier::slices(&ids, n))
}

/// The same from one id to another, by id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn of_month(
    conn: &mut PgConnection,
    [first, last]: [i64; 2],
    of: OfMonth<'_>,
) -> Result<Vec<i64>, DbError> {
    let end = of.month_on.last_of_month().saturating_add(1.day());
    let corrects = of.corrects.then_some(of.calendar);
    sqlx::query_scalar!(
        r#"select placement_id as "placement_id!"
        from sereno.placement
        where placement_id between $1 and $2
          and starts_on < $4
          and (ends_on is null or ends_on > $3)
        union
        select placement_id
        from sereno.pay_extra
        where placement_id between $1 and $2
          and day >= $3
          and day < $4
        union
        select placement_id
        from sereno.pay_statement
        where placement_id between $1 and $2
          and month_on = $3
        union
        select timesheet.placement_id
        from sereno.timesheet
        join sereno.placement using (placement_id)
        where timesheet.placement_id between $1 and $2
          and placement.placement_id between $1 and $2
          and timesheet.starts_on < $4
          and timesheet.ends_on > $3
          and placement.ends_on < timesheet.ends_on
          and timesheet.starts_on > $3 - 31
        union
        select placement_id
        from sereno.payroll_item as item
        join sereno.payroll_run as run using (payroll_run_id)
        where placement_id between $1 and $2
          and run.calendar = $5
          and run.month_on = $3
          and run.state in ('locked', 'exported')
          and item.state = 'ok'
        order by 1"#,
        first,
        last,
        PgDate(of.month_on) as _,
        PgDate(end) as _,
        corrects
    )
    .fetch_all(conn)
    .await
    .of("pay_slices")
}

/// What is known of some placements in a month, by id. None of them may be missing.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read: name no more than one
/// placement to learn whose.
pub async fn pay_facts(
    conn: &mut PgConnection,
    placements: &[i64],
    (calendar, month): (&str, &PayMonth),
) -> Result<Vec<PayFacts>, DbError> {
    let mut facts = people(conn, placements, month).await?;
    let mut terms = terms(conn, placements, month).await?;
    let wanted: Vec<(i64, Date)> = placements.iter().map(|id| (*id, month.first)).collect();
    let mut timesheets = work::timesheets(conn, &wanted, month.last()).await?;
    let mut extras = extras(conn, placements, month).await?;
    let mut before = before(conn, placements, (calendar, month)).await?;
    let mut put_aside = put_aside(conn, placements, (calendar, month)).await?;
    for one in &mut facts {
        let id = one.placement_id.0;
        one.terms = terms.take(id);
        one.timesheets =
            timesheets.take(id).into_iter().filter(|sheet| tells(sheet, month)).collect();
        one.extras = extras.take(id);
        for (first, currency, month) in before.take(id) {
            let all = one.before.entry(first).or_default();
            all.ordinary_minor += month.ordinary_minor;
            all.days_employed += month.days_employed;
            one.before_currencies.extend(currency);
        }
        for (currency, aside) in put_aside.take(id) {
            if aside.accrued_minor != aside.released_minor {
                one.before_currencies.insert(currency);
            }
            one.put_aside.push(aside);
        }
    }
    Ok(facts)
}

fn tells(sheet: &Timesheet, month: &PayMonth) -> bool {
    sheet.from < month.end() && month.first < sheet.to
}

async fn people(
    conn: &mut PgConnection,
    placements: &[i64],
    month: &PayMonth,
) -> Result<Vec<PayFacts>, DbError> {
    const TABLE: &str = "placement";
    let rows = sqlx::query!(
        r#"select placement_id, developer_id, client_id, developer.country, developer.seniority,
            coalesce(placement.engagement, developer.engagement) as engagement,
            starts_on as "starts_on: PgStoredDate", ends_on as "ends_on: PgStoredDate", weekly_hours,
            array(
                select distinct rule
                from sereno.finding
                where severity = 'block_payment'
                  and finding.state in ('open', 'acknowledged')
                  and (
                    (subject_kind = 'placement' and subject_id = placement.placement_id)
                    or (subject_kind = 'developer' and subject_id = placement.developer_id)
                  )
                order by rule
            ) as "holds!",
            exists (
                select
                from sereno.document
                where document.developer_id = placement.developer_id
                  and kind = 'retention_suspension'
                  and document.state = 'verified'
                  and coalesce(issued_on, $2) <= $2
                  and (expires_on is null or expires_on > $2)
            ) as "retention_suspended!"
        from sereno.placement
        join sereno.developer using (developer_id)
        where placement_id = any($1)
        order by placement_id"#,
        placements,
        PgDate(month.pay_on) as _
    )
    .fetch_all(conn)
    .await
    .of("pay_facts")?;
    let read = rows.into_iter().map(|row| {
        let of = (TABLE, row.placement_id);
        let starts_on = day(of, "starts_on", Some(row.starts_on))?.unwrap_or(month.first);
        Ok(PayFacts {
            placement_id: PlacementId(row.placement_id),
            developer_id: DeveloperId(row.developer_id),
            client_id: ClientId(row.client_id),
            country: word("developer", "country", &row.country)?,
            engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
            seniority: maybe("developer", "seniority", row.seniority.as_deref())?,
            starts_on,
            ends_on: day(of, "ends_on", row.ends_on)?,
            weekly_hours: small(row.weekly_hours),
            terms: Vec::new(),
            timesheets: Vec::new(),
            extras: Vec::new(),
            holds: row.holds,
            retention_suspended: row.retention_suspended,
            before: BTreeMap::new(),
            before_currencies: BTreeSet::new(),
            put_aside: Vec::new(),
        })
    });
    read.collect()
}

async fn terms(
    conn: &mut PgConnection,
    placements: &[i64],
    month: &PayMonth,
) -> Result<Owned<PayTerms>, DbError> {
    const TABLE: &str = "placement_terms";
    let rows = sqlx::query!(
        r#"select placement_id, placement_terms_id, starts_on as "starts_on: PgStoredDate",
            ends_on as "ends_on: PgStoredDate", pay_minor, pay_currency, bill_minor, bill_currency, per,
            proration, fx_source
        from sereno.placement_terms
        where placement_id = any($1)
          and starts_on < $3
          and (ends_on is null or ends_on > $2)
        order by placement_id, starts_on, placement_terms_id"#,
        placements,
        PgDate(month.first) as _,
        PgDate(month.end()) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let of = (TABLE, row.placement_terms_id);
        let per = word(TABLE, "per", &row.per)?;
        let rate = |amount_minor, column, currency: &str| {
            let currency = word(TABLE, column, currency)?;
            Ok::<Rate, DbError>(Rate { money: Money { amount_minor, currency }, per })
        };
        let terms = Terms {
            from: day(of, "starts_on", Some(row.starts_on))?.unwrap_or(month.first),
            to: day(of, "ends_on", row.ends_on)?,
            pay: rate(row.pay_minor, "pay_currency", &row.pay_currency)?,
            bill: rate(row.bill_minor, "bill_currency", &row.bill_currency)?,
        };
        let proration = word(TABLE, "proration", &row.proration)?;
        Ok((row.placement_id, PayTerms { terms, proration, fx_source: row.fx_source }))
    })
}

async fn extras(
    conn: &mut PgConnection,
    placements: &[i64],
    month: &PayMonth,
) -> Result<Owned<PayExtra>, DbError> {
    const TABLE: &str = "pay_extra";
    let rows = sqlx::query!(
        "select placement_id, kind, day, amount_minor, currency, is_billed
        from sereno.pay_extra
        where placement_id = any($1)
          and day >= $2
          and day < $3
        order by placement_id, day, pay_extra_id",
        placements,
        PgDate(month.first) as _,
        PgDate(month.end()) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let currency = word(TABLE, "currency", &row.currency)?;
        let extra = PayExtra {
            kind: word(TABLE, "kind", &row.kind)?,
            day: row.day.into(),
            amount: Money { amount_minor: row.amount_minor, currency },
            is_billed: row.is_billed,
        };
        Ok((row.placement_id, extra))
    })
}

/// Months before that are locked: first civil day, currency of pay, and what they came to in all runs.
async fn before(
    conn: &mut PgConnection,
    placements: &[i64],
    (calendar, month): (&str, &PayMonth),
) -> Result<Owned<(Date, Option<Currency>, MonthBefore)>, DbError> {
    const TABLE: &str = "payroll_item";
    let rows = sqlx::query!(
        r#"select placement_id, month_on as "month_on: PgDate", item.currency,
            sum(ordinary_minor)::bigint as "ordinary_minor!", sum(days_employed)::bigint as "days_employed!"
        from sereno.payroll_item as item
        join sereno.payroll_run as run using (payroll_run_id)
        where placement_id = any($1)
          and item.state = 'ok'
          and run.state in ('locked', 'exported')
          and calendar = $4
          and month_on >= $2
          and month_on < $3
        group by placement_id, month_on, item.currency
        having sum(days_employed) <> 0 or sum(ordinary_minor) <> 0
        order by placement_id, month_on, item.currency"#,
        placements,
        PgDate(month.first.saturating_sub(N_MONTHS_BEFORE.months())) as _,
        PgDate(month.first) as _,
        calendar
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let currency = maybe(TABLE, "currency", row.currency.as_deref())?;
        let before = MonthBefore {
            ordinary_minor: row.ordinary_minor,
            days_employed: small(row.days_employed),
        };
        Ok((row.placement_id, (row.month_on.0, currency, before)))
    })
}

/// What locked runs of months before put aside, and paid out of it.
async fn put_aside(
    conn: &mut PgConnection,
    placements: &[i64],
    (calendar, month): (&str, &PayMonth),
) -> Result<Owned<(Currency, PutAside)>, DbError> {
    const TABLE: &str = "payroll_line";
    let rows = sqlx::query!(
        r#"select line.placement_id, code, (calc->>'window')::date as "window_on: PgDate", line.currency,
            coalesce(sum(amount_minor) filter (where calc->>'movement' <> 'released'), 0)::bigint as "accrued!",
            coalesce(-sum(amount_minor) filter (where calc->>'movement' = 'released'), 0)::bigint as "released!"
        from sereno.payroll_line as line
        join sereno.payroll_item as item using (payroll_run_id, placement_id)
        join sereno.payroll_run as run using (payroll_run_id)
        where line.placement_id = any($1)
          and side = 'accrual'
          and item.state = 'ok'
          and run.state in ('locked', 'exported')
          and calendar = $3
          and month_on < $2
        group by line.placement_id, code, 3, line.currency
        order by line.placement_id, code, 3, line.currency"#,
        placements,
        PgDate(month.first) as _,
        calendar
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let code: LineCode = word(TABLE, "code", &row.code)?;
        let aside = PutAside {
            code,
            window: row.window_on.map(Into::into),
            accrued_minor: row.accrued,
            released_minor: row.released,
        };
        Ok((row.placement_id, (word(TABLE, "currency", &row.currency)?, aside)))
    })
}

/// Rates against a currency of the days a run may lock, in any order.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn rates_until(
    conn: &mut PgConnection,
    base: Currency,
    fix_on: Date,
) -> Result<Vec<FxRate>, DbError> {
    const TABLE: &str = "fx_rate";
    let rows = sqlx::query!(
        r#"select distinct on (quote, source) quote, source, day as "day: PgDate",
            (rate * 1000000000000)::numeric(40, 0)::text as "rate_e12!"
        from sereno.fx_rate
        where base = $1
          and day <= $2
        order by quote, source, day desc"#,
        base.code(),
        PgDate(fix_on) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    let read = rows.into_iter().map(|row| {
        Ok(FxRate {
            base,
            quote: word(TABLE, "quote", &row.quote)?,
            day: row.day.0,
            source: row.source,
            rate_e12: word(TABLE, "rate", &row.rate_e12)?,
        })
    });
    read.collect()
}
