//! What the palette and the help offer: words, what they do, and the same from a shell.

use crate::act::Choice;
use crate::app::App;
use crate::app::input::{Overlay, OverlayKind};
use crate::app::sheet::does;
use crate::clock;
use crate::effect::Effect;
use crate::event::Board;
use crate::export::ExportFormat;
use crate::keymap::table::BINDINGS;
use crate::keymap::{Binding, Command, Group};
use crate::language::{say, say_with};
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::Screen;
use crate::screen::payroll::month_words;
use crate::sieve;
use crate::theme::{ThemeName, Tone};
use crate::view::Sort;

/// Commands of the shell that the dashboard leaves to it: what they are for, and the line.
pub(crate) const SHELL: &[(&str, &str)] = &[
    ("run the night now", "sereno run nightly --wait"),
    ("work on chunks in another terminal", "sereno worker"),
    ("import developers from a file", "sereno import developers FILE"),
    ("import roles from a file", "sereno import roles FILE"),
    ("make a simulated firm", "sereno demo"),
    ("list the runs in the shell", "sereno runs"),
    ("bring the schema up to date", "sereno migrate"),
    ("check the settings", "sereno config check"),
];

/// What choosing a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// A command of the table.
    Command(Command),
    /// To a screen.
    Enter(Screen),
    /// Another theme.
    Theme(ThemeName),
    /// An order of the list.
    Sort(Sort),
    /// The sheet of an act.
    Act(Choice),
    /// A line onto the clipboard.
    Copy(&'static str),
    /// What is shown, into a file.
    Export(ExportFormat, String),
    /// How it is looked at, under a name.
    Keep(String),
    /// A saved view.
    LookAs(String),
    /// A saved view, gone.
    Forget(String),
    /// A column, shown or hidden; true when it stays all the same.
    Column(&'static str, bool),
}

/// A line of an overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// What it is called.
    pub words: String,
    /// What it does, in a sentence.
    pub effect: String,
    /// Keys that do the same; empty when none do.
    pub keys: String,
    /// The shell line that does the same; empty when none does.
    pub shell: String,
    /// True when the person may not do it: the effect says why.
    pub barred: bool,
    /// What it does.
    pub action: Action,
}

impl App {
    /// The lines of an overlay that match what is typed in it, best first.
    pub(super) fn offers(&self, overlay: &Overlay) -> Vec<Offer> {
        let typed = overlay.input.value();
        let (all, lines): (Vec<Offer>, Vec<String>) = match overlay.kind {
            OverlayKind::Export => return self.export_offers(typed),
            OverlayKind::Name => return self.name_offers(typed),
            OverlayKind::Columns => return self.column_offers(typed),
            OverlayKind::Palette => {
                self.commands().into_iter().map(|offer| (offer.clone(), offer.words)).unzip()
            }
            OverlayKind::Acts => {
                let choices = self.choices().into_iter().map(|choice| self.of_choice(choice));
                choices.map(|offer| (offer.clone(), offer.words)).unzip()
            }
            OverlayKind::Help => self
                .keys()
                .into_iter()
                .map(|offer| (offer.clone(), format!("{} {}", offer.words, offer.effect)))
                .unzip(),
        };
        let ranked = sieve::rank(typed, &lines).into_iter().filter_map(|at| all.get(at).cloned());
        // One thing's screen that is written out is reached also when nothing of it was seen yet.
        let written = match overlay.kind {
            OverlayKind::Palette if typed.contains(':') => typed.trim().parse::<Screen>().ok(),
            OverlayKind::Palette
            | OverlayKind::Help
            | OverlayKind::Acts
            | OverlayKind::Export
            | OverlayKind::Name
            | OverlayKind::Columns => None,
        };
        written
            .map(|screen| self.of_screen(screen, say_with("open {}", &[&screen])))
            .into_iter()
            .chain(ranked)
            .collect()
    }

    /// Does the line chosen.
    pub(super) fn choose(&mut self, overlay: &Overlay) -> Vec<Effect> {
        let Some(offer) = self.offers(overlay).into_iter().nth(overlay.chosen) else {
            return Vec::new();
        };
        // Columns are chosen one after another.
        if !matches!(offer.action, Action::Column(..)) {
            self.typing.close();
        }
        match offer.action {
            Action::Column(title, stays) => {
                self.toggle_column(title, stays);
                Vec::new()
            }
            Action::Command(command) => self.act(command, None),
            Action::Enter(screen) => self.enter(screen),
            Action::Act(choice) => self.open_sheet(choice),
            Action::Copy(line) => self.copy(line),
            Action::Export(format, path) => self.export(format, path),
            Action::Keep(name) => self.keep_view(&name),
            Action::LookAs(name) => self.look_as(&name),
            Action::Forget(name) => self.forget_view(&name),
            Action::Sort(sort) => {
                self.sort_by(Some(sort));
                Vec::new()
            }
            Action::Theme(theme) => {
                self.look = self.look.in_theme(theme);
                self.say("✓", Tone::Ok, say_with("theme {}", &[&theme.name()]));
                vec![Effect::Repaint]
            }
        }
    }

    /// Copies the shell line of the line chosen.
    pub(super) fn copy_offer(&mut self, overlay: &Overlay) -> Vec<Effect> {
        match self.offers(overlay).into_iter().nth(overlay.chosen) {
            Some(offer) if !offer.shell.is_empty() => {
                self.typing.close();
                self.copy(&offer.shell)
            }
            Some(_) | None => {
                self.hint(say("no shell line does this"));
                Vec::new()
            }
        }
    }

    /// Writes the words of the line chosen into the line typed.
    pub(super) fn complete(&mut self, overlay: &Overlay) {
        if let Some(offer) = self.offers(overlay).into_iter().nth(overlay.chosen) {
            self.complete_with(offer.words);
        }
    }

    /// True when a command does something on this screen as it is.
    pub(super) fn can(&self, command: Command) -> bool {
        let page = self.here().page();
        match command {
            Command::Open => self
                .under_cursor()
                .is_some_and(|key| page.open(&self.scene(self.size), &key).is_some()),
            Command::NextPane => page.panes() > 1,
            Command::Sort | Command::Reverse => !page.sorts(&self.scene(self.size)).is_empty(),
            Command::Filter | Command::Problems => self.listed().n_total > 0,
            Command::Copy => self.under_cursor().is_some(),
            Command::Act => !self.choices().is_empty(),
            Command::Follow => page.follows(),
            Command::Columns => !self.columns().is_empty(),
            Command::RetryItem | Command::Override => {
                self.choices().iter().any(|choice| does(&choice.act, command))
            }
            Command::Variance | Command::Billed | Command::Anomalies | Command::History => {
                self.page_of_payroll(command).is_some()
            }
            Command::Group => matches!(self.here(), Screen::Chunks | Screen::Failures),
            Command::Retry => self.choices().iter().any(|choice| choice.act.retries_chunks()),
            other => self.can_try(other),
        }
    }

    fn commands(&self) -> Vec<Offer> {
        let mut offers: Vec<Offer> = BINDINGS
            .iter()
            .filter(|binding| binding.group != Group::Move && self.is_for_palette(binding))
            .map(|binding| self.of_binding(binding))
            .collect();
        offers.extend(self.here().page().sorts(&self.scene(self.size)).into_iter().map(of_sort));
        offers.extend(self.choices().into_iter().map(|choice| self.of_choice(choice)));
        offers.extend(self.view_offers());
        offers.extend(self.places());
        let shown = |theme: &&ThemeName| **theme != ThemeName::Own || self.look.has_own();
        offers.extend(ThemeName::ALL.iter().filter(shown).map(|theme| of_theme(*theme)));
        offers.extend(SHELL.iter().map(|(words, line)| of_shell(words, line)));
        offers
    }

    fn keys(&self) -> Vec<Offer> {
        let mut offers = Vec::new();
        for group in Group::ALL {
            let wanted = |binding: &&Binding| binding.group == *group && self.can(binding.command);
            offers.extend(BINDINGS.iter().filter(wanted).map(|binding| self.of_binding(binding)));
        }
        offers
    }

    fn is_for_palette(&self, binding: &Binding) -> bool {
        !matches!(binding.command, Command::Palette | Command::Interrupt)
            && self.can(binding.command)
    }

    fn of_binding(&self, binding: &Binding) -> Offer {
        let shell = match binding.command {
            Command::Go(screen) => self.shell_of(screen),
            Command::CopyShell => self.shell_line(),
            _ => String::new(),
        };
        Offer {
            words: say(binding.words).to_owned(),
            effect: say(binding.effect).to_owned(),
            keys: binding.keys(),
            shell,
            barred: false,
            action: Action::Command(binding.command),
        }
    }

    fn of_choice(&self, choice: Choice) -> Offer {
        let barred = self.barred(&choice.act);
        Offer {
            words: choice.words.clone(),
            barred: barred.is_some(),
            effect: barred.unwrap_or_else(|| choice.effect.clone()),
            keys: String::new(),
            shell: choice.act.shell(""),
            action: Action::Act(choice),
        }
    }

    /// What has been seen and has a screen of its own.
    fn places(&self) -> Vec<Offer> {
        let places = self.loads.boards().flat_map(of_board);
        places.map(|(screen, words)| self.of_screen(screen, words)).collect()
    }

    fn of_screen(&self, screen: Screen, words: String) -> Offer {
        Offer {
            words,
            effect: say("Opens it.").to_owned(),
            keys: String::new(),
            shell: self.shell_of(screen),
            barred: false,
            action: Action::Enter(screen),
        }
    }

    /// The shell line that shows what a screen shows.
    fn shell_of(&self, screen: Screen) -> String {
        let view = self.views.get(&screen).unwrap_or(&self.blank);
        let scene = Scene { at: screen, board: None, view, ..self.scene(self.size) };
        screen.page().shell(&scene, None)
    }
}

/// The places a board lists, in words.
fn of_board(board: &Board) -> Vec<(Screen, String)> {
    fn all<T>(lines: &[T], of: impl Fn(&T) -> (Screen, String)) -> Vec<(Screen, String)> {
        lines.iter().map(of).collect()
    }
    match board {
        Board::Runs(board) => all(&board.runs, |run| {
            let day = clock::day(run.business_date);
            let words = say_with("run {} of {}, revision {}", &[&run.run_id, &day, &run.revision]);
            (Screen::Run(run.run_id), words)
        }),
        Board::Roles(board) => all(&board.roles, |role| {
            let words = say_with("role {} {} @ {}", &[&role.role_id, &role.title, &role.client]);
            (Screen::Role(role.role_id), words)
        }),
        Board::Payrolls(board) => all(&board.lines, |line| {
            let words = say_with("payroll {} {}", &[&line.payroll_run_id, &month_words(line)]);
            (Screen::Payroll(PayrollPage::Run(line.payroll_run_id)), words)
        }),
        Board::PayrollItems(board) => all(&board.lines, |line| {
            let (run, placement) = (board.run.payroll_run_id, line.placement_id);
            let words = say_with(
                "payroll {} item {} {} @ {}",
                &[&run, &placement, &line.developer, &line.client],
            );
            (Screen::Payroll(PayrollPage::Item { run, placement }), words)
        }),
        Board::People(board) => all(&board.lines, |line| {
            let words = say_with("person {} {}", &[&line.developer_id, &line.name]);
            (Screen::Person(line.developer_id), words)
        }),
        Board::Clients(board) => all(&board.lines, |line| {
            (
                Screen::Client(line.client_id),
                say_with("client {} {}", &[&line.client_id, &line.name]),
            )
        }),
        Board::Placements(board) => all(&board.lines, |line| {
            let words = say_with(
                "placement {} {} @ {}",
                &[&line.placement_id, &line.developer, &line.client],
            );
            (Screen::Placement(line.placement_id), words)
        }),
        Board::Tonight(_)
        | Board::Run(_)
        | Board::Failures(_)
        | Board::Chunks(_)
        | Board::ChunkCount(_)
        | Board::Chunk(_)
        | Board::Shortlist(_)
        | Board::Why(_)
        | Board::Compare(_)
        | Board::WhatIf(_)
        | Board::Developer(_)
        | Board::Placement(_)
        | Board::Findings(_)
        | Board::Person(_)
        | Board::Client(_)
        | Board::Payroll(_)
        | Board::PayrollItem(_)
        | Board::PayrollClients(_)
        | Board::PayrollAnomalies(_)
        | Board::PayrollVariance(_)
        | Board::Queues(_)
        | Board::Workers(_)
        | Board::Schedules(_)
        | Board::Audit(_)
        | Board::Logs(_) => Vec::new(),
    }
}

fn of_sort(sort: Sort) -> Offer {
    Offer {
        words: say_with("sort by {}", &[&say(sort.column).to_lowercase()]),
        effect: say("Orders the list; the same from the keys with s and S.").to_owned(),
        keys: String::new(),
        shell: String::new(),
        barred: false,
        action: Action::Sort(sort),
    }
}

fn of_theme(theme: ThemeName) -> Offer {
    Offer {
        words: say_with("theme {}", &[&theme.name()]),
        effect: say("Draws everything in another theme, until the dashboard ends.").to_owned(),
        keys: String::new(),
        shell: format!("sereno dash --theme {theme}"),
        barred: false,
        action: Action::Theme(theme),
    }
}

fn of_shell(words: &str, line: &'static str) -> Offer {
    Offer {
        words: say(words).to_owned(),
        effect: say("Copies the line, for a shell.").to_owned(),
        keys: String::new(),
        shell: line.to_owned(),
        barred: false,
        action: Action::Copy(line),
    }
}
