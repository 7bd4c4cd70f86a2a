//! What the answers say of a question: whether those who answer it well do well elsewhere, and
//! whether it is asked so often that it may be known.
//!
//! # Source
//! Discrimination is the corrected item-rest correlation: of the score of the question with the
//! mean of the same person's other scores, so that a question is not held against itself
//! (E. F. Howard and G. A. Forehand, "A method for correcting item-total correlations for the effect
//! of relevant item inclusion", Educational and Psychological Measurement 22, 1962). Below 0.20 a
//! question is to be rejected or rewritten (R. L. Ebel and D. A. Frisbie, Essentials of Educational
//! Measurement, 5th edition, 1991).

use jiff::civil::Date;

use super::QuestionKind;
use crate::competency::Competency;
use crate::vocabulary::vocabulary;

/// Uses below which nothing is said: the error of a correlation of thirty pairs is about 0.18.
pub const N_USES_MIN: u64 = 30;
/// Discrimination below which a question does not tell people apart, in thousandths.
pub const DISCRIMINATION_MIN_PERMILLE: i32 = 200;
/// Percent of the average use of its kind above which a question is asked too often.
pub const OVERUSED_PCT: u64 = 150;

vocabulary! {
    /// What is wrong with a question.
    "flag of a question" QuestionFlag {
        /// Good and bad people answer it alike, or the wrong way round.
        Useless = "useless",
        /// Asked far more often than others of its kind.
        Overused = "overused",
    }
}

/// Sums over all answers to a question; x is its score, y the mean of the same person's other
/// scores in hundredths of a point. Answers of people with no other score are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairSums {
    /// Pairs.
    pub n: u64,
    /// Of x.
    pub x: u64,
    /// Of y.
    pub y: u64,
    /// Of x times y.
    pub xy: u64,
    /// Of x squared.
    pub xx: u64,
    /// Of y squared.
    pub yy: u64,
}

impl PairSums {
    /// The correlation in thousandths, rounded towards nothing; none when either side never
    /// varies.
    pub fn correlation_permille(self) -> Option<i32> {
        let wide = i128::from;
        let n = wide(self.n);
        let together = n * wide(self.xy) - wide(self.x) * wide(self.y);
        let of_x = n * wide(self.xx) - wide(self.x) * wide(self.x);
        let of_y = n * wide(self.yy) - wide(self.y) * wide(self.y);
        if of_x <= 0 || of_y <= 0 {
            return None;
        }
        // A root rounded down may leave a little more than one.
        let permille = together * 1_000 / (of_x * of_y).isqrt().max(1);
        i32::try_from(permille.clamp(-1_000, 1_000)).ok()
    }
}

/// One question and what its answers say.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QuestionLine {
    /// The stable key.
    pub slug: String,
    /// What kind of thing it asks for.
    pub kind: QuestionKind,
    /// What it measures, the main one first.
    pub competencies: Vec<Competency>,
    /// As it is asked.
    pub text: String,
    /// Times it was answered.
    pub n_uses: u64,
    /// Mean score in hundredths of a point; none when it was never asked.
    pub mean_hundredths: Option<u32>,
    /// Item-rest correlation in thousandths; none when it cannot be told.
    pub discrimination_permille: Option<i32>,
    /// The last civil day it was asked; none never.
    pub last_used_on: Option<Date>,
    /// What is wrong with it.
    pub flags: Vec<QuestionFlag>,
}

/// Notes on each question what is wrong with it, by itself and beside the others of its kind.
pub fn flag(lines: &mut [QuestionLine]) {
    for kind in QuestionKind::ALL {
        let of_kind = || lines.iter().filter(|line| line.kind == *kind);
        let n_uses: u64 = of_kind().map(|line| line.n_uses).sum();
        let n_questions = u64::try_from(of_kind().count()).unwrap_or(u64::MAX);
        for line in lines.iter_mut().filter(|line| line.kind == *kind) {
            line.flags.clear();
            if line.n_uses < N_USES_MIN {
                continue;
            }
            if line
                .discrimination_permille
                .is_none_or(|permille| permille < DISCRIMINATION_MIN_PERMILLE)
            {
                line.flags.push(QuestionFlag::Useless);
            }
            if line.n_uses * n_questions * 100 > n_uses * OVERUSED_PCT {
                line.flags.push(QuestionFlag::Overused);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(pairs: &[(u64, u64)]) -> PairSums {
        pairs.iter().fold(PairSums::default(), |sums, &(x, y)| PairSums {
            n: sums.n + 1,
            x: sums.x + x,
            y: sums.y + y,
            xy: sums.xy + x * y,
            xx: sums.xx + x * x,
            yy: sums.yy + y * y,
        })
    }

    #[test]
    fn correlations_are_those_of_the_textbook() {
        let rising: Vec<_> = (1..=5).map(|x| (x, 100 * x)).collect();
        let falling: Vec<_> = (1..=5).map(|x| (x, 600 - 100 * x)).collect();
        assert_eq!(sums(&rising).correlation_permille(), Some(1_000));
        assert_eq!(sums(&falling).correlation_permille(), Some(-1_000));
        // 0.7746 by hand: covariance 6, variances 10 and 6.
        let textbook = [(1, 200), (2, 400), (3, 500), (4, 400), (5, 500)];
        assert_eq!(sums(&textbook).correlation_permille(), Some(774));
        assert_eq!(sums(&[(1, 100), (1, 500), (5, 100), (5, 500)]).correlation_permille(), Some(0));
    }

    #[test]
    fn without_variation_nothing_is_said() {
        assert_eq!(sums(&[]).correlation_permille(), None);
        assert_eq!(sums(&[(3, 100)]).correlation_permille(), None);
        assert_eq!(sums(&[(3, 100), (3, 500)]).correlation_permille(), None);
        assert_eq!(sums(&[(3, 100), (4, 100)]).correlation_permille(), None);
    }

    fn line(n_uses: u64, discrimination_permille: Option<i32>) -> QuestionLine {
        QuestionLine {
            slug: String::new(),
            kind: QuestionKind::Technical,
            competencies: Vec::new(),
            text: String::new(),
            n_uses,
            mean_hundredths: None,
            discrimination_permille,
            last_used_on: None,
            flags: Vec::new(),
        }
    }

    #[test]
    fn a_question_is_useless_below_two_tenths_once_it_was_asked_thirty_times() {
        use QuestionFlag::Useless;
        let mut lines = [
            line(29, Some(0)),
            line(30, Some(200)),
            line(30, Some(199)),
            line(30, Some(-500)),
            line(30, None),
        ];
        flag(&mut lines);
        let flags = lines.map(|line| line.flags);
        assert_eq!(flags, [vec![], vec![], vec![Useless], vec![Useless], vec![Useless]]);
    }

    #[test]
    fn a_question_is_overused_above_one_and_a_half_of_the_average_of_its_kind() {
        let good = Some(500);
        let mut lines = [line(150, good), line(50, good)];
        flag(&mut lines);
        assert_eq!(lines.each_ref().map(|line| line.flags.len()), [0, 0]);
        let mut lines = [line(151, good), line(49, good)];
        flag(&mut lines);
        assert_eq!(lines.each_ref().map(|line| line.flags.len()), [1, 0]);
        // The average is over the kind, not over all.
        lines[1].kind = QuestionKind::Practical;
        flag(&mut lines);
        assert_eq!(lines.each_ref().map(|line| line.flags.len()), [0, 0]);
    }
}
