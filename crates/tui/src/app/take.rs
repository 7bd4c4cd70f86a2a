//! Taking things away: what is shown into a file, and how it is looked at under a name.

use sereno_domain::clean_text::CleanText;
use tui_input::Input;

use crate::app::App;
use crate::app::input::{Overlay, OverlayKind};
use crate::app::offer::{Action, Offer};
use crate::clock;
use crate::effect::Effect;
use crate::export::{ExportFormat, Extract};
use crate::keymap::Command;
use crate::language::{say, say_with};
use crate::number::{count, counted};
use crate::saved::{NAME_CHARS_MAX, SAVED_MAX, SavedView};
use crate::survey::Sought;
use crate::theme::Tone;

impl App {
    /// The rows of the list with the cursor, in the columns there is room for.
    fn extract(&self) -> Option<Extract> {
        self.survey(Sought::Rows).extract
    }

    /// Asks where to, or for a name.
    pub(super) fn ask_what_to_take(&mut self, command: Command) {
        let (kind, typed) = if command == Command::Export {
            if self.extract().is_none() {
                return self.hint(say("no list to export here"));
            }
            (OverlayKind::Export, self.export_path())
        } else {
            (OverlayKind::Name, String::new())
        };
        self.typing.open(Overlay { kind, input: Input::new(typed), chosen: 0 });
    }

    /// `runs-2026-11-23.csv`, in the working directory.
    fn export_path(&self) -> String {
        let screen = self.here().to_string();
        let plain = |ch: char| if ch.is_ascii_alphanumeric() { ch } else { '-' };
        let screen: String = screen.chars().map(plain).collect();
        let scene = self.scene(self.size);
        let day = clock::date(scene.now, scene.zone());
        format!("{screen}-{day}.{}", ExportFormat::Csv.ending())
    }

    /// The same path in each format, that of its end first.
    pub(super) fn export_offers(&self, typed: &str) -> Vec<Offer> {
        let typed = typed.trim();
        let (Some(extract), false) = (self.extract(), typed.is_empty()) else { return Vec::new() };
        let rows = counted(count(extract.rows.len()), "{} row", "{} rows");
        let columns = counted(count(extract.columns.len()), "{} column", "{} columns");
        let mut formats = ExportFormat::ALL;
        if ExportFormat::of(typed) == Some(ExportFormat::Json) {
            formats.reverse();
        }
        let offer = |format: ExportFormat| Offer {
            words: format.path(typed),
            effect: say_with(
                "Writes {} and {} as they are shown; a file that is there stays as it is.",
                &[&rows, &columns],
            ),
            keys: format.to_string(),
            shell: String::new(),
            barred: false,
            action: Action::Export(format, format.path(typed)),
        };
        formats.into_iter().map(offer).collect()
    }

    /// Writes the rows as they are now.
    pub(super) fn export(&mut self, format: ExportFormat, path: String) -> Vec<Effect> {
        let Some(extract) = self.extract() else {
            self.hint(say("no list to export here"));
            return Vec::new();
        };
        vec![Effect::Export { format, path, extract }]
    }

    /// What was written, or why nothing was.
    pub(super) fn written(&mut self, result: Result<CleanText, CleanText>) {
        match result {
            Ok(words) => self.say_for_long("✓", Tone::Ok, words.into()),
            Err(error) => self.say_for_long("✗", Tone::Fail, error.into()),
        }
    }

    /// The view under the name typed, and the names there are already.
    pub(super) fn name_offers(&self, typed: &str) -> Vec<Offer> {
        let view = |name: &str| SavedView::of(name, self.here(), self.view());
        let known = |name: &str| self.saved.iter().any(|saved| saved.name == name);
        let offer = |name: &str| Offer {
            words: name.to_owned(),
            effect: if known(name) {
                say_with("In place of the view of that name: {}", &[&view(name).words()])
            } else {
                say_with("Keeps {}", &[&view(name).words()])
            },
            keys: String::new(),
            shell: String::new(),
            barred: false,
            action: Action::Keep(name.to_owned()),
        };
        let name: String = typed.trim().chars().take(NAME_CHARS_MAX).collect();
        let new = (!name.is_empty()).then_some(name.as_str());
        let others = self.saved.iter().map(|saved| saved.name.as_str());
        let others = others.filter(|other| Some(*other) != new && other.contains(&name));
        new.into_iter().chain(others).map(offer).collect()
    }

    /// Keeps how this screen is looked at under a name.
    pub(super) fn keep_view(&mut self, name: &str) -> Vec<Effect> {
        let saved = SavedView::of(name, self.here(), self.view());
        self.saved.retain(|known| known.name != name);
        if self.saved.len() >= SAVED_MAX {
            self.hint(say("there are as many views as are found again: forget one first"));
            return Vec::new();
        }
        self.saved.push(saved);
        self.saved.sort_by(|one, other| one.name.cmp(&other.name));
        self.say("✓", Tone::Ok, say_with("view {}", &[&name]));
        vec![Effect::KeepViews(self.saved.clone())]
    }

    /// Lets a name go.
    pub(super) fn forget_view(&mut self, name: &str) -> Vec<Effect> {
        self.saved.retain(|saved| saved.name != name);
        self.hint(&say_with("view {} is forgotten", &[&name]));
        vec![Effect::KeepViews(self.saved.clone())]
    }

    /// Looks at a screen as it was looked at when the name was given.
    pub(super) fn look_as(&mut self, name: &str) -> Vec<Effect> {
        let Some(saved) = self.saved.iter().find(|saved| saved.name == name).cloned() else {
            return Vec::new();
        };
        let effects = self.switch(saved.screen);
        *self.view_mut() = saved.view();
        self.settle_view();
        self.say("✓", Tone::Ok, format!("{}: {}", say_with("view {}", &[&name]), saved.words()));
        effects
    }

    /// Finds the order a saved view wants, once there is a list, and holds its pane inside the screen.
    pub(super) fn settle_view(&mut self) {
        let scene = self.scene(self.size);
        let Some((column, down)) =
            self.view().sort_wanted.clone().filter(|_| scene.board.is_some())
        else {
            return self.keep_cursor();
        };
        let sorts = self.here().page().sorts(&scene);
        let found = sorts.into_iter().find(|sort| sort.column == column);
        let n_panes = self.here().page().panes();
        let view = self.view_mut();
        view.sort = found.map(|sort| crate::view::Sort { down, ..sort });
        view.sort_wanted = None;
        view.pane = view.pane.min(n_panes.saturating_sub(1));
        self.keep_cursor();
    }

    /// The saved views, for the palette.
    pub(super) fn view_offers(&self) -> Vec<Offer> {
        let offer = |words: String, effect: String, action| Offer {
            words,
            effect,
            keys: String::new(),
            shell: String::new(),
            barred: false,
            action,
        };
        let look = |saved: &SavedView| {
            let shown = say_with("Shows {}.", &[&saved.words()]);
            offer(say_with("view {}", &[&saved.name]), shown, Action::LookAs(saved.name.clone()))
        };
        let forget = |saved: &SavedView| {
            let words = say_with("forget view {}", &[&saved.name]);
            let shown = say_with("Lets the name of {} go.", &[&saved.words()]);
            offer(words, shown, Action::Forget(saved.name.clone()))
        };
        self.saved.iter().map(look).chain(self.saved.iter().map(forget)).collect()
    }
}

#[cfg(test)]
mod tests;
