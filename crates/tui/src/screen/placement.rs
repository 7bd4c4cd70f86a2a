//! One placement: what it pays, how it goes and why, its papers, and what is found of it.

#[cfg(test)]
pub(super) mod tests;

use jiff::civil::Date;
use ratatui::layout::Rect;
use sereno_domain::board::finding::FindingLine;
use sereno_domain::board::placement::{DocumentLine, PlacementBoard, PlacementLine, WeekLine};
use sereno_domain::placement_health::POINTS_MAX;
use sereno_domain::replacement::{CaseLine, ReplacementState};
use sereno_domain::timesheet::{TimesheetState, hours_words};

use super::findings::{self, OWN, acts_at, stopping};
use super::papers::{self, PAPERS};
use super::placements::{guarantee, points, rate};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with, spoken};
use crate::number::{narrow, pointed, score_text};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::bar::{bar, columns};
use crate::widget::hairline::hairline;
use crate::widget::section::{Section, stack};
use crate::word;

/// Who could take over, as many as are shown.
const N_BENCH: usize = 3;
/// Rows under which findings need the room of what is nice to see.
const HEIGHT_TIGHT: u16 = 26;

/// The screen.
pub(super) struct Placement;

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PlacementBoard> {
    match scene.board {
        Some(Board::Placement(board)) => Some(board),
        _ => None,
    }
}

/// Who works for whom, since when, and how it stands.
fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &PlacementBoard) {
    let PlacementLine { developer, client, starts_on, ends_on, .. } = &board.line;
    let end = ends_on.map_or(say("no end").to_owned(), clock::day);
    let facts = say_with(
        "  placement {} · {} to {} · {} h a week · {}",
        &[
            &board.line.placement_id,
            &clock::day(*starts_on),
            &end,
            &board.line.weekly_hours,
            &guarantee(board.line.guarantee_until, board.as_of),
        ],
    );
    let pieces = [
        (developer.as_str(), Tone::Strong),
        (say(" at "), Tone::Dim),
        (client.as_str(), Tone::Strong),
        (facts.as_str(), Tone::Dim),
    ];
    canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
}

/// What is paid and billed today, and what stays.
fn terms(board: &PlacementBoard) -> String {
    match board.terms.iter().find(|terms| terms.hold_on(board.as_of)) {
        None => say("no terms in force").to_owned(),
        Some(terms) => {
            let margin = terms.margin_bp().map_or(String::new(), |margin| {
                let percent = format!("{}.{}", margin / 100, margin.rem_euclid(100) / 10);
                say_with(" · margin {} %", &[&pointed(percent)])
            });
            say_with("pays {} · bills {}{}", &[&rate(terms.pay), &rate(terms.bill), &margin])
        }
    }
}

/// What was told of the last weeks, oldest first, beside what the law allows or what was agreed.
fn paint_hours(canvas: &mut Canvas<'_>, area: Rect, board: &PlacementBoard, heading: &str) {
    let weeks: Vec<(String, Tone)> = board
        .weeks
        .iter()
        .map(|week| {
            let (mark, tone) = match (week.is_over(), week.state) {
                (true, _) => ("▲", Tone::Fail),
                (false, TimesheetState::Disputed) => ("✗", Tone::Warn),
                (false, TimesheetState::Draft) => ("◌", Tone::Faint),
                (
                    false,
                    TimesheetState::Submitted | TimesheetState::ClientOk | TimesheetState::Locked,
                ) => ("", Tone::Text),
            };
            (format!("{mark}{}  ", hours_words(week.worked_minutes)), tone)
        })
        .collect();
    let over = if board.weeks.iter().any(WeekLine::is_over) { say("▲ over ") } else { "" };
    let most = board.weeks.last().and_then(|week| week.hours_max);
    let mut notes = vec![most.map_or_else(
        || say_with("{} agreed", &[&board.line.weekly_hours]),
        |most| say_with("{}{} by law", &[&over, &most]),
    )];
    if board.weeks.iter().any(|week| week.state == TimesheetState::Disputed) {
        notes.push(say("✗ disputed").to_owned());
    }
    let away: u32 = board.weeks.iter().map(|week| week.away_minutes).sum();
    if away > 0 {
        notes.push(say_with("{} away", &[&hours_words(away)]));
    }
    let tail = notes.join(" · ");
    let mut pieces = vec![(heading, Tone::Dim)];
    pieces.extend(weeks.iter().map(|(words, tone)| (words.as_str(), *tone)));
    pieces.push((&tail, Tone::Dim));
    canvas.pieces(area.x + 2, area.y, area.width.saturating_sub(3), &pieces);
}

/// The drivers with their bars, the trend beside them; how many rows it took.
fn paint_health(canvas: &mut Canvas<'_>, area: Rect, board: &PlacementBoard) -> u16 {
    let Some(band) = board.line.band else {
        hairline(
            canvas,
            area,
            &[(say("HEALTH"), Tone::Accent)],
            &[(say("nobody has looked yet"), Tone::Dim)],
        );
        return 1;
    };
    let word = word::band(band);
    let sure = board.line.confidence / 100;
    let alarms: Vec<_> = board.line.alarms.iter().map(|alarm| say(alarm.name())).collect();
    let since =
        board.line.since_on.map_or(String::new(), |day| say_with(" since {}", &[&clock::day(day)]));
    let heading =
        say_with("HEALTH · {} · {}{}", &[&points(board.line.points), &word.words(), &since]);
    let note = if alarms.is_empty() {
        say_with("{} % sure", &[&sure])
    } else {
        say_with("{} · {} % sure", &[&alarms.join(", "), &sure])
    };
    let tone = if alarms.is_empty() { Tone::Dim } else { Tone::Warn };
    hairline(canvas, area, &[(&heading, word.tone)], &[(&note, tone)]);
    let mut y = area.y + 1;
    for (driver, part) in &board.drivers {
        if y >= area.bottom() {
            break;
        }
        let name = spoken(driver.name());
        canvas.text(area.x + 2, y, 14, &name, Tone::Text);
        canvas.right(area.x + 21, y, 4, &format!("{} %", driver.weight()), Tone::Dim);
        let x = area.x + 23;
        let tone = if part.points < 6_000 { Tone::Warn } else { Tone::Ok };
        bar(canvas, (x, y), 20, part.points.into(), POINTS_MAX.into(), tone);
        let after = {
            let said = say_with("{} % said", &[&(part.confidence / 100)]);
            format!("{:>5}  {said}", points(part.points))
        };
        canvas.text(x + 22, y, area.width.saturating_sub(44), &after, Tone::Dim);
        y += 1;
    }
    y - area.y
}

/// The newest replacement case, and who could take over; how many rows it took.
fn paint_case(
    canvas: &mut Canvas<'_>,
    area: Rect,
    case: &CaseLine,
    (day, tight): (Date, bool),
) -> u16 {
    let open = case.state == ReplacementState::Open;
    let tone = if open { Tone::Fail } else { Tone::Dim };
    let heading = say_with(
        "REPLACEMENT · case {} {}",
        &[&case.replacement_case_id, &say_of(case.state.name(), "a state")],
    );
    let note = match case.closed_on {
        Some(closed) => say_with("closed {}", &[&clock::day(closed)]),
        None => guarantee(case.guarantee_until, day),
    };
    hairline(canvas, area, &[(&heading, tone)], &[(&note, Tone::Dim)]);
    let words = match (&case.role, &case.bench) {
        _ if !open => return 1,
        (None, _) => say("nobody said in which role: nobody can be ranked").to_owned(),
        (Some((role, title)), None) => {
            say_with("role {} {} is scored by the next night", &[&role, &title])
        }
        (Some((role, title)), Some(bench)) if bench.is_empty() => {
            say_with("nobody on the bench fits role {} {}", &[&role, &title])
        }
        (Some((role, title)), Some(_)) => say_with("the bench for role {} {}", &[&role, &title]),
    };
    canvas.text(area.x + 2, area.y + 1, area.width.saturating_sub(3), &words, Tone::Text);
    let mut used = 2;
    let n_bench = if tight { 1 } else { N_BENCH };
    for (row, one) in area.rows().skip(2).zip(case.bench.iter().flatten().take(n_bench)) {
        let score = format!("{} {:>6}", one.rank, score_text(one.score));
        let known = say_with("  {} % known", &[&one.confidence]);
        let room = row.width.saturating_sub(4);
        let name = one.name.as_str();
        let pieces =
            [(&*score, Tone::Ok), ("  ", Tone::Dim), (name, Tone::Text), (&*known, Tone::Dim)];
        canvas.pieces(row.x + 2, row.y, room, &pieces);
        used += 1;
    }
    used + u16::from(!tight)
}

/// The weeks of the trend as columns, oldest first.
fn paint_trend(canvas: &mut Canvas<'_>, area: Rect, board: &PlacementBoard) {
    let values: Vec<Option<u64>> =
        board.trend.iter().map(|(_, points)| points.map(u64::from)).collect();
    let words = say_with("{} weeks", &[&values.len()]);
    let x = canvas.text(area.x + 2, area.y, area.width, say("trend "), Tone::Dim);
    let room = narrow(values.len()).min(area.right().saturating_sub(x));
    columns(canvas, (x, area.y), room, &values, Tone::Run);
    canvas.text(x + room + 1, area.y, area.width / 3, &words, Tone::Faint);
}

fn of_findings(board: &PlacementBoard) -> Section<'_, FindingLine> {
    let note = stopping(&board.findings);
    Section { pane: 0, title: "FINDINGS", note, table: &OWN, rows: &board.findings }
}

fn of_papers(board: &PlacementBoard) -> Section<'_, DocumentLine> {
    let note = papers::note(&board.documents);
    Section { pane: 1, title: "PAPERS", note, table: &PAPERS, rows: &board.documents }
}

impl Page for Placement {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => format!("{} @ {}", board.line.developer, board.line.client),
            (None, Screen::Placement(placement)) => say_with("placement {}", &[&placement]),
            (None, _) => say("placement").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match (board(scene), scene.view.pane) {
            (None, _) => Listing::default(),
            (Some(board), 1) => of_papers(board).listing(scene),
            (Some(board), _) => of_findings(board).listing(scene),
        }
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.view.pane == 1 { PAPERS.sorts() } else { OWN.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(canvas, area, board);
        canvas.text(
            area.x + 2,
            area.y + 1,
            area.width.saturating_sub(3),
            &terms(board),
            Tone::Text,
        );
        let below =
            |used: u16| Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let mut used = 3;
        let tight = area.height < HEIGHT_TIGHT;
        if let Some(first) = board.weeks.first() {
            let roomy = scene.room >= Room::Full;
            let since = say_with("hours since {}  ", &[&clock::day(first.week_on)]);
            paint_hours(canvas, below(2), board, if roomy { &since } else { say("hours  ") });
            used += u16::from(roomy);
        }
        if let Some(case) = &board.case {
            used += paint_case(canvas, below(used), case, (board.as_of, tight));
        }
        used += paint_health(canvas, below(used), board);
        if scene.room >= Room::Medium && used < area.height && !(tight && board.case.is_some()) {
            paint_trend(canvas, below(used), board);
            used += 2;
        }
        let wants = [of_findings(board).wants(), of_papers(board).wants()];
        let places = stack(below(used), &wants, Some(scene.view.pane));
        for (pane, place) in places.into_iter().enumerate() {
            match pane {
                1 => of_papers(board).paint(scene, canvas, place),
                _ => of_findings(board).paint(scene, canvas, place),
            }
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let band = board.line.band.map_or(say("not looked at"), |band| word::band(band).words());
        say_with("{} at {} · {}", &[&board.line.developer, &board.line.client, &band])
    }

    fn open(&self, scene: &Scene<'_>, _: &Key) -> Option<Screen> {
        board(scene).map(|board| Screen::Person(board.line.developer_id))
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        board(scene).map(|board| acts_at(&board.findings, key)).unwrap_or_default()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let board = board(scene)?;
        findings::copied(&board.findings, key).or_else(|| papers::copied(&board.documents, key))
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (scene.at, key) {
            (_, Some(Key::Finding(finding))) => format!("sereno findings show {finding}"),
            (Screen::Placement(placement), _) => format!("sereno placements {placement}"),
            _ => "sereno placements".to_owned(),
        }
    }
}
