//! What one person says they work with, mention by mention: the raw material of learning relations
//! and of judging them.

use std::collections::BTreeSet;

use sereno_domain::skill::{SkillCategory, Taxonomy};

/// Languages from which an answer is not a stack but every box ticked.
const LANGUAGES_MAX: usize = 20;

/// A stack. A mention may name several skills at once, as `HTML/CSS` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stack {
    /// Places in [`Taxonomy::skills`] of what each mention names, ascending, each once.
    mentions: Vec<Vec<usize>>,
}

impl Stack {
    /// Reads what somebody wrote; none when it names fewer than two things, or every language.
    pub(crate) fn read<'m>(
        taxonomy: &Taxonomy,
        mentions: impl IntoIterator<Item = &'m str>,
    ) -> Option<Self> {
        let mut seen = BTreeSet::new();
        let mut named: Vec<Vec<usize>> = Vec::new();
        for mention in mentions {
            let slugs = taxonomy.resolve(mention).slugs();
            let places: BTreeSet<usize> =
                slugs.into_iter().filter_map(|slug| taxonomy.place(slug)).collect();
            let new: Vec<usize> = places.into_iter().filter(|place| seen.insert(*place)).collect();
            if !new.is_empty() {
                named.push(new);
            }
        }
        let n_languages = seen.iter().filter(|place| is_language(taxonomy, **place)).count();
        (named.len() >= 2 && n_languages <= LANGUAGES_MAX).then_some(Self { mentions: named })
    }

    /// What each mention names.
    pub(crate) fn mentions(&self) -> &[Vec<usize>] {
        &self.mentions
    }

    /// Everything in it, mention by mention.
    pub(crate) fn skills(&self) -> impl Iterator<Item = usize> {
        self.mentions.iter().flatten().copied()
    }
}

/// Whether the skill at a place is a language.
pub(crate) fn is_language(taxonomy: &Taxonomy, place: usize) -> bool {
    taxonomy.skills().get(place).is_some_and(|skill| skill.category == SkillCategory::Language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mentions: &[&str]) -> Option<Vec<Vec<&'static str>>> {
        let house = Taxonomy::house();
        let stack = Stack::read(house, mentions.iter().copied())?;
        let slug = |place: &usize| house.skills()[*place].slug.as_str();
        Some(stack.mentions().iter().map(|named| named.iter().map(slug).collect()).collect())
    }

    #[test]
    fn mentions_are_kept_apart_and_nothing_counts_twice() {
        let stack = read(&["HTML/CSS", "Postgres", "css", "ninguna", "PostgreSQL 14"]).unwrap();
        assert_eq!(stack, [vec!["html", "css"], vec!["postgresql"]]);
    }

    #[test]
    fn one_mention_is_no_stack_and_every_box_ticked_is_none() {
        assert_eq!(read(&["Python", "python3"]), None);
        let house = Taxonomy::house();
        let names = |n: usize| -> Vec<&str> {
            house.skills().iter().take(n).map(|skill| skill.name.as_str()).collect()
        };
        assert!(read(&names(20)).is_some());
        assert!(read(&names(21)).is_none());
    }
}
