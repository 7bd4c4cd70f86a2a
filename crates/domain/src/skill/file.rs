//! The file of skills as it is written, before anything is checked but its shape.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{SkillCategory, TaxonomyError};

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkillFile {
    pub(super) version: String,
    pub(super) words: WordLists,
    skills: Groups,
    /// Relations learnt from published stacks: slug, other slug, weight.
    #[serde(default)]
    learnt: BTreeMap<String, BTreeMap<String, u32>>,
}

/// Words of answers that are no skills.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordLists {
    pub(super) plain: Vec<String>,
    pub(super) nothing: Vec<String>,
    pub(super) negations: Vec<String>,
    pub(super) contrasts: Vec<String>,
    pub(super) noise: Vec<String>,
    pub(super) decoys: Vec<String>,
}

/// Skills by category; a category may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Groups {
    language: Vec<SkillLine>,
    framework: Vec<SkillLine>,
    database: Vec<SkillLine>,
    cache: Vec<SkillLine>,
    queue: Vec<SkillLine>,
    cloud: Vec<SkillLine>,
    api: Vec<SkillLine>,
    practice: Vec<SkillLine>,
    tool: Vec<SkillLine>,
}

/// One skill.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkillLine {
    pub(super) slug: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) implies: Vec<String>,
    #[serde(default)]
    pub(super) related: BTreeMap<String, u32>,
}

impl SkillFile {
    /// The learnt relations, taken out.
    pub(super) fn take_learnt(&mut self) -> BTreeMap<String, BTreeMap<String, u32>> {
        std::mem::take(&mut self.learnt)
    }

    /// Every line with its category, in the order of [`SkillCategory::ALL`] and then of the file.
    pub(super) fn into_parts(
        self,
    ) -> (String, WordLists, impl Iterator<Item = (SkillCategory, SkillLine)>) {
        let Groups { language, framework, database, cache, queue, cloud, api, practice, tool } =
            self.skills;
        let groups = [
            (SkillCategory::Language, language),
            (SkillCategory::Framework, framework),
            (SkillCategory::Database, database),
            (SkillCategory::Cache, cache),
            (SkillCategory::Queue, queue),
            (SkillCategory::Cloud, cloud),
            (SkillCategory::Api, api),
            (SkillCategory::Practice, practice),
            (SkillCategory::Tool, tool),
        ];
        let lines = groups
            .into_iter()
            .flat_map(|(category, lines)| lines.into_iter().map(move |line| (category, line)));
        (self.version, self.words, lines)
    }
}

/// Reads the shape.
pub(super) fn read(text: &str) -> Result<SkillFile, TaxonomyError> {
    toml::from_str(text).map_err(TaxonomyError::Shape)
}
