//! PLC: how placements go.

use crate::compliance::{Check, Rule};
use crate::finding::Severity;

pub(super) const RULES: &[Rule] = &[AT_RISK];

/// That placements go well.
pub(in crate::compliance) const AT_RISK: Rule = Rule {
    id: "PLC-01",
    version: 1,
    title: "placement at risk",
    checks: "What client, developer and firm say of a placement week by week, and the alarms that do not wait for it.",
    why: "A placement that fails costs a client, a developer, and within the guarantee a replacement.",
    remedy: "Talk to both sides this week; within the guarantee look at the bench for the same role.",
    source: "policy of the house",
    severity: Severity::Warn,
    grace_days: 3,
    parameters: &[],
    check: Check::Elsewhere,
};
