//! One role: its shortlist, best first, each with what the score is made of.

use ratatui::layout::Rect;
use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::choice::{Choice, OffListLine};
use sereno_domain::board::{CandidateLine, Movement, RoleLine, ShortlistBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::match_override::OverrideKind;
use sereno_domain::matching::relax::Rung;
use sereno_domain::matching::{Component, Filter, SCORE_MAX};
use sereno_domain::shortlist::ShortlistState;

use super::choose;
use super::matches::blocked;
use crate::act::Choice as ActChoice;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with, spoken};
use crate::number::{count, counted, grouped, narrow, score_change, score_text};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::bar;
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};

/// Columns of the pane beside the list, where there is room for one.
const PANE_WIDTH: u16 = 58;
/// Columns of a component's name.
const NAME_WIDTH: u16 = 14;
/// People beside the list that are shown.
const OFF_LIST_MAX: u16 = 5;

/// Developers that can be compared at once.
const N_COMPARED: usize = 2;

/// The screen.
pub(super) struct Role;

static TABLE: Table<CandidateLine> = Table {
    columns: &[
        Column::<CandidateLine>::right("", 4, |line, _| {
            Cell::text(line.rank.to_string(), Tone::Dim)
        }),
        Column::<CandidateLine>::left("DEVELOPER", 18, |line, _| {
            Cell::text(line.name.as_str(), Tone::Text)
        })
        .grows(3)
        .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<CandidateLine>::right("SCORE", 6, |line, _| {
            Cell::text(score_text(line.score), Tone::Strong)
        })
        .sorts(|a, b| a.score.cmp(&b.score)),
        Column::<CandidateLine>::right("MOVED", 7, |line, _| movement(line.movement))
            .sorts(|a, b| points(a.movement).cmp(&points(b.movement))),
        Column::<CandidateLine>::left("STATE", 10, |line, _| state(&line.choice)).drops(2),
        Column::<CandidateLine>::left("", 16, |line, _| Cell::Gauge {
            n: line.score.into(),
            of: SCORE_MAX.into(),
            tone: Tone::Run,
        })
        .drops(6),
        Column::<CandidateLine>::left("FROM", 4, |line, _| {
            Cell::text(line.country.to_string(), Tone::Dim)
        })
        .drops(4)
        .sorts(|a, b| a.country.cmp(&b.country)),
        Column::<CandidateLine>::left("BAND", 6, |line, _| {
            Cell::text(line.seniority.map_or("–", |band| say(band.name())), Tone::Dim)
        })
        .drops(5)
        .sorts(|a, b| a.seniority.cmp(&b.seniority)),
        Column::<CandidateLine>::right("STACK", 5, |line, _| value(line, Component::TechStack))
            .drops(2),
        Column::<CandidateLine>::right("VET", 4, |line, _| value(line, Component::Vetting))
            .drops(3),
        Column::<CandidateLine>::right("TEAM", 4, |line, _| value(line, Component::Team)).drops(7),
        Column::<CandidateLine>::right("RATE", 4, |line, _| value(line, Component::Rate)).drops(3),
        Column::<CandidateLine>::right("OVERLAP", 7, |line, _| value(line, Component::Overlap))
            .drops(8),
        Column::<CandidateLine>::right("FREE", 4, |line, _| value(line, Component::Availability))
            .drops(9),
        Column::<CandidateLine>::right("KNOWN", 6, |line, _| known(line.confidence))
            .drops(1)
            .sorts(|a, b| a.confidence.cmp(&b.confidence)),
    ],
    fields: &[],
    key: |line| Key::Developer(line.developer_id),
    names: &["DEVELOPER"],
    trouble: |line| line.confidence < 50,
    empty: "Nobody is on the list.",
};

/// What would let somebody in, where nobody qualifies.
static LADDER: Table<Rung> = Table {
    columns: &[
        Column::<Rung>::left("RELAX", 14, |rung, _| {
            Cell::text(spoken(rung.filter.name()), Tone::Text)
        }),
        Column::<Rung>::left("BY", 24, |rung, _| {
            Cell::text(rung.setting.to_string(), Tone::Accent)
        })
        .grows(1),
        Column::<Rung>::right("LETS IN", 8, |rung, _| {
            Cell::number(rung.n_gained.into(), Tone::Strong)
        }),
        Column::<Rung>::right("SHUTS OUT", 9, |rung, _| match rung.n_lost {
            0 => Cell::blank(),
            n => Cell::number(n.into(), Tone::Warn),
        }),
    ],
    fields: &[],
    key: |rung| Key::Rung(rung.setting.to_string()),
    names: &["RELAX", "BY"],
    trouble: |rung| rung.n_lost > 0,
    empty: "No single step lets anybody in.",
};

/// How far somebody has come, or that a person keeps them off.
fn state(choice: &Choice) -> Cell<'static> {
    if choice.decided.as_ref().is_some_and(|decided| decided.kind == OverrideKind::KeepOff) {
        return Cell::text(say("kept off"), Tone::Fail);
    }
    let Some(step) = &choice.step else { return Cell::blank() };
    let tone = match step.state {
        ShortlistState::Proposed | ShortlistState::Sent => Tone::Wait,
        ShortlistState::Interview | ShortlistState::Offer => Tone::Accent,
        ShortlistState::Accepted => Tone::Ok,
        ShortlistState::Rejected | ShortlistState::Withdrawn => Tone::Dim,
    };
    Cell::text(say(step.state.name()), tone)
}

/// People without a place on the list, and why they are spoken of.
fn off_list_words(line: &OffListLine) -> String {
    let decided = line.choice.decided.as_ref().map(|decided| {
        let filters: Vec<&str> = decided.filters.iter().map(|filter| say(filter.name())).collect();
        match decided.kind {
            OverrideKind::PutOn => {
                say_with("put on in spite of {} by {}", &[&filters.join(", "), &decided.actor])
            }
            OverrideKind::KeepOff => say_with("kept off by {}", &[&decided.actor]),
        }
    });
    let step = line.choice.step.as_ref().map(|step| say(step.state.name()).to_owned());
    let words: Vec<String> = step.into_iter().chain(decided).collect();
    format!("{} ({})  {}", line.name, line.country, words.join(" · "))
}

/// Lines that the people beside the list take, with their title; none when there are none.
fn off_list_height(board: &ShortlistBoard) -> u16 {
    match board.off_list.len() {
        0 => 0,
        n => narrow(count(n)).min(OFF_LIST_MAX) + 1,
    }
}

fn paint_off_list(canvas: &mut Canvas<'_>, area: Rect, board: &ShortlistBoard) {
    let note = counted(count(board.off_list.len()), "{} person", "{} persons");
    hairline(canvas, area, &[(say("BESIDE THE LIST"), Tone::Dim)], &[(&note, Tone::Dim)]);
    for (line, row) in board.off_list.iter().zip(area.rows().skip(1)) {
        let room = row.width.saturating_sub(3);
        canvas.text(row.x + 2, row.y, room, &off_list_words(line), Tone::Text);
    }
}

/// A component's worth, 0 to 100; what counts against somebody stands out.
fn value(line: &CandidateLine, component: Component) -> Cell<'static> {
    let found = Component::ALL.iter().zip(line.values).find(|(known, _)| **known == component);
    let value = found.map_or(0, |(_, value)| value);
    Cell::text(value.to_string(), if value < 40 { Tone::Warn } else { Tone::Dim })
}

/// The share of the weight that rests on known facts.
fn known(percent: u8) -> Cell<'static> {
    Cell::text(format!("{percent}%"), if percent < 50 { Tone::Warn } else { Tone::Dim })
}

fn movement(movement: Movement) -> Cell<'static> {
    match movement {
        Movement::New => Cell::text(say("new"), Tone::Accent),
        Movement::Same => Cell::text("·", Tone::Faint),
        Movement::By(points) => {
            let tone = if points < 0 { Tone::Warn } else { Tone::Ok };
            Cell::text(score_change(points), tone)
        }
    }
}

const fn points(movement: Movement) -> i32 {
    match movement {
        Movement::New => i32::MAX,
        Movement::Same => 0,
        Movement::By(points) => points,
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ShortlistBoard> {
    match scene.board {
        Some(Board::Shortlist(board)) => Some(board),
        _ => None,
    }
}

/// What the role asks for, on one line.
fn paint_head(canvas: &mut Canvas<'_>, area: Rect, role: &RoleLine, adjustments: &[Adjustment]) {
    let facts = say_with(
        "  {} · {} · starts {} · {}",
        &[
            &say(role.seniority.name()),
            &counted(role.headcount.into(), "{} seat", "{} seats"),
            &clock::day(role.starts_on),
            &say_of(role.status.name(), "a state"),
        ],
    );
    let pieces = [
        (role.title.as_str(), Tone::Strong),
        (" @ ", Tone::Dim),
        (role.client.as_str(), Tone::Text),
        (facts.as_str(), Tone::Dim),
    ];
    canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
    let adjusted: Vec<&str> =
        adjustments.iter().flat_map(|made| &made.settings).map(CleanText::as_str).collect();
    if !adjusted.is_empty() {
        let words = say_with("adjusted: {}", &[&adjusted.join(", ")]);
        canvas.text(area.x + 1, area.y + 1, area.width.saturating_sub(2), &words, Tone::Warn);
    }
}

/// Which filters stop how many, the worst first: what to relax when nobody is left.
fn paint_blocked(canvas: &mut Canvas<'_>, area: Rect, role: &RoleLine) {
    let mut lines: Vec<_> =
        Filter::ALL.iter().zip(role.n_blocked.iter().zip(role.n_blocked_alone)).collect();
    lines.sort_by_key(|(_, (n, n_alone))| std::cmp::Reverse((*n_alone, **n)));
    let most = lines.iter().map(|(_, (n, _))| **n).max().unwrap_or(0);
    hairline(
        canvas,
        area,
        &[(say("WHAT STOPS PEOPLE"), Tone::Dim)],
        &[(say("alone · in all"), Tone::Dim)],
    );
    let shown = area.rows().skip(1).zip(lines.iter().filter(|(_, (n, _))| **n > 0));
    for (row, (filter, (n, n_alone))) in shown {
        let x = row.x + 2;
        canvas.text(x, row.y, NAME_WIDTH, say(filter.name()), Tone::Text);
        let numbers = format!("{} · {}", grouped((*n_alone).into()), grouped((**n).into()));
        let start = canvas.right(row.right().saturating_sub(2), row.y, 24, &numbers, Tone::Dim);
        let room = start.saturating_sub(x + NAME_WIDTH + 2).min(30);
        bar::bar(canvas, (x + NAME_WIDTH, row.y), room, (**n).into(), most.into(), Tone::Wait);
    }
}

/// Why nobody is on the list, what would let somebody in, and which filters stop how many.
fn paint_nobody(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, board: &ShortlistBoard) {
    let why = say_with("Nobody is on the list: {}.", &[&blocked(&board.role)]);
    canvas.text(area.x + 2, area.y, area.width.saturating_sub(3), &why, Tone::Warn);
    if board.role.n_qualified.is_none() {
        return;
    }
    let rest = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let Some(relax) = &board.relax else {
        return paint_blocked(canvas, rest, &board.role);
    };
    let side = scene.room >= Room::Full;
    let width = if side { rest.width / 2 } else { rest.width };
    let height = if side { rest.height } else { rest.height / 2 };
    let ladder = Rect { width: width.saturating_sub(1), height, ..rest };
    let blocks = if side {
        Rect { x: rest.x + width, width: rest.width - width, ..rest }
    } else {
        Rect { y: rest.y + height, height: rest.height - height, ..rest }
    };
    let note = say_with("{} tries it", &[&crate::manner::enter()]);
    hairline(
        canvas,
        ladder,
        &[(say("WHAT WOULD LET PEOPLE IN"), Tone::Accent)],
        &[(&note, Tone::Dim)],
    );
    let lines = Rect { y: ladder.y + 1, height: ladder.height.saturating_sub(1), ..ladder };
    let arranged = LADDER.arrange(&relax.ladder, scene);
    LADDER.paint(scene, canvas, lines, 0, &arranged);
    paint_blocked(canvas, blocks, &board.role);
}

/// What the score of the developer under the cursor is made of.
fn paint_pane(canvas: &mut Canvas<'_>, area: Rect, line: &CandidateLine) {
    let title = format!("{} ", line.name);
    let note = score_text(line.score);
    hairline(canvas, area, &[(&title, Tone::Accent)], &[(&note, Tone::Strong)]);
    for (row, (component, value)) in area.rows().skip(1).zip(Component::ALL.iter().zip(line.values))
    {
        let x = row.x + 2;
        canvas.text(x, row.y, NAME_WIDTH, &spoken(component.name()), Tone::Text);
        let room = row.width.saturating_sub(NAME_WIDTH + 9);
        bar::bar(canvas, (x + NAME_WIDTH, row.y), room, value.into(), 100, Tone::Run);
        canvas.right(row.right().saturating_sub(1), row.y, 4, &value.to_string(), Tone::Dim);
    }
}

impl Page for Role {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => format!("{} @ {}", board.role.title, board.role.client),
            (None, Screen::Role(role) | Screen::Why { role, .. }) => say_with("role {}", &[&role]),
            (None, _) => say("role").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match board(scene) {
            Some(ShortlistBoard { candidates, relax: Some(relax), .. })
                if candidates.is_empty() =>
            {
                LADDER.arrange(&relax.ladder, scene).listing()
            }
            Some(board) => TABLE.arrange(&board.candidates, scene).listing(),
            None => Listing::default(),
        }
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        let listed = board(scene).is_some_and(|board| !board.candidates.is_empty());
        if listed { TABLE.sorts() } else { Vec::new() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(canvas, area, &board.role, &board.adjustments);
        let beside_height = off_list_height(board);
        let height = area.height.saturating_sub(2 + beside_height);
        let body = Rect { y: area.y + 2, height, ..area };
        let beside = Rect { y: body.bottom(), height: beside_height, ..area };
        if beside_height > 0 {
            paint_off_list(canvas, beside, board);
        }
        let arranged = TABLE.arrange(&board.candidates, scene);
        let heading = say_with("SHORTLIST · {}", &[&arranged.count()]);
        let note = match board.role.n_qualified {
            None => say("not scored yet").to_owned(),
            Some(n) => say_with("{} qualify", &[&grouped(n.into())]),
        };
        if board.candidates.is_empty() {
            hairline(canvas, body, &[(&heading, Tone::Accent)], &[(&note, Tone::Warn)]);
            let rest = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
            paint_nobody(scene, canvas, rest, board);
            return;
        }
        let pane = if scene.room == Room::Wide { PANE_WIDTH } else { 0 };
        let list = Rect { width: body.width.saturating_sub(pane), ..body };
        hairline(canvas, list, &[(&heading, Tone::Accent)], &[(&note, Tone::Dim)]);
        let rest = Rect { y: list.y + 1, height: list.height.saturating_sub(1), ..list };
        TABLE.paint(scene, canvas, rest, 0, &arranged);
        if pane > 0 {
            let beside = Rect { x: list.right() + 1, width: pane.saturating_sub(1), ..body };
            let n_lines = 2 + u16::try_from(Component::ALL.len()).unwrap_or(0);
            if let Some(line) = arranged.under_cursor(scene, 0) {
                paint_pane(canvas, Rect { height: n_lines.min(beside.height), ..beside }, line);
            }
            let below = Rect {
                y: beside.y + n_lines,
                height: beside.height.saturating_sub(n_lines),
                ..beside
            };
            paint_blocked(canvas, below, &board.role);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let best = board.candidates.first().map_or_else(
            || blocked(&board.role),
            |line| format!("{} {}", score_text(line.score), line.name),
        );
        say_with("{} listed · {}", &[&grouped(count(board.candidates.len())), &best])
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match (key, scene.at) {
            (Key::Developer(developer), Screen::Role(role)) => {
                Some(Screen::Why { role, developer: *developer })
            }
            (Key::Rung(setting), Screen::Role(role)) => {
                Some(Screen::WhatIf { role, trial: setting.parse().ok()? })
            }
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<ActChoice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let mut choices = Vec::new();
        if let Some(Key::Developer(developer)) = key
            && let Some(line) = board.candidates.iter().find(|line| line.developer_id == *developer)
        {
            let pair = choose::Pair { role: board.role.role_id, developer: *developer };
            choices.extend(pair.steps(line.name.as_str(), &line.choice));
            choices.push(pair.decision(line.name.as_str(), &line.choice));
        }
        choices.extend(board.adjustments.iter().map(choose::end_adjustment));
        choices
    }

    fn marks_max(&self, _: &Scene<'_>, key: &Key) -> usize {
        if matches!(key, Key::Developer(_)) { N_COMPARED } else { 0 }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Developer(developer) => Some(developer.to_string()),
            Key::Rung(setting) => Some(setting.clone()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (scene.at, key) {
            (Screen::Role(role), Some(Key::Developer(developer))) => {
                format!("sereno explain {role} {developer}")
            }
            (Screen::Role(role), Some(Key::Rung(setting))) => {
                format!("sereno what-if {role} --set {setting}")
            }
            (Screen::Role(role), _) => format!("sereno matches {role}"),
            _ => "sereno matches".to_owned(),
        }
    }
}
