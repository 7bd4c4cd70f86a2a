//! The one table of keys. What a key does, the hints at the bottom, `?`, the palette and the page
//! of the manual are all read from it, so that none of them can say what another does not.

pub(crate) mod stroke;
pub(crate) mod table;

use std::fmt::Write as _;

use crate::keymap::stroke::Stroke;
use crate::keymap::table::BINDINGS;
use crate::screen::Screen;

/// Something the dashboard does when told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Command {
    /// Cursor down, as often as counted.
    Down,
    /// Cursor up, as often as counted.
    Up,
    /// First row, or the counted one.
    Top,
    /// Last row, or the counted one.
    Bottom,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// The next list of the screen.
    NextPane,
    /// Into the row.
    Open,
    /// Out of the screen; first out of what narrows it.
    Out,
    /// A screen with a key of its own.
    Go(Screen),
    /// The screen before this one, and back.
    Last,
    /// Back in the screens visited.
    Back,
    /// Forward again.
    Forward,
    /// Type a filter.
    Filter,
    /// Follows the newest row, or stands still.
    Follow,
    /// Only rows in trouble, or all.
    Problems,
    /// What failed by cause, or chunk by chunk.
    Group,
    /// Which columns of the list are shown.
    Columns,
    /// The next order.
    Sort,
    /// The same order turned round.
    Reverse,
    /// Every command by its words.
    Palette,
    /// The keys.
    Help,
    /// Marks the row under the cursor, or takes the mark away.
    Mark,
    /// Begins a range of rows, or marks those of it.
    Range,
    /// Marks every row that passes the filter, or takes their marks away.
    MarkAll,
    /// The two marked developers side by side.
    Compare,
    /// The role with other limits and weights.
    WhatIf,
    /// The developer and the roles that suit them best.
    Developer,
    /// The knob under the cursor up, as often as counted.
    More,
    /// The knob under the cursor down, as often as counted.
    Less,
    /// The knob under the cursor back to what the role has.
    Reset,
    /// What can be changed here.
    Act,
    /// What is in quarantine, sent round again.
    Retry,
    /// Takes the last act back.
    TakeBack,
    /// The item of a payroll run, worked out again.
    RetryItem,
    /// Something odd in a payroll run, let be.
    Override,
    /// How the payroll run differs from the month before.
    Variance,
    /// What each client is billed in the payroll run.
    Billed,
    /// What is odd about the payroll run.
    Anomalies,
    /// The payroll runs.
    History,
    /// What the row is about, onto the clipboard.
    Copy,
    /// The shell line that shows the same, onto the clipboard.
    CopyShell,
    /// What is shown, into a file.
    Export,
    /// How it is looked at, under a name.
    NameView,
    /// Load again, or try to reach the database now.
    Refresh,
    /// Draw everything again.
    Repaint,
    /// Back to the shell for a while.
    Suspend,
    /// Out; on the first screen, end.
    QuitBack,
    /// End.
    Quit,
    /// Stop the load; twice, end.
    Interrupt,
}

/// Where a key means something else than elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// On the pages of payroll.
    Payroll,
    /// On every other page.
    Elsewhere,
}

impl Where {
    /// Where a screen is.
    pub(crate) const fn of(screen: Screen) -> Self {
        if matches!(screen, Screen::Payroll(_)) { Self::Payroll } else { Self::Elsewhere }
    }
}

/// What a command is about; the headings of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// The cursor.
    Move,
    /// Screens.
    Go,
    /// Finding and ordering rows.
    Find,
    /// Holding one thing against another.
    Try,
    /// Changing data.
    Act,
    /// Taking something to the shell.
    Take,
    /// The dashboard itself.
    System,
}

impl Group {
    /// Every group, in order.
    pub(crate) const ALL: &'static [Self] =
        &[Self::Move, Self::Go, Self::Find, Self::Try, Self::Act, Self::Take, Self::System];

    /// The heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Go => "Go",
            Self::Find => "Find",
            Self::Try => "Try and compare",
            Self::Act => "Change",
            Self::Take => "Take away",
            Self::System => "System",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy)]
pub(crate) struct Binding {
    /// The keys that do it, each one or more presses long.
    pub keys: &'static [&'static [Stroke]],
    /// What they do.
    pub command: Command,
    /// What it is about.
    pub group: Group,
    /// A word or two, for the hints.
    pub words: &'static str,
    /// A sentence, for the help and the palette.
    pub effect: &'static str,
    /// True when it is worth a hint at the bottom.
    pub hint: bool,
    /// The only pages on which the keys do it; none when they do everywhere.
    pub only: Option<Where>,
}

impl Binding {
    /// All its keys: `j ↓`.
    pub(crate) fn keys(&self) -> String {
        self.keys.iter().map(|sequence| written(sequence)).collect::<Vec<_>>().join(" ")
    }

    /// Its first key.
    pub(crate) fn key(&self) -> String {
        self.keys.first().map(|sequence| written(sequence)).unwrap_or_default()
    }
}

/// A sequence of presses, as it is typed: `gg`.
pub(crate) fn written(sequence: &[Stroke]) -> String {
    sequence.iter().map(ToString::to_string).collect()
}

/// What the presses so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// This.
    Does(Command),
    /// The beginning of something longer.
    Begins,
    /// Nothing.
    Nothing,
}

/// Looks presses up in the table, as they are meant on a page.
pub(crate) fn look_up(pressed: &[Stroke], at: Where) -> Meaning {
    let sequences = || {
        let here = |binding: &&Binding| binding.only.is_none_or(|only| only == at);
        BINDINGS
            .iter()
            .filter(here)
            .flat_map(|binding| binding.keys.iter().map(|keys| (*keys, binding.command)))
    };
    if let Some((_, command)) = sequences().find(|(keys, _)| *keys == pressed) {
        return Meaning::Does(command);
    }
    if sequences().any(|(keys, _)| keys.starts_with(pressed)) {
        return Meaning::Begins;
    }
    Meaning::Nothing
}

/// What may follow the beginning of a sequence on a page: the presses that are missing, and what
/// they do then.
pub(crate) fn continuations(pressed: &[Stroke], at: Where) -> Vec<(String, &'static Binding)> {
    BINDINGS
        .iter()
        .filter(|binding| binding.only.is_none_or(|only| only == at))
        .flat_map(|binding| binding.keys.iter().map(move |keys| (*keys, binding)))
        .filter_map(|(keys, binding)| {
            let rest = keys.strip_prefix(pressed).filter(|rest| !rest.is_empty())?;
            Some((written(rest), binding))
        })
        .collect()
}

/// The page of the manual: every key with what it does.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Keys of the dashboard\n\n\
         A number before a movement repeats it: `3j`, `30G`. Since most digits are screens, a number that \
         begins with one of them is written with a `#` before it: `#12j`.\n",
    );
    for group in Group::ALL {
        let _ = write!(page, "\n## {}\n\n| key | does |\n|---|---|\n", group.title());
        for binding in BINDINGS.iter().filter(|binding| binding.group == *group) {
            let keys: Vec<String> =
                binding.keys.iter().map(|keys| format!("`{}`", written(keys))).collect();
            let _ = writeln!(page, "| {} | {} |", keys.join(" "), binding.effect);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_on(at: Where) -> Vec<(&'static [Stroke], Command)> {
        BINDINGS
            .iter()
            .filter(|binding| binding.only.is_none_or(|only| only == at))
            .flat_map(|binding| binding.keys.iter().map(|keys| (*keys, binding.command)))
            .collect()
    }

    #[test]
    fn no_two_commands_share_a_key_and_none_hides_another() {
        for all in [Where::Payroll, Where::Elsewhere].map(all_on) {
            none_shares(&all);
        }
    }

    fn none_shares(all: &[(&'static [Stroke], Command)]) {
        for (at, (keys, command)) in all.iter().enumerate() {
            for (other, other_command) in &all[at + 1..] {
                assert!(
                    !keys.starts_with(other) && !other.starts_with(keys),
                    "{} of {command:?} and {} of {other_command:?}",
                    written(keys),
                    written(other),
                );
            }
        }
    }

    #[test]
    fn every_command_has_one_line_of_the_table() {
        for (at, binding) in BINDINGS.iter().enumerate() {
            assert!(BINDINGS[at + 1..].iter().all(|other| other.command != binding.command));
            assert!(!binding.keys.is_empty() && !binding.words.is_empty());
            assert!(binding.effect.ends_with('.'), "{}", binding.effect);
        }
    }

    #[test]
    fn only_screens_take_digits() {
        for (keys, command) in [Where::Payroll, Where::Elsewhere].map(all_on).concat() {
            if keys.iter().any(|stroke| stroke.digit().is_some()) {
                assert!(matches!(command, Command::Go(_)), "{command:?}");
            }
        }
    }

    #[test]
    fn the_readme_lists_the_keys_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let readme = std::fs::read_to_string(path).unwrap();
        let before = readme.split("# Keys of the dashboard").next().unwrap();
        let wanted = format!("{before}{}", markdown());
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(path, &wanted).unwrap();
        } else {
            assert_eq!(readme, wanted, "INSTA_UPDATE=always writes it");
        }
    }
}
