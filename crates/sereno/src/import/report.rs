//! What came of an import: counts, the first refusals, and what was not understood.

use std::path::PathBuf;

use serde::Serialize;
use sereno_domain::intake::{Intake, Refusal};
use sereno_domain::money::grouped;
use sereno_jobs::instant::InstantReport;

use super::Request;
use crate::command::rescore::sentence;

/// Refusals that are told one by one; all of them are in the file of refused rows.
const REFUSALS_TOLD_MAX: usize = 20;
/// Mentions not understood that are told, for each field.
const UNRESOLVED_TOLD_MAX: usize = 10;

/// What came of an import.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(super) file: String,
    mapping: String,
    source: String,
    dry_run: bool,
    /// Rows of the file.
    pub(crate) n_rows: u64,
    /// Rows that were not there.
    pub(crate) n_new: u64,
    /// Rows that were there with other content.
    pub(crate) n_changed: u64,
    /// Rows that were there as they are.
    pub(crate) n_unchanged: u64,
    /// Rows that are not in.
    pub(crate) n_refused: u64,
    /// The first of them.
    refusals: Vec<Told>,
    /// Where all of them are.
    pub(super) rejects: Option<PathBuf>,
    skills: Vec<Mentions>,
    not_believed: Vec<NotBelieved>,
    /// What scoring the written rows anew changed; none when the next night does it.
    pub(super) rescored: Option<InstantReport>,
    /// Why they were not scored anew.
    pub(super) not_rescored: Option<String>,
}

#[derive(Debug, Serialize)]
struct Told {
    line: u64,
    #[serde(flatten)]
    refusal: Refusal,
}

#[derive(Debug, Serialize)]
struct Mentions {
    field: String,
    /// Mentions that gave a skill.
    n_resolved: u64,
    /// Mentions that say there is nothing to name.
    n_nothing: u64,
    /// Mentions that gave none.
    n_unresolved: u64,
    /// Share of those that name something, in basis points.
    resolved_bp: Option<u64>,
    /// The most frequent of the last.
    unresolved: Vec<Unresolved>,
}

#[derive(Debug, Serialize)]
struct Unresolved {
    mention: String,
    n: u64,
}

#[derive(Debug, Serialize)]
struct NotBelieved {
    field: &'static str,
    n: u64,
}

impl Report {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            file: request.file.display().to_string(),
            mapping: request.mapping.name().to_owned(),
            source: request.mapping.source().to_owned(),
            dry_run: request.dry_run,
            n_rows: 0,
            n_new: 0,
            n_changed: 0,
            n_unchanged: 0,
            n_refused: 0,
            refusals: Vec::new(),
            rejects: None,
            skills: Vec::new(),
            not_believed: Vec::new(),
            rescored: None,
            not_rescored: None,
        }
    }

    /// Counts a refused row.
    pub(super) fn refuse(&mut self, line: u64, refusals: &[Refusal]) {
        self.n_refused += 1;
        let room = REFUSALS_TOLD_MAX.saturating_sub(self.refusals.len());
        let told = refusals.iter().take(room).cloned();
        self.refusals.extend(told.map(|refusal| Told { line, refusal }));
    }

    /// Takes over what the intake counted.
    pub(super) fn conclude(&mut self, intake: &Intake<'_>) {
        self.skills = intake
            .report()
            .fields()
            .map(|(field, counts)| Mentions {
                field: field.to_owned(),
                n_resolved: counts.n_resolved(),
                n_nothing: counts.n_nothing,
                n_unresolved: counts.n_unresolved,
                resolved_bp: counts.resolved_bp(),
                unresolved: counts
                    .unresolved_top(UNRESOLVED_TOLD_MAX)
                    .into_iter()
                    .map(|(mention, n)| Unresolved { mention: mention.to_string(), n })
                    .collect(),
            })
            .collect();
        self.not_believed =
            intake.not_believed().map(|(field, n)| NotBelieved { field, n }).collect();
    }

    /// The report in lines, as a person reads it.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Told { line, refusal } in &self.refusals {
            lines.push(format!("{}:{line}: {refusal}", self.file));
        }
        lines.extend(self.skills.iter().map(Mentions::line));
        for NotBelieved { field, n } in &self.not_believed {
            lines.push(format!(
                "{field}: {} values are not believed and taken as unknown",
                grouped(*n)
            ));
        }
        lines.push(format!(
            "{} by {}: {} new, {} changed, {} unchanged, {} refused",
            self.file,
            self.mapping,
            grouped(self.n_new),
            grouped(self.n_changed),
            grouped(self.n_unchanged),
            grouped(self.n_refused),
        ));
        match &self.rejects {
            Some(path) => lines.push(format!(
                "refused rows are in {}: mend them there and import that file",
                path.display()
            )),
            None if self.n_refused > 0 => lines.push(
                "--rejects FILE writes refused rows to a file in which they can be mended".into(),
            ),
            None => {}
        }
        lines.extend(self.rescored.as_ref().map(sentence));
        if let Some(why) = &self.not_rescored {
            lines.push(format!("the next night scores them: {why}"));
        }
        if self.dry_run {
            lines.push("dry run: nothing was written".into());
        }
        lines
    }
}

impl Mentions {
    fn line(&self) -> String {
        let n = self.n_resolved + self.n_unresolved;
        let share = self.resolved_bp.map_or_else(
            || "nothing to resolve".to_owned(),
            |bp| format!("{}.{:02} % of {} mentions resolved", bp / 100, bp % 100, grouped(n)),
        );
        let unresolved: Vec<String> = self
            .unresolved
            .iter()
            .map(|Unresolved { mention, n }| format!("`{mention}` {}", grouped(*n)))
            .collect();
        if unresolved.is_empty() {
            format!("{}: {share}", self.field)
        } else {
            format!("{}: {share}; not resolved: {}", self.field, unresolved.join(", "))
        }
    }
}
