//! Intake as a whole: rows of the native format in, developers, roles and refusals out.

use super::developer::IncomingDeveloper;
use super::header::Columns;
use super::mapping::{Kind, Mapping};
use super::record::{Cell, Record};
use super::role::IncomingRole;
use super::{Intake, Refusal};
use crate::country::{Country, CountryDirectory};
use crate::skill::Taxonomy;
use crate::team::WorkingStyle;

const DEVELOPER: &[(&str, &str)] = &[
    ("ref", "d-1"),
    ("name", "Ana Morales"),
    ("email", "ana@example.com"),
    ("status", "bench"),
    ("country", "Colombia"),
    ("seniority", "senior"),
    ("years_experience", "7.5"),
    ("english", "c1"),
    ("available_from", "2026-12-01"),
    ("weekly_capacity_hours", "40"),
    ("rate_floor", "4,500.50"),
    ("rate_currency", "USD"),
    ("rate_per", "month"),
    ("engagement", "contractor_individual"),
    ("skills", "Rust:4:3; postgres:5; C#:2:1.5; knitting:5"),
    ("industries", "Real estate:2; fintech:4.5; fintech:1"),
    ("scale", "latency_p99_ms:80; requests_per_second:5,000; latency_p99_ms:200"),
    ("regimes", "soc 2:2025-01-10; gdpr:2026-03-01:2028-03-01"),
    ("methodologies", "shape-up; Scrum; scrum"),
    ("communication", "written"),
    ("team_size_min", "3"),
    ("team_size_max", "9"),
];

const ROLE: &[(&str, &str)] = &[
    ("ref", "r-1"),
    ("client", "Northwind Freight"),
    ("client_country", "US"),
    ("title", "Backend Engineer"),
    ("status", "open"),
    ("seniority", "senior"),
    ("headcount", "2"),
    ("starts_on", "2027-01-11"),
    ("tz", "America/New_York"),
    ("work_starts_at", "09:00"),
    ("work_ends_at", "17:30"),
    ("overlap_minutes_min", "240"),
    ("english_min", "B2"),
    ("budget_min", "4000"),
    ("budget_max", "6500"),
    ("budget_currency", "USD"),
    ("budget_per", "month"),
    ("engagements_allowed", "contractor_individual; EOR"),
    ("countries_allowed", "Colombia; MX; Colombia"),
    ("weekly_hours", "40"),
    ("vetting_required", "none"),
    ("skills", "Rust:must:4; Kafka:should:3; Terraform:nice:2"),
    ("industry", "logistics"),
    ("regimes", "GDPR; soc_2"),
    ("situations", "real time; scalability"),
    ("scale", "data_bytes:2,000,000,000,000; requests_per_second:5000"),
    ("methodology", "kanban"),
    ("communication", "pairing"),
    ("team_size", "6"),
];

fn mapping(name: &str) -> Mapping {
    Mapping::parse(name, Mapping::shipped(name).unwrap()).unwrap()
}

/// A row with some cells changed.
fn row<'r>(base: &[(&'r str, &'r str)], changes: &[(&'r str, &'r str)]) -> Record<'r> {
    let mut record = Record::default();
    for &(column, text) in base {
        let text = changes.iter().find(|(name, _)| *name == column).map_or(text, |(_, text)| text);
        record.add(column, vec![Cell { column, text: text.into(), at: None }]);
    }
    record
}

fn developer(changes: &[(&str, &str)]) -> Result<IncomingDeveloper, Vec<Refusal>> {
    let mapping = mapping("native-developers");
    let mut intake = Intake::new(&mapping, Taxonomy::house(), CountryDirectory::house());
    intake.developer(&row(DEVELOPER, changes))
}

fn role(changes: &[(&str, &str)]) -> Result<IncomingRole, Vec<Refusal>> {
    let mapping = mapping("native-roles");
    let mut intake = Intake::new(&mapping, Taxonomy::house(), CountryDirectory::house());
    intake.role(&row(ROLE, changes))
}

fn refused<T: std::fmt::Debug>(read: Result<T, Vec<Refusal>>) -> Vec<String> {
    read.unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn every_shipped_mapping_is_right() {
    for name in
        ["native-developers", "native-roles", "json-resume", "colombia-2021", "stackoverflow-2025"]
    {
        let mapping = mapping(name);
        let kind = if name == "native-roles" { Kind::Roles } else { Kind::Developers };
        assert_eq!(mapping.kind(), kind, "{name}");
    }
    for kind in Kind::ALL {
        assert_eq!(mapping(&format!("native-{kind}")).kind(), *kind);
    }
    assert!(Mapping::shipped("nativ").unwrap_err().to_string().contains("native-roles"));
}

#[test]
fn a_full_row_becomes_a_developer() {
    let found = developer(&[]).unwrap();
    assert_eq!(found.external_ref, "d-1");
    assert_eq!(found.tz.as_deref(), Some("America/Bogota"));
    assert_eq!(found.years_experience_tenths, Some(75));
    assert_eq!(found.english.unwrap().name(), "C1");
    assert_eq!(found.rate_floor.unwrap().to_string(), "USD 4,500.50/month");
    let skills: Vec<String> = found
        .skills
        .iter()
        .map(|own| format!("{} {} {:?}", own.skill, own.level, own.years_tenths))
        .collect();
    assert_eq!(skills, ["csharp 2 Some(15)", "postgresql 5 None", "rust 4 Some(30)"]);
}

#[test]
fn industries_scale_regimes_and_ways_of_working_become_facts() {
    let found = developer(&[]).unwrap();
    let industries: Vec<_> =
        found.industries.iter().map(|known| (known.industry.name(), known.years_tenths)).collect();
    assert_eq!(industries, [("fintech", 45), ("real_estate", 20)]);
    let scale: Vec<_> = found.scale.iter().map(|level| (level.axis.name(), level.amount)).collect();
    assert_eq!(
        scale,
        [("requests_per_second", 5_000), ("latency_p99_ms", 80)],
        "the harder counts"
    );
    let regimes: Vec<_> = found
        .regimes
        .iter()
        .map(|held| format!("{} {} {:?}", held.regime, held.attested_on, held.expires_on))
        .collect();
    assert_eq!(regimes, ["gdpr 2026-03-01 Some(2028-03-01)", "soc_2 2025-01-10 None"]);
    let style = &found.style;
    let methodologies: Vec<_> = style.methodologies.iter().map(|known| known.name()).collect();
    assert_eq!(methodologies, ["scrum", "shape_up"]);
    assert_eq!(style.communication.unwrap().name(), "written");
    assert_eq!((style.team_size_min, style.team_size_max), (Some(3), Some(9)));
}

#[test]
fn situations_scale_and_the_team_of_a_role_become_facts() {
    let found = role(&[]).unwrap();
    assert_eq!(found.industry.unwrap().name(), "logistics");
    assert_eq!(
        found.regimes.iter().map(|needed| needed.name()).collect::<Vec<_>>(),
        ["gdpr", "soc_2"]
    );
    let situations: Vec<_> = found.situations.iter().map(|named| named.name()).collect();
    assert_eq!(situations, ["scalability", "real_time"]);
    let scale: Vec<_> = found.scale.iter().map(|level| (level.axis.name(), level.amount)).collect();
    assert_eq!(scale, [("requests_per_second", 5_000), ("data_bytes", 2_000_000_000_000)]);
    assert_eq!(found.style.methodology.unwrap().name(), "kanban");
    assert_eq!(found.style.communication.unwrap().name(), "pairing");
    assert_eq!(found.style.team_size, Some(6));
}

#[test]
fn what_is_blank_is_unknown() {
    let blank: Vec<(&str, &str)> = DEVELOPER
        .iter()
        .filter(|(column, _)| !matches!(*column, "ref" | "status" | "country"))
        .map(|&(column, _)| (column, "  "))
        .collect();
    let found = developer(&blank).unwrap();
    assert_eq!(found.full_name, None);
    assert_eq!(found.seniority, None);
    assert_eq!(found.rate_floor, None);
    assert_eq!(found.available_from, None);
    assert_eq!(found.skills, []);
    assert_eq!((found.industries, found.scale, found.regimes), (vec![], vec![], vec![]));
    assert_eq!(found.style, WorkingStyle::default());
}

#[test]
fn a_country_of_many_zones_leaves_the_zone_unknown() {
    assert_eq!(developer(&[("country", "Brasil")]).unwrap().tz, None);
}

#[test]
fn the_same_row_has_the_same_hash_and_another_has_not() {
    let hash = |changes: &[(&str, &str)]| developer(changes).unwrap().content_hash();
    assert_eq!(hash(&[]), hash(&[("english", "C1"), ("country", "co")]));
    assert_ne!(hash(&[]), hash(&[("rate_floor", "4500.51")]));
}

/// A column, a wrong value, and what is said about it.
#[rustfmt::skip]
const WRONG: &[(&str, &str, &str)] = &[
    ("country", "Atlantis", "`Atlantis` is not a country: write its English or Spanish name or its ISO 3166 code, like Colombia or CO"),
    ("country", "", "the country is missing: write the country they work from, like Colombia or CO"),
    ("ref", "", "the reference is missing: give each row a reference of its own that stays the same from file to file"),
    ("status", "retired", "`retired` is not a known developer status: choose one of applied, vetting, bench, placed, paused, left"),
    ("years_experience", "NaN", "`NaN` is not a number: write years from 0 to 70, like 5 or 2.5"),
    ("years_experience", "-1", "`-1` is not a possible number of years: write years from 0 to 70, like 5 or 2.5"),
    ("years_experience", "70.1", "`70.1` is not a possible number of years: write years from 0 to 70, like 5 or 2.5"),
    ("rate_floor", "-4500", "`-4500` is negative: write what is paid, 0 or more"),
    ("rate_floor", "nan", "`nan` is not a number: write an amount like 4500 or 4500.50"),
    ("rate_floor", "4.500", "`4.500` has three digits after the decimal mark: write 4500 for thousands, 4.50 for fractions"),
    ("rate_floor", "4.5005", "`4.5005` has more than the 2 decimal places of USD: round it"),
    ("rate_floor", "99999999999999999", "`99999999999999999` is more than anyone is paid: check its unit and its currency"),
    ("rate_currency", "dollars", "`dollars` is not an ISO 4217 currency: write three letters like USD, COP or BRL"),
    ("rate_per", "week", "`week` is not a known rate period: choose one of hour, month, year"),
    ("weekly_capacity_hours", "81", "`81` is out of range: write a whole number from 0 to 80"),
    ("available_from", "2026-02-30", "`2026-02-30` is not a day of the calendar: write it like 2026-11-30"),
    ("email", "ana at home", "`ana at home` is not an e-mail address: write one like ana@example.com"),
    ("skills", "Rust", "`Rust` has no level: write it like Rust:4, from 1 (has seen it) to 5 (teaches it)"),
    ("skills", "Rust:9", "`Rust:9` is out of range: write a whole number from 1 to 5"),
    ("industries", "fintech", "`fintech` has no years: write it with its years, like fintech:4"),
    ("industries", "fintech:71", "`fintech:71` is not a possible number of years: write years from 0 to 70, like 5 or 2.5"),
    ("industries", "fintech:4:2", "`fintech:4:2` has too many parts: write it with its years, like fintech:4"),
    ("industries", "fintec:4", "`fintec:4` is not a known industry: choose one of advertising, banking, ecommerce, education, energy, fintech, gaming, government, health, insurance, logistics, manufacturing, media, real_estate, retail, security, software, telecom, travel"),
    ("scale", "data_bytes", "`data_bytes` has no amount: write it with its amount, like requests_per_second:5000"),
    ("scale", "data_bytes:2TB", "`data_bytes:2TB` is not a number: write a whole number from 0 to 1000000000000000000"),
    ("regimes", "gdpr", "`gdpr` has no day: write it with the day it was attested, like gdpr:2026-03-01"),
    ("regimes", "gdpr:2026-03-01:2026-03-01", "`gdpr:2026-03-01:2026-03-01` expires before it counts: write the later day last, or leave it out when it never expires"),
    ("regimes", "gdpr:2026-03-01:soon", "`gdpr:2026-03-01:soon` is not a day of the calendar: write it like 2026-11-30"),
    ("methodologies", "prince2", "`prince2` is not a known methodology: choose one of scrum, kanban, shape_up, extreme_programming, waterfall"),
    ("communication", "telepathy", "`telepathy` is not a known communication: choose one of written, meetings, pairing"),
    ("team_size_min", "0", "`0` is out of range: write a whole number from 1 to 1000"),
    ("team_size_min", "10", "`10` is more than the most, 9: exchange the two"),
    ("skills", "Rust:4:3:2", "`Rust:4:3:2` has too many parts: write name:level:years"),
];

#[test]
fn each_wrong_value_is_told_with_its_remedy() {
    for (column, value, expected) in WRONG {
        let told = format!("column `{column}`: {expected}");
        assert_eq!(refused(developer(&[(column, value)])), [told], "{column} = {value}");
    }
}

#[test]
fn a_rate_without_its_currency_is_refused() {
    assert_eq!(
        refused(developer(&[("rate_currency", "")])),
        ["column `rate_floor`: `4,500.50` has no currency beside it: write one like USD"]
    );
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let faults = refused(developer(&[("country", "Atlantis"), ("english", "D1"), ("ref", " ")]));
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn hostile_text_is_shown_clean_and_short() {
    let hostile = format!("\u{1b}[2J\u{202e}{}", "x".repeat(1_000));
    let faults = refused(developer(&[("country", &hostile)]));
    assert!(faults[0].len() < 250 && !faults[0].contains(['\u{1b}', '\u{202e}']), "{faults:?}");
}

#[test]
fn a_full_row_becomes_a_role() {
    let found = role(&[]).unwrap();
    assert_eq!(super::client::known_as(found.client.as_str()), "northwind freight");
    assert_eq!(found.work_ends_at.to_string(), "17:30:00");
    assert_eq!(found.budget_max.unwrap().to_string(), "USD 6,500.00/month");
    let codes: Vec<&str> = found.countries_allowed.iter().map(Country::code).collect();
    assert_eq!(codes, ["CO", "MX"]);
    assert_eq!(found.engagements_allowed.len(), 2);
    let skills: Vec<String> = found
        .skills
        .iter()
        .map(|asked| format!("{} {} {}", asked.skill, asked.importance, asked.level))
        .collect();
    assert_eq!(skills, ["kafka should 3", "rust must 4", "terraform nice 2"]);
}

#[test]
fn a_must_that_is_not_known_refuses_the_role_and_a_should_does_not() {
    assert_eq!(
        refused(role(&[("skills", "Flurbscript:must:4; Rust:must:3")])),
        [
            "column `skills`: `Flurbscript:must:4` is a must but not a skill that is known: write another name of it, make it a should, or add it to config/skills.toml"
        ]
    );
    assert_eq!(role(&[("skills", "Flurbscript:should:4; Rust:must:3")]).unwrap().skills.len(), 1);
}

#[test]
fn a_role_that_asks_for_nothing_or_pays_backwards_is_refused() {
    assert_eq!(
        refused(role(&[("skills", "")])),
        ["the role asks for no skill: name at least one that is known, like Rust:must:4"]
    );
    assert_eq!(
        refused(role(&[("budget_min", "9000")])),
        ["column `budget_min`: `9000` is more than the most, USD 6,500.00: exchange the two"]
    );
}

#[test]
fn a_situation_or_a_regime_that_is_none_refuses_the_role() {
    assert_eq!(
        refused(role(&[("situations", "rescue"), ("regimes", "gdpr; none")])),
        [
            "column `regimes`: `none` is not a known regime: choose one of gdpr, hipaa, pci_dss, soc_2, lgpd",
            "column `situations`: `rescue` is not a known hiring situation: choose one of api_development, database_architecture, scalability, microservices_migration, security_compliance, integration, real_time",
        ]
    );
}

#[test]
fn every_fact_a_role_must_have_is_asked_for() {
    for column in [
        "ref",
        "client",
        "title",
        "status",
        "seniority",
        "headcount",
        "starts_on",
        "tz",
        "work_starts_at",
        "work_ends_at",
        "overlap_minutes_min",
        "english_min",
        "weekly_hours",
        "vetting_required",
    ] {
        let faults = refused(role(&[(column, "")]));
        assert_eq!(faults.len(), 1, "{column}");
        assert!(faults[0].starts_with(&format!("column `{column}`: ")), "{faults:?}");
    }
}

fn bound(name: &str, headers: &[&str]) -> Result<Columns, String> {
    let rows = [headers.iter().map(|&header| header.to_owned()).collect()];
    Columns::bind(&mapping(name), &rows).map_err(|error| error.to_string())
}

#[test]
fn a_header_must_fit_the_mapping() {
    assert!(bound("native-developers", &["ref", "status", "country", "_error"]).is_ok());
    let error = bound("native-developers", &["ref", "status"]).unwrap_err();
    assert!(error.starts_with("the file has no column `country`"), "{error}");
    let error = bound("native-developers", &["ref", "status", "contry"]).unwrap_err();
    assert!(error.contains("a column `contry`") && error.contains("did you mean `country`?"));
    let error = bound("native-developers", &["ref", "ref", "status", "country"]).unwrap_err();
    assert_eq!(error, "two columns of the file are named `ref`: rename one");
    let error = bound("stackoverflow-2025", &["Country", "DevType"]).unwrap_err();
    assert!(error.starts_with("the file has no column `ConvertedCompYearly`"), "{error}");
}

fn wrong(changes: &[(&str, &str)]) -> String {
    wrong_of("stackoverflow-2025", changes)
}

fn wrong_of(name: &str, changes: &[(&str, &str)]) -> String {
    let mut text = Mapping::shipped(name).unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let error = Mapping::parse("mine", &text).unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("{error} {}", source.unwrap_or_default())
}

#[test]
fn a_wrong_mapping_is_told_where_and_what_to_do() {
    let check = |changes: &[(&str, &str)], expected: &str| {
        let error = wrong(changes);
        assert!(error.contains(expected), "{error}");
    };
    check(&[("source =", "sauce =")], "unknown field `sauce`");
    check(&[("row_hash = true", "")], "either `column` or `row_hash = true`");
    check(&[("\"applied\"", "\"aplied\"")], "`status`: `aplied` is not a known developer status");
    check(&[("\"Country\"", "[]")], "does not say where `country` comes from");
    check(&[("kind = \"developers\"", "kind = \"roles\"")], "kind roles needs the table [role]");
    check(&[("level = 3", "level = 6")], "must be 1 to 5");
}

#[test]
fn rates_need_no_reference_and_every_other_kind_does() {
    let refers = [("[rate]", "external_ref = { row_hash = true }\n[rate]")];
    let error = wrong_of("usd-latam", &refers);
    assert!(error.contains("`external_ref` is not for rates: take it out"), "{error}");
    let error = wrong_of("native-extras", &[("external_ref = { column = \"ref\" }", "")]);
    assert!(error.contains("`external_ref` must say either `column` or `row_hash"), "{error}");
    let error = wrong_of("colombia-2021-pay", &[("\"year\"", "\"week\"")]);
    assert!(error.contains("`per`: `week` is not a known rate period"), "{error}");
}
