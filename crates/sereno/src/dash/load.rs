//! Reading what a screen asks for.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sereno_db::board::{
    audit, chunks, clients, clock, failures, findings, matches, payroll, people, placements,
    queues, run, schedules, tonight, workers,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, PgConnection};
use sereno_domain::board::Need;
use sereno_domain::board::chunk::{ChunkFilter, ChunkFilterError};
use sereno_domain::board::finding::FindingFilter;
use sereno_domain::board::person::PersonFilter;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::PayrollRunId;
use sereno_tui::effect::Query;
use sereno_tui::event::{Board, LoadError};
use sereno_tui::payroll::PayrollPage;
use sereno_tui::short_text::ShortText;

use super::now;
use crate::config::Config;
use crate::connect::{self, Connection};
use crate::log_file::log_end;
use crate::why::Reasons;

/// Runs the list shows.
const N_RUNS: u32 = 400;
/// Placements the list shows: those that go worst come first.
const N_PLACEMENTS: u32 = 2_000;
/// Findings the list shows: those that stop something come first.
const N_FINDINGS: u32 = 2_000;

/// Acts of the audit log the list shows: the newest.
const N_ACTS: u32 = 2_000;
/// Developers the list shows: those who need looking at come first.
const N_PEOPLE: u32 = 1_000;
/// Clients the list shows: those of whom most is stopped come first.
const N_CLIENTS: u32 = 2_000;
/// Payroll runs the list shows: ten years of months.
const N_PAYROLLS: u32 = 120;
/// Chunks a part of their list holds: some screens full, read in a few milliseconds.
const N_CHUNKS: u32 = 200;
/// Items of a payroll run a list shows: those that are not paid come first.
const N_ITEMS: u32 = 2_000;
/// Anomalies of a payroll run the list shows: those that stop an approval come first.
const N_ANOMALIES: u32 = 1_000;
/// Items shown that moved most.
const N_MOVERS: u32 = 100;

/// Reads a board.
pub(super) async fn load(
    connection: &Connection,
    config: &Config,
    reasons: &Reasons,
    query: Query,
) -> Result<Board, LoadError> {
    match read(connection, (config, reasons), query).await {
        Ok(Some(board)) => Ok(board),
        Ok(None) => Err(LoadError {
            message: CleanText::new(missing(query)),
            offline: false,
            missing: true,
        }),
        Err(error) => {
            Err(LoadError { offline: is_offline(&error), message: words(&error), missing: false })
        }
    }
}

async fn read(
    connection: &Connection,
    by: (&Config, &Reasons),
    query: Query,
) -> anyhow::Result<Option<Board>> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut board = read_by_number(&mut conn, by, query).await?;
    if let Some(board) = &mut board {
        connection.names.put(&mut conn, screen(query), board).await?;
        if let (Board::Tonight(board), Some(why)) = (board, connection.names.closed()) {
            board.needs.push(Need::no_names(&why));
        }
    }
    Ok(board)
}

/// Reads a board on which everybody is a number still.
async fn read_by_number(
    conn: &mut PgConnection,
    (config, reasons): (&Config, &Reasons),
    query: Query,
) -> anyhow::Result<Option<Board>> {
    Ok(match query {
        Query::Tonight => Some(Board::Tonight(tonight::tonight(conn).await?)),
        Query::Runs => Some(Board::Runs(run::runs(conn, N_RUNS).await?)),
        Query::Run(run_id) => run::run(conn, run_id).await?.map(Board::Run),
        Query::Failures => Some(Board::Failures(failures::failures(conn).await?)),
        Query::Chunks { filter, seek } => {
            let filter = read_filter(filter)?;
            Some(Board::Chunks(chunks::chunks(conn, &filter, seek, N_CHUNKS).await?))
        }
        Query::ChunkCount { filter } => {
            let filter = read_filter(filter)?;
            Some(Board::ChunkCount(chunks::count_chunks(conn, &filter).await?))
        }
        Query::Chunk(chunk) => {
            run::chunk(conn, chunk).await?.map(|board| Board::Chunk(Box::new(board)))
        }
        Query::Roles
        | Query::Shortlist(_)
        | Query::Why { .. }
        | Query::Compare { .. }
        | Query::WhatIf { .. }
        | Query::Developer(_) => read_matching(conn, reasons, query).await?,
        Query::Placements => {
            let day = looked_at(conn).await?;
            let board = placements::placements(conn, day, None, N_PLACEMENTS).await?;
            Some(Board::Placements(board))
        }
        Query::Placement(placement) => {
            let day = looked_at(conn).await?;
            let board = placements::placement(conn, placement, day).await?;
            board.map(|board| Board::Placement(Box::new(board)))
        }
        Query::Findings => {
            let all = FindingFilter::default();
            Some(Board::Findings(findings::findings(conn, &all, N_FINDINGS).await?))
        }
        Query::People => {
            let day = looked_at(conn).await?;
            let everybody = PersonFilter::default();
            Some(Board::People(people::people(conn, day, &everybody, N_PEOPLE).await?))
        }
        Query::Person(developer) => {
            let day = looked_at(conn).await?;
            let board = people::person(conn, developer, day).await?;
            board.map(|board| Board::Person(Box::new(board)))
        }
        Query::Clients => {
            let day = looked_at(conn).await?;
            Some(Board::Clients(clients::clients(conn, day, N_CLIENTS).await?))
        }
        Query::Client(client) => {
            let day = looked_at(conn).await?;
            let board = clients::client(conn, client, day).await?;
            board.map(|board| Board::Client(Box::new(board)))
        }
        Query::Payroll(page) => read_payroll(conn, page).await?,
        Query::Queues => Some(Board::Queues(queues::queues(conn).await?)),
        Query::Workers => Some(Board::Workers(workers::workers(conn).await?)),
        Query::Schedules => {
            Some(Board::Schedules(schedules::schedules(conn, &config.schedules).await?))
        }
        Query::Audit => Some(Board::Audit(audit::audit(conn, N_ACTS).await?)),
        Query::Logs => Some(read_logs(config).await?),
    })
}

/// Reads a board of who fits what.
async fn read_matching(
    conn: &mut PgConnection,
    reasons: &Reasons,
    query: Query,
) -> anyhow::Result<Option<Board>> {
    Ok(match query {
        Query::Roles => Some(Board::Roles(matches::roles(conn).await?)),
        Query::Shortlist(role) => {
            let mut board = matches::shortlist(conn, role).await?;
            if let Some(board) = board.as_mut().filter(|board| board.role.n_qualified == Some(0)) {
                let found = reasons.role(conn, role).await?;
                board.relax = found.map(|found| Box::new(found.answer));
            }
            board.map(Board::Shortlist)
        }
        Query::Why { role, developer } => {
            reasons.load(conn, role, developer).await?.map(Board::Why)
        }
        Query::Compare { role, one, other } => {
            reasons.compare(conn, role, [one, other]).await?.map(Board::Compare)
        }
        Query::WhatIf { role, trial } => {
            reasons.what_if(conn, role, trial.settings()).await?.map(Board::WhatIf)
        }
        Query::Developer(developer) => {
            reasons.best_roles(conn, developer).await?.map(Board::Developer)
        }
        _ => None,
    })
}

/// Reads what is no matter of the database; none when the query is one.
pub(super) async fn load_here(config: &Config, query: Query) -> Option<Result<Board, LoadError>> {
    if query != Query::Logs {
        return None;
    }
    let read = read_logs(config).await;
    Some(read.map_err(|error| LoadError { message: words(&error), offline: false, missing: false }))
}

async fn read_logs(config: &Config) -> anyhow::Result<Board> {
    let directory = connect::logs_directory(config)?;
    let read = tokio::task::spawn_blocking(move || log_end(&directory, now()));
    Ok(Board::Logs(read.await??))
}

fn read_filter(text: ShortText) -> Result<ChunkFilter, ChunkFilterError> {
    text.as_str().parse()
}

async fn read_payroll(
    conn: &mut PgConnection,
    page: PayrollPage,
) -> Result<Option<Board>, DbError> {
    Ok(match page {
        PayrollPage::Newest => read_run(conn, None).await?,
        PayrollPage::Run(run) => read_run(conn, Some(run)).await?,
        PayrollPage::Runs => Some(Board::Payrolls(payroll::payrolls(conn, N_PAYROLLS).await?)),
        PayrollPage::Items { run, country } => {
            let board = payroll::items(conn, run, country, N_ITEMS).await?;
            board.map(|board| Board::PayrollItems(Box::new(board)))
        }
        PayrollPage::Item { run, placement } => {
            let board = payroll::item(conn, run, placement).await?;
            board.map(|board| Board::PayrollItem(Box::new(board)))
        }
        PayrollPage::Clients(run) => {
            let board = payroll::payroll_clients(conn, run, N_CLIENTS).await?;
            board.map(|board| Board::PayrollClients(Box::new(board)))
        }
        PayrollPage::Anomalies(run) => {
            let board = payroll::anomalies(conn, run, N_ANOMALIES).await?;
            board.map(|board| Board::PayrollAnomalies(Box::new(board)))
        }
        PayrollPage::Variance(run) => {
            let board = payroll::variance(conn, run, N_MOVERS).await?;
            board.map(|board| Board::PayrollVariance(Box::new(board)))
        }
    })
}

async fn read_run(
    conn: &mut PgConnection,
    run: Option<PayrollRunId>,
) -> Result<Option<Board>, DbError> {
    let board = payroll::payroll(conn, run).await?;
    Ok(board.map(|board| Board::Payroll(Box::new(board))))
}

/// The day people and placements are seen from: that of the newest night that looked, so that what is shown
/// hangs together; today before the first.
async fn looked_at(conn: &mut PgConnection) -> Result<Date, DbError> {
    match findings::checked_on(conn).await? {
        Some(day) => Ok(day),
        None => Ok(TimeZone::UTC.to_datetime(clock(conn).await?).date()),
    }
}

/// What the log of who saw whom calls the place.
const fn screen(query: Query) -> &'static str {
    match query {
        Query::Tonight => "dash tonight",
        Query::Runs | Query::Run(_) => "dash runs",
        Query::Failures => "dash failures",
        Query::Chunks { .. } | Query::ChunkCount { .. } | Query::Chunk(_) => "dash chunks",
        Query::Roles => "dash matches",
        Query::Shortlist(_) => "dash role",
        Query::Why { .. } => "dash why",
        Query::Compare { .. } => "dash compare",
        Query::WhatIf { .. } => "dash what-if",
        Query::Developer(_) => "dash developer",
        Query::Placements => "dash placements",
        Query::Placement(_) => "dash placement",
        Query::Findings => "dash findings",
        Query::People => "dash people",
        Query::Person(_) => "dash person",
        Query::Clients => "dash clients",
        Query::Client(_) => "dash client",
        Query::Payroll(_) => "dash payroll",
        Query::Queues => "dash queues",
        Query::Workers => "dash workers",
        Query::Schedules => "dash schedules",
        Query::Audit => "dash audit",
        Query::Logs => "dash logs",
    }
}

fn missing(query: Query) -> &'static str {
    match query {
        Query::Tonight
        | Query::Runs
        | Query::Failures
        | Query::Chunks { .. }
        | Query::ChunkCount { .. }
        | Query::Roles
        | Query::Placements
        | Query::Findings
        | Query::People
        | Query::Clients
        | Query::Queues
        | Query::Workers
        | Query::Schedules
        | Query::Audit
        | Query::Logs
        | Query::Payroll(PayrollPage::Runs) => "there is nothing to show",
        Query::Payroll(PayrollPage::Newest) => {
            "no month has been worked out yet: `sereno payroll prepare` works one out"
        }
        Query::Payroll(PayrollPage::Item { .. }) => {
            "nothing of this placement is in the run: esc leads to what is"
        }
        Query::Payroll(
            PayrollPage::Run(_)
            | PayrollPage::Items { .. }
            | PayrollPage::Clients(_)
            | PayrollPage::Anomalies(_)
            | PayrollPage::Variance(_),
        ) => "there is no such payroll run: `sereno payroll runs` lists those there are",
        Query::Person(_) => "there is no such developer: `sereno people` lists those there are",
        Query::Client(_) => "there is no such client: `sereno clients` lists those there are",
        Query::Placement(_) => {
            "there is no such placement: `sereno placements` lists those at work"
        }
        Query::Chunk(_) => "there is no such chunk: `sereno chunk list` lists those there are",
        Query::Run(_) => "there is no such run: `sereno runs` lists those there are",
        Query::Shortlist(_) => "there is no such role: `sereno matches` lists those that are open",
        Query::Why { .. } => "no night has scored this developer for this role",
        Query::Compare { .. } => "no night has scored both developers for this role",
        Query::WhatIf { .. } => "no night has scored this role",
        Query::Developer(_) => {
            "no night has scored this developer: those who applied, are in vetting or on the bench are"
        }
    }
}

/// True when the database was not there, rather than at odds with what was asked.
pub(super) fn is_offline(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<DbError>().is_some_and(DbError::is_offline))
}

/// An error and its causes in one line.
pub(super) fn words(error: &anyhow::Error) -> CleanText {
    CleanText::new(&error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": "))
}
