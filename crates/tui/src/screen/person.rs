//! One developer: what is found of them, where they work and worked, the lists they are on, what
//! vetting says, their papers and their skills. The roles that suit them best are one key away.

#[cfg(test)]
pub(super) mod tests;

use ratatui::layout::Rect;
use sereno_domain::board::best_roles::BestRoleLine;
use sereno_domain::board::finding::FindingLine;
use sereno_domain::board::lasting::Lasting;
use sereno_domain::board::person::{PersonBoard, PersonPlacement};
use sereno_domain::board::placement::DocumentLine;
use sereno_domain::developer::{DeveloperSkill, Engagement, Evidence};
use sereno_domain::regime::Attestation;
use sereno_domain::vetting::{VettingOutcome, VettingResult};

use super::developer::LISTS;
use super::findings::{self, OWN, acts_at, stopping};
use super::papers::{self, PAPERS, lasting};
use super::placements::{health, rate};
use crate::act::Choice;
use crate::canvas::Canvas;
use crate::event::Board;
use crate::language::{named, say, say_of, say_with, spoken};
use crate::number::{counted, with_parts};
use crate::scene::{Room, Scene};
use crate::screen::{Page, Screen};
use crate::theme::Tone;
use crate::view::{Key, Listing, Sort};
use crate::widget::section::{Section, columns};
use crate::widget::table::{Cell, Column, Table};
use crate::word;

/// Lists of the page; the first half stands on the left where there is room for two columns.
const N_PANES: usize = 6;
/// Rows of what stands above the lists.
const HEAD_HEIGHT: u16 = 3;

/// The screen.
pub(super) struct Person;

static PLACEMENTS: Table<PersonPlacement> = Table {
    columns: &[
        Column::<PersonPlacement>::left("HEALTH", 10, |one, scene| health(&one.line, scene))
            .sorts(|a, b| a.line.band.cmp(&b.line.band)),
        Column::<PersonPlacement>::left("CLIENT", 12, |one, _| {
            Cell::text(one.line.client.as_str(), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.line.client.cmp(&b.line.client)),
        Column::<PersonPlacement>::left("SINCE", 10, |one, _| {
            Cell::text(one.line.starts_on.to_string(), Tone::Dim)
        })
        .drops(3)
        .sorts(|a, b| a.line.starts_on.cmp(&b.line.starts_on)),
        Column::<PersonPlacement>::left("ENDS", 10, |one, _| match one.line.ends_on {
            Some(end) => Cell::text(end.to_string(), Tone::Text),
            None => Cell::text(say("no end"), Tone::Faint),
        })
        .drops(1)
        .sorts(|a, b| a.line.ends_on.cmp(&b.line.ends_on)),
        Column::<PersonPlacement>::right("PAYS", 6, |one, _| match &one.terms {
            Some(terms) => Cell::text(rate(terms.pay), Tone::Text),
            None => Cell::text("–", Tone::Faint),
        })
        .drops(2),
        Column::<PersonPlacement>::right("BILLS", 6, |one, _| match &one.terms {
            Some(terms) => Cell::text(rate(terms.bill), Tone::Dim),
            None => Cell::text("–", Tone::Faint),
        })
        .drops(4),
    ],
    fields: &[],
    key: |one| Key::Placement(one.line.placement_id),
    names: &["CLIENT", "SINCE"],
    trouble: |one| one.line.n_blocking > 0,
    empty: "They have not worked for a client yet.",
};

/// Something they showed: a stage of vetting, or a regime they are attested for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Proof {
    Stage(VettingResult),
    Regime(Attestation),
}

static PROOFS: Table<Proof> = Table {
    columns: &[
        Column::<Proof>::left("STAGE", 12, |proof, _| Cell::text(proof.what(), Tone::Text))
            .grows(1),
        Column::<Proof>::left("CAME TO", 8, |proof, _| match proof {
            Proof::Stage(result) => match result.outcome {
                VettingOutcome::Passed => Cell::text(say("passed"), Tone::Ok),
                VettingOutcome::Failed => Cell::text(say("failed"), Tone::Fail),
            },
            Proof::Regime(_) => Cell::text(say("attested"), Tone::Dim),
        }),
        Column::<Proof>::right("SCORE", 5, |proof, _| match proof {
            Proof::Stage(result) => Cell::text(result.score.to_string(), Tone::Strong),
            Proof::Regime(_) => Cell::blank(),
        }),
        Column::<Proof>::left("HELD", 10, |proof, _| {
            let day = match proof {
                Proof::Stage(result) => result.held_on,
                Proof::Regime(attested) => attested.attested_on,
            };
            Cell::text(day.to_string(), Tone::Dim)
        })
        .titled(|_| say_of("HELD", "a stage").to_owned())
        .drops(2),
        Column::<Proof>::left("UNTIL", 10, |proof, scene| lasting(proof.lasting(), scene)),
        Column::<Proof>::left("BY", 12, |proof, _| match proof {
            Proof::Stage(VettingResult { evaluator: Some(who), .. }) => {
                Cell::text(say_with("evaluator {}", &[&who]), Tone::Dim)
            }
            Proof::Stage(_) | Proof::Regime(_) => Cell::blank(),
        })
        .drops(1),
    ],
    fields: &[],
    key: |proof| match proof {
        Proof::Stage(result) => Key::Fact(format!("{} {}", proof.what(), result.held_on)),
        Proof::Regime(attested) => Key::Fact(format!("{} {}", proof.what(), attested.attested_on)),
    },
    names: &["STAGE"],
    trouble: |proof| matches!(proof, Proof::Stage(result) if result.outcome == VettingOutcome::Failed),
    empty: "No stage of vetting was held.",
};

static SKILLS: Table<DeveloperSkill> = Table {
    columns: &[
        Column::<DeveloperSkill>::left("SKILL", 14, |known, _| {
            Cell::text(known.skill.as_str(), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.skill.cmp(&b.skill)),
        Column::<DeveloperSkill>::right("LEVEL", 5, |known, _| {
            Cell::text(known.level.to_string(), Tone::Strong)
        })
        .sorts(|a, b| a.level.cmp(&b.level)),
        Column::<DeveloperSkill>::right("YEARS", 5, |known, _| {
            Cell::text(known.years_tenths.map_or("–".to_owned(), years), Tone::Text)
        })
        .sorts(|a, b| a.years_tenths.cmp(&b.years_tenths)),
        Column::<DeveloperSkill>::left("LAST USED", 10, |known, _| {
            Cell::text(known.last_used_on.map_or(String::new(), |day| day.to_string()), Tone::Dim)
        })
        .drops(1),
        Column::<DeveloperSkill>::left("KNOWN BY", 10, |known, _| match known.evidence {
            Evidence::Assessed => Cell::text(say("a test"), Tone::Ok),
            Evidence::Cv => Cell::text(say("their work"), Tone::Dim),
            Evidence::Claimed => Cell::text(say("their word"), Tone::Faint),
        }),
    ],
    fields: &[],
    key: |known| Key::Fact(known.skill.clone()),
    names: &["SKILL"],
    trouble: |known| known.evidence == Evidence::Claimed,
    empty: "No skill is known of them.",
};

impl Proof {
    fn what(&self) -> String {
        match self {
            Self::Stage(result) => spoken(result.stage.name()),
            Self::Regime(attested) => named(&attested.regime.name().replace('_', " ")).to_owned(),
        }
    }

    fn lasting(&self) -> Lasting {
        match self {
            Self::Stage(result) => Lasting::of(true, result.expires_on),
            Self::Regime(attested) => Lasting::of(true, attested.expires_on),
        }
    }
}

/// Tenths of years: `6.5`.
fn years(tenths: u16) -> String {
    with_parts((tenths / 10).into(), tenths % 10)
}

const fn board<'a>(scene: &Scene<'a>) -> Option<&'a PersonBoard> {
    match scene.board {
        Some(Board::Person(board)) => Some(board),
        _ => None,
    }
}

fn proofs(board: &PersonBoard) -> Vec<Proof> {
    let stages = board.vetting.iter().cloned().map(Proof::Stage);
    stages.chain(board.attestations.iter().copied().map(Proof::Regime)).collect()
}

fn of_findings(board: &PersonBoard) -> Section<'_, FindingLine> {
    let note = stopping(&board.findings);
    Section { pane: 0, title: "FINDINGS", note, table: &OWN, rows: &board.findings }
}

fn of_placements(board: &PersonBoard) -> Section<'_, PersonPlacement> {
    let note = match board.line.n_at_work {
        0 => say("not at work").to_owned(),
        n => say_with("{} at work", &[&counted(n.into(), "{} placement", "{} placements")]),
    };
    let note = (note, Tone::Dim);
    Section { pane: 1, title: "PLACEMENTS", note, table: &PLACEMENTS, rows: &board.placements }
}

fn of_lists(board: &PersonBoard) -> Section<'_, BestRoleLine> {
    let note = (say("d all roles that suit them").to_owned(), Tone::Dim);
    Section { pane: 2, title: "ON LISTS", note, table: &LISTS, rows: &board.lists }
}

fn of_proofs<'a>(board: &PersonBoard, proofs: &'a [Proof]) -> Section<'a, Proof> {
    let note = match board.line.vetting {
        Lasting::Missing => (say("not all stages passed").to_owned(), Tone::Warn),
        Lasting::Until(day) => (say_with("until {}", &[&day]), Tone::Dim),
        Lasting::NoEnd => (say("no end").to_owned(), Tone::Dim),
    };
    Section { pane: 3, title: "VETTING", note, table: &PROOFS, rows: proofs }
}

fn of_papers(board: &PersonBoard) -> Section<'_, DocumentLine> {
    let note = papers::note(&board.documents);
    Section { pane: 4, title: "PAPERS", note, table: &PAPERS, rows: &board.documents }
}

fn of_skills(board: &PersonBoard) -> Section<'_, DeveloperSkill> {
    let note = (String::new(), Tone::Dim);
    Section { pane: 5, title: "SKILLS", note, table: &SKILLS, rows: &board.skills }
}

/// How somebody can be engaged, in words.
fn engaged(engagement: Engagement) -> &'static str {
    match engagement {
        Engagement::ContractorIndividual => say("contractor"),
        Engagement::ContractorCompany => say("contractor by a company of their own"),
        Engagement::EmployerOfRecord => say("employed through an employer of record"),
    }
}

/// Who it is, and what is known of them.
fn paint_head(canvas: &mut Canvas<'_>, area: Rect, board: &PersonBoard) {
    let line = &board.line;
    let word = word::person(line.status);
    let country = line.country.map(|country| format!(" · {country}")).unwrap_or_default();
    let client =
        line.client.as_ref().map_or(String::new(), |client| say_with(" at {}", &[&client]));
    let id = say_with("  developer {}{}", &[&line.developer_id, &country]);
    let stands = format!("{} {}", word.glyph, word.words());
    let pieces = [
        (line.name.as_str(), Tone::Strong),
        (&id, Tone::Dim),
        (" · ", Tone::Dim),
        (&stands, word.tone),
        (&client, Tone::Text),
    ];
    canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
    let experience =
        board.years_experience_tenths.map(|tenths| say_with("{} years", &[&years(tenths)]));
    let english = board.english.map(|level| say_with("English {}", &[&level]));
    let free = board.available_from.map(|day| say_with("free from {}", &[&day]));
    let how = board.engagement.map(|how| engaged(how).to_owned());
    let band = line.seniority.map(|band| say(band.name()).to_owned());
    let facts: Vec<String> = [band, experience, english, how, free].into_iter().flatten().collect();
    canvas.text(
        area.x + 1,
        area.y + 1,
        area.width.saturating_sub(2),
        &facts.join(" · "),
        Tone::Dim,
    );
}

impl Page for Person {
    fn crumb(&self, scene: &Scene<'_>) -> String {
        match (board(scene), scene.at) {
            (Some(board), _) => board.line.name.as_str().to_owned(),
            (None, Screen::Person(developer)) => say_with("developer {}", &[&developer]),
            (None, _) => say("developer").to_owned(),
        }
    }

    fn rows(&self, scene: &Scene<'_>) -> Listing {
        let Some(board) = board(scene) else { return Listing::default() };
        match scene.view.pane {
            1 => of_placements(board).listing(scene),
            2 => of_lists(board).listing(scene),
            3 => of_proofs(board, &proofs(board)).listing(scene),
            4 => of_papers(board).listing(scene),
            5 => of_skills(board).listing(scene),
            _ => of_findings(board).listing(scene),
        }
    }

    fn panes(&self) -> usize {
        N_PANES
    }

    fn sorts(&self, scene: &Scene<'_>) -> Vec<Sort> {
        match scene.view.pane {
            1 => PLACEMENTS.sorts(),
            2 => LISTS.sorts(),
            3 => PROOFS.sorts(),
            4 => PAPERS.sorts(),
            5 => SKILLS.sorts(),
            _ => OWN.sorts(),
        }
    }

    fn paint(&self, scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
        let Some(board) = board(scene) else { return };
        paint_head(canvas, area, board);
        let rest = Rect {
            y: area.y + HEAD_HEIGHT,
            height: area.height.saturating_sub(HEAD_HEIGHT),
            ..area
        };
        let proofs = proofs(board);
        let wants = [
            of_findings(board).wants(),
            of_placements(board).wants(),
            of_lists(board).wants(),
            of_proofs(board, &proofs).wants(),
            of_papers(board).wants(),
            of_skills(board).wants(),
        ];
        for (pane, place) in columns(scene, rest, &wants, Room::Full).into_iter().enumerate() {
            match pane {
                1 => of_placements(board).paint(scene, canvas, place),
                2 => of_lists(board).paint(scene, canvas, place),
                3 => of_proofs(board, &proofs).paint(scene, canvas, place),
                4 => of_papers(board).paint(scene, canvas, place),
                5 => of_skills(board).paint(scene, canvas, place),
                _ => of_findings(board).paint(scene, canvas, place),
            }
        }
    }

    fn glance(&self, scene: &Scene<'_>) -> String {
        let Some(board) = board(scene) else { return String::new() };
        let found = counted(board.line.n_findings.into(), "{} finding", "{} findings");
        format!("{} · {} · {found}", board.line.name, word::person(board.line.status).words())
    }

    fn open(&self, scene: &Scene<'_>, key: &Key) -> Option<Screen> {
        match key {
            Key::Finding(_) => Some(Screen::Findings),
            Key::Placement(placement) => Some(Screen::Placement(*placement)),
            Key::Role(role) => {
                let developer = board(scene)?.line.developer_id;
                Some(Screen::Why { role: *role, developer })
            }
            key => papers::leads_to(&board(scene)?.documents, key),
        }
    }

    fn acts(&self, scene: &Scene<'_>, key: Option<&Key>) -> Vec<Choice> {
        board(scene).map(|board| acts_at(&board.findings, key)).unwrap_or_default()
    }

    fn copy(&self, scene: &Scene<'_>, key: &Key) -> Option<String> {
        match key {
            Key::Placement(placement) => Some(placement.to_string()),
            Key::Role(role) => Some(role.to_string()),
            Key::Fact(fact) => Some(fact.clone()),
            Key::Document(_) => papers::copied(&board(scene)?.documents, key),
            key => findings::copied(&board(scene)?.findings, key),
        }
    }

    fn shell(&self, scene: &Scene<'_>, key: Option<&Key>) -> String {
        match (scene.at, key) {
            (_, Some(Key::Finding(finding))) => format!("sereno findings show {finding}"),
            (_, Some(Key::Placement(placement))) => format!("sereno placements {placement}"),
            (Screen::Person(developer), Some(Key::Role(role))) => {
                format!("sereno explain {role} {developer}")
            }
            (Screen::Person(developer), _) => format!("sereno people {developer}"),
            _ => "sereno people".to_owned(),
        }
    }
}
