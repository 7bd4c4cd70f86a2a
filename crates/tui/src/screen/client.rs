//! One client: what is found of it and of its placements, who works there and how it goes, its roles,
//! its papers.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::RoleLine;
use sereno_domain::board::client::ClientBoard;
use sereno_domain::board::finding::FindingLine;
use sereno_domain::board::lasting::Lasting;
use sereno_domain::board::placement::{DocumentLine, PlacementLine};
use sereno_domain::role::RoleStatus;

use super::findings::{self, OWN, acts_at, stopping};
use super::matches::{best, qualified};
use super::papers::{self, PAPERS};
use super::people::found;
use super::placements::{alarms, band, points_of};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_of, say_with, spoken};
use crate::number::{counted, grouped};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::section::{Section, columns};
use crate::widget::table::{Cell, Column, Table};

/// Rows of what stands above the lists.
const HEAD_HEIGHT: u16 = 2;

/// The screen.
pub(super) struct Client;

static PLACEMENTS: Table<PlacementLine> = Table {
    columns: &[
        Column::<PlacementLine>::left("HEALTH", 12, |line, _| band(line.band))
            .sorts(|a, b| a.band.cmp(&b.band)),
        Column::<PlacementLine>::right("POINTS", 6, |line, _| points_of(line))
            .sorts(|a, b| a.points.cmp(&b.points)),
        Column::<PlacementLine>::left("DEVELOPER", 18, |line, _| {
            Cell::text(line.developer.as_str(), Tone::Text)
        })
        .grows(2)
        .sorts(|a, b| a.developer.cmp(&b.developer)),
        Column::<PlacementLine>::left("SINCE", 10, |line, _| {
            Cell::text(line.starts_on.to_string(), Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.starts_on.cmp(&b.starts_on)),
        Column::<PlacementLine>::left("ENDS", 10, |line, _| match line.ends_on {
            Some(end) => Cell::text(end.to_string(), Tone::Warn),
            None => Cell::text(say("no end"), Tone::Faint),
        })
        .drops(3)
        .sorts(|a, b| a.ends_on.cmp(&b.ends_on)),
        Column::<PlacementLine>::left("ALARMS", 14, |line, _| alarms(line)).grows(1).drops(1),
        Column::<PlacementLine>::right("FOUND", 5, |line, _| {
            found(line.n_findings, line.n_blocking)
        })
        .sorts(|a, b| a.n_findings.cmp(&b.n_findings)),
    ],
    fields: &[],
    key: |line| Key::Placement(line.placement_id),
    names: &["DEVELOPER"],
    trouble: |line| line.n_blocking > 0 || !line.alarms.is_empty(),
    empty: "Nobody works there.",
};

static ROLES: Table<RoleLine> = Table {
    columns: &[
        Column::<RoleLine>::left("ROLE", 20, |role, _| Cell::text(role.title.as_str(), Tone::Text))
            .grows(2)
            .sorts(|a, b| a.title.cmp(&b.title)),
        Column::<RoleLine>::left("STANDS", 8, |role, _| {
            let tone = if role.status == RoleStatus::Open { Tone::Text } else { Tone::Dim };
            let words = match role.status {
                RoleStatus::Open => say_of("open", "a state").to_owned(),
                other => spoken(other.name()),
            };
            Cell::text(words, tone)
        })
        .sorts(|a, b| a.status.cmp(&b.status)),
        Column::<RoleLine>::right("SEATS", 5, |role, _| {
            Cell::number(role.headcount.into(), Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.headcount.cmp(&b.headcount)),
        Column::<RoleLine>::left("STARTS", 10, |role, _| {
            Cell::text(role.starts_on.to_string(), Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.starts_on.cmp(&b.starts_on)),
        Column::<RoleLine>::right("QUALIFY", 7, |role, _| qualified(role))
            .sorts(|a, b| a.n_qualified.cmp(&b.n_qualified)),
        Column::<RoleLine>::left("BEST", 24, |role, _| match role.status {
            RoleStatus::Open => best(role, 0),
            RoleStatus::Draft | RoleStatus::Filled | RoleStatus::Closed | RoleStatus::OnHold => {
                Cell::blank()
            }
        })
        .grows(1)
        .drops(3),
    ],
    fields: &[],
    key: |role| Key::Role(role.role_id),
    names: &["ROLE"],
    trouble: |role| role.n_qualified == Some(0),
    empty: "It has asked for nobody yet.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ClientBoard> {
    match scene.board {
        Some(Board::Client(board)) => Some(board),
        _ => None,
    }
}

fn of_findings(board: &ClientBoard) -> Section<'_, FindingLine> {
    let note = stopping(&board.findings);
    Section { pane: 0, title: "FINDINGS", note, table: &OWN, rows: &board.findings }
}

fn of_placements(board: &ClientBoard) -> Section<'_, PlacementLine> {
    let note = (say_with("{} at work", &[&grouped(board.line.n_at_work.into())]), Tone::Dim);
    Section { pane: 1, title: "PLACEMENTS", note, table: &PLACEMENTS, rows: &board.placements }
}

fn of_roles(board: &ClientBoard) -> Section<'_, RoleLine> {
    let open = counted(board.line.n_seats.into(), "{} open seat", "{} open seats");
    Section { pane: 2, title: "ROLES", note: (open, Tone::Dim), table: &ROLES, rows: &board.roles }
}

fn of_papers(board: &ClientBoard) -> Section<'_, DocumentLine> {
    let note = papers::note(&board.documents);
    Section { pane: 3, title: "PAPERS", note, table: &PAPERS, rows: &board.documents }
}

/// Who it is, and until when there is an agreement with it.
fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &ClientBoard) {
    let line = &board.line;
    let country = line.country.map(|country| format!(" · {country}")).unwrap_or_default();
    let id = say_with("  client {}{} · ", &[&line.client_id, &country]);
    let (agreed, tone) = match line.agreement {
        Lasting::Missing => (say("no master agreement").to_owned(), Tone::Fail),
        Lasting::NoEnd => (say("master agreement without end").to_owned(), Tone::Dim),
        Lasting::Until(day) if line.agreement.counts_on(board.as_of) => {
            (say_with("master agreement until {}", &[&day]), Tone::Dim)
        }
        Lasting::Until(day) => (say_with("master agreement ended on {}", &[&day]), Tone::Fail),
    };
    let pieces = [(line.name.as_str(), Tone::Strong), (&id, Tone::Dim), (&agreed, tone)];
    canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
}

impl Page for Client {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => board.line.name.as_str().to_owned(),
            (None, Screen::Client(client)) => say_with("client {}", &[&client]),
            (None, _) => say("client").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        match scene.view.pane {
            1 => of_placements(board).listing(scene),
            2 => of_roles(board).listing(scene),
            3 => of_papers(board).listing(scene),
            _ => of_findings(board).listing(scene),
        }
    }

    fn panes(&self) -> usize {
        4
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        match scene.view.pane {
            1 => PLACEMENTS.sorts(),
            2 => ROLES.sorts(),
            3 => PAPERS.sorts(),
            _ => OWN.sorts(),
        }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(canvas, area, board);
        let rest = Rect {
            y: area.y + HEAD_HEIGHT,
            height: area.height.saturating_sub(HEAD_HEIGHT),
            ..area
        };
        let wants = [
            of_findings(board).wants(),
            of_placements(board).wants(),
            of_roles(board).wants(),
            of_papers(board).wants(),
        ];
        for (pane, place) in columns(scene, rest, &wants, Room::Wide).into_iter().enumerate() {
            match pane {
                1 => of_placements(board).paint(scene, canvas, place),
                2 => of_roles(board).paint(scene, canvas, place),
                3 => of_papers(board).paint(scene, canvas, place),
                _ => of_findings(board).paint(scene, canvas, place),
            }
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let found = counted(board.line.n_findings.into(), "{} finding", "{} findings");
        let n_at_work = grouped(board.line.n_at_work.into());
        say_with("{} · {} at work · {}", &[&board.line.name, &n_at_work, &found])
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Finding(_) => Some(Screen::Findings),
            Key::Placement(placement) => Some(Screen::Placement(*placement)),
            Key::Role(role) => Some(Screen::Role(*role)),
            key => papers::leads_to(&board(scene)?.documents, key),
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        board(scene).map(|board| acts_at(&board.findings, key)).unwrap_or_default()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Placement(placement) => Some(placement.to_string()),
            Key::Role(role) => Some(role.to_string()),
            Key::Document(_) => papers::copied(&board(scene)?.documents, key),
            key => findings::copied(&board(scene)?.findings, key),
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (scene.at, key) {
            (_, Some(Key::Finding(finding))) => format!("sereno findings show {finding}"),
            (_, Some(Key::Placement(placement))) => format!("sereno placements {placement}"),
            (_, Some(Key::Role(role))) => format!("sereno matches {role}"),
            (Screen::Client(client), _) => format!("sereno clients {client}"),
            _ => "sereno clients".to_owned(),
        }
    }
}
