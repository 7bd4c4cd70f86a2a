//! Papers as rows of the pages they belong to: what they are, where they stand, how long they count
//! and who found them right. The numbers on them are not shown anywhere.

use sereno_domain::board::lasting::Lasting;
use sereno_domain::board::placement::DocumentLine;
use sereno_domain::compliance::document::DocumentState;

use crate::clock;
use crate::language::{say, say_with};
use crate::scene::Scene;
use crate::screen::Screen;
use crate::sieve::Value;
use crate::theme::Tone;
use crate::view::Key;
use crate::widget::table::{Cell, Column, Field, Table};

/// Days before an end from which it stands out.
const SOON_DAYS: i64 = 30;

pub(super) static PAPERS: Table<DocumentLine> = Table {
    columns: &[
        Column::<DocumentLine>::left("PAPER", 19, |line, _| {
            Cell::text(say(line.kind.words()), Tone::Text)
        })
        .grows(1)
        .sorts(|a, b| a.kind.words().cmp(b.kind.words())),
        Column::<DocumentLine>::left("STANDS", 10, |line, _| {
            Cell::text(say(line.stands), tone(line))
        })
        .sorts(|a, b| a.stands.cmp(b.stands)),
        Column::<DocumentLine>::left("ISSUED", 10, |line, _| {
            Cell::text(line.issued_on.map_or(String::new(), |day| day.to_string()), Tone::Dim)
        })
        .drops(2)
        .sorts(|a, b| a.issued_on.cmp(&b.issued_on)),
        Column::<DocumentLine>::left("UNTIL", 10, |line, scene| {
            lasting(Lasting::of(true, line.expires_on), scene)
        })
        .sorts(|a, b| a.expires_on.cmp(&b.expires_on)),
        Column::<DocumentLine>::left("BY", 11, |line, _| {
            Cell::text(line.verified_by.as_ref().map_or("", |who| who.as_str()), Tone::Dim)
        })
        .drops(1),
        Column::<DocumentLine>::left("OF", 15, |line, _| {
            let of = line.placement_id.map(|placement| say_with("placement {}", &[&placement]));
            Cell::text(of.unwrap_or_default(), Tone::Faint)
        })
        .drops(3),
    ],
    fields: &[
        Field { name: "paper", value: |line| Value::Text(line.kind.words().to_owned()) },
        Field { name: "state", value: |line| Value::word(line.stands) },
        Field { name: "until", value: |line| Value::Day(line.expires_on) },
    ],
    key: |line| Key::Document(line.document_id),
    names: &["PAPER"],
    trouble: |line| line.is_expired() || line.stands == DocumentState::Rejected.name(),
    empty: "There are no papers.",
};

fn tone(line: &DocumentLine) -> Tone {
    if (PAPERS.trouble)(line) {
        Tone::Fail
    } else if line.stands == DocumentState::Verified.name() {
        Tone::Dim
    } else {
        Tone::Wait
    }
}

/// Until when something counts, as a cell: what ended, and what ends soon, stands out.
pub(super) fn lasting(lasting: Lasting, scene: &Scene<'_>) -> Cell<'static> {
    let today = clock::date(scene.now, scene.zone());
    match lasting {
        Lasting::Missing => Cell::text(say("none"), Tone::Warn),
        Lasting::NoEnd => Cell::text(say("no end"), Tone::Faint),
        Lasting::Until(day) => {
            let soon = today.saturating_add(jiff::Span::new().days(SOON_DAYS));
            let tone = match (lasting.counts_on(today), lasting.counts_on(soon)) {
                (false, _) => Tone::Fail,
                (true, false) => Tone::Warn,
                (true, true) => Tone::Text,
            };
            Cell::text(day.to_string(), tone)
        }
    }
}

/// The day something ends, for the filter.
pub(super) const fn end(lasting: Lasting) -> Value {
    match lasting {
        Lasting::Until(day) => Value::Day(Some(day)),
        Lasting::Missing | Lasting::NoEnd => Value::Day(None),
    }
}

/// Where a paper leads: to the placement it is of.
pub(super) fn leads_to(papers: &[DocumentLine], key: &Key) -> Option<Screen> {
    let line = papers.iter().find(|line| (PAPERS.key)(line) == *key)?;
    line.placement_id.map(Screen::Placement)
}

/// A paper as text for the clipboard.
pub(super) fn copied(papers: &[DocumentLine], key: &Key) -> Option<String> {
    let line = papers.iter().find(|line| (PAPERS.key)(line) == *key)?;
    Some(say_with(
        "document {}: {}, {}",
        &[&line.document_id, &say(line.kind.words()), &say(line.stands)],
    ))
}

/// How many papers have ended or were refused.
pub(super) fn note(papers: &[DocumentLine]) -> (String, Tone) {
    match papers.iter().filter(|line| (PAPERS.trouble)(line)).count() {
        0 => (String::new(), Tone::Dim),
        n => (say_with("{} expired or refused", &[&n]), Tone::Warn),
    }
}
