//! The clients: those first of whom most is stopped, then whose placements go worst.

use ratatui::layout::Rect;
use sereno_domain::board::client::{ClientLine, ClientsBoard};
use sereno_domain::placement_health::Band;

use super::findings::{countries, country};
use super::papers::{end, lasting};
use super::people::{due, found};
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// The screen.
pub(super) struct Clients;

static TABLE: Table<ClientLine> = Table {
    columns: &[
        Column::<ClientLine>::left("CLIENT", 18, |line, _| {
            Cell::text(line.name.as_str(), Tone::Text)
        })
        .grows(3)
        .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<ClientLine>::left("IN", 4, |line, _| country(line.country))
            .drops(4)
            .sorts(|a, b| a.country.cmp(&b.country)),
        Column::<ClientLine>::right("OPEN", 4, |line, _| {
            Cell::number(line.n_open_roles.into(), Tone::Text)
        })
        .sorts(|a, b| a.n_open_roles.cmp(&b.n_open_roles)),
        Column::<ClientLine>::right("SEATS", 5, |line, _| {
            Cell::number(line.n_seats.into(), Tone::Dim)
        })
        .drops(5)
        .sorts(|a, b| a.n_seats.cmp(&b.n_seats)),
        Column::<ClientLine>::right("AT WORK", 7, |line, _| {
            Cell::number(line.n_at_work.into(), Tone::Text)
        })
        .sorts(|a, b| a.n_at_work.cmp(&b.n_at_work)),
        Column::<ClientLine>::right("HEALTH", 6, |line, _| bands(line))
            .sorts(|a, b| worst(a).cmp(&worst(b))),
        Column::<ClientLine>::right("FOUND", 5, |line, _| found(line.n_findings, line.n_blocking))
            .sorts(|a, b| (a.n_blocking, a.n_findings).cmp(&(b.n_blocking, b.n_findings))),
        Column::<ClientLine>::left("DUE", 10, |line, scene| {
            due(scene, line.due_on, line.n_blocking)
        })
        .drops(2)
        .sorts(|a, b| (a.due_on.is_none(), a.due_on).cmp(&(b.due_on.is_none(), b.due_on))),
        Column::<ClientLine>::left("AGREED", 10, |line, scene| lasting(line.agreement, scene))
            .drops(3)
            .sorts(|a, b| a.agreement.cmp(&b.agreement)),
    ],
    fields: &[
        Field { name: "country", value: |line| countries(line.country) },
        Field {
            name: "health",
            value: |line| Value::Words(line.n_by_band.keys().map(ToString::to_string).collect()),
        },
        Field { name: "due", value: |line| Value::Day(line.due_on) },
        Field { name: "agreed", value: |line| end(line.agreement) },
    ],
    key: |line| Key::Client(line.client_id),
    names: &["CLIENT"],
    trouble: |line| line.n_blocking > 0 || worst(line) > (0, 0),
    empty: "There is no client yet.",
};

/// Placements that go worst, and those that go badly.
fn worst(line: &ClientLine) -> (u32, u32) {
    (line.n_in(Band::Critical), line.n_in(Band::AtRisk))
}

/// How many placements stand in each band, worst first: `✗ 1  ▲ 2  ✓ 29`.
fn bands(line: &ClientLine) -> Cell<'static> {
    let mut pieces = Vec::new();
    for band in Band::ALL.iter().rev() {
        let word = word::band(*band);
        if let n @ 1.. = line.n_in(*band) {
            let gap = if pieces.is_empty() { "" } else { "  " };
            pieces.push((format!("{gap}{}", word.glyph).into(), word.tone));
            pieces.push((format!(" {}", grouped(n.into())).into(), Scene::quiet(word)));
        }
    }
    Cell::texts(pieces)
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ClientsBoard> {
    match scene.board {
        Some(Board::Clients(board)) => Some(board),
        _ => None,
    }
}

/// What is stopped and at risk at the clients that are shown.
fn note(board: &ClientsBoard) -> (String, Tone) {
    let n_stopped: u64 = board.lines.iter().map(|line| u64::from(line.n_blocking)).sum();
    let at_risk = board.lines.iter().map(|line| u64::from(worst(line).0 + worst(line).1));
    let n_at_work = board.lines.iter().map(|line| u64::from(line.n_at_work));
    let words = say_with(
        "{} that stop something · {} at risk · {} at work",
        &[
            &counted(n_stopped, "{} finding", "{} findings"),
            &grouped(at_risk.sum()),
            &grouped(n_at_work.sum()),
        ],
    );
    (words, if n_stopped > 0 { Tone::Fail } else { Tone::Dim })
}

impl Page for Clients {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Clients").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.lines, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.lines, scene);
        let heading = say_with("CLIENTS · {}", &[&arranged.count_of(board.n_clients)]);
        let (words, tone) = note(board);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&words, tone)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(|board| note(board).0).unwrap_or_default()
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Client(client) => Some(Screen::Client(*client)),
            _ => None,
        }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Client(client) => Some(client.to_string()),
            _ => None,
        }
    }

    fn shell(&self, _: &Scene<'_>, key: Option<&Key>) -> String {
        match key {
            Some(Key::Client(client)) => format!("sereno clients {client}"),
            _ => "sereno clients".to_owned(),
        }
    }
}
