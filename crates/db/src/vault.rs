//! What is sealed before it is stored: who people are, and the numbers on their papers and of their accounts. Each person
//! has a key of their own, which the database keeps locked with one that is no part of it. Here is
//! what is computed; the key outside is read in `vault/key_file.rs`, rows are in the tables' files.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sereno_domain::compliance::tax_number::TaxNumberKind;
use sha2::Sha256;

pub mod key_file;

/// Bytes of a key.
const N_KEY: usize = 32;
/// Bytes of a block of SHA-256.
const N_BLOCK: usize = 64;
/// Bytes of what makes two sealings of one text different.
const N_NONCE: usize = 24;

/// Why something cannot be sealed or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// The key that locks the others is not here.
    #[error(
        "{} is not there: copy it from the host where names can be read, or name its place in personal_data.key_file",
        path.display()
    )]
    NoKey {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It is the key of another database.
    #[error(
        "{} is not the key this database was made with: copy the file from the host where names can be read",
        path.display()
    )]
    OtherKey {
        /// Where it lies.
        path: PathBuf,
    },
    /// The file is not what sereno writes.
    #[error("{} does not hold a key: it is one line of 64 characters 0 to 9 and a to f", path.display())]
    Malformed {
        /// Where it lies.
        path: PathBuf,
    },
    /// The file can be read by others.
    #[error("{} can be read by others: take their right away with `chmod 600`", path.display())]
    Open {
        /// Where it lies.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("{} cannot be read or written: {why}", path.display())]
    Io {
        /// Where it lies.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// What is stored was changed, or sealed with another key.
    #[error("what is sealed as {what} cannot be opened: it was changed, or is another's")]
    Broken {
        /// What it was sealed as.
        what: String,
    },
    /// The system gave no random numbers, or there is too much to seal.
    #[error("{what} cannot be sealed")]
    Unsealable {
        /// What it was to be sealed as.
        what: String,
    },
}

/// The key that locks the others, or why it is not there: then people are called by their numbers.
#[derive(Debug, Clone)]
pub struct Vault(Result<Arc<Keys>, VaultError>);

impl Vault {
    /// With a key.
    pub fn of(key: &[u8; N_KEY]) -> Self {
        Self(Ok(Arc::new(Keys::of(key))))
    }

    /// Without.
    pub const fn closed(why: VaultError) -> Self {
        Self(Err(why))
    }

    /// The keys.
    ///
    /// # Errors
    /// Why they are not there.
    pub fn keys(&self) -> Result<&Keys, VaultError> {
        self.0.as_deref().map_err(Clone::clone)
    }
}

/// What is sealed and opened with: made of the one key outside the database.
pub struct Keys {
    lock: XChaCha20Poly1305,
    firm: XChaCha20Poly1305,
    mark: [u8; N_KEY],
    fingerprint: [u8; N_KEY],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    fn of(key: &[u8; N_KEY]) -> Self {
        let cipher = |purpose: &str| XChaCha20Poly1305::new(&hmac(key, purpose.as_bytes()).into());
        Self {
            lock: cipher("sereno keys of persons"),
            firm: cipher("sereno papers of clients"),
            mark: hmac(key, b"sereno marks"),
            fingerprint: hmac(key, b"sereno fingerprint"),
        }
    }

    /// Tells this key from every other, and says nothing else of it.
    pub const fn fingerprint(&self) -> &[u8; N_KEY] {
        &self.fingerprint
    }

    /// A new key for a person, and how it is stored.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] when the system has no random numbers.
    pub fn person_new(&self, developer_id: i64) -> Result<(PersonKey, Vec<u8>), VaultError> {
        let what = format!("key of developer {developer_id}");
        let unsealable = |_| VaultError::Unsealable { what: what.clone() };
        let key = <[u8; N_KEY]>::try_generate().map_err(unsealable)?;
        let sealed = seal(&self.lock, &what, &key)?;
        Ok((PersonKey(XChaCha20Poly1305::new(&key.into())), sealed))
    }

    /// The key of a person, as it is stored.
    ///
    /// # Errors
    /// [`VaultError::Broken`] when it was changed or is another's.
    pub fn person(&self, developer_id: i64, sealed: &[u8]) -> Result<PersonKey, VaultError> {
        let what = format!("key of developer {developer_id}");
        let key = open(&self.lock, &what, sealed)?;
        let key = <[u8; N_KEY]>::try_from(key).map_err(|_| VaultError::Broken { what })?;
        Ok(PersonKey(XChaCha20Poly1305::new(&key.into())))
    }

    /// What seals papers that are no person's.
    pub fn firm(&self) -> PersonKey {
        PersonKey(self.firm.clone())
    }

    /// The same for the same number of one kind, and nothing to read the number from.
    pub fn number_mark(&self, kind: TaxNumberKind, number: &str) -> Vec<u8> {
        self.mark_of(&["number", kind.name(), number])
    }

    /// The same for the same number of an account, and nothing to read the number from.
    pub fn account_mark(&self, number: &str) -> Vec<u8> {
        self.mark_of(&["account", number])
    }

    /// The same for the same reference of one source, and nothing to read it from.
    pub fn reference_mark(&self, source: &str, external_ref: &str) -> Vec<u8> {
        self.mark_of(&["reference", source, external_ref])
    }

    fn mark_of(&self, parts: &[&str]) -> Vec<u8> {
        hmac(&self.mark, parts.join("\0").as_bytes()).to_vec()
    }
}

/// The key of one person.
#[derive(Clone)]
pub struct PersonKey(XChaCha20Poly1305);

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonKey").finish_non_exhaustive()
    }
}

impl PersonKey {
    /// Seals; what is sealed as one thing cannot be opened as another.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] when the system has no random numbers.
    pub fn seal(&self, what: Sealed, clear: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal(&self.0, &what.to_string(), clear)
    }

    /// Opens.
    ///
    /// # Errors
    /// [`VaultError::Broken`] when it was changed, or sealed as something else or for somebody else.
    pub fn open(&self, what: Sealed, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        open(&self.0, &what.to_string(), sealed)
    }
}

/// What something is sealed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// Who a developer is.
    Person(i64),
    /// The number on a paper.
    Number(i64),
    /// Holder and number of an account.
    Account(i64),
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "name of developer {id}"),
            Self::Number(id) => write!(f, "number on document {id}"),
            Self::Account(id) => write!(f, "bank account {id}"),
        }
    }
}

fn seal(cipher: &XChaCha20Poly1305, what: &str, clear: &[u8]) -> Result<Vec<u8>, VaultError> {
    let unsealable = || VaultError::Unsealable { what: what.to_owned() };
    let nonce = XNonce::try_generate().map_err(|_| unsealable())?;
    let payload = Payload { msg: clear, aad: what.as_bytes() };
    let sealed = cipher.encrypt(&nonce, payload).map_err(|_| unsealable())?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(cipher: &XChaCha20Poly1305, what: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let broken = || VaultError::Broken { what: what.to_owned() };
    let (nonce, sealed) = sealed.split_first_chunk::<N_NONCE>().ok_or_else(broken)?;
    let payload = Payload { msg: sealed, aad: what.as_bytes() };
    cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| broken())
}

fn hmac(key: &[u8; N_KEY], text: &[u8]) -> [u8; N_KEY] {
    // A key as long as a block needs no check of its length; a shorter one is filled up with zeros.
    let mut block = [0; N_BLOCK];
    let (start, _) = block.split_at_mut(N_KEY);
    start.copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::of(&[byte; N_KEY])
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_same_person_as_the_same_thing_only() {
        let keys = keys(1);
        let (key, stored) = keys.person_new(7).unwrap();
        let sealed = key.seal(Sealed::Person(7), b"Ana").unwrap();
        let again = keys.person(7, &stored).unwrap();
        assert_eq!(again.open(Sealed::Person(7), &sealed).unwrap(), b"Ana");
        again.open(Sealed::Person(8), &sealed).unwrap_err();
        again.open(Sealed::Number(7), &sealed).unwrap_err();
        keys.person(8, &stored).unwrap_err();
        super::Keys::of(&[2; N_KEY]).person(7, &stored).unwrap_err();
        let (other, _) = keys.person_new(7).unwrap();
        other.open(Sealed::Person(7), &sealed).unwrap_err();
    }

    #[test]
    fn a_changed_bit_is_seen_and_two_sealings_differ() {
        let (key, _) = keys(1).person_new(7).unwrap();
        let sealed = key.seal(Sealed::Person(7), b"Ana").unwrap();
        assert_ne!(sealed, key.seal(Sealed::Person(7), b"Ana").unwrap());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            key.open(Sealed::Person(7), &changed).unwrap_err();
        }
        key.open(Sealed::Person(7), &sealed[..N_NONCE - 1]).unwrap_err();
    }

    #[test]
    fn marks_are_of_one_kind_and_one_key() {
        let mark = |keys: &Keys, kind, number| keys.number_mark(kind, number);
        let cpf = mark(&keys(1), TaxNumberKind::Cpf, "39053344705");
        assert_eq!(cpf, mark(&keys(1), TaxNumberKind::Cpf, "39053344705"));
        assert_ne!(cpf, mark(&keys(1), TaxNumberKind::Nit, "39053344705"));
        assert_ne!(cpf, mark(&keys(2), TaxNumberKind::Cpf, "39053344705"));
        assert_ne!(cpf, keys(1).reference_mark("cpf", "39053344705"));
        assert_ne!(cpf, keys(1).account_mark("39053344705"));
    }
}
