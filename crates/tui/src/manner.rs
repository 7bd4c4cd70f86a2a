//! In which manner everything is written: the language, the signs, and whether numbers are for people or
//! for machines. It holds for the thread that draws, for as long as it draws: numbers and words are
//! written in some hundred places, and handing it to each would say nothing about any of them.

use std::cell::Cell;

use crate::glyph::Glyphs;
use crate::language::Language;

/// A manner of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Manner {
    /// Words, and how numbers are grouped.
    pub language: Language,
    /// Names of keys.
    pub glyphs: Glyphs,
    /// Numbers without groups and with a point, whatever the language: for files.
    pub bare: bool,
}

thread_local! {
    static HELD: Cell<Manner> = const {
        Cell::new(Manner { language: Language::English, glyphs: Glyphs::Unicode, bare: false })
    };
}

/// Puts the manner before back when it goes.
pub(crate) struct Held(Manner);

impl Drop for Held {
    fn drop(&mut self) {
        HELD.set(self.0);
    }
}

impl Manner {
    /// Writes in this manner until what it gives goes.
    #[must_use]
    pub(crate) fn hold(self) -> Held {
        Held(HELD.replace(self))
    }

    /// The manner held.
    pub(crate) fn now() -> Self {
        HELD.get()
    }
}

/// A key that has a sign: by its sign, or by its name where signs are plain letters.
pub(crate) fn key(sign: &'static str, name: &'static str) -> &'static str {
    match Manner::now().glyphs {
        Glyphs::Unicode => sign,
        Glyphs::Ascii => name,
    }
}

/// The key that opens.
pub(crate) fn enter() -> &'static str {
    key("↵", "enter")
}

/// The key that goes on to the next field.
pub(crate) fn tab() -> &'static str {
    key("⇥", "tab")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manner_ends_with_what_holds_it() {
        let ascii = Manner { glyphs: Glyphs::Ascii, ..Manner::default() };
        {
            let _held = ascii.hold();
            assert_eq!(enter(), "enter");
            {
                let _inner = Manner::default().hold();
                assert_eq!(enter(), "↵");
            }
            assert_eq!(tab(), "tab");
        }
        assert_eq!(tab(), "⇥");
    }
}
