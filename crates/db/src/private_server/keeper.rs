//! The process that outlives the users of the server and stops it after the last one.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::install::Account;
use super::{At, DATA, PrivateServerError, run_quietly};

/// Held while somebody looks whether the server runs, starts it or stops it.
pub(super) const START_LOCK: &str = "start.lock";
/// Held shared by everyone who uses the server.
pub(super) const USERS_LOCK: &str = "users.lock";
/// Held by the keeper as long as it lives.
const KEEPER_LOCK: &str = "keeper.lock";

/// How to start a program that calls [`keep`]; the base and the programs' folder are added as its
/// last two arguments.
#[derive(Clone, Debug)]
pub struct KeeperCommand {
    /// The program, normally the running one.
    pub program: PathBuf,
    /// What leads it to [`keep`].
    pub args: Vec<OsString>,
}

impl KeeperCommand {
    /// Starts a keeper unless one lives. The caller holds the start lock and a users lock.
    pub(super) fn ensure(&self, base: &Path, bin: &Path) -> Result<(), PrivateServerError> {
        let alive = lock_file(base, KEEPER_LOCK)?;
        if !try_lock(&alive, base)? {
            return Ok(());
        }
        drop(alive);
        // A group of its own: an interrupt typed at the terminal must not reach it.
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .arg(base)
            .arg(bin)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .at("start the keeper", &self.program)?;
        // Reaped by a thread, so that a long-lived user does not collect dead children.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

/// Waits until nobody uses the server of `base`, however they went, and stops it with the programs
/// in `bin`. Returns at once when another keeper lives.
///
/// # Errors
/// When the locks cannot be taken or the server does not stop.
pub fn keep(base: &Path, bin: &Path) -> Result<(), PrivateServerError> {
    let account = Account::find()?;
    let alive = lock_file(base, KEEPER_LOCK)?;
    if !try_lock(&alive, base)? {
        return Ok(());
    }
    loop {
        let users = lock_file(base, USERS_LOCK)?;
        users.lock().at("lock", base)?;
        // Given back before the start lock is asked for: an opener takes them in the other order.
        drop(users);
        let start = lock_file(base, START_LOCK)?;
        start.lock().at("lock", base)?;
        let users = lock_file(base, USERS_LOCK)?;
        if !try_lock(&users, base)? {
            continue;
        }
        let mut stop = account.command(bin, "pg_ctl");
        stop.args(["stop", "-s", "-m", "fast", "-w", "-D"]).arg(base.join(DATA));
        let stopped = run_quietly(&mut stop);
        // In this order: whoever gets the start lock next must see that no keeper is left.
        drop(alive);
        drop(start);
        return if stopped? {
            Ok(())
        } else {
            Err(PrivateServerError::Failed { what: "pg_ctl stop", output: String::new() })
        };
    }
}

pub(super) fn lock_file(base: &Path, name: &str) -> Result<File, PrivateServerError> {
    let path = base.join(name);
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .at("open", &path)
}

fn try_lock(file: &File, base: &Path) -> Result<bool, PrivateServerError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(source).at("lock", base),
    }
}
