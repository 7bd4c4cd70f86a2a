//! Seniority in the words of a job title, in English, Spanish and Portuguese.

use crate::developer::Seniority;

const STAFF: &[&str] = &["staff", "principal", "distinguished"];
const SENIOR: &[&str] = &["senior", "sénior", "sênior", "sr", "lead", "leader", "líder", "lider"];
const MID: &[&str] = &[
    "mid",
    "middle",
    "semisenior",
    "ssr",
    "pleno",
    "plena",
    "intermedio",
    "intermedia",
    "intermediário",
    "intermediária",
    "intermediario",
    "intermediaria",
    "intermediate",
];
const ENTRY: &[&str] = &[
    "junior",
    "júnior",
    "jr",
    "trainee",
    "intern",
    "student",
    "graduate",
    "practicante",
    "aprendiz",
    "estudiante",
    "estudante",
    "estagiário",
    "estagiária",
    "estagiario",
    "estagiaria",
    "pasante",
    "becario",
    "becaria",
];

/// The band a title names; none when it names none. A role beside engineering says nothing about
/// the band: managers, founders and architects are left unknown.
pub(super) fn seniority(title: &str) -> Option<Seniority> {
    let title = title.to_lowercase().replace("semi senior", "mid").replace("semi-senior", "mid");
    let words: Vec<&str> = title.split(|ch: char| !ch.is_alphanumeric()).collect();
    [
        (ENTRY, Seniority::Entry),
        (MID, Seniority::Mid),
        (STAFF, Seniority::Staff),
        (SENIOR, Seniority::Senior),
    ]
    .into_iter()
    .find_map(|(known, band)| words.iter().any(|word| known.contains(word)).then_some(band))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for (title, expected) in [
            ("Senior Android Developer", Some(Seniority::Senior)),
            ("Web UI Developer Sr", Some(Seniority::Senior)),
            ("Tech Lead", Some(Seniority::Senior)),
            ("Mid Senior developer", Some(Seniority::Mid)),
            ("Semi Senior Backend", Some(Seniority::Mid)),
            ("Consultor Jr.", Some(Seniority::Entry)),
            ("Practicante de desarrollo", Some(Seniority::Entry)),
            ("Staff Engineer", Some(Seniority::Staff)),
            ("Principal Senior Engineer", Some(Seniority::Staff)),
            ("Developer, full-stack", None),
            ("Software Architect", None),
            ("Misleading", None),
            ("", None),
        ] {
            assert_eq!(seniority(title), expected, "{title}");
        }
    }
}
