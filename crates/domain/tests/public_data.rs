//! Skills and countries against surveys other people published: at least 98 % of the mentions are
//! resolved; and holidays against a calendar. Runs when `SERENO_PUBLIC_DATA` names the folder that
//! holds `developers/` and `calendars/`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a test that reads files named by the environment and says when it skips"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::date;
use sereno_domain::country::CountryDirectory;
use sereno_domain::holiday::Holidays;
use sereno_domain::skill::Taxonomy;
use sereno_domain::skill::report::ResolutionReport;

/// The share each field must reach, in basis points.
const RESOLVED_BP_MIN: u64 = 9_800;

/// Columns of the Colombian survey: the field, its first column and the one after its last.
const COLOMBIA: [(&str, usize, usize); 4] = [
    ("language", 20, 73),
    ("frontend framework", 73, 75),
    ("backend framework", 75, 77),
    ("database", 77, 79),
];

fn survey(name: &str) -> Option<csv::Reader<std::fs::File>> {
    public("developers", name)
}

fn public(folder_of: &str, name: &str) -> Option<csv::Reader<std::fs::File>> {
    let Some(folder) = std::env::var_os("SERENO_PUBLIC_DATA") else {
        eprintln!("skipped: SERENO_PUBLIC_DATA is not set, {name} was not read");
        return None;
    };
    let path = PathBuf::from(folder).join(folder_of).join(name);
    if !path.exists() {
        eprintln!("skipped: {} does not exist", path.display());
        return None;
    }
    Some(csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap())
}

fn check(file: &str, report: &ResolutionReport) {
    for (field, counts) in report.fields() {
        let bp = counts.resolved_bp().unwrap();
        eprintln!(
            "{file}, {field}: {bp} of 10000 resolved ({} whole, {} mended, {} partly, {} not; \
             {} name nothing); not resolved: {:?}",
            counts.n_whole,
            counts.n_mended,
            counts.n_partly,
            counts.n_unresolved,
            counts.n_nothing,
            counts.unresolved_top(40)
        );
        assert!(counts.n_resolved() > 500, "{file}, {field}: the column is not where it was");
        assert!(bp >= RESOLVED_BP_MIN, "{file}, {field}: only {bp} of 10000 resolved");
    }
}

#[test]
fn a_survey_in_spanish_with_free_text_is_resolved() {
    let Some(mut reader) = survey("colombia-2021.csv") else { return };
    let mut report = ResolutionReport::default();
    // The first row is taken as the header; the second says what each answer column is.
    for row in reader.records().skip(1) {
        let row = row.unwrap();
        for (field, from, to) in COLOMBIA {
            for mention in (from..to).filter_map(|at| row.get(at)).filter(|text| !text.is_empty()) {
                report.count(field, mention, &Taxonomy::house().resolve(mention));
            }
        }
    }
    check("colombia-2021.csv", &report);
}

#[test]
fn a_survey_with_lists_is_resolved() {
    let Some(mut reader) = survey("stackoverflow-2025.csv") else { return };
    let languages = column(&mut reader, "LanguageHaveWorkedWith");
    let mut report = ResolutionReport::default();
    for row in reader.records() {
        let row = row.unwrap();
        for mention in row[languages].split(';').filter(|text| !text.is_empty()) {
            report.count("language", mention, &Taxonomy::house().resolve(mention));
        }
    }
    check("stackoverflow-2025.csv", &report);
}

#[test]
fn every_country_of_a_survey_but_nomads_is_found() {
    let Some(mut reader) = survey("stackoverflow-2025.csv") else { return };
    let country = column(&mut reader, "Country");
    let unknown: BTreeSet<String> = reader
        .records()
        .map(|row| row.unwrap()[country].to_owned())
        .filter(|name| CountryDirectory::house().find(name).is_none())
        .collect();
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["Nomadic"]);
}

/// The calendar is that of the holidays project, release 0.109.
#[test]
fn federal_holidays_of_the_united_states_are_those_of_a_published_calendar() {
    let Some(mut reader) = public("calendars", "holidays-latam-us-2024-2028.csv") else { return };
    let mut published = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        if &row[0] == "US" {
            published.push(row[1].to_owned());
        }
    }
    assert_eq!(published.len(), 61, "the file is not what it was");
    let (from, to) = (date(2024, 1, 1), date(2029, 1, 1));
    let kept = Holidays::house().between("US".parse().unwrap(), None, from, to);
    let kept: Vec<String> = kept.keys().map(ToString::to_string).collect();
    assert_eq!(kept, published);
}

fn column(reader: &mut csv::Reader<std::fs::File>, name: &str) -> usize {
    reader.headers().unwrap().iter().position(|header| header == name).unwrap()
}
