//! Every night, newest first: how it stands, how long it took, what it did.

use ratatui::layout::Rect;
use sereno_domain::board::{RunLine, RunsBoard};
use sereno_domain::job::Pipeline;

use super::run::retry_all;
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::notice::notice;
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// The screen.
pub(super) struct Runs;

static TABLE: Table<RunLine> = Table {
    columns: &[
        Column::<RunLine>::left("DATE", 13, date)
            .sorts(|a, b| a.business_date.cmp(&b.business_date).then(a.revision.cmp(&b.revision))),
        Column::<RunLine>::left("WHAT", 7, |run, _| Cell::text(what(run.pipeline), Tone::Dim))
            .sorts(|a, b| a.pipeline.cmp(&b.pipeline)),
        Column::<RunLine>::left("STATE", 12, |run, _| state(run))
            .sorts(|a, b| a.state.cmp(&b.state)),
        Column::<RunLine>::right("STARTED", 8, |run, scene| {
            Cell::text(scene.second(run.started_at), Tone::Dim)
        })
        .drops(4)
        .sorts(|a, b| a.started_at.cmp(&b.started_at)),
        Column::<RunLine>::right("TOOK", 7, |run, scene| {
            Cell::text(scene.took(run.started_at, run.ended_at), Tone::Text)
        })
        .sorts(|a, b| took(a).cmp(&took(b))),
        Column::<RunLine>::right("CHUNKS", 9, |run, _| {
            Cell::text(format!("{}/{}", grouped(run.n_done), grouped(run.n_chunks)), Tone::Text)
        })
        .sorts(|a, b| a.n_chunks.cmp(&b.n_chunks)),
        Column::<RunLine>::left("", 10, |run, _| Cell::Gauge {
            n: run.n_done,
            of: run.n_chunks,
            tone: word::run(run.state).tone,
        })
        .drops(5),
        Column::<RunLine>::right("QUARANTINED", 11, |run, _| {
            Cell::number(run.n_quarantined, Tone::Fail)
        })
        .sorts(|a, b| a.n_quarantined.cmp(&b.n_quarantined)),
        Column::<RunLine>::right("ATTEMPTS", 8, |run, _| Cell::number(run.n_attempts, Tone::Dim))
            .drops(3)
            .sorts(|a, b| a.n_attempts.cmp(&b.n_attempts)),
        Column::<RunLine>::right("PAIRS", 10, |run, _| Cell::number(run.n_pairs, Tone::Dim))
            .drops(2)
            .sorts(|a, b| a.n_pairs.cmp(&b.n_pairs)),
        Column::<RunLine>::right("ROWS WRITTEN", 12, |run, _| {
            Cell::number(run.n_matches_written, Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.n_matches_written.cmp(&b.n_matches_written)),
        Column::<RunLine>::left("REASON", 6, |run, _| Cell::text(run.reason.as_str(), Tone::Dim))
            .grows(1)
            .drops(6),
    ],
    fields: &[],
    key: |run| Key::Run(run.run_id),
    names: &["DATE", "WHAT"],
    trouble: |run| word::run_is_trouble(run.state),
    empty: "No run yet.",
};

fn date(run: &RunLine, _: &Scene<'_>) -> Cell<'static> {
    let day = clock::day(run.business_date);
    let revision = if run.revision > 1 { format!(" r{}", run.revision) } else { String::new() };
    Cell::texts([(day.into(), Tone::Text), (revision.into(), Tone::Dim)])
}

fn what(pipeline: Pipeline) -> &'static str {
    match pipeline {
        Pipeline::Nightly => say("night"),
        Pipeline::Payroll => say("payroll"),
    }
}

fn state(run: &RunLine) -> Cell<'static> {
    let word = word::run(run.state);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), Scene::quiet(word)),
    ])
}

fn took(run: &RunLine) -> Option<u64> {
    run.ended_at.map(|ended_at| clock::seconds(run.started_at, ended_at))
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a RunsBoard> {
    match scene.board {
        Some(Board::Runs(board)) => Some(board),
        _ => None,
    }
}

impl Page for Runs {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Runs").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.runs, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.runs, scene);
        let title = say_with("RUNS · {}", &[&arranged.count()]);
        let trouble = board.runs.iter().filter(|run| (TABLE.trouble)(run)).count();
        let note = if trouble == 0 {
            say("all is well").to_owned()
        } else {
            say_with("{} in trouble", &[&counted(count(trouble), "{} run", "{} runs")])
        };
        hairline(canvas, area, &[(&title, Tone::Accent)], &[(&note, Tone::Dim)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if board.runs.is_empty() {
            let sentences = [
                (say("No night has run yet."), Tone::Strong),
                ("", Tone::Dim),
                ("sereno run nightly --wait", Tone::Accent),
                (say("runs the first one; Y copies the line."), Tone::Dim),
            ];
            let rest = Rect { y: rest.y + 1, height: rest.height.saturating_sub(1), ..rest };
            notice(canvas, rest, ("☾", Tone::Accent), &sentences);
            return;
        }
        TABLE.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let trouble = board.runs.iter().filter(|run| (TABLE.trouble)(run)).count();
        say_with(
            "{} · {} in trouble",
            &[&counted(count(board.runs.len()), "{} run", "{} runs"), &trouble],
        )
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Run(run) => Some(Screen::Run(*run)),
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let run = board(scene)
            .and_then(|board| board.runs.iter().find(|line| key == Some(&Key::Run(line.run_id))));
        let broken = run.filter(|run| run.n_quarantined > 0);
        broken.map(|run| retry_all(run.run_id)).into_iter().collect()
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Run(run) => Some(run.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        match board(scene) {
            Some(board) if board.runs.is_empty() => "sereno run nightly --wait".to_owned(),
            Some(_) | None => "sereno runs".to_owned(),
        }
    }
}
