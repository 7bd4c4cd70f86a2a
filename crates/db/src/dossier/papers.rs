//! What belongs to dossiers: papers, terms, answers, bills, employment before.

use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::client::Invoice;
use sereno_domain::compliance::classification::ClassificationAnswer;
use sereno_domain::compliance::document::Document;
use sereno_domain::compliance::dossier::{Employment, Terms};
use sereno_domain::id::{ClientId, DeveloperId, DocumentId};
use sereno_domain::money::{Money, Rate};

use crate::error::{DbError, StatementOf, day, maybe, word};
use crate::owned::Owned;
use crate::pg_time::{PgDate, PgStoredDate};
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
            number_kind, number_flaw, coalesce(handed_in_by = verified_by, false) as "self_verified!"
        from sereno.document
        where developer_id = any($1)
           or placement_id = any($2)
           or client_id = any($3)
        order by document_id"#,
        of(Owner::Developers),
        of(Owner::Placements),
        of(Owner::Clients)
    )
    .fetch_all(&mut *conn)
    .await
    .of(TABLE)?;
    let numbered = rows.iter().filter(|row| row.number_kind.is_some()).map(|row| row.document_id);
    let mut sharing = sharing(conn, &numbered.collect::<Vec<_>>()).await?;
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
            number_shared_with: sharing.take(row.document_id),
        };
        Ok((row.owner, document))
    })
}

/// Developers who handed in the number of a paper as well, by paper. Looked up one by one: to hash all
/// numbers there are for a few thousand of them takes ten times as long.
async fn sharing(
    conn: &mut PgConnection,
    documents: &[i64],
) -> Result<Owned<DeveloperId>, DbError> {
    let rows = sqlx::query!(
        r#"select wanted.document_id as "document_id!", twin.developer_id as "developer_id!"
        from unnest($1::bigint[]) as wanted (document_id)
        cross join lateral (
            select mark, developer_id
            from sereno.document
            join sereno.document_pii using (document_id)
            where document.document_id = wanted.document_id
            offset 0
        ) as mine
        cross join lateral (
            select distinct other.developer_id
            from sereno.document_pii
            join sereno.document as other using (document_id)
            where document_pii.mark = mine.mark
              and other.developer_id <> mine.developer_id
              and other.state in ('received', 'verified')
            offset 0
        ) as twin
        order by 1, 2"#,
        documents
    )
    .fetch_all(conn)
    .await
    .of("document_pii")?;
    Owned::gather(rows, |row| Ok((row.document_id, DeveloperId(row.developer_id))))
}

/// What placements pay and bill, by day.
pub(crate) async fn terms(
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

/// What clients were billed until a day and had not paid before it.
pub(super) async fn invoices(
    conn: &mut PgConnection,
    clients: &[i64],
    day: Date,
) -> Result<Owned<Invoice>, DbError> {
    const TABLE: &str = "client_invoice";
    let rows = sqlx::query!(
        "select client_id, number, issued_on, amount_minor, currency, due_on, paid_on
        from sereno.client_invoice
        where client_id = any($1)
          and issued_on <= $2
          and (paid_on is null or paid_on > $2)
        order by client_id, issued_on, client_invoice_id",
        clients,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let currency = word(TABLE, "currency", &row.currency)?;
        let invoice = Invoice {
            number: CleanText::new(&row.number),
            issued_on: row.issued_on.into(),
            amount: Money { amount_minor: row.amount_minor, currency },
            due_on: row.due_on.into(),
            paid_on: row.paid_on.map(Into::into),
        };
        Ok((row.client_id, invoice))
    })
}

/// When developers were an employee of a client.
pub(super) async fn employments(
    conn: &mut PgConnection,
    developers: &[i64],
) -> Result<Owned<Employment>, DbError> {
    let rows = sqlx::query!(
        "select developer_id, client_id, starts_on, ends_on
        from sereno.former_employment
        where developer_id = any($1)
        order by developer_id, starts_on, former_employment_id",
        developers
    )
    .fetch_all(conn)
    .await
    .of("former_employment")?;
    Owned::gather(rows, |row| {
        let employment = Employment {
            client_id: ClientId(row.client_id),
            starts_on: row.starts_on.into(),
            ends_on: row.ends_on.map(Into::into),
        };
        Ok((row.developer_id, employment))
    })
}
