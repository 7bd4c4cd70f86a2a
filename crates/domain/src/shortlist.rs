//! How far a developer has come with a role: from being proposed to being taken or turned down.
//! What the client and the developer said is kept as words of a closed set, because later it says
//! whether the order of the matches was right.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How far a developer has come with a role.
    "shortlist state" ShortlistState {
        /// Chosen by us to be put forward. We must send them.
        Proposed = "proposed",
        /// The client has the profile. The client must answer.
        Sent = "sent",
        /// The client talks to them. The client must decide.
        Interview = "interview",
        /// The client wants them. The developer must answer.
        Offer = "offer",
        /// Both want it. Nobody must act.
        Accepted = "accepted",
        /// The client, or we for the client, said no.
        Rejected = "rejected",
        /// The developer, or we for the developer, said no.
        Withdrawn = "withdrawn",
    }
}

vocabulary! {
    /// Why it came to nothing.
    "shortlist reason" ShortlistReason {
        /// Skills or their level.
        Skills = "skills",
        /// Seniority or experience.
        Seniority = "seniority",
        /// The industry is unknown to them.
        Industry = "industry",
        /// Price.
        Rate = "rate",
        /// English.
        English = "english",
        /// Hours shared with the team.
        Overlap = "overlap",
        /// Start or hours a week.
        Availability = "availability",
        /// How they would work together.
        Team = "team",
        /// Country or way of engagement.
        Country = "country",
        /// The client took somebody else.
        ClientChoice = "client_choice",
        /// The developer does not want this role.
        DeveloperChoice = "developer_choice",
        /// The developer took another offer.
        OtherOffer = "other_offer",
        /// No answer.
        NoReply = "no_reply",
        /// The role is gone.
        RoleClosed = "role_closed",
        /// They should not have been put there.
        Mistake = "mistake",
    }
}

impl ShortlistState {
    /// Where one can go from here; `None` is not being there at all.
    pub const fn next(from: Option<Self>) -> &'static [Self] {
        match from {
            // Whoever came to nothing may be tried again.
            None | Some(Self::Rejected | Self::Withdrawn) => &[Self::Proposed],
            Some(Self::Proposed) => &[Self::Sent, Self::Rejected, Self::Withdrawn],
            Some(Self::Sent) => &[Self::Interview, Self::Offer, Self::Rejected, Self::Withdrawn],
            Some(Self::Interview) => &[Self::Offer, Self::Rejected, Self::Withdrawn],
            Some(Self::Offer) => &[Self::Accepted, Self::Rejected, Self::Withdrawn],
            // It may fall through before the first day.
            Some(Self::Accepted) => &[Self::Rejected, Self::Withdrawn],
        }
    }

    /// True where a reason must be given.
    pub const fn needs_reason(self) -> bool {
        match self {
            Self::Rejected | Self::Withdrawn => true,
            Self::Proposed | Self::Sent | Self::Interview | Self::Offer | Self::Accepted => false,
        }
    }
}

impl ShortlistReason {
    /// True where it makes sense: a client does not choose for a developer.
    pub const fn fits(self, state: ShortlistState) -> bool {
        match self {
            Self::ClientChoice => matches!(state, ShortlistState::Rejected),
            Self::DeveloperChoice | Self::OtherOffer => matches!(state, ShortlistState::Withdrawn),
            Self::Skills
            | Self::Seniority
            | Self::Industry
            | Self::Rate
            | Self::English
            | Self::Overlap
            | Self::Availability
            | Self::Team
            | Self::Country
            | Self::NoReply
            | Self::RoleClosed
            | Self::Mistake => state.needs_reason(),
        }
    }

    /// The reasons that make sense for a state.
    pub fn of(state: ShortlistState) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |reason| reason.fits(state))
    }
}

/// A step that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The states do not follow each other.
    #[error("{} cannot become {to}: choose {}", from_words(*.from), words(ShortlistState::next(*.from)))]
    NotNext {
        /// Where it stands.
        from: Option<ShortlistState>,
        /// Where it should go.
        to: ShortlistState,
    },
    /// A reason is missing.
    #[error("{to} needs a reason: choose one of {}", reasons(*.to))]
    NoReason {
        /// Where it should go.
        to: ShortlistState,
    },
    /// A reason where there is none, or one of the other side.
    #[error("{reason} is no reason for {to}{}", instead(*.to))]
    WrongReason {
        /// The reason.
        reason: ShortlistReason,
        /// Where it should go.
        to: ShortlistState,
    },
}

/// A step that may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    from: Option<ShortlistState>,
    to: ShortlistState,
    reason: Option<ShortlistReason>,
}

impl Step {
    /// Checks a step: the only way to one.
    ///
    /// # Errors
    /// [`StepError`] says what is wrong and what would be right.
    pub fn new(
        from: Option<ShortlistState>,
        to: ShortlistState,
        reason: Option<ShortlistReason>,
    ) -> Result<Self, StepError> {
        if !ShortlistState::next(from).contains(&to) {
            return Err(StepError::NotNext { from, to });
        }
        match reason {
            None if to.needs_reason() => Err(StepError::NoReason { to }),
            Some(reason) if !reason.fits(to) => Err(StepError::WrongReason { reason, to }),
            None | Some(_) => Ok(Self { from, to, reason }),
        }
    }

    /// Where it stood.
    pub fn from(self) -> Option<ShortlistState> {
        self.from
    }

    /// Where it goes.
    pub fn to(self) -> ShortlistState {
        self.to
    }

    /// Why, when it came to nothing.
    pub fn reason(self) -> Option<ShortlistReason> {
        self.reason
    }
}

fn from_words(from: Option<ShortlistState>) -> &'static str {
    from.map_or("somebody who is not on the shortlist", ShortlistState::name)
}

fn words(states: &[ShortlistState]) -> String {
    states.iter().map(|state| state.name()).collect::<Vec<_>>().join(", ")
}

fn reasons(state: ShortlistState) -> String {
    ShortlistReason::of(state).map(ShortlistReason::name).collect::<Vec<_>>().join(", ")
}

fn instead(state: ShortlistState) -> String {
    if state.needs_reason() {
        format!(": choose one of {}", reasons(state))
    } else {
        ", which needs none".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ShortlistReason as R;
    use super::ShortlistState as S;
    use super::*;

    fn refused(from: Option<S>, to: S, reason: Option<R>, words: &str) {
        assert_eq!(Step::new(from, to, reason).unwrap_err().to_string(), words);
    }

    #[test]
    fn what_cannot_be_done_is_told_with_what_can() {
        refused(
            None,
            S::Sent,
            None,
            "somebody who is not on the shortlist cannot become sent: choose proposed",
        );
        refused(
            Some(S::Proposed),
            S::Offer,
            None,
            "proposed cannot become offer: choose sent, rejected, withdrawn",
        );
        refused(
            Some(S::Sent),
            S::Interview,
            Some(R::Rate),
            "rate is no reason for interview, which needs none",
        );
        let refused_words =
            |to, reason| Step::new(Some(S::Offer), to, reason).unwrap_err().to_string();
        let missing = refused_words(S::Withdrawn, None);
        assert!(
            missing.starts_with("withdrawn needs a reason: choose one of skills, "),
            "{missing}"
        );
        assert!(!missing.contains("client_choice"), "{missing}");
        let wrong = refused_words(S::Rejected, Some(R::DeveloperChoice));
        assert!(wrong.starts_with("developer_choice is no reason for rejected: choose"), "{wrong}");
    }

    #[test]
    fn the_straight_way_ends_in_accepted() {
        let way = [S::Proposed, S::Sent, S::Interview, S::Offer, S::Accepted];
        let mut at = None;
        for to in way {
            at = Some(Step::new(at, to, None).unwrap().to());
        }
        assert_eq!(at, Some(S::Accepted));
        assert!(Step::new(at, S::Withdrawn, Some(R::OtherOffer)).is_ok(), "it may fall through");
    }

    #[test]
    fn every_state_can_be_reached_and_left() {
        for state in S::ALL {
            assert!(!S::next(Some(*state)).is_empty(), "{state} is a dead end");
            let comes_from = std::iter::once(None).chain(S::ALL.iter().copied().map(Some));
            assert!(
                comes_from
                    .filter(|from| *from != Some(*state))
                    .any(|from| S::next(from).contains(state)),
                "{state} cannot be reached"
            );
        }
    }

    fn any_state() -> impl Strategy<Value = S> {
        prop::sample::select(S::ALL)
    }

    fn any_reason() -> impl Strategy<Value = Option<R>> {
        prop::option::of(prop::sample::select(R::ALL))
    }

    proptest! {
        /// Whatever people try, in any order: nobody is taken without an offer, nobody gets an offer
        /// without the client having the profile, and every no has a reason that fits.
        #[test]
        fn no_sequence_of_steps_skips_what_must_come_before(
            tries in prop::collection::vec((any_state(), any_reason()), 1..60),
        ) {
            let mut at: Option<S> = None;
            let mut since_proposed: Vec<S> = Vec::new();
            for (to, reason) in tries {
                let Ok(step) = Step::new(at, to, reason) else { continue };
                prop_assert_eq!(step.from(), at);
                prop_assert_ne!(step.from(), Some(step.to()), "a step goes somewhere");
                if to == S::Proposed {
                    since_proposed.clear();
                }
                since_proposed.push(to);
                at = Some(step.to());
                prop_assert_eq!(since_proposed.first(), Some(&S::Proposed));
                if to == S::Accepted {
                    prop_assert!(since_proposed.contains(&S::Offer));
                }
                if to == S::Offer {
                    prop_assert!(since_proposed.contains(&S::Sent));
                }
                prop_assert_eq!(step.reason().is_some(), to.needs_reason());
                prop_assert!(step.reason().is_none_or(|reason| reason.fits(to)));
            }
        }
    }
}
