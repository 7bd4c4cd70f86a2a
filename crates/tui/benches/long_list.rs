//! The longest list with as much of it loaded as there ever is.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
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

pub(crate) fn opened() -> App {
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
