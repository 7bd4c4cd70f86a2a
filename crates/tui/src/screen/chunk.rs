//! One chunk: every try at it on one axis of time, what each said, what it was given, what comes next.

#[cfg(test)]
pub(super) mod tests;

use jiff::Timestamp;
use ratatui::layout::Rect;
use sereno_domain::board::{AttemptLine, ChunkBoard, ChunkLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::failure::shape_of;
use sereno_domain::run::ChunkState;

use super::chunks;
use super::run::{STARTED, TOOK, TRY, chunk_state};
use crate::act::Choice;
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{counted, narrow, share};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// Rows of the list of tries, at most, its hairline and titles among them.
const TRIES_MAX: u16 = 14;
/// Rows of what the chunk was given, at most.
const GIVEN_MAX: u16 = 5;
/// Columns of the axis of time.
const AXIS: u16 = 40;

/// The screen.
pub(super) struct Chunk;

static TRIES: Table<AttemptLine> = Table {
    columns: &[
        TRY,
        STARTED,
        TOOK,
        Column::<AttemptLine>::left("ON", 12, |attempt, _| {
            Cell::text(format!("{} pid {}", attempt.host, attempt.pid), Tone::Dim)
        })
        .grows(1),
    ],
    fields: &[],
    key: |attempt| Key::Attempt(attempt.attempt_id),
    names: &["TRY"],
    trouble: |attempt| word::attempt_is_trouble(attempt.outcome),
    empty: "Nobody has tried this chunk yet.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ChunkBoard> {
    match scene.board {
        Some(Board::Chunk(board)) => Some(board),
        _ => None,
    }
}

/// What comes next by itself, or that somebody has to do it.
pub(super) fn next(chunk: &ChunkLine, scene: &Scene<'_>) -> (String, Tone) {
    match (chunk.state, chunk.ready_at) {
        (ChunkState::Waiting, _) => {
            (say("Waits for the steps before its own.").to_owned(), Tone::Dim)
        }
        (ChunkState::Ready, Some(at)) if at > scene.now => {
            (say_with("Tried again by itself at {}.", &[&scene.second(at)]), Tone::Warn)
        }
        (ChunkState::Ready, _) => (say("The next free worker takes it.").to_owned(), Tone::Dim),
        (ChunkState::Leased, _) => {
            (say("A worker has it; should that go away, another takes it.").to_owned(), Tone::Dim)
        }
        (ChunkState::Done, _) => (say("Done: nothing more comes.").to_owned(), Tone::Dim),
        (ChunkState::Quarantined, _) => {
            (say("Nobody tries it again until somebody retries it: R.").to_owned(), Tone::Fail)
        }
        (ChunkState::Cancelled, _) => {
            (say("Its run was cancelled: it stays as it is.").to_owned(), Tone::Dim)
        }
    }
}

/// What another try is likely to come to, told from the last ones; none when they do not tell.
fn likely(board: &ChunkBoard) -> Option<String> {
    if board.chunk.state == ChunkState::Done {
        return None;
    }
    let shape = |attempt: &AttemptLine| {
        let class = attempt.error_class.as_ref().map(CleanText::to_string);
        (class, shape_of(attempt.error.as_ref()?)).into()
    };
    let shapes: Vec<Option<(Option<String>, String)>> = board.attempts.iter().map(shape).collect();
    let last = shapes.first()?.as_ref()?;
    let n = shapes.iter().take_while(|other| other.as_ref() == Some(last)).count();
    (n > 1)
        .then(|| say_with("The last {} tries failed in the same way: likely to fail again.", &[&n]))
}

/// The tries as bars on one axis, from the first start to the last end or now.
fn paint_axis(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, tries: &[&AttemptLine]) {
    let ended = |attempt: &AttemptLine| attempt.ended_at.unwrap_or(scene.now);
    let start = tries.iter().map(|attempt| attempt.started_at).min().unwrap_or(scene.now);
    let end = tries.iter().map(|attempt| ended(attempt)).max().unwrap_or(scene.now);
    let place = |at: Timestamp| {
        let all = clock::milliseconds(start, end).max(1);
        narrow(share(clock::milliseconds(start, at), all, u64::from(area.width.saturating_sub(1))))
    };
    canvas.text(area.x, area.y, area.width, &scene.second(start), Tone::Dim);
    canvas.right(area.right(), area.y, 8, &scene.second(end), Tone::Dim);
    let top = scene.view.panes.first().map_or(0, |pane| pane.top.get());
    for (row, attempt) in area.rows().skip(1).zip(tries.iter().skip(top)) {
        let (from, to) = (place(attempt.started_at), place(ended(attempt)));
        canvas.repeat(row.x, row.y, area.width, "·", Tone::Line);
        let tone = word::attempt(attempt.outcome).tone;
        canvas.repeat(row.x + from, row.y, to.saturating_sub(from).max(1), "█", tone);
    }
}

fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &ChunkBoard) {
    let chunk = &board.chunk;
    let state = word::chunk(chunk.state);
    let name = format!("  {} {}", chunk.kind, chunk.no + 1);
    let day = clock::day(board.business_date);
    let tries = counted(chunk.n_attempts.into(), "{} try", "{} tries");
    let facts = say_with("  run {} for {} · {}", &[&board.run_id, &day, &tries]);
    let pieces = [
        (state.glyph, state.tone),
        (" ", Tone::Dim),
        (state.words(), state.tone),
        (name.as_str(), Tone::Strong),
        (facts.as_str(), Tone::Dim),
    ];
    canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
}

/// Draws lines of text below a hairline; gives the row after the last.
fn paint_text(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (title, note): (&str, &str),
    lines: &[(String, Tone)],
) -> u16 {
    if area.height < 2 {
        return area.y;
    }
    hairline(canvas, area, &[(title, Tone::Dim)], &[(note, Tone::Dim)]);
    let rows = area.rows().skip(1).zip(lines);
    let n_rows = rows
        .map(|(row, (text, tone))| {
            canvas.text(row.x + 2, row.y, row.width.saturating_sub(3), text, *tone);
        })
        .count();
    area.y + 2 + narrow(n_rows)
}

impl Page for Chunk {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => format!("{} {}", board.chunk.kind, board.chunk.no + 1),
            (None, Screen::Chunk(chunk)) => say_with("chunk {}", &[&chunk]),
            (None, _) => say("chunk").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        TRIES.arrange(&board.attempts, scene).listing()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(canvas, area, board);
        let arranged = TRIES.arrange(&board.attempts, scene);
        let wanted = narrow(arranged.rows().len().max(1)) + 2;
        let height = wanted.min(TRIES_MAX).min(area.height.saturating_sub(2) / 2);
        let tries = Rect { y: area.y + 2, height, ..area };
        let heading = say_with("TRIES · {}", &[&arranged.count()]);
        hairline(canvas, tries, &[(&heading, Tone::Accent)], &[(say("newest first"), Tone::Dim)]);
        let axis = if scene.room >= Room::Full { AXIS } else { 0 };
        let list = Rect {
            y: tries.y + 1,
            height: height.saturating_sub(1),
            width: area.width.saturating_sub(axis + 2),
            ..area
        };
        TRIES.paint(scene, canvas, list, 0, &arranged);
        if axis > 0 && !arranged.rows().is_empty() {
            let area = Rect { x: list.right(), width: axis, ..list };
            paint_axis(scene, canvas, area, arranged.rows());
        }
        let rest = |y: u16| Rect { y, height: area.bottom().saturating_sub(y), ..area };
        let room = area.width.saturating_sub(3);
        let mut y = tries.bottom() + 1;
        let (words, tone) = next(&board.chunk, scene);
        let mut sentences = vec![(words, tone)];
        sentences.extend(likely(board).map(|words| (words, Tone::Warn)));
        y = paint_text(canvas, rest(y), (say("NEXT"), ""), &sentences);
        if let Some(attempt) = arranged.under_cursor(scene, 0)
            && let Some(error) = &attempt.error
        {
            let class = attempt.error_class.as_ref().map_or("", |class| class.as_str());
            let title = say_with("WHAT TRY {} SAID", &[&attempt.no]);
            let kept = u16::from(scene.room >= Room::Full) * (GIVEN_MAX + 2);
            let lines: Vec<_> = wrap(error.as_str(), room)
                .into_iter()
                .map(|line| (line, Tone::Text))
                .take(usize::from(rest(y).height.saturating_sub(kept + 2)).max(1))
                .collect();
            y = paint_text(canvas, rest(y), (&title, class), &lines);
        }
        let given = wrap(board.payload.as_str(), room).into_iter().map(|line| (line, Tone::Dim));
        let given: Vec<_> = given.take(usize::from(GIVEN_MAX)).collect();
        paint_text(canvas, rest(y), (say("WHAT IT WAS GIVEN"), ""), &given);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let state = chunk_state(&board.chunk).words();
        format!("{} {} {state}", board.chunk.kind, board.chunk.no + 1)
    }

    fn open(&self, scene: &Scene<'_>, _: &Key) -> Option<Screen> {
        board(scene).map(|board| Screen::Run(board.run_id))
    }

    fn acts(&self, scene: &Scene<'_>, _: Option<&Key>) -> Vec<Choice> {
        board(scene).map(chunks::choices_of).unwrap_or_default()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let Key::Attempt(attempt) = key else { return None };
        let found = board(scene)?.attempts.iter().find(|line| line.attempt_id == *attempt)?;
        Some(found.error.as_ref().map_or_else(|| attempt.to_string(), ToString::to_string))
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        match scene.at {
            Screen::Chunk(chunk) => format!("sereno chunk show {chunk}"),
            _ => "sereno chunk list".to_owned(),
        }
    }
}
