//! Rows out of a binary `COPY` of two columns, an id and bytes, however the stream cuts them.
//!
//! # Source
//! The form is that of the PostgreSQL manual, "COPY", section "Binary Format": a signature, flags, an
//! extension, then for each row the number of columns and each column with its length before it;
//! -1 columns are the end.

/// What every such stream begins with.
const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
/// Bytes before the extension: the signature, flags and the extension's length.
const HEAD: usize = 19;
/// Bytes kept of rows that were read, before they are thrown away.
const READ_BYTES_MAX: usize = 64 * 1024;

/// Why rows cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CopiedError {
    /// Not a binary copy.
    #[error("the stream does not begin as a binary copy does")]
    Signature,
    /// Columns are not an id and bytes.
    #[error("a row is not an id and bytes")]
    Row,
    /// The end is missing.
    #[error("the stream ends before the last row")]
    Cut,
}

/// A stream of rows.
#[derive(Debug, Default)]
pub(super) struct Copied {
    bytes: Vec<u8>,
    /// What was read of them.
    at: usize,
    begun: bool,
    ended: bool,
}

impl Copied {
    /// Takes in what came.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if self.at >= READ_BYTES_MAX {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Nothing more comes.
    pub(super) fn end(&self) -> Result<(), CopiedError> {
        if self.ended { Ok(()) } else { Err(CopiedError::Cut) }
    }

    /// The next row; none when the rest of it has not come yet, or after the last.
    pub(super) fn next(&mut self) -> Result<Option<(i64, &[u8])>, CopiedError> {
        if !self.begun {
            let Some(head) = self.bytes.first_chunk::<HEAD>() else { return Ok(None) };
            if !head.starts_with(SIGNATURE) {
                return Err(CopiedError::Signature);
            }
            let Some(extension) = head.last_chunk::<4>() else { return Ok(None) };
            let extension = usize::try_from(u32::from_be_bytes(*extension)).unwrap_or(usize::MAX);
            if self.bytes.len() < HEAD.saturating_add(extension) {
                return Ok(None);
            }
            self.at = HEAD + extension;
            self.begun = true;
        }
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some((n_columns, rest)) = rest.split_first_chunk::<2>() else { return Ok(None) };
        match i16::from_be_bytes(*n_columns) {
            -1 => {
                self.ended = true;
                return Ok(None);
            }
            2 => {}
            _ => return Err(CopiedError::Row),
        }
        let Some((id_length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        if u32::from_be_bytes(*id_length) != 8 {
            return Err(CopiedError::Row);
        }
        let Some((id, rest)) = rest.split_first_chunk::<8>() else { return Ok(None) };
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            return Err(CopiedError::Row);
        };
        let Some(packed) = rest.get(..length) else { return Ok(None) };
        self.at += 18 + length;
        Ok(Some((i64::from_be_bytes(*id), packed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, packed: &[u8]) -> Vec<u8> {
        let mut row = vec![0, 2, 0, 0, 0, 8];
        row.extend(id.to_be_bytes());
        row.extend(u32::try_from(packed.len()).unwrap().to_be_bytes());
        row.extend(packed);
        row
    }

    fn stream(rows: &[(i64, &[u8])]) -> Vec<u8> {
        let mut stream = SIGNATURE.to_vec();
        // An extension of three bytes, which a reader skips.
        stream.extend([0, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7]);
        stream.extend(rows.iter().flat_map(|(id, packed)| row(*id, packed)));
        stream.extend([255, 255]);
        stream
    }

    #[test]
    fn rows_are_the_same_however_the_stream_is_cut() {
        let large = vec![5; 200_000];
        let rows: [(i64, &[u8]); 4] = [(-1, b"one"), (2, b""), (3, &large), (i64::MAX, b"last")];
        let stream = stream(&rows);
        for step in [1, 2, 7, 1_000, stream.len()] {
            let mut copied = Copied::default();
            let mut read = Vec::new();
            for bytes in stream.chunks(step) {
                assert_eq!(copied.end(), Err(CopiedError::Cut));
                copied.add(bytes);
                while let Some((id, packed)) = copied.next().unwrap() {
                    read.push((id, packed.to_vec()));
                }
            }
            assert!(read.iter().map(|(id, packed)| (*id, &packed[..])).eq(rows), "step {step}");
            assert_eq!(copied.end(), Ok(()));
        }
    }

    #[test]
    fn another_form_is_refused() {
        let check = |bytes: &[u8], expected| {
            let mut copied = Copied::default();
            copied.add(bytes);
            assert_eq!(copied.next(), Err(expected));
        };
        check(b"1\tone\n2\ttwo\n3\tthree\n", CopiedError::Signature);
        let sound = stream(&[(1, b"one")]);
        let with = |at: usize, byte| {
            let mut bytes = sound.clone();
            bytes[at] = byte;
            bytes
        };
        check(&with(23, 3), CopiedError::Row);
        check(&with(27, 4), CopiedError::Row);
        check(&with(36, 255), CopiedError::Row);
    }
}
