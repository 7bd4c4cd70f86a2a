//! How good the shortlists are, and to whom: measured from the frozen inputs of a night, never from
//! what is stored of it.
//!
//! [`label`] are the judgements of people, [`ranking`] holds the lists against them, [`ablation`]
//! says what each component adds, [`stability`] how much a night changed the one before, and
//! [`impact`] whether some group is kept out. All in whole numbers, per mille rounded down, so that
//! 1,000 is said of what is perfect and of nothing else.

use std::sync::Arc;

use serde::Serialize;

use crate::matching::RoleResult;
use crate::matching::frozen::Frozen;
use crate::matching::kernel::Kernel;

pub mod ablation;
pub mod impact;
pub mod label;
pub mod ranking;
pub mod stability;
pub mod table;

use ablation::AblationLine;
use impact::{AuditGroups, ColumnImpact};
use label::Labels;
use ranking::RankingQuality;
use stability::Stability;

/// What perfect is.
pub const PER_MILLE: u32 = 1_000;

/// What a night's lists are worth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NightQuality {
    /// Open roles scored.
    pub n_roles: usize,
    /// Developers scored.
    pub n_developers: usize,
    /// Against the labels; none without labels of roles that were scored.
    pub ranking: Option<RankingQuality>,
    /// Without each component in turn; empty without labels.
    pub ablation: Vec<AblationLine>,
    /// Against the night before; none without one, or when no role was open in both.
    pub stability: Option<Stability>,
    /// For each audit column; empty without.
    pub impact: Vec<ColumnImpact>,
}

/// Measures a night from its frozen inputs. Labels and audit groups are read here and nowhere in
/// scoring; `before` are the lists of the night before.
pub fn measure(
    mut frozen: Frozen,
    before: Option<&[RoleResult]>,
    labels: Option<&Labels>,
    groups: Option<&AuditGroups>,
) -> NightQuality {
    let (n_roles, n_developers) = (frozen.head.roles.len(), frozen.developers.len());
    let results = lists(&mut frozen);
    let ranking = labels.and_then(|labels| ranking::measure(labels, &results));
    let stability = before.and_then(|before| stability::compare(before, &results));
    let impact = groups.map(|groups| impact::measure(groups, &frozen.developers, &results));
    let ablation = match (labels, ranking) {
        (Some(labels), Some(whole)) => ablation::measure(frozen, labels, whole),
        _ => Vec::new(),
    };
    let impact = impact.unwrap_or_default();
    NightQuality { n_roles, n_developers, ranking, ablation, stability, impact }
}

/// The list of every role, worked out anew. The inputs are lent to the kernel and come back.
pub fn lists(frozen: &mut Frozen) -> Vec<RoleResult> {
    let head = frozen.head.clone();
    let developers = std::mem::take(&mut frozen.developers);
    let lent = Arc::new(Frozen { head, developers });
    let kernel = Kernel::new(Arc::clone(&lent));
    let results = kernel.score_roles(0..kernel.n_roles());
    drop(kernel);
    frozen.developers = Arc::unwrap_or_clone(lent).developers;
    results
}
