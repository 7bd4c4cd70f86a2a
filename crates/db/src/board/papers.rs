//! Papers as people look at them: what they are, how long they count and who found them right; never the
//! number on them.

use jiff::civil::Date;
use sereno_domain::board::placement::DocumentLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DocumentId, PlacementId};

use crate::error::{DbError, StatementOf, day, word};
use crate::pg_time::PgStoredDate;
use crate::pool::PgConnection;

/// Whose papers are looked at, by id.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Owners<'a> {
    pub(super) developers: &'a [i64],
    pub(super) placements: &'a [i64],
    pub(super) clients: &'a [i64],
}

/// The papers of some owners as they stand on a day: the owner's own first, then by placement.
pub(super) async fn documents(
    conn: &mut PgConnection,
    owners: Owners<'_>,
    as_of: Date,
) -> Result<Vec<DocumentLine>, DbError> {
    const TABLE: &str = "document";
    let rows = sqlx::query!(
        r#"select document_id, placement_id, kind, state, issued_on as "issued_on: PgStoredDate",
            expires_on as "expires_on: PgStoredDate", verified_by
        from sereno.document
        where developer_id = any($1)
           or placement_id = any($2)
           or client_id = any($3)
        order by placement_id nulls first, document_id"#,
        owners.developers,
        owners.placements,
        owners.clients
    )
    .fetch_all(conn)
    .await
    .of("documents")?;
    let read = rows.into_iter().map(|row| {
        let at = (TABLE, row.document_id);
        let state = word(TABLE, "state", &row.state)?;
        let expires_on = day(at, "expires_on", row.expires_on)?;
        Ok(DocumentLine {
            document_id: DocumentId(row.document_id),
            kind: word(TABLE, "kind", &row.kind)?,
            placement_id: row.placement_id.map(PlacementId),
            stands: DocumentLine::stands(state, expires_on, as_of),
            issued_on: day(at, "issued_on", row.issued_on)?,
            expires_on,
            verified_by: row.verified_by.as_deref().map(CleanText::new),
        })
    });
    read.collect()
}
