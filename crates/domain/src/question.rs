//! The questions of the house: what interviews ask and what each question measures. What the
//! answers say of a question is in [`statistics`]; asking and scoring is done by people.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::competency::Competency;
use crate::vocabulary::vocabulary;

pub mod statistics;

vocabulary! {
    /// What kind of thing a question asks for.
    "kind of question" QuestionKind {
        /// What somebody did.
        Behavioural = "behavioural",
        /// What somebody knows.
        Technical = "technical",
        /// What somebody does while one watches.
        Practical = "practical",
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The stable key; scorecards name it.
    pub slug: String,
    /// What kind of thing it asks for.
    pub kind: QuestionKind,
    /// What it measures, the main one first.
    pub competencies: Vec<Competency>,
    /// As it is asked.
    #[serde(rename = "question")]
    pub text: String,
    /// What a good answer shows.
    pub good_answer: String,
}

/// Why a file of questions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// Not the TOML that was expected.
    #[error("the questions are wrong: mend the place named below")]
    Shape(#[from] toml::de::Error),
    /// The key is not one.
    #[error("`{slug}` is no slug: write lower case letters, digits and hyphens")]
    Slug {
        /// As it is written.
        slug: String,
    },
    /// The key stands twice.
    #[error("question `{slug}` stands twice: give one of the two another slug")]
    Twice {
        /// Which.
        slug: String,
    },
    /// It measures nothing, or one thing twice.
    #[error(
        "question `{slug}` must measure at least one competency, and each once: mend `competencies`"
    )]
    Competencies {
        /// Which.
        slug: String,
    },
    /// A text is blank.
    #[error("question `{slug}` has no text or no good answer: write both")]
    Blank {
        /// Which.
        slug: String,
    },
}

/// Every question, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionBank {
    questions: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    question: Vec<Question>,
}

static HOUSE: LazyLock<QuestionBank> =
    LazyLock::new(|| match QuestionBank::parse(include_str!("../../../config/questions.toml")) {
        Ok(bank) => bank,
        Err(error) => unreachable!("the embedded questions are parsed by a test: {error}"),
    });

impl QuestionBank {
    /// The firm's own questions, embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads and checks a file of questions.
    ///
    /// # Errors
    /// [`QuestionError`] naming the first thing that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Self, QuestionError> {
        let QuestionFile { question: questions } = toml::from_str(text)?;
        let mut slugs = BTreeSet::new();
        for question in &questions {
            let slug = question.slug.clone();
            let sound = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-';
            if slug.is_empty() || !slug.chars().all(sound) {
                return Err(QuestionError::Slug { slug });
            }
            let measured: BTreeSet<_> = question.competencies.iter().collect();
            if measured.is_empty() || measured.len() != question.competencies.len() {
                return Err(QuestionError::Competencies { slug });
            }
            if question.text.trim().is_empty() || question.good_answer.trim().is_empty() {
                return Err(QuestionError::Blank { slug });
            }
            if !slugs.insert(slug.clone()) {
                return Err(QuestionError::Twice { slug });
            }
        }
        Ok(Self { questions })
    }

    /// Every question, in the order of the file.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question with this slug.
    pub fn find(&self, slug: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.slug == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_asks_five_six_and_three_and_leaves_no_competency_out() {
        let bank = QuestionBank::parse(include_str!("../../../config/questions.toml")).unwrap();
        let n_of = |kind| bank.questions().iter().filter(|asked| asked.kind == kind).count();
        assert_eq!([5, 6, 3], [0, 1, 2].map(|at| n_of(QuestionKind::ALL[at])));
        let main: BTreeSet<_> =
            bank.questions().iter().map(|asked| asked.competencies[0]).collect();
        assert_eq!(main.into_iter().collect::<Vec<_>>(), Competency::ALL);
        assert_eq!(QuestionBank::house(), &bank);
    }

    fn check(question: &str, expected: &str) {
        let given = format!("[[question]]\nkind = \"technical\"\n{question}");
        let error = QuestionBank::parse(&given).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_is_wrong_with_a_question_is_said() {
        let rest = "competencies = [\"testing\"]\nquestion = \"?\"\ngood_answer = \"!\"\n";
        check(
            &format!("slug = \"Two words\"\n{rest}"),
            "`Two words` is no slug: write lower case letters, digits and hyphens",
        );
        let one = format!("slug = \"a\"\n{rest}");
        check(
            &format!("{one}[[question]]\nkind = \"practical\"\n{one}"),
            "question `a` stands twice: give one of the two another slug",
        );
        for competencies in ["[]", "[\"testing\", \"testing\"]"] {
            check(
                &one.replace("[\"testing\"]", competencies),
                "question `a` must measure at least one competency, and each once: mend `competencies`",
            );
        }
        check(
            &one.replace("\"!\"", "\" \""),
            "question `a` has no text or no good answer: write both",
        );
    }
}
