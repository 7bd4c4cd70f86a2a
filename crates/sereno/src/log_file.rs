//! The log files as they are read: which there are, what a line says, and the end of them all. Read by
//! `sereno logs` and by the dashboard.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};
use sereno_domain::board::log::{LogBoard, LogLevel, LogLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId};

/// Bytes the end of the log is read from, at most: some thousands of lines, whatever the files hold.
const N_BYTES_MAX: u64 = 1 << 20;
/// Lines of the end of the log, at most.
const N_LINES_MAX: usize = 2_000;
/// Characters of a line that are shown; the file holds the rest.
const N_CHARS_MAX: usize = 2_000;
/// What is told before what else a line holds.
const PLACES: [&str; 3] = ["run.id", "chunk.id", "attempt"];

/// The log files, oldest first: their names hold the day.
pub(crate) fn log_files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed = std::fs::read_dir(directory)
        .with_context(|| format!("there are no logs in {}", directory.display()))?;
    let mut files: Vec<PathBuf> = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    Ok(files)
}

/// The end of the log, as the dashboard shows it.
pub(crate) fn log_end(directory: &Path, now: Timestamp) -> anyhow::Result<LogBoard> {
    let mut board = LogBoard {
        at: now,
        directory: CleanText::new(&directory.display().to_string()),
        n_bytes: 0,
        is_cut: false,
        lines: Vec::new(),
    };
    let mut left = N_BYTES_MAX;
    for path in log_files(directory)?.iter().rev() {
        let n_bytes = std::fs::metadata(path)
            .with_context(|| format!("cannot read {}", path.display()))?
            .len();
        board.n_bytes = board.n_bytes.saturating_add(n_bytes);
        if left == 0 || board.lines.len() >= N_LINES_MAX {
            board.is_cut |= n_bytes > 0;
            continue;
        }
        let from = n_bytes.saturating_sub(left);
        board.is_cut |= from > 0;
        left = left.saturating_sub(n_bytes);
        let mut lines = lines_from(path, from, n_bytes)?;
        lines.append(&mut board.lines);
        board.lines = lines;
    }
    if let Some(over) = board.lines.len().checked_sub(N_LINES_MAX).filter(|over| *over > 0) {
        board.lines.drain(..over);
        board.is_cut = true;
    }
    Ok(board)
}

/// The whole lines of a file between two places; one that begins before is left out, and so is one
/// that is not written to its end.
fn lines_from(path: &Path, from: u64, to: u64) -> anyhow::Result<Vec<LogLine>> {
    let day = day_of(path);
    // One byte more: it says whether the first line is whole.
    let start = from.saturating_sub(1);
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(start))?;
        file.take(to.saturating_sub(start)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let mut read = read().with_context(|| format!("cannot read {}", path.display()))?;
    let mut offset = from;
    if from > 0 {
        let begun = read.iter().position(|byte| *byte == b'\n').map_or(read.len(), |at| at + 1);
        read.drain(..begun);
        offset = start + u64::try_from(begun).unwrap_or(0);
    }
    let mut lines = Vec::new();
    for line in read.split_inclusive(|byte| *byte == b'\n') {
        if line.ends_with(b"\n") && line.len() > 1 {
            lines.push(LogLine { day, offset, ..log_line(&String::from_utf8_lossy(line)) });
        }
        offset += u64::try_from(line.len()).unwrap_or(0);
    }
    Ok(lines)
}

/// The day in a name like `sereno.2026-11-28.jsonl`.
fn day_of(path: &Path) -> Option<Date> {
    path.file_name()?.to_str()?.split('.').find_map(|part| part.parse().ok())
}

/// What a line says. One that is no JSON object is its own message.
pub(crate) fn log_line(text: &str) -> LogLine {
    let Some(entry) = serde_json::from_str::<Value>(text).ok().filter(Value::is_object) else {
        return LogLine {
            day: None,
            offset: 0,
            at: None,
            level: LogLevel::Info,
            run_id: None,
            chunk_id: None,
            attempt: None,
            message: shortened(text),
            fields: CleanText::default(),
        };
    };
    let top = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let level = top("level").to_ascii_lowercase();
    let fields = entry.get("fields").and_then(Value::as_object);
    let message = fields.and_then(|fields| fields.get("message")?.as_str()).unwrap_or_default();
    LogLine {
        day: None,
        offset: 0,
        at: top("timestamp").parse().ok(),
        level: level.parse().unwrap_or(LogLevel::Info),
        run_id: named(&entry, "run.id").and_then(|id| id.parse().ok()).map(RunId),
        chunk_id: named(&entry, "chunk.id").and_then(|id| id.parse().ok()).map(ChunkId),
        attempt: named(&entry, "attempt").map(|no| CleanText::new(&no)),
        message: shortened(message),
        fields: shortened(&fields.map(rest).unwrap_or_default()),
    }
}

/// What a line says of a key, itself or by the span it is written in.
fn named(entry: &Value, key: &str) -> Option<String> {
    let value = ["fields", "span"].iter().find_map(|part| entry.get(part)?.get(key))?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// What else a line holds: `n_rows=12 error=…`.
fn rest(fields: &Map<String, Value>) -> String {
    let rest = fields.iter().filter(|(key, _)| *key != "message" && !PLACES.contains(&&key[..]));
    let words: Vec<String> = rest
        .map(|(key, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{key}={value}")
        })
        .collect();
    words.join(" ")
}

fn shortened(text: &str) -> CleanText {
    match text.char_indices().nth(N_CHARS_MAX) {
        Some((end, _)) => CleanText::new(&format!("{}…", text.get(..end).unwrap_or_default())),
        None => CleanText::new(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const LINE: &str = r#"{"timestamp":"2026-11-28T04:21:09.415067Z","level":"WARN","fields":{"message":"chunk failed","error":"no \u001b[31msuch\u202e row"},"span":{"attempt":2,"chunk.id":"7","run.id":"3"}}"#;

    fn write(directory: &Path, name: &str, text: &str) {
        std::fs::write(directory.join(name), text).unwrap();
    }

    fn lines(nos: std::ops::Range<u32>, line: impl Fn(u32) -> String) -> String {
        nos.flat_map(|no| [line(no), "\n".to_owned()]).collect()
    }

    fn messages(board: &LogBoard) -> Vec<&str> {
        board.lines.iter().map(|line| line.message.as_str()).collect()
    }

    #[test]
    fn a_line_says_when_how_bad_and_of_what_and_nothing_of_it_moves_the_terminal() {
        let line = log_line(LINE);
        assert_eq!(line.at, Some("2026-11-28T04:21:09.415067Z".parse().unwrap()));
        assert_eq!(
            (line.level, line.run_id, line.chunk_id),
            (LogLevel::Warn, Some(RunId(3)), Some(ChunkId(7)))
        );
        assert_eq!(line.message.as_str(), "chunk failed");
        assert_eq!(line.fields.as_str(), "error=no [31msuch row");
    }

    #[test]
    fn what_is_no_json_is_told_as_it_is() {
        let line = log_line("thread 'main' panicked\n");
        assert_eq!((line.message.as_str(), line.at), ("thread 'main' panicked", None));
    }

    #[test]
    fn files_are_one_log_and_a_line_that_is_not_whole_waits() {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), "sereno.2026-11-27.jsonl", "one\ntwo\n");
        write(home.path(), "sereno.2026-11-28.jsonl", "three\nfou");
        write(home.path(), "other.txt", "no log\n");
        let board = log_end(home.path(), NOW).unwrap();
        assert_eq!(messages(&board), ["one", "two", "three"]);
        let places: Vec<_> = board.lines.iter().map(|line| (line.day, line.offset)).collect();
        let [first, second] = [jiff::civil::date(2026, 11, 27), jiff::civil::date(2026, 11, 28)];
        assert_eq!(places, [(Some(first), 0), (Some(first), 4), (Some(second), 0)]);
        assert_eq!((board.is_cut, board.n_bytes), (false, 17));
    }

    #[test]
    fn of_a_long_log_the_end_is_read_from_a_whole_line_on() {
        let home = tempfile::tempdir().unwrap();
        let name = "sereno.2026-11-28.jsonl";
        let text = lines(0..3_000, |no| format!("{no:0>999}"));
        write(home.path(), name, &text);
        let board = log_end(home.path(), NOW).unwrap();
        assert!(board.is_cut);
        let first = board.lines.first().unwrap();
        // 1,048 lines of 1,000 bytes fit into a mebibyte.
        assert_eq!(board.lines.len(), 1_048);
        assert_eq!(first.message.as_str().trim_start_matches('0'), "1952");
        assert_eq!(first.offset, 1_952 * 1_000);
        let short = lines(0..9_000, |no| no.to_string());
        write(home.path(), name, &short);
        let board = log_end(home.path(), NOW).unwrap();
        assert_eq!((board.lines.len(), board.is_cut), (N_LINES_MAX, true));
        assert_eq!(messages(&board).first(), Some(&"7000"));
    }

    #[test]
    fn where_a_line_begins_right_at_the_end_that_is_read_it_is_whole() {
        let home = tempfile::tempdir().unwrap();
        let name = "sereno.2026-11-28.jsonl";
        let text = lines(0..1_030, |no| format!("{no:0>1023}"));
        write(home.path(), name, &text);
        let board = log_end(home.path(), NOW).unwrap();
        assert_eq!(board.lines.len(), 1_024);
        assert_eq!(board.lines.first().unwrap().offset, 6 * 1_024);
    }

    #[test]
    fn without_a_folder_it_says_so() {
        let error = log_end(Path::new("/nowhere/at/all"), NOW).unwrap_err();
        assert_eq!(error.to_string(), "there are no logs in /nowhere/at/all");
    }
}
