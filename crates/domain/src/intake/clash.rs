//! Rows that cannot stand beside each other: in one place, or in places that overlap.

use std::collections::BTreeMap;

/// A row that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<P> {
    /// Its identity, where it has one at the source of the rows that come in.
    pub external_ref: Option<String>,
    /// Where it stands.
    pub place: P,
}

/// What a row runs into: the identity of the other row, where it has one at the source.
pub type Clash = Option<String>;

/// Which of the rows `given` would stand where another does, stored or given before it. A stored row
/// that is given anew leaves its place, unless the new one is refused.
pub fn clashes<P>(
    stored: &[Standing<P>],
    given: &[(String, P)],
    clash: impl Fn(&P, &P) -> bool,
) -> BTreeMap<String, Clash> {
    let mut refused: BTreeMap<String, Clash> = BTreeMap::new();
    // Each round refuses a row or ends: a row that stays after all may be in the way of others.
    loop {
        let leaves = |one: &&Standing<P>| {
            let anew =
                given.iter().find(|(reference, _)| Some(reference) == one.external_ref.as_ref());
            anew.is_some_and(|(reference, _)| !refused.contains_key(reference))
        };
        let stays = stored.iter().filter(|one| !leaves(one));
        let mut stands: Vec<(&Clash, &P)> =
            stays.map(|one| (&one.external_ref, &one.place)).collect();
        let mut found = BTreeMap::new();
        let own: Vec<Clash> = given.iter().map(|(reference, _)| Some(reference.clone())).collect();
        for ((reference, place), own) in given.iter().zip(&own) {
            if refused.contains_key(reference) {
                continue;
            }
            match stands.iter().find(|(_, other)| clash(place, other)) {
                Some((other, _)) => {
                    found.insert(reference.clone(), (*other).clone());
                }
                None => stands.push((own, place)),
            }
        }
        if found.is_empty() {
            return refused;
        }
        refused.extend(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stored: &[(&str, i32)], given: &[(&str, i32)], expected: &[(&str, &str)]) {
        let stored = stored.iter().map(|(reference, place)| Standing {
            external_ref: Some((*reference).to_owned()),
            place: *place,
        });
        let given = given.iter().map(|(reference, place)| ((*reference).to_owned(), *place));
        let (stored, given): (Vec<_>, Vec<_>) = (stored.collect(), given.collect());
        let found = clashes(&stored, &given, |one, other| one == other);
        let found: Vec<_> = found
            .iter()
            .map(|(reference, other)| (reference.as_str(), other.as_deref().unwrap()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_row_clashes_with_one_that_stays_and_with_one_before_it() {
        check(&[("a", 1)], &[("b", 1)], &[("b", "a")]);
        check(&[], &[("a", 1), ("b", 1)], &[("b", "a")]);
        check(&[("a", 1)], &[("a", 1), ("b", 2)], &[]);
    }

    #[test]
    fn rows_may_change_places() {
        check(&[("a", 1), ("b", 2)], &[("a", 2), ("b", 1)], &[]);
    }

    #[test]
    fn a_row_that_is_refused_is_in_the_way_where_it_was() {
        check(&[("a", 1), ("c", 3)], &[("b", 1), ("a", 3)], &[("a", "c"), ("b", "a")]);
    }
}
