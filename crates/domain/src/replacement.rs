//! Replacement: a placement that may fail while the client may still ask for somebody else opens a
//! case, and the role is scored so that whoever could take over is known.

use jiff::civil::Date;

use crate::clean_text::CleanText;
use crate::id::{DeveloperId, PlacementId, ReplacementCaseId, RoleId};
use crate::placement_health::Band;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a replacement case stands.
    "state of a replacement case" ReplacementState {
        /// Somebody should be found.
        Open = "open",
        /// The placement goes well again.
        Recovered = "recovered",
        /// The guarantee is over.
        Lapsed = "lapsed",
        /// The placement is over.
        Ended = "ended",
        /// Somebody else took over.
        Replaced = "replaced",
        /// A person found that nobody is needed.
        Dismissed = "dismissed",
    }
}

/// The newest case of a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCase {
    /// Identity.
    pub replacement_case_id: ReplacementCaseId,
    /// Where it stands.
    pub state: ReplacementState,
    /// Civil day it was closed; none while it is open.
    pub closed_on: Option<Date>,
}

/// What a night does about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseMove {
    /// Opens one.
    Open,
    /// Closes the one that is open.
    Close(ReplacementCaseId, ReplacementState),
}

/// What a night does about the case of a placement in a band since a day, none when it is over; its
/// guarantee ends with `guarantee_until`, the first day without. What a person closed stays closed
/// for as long as the placement does not get better first.
pub fn case_move(
    last: Option<LastCase>,
    band: Option<(Band, Date)>,
    (guarantee_until, day): (Date, Date),
) -> Option<CaseMove> {
    let open = last.filter(|last| last.state == ReplacementState::Open);
    let close = |state| open.map(|open| CaseMove::Close(open.replacement_case_id, state));
    let Some((band, since_on)) = band else { return close(ReplacementState::Ended) };
    if day >= guarantee_until {
        return close(ReplacementState::Lapsed);
    }
    if band < Band::AtRisk {
        return close(ReplacementState::Recovered);
    }
    let decided = last.is_some_and(|last| {
        let by_person =
            matches!(last.state, ReplacementState::Replaced | ReplacementState::Dismissed);
        by_person && last.closed_on.is_some_and(|closed_on| closed_on >= since_on)
    });
    (open.is_none() && !decided).then_some(CaseMove::Open)
}

/// Somebody who could take over: from the list of the role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BenchLine {
    /// 1 for the best.
    pub rank: u32,
    /// Who.
    pub developer_id: DeveloperId,
    /// Name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// 0 to [`crate::matching::SCORE_MAX`].
    pub score: u32,
    /// Share of the weight that rests on known facts, 0 to 100.
    pub confidence: u8,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CaseLine {
    /// Identity.
    pub replacement_case_id: ReplacementCaseId,
    /// Which placement may fail.
    pub placement_id: PlacementId,
    /// Who works there.
    pub developer_id: DeveloperId,
    /// Their name, or `developer 17` when none is kept.
    pub developer: CleanText,
    /// For whom.
    pub client: CleanText,
    /// In which seat; none unknown: nobody can be ranked then.
    pub role: Option<(RoleId, CleanText)>,
    /// Where it stands.
    pub state: ReplacementState,
    /// Civil day it was opened.
    pub opened_on: Date,
    /// Civil day it was closed; none while it is open.
    pub closed_on: Option<Date>,
    /// First civil day the client may no longer ask for somebody else.
    pub guarantee_until: Date,
    /// How the placement stands.
    pub band: Option<Band>,
    /// The placement that took its place.
    pub replaced_by: Option<PlacementId>,
    /// Who closed it, and why; none when a night did.
    pub closed: Option<(CleanText, CleanText)>,
    /// Who could take over, best first; none when no night has scored the role.
    pub bench: Option<Vec<BenchLine>>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2026, 11, 30);

    fn last(state: ReplacementState, closed_on: Option<Date>) -> LastCase {
        LastCase { replacement_case_id: ReplacementCaseId(4), state, closed_on }
    }

    fn at_risk(last: impl Into<Option<LastCase>>, guarantee_until: Date) -> Option<CaseMove> {
        case_move(last.into(), Some((Band::AtRisk, date(2026, 11, 20))), (guarantee_until, DAY))
    }

    #[test]
    fn a_case_opens_within_the_guarantee_and_not_on_the_day_it_is_over() {
        assert_eq!(at_risk(None, date(2026, 12, 1)), Some(CaseMove::Open));
        assert_eq!(at_risk(None, DAY), None);
        let watch = case_move(None, Some((Band::Watch, DAY)), (date(2026, 12, 1), DAY));
        assert_eq!(watch, None);
    }

    #[test]
    fn an_open_case_closes_when_its_reason_is_gone() {
        use ReplacementState::{Ended, Lapsed, Open, Recovered};
        let open = last(Open, None);
        let closed = |state| Some(CaseMove::Close(ReplacementCaseId(4), state));
        let until = date(2026, 12, 1);
        assert_eq!(at_risk(open, until), None);
        assert_eq!(at_risk(open, DAY), closed(Lapsed));
        assert_eq!(case_move(Some(open), None, (until, DAY)), closed(Ended));
        assert_eq!(
            case_move(Some(open), Some((Band::Watch, DAY)), (until, DAY)),
            closed(Recovered)
        );
    }

    #[test]
    fn what_a_person_decided_holds_until_the_placement_got_better_and_fell_again() {
        use ReplacementState::{Dismissed, Recovered};
        let until = date(2026, 12, 1);
        assert_eq!(at_risk(last(Dismissed, Some(date(2026, 11, 20))), until), None);
        let before = last(Dismissed, Some(date(2026, 11, 19)));
        assert_eq!(at_risk(before, until), Some(CaseMove::Open));
        let recovered = last(Recovered, Some(date(2026, 11, 25)));
        assert_eq!(at_risk(recovered, until), Some(CaseMove::Open));
    }
}
