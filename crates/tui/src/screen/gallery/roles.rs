//! The open roles, and one of them with a list, without one, and with what would give it one.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::choice::{Choice, OffListLine, StepLine};
use sereno_domain::board::{
    CandidateLine, Movement, RoleLine, RolesBoard, ShortlistBoard, TopLine,
};
use sereno_domain::developer::Seniority;
use sereno_domain::id::{AdjustmentId, DeveloperId, MatchOverrideId, RoleId};
use sereno_domain::match_override::{MatchOverride, OverrideKind};
use sereno_domain::matching::relax::{RoleAnswer, Rung};
use sereno_domain::matching::{Filter, N_COMPONENTS, N_FILTERS};
use sereno_domain::shortlist::ShortlistState;

use super::Picture;
use crate::event::Board;
use crate::screen::Screen;
use crate::testing::{NOW, ROLE, role};

fn step(state: ShortlistState) -> Choice {
    let step = StepLine {
        state,
        reason: None,
        note: "by phone".into(),
        place: Some(2),
        score: Some(800_000),
        actor: "ana".into(),
        at: NOW,
    };
    Choice { step: Some(step), decided: None }
}

fn decided(kind: OverrideKind) -> Choice {
    let decided = MatchOverride {
        match_override_id: MatchOverrideId(3),
        role_id: ROLE,
        developer_id: DeveloperId(12),
        kind,
        filters: vec![Filter::English, Filter::Rate],
        score: None,
        reason: "knows the client".into(),
        actor: "ana".into(),
        made_at: NOW,
    };
    Choice { step: None, decided: Some(decided) }
}

fn candidate(rank: u32, movement: Movement, choice: Choice) -> CandidateLine {
    CandidateLine {
        rank,
        developer_id: DeveloperId(10 + i64::from(rank)),
        name: "Ana Morales".into(),
        country: "CO".parse().unwrap(),
        seniority: Seniority::ALL.get(usize::try_from(rank).unwrap() % 4).copied(),
        score: 900_000 - 10_000 * rank,
        movement,
        values: [80; N_COMPONENTS],
        confidence: 90,
        choice,
    }
}

fn adjustment() -> Adjustment {
    Adjustment {
        adjustment_id: AdjustmentId(4),
        role_id: ROLE,
        settings: vec!["english=B1".into(), "budget=+10%".into()],
        reason: "agreed by phone".into(),
        actor: "ana".into(),
        made_at: NOW,
    }
}

fn listed() -> ShortlistBoard {
    let moves = [Movement::New, Movement::Same, Movement::By(1_200), Movement::By(-900)];
    let states = ShortlistState::ALL.iter().map(|state| step(*state));
    let choices = states.chain([decided(OverrideKind::KeepOff), Choice::default()]);
    let lines = (1..).zip(choices).zip(moves.into_iter().cycle());
    let off = |developer, choice| OffListLine {
        developer_id: DeveloperId(developer),
        name: "Bruno Teixeira".into(),
        country: "BR".parse().unwrap(),
        choice,
    };
    ShortlistBoard {
        at: NOW,
        role: role(),
        candidates: lines.map(|((rank, choice), moved)| candidate(rank, moved, choice)).collect(),
        off_list: vec![
            off(31, decided(OverrideKind::PutOn)),
            off(32, decided(OverrideKind::KeepOff)),
            off(33, step(ShortlistState::Sent)),
        ],
        adjustments: vec![adjustment()],
        relax: None,
    }
}

/// A role that nobody qualifies for.
fn nobody() -> RoleLine {
    let mut counts = [0; N_FILTERS];
    counts.iter_mut().zip([310, 120, 88, 14]).for_each(|(count, n)| *count = n);
    let blocked = RoleLine { n_blocked: counts, n_blocked_alone: counts, ..role() };
    RoleLine { role_id: RoleId(8), n_qualified: Some(0), ..blocked }
}

/// The screens of roles.
pub(super) fn pictures() -> Vec<Picture> {
    let top =
        |id| TopLine { developer_id: DeveloperId(id), name: "Ana Morales".into(), score: 874_000 };
    let one = RoleLine { top: vec![top(1), top(2), top(3)], n_entered: 4, n_left: 2, ..role() };
    let unseen = RoleLine { role_id: RoleId(9), n_qualified: None, ..role() };
    let several = RoleLine { n_blocked_alone: [0; N_FILTERS], role_id: RoleId(10), ..nobody() };
    let roles = vec![one, nobody(), unseen.clone(), several];
    let empty = ShortlistBoard {
        role: nobody(),
        candidates: vec![],
        off_list: vec![],
        adjustments: vec![],
        ..listed()
    };
    let rung = |setting: &str, n_lost| Rung {
        filter: Filter::English,
        setting: setting.parse().unwrap(),
        n_gained: 12,
        n_lost,
    };
    let relax = RoleAnswer {
        n_developers: 30_120,
        n_qualified: 0,
        n_blocked: nobody().n_blocked,
        n_blocked_alone: nobody().n_blocked_alone,
        blocks_most: Some(Filter::English),
        blocks_most_together: None,
        ladder: vec![rung("english=B1", 0), rung("english=A2", 3)],
    };
    let relaxed = ShortlistBoard { relax: Some(Box::new(relax)), ..empty.clone() };
    let unscored = ShortlistBoard { role: unseen, ..empty.clone() };
    let at = Screen::Role(ROLE);
    vec![
        Picture::new("matches", Screen::Matches, Board::Roles(RolesBoard { at: NOW, roles })),
        Picture::new("role", at, Board::Shortlist(listed())),
        Picture::new("role_nobody", at, Board::Shortlist(empty)),
        Picture::new("role_relaxed", at, Board::Shortlist(relaxed)),
        Picture::new("role_unscored", at, Board::Shortlist(unscored)),
    ]
}
