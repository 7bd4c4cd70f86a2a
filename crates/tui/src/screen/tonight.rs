//! The home screen: the night on one line of sight, what needs a person, what just happened.

use ratatui::layout::Rect;
use sereno_domain::board::{
    AttemptLine, DigestTotals, Need, NightMark, Target, TonightBoard, Urgency,
};
use sereno_domain::failure::gist_of;
use sereno_domain::run::RunState;

use super::failures::mend;
use super::halt;
use crate::act::Choice;
use crate::canvas::{Canvas, width};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{compact, count, counted, grouped, narrow, percent};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::bar;
use crate::widget::gantt::Gantt;
use crate::widget::hairline::hairline;
use crate::widget::notice::notice;
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// Columns of a card.
const CARD_WIDTH: u16 = 20;
/// Nights drawn as columns in the last card.
const CARD_BARS: u16 = 14;
/// Rows the list of what needs a person always gets.
const NEEDS_HEIGHT_MIN: u16 = 4;

/// The screen.
pub(super) struct Tonight;

static NEEDS: Table<Need> = Table {
    columns: &[
        Column::<Need>::left("", 23, |need, _| {
            let word = word::urgency(need.urgency);
            Cell::texts([
                (word.glyph.into(), word.tone),
                (" ".into(), Tone::Dim),
                (need.subject.as_str().into(), Tone::Text),
            ])
        }),
        Column::<Need>::left("", 20, |need, _| Cell::text(need.detail.as_str(), Tone::Dim))
            .grows(1),
        Column::<Need>::right("", 8, |need, _| Cell::text(need.measure.as_str(), Tone::Text)),
    ],
    fields: &[],
    key: |need| Key::Need(need.target, need.subject.as_str().to_owned()),
    names: &[],
    trouble: |need| need.urgency == Urgency::Broken,
    empty: "Nothing needs you.",
};

/// One number above the night.
struct Card {
    label: &'static str,
    value: String,
    note: String,
    tone: Tone,
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a TonightBoard> {
    match scene.board {
        Some(Board::Tonight(board)) => Some(board),
        _ => None,
    }
}

/// Seconds that were rounded down: a night takes some time.
fn short(seconds: u64) -> String {
    if seconds == 0 { "<1s".to_owned() } else { clock::span(seconds) }
}

fn cards(board: &TonightBoard) -> Vec<Card> {
    let Some(run) = &board.run else { return Vec::new() };
    let of = |n: u64, all: u64| say_with("of {} chunks  {}", &[&grouped(all), &percent(n, all)]);
    let busy = if board.n_workers == 0 && board.n_ready > 0 { Tone::Fail } else { Tone::Strong };
    let stuck = if run.n_quarantined > 0 { Tone::Fail } else { Tone::Strong };
    let last = board.nights.iter().rev().find_map(|night| night.seconds);
    vec![
        Card {
            label: say("DONE"),
            value: grouped(run.n_done),
            note: of(run.n_done, run.n_chunks),
            tone: Tone::Strong,
        },
        Card {
            label: say("AT WORK"),
            value: grouped(board.n_leased),
            note: if board.n_workers == 0 {
                say_with("{} ready, no worker", &[&grouped(board.n_ready)])
            } else {
                let parts: [&dyn std::fmt::Display; 2] =
                    [&grouped(board.n_ready), &grouped(board.n_slots)];
                say_with("{} ready, {} slots", &parts)
            },
            tone: busy,
        },
        Card {
            label: say("QUARANTINED"),
            value: grouped(run.n_quarantined),
            note: counted(run.n_attempts, "{} attempt", "{} attempts"),
            tone: stuck,
        },
        Card {
            label: say("PAIRS SCORED"),
            value: compact(run.n_pairs),
            note: board.digest.map_or_else(String::new, |digest| {
                format!("{} × {}", compact(digest.n_developers), compact(digest.n_roles))
            }),
            tone: Tone::Strong,
        },
        Card {
            label: say("ROWS WRITTEN"),
            value: compact(run.n_matches_written),
            note: say("only what changed").to_owned(),
            tone: Tone::Strong,
        },
        Card {
            label: say("LAST NIGHT"),
            value: last.map_or_else(|| "–".to_owned(), short),
            note: counted(count(board.nights.len()), "{} night", "{} nights"),
            tone: Tone::Strong,
        },
    ]
}

/// Three rows of numbers where there is room, else one line.
fn paint_cards(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &TonightBoard,
) -> u16 {
    let cards = cards(board);
    if scene.room < Room::Full || area.height < 20 {
        let mut x = area.x + 1;
        for card in &cards {
            let room = area.right().saturating_sub(x + 1);
            let wanted = width(card.label) + width(&card.value) + 1;
            if wanted > room {
                break;
            }
            let label = card.label.to_lowercase();
            let pieces = [(label.as_str(), Tone::Dim), (" ", Tone::Dim), (&card.value, card.tone)];
            x = canvas.pieces(x, area.y, room, &pieces) + 3;
        }
        return 1;
    }
    let step = (area.width / narrow(cards.len()).max(1)).max(CARD_WIDTH);
    for (at, card) in (0_u16..).zip(&cards) {
        let x = area.x + 1 + at * step;
        let room = area.right().saturating_sub(x).min(step.saturating_sub(2));
        canvas.text(x, area.y, room, card.label, Tone::Dim);
        let next = canvas.text(x, area.y + 1, room, &card.value, card.tone);
        canvas.text(x, area.y + 2, room, &card.note, Tone::Dim);
        if card.label == say("LAST NIGHT") {
            let seconds: Vec<_> = board.nights.iter().map(|night| night.seconds).collect();
            let left = (x + room).saturating_sub(next + 2).min(CARD_BARS);
            bar::columns(canvas, (next + 2, area.y + 1), left, &seconds, Tone::Faint);
        }
    }
    3
}

fn paint_night(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &TonightBoard,
) -> u16 {
    let Some(run) = &board.run else { return 0 };
    let gantt = Gantt::new(scene, run, &board.steps);
    let word = word::run(run.state);
    let night = say_with("NIGHT OF {}", &[&clock::day(run.business_date).to_uppercase()]);
    let revision = if run.revision > 1 {
        say_with(" · revision {}", &[&run.revision])
    } else {
        String::new()
    };
    let title = [
        (night.as_str(), Tone::Accent),
        (revision.as_str(), Tone::Dim),
        (" ", Tone::Dim),
        (word.glyph, word.tone),
        (" ", Tone::Dim),
        (word.words(), word.tone),
    ];
    hairline(canvas, area, &title, &[(&gantt.note(scene), Tone::Dim)]);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    gantt.paint(scene, canvas, Rect { height: gantt.height().min(below.height), ..below });
    1 + gantt.height()
}

fn paint_needs(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, board: &TonightBoard) {
    let arranged = NEEDS.arrange(&board.needs, scene);
    let heading = say_with("NEEDS YOU · {}", &[&arranged.count()]);
    hairline(canvas, area, &[(&heading, Tone::Accent)], &[(say("worst first"), Tone::Dim)]);
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if board.needs.is_empty() {
        let word = board.run.as_ref().map_or(word::run(RunState::Done), |run| word::run(run.state));
        let words = say("Nothing needs you.");
        let tonight = say_with("  tonight is {}", &[&word.words()]);
        let pieces = [("✓ ", Tone::Ok), (words, Tone::Text), (&tonight, Tone::Dim)];
        canvas.pieces(rest.x + 2, rest.y, rest.width.saturating_sub(3), &pieces);
        canvas.focus(rest.x + 2, rest.y);
        return;
    }
    NEEDS.paint_bare(scene, canvas, rest, 0, &arranged);
}

fn paint_live(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, live: &[AttemptLine]) {
    hairline(canvas, area, &[(say("LIVE"), Tone::Dim)], &[(say("newest first"), Tone::Dim)]);
    for (row, attempt) in area.rows().skip(1).zip(live) {
        let word = word::attempt(attempt.outcome);
        let at = scene.second(attempt.ended_at.unwrap_or(attempt.started_at));
        let chunk = format!(" {} {}", attempt.kind, attempt.chunk_no + 1);
        let again =
            if attempt.no > 1 { say_with(", try {}", &[&attempt.no]) } else { String::new() };
        let error = attempt
            .error
            .as_ref()
            .map_or_else(String::new, |error| format!(": {}", gist_of(error.as_str())));
        let pieces = [
            (at.as_str(), Tone::Faint),
            (" ", Tone::Dim),
            (word.glyph, word.tone),
            (chunk.as_str(), Tone::Text),
            (" ", Tone::Dim),
            (word.words(), Scene::quiet(word)),
            (again.as_str(), Tone::Warn),
            (error.as_str(), Tone::Dim),
        ];
        canvas.pieces(row.x + 1, row.y, row.width.saturating_sub(2), &pieces);
    }
}

/// What the newest night changed, on one line.
fn paint_digest(canvas: &mut Canvas<'_>, area: Rect, digest: &DigestTotals) {
    hairline(canvas, area, &[(say("SINCE THE NIGHT BEFORE"), Tone::Dim)], &[]);
    let facts = [
        (digest.n_roles_changed, [say("list changed"), say("lists changed")]),
        (digest.n_roles_new_best, [say("with a new first place"); 2]),
        (digest.n_entered, [say("came in"); 2]),
        (digest.n_left, [say("went out"); 2]),
        (digest.n_rescored, [say("rescored"); 2]),
        (digest.n_roles_empty, [say("role with nobody"), say("roles with nobody")]),
    ];
    let mut x = area.x + 1;
    for (n, [one, many]) in facts {
        let words = if n == 1 { one } else { many };
        let text = grouped(n);
        let wanted = width(&text) + 1 + width(words);
        if x + wanted >= area.right() {
            break;
        }
        let tone = if n == 0 { Tone::Faint } else { Tone::Strong };
        x = canvas.pieces(
            x,
            area.y + 1,
            wanted,
            &[(&text, tone), (" ", Tone::Dim), (words, Tone::Dim)],
        ) + 3;
    }
}

/// How the last nights ended, oldest first, and how long they took.
fn paint_nights(canvas: &mut Canvas<'_>, area: Rect, nights: &[NightMark]) {
    let title = say_with("last {}  ", &[&counted(count(nights.len()), "{} night", "{} nights")]);
    let mut x = canvas.text(area.x + 1, area.y, area.width.saturating_sub(2), &title, Tone::Dim);
    for night in nights {
        let word = word::run(night.state);
        x = canvas.text(x, area.y, 2, word.glyph, word.tone) + 1;
    }
    let seconds: Vec<_> = nights.iter().map(|night| night.seconds).collect();
    x = canvas.text(x + 2, area.y, area.right().saturating_sub(x + 3), say("took  "), Tone::Dim);
    let room = area.right().saturating_sub(x + 1).min(narrow(nights.len()));
    bar::columns(canvas, (x, area.y), room, &seconds, Tone::Run);
    if let Some(most) = seconds.iter().flatten().max() {
        let text = say_with("at most {}", &[&short(*most)]);
        canvas.text(
            x + room + 1,
            area.y,
            area.right().saturating_sub(x + room + 2),
            &text,
            Tone::Dim,
        );
    }
}

fn paint_first_use(canvas: &mut Canvas<'_>, area: Rect) {
    let sentences = [
        (say("No night has run yet."), Tone::Strong),
        ("", Tone::Dim),
        ("sereno import developers FILE, sereno import roles FILE", Tone::Accent),
        (say("take in people and roles; sereno demo makes a simulated firm instead."), Tone::Dim),
        ("", Tone::Dim),
        ("sereno run nightly --wait", Tone::Accent),
        (
            say("runs the first night. It is shown here as it happens; Y copies the line."),
            Tone::Dim,
        ),
    ];
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    notice(canvas, area, ("☾", Tone::Accent), &sentences);
    canvas.focus(area.x + 1, area.y);
}

impl Page for Tonight {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Tonight").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| NEEDS.arrange(&board.needs, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        if board.run.is_none() {
            paint_first_use(canvas, area);
            return;
        }
        let mut rest = area;
        let drop = |rest: &mut Rect, height: u16| {
            let height = height.min(rest.height);
            rest.y += height;
            rest.height -= height;
        };
        let used = paint_cards(scene, canvas, rest, board);
        drop(&mut rest, used + 1);
        let used = paint_night(scene, canvas, rest, board);
        drop(&mut rest, used + 1);
        let n_needs = narrow(board.needs.len()).max(1) + 1;
        if scene.room >= Room::Full {
            let foot = if rest.height >= NEEDS_HEIGHT_MIN + 5 { 4 } else { 0 };
            let lists =
                Rect { height: rest.height.saturating_sub(foot + u16::from(foot > 0)), ..rest };
            let left = Rect { width: lists.width * 5 / 8, ..lists };
            let right = Rect {
                x: left.right() + 1,
                width: lists.width.saturating_sub(left.width + 1),
                ..lists
            };
            paint_needs(scene, canvas, left, board);
            paint_live(scene, canvas, right, &board.live);
            if foot > 0 {
                let area = Rect { y: lists.bottom() + 1, height: foot, ..rest };
                if let Some(digest) = &board.digest {
                    paint_digest(canvas, area, digest);
                }
                paint_nights(canvas, Rect { y: area.y + 3, height: 1, ..area }, &board.nights);
            }
            return;
        }
        let live = if rest.height > NEEDS_HEIGHT_MIN + 3 {
            rest.height.saturating_sub(n_needs.max(NEEDS_HEIGHT_MIN) + 1).max(3)
        } else {
            0
        };
        let needs = Rect { height: rest.height.saturating_sub(live + u16::from(live > 0)), ..rest };
        paint_needs(scene, canvas, needs, board);
        if live > 0 {
            let area = Rect { y: needs.bottom() + 1, height: live, ..rest };
            paint_live(scene, canvas, area, &board.live);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let Some(run) = &board.run else { return say("no night has run yet").to_owned() };
        say_with(
            "{} · {}/{} chunks · {} need you",
            &[&word::run(run.state).words(), &run.n_done, &run.n_chunks, &board.needs.len()],
        )
    }

    fn open(&self, _: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Need(target, _) => Some((*target).into()),
            _ => None,
        }
    }

    fn acts(&self, _: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        match key {
            Some(Key::Need(Target::Failure(run, failure), _)) => mend(*run, *failure, false),
            Some(Key::Need(Target::Queue(kind), _)) => vec![halt::resume(*kind)],
            _ => Vec::new(),
        }
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let needs = &board(scene)?.needs;
        let need = needs.iter().find(|need| (NEEDS.key)(need) == *key)?;
        Some(format!("{}: {}", need.subject, need.detail))
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (board(scene).map(|board| &board.run), key) {
            (Some(None), _) => "sereno run nightly --wait".to_owned(),
            (_, Some(Key::Need(Target::Run(run), _))) => format!("sereno runs {run}"),
            (_, Some(Key::Need(Target::Role(role), _))) => format!("sereno matches {role}"),
            (_, Some(Key::Need(Target::Queue(_), _))) => "sereno queue list".to_owned(),
            (_, Some(Key::Need(Target::Failure(..), _))) => "sereno failures list".to_owned(),
            (_, Some(Key::Need(Target::Findings, _))) => {
                "sereno findings list --severity block_payment".to_owned()
            }
            (_, Some(Key::Need(Target::Placements, _))) => "sereno placements".to_owned(),
            (_, Some(Key::Need(Target::Payroll(run), _))) => format!("sereno payroll show {run}"),
            _ => "sereno runs".to_owned(),
        }
    }
}
