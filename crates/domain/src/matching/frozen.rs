//! The inputs of a run, frozen: everything a score depends on and nothing else, small, complete
//! and the same bytes for the same facts. A night is scored, explained and replayed from these
//! alone. How they are made from the firm's records is in [`build`].

pub mod build;
mod patch;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::component::{Budget, Stage};
use super::model::{N_TEAM_PARTS, ScoreModel, StackPart, Weights};
use super::overlap::Schedule;
use super::skill_graph::{Reach, SkillKind};
use super::{Component, WEIGHT_TOTAL};
use crate::competency::{N_COMPETENCIES, Situation};
use crate::country::Country;
use crate::developer::{Engagement, English, Evidence, Seniority};
use crate::fx::FxTable;
use crate::id::{ClientId, DeveloperId, RoleId};
use crate::industry::{DeveloperIndustry, Industry};
use crate::money::Rate;
use crate::regime::Regime;
use crate::role::Importance;
use crate::scale::{ScaleAxis, ScaleLevel};
use crate::team::{TeamStyle, WorkingStyle};
use crate::vetting::VettingRequired;

pub use self::patch::Patch;

/// How the blobs are written; rises with every change of the structs below.
const FORMAT: u16 = 3;

/// The most a month may cost, in US cents: ten milliards of dollars. Below it, arithmetic on
/// rates has room in 64 bits.
pub const CENTS_MAX: i64 = 1_000_000_000_000;

/// The inputs of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// What developers are held against.
    pub head: Head,
    /// Developers who are scored, by id, each once.
    pub developers: Vec<Facts>,
}

/// The part of the inputs every shard needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The business date: ages and days are counted from it.
    pub as_of: Date,
    /// Release of the time zone data the overlap was computed with.
    pub time_zone_data: String,
    /// Every number of the score.
    pub model: ScoreModel,
    /// Skills by slug, with what each shows of others.
    pub skills: Vec<FrozenSkill>,
    /// Developer zones, each once.
    pub zones: Vec<String>,
    /// Share of all placements that outlived their guarantee, 0 to 100; the model's prior of
    /// outcomes while there is none to count.
    pub outcome_mean: u8,
    /// Schedules of roles, in order: zone, hours and first day, for which the overlap is given.
    pub schedules: Vec<Schedule>,
    /// Worst-day minutes, for each schedule of roles and each developer zone.
    pub overlap: Vec<Vec<Option<u16>>>,
    /// Exchange rates that stated rates were converted by.
    pub fx: FxTable,
    /// Open roles by id, each once.
    pub roles: Vec<Demand>,
}

/// One skill of the slug table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenSkill {
    /// Stable name in the taxonomy.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// What kind of thing it is.
    pub kind: SkillKind,
    /// What holding it shows, itself first.
    pub reach: Vec<Reach>,
}

/// What one role demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// Which role.
    pub role_id: RoleId,
    /// Whose it is.
    pub client_id: ClientId,
    /// The role's own weights; none for the model's.
    pub weights: Option<Weights>,
    /// Band wanted.
    pub seniority: Seniority,
    /// Days from the business date to the start; a start in the past is today.
    pub starts_in_days: i32,
    /// Row of the overlap table; none when the role's zone is not known.
    pub schedule: Option<u16>,
    /// Length of the team's day, in minutes.
    pub workday_minutes: u16,
    /// Minutes to share on the worst day.
    pub overlap_minutes_min: u16,
    /// Least English.
    pub english_min: English,
    /// None when unsaid or not comparable.
    pub budget: Option<Budget>,
    /// Least and most as the client stated them; scores do not read it, it tells a change of the
    /// budget from one of the exchange rates.
    pub budget_stated: [Option<Rate>; 2],
    /// Ways of engagement accepted, in order; empty for any.
    pub engagements_allowed: Vec<Engagement>,
    /// Countries accepted, in order; empty for any.
    pub countries_allowed: Vec<Country>,
    /// Countries refused, in order.
    pub countries_denied: Vec<Country>,
    /// Hours a week.
    pub weekly_hours: u8,
    /// Vetting a proposal needs.
    pub vetting_required: VettingRequired,
    /// Skills asked for, as the role lists them, each once.
    pub skills: Vec<DemandSkill>,
    /// What the role is there to do, in order.
    pub situations: Vec<Situation>,
    /// The part of architecture of each competency, out of [`WEIGHT_TOTAL`]; all zero when no
    /// situation is named.
    pub competency_shares: [u16; N_COMPETENCIES],
    /// Scale to be borne, by axis, each once.
    pub scale: Vec<DemandScale>,
    /// The client's industry.
    pub industry: Option<Industry>,
    /// Regimes the role is bound by, in order.
    pub regimes: Vec<Regime>,
    /// How the team works.
    pub style: TeamStyle,
    /// The part of working together of each of [`super::model::TeamPart::ALL`], out of
    /// [`WEIGHT_TOTAL`]; zero for what the team does not ask for.
    pub team_shares: [u16; N_TEAM_PARTS],
}

/// One axis of scale a role asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandScale {
    /// Which.
    pub axis: ScaleAxis,
    /// What is to be borne, in the unit of the axis.
    pub amount: u64,
    /// Its part of scalability, out of [`WEIGHT_TOTAL`]; all of a role's add up to it.
    pub share: u16,
}

/// One skill a role asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandSkill {
    /// Place in the slug table.
    pub skill: u16,
    /// How much it is wanted.
    pub importance: Importance,
    /// Level wanted, 1 to 5.
    pub level: u8,
    /// Its part of the tech stack, out of [`WEIGHT_TOTAL`]; all of a role's add up to it.
    pub share: u16,
    /// Where it counts.
    pub part: StackPart,
}

/// What is known of one developer. None is unknown, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Who.
    pub developer_id: DeveloperId,
    /// Where they work from.
    pub country: Country,
    /// Place in the zones.
    pub zone: Option<u16>,
    /// Band.
    pub seniority: Option<Seniority>,
    /// Whether the band was estimated from years of experience.
    pub seniority_estimated: bool,
    /// English.
    pub english: Option<English>,
    /// Days from the business date to the first free day; below zero when free already.
    pub free_in_days: Option<i32>,
    /// Hours a week.
    pub weekly_capacity_hours: Option<u8>,
    /// The least they work for, in US cents a month.
    pub floor_cents: Option<i64>,
    /// The same as they stated it; scores do not read it, it tells a change of the rate from one
    /// of the exchange rates.
    pub floor_stated: Option<Rate>,
    /// How they can be engaged.
    pub engagement: Option<Engagement>,
    /// Skills by place in the slug table.
    pub skills: Vec<OwnSkill>,
    /// What came of each stage, in the order of [`crate::vetting::VettingStage::ALL`].
    pub stages: [Stage; 3],
    /// Estimates of each competency, in the order of [`crate::competency::Competency::ALL`].
    pub competencies: [Option<u8>; N_COMPETENCIES],
    /// The most handled on each axis, by axis, each once.
    pub scale: Vec<ScaleLevel>,
    /// Years by industry, each once.
    pub industries: Vec<DeveloperIndustry>,
    /// Regimes attested on the business date, in order.
    pub regimes: Vec<Regime>,
    /// How they work best; methodologies in order.
    pub style: WorkingStyle,
    /// Placements that by the business date had outlived their guarantee or fallen before.
    pub outcomes: Outcomes,
    /// Hours promised to clients on the business date and after, by first day.
    pub commitments: Vec<Commitment>,
    /// Clients they are kept from on the business date, in order.
    pub exclusions: Vec<ClientId>,
    /// Open findings that forbid a placement.
    pub blocking_findings: u16,
}

/// How placements of one developer turned out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Those that outlived their guarantee.
    pub n_survived: u16,
    /// Those and the ones that fell before.
    pub n_counted: u16,
}

/// Hours a week promised to a client for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Commitment {
    /// Days from the business date to the first day; zero or less when running.
    pub from_in_days: i32,
    /// Days from the business date to the first day without; none when no end is known.
    pub until_in_days: Option<i32>,
    /// How many.
    pub weekly_hours: u8,
}

impl Demand {
    /// The weights this role is scored with.
    pub fn weights(&self, model: &ScoreModel) -> Weights {
        self.weights.unwrap_or(model.weights)
    }
}

impl Demand {
    /// Whether the parts of each component add up to the whole, or to nothing where the role asks
    /// for nothing: what keeps a value at most 100.
    fn shares_add_up(&self) -> bool {
        let whole = |shares: &mut dyn Iterator<Item = u16>| {
            let sum: u32 = shares.map(u32::from).sum();
            sum == 0 || sum == WEIGHT_TOTAL
        };
        whole(&mut self.skills.iter().map(|asked| asked.share))
            && whole(&mut self.competency_shares.into_iter())
            && whole(&mut self.scale.iter().map(|asked| asked.share))
            && whole(&mut self.team_shares.into_iter())
    }
}

impl Facts {
    /// Hours a week left on a day, counted from the business date, by the placements that run on
    /// it; none when the capacity is not known.
    pub fn free_hours(&self, in_days: i32) -> Option<u8> {
        let runs = |commitment: &&Commitment| {
            commitment.from_in_days <= in_days
                && commitment.until_in_days.is_none_or(|until| in_days < until)
        };
        let taken = self.commitments.iter().filter(runs);
        let taken = taken.fold(0_u8, |sum, run| sum.saturating_add(run.weekly_hours));
        Some(self.weekly_capacity_hours?.saturating_sub(taken))
    }
}

/// One skill a developer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnSkill {
    /// Place in the slug table.
    pub skill: u16,
    /// 1 to 5.
    pub level: u8,
    /// How the firm knows.
    pub evidence: Evidence,
    /// Steps of recency since it was last used.
    pub step: u8,
}

/// Blobs that are not the frozen inputs of a run.
#[derive(Debug, thiserror::Error)]
pub enum FrozenError {
    /// Not written by this version.
    #[error(
        "the frozen inputs are of format {found}, this version reads {FORMAT}: plan the run again"
    )]
    Format {
        /// What the head says.
        found: u16,
    },
    /// A blob is missing, doubled or out of order.
    #[error("the frozen inputs have {found} of {expected} developers: plan the run again")]
    Incomplete {
        /// Developers found.
        found: usize,
        /// Developers the head promises.
        expected: usize,
    },
    /// An index points nowhere or an order is broken.
    #[error("the frozen inputs are damaged at {place}: plan the run again")]
    Damaged {
        /// Which record.
        place: String,
    },
    /// The bytes are not what they should be.
    #[error("the frozen inputs cannot be written or read")]
    Bytes(#[from] postcard::Error),
}

/// The first blob: format and number of developers before the rest, so that another version's
/// bytes are told by name.
#[derive(Serialize, Deserialize)]
struct Lead {
    format: u16,
    n_developers: u32,
}

fn read_first(blob: &[u8]) -> Result<(Lead, Head), FrozenError> {
    let (lead, rest): (Lead, _) = postcard::take_from_bytes(blob)?;
    if lead.format != FORMAT {
        return Err(FrozenError::Format { found: lead.format });
    }
    Ok((lead, postcard::from_bytes(rest)?))
}

impl Head {
    /// Reads the head alone out of the first blob, for those who need no developers.
    ///
    /// # Errors
    /// [`FrozenError`] when the blob is of another format or damaged.
    pub fn from_blob(first: &[u8]) -> Result<Self, FrozenError> {
        Ok(read_first(first)?.1)
    }
}

impl Frozen {
    /// The inputs as blobs: the head, then shards of at most `developers_per_shard`, in order.
    ///
    /// # Errors
    /// [`FrozenError::Bytes`] when there is no memory to write to.
    pub fn to_blobs(&self, developers_per_shard: usize) -> Result<Vec<Vec<u8>>, FrozenError> {
        let n_developers = u32::try_from(self.developers.len()).unwrap_or(u32::MAX);
        let lead = Lead { format: FORMAT, n_developers };
        let first = postcard::to_extend(&lead, Vec::new())?;
        let mut blobs = vec![postcard::to_extend(&self.head, first)?];
        for shard in self.developers.chunks(developers_per_shard.max(1)) {
            blobs.push(postcard::to_extend(shard, Vec::new())?);
        }
        Ok(blobs)
    }

    /// Reads the head and some of the shards [`Frozen::to_blobs`] wrote: inputs of fewer developers.
    ///
    /// # Errors
    /// [`FrozenError`] when a blob is of another format or damaged.
    pub fn from_shards<B: AsRef<[u8]>>(first: &[u8], shards: &[B]) -> Result<Self, FrozenError> {
        let (_, head) = read_first(first)?;
        Self::read_shards(head, shards)
    }

    fn read_shards<B: AsRef<[u8]>>(head: Head, shards: &[B]) -> Result<Self, FrozenError> {
        let mut developers: Vec<Facts> = Vec::new();
        for shard in shards {
            developers.extend(postcard::from_bytes::<Vec<Facts>>(shard.as_ref())?);
        }
        let frozen = Self { head, developers };
        frozen.check()?;
        Ok(frozen)
    }

    /// Reads what [`Frozen::to_blobs`] wrote, in the same order.
    ///
    /// # Errors
    /// [`FrozenError`] when a blob is missing, of another format, or damaged.
    pub fn from_blobs<B: AsRef<[u8]>>(blobs: &[B]) -> Result<Self, FrozenError> {
        let Some((first, shards)) = blobs.split_first() else {
            return Err(FrozenError::Incomplete { found: 0, expected: 0 });
        };
        let (lead, head) = read_first(first.as_ref())?;
        let frozen = Self::read_shards(head, shards)?;
        let expected = usize::try_from(lead.n_developers).unwrap_or(usize::MAX);
        if frozen.developers.len() != expected {
            return Err(FrozenError::Incomplete { found: frozen.developers.len(), expected });
        }
        Ok(frozen)
    }

    /// Every index points somewhere and every order holds.
    fn check(&self) -> Result<(), FrozenError> {
        let head = &self.head;
        let skill = |place: u16| usize::from(place) < head.skills.len();
        let mut last = None;
        for role in &head.roles {
            let row = role.schedule.is_none_or(|row| usize::from(row) < head.overlap.len());
            let skills = role.skills.iter().all(|asked| skill(asked.skill));
            let budget = role.budget.is_none_or(|budget| {
                (0..=budget.max_cents).contains(&budget.mid_cents) && budget.max_cents <= CENTS_MAX
            });
            if !(row && skills && budget && role.shares_add_up() && last < Some(role.role_id)) {
                return Err(FrozenError::Damaged { place: format!("role {}", role.role_id) });
            }
            last = Some(role.role_id);
        }
        for from in &head.skills {
            if !from.reach.iter().all(|reach| skill(reach.to)) {
                return Err(FrozenError::Damaged { place: format!("skill {}", from.slug) });
            }
        }
        if head.outcome_mean > 100 {
            return Err(FrozenError::Damaged { place: "the mean of outcomes".to_owned() });
        }
        if head.schedules.len() != head.overlap.len()
            || head.overlap.iter().any(|row| row.len() != head.zones.len())
        {
            return Err(FrozenError::Damaged { place: "the overlap table".to_owned() });
        }
        let mut last = None;
        for facts in &self.developers {
            let zone = facts.zone.is_none_or(|zone| usize::from(zone) < head.zones.len());
            let skills = facts.skills.iter().all(|own| skill(own.skill));
            let floor = facts.floor_cents.is_none_or(|cents| (0..=CENTS_MAX).contains(&cents));
            if !(zone && skills && floor && last < Some(facts.developer_id)) {
                let place = format!("developer {}", facts.developer_id);
                return Err(FrozenError::Damaged { place });
            }
            last = Some(facts.developer_id);
        }
        Ok(())
    }

    /// The demand of a role, if it is open.
    pub fn role(&self, role_id: RoleId) -> Option<&Demand> {
        let at = self.head.roles.binary_search_by_key(&role_id, |role| role.role_id).ok()?;
        self.head.roles.get(at)
    }

    /// The facts of a developer, if they are scored.
    pub fn developer(&self, developer_id: DeveloperId) -> Option<&Facts> {
        let by_id = |facts: &Facts| facts.developer_id;
        let at = self.developers.binary_search_by_key(&developer_id, by_id).ok()?;
        self.developers.get(at)
    }

    /// What a component is worth when nothing is known.
    pub fn prior_of(&self, component: Component) -> u8 {
        match component {
            Component::Outcomes => self.head.outcome_mean,
            Component::TechStack
            | Component::Architecture
            | Component::Scalability
            | Component::Vetting
            | Component::Team
            | Component::Industry
            | Component::Rate
            | Component::Seniority
            | Component::Overlap
            | Component::Availability => self.head.model.prior_of(component),
        }
    }

    /// Minutes a developer shares with a role on the worst day, when both zones are known.
    pub fn shared_minutes(&self, role: &Demand, facts: &Facts) -> Option<u16> {
        let row = self.head.overlap.get(usize::from(role.schedule?))?;
        row.get(usize::from(facts.zone?)).copied().flatten()
    }
}
