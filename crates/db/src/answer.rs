//! Answers about how people work, as files tell them: one for a placement, a factor and a way it is
//! known; the last that is told counts.

use std::collections::BTreeSet;

use sereno_domain::intake::answer::IncomingAnswer;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf};
use crate::owner::Owners;
use crate::pool::PgConnection;

const WHAT: &str = "answer_upsert_in_tx";

/// Writes those of `answers` that are new or changed; all their placements are there.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn answer_upsert_in_tx(
    conn: &mut PgConnection,
    source: &str,
    answers: &[IncomingAnswer],
    owners: &Owners,
) -> Result<UpsertCounts, DbError> {
    let rows: Vec<_> = (0_u64..)
        .zip(answers)
        .map(|(no, one)| {
            serde_json::json!({
                "no": no,
                "external_ref": one.external_ref,
                "placement_id": owners.id(&one.placement),
                "factor": one.answer.factor,
                "observed": one.answer.observed,
                "applies": one.answer.applies,
                "answered_on": one.answered_on,
            })
        })
        .collect();
    let rows = serde_json::json!(rows);
    let moved: BTreeSet<Option<String>> = sqlx::query_scalar!(
        "delete from sereno.classification_answer as stored
        using sereno.placement, jsonb_to_recordset($2) as given (external_ref text,
            placement_id bigint, factor text, observed text)
        where placement.placement_id = stored.placement_id
          and placement.source = $1
          and stored.external_ref = given.external_ref
          and (stored.placement_id, stored.factor, stored.observed)
            is distinct from (given.placement_id, given.factor, given.observed)
        returning stored.external_ref",
        source,
        rows
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?
    .into_iter()
    .collect();
    let written = sqlx::query!(
        r#"insert into sereno.classification_answer as stored (placement_id, factor, observed, applies,
            answered_on, external_ref)
        select distinct on (placement_id, factor, observed) placement_id, factor, observed, applies,
            answered_on, external_ref
        from jsonb_to_recordset($1) as given (no bigint, external_ref text, placement_id bigint,
            factor text, observed text, applies boolean, answered_on date)
        order by placement_id, factor, observed, no desc
        on conflict (placement_id, factor, observed) do update
        set applies = excluded.applies,
            answered_on = excluded.answered_on,
            external_ref = excluded.external_ref
        where (stored.applies, stored.answered_on, stored.external_ref)
            is distinct from (excluded.applies, excluded.answered_on, excluded.external_ref)
        returning external_ref, xmax = 0 as "is_new!""#,
        rows
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let mut counts = UpsertCounts::default();
    for row in written {
        counts.wrote(row.is_new && !moved.contains(&row.external_ref));
    }
    Ok(counts)
}
