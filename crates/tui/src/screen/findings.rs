//! What the rules found and nobody settled: one line each, with the rule's words for the one under
//! the cursor below.

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

use ratatui::layout::Rect;
use sereno_domain::board::finding::{FindingLine, FindingsBoard};
use sereno_domain::compliance::rule;
use sereno_domain::country::Country;
use sereno_domain::finding::{FindingState, Severity, Subject, SubjectKind};
use sereno_domain::id::{ClientId, FindingId, PlacementId};

use crate::act::{Act, Choice, FindingAct};
use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::{count, counted, grouped};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::notice::notice;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// Rows of the rule's words below the list, its hairline among them.
const RULE_HEIGHT: u16 = 9;
/// Days a finding is let be for.
const WAIVER_DAYS: [u16; 3] = [7, 30, 90];

/// The screen.
pub(super) struct Findings;

/// Findings of anybody as rows.
static TABLE: Table<FindingLine> = Table {
    columns: &[
        STOPS,
        RULE,
        DUE,
        WHAT,
        Column::<FindingLine>::left("WHO", 16, |line, _| {
            Cell::text(line.name.as_str(), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.name.cmp(&b.name)),
        Column::<FindingLine>::left("FROM", 4, |line, _| country(line.country))
            .drops(2)
            .sorts(|a, b| a.country.cmp(&b.country)),
        Column::<FindingLine>::left("CLIENT", 22, |line, _| {
            Cell::text(line.client.as_ref().map_or("", |client| client.as_str()), Tone::Dim)
        })
        .drops(3)
        .sorts(|a, b| a.client.cmp(&b.client)),
        STANDS,
    ],
    fields: &[
        SEVERITY_FIELD,
        RULE_FIELD,
        DUE_FIELD,
        Field { name: "country", value: |line| countries(line.country) },
        Field {
            name: "client",
            value: |line| Value::Text(line.client.clone().unwrap_or_default().into()),
        },
        STATE_FIELD,
    ],
    key: |line| Key::Finding(line.finding_id),
    names: &["RULE", "WHO"],
    trouble: |line| line.severity.blocks(),
    empty: "Nothing is found that is not settled.",
};

/// Findings as rows on the page of whom or what they are about.
pub(super) static OWN: Table<FindingLine> = Table {
    columns: &[
        STOPS,
        RULE,
        DUE,
        WHAT,
        Column::<FindingLine>::left("ABOUT", 14, |line, _| {
            Cell::text(about(line.subject), Tone::Dim)
        })
        .drops(2),
        STANDS,
    ],
    fields: &[SEVERITY_FIELD, RULE_FIELD, DUE_FIELD, STATE_FIELD],
    key: |line| Key::Finding(line.finding_id),
    names: &["RULE", "ABOUT"],
    trouble: |line| line.severity.blocks(),
    empty: "Nothing is found that is not settled.",
};

const STOPS: Column<FindingLine> = Column::<FindingLine>::left("STOPS", 13, |line, _| {
    let word = word::severity(line.severity);
    Cell::texts([
        (word.glyph.into(), word.tone),
        (" ".into(), Tone::Dim),
        (word.words().into(), word.tone),
    ])
})
.sorts(|a, b| a.severity.cmp(&b.severity));

const RULE: Column<FindingLine> =
    Column::<FindingLine>::left("RULE", 7, |line, _| Cell::text(line.rule.as_str(), Tone::Strong))
        .sorts(|a, b| a.rule.cmp(&b.rule));

const DUE: Column<FindingLine> = Column::<FindingLine>::left("DUE", 10, |line, scene| {
    let today = clock::date(scene.now, scene.zone());
    let late = line.due_on <= today && line.severity_due.blocks();
    Cell::text(line.due_on.to_string(), if late { Tone::Fail } else { Tone::Text })
})
.sorts(|a, b| a.due_on.cmp(&b.due_on));

const WHAT: Column<FindingLine> = Column::<FindingLine>::left("WHAT", 26, |line, _| {
    Cell::text(line.says.as_str(), standing(line.state))
})
.grows(3);

const STANDS: Column<FindingLine> = Column::<FindingLine>::left("STANDS", 12, |line, _| {
    Cell::text(say_of(line.state.name(), "a state"), standing(line.state))
})
.drops(1)
.sorts(|a, b| a.state.cmp(&b.state));

const SEVERITY_FIELD: Field<FindingLine> =
    Field { name: "severity", value: |line| Value::word(line.severity.name()) };
const RULE_FIELD: Field<FindingLine> =
    Field { name: "rule", value: |line| Value::word(line.rule.as_str()) };
const DUE_FIELD: Field<FindingLine> =
    Field { name: "due", value: |line| Value::Day(Some(line.due_on)) };
const STATE_FIELD: Field<FindingLine> =
    Field { name: "state", value: |line| Value::word(line.state.name()) };

/// A country as a cell.
pub(super) fn country(country: Option<Country>) -> Cell<'static> {
    Cell::text(country.map_or(String::new(), |country| country.to_string()), Tone::Dim)
}

/// The same for the filter.
pub(super) fn countries(country: Option<Country>) -> Value {
    Value::Words(country.iter().map(ToString::to_string).collect())
}

/// Whom or what a finding is about: `placement 12`.
fn about(subject: Subject) -> String {
    let id = subject.id;
    match subject.kind {
        SubjectKind::Developer => say_with("developer {}", &[&id]),
        SubjectKind::Placement => say_with("placement {}", &[&id]),
        SubjectKind::Client => say_with("client {}", &[&id]),
    }
}

/// Quiet once somebody is at it, or lets it be.
const fn standing(state: FindingState) -> Tone {
    match state {
        FindingState::Open => Tone::Text,
        FindingState::Acknowledged | FindingState::Waived | FindingState::Resolved => Tone::Dim,
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a FindingsBoard> {
    match scene.board {
        Some(Board::Findings(board)) => Some(board),
        _ => None,
    }
}

/// The finding of a row; none when it is gone.
fn line_at<'a>(lines: &'a [FindingLine], key: &Key) -> Option<&'a FindingLine> {
    lines.iter().find(|line| (TABLE.key)(line) == *key)
}

/// The finding of a row as text for the clipboard.
pub(super) fn copied(lines: &[FindingLine], key: &Key) -> Option<String> {
    let line = line_at(lines, key)?;
    Some(format!("{} {}: {}", line.rule, about(line.subject), line.says))
}

/// What can be done about the finding of a row.
pub(super) fn acts_at(lines: &[FindingLine], key: Option<&Key>) -> Vec<Choice> {
    key.and_then(|key| line_at(lines, key)).map(acts_on).unwrap_or_default()
}

fn acts_on(line: &FindingLine) -> Vec<Choice> {
    let finding = line.finding_id;
    let mut choices = Vec::new();
    if line.state == FindingState::Open {
        choices.push(acknowledge(vec![finding]));
    }
    if matches!(line.state, FindingState::Open | FindingState::Acknowledged) {
        choices.extend(WAIVER_DAYS.iter().map(|days| {
            let words = say_with(
                "ask that it be let be for {}",
                &[&counted((*days).into(), "{} day", "{} days")],
            );
            let effect =
                say("Nothing changes until a second person agrees; it never outlives its day.");
            Choice::new(Act::Finding(FindingAct::AskWaiver(finding, *days)), words, effect)
        }));
        choices.push(Choice::new(
            Act::Finding(FindingAct::Agree(finding)),
            say("agree that it be let be"),
            say("It stops nothing until its day, when somebody else has asked for that."),
        ));
    }
    choices
}

/// Says that somebody is at findings that are open.
fn acknowledge(findings: Vec<FindingId>) -> Choice {
    let (words, effect) = match findings.len() {
        1 => (
            say("say that somebody is at it").to_owned(),
            say(
                "It stands as acknowledged; what it stops stays stopped until it is found no longer.",
            ),
        ),
        n => (
            say_with(
                "say that somebody is at {}",
                &[&counted(count(n), "{} finding", "{} findings")],
            ),
            say(
                "They stand as acknowledged; what they stop stays stopped until they are found no longer.",
            ),
        ),
    };
    Choice::new(Act::Finding(FindingAct::Acknowledge(findings)), words, effect)
}

/// The findings that are marked.
fn marked(scene: &Scene<'_>) -> Vec<FindingId> {
    let finding = |key: &Key| match key {
        Key::Finding(finding) => Some(*finding),
        _ => None,
    };
    scene.view.marks.iter().filter_map(finding).collect()
}

/// Where a finding leads.
fn leads_to(line: &FindingLine) -> Option<Screen> {
    match (line.subject.kind, line.developer_id) {
        (SubjectKind::Placement, _) => Some(Screen::Placement(PlacementId(line.subject.id))),
        (SubjectKind::Developer, developer) => developer.map(Screen::Person),
        (SubjectKind::Client, _) => Some(Screen::Client(ClientId(line.subject.id))),
    }
}

/// What the rule checks, why, and what to do.
fn paint_rule(canvas: &mut Canvas<'_>, area: Rect, line: &FindingLine) {
    let rule = rule(line.rule.as_str());
    let title = rule.map_or("", |rule| say(rule.title));
    let heading = format!("{} {title}", line.rule);
    let note = say_with("finding {} · {}", &[&line.finding_id, &about(line.subject)]);
    hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&note, Tone::Dim)]);
    let room = area.width.saturating_sub(3);
    let since = say_with(
        "Found since {}; due {}: {}; {}.",
        &[
            &clock::day(line.opened_on),
            &clock::day(line.due_on),
            &word::severity(line.severity_due).words(),
            &say_of(line.state.name(), "a state"),
        ],
    );
    let mut texts: Vec<(String, Tone)> =
        wrap(line.says.as_str(), room).into_iter().map(|text| (text, Tone::Strong)).collect();
    texts.push((since, Tone::Dim));
    if let Some(rule) = rule {
        for (text, tone) in
            [(rule.remedy, Tone::Text), (rule.why, Tone::Dim), (rule.checks, Tone::Dim)]
        {
            texts.extend(wrap(say(text), room).into_iter().map(|text| (text, tone)));
        }
    }
    for (row, (text, tone)) in area.rows().skip(1).zip(texts) {
        canvas.text(row.x + 2, row.y, room, &text, tone);
    }
}

/// How many of each country, most first: `CO 12  BR 9`.
fn by_country(board: &FindingsBoard) -> String {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for line in board.lines.iter().filter(|line| line.severity != Severity::Info) {
        *counts.entry(line.country).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(country, n)| (std::cmp::Reverse(*n), *country));
    let words = counts.into_iter().map(|(country, n)| {
        let country = country.map_or(say("elsewhere").to_owned(), |country| country.to_string());
        format!("{country} {}", grouped(n))
    });
    words.collect::<Vec<_>>().join("   ")
}

fn note(board: &FindingsBoard) -> (String, Tone) {
    let n = |severity| board.n_by_severity.get(&severity).copied().unwrap_or_default();
    let (pay, place) = (n(Severity::BlockPayment), n(Severity::BlockPlacement));
    let words = say_with(
        "{} stop pay · {} stop proposals · {} to act on",
        &[&grouped(pay), &grouped(place), &grouped(n(Severity::Warn))],
    );
    (words, if pay + place > 0 { Tone::Fail } else { Tone::Dim })
}

impl Page for Findings {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Findings").to_owned()
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
        let seen = board.checked_on.map(|day| say_with(" · looked at for {}", &[&clock::day(day)]));
        let n_marked = marked(scene).len();
        let marks =
            if n_marked > 0 { say_with(" · {} marked", &[&n_marked]) } else { String::new() };
        let n_all = board.n_by_severity.values().sum();
        let heading = say_with(
            "FINDINGS · {}{}{}",
            &[&arranged.count_of(n_all), &marks, &seen.unwrap_or_default()],
        );
        let (words, tone) = note(board);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&words, tone)]);
        let mut rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if board.checked_on.is_none() {
            let sentences = [
                (say("Nobody has looked yet."), Tone::Strong),
                ("", Tone::Dim),
                ("sereno run nightly --wait", Tone::Accent),
                (say("holds everybody against the rules."), Tone::Dim),
            ];
            notice(canvas, rest, ("☾", Tone::Accent), &sentences);
            return;
        }
        if scene.room >= Room::Full && !board.lines.is_empty() {
            let room = rest.width.saturating_sub(3);
            canvas.text(rest.x + 2, rest.y, room, &by_country(board), Tone::Dim);
            rest = Rect { y: rest.y + 1, height: rest.height.saturating_sub(1), ..rest };
        }
        let below = if rest.height > RULE_HEIGHT + 4 { RULE_HEIGHT } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        if below > 0
            && let Some(line) = arranged.under_cursor(scene, 0)
        {
            paint_rule(canvas, Rect { y: list.bottom(), height: below, ..rest }, line);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        board(scene).map(|board| note(board).0).unwrap_or_default()
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        line_at(&board(scene)?.lines, key).and_then(leads_to)
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let marked = marked(scene);
        match board(scene) {
            Some(_) if !marked.is_empty() => vec![acknowledge(marked)],
            Some(board) => acts_at(&board.lines, key),
            None => Vec::new(),
        }
    }

    fn marks_max(&self, scene: &Scene<'_>, key: &Key) -> usize {
        let line = board(scene).and_then(|board| line_at(&board.lines, key));
        if line.is_some_and(|line| line.state == FindingState::Open) { usize::MAX } else { 0 }
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        copied(&board(scene)?.lines, key)
    }

    fn shell(&self, _: &Scene<'_>, key: Option<&Key>) -> String {
        match key {
            Some(Key::Finding(finding)) => format!("sereno findings show {finding}"),
            _ => "sereno findings list".to_owned(),
        }
    }
}

/// How many of the findings of one page stop something.
pub(super) fn stopping(lines: &[FindingLine]) -> (String, Tone) {
    match lines.iter().filter(|line| line.severity.blocks()).count() {
        0 => (say("nothing is stopped").to_owned(), Tone::Dim),
        1 => (say("1 stops something").to_owned(), Tone::Fail),
        n => (say_with("{} stop something", &[&n]), Tone::Fail),
    }
}
