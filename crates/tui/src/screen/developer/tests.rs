//! The screen at the sizes people have.

use crossterm::event::KeyCode;
use jiff::civil::date;
use sereno_domain::id::{DeveloperId, RoleId, RunId};

use super::*;
use crate::app::App;
use crate::effect::Slot;
use crate::testing::{NOW, SIZES, frame, opened, press};

const DEVELOPER: DeveloperId = DeveloperId(1_203);

pub(in crate::screen) fn board(roles: Vec<BestRoleLine>) -> BestRolesBoard {
    BestRolesBoard {
        at: NOW,
        developer_id: DEVELOPER,
        name: "Ana \u{202e}Morales".into(),
        run_id: RunId(3),
        business_date: date(1970, 1, 1),
        roles,
    }
}

fn shown(roles: Vec<BestRoleLine>, size: (u16, u16)) -> App {
    opened(Screen::Developer(DEVELOPER), Slot::Developer, Board::Developer(board(roles)), size)
}

pub(in crate::screen) fn roles() -> Vec<BestRoleLine> {
    let line = |id, title: &str, score, rank| BestRoleLine {
        role_id: RoleId(id),
        title: title.into(),
        client: "Northwind".into(),
        score,
        confidence: 92,
        rank,
    };
    vec![line(7, "Backend Engineer", 812_300, Some(3)), line(9, "Platform Engineer", 640_000, None)]
}

#[test]
fn the_roles_that_suit_somebody() {
    for (width, height) in SIZES {
        let text = frame(&shown(roles(), (width, height)), (width, height));
        assert!(!text.contains('\u{202e}'));
        insta::assert_snapshot!(format!("roles_{width}x{height}"), text);
    }
}

#[test]
fn nobody_wants_them() {
    let text = frame(&shown(Vec::new(), (80, 24)), (80, 24));
    assert!(text.contains("They pass every filter of no open role."), "{text}");
}

#[test]
fn a_row_leads_to_the_pair_and_out_again() {
    let mut app = shown(roles(), (120, 36));
    let mut press = |code| {
        press(&mut app, code);
        app.here()
    };
    press(KeyCode::Char('j'));
    assert_eq!(press(KeyCode::Enter), Screen::Why { role: RoleId(9), developer: DEVELOPER });
    assert_eq!(press(KeyCode::Char('d')), Screen::Developer(DEVELOPER));
    press(KeyCode::Esc);
    assert_eq!(press(KeyCode::Esc), Screen::Developer(DEVELOPER));
}
