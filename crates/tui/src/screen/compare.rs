//! Two developers side by side for a role: the parts of the score with what each makes of the
//! difference, then the filters.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::answer::{CompareBoard, name_of};
use sereno_domain::id::DeveloperId;
use sereno_domain::matching::Verdict;
use sereno_domain::matching::compare::Side;

use crate::canvas::{Canvas, wrap};
use crate::event::Board;
use crate::language::{say, say_with, spoken};
use crate::number::{score_change, score_text};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;

/// Columns of a component's or a filter's name.
const NAME_WIDTH: u16 = 14;
/// Columns of the difference.
const CHANGE_WIDTH: u16 = 8;

/// The screen.
pub(super) struct Compare;

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a CompareBoard> {
    match scene.board {
        Some(Board::Compare(board)) => Some(board),
        _ => None,
    }
}

/// Where the columns of the two stand.
#[derive(Clone, Copy)]
struct Columns {
    first: u16,
    second: u16,
    width: u16,
    end: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let width = area.width.saturating_sub(NAME_WIDTH + CHANGE_WIDTH + 4) / 2;
        let first = area.x + 1 + NAME_WIDTH;
        Self { first, second: first + width, width, end: area.right().saturating_sub(1) }
    }
}

fn place(side: &Side) -> (String, Tone) {
    let standing = &side.standing;
    if standing.qualifies() {
        (say_with("place {} of {}", &[&standing.place, &standing.n_qualified]), Tone::Ok)
    } else {
        let names: Vec<&str> = standing.failed.iter().map(|filter| say(filter.name())).collect();
        (say_with("stopped by {}", &[&names.join(", ")]), Tone::Fail)
    }
}

/// Points of the first less points of the second.
fn change(points: i32) -> (String, Tone) {
    match points {
        0 => ("·".to_owned(), Tone::Faint),
        ..0 => (score_change(points), Tone::Warn),
        1.. => (score_change(points), Tone::Ok),
    }
}

fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &CompareBoard) {
    let columns = Columns::of(area);
    let found = &board.comparison;
    let sides = [(&found.first, columns.first), (&found.second, columns.second)];
    for (side, x) in sides {
        let name = name_of(&board.people, side.explanation.developer_id);
        let room = columns.width.saturating_sub(1);
        canvas.text(x, area.y, room, name.as_str(), Tone::Strong);
        let (words, tone) = place(side);
        let score = format!("{}  ", score_text(side.explanation.score));
        canvas.pieces(x, area.y + 1, room, &[(&score, Tone::Strong), (&words, tone)]);
    }
    let (points, tone) = change(found.points);
    canvas.right(columns.end, area.y + 1, CHANGE_WIDTH, &points, tone);
    canvas.text(area.x + 1, area.y, NAME_WIDTH, say("side by side"), Tone::Accent);
}

fn paint_components(canvas: &mut Canvas<'_>, area: Rect, board: &CompareBoard) -> u16 {
    let columns = Columns::of(area);
    let found = &board.comparison;
    hairline(
        canvas,
        area,
        &[(say("WHAT THE SCORE IS MADE OF"), Tone::Dim)],
        &[(say("difference"), Tone::Dim)],
    );
    let lines = found.first.explanation.components.iter().zip(&found.second.explanation.components);
    let mut used = 1;
    for ((one, other), (difference, row)) in
        lines.zip(found.differences.iter().zip(area.rows().skip(1)))
    {
        canvas.text(row.x + 1, row.y, NAME_WIDTH, &spoken(one.component.name()), Tone::Text);
        for (line, x, ahead) in [
            (one, columns.first, difference.points > 0),
            (other, columns.second, difference.points < 0),
        ] {
            let value = format!("{:>3}  ", line.value);
            let tone = if ahead { Tone::Ok } else { Tone::Text };
            let quiet = if line.known { Tone::Dim } else { Tone::Wait };
            let pieces = [(value.as_str(), tone), (line.evidence.as_str(), quiet)];
            canvas.pieces(x, row.y, columns.width.saturating_sub(1), &pieces);
        }
        let (points, tone) = change(difference.points);
        canvas.right(columns.end, row.y, CHANGE_WIDTH, &points, tone);
        used += 1;
    }
    used
}

fn paint_filters(canvas: &mut Canvas<'_>, area: Rect, board: &CompareBoard) {
    let columns = Columns::of(area);
    let found = &board.comparison;
    hairline(canvas, area, &[(say("HARD FILTERS"), Tone::Dim)], &[]);
    let mut lines: Vec<_> =
        found.first.explanation.filters.iter().zip(&found.second.explanation.filters).collect();
    // What sets them apart first: there may not be room for all.
    lines.sort_by_key(|(one, other)| {
        (one.verdict == other.verdict, std::cmp::Reverse(one.verdict.max(other.verdict)))
    });
    for ((one, other), row) in lines.iter().zip(area.rows().skip(1)) {
        canvas.text(row.x + 1, row.y, NAME_WIDTH, say(one.filter.name()), Tone::Text);
        for (line, x) in [(one, columns.first), (other, columns.second)] {
            let (glyph, tone) = match line.verdict {
                Verdict::Pass => ("✓ ", Tone::Ok),
                Verdict::Unknown => ("◌ ", Tone::Warn),
                Verdict::Fail => ("✗ ", Tone::Fail),
            };
            let text = if tone == Tone::Ok { Tone::Dim } else { tone };
            let pieces = [(glyph, tone), (line.found.as_str(), text)];
            canvas.pieces(x, row.y, columns.width.saturating_sub(1), &pieces);
        }
    }
}

/// Who is ahead, and by what.
fn verdict(board: &CompareBoard) -> String {
    let found = &board.comparison;
    let name = |side: &Side| name_of(&board.people, side.explanation.developer_id);
    let (ahead, sign) = match (found.first.standing.qualifies(), found.second.standing.qualifies())
    {
        (false, false) => return say("Neither passes every filter.").to_owned(),
        (true, false) => return say_with("Only {} passes every filter.", &[&name(&found.first)]),
        (false, true) => return say_with("Only {} passes every filter.", &[&name(&found.second)]),
        (true, true) if found.first.standing.place < found.second.standing.place => {
            (&found.first, 1)
        }
        (true, true) => (&found.second, -1),
    };
    let mut leads: Vec<_> =
        found.differences.iter().filter(|line| line.points * sign > 0).collect();
    leads.sort_by_key(|line| -(line.points * sign));
    let names: Vec<String> =
        leads.iter().take(3).map(|line| spoken(line.component.name())).collect();
    let behind =
        if names.is_empty() { say("the order of ids").to_owned() } else { names.join(", ") };
    say_with("{} is ahead, most by {}.", &[&name(ahead), &behind])
}

impl Page for Compare {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        board(scene).map_or_else(
            || say("compare").to_owned(),
            |board| {
                let name = |id: DeveloperId| name_of(&board.people, id);
                let found = &board.comparison;
                let [one, other] =
                    [&found.first, &found.second].map(|side| name(side.explanation.developer_id));
                say_with("{} and {}", &[&one, &other])
            },
        )
    }

    fn rows(&self, _: &Scene<'_>) -> Listing {
        Listing::default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let from = |y: u16| Rect { y: area.y + y, height: area.height.saturating_sub(y), ..area };
        paint_head(canvas, area, board);
        let mut y = 3;
        for line in wrap(&verdict(board), area.width.saturating_sub(2)) {
            canvas.text(
                area.x + 1,
                area.y + y - 1,
                area.width.saturating_sub(2),
                &line,
                Tone::Text,
            );
            y += 1;
        }
        y += paint_components(canvas, from(y), board);
        if area.height > y + 2 {
            paint_filters(canvas, from(y + 1), board);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(verdict).unwrap_or_default()
    }

    fn open(&self, _: &Scene<'_>, _: &Key) -> Option<Screen> {
        None
    }

    fn copy(&self, _: &Scene<'_>, _: &Key) -> Option<String> {
        None
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        match scene.at {
            Screen::Compare { role, one, other } => format!("sereno compare {role} {one} {other}"),
            _ => "sereno compare".to_owned(),
        }
    }
}
