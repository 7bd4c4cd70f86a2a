//! `sereno findings`: what the rules found, narrowed as asked; who is at it; what is let be.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::pool;
use sereno_domain::board::finding::{FindingBoard, FindingFilter, FindingLine, FindingsBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::rule;
use sereno_domain::country::Country;
use sereno_domain::finding::{FindingState, Severity};
use sereno_domain::id::{ClientId, DeveloperId, FindingId};
use sereno_jobs::finding::{acknowledge, waive, waiver_ask};

use super::{actor, reason};
use crate::connect::Connection;
use crate::print::{self, styled};

/// What can be done with findings.
#[derive(Debug, Subcommand)]
pub(crate) enum FindingsAction {
    /// List those that are not settled, those first that stop something
    List(ListArgs),
    /// One finding: what it was decided on, what to do, its history
    Show {
        /// The finding
        finding: FindingId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say that somebody is at findings
    Acknowledge {
        /// The findings
        #[arg(required = true)]
        findings: Vec<FindingId>,
        /// What is being done
        #[arg(long, value_parser = reason)]
        reason: CleanText,
    },
    /// Ask that a finding be let be for some days; somebody else has to agree
    Waive {
        /// The finding
        finding: FindingId,
        /// For how many days, 180 at most
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        days: u16,
        /// Why it may be
        #[arg(long, value_parser = reason)]
        reason: CleanText,
    },
    /// Agree that a finding be let be, as somebody else asked
    Agree {
        /// The finding
        finding: FindingId,
        /// Why it may be
        #[arg(long, value_parser = reason)]
        reason: CleanText,
    },
}

/// Which findings.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What they stop now: `block_payment`, `block_placement`, `warn` or `info`
    #[arg(long)]
    severity: Option<Severity>,
    /// A rule or a family: DOC-02 or DOC
    #[arg(long)]
    rule: Option<String>,
    /// Where the developer works from, or the client sits
    #[arg(long)]
    country: Option<Country>,
    /// Of one client
    #[arg(long)]
    client: Option<ClientId>,
    /// Of one developer and their placements
    #[arg(long)]
    developer: Option<DeveloperId>,
    /// Where they stand: open, acknowledged, waived or resolved; all but resolved by default
    #[arg(long)]
    state: Option<FindingState>,
    /// Due within so many days
    #[arg(long, value_name = "DAYS")]
    due: Option<u16>,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    last: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) async fn run(
    connection: &Connection,
    today: Date,
    action: FindingsAction,
) -> anyhow::Result<ExitCode> {
    let pool = &connection.pool;
    match action {
        FindingsAction::List(args) => list(connection, today, args).await?,
        FindingsAction::Show { finding, json } => show(connection, finding, json).await?,
        FindingsAction::Acknowledge { findings, reason } => {
            let done = acknowledge(pool, &findings, [reason.as_str(), &actor()]).await?;
            print::note(&acknowledged(&done, &findings));
        }
        FindingsAction::Waive { finding, days, reason } => {
            let why = [reason.as_str(), &actor()];
            let until = waiver_ask(pool, finding, (days, today), why).await?;
            print::note(&format!(
                "asked until {until}; somebody else agrees with `sereno findings agree {finding}`"
            ));
        }
        FindingsAction::Agree { finding, reason } => {
            waive(pool, finding, [reason.as_str(), &actor()]).await?;
            print::note(&format!("finding {finding} is let be until its day"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What became of findings that were to be acknowledged.
pub(crate) fn acknowledged(done: &[FindingId], asked: &[FindingId]) -> String {
    match (done, asked) {
        ([finding], [_]) => format!("finding {finding} is acknowledged"),
        ([], [finding]) => format!("finding {finding} was not open any more"),
        (done, asked) => {
            format!("{} of {} findings were open and are acknowledged", done.len(), asked.len())
        }
    }
}

async fn list(connection: &Connection, today: Date, args: ListArgs) -> anyhow::Result<()> {
    let due = |days: u16| today.saturating_add(jiff::Span::new().days(i64::from(days)));
    let filter = FindingFilter {
        severity: args.severity,
        rule: args.rule.map(|rule| rule.to_uppercase()),
        country: args.country,
        client: args.client,
        developer: args.developer,
        subject: None,
        state: args.state,
        due_by: args.due.map(due),
    };
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut board = board::findings::findings(&mut conn, &filter, args.last).await?;
    connection.names.put(&mut conn, "findings", &mut board).await?;
    if args.json {
        return print::json(&board);
    }
    for line in &board.lines {
        print::line(&self::line(line));
    }
    print::note(&summary(&board));
    Ok(())
}

fn line(line: &FindingLine) -> String {
    let style = match line.severity {
        Severity::BlockPayment | Severity::BlockPlacement => print::BAD,
        Severity::Warn => print::WARN,
        Severity::Info => print::DIM,
    };
    let country = line.country.map_or("  ".to_owned(), |country| country.to_string());
    format!(
        "{:>7}  {}  {:<7}  due {}  {:<12}  {country}  {:<16}  {}: {}",
        line.finding_id,
        styled(style, format_args!("{:<15}", line.severity)),
        line.rule,
        line.due_on,
        line.state,
        line.subject.to_string(),
        line.name,
        line.says
    )
}

fn summary(board: &FindingsBoard) -> String {
    let counts: Vec<_> =
        board.n_by_severity.iter().map(|(severity, n)| format!("{n} {severity}")).collect();
    let counts = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
    match board.checked_on {
        Some(day) => format!("not settled: {counts}; looked at for {day}"),
        None => "nobody has looked yet: `sereno run nightly --wait` does".to_owned(),
    }
}

async fn show(connection: &Connection, finding: FindingId, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = board::findings::finding(&mut conn, finding).await?;
    connection.names.put(&mut conn, "findings", &mut found).await?;
    let Some(board) = found else {
        bail!("there is no finding {finding}: `sereno findings list` lists them");
    };
    if json {
        return print::json(&board);
    }
    page(&board);
    Ok(())
}

fn page(board: &FindingBoard) {
    let line = &board.line;
    print::line(&self::line(line));
    if let Some(rule) = rule(line.rule.as_str()) {
        print::line(&format!("checks   {}", rule.checks));
        print::line(&format!("why      {}", rule.why));
        print::line(&format!("to do    {}", rule.remedy));
    }
    print::line(&format!(
        "stops    {} from {} on; found since {}",
        line.severity_due, line.due_on, line.opened_on
    ));
    for (name, value) in &board.evidence {
        print::line(&format!("  {name:<36}  {value}"));
    }
    if let Some(waiver) = &board.waiver {
        let agreed = waiver.waived_by.as_ref();
        let agreed = agreed.map_or("nobody has agreed yet".to_owned(), |by| format!("{by} agreed"));
        print::line(&format!(
            "let be until {}: {} ({} asks; {agreed})",
            waiver.until, waiver.reason, waiver.asked_by
        ));
    }
    for event in &board.events {
        let who = match (&event.actor, event.business_date) {
            (Some(actor), _) => format!("{actor}: {}", event.reason),
            (None, Some(day)) => format!("night of {day}"),
            (None, None) => String::new(),
        };
        print::line(&format!("  {:.0}  {:<12}  {who}", event.at, event.kind));
    }
}
