//! How a fact is written does not matter, and neither does who it is about: the same developer
//! read from another spelling, under another name or with another gender is the same to a bit.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use sereno_domain::country::CountryDirectory;
use sereno_domain::developer::{Developer, Seniority};
use sereno_domain::id::DeveloperId;
use sereno_domain::intake::Intake;
use sereno_domain::intake::developer::IncomingDeveloper;
use sereno_domain::intake::mapping::Mapping;
use sereno_domain::intake::record::{Cell, Record};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::reference::score_role_plain;
use sereno_domain::role::{Importance, Role};
use sereno_domain::skill::Taxonomy;

use crate::world::{any_developer, any_role, asked, frozen};

/// Cases of each property.
const N_CASES: u32 = 10_000;

/// Titles that say the same of a man and of a woman, in three languages.
const TITLES: &[[&str; 6]] = &[
    [
        "Senior Developer",
        "Desarrollador Senior",
        "Desarrolladora Sénior",
        "Desenvolvedor Sênior",
        "Desenvolvedora SR",
        "Líder técnica",
    ],
    [
        "Mid-level Developer",
        "Desarrollador semi senior",
        "Desarrolladora Semi-Senior",
        "Desenvolvedora Pleno",
        "Ingeniera intermedia",
        "Ingeniero intermedio",
    ],
    ["Junior Developer", "Desarrolladora Júnior", "Estagiário", "Estagiária", "Becario", "Becaria"],
];

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let name = "native-developers";
    Mapping::parse(name, Mapping::shipped(name).unwrap()).unwrap()
});

fn read(cells: &[(&str, &str)]) -> IncomingDeveloper {
    let mut record = Record::default();
    for &(column, text) in cells {
        record.add(column, vec![Cell { column, text: text.into(), at: None }]);
    }
    let mut intake = Intake::new(&MAPPING, Taxonomy::house(), CountryDirectory::house());
    intake.developer(&record).unwrap()
}

/// The developer a database gives back for what was read.
fn stored(read: IncomingDeveloper) -> Developer {
    Developer {
        developer_id: DeveloperId(1),
        status: read.status,
        country: read.country,
        tz: read.tz,
        seniority: read.seniority,
        years_experience_tenths: read.years_experience_tenths,
        english: read.english,
        available_from: read.available_from,
        weekly_capacity_hours: read.weekly_capacity_hours,
        rate_floor: read.rate_floor,
        engagement: read.engagement,
        skills: read.skills,
        ..any_developer()
    }
}

/// Frozen inputs of one who was read, with a role that asks for what they know.
fn inputs(read: &IncomingDeveloper) -> Frozen {
    let role = Role {
        tz: "Mars/Olympus".to_owned(),
        skills: vec![asked("python", Importance::Should, 3)],
        ..any_role()
    };
    frozen(&[stored(read.clone())], &[role]).0
}

fn cells<'r>(name: &'r str, email: &'r str, reference: &'r str) -> Vec<(&'r str, &'r str)> {
    vec![
        ("ref", reference),
        ("name", name),
        ("email", email),
        ("status", "bench"),
        ("country", "CO"),
        ("seniority", "senior"),
        ("english", "C1"),
        ("skills", "python:4; postgresql:3"),
    ]
}

/// The same letters in another case.
fn recased(text: &str, upper: &[bool]) -> String {
    let turn = |(ch, upper): (char, &bool)| -> String {
        let turned: String =
            if *upper { ch.to_uppercase().collect() } else { ch.to_lowercase().collect() };
        // A letter whose other case is another number of letters stays as it is.
        if turned.chars().count() == 1 { turned } else { ch.to_string() }
    };
    text.chars().zip(upper.iter().cycle()).map(turn).collect()
}

fn somebody() -> impl Strategy<Value = (String, String, String)> {
    let first = select(&["Ana", "José", "Maria", "Wei", "Olumide", "Aisha", "Иван", "Nuñez"][..]);
    let last = select(&["Morales", "da Silva", "O'Brien", "Al-Sayed", "Li", "MIT '85"][..]);
    (first, last, 0_u32..1_000_000).prop_map(|(first, last, no)| {
        (format!("{first} {last}"), format!("born-{no}@women-in-tech.example"), format!("f-{no}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(N_CASES))]

    #[test]
    fn an_alias_in_any_case_and_place_is_the_skill(
        which in any::<Index>(),
        alias in any::<Index>(),
        upper in prop::collection::vec(any::<bool>(), 1..9),
        level in 1_u8..=5,
        last in any::<bool>(),
    ) {
        let skills = Taxonomy::house().skills();
        let skill = &skills[which.index(skills.len())];
        let spellings: Vec<&String> = std::iter::once(&skill.name).chain(&skill.aliases).collect();
        let spelling = recased(spellings[alias.index(spellings.len())], &upper);
        prop_assume!(!spelling.contains([':', ';']) && skill.slug != "cobol");
        let list = |name: &str| {
            if last {
                format!("COBOL:2; {name}:{level}")
            } else {
                format!("  {name} : {level};cobol:2")
            }
        };
        let by_name = |name: &str| {
            let mut cells = cells("Ana", "a@example.com", "d-1");
            let list = list(name);
            cells.pop();
            cells.push(("skills", &list));
            read(&cells)
        };
        let (plain, spelled) = (by_name(&skill.name), by_name(&spelling));
        prop_assert!(plain.skills.iter().any(|own| own.skill == skill.slug), "{}", skill.name);
        prop_assert_eq!(&spelled.skills, &plain.skills, "`{}`", spelling);
        prop_assert_eq!(stored(spelled), stored(plain));
    }

    #[test]
    fn a_band_is_the_same_in_every_language_gender_and_case(
        band in 0..TITLES.len(), title in 0..6_usize, upper in prop::collection::vec(any::<bool>(), 1..9),
    ) {
        let title = recased(TITLES[band][title], &upper);
        let mut cells = cells("Ana", "a@example.com", "d-1");
        cells.retain(|(column, _)| *column != "seniority");
        cells.push(("title", &title));
        let expected = [Seniority::Senior, Seniority::Mid, Seniority::Entry][band];
        prop_assert_eq!(read(&cells).seniority, Some(expected), "`{}`", title);
    }

    #[test]
    fn who_somebody_is_never_matters(one in somebody(), other in somebody()) {
        let as_read = |(name, email, reference): &(String, String, String)| {
            read(&cells(name, email, reference))
        };
        let (one, other) = (inputs(&as_read(&one)), inputs(&as_read(&other)));
        prop_assert_eq!(one.to_blobs(9).unwrap(), other.to_blobs(9).unwrap());
        let score = |frozen: &Frozen| score_role_plain(frozen, &frozen.head.roles[0]);
        prop_assert_eq!(score(&one), score(&other));
    }
}
