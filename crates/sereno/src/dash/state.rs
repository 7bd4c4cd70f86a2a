//! The person's state folder: what the dashboard keeps from one day to the next.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A file of `sereno` under `XDG_STATE_HOME`.
///
/// # Errors
/// When there is no such folder to be named.
pub(super) fn path(name: &str) -> anyhow::Result<PathBuf> {
    let set = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let kept = || Some(std::env::home_dir()?.join(".local/state"));
    let base = set.filter(|path| path.is_absolute()).or_else(kept);
    let base = base.context("there is no home folder: set XDG_STATE_HOME")?;
    Ok(base.join("sereno").join(name))
}

/// Writes a file whole, readable by its owner alone, and makes its folder.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Whole under another name first: whoever reads at the same time gets all of it or none.
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}
