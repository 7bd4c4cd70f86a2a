//! Statements of pay as files tell them: a batch in, new and changed rows written, the others left
//! alone. A placement has one a month.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::intake::statement::IncomingStatement;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

/// Which of `statements` are of a month that another tells of.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn pay_statement_clashes(
    conn: &mut PgConnection,
    source: &str,
    statements: &[&IncomingStatement],
    owners: &Owners,
) -> Result<BTreeMap<String, Clash>, DbError> {
    let given: Vec<(String, (i64, Date))> = statements
        .iter()
        .filter_map(|one| {
            let place = (owners.id(&one.placement)?, one.statement.month_on);
            Some((one.external_ref.clone(), place))
        })
        .collect();
    let (placements, months): (Vec<i64>, Vec<PgDate>) =
        given.iter().map(|(_, (placement, month))| (*placement, PgDate(*month))).unzip();
    let stored = sqlx::query!(
        r#"select placement_id, month_on, case when source = $1 then external_ref end as external_ref
        from sereno.pay_statement
        where (placement_id, month_on) in (select * from unnest($2::bigint[], $3::date[]))
        order by pay_statement_id"#,
        source,
        &placements,
        &months as _
    )
    .fetch_all(conn)
    .await
    .of("pay_statement_clashes")?;
    let stored = stored.into_iter().map(|row| Standing {
        external_ref: row.external_ref,
        place: (row.placement_id, row.month_on.into()),
    });
    Ok(clashes(&stored.collect::<Vec<_>>(), &given, |one, other| one == other))
}

/// Writes those of `statements` that are new or changed; all their placements are there, and each tells
/// of a month of its own.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn pay_statement_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    statements: &[IncomingStatement],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = statements
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "month_on": one.statement.month_on,
                "gross_minor": one.statement.gross_minor,
                "net_minor": one.statement.net_minor,
                "currency": one.statement.currency,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.pay_statement as stored (source, external_ref, placement_id, month_on,
            gross_minor, net_minor, currency)
        select $1, external_ref, placement_id, month_on, gross_minor, net_minor, currency
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, month_on date,
            gross_minor bigint, net_minor bigint, currency text)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            month_on = excluded.month_on,
            gross_minor = excluded.gross_minor,
            net_minor = excluded.net_minor,
            currency = excluded.currency
        where (stored.placement_id, stored.month_on, stored.gross_minor, stored.net_minor, stored.currency)
            is distinct from (excluded.placement_id, excluded.month_on, excluded.gross_minor,
                excluded.net_minor, excluded.currency)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("pay_statement_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}
