//! That every screen says all it says in every language, and how some of them look in each.

use crossterm::event::KeyCode;
use jiff::SignedDuration;

use super::{Picture, all};
use crate::app::App;
use crate::event::{Event, Link, LoadError};
use crate::glyph::Glyphs;
use crate::language::{Language, misses};
use crate::testing::{NOW, SIZES, app, frame, press, type_in};

/// Where only one line is shown.
const TINY: (u16, u16) = (50, 12);

/// The picture in a language, in a terminal of a size.
fn shown(picture: &Picture, size: (u16, u16), language: Language) -> App {
    picture.shown(size, |app| app.written_in(Glyphs::Unicode, language))
}

/// The same after some keys, and as long as it takes until what may follow them is shown.
fn after(app: &App, keys: &[KeyCode]) -> App {
    let mut app = app.clone();
    for key in keys {
        press(&mut app, *key);
    }
    app.update(Event::Clock(NOW + SignedDuration::from_millis(500)));
    app
}

/// A page with the cursor in each of its lists.
fn see_lists(mut app: App, size: (u16, u16)) {
    for _ in 0..app.here().page().panes() {
        frame(&app, size);
        press(&mut app, KeyCode::Tab);
    }
}

/// All that lies over a page, each sheet, what keys answer, and lists that are narrowed to nothing.
fn see_all_over(mut app: App, size: (u16, u16)) {
    frame(&app, TINY);
    for _ in 0..app.here().page().panes() {
        for key in [':', '?', 'A', 'E', 'V', 'g'] {
            frame(&after(&app, &[KeyCode::Char(key)]), size);
        }
        for key in ['s', 'S', 'c', 'Y', 'y', 'R', 'O', 'x', '+', 'n', 'u', '-', 'f', 'i', 'd', 'z']
        {
            after(&app, &[KeyCode::Char(key)]);
        }
        for at in 0..app.choices().len() {
            let mut keys = vec![KeyCode::Char('A')];
            if app.choices().len() > 1 {
                keys.extend(vec![KeyCode::Down; at]);
                keys.push(KeyCode::Enter);
            }
            keys.push(KeyCode::Tab);
            let sheet = after(&app, &keys);
            frame(&sheet, size);
            frame(&after(&sheet, &[KeyCode::Enter]), size);
        }
        press(&mut app, KeyCode::Tab);
    }
    let mut nothing = app.clone();
    press(&mut nothing, KeyCode::Char('/'));
    type_in(&mut nothing, "zzzz qqqq");
    frame(&nothing, size);
    press(&mut app, KeyCode::Char('!'));
    frame(&app, size);
}

/// A screen as it loads, cannot be loaded, and is old while the database is away.
fn see_troubles(picture: &Picture, size: (u16, u16), language: Language) {
    let mut loading = app(picture.at).0.written_in(Glyphs::Unicode, language);
    loading.update(Event::Resize(size.0, size.1));
    loading.update(Event::Clock(NOW + SignedDuration::from_secs(3)));
    frame(&loading, size);
    for missing in [false, true] {
        let mut failed = loading.clone();
        let error = LoadError { message: "no".into(), offline: false, missing };
        let slot = picture.slot();
        failed.update(Event::Loaded { slot, generation: 1, result: Err(error) });
        frame(&failed, size);
    }
    let mut away = shown(picture, size, language);
    let later = NOW + SignedDuration::from_mins(31);
    away.update(Event::Clock(later));
    frame(&away, size);
    let retry_at = later + SignedDuration::from_secs(4);
    away.update(Event::Link(Link::Offline { cause: "no".into(), attempt: 2, retry_at }));
    frame(&away, size);
}

#[test]
fn every_screen_has_a_line_for_all_it_says() {
    // The languages have the same lines: what one lacks, each does.
    let language = Language::Spanish;
    for picture in all() {
        for size in SIZES {
            see_lists(shown(&picture, size, language), size);
        }
        see_all_over(shown(&picture, (120, 36), language), (120, 36));
        see_troubles(&picture, (120, 36), language);
        let missing = misses::take();
        assert!(missing.is_empty(), "{}: {missing:#?}", picture.name);
    }
}

#[test]
fn the_screens_in_spanish_and_portuguese() {
    for (language, (width, height)) in
        [(Language::Spanish, (120, 36)), (Language::Portuguese, (80, 24))]
    {
        for picture in all() {
            let app = shown(&picture, (width, height), language);
            let name = format!("{}_{language}_{width}x{height}", picture.name);
            insta::assert_snapshot!(name, frame(&app, (width, height)));
        }
    }
}

#[test]
fn what_lies_over_a_page_in_spanish_and_portuguese() {
    for (language, (width, height)) in
        [(Language::Spanish, (120, 36)), (Language::Portuguese, (80, 24))]
    {
        for (name, at, keys) in [
            ("palette", "tonight", ":"),
            ("keys", "chunks", "?"),
            ("acts", "findings", "A"),
            ("sheet", "run", "R"),
            ("which_key", "tonight", "g"),
            ("export", "people", "E"),
            ("filter", "people", "/"),
        ] {
            let pictures = all();
            let picture = pictures.iter().find(|picture| picture.name == at).unwrap();
            let keys: Vec<KeyCode> = keys.chars().map(KeyCode::Char).collect();
            let app = after(&shown(picture, (width, height), language), &keys);
            let name = format!("over_{name}_{language}_{width}x{height}");
            insta::assert_snapshot!(name, frame(&app, (width, height)));
        }
    }
}
