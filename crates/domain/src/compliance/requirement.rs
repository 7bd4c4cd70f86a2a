//! Which documents a developer at work must have: rows of `config/rules/documents.toml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::document::DocumentKind;
use crate::country::Country;
use crate::developer::Engagement;

/// One row: who needs which document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// What is needed.
    pub document: DocumentKind,
    /// Where they work from; empty for anywhere.
    #[serde(default)]
    pub countries: Vec<Country>,
    /// How they are engaged; empty for any way.
    #[serde(default)]
    pub engagements: Vec<Engagement>,
    /// First civil day it is needed.
    pub from: Date,
    /// First civil day it is no longer needed; none when no end is known.
    #[serde(default)]
    pub to: Option<Date>,
    /// Law or policy that wants it.
    pub source: String,
}

impl Requirement {
    /// Whether somebody at work needs it on a day.
    pub fn holds(&self, country: Country, engagement: Option<Engagement>, day: Date) -> bool {
        let of_engagement =
            |wanted: &[Engagement]| engagement.is_some_and(|one| wanted.contains(&one));
        self.from <= day
            && self.to.is_none_or(|to| day < to)
            && (self.countries.is_empty() || self.countries.contains(&country))
            && (self.engagements.is_empty() || of_engagement(&self.engagements))
    }
}

/// Every row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    #[serde(rename = "requirement")]
    rows: Vec<Requirement>,
}

static HOUSE: LazyLock<Requirements> = LazyLock::new(|| {
    match Requirements::parse(include_str!("../../../../config/rules/documents.toml")) {
        Ok(requirements) => requirements,
        Err(error) => unreachable!("the embedded rows are parsed by a test: {error}"),
    }
});

impl Requirements {
    /// The rows embedded in the program.
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads a file of rows.
    ///
    /// # Errors
    /// [`toml::de::Error`] naming the place and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Every row, in the order of the file.
    pub fn rows(&self) -> &[Requirement] {
        &self.rows
    }
}
