//! A text that is copied like a number, for what asks for data is compared and copied all the time.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Bytes it takes.
const BYTES_MAX: usize = 180;

/// A text of at most 180 bytes.
#[derive(Clone, Copy)]
pub struct ShortText {
    bytes: [u8; BYTES_MAX],
    n_bytes: u8,
}

impl ShortText {
    /// Nothing.
    pub const EMPTY: Self = Self { bytes: [0; BYTES_MAX], n_bytes: 0 };

    /// The text, without blanks at its ends; none when it is too long.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut short = Self::EMPTY;
        short.bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        short.n_bytes = u8::try_from(text.len()).ok()?;
        Some(short)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.n_bytes)).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }

    /// True when it is nothing.
    pub const fn is_empty(&self) -> bool {
        self.n_bytes == 0
    }
}

impl Default for ShortText {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl PartialEq for ShortText {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for ShortText {}

impl PartialOrd for ShortText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ShortText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for ShortText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_written_or_not_at_all() {
        let most = "ñ".repeat(BYTES_MAX / 2);
        assert_eq!(ShortText::new(" state:done ").unwrap().as_str(), "state:done");
        assert_eq!(ShortText::new(&most).unwrap().as_str(), most);
        assert_eq!(ShortText::new(&format!("{most}x")), None);
        assert!(ShortText::new(" ").unwrap().is_empty());
    }
}
