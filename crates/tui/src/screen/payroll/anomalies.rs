//! What is odd about a run: those first that stop an approval, with what to do about the one under the
//! cursor below.

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{AnomaliesBoard, AnomalyLine};
use sereno_domain::payroll::anomaly::{AnomalySeverity, AnomalyState};

use super::items::currency_of;
use super::{acts, amount, month_words, shown, to};
use crate::act::Choice;
use crate::canvas::{Canvas, wrap};
use crate::event::Board;
use crate::language::{say, say_of, say_with};
use crate::number::grouped;
use crate::payroll::PayrollPage;
use crate::scene::Scene;
use crate::screen::findings::{countries, country};
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// Rows about the one under the cursor, its hairline among them.
const ONE_HEIGHT: u16 = 6;

/// The screen.
pub(super) struct Anomalies;

static TABLE: Table<AnomalyLine> = Table {
    columns: &[STOPS, CODE, WHAT, WHO, FROM, AT_RISK, SAYS, STANDS],
    fields: FIELDS,
    key: |line| Key::Anomaly(line.anomaly_id),
    names: &["CODE", "WHO"],
    trouble: is_trouble,
    empty: "Nothing is odd.",
};

/// The same on the page of an item.
pub(super) static OWN: Table<AnomalyLine> = Table {
    columns: &[STOPS, CODE, WHAT, AT_RISK, SAYS, STANDS],
    fields: &[],
    key: |line| Key::Anomaly(line.anomaly_id),
    names: &["CODE"],
    trouble: is_trouble,
    empty: "Nothing is odd.",
};

const FIELDS: &[Field<AnomalyLine>] = &[
    Field { name: "code", value: |line| Value::word(line.code.name()) },
    Field { name: "severity", value: |line| Value::word(line.severity.name()) },
    Field { name: "state", value: |line| Value::word(line.state.name()) },
    Field { name: "country", value: |line| countries(line.country) },
];

const STOPS: Column<AnomalyLine> = Column::<AnomalyLine>::left("STOPS", 13, |line, _| {
    let word = word::anomaly(line.severity);
    let tone = if line.state == AnomalyState::Open { word.tone } else { Tone::Dim };
    Cell::texts([(word.glyph.into(), tone), (" ".into(), Tone::Dim), (word.words().into(), tone)])
})
.drops(3)
.sorts(|a, b| a.severity.cmp(&b.severity));

const CODE: Column<AnomalyLine> =
    Column::<AnomalyLine>::left("CODE", 5, |line, _| Cell::text(line.code.name(), Tone::Strong))
        .sorts(|a, b| a.code.cmp(&b.code));

const WHAT: Column<AnomalyLine> = Column::<AnomalyLine>::left("WHAT", 23, |line, _| {
    Cell::text(say(line.code.words()), tone(line))
})
.drops(2);

const WHO: Column<AnomalyLine> =
    Column::<AnomalyLine>::left("WHO", 16, |line, _| match (&line.developer, line.currency) {
        (Some((_, name)), _) => Cell::text(name.as_str(), Tone::Text),
        (None, Some(currency)) => Cell::text(currency.code(), Tone::Text),
        (None, None) => Cell::blank(),
    })
    .grows(1);

const FROM: Column<AnomalyLine> =
    Column::<AnomalyLine>::left("IN", 2, |line, _| country(line.country))
        .sorts(|a, b| a.country.cmp(&b.country));

const AT_RISK: Column<AnomalyLine> = Column::<AnomalyLine>::right("AT RISK", 7, |line, scene| {
    amount(line.at_risk_base_minor, currency_of(scene), Tone::Text)
})
.sorts(|a, b| a.at_risk_base_minor.cmp(&b.at_risk_base_minor));

const SAYS: Column<AnomalyLine> =
    Column::<AnomalyLine>::left("SAYS", 18, |line, _| Cell::text(line.says.as_str(), tone(line)))
        .grows(3);

const STANDS: Column<AnomalyLine> =
    Column::<AnomalyLine>::left("STANDS", 10, |line, _| match (line.state, &line.decided_by) {
        (AnomalyState::Overridden, Some(who)) => Cell::text(format!("✓ {who}"), Tone::Dim),
        (AnomalyState::Open | AnomalyState::Overridden, _) => {
            Cell::text(say_of(line.state.name(), "a state"), tone(line))
        }
    })
    .drops(1)
    .sorts(|a, b| a.state.cmp(&b.state));

/// Quiet once somebody said that it is right.
const fn tone(line: &AnomalyLine) -> Tone {
    match line.state {
        AnomalyState::Open => Tone::Text,
        AnomalyState::Overridden => Tone::Dim,
    }
}

fn is_trouble(line: &AnomalyLine) -> bool {
    line.state == AnomalyState::Open && line.severity == AnomalySeverity::Severe
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a AnomaliesBoard> {
    match scene.board {
        Some(Board::PayrollAnomalies(board)) => Some(board),
        _ => None,
    }
}

fn note(board: &AnomaliesBoard) -> (String, Tone) {
    match board.run.n_severe {
        0 => (
            say_with("{} open · none stops an approval", &[&grouped(board.run.n_anomalies)]),
            Tone::Dim,
        ),
        n => {
            let open = grouped(board.run.n_anomalies);
            let words = if n == 1 {
                say_with("{} open · {} stops an approval", &[&open, &grouped(n)])
            } else {
                say_with("{} open · {} stop an approval", &[&open, &grouped(n)])
            };
            (words, Tone::Fail)
        }
    }
}

/// What it says, what to do, and who said that it is right.
fn paint_one(canvas: &mut Canvas<'_>, area: Rect, line: &AnomalyLine) {
    let heading = format!("{} {}", line.code, say(line.code.words()));
    hairline(canvas, area, &[(&heading, Tone::Accent)], &[]);
    let room = area.width.saturating_sub(3);
    let remedy = format!("→ {}", say(line.code.remedy()));
    let decided = line
        .decided_by
        .as_ref()
        .map(|who| say_with("{} says why it is right: {}", &[&who, &line.reason]));
    let texts = [
        (line.says.as_str().to_owned(), Tone::Strong),
        (remedy, Tone::Text),
        (decided.unwrap_or_default(), Tone::Dim),
    ];
    let lines = texts
        .iter()
        .flat_map(|(text, tone)| wrap(text, room).into_iter().map(|text| (text, *tone)));
    for (row, (text, tone)) in area.rows().skip(1).zip(lines) {
        canvas.text(row.x + 2, row.y, room, &text, tone);
    }
}

impl Page for Anomalies {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match board(scene) {
            Some(board) => say_with("odd in {}", &[&month_words(&board.run)]),
            None => say("odd").to_owned(),
        }
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
        let heading = say_with("ODD · {}", &[&arranged.count()]);
        let (words, tone) = note(board);
        hairline(canvas, area, &[(&heading, Tone::Accent)], &[(&words, tone)]);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let below = if rest.height > ONE_HEIGHT + 4 { ONE_HEIGHT } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        if below > 0
            && let Some(line) = arranged.under_cursor(scene, 0)
        {
            paint_one(canvas, Rect { y: list.bottom(), height: below, ..rest }, line);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        format!("{} · {}", month_words(&board.run), note(board).0)
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let board = board(scene)?;
        let line = board.lines.iter().find(|line| (TABLE.key)(line) == *key)?;
        let run = board.run.payroll_run_id;
        line.placement_id.map(|placement| to(PayrollPage::Item { run, placement }))
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let line = board.lines.iter().find(|line| Some(&(TABLE.key)(line)) == key);
        line.and_then(|line| acts::on_anomaly(&board.run, line)).into_iter().collect()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let line = board(scene)?.lines.iter().find(|line| (TABLE.key)(line) == *key)?;
        Some(format!("{}: {}", line.code, line.says))
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}
