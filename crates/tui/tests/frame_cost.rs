//! What a frame takes from the allocator, whatever the machine: as much for a long list as for a short
//! one.

#![expect(clippy::panic, reason = "a measurement that cannot be made must fail")]

#[path = "../benches/long_list.rs"]
mod long_list;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sereno_tui::event::Event;

use crate::long_list::opened;

#[test]
fn a_frame_takes_little_from_the_allocator() {
    let area = Rect::new(0, 0, 200, 60);
    let mut app = opened();
    let mut buffer = Buffer::empty(area);
    app.paint(area, &mut buffer);
    let frame = allocation_counter::measure(|| {
        app.paint(area, &mut buffer);
    });
    let key = allocation_counter::measure(|| {
        app.update(Event::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE)));
    });
    assert!(frame.count_total <= 400, "{frame:?}");
    assert!(key.count_total <= 400, "{key:?}");
}
