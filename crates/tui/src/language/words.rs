//! That every language has a word for everything the dashboard says through it.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::glyph::Glyphs;
use crate::keymap::Group;
use crate::keymap::table::BINDINGS;
use crate::screen::{Screen, TABS};
use crate::testing::{app, frame};

/// The text of every Rust file below a folder, but for tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        if path.is_dir() && name != "tests" {
            texts.extend(sources(&path));
        } else if is_rust && name != "tests.rs" && name != "words.rs" {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
    texts
}

/// The texts that stand first in the brackets of `call`.
fn first_arguments(source: &str, call: &str) -> Vec<String> {
    let after = source.match_indices(call).map(|(at, _)| source[at + call.len()..].trim_start());
    after
        .filter_map(|rest| rest.strip_prefix('"'))
        .map(|rest| {
            let end =
                rest.match_indices('"').find(|(at, _)| !rest[..*at].ends_with('\\')).unwrap().0;
            let mut parts = rest[..end].split("\\\n");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |text, part| text + part.trim_start())
        })
        .collect()
}

/// Every text that is said through a language.
fn said() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for call in [" say(", "(say(", "&say(", " say_with(", "(say_with(", "&say_with(", "empty:"]
        {
            all.extend(first_arguments(&source, call));
        }
        for (at, _) in source.match_indices("Column::<") {
            let rest = &source[at..];
            let side = rest.find("::left(").into_iter().chain(rest.find("::right(")).min().unwrap();
            all.extend(first_arguments(&rest[side..], "t(").into_iter().take(1));
        }
    }
    all.extend(TABS.iter().map(|(_, _, name)| (*name).to_owned()));
    all.extend(Group::ALL.iter().map(|group| group.title().to_owned()));
    all.extend(BINDINGS.iter().flat_map(|one| [one.words.to_owned(), one.effect.to_owned()]));
    all.remove("");
    all
}

#[test]
fn every_language_has_a_word_for_everything() {
    let said = said();
    assert!(said.len() > 250 && said.contains("WHAT WENT WRONG") && said.contains("live"));
    for (language, tables) in [
        ("es", [es::WORDS, es::heads::HEADS, es::marks::MARKS]),
        ("pt", [pt::WORDS, pt::heads::HEADS, pt::marks::MARKS]),
    ] {
        let known: BTreeSet<String> =
            tables.into_iter().flatten().map(|(text, _)| (*text).to_owned()).collect();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "language/{language}.rs has no word for {missing:#?}");
        let stray: Vec<_> = known.difference(&said).collect();
        assert!(stray.is_empty(), "language/{language}.rs has words nobody says: {stray:#?}");
    }
}

#[test]
fn words_are_in_order_and_take_as_many_parts_as_the_english() {
    let marks = [es::marks::MARKS, pt::marks::MARKS];
    for words in [es::WORDS, pt::WORDS, es::heads::HEADS, pt::heads::HEADS].into_iter().chain(marks)
    {
        for pair in words.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{:?} before {:?}", pair[0].0, pair[1].0);
        }
        for (english, said) in words {
            assert_eq!(english.matches("{}").count(), said.matches("{}").count(), "{english}");
            assert!(!said.trim().is_empty(), "{english}");
        }
    }
}

#[test]
fn the_chrome_is_in_the_language_of_the_reader() {
    for (language, words) in [
        (Language::Spanish, ["Hallazgos", "conectando", "ayuda"]),
        (Language::Portuguese, ["Achados", "conectando", "ajuda"]),
    ] {
        let app = app(Screen::Runs).0.written_in(Glyphs::Unicode, language);
        let text = frame(&app, (120, 36));
        for word in words {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
