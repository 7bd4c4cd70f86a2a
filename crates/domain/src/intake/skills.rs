//! Mentions of skills: split, read part by part, resolved by the taxonomy, each skill once.

use std::collections::BTreeMap;

use crate::developer::DeveloperSkill;
use crate::role::{Importance, RoleSkill};
use crate::skill::resolve::Resolution;

use super::mapped_field::{Said, SkillPart, SkillRule};
use super::number::NumberForm;
use super::parse::{refuse, whole, word, years};
use super::record::{Cell, Record};
use super::{Faults, Intake, Refusal};

/// Mentions of one row that are read; nobody knows as many.
const MENTIONS_MAX: usize = 1_000;
/// Characters of a mention that the report remembers, so that what it holds is bounded.
const MENTION_REMEMBERED_CHARS_MAX: usize = 80;
/// Between the parts of a mention.
const BETWEEN_PARTS: char = ':';

/// One mention, read.
struct Mention<'s> {
    said: Said<'s>,
    level: Option<u8>,
    years_tenths: Option<u16>,
    importance: Option<Importance>,
}

impl Intake<'_> {
    /// The skills a developer names, by slug; mentions of one skill make it the strongest of them.
    pub(super) fn developer_skills(
        &mut self,
        rules: &[SkillRule],
        record: &Record<'_>,
        faults: &mut Faults,
    ) -> Vec<DeveloperSkill> {
        let numbers = self.mapping.numbers();
        let mut all: BTreeMap<String, DeveloperSkill> = BTreeMap::new();
        for_each_mention(rules, record, numbers, faults, |rule, mention, faults| {
            let resolution = self.resolve(rule, mention.said.text);
            if resolution.named().is_empty() {
                return;
            }
            let Some(level) = faults.take(level_of(rule, &mention)) else { return };
            for slug in resolution.slugs() {
                let own = all.entry(slug.to_owned()).or_insert_with(|| DeveloperSkill {
                    skill: slug.to_owned(),
                    level,
                    years_tenths: None,
                    last_used_on: None,
                    evidence: rule.evidence,
                });
                own.level = own.level.max(level);
                own.years_tenths = own.years_tenths.max(mention.years_tenths);
                own.evidence = own.evidence.max(rule.evidence);
            }
        });
        all.into_values().collect()
    }

    /// The skills a role asks for, by slug. A skill it cannot do without must be understood.
    pub(super) fn role_skills(
        &mut self,
        rules: &[SkillRule],
        record: &Record<'_>,
        faults: &mut Faults,
    ) -> Vec<RoleSkill> {
        let numbers = self.mapping.numbers();
        let mut all: BTreeMap<String, RoleSkill> = BTreeMap::new();
        for_each_mention(rules, record, numbers, faults, |rule, mention, faults| {
            let importance = mention.importance.unwrap_or(Importance::Should);
            let resolution = self.resolve(rule, mention.said.text);
            if resolution.named().is_empty() {
                if importance == Importance::Must && resolution == Resolution::Unknown {
                    let remedy = "write another name of it, make it a should, or add it to config/skills.toml";
                    let wrong = "is a must but not a skill that is known";
                    faults.0.push(refuse(&mention.said, wrong, remedy));
                }
                return;
            }
            let Some(level) = faults.take(level_of(rule, &mention)) else { return };
            for slug in resolution.slugs() {
                let asked = all.entry(slug.to_owned()).or_insert_with(|| RoleSkill {
                    skill: slug.to_owned(),
                    importance,
                    level,
                });
                asked.level = asked.level.max(level);
                asked.importance = asked.importance.min(importance);
            }
        });
        all.into_values().collect()
    }

    fn resolve(&mut self, rule: &SkillRule, mention: &str) -> Resolution<'_> {
        let resolution = self.taxonomy.resolve(mention);
        let remembered: String = mention.chars().take(MENTION_REMEMBERED_CHARS_MAX).collect();
        self.report.count(&rule.label, &remembered, &resolution);
        resolution
    }
}

fn level_of(rule: &SkillRule, mention: &Mention<'_>) -> Result<u8, Refusal> {
    mention.level.or(rule.level).ok_or_else(|| {
        let remedy = "write it like Rust:4, from 1 (has seen it) to 5 (teaches it)";
        refuse(&mention.said, "has no level", remedy)
    })
}

fn for_each_mention<'s>(
    rules: &'s [SkillRule],
    record: &'s Record<'_>,
    numbers: &NumberForm,
    faults: &mut Faults,
    mut each: impl FnMut(&SkillRule, Mention<'s>, &mut Faults),
) {
    let mut n_left = MENTIONS_MAX;
    for rule in rules {
        for cell in rule.column.0.iter().flat_map(|column| record.cells(column)) {
            let beside = faults.maybe(level_beside(rule, record, cell, numbers));
            for text in split(rule.separator.as_deref(), &cell.text) {
                if n_left == 0 {
                    let remedy = format!("name {MENTIONS_MAX} at most");
                    faults.0.push(Refusal::of(cell.column, "", "names too many skills", &remedy));
                    return;
                }
                n_left -= 1;
                let read = mention(rule, cell.column, text, numbers);
                if let Some(mut mention) = faults.take(read) {
                    mention.level = mention.level.or(beside);
                    each(rule, mention, faults);
                }
            }
        }
    }
}

/// The parts between separators that are not blank.
pub(super) fn split<'s>(
    separator: Option<&'s str>,
    text: &'s str,
) -> impl Iterator<Item = &'s str> {
    let whole = separator.is_none().then_some(text);
    let parts = separator.map(|separator| text.split(separator)).into_iter().flatten();
    whole.into_iter().chain(parts).map(str::trim).filter(|part| !part.is_empty())
}

/// What a neighbour in a list of objects says about the level.
fn level_beside(
    rule: &SkillRule,
    record: &Record<'_>,
    cell: &Cell<'_>,
    numbers: &NumberForm,
) -> Result<Option<u8>, Refusal> {
    let Some(level) = &rule.level_from else { return Ok(None) };
    let said = level.said_beside(record, cell.at);
    said.map(|said| whole(numbers, &said, 1, 5)).transpose()
}

fn mention<'s>(
    rule: &SkillRule,
    column: &'s str,
    raw: &'s str,
    numbers: &NumberForm,
) -> Result<Mention<'s>, Refusal> {
    let said = |text: &'s str| Said { column, raw, text };
    let mut found = Mention { said: said(raw), level: None, years_tenths: None, importance: None };
    if rule.parts.len() == 1 {
        return Ok(found);
    }
    let mut texts = raw.split(BETWEEN_PARTS).map(str::trim);
    for (part, text) in rule.parts.iter().zip(&mut texts) {
        match part {
            SkillPart::Name => found.said.text = text,
            _ if text.is_empty() => {}
            SkillPart::Level => found.level = Some(whole(numbers, &said(text), 1, 5)?),
            SkillPart::Years => found.years_tenths = Some(years(numbers, &said(text))?),
            SkillPart::Importance => found.importance = Some(word(&said(text))?),
        }
    }
    if texts.next().is_some() {
        let form: Vec<String> =
            rule.parts.iter().map(|part| format!("{part:?}").to_lowercase()).collect();
        let remedy = format!("write {}", form.join(":"));
        return Err(refuse(&found.said, "has too many parts", &remedy));
    }
    Ok(found)
}
