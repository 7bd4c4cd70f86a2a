//! A row becomes an account somebody is paid to. What a refusal shows of its number are the last four
//! characters, and of its holder nothing.

use jiff::civil::Date;

use crate::bank_account::{AccountNumber, Bic, shown};
use crate::clean_text::CleanText;
use crate::country::Country;
use crate::money::Currency;

use super::mapped_field::Said;
use super::owner::Owner;
use super::parse::REFERENCE_CHARS_MAX;
use super::record::Record;
use super::{Intake, Refusal, parse};

/// Characters of a holder: what banks take.
const HOLDER_CHARS_MAX: usize = 140;

/// An account as a file tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct IncomingAccount {
    /// Identity at the source.
    pub external_ref: String,
    /// Whose.
    pub developer: Owner,
    /// In whose name it is, as the bank has it.
    pub holder: CleanText,
    /// IBAN, or what the country has in its place.
    pub number: AccountNumber,
    /// Of the bank.
    pub country: Country,
    /// Of what is paid to it.
    pub currency: Currency,
    /// Of the bank; none unknown.
    pub bic: Option<Bic>,
    /// First civil day it is paid to.
    pub starts_on: Date,
    /// Who made sure it is theirs: a login; none nobody.
    pub verified_by: Option<CleanText>,
}

impl std::fmt::Debug for IncomingAccount {
    /// Without the holder.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingAccount")
            .field("external_ref", &self.external_ref)
            .field("number", &self.number)
            .field("starts_on", &self.starts_on)
            .finish_non_exhaustive()
    }
}

impl Intake<'_> {
    /// Reads an account.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn account(&mut self, record: &Record<'_>) -> Result<IncomingAccount, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.account.as_ref())?;
        let countries = self.countries;
        self.row(record, |row| {
            let external_ref = row.reference();
            let developer = row.owner(&rules.developer, Owner::Developer);
            let asks = ("the holder", "write in whose name it is, as the bank has it");
            let holder = row.must(&rules.holder, asks, holder);
            let asks = ("the number", "write the IBAN, or the number the bank gave it");
            let number = row.must(&rules.number, asks, number);
            let asks = ("the country of the bank", "write one like Colombia or CO");
            let country = row.must(&rules.country, asks, |said| parse::country(countries, said));
            let asks = ("the currency", "write one like USD");
            let currency = row.must(&rules.currency, asks, parse::currency);
            let bic = row.may(&rules.bic, bic);
            let starts_on = row.day(&rules.starts_on, "the first day");
            let verified_by =
                row.may(&rules.verified_by, |said| parse::text(said, REFERENCE_CHARS_MAX));
            Some(IncomingAccount {
                external_ref: external_ref?,
                developer: developer?,
                holder: holder?,
                number: number?,
                country: country?,
                currency: currency?,
                bic,
                starts_on: starts_on?,
                verified_by,
            })
        })
    }
}

fn holder(said: &Said<'_>) -> Result<CleanText, Refusal> {
    let hidden = |refusal: Refusal| Refusal { value: CleanText::default(), ..refusal };
    parse::text(said, HOLDER_CHARS_MAX).map_err(hidden)
}

fn number(said: &Said<'_>) -> Result<AccountNumber, Refusal> {
    said.text.parse().map_err(|flaw: crate::bank_account::AccountNumberFlaw| {
        Refusal::of(said.column, &shown(said.text), &flaw.to_string(), flaw.remedy())
    })
}

fn bic(said: &Said<'_>) -> Result<Bic, Refusal> {
    said.text.parse().map_err(|_| {
        parse::refuse(said, "is not a BIC", "write 8 or 11 letters and digits like CHASUS33")
    })
}
