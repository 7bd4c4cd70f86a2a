//! Mappings: small files that say which column of someone's file means what.
//!
//! The shipped ones are in `config/mappings` and embedded in the program; each is its own manual.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::vocabulary::vocabulary;

use super::Refusal;
use super::mapped_field::{OneOrMany, SkillRule, ValueRule};
use super::number::NumberForm;

mod check;
pub(super) mod rules;

use rules::{
    AccountRules, AnswerRules, AttestationRules, CheckInRules, ClientRules, DeveloperRules,
    DocumentRules, EmploymentRules, ExtraRules, FeeRules, IncidentRules, InvoiceRules,
    PlacementRules, RateRules, RoleRules, StatementRules, SupplementRules, Table, TermsRules,
    TimesheetRules,
};

/// The shipped mappings, by name.
const SHIPPED: &[(&str, &str)] = &[
    ("native-developers", include_str!("../../../../config/mappings/native-developers.toml")),
    ("native-roles", include_str!("../../../../config/mappings/native-roles.toml")),
    ("native-placements", include_str!("../../../../config/mappings/native-placements.toml")),
    ("native-documents", include_str!("../../../../config/mappings/native-documents.toml")),
    ("native-checkins", include_str!("../../../../config/mappings/native-checkins.toml")),
    ("native-clients", include_str!("../../../../config/mappings/native-clients.toml")),
    ("native-incidents", include_str!("../../../../config/mappings/native-incidents.toml")),
    ("native-terms", include_str!("../../../../config/mappings/native-terms.toml")),
    ("native-attestations", include_str!("../../../../config/mappings/native-attestations.toml")),
    ("native-answers", include_str!("../../../../config/mappings/native-answers.toml")),
    ("native-invoices", include_str!("../../../../config/mappings/native-invoices.toml")),
    ("native-fees", include_str!("../../../../config/mappings/native-fees.toml")),
    ("native-supplements", include_str!("../../../../config/mappings/native-supplements.toml")),
    ("native-employments", include_str!("../../../../config/mappings/native-employments.toml")),
    ("native-timesheets", include_str!("../../../../config/mappings/native-timesheets.toml")),
    ("native-rates", include_str!("../../../../config/mappings/native-rates.toml")),
    ("native-extras", include_str!("../../../../config/mappings/native-extras.toml")),
    ("native-accounts", include_str!("../../../../config/mappings/native-accounts.toml")),
    ("native-statements", include_str!("../../../../config/mappings/native-statements.toml")),
    ("json-resume", include_str!("../../../../config/mappings/json-resume.toml")),
    ("colombia-2021", include_str!("../../../../config/mappings/colombia-2021.toml")),
    (
        "colombia-2021-placements",
        include_str!("../../../../config/mappings/colombia-2021-placements.toml"),
    ),
    ("colombia-2021-pay", include_str!("../../../../config/mappings/colombia-2021-pay.toml")),
    ("usd-latam", include_str!("../../../../config/mappings/usd-latam.toml")),
    ("stackoverflow-2025", include_str!("../../../../config/mappings/stackoverflow-2025.toml")),
];

vocabulary! {
    /// What the rows of a file are.
    "kind of import" Kind {
        /// People.
        Developers = "developers",
        /// Seats to fill.
        Roles = "roles",
        /// People at work, and how they work.
        Placements = "placements",
        /// Papers of developers, placements and clients.
        Documents = "documents",
        /// What was said of placements, week by week.
        CheckIns = "checkins",
        /// Firms that hire, and what they want.
        Clients = "clients",
        /// What went wrong in placements.
        Incidents = "incidents",
        /// What placements pay and bill, by day.
        Terms = "terms",
        /// Regimes developers are attested for.
        Attestations = "attestations",
        /// What was said or measured of how people work.
        Answers = "answers",
        /// Bills to clients.
        Invoices = "invoices",
        /// Bills of contractors.
        Fees = "fees",
        /// What employees are paid beside their pay.
        Supplements = "supplements",
        /// Who was an employee of a client.
        Employments = "employments",
        /// Hours of work, week by week.
        Timesheets = "timesheets",
        /// What currencies were worth, by day.
        Rates = "rates",
        /// What is paid or taken once.
        Extras = "extras",
        /// Accounts developers are paid to.
        Accounts = "accounts",
        /// What whoever paid says they paid, month by month.
        Statements = "statements",
    }
}

vocabulary! {
    /// How the rows of a file are written.
    "file form" Form {
        /// A table of text.
        Csv = "csv",
        /// JSON objects, one a line, or one that is the whole file.
        Json = "json",
    }
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// Not the TOML that was expected.
    #[error(
        "the mapping {name} is wrong: mend the place named below; config/mappings/native-developers.toml explains every key"
    )]
    Shape {
        /// Name or path.
        name: String,
        /// Where, and what was expected.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A field that every row must have is given by nothing.
    #[error(
        "the mapping {name} does not say where `{field}` comes from, which every row needs: add fields.{field}"
    )]
    NoField {
        /// Name or path.
        name: String,
        /// The field.
        field: &'static str,
    },
    /// A rule that contradicts itself.
    #[error("the mapping {name}: {what}")]
    Rule {
        /// Name or path.
        name: String,
        /// What is wrong, and what to do.
        what: String,
    },
}

/// The name of a mapping that is not shipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is neither a shipped mapping nor a file: choose one of {}, or write the path of a file", SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))]
pub struct UnknownMapping {
    /// As it was given.
    pub given: String,
}

/// Which columns mean what.
#[derive(Debug, Clone)]
pub struct Mapping {
    name: String,
    file: MappingFile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingFile {
    kind: Kind,
    source: String,
    #[serde(default = "csv")]
    form: Form,
    #[serde(default = "one")]
    header_rows: usize,
    #[serde(default = "comma")]
    delimiter: char,
    #[serde(default)]
    extra_columns: Extra,
    #[serde(default)]
    missing_columns: Missing,
    #[serde(default)]
    numbers: NumberForm,
    date_format: Option<String>,
    #[serde(default)]
    external_ref: ReferenceRule,
    // Of the tables one is there: that of the kind.
    pub(super) developer: Option<DeveloperRules>,
    pub(super) role: Option<RoleRules>,
    pub(super) placement: Option<PlacementRules>,
    pub(super) document: Option<DocumentRules>,
    pub(super) checkin: Option<CheckInRules>,
    pub(super) client: Option<ClientRules>,
    pub(super) incident: Option<IncidentRules>,
    pub(super) terms: Option<TermsRules>,
    pub(super) attestation: Option<AttestationRules>,
    pub(super) answer: Option<AnswerRules>,
    pub(super) invoice: Option<InvoiceRules>,
    pub(super) fee: Option<FeeRules>,
    pub(super) supplement: Option<SupplementRules>,
    pub(super) employment: Option<EmploymentRules>,
    pub(super) timesheet: Option<TimesheetRules>,
    pub(super) rate: Option<RateRules>,
    pub(super) extra: Option<ExtraRules>,
    pub(super) account: Option<AccountRules>,
    pub(super) statement: Option<StatementRules>,
}

impl Kind {
    /// The table of a mapping for it.
    const fn table(self) -> &'static str {
        match self {
            Self::Developers => "developer",
            Self::Roles => "role",
            Self::Placements => "placement",
            Self::Documents => "document",
            Self::CheckIns => "checkin",
            Self::Clients => "client",
            Self::Incidents => "incident",
            Self::Terms => "terms",
            Self::Attestations => "attestation",
            Self::Answers => "answer",
            Self::Invoices => "invoice",
            Self::Fees => "fee",
            Self::Supplements => "supplement",
            Self::Employments => "employment",
            Self::Timesheets => "timesheet",
            Self::Rates => "rate",
            Self::Extras => "extra",
            Self::Accounts => "account",
            Self::Statements => "statement",
        }
    }
}

impl MappingFile {
    /// The tables that are there, each with its kind.
    fn tables(&self) -> impl Iterator<Item = (Kind, &dyn Table)> {
        fn of<T: Table>(kind: Kind, table: Option<&T>) -> Option<(Kind, &dyn Table)> {
            let table: &dyn Table = table?;
            Some((kind, table))
        }
        let all = [
            of(Kind::Developers, self.developer.as_ref()),
            of(Kind::Roles, self.role.as_ref()),
            of(Kind::Placements, self.placement.as_ref()),
            of(Kind::Documents, self.document.as_ref()),
            of(Kind::CheckIns, self.checkin.as_ref()),
            of(Kind::Clients, self.client.as_ref()),
            of(Kind::Incidents, self.incident.as_ref()),
            of(Kind::Terms, self.terms.as_ref()),
            of(Kind::Attestations, self.attestation.as_ref()),
            of(Kind::Answers, self.answer.as_ref()),
            of(Kind::Invoices, self.invoice.as_ref()),
            of(Kind::Fees, self.fee.as_ref()),
            of(Kind::Supplements, self.supplement.as_ref()),
            of(Kind::Employments, self.employment.as_ref()),
            of(Kind::Timesheets, self.timesheet.as_ref()),
            of(Kind::Rates, self.rate.as_ref()),
            of(Kind::Extras, self.extra.as_ref()),
            of(Kind::Accounts, self.account.as_ref()),
            of(Kind::Statements, self.statement.as_ref()),
        ];
        all.into_iter().flatten()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Extra {
    /// Surveys ask more than we need.
    #[default]
    Ignore,
    /// A misspelt column must not be lost without a word.
    Refuse,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Missing {
    /// The file is not of the edition the mapping was written for.
    #[default]
    Refuse,
    /// What is not told is not known.
    Unknown,
}

/// How rows are told apart and found again; exchange rates need none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferenceRule {
    /// The first column that says something.
    #[serde(default)]
    pub(super) column: OneOrMany,
    /// Keep only the hash of it, where it would name a person.
    #[serde(default)]
    pub(super) hashed: bool,
    /// The whole row is its own identity: for files without a column for it.
    #[serde(default)]
    pub(super) row_hash: bool,
}

fn csv() -> Form {
    Form::Csv
}

fn one() -> usize {
    1
}

fn comma() -> char {
    ','
}

impl Mapping {
    /// The text of a shipped mapping.
    ///
    /// # Errors
    /// [`UnknownMapping`] listing those there are.
    pub fn shipped(name: &str) -> Result<&'static str, UnknownMapping> {
        SHIPPED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, text)| text)
            .ok_or_else(|| UnknownMapping { given: name.to_owned() })
    }

    /// Reads and checks a mapping.
    ///
    /// # Errors
    /// [`MappingError`] naming the first thing that is wrong, and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, MappingError> {
        let file: MappingFile = toml::from_str(text).map_err(|source| MappingError::Shape {
            name: name.to_owned(),
            source: Box::new(source),
        })?;
        let mapping = Self { name: name.to_owned(), file };
        mapping.check()?;
        Ok(mapping)
    }

    /// Its name, or the path it was read from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its rows are.
    pub fn kind(&self) -> Kind {
        self.file.kind
    }

    /// How its rows are written, unless the file's name says otherwise.
    pub fn form(&self) -> Form {
        self.file.form
    }

    /// Where its rows say they come from.
    pub fn source(&self) -> &str {
        self.file.source.trim()
    }

    /// Header rows of a table.
    pub fn header_rows(&self) -> usize {
        self.file.header_rows
    }

    /// Between the fields of a table.
    pub fn delimiter(&self) -> char {
        self.file.delimiter
    }

    /// True when the whole row is its own identity: equal rows are then different people.
    pub fn rows_are_hashed(&self) -> bool {
        self.file.external_ref.row_hash
    }

    /// True when the file itself says where each developer, role or client stands. When the mapping says
    /// it for all, it holds for new rows only: the firm has moved the others on since.
    pub fn says_status(&self) -> bool {
        self.required().any(|(field, rule)| field == "status" && !rule.column.0.is_empty())
    }

    /// True when a column it does not know is a mistake and not just more than we need.
    pub fn refuses_extra_columns(&self) -> bool {
        self.file.extra_columns == Extra::Refuse
    }

    pub(super) fn numbers(&self) -> &NumberForm {
        &self.file.numbers
    }

    pub(super) fn date_format(&self) -> Option<&str> {
        self.file.date_format.as_deref()
    }

    pub(super) fn reference(&self) -> &ReferenceRule {
        &self.file.external_ref
    }

    /// One of its tables.
    ///
    /// # Errors
    /// The refusal of every row when the mapping is for another kind.
    pub(super) fn table<T>(
        &self,
        table: impl FnOnce(&MappingFile) -> Option<&T>,
    ) -> Result<&T, Vec<Refusal>> {
        table(&self.file).ok_or_else(|| {
            let wrong = format!("the mapping is for {}", self.file.kind);
            vec![Refusal::of_row(&wrong, "choose one for the rows of the file")]
        })
    }

    fn skill_rules(&self) -> impl Iterator<Item = &SkillRule> {
        let developer = self.file.developer.iter().flat_map(|rules| &rules.skills);
        developer.chain(self.file.role.iter().flat_map(|rules| &rules.skills))
    }

    /// Fields without which the schema takes no row.
    fn required(&self) -> impl Iterator<Item = (&'static str, &ValueRule)> {
        self.file.tables().flat_map(|(_, table)| table.required())
    }

    /// Every column reference, once.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let mut all = BTreeSet::new();
        all.extend(self.file.external_ref.column.0.iter().map(String::as_str));
        for (_, table) in self.file.tables() {
            table.gather(&mut all);
        }
        all.into_iter()
    }

    /// True when a table without this column cannot be read.
    pub(super) fn needs(&self, reference: &str) -> bool {
        let names = |columns: &[String]| columns.iter().any(|column| column == reference);
        self.file.missing_columns == Missing::Refuse
            || names(&self.file.external_ref.column.0)
            || self.required().any(|(_, rule)| !rule.stands_alone() && names(&rule.column.0))
    }

    /// True when several columns may fit this reference: one column per answer.
    pub(super) fn may_fit_many(&self, reference: &str) -> bool {
        self.skill_rules().any(|rule| rule.column.0.iter().any(|column| column == reference))
    }
}
