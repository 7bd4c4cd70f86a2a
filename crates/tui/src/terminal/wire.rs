//! Frames as bytes, and as few of them as tell the terminal what changed: colours, place and cursor are
//! remembered from one frame to the next, so that a second that passes costs its digits. A frame leaves
//! in one piece.

use std::io::{self, Write};

use crossterm::Command;
use crossterm::cursor::{Hide, Show};
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// Longer frames are marked, for a terminal that could show the half of one. What is shorter comes to it
/// in one read.
const MARKED_FROM: usize = 512;

/// More blanks than that are erased, where that leaves them in their colour.
const ERASED_FROM: u16 = 10;

/// Modifiers that are seen on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Each modifier with what turns it on and off; bold and dim are turned off together.
const SWITCHES: &[(Modifier, u8, u8)] = &[
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// What the next cell would be written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// What `cell` needs; what cannot be seen on a blank stays as it is.
    fn of(cell: &Cell, now: Self) -> Self {
        let wanted = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if cell.symbol() != " " {
            return wanted;
        }
        let seen = wanted.modifier & SEEN_ON_BLANK;
        let modifier = seen | (now.modifier - SEEN_ON_BLANK);
        Self { fg: if seen.is_empty() { now.fg } else { wanted.fg }, modifier, ..wanted }
    }
}

/// The way to a terminal.
#[derive(Debug)]
pub(super) struct Wire<W> {
    out: W,
    frame: Vec<u8>,
    /// None while it is not known.
    pen: Option<Pen>,
    /// Where the terminal's cursor is; none while that is not known.
    at: Option<Position>,
    /// Whether the terminal's cursor is seen; none while that is not known.
    seen: Option<bool>,
    /// Blanks that are due where the cursor is.
    blanks: u16,
    /// True of a terminal that erases in the colour of what would be written.
    erases: bool,
    /// Columns and rows of the next frame: to ask the terminal each time costs more than the frame of a key.
    pub(super) size: Size,
}

impl<W: Write> Wire<W> {
    /// A terminal of which nothing is known but its size.
    pub(super) const fn new(out: W, size: Size, erases: bool) -> Self {
        Self { out, frame: Vec::new(), pen: None, at: None, seen: None, blanks: 0, erases, size }
    }

    fn say(&mut self, command: impl Command) -> io::Result<()> {
        crossterm::queue!(self.frame, command)
    }

    /// Moves the cursor, by the shortest way.
    fn go(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let (x, y) = (to.x, to.y);
        let written = match self.at {
            Some(at) if at.y == y && at.x < x => write!(self.frame, "\x1b[{}C", x - at.x),
            Some(at) if x == 0 && at.y.checked_add(1) == Some(y) => write!(self.frame, "\r\n"),
            _ => write!(self.frame, "\x1b[{};{}H", u32::from(y) + 1, u32::from(x) + 1),
        };
        debug_assert!(written.is_ok(), "memory is always written to");
        self.at = Some(to);
    }

    /// Takes another pen, saying only what is different about it.
    fn take(&mut self, pen: Pen) {
        if self.pen == Some(pen) {
            return;
        }
        let mut codes = Vec::new();
        let old = self.pen.unwrap_or_else(|| {
            codes.push("0".to_owned());
            Pen::PLAIN
        });
        let mut on = old.modifier;
        for (modifier, _, off) in SWITCHES {
            if on.contains(*modifier) && !pen.modifier.contains(*modifier) {
                codes.push(off.to_string());
                let gone = SWITCHES.iter().filter(|(.., other)| other == off);
                gone.for_each(|(modifier, ..)| on.remove(*modifier));
            }
        }
        for (modifier, code, _) in SWITCHES {
            if pen.modifier.contains(*modifier) && !on.contains(*modifier) {
                codes.push(code.to_string());
            }
        }
        if pen.fg != old.fg {
            codes.push(color(pen.fg, 30));
        }
        if pen.bg != old.bg {
            codes.push(color(pen.bg, 40));
        }
        if !codes.is_empty() {
            self.frame.extend_from_slice(b"\x1b[");
            self.frame.extend_from_slice(codes.join(";").as_bytes());
            self.frame.push(b'm');
        }
        self.pen = Some(pen);
    }

    /// Takes one more blank in, if it only goes on with those that are due.
    fn goes_on(&mut self, to: Position, pen: Pen) -> bool {
        let goes_on = self.blanks > 0
            && self.pen == Some(pen)
            && self
                .at
                .is_some_and(|at| at.y == to.y && at.x.checked_add(self.blanks) == Some(to.x));
        if goes_on {
            self.blanks += 1;
        }
        goes_on
    }

    /// Writes the blanks that are due, by the shorter way.
    fn settle_blanks(&mut self) -> io::Result<()> {
        let n = std::mem::take(&mut self.blanks);
        if n > ERASED_FROM {
            // The cursor stays before them.
            write!(self.frame, "\x1b[{n}X")?;
        } else if n > 0 {
            self.frame.resize(self.frame.len() + usize::from(n), b' ');
            self.at = self.at.and_then(|at| Some(Position { x: at.x.checked_add(n)?, ..at }));
        }
        Ok(())
    }

    fn send(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        if self.frame.len() >= MARKED_FROM {
            let body = std::mem::take(&mut self.frame);
            self.say(BeginSynchronizedUpdate)?;
            self.frame.extend_from_slice(&body);
            self.say(EndSynchronizedUpdate)?;
        }
        let sent = self.out.write_all(&self.frame);
        self.frame.clear();
        sent.and_then(|()| self.out.flush())
    }
}

/// How a colour is asked for; `ground` is 30 for what is written and 40 for what is behind it.
fn color(color: Color, ground: u8) -> String {
    let one_of = |n: u8| (ground + n).to_string();
    let bright = |n: u8| (ground + 60 + n).to_string();
    match color {
        Color::Reset => one_of(9),
        Color::Black => one_of(0),
        Color::Red => one_of(1),
        Color::Green => one_of(2),
        Color::Yellow => one_of(3),
        Color::Blue => one_of(4),
        Color::Magenta => one_of(5),
        Color::Cyan => one_of(6),
        Color::Gray => one_of(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(n) => format!("{};5;{n}", ground + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", ground + 8),
    }
}

/// What is written goes out with the frame.
impl<W: Write> Write for Wire<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

impl<W: Write> Backend for Wire<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, cells: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in cells {
            let (to, symbol) = (Position { x, y }, cell.symbol());
            let pen = Pen::of(cell, self.pen.unwrap_or(Pen::PLAIN));
            let is_erased = self.erases && symbol == " " && !pen.modifier.intersects(SEEN_ON_BLANK);
            if is_erased && self.goes_on(to, pen) {
                continue;
            }
            self.settle_blanks()?;
            self.go(to);
            self.take(pen);
            if is_erased {
                self.blanks = 1;
                continue;
            }
            self.frame.extend_from_slice(symbol.as_bytes());
            // Terminals do not agree on how far anything else takes them.
            let is_plain = symbol.len() == 1 || takes_one_cell(symbol);
            self.at = is_plain.then(|| Position { x: x.saturating_add(1), y });
        }
        self.settle_blanks()
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.seen.replace(false) != Some(false) {
            self.say(Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.seen.replace(true) != Some(true) {
            self.say(Show)?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Never asked of the terminal: one that does not answer would hold everything up.
        Ok(self.at.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        // In no colour, whatever stood before.
        self.pen = None;
        self.take(Pen::PLAIN);
        self.say(Clear(match region {
            ClearType::All => crossterm::terminal::ClearType::All,
            ClearType::AfterCursor => crossterm::terminal::ClearType::FromCursorDown,
            ClearType::BeforeCursor => crossterm::terminal::ClearType::FromCursorUp,
            ClearType::CurrentLine => crossterm::terminal::ClearType::CurrentLine,
            ClearType::UntilNewLine => crossterm::terminal::ClearType::UntilNewLine,
        }))?;
        (self.at, self.seen) = (None, None);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// True of a single sign that takes one cell.
fn takes_one_cell(symbol: &str) -> bool {
    symbol.chars().nth(1).is_none() && symbol.width() == 1
}

#[cfg(test)]
mod tests;
