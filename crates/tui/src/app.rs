//! The dashboard as a whole: a state, changed by events, drawn as frames. Both are plain
//! functions: nothing here waits, reads a clock or does IO.

mod act;
mod column;
mod frame;
pub(crate) mod input;
pub(crate) mod load;
mod mark;
mod mouse;
pub(crate) mod offer;
mod payroll;
pub(crate) mod sheet;
mod take;
mod travel;
mod try_out;
mod window;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Rect, Size};
use sereno_domain::clean_text::CleanText;
use sereno_domain::duty::Standing;

use crate::act::Act;
use crate::app::input::Typing;
use crate::app::load::{Kept, Loads};
use crate::app::sheet::Sheet;
use crate::app::travel::Trail;
use crate::app::window::Window;
use crate::effect::{Effect, Query, Slot};
use crate::event::{Board, Event, Link};
use crate::language::Language;
use crate::last::LastCounts;
use crate::manner::Manner;
use crate::saved::{SAVED_MAX, SavedView};
use crate::scene::{Room, Scene};
use crate::screen::Screen;
use crate::theme::{Look, Tone};
use crate::view::{Key, Listing, View};

/// Data older than so many refreshes is called stale.
const STALE_REFRESHES: i32 = 3;
/// Refreshes to one where the database tells of changes: what it tells of nobody is found all the same.
const REFRESHES_TOLD: i32 = 5;
/// Least time between two loads because of changes: while much happens, it is looked at twice a second.
const CHANGES_TOGETHER: SignedDuration = SignedDuration::from_millis(500);
/// A load that takes longer than this is shown to be under way.
const LOAD_SHOWN_AFTER: SignedDuration = SignedDuration::from_millis(150);
/// How long a line at the bottom stays.
const TOAST_STAYS: SignedDuration = SignedDuration::from_secs(4);
/// How long what came of an act stays.
const RECEIPT_STAYS: SignedDuration = SignedDuration::from_secs(12);
/// How long the first key of a sequence waits for the second.
const SEQUENCE_WAITS: SignedDuration = SignedDuration::from_millis(600);
/// How long after the first key of a sequence what may follow is shown.
const FOLLOWERS_SHOWN_AFTER: SignedDuration = SignedDuration::from_millis(350);
/// How long a sequence waits whose followers are shown: they are to be read.
const FOLLOWERS_STAY: SignedDuration = SignedDuration::from_secs(4);
/// How soon the second of two interrupts must come.
const INTERRUPT_WAITS: SignedDuration = SignedDuration::from_secs(2);

/// What does not change while the dashboard runs.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// The firm's name, as the header shows it.
    pub firm: String,
    /// Which installation this is: `prod`, `demo`; may be empty.
    pub environment: String,
    /// The firm's zone; every time is shown in it.
    pub zone: TimeZone,
    /// By when the night should be over.
    pub deadline: Option<Time>,
    /// How often the screen is loaded again while it is looked at; five times as rarely as long as the
    /// database tells of changes.
    pub refresh: Duration,
    /// How it looks at first.
    pub look: Look,
    /// True when nothing may be changed from here.
    pub read_only: bool,
    /// What it is read in.
    pub language: Language,
    /// The saved views, as they were kept.
    pub views: Vec<SavedView>,
    /// What the dashboard was left with; none when that is not known.
    pub last: Option<LastCounts>,
}

/// A line at the bottom that goes by itself.
#[derive(Debug, Clone)]
struct Toast {
    text: String,
    mark: &'static str,
    tone: Tone,
    until: Timestamp,
}

/// What the database tells by itself.
#[derive(Debug, Clone, Copy, Default)]
struct News {
    /// Whether it tells of changes.
    listens: bool,
    /// Whether it told of one since the screen was last asked for.
    changed: bool,
}

/// The dashboard.
#[derive(Debug, Clone)]
pub struct App {
    config: AppConfig,
    look: Look,
    now: Timestamp,
    size: Rect,
    focused: bool,
    link: Link,
    offline_since: Option<Timestamp>,
    /// Who the person is to the database; none until that is known.
    standing: Option<Standing>,
    news: News,
    loads: Loads,
    window: Window,
    trail: Trail,
    views: BTreeMap<Screen, View>,
    blank: View,
    typing: Typing,
    toast: Option<Toast>,
    sheet: Option<Sheet>,
    /// What takes the last act back.
    undo: Option<Act>,
    ticket: u64,
    /// The row clicked last, and when.
    clicked: Option<(Timestamp, Key)>,
    saved: Vec<SavedView>,
    /// The rows of the frame that is being drawn; none at any other time.
    listed: RefCell<Option<Rc<Listing>>>,
    dirty: bool,
}

impl App {
    /// Opens the dashboard at a screen. The effects ask for its board.
    pub fn open(config: AppConfig, screen: Screen, now: Timestamp) -> (Self, Vec<Effect>) {
        let config = AppConfig {
            firm: CleanText::new(&config.firm).into(),
            environment: CleanText::new(&config.environment).into(),
            ..config
        };
        let saved = config.views.iter().take(SAVED_MAX).cloned().map(SavedView::clean).collect();
        let mut app = Self {
            look: config.look,
            config,
            now,
            size: Rect::new(0, 0, 80, 24),
            focused: true,
            link: Link::Connecting,
            offline_since: None,
            standing: None,
            news: News::default(),
            loads: Loads::default(),
            window: Window::default(),
            trail: Trail::new(screen),
            views: BTreeMap::from([(screen, View::default())]),
            blank: View::default(),
            typing: Typing::default(),
            toast: None,
            sheet: None,
            undo: None,
            ticket: 0,
            clicked: None,
            saved,
            listed: RefCell::default(),
            dirty: true,
        };
        let effects = app.want_here();
        (app, effects)
    }

    /// Takes in one event and says what is to be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let _manner = self.manner().hold();
        let mut effects = self.take_in(event);
        self.keep_set();
        effects.extend(self.look_ahead());
        effects
    }

    fn take_in(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Clock(now) => return self.tick(now),
            Event::Key(key) => return self.press(key),
            Event::Mouse(mouse) => return self.mouse(mouse),
            Event::Paste(text) => self.paste(&text),
            Event::Resize(width, height) => {
                self.size = Rect::new(0, 0, width, height);
                self.dirty = true;
            }
            Event::Focus(focused) => return self.look_at(focused),
            Event::Loaded { slot, generation, result } => {
                if let Some(query) = self.loads.settle(slot, generation, result, self.now) {
                    self.dirty |= query == self.query() || query.slot() == Slot::ChunkCount;
                    self.take_page(query);
                    self.keep_counts();
                    self.settle_view();
                    self.keep_marks();
                }
            }
            Event::Previewed { ticket, result } => self.previewed(ticket, result),
            Event::Acted { ticket, result } => return self.acted(ticket, result),
            Event::Written(result) => self.written(result),
            Event::Link(link) => return self.link(link),
            Event::Standing(standing) => {
                self.dirty |= self.standing.as_ref() != Some(&standing);
                self.standing = Some(standing);
            }
            Event::Listens(listens) => {
                self.news = News { listens, changed: true };
                return self.refresh_if_due();
            }
            Event::Changed => {
                self.news.changed = true;
                return self.refresh_if_due();
            }
            Event::Quit => return vec![Effect::Quit],
        }
        Vec::new()
    }

    /// True when something changed since this was last asked: time to draw.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// When an [`Event::Clock`] is next needed; none while nobody looks.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if !self.focused {
            return None;
        }
        let second = self.now.as_second().checked_add(1).map(Timestamp::from_second)?.ok()?;
        let load = self.loads.loading_since(self.query()).map(|at| at + LOAD_SHOWN_AFTER);
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let typing = [self.typing.followers_at(), self.typing.waits_until()];
        let soonest = [load, toast, self.due_at(), self.window.due()]
            .into_iter()
            .chain(typing)
            .flatten()
            .filter(|at| *at > self.now)
            .fold(second, Timestamp::min);
        Some(soonest)
    }

    /// True when no load is on its way.
    pub fn is_settled(&self) -> bool {
        self.loads.is_settled()
    }

    /// What the dashboard is left with, for the next time; none when that is not known.
    pub const fn last_counts(&self) -> Option<LastCounts> {
        self.config.last
    }

    /// Keeps the counts of the home screen when newer ones came.
    fn keep_counts(&mut self) {
        if let Some(Kept { board: Board::Tonight(board), at }) = self.loads.kept(Query::Tonight) {
            self.config.last = LastCounts::of(board, *at);
        }
    }

    /// Why the screen has nothing to show; none when it has, or may still get it.
    pub fn failure(&self) -> Option<String> {
        if self.kept_here().is_some() {
            return None;
        }
        match (self.loads.trouble(self.query()), &self.link) {
            (Some(trouble), _) => Some(trouble.error.message.as_str().to_owned()),
            (None, Link::Offline { cause, .. }) => Some(cause.as_str().to_owned()),
            (None, Link::Connecting | Link::Live | Link::Slow) => None,
        }
    }

    /// In which manner words and numbers are written.
    fn manner(&self) -> Manner {
        Manner { language: self.config.language, glyphs: self.look.glyphs, bare: false }
    }

    /// The same dashboard drawn with other signs and words.
    #[cfg(test)]
    pub(crate) fn written_in(mut self, glyphs: crate::glyph::Glyphs, language: Language) -> Self {
        self.look = self.look.with_glyphs(glyphs);
        self.config.language = language;
        self
    }

    /// Columns and rows of its frames.
    pub const fn size(&self) -> Size {
        Size { width: self.size.width, height: self.size.height }
    }

    /// The screen shown.
    pub fn here(&self) -> Screen {
        self.trail.here()
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let shown_after = |since: Timestamp| since + LOAD_SHOWN_AFTER;
        let shown = self.loads.loading_since(self.query()).map(shown_after);
        self.dirty |= now.as_second() != self.now.as_second();
        self.dirty |= [shown, self.typing.followers_at()]
            .into_iter()
            .flatten()
            .any(|at| self.now < at && at <= now);
        self.now = now;
        if self.toast.as_ref().is_some_and(|toast| toast.until <= now) {
            self.toast = None;
            self.dirty = true;
        }
        self.dirty |= self.typing.expire(now);
        self.refresh_if_due()
    }

    fn look_at(&mut self, focused: bool) -> Vec<Effect> {
        self.focused = focused;
        self.dirty |= focused;
        if !focused {
            return Vec::new();
        }
        if self.is_offline() { vec![Effect::Reconnect] } else { self.refresh_if_due() }
    }

    fn link(&mut self, link: Link) -> Vec<Effect> {
        let was_offline = self.is_offline();
        self.dirty |= self.link != link;
        self.link = link;
        if !self.is_offline() {
            self.offline_since = None;
            if was_offline {
                return self.want_here();
            }
        } else if !was_offline {
            self.offline_since = Some(self.now);
        }
        Vec::new()
    }

    fn is_offline(&self) -> bool {
        matches!(self.link, Link::Offline { .. })
    }

    /// When the screen is to be loaded again; none while it is being loaded or cannot be.
    fn due_at(&self) -> Option<Timestamp> {
        if !self.focused
            || self.view().stands
            || self.view().range.is_some()
            || self.is_offline()
            || self.loads.loading_since(self.query()).is_some()
        {
            return None;
        }
        let wait =
            if self.news.changed { CHANGES_TOGETHER.min(self.refresh()) } else { self.refresh() };
        self.answered_at()?.checked_add(wait).ok()
    }

    /// How long the screen stays as it is when nothing is told.
    fn refresh(&self) -> SignedDuration {
        let refresh = SignedDuration::try_from(self.config.refresh).unwrap_or(SignedDuration::MAX);
        if self.news.listens { refresh.saturating_mul(REFRESHES_TOLD) } else { refresh }
    }

    fn refresh_if_due(&mut self) -> Vec<Effect> {
        match self.due_at() {
            Some(at) if at <= self.now => self.want_here(),
            Some(_) | None => Vec::new(),
        }
    }

    /// Since when the data shown is as it is, when that is too long ago or the database is away.
    fn stale_since(&self) -> Option<Timestamp> {
        let kept = self.kept_here()?;
        let most = self.refresh().saturating_mul(STALE_REFRESHES);
        let patient = self
            .loads
            .loading_since(self.query())
            .is_some_and(|since| self.now.duration_since(since) < SignedDuration::from_secs(1));
        // What stands still is meant to be as it is.
        let waits = patient || self.view().stands || self.view().range.is_some();
        let old = self.now.duration_since(kept.at) > most && !waits;
        (old || self.is_offline()).then_some(kept.at)
    }

    /// What the screen is drawn from in a terminal of this size.
    fn scene(&self, area: Rect) -> Scene<'_> {
        let at = self.here();
        let kept = match at {
            // The answer before stays while another is worked out.
            Screen::WhatIf { role, .. } => {
                self.loads.kept(at.query()).or_else(|| self.loads.newest_what_if(role))
            }
            _ => self.kept_here(),
        };
        let skew = kept.map(|kept| kept.board.at().duration_since(kept.at));
        let now = skew.and_then(|skew| self.now.checked_add(skew).ok()).unwrap_or(self.now);
        Scene {
            at,
            board: kept.map(|kept| &kept.board),
            view: self.view(),
            config: &self.config,
            room: Room::of(area),
            now,
        }
    }

    fn view(&self) -> &View {
        self.views.get(&self.here()).unwrap_or(&self.blank)
    }

    fn view_mut(&mut self) -> &mut View {
        self.views.entry(self.trail.here()).or_default()
    }

    /// The rows that can hold the cursor.
    pub(crate) fn listing(&self) -> Listing {
        let scene = self.scene(self.size);
        if scene.board.is_none() {
            return Listing::default();
        }
        self.here().page().rows(&scene)
    }

    /// The same, worked out once for a frame, which asks for them for every key it hints at.
    pub(crate) fn listed(&self) -> Rc<Listing> {
        let of_frame = self.listed.borrow().clone();
        of_frame.unwrap_or_else(|| Rc::new(self.listing()))
    }

    /// Finds the cursor's row again after rows came, went or moved.
    fn keep_cursor(&mut self) {
        let keys = self.listing().keys;
        let follows = self.here().page().follows() && !self.view().stands;
        let pane = self.view_mut().focused_mut();
        if let Some(place) = pane.position(&keys) {
            pane.put(&keys, if follows { keys.len() } else { place });
        }
    }

    fn say(&mut self, mark: &'static str, tone: Tone, text: String) {
        let until = self.now + TOAST_STAYS;
        self.toast = Some(Toast { text, mark, tone, until });
        self.dirty = true;
    }

    /// Says what came of an act, which is worth more than a glance.
    fn say_for_long(&mut self, mark: &'static str, tone: Tone, text: String) {
        let until = self.now + RECEIPT_STAYS;
        self.toast = Some(Toast { text, mark, tone, until });
        self.dirty = true;
    }

    fn hint(&mut self, text: &str) {
        self.say("·", Tone::Dim, text.to_owned());
    }
}

#[cfg(test)]
mod tests;
