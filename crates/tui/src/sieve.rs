//! The filter: words typed after `/`, each fuzzily somewhere in one field of a row, or in the field it
//! names: `rule:DOC-02`, `due:7`. `!word` keeps the rows without it.

use frizbee::{Config, Matcher};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::language::say_with;

/// What stands in a field that the filter can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Words of the trade: one of them begins so.
    Words(Vec<String>),
    /// What somebody wrote: it is somewhere in it.
    Text(String),
    /// A civil day: it is within so many days, or by a day; none is never.
    Day(Option<Date>),
}

impl Value {
    /// One word of the trade.
    pub(crate) fn word(word: &str) -> Self {
        Self::Words(vec![word.to_owned()])
    }

    /// Whether it is as `wanted`; what is not typed yet lets everything pass.
    fn is(&self, wanted: &str, today: Date) -> bool {
        let wanted = wanted.to_lowercase();
        match self {
            _ if wanted.is_empty() => true,
            Self::Words(words) => words.iter().any(|word| word.to_lowercase().starts_with(&wanted)),
            Self::Text(text) => text.to_lowercase().contains(&wanted),
            Self::Day(day) => day.is_some_and(|day| by(&wanted, today).is_some_and(|by| day <= by)),
        }
    }
}

/// The day that is meant: `7` is a week from today, `2026-12-01` is itself.
fn by(wanted: &str, today: Date) -> Option<Date> {
    match wanted.parse::<u16>() {
        Ok(days) => Some(today.saturating_add(i64::from(days).days())),
        Err(_) => wanted.parse().ok(),
    }
}

/// A row as the filter sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// What is read in it.
    pub texts: Vec<String>,
    /// What can be asked for by name.
    pub named: Vec<(&'static str, Value)>,
}

/// What is left of the rows, and what takes the most of them away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sifted {
    /// Places of the rows that pass, in order.
    pub kept: Vec<usize>,
    /// When nothing passes: the word that alone matches nothing, or all of them together.
    pub killer: Option<String>,
}

/// Keeps the rows that match every word of `query`, seen on a day.
pub(crate) fn sift(query: &str, rows: &[Row], today: Date) -> Sifted {
    let mut passed = vec![true; rows.len()];
    let mut killer = None;
    for word in query.split_whitespace() {
        let hits = hits(word, rows, today);
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
        killer = Some(say_with("`{}` together", &[&query.trim()]));
    }
    Sifted { kept, killer }
}

/// Which rows one word lets pass.
fn hits(word: &str, rows: &[Row], today: Date) -> Vec<bool> {
    let (wanted, needle) = match word.strip_prefix('!') {
        Some("") | None => (true, word),
        Some(needle) => (false, needle),
    };
    if let Some((name, value)) = needle.split_once(':')
        && rows.iter().any(|row| row.named.iter().any(|(known, _)| *known == name))
    {
        let of =
            |row: &Row| row.named.iter().any(|(at, field)| *at == name && field.is(value, today));
        // A name whose value is still to be typed takes nothing away, in either sense.
        return rows.iter().map(|row| value.is_empty() || of(row) == wanted).collect();
    }
    let mut matcher = Matcher::new(needle, &Config::default());
    rows.iter()
        .map(|row| row.texts.iter().any(|text| matcher.match_one(text, 0).is_some()) == wanted)
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
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn row(title: &str, client: &str, rule: &str, due: Option<Date>) -> Row {
        Row {
            texts: [title, client, rule].map(str::to_owned).to_vec(),
            named: vec![
                ("rule", Value::word(rule)),
                ("client", Value::Text(client.to_owned())),
                ("due", Value::Day(due)),
            ],
        }
    }

    fn rows() -> Vec<Row> {
        vec![
            row("Staff Rust", "Cobalt", "DOC-02", Some(TODAY)),
            row("Go engineer", "Cobalt", "DOC-05", Some(date(2026, 11, 30))),
            row("Rust", "Ñandú", "CLS-01", None),
        ]
    }

    fn check(query: &str, kept: &[usize], killer: Option<&str>) {
        let sifted = sift(query, &rows(), TODAY);
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
    fn a_field_is_named_before_a_colon() {
        check("rule:doc", &[0, 1], None);
        check("rule:DOC-05", &[1], None);
        check("client:ñan", &[2], None);
        check("rule:doc client:cobalt !rule:doc-02", &[1], None);
        check("rule:02", &[], Some("`rule:02`"));
        check("rule:", &[0, 1, 2], None);
        check("!rule:", &[0, 1, 2], None);
        check("colour:red", &[], Some("`colour:red`"));
    }

    #[test]
    fn a_day_is_within_so_many_days_or_by_a_day() {
        check("due:0", &[0], None);
        check("due:6", &[0], None);
        check("due:7", &[0, 1], None);
        check("due:2026-11-29", &[0], None);
        check("due:2026-11-30", &[0, 1], None);
        check("due:soon", &[], Some("`due:soon`"));
    }

    #[test]
    fn the_best_line_comes_first() {
        let lines = ["refresh".to_owned(), "runs".to_owned(), "run the night".to_owned()];
        assert_eq!(rank("runs", &lines), [1]);
        assert_eq!(rank("", &lines), [0, 1, 2]);
    }
}
