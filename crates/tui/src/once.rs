//! One frame as a text, with a terminal's colours, or as a picture: for scripts, tests and manuals.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

use crate::app::App;

/// Columns and rows of a character in a picture, in tenths of a pixel.
const CELL: (u32, u32) = (84, 180);
/// Where a character stands in its row, in tenths of a pixel.
const BASELINE: u32 = 138;

/// Draws the app into a buffer of the given size.
pub fn render(app: &App, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    app.paint(area, &mut buffer);
    buffer
}

/// The characters, a line for each row, without blanks at the ends.
pub fn buffer_to_text(buffer: &Buffer) -> String {
    let lines = buffer.area.rows().map(|row| {
        let line: String = cells(buffer, row).map(Cell::symbol).collect();
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The characters with the escapes that colour them.
pub fn buffer_to_ansi(buffer: &Buffer) -> String {
    let mut text = String::new();
    for (at, row) in buffer.area.rows().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let mut last = String::new();
        for cell in cells(buffer, row) {
            let style = sgr(cell);
            if style != last {
                let _infallible = write!(text, "\x1b[0{style}m");
                last = style;
            }
            text.push_str(cell.symbol());
        }
        text.push_str("\x1b[0m");
    }
    text
}

/// The characters as a picture.
pub fn buffer_to_svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let (width, height) = (u32::from(area.width) * CELL.0, u32::from(area.height) * CELL.1);
    // Between two rows a hair of what is behind shows through: it must be the page, not the night.
    let page = buffer.cell(Position::new(area.x, area.y.saturating_add(1)));
    let page = page.map_or(Color::Reset, |cell| cell.bg);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
        tenths(width),
        tenths(height),
        hex(ground(page)),
    );
    let rows: Vec<_> = area.rows().map(|row| runs(buffer, row)).collect();
    for (y, runs) in (0..).zip(&rows) {
        for run in runs {
            run.draw_ground(&mut svg, y);
        }
    }
    // After every ground: a letter that is wider than its cell is not cut by the next one.
    for (y, runs) in (0..).zip(&rows) {
        for run in runs {
            run.draw(&mut svg, y);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// The cells of a row that are drawn: the second half of a wide character is not.
fn cells(buffer: &Buffer, row: Rect) -> impl Iterator<Item = &Cell> {
    let mut covered = 0_u16;
    row.columns().filter_map(move |column| {
        if covered > 0 {
            covered -= 1;
            return None;
        }
        let cell = buffer.cell(Position::new(column.x, column.y))?;
        covered = crate::canvas::width(cell.symbol()).saturating_sub(1);
        Some(cell)
    })
}

/// Cells of one style, side by side.
struct Run {
    x: u32,
    n_cells: u32,
    /// Each character with the column it stands in.
    chars: Vec<(u32, char)>,
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

fn runs(buffer: &Buffer, row: Rect) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    for cell in cells(buffer, row) {
        let n_cells = u32::from(crate::canvas::width(cell.symbol())).max(1);
        let chars = cell.symbol().chars().map(|ch| (x, ch));
        let (mut fg, mut bg) = (cell.fg, cell.bg);
        if cell.modifier.contains(Modifier::REVERSED) {
            (fg, bg) = (ground(bg), front(fg));
        }
        match runs.last_mut() {
            Some(run) if (run.fg, run.bg, run.modifier) == (fg, bg, cell.modifier) => {
                run.chars.extend(chars);
                run.n_cells += n_cells;
            }
            _ => {
                let chars = chars.collect();
                runs.push(Run { x, n_cells, chars, fg, bg, modifier: cell.modifier });
            }
        }
        x += n_cells;
    }
    runs
}

const fn ground(color: Color) -> Color {
    if matches!(color, Color::Reset) { Color::Rgb(0x0e, 0x12, 0x20) } else { color }
}

const fn front(color: Color) -> Color {
    if matches!(color, Color::Reset) { Color::Rgb(0xcd, 0xd6, 0xea) } else { color }
}

/// What part of its cell a block fills, in eighths: its columns from the left, its rows from below.
const fn block(ch: char) -> Option<(u32, u32)> {
    Some(match ch {
        '█' => (8, 8),
        '▏' => (1, 8),
        '▎' => (2, 8),
        '▍' => (3, 8),
        '▌' => (4, 8),
        '▋' => (5, 8),
        '▊' => (6, 8),
        '▉' => (7, 8),
        '▁' => (8, 1),
        '▂' => (8, 2),
        '▃' => (8, 3),
        '▄' => (8, 4),
        '▅' => (8, 5),
        '▆' => (8, 6),
        '▇' => (8, 7),
        _ => return None,
    })
}

impl Run {
    /// What is behind the letters, and the blocks, which no font joins without a gap.
    fn draw_ground(&self, svg: &mut String, y: u32) {
        if self.bg != Color::Reset {
            let (at, size) = ((self.x * CELL.0, y * CELL.1), (self.n_cells * CELL.0, CELL.1));
            rect(svg, at, size, ground(self.bg));
        }
        // Blocks of one height side by side are one area: between two a seam would be seen.
        let mut areas: Vec<(u32, u32, u32)> = Vec::new();
        for (x, ch) in &self.chars {
            let Some((columns, rows)) = block(*ch) else { continue };
            let (x, width, height) = (x * CELL.0, columns * CELL.0 / 8, rows * CELL.1 / 8);
            match areas.last_mut() {
                Some(last) if last.0 + last.1 == x && last.2 == height => last.1 += width,
                _ => areas.push((x, width, height)),
            }
        }
        for (x, width, height) in areas {
            rect(svg, (x, (y + 1) * CELL.1 - height), (width, height), front(self.fg));
        }
    }

    /// The letters, each in its cell whatever the font.
    fn draw(&self, svg: &mut String, y: u32) {
        let seen: Vec<_> = self.chars.iter().filter(|(_, ch)| block(*ch).is_none()).collect();
        let text: String = seen.iter().map(|(_, ch)| ch).collect();
        if text.trim().is_empty() {
            return;
        }
        let columns: Vec<String> = seen.iter().map(|(x, _)| tenths(x * CELL.0)).collect();
        let mut looks = String::new();
        for (modifier, look) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::DIM, " opacity=\"0.6\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        ] {
            if self.modifier.contains(modifier) {
                looks.push_str(look);
            }
        }
        let _infallible = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" xml:space=\"preserve\" fill=\"{}\"{looks}>{}</text>",
            columns.join(" "),
            tenths(y * CELL.1 + BASELINE),
            hex(front(self.fg)),
            escaped(&text),
        );
    }
}

fn rect(svg: &mut String, (x, y): (u32, u32), (width, height): (u32, u32), fill: Color) {
    let _infallible = writeln!(
        svg,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
        tenths(x),
        tenths(y),
        tenths(width),
        tenths(height),
        hex(fill),
    );
}

fn tenths(n: u32) -> String {
    format!("{}.{}", n / 10, n % 10)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A colour as a picture names it; the sixteen of a terminal as most terminals show them.
fn hex(color: Color) -> String {
    let known = match color {
        Color::Rgb(red, green, blue) => return format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Black => "#000000",
        Color::Red => "#cd3131",
        Color::Green => "#0dbc79",
        Color::Yellow => "#e5e510",
        Color::Blue => "#2472c8",
        Color::Magenta => "#bc3fbc",
        Color::Cyan => "#11a8cd",
        Color::DarkGray => "#666666",
        Color::LightRed => "#f14c4c",
        Color::LightGreen => "#23d18b",
        Color::LightYellow => "#f5f543",
        Color::LightBlue => "#3b8eea",
        Color::LightMagenta => "#d670d6",
        Color::LightCyan => "#29b8db",
        Color::White => "#ffffff",
        Color::Gray | Color::Reset | Color::Indexed(_) => "#cdd6ea",
    };
    known.to_owned()
}

/// The numbers of a cell's style, each with a semicolon before it.
fn sgr(cell: &Cell) -> String {
    let mut text = String::new();
    for (modifier, number) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
    ] {
        if cell.modifier.contains(modifier) {
            let _infallible = write!(text, ";{number}");
        }
    }
    text.push_str(&color(cell.fg, 30));
    text.push_str(&color(cell.bg, 40));
    text
}

/// A colour of the foreground (`base` 30) or of the background (40).
fn color(color: Color, base: u32) -> String {
    let number = match color {
        Color::Reset => return String::new(),
        Color::Rgb(red, green, blue) => return format!(";{};2;{red};{green};{blue}", base + 8),
        Color::Indexed(index) => return format!(";{};5;{index}", base + 8),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    format!(";{}", base + number)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn sample() -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        buffer.set_string(0, 0, "a<李", Style::new().fg(Color::Rgb(1, 2, 3)).bold());
        buffer.set_string(0, 1, "x", Style::new().fg(Color::LightRed).bg(Color::Blue));
        buffer
    }

    #[test]
    fn a_text_has_no_blanks_at_the_ends() {
        assert_eq!(buffer_to_text(&sample()), "a<李\nx");
    }

    #[test]
    fn colours_are_those_of_a_terminal() {
        let ansi = buffer_to_ansi(&sample());
        assert!(ansi.starts_with("\x1b[0;1;38;2;1;2;3ma<李\x1b[0m  "), "{ansi:?}");
        assert!(ansi.contains("\n\x1b[0;91;44mx"), "{ansi:?}");
    }

    #[test]
    fn the_ground_of_a_picture_is_that_of_the_page() {
        assert!(buffer_to_svg(&sample()).contains("height=\"100%\" fill=\"#2472c8\"/>"));
        let bare = buffer_to_svg(&Buffer::empty(Rect::new(0, 0, 2, 2)));
        assert!(bare.contains("height=\"100%\" fill=\"#0e1220\"/>"), "{bare}");
    }

    #[test]
    fn letters_stand_in_their_cells_and_blocks_fill_theirs() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        buffer.set_string(0, 0, "李b▌▂", Style::new().fg(Color::Rgb(1, 2, 3)));
        let svg = buffer_to_svg(&buffer);
        assert!(svg.contains("<text x=\"0.0 16.8\" y=\"13.8\""), "{svg}");
        let block = |place: &str| svg.contains(&format!("<rect {place} fill=\"#010203\"/>"));
        assert!(block("x=\"25.2\" y=\"0.0\" width=\"4.2\" height=\"18.0\""), "{svg}");
        buffer.set_string(0, 0, "███▎", Style::new().fg(Color::Rgb(1, 2, 3)));
        let bar = buffer_to_svg(&buffer);
        assert!(bar.contains("<rect x=\"0.0\" y=\"0.0\" width=\"27.3\" height=\"18.0\""), "{bar}");
        assert!(block("x=\"33.6\" y=\"13.5\" width=\"8.4\" height=\"4.5\""), "{svg}");
    }

    #[test]
    fn a_picture_is_well_formed_whatever_is_written() {
        let svg = buffer_to_svg(&sample());
        assert!(svg.contains(">a&lt;李</text>"), "{svg}");
        assert!(svg.contains("fill=\"#010203\" font-weight=\"bold\""), "{svg}");
        assert!(svg.contains("width=\"8.4\" height=\"18.0\" fill=\"#2472c8\""), "{svg}");
    }
}
