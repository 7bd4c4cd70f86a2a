//! Every chunk of every run, newest first, however many there are: only a window of them is here, and
//! what narrows them is carried out where they are.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::chunk::{ChunkFilter, ChunksBoard, Counted, LedgerLine, Tally};
use sereno_domain::board::{ChunkBoard, ChunkLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RunId;
use sereno_domain::run::ChunkState;

use super::run::{self, chunk_name, chunk_note, chunk_state, tries};
use super::{chunk, halt};
use crate::act::chosen::Chosen;
use crate::act::{Act, Choice};
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, grouped, narrow};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::short_text::ShortText;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort, View};
use crate::widget::hairline::hairline;
use crate::widget::notice::skeleton;
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// What `!` keeps, in the words of the filter.
const PROBLEMS: &str = "!state:waiting,ready,leased,done,cancelled ";
/// Columns of the pane beside the list.
const BESIDE: u16 = 62;
/// Rows that say that more follows, below the last line that is here.
const MORE: u16 = 2;
/// Columns of the names of facts.
const FACT: u16 = 10;
/// Facts the pane beside the list has at most.
const FACTS_MAX: usize = 7;
/// Seconds after which a count tells when it was made.
const COUNT_IS_OLD: u64 = 60;

/// The screen.
pub(super) struct Chunks;

static TABLE: Table<LedgerLine> = Table {
    columns: &[
        Column::<LedgerLine>::right("ID", 7, |line, _| {
            Cell::text(line.chunk.chunk_id.to_string(), Tone::Dim)
        }),
        Column::<LedgerLine>::left("CHUNK", 12, |line, _| chunk_name(&line.chunk)),
        Column::<LedgerLine>::left("STATE", 13, |line, _| chunk_state(&line.chunk)),
        Column::<LedgerLine>::right("TRIES", 5, |line, _| tries(line.chunk.n_attempts)),
        Column::<LedgerLine>::right("AGE", 6, |line, scene| {
            match line.ended_at.or(line.started_at) {
                Some(at) => {
                    let age = clock::span(clock::seconds(at, scene.now));
                    Cell::text(age, if line.is_trouble() { Tone::Text } else { Tone::Dim })
                }
                None => Cell::blank(),
            }
        }),
        Column::<LedgerLine>::left("ERROR", 20, |line, scene| chunk_note(&line.chunk, scene))
            .grows(1),
        Column::<LedgerLine>::right("RUN", 6, |line, _| {
            Cell::text(line.run_id.to_string(), Tone::Dim)
        })
        .drops(1),
    ],
    fields: &[],
    key: |line| Key::Chunk(line.chunk.chunk_id),
    names: &["ID"],
    trouble: LedgerLine::is_trouble,
    empty: "No night has been planned yet: `sereno run nightly --wait` runs one.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a ChunksBoard> {
    match scene.board {
        Some(Board::Chunks(board)) => Some(board),
        _ => None,
    }
}

/// What narrows the list, in one line.
pub(crate) fn words(view: &View) -> String {
    format!("{}{}", if view.problems { PROBLEMS } else { "" }, view.filter.value())
}

/// `1,038,412`, or `~1,038,000` when a sample told.
pub(crate) fn tally(n: Tally) -> String {
    match n {
        Tally::Exact(n) => grouped(n),
        Tally::About(n) => {
            let mut round = 1;
            while n / round >= 10_000 {
                round *= 10;
            }
            format!("~{}", grouped(n / round * round))
        }
    }
}

/// `all 12,480 that match`.
pub(crate) fn set_words(scene: &Scene<'_>) -> String {
    match board(scene).and_then(|board| board.counted) {
        Some(counted) => say_with("all {} that match", &[&tally(counted.n)]),
        None => say("all that match").to_owned(),
    }
}

/// What is marked.
fn chosen(view: &View) -> Option<Chosen> {
    if let Some(set) = &view.set {
        return Some(Chosen::Passing(CleanText::new(set.trim())));
    }
    let chunk = |key: &Key| match key {
        Key::Chunk(chunk) => Some(*chunk),
        _ => None,
    };
    let chunks: Vec<_> = view.marks.iter().filter_map(chunk).collect();
    (!chunks.is_empty()).then_some(Chosen::Chunks(chunks))
}

/// Sends what is marked round again.
fn retry_chosen(scene: &Scene<'_>, chosen: Chosen) -> Choice {
    let words = match &chosen {
        Chosen::Passing(_) => say_with("retry {}", &[&set_words(scene)]),
        Chosen::Chunks(chunks) => say_with("retry the {} marked", &[&grouped(count(chunks.len()))]),
    };
    let effect = say(
        "Those in quarantine are handed out again with all their attempts, and steps that depend on them are \
         done anew; the others stay as they are.",
    );
    Choice::new(Act::RetryChosen(chosen, None), words, effect)
}

/// How many there are, and as of when if that is some time ago.
fn counted(scene: &Scene<'_>, counted: Option<Counted>) -> String {
    let Some(counted) = counted else { return say("not counted yet").to_owned() };
    let n = if scene.view.is_filtered() {
        say_with("{} of {}", &[&tally(counted.n), &grouped(counted.n_all)])
    } else {
        tally(counted.n)
    };
    match clock::seconds(counted.at, scene.now) {
        0..COUNT_IS_OLD => n,
        age => say_with("{}, {} ago", &[&n, &clock::span(age)]),
    }
}

/// What is wrong with the filter as it is typed; none when it can be asked.
fn wrong(scene: &Scene<'_>) -> Option<String> {
    let words = words(scene.view);
    match words.parse::<ChunkFilter>() {
        Err(error) => Some(error.to_string()),
        Ok(_) if ShortText::new(&words).is_none() => Some(say("the filter is too long").to_owned()),
        Ok(_) => None,
    }
}

/// What leaves nothing over.
fn killer(scene: &Scene<'_>, board: &ChunksBoard) -> Option<String> {
    if !board.lines.is_empty() || !scene.view.is_filtered() {
        return None;
    }
    Some(match scene.view.filter.value().trim() {
        "" => say("`!` (only quarantine)").to_owned(),
        words => format!("`{words}`"),
    })
}

/// What can be done about a chunk.
pub(super) fn choices(run: RunId, line: &ChunkLine) -> Vec<Choice> {
    let mut choices = run::retries_of(run, Some(line));
    choices.extend(halt::of_chunk(line));
    choices
}

/// A fact with its name before it.
fn paint_fact(canvas: &mut Canvas<'_>, area: Rect, y: u16, (name, text): (&str, &str), tone: Tone) {
    canvas.text(area.x, y, FACT, name, Tone::Faint);
    canvas.text(area.x + FACT, y, area.width.saturating_sub(FACT), text, tone);
}

/// The chunk under the cursor in full.
fn paint_beside(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, line: &LedgerLine) {
    for row in area.rows() {
        canvas.text(row.x, row.y, 1, "│", Tone::Line);
    }
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    let chunk = &line.chunk;
    let state = word::chunk(chunk.state);
    let title = format!("{} {}", chunk.kind, chunk.no + 1);
    let id = say_with("  chunk {}", &[&chunk.chunk_id]);
    let pieces = [(title.as_str(), Tone::Strong), (id.as_str(), Tone::Dim)];
    canvas.pieces(area.x, area.y, area.width, &pieces);
    let pieces = [(state.glyph, state.tone), (" ", Tone::Dim), (state.words(), state.tone)];
    canvas.pieces(area.x, area.y + 1, area.width, &pieces);
    let run = say_with("{} for {}", &[&line.run_id, &clock::day(line.business_date)]);
    let mut facts = Vec::with_capacity(FACTS_MAX);
    facts.extend([(say("run"), run), (say("tries"), chunk.n_attempts.to_string())]);
    if let Some(started_at) = line.started_at {
        let day = clock::day(clock::date(started_at, scene.zone()));
        let took = scene.took(started_at, line.ended_at);
        facts.push((say("last try"), format!("{day} {}, {took}", scene.second(started_at))));
    }
    facts.extend(chunk.worker.as_ref().map(|worker| (say("held by"), worker.to_string())));
    facts.extend(chunk.n_matches_written.map(|n| (say("rows"), grouped(n))));
    facts.extend(chunk.failure_id.map(|failure| (say("failure"), failure.to_string())));
    facts.extend(line.error_class.as_ref().map(|class| (say("class"), class.to_string())));
    let mut y = area.y + 3;
    for (name, text) in &facts {
        paint_fact(canvas, area, y, (name, text), Tone::Text);
        y += 1;
    }
    y += 1;
    let (next, tone) = chunk::next(chunk, scene);
    let error = chunk.error.as_ref().map_or("", |error| error.as_str());
    let lines = wrap(error, area.width).into_iter().map(|line| (line, Tone::Text));
    let gap = (!error.is_empty()).then(|| (String::new(), Tone::Dim));
    let next = wrap(&next, area.width).into_iter().map(|line| (line, tone));
    let room = usize::from(area.bottom().saturating_sub(y));
    for (text, tone) in lines.chain(gap).chain(next).take(room) {
        canvas.text(area.x, y, area.width, &text, tone);
        y += 1;
    }
}

impl Page for Chunks {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Chunks").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        let keys: Vec<Key> = board.lines.iter().map(TABLE.key).collect();
        let n_all = board.counted.map_or(0, |counted| counted.n_all);
        let n_total = usize::try_from(n_all).unwrap_or(usize::MAX).max(keys.len());
        // A filter that leaves nothing can still be changed.
        let n_total = n_total.max(usize::from(scene.view.is_filtered()));
        Listing {
            keys,
            n_total,
            fields: ChunkFilter::FIELDS.to_vec(),
            killer: killer(scene, board),
            note: Some(wrong(scene).unwrap_or_else(|| counted(scene, board.counted))),
        }
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let note = counted(scene, board.counted);
        let marked = match (&scene.view.set, scene.view.marks.len()) {
            (Some(_), _) => set_words(scene),
            (None, 0) => String::new(),
            (None, n) => say_with("{} marked", &[&grouped(count(n))]),
        };
        let gap = if marked.is_empty() { "" } else { " · " };
        let heading = format!("{}{gap}{marked}", say("CHUNKS · newest first"));
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note, Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let beside = if scene.room >= Room::Wide { BESIDE } else { 0 };
        let list = Rect { width: rest.width.saturating_sub(beside), ..rest };
        let arranged = TABLE.all(&board.lines);
        if board.lines.is_empty()
            && let Some(killer) = killer(scene, board)
        {
            let text = match board.counted {
                Some(counted) => {
                    let all = grouped(counted.n_all);
                    say_with("0 of {}: {} leaves nothing, esc clears", &[&all, &killer])
                }
                None => say_with("0: {} leaves nothing, esc clears", &[&killer]),
            };
            canvas.text(list.x + 2, list.y + 1, list.width.saturating_sub(2), &text, Tone::Warn);
            return;
        }
        let place = scene.view.panes.first().map_or(0, |pane| pane.place);
        let at_edge = !board.is_oldest && place + usize::from(MORE) >= board.lines.len();
        let more = if at_edge { MORE } else { 0 };
        let shown = Rect { height: list.height.saturating_sub(more), ..list };
        TABLE.paint(scene, canvas, shown, 0, &arranged);
        let top = scene.view.panes.first().map_or(0, |pane| pane.top.get());
        let n_drawn = board.lines.len().saturating_sub(top);
        let below = shown.y.saturating_add(1).saturating_add(narrow(n_drawn)).min(shown.bottom());
        if below < list.bottom() && !board.is_oldest {
            skeleton(canvas, Rect { y: below, height: list.bottom() - below, ..list });
        } else if below < list.bottom() && !board.lines.is_empty() {
            canvas.text(list.x + 2, below, list.width, say("end of the list"), Tone::Faint);
        }
        if beside > 0
            && let Some(line) = arranged.under_cursor(scene, 0)
        {
            let area = Rect { x: list.right(), width: beside, ..rest };
            paint_beside(scene, canvas, area, line);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let lines = board(scene).map(|board| &board.lines[..]).unwrap_or_default();
        let n_broken =
            lines.iter().filter(|line| line.chunk.state == ChunkState::Quarantined).count();
        let n = counted(scene, board(scene).and_then(|board| board.counted));
        say_with("{} chunks · {} of the newest in quarantine", &[&n, &grouped(count(n_broken))])
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Chunk(chunk) => Some(Screen::Chunk(*chunk)),
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        if let Some(chosen) = chosen(scene.view) {
            return vec![retry_chosen(scene, chosen)];
        }
        let lines = board(scene).map(|board| &board.lines[..]).unwrap_or_default();
        let line = lines.iter().find(|line| key == Some(&(TABLE.key)(line)));
        line.map(|line| choices(line.run_id, &line.chunk)).unwrap_or_default()
    }

    fn marks_max(&self, _: &Scene<'_>, key: &Key) -> usize {
        if matches!(key, Key::Chunk(_)) { usize::MAX } else { 0 }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Chunk(chunk) => Some(chunk.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        let words = words(scene.view);
        match words.trim() {
            "" => "sereno chunk list".to_owned(),
            words => format!("sereno chunk list {}", shell_words::quote(words)),
        }
    }
}

/// What can be done about the chunk of a page of its own.
pub(super) fn choices_of(board: &ChunkBoard) -> Vec<Choice> {
    choices(board.run_id, &board.chunk)
}
