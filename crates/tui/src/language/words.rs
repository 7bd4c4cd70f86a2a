//! That every language has a word for everything the dashboard says through it.

use std::collections::BTreeSet;
use std::path::Path;

use sereno_domain::board::payroll::Control;
use sereno_domain::board::placement::DocumentLine;
use sereno_domain::compliance::document::{DocumentKind, DocumentState};
use sereno_domain::compliance::rules;
use sereno_domain::developer::Seniority;
use sereno_domain::finding::FindingState;
use sereno_domain::matching::{Component, Filter};
use sereno_domain::money::Per;
use sereno_domain::payroll::anomaly::{AnomalyCode, AnomalyState};
use sereno_domain::payroll::item::{LineCode, Reason};
use sereno_domain::placement_health::{Alarm, Driver};
use sereno_domain::replacement::ReplacementState;
use sereno_domain::role::{Importance, RoleStatus};
use sereno_domain::schedule::{MissReason, MissedPolicy, OverlapPolicy};
use sereno_domain::shortlist::{ShortlistReason, ShortlistState};
use sereno_domain::vetting::{VettingRequired, VettingStage};

use super::*;
use crate::app::offer::SHELL;
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
        } else if is_rust
            && name != "tests.rs"
            && !matches!(name.as_str(), "words.rs" | "testing.rs")
        {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
    texts
}

/// A literal text at the start of `rest`, as it is read, and what stands after it.
fn literal(rest: &str) -> Option<(String, &str)> {
    let rest = rest.trim_start().strip_prefix('"')?;
    let end = rest.match_indices('"').find(|(at, _)| !rest[..*at].ends_with('\\')).unwrap().0;
    let mut parts = rest[..end].split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    Some((parts.fold(first, |text, part| text + part.trim_start()), &rest[end + 1..]))
}

/// What stands after each place of `call` where it is a call of its own.
fn after<'s>(source: &'s str, call: &'static str) -> impl Iterator<Item = &'s str> {
    let own = |at: usize| {
        !source[..at].ends_with(|ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '.'))
    };
    let places = source.match_indices(call).filter(move |(at, _)| own(*at));
    places.map(|(at, found)| &source[at + found.len()..])
}

/// The texts a source says: those in the brackets of what says them, and what tables and states hold.
fn said_in(source: &str) -> Vec<String> {
    let mut all = Vec::new();
    for call in ["say(", "say_with(", "empty:", "title:"] {
        all.extend(after(source, call).filter_map(literal).map(|(text, _)| text));
    }
    // Of a number of things there is a text for one and one for many; they are the last two.
    for rest in after(source, "counted(") {
        let texts: Vec<String> = rest
            .split(", \"")
            .skip(1)
            .take(2)
            .map(|text| text.split('"').next().unwrap().to_owned())
            .collect();
        all.extend(texts.into_iter().filter(|text| text.contains("{}")));
    }
    for rest in after(source, "say_of(") {
        let text = literal(rest);
        let about = text.as_ref().and_then(|(_, rest)| literal(rest.trim_start_matches(',')));
        all.extend(text.zip(about).map(|((text, _), (about, _))| format!("{text} ({about})")));
    }
    for rest in after(source, "word(") {
        let glyph = literal(rest);
        let words =
            glyph.and_then(|(_, rest)| literal(rest.split_once("Tone::")?.1.split_once(',')?.1));
        all.extend(words.map(|(text, _)| text));
    }
    for rest in source.match_indices("Column::<").map(|(at, _)| &source[at..]) {
        let side = rest.find("::left(").into_iter().chain(rest.find("::right(")).min().unwrap();
        all.extend(literal(rest[side..].split_once('(').unwrap().1).map(|(text, _)| text));
    }
    all
}

/// Every word of a vocabulary, as it is stored.
macro_rules! names {
    ($($words:ty),+) => {
        [$(<$words>::ALL.iter().map(|word| word.name().to_owned()).collect::<Vec<_>>()),+].concat()
    };
}

/// The words of the trade that screens show.
fn of_the_trade() -> Vec<String> {
    let stored = names!(
        Per,
        AnomalyState,
        Filter,
        FindingState,
        Importance,
        MissReason,
        MissedPolicy,
        OverlapPolicy,
        ReplacementState,
        RoleStatus,
        Seniority,
        ShortlistState,
        VettingRequired,
        DocumentState
    );
    let spoken =
        names!(Alarm, Component, Driver, LineCode, RoleStatus, ShortlistReason, VettingStage);
    let spoken = spoken.iter().map(|name| name.replace('_', " "));
    let anomalies = AnomalyCode::ALL.iter().flat_map(|code| [code.words(), code.remedy()]);
    let reasons = Reason::ALL.iter().flat_map(|reason| [reason.words(), reason.remedy()]);
    let controls = Control::ALL.iter().map(|control| control.words());
    let rules = rules().flat_map(|rule| [rule.title, rule.checks, rule.why, rule.remedy]);
    let papers = DocumentKind::ALL.iter().map(|kind| kind.words());
    let words = anomalies
        .chain(reasons)
        .chain(controls)
        .chain(papers)
        .chain([DocumentLine::EXPIRED])
        .chain(rules);
    // The same words are a key, or what one does.
    let told_apart = ["open (a state)", "down (a reason)"];
    let words = words.chain(told_apart);
    let stored = stored.into_iter();
    stored.chain(spoken).chain(words.map(str::to_owned)).collect()
}

/// Every text that is said through a language.
fn said() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = source.split("mod tests {").next().unwrap_or_default();
        all.extend(said_in(source));
    }
    all.extend(of_the_trade());
    all.extend(TABS.iter().map(|(_, _, name)| (*name).to_owned()));
    all.extend(SHELL.iter().map(|(words, _)| (*words).to_owned()));
    all.extend(Group::ALL.iter().map(|group| group.title().to_owned()));
    all.extend(BINDINGS.iter().flat_map(|one| [one.words.to_owned(), one.effect.to_owned()]));
    all.remove("");
    all
}

#[test]
fn every_language_has_a_word_for_everything() {
    let said = said();
    for text in
        ["WHAT WENT WRONG", "live", "{} try", "{} tries", "tech stack", "came back too late"]
    {
        assert!(said.contains(text), "{text}");
    }
    assert!(said.len() > 900, "{}", said.len());
    for (language, tables, names) in
        [("es", es::ALL, es::names::NAMES), ("pt", pt::ALL, pt::names::NAMES)]
    {
        let texts = |words: &[(&str, &str)]| -> Vec<String> {
            words.iter().map(|(text, _)| (*text).to_owned()).collect()
        };
        let known: BTreeSet<String> = tables.iter().flat_map(|words| texts(words)).collect();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "language/{language} has no word for {missing:#?}");
        // Names have a form of their own only where the language has one, and are said by nobody.
        let names: BTreeSet<String> = texts(names).into_iter().collect();
        let stray: Vec<_> = known.difference(&said).filter(|text| !names.contains(*text)).collect();
        assert!(stray.is_empty(), "language/{language} has words nobody says: {stray:#?}");
    }
}

#[test]
fn words_are_in_order_and_take_as_many_parts_as_the_english() {
    for words in es::ALL.iter().chain(pt::ALL) {
        for pair in words.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{:?} before {:?}", pair[0].0, pair[1].0);
        }
        for (english, said) in *words {
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
