//! What placements pay and bill, as files tell it: a batch in, new and changed rows written, the others
//! left alone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::intake::terms::IncomingTerms;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

/// Of which placement, the first day, and the first day after the last.
type Place = (i64, Date, Option<Date>);

/// Whether terms of one placement hold on one day.
fn overlap(&(one, from, to): &Place, &(other, other_from, other_to): &Place) -> bool {
    one == other
        && other_to.is_none_or(|other_to| from < other_to)
        && to.is_none_or(|to| other_from < to)
}

/// Which of `terms` hold on a day on which others of their placement do.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn terms_clashes(
    conn: &mut PgConnection,
    source: &str,
    terms: &[&IncomingTerms],
    owners: &Owners,
) -> Result<BTreeMap<String, Clash>, DbError> {
    let given: Vec<(String, Place)> = terms
        .iter()
        .filter_map(|one| {
            let place = (owners.id(&one.placement)?, one.terms.from, one.terms.to);
            Some((one.external_ref.clone(), place))
        })
        .collect();
    let placements: Vec<i64> = given.iter().map(|(_, (placement, ..))| *placement).collect();
    let stored = sqlx::query!(
        r#"select placement_id, starts_on, ends_on,
            case when source = $1 then external_ref end as external_ref
        from sereno.placement_terms
        where placement_id = any($2)
        order by placement_terms_id"#,
        source,
        &placements
    )
    .fetch_all(conn)
    .await
    .of("terms_clashes")?;
    let stored = stored.into_iter().map(|row| Standing {
        external_ref: row.external_ref,
        place: (row.placement_id, row.starts_on.into(), row.ends_on.map(Into::into)),
    });
    Ok(clashes(&stored.collect::<Vec<_>>(), &given, overlap))
}

/// Writes those of `terms` that are new or changed; all their placements are there, and none overlap.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn terms_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    terms: &[IncomingTerms],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = terms
        .iter()
        .map(|one| {
            let (pay, bill) = (one.terms.pay, one.terms.bill);
            serde_json::json!({
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "starts_on": one.terms.from,
                "ends_on": one.terms.to,
                "pay_minor": pay.money.amount_minor,
                "pay_currency": pay.money.currency,
                "bill_minor": bill.money.amount_minor,
                "bill_currency": bill.money.currency,
                "per": pay.per,
                "proration": one.proration,
                "fx_source": one.fx_source,
            })
        })
        .collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.placement_terms as stored (source, external_ref, placement_id, starts_on,
            ends_on, pay_minor, pay_currency, bill_minor, bill_currency, per, proration, fx_source)
        select $1, external_ref, placement_id, starts_on, ends_on, pay_minor, pay_currency, bill_minor,
            bill_currency, per, proration, fx_source
        from jsonb_to_recordset($2) as given (external_ref text, placement_id bigint, starts_on date,
            ends_on date, pay_minor bigint, pay_currency text, bill_minor bigint, bill_currency text,
            per text, proration text, fx_source text)
        order by external_ref
        on conflict (source, external_ref) do update
        set placement_id = excluded.placement_id,
            starts_on = excluded.starts_on,
            ends_on = excluded.ends_on,
            pay_minor = excluded.pay_minor,
            pay_currency = excluded.pay_currency,
            bill_minor = excluded.bill_minor,
            bill_currency = excluded.bill_currency,
            per = excluded.per,
            proration = excluded.proration,
            fx_source = excluded.fx_source
        where (stored.placement_id, stored.starts_on, stored.ends_on, stored.pay_minor,
                stored.pay_currency, stored.bill_minor, stored.bill_currency, stored.per,
                stored.proration, stored.fx_source)
            is distinct from (excluded.placement_id, excluded.starts_on, excluded.ends_on,
                excluded.pay_minor, excluded.pay_currency, excluded.bill_minor, excluded.bill_currency,
                excluded.per, excluded.proration, excluded.fx_source)
        returning xmax = 0 as "is_new!""#,
        source,
        serde_json::json!(rows)
    )
    .fetch_all(conn)
    .await
    .of("terms_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn terms_of_one_placement_overlap_from_the_first_day_they_share() {
        let of = |placement, ends_on: Option<Date>| (placement, date(2026, 1, 1), ends_on);
        let next = (1, date(2026, 6, 1), None);
        assert!(!overlap(&of(1, Some(date(2026, 6, 1))), &next));
        assert!(overlap(&of(1, Some(date(2026, 6, 2))), &next));
        assert!(overlap(&next, &of(1, None)));
        assert!(!overlap(&of(2, None), &next));
    }
}
