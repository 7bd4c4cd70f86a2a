//! One run: what each country comes to, what it was checked for, what somebody must look at, what the
//! months before cost, and who approved.

pub(super) mod parts;

use ratatui::layout::Rect;
use sereno_domain::board::payroll::{ExceptionLine, Exceptional, PayrollBoard};
use sereno_domain::payroll::item::ItemState;

use self::parts::{paint_chart, paint_controls, paint_head, paint_standing};
use super::countries::{self, CountryRow};
use super::{acts, country_name, month_words, shown, to, units};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, grouped, narrow};
use crate::payroll::PayrollPage;
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::chart;
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};
use crate::word;

/// The pane of exceptions.
const EXCEPTIONS: usize = 1;
/// Rows of bars of the chart.
const BARS: (u16, u16) = (3, 8);
/// Blank rows between parts.
const N_GAPS: u16 = 4;

/// The screen.
pub(super) struct Run;

static TABLE: Table<ExceptionLine> = Table {
    columns: &[
        Column::<ExceptionLine>::left("WHERE", 18, |line, _| {
            let tone = tone(line);
            let glyph = if tone == Tone::Fail { "✗ " } else { "▲ " };
            let place = line.country.map_or("  ".to_owned(), |country| country.to_string());
            let who = match &line.developer {
                Some((_, name)) => name.as_str().to_owned(),
                None if line.n_items > 0 => say_with("{} items", &[&grouped(line.n_items)]),
                None => say("rates").to_owned(),
            };
            Cell::texts([
                (glyph.into(), tone),
                (place.into(), Tone::Text),
                (" ".into(), Tone::Text),
                (who.into(), Tone::Text),
            ])
        })
        .sorts(|a, b| a.country.cmp(&b.country)),
        Column::<ExceptionLine>::left("WHAT", 16, |line, _| Cell::text(what(line), Tone::Dim))
            .grows(1),
        Column::<ExceptionLine>::right("AT RISK", 7, |line, scene| match scene.board {
            Some(Board::Payroll(board)) => {
                Cell::text(units(line.at_risk_base_minor, board.run.currency), Tone::Text)
            }
            _ => Cell::blank(),
        })
        .sorts(|a, b| a.at_risk_base_minor.cmp(&b.at_risk_base_minor)),
    ],
    fields: &[Field {
        name: "country",
        value: |line| Value::Words(line.country.iter().map(ToString::to_string).collect()),
    }],
    key: |line| match (line.what, line.anomaly_id, line.country) {
        (Exceptional::Reason(reason), _, Some(country)) => Key::Unpaid(country, reason),
        (_, Some(anomaly), _) => Key::Anomaly(anomaly),
        (Exceptional::Reason(_) | Exceptional::Anomaly(_), None, _) => {
            Key::Fact(line.says.as_str().to_owned())
        }
    },
    names: &["WHERE", "WHAT"],
    trouble: |line| tone(line) == Tone::Fail,
    empty: "Nothing needs you.",
};

fn tone(line: &ExceptionLine) -> Tone {
    match line.what {
        Exceptional::Reason(_) => Tone::Fail,
        Exceptional::Anomaly(code) => word::anomaly(code.severity()).tone,
    }
}

/// What it says, and of reasons without figures what they mean.
fn what(line: &ExceptionLine) -> String {
    match line.what {
        Exceptional::Reason(reason) if line.says.is_empty() => say(reason.words()).to_owned(),
        Exceptional::Anomaly(code) if line.says.is_empty() => say(code.words()).to_owned(),
        Exceptional::Reason(_) | Exceptional::Anomaly(_) => line.says.as_str().to_owned(),
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PayrollBoard> {
    match scene.board {
        Some(Board::Payroll(board)) => Some(board),
        _ => None,
    }
}

/// The exception of a row; none when it is gone.
fn exception_at<'a>(board: &'a PayrollBoard, key: &Key) -> Option<&'a ExceptionLine> {
    board.exceptions.iter().find(|line| (TABLE.key)(line) == *key)
}

/// Where the parts stand.
struct Places {
    countries: Rect,
    controls: Rect,
    exceptions: Rect,
    chart: Option<Rect>,
    standing: Rect,
}

/// Cuts rows off the top.
fn cut(left: &mut Rect, height: u16) -> Rect {
    let height = height.min(left.height);
    let place = Rect { height, ..*left };
    left.y += height;
    left.height -= height;
    place
}

/// Shares the page: blanks go first where there is little room, then the chart; where there is much the
/// bars grow, and the lists.
fn places(scene: &Scene<'_>, board: &PayrollBoard, area: Rect) -> Places {
    let mut left = area;
    let standing = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
    left.height = left.height.saturating_sub(1);
    let countries = narrow(board.countries.len()).max(1) + 4;
    let n_controls = narrow(board.controls.len());
    if scene.room < Room::Full {
        let wrong = board.controls.iter().filter(|line| parts::is_wrong(line)).count();
        let controls = 1 + narrow(wrong).min(2);
        let room = left.height.saturating_sub(controls + 3);
        let countries = cut(&mut left, countries.min(room.max(4)));
        let below = left.height.saturating_sub(controls);
        let exceptions = cut(&mut left, below);
        return Places { countries, exceptions, controls: left, chart: None, standing };
    }
    let fixed = countries + 1 + n_controls;
    let rest = left.height.saturating_sub(fixed);
    let with_chart = rest > chart::ROWS_BESIDE + 1 && !board.months.is_empty();
    let beside = if with_chart { chart::ROWS_BESIDE + 1 } else { 0 };
    let mut bars = if with_chart { (rest - beside).min(BARS.0) } else { 0 };
    let mut spare = rest.saturating_sub(beside + bars);
    let mut gaps = spare.min(N_GAPS);
    spare -= gaps;
    let longer = narrow(board.exceptions.len()).saturating_sub(n_controls).min(spare);
    spare -= longer;
    if with_chart {
        bars += spare.min(BARS.1.saturating_sub(bars));
    }
    let mut gap = |left: &mut Rect| {
        let height = gaps.min(1);
        gaps -= height;
        cut(left, height);
    };
    gap(&mut left);
    let countries = cut(&mut left, countries);
    gap(&mut left);
    let pair = cut(&mut left, 1 + n_controls + longer);
    let half = pair.width * 12 / 25;
    let controls = Rect { width: half, ..pair };
    let exceptions = Rect { x: pair.x + half + 1, width: pair.width - half - 1, ..pair };
    gap(&mut left);
    let chart = with_chart.then(|| cut(&mut left, beside + bars));
    Places { countries, controls, exceptions, chart, standing }
}

fn paint_countries(
    scene: &Scene<'_>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    board: &PayrollBoard,
    rows: &[CountryRow],
) {
    let currency = board.run.currency;
    let note = say_with("{} · native in detail", &[&currency]);
    let title = if scene.has_cursor(0) { Tone::Accent } else { Tone::Dim };
    hairline(canvas, area, &[(say("COUNTRIES"), title)], &[(&note, Tone::Dim)]);
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let arranged = if scene.has_cursor(0) {
        countries::TABLE.arrange(rows, scene)
    } else {
        countries::TABLE.all(rows)
    };
    if rows.is_empty() {
        return countries::TABLE.paint(scene, canvas, rest, 0, &arranged);
    }
    countries::TABLE.paint_over(&countries::total(board), scene, canvas, rest, 0, &arranged);
}

fn paint_exceptions(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, board: &PayrollBoard) {
    if area.height == 0 {
        return;
    }
    let here = scene.has_cursor(EXCEPTIONS);
    let arranged =
        if here { TABLE.arrange(&board.exceptions, scene) } else { TABLE.all(&board.exceptions) };
    let heading = say_with("EXCEPTIONS · {}", &[&arranged.count()]);
    let tone = if here || !board.exceptions.is_empty() { Tone::Accent } else { Tone::Dim };
    hairline(canvas, area, &[(&heading, tone)], &[(say("by amount at risk"), Tone::Dim)]);
    let rest = Rect { y: area.y + 1, height: area.height - 1, ..area };
    TABLE.paint_bare(scene, canvas, rest, EXCEPTIONS, &arranged);
}

impl Page for Run {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), at) => {
                let words =
                    say_with("{} › draft {}", &[&month_words(&board.run), &board.run.n_drafts]);
                let is_newest = at == to(PayrollPage::Newest);
                if is_newest { say_with("Payroll › {}", &[&words]) } else { words }
            }
            (None, Screen::Payroll(PayrollPage::Run(run))) => say_with("payroll {}", &[&run]),
            (None, _) => say("Payroll").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        if scene.has_cursor(EXCEPTIONS) {
            return TABLE.arrange(&board.exceptions, scene).listing();
        }
        countries::TABLE.arrange(&countries::rows(board), scene).listing()
    }

    fn panes(&self) -> usize {
        2
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        if scene.has_cursor(EXCEPTIONS) { TABLE.sorts() } else { countries::TABLE.sorts() }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let used = paint_head(scene, canvas, area, board);
        let rest = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let places = places(scene, board, rest);
        paint_countries(scene, canvas, places.countries, board, &countries::rows(board));
        paint_controls(scene, canvas, places.controls, board);
        paint_exceptions(scene, canvas, places.exceptions, board);
        if scene.room >= Room::Full {
            let x = places.exceptions.x.saturating_sub(1);
            for row in places.controls.rows().skip(1) {
                canvas.behind(x, row.y, "│", Tone::Line);
            }
        }
        if let Some(place) = places.chart {
            paint_chart(canvas, place, board);
        }
        paint_standing(scene, canvas, places.standing, board);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let run = &board.run;
        let state = word::payroll(run.state).words();
        let exceptions = counted(count(board.exceptions.len()), "{} exception", "{} exceptions");
        let cost = units(run.base.cost(), run.currency);
        format!("{} {state} · {cost} {} · {exceptions}", month_words(run), run.currency)
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let board = board(scene)?;
        let run = board.run.payroll_run_id;
        if let Key::Country(country) = key {
            return Some(to(PayrollPage::Items { run, country: Some(*country) }));
        }
        let line = exception_at(board, key)?;
        let page = match (line.what, line.placement_id) {
            (_, Some(placement)) => PayrollPage::Item { run, placement },
            (Exceptional::Reason(_), None) => PayrollPage::Items { run, country: line.country },
            (Exceptional::Anomaly(_), None) => PayrollPage::Anomalies(run),
        };
        Some(to(page))
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        let Some(board) = board(scene) else { return Vec::new() };
        let line = key.and_then(|key| exception_at(board, key));
        let here = line.and_then(|line| match (line.what, line.placement_id, line.anomaly_id) {
            (Exceptional::Reason(reason), Some(placement), _) => {
                acts::on_item(&board.run, reason.state(), placement)
            }
            (Exceptional::Anomaly(code), _, Some(anomaly)) => {
                acts::on_open_anomaly(&board.run, anomaly, code.words())
            }
            (Exceptional::Reason(_), None, _) | (Exceptional::Anomaly(_), _, None) => None,
        });
        acts::on_run(&board.run).into_iter().chain(here).collect()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let board = board(scene)?;
        if let Key::Country(country) = key {
            let line = board.countries.iter().find(|line| line.country == *country)?;
            let n = ItemState::Ok.count_in(&line.n_items);
            let cost = units(line.base.cost(), board.run.currency);
            let name = country_name(*country);
            return Some(format!(
                "{name}: {}, {cost} {}",
                counted(n, "{} item", "{} items"),
                board.run.currency
            ));
        }
        exception_at(board, key).map(what)
    }

    fn shell(&self, scene: &Scene<'_>, _: Option<&Key>) -> String {
        shown(scene.at)
    }
}
