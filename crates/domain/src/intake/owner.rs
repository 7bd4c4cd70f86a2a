//! Whom a row belongs to, as the files of its source call them.

/// Somebody, or a placement, that other rows belong to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A developer, by reference.
    Developer(String),
    /// A placement, by reference.
    Placement(String),
    /// A client, by name, however it is capitalised, or by reference.
    Client(String),
}

impl Owner {
    /// The word for its kind, which is the column that names it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Developer(_) => "developer",
            Self::Placement(_) => "placement",
            Self::Client(_) => "client",
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Developer(name) | Self::Placement(name) | Self::Client(name) => name,
        }
    }
}
