//! The table itself. Capital letters change data, and ask before they do.

use crossterm::event::KeyCode;

use super::stroke::{Stroke, ch, ctrl, key};
use super::{Binding, Command, Group, Where};
use crate::payroll::PayrollPage;
use crate::screen::Screen;

const fn go(
    keys: &'static [&'static [Stroke]],
    group: Group,
    command: Command,
    words: &'static str,
    effect: &'static str,
) -> Binding {
    Binding { keys, command, group, words, effect, hint: false, only: None }
}

/// The same, and worth a hint at the bottom.
const fn hinted(binding: Binding) -> Binding {
    Binding { hint: true, ..binding }
}

/// The same, on some pages only.
const fn only(at: Where, binding: Binding) -> Binding {
    Binding { only: Some(at), ..binding }
}

/// Every key of a page. Typing a filter and the overlays have only the keys of a text line, the
/// arrows, enter and escape.
pub(crate) static BINDINGS: &[Binding] = &[
    go(&[&[ch('j')], &[key(KeyCode::Down)]], Group::Move, Command::Down, "down", "The next row."),
    go(&[&[ch('k')], &[key(KeyCode::Up)]], Group::Move, Command::Up, "up", "The row before."),
    go(
        &[&[ch('g'), ch('g')], &[key(KeyCode::Home)]],
        Group::Move,
        Command::Top,
        "first row",
        "The first row, or the one of the number typed before.",
    ),
    go(
        &[&[ch('G')], &[key(KeyCode::End)]],
        Group::Move,
        Command::Bottom,
        "last row",
        "The last row, or the one of the number typed before.",
    ),
    go(&[&[ctrl('d')]], Group::Move, Command::HalfDown, "half down", "Half a page down."),
    go(&[&[ctrl('u')]], Group::Move, Command::HalfUp, "half up", "Half a page up."),
    go(
        &[&[ctrl('f')], &[key(KeyCode::PageDown)]],
        Group::Move,
        Command::PageDown,
        "page down",
        "A page down.",
    ),
    go(
        &[&[ctrl('b')], &[key(KeyCode::PageUp)]],
        Group::Move,
        Command::PageUp,
        "page up",
        "A page up.",
    ),
    hinted(go(
        &[&[key(KeyCode::Enter)], &[ch('l')], &[key(KeyCode::Right)]],
        Group::Go,
        Command::Open,
        "open",
        "Open what the row is about.",
    )),
    hinted(go(
        &[&[key(KeyCode::Tab)]],
        Group::Move,
        Command::NextPane,
        "pane",
        "The next list of the screen.",
    )),
    go(
        &[&[key(KeyCode::Esc)], &[ch('h')], &[key(KeyCode::Left)], &[key(KeyCode::Backspace)]],
        Group::Go,
        Command::Out,
        "out",
        "Drop the range, the set that is marked or the filter; without any, out of the screen.",
    ),
    go(
        &[&[ch('1')]],
        Group::Go,
        Command::Go(Screen::Tonight),
        "tonight",
        "The night on one line of sight, and what needs you.",
    ),
    go(&[&[ch('2')]], Group::Go, Command::Go(Screen::Runs), "runs", "Every night, newest first."),
    go(
        &[&[ch('3')]],
        Group::Go,
        Command::Go(Screen::Queues),
        "queues",
        "What is to be done by kind of job, and how deep each queue was in the last day.",
    ),
    go(
        &[&[ch('4')]],
        Group::Go,
        Command::Go(Screen::Chunks),
        "chunks",
        "Every chunk of every run, newest first, however many there are.",
    ),
    go(
        &[&[ch('5')]],
        Group::Go,
        Command::Go(Screen::Matches),
        "matches",
        "The open roles and the best for each.",
    ),
    go(
        &[&[ch('6')]],
        Group::Go,
        Command::Go(Screen::People),
        "people",
        "Developers of every status, those first who need looking at.",
    ),
    go(
        &[&[ch('7')]],
        Group::Go,
        Command::Go(Screen::Clients),
        "clients",
        "The clients, those first of whom most is stopped or at risk.",
    ),
    go(
        &[&[ch('8')]],
        Group::Go,
        Command::Go(Screen::Placements),
        "placements",
        "The placements and how each goes, those first that go worst.",
    ),
    go(
        &[&[ch('9')]],
        Group::Go,
        Command::Go(Screen::Findings),
        "findings",
        "What the rules found and nobody settled, those first that stop something.",
    ),
    go(
        &[&[ch('0')]],
        Group::Go,
        Command::Go(Screen::Payroll(PayrollPage::Newest)),
        "payroll",
        "The newest month of payroll: countries, controls, exceptions and who approved.",
    ),
    go(
        &[&[ch('g'), ch('w')]],
        Group::Go,
        Command::Go(Screen::Workers),
        "workers",
        "The processes that work on chunks: what each holds, how much it gets done.",
    ),
    go(
        &[&[ch('g'), ch('s')]],
        Group::Go,
        Command::Go(Screen::Schedules),
        "schedules",
        "When pipelines are due, and what came of the last dates.",
    ),
    go(
        &[&[ch('g'), ch('a')]],
        Group::Go,
        Command::Go(Screen::Audit),
        "audit",
        "Who did what to what, and why, newest first.",
    ),
    go(
        &[&[ch('g'), ch('l')]],
        Group::Go,
        Command::Go(Screen::Logs),
        "logs",
        "The end of this host's log.",
    ),
    hinted(only(
        Where::Payroll,
        go(
            &[&[ch('d')]],
            Group::Go,
            Command::Variance,
            "difference",
            "On payroll: how the run differs from the month before.",
        ),
    )),
    hinted(only(
        Where::Payroll,
        go(
            &[&[ch('b')]],
            Group::Go,
            Command::Billed,
            "billed",
            "On payroll: what each client of the run is billed.",
        ),
    )),
    hinted(only(
        Where::Payroll,
        go(
            &[&[ch('e')]],
            Group::Go,
            Command::Anomalies,
            "anomalies",
            "On payroll: what is odd about the run.",
        ),
    )),
    hinted(only(
        Where::Payroll,
        go(&[&[ch('H')]], Group::Go, Command::History, "history", "On payroll: every run."),
    )),
    go(
        &[&[ch('-')]],
        Group::Go,
        Command::Last,
        "last screen",
        "The screen before this one; again, back to this.",
    ),
    go(&[&[ch('[')]], Group::Go, Command::Back, "back", "Back in the screens visited."),
    go(&[&[ch(']')]], Group::Go, Command::Forward, "forward", "Forward in the screens visited."),
    hinted(go(
        &[&[ch('/')]],
        Group::Find,
        Command::Filter,
        "filter",
        "Keep the rows that match every word typed; `!word` keeps those without it, `rule:DOC` looks \
         in one field.",
    )),
    hinted(go(
        &[&[ch('z')]],
        Group::Find,
        Command::Group,
        "by error",
        "On chunks: what failed, one line for each cause; again, chunk by chunk.",
    )),
    hinted(go(
        &[&[ch('s')]],
        Group::Find,
        Command::Sort,
        "sort",
        "Order by the next column; after the last, as they came.",
    )),
    go(&[&[ch('S')]], Group::Find, Command::Reverse, "reverse", "Turn the order round."),
    hinted(go(
        &[&[ch('!')]],
        Group::Find,
        Command::Problems,
        "only problems",
        "Only the rows in trouble; again, all of them.",
    )),
    go(
        &[&[ch('o')]],
        Group::Find,
        Command::Columns,
        "columns",
        "Choose which columns of the list are shown, until the dashboard ends; a view that is named keeps them.",
    ),
    go(
        &[&[ch('V')]],
        Group::Find,
        Command::NameView,
        "name the view",
        "Keep how this screen is filtered and ordered, and its columns, under a name; the palette offers it as `view NAME`.",
    ),
    hinted(go(
        &[&[ch('f')]],
        Group::Find,
        Command::Follow,
        "follow",
        "On the log: follow what is written, or stand still; going up stands still, the last line follows.",
    )),
    hinted(go(
        &[&[ch('A')]],
        Group::Act,
        Command::Act,
        "act",
        "What can be changed here, each with its shell line; it asks why, and only `y` does it.",
    )),
    hinted(only(
        Where::Elsewhere,
        go(
            &[&[ch('R')]],
            Group::Act,
            Command::Retry,
            "retry",
            "Send what is in quarantine round again, once it is said how much that is.",
        ),
    )),
    hinted(only(
        Where::Payroll,
        go(
            &[&[ch('R')]],
            Group::Act,
            Command::RetryItem,
            "retry",
            "On payroll: work the item out again.",
        ),
    )),
    hinted(only(
        Where::Payroll,
        go(
            &[&[ch('O')]],
            Group::Act,
            Command::Override,
            "override",
            "On payroll: say why something odd is right as it is.",
        ),
    )),
    go(
        &[&[ch('u')]],
        Group::Act,
        Command::TakeBack,
        "take back",
        "Put what the last retry has not handed out yet back into quarantine.",
    ),
    hinted(go(
        &[&[ch('i')]],
        Group::Try,
        Command::WhatIf,
        "what if",
        "The role with other limits and weights, beside the role as it is.",
    )),
    hinted(go(
        &[&[ch(' ')]],
        Group::Try,
        Command::Mark,
        "mark",
        "Mark the row, to compare it or to act on several; again, take the mark away.",
    )),
    hinted(go(
        &[&[ch('v')]],
        Group::Try,
        Command::Range,
        "range",
        "Begin a range of rows, which moving draws on; again, or with space, mark them, and esc drops it.",
    )),
    hinted(go(
        &[&[ch('*')], &[ctrl('a')]],
        Group::Try,
        Command::MarkAll,
        "mark all",
        "Mark every row that passes the filter, also those that are not loaded; again, take the marks away.",
    )),
    hinted(go(
        &[&[ch('c')]],
        Group::Try,
        Command::Compare,
        "compare",
        "The two marked developers side by side, or the marked one and this.",
    )),
    hinted(only(
        Where::Elsewhere,
        go(
            &[&[ch('d')]],
            Group::Try,
            Command::Developer,
            "roles of",
            "The developer and the roles that suit them best.",
        ),
    )),
    hinted(go(
        &[&[ch('+')], &[ch('>')]],
        Group::Try,
        Command::More,
        "more",
        "The limit or weight a step up, as often as counted.",
    )),
    hinted(go(
        &[&[ch('<')], &[ch('_')]],
        Group::Try,
        Command::Less,
        "less",
        "The limit or weight a step down, as often as counted.",
    )),
    hinted(go(
        &[&[ch('x')]],
        Group::Try,
        Command::Reset,
        "set back",
        "The limit or weight back to what the role has; `[` takes the last change back.",
    )),
    hinted(go(&[&[ch('y')]], Group::Take, Command::Copy, "copy", "Copy what the row is about.")),
    hinted(go(
        &[&[ch('Y')]],
        Group::Take,
        Command::CopyShell,
        "shell line",
        "Copy the shell line that shows the same.",
    )),
    go(
        &[&[ch('E')]],
        Group::Take,
        Command::Export,
        "export",
        "Write the rows and columns shown into a file, as CSV or JSON; one that is there stays.",
    ),
    hinted(go(
        &[&[ch(':')], &[ctrl('p')]],
        Group::System,
        Command::Palette,
        "command",
        "Every command by its words, with what it does and its shell line.",
    )),
    go(
        &[&[ch('?')]],
        Group::System,
        Command::Help,
        "help",
        "The keys of this screen; type to search, enter to do.",
    ),
    go(
        &[&[ch('r')]],
        Group::System,
        Command::Refresh,
        "refresh",
        "Load again; when the database is away, try to reach it now.",
    ),
    go(&[&[ctrl('l')]], Group::System, Command::Repaint, "repaint", "Draw everything again."),
    go(
        &[&[ctrl('z')]],
        Group::System,
        Command::Suspend,
        "suspend",
        "Back to the shell; `fg` returns.",
    ),
    go(
        &[&[ch('q')]],
        Group::System,
        Command::QuitBack,
        "back or quit",
        "Out of the screen; on the first one, end.",
    ),
    go(&[&[ch('Q')]], Group::System, Command::Quit, "quit", "End the dashboard."),
    go(
        &[&[ctrl('c')]],
        Group::System,
        Command::Interrupt,
        "stop",
        "Stop the load that runs; twice within two seconds, end.",
    ),
];
