//! The processes that work on chunks: the slots of each, what it got done of late, whether it is
//! leaving; below, what the one under the cursor holds.

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use sereno_domain::board::worker::{HeldChunk, WorkerLine, WorkerState, WorkersBoard};
use sereno_domain::id::WorkerId;

use crate::act::{Act, Choice, LedgerAct};
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::notice::notice;
use crate::widget::section::{Section, stack};
use crate::widget::strip;
use crate::widget::table::{Cell, Column, Table};
use crate::word::{self, Word};

/// Slots drawn one by one; of more only their number is told.
const N_SLOTS_DRAWN: usize = 16;
/// The pane of what is held.
const HELD: usize = 1;

/// The screen.
pub(super) struct Workers;

static WORKERS: Table<WorkerLine> = Table {
    columns: &[
        Column::<WorkerLine>::right("ID", 4, |line, _| {
            Cell::text(line.worker_id.to_string(), Tone::Dim)
        })
        .sorts(|a, b| a.worker_id.cmp(&b.worker_id)),
        Column::<WorkerLine>::left("STATE", 10, |line, _| {
            let word = word(line.state);
            Cell::texts([
                (word.glyph.into(), word.tone),
                (" ".into(), Tone::Dim),
                (word.words().into(), Scene::quiet(word)),
            ])
        })
        .sorts(|a, b| a.state.cmp(&b.state)),
        Column::<WorkerLine>::left("SLOTS", 12, slots)
            .sorts(|a, b| a.held.len().cmp(&b.held.len())),
        Column::<WorkerLine>::right("OLDEST", 7, |line, scene| match line.held.first() {
            Some(held) => Cell::text(scene.took(held.since, None), Tone::Text),
            None => Cell::text("–", Tone::Faint),
        })
        .drops(3),
        Column::<WorkerLine>::left("DONE IN 2 HOURS", 24, |line, _| {
            let cells = line.pace.iter().map(|cell| cell.n_done.saturating_add(cell.n_failed));
            Cell::text(strip::text(cells), Tone::Run)
        })
        .drops(4),
        Column::<WorkerLine>::right("DONE", 6, |line, _| {
            Cell::number(line.pace_sum().n_done, Tone::Text)
        })
        .sorts(|a, b| a.pace_sum().n_done.cmp(&b.pace_sum().n_done)),
        Column::<WorkerLine>::right("FAILED", 6, |line, _| {
            Cell::number(line.pace_sum().n_failed, Tone::Fail)
        })
        .sorts(|a, b| a.pace_sum().n_failed.cmp(&b.pace_sum().n_failed)),
        Column::<WorkerLine>::right("HERE", 7, |line, scene| {
            Cell::text(scene.took(line.started_at, line.ended_at), Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.started_at.cmp(&b.started_at)),
        Column::<WorkerLine>::left("WHERE", 10, |line, _| {
            let place = format!("{} {}", line.host, line.pid);
            match &line.drain {
                Some(why) => Cell::texts([
                    (place.into(), Tone::Dim),
                    ("  ".into(), Tone::Dim),
                    (why.as_str().into(), Tone::Warn),
                ]),
                None => Cell::text(place, Tone::Dim),
            }
        })
        .grows(1),
        Column::<WorkerLine>::left("VERSION", 7, |line, _| {
            Cell::text(line.version.as_str(), Tone::Dim)
        })
        .drops(5),
    ],
    fields: &[],
    key: |line| Key::Worker(line.worker_id),
    names: &["ID"],
    trouble: |line| line.state == WorkerState::Missed || line.pace_sum().n_failed > 0,
    empty: "No worker has been here in the last day.",
};

static CHUNKS: Table<HeldChunk> = Table {
    columns: &[
        Column::<HeldChunk>::left("JOB", 11, |held, _| Cell::text(held.kind.name(), Tone::Strong)),
        Column::<HeldChunk>::right("CHUNK", 6, |held, _| {
            Cell::text((held.no + 1).to_string(), Tone::Text)
        })
        .sorts(|a, b| a.no.cmp(&b.no)),
        Column::<HeldChunk>::right("TRY", 4, |held, _| {
            let tone = if held.attempt_no > 1 { Tone::Warn } else { Tone::Dim };
            Cell::text(held.attempt_no.to_string(), tone)
        }),
        Column::<HeldChunk>::right("RUN", 6, |held, _| {
            Cell::text(held.run_id.to_string(), Tone::Dim)
        }),
        Column::<HeldChunk>::right("HELD", 8, |held, scene| {
            Cell::text(scene.took(held.since, None), Tone::Text)
        })
        .sorts(|a, b| b.since.cmp(&a.since)),
        Column::<HeldChunk>::left("LEASE", 20, |held, scene| {
            if held.lease_expires_at <= scene.now {
                return Cell::text(say("ran out: about to be free"), Tone::Warn);
            }
            let left = clock::span(clock::seconds(scene.now, held.lease_expires_at));
            Cell::text(say_with("{} left", &[&left]), Tone::Dim)
        })
        .grows(1),
    ],
    fields: &[],
    key: |held| Key::Chunk(held.chunk_id),
    names: &["JOB", "CHUNK"],
    trouble: |held| held.attempt_no > 1,
    empty: "It holds nothing.",
};

const fn word(state: WorkerState) -> Word {
    match state {
        WorkerState::Live => word::word("✓", Tone::Ok, "live"),
        WorkerState::Draining => word::word("▲", Tone::Warn, "draining"),
        WorkerState::Missed => word::word("✗", Tone::Fail, "missed"),
        WorkerState::Gone => word::word("◌", Tone::Wait, "gone"),
    }
}

/// A mark for each slot, full where a chunk is held.
fn slots<'r>(line: &'r WorkerLine, _: &Scene<'_>) -> Cell<'r> {
    let n_slots = usize::try_from(line.n_slots).unwrap_or(usize::MAX);
    let n_held = line.held.len();
    if !line.is_here() {
        return Cell::text(counted(line.n_slots.into(), "{} slot", "{} slots"), Tone::Faint);
    }
    if n_slots > N_SLOTS_DRAWN {
        let words = say_with("{} of {}", &[&grouped(count(n_held)), &grouped(line.n_slots.into())]);
        return Cell::text(words, if n_held > 0 { Tone::Run } else { Tone::Dim });
    }
    Cell::texts([
        ("■".repeat(n_held).into(), Tone::Run),
        ("□".repeat(n_slots.saturating_sub(n_held)).into(), Tone::Dim),
    ])
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a WorkersBoard> {
    match scene.board {
        Some(Board::Workers(board)) => Some(board),
        _ => None,
    }
}

fn workers(board: &WorkersBoard) -> Section<'_, WorkerLine> {
    let here = || board.workers.iter().filter(|line| line.is_here());
    let n_held: u64 = here().map(|line| count(line.held.len())).sum();
    let n_slots: u64 = here().map(|line| u64::from(line.n_slots)).sum();
    let left_out = board.n_all.saturating_sub(count(board.workers.len()));
    let more =
        if left_out > 0 { say_with(" · {} more", &[&grouped(left_out)]) } else { String::new() };
    let note = say_with(
        "{} of {} at work{}",
        &[&grouped(n_held), &counted(n_slots, "{} slot", "{} slots"), &more],
    );
    Section {
        pane: 0,
        title: "WORKERS",
        note: (note, Tone::Dim),
        table: &WORKERS,
        rows: &board.workers,
    }
}

/// The worker whose chunks are told.
fn chosen<'a>(scene: &Scene<'_>, board: &'a WorkersBoard) -> Option<&'a WorkerLine> {
    let keys = workers(board).listing(scene).keys;
    let at = scene.view.panes.first()?.position(&keys)?;
    board.workers.iter().find(|line| Some(&(WORKERS.key)(line)) == keys.get(at))
}

fn held<'a>(scene: &Scene<'_>, board: &'a WorkersBoard) -> Section<'a, HeldChunk> {
    let worker = chosen(scene, board);
    let why = worker.and_then(|line| line.drain.as_ref());
    let why = why.map_or_else(String::new, |why| say_with("asked to leave by {} · ", &[&why]));
    let tone = if why.is_empty() { Tone::Dim } else { Tone::Warn };
    let note =
        worker.map_or_else(String::new, |line| say_with("{}worker {}", &[&why, &line.worker_id]));
    let rows = worker.map(|line| &line.held[..]).unwrap_or_default();
    Section { pane: HELD, title: "HOLDS", note: (note, tone), table: &CHUNKS, rows }
}

/// What a worker holds.
fn held_by(board: &WorkersBoard, worker: WorkerId) -> &[HeldChunk] {
    let line = board.workers.iter().find(|line| line.worker_id == worker);
    line.map(|line| &line.held[..]).unwrap_or_default()
}

/// Asks a worker to leave.
fn drain(line: &WorkerLine) -> Choice {
    Choice::new(
        Act::Ledger(LedgerAct::Drain(line.worker_id)),
        say_with("ask worker {} to leave", &[&line.worker_id]),
        say(
            "It claims no more; what it holds finishes within its limit or is handed back. Then its process \
         ends, and whatever keeps it running may start it again.",
        ),
    )
}

impl Page for Workers {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Workers").to_owned()
    }

    fn panes(&self) -> usize {
        2
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        match board(scene) {
            Some(board) if scene.has_cursor(HELD) => held(scene, board).listing(scene),
            Some(board) => workers(board).listing(scene),
            None => Listing::default(),
        }
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.has_cursor(HELD) { CHUNKS.sorts() } else { WORKERS.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let workers = workers(board);
        if board.workers.is_empty() {
            workers.paint(scene, canvas, Rect { height: 1.min(area.height), ..area });
            let sentences = [
                (say("No worker has been here in the last day."), Tone::Strong),
                ("", Tone::Dim),
                ("sereno worker", Tone::Accent),
                (say("starts one; Y copies the line."), Tone::Dim),
            ];
            let rest = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
            notice(canvas, rest, ("☾", Tone::Accent), &sentences);
            return;
        }
        let held = held(scene, board);
        let wants = [workers.wants().saturating_add(1), held.wants()];
        let places = stack(area, &wants, Some(scene.view.pane));
        if let [upper, lower] = places[..] {
            workers.paint(scene, canvas, upper);
            held.paint(scene, canvas, lower);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let here = board.workers.iter().filter(|line| line.is_here()).count();
        say_with("{} here", &[&counted(count(here), "{} worker", "{} workers")])
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Chunk(chunk) => Some(Screen::Chunk(*chunk)),
            Key::Worker(worker) => match held_by(board(scene)?, *worker) {
                [] => None,
                [held] => Some(Screen::Chunk(held.chunk_id)),
                _ => Some(Screen::Chunks),
            },
            _ => None,
        }
    }

    fn narrowed(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let Key::Worker(worker) = key else { return None };
        let held = held_by(board(scene)?, *worker);
        let runs: BTreeSet<_> = held.iter().map(|held| held.run_id).collect();
        let runs: Vec<_> = runs.iter().map(ToString::to_string).collect();
        Some(format!("state:leased run:{}", runs.join(",")))
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        match key {
            Some(Key::Worker(worker)) => {
                let line = board.workers.iter().find(|line| line.worker_id == *worker);
                line.filter(|line| line.state == WorkerState::Live).map(drain).into_iter().collect()
            }
            Some(Key::Chunk(chunk)) => {
                let mut all = board.workers.iter().flat_map(|line| &line.held);
                let held = all.find(|held| held.chunk_id == *chunk);
                held.map(|held| super::halt::held(*chunk, held.kind, held.no)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Chunk(chunk) => Some(chunk.to_string()),
            Key::Worker(worker) => {
                let mut lines = board(scene)?.workers.iter();
                lines.find(|line| line.worker_id == *worker).map(|line| line.name.to_string())
            }
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (board(scene), key) {
            (Some(board), _) if board.workers.is_empty() => "sereno worker".to_owned(),
            (_, Some(Key::Chunk(chunk))) => format!("sereno chunk show {chunk}"),
            _ => "sereno workers list".to_owned(),
        }
    }
}
