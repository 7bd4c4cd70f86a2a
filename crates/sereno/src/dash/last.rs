//! The counts the dashboard was left with, kept for the next start. Counts only: nothing in the file says
//! who anybody is, nor how the database is entered.

use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sereno_tui::last::LastCounts;

use super::state;
use crate::config::Config;
use crate::connect;

/// Parts of a database's address that say which it is; the others say who enters and how.
const SAYS_WHICH: [&str; 4] = ["host", "hostaddr", "port", "dbname"];

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: String,
    database: String,
    at: Timestamp,
    n_chunks: u64,
    n_done: u64,
    n_leased: u64,
    n_quarantined: u64,
    n_needs: u64,
}

/// The counts kept for this database by this version; none in every other case, also where the file is
/// wrong or from the future: they are worth nothing then.
pub(super) fn read(config: &Config, now: Timestamp) -> Option<LastCounts> {
    read_from(&state::path("last.toml").ok()?, &database(config)?, now)
}

fn read_from(path: &Path, here: &str, now: Timestamp) -> Option<LastCounts> {
    let text = std::fs::read_to_string(path).ok()?;
    let stored: Stored = toml::from_str(&text).ok()?;
    let Stored { version, database, at, n_chunks, n_done, n_leased, n_quarantined, n_needs } =
        stored;
    let is_ours = version == env!("CARGO_PKG_VERSION") && database == here && at <= now;
    is_ours.then_some(LastCounts { at, n_chunks, n_done, n_leased, n_quarantined, n_needs })
}

/// Keeps these counts and no others.
///
/// # Errors
/// When they cannot be written.
pub(super) fn keep(config: &Config, counts: &LastCounts) -> anyhow::Result<()> {
    let Some(database) = database(config) else { return Ok(()) };
    keep_in(&state::path("last.toml")?, database, counts)
}

fn keep_in(path: &Path, database: String, counts: &LastCounts) -> anyhow::Result<()> {
    let LastCounts { at, n_chunks, n_done, n_leased, n_quarantined, n_needs } = *counts;
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let stored =
        Stored { version, database, at, n_chunks, n_done, n_leased, n_quarantined, n_needs };
    let fails = || format!("cannot keep the last counts in {}", path.display());
    state::write(path, &toml::to_string(&stored)?).with_context(fails)
}

/// Which database this is; none when its address cannot be read.
fn database(config: &Config) -> Option<String> {
    match &config.database_url {
        Some(url) => which(url),
        None => Some(format!("private server of {}", connect::home().ok()?.display())),
    }
}

/// An address without who enters and how.
fn which(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = place.split_once('/').unwrap_or((place, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let says_which =
        |part: &&str| part.split_once('=').is_some_and(|(name, _)| SAYS_WHICH.contains(&name));
    let query: Vec<&str> = query.split('&').filter(says_which).collect();
    Some([format!("{host}/{path}"), query.join("&")].join(" ").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use jiff::SignedDuration;

    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;
    const COUNTS: LastCounts = LastCounts {
        at: AT,
        n_chunks: 640,
        n_done: 600,
        n_leased: 8,
        n_quarantined: 7,
        n_needs: 3,
    };

    #[test]
    fn counts_are_read_as_they_were_kept_and_by_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/sereno/last.toml");
        assert_eq!(read_from(&path, "host/firm", AT), None);
        keep_in(&path, "host/firm".to_owned(), &COUNTS).unwrap();
        assert_eq!(read_from(&path, "host/firm", AT), Some(COUNTS));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_is_of_another_database_or_version_or_of_no_use_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.toml");
        keep_in(&path, "host/firm".to_owned(), &COUNTS).unwrap();
        assert_eq!(read_from(&path, "host/other", AT), None);
        assert_eq!(read_from(&path, "host/firm", AT - SignedDuration::from_secs(1)), None);
        let text = std::fs::read_to_string(&path).unwrap();
        for (from, to) in [("version = \"", "version = \"9"), ("n_done = 600", "n_done = -1")] {
            std::fs::write(&path, text.replace(from, to)).unwrap();
            assert_eq!(read_from(&path, "host/firm", AT), None, "{to}");
        }
        std::fs::write(&path, [0, 159, 146, 150]).unwrap();
        assert_eq!(read_from(&path, "host/firm", AT), None);
    }

    #[test]
    fn nothing_that_lets_somebody_in_is_kept() {
        for (url, kept) in [
            ("postgres://ana:s3cret@db.firm:5432/night", "db.firm:5432/night"),
            ("postgresql://localhost", "localhost/"),
            (
                "postgres://ana@localhost/night?password=s3cret&host=/run/pg&sslkey=x",
                "localhost/night host=/run/pg",
            ),
            ("postgres://ana:p@ss@db/night", "db/night"),
        ] {
            assert_eq!(which(url).as_deref(), Some(kept));
        }
        assert_eq!(which("night"), None);
    }
}
