//! LAB: the labour law of those who are employed through an employer of record.

use crate::compliance::dossier::{DeveloperDossier, PlacementDossier};
use crate::compliance::parameter::ParameterKey;
use crate::compliance::{Case, Check, Rule};
use crate::developer::Engagement;
use crate::finding::{Found, Severity};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "LAB-01",
    version: 1,
    title: "more hours than the law allows",
    checks: "The hours agreed with an employee are not above the weekly limit of the country on that day.",
    why: "Every hour above it is overtime with a premium, or forbidden.",
    remedy: "Lower the hours, or agree on overtime and its premium.",
    source: "the labour code of each country; rows weekly_hours_max",
    severity: Severity::Warn,
    grace_days: 0,
    parameters: &[ParameterKey::WeeklyHoursMax],
    check: Check::Placement(too_many_hours),
}];

fn too_many_hours(
    rule: &Rule,
    case: &Case<'_>,
    dossier: &DeveloperDossier,
    placement: &PlacementDossier,
    found: &mut Vec<Found>,
) {
    let employed = placement.engagement_of(dossier) == Some(Engagement::EmployerOfRecord);
    let Some(most) = case.of_country(dossier.country, ParameterKey::WeeklyHoursMax) else { return };
    let hours = i64::from(placement.weekly_hours);
    if employed && placement.runs_on(case.day) && hours > most.value {
        let says =
            format!("{hours} hours a week are agreed: {} allows {}", dossier.country, most.value);
        let one = rule.found(placement.subject(), says).on("weekly_hours", hours);
        found.push(one.resting_on(most));
    }
}
