//! What is shown, to be taken away as a file: the rows of the list that has the cursor, as filter and
//! order leave them, and the columns there was room for.

use std::fmt;

/// Rows and columns of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extract {
    /// Names of the columns, each another, in no language but that of the settings.
    pub columns: Vec<String>,
    /// As many texts in each as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// What a file is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A table for spreadsheets.
    Csv,
    /// A list of objects for programs.
    Json,
}

impl ExportFormat {
    /// Both, the one meant first where nothing is said.
    pub(crate) const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// How the name of such a file ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// What a path says by its end.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        Self::ALL.into_iter().find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }

    /// The path with the end of this format.
    pub(crate) fn path(self, typed: &str) -> String {
        match Self::of(typed) {
            Some(format) if format == self => typed.to_owned(),
            Some(format) => {
                let stem = typed.len().saturating_sub(format.ending().len());
                format!("{}{}", typed.get(..stem).unwrap_or(typed), self.ending())
            }
            None => format!("{typed}.{}", self.ending()),
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
        })
    }
}

/// Names for columns: what has no title is a mark, and what comes twice is numbered.
pub(crate) fn names<'t>(titles: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for title in titles {
        let title = if title.trim().is_empty() { "mark" } else { title.trim() };
        let mut name = title.to_owned();
        let mut n = 1;
        while names.contains(&name) {
            n += 1;
            name = format!("{title} {n}");
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_as_its_format_does() {
        for (typed, csv, json) in [
            ("runs.csv", "runs.csv", "runs.json"),
            ("runs.JSON", "runs.csv", "runs.JSON"),
            ("runs", "runs.csv", "runs.json"),
            ("../v1.2/runs", "../v1.2/runs.csv", "../v1.2/runs.json"),
        ] {
            assert_eq!(ExportFormat::Csv.path(typed), csv);
            assert_eq!(ExportFormat::Json.path(typed), json);
        }
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let titles = ["", "Net", "Net", " ", "Run"];
        assert_eq!(names(titles.into_iter()), ["mark", "Net", "Net 2", "mark 2", "Run"]);
    }
}
