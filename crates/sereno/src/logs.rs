//! Logs: one JSON object a line, one file a day, a bounded number of files, never a terminal.
//! A command that ends soon and has a person in front of it logs as well; the screen is not a log.

use std::path::Path;

use anyhow::Context;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Starts logging into `directory`; lines are flushed when the guard is dropped.
pub(crate) fn start(
    directory: &Path,
    n_files_max: u32,
    filter: &str,
) -> anyhow::Result<WorkerGuard> {
    std::fs::create_dir_all(directory)
        .with_context(|| format!("cannot make the log folder {}", directory.display()))?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("sereno")
        .filename_suffix("jsonl")
        .max_log_files(usize::try_from(n_files_max)?)
        .build(directory)
        .with_context(|| format!("cannot write logs into {}", directory.display()))?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let filter = EnvFilter::try_new(filter).with_context(|| {
        format!("logs.filter `{filter}` is not a filter: write one like `info`")
    })?;
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_current_span(true)
        .with_span_list(true)
        .with_writer(writer)
        .init();
    Ok(guard)
}
