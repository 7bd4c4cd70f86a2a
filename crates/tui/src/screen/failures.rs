//! What failed and is not done yet: one line for each cause, with the newest message in full below.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::failure::{FailureLine, FailuresBoard};
use sereno_domain::failure::gist;
use sereno_domain::id::{FailureId, RunId};

use super::run::retry_effect;
use crate::act::{Act, Broken, Choice};
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};

/// Rows of the whole message below the list, its hairline among them.
const MESSAGE_HEIGHT: u16 = 8;
/// Days a failure is muted for.
const MUTE_DAYS: [u16; 3] = [1, 7, 30];

/// The screen.
pub(super) struct Failures;

static TABLE: Table<FailureLine> = Table {
    columns: &[
        Column::<FailureLine>::left("JOB", 10, |line, _| Cell::text(line.kind.name(), Tone::Text)),
        Column::<FailureLine>::right("BROKEN", 7, |line, _| match line.n_quarantined {
            0 => Cell::blank(),
            n => Cell::number(n, Tone::Fail),
        })
        .sorts(|a, b| a.n_quarantined.cmp(&b.n_quarantined)),
        Column::<FailureLine>::right("AGAIN", 6, |line, _| match line.n_retrying {
            0 => Cell::blank(),
            n => Cell::number(n, Tone::Warn),
        })
        .drops(2)
        .sorts(|a, b| a.n_retrying.cmp(&b.n_retrying)),
        Column::<FailureLine>::left("WHAT WENT WRONG", 26, |line, _| {
            let tone = if line.muted_until.is_some() { Tone::Faint } else { Tone::Strong };
            Cell::text(gist(line.error_class.as_str(), line.shape.as_str()), tone)
        })
        .grows(1),
        Column::<FailureLine>::left("SEEN", 6, |line, _| match (line.muted_until, line.is_new) {
            (Some(_), _) => Cell::text(say("muted"), Tone::Faint),
            (None, true) => Cell::text(say("new"), Tone::Accent),
            (None, false) => Cell::text(say("known"), Tone::Dim),
        }),
        Column::<FailureLine>::right("LAST", 8, |line, scene| {
            Cell::text(scene.second(line.last_seen_at), Tone::Dim)
        })
        .drops(1)
        .sorts(|a, b| a.last_seen_at.cmp(&b.last_seen_at)),
        Column::<FailureLine>::right("RUN", 6, |line, _| {
            Cell::text(line.run_id.to_string(), Tone::Dim)
        })
        .drops(3)
        .sorts(|a, b| a.run_id.cmp(&b.run_id)),
    ],
    fields: &[],
    key: |line| Key::Failure(line.run_id, line.failure_id),
    names: &["JOB", "WHAT WENT WRONG"],
    trouble: |line| line.n_quarantined > 0 && line.muted_until.is_none(),
    empty: "Nothing failed that is not done by now.",
};

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a FailuresBoard> {
    match scene.board {
        Some(Board::Failures(board)) => Some(board),
        _ => None,
    }
}

/// What can be done about a failure of a run: send it round again, or hear no more of it.
pub(super) fn mend(run: RunId, failure: FailureId, is_muted: bool) -> Vec<Choice> {
    let meant = Broken { failure: Some(failure), ..Broken::of(run) };
    let again =
        Choice::new(Act::Retry(meant), say("retry what failed in this way"), retry_effect());
    if is_muted {
        let effect = say("It stands among what needs somebody again.");
        return vec![again, Choice::new(Act::Unmute(failure), say("tell of it again"), effect)];
    }
    let mute = |days: &u16| {
        let words = say_with("mute it for {}", &[&counted((*days).into(), "{} day", "{} days")]);
        let effect =
            say("It stands no longer among what needs somebody; it counts in its run, and is \
                      told again after that.");
        Choice::new(Act::Mute { failure, days: *days }, words, effect)
    };
    std::iter::once(again).chain(MUTE_DAYS.iter().map(mute)).collect()
}

/// The whole message, where it happened, and since when.
fn paint_message(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, line: &FailureLine) {
    let title = format!("{} ", line.error_class);
    let day = clock::day(line.business_date);
    let note = say_with("failure {} · run {} of {}", &[&line.failure_id, &line.run_id, &day]);
    hairline(canvas, area, &[(&title, Tone::Accent)], &[(&note, Tone::Dim)]);
    let nos: Vec<String> = line.chunk_nos.iter().map(|no| (no + 1).to_string()).collect();
    let n_chunks = line.n_quarantined + line.n_retrying;
    let more = if n_chunks > count(nos.len()) { " …" } else { "" };
    let first = clock::day(clock::date(line.first_seen_at, scene.zone()));
    let facts = say_with(
        "{} of {} in {} ({}{}), first seen {} {}",
        &[
            &counted(line.n_attempts, "{} attempt", "{} attempts"),
            &line.kind,
            &counted(n_chunks, "{} chunk", "{} chunks"),
            &nos.join(", "),
            &more,
            &first,
            &scene.second(line.first_seen_at),
        ],
    );
    let muted = line.muted_until.map(|until| {
        let day = clock::day(clock::date(until, scene.zone()));
        say_with("muted until {} {} by {}", &[&day, &scene.minute(until), &line.muted_because])
    });
    let error = if line.error.is_empty() { &line.shape } else { &line.error };
    let room = area.width.saturating_sub(3);
    let mut texts = vec![(facts, Tone::Dim)];
    texts.extend(muted.map(|muted| (muted, Tone::Warn)));
    texts.extend(wrap(error.as_str(), room).into_iter().map(|line| (line, Tone::Text)));
    for (row, (text, tone)) in area.rows().skip(1).zip(texts) {
        canvas.text(row.x + 2, row.y, room, &text, tone);
    }
}

impl Page for Failures {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Failures").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene)
            .map(|board| TABLE.arrange(&board.failures, scene).listing())
            .unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        TABLE.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.failures, scene);
        let heading = say_with("FAILURES · {}", &[&arranged.count()]);
        let n_broken: u64 = board.failures.iter().map(|line| line.n_quarantined).sum();
        let (note, tone) = match n_broken {
            0 => (say("nothing in quarantine").to_owned(), Tone::Dim),
            n => (say_with("{} in quarantine", &[&grouped(n)]), Tone::Fail),
        };
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note, tone)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let below = if rest.height > MESSAGE_HEIGHT + 4 { MESSAGE_HEIGHT } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        if below > 0
            && let Some(line) = arranged.under_cursor(scene, 0)
        {
            let area = Rect { y: list.bottom(), height: below, ..rest };
            paint_message(scene, canvas, area, line);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let failures = board(scene).map(|board| &board.failures[..]).unwrap_or_default();
        let n_broken: u64 = failures.iter().map(|line| line.n_quarantined).sum();
        let causes = counted(count(failures.len()), "{} cause", "{} causes");
        say_with("{} · {} in quarantine", &[&causes, &grouped(n_broken)])
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Failure(run, _) => Some(Screen::Run(*run)),
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(Key::Failure(run, failure)) = key else { return Vec::new() };
        let lines = board(scene).map(|board| &board.failures[..]).unwrap_or_default();
        let line = lines.iter().find(|line| (line.run_id, line.failure_id) == (*run, *failure));
        let Some(line) = line else { return Vec::new() };
        let mut choices = mend(*run, *failure, line.muted_until.is_some());
        // What is tried again by itself needs no hand.
        choices.retain(|choice| line.n_quarantined > 0 || !matches!(choice.act, Act::Retry(_)));
        choices
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let failures = &board(scene)?.failures;
        let line = failures.iter().find(|line| (TABLE.key)(line) == *key)?;
        let error = if line.error.is_empty() { &line.shape } else { &line.error };
        Some(error.to_string())
    }

    fn shell(&self, _: &Scene<'_>, _: Option<&Key>) -> String {
        "sereno failures list".to_owned()
    }
}
