//! The one way a closed set of words is written down: the stored text, the words people read, and
//! the error that lists the choices. Enumerations of the trade live in their own files and use it.

/// A text that is none of the words a vocabulary knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a known {what}: choose one of {choices}")]
pub struct UnknownWord {
    /// What the vocabulary names, for instance `seniority`.
    pub what: &'static str,
    /// The text as it was given.
    pub given: String,
    /// Every word that would have been right, comma separated.
    pub choices: String,
}

/// Makes an enumeration whose text form is stored and therefore never changes.
///
/// It gets `ALL`, `name`, `Display`, `FromStr` and serde by name.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $what:literal $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stored text.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::vocabulary::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.name() == text).ok_or_else(|| {
                    crate::vocabulary::UnknownWord {
                        what: $what,
                        given: text.to_owned(),
                        choices: Self::ALL
                            .iter()
                            .map(|word| word.name())
                            .collect::<Vec<_>>()
                            .join(", "),
                    }
                })
            }
        }
    };
}

pub(crate) use vocabulary;
