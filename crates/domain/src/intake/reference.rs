//! The identity of a row at its source: what makes a second import find the first.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::mapped_field::ValueRule;
use super::mapping::Mapping;
use super::parse::{REFERENCE_CHARS_MAX, must, text};
use super::record::Record;
use super::{Refusal, header};

/// Bytes of a hash that are kept in a reference: 128 bits do not collide by chance.
const HASH_BYTES_KEPT: usize = 16;

/// Hash of a whole row: names of columns do not count, nor do columns that are notes.
pub fn row_hash<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for (_, text) in fields.filter(|(column, _)| !header::is_note(column)) {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().into()
}

/// The reference of the `n`-th row of a file with this hash: equal rows are different people.
pub fn nth(reference: &str, n: u64) -> String {
    if n <= 1 { reference.to_owned() } else { format!("{reference}-{n}") }
}

/// The reference of a row.
pub(super) fn of(mapping: &Mapping, record: &Record<'_>) -> Result<String, Refusal> {
    let rule = mapping.reference();
    if rule.row_hash {
        return Ok(hex(&record.row_hash().unwrap_or_default()));
    }
    let value = ValueRule { column: rule.column.clone(), ..ValueRule::default() };
    let remedy = "give each row a reference of its own that stays the same from file to file";
    let read =
        must(&value, record, ("the reference", remedy), |said| text(said, REFERENCE_CHARS_MAX));
    let reference = read?.to_string();
    if rule.hashed {
        // Case is no part of an e-mail address's identity.
        return Ok(hex(&Sha256::digest(reference.to_lowercase())));
    }
    Ok(reference)
}

fn hex(hash: &[u8]) -> String {
    hash.iter().take(HASH_BYTES_KEPT).fold(String::new(), |mut text, byte| {
        let _writing_to_a_string_cannot_fail = write!(text, "{byte:02x}");
        text
    })
}
