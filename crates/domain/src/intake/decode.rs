//! From bytes to text, with the place of the first byte that is none.

/// Why bytes are not the text that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// A byte that does not belong in UTF-8.
    #[error(
        "line {line}, byte {at} of the line is 0x{byte:02X}, which is not UTF-8: save the file as UTF-8, for instance with `iconv -f WINDOWS-1252 -t UTF-8`"
    )]
    NotUtf8 {
        /// Line, from 1.
        line: u64,
        /// Byte of the line, from 1.
        at: u64,
        /// The byte.
        byte: u8,
    },
    /// Two bytes a character.
    #[error(
        "the file is UTF-16 (it has a zero byte in line {line}): save it as UTF-8, for instance with `iconv -f UTF-16 -t UTF-8`"
    )]
    Utf16 {
        /// Line, from 1.
        line: u64,
    },
}

/// Checks a file chunk by chunk; a character may be cut by the end of a chunk.
#[derive(Debug)]
pub struct Decoder {
    /// Bytes of a character that the last chunk began.
    carry: Vec<u8>,
    line: u64,
    /// Bytes of the current line that have gone by.
    at: u64,
    started: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { carry: Vec::new(), line: 1, at: 0, started: false }
    }
}

impl Decoder {
    /// The text of the next chunk, without a byte-order mark at the very start.
    ///
    /// # Errors
    /// [`EncodingError`] naming the first byte that is wrong.
    pub fn push(&mut self, chunk: &[u8]) -> Result<String, EncodingError> {
        let mut bytes = std::mem::take(&mut self.carry);
        bytes.extend_from_slice(chunk);
        if !self.started && (bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])) {
            return Err(EncodingError::Utf16 { line: 1 });
        }
        let n_sound = match std::str::from_utf8(&bytes) {
            Ok(text) => text.len(),
            // The end of the chunk may have cut a character.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => return Err(self.wrong(&bytes, error.valid_up_to())),
        };
        self.carry = bytes.split_off(n_sound);
        if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            return Err(EncodingError::Utf16 { line: self.place(bytes.get(..at)).0 });
        }
        (self.line, self.at) = self.place(Some(&bytes));
        let text = String::from_utf8(bytes).unwrap_or_default();
        if !self.started && !text.is_empty() {
            self.started = true;
            if let Some(rest) = text.strip_prefix('\u{feff}') {
                return Ok(rest.to_owned());
            }
        }
        Ok(text)
    }

    /// Says that there is no further chunk.
    ///
    /// # Errors
    /// [`EncodingError`] when the last character is cut.
    pub fn finish(&self) -> Result<(), EncodingError> {
        if self.carry.is_empty() { Ok(()) } else { Err(self.wrong(&self.carry, 0)) }
    }

    fn wrong(&self, bytes: &[u8], at: usize) -> EncodingError {
        let (line, before) = self.place(bytes.get(..at));
        EncodingError::NotUtf8 {
            line,
            at: before + 1,
            byte: bytes.get(at).copied().unwrap_or_default(),
        }
    }

    /// Line, and bytes gone by in it, after these bytes.
    fn place(&self, bytes: Option<&[u8]>) -> (u64, u64) {
        bytes.unwrap_or_default().iter().fold((self.line, self.at), |(line, at), &byte| {
            if byte == b'\n' { (line + 1, 0) } else { (line, at + 1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(chunks: &[&[u8]]) -> Result<String, String> {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for chunk in chunks {
            text += &decoder.push(chunk).map_err(|error| error.to_string())?;
        }
        decoder.finish().map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn a_character_cut_by_a_chunk_is_whole_again() {
        assert_eq!(all(&[b"Jos\xc3", b"\xa9\n"]).unwrap(), "José\n");
    }

    #[test]
    fn a_byte_order_mark_is_dropped_only_at_the_start() {
        assert_eq!(all(&[b"\xef\xbb\xbfa", b"\xef\xbb\xbfb"]).unwrap(), "a\u{feff}b");
    }

    #[test]
    fn a_byte_of_latin_1_is_told_with_its_place() {
        let error = all(&[b"name\nAna\nPe", b"\xf1a\n"]).unwrap_err();
        assert!(error.starts_with("line 3, byte 3 of the line is 0xF1, which is not UTF-8"));
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_file_is_told() {
        let error = all(&[b"a\nJos\xc3"]).unwrap_err();
        assert!(error.starts_with("line 2, byte 4 of the line is 0xC3"), "{error}");
    }

    #[test]
    fn utf_16_is_called_by_its_name() {
        for file in [&b"\xff\xfea\0"[..], b"a\0b\0"] {
            assert!(all(&[file]).unwrap_err().starts_with("the file is UTF-16"));
        }
    }
}
