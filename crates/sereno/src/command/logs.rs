//! `sereno logs`: this host's log files, line by line, of a run or a chunk, and as they grow.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId};

use crate::print::{self, styled};

/// How often a file is looked at while it is followed.
const LOOK: Duration = Duration::from_millis(250);

/// What is asked of `sereno logs`.
#[derive(Debug, Args)]
#[command(after_help = "\
Logs are of this host: each worker writes its own. What every attempt failed of is in the database:
`sereno chunk show CHUNK`.")]
pub(crate) struct LogsArgs {
    /// Only lines of this run
    #[arg(long)]
    run: Option<RunId>,
    /// Only lines of this chunk
    #[arg(long)]
    chunk: Option<ChunkId>,
    /// Only lines at least this bad
    #[arg(long, value_parser = ["error", "warn", "info", "debug", "trace"])]
    level: Option<String>,
    /// The last lines only
    #[arg(long, value_name = "N", default_value_t = 200)]
    last: usize,
    /// Go on with what is written from now on
    #[arg(long)]
    follow: bool,
    /// Print the lines as they are written: JSON
    #[arg(long)]
    json: bool,
}

/// A log file that is read to its end, again and again.
struct Tail {
    path: PathBuf,
    reader: BufReader<File>,
    /// The beginning of a line that is not written to its end yet.
    begun: String,
}

impl Tail {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self { path: path.to_owned(), reader: BufReader::new(file), begun: String::new() })
    }

    /// The next whole line; none for now at the end of the file.
    fn next_line(&mut self) -> anyhow::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.reader
            .read_until(b'\n', &mut bytes)
            .with_context(|| format!("cannot read {}", self.path.display()))?;
        self.begun.push_str(&String::from_utf8_lossy(&bytes));
        if self.begun.ends_with('\n') {
            return Ok(Some(std::mem::take(&mut self.begun)));
        }
        Ok(None)
    }
}

/// Prints what is asked for.
pub(crate) async fn run(directory: &Path, args: &LogsArgs) -> anyhow::Result<ExitCode> {
    let files = log_files(directory)?;
    let mut kept = std::collections::VecDeque::new();
    let mut last = None;
    for path in &files {
        let mut tail = Tail::open(path)?;
        while let Some(line) = tail.next_line()? {
            if let Some(line) = shown(&line, args) {
                kept.push_back(line);
                if kept.len() > args.last {
                    kept.pop_front();
                }
            }
        }
        last = Some(tail);
    }
    for line in &kept {
        print::line(line);
    }
    if args.follow {
        follow(directory, last, args).await?;
    } else if kept.is_empty() {
        print::note(&format!(
            "no line of {} files in {} is meant",
            files.len(),
            directory.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Goes on for ever, from file to file.
async fn follow(directory: &Path, mut last: Option<Tail>, args: &LogsArgs) -> anyhow::Result<()> {
    loop {
        if let Some(tail) = &mut last {
            while let Some(line) = tail.next_line()? {
                if let Some(line) = shown(&line, args) {
                    print::line(&line);
                }
            }
        }
        let newest = log_files(directory)?.pop();
        if let Some(path) =
            newest.filter(|path| last.as_ref().is_none_or(|tail| tail.path != *path))
        {
            last = Some(Tail::open(&path)?);
            continue;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The log files, oldest first: their names hold the day.
fn log_files(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed = std::fs::read_dir(directory)
        .with_context(|| format!("there are no logs in {}", directory.display()))?;
    let mut files: Vec<PathBuf> = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    files.sort();
    Ok(files)
}

/// A line as it is printed; none when it is not meant. One that is no JSON is shown as it is.
fn shown(line: &str, args: &LogsArgs) -> Option<String> {
    let Ok(entry) = serde_json::from_str::<Value>(line) else {
        let plain = args.run.is_none() && args.chunk.is_none();
        return plain.then(|| CleanText::new(line).to_string());
    };
    let is =
        |key: &str, id: Option<i64>| id.is_none_or(|id| named(&entry, key) == Some(id.to_string()));
    let level = entry.get("level").and_then(Value::as_str).unwrap_or("INFO");
    let bad_enough = args.level.as_deref().is_none_or(|least| rank(level) <= rank(least));
    if !is("run.id", args.run.map(|run| run.0))
        || !is("chunk.id", args.chunk.map(|chunk| chunk.0))
        || !bad_enough
    {
        return None;
    }
    Some(if args.json { CleanText::new(line).to_string() } else { in_words(&entry, level) })
}

/// Errors first.
fn rank(level: &str) -> usize {
    let levels = ["error", "warn", "info", "debug", "trace"];
    levels.iter().position(|known| known.eq_ignore_ascii_case(level)).unwrap_or(0)
}

/// What a line says of a key, itself or by the span it is written in.
fn named(entry: &Value, key: &str) -> Option<String> {
    let value = ["fields", "span"].iter().find_map(|part| entry.get(part)?.get(key))?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn in_words(entry: &Value, level: &str) -> String {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let style = match level {
        "ERROR" => print::BAD,
        "WARN" => print::WARN,
        _ => print::DIM,
    };
    let mut place = Vec::new();
    for (key, short) in [("run.id", "run"), ("chunk.id", "chunk"), ("attempt", "try")] {
        place.extend(named(entry, key).map(|value| format!("{short} {value}")));
    }
    let fields = entry.get("fields").and_then(Value::as_object);
    let message = fields.and_then(|fields| fields.get("message")?.as_str()).unwrap_or_default();
    let place = place.join(" ");
    let colon = if place.is_empty() { "" } else { ": " };
    let mut words = vec![format!("{place}{colon}{message}")];
    let rest =
        fields.into_iter().flatten().filter(|(key, _)| *key != "message" && *key != "run.id");
    words.extend(rest.map(|(key, value)| {
        value.as_str().map_or_else(|| format!("{key}={value}"), |value| format!("{key}={value}"))
    }));
    // The moment to the millisecond.
    let at = text("timestamp").get(..23).unwrap_or_default();
    let words = CleanText::new(&words.join(" "));
    format!("{}Z  {}  {words}", CleanText::new(at), styled(style, format_args!("{level:<5}")))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const LINE: &str = r#"{"timestamp":"2026-11-28T04:21:09.415067Z","level":"WARN","fields":{"message":"chunk failed","error":"no \u001b[31msuch\u202e row"},"span":{"attempt":2,"chunk.id":"7","run.id":"3"}}"#;

    fn args() -> LogsArgs {
        LogsArgs { run: None, chunk: None, level: None, last: 10, follow: false, json: false }
    }

    fn of(args: &LogsArgs) -> Option<String> {
        shown(LINE, args).map(|line| anstream::adapter::strip_str(&line).to_string())
    }

    #[test]
    fn a_line_is_told_in_words_and_nothing_of_it_moves_the_terminal() {
        let line = of(&args()).unwrap();
        assert!(
            line.starts_with("2026-11-28T04:21:09.415Z  WARN   run 3 chunk 7 try 2: chunk failed"),
            "{line}"
        );
        assert!(!shown(LINE, &args()).unwrap().contains("\u{1b}[31m"));
        assert!(!line.contains('\u{202e}'), "{line}");
    }

    #[test]
    fn only_what_is_meant_is_shown() {
        assert!(of(&LogsArgs { run: Some(RunId(3)), chunk: Some(ChunkId(7)), ..args() }).is_some());
        assert_eq!(of(&LogsArgs { run: Some(RunId(30)), ..args() }), None);
        assert_eq!(of(&LogsArgs { level: Some("error".to_owned()), ..args() }), None);
        assert!(of(&LogsArgs { level: Some("info".to_owned()), ..args() }).is_some());
        assert_eq!(shown("not json", &args()).as_deref(), Some("not json"));
        assert_eq!(shown("not json", &LogsArgs { run: Some(RunId(1)), ..args() }), None);
    }

    #[test]
    fn a_line_that_is_not_whole_yet_waits() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "one\ntw").unwrap();
        let mut tail = Tail::open(file.path()).unwrap();
        assert_eq!(tail.next_line().unwrap().as_deref(), Some("one\n"));
        assert_eq!(tail.next_line().unwrap(), None);
        let mut more = std::fs::OpenOptions::new().append(true).open(file.path()).unwrap();
        more.write_all(b"o\n").unwrap();
        assert_eq!(tail.next_line().unwrap().as_deref(), Some("two\n"));
    }
}
