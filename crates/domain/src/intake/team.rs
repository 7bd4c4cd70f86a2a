//! How people like to work and how teams do.

use crate::team::{TeamStyle, WorkingStyle};

use super::mapped_field::Said;
use super::mapping::rules::{DeveloperRules, RoleRules};
use super::number::NumberForm;
use super::record::Record;
use super::{Faults, list, parse};

/// People in a team.
const TEAM_SIZE_MAX: i64 = 1_000;

/// How a developer likes to work.
pub(super) fn of_developer(
    rules: &DeveloperRules,
    record: &Record<'_>,
    numbers: &NumberForm,
    faults: &mut Faults,
) -> WorkingStyle {
    let size = |said: Said<'_>| parse::whole(numbers, &said, 1, TEAM_SIZE_MAX);
    let least = rules.team_size_min.said(record);
    let team_size_min = faults.maybe(least.clone().map(size).transpose());
    let team_size_max = faults.maybe(rules.team_size_max.said(record).map(size).transpose());
    if let (Some(min), Some(max), Some(said)) = (team_size_min, team_size_max, &least)
        && min > max
    {
        let wrong = format!("is more than the most, {max}");
        faults.0.push(parse::refuse(said, &wrong, "exchange the two"));
    }
    let communication = rules.communication.said(record);
    WorkingStyle {
        methodologies: list::words(&rules.methodologies, record, faults, list::word),
        communication: faults.maybe(communication.map(|said| list::word(&said)).transpose()),
        team_size_min,
        team_size_max,
    }
}

/// How a role's team works.
pub(super) fn of_role(
    rules: &RoleRules,
    record: &Record<'_>,
    numbers: &NumberForm,
    faults: &mut Faults,
) -> TeamStyle {
    let methodology = rules.methodology.said(record);
    let communication = rules.communication.said(record);
    let size = rules.team_size.said(record);
    let size = size.map(|said| parse::whole(numbers, &said, 1, TEAM_SIZE_MAX));
    TeamStyle {
        methodology: faults.maybe(methodology.map(|said| list::word(&said)).transpose()),
        communication: faults.maybe(communication.map(|said| list::word(&said)).transpose()),
        team_size: faults.maybe(size.transpose()),
    }
}
