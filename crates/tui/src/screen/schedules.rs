//! When pipelines are due, whether they are on, and what came of the last dates.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::schedule::{KnownFiring, ScheduleLine, SchedulesBoard};
use sereno_domain::job::Pipeline;
use sereno_domain::schedule::{Firing, FiringState, Twist};

use crate::act::{Act, Choice, ScheduleAct};
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::{count, counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::notice::notice;
use crate::widget::section::{Section, stack};
use crate::widget::table::{Cell, Column, Table};
use crate::word::{self, Word};

/// Dates drawn as marks in a row, the newest last.
const N_MARKS: usize = 30;
/// The pane of the dates.
const DATES: usize = 1;

/// The screen.
pub(super) struct Schedules;

static SCHEDULES: Table<ScheduleLine> = Table {
    columns: &[
        Column::<ScheduleLine>::left("SCHEDULE", 12, |line, _| {
            Cell::text(line.name.as_str(), Tone::Strong)
        }),
        Column::<ScheduleLine>::left("STATE", 8, |line, _| {
            let (glyph, tone, words) = state(line);
            let quiet = if tone == Tone::Ok { Tone::Dim } else { tone };
            Cell::texts([(glyph.into(), tone), (" ".into(), Tone::Dim), (words.into(), quiet)])
        }),
        Column::<ScheduleLine>::left("NEXT", 16, |line, scene| match &line.next {
            Some(next) => Cell::text(when(scene, next), Tone::Text),
            None => Cell::text(say("never"), Tone::Warn),
        })
        .sorts(|a, b| a.next.cmp(&b.next)),
        Column::<ScheduleLine>::right("IN", 7, |line, scene| match &line.next {
            Some(next) => {
                Cell::text(clock::span(clock::seconds(scene.now, next.due_at)), Tone::Dim)
            }
            None => Cell::blank(),
        }),
        Column::<ScheduleLine>::left("LAST", 14, |line, _| match line.last_started() {
            Some(last) => Cell::text(clock::day(last.business_date), Tone::Text),
            None => Cell::text(say("none yet"), Tone::Faint),
        })
        .drops(1),
        Column::<ScheduleLine>::right("MISSED", 6, |line, _| {
            Cell::number(count(line.n_missed()), Tone::Warn)
        })
        .sorts(|a, b| a.n_missed().cmp(&b.n_missed())),
        Column::<ScheduleLine>::left("LAST 30 DATES", 30, |line, _| marks(line)).drops(3),
        Column::<ScheduleLine>::left("CLOCK", 12, |line, _| {
            let at = line.at.strftime("%H:%M").to_string();
            Cell::texts([
                (at.into(), Tone::Text),
                (" ".into(), Tone::Dim),
                (line.zone.as_str().into(), Tone::Dim),
            ])
        })
        .drops(4),
        Column::<ScheduleLine>::left("PAUSED BECAUSE", 20, because).grows(1).drops(5),
    ],
    fields: &[],
    key: |line| Key::Schedule(line.name.clone()),
    names: &["SCHEDULE"],
    trouble: |line| line.pause().is_some() || line.n_missed() > 0,
    empty: "No schedule is on.",
};

static FIRINGS: Table<KnownFiring> = Table {
    columns: &[
        Column::<KnownFiring>::left("DATE", 11, |firing, _| {
            Cell::text(clock::day(firing.business_date), Tone::Text)
        })
        .sorts(|a, b| a.business_date.cmp(&b.business_date)),
        Column::<KnownFiring>::right("DUE", 6, |firing, scene| {
            Cell::text(scene.minute(firing.due_at), Tone::Dim)
        }),
        Column::<KnownFiring>::left("WHAT CAME OF IT", 30, |firing, _| {
            let word = word(firing.state);
            let words = came_of(firing);
            Cell::texts([
                (word.glyph.into(), word.tone),
                (" ".into(), Tone::Dim),
                (words.into(), Scene::quiet(word)),
            ])
        })
        .grows(1),
        Column::<KnownFiring>::right("RUN", 6, |firing, _| match firing.run_id {
            Some(run) => Cell::text(run.to_string(), Tone::Text),
            None => Cell::blank(),
        })
        .sorts(|a, b| a.run_id.cmp(&b.run_id)),
        Column::<KnownFiring>::right("LATE BY", 8, |firing, _| {
            let late = clock::seconds(firing.due_at, firing.decided_at);
            Cell::text(clock::span(late), Tone::Dim)
        })
        .drops(1),
        Column::<KnownFiring>::left("WRITTEN DOWN BY", 15, |firing, _| {
            Cell::text(firing.decided_by.as_str(), Tone::Dim)
        })
        .grows(1)
        .drops(2),
    ],
    fields: &[],
    key: |firing| Key::Firing(firing.business_date),
    names: &["DATE"],
    trouble: KnownFiring::is_missed,
    empty: "Nothing has come due yet.",
};

fn state(line: &ScheduleLine) -> (&'static str, Tone, &'static str) {
    match (&line.known, line.pause()) {
        (Some(_), Some(_)) => ("▲", Tone::Warn, say("paused")),
        (Some(_), None) => ("✓", Tone::Ok, say("on")),
        (None, _) => ("◌", Tone::Wait, say("unseen")),
    }
}

const fn word(state: FiringState) -> Word {
    match state {
        FiringState::Due => word::word("◌", Tone::Wait, "is due"),
        FiringState::Started => word::word("✓", Tone::Ok, "started"),
        FiringState::Missed => word::word("✗", Tone::Fail, "missed"),
        FiringState::Asked => word::word("▲", Tone::Warn, "somebody must say"),
    }
}

fn came_of(firing: &KnownFiring) -> String {
    match (firing.state, firing.reason) {
        (FiringState::Due, _) => say("about to start, or waits for an earlier date").to_owned(),
        (FiringState::Missed, Some(reason)) => {
            say_with("missed: {}", &[&say_of(reason.name(), "a reason")])
        }
        (FiringState::Asked, _) => {
            say("missed, and somebody must say: Y copies its line").to_owned()
        }
        (state, _) => word(state).words().to_owned(),
    }
}

/// A mark for each of the last dates, the newest last.
fn marks(line: &ScheduleLine) -> Cell<'static> {
    let firings = line.firings.iter().take(N_MARKS);
    let marks = firings.rev().map(|firing| {
        let word = word(firing.state);
        (word.glyph.into(), word.tone)
    });
    Cell::texts(marks)
}

/// `Tue 24 Nov 23:00`.
fn when(scene: &Scene<'_>, firing: &Firing) -> String {
    let day = clock::day(clock::date(firing.due_at, scene.zone()));
    format!("{day} {}", scene.minute(firing.due_at))
}

fn because<'r>(line: &'r ScheduleLine, scene: &Scene<'_>) -> Cell<'r> {
    let Some(pause) = line.pause() else { return Cell::blank() };
    let until = pause.resumes_at.map_or_else(String::new, |until| {
        let day = clock::day(clock::date(until, scene.zone()));
        say_with("until {} {}, ", &[&day, &scene.minute(until)])
    });
    Cell::texts([
        (until.into(), Tone::Warn),
        (pause.by.as_str().into(), Tone::Text),
        (": ".into(), Tone::Dim),
        (pause.reason.as_str().into(), Tone::Text),
    ])
}

fn paused(line: &ScheduleLine) -> &'static str {
    if line.pause().is_some() { say("paused ") } else { "" }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a SchedulesBoard> {
    match scene.board {
        Some(Board::Schedules(board)) => Some(board),
        _ => None,
    }
}

fn schedules(board: &SchedulesBoard) -> Section<'_, ScheduleLine> {
    let n_paused = board.schedules.iter().filter(|line| line.pause().is_some()).count();
    let note = match n_paused {
        0 => (say("none paused").to_owned(), Tone::Dim),
        n => (say_with("{} paused", &[&grouped(count(n))]), Tone::Warn),
    };
    Section { pane: 0, title: "SCHEDULES", note, table: &SCHEDULES, rows: &board.schedules }
}

/// The schedule whose dates are told.
fn chosen<'a>(scene: &Scene<'_>, board: &'a SchedulesBoard) -> Option<&'a ScheduleLine> {
    let keys = schedules(board).listing(scene).keys;
    let at = scene.view.panes.first()?.position(&keys)?;
    board.schedules.iter().find(|line| Some(&(SCHEDULES.key)(line)) == keys.get(at))
}

fn dates<'a>(scene: &Scene<'_>, board: &'a SchedulesBoard) -> Section<'a, KnownFiring> {
    let line = chosen(scene, board);
    let rows = line.map(|line| &line.firings[..]).unwrap_or_default();
    let note = line.map_or_else(String::new, |line| {
        say_with(
            "{} · missed dates: {} · overlap: {}",
            &[&line.name, &say(line.missed.name()), &say(line.overlap.name())],
        )
    });
    Section { pane: DATES, title: "DATES", note: (note, Tone::Dim), table: &FIRINGS, rows }
}

/// What is next of a schedule, as many as fit on one line, and where the clocks change.
fn paint_coming(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, line: &ScheduleLine) {
    let end = area.right().saturating_sub(1);
    let mut x = canvas.text(area.x + 2, area.y, area.width, say("then"), Tone::Dim) + 2;
    for firing in line.coming.iter().skip(1) {
        let (twist, tone) = match firing.twist {
            None => ("", Tone::Text),
            Some(Twist::Gap) => (say(" clocks skip it"), Tone::Warn),
            Some(Twist::Fold) => (say(" clocks repeat it"), Tone::Warn),
        };
        let words = format!("{}{twist}", when(scene, firing));
        let needed = crate::canvas::width(&words);
        if x.saturating_add(needed) > end {
            return;
        }
        x = canvas.text(x, area.y, needed, &words, tone) + 3;
    }
}

impl Page for Schedules {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Schedules").to_owned()
    }

    fn panes(&self) -> usize {
        2
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match board(scene) {
            Some(board) if scene.has_cursor(DATES) => dates(scene, board).listing(scene),
            Some(board) => schedules(board).listing(scene),
            None => Listing::default(),
        }
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.has_cursor(DATES) { FIRINGS.sorts() } else { SCHEDULES.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let upper = schedules(board);
        if board.schedules.is_empty() {
            upper.paint(scene, canvas, Rect { height: 1.min(area.height), ..area });
            let sentences = [
                (say("No schedule is on: nothing starts by itself."), Tone::Strong),
                ("", Tone::Dim),
                (say("The settings say how to write one, under [schedule]."), Tone::Dim),
                ("sereno run nightly --wait", Tone::Accent),
                (say("runs a night by hand; Y copies the line."), Tone::Dim),
            ];
            let rest = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
            notice(canvas, rest, ("☾", Tone::Accent), &sentences);
            return;
        }
        let lower = dates(scene, board);
        // What is next has a line of its own, with a blank one after it.
        let wants = [upper.wants().saturating_add(2), lower.wants()];
        let places = stack(area, &wants, Some(scene.view.pane));
        let [first, second] = places[..] else { return };
        let spare = first.height.saturating_sub(upper.wants()).min(2);
        upper.paint(scene, canvas, Rect { height: first.height - spare, ..first });
        if spare > 0
            && let Some(line) = chosen(scene, board)
        {
            let below = Rect { y: first.bottom() - spare, height: 1, ..first };
            paint_coming(scene, canvas, below, line);
            if spare > 1
                && let Cell::Text(why) = because(line, scene)
            {
                let pieces: Vec<(&str, Tone)> =
                    why.iter().map(|(text, tone)| (text.as_ref(), *tone)).collect();
                let x = canvas.text(below.x + 2, below.y + 1, 8, paused(line), Tone::Warn);
                canvas.pieces(x, below.y + 1, below.right().saturating_sub(x + 1), &pieces);
            }
        }
        lower.paint(scene, canvas, second);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let next = board.schedules.iter().filter_map(|line| line.next).min();
        let next = next.map_or_else(|| say("nothing due").to_owned(), |next| when(scene, &next));
        say_with(
            "{} · next {}",
            &[&counted(count(board.schedules.len()), "{} schedule", "{} schedules"), &next],
        )
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let board = board(scene)?;
        let run = match key {
            Key::Schedule(name) => {
                let line = board.schedules.iter().find(|line| line.name == *name)?;
                line.last_started()?.run_id?
            }
            Key::Firing(date) => {
                let mut firings = chosen(scene, board)?.firings.iter();
                firings.find(|firing| firing.business_date == *date)?.run_id?
            }
            _ => return None,
        };
        Some(Screen::Run(run))
    }

    fn acts(&self, scene: &Scene<'_>, _: Option<&Key>) -> Vec<Choice> {
        let line = board(scene).and_then(|board| chosen(scene, board));
        let choice = line.map(|line| match line.pause() {
            Some(_) => Choice::new(
                Act::Schedule(ScheduleAct::Resume(line.name.clone())),
                say_with("let {} go on", &[&line.name]),
                say("Its dates are run again from now on; those it missed stay missed."),
            ),
            None => Choice::new(
                Act::Schedule(ScheduleAct::Pause(line.name.clone())),
                say_with("pause {}", &[&line.name]),
                say(
                    "Dates that come due are written down as missed, until somebody lets it go on.",
                ),
            ),
        });
        choice.into_iter().collect()
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Schedule(name) => Some(name.to_string()),
            Key::Firing(date) => Some(date.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        let Some(board) = board(scene) else { return "sereno schedule list".to_owned() };
        if board.schedules.is_empty() {
            return "sereno run nightly --wait".to_owned();
        }
        let Some(line) = chosen(scene, board) else { return "sereno schedule list".to_owned() };
        match key {
            Some(Key::Firing(date)) => {
                let firing = line.firings.iter().find(|firing| firing.business_date == *date);
                let is_missed = firing.is_some_and(KnownFiring::is_missed);
                if is_missed && line.pipeline == Pipeline::Nightly {
                    return format!("sereno run nightly --date {date} --wait");
                }
                let name = shell_words::quote(line.name.as_str());
                format!("sereno schedule explain {date} --schedule {name}")
            }
            _ => "sereno schedule list".to_owned(),
        }
    }
}
