//! What went wrong, told apart by kind: two thousand failures of three causes are three things to
//! mend.

use crate::clean_text::CleanText;

/// Longest shape that is kept, in characters: what comes later hardly tells causes apart.
const SHAPE_MAX: usize = 240;

/// Characters below which the end of a chain of causes says too little by itself.
const GIST_MIN: usize = 16;

/// Class of errors of the database.
pub const CLASS_DATABASE: &str = "database";
/// Class of the error of an attempt whose worker went away.
pub const CLASS_LOST: &str = "lost";
/// What is said of such an attempt.
pub const SHAPE_LOST: &str = "the worker that held it is gone";

/// The shape of an error's message: what stays when everything that names one case is left out.
/// Numbers become `#`, what stands in quotes becomes `…`, words with digits in them `#`. Two messages
/// of one cause have one shape; the shape of a shape is itself.
pub fn shape_of(message: &CleanText) -> String {
    let mut shape = String::new();
    let mut rest = message.as_str();
    while let Some(ch) = rest.chars().next() {
        if let Some(close) = closing(ch)
            && let Some((quoted, after)) = quoted(rest, ch, close)
        {
            shape.push(ch);
            shape.push_str(if quoted.is_empty() { "" } else { "…" });
            shape.push(close);
            rest = after;
        } else if is_word(ch) {
            let end = rest.find(|ch| !is_word(ch)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            shape.push_str(if word.contains(|ch: char| ch.is_ascii_digit()) { "#" } else { word });
            rest = after;
        } else {
            shape.push(ch);
            rest = rest.get(ch.len_utf8()..).unwrap_or_default();
        }
    }
    // `1.5`, `10:30` and `[1, 2, 3]` are one number to a reader.
    for gap in [", #", ".#", ":#", "-#", "/#", "+#"] {
        while shape.contains(&format!("#{gap}")) {
            shape = shape.replace(&format!("#{gap}"), "#");
        }
    }
    shape.chars().take(SHAPE_MAX).collect()
}

/// What is wrong, without what it made impossible: of a database's chain of causes the end. `the
/// database could not be used: ...: no space left on device` is about the device.
pub fn gist<'c>(error_class: &str, chain: &'c str) -> &'c str {
    if error_class != CLASS_DATABASE {
        return chain;
    }
    let last = chain.rfind(": ").map_or(chain, |at| chain.get(at + 2..).unwrap_or(chain));
    if last.chars().count() >= GIST_MIN || last.len() == chain.len() {
        return last;
    }
    // A word or two alone say too little.
    let before = chain.len() - last.len() - 2;
    let start = chain.get(..before).and_then(|head| head.rfind(": ")).map_or(0, |at| at + 2);
    chain.get(start..).unwrap_or(chain)
}

/// The same of an error whose class is not at hand.
pub fn gist_of(chain: &str) -> &str {
    if chain.starts_with("the database ") { gist(CLASS_DATABASE, chain) } else { chain }
}

/// What closes a quotation.
const fn closing(open: char) -> Option<char> {
    match open {
        '`' => Some('`'),
        '"' => Some('"'),
        '“' => Some('”'),
        '«' => Some('»'),
        // An apostrophe is no quotation.
        _ => None,
    }
}

/// What stands between quotation marks, and what comes after them.
fn quoted(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    text.strip_prefix(open)?.split_once(close)
}

fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() || ch == '_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(message: &str) -> String {
        shape_of(&CleanText::new(message))
    }

    #[test]
    fn what_names_one_case_is_left_out() {
        for (message, expected) in [
            ("role 17 has no rate card of client 41", "role # has no rate card of client #"),
            ("a duplicate of `ana@x.io` in row 3", "a duplicate of `…` in row #"),
            ("no space left on device (os error 28)", "no space left on device (os error #)"),
            ("timed out after 30.5s at 10:30:12", "timed out after # at #"),
            ("roles [4, 17, 23] are gone", "roles [#] are gone"),
            ("lease 01JABCDEF0 of db-7.internal fell", "lease # of db-#.internal fell"),
            (
                "the database could not be used: timed out",
                "the database could not be used: timed out",
            ),
            ("the client's own word, `` and “x”", "the client's own word, `` and “…”"),
            ("an open `quote stays", "an open `quote stays"),
        ] {
            assert_eq!(shape(message), expected);
        }
    }

    #[test]
    fn the_gist_is_the_end_of_the_chain() {
        for (chain, expected) in [
            ("a: b: no space left on device", "no space left on device"),
            ("the file cannot be read: base/4: denied", "base/4: denied"),
            ("timed out", "timed out"),
            ("x: y", "x: y"),
            ("", ""),
        ] {
            assert_eq!(gist(CLASS_DATABASE, chain), expected);
        }
        assert_eq!(
            gist("payload", "a: long enough to stand alone"),
            "a: long enough to stand alone"
        );
        let of_database = "the database could not be used: no space left on device";
        assert_eq!(gist_of(of_database), "no space left on device");
        assert_eq!(gist_of("a: long enough to stand alone"), "a: long enough to stand alone");
    }

    proptest! {
        #[test]
        fn numbers_and_quoted_words_never_tell_two_apart(
            a in 0_u32.., b in 0_u32.., x in "[a-z ]{1,20}", y in "[a-z ]{1,20}",
        ) {
            let message = |n: u32, word: &str| format!("role {n}: no `{word}` in {n}.{n}");
            prop_assert_eq!(shape(&message(a, &x)), shape(&message(b, &y)));
        }

        #[test]
        fn the_shape_of_a_shape_is_itself(message in "\\PC{0,300}") {
            let once = shape(&message);
            prop_assert_eq!(shape(&once), once);
        }
    }
}
