//! The rules on who people are: erasure, retention, texts, changes a tax form does not know.

use jiff::civil::date;

use super::subject::{DAY, Set, found};
use super::{says, turns};
use crate::clean_text::CleanText;
use crate::compliance::dossier::FreeText;
use crate::developer::DeveloperStatus;
use crate::personal_data::PersonChange;

#[test]
fn an_erasure_that_was_asked_for_is_due_on_its_day() {
    let set: Set = |dossier| {
        dossier.personal.erasure = Some([date(2026, 11, 20), date(2026, 12, 4)]);
    };
    turns("GDP-01", date(2026, 11, 19), set);
    let asked = found("GDP-01", DAY, set);
    assert_eq!(asked[0].due_on, Some(date(2026, 12, 4)));
}

#[test]
fn who_is_erased_is_found_nothing_of() {
    let set: Set = |dossier| {
        dossier.status = DeveloperStatus::Erased;
        dossier.personal.erasure = Some([date(2026, 11, 20), date(2026, 12, 4)]);
        dossier.vetting.clear();
    };
    for rule in ["GDP-01", "GDP-02", "DOC-01", "VET-01"] {
        assert_eq!(says(rule, DAY, set), [""; 0], "{rule}");
    }
}

#[test]
fn data_is_kept_as_long_as_the_law_of_the_country_asks() {
    // Five years in Costa Rica, ten in Colombia.
    let left: Set = |dossier| {
        dossier.status = DeveloperStatus::Left;
        dossier.placements[0].ends_on = Some(date(2026, 10, 15));
    };
    turns("GDP-03", date(2031, 10, 15), left);
    let colombian: Set = |dossier| {
        dossier.country = "CO".parse().unwrap();
        dossier.status = DeveloperStatus::Left;
        dossier.placements[0].ends_on = Some(date(2026, 10, 15));
    };
    turns("GDP-03", date(2036, 10, 15), colombian);
    let at_work: Set = |dossier| dossier.status = DeveloperStatus::Left;
    assert_eq!(says("GDP-03", date(2050, 1, 1), at_work), [""; 0]);
    let erased: Set = |dossier| {
        dossier.status = DeveloperStatus::Left;
        dossier.personal.is_kept = false;
        dossier.placements[0].ends_on = Some(date(2026, 10, 15));
    };
    assert_eq!(says("GDP-03", date(2050, 1, 1), erased), [""; 0]);
}

#[test]
fn data_of_who_was_never_placed_is_kept_for_two_years() {
    let set: Set = |dossier| {
        dossier.status = DeveloperStatus::Applied;
        dossier.placements.clear();
    };
    // Heard of last by the consent of 5 January 2026.
    turns("GDP-03", date(2028, 1, 5), set);
    let silent: Set = |dossier| {
        dossier.status = DeveloperStatus::Applied;
        dossier.placements.clear();
        dossier.vetting.clear();
        dossier.documents.0.clear();
    };
    assert_eq!(says("GDP-03", date(2050, 1, 1), silent), [""; 0]);
}

#[test]
fn what_is_held_stays_until_its_day() {
    let set: Set = |dossier| {
        dossier.status = DeveloperStatus::Left;
        dossier.placements[0].ends_on = Some(date(2020, 1, 1));
        dossier.personal.held_until = Some(date(2027, 3, 1));
    };
    turns("GDP-03", date(2027, 2, 28), set);
}

#[test]
fn a_text_says_nobodys_number() {
    let set: Set = |dossier| {
        let text =
            |place: &str, text| FreeText { place: place.to_owned(), text: CleanText::new(text) };
        dossier.country = "BR".parse().unwrap();
        dossier.placements[0].texts = vec![
            text("incident 4", "late for a week"),
            text("incident 5", "wants to be paid to 390.533.447-05"),
            text("incident 6", "write to ana@example.com"),
        ];
    };
    let holds = [
        "the text of incident 5 holds a tax number",
        "the text of incident 6 holds an e-mail address",
    ];
    assert_eq!(says("GDP-04", DAY, set), holds);
    let found = found("GDP-04", DAY, set);
    assert!(!format!("{found:?}").contains("390"), "the number stands in no finding");
}

#[test]
fn a_tax_form_is_signed_anew_after_a_change() {
    // The form is of 5 January 2026.
    let set: Set = |dossier| {
        dossier.personal.changes = vec![
            (PersonChange::Name, date(2026, 1, 5)),
            (PersonChange::Country, date(2026, 11, 2)),
        ];
    };
    turns("TAX-03", date(2026, 11, 1), set);
    let found = found("TAX-03", DAY, set);
    assert_eq!(found[0].due_on, Some(date(2026, 12, 2)));
    assert!(found[0].says.contains("the country changed on 2026-11-02"), "{}", found[0].says);
    let signed_anew: Set = |dossier| {
        dossier.personal.changes = vec![(PersonChange::Name, date(2026, 1, 4))];
    };
    assert_eq!(says("TAX-03", DAY, signed_anew), [""; 0]);
}
