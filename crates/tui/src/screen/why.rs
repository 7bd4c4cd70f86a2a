//! Why a developer has their score for a role: the filters, the parts that add up, the skills.

mod answers;

use ratatui::layout::Rect;
use sereno_domain::board::WhyBoard;
use sereno_domain::matching::{ComponentLine, FilterLine, SkillLine, Verdict, WEIGHT_TOTAL};

use super::choose;
use crate::act::Choice;
use crate::canvas::{Canvas, width};
use crate::event::Board;
use crate::language::{say, say_with, spoken};
use crate::number::{narrow, score_text, score_text_exact, with_parts};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::bar;
use crate::widget::hairline::hairline;

/// Columns of a filter's or a component's name.
const NAME_WIDTH: u16 = 13;
/// Cells of a weight and a value: `100.0%×100`.
const WEIGHT_WIDTH: u16 = 10;
/// Columns of a component's bar.
const BAR_WIDTH: u16 = 18;
/// Columns of the points at the end of a component's line.
const POINTS_WIDTH: u16 = 8;

/// The screen.
pub(super) struct Why;

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a WhyBoard> {
    match scene.board {
        Some(Board::Why(board)) => Some(board),
        _ => None,
    }
}

/// A filter's verdict as a glyph, a tone, and words.
fn verdict(verdict: Verdict) -> (&'static str, Tone, &'static str) {
    match verdict {
        Verdict::Pass => ("✓", Tone::Ok, ""),
        Verdict::Unknown => ("◌", Tone::Warn, say("ask: ")),
        Verdict::Fail => ("✗", Tone::Fail, say("stops: ")),
    }
}

/// Where the developer stands on the list.
fn place(board: &WhyBoard) -> (String, Tone) {
    match board.rank {
        Some(rank) => (say_with("place {}", &[&rank]), Tone::Ok),
        None if board.explanation.qualifies() => {
            let standing = &board.answer.standing;
            (say_with("place {} of {}", &[&standing.place, &standing.n_qualified]), Tone::Wait)
        }
        None => (say("stopped").to_owned(), Tone::Fail),
    }
}

fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &WhyBoard) {
    let (place, tone) = place(board);
    let confidence = say_with("{}% known", &[&board.explanation.confidence]);
    let total = score_text(board.explanation.score);
    let country = format!("  {}  ", board.country);
    let end = canvas.right(area.right().saturating_sub(1), area.y, 12, &confidence, Tone::Dim);
    let end = canvas.right(end.saturating_sub(2), area.y, 30, &place, tone);
    let end = canvas.right(end.saturating_sub(2), area.y, 6, &total, Tone::Strong);
    let pieces = [
        (board.name.as_str(), Tone::Strong),
        (country.as_str(), Tone::Dim),
        (say("for "), Tone::Dim),
        (board.role.title.as_str(), Tone::Text),
        (" @ ", Tone::Dim),
        (board.role.client.as_str(), Tone::Text),
    ];
    let room = end.saturating_sub(area.x + 3);
    canvas.pieces(area.x + 1, area.y, room, &pieces);
}

fn paint_filter(canvas: &mut Canvas<'_>, row: Rect, line: &FilterLine) {
    let (glyph, tone, words) = verdict(line.verdict);
    let x = row.x + 1;
    canvas.text(x, row.y, 1, glyph, tone);
    canvas.text(x + 2, row.y, NAME_WIDTH, say(line.filter.name()), Tone::Text);
    let start = x + 2 + NAME_WIDTH;
    let room = row.right().saturating_sub(start + 1);
    let found = format!("{words}{}", line.found);
    let quiet = if tone == Tone::Ok { Tone::Text } else { tone };
    // What the developer brings first: it is what may be cut last.
    let next = canvas.text(start, row.y, room, &found, quiet);
    let wanted = say_with("  wanted: {}", &[&line.demanded]);
    let left = row.right().saturating_sub(next + 1);
    if left > 14 {
        canvas.text(next, row.y, left, &wanted, Tone::Faint);
    }
}

fn paint_components(canvas: &mut Canvas<'_>, area: Rect, board: &WhyBoard, evidence: bool) {
    let explanation = &board.explanation;
    let title = say_with("WHY {}", &[&score_text(explanation.score)]);
    let note = say("weight × value = points");
    hairline(canvas, area, &[(&title, Tone::Accent)], &[(note, Tone::Dim)]);
    let largest = explanation.components.iter().map(|line| line.weight_bp).max().unwrap_or(1);
    let mut rows = area.rows().skip(1);
    for (line, row) in explanation.components.iter().zip(&mut rows) {
        paint_component(canvas, row, line, largest, evidence);
    }
    let Some(row) = rows.next() else { return };
    let end = row.right().saturating_sub(1);
    canvas.repeat(end.saturating_sub(POINTS_WIDTH + 2), row.y, POINTS_WIDTH + 2, "─", Tone::Line);
    let Some(row) = rows.next() else { return };
    let sum: u32 = explanation.components.iter().map(|line| line.points).sum();
    let (words, tone) = if sum == explanation.score {
        (say("sum of the parts = the score ✓"), Tone::Ok)
    } else {
        (say("the parts do not add up: report this"), Tone::Fail)
    };
    canvas.text(row.x + 3, row.y, row.width.saturating_sub(POINTS_WIDTH + 6), words, tone);
    canvas.right(end, row.y, POINTS_WIDTH, &score_text_exact(sum), Tone::Strong);
}

/// A component's bar: as long as its weight allows, filled as far as its value goes.
fn paint_component(
    canvas: &mut Canvas<'_>,
    row: Rect,
    line: &ComponentLine,
    largest: u32,
    evidence: bool,
) {
    let x = row.x + 3;
    let name = spoken(line.component.name());
    canvas.text(x, row.y, NAME_WIDTH, &name, Tone::Text);
    let end = row.right().saturating_sub(1);
    canvas.right(end, row.y, POINTS_WIDTH, &score_text_exact(line.points), Tone::Text);
    let of = format!("{}×{:>3}", percent_of_weight(line.weight_bp), line.value);
    let end = end.saturating_sub(POINTS_WIDTH + 2);
    canvas.right(end, row.y, WEIGHT_WIDTH, &of, Tone::Dim);
    let bar_start = end.saturating_sub(WEIGHT_WIDTH + BAR_WIDTH + 2);
    let most = u64::from(largest) * 100;
    let may = narrow(u64::from(line.weight_bp) * u64::from(BAR_WIDTH) / u64::from(largest.max(1)));
    let tone = if line.known { Tone::Run } else { Tone::Wait };
    canvas.repeat(bar_start, row.y, may, "░", Tone::Line);
    bar::bar(canvas, (bar_start, row.y), BAR_WIDTH, line.points.into(), most, tone);
    if evidence {
        let start = x + NAME_WIDTH;
        let room = bar_start.saturating_sub(start + 1);
        let tone = if line.known { Tone::Dim } else { Tone::Wait };
        canvas.text(start, row.y, room, &line.evidence, tone);
    }
}

/// A weight of 2400 of 10000 as `24.0%`.
fn percent_of_weight(weight_bp: u32) -> String {
    let tenths =
        (u64::from(weight_bp) * 1_000 + u64::from(WEIGHT_TOTAL) / 2) / u64::from(WEIGHT_TOTAL);
    format!("{}%", with_parts(tenths / 10, tenths % 10))
}

fn paint_skill(canvas: &mut Canvas<'_>, row: Rect, line: &SkillLine) {
    let x = row.x + 1;
    let (glyph, tone) = match line.value {
        0 => ("✗", Tone::Warn),
        1..60 => ("▲", Tone::Dim),
        _ => ("✓", Tone::Ok),
    };
    canvas.text(x, row.y, 1, glyph, tone);
    let mut next = canvas.text(x + 2, row.y, 7, say(line.importance.name()), Tone::Dim);
    next = next.max(x + 9);
    let wanted = format!("{} {}", line.skill, line.level);
    next = canvas.text(next, row.y, 26, &wanted, Tone::Text).max(x + 9 + 26);
    let end = row.right().saturating_sub(1);
    let end = canvas.right(end, row.y, 4, &line.value.to_string(), Tone::Text);
    canvas.text(next + 1, row.y, end.saturating_sub(next + 2), &line.evidence, Tone::Dim);
}

fn paint_filters(canvas: &mut Canvas<'_>, area: Rect, board: &WhyBoard) {
    let filters = &board.explanation.filters;
    let n_failed = filters.iter().filter(|line| line.verdict == Verdict::Fail).count();
    let note = match n_failed {
        0 => say("nothing stops them").to_owned(),
        n => say_with("{} in the way", &[&n]),
    };
    hairline(canvas, area, &[(say("HARD FILTERS"), Tone::Dim)], &[(&note, Tone::Dim)]);
    let room = usize::from(area.height.saturating_sub(1));
    let mut rows = area.rows().skip(1);
    if filters.len() <= room {
        rows.zip(filters).for_each(|(row, line)| paint_filter(canvas, row, line));
        return;
    }
    // Where not all of them fit, those that need a look come first, and one line counts the rest.
    let mut in_order: Vec<&FilterLine> = filters.iter().collect();
    in_order.sort_by_key(|line| std::cmp::Reverse(line.verdict));
    let (shown, rest) = in_order.split_at(room.saturating_sub(1).min(in_order.len()));
    for (line, row) in shown.iter().zip(&mut rows) {
        paint_filter(canvas, row, line);
    }
    if let Some(row) = rows.next() {
        let names: Vec<&str> = rest.iter().map(|line| say(line.filter.name())).collect();
        let all_pass = rest.iter().all(|line| line.verdict == Verdict::Pass);
        let parts: [&dyn std::fmt::Display; 2] = [&rest.len(), &names.join(", ")];
        let words = if all_pass {
            say_with("{} more pass: {}", &parts)
        } else {
            say_with("{} more: {}", &parts)
        };
        let (glyph, tone) = match rest.first().map(|line| line.verdict) {
            Some(Verdict::Pass) | None => ("✓", Tone::Ok),
            Some(worst) => (verdict(worst).0, verdict(worst).1),
        };
        canvas.text(row.x + 1, row.y, 1, glyph, tone);
        canvas.text(row.x + 3, row.y, row.width.saturating_sub(4), &words, Tone::Dim);
    }
}

fn paint_skills(canvas: &mut Canvas<'_>, area: Rect, board: &WhyBoard) {
    hairline(
        canvas,
        area,
        &[(say("SKILLS"), Tone::Dim)],
        &[(say("level wanted · worth"), Tone::Dim)],
    );
    for (row, line) in area.rows().skip(1).zip(&board.explanation.skills) {
        paint_skill(canvas, row, line);
    }
}

/// Rows a list of `n` lines takes with its hairline, and a blank one after it.
fn rows_of(n: usize) -> u16 {
    narrow(n).saturating_add(2)
}

/// Cuts `height` rows off the top of an area.
fn take(area: &mut Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    let top = Rect { height, ..*area };
    area.y += height;
    area.height -= height;
    top
}

impl Page for Why {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => say_with("why {}", &[&board.name]),
            (None, Screen::Why { developer, .. }) => say_with("why developer {}", &[&developer]),
            (None, _) => say("why").to_owned(),
        }
    }

    fn rows(&self, _: &Scene<'_>) -> Listing {
        Listing::default()
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let explanation = &board.explanation;
        let mut rest = area;
        paint_head(canvas, take(&mut rest, 2), board);
        // The hairline, the parts, the rule under them and the sum.
        let components = rows_of(explanation.components.len()) + 2;
        let inputs = say_with("inputs of run {}, model {}", &[&board.run_id, &board.model]);
        if scene.room == Room::Wide {
            let left = Rect { width: rest.width / 2, ..rest };
            let mut right =
                Rect { x: left.right() + 1, width: rest.width - left.width - 1, ..rest };
            paint_components(canvas, take(&mut right, components), board, true);
            paint_skills(canvas, right, board);
            let mut left = left;
            paint_filters(canvas, take(&mut left, rows_of(explanation.filters.len())), board);
            answers::paint(canvas, left, board);
        } else if scene.view.pane == 1 {
            answers::paint(canvas, rest, board);
        } else {
            let filters = rows_of(explanation.filters.len());
            // Where not everything fits, what adds up stays and blank lines go.
            let wanted = components + filters + rows_of(explanation.skills.len());
            let tight = u16::from(wanted > rest.height);
            let evidence = scene.room >= Room::Medium;
            paint_components(canvas, take(&mut rest, components - tight), board, evidence);
            paint_filters(canvas, take(&mut rest, filters - tight), board);
            if rest.height > 1 {
                paint_skills(canvas, rest, board);
            }
        }
        let x = area.right().saturating_sub(width(&inputs) + 1);
        canvas.text(x, area.y + 1, width(&inputs), &inputs, Tone::Faint);
        canvas.focus(area.x, area.y);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        format!("{} {} · {}", score_text(board.explanation.score), board.name, place(board).0)
    }

    fn open(&self, _: &Scene<'_>, _: &Key) -> Option<Screen> {
        None
    }

    fn acts(&self, scene: &Scene<'_>, _: Option<&Key>) -> Vec<Choice> {
        let (Some(board), Screen::Why { role, developer }) = (board(scene), scene.at) else {
            return Vec::new();
        };
        let pair = choose::Pair { role, developer };
        if board.rank.is_some() {
            vec![pair.propose(board.name.as_str()), pair.keep_off(board.name.as_str())]
        } else {
            vec![pair.put_on(board.name.as_str()), pair.keep_off(board.name.as_str())]
        }
    }

    fn copy(&self, scene: &Scene<'_>, _: &Key) -> Option<String> {
        board(scene).map(|board| board.explanation.developer_id.to_string())
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        match scene.at {
            Screen::Why { role, developer } => format!("sereno explain {role} {developer}"),
            _ => "sereno matches".to_owned(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
