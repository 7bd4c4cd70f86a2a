use proptest::prelude::*;

use super::*;

/// Slugs expected, in order; `-` for nothing meant, `?` for unknown.
fn check(mention: &str, expected: &str) {
    let resolution = Taxonomy::house().resolve(mention);
    let found = match &resolution {
        Resolution::NothingMeant => "-".to_owned(),
        Resolution::Unknown => "?".to_owned(),
        Resolution::Known(_) | Resolution::Several(_) => resolution.slugs().join(" "),
    };
    assert_eq!(found, expected, "{mention}");
}

fn check_how(mention: &str, expected: &str, how: How) {
    check(mention, expected);
    assert_eq!(Taxonomy::house().resolve(mention).how(), Some(how), "{mention}");
}

#[test]
fn every_slug_name_and_alias_of_the_file_resolves_to_its_skill() {
    for skill in Taxonomy::house().skills() {
        for spelling in [&skill.slug, &skill.name].into_iter().chain(&skill.aliases) {
            check_how(spelling, &skill.slug, How::Whole);
        }
    }
}

#[test]
fn every_technology_the_firm_places_is_known() {
    for (mention, slug) in [
        ("Python", "python"),
        ("JavaScript", "javascript"),
        ("Go", "go"),
        ("Java", "java"),
        ("Rust", "rust"),
        ("Django", "django"),
        ("Express", "express"),
        ("FastAPI", "fastapi"),
        ("Spring Boot", "spring-boot"),
        ("PostgreSQL", "postgresql"),
        ("MySQL", "mysql"),
        ("MongoDB", "mongodb"),
        ("Cassandra", "cassandra"),
        ("Redis", "redis"),
        ("Memcached", "memcached"),
        ("REST", "rest"),
        ("GraphQL", "graphql"),
        ("CQRS", "cqrs"),
        ("event sourcing", "event-sourcing"),
        ("load balancing", "load-balancing"),
        ("WebSockets", "websockets"),
        ("webhooks", "webhooks"),
        ("message queues", "message-queues"),
        ("Stripe", "stripe"),
    ] {
        check_how(mention, slug, How::Whole);
    }
}

#[test]
fn one_name_has_many_spellings() {
    for spelling in
        ["Postgres", "PostgreSQL", "psql", "POSTGRES 14", "postgresql-15", "Pg", "Postgres DB"]
    {
        check(spelling, "postgresql");
    }
    for spelling in ["Node", "node.js 18", "NodeJS", "Node JS", "NODE-JS v20.1"] {
        check(spelling, "nodejs");
    }
    for spelling in ["React.js", "ReactJS", "react js", "React 18", "React (hooks)"] {
        check(spelling, "react");
    }
    for spelling in ["Golang", "golang", "Go 1.22", "Go lang"] {
        check(spelling, "go");
    }
    for spelling in ["MS SQL Server 2019", "SQL Server", "mssql", "Microsoft SQL Server"] {
        check(spelling, "sql-server");
    }
    for spelling in ["Bash/Shell (all shells)", "Shell", "shell script"] {
        check(spelling, "shell");
    }
}

#[test]
fn signs_tell_the_c_family_apart() {
    check("C", "c");
    check("C#", "csharp");
    check("C #", "csharp");
    check("C sharp", "csharp");
    check("C♯ 12", "csharp");
    check("C++", "cpp");
    check("C++17", "cpp");
    check("Objective-C", "objective-c");
    check("Objective-C++", "objective-cpp");
    check("F#", "fsharp");
    check("X++", "xpp");
}

#[test]
fn versions_do_not_matter_but_where_they_make_another_thing() {
    check("Angular 2+", "angular");
    check("Angular", "angular");
    check("Angular 1.x", "angularjs");
    check("AngularJS", "angularjs");
    check("Vue 3", "vue");
    check("Python3", "python");
    check("Yii2", "yii");
    check("VB6", "visual-basic");
    check("Visual Basic (.Net)", "visual-basic-net");
    check("D3", "d3");
    check("Neo4j 5", "neo4j");
    check("2019", "?");
    check("R2", "?");
}

#[test]
fn dotnet_and_its_relatives() {
    check(".NET", "dotnet");
    check(".NET Core 3.1", "dotnet");
    check("net core", "dotnet");
    check("ASP.NET", "aspnet");
    check("ASP.Net Core 6", "aspnet-core");
}

#[test]
fn levels_and_filler_in_three_languages_are_passed_over() {
    check_how("Python (primary)", "python", How::Whole);
    check_how("Java avanzado", "java", How::Whole);
    check_how("Java - nivel intermedio", "java", How::Whole);
    check_how("JavaScript básico", "javascript", How::Whole);
    check_how("Kotlin avançado", "kotlin", How::Whole);
    check_how("5 years of Rust", "rust", How::Whole);
    check_how("3 años de experiencia en Go", "go", How::Whole);
    check_how("PHP puro", "php", How::Whole);
    check_how("Apache Kafka", "kafka", How::Whole);
    check_how("Apache", "apache-http", How::Whole);
}

#[test]
fn a_list_names_several_each_once_in_its_order() {
    check("React/Redux", "react redux");
    check("C/C++", "c cpp");
    check("HTML/CSS", "html css");
    check("HTML+CSS", "html css");
    check("Java y Python", "java python");
    check("JEE y Spring", "jakarta-ee spring");
    check("Flask/FastApi", "flask fastapi");
    check("MySQL/MariaDB", "mysql mariadb");
    check("Go, Rust & C", "go rust c");
    check("PL/SQL, Java", "plsql java");
    check("CI/CD; TDD", "ci-cd tdd");
    check("Java JS", "java javascript");
    check("golang Go", "go");
    check("React Native, React", "react-native react");
}

#[test]
fn a_list_across_commas_is_never_one_name() {
    check("React, Native", "react");
    check("SQL, Server", "sql");
    check("Java, Script", "java");
}

#[test]
fn an_answer_may_say_there_is_nothing_to_name() {
    for mention in [
        "",
        "  ",
        "-",
        "--",
        "n/a",
        "N/A",
        "None",
        "ninguno",
        "Ninguna, no hago backend",
        "No uso",
        "no uso framework's",
        "sin framework",
        "Nenhum",
        "No aplica",
        "Otro (especifique)",
        "Vanilla",
        "Ninguno, porque soy mánager 😭",
        "no",
        "Not Java",
    ] {
        check(mention, "-");
    }
}

#[test]
fn what_is_denied_is_not_known() {
    check("Node pero no Express", "nodejs");
    check("Usamos nodejs sin framework", "nodejs");
    check("Java without Spring", "java");
    check("no Java pero Python", "python");
    check("No SQL", "nosql");
    check("no de nuevo", "-");
}

#[test]
fn a_plain_word_is_a_skill_only_when_it_stands_for_itself() {
    check("go", "go");
    check("Go", "go");
    check("I go home", "?");
    check("go live", "?");
    check("Mi propio diseño en Go", "go");
    check("echo golang", "echo go");
    check("echo of the past", "?");
    check("R", "r");
    check("R y Python", "r python");
    check("R&D", "?");
    check("Spring", "spring");
    check("last spring we met", "?");
    check("Express", "express");
    check("fast express delivery", "?");
    check("C-level", "?");
    check("the rest of my work", "?");
}

#[test]
fn a_skill_beside_words_not_understood_says_so() {
    check_how("Servicios qwxz AWS", "aws", How::Partly);
    check_how("qwxz, Java", "java", How::Partly);
    check_how("Java, Rust", "java rust", How::Whole);
}

#[test]
fn one_slip_of_the_hand_is_mended_and_said() {
    check_how("codeignitier", "codeigniter", How::Mended);
    check_how("Simfony", "symfony", How::Mended);
    check_how("Pyhton", "python", How::Mended);
    check_how("javascritp", "javascript", How::Mended);
    check_how("Kuberntes", "kubernetes", How::Mended);
}

#[test]
fn what_could_be_another_word_is_not_mended() {
    // Short, a plain word, a wrong first letter, two slips, one slip of two names.
    for mention in ["Jav", "Rusty", "sprint", "string", "gython", "Phytno", "expresso"] {
        check(mention, "?");
    }
    check("qwxz pyhton", "?");
}

#[test]
fn what_is_no_technology_is_unknown() {
    for mention in ["qwxz", "Framework interno", "李", "😀 x", "framework", "advanced", "42%"] {
        check(mention, "?");
    }
}

#[test]
fn a_very_long_text_is_read_in_part() {
    let text = format!("Rust, {}", "lorem ipsum ".repeat(100_000));
    check_how(&text, "rust", How::Partly);
}

fn spelling() -> impl Strategy<Value = &'static str> {
    let all: Vec<&'static str> = Taxonomy::house()
        .skills()
        .iter()
        .flat_map(|skill| [&skill.slug, &skill.name].into_iter().chain(&skill.aliases))
        .map(String::as_str)
        .collect();
    prop::sample::select(all)
}

/// Words of skills, filler, signs and gibberish, as answers mix them.
fn answer() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => spelling().prop_map(ToOwned::to_owned),
        2 => prop::sample::select(vec!["no", "y", "sin", "avanzado", "3.1", "pero", "none", "en", "qwxz"])
            .prop_map(ToOwned::to_owned),
        1 => "[a-zA-Z0-9+#./ ñáéç-]{0,8}",
    ];
    let gap = prop::sample::select(vec![" ", "/", ", ", " - ", "+", "; ", " (", "\n", "."]);
    prop::collection::vec((piece, gap), 0..6).prop_map(|pieces| {
        pieces.into_iter().fold(String::new(), |text, (piece, gap)| text + &piece + gap)
    })
}

/// An accent on every vowel.
fn accented(text: &str) -> String {
    text.chars()
        .flat_map(|ch| {
            let accent = matches!(ch, 'a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'E' | 'I' | 'O' | 'U');
            std::iter::once(ch).chain(accent.then_some('\u{301}'))
        })
        .collect()
}

proptest! {
    #[test]
    fn any_text_has_an_answer(text in any::<String>()) {
        let resolution = Taxonomy::house().resolve(&text);
        prop_assert_eq!(resolution.how().is_none(), resolution.named().is_empty());
    }

    #[test]
    fn case_blanks_around_and_accents_do_not_matter(text in answer()) {
        let house = Taxonomy::house();
        let expected = house.resolve(&text);
        prop_assert_eq!(&house.resolve(&text.to_uppercase()), &expected);
        prop_assert_eq!(&house.resolve(&text.to_lowercase()), &expected);
        prop_assert_eq!(&house.resolve(&format!(" \t{text} \n ")), &expected);
        prop_assert_eq!(&house.resolve(&accented(&text)), &expected);
    }

    #[test]
    fn a_comma_list_names_all_its_skills_each_once(
        list in prop::collection::vec(spelling(), 1..6)
    ) {
        let house = Taxonomy::house();
        let mut expected = Vec::new();
        for slug in list.iter().flat_map(|one| house.resolve(one).slugs()) {
            if !expected.contains(&slug) {
                expected.push(slug);
            }
        }
        prop_assert_eq!(house.resolve(&list.join(", ")).slugs(), expected);
    }
}
