//! What is to be done by kind of job: how much waits and since when, who holds it, and how deep each
//! queue was in the last day.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::queue::{QueuePast, QueuesBoard};

use super::halt::{hold, resume};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, grouped, narrow};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::strip::{axis, strip};
use crate::widget::table::{Cell, Column, Table};

/// Cells of a queue's name before its strip.
const NAME_WIDTH: u16 = 12;
/// Cells of the greatest depth after a strip.
const MOST_WIDTH: u16 = 8;
/// Rows of one strip at most; more says no more.
const STRIP_ROWS_MAX: u16 = 4;
/// Seconds after which what waits is worth a look.
const LONG_WAIT: u64 = 600;

/// The screen.
pub(super) struct Queues;

static TABLE: Table<QueuePast> = Table {
    columns: &[
        Column::<QueuePast>::left("JOB", 11, |queue, _| {
            Cell::text(queue.line.kind.name(), Tone::Strong)
        }),
        Column::<QueuePast>::left("STATE", 9, |queue, _| state(queue)),
        Column::<QueuePast>::right("READY", 7, |queue, _| {
            Cell::number(queue.line.n_ready, Tone::Text)
        })
        .sorts(|a, b| a.line.n_ready.cmp(&b.line.n_ready)),
        Column::<QueuePast>::right("LATER", 6, |queue, _| {
            Cell::number(queue.line.n_later, Tone::Dim)
        })
        .drops(3)
        .sorts(|a, b| a.line.n_later.cmp(&b.line.n_later)),
        Column::<QueuePast>::right("AT WORK", 7, |queue, _| {
            Cell::number(queue.line.n_leased, Tone::Run)
        })
        .sorts(|a, b| a.line.n_leased.cmp(&b.line.n_leased)),
        Column::<QueuePast>::right("BROKEN", 6, |queue, _| {
            Cell::number(queue.line.n_quarantined, Tone::Fail)
        })
        .sorts(|a, b| a.line.n_quarantined.cmp(&b.line.n_quarantined)),
        Column::<QueuePast>::right("OLDEST", 7, oldest)
            .sorts(|a, b| b.line.oldest_at.cmp(&a.line.oldest_at)),
        Column::<QueuePast>::right("IN/H", 6, |queue, _| Cell::number(queue.n_in_hour, Tone::Dim))
            .drops(1)
            .sorts(|a, b| a.n_in_hour.cmp(&b.n_in_hour)),
        Column::<QueuePast>::right("OUT/H", 6, |queue, _| {
            Cell::number(queue.n_out_hour, Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.n_out_hour.cmp(&b.n_out_hour)),
        Column::<QueuePast>::left("HELD BECAUSE", 20, because).grows(1).drops(2),
    ],
    fields: &[],
    key: |queue| Key::Queue(queue.line.kind),
    names: &["JOB"],
    trouble: |queue| queue.line.paused.is_some() || queue.line.n_quarantined > 0,
    empty: "No kind of job is known.",
};

fn state(queue: &QueuePast) -> Cell<'static> {
    let line = &queue.line;
    let (glyph, tone, words) = match (&line.paused, line.n_leased, line.n_ready, line.n_later) {
        (Some(_), _, _, _) => ("▲", Tone::Warn, say("held")),
        (None, 1.., _, _) => ("●", Tone::Run, say("at work")),
        (None, 0, 1.., _) => ("◌", Tone::Wait, say("waits")),
        (None, 0, 0, 1..) => ("↻", Tone::Warn, say("again")),
        (None, 0, 0, 0) if line.n_quarantined > 0 => ("✗", Tone::Fail, say("broken")),
        (None, 0, 0, 0) => ("✓", Tone::Ok, say("empty")),
    };
    let quiet = if tone == Tone::Ok { Tone::Dim } else { tone };
    Cell::texts([(glyph.into(), tone), (" ".into(), Tone::Dim), (words.into(), quiet)])
}

fn oldest<'r>(queue: &'r QueuePast, scene: &Scene<'_>) -> Cell<'r> {
    let Some(at) = queue.line.oldest_at else { return Cell::text("–", Tone::Faint) };
    let seconds = clock::seconds(at, scene.now);
    let tone = if seconds >= LONG_WAIT { Tone::Warn } else { Tone::Text };
    Cell::text(clock::span(seconds), tone)
}

fn because<'r>(queue: &'r QueuePast, scene: &Scene<'_>) -> Cell<'r> {
    let Some(why) = &queue.line.paused else { return Cell::blank() };
    let until = until(queue, scene);
    Cell::texts([(until.into(), Tone::Warn), (why.as_str().into(), Tone::Text)])
}

/// When a queue that is held goes on by itself, with a comma; nothing when somebody must say.
fn until(queue: &QueuePast, scene: &Scene<'_>) -> String {
    let until = queue.line.resumes_at.map(|until| say_with("until {}, ", &[&scene.minute(until)]));
    until.unwrap_or_default()
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a QueuesBoard> {
    match scene.board {
        Some(Board::Queues(board)) => Some(board),
        _ => None,
    }
}

/// How deep each queue was, one strip below the other.
fn paint_depths(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, board: &QueuesBoard) {
    let n = narrow(board.queues.len()).max(1);
    let rows = (area.height.saturating_sub(2) / n).clamp(1, STRIP_ROWS_MAX);
    let note = say("each to its own greatest depth, at work and waiting");
    hairline(canvas, area, &[(say("DEPTH · 24 HOURS"), Tone::Accent)], &[(note, Tone::Dim)]);
    let x = area.x + 2 + NAME_WIDTH;
    let room = area.width.saturating_sub(2 + NAME_WIDTH + 1 + MOST_WIDTH);
    let chosen = scene.view.focused().cursor.as_ref();
    let mut y = area.y + 1;
    for queue in &board.queues {
        if y + rows > area.bottom() {
            return;
        }
        let here = chosen == Some(&(TABLE.key)(queue));
        let foot = y + rows - 1;
        let tone = if here { Tone::Strong } else { Tone::Dim };
        canvas.text(area.x + 2, foot, NAME_WIDTH - 1, queue.line.kind.name(), tone);
        let values: Vec<u64> = queue.depth.iter().map(|cell| cell.n_most).collect();
        let tone = if queue.line.paused.is_some() { Tone::Warn } else { Tone::Run };
        strip(canvas, Rect { x, y, width: room, height: rows }, &values, tone);
        let most = values.iter().copied().max().unwrap_or(0);
        let tone = if most == 0 { Tone::Faint } else { Tone::Text };
        canvas.right(area.right().saturating_sub(1), foot, MOST_WIDTH, &grouped(most), tone);
        y += rows;
    }
    if y < area.bottom() {
        let line = Rect { x, y, width: room, height: 1 };
        axis(scene, canvas, line, (board.from, board.at));
    }
}

impl Page for Queues {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Queues").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.queues, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.queues, scene);
        let heading = say_with("QUEUES · {}", &[&arranged.count()]);
        let n_held = board.queues.iter().filter(|queue| queue.line.paused.is_some()).count();
        let (held, tone) = match n_held {
            0 => (String::new(), Tone::Dim),
            n => (say_with("{} held · ", &[&grouped(count(n))]), Tone::Warn),
        };
        let note = say_with("{} to be done", &[&counted(open(board), "{} chunk", "{} chunks")]);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&held, tone), (&note, Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        // The titles and a row for each, then a blank one.
        let wanted = narrow(board.queues.len()).saturating_add(2);
        let below = rest.height.saturating_sub(wanted);
        let needed = narrow(board.queues.len()).saturating_add(1);
        let below = if below >= needed { below } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        // Where there is no column for it, why the one under the cursor is held stands below the list.
        if below > 0
            && let Some(queue) = arranged.under_cursor(scene, 0)
            && let Some(why) = &queue.line.paused
        {
            let (room, y) = (list.width.saturating_sub(3), list.bottom().saturating_sub(1));
            let until = until(queue, scene);
            let pieces =
                [(say("held "), Tone::Warn), (&until, Tone::Warn), (why.as_str(), Tone::Text)];
            canvas.pieces(list.x + 2, y, room, &pieces);
        }
        if below > 0 {
            let area = Rect { y: list.bottom(), height: below, ..rest };
            paint_depths(scene, canvas, area, board);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let n_held = board.queues.iter().filter(|queue| queue.line.paused.is_some()).count();
        say_with(
            "{} to be done · {} held",
            &[&counted(open(board), "{} chunk", "{} chunks"), &n_held],
        )
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        find(scene, key).map(|_| Screen::Chunks)
    }

    fn narrowed(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let line = &find(scene, key)?.line;
        let states = if line.n_quarantined > 0 {
            " state:quarantined"
        } else if line.n_ready + line.n_later + line.n_leased > 0 {
            " state:ready,leased"
        } else {
            ""
        };
        Some(format!("kind:{}{states}", line.kind))
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let queues = board(scene).map(|board| &board.queues[..]).unwrap_or_default();
        let queue = queues.iter().find(|queue| key == Some(&(TABLE.key)(queue)));
        let choice = queue.map(|queue| match queue.line.paused {
            Some(_) => resume(queue.line.kind),
            None => hold(queue.line.kind),
        });
        choice.into_iter().collect()
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Queue(kind) => Some(kind.to_string()),
            _ => None,
        }
    }

    fn shell(&self, _: &Scene<'_>, _: Option<&Key>) -> String {
        "sereno queue list".to_owned()
    }
}

fn find<'a>(scene: &Scene<'a>, key: &Key) -> Option<&'a QueuePast> {
    board(scene)?.queues.iter().find(|queue| (TABLE.key)(queue) == *key)
}

/// Chunks to be done, now or later.
fn open(board: &QueuesBoard) -> u64 {
    let lines = board.queues.iter().map(|queue| &queue.line);
    lines.map(|line| line.n_ready + line.n_later + line.n_leased).sum()
}
