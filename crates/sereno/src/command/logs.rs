//! `sereno logs`: this host's log files, line by line, of a run or a chunk, and as they grow.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use sereno_domain::board::log::{LogLevel, LogLine};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{ChunkId, RunId};

use crate::log_file::{log_files, log_line};
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
    #[arg(long, value_name = "LEVEL")]
    level: Option<LogLevel>,
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

/// A line as it is printed; none when it is not meant. One that is no JSON is shown as it is.
fn shown(text: &str, args: &LogsArgs) -> Option<String> {
    let line = log_line(text);
    let is = |wanted: Option<i64>, found: Option<i64>| wanted.is_none_or(|id| found == Some(id));
    if !is(args.run.map(|run| run.0), line.run_id.map(|run| run.0))
        || !is(args.chunk.map(|chunk| chunk.0), line.chunk_id.map(|chunk| chunk.0))
        || args.level.is_some_and(|least| line.level > least)
    {
        return None;
    }
    Some(if args.json { CleanText::new(text).to_string() } else { in_words(&line) })
}

fn in_words(line: &LogLine) -> String {
    // What is no entry of the log has nothing but itself.
    let Some(at) = line.at else { return line.message.to_string() };
    let style = match line.level {
        LogLevel::Error => print::BAD,
        LogLevel::Warn => print::WARN,
        LogLevel::Info | LogLevel::Debug | LogLevel::Trace => print::DIM,
    };
    let places = [
        line.run_id.map(|run| format!("run {run}")),
        line.chunk_id.map(|chunk| format!("chunk {chunk}")),
        line.attempt.as_ref().map(|no| format!("try {no}")),
    ];
    let place: Vec<String> = places.into_iter().flatten().collect();
    let colon = if place.is_empty() { "" } else { ": " };
    let words =
        CleanText::new(&format!("{}{colon}{} {}", place.join(" "), line.message, line.fields));
    let level = line.level.name().to_uppercase();
    format!("{at:.3}  {}  {words}", styled(style, format_args!("{level:<5}")))
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
        assert_eq!(of(&LogsArgs { level: Some(LogLevel::Error), ..args() }), None);
        assert!(of(&LogsArgs { level: Some(LogLevel::Info), ..args() }).is_some());
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
