//! Features: all that is known of one developer, packed. They hold days as they are and nothing that
//! is counted from one, so that they change only when a fact does.

use crate::developer::Developer;

/// How features are packed; rises with every change of [`Developer`] and of what is in it.
pub const FORMAT: i16 = 1;

/// Packed features that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the packed facts cannot be read: they will be packed again from the records")]
pub struct FeatureError(#[from] postcard::Error);

/// Packs a developer: the same bytes for the same facts.
///
/// # Errors
/// [`FeatureError`] when there is no memory to write to.
pub fn pack(developer: &Developer) -> Result<Vec<u8>, FeatureError> {
    Ok(postcard::to_stdvec(developer)?)
}

/// Reads what [`pack`] wrote; bytes that are left over are damage.
///
/// # Errors
/// [`FeatureError`] when the bytes are of another format or damaged.
pub fn unpack(packed: &[u8]) -> Result<Developer, FeatureError> {
    match postcard::take_from_bytes(packed)? {
        (developer, []) => Ok(developer),
        (_, _) => Err(FeatureError(postcard::Error::DeserializeBadEncoding)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::simulation::Simulation;

    const FIRM: Simulation =
        Simulation { seed: 7, n_developers: 300, n_roles: 1, as_of: date(2026, 11, 24) };

    #[test]
    fn what_is_packed_is_read_back_and_damage_is_seen() {
        for developer in FIRM.developers().map(|person| person.developer) {
            let packed = pack(&developer).unwrap();
            assert_eq!(unpack(&packed).as_ref(), Ok(&developer));
            assert!(unpack(&packed[..packed.len() - 1]).is_err());
            assert!(unpack(&[packed, vec![0]].concat()).is_err());
        }
    }

    /// When this fails, the shape of the bytes changed: raise [`FORMAT`], or rows packed before would
    /// be misread.
    #[test]
    fn the_shape_of_the_bytes_is_that_of_the_format() {
        let simulated = FIRM.developers().nth(19).unwrap().developer;
        let shape = Sha256::digest(pack(&simulated).unwrap());
        assert_eq!(FORMAT, 1);
        assert_eq!(shape[..8], [0x93, 0xc5, 0xd6, 0x2e, 0x95, 0x4c, 0xf5, 0x76]);
    }
}
