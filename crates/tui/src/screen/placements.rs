//! The placements that have not ended, those first that go worst.

use jiff::civil::Date;
use ratatui::layout::Rect;
use sereno_domain::board::placement::{PlacementLine, PlacementsBoard};
use sereno_domain::money::Rate;
use sereno_domain::placement_health::{Band, POINTS_MAX};

use super::findings::{countries, country};
use super::people::found;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{grouped, pointed};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// The screen.
pub(super) struct Placements;

static TABLE: Table<PlacementLine> = Table {
    columns: &[
        Column::<PlacementLine>::left("HEALTH", 12, |line, _| band(line.band))
            .sorts(|a, b| a.band.cmp(&b.band)),
        Column::<PlacementLine>::right("POINTS", 6, |line, _| points_of(line))
            .sorts(|a, b| a.points.cmp(&b.points)),
        Column::<PlacementLine>::left("", 10, |line, _| Cell::Gauge {
            n: line.points.into(),
            of: POINTS_MAX.into(),
            tone: line.band.map_or(Tone::Faint, |band| word::band(band).tone),
        })
        .drops(4),
        Column::<PlacementLine>::left("DEVELOPER", 18, |line, _| {
            Cell::text(line.developer.as_str(), Tone::Text)
        })
        .grows(2)
        .sorts(|a, b| a.developer.cmp(&b.developer)),
        Column::<PlacementLine>::left("CLIENT", 16, |line, _| {
            Cell::text(line.client.as_str(), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.client.cmp(&b.client)),
        Column::<PlacementLine>::left("FROM", 4, |line, _| country(line.country)).drops(3),
        Column::<PlacementLine>::left("SINCE", 10, |line, _| {
            Cell::text(line.starts_on.to_string(), Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.starts_on.cmp(&b.starts_on)),
        Column::<PlacementLine>::left("ENDS", 10, |line, _| match line.ends_on {
            Some(end) => Cell::text(end.to_string(), Tone::Warn),
            None => Cell::text(say("no end"), Tone::Faint),
        })
        .drops(6)
        .sorts(|a, b| a.ends_on.cmp(&b.ends_on)),
        Column::<PlacementLine>::left("ALARMS", 14, |line, _| alarms(line)).grows(1).drops(1),
        Column::<PlacementLine>::right("FOUND", 5, |line, _| {
            found(line.n_findings, line.n_blocking)
        })
        .sorts(|a, b| a.n_findings.cmp(&b.n_findings)),
    ],
    fields: &[
        Field {
            name: "health",
            value: |line| Value::Words(line.band.iter().map(ToString::to_string).collect()),
        },
        Field { name: "country", value: |line| countries(line.country) },
        Field { name: "client", value: |line| Value::Text(line.client.to_string()) },
        Field { name: "ends", value: |line| Value::Day(line.ends_on) },
    ],
    key: |line| Key::Placement(line.placement_id),
    names: &["DEVELOPER"],
    trouble: |line| line.band >= Some(Band::AtRisk) || line.n_blocking > 0,
    empty: "Nobody is at work.",
};

/// How a placement stands as a cell: its band, or that it is over or to come.
pub(super) fn health(line: &PlacementLine, scene: &Scene<'_>) -> Cell<'static> {
    let today = clock::date(scene.now, scene.zone());
    if line.ends_on.is_some_and(|end| end <= today) {
        Cell::text(say("· over"), Tone::Faint)
    } else if line.starts_on > today {
        Cell::text(say("◌ to come"), Tone::Wait)
    } else {
        band(line.band)
    }
}

/// The points of its health as a cell.
pub(super) fn points_of(line: &PlacementLine) -> Cell<'static> {
    match line.band {
        Some(_) => Cell::text(points(line.points), Tone::Strong),
        None => Cell::blank(),
    }
}

/// Its alarms as a cell.
pub(super) fn alarms(line: &PlacementLine) -> Cell<'static> {
    let alarms: Vec<_> = line.alarms.iter().map(|alarm| say(alarm.name())).collect();
    Cell::text(alarms.join(", "), Tone::Warn)
}

/// A band as a cell.
pub(super) fn band(band: Option<Band>) -> Cell<'static> {
    let Some(band) = band else { return Cell::text(say("◌ not seen"), Tone::Faint) };
    let word = word::band(band);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
}

/// What is paid or billed, and for how long: `USD 4,760.00/month`.
pub(super) fn rate(rate: Rate) -> String {
    format!("{}/{}", pointed(rate.money.to_string()), say(rate.per.name()))
}

/// Basis points as a hundred: `84.5`.
pub(super) fn points(points: u32) -> String {
    pointed(format!("{}.{}", points / 100, points % 100 / 10))
}

/// What is left of the guarantee on a day: `guarantee 12 days`, or that it is over.
pub(super) fn guarantee(until: Date, day: Date) -> String {
    let left = day.until(until).map_or(0, |span| span.get_days());
    match left {
        ..=0 => say("guarantee over").to_owned(),
        1 => say("guarantee 1 day").to_owned(),
        _ => say_with("guarantee {} days", &[&left]),
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PlacementsBoard> {
    match scene.board {
        Some(Board::Placements(board)) => Some(board),
        _ => None,
    }
}

fn note(board: &PlacementsBoard) -> (String, Tone) {
    let n = |band| board.n_by_band.get(&band).copied().unwrap_or_default();
    let worst = n(Band::Critical) + n(Band::AtRisk);
    let words = say_with(
        "{} at risk · {} to be watched · {} stable",
        &[&grouped(worst), &grouped(n(Band::Watch)), &grouped(n(Band::Stable))],
    );
    (words, if worst > 0 { Tone::Fail } else { Tone::Dim })
}

impl Page for Placements {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Placements").to_owned()
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
        let heading = say_with("PLACEMENTS · {}", &[&arranged.count()]);
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
            Key::Placement(placement) => Some(Screen::Placement(*placement)),
            _ => None,
        }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Placement(placement) => Some(placement.to_string()),
            _ => None,
        }
    }

    fn shell(&self, _: &Scene<'_>, key: Option<&Key>) -> String {
        match key {
            Some(Key::Placement(placement)) => format!("sereno placements {placement}"),
            _ => "sereno placements".to_owned(),
        }
    }
}
