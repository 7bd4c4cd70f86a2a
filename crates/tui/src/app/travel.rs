//! The way through the screens: what out, back, forward and last mean.

use crate::app::App;
use crate::effect::Effect;
use crate::screen::Screen;

/// Screens remembered for going back.
const VISITS_MAX: usize = 100;
/// Views remembered for coming back to.
const VIEWS_MAX: usize = 64;

/// Where someone is and how they came there.
#[derive(Debug, Clone)]
pub(super) struct Trail {
    /// The screens that out goes through; never empty but for the last one, kept beside.
    outer: Vec<Screen>,
    here: Screen,
    last: Option<Screen>,
    visits: Vec<Screen>,
    place: usize,
}

impl Trail {
    pub(super) fn new(screen: Screen) -> Self {
        Self { outer: Vec::new(), here: screen, last: None, visits: vec![screen], place: 0 }
    }

    pub(super) const fn here(&self) -> Screen {
        self.here
    }

    /// True when out would leave the dashboard.
    pub(super) const fn is_first(&self) -> bool {
        self.outer.is_empty()
    }

    fn stand_on(&mut self, screen: Screen) {
        if screen != self.here {
            self.last = Some(self.here);
            self.here = screen;
        }
    }

    fn remember(&mut self) {
        self.visits.truncate(self.place + 1);
        self.visits.push(self.here);
        if self.visits.len() > VISITS_MAX {
            self.visits.remove(0);
        }
        self.place = self.visits.len() - 1;
    }

    /// The screens around one, outermost first.
    fn around(screen: Screen) -> Vec<Screen> {
        let mut outer = Vec::new();
        let mut inner = screen;
        while let Some(parent) = inner.parent() {
            outer.insert(0, parent);
            inner = parent;
        }
        outer
    }
}

impl App {
    /// Into a screen, from this one.
    pub(super) fn enter(&mut self, screen: Screen) -> Vec<Effect> {
        if screen == self.here() {
            return Vec::new();
        }
        let from = self.here();
        self.trail.outer.push(from);
        self.trail.stand_on(screen);
        self.trail.remember();
        self.arrive()
    }

    /// To a screen that stands in for this one: out leads where it led before, and the screen is
    /// looked at in the same way.
    pub(super) fn replace(&mut self, screen: Screen) -> Vec<Effect> {
        let view = self.view().clone();
        self.trail.stand_on(screen);
        self.trail.remember();
        self.views.insert(screen, view);
        self.arrive()
    }

    /// To a screen, wherever this is.
    pub(super) fn switch(&mut self, screen: Screen) -> Vec<Effect> {
        let changed = screen != self.here();
        self.trail.outer = Trail::around(screen);
        self.trail.stand_on(screen);
        if !changed {
            return Vec::new();
        }
        self.trail.remember();
        self.arrive()
    }

    /// Out of a screen: to where it was entered from, else to what it is a part of.
    pub(super) fn out(&mut self) -> Option<Vec<Effect>> {
        let outer = self.trail.outer.pop().or_else(|| self.here().parent())?;
        self.trail.stand_on(outer);
        self.trail.remember();
        Some(self.arrive())
    }

    /// To the screen before this one.
    pub(super) fn last(&mut self) -> Option<Vec<Effect>> {
        let last = self.trail.last?;
        Some(self.switch(last))
    }

    /// Through the screens visited, back or forward.
    pub(super) fn revisit(&mut self, forward: bool) -> Option<Vec<Effect>> {
        let place = if forward { self.trail.place + 1 } else { self.trail.place.checked_sub(1)? };
        let screen = *self.trail.visits.get(place)?;
        self.trail.place = place;
        self.trail.outer = Trail::around(screen);
        self.trail.stand_on(screen);
        Some(self.arrive())
    }

    fn arrive(&mut self) -> Vec<Effect> {
        self.dirty = true;
        let here = self.here();
        if !self.views.contains_key(&here) {
            let view = self.first_view(here);
            self.views.insert(here, view);
        }
        while self.views.len() > VIEWS_MAX {
            let Some(other) = self.views.keys().copied().find(|screen| *screen != here) else {
                break;
            };
            self.views.remove(&other);
        }
        let mut effects = self.loads.cancel_but(Some(here.query()));
        if !self.is_offline() {
            effects.extend(self.want_here());
        }
        self.keep_cursor();
        effects
    }
}
