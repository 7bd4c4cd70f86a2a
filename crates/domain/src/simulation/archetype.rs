//! Kinds of developers: skills that go together in one head, and that roles ask for together.

/// A kind of developer.
pub(super) struct Archetype {
    pub(super) title: &'static str,
    /// What nearly all of them know; roles must have it.
    pub(super) core: &'static [&'static str],
    /// What most of them know; roles should have it.
    pub(super) common: &'static [&'static str],
    /// What some of them know; nice to have.
    pub(super) extra: &'static [&'static str],
}

const fn kind(
    title: &'static str,
    core: &'static [&'static str],
    common: &'static [&'static str],
    extra: &'static [&'static str],
) -> Archetype {
    Archetype { title, core, common, extra }
}

/// What anyone may know besides.
pub(super) const ANYONE: &[&str] = &["git", "docker", "linux", "sql", "github-actions"];

/// All of them, as often as the number says.
pub(super) const ARCHETYPES: &[(u32, Archetype)] = &[
    (
        16,
        kind(
            "Python Engineer",
            &["python", "django", "postgresql"],
            &["redis", "celery", "rest", "aws"],
            &["fastapi", "flask", "kubernetes", "graphql"],
        ),
    ),
    (
        16,
        kind(
            "Node.js Engineer",
            &["javascript", "nodejs", "express"],
            &["typescript", "mongodb", "rest", "redis"],
            &["nestjs", "graphql", "aws", "postgresql"],
        ),
    ),
    (
        13,
        kind(
            "Java Engineer",
            &["java", "spring-boot", "spring"],
            &["postgresql", "hibernate", "kafka", "rest"],
            &["kotlin", "rabbitmq", "kubernetes", "aws"],
        ),
    ),
    (
        16,
        kind(
            "Frontend Engineer",
            &["javascript", "typescript", "react"],
            &["html", "css", "nextjs", "redux", "jest"],
            &["vue", "angular", "tailwind", "sass", "graphql"],
        ),
    ),
    (
        8,
        kind(
            "C# Engineer",
            &["csharp", "dotnet", "sql-server"],
            &["aspnet-core", "entity-framework", "azure", "rest"],
            &["angular", "rabbitmq", "kubernetes"],
        ),
    ),
    (
        7,
        kind(
            "Data Engineer",
            &["python", "sql", "spark"],
            &["airflow", "snowflake", "dbt", "pandas"],
            &["scala", "bigquery", "kafka", "aws"],
        ),
    ),
    (
        6,
        kind(
            "Go Engineer",
            &["go", "postgresql", "docker"],
            &["grpc", "kubernetes", "redis", "kafka"],
            &["gin", "aws", "prometheus", "terraform"],
        ),
    ),
    (
        5,
        kind(
            "PHP Engineer",
            &["php", "laravel", "mysql"],
            &["redis", "javascript", "rest", "vue"],
            &["symfony", "aws", "postgresql"],
        ),
    ),
    (
        5,
        kind(
            "Mobile Engineer",
            &["javascript", "react-native", "typescript"],
            &["ios", "android", "rest", "jest"],
            &["swift", "kotlin", "flutter", "graphql"],
        ),
    ),
    (
        4,
        kind(
            "Ruby Engineer",
            &["ruby", "rails", "postgresql"],
            &["sidekiq", "redis", "javascript", "rest"],
            &["react", "aws", "graphql"],
        ),
    ),
    (
        4,
        kind(
            "Platform Engineer",
            &["aws", "kubernetes", "terraform"],
            &["docker", "linux", "prometheus", "jenkins"],
            &["ansible", "gcp", "azure", "go"],
        ),
    ),
    (
        3,
        kind(
            "Rust Engineer",
            &["rust", "postgresql", "tokio"],
            &["axum", "grpc", "docker", "redis"],
            &["actix", "kafka", "kubernetes", "aws"],
        ),
    ),
];
