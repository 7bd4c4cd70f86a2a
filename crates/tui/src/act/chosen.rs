//! Chunks of many runs at once.

use std::fmt::Write as _;

use sereno_domain::clean_text::CleanText;
use sereno_domain::id::ChunkId;

/// Chunks that are meant, in whatever run and state they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    Chunks(Vec<ChunkId>),
    /// All that pass a filter, as a `sereno_domain::board::chunk::ChunkFilter` is written.
    Passing(CleanText),
}

impl Chosen {
    /// The line that sends those in quarantine round again from a shell, but for its reason.
    pub(super) fn shell(&self) -> String {
        match self {
            Self::Chunks(chunks) => {
                chunks.iter().fold("sereno chunk retry".to_owned(), |mut line, chunk| {
                    let _infallible = write!(line, " {chunk}");
                    line
                })
            }
            Self::Passing(filter) => {
                format!("sereno chunk retry --all {}", shell_words::quote(filter.as_str()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_the_line_as_it_is_written() {
        for (chosen, line) in [
            (Chosen::Chunks(vec![ChunkId(9), ChunkId(7)]), "sereno chunk retry 9 7"),
            (
                Chosen::Passing("state:quarantined fx".into()),
                "sereno chunk retry --all 'state:quarantined fx'",
            ),
            (Chosen::Passing("".into()), "sereno chunk retry --all ''"),
        ] {
            assert_eq!(chosen.shell(), line);
        }
    }
}
