//! Who did what to what, and why: newest first, with what it was about in full below, what takes it
//! back, and a way to the thing itself.

#[cfg(test)]
pub(super) mod tests;
mod undo;

use ratatui::layout::Rect;
use sereno_domain::board::audit::AuditBoard;
use sereno_domain::board::found::Decision;
use sereno_domain::id::{ClientId, DeveloperId, PayrollRunId, PlacementId, RoleId, RunId};

use self::undo::{number_in, undo};
use crate::act::Choice;
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted};
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};

/// Rows of the whole act below the list, its hairline among them.
const ACT_HEIGHT: u16 = 8;

/// The screen.
pub(super) struct Audit;

static TABLE: Table<Decision> = Table {
    columns: &[
        Column::<Decision>::left("WHEN", 19, |act, scene| {
            let day = clock::day(clock::date(act.at, scene.zone()));
            Cell::text(format!("{day} {}", scene.second(act.at)), Tone::Dim)
        })
        .sorts(|a, b| a.at.cmp(&b.at)),
        Column::<Decision>::left("WHO", 12, |act, _| Cell::text(act.actor.as_str(), Tone::Text))
            .sorts(|a, b| a.actor.cmp(&b.actor)),
        Column::<Decision>::left("WHAT", 18, |act, _| {
            Cell::text(act.action.as_str(), Tone::Strong)
        })
        .sorts(|a, b| a.action.cmp(&b.action)),
        Column::<Decision>::left("TO WHAT", 20, |act, _| {
            Cell::text(act.subject.as_str(), Tone::Text)
        })
        .sorts(|a, b| a.subject.cmp(&b.subject)),
        Column::<Decision>::left("WHY", 10, |act, _| Cell::text(act.reason.as_str(), Tone::Dim))
            .grows(1)
            .drops(1),
    ],
    fields: &[
        Field { name: "who", value: |act| Value::word(act.actor.as_str()) },
        Field { name: "what", value: |act| Value::word(act.action.as_str()) },
        Field {
            name: "to",
            value: |act| Value::Words(act.subject.as_str().split(' ').map(str::to_owned).collect()),
        },
        Field { name: "why", value: |act| Value::Text(act.reason.to_string()) },
    ],
    key: |act| Key::Audit(act.audit_event_id),
    // Acts that stop something.
    names: &["WHEN", "WHAT"],
    trouble: |act| {
        ["pause", "cancel", "quarantine", "drain", "reject", "mute"]
            .iter()
            .any(|word| act.action.as_str().rsplit('.').next() == Some(word))
    },
    empty: "Nobody has done anything yet.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a AuditBoard> {
    match scene.board {
        Some(Board::Audit(board)) => Some(board),
        _ => None,
    }
}

fn find<'a>(scene: &Scene<'a>, key: &Key) -> Option<&'a Decision> {
    board(scene)?.decisions.iter().find(|act| (TABLE.key)(act) == *key)
}

/// Where what an act was about is shown: `run:17`, `role:7 developer:12`.
fn place(act: &Decision) -> Option<Screen> {
    let parts = || act.subject.as_str().split(' ').filter_map(|part| part.split_once(':'));
    let id = |wanted: &str| parts().find(|(kind, _)| *kind == wanted)?.1.parse::<i64>().ok();
    let of_pair = || {
        let (role, developer) = (RoleId(id("role")?), DeveloperId(id("developer")?));
        Some(Screen::Why { role, developer })
    };
    let of_kind = |(kind, _): (&str, &str)| match kind {
        "run" => Some(Screen::Run(RunId(id(kind)?))),
        "chunk" => Some(Screen::Run(RunId(number_in(act.detail.as_str(), "run")?))),
        "role" => Some(Screen::Role(RoleId(id(kind)?))),
        "developer" => Some(Screen::Person(DeveloperId(id(kind)?))),
        "placement" => Some(Screen::Placement(PlacementId(id(kind)?))),
        "client" => Some(Screen::Client(ClientId(id(kind)?))),
        "payroll_run" => Some(Screen::Payroll(PayrollPage::Run(PayrollRunId(id(kind)?)))),
        "finding" => Some(Screen::Findings),
        "failure" => Some(Screen::Failures),
        "queue" => Some(Screen::Queues),
        "worker" => Some(Screen::Workers),
        "schedule" => Some(Screen::Schedules),
        _ => None,
    };
    of_pair().or_else(|| parts().find_map(of_kind))
}

/// The act in full: why, its figures, what takes it back.
fn paint_act(canvas: &mut Canvas<'_>, area: Rect, (acts, act): (&[Decision], &Decision)) {
    let title = format!("{} {}", act.action, act.subject);
    let note = say_with("by {} · act {}", &[&act.actor, &act.audit_event_id]);
    hairline(canvas, area, &[(&title, Tone::Accent)], &[(&note, Tone::Dim)]);
    let room = area.width.saturating_sub(3);
    let why =
        if act.reason.is_empty() { say("no reason was asked for") } else { act.reason.as_str() };
    let mut lines: Vec<(String, Tone)> =
        wrap(why, room).into_iter().take(2).map(|line| (line, Tone::Text)).collect();
    if let Some(choice) = undo(acts, act) {
        lines.push((say_with("A can {}", &[&choice.words]), Tone::Accent));
    }
    if act.detail.as_str() != "{}" {
        lines.extend(wrap(act.detail.as_str(), room).into_iter().map(|line| (line, Tone::Dim)));
    }
    for (row, (text, tone)) in area.rows().skip(1).zip(lines) {
        canvas.text(row.x + 2, row.y, room, &text, tone);
    }
}

impl Page for Audit {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Audit").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene)
            .map(|board| TABLE.arrange(&board.decisions, scene).listing())
            .unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.decisions, scene);
        let heading = say_with("AUDIT · {}", &[&arranged.count_of(board.n_all)]);
        let left_out = board.n_all.saturating_sub(count(board.decisions.len()));
        let note = match left_out {
            0 => say("newest first").to_owned(),
            _ => say("newest first · sereno search finds older").to_owned(),
        };
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note, Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let below = if rest.height > ACT_HEIGHT + 4 { ACT_HEIGHT } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        if below > 0
            && let Some(act) = arranged.under_cursor(scene, 0)
        {
            let area = Rect { y: list.bottom(), height: below, ..rest };
            paint_act(canvas, area, (&board.decisions, act));
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        match board.decisions.first() {
            Some(act) => say_with(
                "{} · last {}",
                &[&counted(board.n_all, "{} act", "{} acts"), &scene.minute(act.at)],
            ),
            None => counted(0, "{} act", "{} acts"),
        }
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        place(find(scene, key)?)
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let acts = board(scene).map(|board| &board.decisions[..]).unwrap_or_default();
        let act = key.and_then(|key| find(scene, key));
        act.and_then(|act| undo(acts, act)).into_iter().collect()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        find(scene, key).map(|act| act.subject.to_string())
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match key.and_then(|key| find(scene, key)) {
            Some(act) => format!(
                "sereno search actor:{} action:{}",
                shell_words::quote(act.actor.as_str()),
                shell_words::quote(act.action.as_str()),
            ),
            None => "sereno dash --once audit".to_owned(),
        }
    }
}
