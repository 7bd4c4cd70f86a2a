//! The list that is longer than memory: a window of it around the cursor, more of it asked for before
//! the cursor comes to an edge, the filter carried out where the data is.

use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::chunk::{ChunkFilter, ChunksBoard, Counted, LedgerLine, Seek};
use sereno_domain::id::ChunkId;

use crate::app::App;
use crate::app::load::Kept;
use crate::effect::{Effect, Query, Slot};
use crate::event::Board;
use crate::screen::{Screen, chunks};
use crate::short_text::ShortText;
use crate::view::{Key, Pane};

/// Lines before an edge of the window at which more are asked for.
const EDGE: usize = 60;
/// Lines kept. Bounds memory, and what is gone through for a frame.
const LINES_MAX: usize = 1_000;
/// How long a filter that is being typed must rest before it is asked.
const TYPING_RESTS: SignedDuration = SignedDuration::from_millis(120);
/// How long a count is good for: an estimate is not told anew at every refresh.
const COUNT_STAYS: SignedDuration = SignedDuration::from_secs(30);

/// What is loaded of the list, and what of it is wanted.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    /// Lines that hang together, newest first.
    kept: Option<Kept>,
    /// What narrows the lines kept.
    filter: ShortText,
    /// What is to narrow them.
    wanted: ShortText,
    /// When that is to be asked; none when it was.
    due: Option<Timestamp>,
    /// The last part asked for.
    asked: Option<Query>,
    /// The cursor goes to an end of the list as soon as that is there.
    jump: Option<Seek>,
    counted: Option<(ShortText, Counted, Timestamp)>,
}

impl Window {
    pub(super) const fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// True when the lines that are here are those that pass this filter.
    pub(super) fn is_of(&self, words: &str) -> bool {
        self.kept.is_some() && self.filter.as_str() == words.trim()
    }

    fn board(&self) -> Option<&ChunksBoard> {
        match &self.kept.as_ref()?.board {
            Board::Chunks(board) => Some(board),
            _ => None,
        }
    }

    fn lines(&self) -> &[LedgerLine] {
        self.board().map(|board| &board.lines[..]).unwrap_or_default()
    }

    /// Puts a page to the lines there are, or in their place when the two do not hang together.
    fn put(&mut self, (filter, seek): (ShortText, Seek), mut page: ChunksBoard, now: Timestamp) {
        let before = self.kept.take();
        let mut at = now;
        if filter == self.filter
            && let Some(Kept { board: Board::Chunks(mut old), at: old_at }) = before
        {
            let (first, last) = (id(old.lines.first()), id(old.lines.last()));
            match seek {
                Seek::After(edge) if last == Some(edge) => {
                    old.lines.append(&mut page.lines);
                    let n_over = old.lines.len().saturating_sub(LINES_MAX);
                    old.lines.drain(..n_over);
                    page.is_newest = old.is_newest && n_over == 0;
                    (page.lines, page.at, at) = (old.lines, old.at, old_at);
                }
                Seek::Before(edge) if first == Some(edge) => {
                    page.lines.append(&mut old.lines);
                    page.is_oldest = old.is_oldest && page.lines.len() <= LINES_MAX;
                    page.lines.truncate(LINES_MAX);
                    (page.at, at) = (old.at, old_at);
                }
                Seek::Newest
                | Seek::Oldest
                | Seek::After(_)
                | Seek::Before(_)
                | Seek::Around(_) => {}
            }
        }
        self.filter = filter;
        self.kept = Some(Kept { board: Board::Chunks(page), at });
        self.show_count();
    }

    /// Puts the count to the lines it is of.
    fn show_count(&mut self) {
        let counted = self.counted.filter(|(of, ..)| *of == self.filter);
        if let Some(Kept { board: Board::Chunks(board), .. }) = &mut self.kept {
            board.counted = counted.map(|(_, counted, _)| counted);
        }
    }
}

fn id(line: Option<&LedgerLine>) -> Option<ChunkId> {
    line.map(|line| line.chunk.chunk_id)
}

const fn chunk(key: Option<&Key>) -> Option<ChunkId> {
    match key {
        Some(Key::Chunk(chunk)) => Some(*chunk),
        _ => None,
    }
}

/// Puts the cursor on its row, wherever that stands now, on the same line of the screen; on the next
/// older one when it is gone.
fn keep_line(pane: &mut Pane, old_place: usize, lines: &[LedgerLine]) {
    let cursor = chunk(pane.cursor.as_ref());
    let at_or_older = |line: &LedgerLine| Some(line.chunk.chunk_id) <= cursor;
    let last = lines.len().saturating_sub(1);
    let place = cursor.map_or(0, |_| lines.iter().position(at_or_older).unwrap_or(last));
    move_to(pane, place, lines);
    pane.top.set(place.saturating_sub(old_place.saturating_sub(pane.top.get())));
}

fn move_to(pane: &mut Pane, place: usize, lines: &[LedgerLine]) {
    pane.cursor = lines.get(place).map(|line| Key::Chunk(line.chunk.chunk_id));
    pane.place = place;
}

impl App {
    /// What this screen asks for as it is looked at.
    pub(super) fn query(&self) -> Query {
        match (self.here(), self.window.asked) {
            (Screen::Chunks, Some(asked)) => asked,
            (here, _) => here.query(),
        }
    }

    /// What this screen shows.
    pub(super) fn kept_here(&self) -> Option<&Kept> {
        match self.here() {
            Screen::Chunks => self.window.kept.as_ref(),
            here => self.loads.kept(here.query()),
        }
    }

    /// When what this screen asked for was last answered, well or badly.
    pub(super) fn answered_at(&self) -> Option<Timestamp> {
        let answered = self.loads.answered_at(self.query());
        answered.max(self.kept_here().map(|kept| kept.at))
    }

    /// Loads this screen, or loads it again.
    pub(super) fn want_here(&mut self) -> Vec<Effect> {
        self.news.changed = false;
        if self.here() != Screen::Chunks {
            return self.loads.want(self.here().query(), self.now);
        }
        if self.window.asked.is_none() {
            self.window.wanted = self.narrowed().unwrap_or_default();
        }
        let mut effects = self.ask_part(self.seek_here());
        effects.extend(self.ask_count());
        effects
    }

    /// Asks for what the cursor comes to, and for what a filter leaves, when it is time.
    pub(super) fn look_ahead(&mut self) -> Vec<Effect> {
        if self.here() != Screen::Chunks || self.is_offline() {
            return Vec::new();
        }
        if let Some(words) = self.narrowed()
            && words != self.window.wanted
        {
            self.window.wanted = words;
            let is_typed = self.typing.is_filtering();
            let rest = if is_typed { TYPING_RESTS } else { SignedDuration::ZERO };
            self.window.due = Some(self.now + rest);
        }
        if let Some(due) = self.window.due {
            if due > self.now {
                return Vec::new();
            }
            self.window.due = None;
            // What is under the cursor is found again in the whole list.
            let seek = if self.window.wanted.is_empty() { self.seek_here() } else { Seek::Newest };
            let mut effects = self.ask_part(seek);
            effects.extend(self.ask_count());
            return effects;
        }
        self.edge().map(|seek| self.ask_part(seek)).unwrap_or_default()
    }

    /// The part of the list that the cursor is about to come to, unless a part is on its way.
    fn edge(&self) -> Option<Seek> {
        let board = self.window.board()?;
        if self.loads.is_loading(Slot::Chunks) || self.loads.trouble(self.query()).is_some() {
            return None;
        }
        let cursor = chunk(self.chunks_pane()?.cursor.as_ref())?;
        let place = board.lines.iter().position(|line| line.chunk.chunk_id == cursor)?;
        let after = id(board.lines.last()).filter(|_| !board.is_oldest);
        let before = id(board.lines.first()).filter(|_| !board.is_newest);
        match (after, before) {
            (Some(last), _) if place + EDGE >= board.lines.len() => Some(Seek::After(last)),
            (_, Some(first)) if place < EDGE => Some(Seek::Before(first)),
            _ => None,
        }
    }

    /// To an end of the list; true when it is not here yet and is asked for.
    pub(super) fn jump(&mut self, to: Seek) -> Option<Vec<Effect>> {
        // A range has no gaps: it goes as far as what is here.
        let is_free = self.here() == Screen::Chunks && self.view().range.is_none();
        let board = self.window.board().filter(|_| is_free)?;
        let is_here = if to == Seek::Newest { board.is_newest } else { board.is_oldest };
        if is_here {
            return None;
        }
        self.window.jump = Some(to);
        Some(self.ask_part(to))
    }

    /// Takes an answer out of what was loaded into the window.
    pub(super) fn take_page(&mut self, query: Query) {
        let Some(Kept { board, at }) = self.loads.take(query) else { return };
        match (query, board) {
            (Query::Chunks { filter, seek }, Board::Chunks(part)) => {
                let old_place = self.chunks_pane().map_or(0, |pane| pane.place);
                let is_new = filter != self.window.filter;
                self.window.put((filter, seek), part, at);
                let jump = self.window.jump.take_if(|jump| *jump == seek);
                let lines = self.window.lines();
                let pane = &mut self.views.entry(Screen::Chunks).or_default().panes[0];
                let cursor = chunk(pane.cursor.as_ref());
                let is_there = || lines.iter().any(|line| Some(line.chunk.chunk_id) == cursor);
                match jump {
                    Some(Seek::Oldest) => move_to(pane, lines.len().saturating_sub(1), lines),
                    Some(_) => move_to(pane, 0, lines),
                    None if is_new && seek == Seek::Newest && !is_there() => {
                        move_to(pane, 0, lines);
                    }
                    None => keep_line(pane, old_place, lines),
                }
            }
            (Query::ChunkCount { filter }, Board::ChunkCount(counted)) => {
                self.window.counted = Some((filter, counted, at));
                self.window.show_count();
            }
            _ => {}
        }
    }

    fn ask_part(&mut self, seek: Seek) -> Vec<Effect> {
        let filter = self.window.wanted;
        if filter.as_str().parse::<ChunkFilter>().is_err() {
            return Vec::new();
        }
        let query = Query::Chunks { filter, seek };
        self.window.asked = Some(query);
        self.loads.want(query, self.now)
    }

    /// Counts what is wanted, unless that was done a moment ago.
    fn ask_count(&mut self) -> Vec<Effect> {
        let filter = self.window.wanted;
        let is_good = self
            .window
            .counted
            .is_some_and(|(of, _, at)| of == filter && self.now.duration_since(at) < COUNT_STAYS);
        if is_good || filter.as_str().parse::<ChunkFilter>().is_err() {
            return Vec::new();
        }
        self.loads.want(Query::ChunkCount { filter }, self.now)
    }

    /// The part of the list around the cursor.
    fn seek_here(&self) -> Seek {
        let cursor = self.chunks_pane().and_then(|pane| chunk(pane.cursor.as_ref()));
        let is_newest = self.window.board().is_none_or(|board| board.is_newest);
        match cursor {
            Some(cursor) if !(is_newest && id(self.window.lines().first()) == Some(cursor)) => {
                Seek::Around(cursor)
            }
            Some(_) | None => Seek::Newest,
        }
    }

    /// What the filter says, as it is sent; none when that is too long.
    fn narrowed(&self) -> Option<ShortText> {
        ShortText::new(&chunks::words(self.view()))
    }

    fn chunks_pane(&self) -> Option<&Pane> {
        self.views.get(&Screen::Chunks).map(|view| &view.panes[0])
    }
}
