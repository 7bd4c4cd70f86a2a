//! The open roles: who is best for each, who came and went, and which have nobody.

use ratatui::layout::Rect;
use sereno_domain::board::{RoleLine, RolesBoard};
use sereno_domain::matching::{Filter, N_FILTERS};

use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::{count, counted, grouped, score_text};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::notice::notice;
use crate::widget::table::{Cell, Column, Table};

/// The screen.
pub(super) struct Matches;

static TABLE: Table<RoleLine> = Table {
    columns: &[
        Column::<RoleLine>::left("ROLE", 24, |role, _| title(role))
            .grows(3)
            .sorts(|a, b| a.title.cmp(&b.title).then(a.role_id.cmp(&b.role_id))),
        Column::<RoleLine>::left("CLIENT", 14, |role, _| {
            Cell::text(role.client.as_str(), Tone::Dim)
        })
        .grows(1)
        .drops(3)
        .sorts(|a, b| a.client.cmp(&b.client)),
        Column::<RoleLine>::left("BAND", 6, |role, _| {
            Cell::text(say(role.seniority.name()), Tone::Dim)
        })
        .drops(5)
        .sorts(|a, b| a.seniority.cmp(&b.seniority)),
        Column::<RoleLine>::left("STARTS", 10, |role, _| {
            Cell::text(clock::day(role.starts_on), Tone::Dim)
        })
        .drops(4)
        .sorts(|a, b| a.starts_on.cmp(&b.starts_on)),
        Column::<RoleLine>::right("SEATS", 5, |role, _| {
            Cell::number(role.headcount.into(), Tone::Dim)
        })
        .drops(6)
        .sorts(|a, b| a.headcount.cmp(&b.headcount)),
        Column::<RoleLine>::right("QUALIFY", 7, |role, _| qualified(role))
            .sorts(|a, b| a.n_qualified.cmp(&b.n_qualified)),
        Column::<RoleLine>::right("IN", 3, |role, _| moved(role.n_entered, '+'))
            .titled(|_| say_of("IN", "who came").to_owned())
            .drops(2),
        Column::<RoleLine>::right("OUT", 3, |role, _| moved(role.n_left, '−')).drops(2),
        Column::<RoleLine>::left("BEST", 28, |role, _| best(role, 0)).grows(2),
        Column::<RoleLine>::left("SECOND", 24, |role, _| best(role, 1)).grows(1).drops(8),
        Column::<RoleLine>::left("THIRD", 24, |role, _| best(role, 2)).grows(1).drops(9),
    ],
    fields: &[],
    key: |role| Key::Role(role.role_id),
    names: &["ROLE"],
    trouble: is_empty,
    empty: "No role is open.",
};

fn title(role: &RoleLine) -> Cell<'_> {
    let (glyph, tone) = match (role.n_qualified, role.top.is_empty()) {
        (None, _) => ("◌ ", Tone::Wait),
        (Some(_), true) => ("▲ ", Tone::Warn),
        (Some(_), false) => ("✓ ", Tone::Ok),
    };
    Cell::texts([(glyph.into(), tone), (role.title.as_str().into(), Tone::Text)])
}

/// How many qualify.
pub(super) fn qualified(role: &RoleLine) -> Cell<'static> {
    match role.n_qualified {
        None => Cell::text("–", Tone::Faint),
        Some(0) => Cell::text("0", Tone::Warn),
        Some(n) => Cell::number(n.into(), Tone::Text),
    }
}

fn moved(n: u32, sign: char) -> Cell<'static> {
    if n == 0 { Cell::blank() } else { Cell::text(format!("{sign}{n}"), Tone::Dim) }
}

/// Who has a place, with their score; for the first, why nobody has.
pub(super) fn best(role: &RoleLine, place: usize) -> Cell<'_> {
    match role.top.get(place) {
        Some(line) => Cell::texts([
            (score_text(line.score).into(), Tone::Text),
            ("  ".into(), Tone::Dim),
            (line.name.as_str().into(), Tone::Dim),
        ]),
        None if place == 0 => Cell::text(blocked(role), Tone::Warn),
        None => Cell::blank(),
    }
}

/// True when nobody qualifies.
fn is_empty(role: &RoleLine) -> bool {
    role.n_qualified == Some(0)
}

/// Why nobody is there, as shortly as can be: `overlap alone stops 14`.
pub(super) fn blocked(role: &RoleLine) -> String {
    if role.n_qualified.is_none() {
        return say("not scored yet").to_owned();
    }
    match worst(role.n_blocked_alone) {
        Some((filter, n)) => {
            say_with("{} alone stops {}", &[&say(filter.name()), &grouped(n.into())])
        }
        None => say("each stopped by several filters").to_owned(),
    }
}

/// The filter that stops the most.
fn worst(n_blocked: [u32; N_FILTERS]) -> Option<(Filter, u32)> {
    let counted = Filter::ALL.iter().copied().zip(n_blocked);
    // The first of equal ones: `max_by_key` would take the last.
    counted.rev().max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0)
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a RolesBoard> {
    match scene.board {
        Some(Board::Roles(board)) => Some(board),
        _ => None,
    }
}

impl Page for Matches {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Matches").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.roles, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.roles, scene);
        let heading = say_with("OPEN ROLES · {}", &[&arranged.count()]);
        let n_empty = board.roles.iter().filter(|role| is_empty(role)).count();
        let note = match n_empty {
            0 => say("somebody for each").to_owned(),
            n => say_with("{} with nobody", &[&counted(count(n), "{} role", "{} roles")]),
        };
        let tone = if n_empty == 0 { Tone::Dim } else { Tone::Warn };
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note, tone)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if board.roles.is_empty() {
            let sentences = [
                (say("No role is open."), Tone::Strong),
                ("", Tone::Dim),
                ("sereno import roles FILE", Tone::Accent),
                (say("takes some in; sereno demo makes a simulated firm."), Tone::Dim),
            ];
            let rest = Rect { y: rest.y + 1, height: rest.height.saturating_sub(1), ..rest };
            notice(canvas, rest, ("☾", Tone::Accent), &sentences);
            return;
        }
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let n_empty = board.roles.iter().filter(|role| is_empty(role)).count();
        say_with(
            "{} · {} with nobody",
            &[&counted(count(board.roles.len()), "{} open role", "{} open roles"), &n_empty],
        )
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Role(role) => Some(Screen::Role(*role)),
            _ => None,
        }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Role(role) => Some(role.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (key, board(scene)) {
            (Some(Key::Role(role)), _) => format!("sereno matches {role}"),
            (_, Some(board)) if board.roles.is_empty() => "sereno import roles FILE".to_owned(),
            _ => "sereno matches".to_owned(),
        }
    }
}
