//! What changed between two nights, and why: the score of a pair, traced to its causes.
//!
//! The two nights' inputs are brought together and one group of inputs after the other is taken
//! from the later night, each time with a full re-score, always in this order: the calendar, the
//! model with the taxonomy, the exchange rates, the pool, each demand of the role, each fact of
//! the developer. A cause is worth what the score moved when its group was taken over. The first state
//! is the earlier night and the last one the later, so the causes add up to the difference exactly;
//! where two causes work together, the one that comes later in the order gets what they do
//! together.

mod exchange;
mod facts;
mod mix;
mod role;

use std::collections::BTreeSet;

use jiff::civil::Date;

use self::mix::Mix;
use super::case::{Case, Order};
use super::compare::difference;
use super::frozen::Frozen;
use super::reference::Judgement;
use super::standing::narrow;
use super::{Filter, N_COMPONENTS, Verdict};
use crate::id::{DeveloperId, RoleId};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a change comes from, in the order causes are taken over.
    "cause" CauseKind {
        /// The same facts on another date: days passed, evidence grew older, vetting ran out.
        Calendar = "calendar",
        /// Other numbers of the model, or another taxonomy.
        Model = "model",
        /// Other exchange rates.
        Exchange = "exchange",
        /// How everybody's placements turned out, which stands in for what is not known of one.
        Pool = "pool",
        /// The role demands something else.
        Role = "role",
        /// A fact of the developer is another.
        Developer = "developer",
    }
}

/// One cause and what it did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cause {
    /// Where it comes from.
    pub kind: CauseKind,
    /// What is other than it was: `English`, `Kafka`, `business date`.
    pub what: String,
    /// What it was, in words.
    pub before: String,
    /// What it is, in words.
    pub after: String,
    /// What it did to the points of each component, in the order of [`super::Component::ALL`].
    pub points: [i32; N_COMPONENTS],
    /// Filters that stop the developer since.
    pub stops: Vec<Filter>,
    /// Filters that no longer do.
    pub lets_by: Vec<Filter>,
}

impl Cause {
    /// What it did to the score.
    pub fn total(&self) -> i32 {
        self.points.iter().sum()
    }

    fn did_something(&self) -> bool {
        self.points.iter().any(|points| *points != 0)
            || !self.stops.is_empty()
            || !self.lets_by.is_empty()
    }
}

/// A pair on one of two nights.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Night {
    /// The business date.
    pub as_of: Date,
    /// The score, also of somebody who is stopped.
    pub score: u32,
    /// Place among those who pass; none when stopped.
    pub place: Option<u32>,
    /// How many pass.
    pub n_qualified: u32,
}

/// What changed for a pair.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PairChange {
    /// The earlier night.
    pub before: Night,
    /// The later one.
    pub after: Night,
    /// What the score moved by.
    pub points: i32,
    /// Causes in the order they were taken over; their points add up to `points`.
    pub causes: Vec<Cause>,
    /// Developers ahead now who were not before.
    pub n_came_ahead: u32,
    /// Developers ahead before who no longer are.
    pub n_fell_behind: u32,
}

/// Two nights of one role, with the order of everybody in each.
#[derive(Debug)]
pub struct TwoNights<'f> {
    before: (&'f Frozen, Case, Order),
    after: (&'f Frozen, Case, Order),
}

impl<'f> TwoNights<'f> {
    /// Scores a role in both nights; none when it was not open in both.
    pub fn of(before: &'f Frozen, after: &'f Frozen, role_id: RoleId) -> Option<Self> {
        let night = |frozen: &'f Frozen| {
            let case = Case::of(frozen, role_id)?;
            let order = case.order(&frozen.developers);
            Some((frozen, case, order))
        };
        Some(Self { before: night(before)?, after: night(after)? })
    }

    /// The order of the later night.
    pub fn order(&self) -> &Order {
        &self.after.2
    }

    /// The later night's role.
    pub fn case(&self) -> &Case {
        &self.after.1
    }

    /// What changed for a developer; none when they were not scored in both nights.
    pub fn pair(&self, developer_id: DeveloperId) -> Option<PairChange> {
        let (before, after) =
            (night(&self.before, developer_id)?, night(&self.after, developer_id)?);
        let ahead = |order: &Order, place: Option<u32>| -> BTreeSet<DeveloperId> {
            let n = place.map_or(0, |place| usize::try_from(place - 1).unwrap_or(0));
            (1..=n).filter_map(|place| order.at(place)).map(|ahead| ahead.developer_id).collect()
        };
        let were = ahead(&self.before.2, before.place);
        let are = ahead(&self.after.2, after.place);
        Some(PairChange {
            points: difference(after.score, before.score),
            causes: self.causes(developer_id)?,
            n_came_ahead: narrow(are.difference(&were).count()),
            n_fell_behind: narrow(were.difference(&are).count()),
            before,
            after,
        })
    }

    /// Causes of what changed for a developer, in the order they are taken over.
    pub fn causes(&self, developer_id: DeveloperId) -> Option<Vec<Cause>> {
        let facts = [self.before.0.developer(developer_id)?, self.after.0.developer(developer_id)?];
        let demands = [&self.before.1.demand, &self.after.1.demand];
        let heads = [&self.before.0.head, &self.after.0.head];
        Some(mix::causes(heads, demands, facts))
    }

    /// Both shortlists' developers with what changed for them: those on the later one first, best
    /// first, then those who left it.
    pub fn role(&self) -> RoleChange {
        let (before, after) = (&self.before.2, &self.after.2);
        let on_now: Vec<DeveloperId> =
            after.shortlist().iter().map(|ranked| ranked.developer_id).collect();
        let gone = before.shortlist().iter().map(|ranked| ranked.developer_id);
        let gone: Vec<DeveloperId> = gone.filter(|id| !on_now.contains(id)).collect();
        let moved = on_now.into_iter().chain(gone).filter_map(|developer_id| {
            let moved = Moved {
                developer_id,
                before: place_and_score(before, developer_id),
                after: place_and_score(after, developer_id),
                causes: self.causes(developer_id).unwrap_or_default(),
            };
            (moved.before != moved.after).then_some(moved)
        });
        RoleChange {
            dates: [self.before.0.head.as_of, self.after.0.head.as_of],
            n_qualified: [narrow(before.n_qualified()), narrow(after.n_qualified())],
            demands: role::differences(&self.before.1, &self.after.1),
            moved: moved.collect(),
        }
    }
}

/// What changed for a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleChange {
    /// Business dates, the earlier first.
    pub dates: [Date; 2],
    /// Developers who pass, the earlier night first.
    pub n_qualified: [u32; 2],
    /// What the role demands otherwise: what, before, after.
    pub demands: Vec<(String, String, String)>,
    /// Developers on either shortlist whose place or score changed.
    pub moved: Vec<Moved>,
}

/// One developer of a changed role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moved {
    /// Who.
    pub developer_id: DeveloperId,
    /// Place and score the night before; none when stopped or not scored.
    pub before: Option<(u32, u32)>,
    /// Place and score now.
    pub after: Option<(u32, u32)>,
    /// Causes; none when nothing of their own changed, or they were not scored in both nights.
    pub causes: Vec<Cause>,
}

fn place_and_score(order: &Order, developer_id: DeveloperId) -> Option<(u32, u32)> {
    let place = order.place_of(developer_id)?;
    Some((narrow(place), order.at(place)?.score))
}

fn night(
    (frozen, case, order): &(&Frozen, Case, Order),
    developer_id: DeveloperId,
) -> Option<Night> {
    let judgement = case.judge(frozen.developer(developer_id)?);
    Some(Night {
        as_of: frozen.head.as_of,
        score: case.score(&judgement),
        place: order.place_of(developer_id).map(narrow),
        n_qualified: narrow(order.n_qualified()),
    })
}

/// What a state comes to: the points of each component, and which filters stop.
struct Worth {
    points: [u32; N_COMPONENTS],
    judgement: Judgement,
}

impl Worth {
    fn of(mix: &Mix) -> Self {
        let judgement = mix.case.judge(&mix.facts);
        let mut points = [0; N_COMPONENTS];
        let weighed = mix.case.weights().all().into_iter().zip(judgement.values);
        for (points, (weight, value)) in points.iter_mut().zip(weighed) {
            *points = weight * u32::from(value);
        }
        Self { points, judgement }
    }

    /// The cause between this state and the next.
    fn cause(&self, next: &Self, kind: CauseKind, words: [String; 3]) -> Cause {
        let mut points = [0; N_COMPONENTS];
        let both = next.points.iter().zip(self.points);
        for (slot, (after, before)) in points.iter_mut().zip(both) {
            *slot = difference(*after, before);
        }
        let turned = |from: &Self, to: &Self| -> Vec<Filter> {
            let verdicts = from.judgement.verdicts.iter().zip(to.judgement.verdicts);
            let lines = Filter::ALL.iter().zip(verdicts);
            lines
                .filter(|(_, (before, after))| **before != Verdict::Fail && *after == Verdict::Fail)
                .map(|(filter, _)| *filter)
                .collect()
        };
        let [what, before, after] = words;
        let (stops, lets_by) = (turned(self, next), turned(next, self));
        Cause { kind, what, before, after, points, stops, lets_by }
    }
}
