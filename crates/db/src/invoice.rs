//! Bills to clients as files tell them: a batch in, new and changed rows written, the others left alone.

use std::collections::{BTreeMap, BTreeSet};

use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::intake::invoice::IncomingInvoice;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

/// Which of `invoices` have a number their client has on another.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn invoice_clashes(
    conn: &mut PgConnection,
    source: &str,
    invoices: &[&IncomingInvoice],
    owners: &Owners,
) -> Result<BTreeMap<String, Clash>, DbError> {
    let given: Vec<(String, (i64, String))> = invoices
        .iter()
        .filter_map(|one| {
            let place = (owners.id(&one.client)?, one.number.to_string());
            Some((one.external_ref.clone(), place))
        })
        .collect();
    let (clients, numbers): (Vec<i64>, Vec<String>) =
        given.iter().map(|(_, place)| place.clone()).unzip();
    let stored = sqlx::query!(
        r#"select client_id, number, case when source = $1 then external_ref end as external_ref
        from sereno.client_invoice
        where (client_id, number) in (select * from unnest($2::bigint[], $3::text[]))
        order by client_invoice_id"#,
        source,
        &clients,
        &numbers
    )
    .fetch_all(conn)
    .await
    .of("invoice_clashes")?;
    let stored = stored
        .into_iter()
        .map(|row| Standing { external_ref: row.external_ref, place: (row.client_id, row.number) });
    Ok(clashes(&stored.collect::<Vec<_>>(), &given, |one, other| one == other))
}

/// Which of `invoices` do not say when they are due, to a client of whom nobody knows when it pays.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn invoice_without_due_day(
    conn: &mut PgConnection,
    invoices: &[&IncomingInvoice],
    owners: &Owners,
) -> Result<BTreeSet<String>, DbError> {
    let silent: Vec<_> = invoices
        .iter()
        .filter(|one| one.due_on.is_none())
        .filter_map(|one| Some((one, owners.id(&one.client)?)))
        .collect();
    let clients: Vec<i64> = silent.iter().map(|(_, client)| *client).collect();
    let unknown: BTreeSet<i64> = sqlx::query_scalar!(
        "select client_id
        from sereno.client
        where client_id = any($1)
          and payment_terms_days is null",
        &clients
    )
    .fetch_all(conn)
    .await
    .of("invoice_without_due_day")?
    .into_iter()
    .collect();
    let without = silent.into_iter().filter(|(_, client)| unknown.contains(client));
    Ok(without.map(|(one, _)| one.external_ref.clone()).collect())
}

/// Writes those of `invoices` that are new or changed; all their clients are there, each has a number
/// of its own, and of each is known when it is due.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn invoice_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    invoices: &[IncomingInvoice],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = invoices
        .iter()
        .map(|one| {
            serde_json::json!({
                "external_ref": one.external_ref,
                "client_id": owners.id(&one.client),
                "number": one.number,
                "issued_on": one.issued_on,
                "amount_minor": one.amount.amount_minor,
                "currency": one.amount.currency,
                "due_on": one.due_on,
                "paid_on": one.paid_on,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.client_invoice as stored (source, external_ref, client_id, number,
            issued_on, amount_minor, currency, due_on, paid_on)
        select $1, given.external_ref, client_id, number, issued_on, amount_minor, currency,
            coalesce(due_on, issued_on + payment_terms_days), paid_on
        from jsonb_to_recordset($2) as given (external_ref text, client_id bigint, number text,
            issued_on date, amount_minor bigint, currency text, due_on date, paid_on date)
        join sereno.client using (client_id)
        order by given.external_ref
        on conflict (source, external_ref) do update
        set client_id = excluded.client_id,
            number = excluded.number,
            issued_on = excluded.issued_on,
            amount_minor = excluded.amount_minor,
            currency = excluded.currency,
            due_on = excluded.due_on,
            paid_on = excluded.paid_on
        where (stored.client_id, stored.number, stored.issued_on, stored.amount_minor, stored.currency,
                stored.due_on, stored.paid_on)
            is distinct from (excluded.client_id, excluded.number, excluded.issued_on,
                excluded.amount_minor, excluded.currency, excluded.due_on, excluded.paid_on)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("invoice_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}
