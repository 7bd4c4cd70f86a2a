//! One run: its steps, its chunks with those in trouble first, and every try at the chunk under the
//! cursor.

use ratatui::layout::Rect;
use sereno_domain::board::{AttemptLine, ChunkLine, RunBoard, StepLine};
use sereno_domain::failure::gist_of;
use sereno_domain::id::RunId;
use sereno_domain::run::ChunkState;

use crate::act::{Act, Broken, Choice};
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{counted, grouped, narrow};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen, halt};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::bar;
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// Rows of the list of attempts, its hairline and titles among them.
const ATTEMPTS_HEIGHT: u16 = 9;
/// Columns of a step's name.
const STEP_WIDTH: u16 = 14;

/// The screen.
pub(super) struct Run;

static CHUNKS: Table<ChunkLine> = Table {
    columns: &[
        Column::<ChunkLine>::left("CHUNK", 14, |chunk, _| chunk_name(chunk)),
        Column::<ChunkLine>::left("STATE", 13, |chunk, _| chunk_state(chunk))
            .sorts(|a, b| a.state.cmp(&b.state)),
        Column::<ChunkLine>::right("TRIES", 5, |chunk, _| tries(chunk.n_attempts))
            .sorts(|a, b| a.n_attempts.cmp(&b.n_attempts)),
        Column::<ChunkLine>::right("ROWS", 6, |chunk, _| match chunk.n_matches_written {
            Some(n) => Cell::number(n, Tone::Dim),
            None => Cell::blank(),
        })
        .drops(1)
        .sorts(|a, b| a.n_matches_written.cmp(&b.n_matches_written)),
        Column::<ChunkLine>::left("", 24, chunk_note).grows(1),
    ],
    fields: &[],
    key: |chunk| Key::Chunk(chunk.chunk_id),
    names: &["CHUNK"],
    trouble: |chunk| chunk.state == ChunkState::Quarantined || chunk.n_attempts > 1,
    empty: "No chunk.",
};

static ATTEMPTS: Table<AttemptLine> = Table {
    columns: &[
        TRY,
        STARTED,
        TOOK,
        Column::<AttemptLine>::left("HOST", 16, |attempt, _| {
            Cell::text(format!("{} pid {}", attempt.host, attempt.pid), Tone::Dim)
        })
        .drops(1),
        Column::<AttemptLine>::left("ERROR", 20, |attempt, _| error(attempt)).grows(1),
    ],
    fields: &[],
    key: |attempt| Key::Attempt(attempt.attempt_id),
    names: &["TRY"],
    trouble: |attempt| word::attempt_is_trouble(attempt.outcome),
    empty: "Nobody has tried this chunk yet.",
};

/// Which try it was, and how it ended.
pub(super) const TRY: Column<AttemptLine> = Column::<AttemptLine>::left("TRY", 22, |attempt, _| {
    let word = word::attempt(attempt.outcome);
    Cell::texts([
        (format!("{} ", attempt.no).into(), Tone::Text),
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
});

/// When a try began.
pub(super) const STARTED: Column<AttemptLine> =
    Column::<AttemptLine>::right("STARTED", 8, |attempt, scene| {
        Cell::text(scene.second(attempt.started_at), Tone::Dim)
    });

/// How long a try took.
pub(super) const TOOK: Column<AttemptLine> =
    Column::<AttemptLine>::right("TOOK", 7, |attempt, scene| {
        Cell::text(scene.took(attempt.started_at, attempt.ended_at), Tone::Dim)
    });

/// `rescore 4`.
pub(super) fn chunk_name(chunk: &ChunkLine) -> Cell<'static> {
    let number = format!(" {}", chunk.no + 1);
    Cell::texts([(chunk.kind.name().into(), Tone::Text), (number.into(), Tone::Dim)])
}

/// Where a chunk stands.
pub(super) fn chunk_state(chunk: &ChunkLine) -> Cell<'static> {
    let word = word::chunk(chunk.state);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
}

/// Tries that counted.
pub(super) fn tries(n_attempts: u32) -> Cell<'static> {
    match n_attempts {
        0 => Cell::blank(),
        1 => Cell::text("1", Tone::Dim),
        n => Cell::text(n.to_string(), Tone::Warn),
    }
}

/// What is worth knowing of a chunk: when it is tried again, who has it, what went wrong.
pub(super) fn chunk_note<'r>(chunk: &'r ChunkLine, scene: &Scene<'_>) -> Cell<'r> {
    let error = chunk.error.as_ref().map_or("", |error| gist_of(error.as_str()));
    match (chunk.state, chunk.ready_at, &chunk.worker) {
        (ChunkState::Ready, Some(ready_at), _) if ready_at > scene.now => Cell::texts([
            (say_with("tried again at {} ", &[&scene.second(ready_at)]).into(), Tone::Warn),
            (error.into(), Tone::Dim),
        ]),
        (ChunkState::Leased, _, Some(worker)) => Cell::texts([
            (say("held by ").into(), Tone::Faint),
            (worker.as_str().into(), Tone::Dim),
        ]),
        (ChunkState::Quarantined, _, _) => Cell::text(error, Tone::Fail),
        _ if !error.is_empty() => {
            Cell::texts([(say("earlier: ").into(), Tone::Faint), (error.into(), Tone::Faint)])
        }
        _ => Cell::blank(),
    }
}

fn error(attempt: &AttemptLine) -> Cell<'_> {
    let class = attempt.error_class.as_ref().map_or("", |class| class.as_str());
    let error = attempt.error.as_ref().map_or("", |error| gist_of(error.as_str()));
    let gap = if class.is_empty() { "" } else { ": " };
    Cell::texts([(class.into(), Tone::Warn), (gap.into(), Tone::Dim), (error.into(), Tone::Dim)])
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a RunBoard> {
    match scene.board {
        Some(Board::Run(board)) => Some(board),
        _ => None,
    }
}

/// The tries at the chunk that the first pane's cursor is on.
fn attempts_of(board: &RunBoard, scene: &Scene<'_>) -> Vec<AttemptLine> {
    let chunks = CHUNKS.arrange(&board.chunks, scene);
    let Some(chunk) = chunks.under_cursor(scene, 0) else { return Vec::new() };
    let of = |attempt: &&AttemptLine| attempt.chunk_id == chunk.chunk_id;
    board.attempts.iter().filter(of).cloned().collect()
}

/// What can be sent round again: what failed like the chunk under the cursor, that chunk alone, its
/// step, everything in quarantine.
fn retries(board: &RunBoard, chunk: Option<&ChunkLine>) -> Vec<Choice> {
    if board.run.n_quarantined == 0 {
        return Vec::new();
    }
    let mut choices = retries_of(board.run.run_id, chunk);
    if choices.is_empty() {
        choices.push(retry_all(board.run.run_id));
    }
    choices
}

/// The same where only the chunk is known; nothing when it is not in quarantine.
pub(super) fn retries_of(run: RunId, chunk: Option<&ChunkLine>) -> Vec<Choice> {
    let whole = Broken::of(run);
    let mut meant = Vec::new();
    if let Some(chunk) = chunk.filter(|chunk| chunk.state == ChunkState::Quarantined) {
        let kind = Some(chunk.kind);
        if chunk.failure_id.is_some() {
            let words = say_with("retry {} that failed in the same way", &[&chunk.kind]);
            meant.push((words, Broken { failure: chunk.failure_id, ..whole.clone() }));
        }
        let words = say_with("retry {} {} alone", &[&chunk.kind, &(chunk.no + 1)]);
        meant.push((words, Broken { chunk: Some(chunk.chunk_id), ..whole.clone() }));
        let words = say_with("retry what is in quarantine of {}", &[&chunk.kind]);
        meant.push((words, Broken { kind, ..whole }));
    }
    let last = (!meant.is_empty()).then(|| retry_all(run));
    let choices = meant
        .into_iter()
        .map(|(words, meant)| Choice::new(Act::Retry(meant), words, retry_effect()));
    choices.chain(last).collect()
}

/// What a retry does, in a sentence.
pub(super) fn retry_effect() -> &'static str {
    say("With all their attempts; steps that depend on them are done anew.")
}

/// Everything of a run that is in quarantine, sent round again.
pub(super) fn retry_all(run: RunId) -> Choice {
    let words = say_with("retry all that is in quarantine of run {}", &[&run]);
    Choice::new(Act::Retry(Broken::of(run)), words, retry_effect())
}

fn paint_head(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, board: &RunBoard) {
    let run = &board.run;
    let word = word::run(run.state);
    let day = clock::day(run.business_date);
    let facts = say_with(
        "  {} · {} pairs · {} rows written",
        &[
            &scene.took(run.started_at, run.ended_at),
            &grouped(run.n_pairs),
            &grouped(run.n_matches_written),
        ],
    );
    let revision = say_with("  revision {}  ", &[&run.revision]);
    let pieces = [
        (day.as_str(), Tone::Strong),
        (revision.as_str(), Tone::Dim),
        (word.glyph, word.tone),
        (" ", Tone::Dim),
        (word.words(), word.tone),
        (facts.as_str(), Tone::Dim),
    ];
    let next = canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
    if !run.reason.is_empty() {
        let why = say_with("  because: {}", &[&run.reason]);
        canvas.text(next, area.y, area.right().saturating_sub(next + 1), &why, Tone::Dim);
    }
}

fn paint_step(scene: &Scene<'_>, canvas: &mut Canvas<'_>, row: Rect, step: &StepLine) {
    let word = word::step(step.state);
    let x = row.x + 1;
    canvas.text(x, row.y, 1, word.glyph, word.tone);
    canvas.text(x + 2, row.y, STEP_WIDTH, step.kind.name(), Tone::Text);
    let took = step.started_at.map(|at| scene.took(at, step.ended_at)).unwrap_or_default();
    let usual = match step.median_seconds {
        Some(seconds) => say_with("usually {}", &[&clock::span(seconds)]),
        None => String::new(),
    };
    let end = row.right().saturating_sub(1);
    let end = if scene.room >= Room::Full {
        canvas.right(end, row.y, 20, &usual, Tone::Faint).min(end.saturating_sub(20))
    } else {
        end
    };
    let end = canvas.right(end, row.y, 8, &took, Tone::Dim).min(end.saturating_sub(9));
    let done = say_with("{}/{} chunks", &[&grouped(step.n_done), &grouped(step.n_chunks)]);
    let end = canvas.right(end, row.y, 18, &done, Tone::Dim).min(end.saturating_sub(18));
    let start = x + 2 + STEP_WIDTH;
    let room = end.saturating_sub(start + 1);
    canvas.repeat(start, row.y, room, "░", Tone::Line);
    bar::bar(canvas, (start, row.y), room, step.n_done, step.n_chunks, word.tone);
}

impl Page for Run {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => say_with("run {}", &[&board.run.run_id]),
            (None, Screen::Run(run)) => say_with("run {}", &[&run]),
            (None, _) => say("run").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        if scene.view.pane == 0 {
            return CHUNKS.arrange(&board.chunks, scene).listing();
        }
        ATTEMPTS.all(&attempts_of(board, scene)).listing()
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.view.pane == 0 { CHUNKS.sorts() } else { Vec::new() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(scene, canvas, area, board);
        let steps = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let digest = board.digest.map_or_else(String::new, |digest| {
            say_with(
                "{} changed, {} entered",
                &[&counted(digest.n_roles_changed, "{} list", "{} lists"), &digest.n_entered],
            )
        });
        hairline(canvas, steps, &[(say("STEPS"), Tone::Dim)], &[(&digest, Tone::Dim)]);
        for (row, step) in steps.rows().skip(1).zip(&board.steps) {
            paint_step(scene, canvas, row, step);
        }
        let used = 4 + narrow(board.steps.len());
        let rest = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let below = if rest.height > ATTEMPTS_HEIGHT + 5 { ATTEMPTS_HEIGHT } else { 0 };
        let list =
            Rect { height: rest.height.saturating_sub(below + u16::from(below > 0)), ..rest };
        let arranged = CHUNKS.arrange(&board.chunks, scene);
        let heading = say_with("CHUNKS · {}", &[&arranged.count()]);
        let n_trouble = board.run.n_quarantined;
        let note =
            if n_trouble > 0 { say_with("{} in quarantine", &[&n_trouble]) } else { String::new() };
        let tone = if scene.has_cursor(0) { Tone::Accent } else { Tone::Dim };
        hairline(canvas, list, &[(&heading, tone)], &[(&note, Tone::Fail)]);
        let body = Rect { y: list.y + 1, height: list.height.saturating_sub(1), ..list };
        CHUNKS.paint(scene, canvas, body, 0, &arranged);
        if below == 0 {
            return;
        }
        let attempts = attempts_of(board, scene);
        let area = Rect { y: list.bottom() + 1, height: below, ..rest };
        paint_attempts(scene, canvas, area, &attempts);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let run = &board.run;
        say_with(
            "run {} {} · {}/{} chunks · {} in quarantine",
            &[
                &run.run_id,
                &word::run(run.state).words(),
                &run.n_done,
                &run.n_chunks,
                &run.n_quarantined,
            ],
        )
    }

    fn open(&self, _: &Scene<'_>, _: &Key) -> Option<Screen> {
        None
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let chunk = board.chunks.iter().find(|line| key == Some(&Key::Chunk(line.chunk_id)));
        let mut choices = retries(board, chunk);
        choices.extend(halt::of_run(board, chunk));
        choices
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Chunk(chunk) => Some(chunk.to_string()),
            Key::Attempt(attempt) => {
                let found =
                    board(scene)?.attempts.iter().find(|line| line.attempt_id == *attempt)?;
                Some(found.error.as_ref().map_or_else(|| attempt.to_string(), ToString::to_string))
            }
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        match scene.at {
            Screen::Run(run) => format!("sereno runs {run}"),
            _ => "sereno runs".to_owned(),
        }
    }
}

fn paint_attempts(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    attempts: &[AttemptLine],
) {
    let arranged = ATTEMPTS.all(attempts);
    let heading = say_with("TRIES · {}", &[&arranged.count()]);
    let tone = if scene.has_cursor(1) { Tone::Accent } else { Tone::Dim };
    hairline(canvas, area, &[(&heading, tone)], &[(say("tab changes the list"), Tone::Dim)]);
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    // The whole message of the try under the cursor, where a column shows its beginning.
    let shown = if scene.has_cursor(1) { arranged.under_cursor(scene, 1) } else { None };
    let message = shown.or_else(|| arranged.rows().first().copied());
    let message = message.and_then(|attempt| attempt.error.as_ref());
    let lines =
        message.map_or_else(Vec::new, |error| wrap(error.as_str(), rest.width.saturating_sub(6)));
    let n_lines = narrow(lines.len()).min(3);
    let list = Rect { height: rest.height.saturating_sub(n_lines), ..rest };
    ATTEMPTS.paint(scene, canvas, list, 1, &arranged);
    let below = Rect { y: list.bottom(), height: n_lines, ..rest };
    for (row, line) in below.rows().zip(&lines) {
        canvas.text(row.x + 4, row.y, row.width.saturating_sub(5), line, Tone::Warn);
    }
}
