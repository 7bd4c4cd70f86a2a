//! Answers in words: what `explain`, `compare` and `changes` print of a pair.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::WhyBoard;
use sereno_domain::board::answer::{People, name_of};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::RoleId;
use sereno_domain::matching::changed::{Cause, Night, PairChange};
use sereno_domain::matching::counterfactual::{Change, Goal};
use sereno_domain::matching::standing::{Balance, Benchmark, Gap, Lean, Standing};
use sereno_domain::matching::{Filter, score_text};

use crate::print::{self, styled};

/// What is said of a role that no night has scored.
pub(super) fn no_night(role_id: RoleId) -> String {
    format!(
        "no night has scored role {role_id}: `sereno run nightly --wait` runs one, `sereno matches` lists the roles"
    )
}

/// What the firm set on a role over what its client wrote.
pub(super) fn adjustments(adjustments: &[Adjustment]) {
    for adjustment in adjustments {
        print::line(&format!(
            "adjusted ({}): {} by {}: {}",
            adjustment.adjustment_id,
            settings(adjustment),
            adjustment.actor,
            adjustment.reason
        ));
    }
}

/// What an adjustment sets, comma separated.
pub(super) fn settings(adjustment: &Adjustment) -> String {
    adjustment.settings.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ")
}

/// Where somebody stands, in a few words.
pub(super) fn place(standing: &Standing) -> String {
    if standing.qualifies() {
        format!("place {} of {}", standing.place, standing.n_qualified)
    } else {
        format!("stopped by {}", filters(&standing.failed))
    }
}

/// Filters, comma separated.
pub(crate) fn filters(filters: &[Filter]) -> String {
    filters.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Points with their sign: `+3.60`.
pub(super) fn signed(points: i32) -> String {
    let sign = if points < 0 { '-' } else { '+' };
    format!("{sign}{}", score_text(points.unsigned_abs()))
}

/// The gaps to those ahead.
pub(super) fn standing(why: &WhyBoard) {
    let standing = &why.answer.standing;
    let gap = |gap: &Gap| {
        let name = name_of(&why.people, gap.developer_id);
        format!("{} behind place {} ({name})", score_text(gap.points), gap.place)
    };
    let gaps: Vec<String> =
        [standing.shortlist, standing.above].iter().flatten().map(gap).collect();
    if !standing.qualifies() {
        print::line(&format!(
            "\n  without what stops them the score would take place {} of {}",
            standing.place,
            standing.n_qualified.saturating_add(1)
        ));
    } else if !gaps.is_empty() {
        print::line(&format!("\n  {}", gaps.join(", ")));
    }
}

/// What speaks for and against somebody.
pub(super) fn balance(balance: &Balance) {
    let against = match balance.benchmark {
        Benchmark::ShortlistMedian { n_others } => {
            format!("against the median of the {n_others} others on the shortlist")
        }
        Benchmark::FullWeight => "against the full weight: nobody else is on the list".to_owned(),
    };
    print::line(&format!("\n  {}", styled(print::DIM, against)));
    let line = |word: &str, sign: char, lean: &Lean| {
        print::line(&format!(
            "  {word:<8} {:<13} {sign}{:>5}   {} where {} is usual",
            lean.component,
            score_text(lean.points),
            lean.value,
            lean.usual
        ));
    };
    for lean in &balance.strengths {
        line("for", '+', lean);
    }
    for lean in &balance.weaknesses {
        line("against", '-', lean);
    }
    if balance.strengths.is_empty() && balance.weaknesses.is_empty() {
        print::line("  nothing sets them apart");
    }
}

/// The smallest changes that reach a goal.
pub(super) fn counterfactuals(why: &WhyBoard) {
    for answer in &why.answer.counterfactuals {
        let goal = goal(answer.goal);
        if answer.found.is_empty() {
            let blocked = &why.answer.standing.failed;
            let because = match blocked.as_slice() {
                [] => String::new(),
                [one] => format!(": {one} takes more than one"),
                [one, other] => format!(": {one} and {other} both stop them"),
                [one, other, rest @ ..] => {
                    format!(": {one}, {other} and {} more stop them", rest.len())
                }
            };
            print::line(&format!("\n  no single change is enough {goal}{because}"));
            continue;
        }
        print::line(&format!("\n  one of these is enough {goal}"));
        for found in &answer.found {
            print::line(&format!("  -> place {:<4} {}", found.place, found.words));
            if let Change::Role(setting) = &found.change {
                print::note(&format!(
                    "                sereno what-if {} --set {setting}",
                    why.role.role_id
                ));
            }
        }
    }
}

/// What is to be reached, in words.
pub(super) fn goal(goal: Goal) -> String {
    match goal {
        Goal::Qualify => "to pass every filter".to_owned(),
        Goal::Place(1) => "for the first place".to_owned(),
        Goal::Place(place) => format!("for the first {place}"),
    }
}

/// What changed for a pair since the night before.
pub(super) fn pair_change(change: &PairChange) {
    let moved = match (change.before.place, change.after.place) {
        (Some(before), Some(after)) if before == after => format!("still place {after}"),
        (before, after) => format!("{} to {}", place_word(before), place_word(after)),
    };
    print::line(&format!(
        "\n  since the night of {}: {moved}, score {} to {} ({})",
        change.before.as_of,
        night_score(&change.before),
        night_score(&change.after),
        signed(change.points)
    ));
    for cause in &change.causes {
        print::line(&format!("  {}", cause_line(cause)));
    }
    if change.causes.is_empty() {
        print::line("  nothing of their own changed");
    }
    if change.n_came_ahead + change.n_fell_behind > 0 {
        print::line(&format!(
            "  {} came ahead of them, {} fell behind them",
            change.n_came_ahead, change.n_fell_behind
        ));
    }
}

fn place_word(place: Option<u32>) -> String {
    place.map_or_else(|| "stopped".to_owned(), |place| format!("place {place}"))
}

fn night_score(night: &Night) -> String {
    score_text(night.score)
}

/// One cause: points, whose, what, from what to what.
pub(super) fn cause_line(cause: &Cause) -> String {
    let stops = match cause.stops.as_slice() {
        [] => String::new(),
        stops => format!("; {} stops them now", filters(stops)),
    };
    let lets_by = match cause.lets_by.as_slice() {
        [] => String::new(),
        lets_by => format!("; {} no longer stops them", filters(lets_by)),
    };
    format!(
        "{:>7}  {:<9} {}: {} -> {}{stops}{lets_by}",
        signed(cause.total()),
        cause.kind,
        cause.what,
        cause.before,
        cause.after
    )
}

/// A name cut to a column.
pub(super) fn short_name(people: &People, id: sereno_domain::id::DeveloperId) -> String {
    name_of(people, id).as_str().chars().take(26).collect()
}
