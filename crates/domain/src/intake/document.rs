//! A row becomes a paper of a developer, a placement or a client. The number on it is looked at here,
//! once; what goes on is what is wrong with it, and the number apart.

use crate::clean_text::CleanText;
use crate::compliance::document::{DocumentKind, DocumentState};
use crate::compliance::tax_number::{TaxNumberFlaw, TaxNumberKind};

use jiff::civil::Date;

use super::mapped_field::ValueRule;
use super::mapping::rules::DocumentRules;
use super::parse::REFERENCE_CHARS_MAX;
use super::record::Record;
use super::{Faults, Intake, Refusal, parse, reference};

/// Characters of a number: more than any has, few enough to be looked at.
const NUMBER_CHARS_MAX: usize = 40;

/// Whose a paper is, by its identity at the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentOwner {
    /// A developer.
    Developer(String),
    /// A placement.
    Placement(String),
    /// A client, by name, however it is capitalised.
    Client(String),
}

/// The tax number on a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingNumber {
    /// Which kind.
    pub kind: TaxNumberKind,
    /// Without what is written between its characters.
    pub number: String,
    /// What is wrong with it; none when it can be right.
    pub flaw: Option<TaxNumberFlaw>,
}

/// A paper as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingDocument {
    /// Identity at the source.
    pub external_ref: String,
    /// Whose.
    pub owner: DocumentOwner,
    /// What it is.
    pub kind: DocumentKind,
    /// Where it stands.
    pub state: DocumentState,
    /// First civil day it counts.
    pub issued_on: Option<Date>,
    /// First civil day it no longer counts.
    pub expires_on: Option<Date>,
    /// Who handed it in.
    pub handed_in_by: Option<CleanText>,
    /// Who found it right.
    pub verified_by: Option<CleanText>,
    /// The number on it.
    pub number: Option<IncomingNumber>,
}

impl Intake<'_> {
    /// Reads a paper.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn document(&mut self, record: &Record<'_>) -> Result<IncomingDocument, Vec<Refusal>> {
        let mapping = self.mapping;
        let Some(rules) = mapping.document() else {
            let remedy = "choose a mapping for documents";
            return Err(vec![Refusal::of_row("the mapping is not for documents", remedy)]);
        };
        let mut faults = Faults::default();
        let external_ref = faults.take(reference::of(mapping, record));
        let owner = faults.take(owner(rules, record));
        let asks = ("the kind", "write which document it is, like identity or contract");
        let kind = faults.take(parse::must(&rules.kind, record, asks, parse::word));
        let asks = ("the state", "write requested, received, verified, rejected or superseded");
        let state = faults.take(parse::must(&rules.state, record, asks, parse::word));
        let format = mapping.date_format();
        let day =
            |rule: &ValueRule| rule.said(record).map(|said| parse::date(format, &said)).transpose();
        let issued_on = faults.maybe(day(&rules.issued_on));
        let expires_on = faults.maybe(day(&rules.expires_on));
        let login = |rule: &ValueRule| {
            rule.said(record).map(|said| parse::text(&said, REFERENCE_CHARS_MAX)).transpose()
        };
        let handed_in_by = faults.maybe(login(&rules.handed_in_by));
        let verified_by = faults.maybe(login(&rules.verified_by));
        let number = faults.maybe(number(rules, record, issued_on));
        if let (Some(from), Some(end)) = (issued_on, expires_on)
            && end <= from
        {
            let wrong = format!("is not after the day it is of, {from}");
            faults.0.push(Refusal::of("", &end.to_string(), &wrong, "write days in their order"));
        }
        let parts = external_ref.zip(owner).zip(kind).zip(state);
        let built = parts.map(|(((external_ref, owner), kind), state)| IncomingDocument {
            external_ref,
            owner,
            kind,
            state,
            issued_on,
            expires_on,
            handed_in_by,
            verified_by,
            number,
        });
        faults.conclude(built)
    }
}

/// Exactly one of the three.
fn owner(rules: &DocumentRules, record: &Record<'_>) -> Result<DocumentOwner, Refusal> {
    let said = |rule: &ValueRule| {
        let text =
            rule.said(record).map(|said| parse::text(&said, REFERENCE_CHARS_MAX)).transpose();
        text.map(|text| text.map(|text| text.as_str().to_owned()))
    };
    let found = (said(&rules.developer)?, said(&rules.placement)?, said(&rules.client)?);
    match found {
        (Some(developer), None, None) => Ok(DocumentOwner::Developer(developer)),
        (None, Some(placement), None) => Ok(DocumentOwner::Placement(placement)),
        (None, None, Some(client)) => Ok(DocumentOwner::Client(client.to_lowercase())),
        _ => {
            let remedy = "name one of developer, placement and client, and leave the others blank";
            Err(Refusal::of_row("it is not said whose the paper is", remedy))
        }
    }
}

fn number(
    rules: &DocumentRules,
    record: &Record<'_>,
    issued_on: Option<Date>,
) -> Result<Option<IncomingNumber>, Refusal> {
    let Some(said) = rules.number.said(record) else { return Ok(None) };
    // The number must not stand in a list of refusals: the column of its kind is named alone.
    let asks = ("the kind of the number", "write its kind beside it, like cpf, rfc or nit");
    let kind: TaxNumberKind = parse::must(&rules.number_kind, record, asks, parse::word)?;
    let text = parse::text(&said, NUMBER_CHARS_MAX)?;
    // Without a day nobody can say that it was too early for it.
    let flaw = kind.flaw(text.as_str(), issued_on.unwrap_or(Date::MAX));
    Ok(Some(IncomingNumber { kind, number: kind.compact(text.as_str()), flaw }))
}
