//! The end of this host's log: it follows what is written, or stands still to be read.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::log::{LogBoard, LogLevel, LogLine};

use crate::canvas::{Canvas, wrap};
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{compact, count, counted, grouped};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Field, Table};

/// Rows of the whole line below the list, its hairline among them.
const LINE_HEIGHT: u16 = 6;

/// The screen.
pub(super) struct Logs;

static TABLE: Table<LogLine> = Table {
    columns: &[
        Column::<LogLine>::left("TIME", 8, |line, scene| match line.at {
            Some(at) => Cell::text(scene.second(at), Tone::Dim),
            None => Cell::blank(),
        }),
        Column::<LogLine>::left("LEVEL", 5, |line, _| {
            Cell::text(line.level.name(), tone(line.level))
        }),
        Column::<LogLine>::right("RUN", 5, |line, _| match line.run_id {
            Some(run) => Cell::text(run.to_string(), Tone::Dim),
            None => Cell::blank(),
        })
        .drops(2),
        Column::<LogLine>::right("CHUNK", 6, |line, _| match line.chunk_id {
            Some(chunk) => Cell::text(chunk.to_string(), Tone::Dim),
            None => Cell::blank(),
        })
        .drops(1),
        Column::<LogLine>::left("WHAT IT SAYS", 20, |line, _| {
            Cell::texts([
                (line.message.as_str().into(), message_tone(line.level)),
                ("  ".into(), Tone::Dim),
                (line.fields.as_str().into(), Tone::Dim),
            ])
        })
        .grows(1),
    ],
    fields: &[
        // A level keeps what is at least as bad.
        Field {
            name: "level",
            value: |line| {
                let milder = LogLevel::ALL.iter().filter(|level| **level >= line.level);
                Value::Words(milder.map(|level| level.name().to_owned()).collect())
            },
        },
        Field {
            name: "run",
            value: |line| Value::Words(line.run_id.iter().map(ToString::to_string).collect()),
        },
        Field {
            name: "chunk",
            value: |line| Value::Words(line.chunk_id.iter().map(ToString::to_string).collect()),
        },
        Field {
            name: "text",
            value: |line| Value::Text(format!("{} {}", line.message, line.fields)),
        },
    ],
    key: |line| Key::LogLine(line.day, line.offset),
    names: &["TIME", "WHAT IT SAYS"],
    trouble: |line| line.level <= LogLevel::Warn,
    empty: "Nothing has been written yet.",
};

const fn tone(level: LogLevel) -> Tone {
    match level {
        LogLevel::Error => Tone::Fail,
        LogLevel::Warn => Tone::Warn,
        LogLevel::Info => Tone::Dim,
        LogLevel::Debug | LogLevel::Trace => Tone::Faint,
    }
}

const fn message_tone(level: LogLevel) -> Tone {
    match level {
        LogLevel::Error | LogLevel::Warn => Tone::Strong,
        LogLevel::Info => Tone::Text,
        LogLevel::Debug | LogLevel::Trace => Tone::Dim,
    }
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a LogBoard> {
    match scene.board {
        Some(Board::Logs(board)) => Some(board),
        _ => None,
    }
}

fn find<'a>(scene: &Scene<'a>, key: &Key) -> Option<&'a LogLine> {
    board(scene)?.lines.iter().find(|line| (TABLE.key)(line) == *key)
}

/// The whole line, and where and when it was written.
fn paint_line(scene: &Scene<'_>, canvas: &mut Canvas<'_>, area: Rect, line: &LogLine) {
    let at = line.at.map_or_else(String::new, |at| {
        let day = clock::day(clock::date(at, scene.zone()));
        format!("{day} {}", scene.second(at))
    });
    let attempt =
        line.attempt.as_ref().map_or_else(String::new, |no| say_with(" · try {}", &[&no]));
    let title = format!("{}{attempt}", line.level);
    hairline(canvas, area, &[(&title, Tone::Accent)], &[(&at, Tone::Dim)]);
    let room = area.width.saturating_sub(3);
    let message = wrap(line.message.as_str(), room).into_iter().map(|text| (text, Tone::Text));
    let fields = wrap(line.fields.as_str(), room).into_iter().map(|text| (text, Tone::Dim));
    for (row, (text, tone)) in area.rows().skip(1).zip(message.chain(fields)) {
        canvas.text(row.x + 2, row.y, room, &text, tone);
    }
}

impl Page for Logs {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("Logs").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| TABLE.arrange(&board.lines, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        Vec::new()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let arranged = TABLE.arrange(&board.lines, scene);
        let heading = if board.is_cut {
            say_with("LOG · last {}", &[&arranged.count()])
        } else {
            say_with("LOG · {}", &[&arranged.count()])
        };
        let (mark, words, tone) = if scene.view.stands {
            (
                "◌ ",
                say_with("stands still since {} · f follows", &[&scene.second(board.at)]),
                Tone::Warn,
            )
        } else {
            ("● ", say("follows · f stands still").to_owned(), Tone::Ok)
        };
        let size = format!("{} B · ", compact(board.n_bytes));
        let note = [(size.as_str(), Tone::Dim), (mark, tone), (words.as_str(), Tone::Dim)];
        hairline(canvas, area, &[(&heading, Tone::Accent)], &note);
        let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let below = if rest.height > LINE_HEIGHT + 4 { LINE_HEIGHT } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        TABLE.paint(scene, canvas, list, 0, &arranged);
        if below > 0
            && let Some(line) = arranged.under_cursor(scene, 0)
        {
            let area = Rect { y: list.bottom(), height: below, ..rest };
            paint_line(scene, canvas, area, line);
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let lines = board(scene).map(|board| &board.lines[..]).unwrap_or_default();
        let bad = lines.iter().filter(|line| line.level == LogLevel::Error).count();
        say_with(
            "{} · {} errors",
            &[&counted(count(lines.len()), "{} line", "{} lines"), &grouped(count(bad))],
        )
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        let line = find(scene, key)?;
        line.chunk_id.map(Screen::Chunk).or(line.run_id.map(Screen::Run))
    }

    fn follows(&self) -> bool {
        true
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        let line = find(scene, key)?;
        let at = line.at.map_or_else(String::new, |at| format!("{at:.3} "));
        Some(format!("{at}{} {} {}", line.level, line.message, line.fields))
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        let line = key.and_then(|key| find(scene, key));
        match line.map(|line| (line.run_id, line.chunk_id)) {
            Some((_, Some(chunk))) => format!("sereno logs --chunk {chunk}"),
            Some((Some(run), None)) => format!("sereno logs --run {run}"),
            Some((None, None)) | None => "sereno logs --follow".to_owned(),
        }
    }
}
