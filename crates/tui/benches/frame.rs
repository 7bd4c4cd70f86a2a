//! What a frame of the longest list costs, with as much of it loaded as there ever is.

#![expect(clippy::panic, reason = "a measurement that cannot be made must fail")]

mod long_list;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sereno_tui::event::Event;

use crate::long_list::opened;

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
