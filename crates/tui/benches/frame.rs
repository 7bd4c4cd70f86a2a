//! What a frame of the longest list costs, with as much of it loaded as there ever is.

#![expect(clippy::panic, reason = "a measurement that cannot be made must fail")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sereno_domain::board::ChunkLine;
use sereno_domain::board::chunk::{ChunksBoard, LedgerLine};
use sereno_domain::id::{ChunkId, FailureId, RunId};
use sereno_domain::job::JobKind;
use sereno_domain::run::ChunkState;
use sereno_tui::app::{App, AppConfig};
use sereno_tui::effect::Effect;
use sereno_tui::event::{Board, Event, Link};
use sereno_tui::language::Language;
use sereno_tui::screen::Screen;
use sereno_tui::theme::{Look, ThemeName};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
/// Lines the dashboard keeps at most.
const N_LINES: i64 = 1_000;

fn line(id: i64) -> LedgerLine {
    let failed = id % 3 == 0;
    LedgerLine {
        chunk: ChunkLine {
            chunk_id: ChunkId(id),
            kind: JobKind::Rescore,
            no: 7,
            state: if failed { ChunkState::Quarantined } else { ChunkState::Done },
            n_attempts: 5,
            ready_at: None,
            worker: None,
            error: failed
                .then(|| "the fx source did not answer in 30 s: client 41 of 1,204".into()),
            failure_id: failed.then_some(FailureId(2)),
            n_matches_written: None,
        },
        run_id: RunId(12),
        business_date: date(2026, 11, 23),
        error_class: failed.then(|| "timeout".into()),
        started_at: Some(NOW),
        ended_at: Some(NOW),
    }
}

fn opened() -> App {
    let config = AppConfig {
        firm: String::new(),
        environment: String::new(),
        zone: TimeZone::UTC,
        deadline: None,
        refresh: Duration::from_mins(1),
        look: Look::of(ThemeName::Night),
        language: Language::English,
        views: Vec::new(),
        last: None,
        read_only: false,
    };
    let (mut app, effects) = App::open(config, Screen::Chunks, NOW);
    app.update(Event::Resize(200, 60));
    let Some(Effect::Load { slot, generation, .. }) = effects.first() else { panic!("no load") };
    let lines = (1..=N_LINES).rev().map(|id| line(1_000_000 + id)).collect();
    let board = ChunksBoard { at: NOW, lines, is_newest: true, is_oldest: false, counted: None };
    let result = Ok(Box::new(Board::Chunks(board)));
    app.update(Event::Loaded { slot: *slot, generation: *generation, result });
    app.update(Event::Link(Link::Live));
    app
}

fn frames(criterion: &mut Criterion) {
    let area = Rect::new(0, 0, 200, 60);
    let key = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
    let mut app = opened();
    let mut buffer = Buffer::empty(area);
    criterion.bench_function("frame of 1,000 chunks, 200x60", |bencher| {
        bencher.iter(|| black_box(app.paint(area, &mut buffer)));
    });
    for _ in 0..300 {
        app.update(key(KeyCode::Down));
    }
    let mut down = false;
    criterion.bench_function("cursor moved and frame, 200x60", |bencher| {
        bencher.iter(|| {
            down = !down;
            app.update(key(if down { KeyCode::Down } else { KeyCode::Up }));
            black_box(app.paint(area, &mut buffer))
        });
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
