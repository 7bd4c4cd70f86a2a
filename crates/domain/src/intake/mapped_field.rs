//! The rules a mapping may give a field, as written in its file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::developer::Evidence;

use super::record::{Cell, Record};

/// Where one value comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueRule {
    /// Columns; the first that says something counts.
    #[serde(default)]
    pub(super) column: OneOrMany,
    /// The same for every row, instead of a column.
    pub(super) constant: Option<String>,
    /// From what the file says to what it means; a key ending in `*` is a beginning.
    #[serde(default)]
    pub(super) map: BTreeMap<String, String>,
    /// Texts that say nothing.
    #[serde(default)]
    pub(super) unknown: Vec<String>,
    /// What everything else means: no cell, or a text that `map` does not hold.
    pub(super) otherwise: Option<String>,
    /// Only cells beside another that says this.
    pub(super) when: Option<WhenRule>,
}

/// A condition on a neighbour in a list of objects.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenRule {
    pub(super) column: String,
    pub(super) is: Vec<String>,
}

/// Where a list of words comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListRule {
    #[serde(default)]
    pub(super) column: OneOrMany,
    /// Between the words of one cell; none when a cell holds one word.
    pub(super) separator: Option<String>,
    #[serde(default)]
    pub(super) map: BTreeMap<String, String>,
}

/// Where money comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateRule {
    pub(super) amount: ValueRule,
    pub(super) currency: ValueRule,
    pub(super) per: ValueRule,
    /// Whole units by currency: the least and the most that is believed. What lies outside is
    /// taken as unknown, and counted.
    #[serde(default)]
    pub(super) believed: BTreeMap<String, [u64; 2]>,
}

/// Where a budget comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetRule {
    #[serde(default)]
    pub(super) min: ValueRule,
    #[serde(default)]
    pub(super) max: ValueRule,
    pub(super) currency: ValueRule,
    pub(super) per: ValueRule,
}

/// Years out of a work history.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TenureRule {
    /// First days.
    pub(super) from: String,
    /// Last days; none for work that goes on.
    pub(super) until: String,
    /// The day the history was written, to which work that goes on is counted.
    pub(super) as_of: String,
}

/// The parts of one mention, in order, with a colon between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SkillPart {
    Name,
    Level,
    Years,
    Importance,
}

/// Where skills come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkillRule {
    pub(super) column: OneOrMany,
    /// What the report calls them.
    #[serde(default = "skills_label")]
    pub(super) label: String,
    pub(super) separator: Option<String>,
    #[serde(default = "name_alone")]
    pub(super) parts: Vec<SkillPart>,
    /// The level of mentions that say none.
    pub(super) level: Option<u8>,
    /// A neighbour in a list of objects that says the level.
    pub(super) level_from: Option<ValueRule>,
    #[serde(default = "claimed")]
    pub(super) evidence: Evidence,
}

fn skills_label() -> String {
    "skills".to_owned()
}

fn name_alone() -> Vec<SkillPart> {
    vec![SkillPart::Name]
}

fn claimed() -> Evidence {
    Evidence::Claimed
}

/// One text or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrManyText")]
pub(super) struct OneOrMany(pub(super) Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrManyText {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrManyText> for OneOrMany {
    fn from(text: OneOrManyText) -> Self {
        match text {
            OneOrManyText::One(one) => Self(vec![one]),
            OneOrManyText::Many(many) => Self(many),
        }
    }
}

/// What a row says for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said<'s> {
    /// The column as the file names it, or what the mapping says instead.
    pub(super) column: &'s str,
    /// As the file has it.
    pub(super) raw: &'s str,
    /// What it means.
    pub(super) text: &'s str,
}

impl ValueRule {
    /// What the row says; none when it says nothing.
    pub(super) fn said<'s>(&'s self, record: &'s Record<'_>) -> Option<Said<'s>> {
        let cells = self.column.0.iter().flat_map(|column| record.cells(column));
        let mut wanted = cells.filter(|cell| self.wants(record, cell));
        wanted.find_map(|cell| self.meaning(cell)).or_else(|| {
            let text = self.constant.as_deref().or(self.otherwise.as_deref())?;
            Some(Said { column: "of the mapping", raw: text, text }).filter(|_| !text.is_empty())
        })
    }

    /// What the neighbours of one object in a list say.
    pub(super) fn said_beside<'s>(
        &'s self,
        record: &'s Record<'_>,
        at: Option<usize>,
    ) -> Option<Said<'s>> {
        let cells = self.column.0.iter().flat_map(|column| record.cells(column));
        cells.filter(|cell| cell.at == at).find_map(|cell| self.meaning(cell))
    }

    fn wants(&self, record: &Record<'_>, cell: &Cell<'_>) -> bool {
        self.when.as_ref().is_none_or(|when| {
            record.cells(&when.column).any(|beside| {
                beside.at == cell.at && when.is.iter().any(|text| same(text, &beside.text))
            })
        })
    }

    fn meaning<'s>(&'s self, cell: &'s Cell<'_>) -> Option<Said<'s>> {
        let raw = cell.text.as_ref();
        if self.unknown.iter().any(|text| is(text, raw)) {
            return None;
        }
        let mapped = self.map.iter().find(|(key, _)| is(key, raw)).map(|(_, meant)| meant.as_str());
        let text = mapped.or(self.otherwise.as_deref()).unwrap_or(raw.trim());
        (!text.is_empty()).then_some(Said { column: cell.column, raw, text })
    }

    /// Gathers the columns it names.
    pub(super) fn gather<'s>(&'s self, references: &mut BTreeSet<&'s str>) {
        references.extend(self.column.0.iter().map(String::as_str));
        references.extend(self.when.iter().map(|when| when.column.as_str()));
    }

    /// True when it can say something without a column.
    pub(super) fn stands_alone(&self) -> bool {
        self.constant.is_some() || self.otherwise.is_some()
    }
}

/// True when a text is this one, or begins with it where it ends in `*`; case does not matter.
fn is(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(head) => text.trim().to_lowercase().starts_with(&head.to_lowercase()),
        None => same(pattern, text),
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim() == b.trim() || a.trim().to_lowercase() == b.trim().to_lowercase()
}
