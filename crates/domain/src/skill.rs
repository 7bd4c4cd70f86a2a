//! Skills: the technologies and practices the firm knows, and how one speaks for another.
//!
//! A [`Taxonomy`] is read from a file; the one the firm keeps is [`Taxonomy::house`]. What people
//! write is turned into skills by [`Taxonomy::resolve`]. How much a skill is worth to a role is not
//! decided here but in matching.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::vocabulary::vocabulary;

mod check;
mod file;
mod fold;
mod graph;
pub mod report;
pub mod resolve;

pub use check::TaxonomyError;

/// The least weight of a related skill, in percent.
pub const RELATED_WEIGHT_MIN: u8 = 1;

/// The most one skill may count for another that it does not imply, in percent.
pub const RELATED_WEIGHT_MAX: u8 = 60;

vocabulary! {
    /// What kind of thing a skill is, in the order of the file.
    "skill category" SkillCategory {
        /// Programming, query and markup languages.
        Language = "language",
        /// Frameworks, libraries, run times and business platforms one programs in.
        Framework = "framework",
        /// Databases, warehouses and search engines.
        Database = "database",
        /// Caches.
        Cache = "cache",
        /// Message queues and streams.
        Queue = "queue",
        /// Clouds and their services.
        Cloud = "cloud",
        /// Interface styles, protocols and the services one integrates.
        Api = "api",
        /// Ways of designing and working.
        Practice = "practice",
        /// Programs used to build, run, test and watch software.
        Tool = "tool",
    }
}

vocabulary! {
    /// Who says that two skills are related.
    "source of a relation" EdgeSource {
        /// The firm's engineers.
        House = "house",
        /// Stacks that people published: those who know the one often know the other.
        Learnt = "learnt",
    }
}

/// A skill that helps for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Slug of the other skill.
    pub slug: String,
    /// [`RELATED_WEIGHT_MIN`] to [`RELATED_WEIGHT_MAX`], in percent.
    pub weight: u8,
    /// Who says so.
    pub source: EdgeSource,
}

/// One skill, as the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// The stable key.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// What kind of thing it is.
    pub category: SkillCategory,
    /// Other spellings, as written.
    pub aliases: Vec<String>,
    /// Slugs it implies by itself; the whole chain is [`Taxonomy::implied`].
    pub implies: Vec<String>,
    /// Skills it is related to, said here; with those said elsewhere it is [`Taxonomy::related`].
    pub related: Vec<Related>,
}

/// Every skill, checked: slugs, spellings and edges are sound.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    version: String,
    skills: Vec<Skill>,
    /// Slug to place in `skills`.
    places: BTreeMap<String, usize>,
    /// Folded spelling to place in `skills`.
    spellings: BTreeMap<String, usize>,
    /// For each skill, the places of all it implies, ascending.
    implied: Vec<Vec<usize>>,
    /// For each skill, places and weights of its related skills, both ways, ascending.
    related: Vec<Vec<(usize, u8)>>,
    words: Words,
}

/// The words of an answer that are no skills, folded.
#[derive(Debug, Clone, Default)]
struct Words {
    plain: BTreeSet<String>,
    nothing: BTreeSet<String>,
    negations: BTreeSet<String>,
    contrasts: BTreeSet<String>,
    noise: BTreeSet<String>,
    decoys: BTreeSet<String>,
}

static HOUSE: LazyLock<Taxonomy> = LazyLock::new(|| {
    let text = include_str!("../../../config/skills.toml");
    match Taxonomy::parse(text) {
        Ok(taxonomy) => taxonomy,
        Err(error) => unreachable!("the embedded skills are parsed by a test: {error}"),
    }
});

impl Taxonomy {
    /// The firm's own skills, embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks a file of skills.
    ///
    /// # Errors
    /// [`TaxonomyError`] naming the first thing that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Self, TaxonomyError> {
        check::checked(file::read(text)?, text)
    }

    /// The version in the file and a short digest of its text, as `2026.11+1a2b3c4d`: what a run
    /// records, so that a score can be explained later.
    pub fn content_version(&self) -> &str {
        &self.version
    }

    /// Every skill, in the order of the file.
    pub fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// The skill with this slug.
    pub fn find(&self, slug: &str) -> Option<&Skill> {
        self.place(slug).and_then(|place| self.skills.get(place))
    }

    /// Place of a slug in [`Self::skills`].
    pub fn place(&self, slug: &str) -> Option<usize> {
        self.places.get(slug).copied()
    }

    /// All that knowing `slug` implies, along the whole chain, in the order of the file; nothing
    /// for an unknown slug. The skill itself is not among them.
    pub fn implied(&self, slug: &str) -> impl Iterator<Item = &Skill> {
        self.place(slug)
            .and_then(|place| self.implied.get(place))
            .into_iter()
            .flatten()
            .filter_map(|&place| self.skills.get(place))
    }

    /// Skills related to `slug` and their weights in percent, in the order of the file; a relation
    /// holds both ways. Nothing for an unknown slug.
    pub fn related(&self, slug: &str) -> impl Iterator<Item = (&Skill, u8)> {
        self.place(slug)
            .and_then(|place| self.related.get(place))
            .into_iter()
            .flatten()
            .filter_map(|&(place, weight)| Some((self.skills.get(place)?, weight)))
    }
}

#[cfg(test)]
mod tests;
