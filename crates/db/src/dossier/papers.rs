//! What belongs to dossiers: papers, terms, answers.

use sereno_domain::compliance::classification::ClassificationAnswer;
use sereno_domain::compliance::document::Document;
use sereno_domain::compliance::dossier::Terms;
use sereno_domain::id::{DeveloperId, DocumentId};
use sereno_domain::money::{Money, Rate};

use crate::error::{DbError, StatementOf, day, maybe, word};
use crate::owned::Owned;
use crate::pg_time::PgStoredDate;
use crate::pool::PgConnection;

/// Whose papers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Developers,
    Placements,
    Clients,
}

/// The papers of some owners, by whose they are.
pub(super) async fn documents(
    conn: &mut PgConnection,
    owner: Owner,
    ids: &[i64],
) -> Result<Owned<Document>, DbError> {
    const TABLE: &str = "document";
    let of = |one| if owner == one { ids } else { &[] };
    let rows = sqlx::query!(
        r#"select document_id, coalesce(developer_id, placement_id, client_id) as "owner!", kind, state,
            issued_on as "issued_on: PgStoredDate", expires_on as "expires_on: PgStoredDate",
            number_kind, number_flaw,
            coalesce(handed_in_by = verified_by, false) as "self_verified!",
            coalesce((
                select array_agg(distinct other.developer_id order by other.developer_id)
                from sereno.document_pii as twin
                join sereno.document as other on other.document_id = twin.document_id
                where twin.number = document_pii.number
                  and other.number_kind = document.number_kind
                  and other.developer_id <> document.developer_id
                  and other.state in ('received', 'verified')
            ), '{}') as "shared_with!"
        from sereno.document
        left join sereno.document_pii using (document_id)
        where developer_id = any($1)
           or placement_id = any($2)
           or client_id = any($3)
        order by document_id"#,
        of(Owner::Developers),
        of(Owner::Placements),
        of(Owner::Clients)
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let at = (TABLE, row.document_id);
        let document = Document {
            document_id: DocumentId(row.document_id),
            kind: word(TABLE, "kind", &row.kind)?,
            state: word(TABLE, "state", &row.state)?,
            issued_on: day(at, "issued_on", row.issued_on)?,
            expires_on: day(at, "expires_on", row.expires_on)?,
            self_verified: row.self_verified,
            number_kind: maybe(TABLE, "number_kind", row.number_kind.as_deref())?,
            number_flaw: maybe(TABLE, "number_flaw", row.number_flaw.as_deref())?,
            number_shared_with: row.shared_with.into_iter().map(DeveloperId).collect(),
        };
        Ok((row.owner, document))
    })
}

/// What placements pay and bill, by day.
pub(super) async fn terms(
    conn: &mut PgConnection,
    placements: &[i64],
) -> Result<Owned<Terms>, DbError> {
    const TABLE: &str = "placement_terms";
    let rows = sqlx::query!(
        "select placement_id, starts_on, ends_on, pay_minor, pay_currency, bill_minor, bill_currency, per
        from sereno.placement_terms
        where placement_id = any($1)
        order by placement_id, starts_on",
        placements
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let per = word(TABLE, "per", &row.per)?;
        let rate = |amount_minor, column, currency: &str| {
            let currency = word(TABLE, column, currency)?;
            Ok::<_, DbError>(Rate { money: Money { amount_minor, currency }, per })
        };
        let terms = Terms {
            from: row.starts_on.into(),
            to: row.ends_on.map(Into::into),
            pay: rate(row.pay_minor, "pay_currency", &row.pay_currency)?,
            bill: rate(row.bill_minor, "bill_currency", &row.bill_currency)?,
        };
        Ok((row.placement_id, terms))
    })
}

/// What was said and measured of how people work, by placement.
pub(super) async fn answers(
    conn: &mut PgConnection,
    placements: &[i64],
) -> Result<Owned<ClassificationAnswer>, DbError> {
    const TABLE: &str = "classification_answer";
    let rows = sqlx::query!(
        "select placement_id, factor, observed, applies
        from sereno.classification_answer
        where placement_id = any($1)
        order by placement_id, factor, observed",
        placements
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let answer = ClassificationAnswer {
            factor: word(TABLE, "factor", &row.factor)?,
            applies: row.applies,
            observed: word(TABLE, "observed", &row.observed)?,
        };
        Ok((row.placement_id, answer))
    })
}
