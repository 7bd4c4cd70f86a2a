//! What must hold of a file of skills, and what its owner is told when it does not.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::file::{SkillFile, WordLists};
use super::fold::fold_key;
use super::{EdgeSource, RELATED_WEIGHT_MAX, RELATED_WEIGHT_MIN, Related, Skill, Taxonomy, Words};

/// Why a file of skills cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    /// Not the TOML that was expected.
    #[error("the file of skills cannot be read: mend the place named below")]
    Shape(#[source] toml::de::Error),
    /// A slug with other characters, or none.
    #[error("slug `{slug}` is not a key: write small letters, digits and single hyphens")]
    BadSlug {
        /// The slug as written.
        slug: String,
    },
    /// A name or alias without a letter or digit.
    #[error("`{spelling}` of skill `{slug}` has no letter or digit: write a name or take it out")]
    EmptySpelling {
        /// Whose spelling.
        slug: String,
        /// The spelling as written.
        spelling: String,
    },
    /// The same slug twice.
    #[error("skill `{slug}` is written twice: keep one line")]
    DuplicateSlug {
        /// The slug.
        slug: String,
    },
    /// A spelling that already stands for a skill.
    #[error(
        "`{spelling}` of skill `{slug}` already stands for `{taken_by}`: take it out of one of them"
    )]
    DuplicateSpelling {
        /// Whose spelling.
        slug: String,
        /// The spelling as written.
        spelling: String,
        /// Who has it already; the skill itself when folding gives it already.
        taken_by: String,
    },
    /// An edge to a skill that is not there.
    #[error("skill `{slug}` {edge} `{target}`, which is no slug of the file: add it or mend it")]
    UnknownTarget {
        /// Where the edge starts.
        slug: String,
        /// `implies` or `is related to`.
        edge: &'static str,
        /// Where it should end.
        target: String,
    },
    /// Implications that come back to their start.
    #[error("skills imply each other in a circle, {}: take one `implies` out", .slugs.join(" -> "))]
    ImpliesCycle {
        /// The circle; the last is the first again.
        slugs: Vec<String>,
    },
    /// A weight that is none.
    #[error(
        "weight {weight} of `{target}` at skill `{slug}` is out of range: write \
         {RELATED_WEIGHT_MIN} to {RELATED_WEIGHT_MAX}"
    )]
    WeightOutOfRange {
        /// Where the edge starts.
        slug: String,
        /// Where it ends.
        target: String,
        /// The weight as written.
        weight: u32,
    },
    /// Learnt relations of a skill that is not there.
    #[error("`{slug}` has learnt relations and is no slug of the file: run scripts/learn-edges")]
    UnknownLearnt {
        /// The slug as written.
        slug: String,
    },
    /// A relation said at both ends, or with itself.
    #[error("`{slug}` and `{target}` are related twice, or one with itself: say it once")]
    RelatedTwice {
        /// Where it is said the second time.
        slug: String,
        /// The other end.
        target: String,
    },
    /// A plain word that is no spelling of any skill.
    #[error("plain word `{word}` is no spelling of any skill: take it out of words.plain")]
    IdlePlainWord {
        /// The word.
        word: String,
    },
}

/// Makes a taxonomy of what was read, or says what is wrong.
pub(super) fn checked(mut file: SkillFile, text: &str) -> Result<Taxonomy, TaxonomyError> {
    let learnt = file.take_learnt();
    let (version, lists, lines) = file.into_parts();
    let mut skills = Vec::new();
    let mut places = BTreeMap::new();
    for (category, line) in lines {
        check_slug(&line.slug)?;
        if places.insert(line.slug.clone(), skills.len()).is_some() {
            return Err(TaxonomyError::DuplicateSlug { slug: line.slug });
        }
        let related = check_weights(&line.slug, line.related, EdgeSource::House)?;
        skills.push(Skill {
            slug: line.slug,
            name: line.name,
            category,
            aliases: line.aliases,
            implies: line.implies,
            related,
        });
    }
    for (slug, related) in learnt {
        let Some(&from) = places.get(&slug) else {
            return Err(TaxonomyError::UnknownLearnt { slug });
        };
        let related = check_weights(&slug, related, EdgeSource::Learnt)?;
        if let Some(skill) = skills.get_mut(from) {
            skill.related.extend(related);
        }
    }
    let spellings = spellings(&skills)?;
    let implied = implied(&skills, &places)?;
    let related = related(&skills, &places)?;
    let words = words(&lists);
    if let Some(word) = words.plain.iter().find(|word| !spellings.contains_key(*word)) {
        return Err(TaxonomyError::IdlePlainWord { word: word.clone() });
    }
    let version = format!("{version}+{}", short_digest(text));
    Ok(Taxonomy { version, skills, places, spellings, implied, related, words })
}

fn check_slug(slug: &str) -> Result<(), TaxonomyError> {
    let sound = slug.split('-').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    if sound { Ok(()) } else { Err(TaxonomyError::BadSlug { slug: slug.to_owned() }) }
}

fn check_weights(
    slug: &str,
    related: BTreeMap<String, u32>,
    source: EdgeSource,
) -> Result<Vec<Related>, TaxonomyError> {
    related
        .into_iter()
        .map(|(target, weight)| match u8::try_from(weight) {
            Ok(weight) if (RELATED_WEIGHT_MIN..=RELATED_WEIGHT_MAX).contains(&weight) => {
                Ok(Related { slug: target, weight, source })
            }
            _ => Err(TaxonomyError::WeightOutOfRange { slug: slug.to_owned(), target, weight }),
        })
        .collect()
}

/// Every spelling, folded. Names and aliases must be new; a slug gives way to them.
fn spellings(skills: &[Skill]) -> Result<BTreeMap<String, usize>, TaxonomyError> {
    let mut spellings: BTreeMap<String, usize> = BTreeMap::new();
    for (place, skill) in skills.iter().enumerate() {
        for spelling in std::iter::once(&skill.name).chain(&skill.aliases) {
            let key = fold_key(spelling);
            if key.is_empty() {
                let (slug, spelling) = (skill.slug.clone(), spelling.clone());
                return Err(TaxonomyError::EmptySpelling { slug, spelling });
            }
            if let Some(taken) = spellings.insert(key, place) {
                return Err(TaxonomyError::DuplicateSpelling {
                    slug: skill.slug.clone(),
                    spelling: spelling.clone(),
                    taken_by: skills.get(taken).map_or_else(String::new, |by| by.slug.clone()),
                });
            }
        }
    }
    for (place, skill) in skills.iter().enumerate() {
        let taken = *spellings.entry(fold_key(&skill.slug)).or_insert(place);
        if taken != place {
            return Err(TaxonomyError::DuplicateSpelling {
                slug: skill.slug.clone(),
                spelling: skill.slug.clone(),
                taken_by: skills.get(taken).map_or_else(String::new, |by| by.slug.clone()),
            });
        }
    }
    Ok(spellings)
}

fn target(
    places: &BTreeMap<String, usize>,
    slug: &str,
    edge: &'static str,
    target: &str,
) -> Result<usize, TaxonomyError> {
    places.get(target).copied().ok_or_else(|| TaxonomyError::UnknownTarget {
        slug: slug.to_owned(),
        edge,
        target: target.to_owned(),
    })
}

/// The whole chain of implications of each skill, ascending.
fn implied(
    skills: &[Skill],
    places: &BTreeMap<String, usize>,
) -> Result<Vec<Vec<usize>>, TaxonomyError> {
    let mut direct = Vec::with_capacity(skills.len());
    for skill in skills {
        let row: Result<Vec<usize>, _> =
            skill.implies.iter().map(|to| target(places, &skill.slug, "implies", to)).collect();
        direct.push(row?);
    }
    (0..skills.len())
        .map(|start| {
            let mut seen = BTreeSet::new();
            // Depth first, each with the way to it, so that a circle can be shown.
            let mut open = vec![vec![start]];
            while let Some(way) = open.pop() {
                let next = way.last().and_then(|&last| direct.get(last)).into_iter().flatten();
                for &place in next {
                    if place == start {
                        let circle = way.iter().chain([&start]);
                        let slugs = circle.filter_map(|&p| skills.get(p)).map(|s| s.slug.clone());
                        return Err(TaxonomyError::ImpliesCycle { slugs: slugs.collect() });
                    }
                    if seen.insert(place) {
                        let mut longer = way.clone();
                        longer.push(place);
                        open.push(longer);
                    }
                }
            }
            Ok(seen.into_iter().collect())
        })
        .collect()
}

/// Related skills of each, both ways, ascending.
fn related(
    skills: &[Skill],
    places: &BTreeMap<String, usize>,
) -> Result<Vec<Vec<(usize, u8)>>, TaxonomyError> {
    let mut rows = vec![BTreeMap::new(); skills.len()];
    for (from, skill) in skills.iter().enumerate() {
        for edge in &skill.related {
            let to = target(places, &skill.slug, "is related to", &edge.slug)?;
            let there = rows.get_mut(from).and_then(|row| row.insert(to, edge.weight));
            let back = rows.get_mut(to).and_then(|row| row.insert(from, edge.weight));
            if from == to || there.is_some() || back.is_some() {
                let (slug, target) = (skill.slug.clone(), edge.slug.clone());
                return Err(TaxonomyError::RelatedTwice { slug, target });
            }
        }
    }
    Ok(rows.into_iter().map(|row| row.into_iter().collect()).collect())
}

fn words(lists: &WordLists) -> Words {
    let folded = |list: &[String]| list.iter().map(|word| fold_key(word)).collect();
    Words {
        plain: folded(&lists.plain),
        nothing: folded(&lists.nothing),
        negations: folded(&lists.negations),
        contrasts: folded(&lists.contrasts),
        noise: folded(&lists.noise),
        decoys: folded(&lists.decoys),
    }
}

/// Eight hexadecimal digits: enough to see that two files differ, short enough to read aloud.
fn short_digest(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().take(4).fold(String::new(), |mut hex, byte| {
        // Writing to a String never fails.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
