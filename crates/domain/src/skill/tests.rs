use super::*;

fn house() -> Taxonomy {
    match Taxonomy::parse(include_str!("../../../../config/skills.toml")) {
        Ok(taxonomy) => taxonomy,
        Err(error) => {
            panic!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string))
        }
    }
}

/// A small file with these lines for languages.
fn file(lines: &str) -> String {
    format!(
        "version = \"1\"\n[words]\nplain = []\nnothing = []\nnegations = []\ncontrasts = []\n\
         noise = []\ndecoys = []\n[skills]\nlanguage = [\n{lines}\n]\n"
    )
}

fn parse_error(lines: &str) -> TaxonomyError {
    Taxonomy::parse(&file(lines)).unwrap_err()
}

fn check_error(lines: &str, expected: &str) {
    assert_eq!(parse_error(lines).to_string(), expected);
}

fn implied(slug: &str) -> Vec<&'static str> {
    Taxonomy::house().implied(slug).map(|skill| skill.slug.as_str()).collect()
}

#[test]
fn the_house_file_is_sound_and_of_a_useful_size() {
    let house = house();
    assert!((350..=1_000).contains(&house.skills().len()), "{}", house.skills().len());
    for &category in SkillCategory::ALL {
        assert!(house.skills().iter().any(|skill| skill.category == category), "{category}");
    }
}

#[test]
fn skills_stand_in_the_order_of_the_file() {
    let house = house();
    let categories: Vec<_> = house.skills().iter().map(|skill| skill.category).collect();
    assert!(categories.is_sorted());
    assert_eq!(house.skills()[0].slug, "python");
    assert_eq!(house.place("python"), Some(0));
}

#[test]
fn implications_are_followed_to_their_end() {
    assert_eq!(implied("django"), ["python"]);
    assert_eq!(implied("spring-boot"), ["java", "spring"]);
    assert_eq!(implied("nextjs"), ["javascript", "react"]);
    assert_eq!(implied("nestjs"), ["javascript", "typescript", "nodejs"]);
    assert_eq!(implied("python"), [""; 0]);
    assert_eq!(implied("no-such-skill"), [""; 0]);
}

#[test]
fn a_relation_holds_both_ways_with_one_weight() {
    let house = house();
    for skill in house.skills() {
        for (other, weight) in house.related(&skill.slug) {
            let back = house.related(&other.slug).find(|(back, _)| back.slug == skill.slug);
            assert_eq!(
                back.map(|(_, weight)| weight),
                Some(weight),
                "{} {}",
                skill.slug,
                other.slug
            );
            assert!((RELATED_WEIGHT_MIN..=RELATED_WEIGHT_MAX).contains(&weight));
        }
    }
    let weight = |from: &str, to: &str| {
        house.related(from).find(|(skill, _)| skill.slug == to).map(|(_, weight)| weight)
    };
    assert_eq!(weight("postgresql", "mysql"), weight("mysql", "postgresql"));
    assert!(weight("postgresql", "mysql").is_some());
}

#[test]
fn the_version_changes_with_the_content() {
    let one = Taxonomy::parse(&file("{ slug = \"a\", name = \"A\" },")).unwrap();
    let same = Taxonomy::parse(&file("{ slug = \"a\", name = \"A\" },")).unwrap();
    let other = Taxonomy::parse(&file("{ slug = \"a\", name = \"B\" },")).unwrap();
    assert_eq!(one.content_version(), same.content_version());
    assert_ne!(one.content_version(), other.content_version());
    assert!(one.content_version().starts_with("1+"));
    assert_eq!(one.content_version().len(), "1+".len() + 8);
}

#[test]
fn slugs_are_keys_and_stand_once() {
    check_error(
        "{ slug = \"C sharp\", name = \"C#\" }",
        "slug `C sharp` is not a key: write small letters, digits and single hyphens",
    );
    check_error(
        "{ slug = \"a\", name = \"A\" }, { slug = \"a\", name = \"B\" }",
        "skill `a` is written twice: keep one line",
    );
}

#[test]
fn a_spelling_stands_for_one_skill_however_it_is_written() {
    check_error(
        "{ slug = \"node\", name = \"Node.js\" }, { slug = \"b\", name = \"B\", aliases = [\"NODE JS\"] }",
        "`NODE JS` of skill `b` already stands for `node`: take it out of one of them",
    );
    check_error(
        "{ slug = \"a\", name = \"Ä-b\", aliases = [\"ab\"] }",
        "`ab` of skill `a` already stands for `a`: take it out of one of them",
    );
    check_error(
        "{ slug = \"ab\", name = \"X\" }, { slug = \"b\", name = \"AB\" }",
        "`ab` of skill `ab` already stands for `b`: take it out of one of them",
    );
    check_error(
        "{ slug = \"a\", name = \"…\" }",
        "`…` of skill `a` has no letter or digit: write a name or take it out",
    );
}

#[test]
fn edges_lead_to_skills() {
    check_error(
        "{ slug = \"a\", name = \"A\", implies = [\"b\"] }",
        "skill `a` implies `b`, which is no slug of the file: add it or mend it",
    );
    check_error(
        "{ slug = \"a\", name = \"A\", related = { b = 5 } }",
        "skill `a` is related to `b`, which is no slug of the file: add it or mend it",
    );
}

#[test]
fn nothing_implies_itself_even_by_a_detour() {
    check_error(
        "{ slug = \"a\", name = \"A\", implies = [\"b\"] }, { slug = \"b\", name = \"B\", implies = [\"c\"] }, \
         { slug = \"c\", name = \"C\", implies = [\"a\"] }",
        "skills imply each other in a circle, a -> b -> c -> a: take one `implies` out",
    );
    check_error(
        "{ slug = \"a\", name = \"A\", implies = [\"a\"] }",
        "skills imply each other in a circle, a -> a: take one `implies` out",
    );
}

#[test]
fn weights_go_from_one_to_sixty() {
    let lines = |weight: u32| {
        format!(
            "{{ slug = \"a\", name = \"A\", related = {{ b = {weight} }} }}, {{ slug = \"b\", name = \"B\" }}"
        )
    };
    for weight in [1, 60] {
        assert!(Taxonomy::parse(&file(&lines(weight))).is_ok(), "{weight}");
    }
    for weight in [0, 61, 256, 300] {
        check_error(
            &lines(weight),
            &format!("weight {weight} of `b` at skill `a` is out of range: write 1 to 60"),
        );
    }
}

#[test]
fn a_relation_is_said_once() {
    check_error(
        "{ slug = \"a\", name = \"A\", related = { b = 5 } }, { slug = \"b\", name = \"B\", related = { a = 5 } }",
        "`b` and `a` are related twice, or one with itself: say it once",
    );
    check_error(
        "{ slug = \"a\", name = \"A\", related = { a = 5 } }",
        "`a` and `a` are related twice, or one with itself: say it once",
    );
}

#[test]
fn a_learnt_relation_is_held_to_the_same_rules() {
    let lines = "{ slug = \"a\", name = \"A\", related = { b = 5 } }, { slug = \"b\", name = \"B\" }, \
         { slug = \"c\", name = \"C\" }";
    let with = |learnt: &str| Taxonomy::parse(&format!("{}[learnt]\n{learnt}\n", file(lines)));
    let taxonomy = with("b = { c = 40 }").unwrap();
    let related: Vec<_> =
        taxonomy.related("b").map(|(other, weight)| (other.slug.as_str(), weight)).collect();
    assert_eq!(related, [("a", 5), ("c", 40)]);
    let sources: Vec<_> =
        taxonomy.skills().iter().flat_map(|skill| &skill.related).map(|edge| edge.source).collect();
    assert_eq!(sources, [EdgeSource::House, EdgeSource::Learnt]);
    for (learnt, expected) in [
        ("b = { a = 40 }", "`b` and `a` are related twice, or one with itself: say it once"),
        ("b = { c = 61 }", "weight 61 of `c` at skill `b` is out of range: write 1 to 60"),
        (
            "b = { d = 5 }",
            "skill `b` is related to `d`, which is no slug of the file: add it or mend it",
        ),
        (
            "d = { b = 5 }",
            "`d` has learnt relations and is no slug of the file: run scripts/learn-edges",
        ),
    ] {
        assert_eq!(with(learnt).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_plain_word_is_a_spelling() {
    let text = file("{ slug = \"a\", name = \"A\" }").replace("plain = []", "plain = [\"b\"]");
    assert_eq!(
        Taxonomy::parse(&text).unwrap_err().to_string(),
        "plain word `b` is no spelling of any skill: take it out of words.plain"
    );
}

#[test]
fn a_misspelled_field_is_named() {
    let TaxonomyError::Shape(source) = parse_error("{ slug = \"a\", name = \"A\", alias = [] }")
    else {
        panic!("a shape error");
    };
    assert!(source.to_string().contains("unknown field `alias`"), "{source}");
}
