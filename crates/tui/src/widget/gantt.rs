//! The night on one line of sight: each step as a bar over time, what it will still take, where now
//! is, and by when all of it should be over.

use jiff::Timestamp;
use ratatui::layout::Rect;
use sereno_domain::board::{RunLine, StepLine};
use sereno_domain::business_day::next_at;
use sereno_domain::forecast::{Forecast, forecast};
use sereno_domain::run::{RunState, StepState};

use crate::canvas::{Canvas, width};
use crate::clock;
use crate::language::{say, say_with};
use crate::number::{grouped, narrow, share};
use crate::scene::{Room, Scene};
use crate::theme::Tone;
use crate::word;

/// Columns of a step's name.
const NAME_WIDTH: u16 = 16;
/// Least columns between two marks of the axis.
const TICK_GAP: u16 = 12;
/// The deadline is drawn when the night takes at least this part of the time up to it; further away
/// it is said in words, or the night would be a dot.
const DEADLINE_SHARE: u64 = 5;
/// A window shorter than this shows seconds on its axis.
const SHOW_SECONDS_UNDER: u64 = 20 * 60;

/// A run over time.
pub(crate) struct Gantt<'a> {
    run: &'a RunLine,
    steps: &'a [StepLine],
    now: Timestamp,
    from: Timestamp,
    to: Timestamp,
    deadline: Option<Timestamp>,
    finish: Option<Forecast>,
}

impl<'a> Gantt<'a> {
    /// Works out the window of time that shows the whole night.
    pub(crate) fn new(scene: &Scene<'_>, run: &'a RunLine, steps: &'a [StepLine]) -> Self {
        let now = scene.now;
        let from = run.started_at;
        let running = run.state == RunState::Running;
        let finish = running.then(|| forecast(now, steps)).flatten();
        let seen = steps.iter().filter_map(|step| step.ended_at).max().unwrap_or(from);
        let end = match (running, finish) {
            (true, Some(finish)) => finish.slow_at.max(now),
            (true, None) => now,
            (false, _) => run.ended_at.unwrap_or(seen).max(seen),
        };
        let deadline = scene.config.deadline.and_then(|time| next_at(from, time, scene.zone()));
        let length = clock::milliseconds(from, end).max(1);
        let near = deadline.filter(|at| clock::milliseconds(from, *at) <= length * DEADLINE_SHARE);
        // A little air at the end, so that a bar does not touch the edge.
        let to = clock::later_by(near.map_or(end, |at| at.max(end)), length / 12 + 1);
        Self { run, steps, now, from, to, deadline, finish }
    }

    /// What stands at the end of the hairline: when it will be over, or how long it took.
    pub(crate) fn note(&self, scene: &Scene<'_>) -> String {
        let deadline = self.deadline.map(|at| self.deadline_words(scene, at));
        let over = match (self.run.ended_at, self.finish) {
            (Some(ended_at), _) => Some(say_with(
                "over {} after {}",
                &[&scene.second(ended_at), &scene.took(self.run.started_at, Some(ended_at))],
            )),
            (None, Some(finish)) if scene.room >= Room::Full => Some(say_with(
                "likely over {}, at the latest {}",
                &[&scene.second(finish.likely_at), &scene.second(finish.slow_at)],
            )),
            (None, Some(finish)) => {
                Some(say_with("likely over {}", &[&scene.second(finish.likely_at)]))
            }
            (None, None) => None,
        };
        [over, deadline].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn deadline_words(&self, scene: &Scene<'_>, at: Timestamp) -> String {
        let when = scene.minute(at);
        match self.run.ended_at {
            Some(ended_at) if ended_at <= at => {
                say_with("{} before {}", &[&clock::span(clock::seconds(ended_at, at)), &when])
            }
            Some(ended_at) => say_with("{} late", &[&clock::span(clock::seconds(at, ended_at))]),
            None if self.now <= at => {
                say_with("deadline {} in {}", &[&when, &clock::span(clock::seconds(self.now, at))])
            }
            None => say_with("late since {}", &[&clock::span(clock::seconds(at, self.now))]),
        }
    }

    /// Rows it takes: the axis and the steps.
    pub(crate) fn height(&self) -> u16 {
        1 + narrow(self.steps.len())
    }

    /// Draws the axis and a row for each step.
    pub(crate) fn paint(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect) {
        let start = area.x + 3 + NAME_WIDTH;
        let chart = Rect { x: start, width: area.right().saturating_sub(start + 1), ..area };
        if chart.width < TICK_GAP {
            return;
        }
        for (row, step) in area.rows().skip(1).zip(self.steps) {
            self.paint_step(canvas, row, chart, step);
        }
        self.paint_axis(scene, canvas, chart);
        if self.run.ended_at.is_none() {
            self.paint_mark(canvas, chart, self.now, Tone::Accent);
        }
        if let Some(deadline) = self.deadline.filter(|at| *at <= self.to) {
            self.paint_mark(canvas, chart, deadline, Tone::Warn);
        }
    }

    fn paint_axis(&self, scene: &Scene<'_>, canvas: &mut Canvas<'_>, chart: Rect) {
        let length = clock::milliseconds(self.from, self.to);
        let n_ticks = u64::from((chart.width / TICK_GAP).clamp(1, 8));
        let mut free = chart.x;
        let mut last = String::new();
        for tick in 0..=n_ticks {
            let at = clock::later_by(self.from, length * tick / n_ticks);
            let text = if length < SHOW_SECONDS_UNDER * 1_000 {
                scene.second(at)
            } else {
                scene.minute(at)
            };
            let x = self.column(chart, at);
            let room = chart.right().saturating_sub(x);
            if x < free || room < width(&text) || text == last {
                continue;
            }
            canvas.text(x, chart.y, room, &text, Tone::Faint);
            free = x + width(&text) + 2;
            last = text;
            for y in chart.y + 1..chart.y + self.height().min(chart.height) {
                canvas.behind(x, y, "┊", Tone::Line);
            }
        }
    }

    fn paint_mark(&self, canvas: &mut Canvas<'_>, chart: Rect, at: Timestamp, tone: Tone) {
        let x = self.column(chart, at).min(chart.right().saturating_sub(1));
        // A time on the axis stays whole.
        canvas.behind(x, chart.y, "┃", tone);
        for y in chart.y + 1..chart.y + self.height().min(chart.height) {
            canvas.repeat(x, y, 1, "┃", tone);
        }
    }

    fn paint_step(&self, canvas: &mut Canvas<'_>, row: Rect, chart: Rect, step: &StepLine) {
        let word = word::step(step.state);
        canvas.text(row.x + 1, row.y, 1, word.glyph, word.tone);
        canvas.text(row.x + 3, row.y, NAME_WIDTH - 1, step.kind.name(), Tone::Text);
        let Some(started_at) = step.started_at else {
            let words = match step.state {
                StepState::Skipped | StepState::Cancelled => word.words(),
                _ => say("waits"),
            };
            // Beyond the mark of now, which would cut it in two.
            let x = match self.run.ended_at {
                None => self.column(chart, self.now).saturating_add(2),
                Some(_) => chart.x,
            };
            let x = if x + width(words) <= chart.right() { x } else { chart.x };
            canvas.text(x, row.y, chart.right().saturating_sub(x), words, Tone::Wait);
            return;
        };
        let start = self.column(chart, started_at);
        let end = self.column(chart, step.ended_at.unwrap_or(self.now)).max(start + 1);
        let end = end.min(chart.right());
        canvas.repeat(start, row.y, end.saturating_sub(start), "█", word.tone);
        let mut next = end;
        if step.state == StepState::Running
            && let Some(seconds) = step.median_seconds
        {
            let until = self.column(chart, clock::later(started_at, seconds)).min(chart.right());
            canvas.repeat(end, row.y, until.saturating_sub(end), "░", word.tone);
            next = next.max(until);
        }
        let done = format!("{}/{}", grouped(step.n_done), grouped(step.n_chunks));
        let text = match step.n_quarantined {
            0 => done.clone(),
            n => say_with("{}/{}, {} stuck", &[&grouped(step.n_done), &grouped(step.n_chunks), &n]),
        };
        let tone = if step.n_quarantined > 0 { Tone::Fail } else { Tone::Dim };
        let room = chart.right().saturating_sub(next + 1);
        if room >= width(&text) {
            canvas.text(next + 1, row.y, room, &text, tone);
        } else {
            // The bar fills the row: the count stands before it, where there is room for that alone.
            canvas.right(chart.x.saturating_sub(1), row.y, NAME_WIDTH / 2, &done, tone);
        }
    }

    fn column(&self, chart: Rect, at: Timestamp) -> u16 {
        let length = clock::milliseconds(self.from, self.to);
        let passed = clock::milliseconds(self.from, at);
        chart.x + narrow(share(passed, length, chart.width.saturating_sub(1).into()))
    }
}
