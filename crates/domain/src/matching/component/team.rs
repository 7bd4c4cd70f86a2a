//! Working together: how the team talks, how it runs its work, and how many are in it.

use super::hundred;
use crate::matching::model::{ScoreModel, TeamPart};
use crate::team::{Communication, Methodology, TeamStyle, WorkingStyle};

/// Worth of a way of talking where a team has its own.
pub(crate) fn communication(model: &ScoreModel, wanted: Communication, found: Communication) -> u8 {
    if wanted == found { 100 } else { model.communication_other.min(100) }
}

/// Worth of the methodologies known where a team has its own; none when none is known.
pub(crate) fn methodology(
    model: &ScoreModel,
    wanted: Methodology,
    found: &[Methodology],
) -> Option<u8> {
    match found {
        [] => None,
        found if found.contains(&wanted) => Some(100),
        _ => Some(model.methodology_other.min(100)),
    }
}

/// Worth of a team's size to someone who likes it between two bounds; none when they name none.
pub(crate) fn team_size(
    model: &ScoreModel,
    size: u16,
    min: Option<u16>,
    max: Option<u16>,
) -> Option<u8> {
    if min.is_none() && max.is_none() {
        return None;
    }
    let too_few = min.map_or(0, |min| min.saturating_sub(size));
    let too_many = max.map_or(0, |max| size.saturating_sub(max));
    let off = u32::from(too_few.max(too_many));
    let lost = off * u32::from(model.team_size_points_a_head);
    Some(hundred(100_u32.saturating_sub(lost)))
}

/// Worth of one part but English; none when the team does not ask for it or nothing is known.
pub(crate) fn part(
    model: &ScoreModel,
    team: TeamStyle,
    own: &WorkingStyle,
    part: TeamPart,
) -> Option<u8> {
    match part {
        TeamPart::English => None,
        TeamPart::Communication => {
            Some(communication(model, team.communication?, own.communication?))
        }
        TeamPart::Methodology => methodology(model, team.methodology?, &own.methodologies),
        TeamPart::TeamSize => {
            team_size(model, team.team_size?, own.team_size_min, own.team_size_max)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_way_of_talking_is_worth_all_and_another_something() {
        let model = ScoreModel::house();
        let worth = |found| communication(&model, Communication::Written, found);
        assert_eq!([Communication::Written, Communication::Pairing].map(worth), [100, 40]);
    }

    #[test]
    fn a_methodology_known_among_others_is_known() {
        use Methodology::{Kanban, Scrum, Waterfall};
        let model = ScoreModel::house();
        assert_eq!(methodology(&model, Kanban, &[Scrum, Kanban]), Some(100));
        assert_eq!(methodology(&model, Waterfall, &[Scrum, Kanban]), Some(40));
        assert_eq!(methodology(&model, Waterfall, &[]), None);
    }

    #[test]
    fn each_head_beyond_the_bounds_costs_a_tenth() {
        let model = ScoreModel::house();
        let between = |size| team_size(&model, size, Some(4), Some(8));
        let worth = [3, 4, 8, 9, 17, 18, 19].map(between);
        assert_eq!(worth, [90, 100, 100, 90, 10, 0, 0].map(Some));
        assert_eq!(team_size(&model, 500, Some(4), None), Some(100));
        assert_eq!(team_size(&model, 1, None, Some(8)), Some(100));
        assert_eq!(team_size(&model, u16::MAX, None, Some(0)), Some(0));
        assert_eq!(team_size(&model, 5, None, None), None);
    }
}
