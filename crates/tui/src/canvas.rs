//! The one way anything reaches the screen: text by tone, cut to its room. Draws straight into the
//! buffer, so that a frame costs what is seen and not what is listed.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::glyph;
use crate::number::narrow;
use crate::survey::{Survey, Zone};
use crate::theme::{HOLES, Look, Tone};

/// A buffer, how things look in it, and where the terminal's cursor goes.
pub(crate) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    look: &'a Look,
    cursor: Option<Position>,
    survey: Option<&'a mut Survey>,
}

impl<'a> Canvas<'a> {
    /// A canvas over `buffer`.
    pub(crate) fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        Self { buffer, look, cursor: None, survey: None }
    }

    /// The same, for a frame that nobody sees.
    pub(crate) fn surveying(self, survey: &'a mut Survey) -> Self {
        Self { survey: Some(survey), ..self }
    }

    /// What is learnt of the frame; none when it is only looked at.
    pub(crate) fn survey(&mut self) -> Option<&mut Survey> {
        self.survey.as_deref_mut()
    }

    /// Says what an area is, for whoever clicks there.
    pub(crate) fn mark(&mut self, area: Rect, zone: Zone) {
        if let Some(survey) = self.survey() {
            survey.mark(area, zone);
        }
    }

    /// All there is to draw on.
    pub(crate) fn area(&self) -> Rect {
        *self.buffer.area()
    }

    /// Where the terminal's cursor goes.
    pub(crate) fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Puts the terminal's cursor there, if it is on the screen. The last one to ask wins.
    pub(crate) fn focus(&mut self, x: u16, y: u16) {
        let position = Position::new(x, y);
        if self.buffer.area().contains(position) {
            self.cursor = Some(position);
        }
    }

    /// Gives an area a tone without touching its text.
    pub(crate) fn tint(&mut self, area: Rect, tone: Tone) {
        self.buffer.set_style(area.intersection(*self.buffer.area()), self.look.style(tone));
    }

    /// Empties an area and gives it a tone.
    pub(crate) fn clear(&mut self, area: Rect, tone: Tone) {
        let area = area.intersection(*self.buffer.area());
        self.halve(area);
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
            }
        }
        self.buffer.set_style(area, self.look.style(Tone::Page));
        self.buffer.set_style(area, self.look.style(tone));
    }

    /// Takes away wide letters that begin before an area and would reach into it.
    fn halve(&mut self, area: Rect) {
        let Some(x) = area.x.checked_sub(1) else { return };
        for row in area.rows() {
            if let Some(cell) = self.buffer.cell_mut(Position::new(x, row.y))
                && cell.symbol().width() > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    /// Writes text in at most `room` cells, cut with `…`, and gives the cell after it.
    pub(crate) fn text(&mut self, x: u16, y: u16, room: u16, text: &str, tone: Tone) -> u16 {
        if room == 0 || !self.buffer.area().contains(Position::new(x, y)) {
            return x;
        }
        let text = fit(text, room.into());
        let text = glyph::drawn(self.look.glyphs, &text);
        let style = self.look.style(tone);
        if matches!(tone, Tone::Fail | Tone::Warn) && style.add_modifier.intersects(HOLES) {
            return self.text_by_word((x, y), room, &text, style);
        }
        self.buffer.set_stringn(x, y, &text, room.into(), style).0
    }

    /// The same where a blank would be seen: beside a sign, and at either end, it is left plain.
    fn text_by_word(&mut self, (x, y): (u16, u16), room: u16, text: &str, style: Style) -> u16 {
        let mut next = x;
        let mut n_words = 0;
        let mut is_sign = true;
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                let blank = if word.is_empty() || is_sign { Style::new() } else { style };
                let left = room.saturating_sub(next - x).into();
                next = self.buffer.set_stringn(next, y, " ", left, blank).0;
            }
            let left = room.saturating_sub(next - x).into();
            next = self.buffer.set_stringn(next, y, word, left, style).0;
            if !word.is_empty() {
                n_words += 1;
                is_sign = n_words == 1 && width(word) == 1;
            }
        }
        next
    }

    /// Writes text that ends before `end`, in at most `room` cells, and gives its first cell.
    pub(crate) fn right(&mut self, end: u16, y: u16, room: u16, text: &str, tone: Tone) -> u16 {
        let text = fit(text, room.into());
        let x = end.saturating_sub(width(&text));
        self.text(x, y, end - x, &text, tone);
        x
    }

    /// Writes pieces one after another in at most `room` cells, until one is cut.
    pub(crate) fn pieces(&mut self, x: u16, y: u16, room: u16, pieces: &[(&str, Tone)]) -> u16 {
        let end = x.saturating_add(room);
        let mut next = x;
        for (text, tone) in pieces {
            let room = end.saturating_sub(next);
            next = self.text(next, y, room, text, *tone);
            if width(text) > room {
                break;
            }
        }
        next
    }

    /// Repeats one symbol over `room` cells.
    pub(crate) fn repeat(&mut self, x: u16, y: u16, room: u16, symbol: &str, tone: Tone) {
        let style = self.look.ink(tone);
        let symbol = glyph::filled(self.look.glyphs, symbol);
        for x in x..x.saturating_add(room) {
            if let Some(cell) = self.buffer.cell_mut(Position::new(x, y)) {
                cell.set_symbol(&symbol).set_style(style);
            }
        }
    }

    /// Draws a symbol only where nothing stands yet.
    pub(crate) fn behind(&mut self, x: u16, y: u16, symbol: &str, tone: Tone) {
        let style = self.look.ink(tone);
        if let Some(cell) = self.buffer.cell_mut(Position::new(x, y))
            && cell.symbol() == " "
        {
            cell.set_symbol(&glyph::filled(self.look.glyphs, symbol)).set_style(style);
        }
    }

    /// A whole line of blanks in a tone, under what is written next.
    pub(crate) fn line(&mut self, area: Rect, tone: Tone) {
        self.clear(Rect { height: 1, ..area }, tone);
    }

    /// Dims everything, for what comes on top.
    pub(crate) fn veil(&mut self) {
        let area = *self.buffer.area();
        self.tint(area, Tone::Veil);
    }
}

/// Cells a text takes.
pub(crate) fn width(text: &str) -> u16 {
    narrow(text.width())
}

/// The text itself when it fits, else its beginning and `…`.
pub(crate) fn fit(text: &str, room: usize) -> Cow<'_, str> {
    if text.width() <= room {
        return Cow::Borrowed(text);
    }
    let mut kept = cut(text, room.saturating_sub(1)).to_owned();
    let end = kept.trim_end().len();
    kept.truncate(end);
    if room > 0 {
        kept.push('…');
    }
    Cow::Owned(kept)
}

/// The longest beginning of a text that takes at most `room` cells.
fn cut(text: &str, room: usize) -> &str {
    let wide = |ch: char| ch.width().unwrap_or(0);
    // Letters that are drawn as one take fewer cells together than one by one.
    let together = text.chars().map(wide).sum::<usize>() != text.width();
    let (mut used, mut end) = (0, 0);
    for (at, ch) in text.char_indices() {
        let next = at + ch.len_utf8();
        used = match text.get(..next) {
            Some(beginning) if together => beginning.width(),
            _ => used + wide(ch),
        };
        if used > room {
            break;
        }
        end = next;
    }
    text.get(..end).unwrap_or_default()
}

/// Breaks text at blanks into lines of at most `room` cells.
pub(crate) fn wrap(text: &str, room: u16) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width(&line).saturating_add(1).saturating_add(width(word)) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_with_an_ellipsis() {
        assert_eq!(fit("Ana Morales", 11), "Ana Morales");
        assert_eq!(fit("Ana Morales", 10), "Ana Moral…");
        assert_eq!(fit("Ana Morales", 5), "Ana…");
        assert_eq!(fit("李李李", 4), "李…");
        assert_eq!(fit("Ana", 0), "");
        assert_eq!(fit("👍🏽👍🏽👍🏽", 5), "👍🏽👍🏽…", "two letters that are drawn as one");
    }

    #[test]
    fn what_is_emptied_leaves_no_half_of_a_wide_letter() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let look = Look::of(crate::theme::ThemeName::Mono);
        let mut canvas = Canvas::new(&mut buffer, &look);
        canvas.text(0, 0, 6, "李李李", Tone::Text);
        canvas.clear(Rect::new(3, 0, 1, 1), Tone::Sheet);
        canvas.text(3, 0, 1, "│", Tone::Dim);
        assert_eq!(crate::once::buffer_to_text(&buffer), "李 │李");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), Vec::<String>::new());
    }

    #[test]
    fn a_blank_beside_a_sign_is_not_reversed() {
        let look = Look::of(crate::theme::ThemeName::Mono);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        Canvas::new(&mut buffer, &look).text(0, 0, 20, " ✗ no pay ", Tone::Fail);
        Canvas::new(&mut buffer, &look).text(12, 0, 20, "✗ 12", Tone::Fail);
        let reversed: String = buffer
            .content()
            .iter()
            .map(|cell| if cell.modifier.intersects(HOLES) { cell.symbol() } else { "." })
            .collect();
        assert_eq!(reversed, ".✗.no pay...✗.12....");
    }
}
