//! A role with other limits and weights: what can be turned on the left, the shortlist it would have
//! beside the one it has on the right. Nothing is changed by looking.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::answer::{WhatIfBoard, name_of};
use sereno_domain::clean_text::CleanText;
use sereno_domain::matching::what_if::{Elsewhere, Limits, Seat, WhatIf as WhatIfLists};
use sereno_domain::matching::{Component, Filter, SHORTLIST_LEN};

use crate::act::{Act, Choice};
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_with, spoken};
use crate::number::{count, grouped, score_text, with_parts};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::trial::{Knob, LIMITS, Trial, weight_of};
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};

/// Columns of the knobs where there is room for both.
const KNOBS_WIDTH: u16 = 44;
/// The same on a terminal of 80 columns.
const KNOBS_WIDTH_LEAST: u16 = 34;

/// The screen.
pub(super) struct WhatIf;

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a WhatIfBoard> {
    match scene.board {
        Some(Board::WhatIf(board)) => Some(board),
        _ => None,
    }
}

const fn tried(scene: &Scene<'_>) -> Trial {
    match scene.at {
        Screen::WhatIf { trial, .. } => trial,
        _ => Trial::NONE,
    }
}

/// Something that can be turned, as a line.
struct KnobLine {
    knob: Knob,
    name: String,
    has: String,
    would: String,
    is_set: bool,
}

/// Somebody of either shortlist.
struct SeatLine {
    seat: Seat,
    name: String,
    is_before: bool,
}

fn knob_lines(scene: &Scene<'_>, board: &WhatIfBoard) -> Vec<KnobLine> {
    let trial = tried(scene);
    let what_if = &board.what_if;
    let limits = LIMITS.iter().map(|knob| {
        let [has, would] =
            [&what_if.limits_before, &what_if.limits_after].map(|limits| limit(*knob, limits));
        (*knob, limit_name(*knob).to_owned(), has, would)
    });
    let weights = Component::ALL.iter().map(|component| {
        let [has, would] = [&what_if.weights_before, &what_if.weights_after]
            .map(|weights| percent(weight_of(weights, *component)));
        (Knob::Weight(*component), spoken(component.name()), has, would)
    });
    let line =
        |(knob, name, has, would)| KnobLine { is_set: trial.is_set(knob), knob, name, has, would };
    limits.chain(weights).map(line).collect()
}

fn limit_name(knob: Knob) -> &'static str {
    match knob {
        Knob::English => say("English"),
        Knob::Overlap => say("hours shared"),
        Knob::Budget => say("budget a month"),
        Knob::Hours => say("hours a week"),
        Knob::Vetting => say("vetting"),
        Knob::Seniority => say("seniority"),
        Knob::Countries => say("countries"),
        Knob::Engagement => say("engagement"),
        Knob::Weight(_) => say("weight"),
    }
}

fn limit(knob: Knob, limits: &Limits) -> String {
    let any = |any: bool| if any { say("any") } else { say("listed") }.to_owned();
    match knob {
        Knob::English => limits.english.to_string(),
        Knob::Overlap => format!("{}:{:02}", limits.overlap / 60, limits.overlap % 60),
        Knob::Budget => limits.budget_usd.map_or_else(
            || say("unsaid").to_owned(),
            |usd| format!("${}", grouped(u64::try_from(usd).unwrap_or(0))),
        ),
        Knob::Hours => limits.hours.to_string(),
        Knob::Vetting => say(limits.vetting.name()).to_owned(),
        Knob::Seniority => say(limits.seniority.name()).to_owned(),
        Knob::Countries => any(limits.any_country),
        Knob::Engagement => any(limits.any_engagement),
        Knob::Weight(_) => String::new(),
    }
}

/// Basis points as `24.0%`.
fn percent(weight_bp: u32) -> String {
    format!("{}%", with_parts(u64::from(weight_bp / 100), weight_bp % 100 / 10))
}

fn seat_lines(board: &WhatIfBoard) -> Vec<SeatLine> {
    let line = |seat: &Seat, is_before| SeatLine {
        name: name_of(&board.people, seat.developer_id).into(),
        seat: seat.clone(),
        is_before,
    };
    let WhatIfLists { after, before, .. } = &board.what_if;
    let stays = |seat: &&Seat| after.iter().any(|other| other.developer_id == seat.developer_id);
    let gone = before.iter().filter(|seat| !stays(seat)).map(|seat| line(seat, true));
    after.iter().map(|seat| line(seat, false)).chain(gone).collect()
}

static KNOBS: Table<KnobLine> = Table {
    columns: &[
        Column::<KnobLine>::left("TURN", 14, |line, _| Cell::text(line.name.as_str(), Tone::Text))
            .grows(1),
        Column::<KnobLine>::right("HAS", 6, |line, _| Cell::text(line.has.as_str(), Tone::Dim)),
        Column::<KnobLine>::right("WOULD", 6, |line, _| {
            let tone = match (line.is_set, line.has == line.would) {
                (true, _) => Tone::Accent,
                (false, true) => Tone::Faint,
                (false, false) => Tone::Text,
            };
            Cell::text(line.would.as_str(), tone)
        }),
    ],
    fields: &[],
    key: |line| Key::Knob(line.knob),
    names: &["TURN"],
    trouble: |line| line.is_set,
    empty: "Nothing can be turned.",
};

static SEATS: Table<SeatLine> = Table {
    columns: &[
        Column::<SeatLine>::right("", 3, |line, _| {
            let place = if line.is_before { "–".to_owned() } else { line.seat.place.to_string() };
            Cell::text(place, Tone::Dim)
        }),
        Column::<SeatLine>::left("DEVELOPER", 14, |line, _| {
            let tone = if line.is_before { Tone::Dim } else { Tone::Text };
            Cell::text(line.name.as_str(), tone)
        })
        .grows(2),
        Column::<SeatLine>::right("SCORE", 6, |line, _| match &line.seat.elsewhere {
            _ if !line.is_before => Cell::text(score_text(line.seat.score), Tone::Strong),
            Elsewhere::At { score, .. } => Cell::text(score_text(*score), Tone::Dim),
            Elsewhere::Stopped(_) => Cell::text(say("stopped"), Tone::Fail),
        }),
        Column::<SeatLine>::left("IS NOW", 14, |line, _| was(line)).grows(1),
    ],
    fields: &[],
    key: |line| Key::Developer(line.seat.developer_id),
    names: &["DEVELOPER"],
    trouble: |line| !matches!(line.seat.elsewhere, Elsewhere::At { .. }),
    empty: "Nobody would be on the list.",
};

/// Where somebody stands today, or what would stop them.
fn was(line: &SeatLine) -> Cell<'static> {
    let names = |filters: &[Filter]| {
        filters.iter().map(|filter| say(filter.name())).collect::<Vec<_>>().join(", ")
    };
    match (&line.seat.elsewhere, line.is_before) {
        (Elsewhere::At { place, .. }, false) if *place == line.seat.place => {
            Cell::text(say("same"), Tone::Faint)
        }
        (Elsewhere::At { place, score }, false) => {
            let tone = if *place > line.seat.place { Tone::Ok } else { Tone::Warn };
            Cell::text(format!("{place} · {}", score_text(*score)), tone)
        }
        (Elsewhere::Stopped(filters), false) => {
            Cell::text(say_with("new · {}", &[&names(filters)]), Tone::Accent)
        }
        (Elsewhere::At { place, .. }, true) => {
            Cell::text(format!("{} → {place}", line.seat.place), Tone::Warn)
        }
        (Elsewhere::Stopped(filters), true) => {
            Cell::text(format!("{} → {}", line.seat.place, names(filters)), Tone::Fail)
        }
    }
}

fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &WhatIfBoard, pending: bool) {
    let role = &board.header.role;
    let what_if = &board.what_if;
    let counts = say_with(
        "{} qualify, {} now · {} enter, {} leave",
        &[
            &grouped(what_if.n_qualified_after.into()),
            &grouped(what_if.n_qualified_before.into()),
            &what_if.n_entered(),
            &what_if.n_left(),
        ],
    );
    let (counts, tone) = if pending {
        (say("being worked out …").to_owned(), Tone::Wait)
    } else {
        (counts, Tone::Text)
    };
    let end = area.right().saturating_sub(1);
    let end = canvas.right(end, area.y, area.width.saturating_sub(20), &counts, tone);
    let pieces = [
        (say("what if  "), Tone::Accent),
        (role.title.as_str(), Tone::Strong),
        (" @ ", Tone::Dim),
        (role.client.as_str(), Tone::Text),
    ];
    canvas.pieces(area.x + 1, area.y, end.saturating_sub(area.x + 3), &pieces);
    let adjusted: Vec<&str> = board
        .header
        .adjustments
        .iter()
        .flat_map(|made| &made.settings)
        .map(CleanText::as_str)
        .collect();
    if !adjusted.is_empty() {
        let words = say_with("adjusted already: {}", &[&adjusted.join(", ")]);
        canvas.text(area.x + 1, area.y + 1, area.width.saturating_sub(2), &words, Tone::Warn);
    }
}

impl Page for WhatIf {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("what if").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        if scene.has_cursor(0) {
            KNOBS.arrange(&knob_lines(scene, board), scene).listing()
        } else {
            SEATS.arrange(&seat_lines(board), scene).listing()
        }
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let pending = board.what_if.settings != tried(scene).settings();
        paint_head(canvas, Rect { height: 2, ..area }, board, pending);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let knobs = knob_lines(scene, board);
        let seats = seat_lines(board);
        let knobs_width = match scene.room {
            Room::Tiny | Room::Narrow if scene.has_cursor(0) => body.width,
            Room::Tiny | Room::Narrow => 0,
            Room::Medium => KNOBS_WIDTH_LEAST,
            Room::Full | Room::Wide => KNOBS_WIDTH,
        };
        let left = Rect { width: knobs_width.saturating_sub(1), ..body };
        let right =
            Rect { x: body.x + knobs_width, width: body.width.saturating_sub(knobs_width), ..body };
        let below =
            |area: Rect| Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let heading = |pane| if scene.has_cursor(pane) { Tone::Accent } else { Tone::Dim };
        if knobs_width > 0 {
            let note = match tried(scene).settings().len() {
                0 => say("as it is").to_owned(),
                n => say_with("{} set", &[&n]),
            };
            hairline(
                canvas,
                left,
                &[(say("LIMITS AND WEIGHTS"), heading(0))],
                &[(&note, Tone::Dim)],
            );
            let arranged =
                if scene.has_cursor(0) { KNOBS.arrange(&knobs, scene) } else { KNOBS.all(&knobs) };
            KNOBS.paint(scene, canvas, below(left), 0, &arranged);
        }
        if right.width > 0 {
            let note =
                say_with("{} of at most {}", &[&count(board.what_if.after.len()), &SHORTLIST_LEN]);
            hairline(
                canvas,
                right,
                &[(say("THE LIST IT WOULD HAVE"), heading(1))],
                &[(&note, Tone::Dim)],
            );
            let arranged =
                if scene.has_cursor(1) { SEATS.arrange(&seats, scene) } else { SEATS.all(&seats) };
            SEATS.paint(scene, canvas, below(right), 1, &arranged);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map_or_else(String::new, |board| {
            let what_if = &board.what_if;
            say_with(
                "{} qualify, {} now",
                &[&what_if.n_qualified_after, &what_if.n_qualified_before],
            )
        })
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match (scene.at, key) {
            (Screen::WhatIf { role, .. }, Key::Developer(developer)) => {
                Some(Screen::Why { role, developer: *developer })
            }
            _ => None,
        }
    }

    fn acts(&self, scene: &Scene<'_>, _: Option<&Key>) -> Vec<Choice> {
        let (Some(board), Screen::WhatIf { role, trial }) = (board(scene), scene.at) else {
            return Vec::new();
        };
        if trial.is_empty() {
            return Vec::new();
        }
        let title = &board.header.role.title;
        let what_if = &board.what_if;
        let effect = say_with(
            "{} on {} @ {}, over what the client wrote; the list is made anew at once: {} qualify instead of {}, {} enter, {} leave.",
            &[
                &trial,
                &title,
                &board.header.role.client,
                &what_if.n_qualified_after,
                &what_if.n_qualified_before,
                &what_if.n_entered(),
                &what_if.n_left(),
            ],
        );
        vec![Choice::new(Act::Adjust { role, trial }, say("save what is tried"), effect)]
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Developer(developer) => Some(developer.to_string()),
            Key::Knob(_) => Some(tried(scene).to_string()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        let Screen::WhatIf { role, trial } = scene.at else { return "sereno what-if".to_owned() };
        if trial.is_empty() {
            return format!("sereno explain {role}");
        }
        Act::Adjust { role, trial }.shell("")
    }
}
