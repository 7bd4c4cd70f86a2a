//! Developers of every status: those first of whom something found stops something, then those at
//! work, on the bench, and the others.

use jiff::civil::Date;
use ratatui::layout::Rect;
use sereno_domain::board::person::{PeopleBoard, PersonLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::developer::DeveloperStatus;

use super::findings::{countries, country};
use super::papers::{end, lasting};
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::grouped;
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// The screen.
pub(super) struct People;

static TABLE: Table<PersonLine> = Table {
    columns: &[
        Column::<PersonLine>::left("NAME", 18, |line, _| {
            Cell::text(line.name.as_str(), Tone::Text)
        })
        .grows(2)
        .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<PersonLine>::left("FROM", 4, |line, _| country(line.country))
            .sorts(|a, b| a.country.cmp(&b.country)),
        Column::<PersonLine>::left("BAND", 6, |line, _| {
            Cell::text(line.seniority.map_or("–", |band| say(band.name())), Tone::Dim)
        })
        .drops(5)
        .sorts(|a, b| a.seniority.cmp(&b.seniority)),
        Column::<PersonLine>::left("STANDS", 9, |line, _| status(line.status))
            .sorts(|a, b| a.status.cmp(&b.status)),
        Column::<PersonLine>::left("SKILLS", 20, |line, _| {
            let skills: Vec<&str> = line.skills.iter().map(CleanText::as_str).collect();
            Cell::text(skills.join(", "), Tone::Dim)
        })
        .grows(2)
        .drops(3),
        Column::<PersonLine>::left("VETTED", 10, |line, scene| lasting(line.vetting, scene))
            .drops(4)
            .sorts(|a, b| a.vetting.cmp(&b.vetting)),
        Column::<PersonLine>::left("CLIENT", 16, |line, _| client(line))
            .grows(1)
            .drops(2)
            .sorts(|a, b| a.client.cmp(&b.client)),
        Column::<PersonLine>::right("PLACED", 6, |line, _| {
            Cell::number(line.n_placements.into(), Tone::Dim)
        })
        .drops(6)
        .sorts(|a, b| a.n_placements.cmp(&b.n_placements)),
        Column::<PersonLine>::right("FOUND", 5, |line, _| found(line.n_findings, line.n_blocking))
            .sorts(|a, b| (a.n_blocking, a.n_findings).cmp(&(b.n_blocking, b.n_findings))),
        Column::<PersonLine>::left("DUE", 10, |line, scene| {
            due(scene, line.due_on, line.n_blocking)
        })
        .drops(1)
        .sorts(|a, b| (a.due_on.is_none(), a.due_on).cmp(&(b.due_on.is_none(), b.due_on))),
    ],
    fields: &[
        Field { name: "status", value: |line| Value::word(line.status.name()) },
        Field { name: "country", value: |line| countries(line.country) },
        Field {
            name: "band",
            value: |line| Value::Words(line.seniority.iter().map(ToString::to_string).collect()),
        },
        Field {
            name: "skill",
            value: |line| Value::Words(line.skills.iter().map(ToString::to_string).collect()),
        },
        Field {
            name: "client",
            value: |line| Value::Text(line.client.clone().unwrap_or_default().into()),
        },
        Field { name: "vetted", value: |line| end(line.vetting) },
        Field { name: "due", value: |line| Value::Day(line.due_on) },
    ],
    key: |line| Key::Developer(line.developer_id),
    names: &["NAME"],
    trouble: |line| line.n_blocking > 0,
    empty: "There is nobody yet.",
};

/// Where somebody stands, as a cell.
pub(super) fn status(status: DeveloperStatus) -> Cell<'static> {
    let word = word::person(status);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
}

/// The client somebody works for, and at how many more they do.
fn client(line: &PersonLine) -> Cell<'_> {
    let Some(client) = &line.client else { return Cell::blank() };
    let mut pieces = vec![(client.as_str().into(), Tone::Text)];
    if line.n_at_work > 1 {
        pieces.push((format!(" +{}", line.n_at_work - 1).into(), Tone::Dim));
    }
    Cell::texts(pieces)
}

/// How many findings there are; a mark where one of them stops something.
pub(super) fn found(n_findings: u32, n_blocking: u32) -> Cell<'static> {
    match n_blocking {
        0 => Cell::number(n_findings.into(), Tone::Text),
        _ => Cell::text(format!("✗ {}", grouped(n_findings.into())), Tone::Fail),
    }
}

/// By when the first of the findings is due; red where one that stops something is.
pub(super) fn due(scene: &Scene<'_>, due_on: Option<Date>, n_blocking: u32) -> Cell<'static> {
    let today = clock::date(scene.now, scene.zone());
    let late = n_blocking > 0 && due_on <= Some(today);
    let words = due_on.map_or(String::new(), |day| day.to_string());
    Cell::text(words, if late { Tone::Fail } else { Tone::Text })
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PeopleBoard> {
    match scene.board {
        Some(Board::People(board)) => Some(board),
        _ => None,
    }
}

fn note(board: &PeopleBoard) -> (String, Tone) {
    let n = |status| board.n_by_status.get(&status).copied().unwrap_or_default();
    let words = say_with(
        "{} stopped · {} at work · {} on the bench",
        &[
            &grouped(board.n_stopped),
            &grouped(n(DeveloperStatus::Placed)),
            &grouped(n(DeveloperStatus::Bench)),
        ],
    );
    (words, if board.n_stopped > 0 { Tone::Fail } else { Tone::Dim })
}

impl Page for People {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("People").to_owned()
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
        let heading =
            say_with("PEOPLE · {}", &[&arranged.count_of(board.n_by_status.values().sum())]);
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
            Key::Developer(developer) => Some(Screen::Person(*developer)),
            _ => None,
        }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Developer(developer) => Some(developer.to_string()),
            _ => None,
        }
    }

    fn shell(&self, _: &Scene<'_>, key: Option<&Key>) -> String {
        match key {
            Some(Key::Developer(developer)) => format!("sereno people {developer}"),
            _ => "sereno people".to_owned(),
        }
    }
}
