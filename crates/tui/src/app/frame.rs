//! One frame: the header, the row of screens, what is wrong, the page, what just happened, the
//! hints. Overlays come last and dim what is behind them.

use std::rc::Rc;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use sereno_domain::duty::{Duty, Standing};

use crate::app::{App, LOAD_SHOWN_AFTER};
use crate::canvas::{Canvas, width};
use crate::clock;
use crate::event::Link;
use crate::keymap::table::BINDINGS;
use crate::keymap::{self, Where};
use crate::language::{say, say_with};
use crate::manner;
use crate::number::narrow;
use crate::scene::{Room, Scene};
use crate::screen::{Screen, TABS};
use crate::survey::{Sought, Survey, Zone};
use crate::theme::Tone;
use crate::widget::notice::{notice, skeleton};
use crate::widget::{banner, finder, followers, sheet};

/// Seconds after which a load tells how long it takes and how it is stopped.
const LOAD_IS_LONG: u64 = 2;

impl App {
    /// Draws a frame and puts the terminal's cursor on the row or the line it belongs to.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if let Some(position) = self.paint(area, frame.buffer_mut()) {
            frame.set_cursor_position(position);
        }
    }

    /// Draws into a buffer and says where the terminal's cursor belongs.
    pub fn paint(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.listed.replace(Some(Rc::new(self.listing())));
        let mut canvas = Canvas::new(buffer, &self.look);
        self.paint_on(area, &mut canvas);
        self.paint_overlays(area, &mut canvas);
        self.listed.take();
        canvas.cursor()
    }

    /// Draws a frame that nobody sees, to learn what stands where in it.
    pub(super) fn survey(&self, sought: Sought) -> Survey {
        let mut survey = Survey::new(sought);
        let mut buffer = Buffer::empty(self.size);
        let mut canvas = Canvas::new(&mut buffer, &self.look).surveying(&mut survey);
        self.paint_on(self.size, &mut canvas);
        // An overlay lists rows or columns of the page below it: they are not asked for again there.
        if sought == Sought::Zones {
            self.paint_overlays(self.size, &mut canvas);
        }
        survey
    }

    fn paint_on(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let _manner = self.manner().hold();
        let area = area.intersection(canvas.area());
        let scene = self.scene(area);
        canvas.clear(area, Tone::Page);
        if area.is_empty() {
            return;
        }
        if scene.room == Room::Tiny {
            self.paint_tiny(&scene, canvas, area);
            return;
        }
        self.paint_header(&scene, canvas, row(area, 0));
        let mut top = 1;
        if scene.room >= Room::Full {
            self.paint_tabs(canvas, row(area, top));
            top += 1;
        }
        let first = top;
        if self.has_banner() {
            self.paint_banner(&scene, canvas, row(area, top));
            top += 1;
        }
        if self.typing.is_filtering() || scene.view.is_filtered() {
            self.paint_filter(&scene, canvas, row(area, top));
            top += 1;
        }
        let top = top.max(first + 1);
        let body = Rect { y: area.y + top, height: area.height.saturating_sub(top + 2), ..area };
        self.paint_page(&scene, canvas, body);
        if self.typing.is_filtering() {
            self.paint_filter(&scene, canvas, row(area, top - 1));
        }
        self.paint_toast(canvas, row(area, area.height - 2));
        self.paint_footer(canvas, row(area, area.height - 1));
    }

    /// What lies over the page.
    fn paint_overlays(&self, area: Rect, canvas: &mut Canvas<'_>) {
        let _manner = self.manner().hold();
        let area = area.intersection(canvas.area());
        if Room::of(area) == Room::Tiny {
            return;
        }
        if let Some(pressed) = self.typing.begun(self.now) {
            let page = Rect { height: area.height.saturating_sub(2), ..area };
            let followers = keymap::continuations(pressed, Where::of(self.here()));
            followers::followers(canvas, page, &keymap::written(pressed), &followers);
        }
        if let Some(overlay) = self.typing.overlay() {
            finder::finder(canvas, area, overlay, &self.offers(overlay));
        }
        if let Some(sheet) = &self.sheet {
            sheet::sheet(canvas, area, sheet, self.now);
        }
    }

    fn paint_tiny(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        let glance = match scene.board {
            Some(_) => self.here().page().glance(scene),
            None if self.failure().is_some() => say("could not load").to_owned(),
            None => say("loading").to_owned(),
        };
        let state = match (&self.link, self.stale_since()) {
            (Link::Offline { .. }, _) => say("offline · "),
            (_, Some(_)) => say("stale · "),
            (Link::Connecting | Link::Live | Link::Slow, None) => "",
        };
        let text = format!("☾ {state}{glance}");
        let x = area.x + area.width.saturating_sub(width(&text)) / 2;
        let y = area.y + area.height / 2;
        canvas.text(x, y, area.right().saturating_sub(x), &text, Tone::Text);
        canvas.focus(x, y);
    }

    fn paint_header(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.line(area, Tone::Chrome);
        let zone = &self.config.zone;
        let wide = scene.room >= Room::Full;
        let when = if wide {
            let day = clock::day(clock::date(self.now, zone));
            format!("{day}  {} {}", clock::second(self.now, zone), clock::place(zone))
        } else {
            format!("{} {}", clock::minute(self.now, zone), clock::place_short(zone))
        };
        let end = area.right().saturating_sub(1);
        let end = canvas.right(end, area.y, area.width, &when, Tone::Text).saturating_sub(2);
        let (mark, tone, words) = self.link_words();
        let end = canvas.right(end, area.y, area.width / 2, &words, Tone::Dim).saturating_sub(1);
        let end = canvas.right(end, area.y, 1, mark, tone).saturating_sub(2);
        let room = end.saturating_sub(area.x + 1);
        let firm = match (self.config.firm.is_empty(), wide) {
            (false, true) => format!("  {}", self.config.firm),
            _ => String::new(),
        };
        let environment = match self.config.environment.as_str() {
            "" => String::new(),
            name => format!("  {name}"),
        };
        let standing = self.standing_words();
        let gap = if standing.is_empty() { "" } else { "  " };
        let path = self.path();
        let pieces = [
            ("☾ ", Tone::Accent),
            ("sereno", Tone::Accent),
            (firm.as_str(), Tone::Dim),
            (environment.as_str(), Tone::Dim),
            (gap, Tone::Dim),
            (standing.as_str(), Tone::Warn),
            ("  ", Tone::Dim),
            (path.as_str(), Tone::Strong),
        ];
        canvas.pieces(area.x + 1, area.y, room, &pieces);
    }

    /// What the person may do, where that is not everything.
    fn standing_words(&self) -> String {
        if self.config.read_only {
            return say("read-only").to_owned();
        }
        let word = |duty: &Duty| match duty {
            Duty::Operator => say("operator"),
            Duty::OnCall => say("on-call"),
            Duty::Payroll => say("payroll"),
        };
        match self.standing.as_ref().and_then(Standing::limits) {
            None => String::new(),
            Some(duties) if duties.is_empty() => say("viewer").to_owned(),
            Some(duties) => duties.iter().map(word).collect::<Vec<_>>().join("+"),
        }
    }

    /// `Matches › Staff Rust @ Cobalt › Ana Morales`.
    fn path(&self) -> String {
        let mut screens = vec![self.here()];
        while let Some(parent) = screens.last().and_then(|screen| screen.parent()) {
            screens.push(parent);
        }
        let crumb = |screen: &crate::screen::Screen| {
            let kept = self.loads.kept(screen.query());
            let scene =
                Scene { at: *screen, board: kept.map(|kept| &kept.board), ..self.scene(self.size) };
            screen.page().crumb(&scene)
        };
        screens.iter().rev().map(crumb).collect::<Vec<_>>().join(" › ")
    }

    fn link_words(&self) -> (&'static str, Tone, String) {
        let loading = self
            .loads
            .loading_since(self.query())
            .filter(|since| self.now.duration_since(*since) >= LOAD_SHOWN_AFTER)
            .map(|since| clock::seconds(since, self.now));
        let load = match loading {
            None => String::new(),
            Some(seconds @ 0..LOAD_IS_LONG) => {
                let _ = seconds;
                " ⋯".to_owned()
            }
            Some(seconds) => format!(" ⋯ {} {}", clock::span(seconds), say("^c stops")),
        };
        let (mark, tone, words) = match (&self.link, self.stale_since()) {
            (Link::Offline { .. }, _) => ("✗", Tone::Fail, say("offline").to_owned()),
            (_, Some(since)) => {
                let age = clock::span(clock::seconds(since, self.now));
                ("◌", Tone::Warn, say_with("stale {}", &[&age]))
            }
            (Link::Connecting, None) => ("◌", Tone::Wait, say("connecting").to_owned()),
            (Link::Slow, None) => ("▲", Tone::Warn, say("slow").to_owned()),
            (Link::Live, None) => ("●", Tone::Ok, say("live").to_owned()),
        };
        (mark, tone, format!("{words}{load}"))
    }

    fn paint_tabs(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let names = TABS.iter().map(|(_, _, name)| width(say(name))).fold(0, u16::saturating_add);
        // Each has its key, a blank after it and one at either side.
        let needed = names.saturating_add(narrow(TABS.len()).saturating_mul(4));
        let more = area.width.saturating_sub(needed + 2) / narrow(TABS.len()).max(1);
        let gap = more.min(1);
        // Where they do not fit so, there is one blank between two.
        let after = u16::from(needed + 2 <= area.width);
        let mut x = area.x + 1;
        for (key, screen, name) in TABS {
            let name = say(name);
            let (start, room) = (x, area.right().saturating_sub(x));
            if self.here().tab() == *screen {
                let blank = if after > 0 { " " } else { "" };
                x = canvas.text(x, area.y, room, &format!(" {key} {name}{blank}"), Tone::Tab) + gap;
            } else {
                let mut letter = [0; 4];
                let pieces = [
                    (" ", Tone::Faint),
                    (&*key.encode_utf8(&mut letter), Tone::Faint),
                    (" ", Tone::Faint),
                ];
                x = canvas.pieces(x, area.y, room, &pieces);
                x = canvas.text(x, area.y, area.right().saturating_sub(x), name, Tone::Dim);
                x += after + gap;
            }
            let place =
                Rect { x: start, width: x.saturating_sub(start + after), height: 1, ..area };
            canvas.mark(place.intersection(area), Zone::Tab(*screen));
        }
    }

    fn has_banner(&self) -> bool {
        self.is_offline()
            || self.stale_since().is_some()
            || self.loads.trouble(self.query()).is_some()
    }

    fn paint_banner(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        let shown = self.kept_here().map(|kept| kept.at);
        let trouble = self.loads.trouble(self.query());
        let news = banner::News {
            link: &self.link,
            offline_since: self.offline_since,
            trouble,
            shown,
            now: self.now,
        };
        banner::banner(scene, canvas, area, &news);
    }

    fn paint_filter(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        let listing = self.listed();
        let all = crate::number::grouped(crate::number::count(listing.n_total));
        let kept = crate::number::grouped(crate::number::count(listing.keys.len()));
        let note = match (&listing.killer, &listing.note) {
            (Some(killer), _) => say_with("{} of {} · {} leaves nothing", &[&kept, &all, killer]),
            (None, Some(note)) => note.clone(),
            (None, None) => say_with("{} of {}", &[&kept, &all]),
        };
        let tone = if listing.killer.is_some() { Tone::Warn } else { Tone::Dim };
        let end = area.right().saturating_sub(1);
        let end = canvas.right(end, area.y, area.width / 2, &note, tone);
        let mut x = area.x + 1;
        if scene.view.problems {
            x = canvas.text(x, area.y, area.width, say("! only problems"), Tone::Accent) + 2;
        }
        let room = end.saturating_sub(x + 2);
        if self.typing.is_filtering() {
            finder::line(canvas, (x, area.y), room, "/ ", &scene.view.filter);
        } else if !scene.view.filter.value().is_empty() {
            let pieces = [("/ ", Tone::Accent), (scene.view.filter.value(), Tone::Strong)];
            canvas.pieces(x, area.y, room, &pieces);
        }
    }

    fn paint_page(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, body: Rect) {
        if scene.board.is_some() {
            self.here().page().paint(scene, body, canvas);
            return;
        }
        let last = self.config.last.filter(|_| self.here() == Screen::Tonight);
        let body = last.map_or(body, |last| last.paint(canvas, body, self.now));
        let Some(why) = self.failure() else {
            skeleton(canvas, body);
            return;
        };
        let missing = self.loads.trouble(self.query()).is_some_and(|trouble| trouble.error.missing);
        let (title, advice) = if missing {
            (say("There is no such thing here."), say("esc leaves this screen."))
        } else {
            (
                say("This screen could not be loaded."),
                say("r tries again. Screens seen before still work; it is tried again by itself."),
            )
        };
        let top = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
        let sentences = [
            (title, Tone::Strong),
            ("", Tone::Dim),
            (&why, Tone::Text),
            ("", Tone::Dim),
            (advice, Tone::Dim),
        ];
        notice(canvas, top, ("✗", Tone::Fail), &sentences);
    }

    fn paint_toast(&self, canvas: &mut Canvas<'_>, area: Rect) {
        if let Some(toast) = &self.toast {
            let pieces = [(toast.mark, toast.tone), (" ", Tone::Dim), (&toast.text, Tone::Text)];
            canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
        }
    }

    fn paint_footer(&self, canvas: &mut Canvas<'_>, area: Rect) {
        canvas.line(area, Tone::Chrome);
        let mut end = area.right().saturating_sub(1);
        end = canvas.right(end, area.y, area.width, say("help"), Tone::Dim).saturating_sub(1);
        end = canvas.right(end, area.y, area.width, "?", Tone::Accent).saturating_sub(2);
        let pending = self.typing.pending();
        for words in [pending, self.marked_words()] {
            if !words.is_empty() {
                end = canvas.right(end, area.y, area.width, &words, Tone::Accent).saturating_sub(2);
            }
        }
        let mut x = area.x + 1;
        if self.typing.is_filtering() {
            let fields = self.listed().fields.join(": ");
            let named = if fields.is_empty() {
                String::new()
            } else {
                format!("  {}  {fields}:", say("in one field"))
            };
            let pieces = [
                (manner::enter(), Tone::Accent),
                (" ", Tone::Dim),
                (say("keep"), Tone::Dim),
                ("  ", Tone::Dim),
                ("esc", Tone::Accent),
                (" ", Tone::Dim),
                (say("drop"), Tone::Dim),
                (&named, Tone::Dim),
            ];
            canvas.pieces(x, area.y, end.saturating_sub(x), &pieces);
            return;
        }
        for binding in BINDINGS.iter().filter(|binding| binding.hint && self.can(binding.command)) {
            let key = binding.key();
            let words = say(binding.words);
            let needed = width(&key) + 1 + width(words);
            if x + needed > end {
                break;
            }
            let pieces = [(key.as_str(), Tone::Accent), (" ", Tone::Dim), (words, Tone::Dim)];
            x = canvas.pieces(x, area.y, needed, &pieces) + 2;
        }
    }
}

/// One row of an area.
fn row(area: Rect, at: u16) -> Rect {
    Rect { y: area.y + at, height: 1, ..area }.intersection(area)
}
