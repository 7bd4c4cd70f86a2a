use crossterm::event::KeyCode;
use sereno_domain::board::{RoleLine, RolesBoard};
use sereno_domain::id::RoleId;

use super::*;
use crate::effect::Slot;
use crate::event::{Board, Event};
use crate::screen::Screen;
use crate::testing::{NOW, find, frame, mouse, opened, press, role, type_in};

const SIZE: (u16, u16) = (120, 36);
const CLICK: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

fn shown() -> App {
    let role = |id: i64, title: &str, n| RoleLine {
        role_id: RoleId(id),
        title: title.into(),
        n_qualified: Some(n),
        ..role()
    };
    let roles = vec![role(7, "Backend", 3), role(8, "Data", 9), role(9, "Mobile", 1)];
    opened(Screen::Matches, Slot::Roles, Board::Roles(RolesBoard { at: NOW, roles }), SIZE)
}

fn click(app: &mut App, text: &str) -> Vec<Effect> {
    let at = find(app, SIZE, text);
    mouse(app, CLICK, at)
}

fn cursor(app: &App) -> String {
    let frame = frame(app, SIZE);
    frame.lines().find(|line| line.starts_with('▌')).unwrap_or_default().to_owned()
}

#[test]
fn a_click_puts_the_cursor_on_a_row_and_a_second_one_soon_after_opens_it() {
    let mut app = shown();
    assert_eq!(click(&mut app, "Mobile"), []);
    assert!(cursor(&app).contains("Mobile"), "{}", frame(&app, SIZE));
    app.update(Event::Clock(NOW + SignedDuration::from_millis(501)));
    click(&mut app, "Mobile");
    assert_eq!(app.here(), Screen::Matches, "the two were too far apart");
    click(&mut app, "Data");
    assert_eq!(app.here(), Screen::Matches, "the second was on another row");
    assert_eq!(click(&mut app, "Data").len(), 1);
    assert_eq!(app.here(), Screen::Role(RoleId(8)));
}

#[test]
fn a_click_on_a_head_orders_by_it_and_another_turns_it_round() {
    let mut app = shown();
    let head = |app: &App| {
        let frame = frame(app, SIZE);
        frame.lines().find(|line| line.contains("QUALIFY")).unwrap().to_owned()
    };
    click(&mut app, "QUALIFY");
    assert!(head(&app).contains("QUALIFY ▼"), "{}", frame(&app, SIZE));
    click(&mut app, "QUALIFY");
    assert!(head(&app).contains("QUALIFY ▲"), "{}", frame(&app, SIZE));
}

#[test]
fn a_click_on_a_screen_goes_there() {
    let mut app = shown();
    assert_eq!(click(&mut app, "Findings").len(), 1);
    assert_eq!(app.here(), Screen::Findings);
}

#[test]
fn the_wheel_moves_the_cursor() {
    let mut app = shown();
    mouse(&mut app, MouseEventKind::ScrollDown, (5, 5));
    assert!(cursor(&app).contains("Mobile"));
    mouse(&mut app, MouseEventKind::ScrollUp, (5, 5));
    assert!(cursor(&app).contains("Backend"));
}

#[test]
fn an_overlay_takes_clicks_before_the_page_does() {
    let mut app = shown();
    press(&mut app, KeyCode::Char(':'));
    type_in(&mut app, "theme");
    click(&mut app, "theme day");
    click(&mut app, "Backend");
    assert!(frame(&app, SIZE).contains("sereno dash --theme day"), "the overlay stays");
    assert_eq!(click(&mut app, "theme day"), [Effect::Repaint]);
}

#[test]
fn nothing_that_changes_data_is_done_with_the_mouse() {
    let mut app = shown();
    press(&mut app, KeyCode::Enter);
    let before = frame(&app, SIZE);
    app.update(Event::Clock(NOW));
    mouse(&mut app, MouseEventKind::Down(MouseButton::Right), (5, 5));
    assert_eq!(frame(&app, SIZE), before);
}
