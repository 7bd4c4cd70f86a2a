//! What each skill shows of the others, as the engine reckons it.

use jiff::civil::date;
use sereno_domain::developer::{Developer, Evidence};
use sereno_domain::fx::FxTable;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::matching::skill_graph::Relation;
use sereno_domain::skill::Taxonomy;

/// Level everybody is taken to have and every role to want: a survey does not say.
const LEVEL: u8 = 3;

/// For every two skills of a taxonomy, by place.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    n: usize,
    relation: Vec<Option<(Relation, u8)>>,
    /// What a claimed skill is worth to a role that asks the other, by the engine's own numbers.
    value: Vec<u8>,
}

impl Shown {
    /// Freezes an empty night and reads its table of skills.
    pub(crate) fn of(taxonomy: &Taxonomy) -> Self {
        let model = ScoreModel::house();
        let standing = model.standing_pct(Evidence::Claimed, 0);
        let fx = FxTable::parse(include_str!("../../../../config/fx.toml")).unwrap();
        let nobody = Vec::<Developer>::new();
        let (frozen, _) =
            Frozen::build(date(2026, 1, 1), model.clone(), &taxonomy.graph(), &fx, nobody, &[]);
        let table = &frozen.head.skills;
        let n = taxonomy.skills().len();
        let mut shown = Self { n, relation: vec![None; n * n], value: vec![0; n * n] };
        for from in table {
            let at = taxonomy.place(&from.slug).unwrap();
            for reach in &from.reach {
                let to = taxonomy.place(&table[usize::from(reach.to)].slug).unwrap();
                shown.relation[at * n + to] = Some((reach.relation, reach.pct));
                shown.value[at * n + to] = model.skill_value(reach.pct, LEVEL, LEVEL, standing);
            }
        }
        shown
    }

    /// How `from` shows `to`, and how much of the level carries over.
    pub(crate) fn relation(&self, from: usize, to: usize) -> Option<(Relation, u8)> {
        self.relation[from * self.n + to]
    }

    /// By name and implication alone: the most that any of `rest` shows of `to`.
    pub(crate) fn overlap(&self, rest: &[usize], to: usize) -> u32 {
        self.most(rest, to, |relation| relation != Relation::Related)
    }

    /// The same with relations.
    pub(crate) fn related(&self, rest: &[usize], to: usize) -> u32 {
        self.most(rest, to, |_| true)
    }

    /// What the engine gives a role that asks `to` for `rest`.
    pub(crate) fn product(&self, rest: &[usize], to: usize) -> u32 {
        let values = rest.iter().map(|from| self.value[from * self.n + to]);
        u32::from(values.max().unwrap_or(0))
    }

    fn most(&self, rest: &[usize], to: usize, counts: impl Fn(Relation) -> bool) -> u32 {
        let shown = rest.iter().filter_map(|from| self.relation(*from, to));
        let counted = shown.filter(|(relation, _)| counts(*relation));
        counted.map(|(_, pct)| u32::from(pct)).max().unwrap_or(0)
    }
}
