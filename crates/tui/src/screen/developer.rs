//! A developer against the roles: those that suit them best, on whose lists they are or would be.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::best_roles::{BestRoleLine, BestRolesBoard};
use sereno_domain::matching::SCORE_MAX;

use crate::canvas::Canvas;
use crate::clock;
use crate::event::Board;
use crate::language::{say, say_with};
use crate::number::{count, counted, score_text};
use crate::scene::Scene;
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::hairline::hairline;
use crate::widget::table::{Cell, Column, Table};

/// The screen.
pub(super) struct Developer;

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a BestRolesBoard> {
    match scene.board {
        Some(Board::Developer(board)) => Some(board),
        _ => None,
    }
}

const COLUMNS: &[Column<BestRoleLine>] = &[
    Column::<BestRoleLine>::left("ROLE", 20, |line, _| Cell::text(line.title.as_str(), Tone::Text))
        .grows(3)
        .sorts(|a, b| a.title.cmp(&b.title)),
    Column::<BestRoleLine>::left("CLIENT", 14, |line, _| {
        Cell::text(line.client.as_str(), Tone::Dim)
    })
    .grows(1)
    .drops(2)
    .sorts(|a, b| a.client.cmp(&b.client)),
    Column::<BestRoleLine>::right("SCORE", 6, |line, _| {
        Cell::text(score_text(line.score), Tone::Strong)
    })
    .sorts(|a, b| a.score.cmp(&b.score)),
    Column::<BestRoleLine>::left("", 16, |line, _| Cell::Gauge {
        n: line.score.into(),
        of: SCORE_MAX.into(),
        tone: Tone::Run,
    })
    .drops(3),
    Column::<BestRoleLine>::right("PLACE", 8, |line, _| match line.rank {
        Some(place) => Cell::text(place.to_string(), Tone::Ok),
        None => Cell::text(say("not listed"), Tone::Dim),
    }),
    Column::<BestRoleLine>::right("KNOWN", 6, |line, _| {
        let tone = if line.confidence < 50 { Tone::Warn } else { Tone::Dim };
        Cell::text(format!("{}%", line.confidence), tone)
    })
    .drops(1),
];

/// The roles that suit a developer best, as rows.
static ROLES: Table<BestRoleLine> = Table {
    columns: COLUMNS,
    fields: &[],
    key: |line| Key::Role(line.role_id),
    names: &["ROLE"],
    trouble: |line| line.rank.is_none(),
    empty: "They pass every filter of no open role.",
};

/// The lists a developer is on, as rows.
pub(super) static LISTS: Table<BestRoleLine> = Table {
    columns: COLUMNS,
    fields: &[],
    key: |line| Key::Role(line.role_id),
    names: &["ROLE"],
    trouble: |line| line.rank.is_none(),
    empty: "They are on no list.",
};

impl Page for Developer {
    fn crumb(&self, _: &Scene<'_>) -> String {
        say("roles").to_owned()
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        board(scene).map(|board| ROLES.arrange(&board.roles, scene).listing()).unwrap_or_default()
    }

    fn sorts(&self, _: &Scene<'_>) -> Vec<Sort> {
        ROLES.sorts()
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        let facts = say_with(
            "  developer {} · by the night of {}",
            &[&board.developer_id, &clock::day(board.business_date)],
        );
        let pieces = [(board.name.as_str(), Tone::Strong), (facts.as_str(), Tone::Dim)];
        canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let arranged = ROLES.arrange(&board.roles, scene);
        let listed = board.roles.iter().filter(|line| line.rank.is_some()).count();
        let note = say_with("on {}", &[&counted(count(listed), "{} list", "{} lists")]);
        hairline(
            canvas,
            list,
            &[(say("THE ROLES THAT SUIT THEM BEST"), Tone::Accent)],
            &[(&note, Tone::Dim)],
        );
        let rest = Rect { y: list.y + 1, height: list.height.saturating_sub(1), ..list };
        ROLES.paint(scene, canvas, rest, 0, &arranged);
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let best = board(scene).and_then(|board| board.roles.first());
        best.map_or_else(
            || say("no open role").to_owned(),
            |line| format!("{} {} @ {}", score_text(line.score), line.title, line.client),
        )
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match (scene.at, key) {
            (Screen::Developer(developer), Key::Role(role)) => {
                Some(Screen::Why { role: *role, developer })
            }
            _ => None,
        }
    }

    fn copy(&self, _: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Role(role) => Some(role.to_string()),
            _ => None,
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (scene.at, key) {
            (Screen::Developer(developer), Some(Key::Role(role))) => {
                format!("sereno explain {role} {developer}")
            }
            (Screen::Developer(developer), _) => format!("sereno matches --developer {developer}"),
            _ => "sereno matches".to_owned(),
        }
    }
}
