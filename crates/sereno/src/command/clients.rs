//! `sereno clients`: how each client's placements go, and one with all that belongs to it.

use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::RoleLine;
use sereno_domain::board::client::{ClientBoard, ClientLine};
use sereno_domain::id::ClientId;
use sereno_domain::placement_health::Band;

use super::people::lasting;
use super::placements::{self, document, finding};
use crate::connect::Connection;
use crate::print::{self, styled};

/// Prints the clients.
pub(crate) async fn list(
    pool: &Pool,
    n_max: u32,
    as_of: Date,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::clients::clients(&mut conn, as_of, n_max).await?;
    if json {
        print::json(&board)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &board.lines {
        print::line(&self::line(line));
    }
    print::note(&format!("{} listed; {} in all", board.lines.len(), board.n_clients));
    Ok(ExitCode::SUCCESS)
}

fn line(line: &ClientLine) -> String {
    let style = match (line.n_blocking, line.n_in(Band::Critical) + line.n_in(Band::AtRisk)) {
        (0, 0) => print::DIM,
        (0, _) => print::WARN,
        (_, _) => print::BAD,
    };
    let bands: Vec<_> = line.n_by_band.iter().map(|(band, n)| format!("{n} {band}")).collect();
    let found = match (line.n_findings, line.due_on) {
        (0, _) | (_, None) => String::new(),
        (n, Some(due)) => format!("{n} findings, due {due}"),
    };
    format!(
        "{:>7}  {}  {:>3} open roles  {:>4} at work  {:<16}  {}  {}  {}",
        line.client_id,
        line.country.map_or("  ".to_owned(), |country| country.to_string()),
        line.n_open_roles,
        line.n_at_work,
        lasting("agreed", line.agreement),
        styled(style, format_args!("{found:<27}")),
        line.name,
        bands.join(", ")
    )
}

/// Prints one client.
pub(crate) async fn one(
    connection: &Connection,
    client: ClientId,
    as_of: Date,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = board::clients::client(&mut conn, client, as_of).await?;
    connection.names.put(&mut conn, "clients", &mut found).await?;
    let Some(board) = found else {
        bail!("there is no client {client}: `sereno clients` lists those there are");
    };
    if json {
        print::json(&board)?;
    } else {
        page(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn page(board: &ClientBoard) {
    print::line(&line(&board.line));
    for role in &board.roles {
        print::line(&self::role(role));
    }
    for placement in &board.placements {
        print::line(&placements::line(placement));
    }
    for paper in &board.documents {
        print::line(&document(paper));
    }
    for found in &board.findings {
        print::line(&finding(found));
    }
}

fn role(line: &RoleLine) -> String {
    let qualify = line.n_qualified.map_or("not scored".to_owned(), |n| format!("{n} qualify"));
    format!(
        "  role {:>5}  {:<7}  {:<6}  {} seats from {}  {qualify}  {}",
        line.role_id, line.status, line.seniority, line.headcount, line.starts_on, line.title
    )
}
