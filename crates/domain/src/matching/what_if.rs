//! A role with other weights or limits: the shortlist it would have beside the one it has.

use super::case::{Case, Order, Ranked, failed};
use super::frozen::Facts;
use super::setting::{Setting, SettingError};
use super::standing::narrow;
use super::{Filter, N_COMPONENTS};
use crate::developer::{English, Seniority};
use crate::id::DeveloperId;
use crate::vetting::VettingRequired;

/// What setting some things on a role would come to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WhatIf {
    /// What was set.
    pub settings: Vec<Setting>,
    /// Weights as they are, in basis points, in the order of [`super::Component::ALL`].
    pub weights_before: [u32; N_COMPONENTS],
    /// Weights as they would be.
    pub weights_after: [u32; N_COMPONENTS],
    /// What is demanded as it is.
    pub limits_before: Limits,
    /// What would be demanded.
    pub limits_after: Limits,
    /// Developers who pass every filter as it is.
    pub n_qualified_before: u32,
    /// Developers who would.
    pub n_qualified_after: u32,
    /// The shortlist as it is, best first, each with where they would be.
    pub before: Vec<Seat>,
    /// The shortlist as it would be, best first, each with where they are.
    pub after: Vec<Seat>,
}

/// What a role demands, in the units it can be set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Least English.
    pub english: English,
    /// Minutes to share on the worst day.
    pub overlap: u16,
    /// Most the client pays, in whole US dollars a month; none when unsaid.
    pub budget_usd: Option<i64>,
    /// Hours a week.
    pub hours: u8,
    /// Vetting a proposal needs.
    pub vetting: VettingRequired,
    /// Band wanted.
    pub seniority: Seniority,
    /// True when every country is accepted.
    pub any_country: bool,
    /// True when every way of engagement is accepted.
    pub any_engagement: bool,
}

impl Limits {
    fn of(case: &Case) -> Self {
        let demand = &case.demand;
        Self {
            english: demand.english_min,
            overlap: demand.overlap_minutes_min,
            budget_usd: demand.budget.map(|budget| budget.max_cents / 100),
            hours: demand.weekly_hours,
            vetting: demand.vetting_required,
            seniority: demand.seniority,
            any_country: demand.countries_allowed.is_empty() && demand.countries_denied.is_empty(),
            any_engagement: demand.engagements_allowed.is_empty(),
        }
    }
}

/// One place of one of the two shortlists.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Seat {
    /// Place on this shortlist, 1 for the best.
    pub place: u32,
    /// Who.
    pub developer_id: DeveloperId,
    /// Score here.
    pub score: u32,
    /// Where they stand on the other side; beyond the shortlist is a place too.
    pub elsewhere: Elsewhere,
}

/// Where somebody stands on the other side.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Elsewhere {
    /// At a place, with a score.
    At {
        /// 1 for the best.
        place: u32,
        /// 0 to [`super::SCORE_MAX`].
        score: u32,
    },
    /// Stopped by these filters.
    Stopped(Vec<Filter>),
}

impl WhatIf {
    /// Scores everybody for the role as it is and as it would be.
    ///
    /// # Errors
    /// [`SettingError`] when something cannot be set on this role.
    pub fn of(
        case: &Case,
        developers: &[Facts],
        settings: &[Setting],
    ) -> Result<Self, SettingError> {
        let changed = case.with(settings)?;
        let (before, after) = (case.order(developers), changed.order(developers));
        Ok(Self {
            settings: settings.to_vec(),
            weights_before: case.weights().all(),
            weights_after: changed.weights().all(),
            limits_before: Limits::of(case),
            limits_after: Limits::of(&changed),
            n_qualified_before: narrow(before.n_qualified()),
            n_qualified_after: narrow(after.n_qualified()),
            before: seats(&before, &after, &changed, developers),
            after: seats(&after, &before, case, developers),
        })
    }

    /// Developers on the new shortlist who are not on the old one.
    pub fn n_entered(&self) -> usize {
        n_missing(&self.after, &self.before)
    }

    /// Developers on the old shortlist who are not on the new one.
    pub fn n_left(&self) -> usize {
        n_missing(&self.before, &self.after)
    }
}

fn n_missing(from: &[Seat], other: &[Seat]) -> usize {
    let there = |seat: &&Seat| !other.iter().any(|known| known.developer_id == seat.developer_id);
    from.iter().filter(there).count()
}

/// The shortlist of one order, each with where they stand in the other.
fn seats(here: &Order, there: &Order, case_there: &Case, developers: &[Facts]) -> Vec<Seat> {
    let seat = |(ranked, place): (&Ranked, u32)| Seat {
        place,
        developer_id: ranked.developer_id,
        score: ranked.score,
        elsewhere: elsewhere(ranked.developer_id, there, case_there, developers),
    };
    here.shortlist().iter().zip(1..).map(seat).collect()
}

fn elsewhere(id: DeveloperId, there: &Order, case: &Case, developers: &[Facts]) -> Elsewhere {
    let found = there.place_of(id).and_then(|place| Some((place, there.at(place)?)));
    if let Some((place, ranked)) = found {
        return Elsewhere::At { place: narrow(place), score: ranked.score };
    }
    let at = developers.binary_search_by_key(&id, |facts| facts.developer_id).ok();
    let facts = at.and_then(|at| developers.get(at));
    Elsewhere::Stopped(facts.map(|facts| failed(&case.judge(facts)).collect()).unwrap_or_default())
}
