//! Clients: a list with how each one's placements go, and one with all that belongs to it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::board::client::{ClientBoard, ClientLine, ClientsBoard};
use sereno_domain::board::lasting::Lasting;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::ClientId;
use sereno_domain::placement_health::Band;

use super::clock;
use super::findings::lines_of_client;
use super::matches::{WhichRoles, role_lines};
use super::papers::{Owners, documents};
use super::placements::{Which, lines as placement_lines};
use crate::error::{DbError, StatementOf, count, day, maybe, small};
use crate::pg_time::{PgDate, PgStoredDate};
use crate::pool::PgConnection;

/// Roles of one client at most.
const N_ROLES: i64 = 500;
/// Placements of one client at most: those that go worst come first.
const N_PLACEMENTS: i64 = 1_000;

/// Clients that are looked at, seen from a day; at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn clients(
    conn: &mut PgConnection,
    as_of: Date,
    n_max: u32,
) -> Result<ClientsBoard, DbError> {
    let lines = lines(conn, as_of, None, i64::from(n_max)).await?;
    let n_clients = sqlx::query_scalar!(r#"select count(*) as "n!" from sereno.client"#)
        .fetch_one(&mut *conn)
        .await
        .of("clients")?;
    Ok(ClientsBoard { at: clock(conn).await?, as_of, lines, n_clients: count(n_clients) })
}

/// Clients as lines, in the order of [`ClientsBoard::lines`].
async fn lines(
    conn: &mut PgConnection,
    as_of: Date,
    only: Option<ClientId>,
    n_max: i64,
) -> Result<Vec<ClientLine>, DbError> {
    let rows = sqlx::query_file!(
        "queries/clients.sql",
        PgDate(as_of) as _,
        only.map(|client| client.0),
        n_max
    )
    .fetch_all(conn)
    .await
    .of("clients")?;
    let read = rows.into_iter().map(|row| {
        let bands = [
            (Band::Critical, row.n_critical),
            (Band::AtRisk, row.n_at_risk),
            (Band::Watch, row.n_watch),
            (Band::Stable, row.n_stable),
        ];
        let counted = bands.into_iter().filter(|(_, n)| *n > 0);
        let n_by_band: BTreeMap<Band, u32> = counted.map(|(band, n)| (band, small(n))).collect();
        let agreed_until = match row.document_id {
            Some(document) => day(("document", document), "expires_on", row.agreed_until)?,
            None => None,
        };
        Ok(ClientLine {
            client_id: ClientId(row.client_id),
            name: CleanText::new(&row.name),
            country: maybe("client", "country", row.country.as_deref())?,
            n_open_roles: small(row.n_roles),
            n_seats: small(row.n_seats),
            n_at_work: small(row.n_at_work),
            n_by_band,
            agreement: Lasting::of(row.document_id.is_some(), agreed_until),
            n_findings: small(row.n_findings),
            n_blocking: small(row.n_blocking),
            due_on: row.due_on.map(Into::into),
        })
    });
    read.collect()
}

/// One client with all that belongs to it; none when there is no such client.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn client(
    conn: &mut PgConnection,
    client_id: ClientId,
    as_of: Date,
) -> Result<Option<ClientBoard>, DbError> {
    let Some(line) = lines(conn, as_of, Some(client_id), 1).await?.pop() else {
        return Ok(None);
    };
    let mut roles = role_lines(conn, WhichRoles::OfClient(client_id), N_ROLES).await?;
    roles.sort_by_key(|role| role.status != sereno_domain::role::RoleStatus::Open);
    let of = Which::OfClient(client_id);
    let placements = placement_lines(conn, as_of, of, N_PLACEMENTS).await?;
    let owners = Owners { clients: &[client_id.0], ..Owners::default() };
    Ok(Some(ClientBoard {
        as_of,
        line,
        roles,
        placements,
        documents: documents(conn, owners, as_of).await?,
        findings: lines_of_client(conn, client_id).await?,
        at: clock(conn).await?,
    }))
}
