//! What tests of screens share: a dashboard that looks the same everywhere, keys, a frame as text.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sereno_domain::board::{Need, RoleLine, TonightBoard};
use sereno_domain::developer::Seniority;
use sereno_domain::id::RoleId;
use sereno_domain::matching::N_FILTERS;
use sereno_domain::role::RoleStatus;
use unicode_width::UnicodeWidthChar as _;

use crate::app::{App, AppConfig};
use crate::effect::{Effect, Slot};
use crate::event::{Board, Event, LoadError};
use crate::glyph::Glyphs;
use crate::language::Language;
use crate::once::{buffer_to_ansi, buffer_to_text, render};
use crate::screen::Screen;
use crate::theme::{Look, ThemeName};

/// The time in every test.
pub(crate) const NOW: Timestamp = Timestamp::UNIX_EPOCH;
/// The role of every test.
pub(crate) const ROLE: RoleId = RoleId(7);
/// The sizes a screen is looked at in.
pub(crate) const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

/// A dashboard without colours.
pub(crate) fn app(screen: Screen) -> (App, Vec<Effect>) {
    app_in(ThemeName::Mono, screen)
}

fn app_in(theme: ThemeName, screen: Screen) -> (App, Vec<Effect>) {
    App::open(config(theme), screen, NOW)
}

/// The same, told otherwise.
pub(crate) fn app_with(screen: Screen, told: impl FnOnce(&mut AppConfig)) -> App {
    let mut config = config(ThemeName::Mono);
    told(&mut config);
    App::open(config, screen, NOW).0
}

fn config(theme: ThemeName) -> AppConfig {
    AppConfig {
        firm: "Firm".to_owned(),
        environment: String::new(),
        zone: TimeZone::UTC,
        deadline: None,
        refresh: Duration::from_mins(1),
        look: Look::of(theme),
        read_only: false,
        language: Language::English,
        views: Vec::new(),
        last: None,
    }
}

/// The same with its screen loaded, in a terminal of a size.
pub(crate) fn opened(screen: Screen, slot: Slot, board: Board, size: (u16, u16)) -> App {
    loaded(app(screen).0, slot, board, size)
}

/// The same in the colours of night, as the escapes that make them.
pub(crate) fn colours(screen: Screen, slot: Slot, board: Board, size: (u16, u16)) -> String {
    let app = loaded(app_in(ThemeName::Night, screen).0, slot, board, size);
    buffer_to_ansi(&render(&app, size.0, size.1)).replace('\u{1b}', "␛")
}

fn loaded(mut app: App, slot: Slot, board: Board, (width, height): (u16, u16)) -> App {
    app.update(Event::Resize(width, height));
    app.update(Event::Loaded { slot, generation: 1, result: Ok(Box::new(board)) });
    app
}

/// Presses a key.
pub(crate) fn press(app: &mut App, code: KeyCode) -> Vec<Effect> {
    app.update(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

/// Presses letters one after the other.
pub(crate) fn type_in(app: &mut App, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|ch| press(app, KeyCode::Char(ch))).collect()
}

/// What is seen. Where signs are plain letters there is none left but the letters of names.
pub(crate) fn frame(app: &App, (width, height): (u16, u16)) -> String {
    let plain = app.clone().written_in(Glyphs::Ascii, Language::English);
    let plain = buffer_to_text(&render(&plain, width, height));
    let is_of_name = |sign: char| sign.is_alphabetic() || sign.width() != Some(1);
    let sign = plain.chars().find(|sign| !sign.is_ascii() && !is_of_name(*sign));
    assert!(sign.is_none(), "{sign:?} has no plain letter in glyph.rs:\n{plain}");
    buffer_to_text(&render(app, width, height))
}

/// Turns the wheel, or presses a button of the mouse.
pub(crate) fn mouse(app: &mut App, kind: MouseEventKind, (column, row): (u16, u16)) -> Vec<Effect> {
    app.update(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

/// Where a text is first seen.
pub(crate) fn find(app: &App, size: (u16, u16), text: &str) -> (u16, u16) {
    let frame = frame(app, size);
    let (row, line) = frame.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
    let column = line[..line.find(text).unwrap()].chars().count();
    (column.try_into().unwrap(), row.try_into().unwrap())
}

/// A screen as it loads, as it cannot be loaded, as it is empty, and as that grows old, at every size;
/// each with a name for its snapshot.
pub(crate) fn states(screen: Screen, slot: Slot, empty: &Board) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for size in SIZES {
        let mut see = |name: &str, app: &App| {
            all.push((format!("{name}_{}x{}", size.0, size.1), frame(app, size)));
        };
        let sized = || {
            let mut app = app(screen).0;
            app.update(Event::Resize(size.0, size.1));
            app.update(Event::Link(crate::event::Link::Live));
            app
        };
        let mut loading = sized();
        loading.update(Event::Clock(NOW + SignedDuration::from_secs(3)));
        see("loading", &loading);
        let mut failed = sized();
        let message = "permission denied for schema sereno".into();
        let error = LoadError { message, offline: false, missing: false };
        failed.update(Event::Loaded { slot, generation: 1, result: Err(error) });
        see("error", &failed);
        let mut old = loaded(sized(), slot, empty.clone(), size);
        see("empty", &old);
        old.update(Event::Clock(NOW + SignedDuration::from_mins(30)));
        old.update(Event::Clock(NOW + SignedDuration::from_mins(31)));
        see("stale", &old);
    }
    all
}

/// The home screen before the first night.
pub(crate) fn no_night(needs: Vec<Need>) -> TonightBoard {
    TonightBoard {
        at: NOW,
        run: None,
        steps: vec![],
        n_ready: 0,
        n_leased: 0,
        n_workers: 0,
        n_slots: 0,
        needs,
        live: vec![],
        nights: vec![],
        digest: None,
    }
}

/// The role, for which three qualify.
pub(crate) fn role() -> RoleLine {
    RoleLine {
        role_id: ROLE,
        title: "Backend Engineer".into(),
        client: "Northwind".into(),
        status: RoleStatus::Open,
        seniority: Seniority::Senior,
        starts_on: date(1970, 2, 1),
        headcount: 1,
        n_qualified: Some(3),
        n_blocked: [0; N_FILTERS],
        n_blocked_alone: [0; N_FILTERS],
        n_entered: 0,
        n_left: 0,
        top: Vec::new(),
    }
}
