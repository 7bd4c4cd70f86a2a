//! `sereno placements`: how placements go, and one with all that belongs to it.

use std::process::ExitCode;

use anyhow::bail;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::finding::FindingLine;
use sereno_domain::board::placement::{DocumentLine, PlacementBoard, PlacementLine, WeekLine};
use sereno_domain::id::PlacementId;
use sereno_domain::placement_health::Band;
use sereno_domain::timesheet::hours_words;

use crate::connect::Connection;
use crate::print::{self, styled};

/// Prints the placements that have not ended.
pub(crate) async fn list(
    connection: &Connection,
    (band, n_max): (Option<Band>, u32),
    as_of: Date,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut board = board::placements::placements(&mut conn, as_of, band, n_max).await?;
    connection.names.put(&mut conn, "placements", &mut board).await?;
    if json {
        print::json(&board)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &board.lines {
        print::line(&self::line(line));
    }
    let counts: Vec<_> = board.n_by_band.iter().map(|(band, n)| format!("{n} {band}")).collect();
    print::note(&counts.join(", "));
    Ok(ExitCode::SUCCESS)
}

/// A placement as one line.
pub(crate) fn line(line: &PlacementLine) -> String {
    let (style, band) = match line.band {
        Some(Band::Critical | Band::AtRisk) => (print::BAD, line.band),
        Some(Band::Watch) => (print::WARN, line.band),
        Some(Band::Stable) => (print::GOOD, line.band),
        None => (print::DIM, None),
    };
    let band = band.map_or("not looked at", |band| band.name());
    let alarms: Vec<_> = line.alarms.iter().map(|alarm| alarm.name()).collect();
    let end = line.ends_on.map_or_else(|| "no end".to_owned(), |end| end.to_string());
    format!(
        "{:>7}  {}  {:>5}  {} at {}  {} to {end}  {} findings  {}",
        line.placement_id,
        styled(style, format_args!("{band:<13}")),
        line.points,
        line.developer,
        line.client,
        line.starts_on,
        line.n_findings,
        alarms.join(", ")
    )
}

/// Prints one placement.
pub(crate) async fn one(
    connection: &Connection,
    placement: PlacementId,
    as_of: Date,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = board::placements::placement(&mut conn, placement, as_of).await?;
    connection.names.put(&mut conn, "placements", &mut found).await?;
    let Some(board) = found else {
        bail!("there is no placement {placement}: `sereno placements` lists those at work");
    };
    if json {
        print::json(&board)?;
    } else {
        page(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn page(board: &PlacementBoard) {
    print::line(&line(&board.line));
    print::line(&format!(
        "guarantee until {}; {} hours a week",
        board.line.guarantee_until, board.line.weekly_hours
    ));
    for terms in &board.terms {
        let to = terms.to.map_or_else(|| "no end".to_owned(), |to| to.to_string());
        print::line(&format!("  {} to {to}: pays {}, bills {}", terms.from, terms.pay, terms.bill));
    }
    for week in &board.weeks {
        print::line(&self::week(week));
    }
    for (driver, part) in &board.drivers {
        print::line(&format!(
            "  {:<14}  {:>3} %  {:>6}  {:>3} % sure",
            driver,
            driver.weight(),
            part.points,
            part.confidence / 100
        ));
    }
    let trend: Vec<_> = board
        .trend
        .iter()
        .map(|(_, points)| points.map_or_else(|| "-".to_owned(), |points| points.to_string()))
        .collect();
    print::line(&format!("trend by week  {}", trend.join(" ")));
    for paper in &board.documents {
        print::line(&document(paper));
    }
    for found in &board.findings {
        print::line(&finding(found));
    }
}

fn week(week: &WeekLine) -> String {
    let (style, allowed) = match (week.hours_max, week.is_over()) {
        (Some(most), true) => (print::BAD, format!("over the {most} a week of the law")),
        (Some(most), false) => (print::GOOD, format!("of {most} a week by law")),
        (None, _) => (print::DIM, String::new()),
    };
    format!(
        "  week of {}  {:>6} worked  {:>6} away  {:<13}  {}",
        week.week_on,
        hours_words(week.worked_minutes),
        hours_words(week.away_minutes),
        week.state.words(),
        styled(style, format_args!("{allowed}"))
    )
}

/// A paper as one line: without the number on it.
pub(crate) fn document(line: &DocumentLine) -> String {
    let of = line.placement_id.map_or(String::new(), |placement| format!("placement {placement}"));
    let from = line.issued_on.map_or(String::new(), |day| format!("from {day}"));
    let until = line.expires_on.map_or(String::new(), |end| format!("until {end}"));
    let by = line.verified_by.as_ref().map_or(String::new(), |who| format!("verified by {who}"));
    format!("  {:<22}  {:<10}  {from:<15}  {until:<16}  {by}  {of}", line.kind, line.stands)
        .trim_end()
        .to_owned()
}

/// A finding as one line of whatever it belongs to.
pub(crate) fn finding(line: &FindingLine) -> String {
    format!(
        "  {:>7}  {} {}, due {}, {}  {}",
        line.finding_id, line.rule, line.severity, line.due_on, line.state, line.says
    )
}

/// Prints how much of what makes an employee is in each contract.
pub(crate) async fn classification(
    pool: &Pool,
    n_max: u32,
    as_of: Date,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(pool).await?;
    let lines = board::placements::classifications(&mut conn, as_of).await?;
    let shown = lines.iter().take(usize::try_from(n_max).unwrap_or(usize::MAX));
    if json {
        print::json(&shown.collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in shown {
        let counted: Vec<_> =
            line.counted.iter().map(|(factor, points)| format!("{factor} {points}")).collect();
        print::line(&format!(
            "{:>7}  {:>3}  developer {} ({}) at client {}: {}",
            line.placement_id,
            line.points,
            line.developer_id,
            line.country,
            line.client_id,
            counted.join(", ")
        ));
    }
    let of = |least: u8, most: u8| {
        lines.iter().filter(|line| (least..=most).contains(&line.points)).count()
    };
    print::note(&format!(
        "{} contracts at work: {} under 20 points, {} to 39, {} to 59, {} to 79, {} from 80",
        lines.len(),
        of(0, 19),
        of(20, 39),
        of(40, 59),
        of(60, 79),
        of(80, 100)
    ));
    Ok(ExitCode::SUCCESS)
}
