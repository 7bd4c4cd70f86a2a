//! The columns of a list: which are shown, kept for every screen of the kind.

#[cfg(test)]
mod tests;

use tui_input::Input;

use crate::app::App;
use crate::app::input::{Overlay, OverlayKind};
use crate::app::offer::{Action, Offer};
use crate::language::say;
use crate::screen::Screen;
use crate::sieve;
use crate::survey::{Choosable, Sought};
use crate::view::View;

impl App {
    /// The columns of the list with the cursor.
    pub(super) fn columns(&self) -> Vec<Choosable> {
        self.survey(Sought::Columns).columns
    }

    /// Lists them, to choose among them.
    pub(super) fn choose_columns(&mut self) {
        if self.columns().is_empty() {
            return self.hint(say("no columns to choose here"));
        }
        let kind = OverlayKind::Columns;
        self.typing.open(Overlay { kind, input: Input::default(), chosen: 0 });
    }

    /// The columns as lines; where something is typed those that match, best first.
    pub(super) fn column_offers(&self, typed: &str) -> Vec<Offer> {
        let columns = self.columns();
        let heads: Vec<String> = columns.iter().map(|column| column.head.clone()).collect();
        let ranked = match typed.trim() {
            "" => (0..columns.len()).collect(),
            typed => sieve::rank(typed, &heads),
        };
        let offer = |column: &Choosable| Offer {
            words: column.head.clone(),
            effect: match (column.stays, column.is_shown) {
                (true, _) => say("It tells one row from another: it stays."),
                (false, true) => say("It is shown where there is room; space hides it."),
                (false, false) => say("It is hidden; space shows it."),
            }
            .to_owned(),
            keys: if column.is_shown { "✓" } else { "" }.to_owned(),
            shell: String::new(),
            barred: false,
            action: Action::Column(column.title, column.stays),
        };
        ranked.into_iter().filter_map(|at| columns.get(at).map(offer)).collect()
    }

    /// Hides a column or shows it again, here and on every screen of the kind.
    pub(super) fn toggle_column(&mut self, title: &str, stays: bool) {
        if stays {
            return self.hint(say("It tells one row from another: it stays."));
        }
        self.view_mut().toggle_column(title);
        let (here, hidden) = (self.here(), self.view().hidden.clone());
        let like = self.views.iter_mut().filter(|(screen, _)| screen.is_like(here));
        like.for_each(|(_, view)| view.hidden.clone_from(&hidden));
    }

    /// How a screen is looked at that was not looked at yet: with the columns of the others of its kind.
    pub(super) fn first_view(&self, of: Screen) -> View {
        let like = self.views.iter().find(|(screen, _)| screen.is_like(of));
        let hidden = like.map(|(_, view)| view.hidden.clone()).unwrap_or_default();
        View { hidden, ..View::default() }
    }
}
