//! Labels: what people say a developer is worth to a role. They come from a file, or from what a
//! firm decided about a shortlist; to the measures it is all the same.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::table::{self, Table, TableError};
use crate::clean_text::CleanText;
use crate::id::{DeveloperId, RoleId};
use crate::shortlist::{ShortlistReason, ShortlistState};

/// First line of a file of labels.
pub const HEADER: [&str; 3] = ["role", "developer", "grade"];

/// How good a developer is for a role, in the eyes of a person.
///
/// 0 would not be proposed, 1 for want of anybody better, 2 would be proposed, 3 among the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Grade(u8);

/// A grade nobody can give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("grade `{given}` is unknown")]
pub struct UnknownGrade {
    given: CleanText,
}

impl Grade {
    /// The highest.
    pub const BEST: Self = Self(3);
    /// From here on a developer is one to be found.
    pub const RELEVANT: Self = Self(2);
    /// Would not be proposed; also what is taken of those nobody judged.
    pub const NONE: Self = Self(0);

    /// What finding one is worth: 0, 1, 3 or 7, each grade more than all below it together.
    pub fn gain(self) -> u64 {
        (1 << self.0) - 1
    }
}

/// What clients and developers said of somebody who was put forward, as a grade; none when they said
/// nothing that tells. `steps` are in order; what counts is how far it went since the last proposal,
/// and why it ended. That a client left, that nobody answered or that it was a mistake says nothing
/// of how well they fit.
pub fn grade_of(
    steps: impl IntoIterator<Item = (ShortlistState, Option<ShortlistReason>)>,
) -> Option<Grade> {
    use ShortlistReason::{
        Availability, ClientChoice, Country, DeveloperChoice, English, Industry, Mistake, NoReply,
        OtherOffer, Overlap, Rate, RoleClosed, Seniority, Skills, Team,
    };
    let mut reached: Option<Grade> = None;
    let mut fault = None;
    for (state, reason) in steps {
        match state {
            ShortlistState::Proposed => (reached, fault) = (None, None),
            ShortlistState::Sent => {}
            ShortlistState::Interview => reached = reached.max(Some(Grade::RELEVANT)),
            ShortlistState::Offer | ShortlistState::Accepted => reached = Some(Grade::BEST),
            ShortlistState::Rejected | ShortlistState::Withdrawn => {
                fault = reason.and_then(|reason| match reason {
                    Skills | Seniority | Industry | Rate | English | Overlap | Availability
                    | Team | Country => Some(Grade::NONE),
                    // Somebody else was better.
                    ClientChoice => Some(Grade(1)),
                    DeveloperChoice | OtherOffer | NoReply | RoleClosed | Mistake => None,
                });
            }
        }
    }
    // Whoever was talked to and then found wanting was worth the talk, and no more.
    match (reached, fault) {
        (Some(Grade::BEST), _) => Some(Grade::BEST),
        (Some(_), Some(_)) => Some(Grade(1)),
        (reached, fault) => reached.or(fault),
    }
}

impl TryFrom<u8> for Grade {
    type Error = UnknownGrade;

    fn try_from(grade: u8) -> Result<Self, UnknownGrade> {
        if grade <= Self::BEST.0 {
            Ok(Self(grade))
        } else {
            Err(UnknownGrade { given: CleanText::new(&grade.to_string()) })
        }
    }
}

impl FromStr for Grade {
    type Err = UnknownGrade;

    fn from_str(text: &str) -> Result<Self, UnknownGrade> {
        let unknown = UnknownGrade { given: CleanText::new(text) };
        text.parse::<u8>().map_err(|_| unknown).and_then(Self::try_from)
    }
}

/// One judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Label {
    /// For which role.
    pub role_id: RoleId,
    /// Of which developer.
    pub developer_id: DeveloperId,
    /// How good.
    pub grade: Grade,
}

/// A pair that is judged already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("developer {} is labelled twice for role {}", .0.developer_id, .0.role_id)]
pub struct LabelledTwice(pub Label);

/// Judgements by role, each pair once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<RoleId, BTreeMap<DeveloperId, Grade>>);

impl Labels {
    /// Takes one more judgement.
    ///
    /// # Errors
    /// [`LabelledTwice`] when the pair has one; the first stays.
    pub fn insert(&mut self, label: Label) -> Result<(), LabelledTwice> {
        let of_role = self.0.entry(label.role_id).or_default();
        if of_role.contains_key(&label.developer_id) {
            return Err(LabelledTwice(label));
        }
        of_role.insert(label.developer_id, label.grade);
        Ok(())
    }

    /// Reads a file: `role,developer,grade`, one pair a line.
    ///
    /// # Errors
    /// [`TableError`] when nothing of it can be used.
    pub fn read(text: &str) -> Result<Table<Self>, TableError> {
        table::read(text, HEADER, |labels: &mut Self, [role, developer, grade]| {
            let label = Label {
                role_id: table::id("role", role)?,
                developer_id: table::id("developer", developer)?,
                grade: grade.parse().map_err(|unknown: UnknownGrade| {
                    let remedy = "write 0 (no), 1 (for want of better), 2 (good) or 3 (the best)";
                    (unknown.to_string(), remedy.to_owned())
                })?,
            };
            labels.insert(label).map_err(|twice| (twice.to_string(), "keep one row".to_owned()))
        })
    }

    /// Roles with a judgement, and the judgements of each.
    pub fn roles(&self) -> impl Iterator<Item = (RoleId, &BTreeMap<DeveloperId, Grade>)> {
        self.0.iter().map(|(role_id, grades)| (*role_id, grades))
    }

    /// The judgements of one role.
    pub fn of_role(&self, role_id: RoleId) -> Option<&BTreeMap<DeveloperId, Grade>> {
        self.0.get(&role_id)
    }
}

impl FromIterator<Label> for Labels {
    /// Of a pair labelled twice the last one stays.
    fn from_iter<I: IntoIterator<Item = Label>>(all: I) -> Self {
        let mut labels = Self::default();
        for label in all {
            labels.0.entry(label.role_id).or_default().insert(label.developer_id, label.grade);
        }
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Vec<String> {
        Labels::read(text).unwrap().refused.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_of_labels() {
        let table = Labels::read("role,developer,grade\n7,1203,3\n7, 9 ,0\r\n8,9,2\n").unwrap();
        assert_eq!((table.n_rows, table.refused.len()), (3, 0));
        let of_role = table.content.of_role(RoleId(7)).unwrap();
        assert_eq!(of_role[&DeveloperId(1203)], Grade::BEST);
        assert_eq!(table.content.roles().count(), 2);
    }

    #[test]
    fn bad_rows_are_refused_with_their_line_and_what_to_do() {
        let text = "role,developer,grade\n7,1,4\n7,x,3\n7,1\n7,2,1\n7,2,3\n";
        assert_eq!(
            refused(text),
            [
                "line 2: grade `4` is unknown: write 0 (no), 1 (for want of better), 2 (good) or 3 (the best)",
                "line 3: developer `x` is not a number: write the developer's number, as `sereno matches` shows it",
                "line 4: the row has 2 fields: write role,developer,grade",
                "line 6: developer 2 is labelled twice for role 7: keep one row",
            ]
        );
    }

    #[test]
    fn another_file_is_told_by_its_first_line() {
        let error = Labels::read("developer,role,grade\n1,1,1\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the first line is `developer,role,grade`: write `role,developer,grade`"
        );
        assert!(Labels::read("").is_err());
        assert!(Labels::read("\u{feff}role,developer,grade\n").is_ok());
    }

    #[test]
    fn what_became_of_a_proposal_is_a_grade() {
        use ShortlistReason as R;
        use ShortlistState as S;
        let to = |states: &[S]| states.iter().map(|state| (*state, None)).collect::<Vec<_>>();
        let ended = |states: &[S], reason| {
            let end = if R::fits(reason, S::Rejected) { S::Rejected } else { S::Withdrawn };
            [to(states), vec![(end, Some(reason))]].concat()
        };
        let (sent, talked) = ([S::Proposed, S::Sent], [S::Proposed, S::Sent, S::Interview]);
        let offered = [S::Proposed, S::Sent, S::Offer];
        for (steps, grade) in [
            (to(&sent), None),
            (to(&talked), Some(2)),
            (to(&offered), Some(3)),
            (ended(&sent, R::Skills), Some(0)),
            (ended(&sent, R::ClientChoice), Some(1)),
            (ended(&sent, R::NoReply), None),
            (ended(&talked, R::Team), Some(1)),
            (ended(&talked, R::OtherOffer), Some(2)),
            (ended(&offered, R::Rate), Some(3)),
            ([ended(&sent, R::Mistake), to(&talked)].concat(), Some(2)),
            ([ended(&talked, R::Skills), to(&sent)].concat(), None),
        ] {
            assert_eq!(grade_of(steps.iter().copied()).map(|grade| grade.0), grade, "{steps:?}");
        }
    }

    #[test]
    fn grades_end_at_three() {
        assert_eq!([0, 1, 2, 3].map(|grade| Grade(grade).gain()), [0, 1, 3, 7]);
        assert!(Grade::try_from(4).is_err() && Grade::try_from(3).is_ok());
    }
}
