//! The file with the key that locks the others: made once for a database, read ever after. Whoever
//! loses it loses every name; it does not belong among the database's own copies.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use chacha20poly1305::aead::Generate as _;

use super::{Keys, N_KEY, Vault, VaultError};
use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Rights of the file: its owner's alone.
const MODE: u32 = 0o600;
/// Rights that others must not have.
const OTHERS: u32 = 0o077;

/// Whether a key is made where there is none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// For a database without one, it is.
    Make,
    /// Nobody is here to write.
    Leave,
}

/// The vault of a database. Without its key it is closed, and says why when something is to be read
/// or sealed.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn vault_open(
    conn: &mut PgConnection,
    path: &Path,
    missing: Missing,
) -> Result<Vault, DbError> {
    let known = fingerprint(conn).await?;
    let key = match read(path) {
        Ok(None) if known.is_none() && missing == Missing::Make => make(path).map(Some),
        read => read,
    };
    let key = match key {
        Ok(Some(key)) => key,
        Ok(None) => return Ok(Vault::closed(VaultError::NoKey { path: path.to_owned() })),
        Err(error) => return Ok(Vault::closed(error)),
    };
    let keys = Keys::of(&key);
    let known = match (known, missing) {
        (None, Missing::Make) => settle(conn, &keys).await?,
        (known, _) => known,
    };
    if known.is_none_or(|known| known == keys.fingerprint()) {
        Ok(Vault::of(&key))
    } else {
        Ok(Vault::closed(VaultError::OtherKey { path: path.to_owned() }))
    }
}

/// The fingerprint of the key of this database; none before the first.
async fn fingerprint(conn: &mut PgConnection) -> Result<Option<Vec<u8>>, DbError> {
    sqlx::query_scalar!("select fingerprint from sereno.vault")
        .fetch_optional(conn)
        .await
        .of("fingerprint")
}

/// Says that this is the key of this database, unless another was quicker; whose it is now.
async fn settle(conn: &mut PgConnection, keys: &Keys) -> Result<Option<Vec<u8>>, DbError> {
    sqlx::query!(
        "insert into sereno.vault (fingerprint)
        values ($1)
        on conflict (only_one) do nothing",
        keys.fingerprint()
    )
    .execute(&mut *conn)
    .await
    .of("settle")?;
    fingerprint(conn).await
}

/// The key of a file; none when there is no such file.
fn read(path: &Path) -> Result<Option<[u8; N_KEY]>, VaultError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(path, &error)),
    };
    let rights = std::fs::metadata(path).map_err(|error| io(path, &error))?.permissions().mode();
    if rights & OTHERS != 0 {
        return Err(VaultError::Open { path: path.to_owned() });
    }
    let malformed = || VaultError::Malformed { path: path.to_owned() };
    from_hex(text.trim()).ok_or_else(malformed).map(Some)
}

/// Makes a key and its file. Whoever comes second reads the key of the first.
fn make(path: &Path) -> Result<[u8; N_KEY], VaultError> {
    let fails = |error: std::io::Error| io(path, &error);
    let what = || VaultError::Unsealable { what: "a new key".to_owned() };
    let key = <[u8; N_KEY]>::try_generate().map_err(|_| what())?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fails)?;
    }
    // Written whole under another name first: a name that is there always has a key in it.
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = std::fs::OpenOptions::new();
    let mut file =
        file.write(true).create(true).truncate(true).mode(MODE).open(&beside).map_err(fails)?;
    let line = to_hex(&key) + "\n";
    file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(fails)?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside).map_err(fails)?;
    match linked {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| VaultError::NoKey { path: path.to_owned() })
        }
        Err(error) => Err(io(path, &error)),
    }
}

fn io(path: &Path, error: &std::io::Error) -> VaultError {
    VaultError::Io { path: path.to_owned(), why: error.to_string() }
}

fn to_hex(key: &[u8; N_KEY]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let halves = key.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| DIGITS.get(usize::from(half))).collect()
}

fn from_hex(text: &str) -> Option<[u8; N_KEY]> {
    let mut key = [0; N_KEY];
    if text.len() != 2 * N_KEY || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = std::env::temp_dir().join(format!("sereno-key-{}", std::process::id()));
        let path = folder.join("personal.key");
        assert_eq!(read(&path).unwrap(), None);
        let key = make(&path).unwrap();
        assert_eq!(read(&path).unwrap(), Some(key));
        assert_eq!(make(&path).unwrap(), key);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read(&path), Err(VaultError::Open { .. })));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "12").unwrap();
        assert!(matches!(read(&path), Err(VaultError::Malformed { .. })));
        std::fs::write(&path, "é".repeat(32)).unwrap();
        assert!(matches!(read(&path), Err(VaultError::Malformed { .. })));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
