//! The screen at the sizes people have, and what its keys do.

use crossterm::event::KeyCode;
use sereno_domain::board::answer::AnswerHeader;
use sereno_domain::id::{DeveloperId, RunId};

use super::*;
use crate::app::App;
use crate::effect::{Effect, Query, Slot};
use crate::event::Event;
use crate::testing::{NOW, ROLE, SIZES, app, frame, press, role};
use crate::trial::tests::as_it_is;

/// The answer to a trial: English below B2 lets one in and puts the second first.
pub(in crate::screen) fn answer(trial: Trial) -> Board {
    let seat = |place, id, score, elsewhere| Seat {
        place,
        developer_id: DeveloperId(id),
        score,
        elsewhere,
    };
    let at = |place, score| Elsewhere::At { place, score };
    let mut what_if = as_it_is();
    what_if.settings = trial.settings();
    what_if.n_qualified_before = 3;
    what_if.before = vec![
        seat(1, 11, 740_000, at(2, 735_000)),
        seat(2, 12, 700_000, at(1, 745_000)),
        seat(3, 13, 650_000, Elsewhere::Stopped(vec![Filter::Capacity, Filter::Rate])),
    ];
    what_if.after = what_if.before.clone();
    what_if.n_qualified_after = 3;
    if !trial.is_empty() {
        what_if.limits_after.english = sereno_domain::developer::English::B1;
        what_if.after = vec![
            seat(1, 12, 745_000, at(2, 700_000)),
            seat(2, 11, 735_000, at(1, 740_000)),
            seat(3, 14, 610_000, Elsewhere::Stopped(vec![Filter::English])),
        ];
    }
    let role = role();
    let header =
        AnswerHeader { at: NOW, role, run_id: RunId(3), before_run_id: None, adjustments: vec![] };
    let people =
        [(11, "Ana Morales"), (12, "Bruno \u{1b}[31mTeixeira"), (13, "李小龙"), (14, "Zoë")];
    let people = people.map(|(id, name)| (DeveloperId(id), name.into())).into();
    Board::WhatIf(WhatIfBoard { header, what_if, people })
}

/// Answers every load the effects ask for.
fn serve(app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Load { slot, generation, query: Query::WhatIf { trial, .. } } = effect {
            assert_eq!(slot, Slot::WhatIf);
            let result = Ok(Box::new(answer(trial)));
            app.update(Event::Loaded { slot, generation, result });
        }
    }
}

fn opened((width, height): (u16, u16)) -> App {
    let (mut app, effects) = app(Screen::WhatIf { role: ROLE, trial: Trial::NONE });
    app.update(Event::Resize(width, height));
    serve(&mut app, effects);
    app
}

#[test]
fn a_role_as_it_is_and_with_less_english() {
    for size in SIZES {
        let (width, height) = size;
        let mut app = opened(size);
        insta::assert_snapshot!(format!("as_it_is_{width}x{height}"), frame(&app, size));
        let effects = press(&mut app, KeyCode::Char('<'));
        assert_eq!(app.here().to_string(), "what-if:7:english=B1");
        serve(&mut app, effects);
        let text = frame(&app, size);
        assert!(!text.contains('\u{1b}'), "{text}");
        insta::assert_snapshot!(format!("less_english_{width}x{height}"), text);
    }
}

#[test]
fn the_answer_before_stays_until_the_next_one_is_there() {
    let mut app = opened((120, 36));
    let effects = press(&mut app, KeyCode::Char('<'));
    let waiting = frame(&app, (120, 36));
    assert!(waiting.contains("being worked out") && waiting.contains("Ana Morales"), "{waiting}");
    serve(&mut app, effects);
    let worked_out = frame(&app, (120, 36));
    assert!(worked_out.contains("1 enter, 1 leave"), "{worked_out}");
}

#[test]
fn a_change_is_taken_back_by_going_back_and_by_setting_back() {
    let mut app = opened((120, 36));
    let effects = press(&mut app, KeyCode::Char('<'));
    serve(&mut app, effects);
    press(&mut app, KeyCode::Char('j'));
    press(&mut app, KeyCode::Char('<'));
    assert_eq!(app.here().to_string(), "what-if:7:english=B1,overlap=210");
    press(&mut app, KeyCode::Char('x'));
    assert_eq!(app.here().to_string(), "what-if:7:english=B1");
    press(&mut app, KeyCode::Char('['));
    assert_eq!(app.here().to_string(), "what-if:7:english=B1,overlap=210");
    // Out leads to where it was opened from, not through every change.
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.here(), Screen::Role(ROLE));
}

#[test]
fn the_shell_line_saves_what_is_tried() {
    let mut app = opened((120, 36));
    let effects = press(&mut app, KeyCode::Char('<'));
    serve(&mut app, effects);
    let copied = press(&mut app, KeyCode::Char('Y'));
    let line = "sereno what-if 7 --set english=B1 --save why";
    assert_eq!(copied, [Effect::Copy(line.to_owned())]);
}

#[test]
fn the_other_pane_leads_to_why() {
    let mut app = opened((120, 36));
    press(&mut app, KeyCode::Tab);
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.here(), Screen::Why { role: ROLE, developer: DeveloperId(11) });
}
