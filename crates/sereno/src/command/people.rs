//! `sereno people`: developers of every status, and one with all that belongs to them.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::pool;
use sereno_domain::board::lasting::Lasting;
use sereno_domain::board::person::{
    PeopleBoard, PersonBoard, PersonFilter, PersonLine, PersonPlacement,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::developer::{DeveloperStatus, Seniority};
use sereno_domain::id::DeveloperId;
use sereno_domain::matching::score_text;

use super::placements::{document, finding};
use crate::connect::Connection;
use crate::print::{self, styled};

/// Which developers.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    /// The developer to open
    developer: Option<DeveloperId>,
    /// Where they stand: applied, vetting, bench, placed, paused, left or erased
    #[arg(long, conflicts_with = "developer")]
    status: Option<DeveloperStatus>,
    /// Where they work from
    #[arg(long, conflicts_with = "developer")]
    country: Option<Country>,
    /// Their band: entry, mid, senior or staff
    #[arg(long, conflicts_with = "developer")]
    seniority: Option<Seniority>,
    /// A skill they have, as `config/skills.toml` calls it
    #[arg(long, conflicts_with = "developer")]
    skill: Option<String>,
    /// Only those of whom something found stops something
    #[arg(long, conflicts_with = "developer")]
    stopped: bool,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    last: u32,
    /// The day they are seen from; the firm's today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the developers asked for, or the one.
pub(crate) async fn run(
    connection: &Connection,
    today: Date,
    args: PeopleArgs,
) -> anyhow::Result<ExitCode> {
    let as_of = args.as_of.unwrap_or(today);
    if let Some(developer) = args.developer {
        one(connection, developer, as_of, args.json).await?;
    } else {
        list(connection, as_of, args).await?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(connection: &Connection, as_of: Date, args: PeopleArgs) -> anyhow::Result<()> {
    let filter = PersonFilter {
        status: args.status,
        country: args.country,
        seniority: args.seniority,
        skill: args.skill,
        stopped: args.stopped,
    };
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut board = board::people::people(&mut conn, as_of, &filter, args.last).await?;
    connection.names.put(&mut conn, "people", &mut board).await?;
    if args.json {
        return print::json(&board);
    }
    for line in &board.lines {
        print::line(&self::line(line));
    }
    print::note(&summary(&board));
    Ok(())
}

/// How many there are in all, whoever was listed.
fn summary(board: &PeopleBoard) -> String {
    let n_all: u64 = board.n_by_status.values().sum();
    let counts: Vec<_> =
        board.n_by_status.iter().map(|(status, n)| format!("{n} {status}")).collect();
    format!(
        "{} listed; {n_all} in all: {}; {} stopped by what is found",
        board.lines.len(),
        counts.join(", "),
        board.n_stopped
    )
}

fn line(line: &PersonLine) -> String {
    let style = if line.n_blocking > 0 { print::BAD } else { print::DIM };
    let found = match (line.n_findings, line.due_on) {
        (0, _) | (_, None) => String::new(),
        (n, Some(due)) => format!("{n} findings, due {due}"),
    };
    let client = line.client.as_ref().map_or(String::new(), |client| format!(" at {client}"));
    let skills: Vec<_> = line.skills.iter().map(ToString::to_string).collect();
    format!(
        "{:>7}  {:<7}  {}  {:<6}  {:<16}  {}  {}{client}  {}",
        line.developer_id,
        line.status,
        line.country.map_or("  ".to_owned(), |country| country.to_string()),
        line.seniority.map_or("", Seniority::name),
        lasting("vetted", line.vetting),
        styled(style, format_args!("{found:<26}")),
        line.name,
        skills.join(", ")
    )
}

/// `vetted to 2027-03-01`, `not vetted`.
pub(crate) fn lasting(what: &str, lasting: Lasting) -> String {
    match lasting {
        Lasting::Missing => format!("not {what}"),
        Lasting::Until(day) => format!("to {day}"),
        Lasting::NoEnd => what.to_owned(),
    }
}

async fn one(
    connection: &Connection,
    developer: DeveloperId,
    as_of: Date,
    json: bool,
) -> anyhow::Result<()> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = board::people::person(&mut conn, developer, as_of).await?;
    connection.names.put(&mut conn, "people", &mut found).await?;
    let Some(board) = found else {
        bail!("there is no developer {developer}: `sereno people` lists those there are");
    };
    if json {
        return print::json(&board);
    }
    page(&board);
    Ok(())
}

fn page(board: &PersonBoard) {
    print::line(&line(&board.line));
    let years = board.years_experience_tenths.map(|tenths| format!("{} years", years(tenths)));
    let english = board.english.map(|level| format!("English {level}"));
    let engagement = board.engagement.map(|how| how.to_string());
    let free = board.available_from.map(|day| format!("free from {day}"));
    let facts: Vec<_> = [years, english, engagement, free].into_iter().flatten().collect();
    print::line(&facts.join(", "));
    for result in &board.vetting {
        let by = result.evaluator.map_or(String::new(), |who| format!("by evaluator {who}"));
        let end = result.expires_on.map_or("no end".to_owned(), |end| format!("to {end}"));
        print::line(&format!(
            "  {:<12}  {:<6}  {:>3}  {} {end}  {by}",
            result.stage, result.outcome, result.score, result.held_on
        ));
    }
    for attested in &board.attestations {
        let end = attested.expires_on.map_or("no end".to_owned(), |end| format!("to {end}"));
        print::line(&format!("  {:<12}  attested {} {end}", attested.regime, attested.attested_on));
    }
    for skill in &board.skills {
        let years = skill.years_tenths.map_or(String::new(), years_words);
        print::line(&format!(
            "  {:<20}  level {}  {years:<10}  {}",
            CleanText::new(&skill.skill),
            skill.level,
            skill.evidence
        ));
    }
    for placement in &board.placements {
        print::line(&self::placement(placement));
    }
    for paper in &board.documents {
        print::line(&document(paper));
    }
    for found in &board.findings {
        print::line(&finding(found));
    }
    for list in &board.lists {
        print::line(&format!(
            "  {:>6}  place {:<3}  {} {} at {}",
            score_text(list.score),
            list.rank.unwrap_or_default(),
            list.role_id,
            list.title,
            list.client
        ));
    }
}

fn placement(PersonPlacement { line, terms }: &PersonPlacement) -> String {
    let end = line.ends_on.map_or_else(|| "no end".to_owned(), |end| end.to_string());
    let terms = terms
        .as_ref()
        .map_or("no terms".to_owned(), |terms| format!("pays {}, bills {}", terms.pay, terms.bill));
    format!(
        "  {:>7}  {:<8}  {}  {} to {end}  {terms}",
        line.placement_id,
        line.band.map_or("", |band| band.name()),
        line.client,
        line.starts_on
    )
}

/// Tenths of years: `6.5`.
fn years(tenths: u16) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn years_words(tenths: u16) -> String {
    format!("{} years", years(tenths))
}
