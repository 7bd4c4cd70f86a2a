//! The other half of why: what speaks for and against somebody, what would change their place, and
//! what changed since the night before.

use ratatui::layout::Rect;
use sereno_domain::board::WhyBoard;
use sereno_domain::board::answer::name_of;
use sereno_domain::matching::Filter;
use sereno_domain::matching::changed::{Cause, PairChange};
use sereno_domain::matching::counterfactual::{Counterfactuals, Goal};
use sereno_domain::matching::standing::{Benchmark, Gap, Lean};

use super::{rows_of, take};
use crate::canvas::Canvas;
use crate::clock;
use crate::language::{say, say_with, spoken};
use crate::number::{score_change, score_text};
use crate::theme::Tone;
use crate::widget::hairline::hairline;

/// Columns of points before what they are for.
const POINTS_WIDTH: u16 = 8;
/// Columns of a place before the change that gives it.
const PLACE_WIDTH: u16 = 11;
/// Columns of a component's name.
const NAME_WIDTH: u16 = 14;

/// Pieces of one line, each in its tone.
type Line = Vec<(String, Tone)>;

/// A part of the page: its title, its note, its lines.
struct Section {
    title: String,
    note: String,
    lines: Vec<Line>,
}

/// Draws as many sections as fit, one below the other.
pub(super) fn paint(canvas: &mut Canvas<'_>, area: Rect, board: &WhyBoard) {
    let mut rest = area;
    for section in sections(board) {
        if rest.height < 2 {
            return;
        }
        let part = take(&mut rest, rows_of(section.lines.len()));
        let title = [(section.title.as_str(), Tone::Dim)];
        hairline(canvas, part, &title, &[(&section.note, Tone::Dim)]);
        for (row, line) in part.rows().skip(1).zip(&section.lines) {
            let pieces: Vec<(&str, Tone)> =
                line.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
            canvas.pieces(row.x + 1, row.y, row.width.saturating_sub(2), &pieces);
        }
    }
}

fn sections(board: &WhyBoard) -> Vec<Section> {
    let mut sections = vec![standing(board), balance(board)];
    sections
        .extend(board.answer.counterfactuals.iter().map(|answer| counterfactual(board, answer)));
    sections.extend(board.answer.changed.as_ref().map(changed));
    if let Some(unreadable) = &board.before_unreadable {
        sections.push(Section {
            title: "WHAT CHANGED SINCE THE NIGHT BEFORE".to_owned(),
            note: String::new(),
            lines: vec![vec![(unreadable.as_str().to_owned(), Tone::Warn)]],
        });
    }
    sections
}

fn standing(board: &WhyBoard) -> Section {
    let standing = &board.answer.standing;
    let gap = |gap: &Gap| {
        let name = name_of(&board.people, gap.developer_id);
        vec![
            (padded(&score_text(gap.points), POINTS_WIDTH), Tone::Warn),
            (say_with("behind place {}  ", &[&gap.place]), Tone::Text),
            (name.as_str().to_owned(), Tone::Dim),
        ]
    };
    let gaps = [standing.shortlist, standing.above];
    let mut lines: Vec<Line> = gaps.iter().flatten().map(gap).collect();
    if !standing.qualifies() {
        let words =
            say_with("Without what stops them they would take place {}.", &[&standing.place]);
        lines.insert(
            0,
            vec![(say_with("Stopped by {}. ", &[&names(&standing.failed)]), Tone::Fail)],
        );
        lines.insert(1, vec![(words, Tone::Text)]);
    } else if lines.is_empty() {
        lines.push(vec![(say("Nobody is ahead of them.").to_owned(), Tone::Ok)]);
    }
    let note = say_with("{} qualify", &[&standing.n_qualified]);
    let title = if standing.qualifies() {
        say_with("PLACE {}", &[&standing.place])
    } else {
        say("WHY NOT").to_owned()
    };
    Section { title, note, lines }
}

fn balance(board: &WhyBoard) -> Section {
    let balance = &board.answer.balance;
    let line = |sign: char, tone: Tone, lean: &Lean| {
        let name = spoken(lean.component.name());
        let width = usize::from(NAME_WIDTH);
        vec![
            (padded(&format!("{sign}{}", score_text(lean.points)), POINTS_WIDTH), tone),
            (format!("{name:<width$}"), Tone::Text),
            (say_with("{} where {} is usual", &[&lean.value, &lean.usual]), Tone::Dim),
        ]
    };
    let strengths = balance.strengths.iter().map(|lean| line('+', Tone::Ok, lean));
    let weaknesses = balance.weaknesses.iter().map(|lean| line('−', Tone::Warn, lean));
    let mut lines: Vec<Line> = strengths.chain(weaknesses).collect();
    if lines.is_empty() {
        lines.push(vec![(say("Nothing sets them apart.").to_owned(), Tone::Dim)]);
    }
    let note = match balance.benchmark {
        Benchmark::ShortlistMedian { n_others } => {
            say_with("against the median of {} others", &[&n_others])
        }
        Benchmark::FullWeight => say("against the full weight").to_owned(),
    };
    Section { title: "FOR AND AGAINST".to_owned(), note, lines }
}

fn counterfactual(board: &WhyBoard, answer: &Counterfactuals) -> Section {
    let title = match answer.goal {
        Goal::Qualify => say("WHAT WOULD LET THEM IN").to_owned(),
        Goal::Place(1) => say("WHAT WOULD PUT THEM FIRST").to_owned(),
        Goal::Place(place) => say_with("WHAT WOULD PUT THEM AMONG THE FIRST {}", &[&place]),
    };
    let mut lines: Vec<Line> = answer
        .found
        .iter()
        .map(|found| {
            vec![
                (padded(&say_with("place {}", &[&found.place]), PLACE_WIDTH), Tone::Ok),
                (found.words.clone(), Tone::Text),
            ]
        })
        .collect();
    if lines.is_empty() {
        let because = match board.answer.standing.failed.as_slice() {
            [] | [_] => say("No single change is enough.").to_owned(),
            [one, other] => say_with(
                "No single change is enough: {} and {} both stop them.",
                &[&say(one.name()), &say(other.name())],
            ),
            [one, other, rest @ ..] => {
                let n = rest.len();
                say_with(
                    "No single change is enough: {}, {} and {} more stop them.",
                    &[&say(one.name()), &say(other.name()), &n],
                )
            }
        };
        lines.push(vec![(because, Tone::Warn)]);
    }
    Section { title, note: say("the smallest single changes").to_owned(), lines }
}

fn changed(change: &PairChange) -> Section {
    let place = |place: Option<u32>| {
        place.map_or_else(|| say("stopped").to_owned(), |place| say_with("place {}", &[&place]))
    };
    let mut lines: Vec<Line> = change.causes.iter().map(cause).collect();
    if lines.is_empty() {
        lines.push(vec![(say("Nothing of their own changed.").to_owned(), Tone::Dim)]);
    }
    if change.n_came_ahead + change.n_fell_behind > 0 {
        let words = say_with(
            "{} came ahead of them, {} fell behind them.",
            &[&change.n_came_ahead, &change.n_fell_behind],
        );
        lines.push(vec![(words, Tone::Dim)]);
    }
    Section {
        title: say_with(
            "WHAT CHANGED SINCE {}",
            &[&clock::day(change.before.as_of).to_uppercase()],
        ),
        note: format!("{} → {}", place(change.before.place), place(change.after.place)),
        lines,
    }
}

fn cause(cause: &Cause) -> Line {
    let total = cause.total();
    let tone = match total {
        ..0 => Tone::Fail,
        0 => Tone::Faint,
        1.. => Tone::Ok,
    };
    let points = if total == 0 { "·".to_owned() } else { score_change(total) };
    let mut line = vec![
        (padded(&points, POINTS_WIDTH), tone),
        (format!("{} ", cause.what), Tone::Text),
        (format!("{} → {}", cause.before, cause.after), Tone::Dim),
    ];
    if !cause.stops.is_empty() {
        line.push((say_with("  {} stops them now", &[&names(&cause.stops)]), Tone::Fail));
    }
    if !cause.lets_by.is_empty() {
        line.push((say_with("  {} no longer stops them", &[&names(&cause.lets_by)]), Tone::Ok));
    }
    line
}

fn names(filters: &[Filter]) -> String {
    filters.iter().map(|filter| say(filter.name())).collect::<Vec<_>>().join(", ")
}

/// Text at the end of a column, with two cells after it.
fn padded(text: &str, width: u16) -> String {
    let width = usize::from(width);
    format!("{text:>width$}  ")
}
