//! The screen at the sizes people have.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use sereno_domain::id::{DeveloperId, RoleId, RunId};

use super::*;
use crate::app::{App, AppConfig};
use crate::effect::Slot;
use crate::event::Event;
use crate::once::{buffer_to_text, render};
use crate::theme::{Look, ThemeName};

const DEVELOPER: DeveloperId = DeveloperId(1_203);

fn opened(roles: Vec<BestRoleLine>, width: u16, height: u16) -> App {
    let config = AppConfig {
        firm: "Firm".to_owned(),
        environment: String::new(),
        zone: TimeZone::UTC,
        deadline: None,
        refresh: Duration::from_mins(1),
        look: Look::of(ThemeName::Mono),
    };
    let now = Timestamp::UNIX_EPOCH;
    let (mut app, _) = App::open(config, Screen::Developer(DEVELOPER), now);
    let board = BestRolesBoard {
        at: now,
        developer_id: DEVELOPER,
        name: "Ana \u{202e}Morales".into(),
        run_id: RunId(3),
        business_date: date(1970, 1, 1),
        roles,
    };
    app.update(Event::Resize(width, height));
    let result = Ok(Box::new(Board::Developer(board)));
    app.update(Event::Loaded { slot: Slot::Developer, generation: 1, result });
    app
}

fn roles() -> Vec<BestRoleLine> {
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
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let text = buffer_to_text(&render(&opened(roles(), width, height), width, height));
        assert!(!text.contains('\u{202e}'));
        insta::assert_snapshot!(format!("roles_{width}x{height}"), text);
    }
}

#[test]
fn nobody_wants_them() {
    let text = buffer_to_text(&render(&opened(Vec::new(), 80, 24), 80, 24));
    assert!(text.contains("They pass every filter of no open role."), "{text}");
}

#[test]
fn a_row_leads_to_the_pair_and_out_again() {
    let mut app = opened(roles(), 120, 36);
    let mut press = |code| {
        app.update(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        app.here()
    };
    press(KeyCode::Char('j'));
    assert_eq!(press(KeyCode::Enter), Screen::Why { role: RoleId(9), developer: DEVELOPER });
    assert_eq!(press(KeyCode::Char('d')), Screen::Developer(DEVELOPER));
    press(KeyCode::Esc);
    assert_eq!(press(KeyCode::Esc), Screen::Developer(DEVELOPER));
}
