//! The payroll runs, the newest month first.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{PayrollLine, PayrollsBoard};
use sereno_domain::payroll::item::ItemState;

use super::{acts, amount, month_words, shown, to};
use crate::act::Choice;
use crate::canvas::Canvas;
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
use crate::word;

/// The screen.
pub(super) struct Runs;

static TABLE: Table<PayrollLine> = Table {
    columns: &[
        Column::<PayrollLine>::left("MONTH", 28, |line, _| {
            Cell::text(month_words(line), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| (a.month_on, a.payroll_run_id).cmp(&(b.month_on, b.payroll_run_id))),
        Column::<PayrollLine>::right("RUN", 4, |line, _| {
            Cell::text(line.payroll_run_id.to_string(), Tone::Dim)
        })
        .drops(4),
        Column::<PayrollLine>::left("STANDS", 18, |line, _| {
            let word = word::payroll(line.state);
            Cell::texts([
                (word.glyph.into(), word.tone),
                (" ".into(), Tone::Dim),
                (word.words().into(), Scene::quiet(word)),
            ])
        })
        .sorts(|a, b| a.state.cmp(&b.state)),
        Column::<PayrollLine>::right("DRAFT", 5, |line, _| {
            Cell::number(line.n_drafts.into(), Tone::Dim)
        })
        .drops(5),
        Column::<PayrollLine>::right("PAID", 6, |line, _| {
            Cell::number(ItemState::Ok.count_in(&line.n_items), Tone::Text)
        })
        .sorts(|a, b| ItemState::Ok.count_in(&a.n_items).cmp(&ItemState::Ok.count_in(&b.n_items))),
        Column::<PayrollLine>::right("NOT PAID", 8, |line, _| {
            Cell::number(ItemState::count_not_paid(&line.n_items), Tone::Fail)
        })
        .sorts(|a, b| {
            ItemState::count_not_paid(&a.n_items).cmp(&ItemState::count_not_paid(&b.n_items))
        }),
        Column::<PayrollLine>::right("ODD", 4, |line, _| {
            Cell::number(line.n_anomalies, if line.n_severe > 0 { Tone::Fail } else { Tone::Warn })
        })
        .sorts(|a, b| a.n_anomalies.cmp(&b.n_anomalies)),
        Column::<PayrollLine>::right("COST", 10, |line, _| {
            amount(line.base.cost(), line.currency, Tone::Text)
        })
        .sorts(|a, b| a.base.cost().cmp(&b.base.cost())),
        Column::<PayrollLine>::right("BILLED", 10, |line, _| {
            amount(line.base.bill, line.currency, Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.base.bill.cmp(&b.base.bill)),
        Column::<PayrollLine>::left("IN", 3, |line, _| {
            Cell::text(line.currency.code(), Tone::Faint)
        })
        .drops(3),
        Column::<PayrollLine>::left("PAY DATE", 10, |line, _| {
            Cell::text(clock::day(line.pay_on), Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.pay_on.cmp(&b.pay_on)),
    ],
    fields: &[
        Field { name: "state", value: |line| Value::word(line.state.name()) },
        Field { name: "kind", value: |line| Value::word(line.kind.name()) },
        Field { name: "calendar", value: |line| Value::Text(line.calendar.as_str().to_owned()) },
    ],
    key: |line| Key::Payroll(line.payroll_run_id),
    names: &["MONTH", "RUN"],
    trouble: |line| {
        !line.state.is_locked()
            && (ItemState::count_not_paid(&line.n_items) > 0 || line.n_severe > 0)
    },
    empty: "No month has been worked out yet: `sereno payroll prepare` works one out.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PayrollsBoard> {
    match scene.board {
        Some(Board::Payrolls(board)) => Some(board),
        _ => None,
    }
}

fn note(board: &PayrollsBoard) -> String {
    let open = board.lines.iter().filter(|line| line.state.is_open()).count();
    say_with("{} open", &[&counted(count(open), "{} run", "{} runs")])
}

impl Page for Runs {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Payrolls").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.lines, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.lines, scene);
        let heading = say_with("PAYROLLS · {}", &[&arranged.count()]);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note(board), Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(note).unwrap_or_default()
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Payroll(run) => Some(to(PayrollPage::Run(*run))),
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let lines = board(scene).map_or(&[][..], |board| &board.lines);
        let line = lines.iter().find(|line| Some(&(TABLE.key)(line)) == key);
        line.map(acts::on_run).unwrap_or_default()
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Payroll(run) => Some(run.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        let there = key.and_then(|key| self.open(scene, key));
        shown(there.unwrap_or(scene.at))
    }
}
