//! What can be decided about a developer and a role, in words.

use sereno_domain::adjustment::Adjustment;
use sereno_domain::board::choice::Choice as Standing;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::match_override::OverrideKind;
use sereno_domain::shortlist::{ShortlistReason, ShortlistState};

use crate::act::{Act, Choice};
use crate::language::{say, say_with, spoken};

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
            ShortlistState::Proposed => say_with("propose {}", &[&name]),
            ShortlistState::Sent => say_with("{} was sent to the client", &[&name]),
            ShortlistState::Interview => say_with("{} has an interview", &[&name]),
            ShortlistState::Offer => say_with("{} has an offer", &[&name]),
            ShortlistState::Accepted => say_with("{} accepted", &[&name]),
            ShortlistState::Rejected => say_with("{} was rejected{}", &[&name, &why]),
            ShortlistState::Withdrawn => say_with("{} withdrew{}", &[&name, &why]),
        };
        let effect =
            say("A step on the role's shortlist, kept with who, when and the place they had.");
        Choice::new(Act::Step { role, developer, state, reason }, words, effect)
    }

    /// Keeps the developer off, or takes back what was decided.
    pub(super) fn decision(self, name: &str, standing: &Standing) -> Choice {
        let Some(decided) = &standing.decided else { return self.keep_off(name) };
        let effect = format!("{}: {}", decided.actor, decided.reason);
        let words = match decided.kind {
            OverrideKind::KeepOff => say_with("no longer keep {} off", &[&name]),
            OverrideKind::PutOn => say_with("no longer put {} on", &[&name]),
        };
        Choice::new(Act::EndOverride(self.role, self.developer), words, effect)
    }

    /// Keeps the developer off.
    pub(super) fn keep_off(self, name: &str) -> Choice {
        let effect = say("They cannot be proposed for this role until it is taken back.");
        let act = Act::KeepOff(self.role, self.developer);
        Choice::new(act, say_with("keep {} off this list", &[&name]), effect)
    }

    /// Puts the developer on.
    pub(super) fn put_on(self, name: &str) -> Choice {
        let effect =
            say("They can be proposed in spite of what stops them. Findings and exclusions \
                      still stop them.");
        let act = Act::PutOn(self.role, self.developer);
        Choice::new(act, say_with("put {} on this list", &[&name]), effect)
    }
}

/// Takes an adjustment of a role back.
pub(super) fn end_adjustment(made: &Adjustment) -> Choice {
    let set: Vec<&str> = made.settings.iter().map(CleanText::as_str).collect();
    let effect = say_with("{}: {}. The list is made anew at once.", &[&made.actor, &made.reason]);
    let words = say_with("take back {}", &[&set.join(", ")]);
    Choice::new(Act::EndAdjustment(made.adjustment_id), words, effect)
}
