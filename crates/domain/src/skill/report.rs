//! What an import says about the mentions it met: how many were understood, and which were not.

use std::collections::BTreeMap;

use super::resolve::{How, Resolution};
use crate::clean_text::CleanText;

/// Different unresolved mentions remembered for one field; more are counted, not remembered.
const UNRESOLVED_KEPT_MAX: usize = 10_000;

/// Counts of one field of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldCounts {
    /// Mentions every word of which was understood.
    pub n_whole: u64,
    /// Mentions understood after one letter was mended.
    pub n_mended: u64,
    /// Mentions that named a skill beside words not understood.
    pub n_partly: u64,
    /// Mentions that say there is nothing to name.
    pub n_nothing: u64,
    /// Mentions not understood at all.
    pub n_unresolved: u64,
    unresolved: BTreeMap<CleanText, u64>,
}

impl FieldCounts {
    /// Mentions that gave at least one skill.
    pub fn n_resolved(&self) -> u64 {
        self.n_whole + self.n_mended + self.n_partly
    }

    /// Share of mentions that gave a skill, in basis points; those that name nothing are left out.
    /// None when no mention is left.
    pub fn resolved_bp(&self) -> Option<u64> {
        let n = self.n_resolved() + self.n_unresolved;
        (self.n_resolved() * 10_000).checked_div(n)
    }

    /// The most frequent mentions not understood, with their counts; the alphabet breaks ties.
    pub fn unresolved_top(&self, n_max: usize) -> Vec<(&CleanText, u64)> {
        let mut all: Vec<_> = self.unresolved.iter().map(|(text, &n)| (text, n)).collect();
        all.sort_by_key(|&(text, n)| (std::cmp::Reverse(n), text));
        all.truncate(n_max);
        all
    }
}

/// Counts of every field of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolutionReport {
    fields: BTreeMap<String, FieldCounts>,
}

impl ResolutionReport {
    /// Counts one mention of `field` and what it was resolved to.
    pub fn count(&mut self, field: &str, mention: &str, resolution: &Resolution<'_>) {
        let counts = self.fields.entry(field.to_owned()).or_default();
        match (resolution, resolution.how()) {
            (Resolution::NothingMeant, _) => counts.n_nothing += 1,
            (_, Some(How::Whole)) => counts.n_whole += 1,
            (_, Some(How::Mended)) => counts.n_mended += 1,
            (_, Some(How::Partly)) => counts.n_partly += 1,
            (_, None) => {
                counts.n_unresolved += 1;
                let text = CleanText::new(mention);
                if counts.unresolved.len() < UNRESOLVED_KEPT_MAX
                    || counts.unresolved.contains_key(&text)
                {
                    *counts.unresolved.entry(text).or_default() += 1;
                }
            }
        }
    }

    /// Fields and their counts, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FieldCounts)> {
        self.fields.iter().map(|(name, counts)| (name.as_str(), counts))
    }

    /// Counts of one field.
    pub fn field(&self, name: &str) -> Option<&FieldCounts> {
        self.fields.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::Taxonomy;

    fn report(mentions: &[&str]) -> ResolutionReport {
        let mut report = ResolutionReport::default();
        for mention in mentions {
            report.count("languages", mention, &Taxonomy::house().resolve(mention));
        }
        report
    }

    #[test]
    fn every_mention_is_counted_once_and_nothing_meant_is_apart() {
        let report = report(&["Rust", "pythno", "qwxz con Java", "ninguna", "qwxz", "qwxz"]);
        let counts = report.field("languages").unwrap();
        assert_eq!(
            (
                counts.n_whole,
                counts.n_mended,
                counts.n_partly,
                counts.n_nothing,
                counts.n_unresolved
            ),
            (1, 1, 1, 1, 2)
        );
        assert_eq!(counts.resolved_bp(), Some(6_000));
    }

    #[test]
    fn the_most_frequent_unresolved_come_first_and_are_clean() {
        let report = report(&["zzq", "qqz\u{1b}", "qqz", "aaq"]);
        let top = report.field("languages").unwrap().unresolved_top(2);
        let shown: Vec<_> = top.iter().map(|(text, n)| format!("{text} {n}")).collect();
        assert_eq!(shown, ["qqz 2", "aaq 1"]);
    }

    #[test]
    fn no_mention_has_no_share() {
        assert_eq!(report(&["none"]).field("languages").unwrap().resolved_bp(), None);
    }
}
