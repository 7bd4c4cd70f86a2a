//! The filter: words typed after `/`, each fuzzily somewhere in one field of a row; `!word` keeps
//! the rows without it.

use frizbee::{Config, Matcher};

/// What is left of the rows, and what takes the most of them away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sifted {
    /// Places of the rows that pass, in order.
    pub kept: Vec<usize>,
    /// When nothing passes: the word that alone matches nothing, or all of them together.
    pub killer: Option<String>,
}

/// Keeps the rows whose fields match every word of `query`.
pub(crate) fn sift(query: &str, rows: &[Vec<String>]) -> Sifted {
    let mut passed = vec![true; rows.len()];
    let mut killer = None;
    for word in query.split_whitespace() {
        let hits = hits(word, rows);
        if killer.is_none() && !rows.is_empty() && !hits.contains(&true) {
            killer = Some(format!("`{word}`"));
        }
        for (pass, hit) in passed.iter_mut().zip(hits) {
            *pass &= hit;
        }
    }
    let kept: Vec<usize> =
        passed.iter().enumerate().filter_map(|(at, pass)| pass.then_some(at)).collect();
    if !kept.is_empty() || rows.is_empty() {
        killer = None;
    } else if killer.is_none() {
        killer = Some(format!("`{}` together", query.trim()));
    }
    Sifted { kept, killer }
}

/// Which rows one word lets pass.
fn hits(word: &str, rows: &[Vec<String>]) -> Vec<bool> {
    let (wanted, needle) = match word.strip_prefix('!') {
        Some("") | None => (true, word),
        Some(needle) => (false, needle),
    };
    let mut matcher = Matcher::new(needle, &Config::default());
    rows.iter()
        .map(|fields| fields.iter().any(|field| matcher.match_one(field, 0).is_some()) == wanted)
        .collect()
}

/// Places of the lines that match, best first; all of them when nothing is typed.
pub(crate) fn rank(query: &str, lines: &[String]) -> Vec<usize> {
    let query = query.trim();
    if query.is_empty() {
        return (0..lines.len()).collect();
    }
    Matcher::from_query(query, &Config::default())
        .match_list(lines)
        .into_iter()
        .filter_map(|found| usize::try_from(found.index).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        [["Staff Rust", "Cobalt"], ["Go engineer", "Cobalt"], ["Rust", "Ñandú"]]
            .iter()
            .map(|row| row.iter().map(|field| (*field).to_owned()).collect())
            .collect()
    }

    fn check(query: &str, kept: &[usize], killer: Option<&str>) {
        let sifted = sift(query, &rows());
        assert_eq!((sifted.kept.as_slice(), sifted.killer.as_deref()), (kept, killer), "{query}");
    }

    #[test]
    fn every_word_must_be_in_some_field() {
        check("", &[0, 1, 2], None);
        check("rust", &[0, 2], None);
        check("rst cob", &[0], None);
        check("ñan", &[2], None);
    }

    #[test]
    fn a_word_with_an_exclamation_mark_must_be_in_none() {
        check("!rust", &[1], None);
        check("cobalt !rust", &[1], None);
        check("!", &[], Some("`!`"));
    }

    #[test]
    fn the_word_that_leaves_nothing_is_named() {
        check("rust zig", &[], Some("`zig`"));
        check("go ñandú", &[], Some("`go ñandú` together"));
    }

    #[test]
    fn the_best_line_comes_first() {
        let lines = ["refresh".to_owned(), "runs".to_owned(), "run the night".to_owned()];
        assert_eq!(rank("runs", &lines), [1]);
        assert_eq!(rank("", &lines), [0, 1, 2]);
    }
}
