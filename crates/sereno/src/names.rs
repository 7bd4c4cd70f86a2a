//! The names of people on their way to a screen or a printed page: the one place where they are put
//! into what was read. Each first look is written down in the database; what was seen a moment ago is
//! taken from memory, so that a screen that looks again does not fill the log of who saw whom.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sereno_db::error::DbError;
use sereno_db::person::{Reader, person_names};
use sereno_db::pool::PgConnection;
use sereno_db::vault::Vault;
use sereno_domain::board::named::Named;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::DeveloperId;

use crate::command::{actor, now};

/// How long a look counts: after that it is another, and a name that changed or went is seen.
const LOOK: SignedDuration = SignedDuration::from_mins(15);
/// Names kept: a few megabytes.
const N_NAMES_MAX: usize = 50_000;

/// Puts names in.
#[derive(Debug)]
pub(crate) struct Names {
    vault: Vault,
    actor: String,
    seen: Mutex<BTreeMap<DeveloperId, Seen>>,
    /// Whether it was said that people go by number: once is enough.
    said: Once,
}

/// When somebody was looked up, and their name; none when there is none to show.
#[derive(Debug)]
struct Seen {
    at: Timestamp,
    name: Option<CleanText>,
}

impl Names {
    /// For the person at this process.
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault, actor: actor(), seen: Mutex::default(), said: Once::new() }
    }

    /// What seals.
    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Why nobody is called by name; none when people are.
    pub(crate) fn closed(&self) -> Option<String> {
        self.vault.keys().err().map(|error| error.to_string())
    }

    /// Puts the names of people into what is shown at `place`, a screen or a command. Without the key,
    /// everybody stays a number.
    pub(crate) async fn put(
        &self,
        conn: &mut PgConnection,
        place: &str,
        board: &mut impl Named,
    ) -> Result<(), DbError> {
        let keys = match self.vault.keys() {
            Ok(keys) => keys,
            Err(error) => {
                self.said.call_once(|| tracing::warn!("people go by number: {error}"));
                return Ok(());
            }
        };
        let mut names = board.names();
        let unseen = self.unseen(names.iter().map(|(developer, _)| *developer));
        if !unseen.is_empty() {
            let reader = Reader { actor: &self.actor, place };
            let mut found = person_names(conn, keys, reader, &unseen).await?;
            let at = now();
            let mut seen = self.seen();
            for developer in unseen.into_iter().map(DeveloperId) {
                seen.insert(developer, Seen { at, name: found.remove(&developer) });
            }
        }
        let seen = self.seen();
        for (developer, name) in &mut names {
            if let Some(known) = seen.get(developer).and_then(|seen| seen.name.as_ref()) {
                **name = known.clone();
            }
        }
        Ok(())
    }

    /// Who was not looked at lately; what was is forgotten in time, and all of it when it grows.
    fn unseen(&self, developers: impl Iterator<Item = DeveloperId>) -> Vec<i64> {
        let mut seen = self.seen();
        let old = now().checked_sub(LOOK).unwrap_or(Timestamp::MIN);
        seen.retain(|_, seen| seen.at > old);
        if seen.len() > N_NAMES_MAX {
            seen.clear();
        }
        let mut unseen: Vec<i64> =
            developers.filter(|developer| !seen.contains_key(developer)).map(|one| one.0).collect();
        unseen.sort_unstable();
        unseen.dedup();
        unseen
    }

    fn seen(&self) -> MutexGuard<'_, BTreeMap<DeveloperId, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
