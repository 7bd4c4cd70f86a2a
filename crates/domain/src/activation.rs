//! Which score model is in force: a list of choices that only grows. The last one counts, and going
//! back is one more choice.

use jiff::Timestamp;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How a model came into force.
    "kind of activation" ActivationKind {
        /// It came with a new version of sereno, and nobody had chosen another.
        House = "house",
        /// A person chose it.
        Activate = "activate",
        /// A person went back to what was in force before.
        Rollback = "rollback",
    }
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Activation {
    /// Which model.
    pub version: String,
    /// How it came about.
    pub kind: ActivationKind,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// The model that going back would put in force: the one before the newest that was not taken back
/// itself. None when there is nothing to go back to. `activations` are oldest first.
pub fn before_newest(activations: &[Activation]) -> Option<&str> {
    let mut standing: Vec<&str> = Vec::new();
    for activation in activations {
        match activation.kind {
            ActivationKind::House | ActivationKind::Activate => standing.push(&activation.version),
            ActivationKind::Rollback => {
                standing.pop();
            }
        }
    }
    standing.iter().rev().nth(1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word for each choice: a model, or `<` for going back.
    fn back_from(choices: &str) -> Option<String> {
        let activations: Vec<Activation> = choices
            .split_whitespace()
            .map(|word| Activation {
                version: word.to_owned(),
                kind: if word == "<" { ActivationKind::Rollback } else { ActivationKind::Activate },
                reason: "to see".to_owned(),
                actor: "ana".to_owned(),
                at: Timestamp::UNIX_EPOCH,
            })
            .collect();
        before_newest(&activations).map(str::to_owned)
    }

    #[test]
    fn going_back_goes_on_going_back_and_never_round_in_a_circle() {
        assert_eq!(back_from(""), None);
        assert_eq!(back_from("house"), None);
        assert_eq!(back_from("house a").as_deref(), Some("house"));
        assert_eq!(back_from("house a b").as_deref(), Some("a"));
        assert_eq!(back_from("house a b <").as_deref(), Some("house"));
        assert_eq!(back_from("house a b < <"), None);
        assert_eq!(back_from("house a < b").as_deref(), Some("house"));
    }
}
