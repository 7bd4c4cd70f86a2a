//! From a mapping's column references to the columns of one file.
//!
//! A column is named by its header; with two header rows by `question | answer`, where a blank
//! question continues the one before it. `*` in a reference stands for any text, because questions
//! of surveys run over many lines.

use crate::clean_text::CleanText;

use super::mapping::Mapping;

/// Between the rows of a header.
const BETWEEN_ROWS: &str = " | ";
/// Letters two names may differ by to be offered as the one that was meant.
const NEAR_MAX: usize = 2;
/// Letters of a name that are compared and shown.
const NAME_SHOWN_CHARS_MAX: usize = 80;

/// Why the columns of a file do not fit the mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A column the mapping needs is not there.
    #[error(
        "the file has no column `{reference}`, which the mapping {mapping} needs{}: name the column so, or choose another mapping; the file has {found}",
        near.as_ref().map(|near| format!(" (`{near}` is near)")).unwrap_or_default()
    )]
    Missing {
        /// As the mapping names it.
        reference: String,
        /// Name of the mapping.
        mapping: String,
        /// A column of the file with almost that name.
        near: Option<String>,
        /// The first columns of the file.
        found: String,
    },
    /// A column the mapping does not know, where it knows all.
    #[error(
        "the file has a column `{column}`, which the mapping {mapping} does not know: {}, or begin its name with _ to keep it out; it knows {known}",
        near.as_ref().map_or("take it out".to_owned(), |near| format!("did you mean `{near}`? Rename it"))
    )]
    Unexpected {
        /// As the file names it.
        column: String,
        /// Name of the mapping.
        mapping: String,
        /// A known column with almost that name.
        near: Option<String>,
        /// Every column the mapping knows.
        known: String,
    },
    /// Several columns fit a reference that needs one.
    #[error(
        "`{reference}` of the mapping {mapping} fits {n} columns, `{first}` and `{second}` among them: write more of the name"
    )]
    Ambiguous {
        /// As the mapping names it.
        reference: String,
        /// Name of the mapping.
        mapping: String,
        /// How many.
        n: usize,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// Two columns have one name.
    #[error("two columns of the file are named `{column}`: rename one")]
    Twice {
        /// As the file names it.
        column: String,
    },
}

/// The columns of one file, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    names: Vec<String>,
    /// For each reference of the mapping, the places it gave.
    bound: Vec<(String, Vec<usize>)>,
}

impl Columns {
    /// Binds a mapping to the header rows of a file.
    ///
    /// # Errors
    /// [`HeaderError`] naming the first column that does not fit.
    pub fn bind(mapping: &Mapping, rows: &[Vec<String>]) -> Result<Self, HeaderError> {
        let names = names(rows);
        let known: Vec<&str> = mapping.references().collect();
        if mapping.refuses_extra_columns() {
            unexpected(mapping, &names, &known)?;
        }
        let mut bound = Vec::with_capacity(known.len());
        for &reference in &known {
            let places: Vec<usize> = (0..names.len())
                .filter(|&at| names.get(at).is_some_and(|name| fits(reference, name)))
                .collect();
            if places.is_empty() && mapping.needs(reference) {
                return Err(HeaderError::Missing {
                    reference: reference.to_owned(),
                    mapping: mapping.name().to_owned(),
                    near: nearest(reference, names.iter().map(String::as_str)),
                    found: some_of(&names),
                });
            }
            if let (&[first, second, ..], false) = (&*places, mapping.may_fit_many(reference)) {
                let name = |at: usize| shown(names.get(at).map_or("", String::as_str));
                return Err(HeaderError::Ambiguous {
                    reference: reference.to_owned(),
                    mapping: mapping.name().to_owned(),
                    n: places.len(),
                    first: name(first),
                    second: name(second),
                });
            }
            bound.push((reference.to_owned(), places));
        }
        Ok(Self { names, bound })
    }

    /// Columns of the file.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True for a file without columns.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name of the column at a place.
    pub fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// References of the mapping and the places of their columns.
    pub fn bound(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.bound.iter().map(|(reference, places)| (reference.as_str(), places.as_slice()))
    }
}

/// True for columns sereno writes beside a refused row, and others that are to be left alone.
pub fn is_note(column: &str) -> bool {
    column.starts_with('_')
}

fn names(rows: &[Vec<String>]) -> Vec<String> {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut last = vec![String::new(); rows.len()];
    (0..n_columns)
        .map(|at| {
            let mut parts = Vec::with_capacity(rows.len());
            for (no, row) in rows.iter().enumerate() {
                let text = CleanText::new(row.get(at).map_or("", String::as_str)).to_string();
                // A blank question continues the one before it; the last row is the answer itself.
                let continued = text.is_empty() && no + 1 < rows.len();
                let said = if continued { last.get(no).cloned() } else { Some(text) };
                let said = said.unwrap_or_default();
                if let Some(last) = last.get_mut(no) {
                    last.clone_from(&said);
                }
                if !said.is_empty() {
                    parts.push(said);
                }
            }
            parts.join(BETWEEN_ROWS)
        })
        .collect()
}

fn unexpected(mapping: &Mapping, names: &[String], known: &[&str]) -> Result<(), HeaderError> {
    for (at, name) in names.iter().enumerate() {
        if is_note(name) {
            continue;
        }
        if names.iter().take(at).any(|other| other.eq_ignore_ascii_case(name)) {
            return Err(HeaderError::Twice { column: shown(name) });
        }
        if !known.iter().any(|reference| fits(reference, name)) {
            return Err(HeaderError::Unexpected {
                column: shown(name),
                mapping: mapping.name().to_owned(),
                near: nearest(name, known.iter().copied()),
                known: known.join(", "),
            });
        }
    }
    Ok(())
}

/// True when a column has the name of a reference, `*` standing for any text.
fn fits(reference: &str, name: &str) -> bool {
    let (reference, name) = (reference.to_lowercase(), name.to_lowercase());
    let Some((head, rest)) = reference.split_once('*') else {
        return reference.trim() == name.trim();
    };
    let Some(mut left) = name.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    left.ends_with(tail)
}

/// The candidate whose letters differ least, if that is little.
fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    let key: Vec<char> = name.to_lowercase().chars().take(NAME_SHOWN_CHARS_MAX).collect();
    candidates
        .map(|candidate| {
            let other: Vec<char> =
                candidate.to_lowercase().chars().take(NAME_SHOWN_CHARS_MAX).collect();
            (distance(&key, &other), candidate)
        })
        .filter(|&(distance, _)| distance <= NEAR_MAX)
        .min()
        .map(|(_, candidate)| shown(candidate))
}

/// Letters to change, add or drop between two names.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut left = row + 1;
        let mut diagonal = row;
        for (b, over) in to.iter().zip(above.iter_mut().skip(1)) {
            let change = diagonal + usize::from(a != b);
            diagonal = *over;
            left = change.min(*over + 1).min(left + 1);
            *over = left;
        }
        if let Some(first) = above.first_mut() {
            *first = row + 1;
        }
    }
    above.last().copied().unwrap_or_default()
}

fn shown(name: &str) -> String {
    name.chars().take(NAME_SHOWN_CHARS_MAX).collect()
}

fn some_of(names: &[String]) -> String {
    const N_SHOWN: usize = 12;
    let some: Vec<String> = names.iter().take(N_SHOWN).map(|name| shown(name)).collect();
    let more = if names.len() > N_SHOWN { ", …" } else { "" };
    format!("{}{more}", some.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (reference, name, expected) in [
            ("country", "Country", true),
            ("country", "country of birth", false),
            ("¿Cuántas horas*", "¿Cuántas horas trabaja por semana? | Response", true),
            ("¿Cuántas horas* | Response", "¿Cuántas horas trabaja? | Response", true),
            ("¿Cuántas horas* | Other", "¿Cuántas horas trabaja? | Response", false),
            ("*a*b", "xxaxxb", true),
            ("*a*b", "xxbxxa", false),
        ] {
            assert_eq!(fits(reference, name), expected, "{reference} / {name}");
        }
    }

    #[test]
    fn a_blank_question_continues_the_one_before_and_a_blank_answer_does_not() {
        let rows = [
            vec!["id".to_owned(), "Which\nlanguages?".to_owned(), String::new(), "Pay".to_owned()],
            vec![String::new(), "C".to_owned(), "Rust".to_owned(), String::new()],
        ];
        assert_eq!(names(&rows), ["id", "Which languages? | C", "Which languages? | Rust", "Pay"]);
    }

    #[test]
    fn the_distance_of_names() {
        let check = |a: &str, b: &str, expected: usize| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&a, &b), expected);
        };
        check("senority", "seniority", 1);
        check("", "abc", 3);
        check("abc", "abc", 0);
        check("kitten", "sitting", 3);
    }
}
