//! What can be decided about a developer and a role, in words.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::choice::Choice as Standing;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::match_override::OverrideKind;
use sereno_domain::shortlist::{ShortlistReason, ShortlistState};

use crate::act::{Act, Choice};

/// A developer and a role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// The role.
    pub role: RoleId,
    /// The developer.
    pub developer: DeveloperId,
}

impl Pair {
    /// The steps that may follow; those that end it once for each reason.
    pub(super) fn steps(self, name: &str, standing: &Standing) -> Vec<Choice> {
        let from = standing.step.as_ref().map(|step| step.state);
        let mut choices = Vec::new();
        for state in ShortlistState::next(from) {
            if state.needs_reason() {
                let reasons = ShortlistReason::of(*state);
                choices.extend(reasons.map(|reason| self.step(name, *state, Some(reason))));
            } else {
                choices.push(self.step(name, *state, None));
            }
        }
        choices
    }

    /// Puts the developer forward.
    pub(super) fn propose(self, name: &str) -> Choice {
        self.step(name, ShortlistState::Proposed, None)
    }

    fn step(self, name: &str, state: ShortlistState, reason: Option<ShortlistReason>) -> Choice {
        let Self { role, developer } = self;
        let why = reason.map_or_else(String::new, |why| format!(" ({})", spoken(why.name())));
        let words = match state {
            ShortlistState::Proposed => format!("propose {name}"),
            ShortlistState::Sent => format!("{name} was sent to the client"),
            ShortlistState::Interview => format!("{name} has an interview"),
            ShortlistState::Offer => format!("{name} has an offer"),
            ShortlistState::Accepted => format!("{name} accepted"),
            ShortlistState::Rejected => format!("{name} was rejected{why}"),
            ShortlistState::Withdrawn => format!("{name} withdrew{why}"),
        };
        let effect = "A step on the role's shortlist, kept with who, when and the place they had.";
        Choice::new(Act::Step { role, developer, state, reason }, words, effect)
    }

    /// Keeps the developer off, or takes back what was decided.
    pub(super) fn decision(self, name: &str, standing: &Standing) -> Choice {
        let Some(decided) = &standing.decided else { return self.keep_off(name) };
        let effect = format!("{}: {}", decided.actor, decided.reason);
        let words = match decided.kind {
            OverrideKind::KeepOff => format!("no longer keep {name} off"),
            OverrideKind::PutOn => format!("no longer put {name} on"),
        };
        Choice::new(Act::EndOverride(self.role, self.developer), words, effect)
    }

    /// Keeps the developer off.
    pub(super) fn keep_off(self, name: &str) -> Choice {
        let effect = "They cannot be proposed for this role until it is taken back.";
        let act = Act::KeepOff(self.role, self.developer);
        Choice::new(act, format!("keep {name} off this list"), effect)
    }

    /// Puts the developer on.
    pub(super) fn put_on(self, name: &str) -> Choice {
        let effect = "They can be proposed in spite of what stops them. Findings and exclusions \
                      still stop them.";
        let act = Act::PutOn(self.role, self.developer);
        Choice::new(act, format!("put {name} on this list"), effect)
    }
}

/// Takes an adjustment of a role back.
pub(super) fn end_adjustment(made: &Adjustment) -> Choice {
    let set: Vec<&str> = made.settings.iter().map(CleanText::as_str).collect();
    let effect = format!("{}: {}. The list is made anew at once.", made.actor, made.reason);
    let words = format!("take back {}", set.join(", "));
    Choice::new(Act::EndAdjustment(made.adjustment_id), words, effect)
}

/// A word of a closed set as people say it.
fn spoken(word: &str) -> String {
    word.replace('_', " ")
}
