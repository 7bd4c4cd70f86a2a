use crossterm::event::KeyCode;
use sereno_domain::board::{RoleLine, RolesBoard};
use sereno_domain::id::RoleId;

use super::*;
use crate::effect::Slot;
use crate::event::{Board, Event};
use crate::language::Language;
use crate::screen::Screen;
use crate::testing::{NOW, app, frame, opened, press, role, type_in};
use crate::view::View;

const SIZE: (u16, u16) = (120, 36);

fn board() -> Board {
    let role = |id: i64, title: &str, n| RoleLine {
        role_id: RoleId(id),
        title: title.into(),
        n_qualified: Some(n),
        ..role()
    };
    let roles = vec![role(7, "Backend", 3), role(8, "Data", 1_204), role(9, "=Mobile", 1)];
    Board::Roles(RolesBoard { at: NOW, roles })
}

fn shown(size: (u16, u16)) -> App {
    opened(Screen::Matches, Slot::Roles, board(), size)
}

fn exported(app: &mut App) -> (ExportFormat, String, Extract) {
    let effects = press(app, KeyCode::Enter);
    let [Effect::Export { format, path, extract }] = &effects[..] else { panic!("{effects:?}") };
    (*format, path.clone(), extract.clone())
}

fn column(extract: &Extract, name: &str) -> Vec<String> {
    let at = extract.columns.iter().position(|column| column == name).unwrap();
    extract.rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn what_is_shown_is_written_where_it_is_said() {
    let mut app = shown(SIZE);
    press(&mut app, KeyCode::Char('E'));
    insta::assert_snapshot!(frame(&app, SIZE));
    let (format, path, extract) = exported(&mut app);
    assert_eq!((format, path.as_str()), (ExportFormat::Csv, "matches-1970-01-01.csv"));
    assert_eq!(column(&extract, "QUALIFY"), ["3", "1204", "1"], "numbers are for machines");
    app.update(Event::Written(Ok("3 rows are in matches.csv".into())));
    assert!(frame(&app, SIZE).contains("✓ 3 rows are in matches.csv"));
    app.update(Event::Written(Err("matches.csv is there already".into())));
    assert!(frame(&app, SIZE).contains("✗ matches.csv is there already"));
}

#[test]
fn only_rows_that_are_left_in_their_order_and_columns_there_is_room_for() {
    let mut app = shown((80, 24));
    press(&mut app, KeyCode::Char('/'));
    type_in(&mut app, "!data");
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Char('G'));
    press(&mut app, KeyCode::Char('E'));
    let (_, _, narrow) = exported(&mut app);
    assert_eq!(column(&narrow, "QUALIFY"), ["3", "1"]);
    app.update(Event::Resize(200, 60));
    press(&mut app, KeyCode::Char('E'));
    let (_, _, wide) = exported(&mut app);
    assert!(wide.columns.len() > narrow.columns.len(), "{:?} {:?}", wide.columns, narrow.columns);
}

#[test]
fn the_end_of_the_path_says_the_format() {
    let mut app = shown(SIZE);
    press(&mut app, KeyCode::Char('E'));
    for _ in 0..3 {
        press(&mut app, KeyCode::Backspace);
    }
    type_in(&mut app, "json");
    let (format, path, _) = exported(&mut app);
    assert_eq!((format, path.as_str()), (ExportFormat::Json, "matches-1970-01-01.json"));
    press(&mut app, KeyCode::Char('E'));
    press(&mut app, KeyCode::Down);
    assert_eq!(exported(&mut app).0, ExportFormat::Json);
}

#[test]
fn numbers_in_a_file_are_the_same_in_every_language() {
    let mut app = shown(SIZE).written_in(crate::glyph::Glyphs::Unicode, Language::Spanish);
    assert!(frame(&app, SIZE).contains("1.204"), "{}", frame(&app, SIZE));
    press(&mut app, KeyCode::Char('E'));
    assert_eq!(column(&exported(&mut app).2, "QUALIFY")[1], "1204");
}

#[test]
fn without_a_list_there_is_nothing_to_export() {
    let (mut app, _) = app(Screen::Runs);
    press(&mut app, KeyCode::Char('E'));
    assert!(frame(&app, SIZE).contains("no list to export here"));
}

/// A way of looking at the roles that filters, orders and has a name.
fn named(app: &mut App, name: &str) -> Vec<SavedView> {
    press(app, KeyCode::Char('/'));
    type_in(app, "!data");
    press(app, KeyCode::Enter);
    press(app, KeyCode::Char('s'));
    press(app, KeyCode::Char('V'));
    type_in(app, name);
    let effects = press(app, KeyCode::Enter);
    let [Effect::KeepViews(views)] = &effects[..] else { panic!("{effects:?}") };
    views.clone()
}

#[test]
fn a_view_is_kept_under_its_name_and_looked_at_again_another_day() {
    let mut first = shown(SIZE);
    let views = named(&mut first, "without data");
    let [view] = &views[..] else { panic!("{views:?}") };
    assert_eq!((view.name.as_str(), view.filter.as_str()), ("without data", "!data"));
    assert!(view.sort.is_some() && view.screen == Screen::Matches);

    let (mut app, _) = app(Screen::Runs);
    app.saved.clone_from(&views);
    press(&mut app, KeyCode::Char(':'));
    type_in(&mut app, "view without");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Cancel(_), Effect::Load { slot, generation, .. }] = effects[..] else {
        panic!("{effects:?}")
    };
    app.update(Event::Resize(120, 36));
    app.update(Event::Loaded { slot, generation, result: Ok(Box::new(board())) });
    let text = frame(&app, SIZE);
    assert!(!text.contains("Data") && text.contains("2 of 3"), "{text}");
    assert_eq!(app.view().sort, first.view().sort);
}

#[test]
fn a_name_is_given_again_or_let_go() {
    let mut app = shown(SIZE);
    named(&mut app, "mine");
    assert_eq!(named(&mut app, "mine").len(), 1, "the one before gives way");
    press(&mut app, KeyCode::Char(':'));
    type_in(&mut app, "forget view mine");
    assert_eq!(press(&mut app, KeyCode::Enter), [Effect::KeepViews(vec![])]);
}

#[test]
fn views_from_a_file_reach_no_terminal_as_they_are() {
    let view = View::default();
    let hostile = SavedView::of("\u{1b}[31mred", Screen::Runs, &view);
    let clean = SavedView { pane: 99, ..hostile }.clean();
    assert!(!clean.name.contains('\u{1b}') && clean.pane < 99, "{clean:?}");
}
