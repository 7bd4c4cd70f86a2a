use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::*;

const WIDTH: u16 = 30;
const HEIGHT: u16 = 4;

/// A terminal that reads what is written to it.
struct Reader(vt100::Parser);

impl Reader {
    fn new() -> Self {
        let side = |n| NonZeroU16::new(n).unwrap();
        Self(vt100::Parser::new(side(HEIGHT), side(WIDTH), 0))
    }
}

impl Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.process(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn shown(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Red => vt100::Color::Idx(1),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("no test writes {other}"),
    }
}

fn assert_reads(wire: &Wire<Reader>, buffer: &Buffer) {
    let screen = wire.out.0.screen();
    for position in buffer.area.positions() {
        let wanted = &buffer[position];
        let read = screen.cell(position.y, position.x).unwrap();
        if read.is_wide_continuation() {
            continue;
        }
        let contents = if read.contents().is_empty() { " " } else { read.contents() };
        assert_eq!(contents, wanted.symbol(), "at {position}");
        assert_eq!(read.bgcolor(), shown(wanted.bg), "at {position}");
        let seen = wanted.modifier & SEEN_ON_BLANK;
        assert_eq!(read.inverse(), seen.contains(Modifier::REVERSED), "at {position}");
        assert_eq!(read.underline(), seen.contains(Modifier::UNDERLINED), "at {position}");
        if contents != " " {
            assert_eq!(read.fgcolor(), shown(wanted.fg), "at {position}");
            let (bold, dim) = (Modifier::BOLD, Modifier::DIM);
            // The reader knows no cell that is both.
            if !wanted.modifier.contains(bold | dim) {
                assert_eq!(read.bold(), wanted.modifier.contains(bold), "at {position}");
                assert_eq!(read.dim(), wanted.modifier.contains(dim), "at {position}");
            }
        }
    }
}

/// Where, what, in which ink, on which ground, how.
type Piece = (u16, u16, &'static str, Color, Color, Modifier);

fn piece() -> impl Strategy<Value = Piece> {
    let texts = [
        "a",
        "Ana",
        "● live",
        "李",
        "e\u{301}z",
        "   ",
        "──",
        "a\u{200d}b",
        "1,204",
        "               ",
    ];
    let colors =
        [Color::Reset, Color::Red, Color::DarkGray, Color::Indexed(200), Color::Rgb(1, 2, 3)];
    let modifiers = [
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::UNDERLINED,
        Modifier::REVERSED | Modifier::BOLD,
    ];
    let color = || prop::sample::select(colors.to_vec());
    let modifier = prop::sample::select(modifiers.to_vec());
    (0..WIDTH, 0..HEIGHT, prop::sample::select(texts.to_vec()), color(), color(), modifier)
}

fn draw(buffer: &mut Buffer, (x, y, text, fg, bg, modifier): Piece) {
    // The last row is that of wide signs, which are not to be cut in two.
    let is_wide = text == "李";
    let (x, y) = if is_wide { (x / 2 * 2, HEIGHT - 1) } else { (x, y % (HEIGHT - 1)) };
    let style = Style::new().fg(fg).bg(bg).add_modifier(modifier);
    buffer.set_stringn(x, y, text, (WIDTH - x).into(), style);
}

fn draw_all(buffer: &mut Buffer, pieces: &[Piece]) {
    for piece in pieces {
        draw(buffer, *piece);
    }
}

fn terminal(erases: bool) -> Terminal<Wire<Reader>> {
    let area = ratatui::layout::Rect::new(0, 0, WIDTH, HEIGHT);
    let viewport = ratatui::Viewport::Fixed(area);
    Terminal::with_options(
        Wire::new(Reader::new(), Size::ZERO, erases),
        ratatui::TerminalOptions { viewport },
    )
    .unwrap()
}

proptest! {
    #[test]
    fn a_terminal_shows_what_was_drawn(
        frames in prop::collection::vec(
            (prop::collection::vec(piece(), 0..6), prop::option::of((0..WIDTH, 0..HEIGHT)), prop::bool::weighted(0.1)),
            1..8,
        ),
        erases: bool,
    ) {
        let mut terminal = terminal(erases);
        for (pieces, cursor, anew) in frames {
            if anew {
                terminal.backend_mut().clear().unwrap();
                terminal.swap_buffers();
            }
            let mut drawn = Buffer::empty(ratatui::layout::Rect::new(0, 0, WIDTH, HEIGHT));
            terminal
                .draw(|frame| {
                    draw_all(frame.buffer_mut(), &pieces);
                    drawn = frame.buffer_mut().clone();
                    if let Some(cursor) = cursor {
                        frame.set_cursor_position(cursor);
                    }
                })
                .unwrap();
            let wire = terminal.backend();
            assert_reads(wire, &drawn);
            let screen = wire.out.0.screen();
            prop_assert_eq!(!screen.hide_cursor(), cursor.is_some());
            if let Some((x, y)) = cursor {
                prop_assert_eq!(screen.cursor_position(), (y, x));
            }
        }
    }
}

/// Bytes of what a frame is told anew, on a page that stands already.
fn bytes(from: &[Piece], to: &[Piece]) -> Vec<u8> {
    let area = ratatui::layout::Rect::new(0, 0, WIDTH, HEIGHT);
    let options = ratatui::TerminalOptions { viewport: ratatui::Viewport::Fixed(area) };
    let mut terminal =
        Terminal::with_options(Wire::new(Vec::new(), Size::ZERO, true), options).unwrap();
    for pieces in [from, to] {
        terminal.backend_mut().out.clear();
        let drawn = terminal.draw(|frame| {
            draw_all(frame.buffer_mut(), pieces);
            frame.set_cursor_position((0, 3));
        });
        drawn.unwrap();
    }
    terminal.backend().out.clone()
}

#[test]
fn a_second_that_passes_costs_its_digits() {
    let clock = |text| (0, 0, text, Color::Rgb(1, 2, 3), Color::Rgb(4, 5, 6), Modifier::empty());
    let sent = bytes(&[clock("20:10:07")], &[clock("20:10:08")]);
    assert_eq!(String::from_utf8(sent).unwrap(), "\x1b[1;8H8\x1b[4;1H");
}

#[test]
fn a_colour_that_stays_is_not_told_again() {
    let (ink, ground) = (Color::Rgb(1, 2, 3), Color::Rgb(4, 5, 6));
    let row = |ground| {
        [
            (0, 0, "ana", ink, ground, Modifier::BOLD),
            (3, 0, "   ", Color::Red, ground, Modifier::empty()),
            (6, 0, "bo", ink, ground, Modifier::empty()),
        ]
    };
    let sent = bytes(&row(ground), &row(Color::Rgb(7, 8, 9)));
    let wanted = "\x1b[1;1H\x1b[1;48;2;7;8;9mana   \x1b[22mbo\x1b[4;1H";
    assert_eq!(String::from_utf8(sent).unwrap(), wanted);
}

#[test]
fn long_blanks_are_erased_in_their_colour() {
    let row = |text| [(2, 0, text, Color::Reset, Color::Rgb(4, 5, 6), Modifier::empty())];
    let sent = bytes(&row("a                    b"), &row("                     b"));
    assert_eq!(String::from_utf8(sent).unwrap(), "\x1b[1;3H \x1b[4;1H");
    let sent = bytes(&[], &row("a                    b"));
    let wanted = "\x1b[1;3H\x1b[0;48;2;4;5;6ma\x1b[20X\x1b[20Cb\x1b[4;1H";
    assert_eq!(String::from_utf8(sent).unwrap(), wanted);
}

#[test]
fn nothing_new_is_nothing_sent() {
    let row = [(0, 0, "ana", Color::Red, Color::Reset, Modifier::BOLD)];
    assert_eq!(bytes(&row, &row), b"");
}
