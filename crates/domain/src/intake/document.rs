//! A row becomes a paper of a developer, a placement or a client. The number on it is looked at here,
//! once; what goes on is what is wrong with it, and the number apart.

use crate::clean_text::CleanText;
use crate::compliance::document::{DocumentKind, DocumentState};
use crate::compliance::tax_number::{TaxNumberFlaw, TaxNumberKind};

use jiff::civil::Date;

use super::mapped_field::{Said, ValueRule};
use super::mapping::rules::DocumentRules;
use super::owner::Owner;
use super::parse::REFERENCE_CHARS_MAX;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Characters of a number: more than any has, few enough to be looked at.
const NUMBER_CHARS_MAX: usize = 40;

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
    pub owner: Owner,
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
        let rules = self.mapping.table(|file| file.document.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let owner = row.faults.take(owner(rules, record));
            let asks = ("the kind", "write which document it is, like identity or contract");
            let kind = row.must(&rules.kind, asks, parse::word);
            let asks = ("the state", "write requested, received, verified, rejected or superseded");
            let state = row.must(&rules.state, asks, parse::word);
            let issued_on = row.maybe_day(&rules.issued_on);
            let expires_on = row.end(&rules.expires_on, issued_on);
            let login = |said: &Said<'_>| parse::text(said, REFERENCE_CHARS_MAX);
            let handed_in_by = row.may(&rules.handed_in_by, login);
            let verified_by = row.may(&rules.verified_by, login);
            let number = row.faults.maybe(number(rules, record, issued_on));
            Some(IncomingDocument {
                external_ref: external_ref?,
                owner: owner?,
                kind: kind?,
                state: state?,
                issued_on,
                expires_on,
                handed_in_by,
                verified_by,
                number,
            })
        })
    }
}

/// Exactly one of the three.
fn owner(rules: &DocumentRules, record: &Record<'_>) -> Result<Owner, Refusal> {
    let said = |rule: &ValueRule, of: fn(String) -> Owner| {
        rule.said(record).map(|said| parse::owner(&said, of)).transpose()
    };
    let found = (
        said(&rules.developer, Owner::Developer)?,
        said(&rules.placement, Owner::Placement)?,
        said(&rules.client, Owner::Client)?,
    );
    match found {
        (Some(owner), None, None) | (None, Some(owner), None) | (None, None, Some(owner)) => {
            Ok(owner)
        }
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
