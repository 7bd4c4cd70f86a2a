//! What a run is checked for, and what that came to. Figures are worked out anew from items each time;
//! lines are not: hundreds of thousands of them are added up when the run is completed, and its hash
//! says that they were.

use sereno_domain::board::payroll::{
    Control, ControlLine, ControlState, PayrollCountryLine, PayrollLine,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::PayrollRunId;
use sereno_domain::money::grouped;
use sereno_domain::payroll::item::ItemState;

use super::is_added_up;
use crate::error::{DbError, StatementOf, count};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// A country whose cost differs by more is looked at, in basis points.
const CHANGE_BP: u64 = 1_000;
/// Items paid out of what was put aside that are followed back: those most is taken of.
const N_RELEASES: i64 = 500;
/// Minor units rounding may leave on a balance.
const ROUNDING_MINOR: i64 = 1;

/// The controls of a run, in the order of [`Control::ALL`].
pub(super) async fn controls(
    conn: &mut PgConnection,
    run: &PayrollLine,
    countries: &[PayrollCountryLine],
) -> Result<Vec<ControlLine>, DbError> {
    let mut lines = Vec::with_capacity(Control::ALL.len());
    for control in Control::ALL {
        let (state, says) = match control {
            Control::SumsAgree => sums_agree(conn, run).await?,
            Control::EveryPlacement => every_placement(conn, run).await?,
            Control::BillIsShared => bill_is_shared(run),
            Control::AccountsUnique => accounts_unique(conn, run.payroll_run_id).await?,
            Control::RatesThere => rates_there(conn, run.payroll_run_id).await?,
            Control::AllReady => all_ready(run),
            Control::AccrualsCovered => accruals_covered(conn, run).await?,
            Control::VarianceExplained => variance_explained(conn, run, countries).await?,
        };
        lines.push(ControlLine { control: *control, state, says: CleanText::new(&says) });
    }
    Ok(lines)
}

type Outcome = (ControlState, String);

/// Fails where something is wrong, else is as it should be.
fn unless(wrong: bool, says: String) -> Outcome {
    (if wrong { ControlState::Fail } else { ControlState::Ok }, says)
}

async fn sums_agree(conn: &mut PgConnection, run: &PayrollLine) -> Result<Outcome, DbError> {
    if !is_added_up(run) {
        return Ok((ControlState::Warn, "not added up yet".to_owned()));
    }
    let row = sqlx::query!(
        r#"with item as (
            select country, currency, count(*) as n_ok, sum(gross_minor) as gross,
                sum(deductions_minor) as deductions, sum(net_minor) as net, sum(pay_base_minor) as pay,
                sum(employer_base_minor) as employer, sum(accrual_base_minor) as accrual,
                sum(fee_base_minor) as fee, sum(bill_base_minor) as bill
            from sereno.payroll_item
            where payroll_run_id = $1
              and state = 'ok'
            group by country, currency
        ), total as (
            select *
            from sereno.payroll_total
            where payroll_run_id = $1
        )
        select coalesce(sum(item.n_ok), 0)::bigint as "n_items!",
            count(*) filter (
                where (item.n_ok, gross, deductions, net, pay, employer, accrual, fee, bill) is distinct from (
                    total.n_ok::bigint, gross_minor::numeric, deductions_minor::numeric, net_minor::numeric,
                    pay_base_minor::numeric, employer_base_minor::numeric, accrual_base_minor::numeric,
                    fee_base_minor::numeric, bill_base_minor::numeric
                )
            ) as "n_off!"
        from item
        full join total using (country, currency)"#,
        run.payroll_run_id.0
    )
    .fetch_one(conn)
    .await
    .of("payroll_controls")?;
    let hash = run.content_hash.as_deref().unwrap_or("none");
    let says = match row.n_off {
        0 => format!("{} items, {hash}", grouped(count(row.n_items))),
        n => format!("{n} of the sums differ"),
    };
    Ok(unless(row.n_off > 0, says))
}

async fn every_placement(conn: &mut PgConnection, run: &PayrollLine) -> Result<Outcome, DbError> {
    let end = run.month_on.last_of_month().saturating_add(jiff::Span::new().days(1));
    let row = sqlx::query!(
        r#"with wanted as (
            select placement_id
            from sereno.placement
            where starts_on < $3
              and (ends_on is null or ends_on > $2)
        ), there as (
            select placement_id
            from sereno.payroll_item
            where payroll_run_id = $1
        )
        select count(wanted.placement_id) as "n_wanted!",
            count(*) filter (where there.placement_id is null) as "n_missing!",
            count(*) filter (where wanted.placement_id is null) as "n_beside!"
        from wanted
        full join there using (placement_id)"#,
        run.payroll_run_id.0,
        PgDate(run.month_on) as _,
        PgDate(end) as _
    )
    .fetch_one(conn)
    .await
    .of("payroll_controls")?;
    let [wanted, missing, beside] = [row.n_wanted, row.n_missing, row.n_beside].map(count);
    // A bonus may be paid after the last month of work: that is odd, and not wrong.
    Ok(match (missing, beside) {
        (0, 0) => (ControlState::Ok, format!("{0} = {0}", grouped(wanted))),
        (0, n) => (ControlState::Warn, format!("{} with no work in it", grouped(n))),
        (n, _) => (ControlState::Fail, format!("{} of {} missing", grouped(n), grouped(wanted))),
    })
}

/// A constraint holds each item to it; the sums of items that do come to the same.
fn bill_is_shared(run: &PayrollLine) -> Outcome {
    let base = run.base;
    let kept = base.margin_bp().unwrap_or_default();
    let says = format!("{}.{} % stays", kept / 100, kept.rem_euclid(100) / 10);
    unless(base.cost() + base.fee + base.margin() != base.bill, says)
}

async fn accounts_unique(conn: &mut PgConnection, run: PayrollRunId) -> Result<Outcome, DbError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'open') as "n_open!",
            count(*) filter (where state <> 'open') as "n_overridden!"
        from sereno.payroll_anomaly
        where payroll_run_id = $1
          and code = 'AN-01'"#,
        run.0
    )
    .fetch_one(conn)
    .await
    .of("payroll_controls")?;
    let says = match (count(row.n_open), count(row.n_overridden)) {
        (0, 0) => "none shared".to_owned(),
        (0, n) => format!("{} overridden", grouped(n)),
        (n, _) => format!("{} shared", grouped(n)),
    };
    Ok(unless(row.n_open > 0, says))
}

async fn rates_there(conn: &mut PgConnection, run: PayrollRunId) -> Result<Outcome, DbError> {
    let row = sqlx::query!(
        r#"with by_currency as (
            select currency, bool_or(rate is not null) as is_there
            from sereno.payroll_fx
            where payroll_run_id = $1
            group by currency
        )
        select count(*) as "n!", count(*) filter (where is_there) as "n_there!",
            string_agg(currency, ' ' order by currency) filter (where not is_there) as missing,
            (
                select count(*)
                from sereno.payroll_item
                where payroll_run_id = $1
                  and state <> 'ok'
                  and reasons && array['fx_missing', 'fx_stale', 'fx_source_unnamed']
            ) as "n_held!"
        from by_currency"#,
        run.0
    )
    .fetch_one(conn)
    .await
    .of("payroll_controls")?;
    let there = format!("{} of {}", row.n_there, row.n);
    Ok(match (row.n_held, row.missing) {
        (0, None) => (ControlState::Ok, format!("{there} currencies")),
        (0, Some(missing)) => (ControlState::Warn, format!("{there}, unused {missing}")),
        (_, Some(missing)) => (ControlState::Fail, format!("{there}, none of {missing}")),
        (n, None) => (ControlState::Fail, format!("{} items have none", grouped(count(n)))),
    })
}

fn all_ready(run: &PayrollLine) -> Outcome {
    let [held, failed] =
        [ItemState::Held, ItemState::Failed].map(|state| state.count_in(&run.n_items));
    let says = match (held, failed) {
        (0, 0) => format!("{} to be paid", grouped(ItemState::Ok.count_in(&run.n_items))),
        (held, 0) => format!("{} held", grouped(held)),
        (0, failed) => format!("{} failed", grouped(failed)),
        (held, failed) => format!("{} held, {} failed", grouped(held), grouped(failed)),
    };
    unless(held + failed > 0, says)
}

/// Follows what is paid out of what was put aside back through the months before.
async fn accruals_covered(conn: &mut PgConnection, run: &PayrollLine) -> Result<Outcome, DbError> {
    let row = sqlx::query!(
        r#"with released as (
            select placement_id, count(*) over () as n_all
            from sereno.payroll_item
            where payroll_run_id = $1
              and state = 'ok'
              and accrual_base_minor < 0
            order by accrual_base_minor, placement_id
            limit $3
        ), balance as (
            select placement_id, code, payroll_line.currency, sum(amount_minor) as minor
            from released
            join sereno.payroll_item using (placement_id)
            join sereno.payroll_run using (payroll_run_id)
            join sereno.payroll_line using (payroll_run_id, placement_id)
            where side = 'accrual'
              and payroll_item.state = 'ok'
              and (payroll_run_id = $1 or (payroll_run.state in ('locked', 'exported') and month_on <= $2))
            group by placement_id, code, payroll_line.currency
        )
        select (select count(*) from released) as "n_seen!",
            coalesce((select max(n_all) from released), 0) as "n_all!",
            count(distinct placement_id) filter (where minor < -$4::bigint) as "n_short!"
        from balance"#,
        run.payroll_run_id.0,
        PgDate(run.month_on) as _,
        N_RELEASES,
        ROUNDING_MINOR
    )
    .fetch_one(conn)
    .await
    .of("payroll_controls")?;
    let [seen, all, short] = [row.n_seen, row.n_all, row.n_short].map(count);
    let says = match (all, short) {
        (0, _) => "none paid out".to_owned(),
        (_, 0) if seen < all => format!("{} of {}", grouped(seen), grouped(all)),
        (_, 0) => format!("{} paid out", grouped(all)),
        (_, short) => format!("{} paid more", grouped(short)),
    };
    Ok(unless(short > 0, says))
}

/// Countries that changed much must have nothing open about pay that changed.
async fn variance_explained(
    conn: &mut PgConnection,
    run: &PayrollLine,
    countries: &[PayrollCountryLine],
) -> Result<Outcome, DbError> {
    let over = |line: &&PayrollCountryLine| {
        let change = line.variance.and_then(|parts| parts.difference_bp());
        change.is_some_and(|change| change.unsigned_abs() > CHANGE_BP)
    };
    let codes: Vec<String> =
        countries.iter().filter(over).map(|line| line.country.to_string()).collect();
    if countries.iter().all(|line| line.variance.is_none()) {
        return Ok((ControlState::Ok, "nothing to compare with".to_owned()));
    }
    if codes.is_empty() {
        return Ok((ControlState::Ok, "no country over".to_owned()));
    }
    let open = sqlx::query!(
        r#"select country, count(*) as "n!"
        from sereno.payroll_anomaly
        join sereno.payroll_item using (payroll_run_id, placement_id)
        where payroll_run_id = $1
          and payroll_anomaly.state = 'open'
          and code in ('AN-06', 'AN-11', 'AN-12')
          and country = any($2)
        group by country
        order by country"#,
        run.payroll_run_id.0,
        &codes
    )
    .fetch_all(conn)
    .await
    .of("payroll_controls")?;
    if open.is_empty() {
        return Ok((ControlState::Ok, format!("{}, nothing open", codes.join(" "))));
    }
    let says: Vec<String> =
        open.iter().map(|row| format!("{} {} open", row.country, row.n)).collect();
    Ok((ControlState::Warn, says.join(", ")))
}
