//! A way of looking at a screen that has a name: kept between two days, and offered by the palette.

use sereno_domain::clean_text::CleanText;
use tui_input::Input;

use crate::language::say;
use crate::screen::Screen;
use crate::view::{PANES_MAX, View};

/// Saved views there can be; more are not found again.
pub const SAVED_MAX: usize = 100;
/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 40;
/// Hidden columns of a view: more than any screen has.
const HIDDEN_MAX: usize = 100;

/// What is kept of a view. Not where the cursor was, nor what was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// What it is called.
    pub name: String,
    /// What it is a view of.
    pub screen: Screen,
    /// Which of the screen's lists has the cursor.
    pub pane: usize,
    /// What is typed after `/`.
    pub filter: String,
    /// Only rows in trouble.
    pub problems: bool,
    /// The column it is sorted by, and whether the largest comes first; none keeps the board's order.
    pub sort: Option<(String, bool)>,
    /// Columns that are hidden: of which list, and the title.
    pub hidden: Vec<(usize, String)>,
}

impl SavedView {
    /// What is kept of how a screen is looked at now.
    pub(crate) fn of(name: &str, screen: Screen, view: &View) -> Self {
        Self {
            name: name.to_owned(),
            screen,
            pane: view.pane,
            filter: view.filter.value().trim().to_owned(),
            problems: view.problems,
            sort: view.sort.map(|sort| (sort.column.to_owned(), sort.down)),
            hidden: view.hidden.clone(),
        }
    }

    /// Cleans what came from a file: no letter of it may reach a terminal as it is.
    pub(crate) fn clean(self) -> Self {
        Self {
            name: CleanText::new(&self.name).into(),
            filter: CleanText::new(&self.filter).into(),
            pane: self.pane.min(PANES_MAX - 1),
            hidden: self.hidden.into_iter().take(HIDDEN_MAX).collect(),
            ..self
        }
    }

    /// The view it was made from; the order is found again once there is a list.
    pub(crate) fn view(&self) -> View {
        View {
            pane: self.pane,
            filter: Input::new(self.filter.clone()),
            problems: self.problems,
            sort_wanted: self.sort.clone(),
            hidden: self.hidden.clone(),
            ..View::default()
        }
    }

    /// `runs, /failed, !, by Date`.
    pub(crate) fn words(&self) -> String {
        let filter = (!self.filter.is_empty()).then(|| format!("/{}", self.filter));
        let problems = self.problems.then(|| "!".to_owned());
        let sort = self.sort.as_ref().map(|(column, down)| {
            format!("{} {}", say(column).to_lowercase(), if *down { "▼" } else { "▲" })
        });
        let parts = [Some(self.screen.to_string()), filter, problems, sort];
        let hidden = self.hidden.iter().map(|(_, title)| format!("−{}", title.to_lowercase()));
        parts.into_iter().flatten().chain(hidden).collect::<Vec<_>>().join("  ")
    }
}
