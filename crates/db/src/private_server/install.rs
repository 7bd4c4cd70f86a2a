//! Which `PostgreSQL` of this machine to run, and as whom.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::PrivateServerError;

/// The oldest major version the migrations run on.
const MAJOR_MIN: u32 = 15;
/// What a folder must hold to run a server from it.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_ctl"];
/// Where packagers put versions side by side: folder, start of the entry's name, way to the programs.
const USUAL: [(&str, &str, &str); 8] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("/opt/local/lib", "postgresql", "bin"),
];
/// Settings of the caller's shell that would change what the programs do.
const CLEARED: [&str; 6] = ["PGDATA", "PGPORT", "PGHOST", "PGUSER", "PGDATABASE", "PGOPTIONS"];

/// One installed server.
#[derive(Clone, Debug)]
pub(super) struct Install {
    pub(super) bin: PathBuf,
    pub(super) major: u32,
}

/// The user the server runs as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    /// Owner of the cluster.
    pub(super) uid: u32,
    /// Who to become first; nothing unless this process is root, which `PostgreSQL` refuses.
    pub(super) switch: Option<(u32, u32)>,
}

impl Account {
    /// This process's user, or an unprivileged one when that is root.
    pub(super) fn find() -> Result<Self, PrivateServerError> {
        let uid = own_uid()?;
        if uid != 0 {
            return Ok(Self { uid, switch: None });
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| passwd.lines().find_map(|line| ids(line, name)))
            .map(|(uid, gid)| Self { uid, switch: Some((uid, gid)) })
            .ok_or(PrivateServerError::NoUnprivilegedUser)
    }

    /// A program of `bin`, run as this account and deaf to the caller's settings.
    pub(super) fn command(self, bin: &Path, program: &str) -> Command {
        let mut command = Command::new(bin.join(program));
        command.current_dir("/").env("LC_MESSAGES", "C").stdin(Stdio::null());
        for name in CLEARED {
            command.env_remove(name);
        }
        if let Some((uid, gid)) = self.switch {
            command.uid(uid).gid(gid);
        }
        command
    }
}

fn ids(line: &str, name: &str) -> Option<(u32, u32)> {
    let mut fields = line.split(':');
    if fields.next()? != name {
        return None;
    }
    Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// The user of this process: from the kernel where it shows it as a folder, else from `id`.
pub(super) fn own_uid() -> Result<u32, PrivateServerError> {
    if let Ok(process) = fs::metadata("/proc/self") {
        return Ok(process.uid());
    }
    let output = Command::new("id").arg("-u").output().ok();
    output
        .and_then(|output| String::from_utf8_lossy(&output.stdout).trim().parse().ok())
        .ok_or(PrivateServerError::NoUserId)
}

/// Every server `account` can run, newest first; never empty.
pub(super) fn installs(account: Account) -> Result<Vec<Install>, PrivateServerError> {
    let candidates = candidates();
    let looked: Vec<_> = candidates.iter().map(|bin| bin.display().to_string()).collect();
    let mut seen = BTreeSet::new();
    let mut found: Vec<_> = candidates
        .into_iter()
        .filter_map(|bin| fs::canonicalize(bin).ok())
        .filter(|bin| PROGRAMS.iter().all(|program| bin.join(program).is_file()))
        .filter(|bin| seen.insert(bin.clone()))
        .filter_map(|bin| major_of(account, &bin).map(|major| Install { bin, major }))
        .filter(|install| install.major >= MAJOR_MIN)
        .collect();
    found.sort_by_key(|install| Reverse(install.major));
    if found.is_empty() {
        return Err(PrivateServerError::NotInstalled { looked: looked.join(", ") });
    }
    Ok(found)
}

/// Asked as the account that will run it: a folder that account cannot reach is no install.
fn major_of(account: Account, bin: &Path) -> Option<u32> {
    let output = account.command(bin, "postgres").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace().find_map(|word| {
        let digits = word
            .find(|c: char| !c.is_ascii_digit())
            .map_or(word, |end| word.get(..end).unwrap_or_default());
        digits.parse().ok()
    })
}

fn candidates() -> Vec<PathBuf> {
    if let Some(bin) = set("SERENO_PG_BIN") {
        return vec![bin];
    }
    let mut bins = on_path();
    let asked = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output();
    if let Ok(output) = asked
        && output.status.success()
    {
        bins.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    for (folder, prefix, tail) in USUAL {
        bins.extend(beside(Path::new(folder), prefix, tail));
    }
    bins.push("/usr/local/pgsql/bin".into());
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(std::env::home_dir()?.join(".cache")));
    bins.extend(cache.map(|cache| cache.join("sereno/postgres/bin")));
    bins
}

/// Links are followed: distributions link single programs of a version into a common folder.
fn on_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok())
        .filter_map(|initdb| initdb.parent().map(Path::to_path_buf))
        .collect()
}

fn beside(folder: &Path, prefix: &str, tail: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut bins: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes()))
        .map(|entry| entry.path().join(tail))
        .collect();
    bins.sort();
    bins
}

/// An environment variable that holds a path; empty counts as unset.
pub(super) fn set(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
