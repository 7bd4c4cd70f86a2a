//! That no text from outside moves, hides or turns anything on any screen: every screen with each of
//! its free texts made hostile, beside the same with texts that are plain and take as many cells.

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use sereno_domain::clean_text::CleanText;
use unicode_width::UnicodeWidthStr as _;

use super::texts::Rewrite;
use super::{Picture, all};
use crate::app::App;
use crate::event::Event;
use crate::once::render;
use crate::testing::{NOW, SIZES, press};

/// A letter that no screen writes of its own.
const PLAIN: &str = "þ";
/// Cells of a text that is longer than any column.
const LONG: usize = 300;

/// Escape sequences, links, marks of direction, wide and combining characters, flags and families, around
/// the text.
fn mixed(text: &str) -> String {
    format!(
        "\u{1b}[2J\u{1b}]8;;http://x\u{7}\u{202e}{text}\u{1b}]8;;\u{7}\u{2067}\u{200f}李四\u{9b}31m e\u{301}\u{302}\u{303} \
         👩\u{200d}👩\u{200d}👧 👍🏽 🇧🇷 \u{feff}ａ\u{301}\r\n\u{85}x"
    )
}

/// The same, again and again.
fn long(text: &str) -> String {
    mixed(text).chars().cycle().take(LONG).collect()
}

/// As many cells, with blanks in the same, but no letter that does anything.
fn plain(hostile: &str) -> String {
    let clean = CleanText::new(hostile);
    let width = u16::try_from(clean.as_str().width()).unwrap();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width.max(1), 1));
    buffer.set_string(0, 0, clean.as_str(), Style::new());
    let mut text = String::new();
    let mut x = 0;
    while x < width {
        let symbol = buffer[(x, 0)].symbol();
        let cells = u16::try_from(symbol.width()).unwrap().max(1);
        text.push_str(&if symbol == " " { " ".to_owned() } else { PLAIN.repeat(cells.into()) });
        x += cells;
    }
    text
}

/// True for a letter that would steer a terminal, hide or turn what stands beside it.
fn does_harm(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{61c}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_harmless(name: &str, buffer: &Buffer) {
    for cell in buffer.content() {
        let symbol = cell.symbol();
        assert!(!symbol.chars().any(does_harm), "{name}: {symbol:?}");
    }
}

/// What stands in each cell; nothing in the second of a wide letter.
fn cells(buffer: &Buffer, row: Rect) -> Vec<&str> {
    let mut all = Vec::new();
    let mut covered = 0;
    for position in row.positions() {
        let symbol = buffer[position].symbol();
        all.push(if covered > 0 { "" } else { symbol });
        covered = if covered > 0 { covered - 1 } else { symbol.width().saturating_sub(1) };
    }
    all
}

/// Whatever stands beside the texts stands in the same cells.
fn is_aligned(name: &str, hostile: &Buffer, plain: &Buffer) {
    for row in plain.area.rows() {
        let (there, here) = (cells(plain, row), cells(hostile, row));
        for (x, (wanted, found)) in there.iter().zip(&here).enumerate() {
            // A wide letter that does not fit makes its text a cell shorter: blanks in it may move.
            let is_plain = |at: usize| there.get(at) == Some(&PLAIN);
            let in_text = *wanted == " " && x > 0 && is_plain(x - 1) && is_plain(x + 1);
            let is_free = *wanted == PLAIN || *wanted == "…" || in_text;
            assert!(
                is_free || wanted == found,
                "{name}, {x} of row {}: {found:?} for {wanted:?}\n{}\n{}",
                row.y,
                there.concat(),
                here.concat()
            );
        }
    }
}

/// The page with the cursor in each of its lists and what lies over it.
fn seen(mut app: App, size: (u16, u16)) -> Vec<Buffer> {
    let mut all = Vec::new();
    let draw = |app: &App| render(app, size.0, size.1);
    for _ in 0..app.here().page().panes() {
        all.push(draw(&app));
        press(&mut app, KeyCode::Tab);
    }
    for keys in [&[':'][..], &['A']] {
        let mut over = app.clone();
        for key in keys {
            press(&mut over, KeyCode::Char(*key));
        }
        over.update(Event::Clock(NOW + SignedDuration::from_millis(500)));
        all.push(draw(&over));
        press(&mut over, KeyCode::Enter);
        if keys == ['A'] {
            all.push(draw(&over));
        }
    }
    all.push(render(&app, 50, 12));
    all
}

fn with(picture: &Picture, rewrite: &dyn Fn(&str) -> String) -> Picture {
    let mut picture = picture.clone();
    Rewrite(rewrite).board(&mut picture.board);
    picture
}

fn check(of: fn(&str) -> String) {
    for picture in all() {
        let hostile = with(&picture, &of);
        let plain = with(&picture, &|text| plain(&of(text)));
        for size in SIZES {
            let name = format!("{} at {}x{}", picture.name, size.0, size.1);
            let found = seen(hostile.shown(size, |app| app), size);
            let wanted = seen(plain.shown(size, |app| app), size);
            for (found, wanted) in found.iter().zip(&wanted) {
                is_harmless(&name, found);
                is_aligned(&name, found, wanted);
            }
        }
    }
}

#[test]
fn escapes_marks_and_wide_letters_stay_in_their_cells() {
    check(mixed);
}

#[test]
fn a_text_without_end_stays_in_its_cell() {
    check(long);
}

#[test]
fn the_plain_text_takes_as_many_cells() {
    let text = mixed("Ana Morales");
    let clean = CleanText::new(&text);
    assert_eq!(plain(&text).width(), clean.as_str().width(), "{clean}");
    assert!(plain(&text).contains(' ') && !plain(&text).contains('a'), "{}", plain(&text));
}
