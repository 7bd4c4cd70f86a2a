//! A row becomes a client: where it stands, when it pays, and what it wants of whoever works for it.

use crate::clean_text::CleanText;
use crate::client::{ClientPolicy, ClientStatus};
use crate::country::Country;

use super::record::Record;
use super::{Intake, Refusal, list, parse};

/// Characters of a client's name.
pub(super) const CLIENT_CHARS_MAX: usize = 200;
/// Days a client can take to pay.
const PAYMENT_TERMS_DAYS_MAX: i64 = 365;

/// A client as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingClient {
    /// Identity at the source.
    pub external_ref: String,
    /// Name.
    pub name: CleanText,
    /// Where it stands.
    pub status: ClientStatus,
    /// Where it is; none when unknown.
    pub country: Option<Country>,
    /// IANA time zone; none when unknown.
    pub tz: Option<String>,
    /// Days it has to pay a bill; none when unknown.
    pub payment_terms_days: Option<u16>,
    /// What it wants.
    pub policy: ClientPolicy,
}

/// What roles, placements and other files call a client: its name, however it is capitalised.
pub fn known_as(name: &str) -> String {
    name.to_lowercase()
}

impl Intake<'_> {
    /// Reads a client.
    ///
    /// # Errors
    /// Everything that is wrong with the row.
    pub fn client(&mut self, record: &Record<'_>) -> Result<IncomingClient, Vec<Refusal>> {
        let rules = self.mapping.table(|file| file.client.as_ref())?;
        self.row(record, |row| {
            let external_ref = row.reference();
            let asks = ("the name", "write the client's name");
            let name = row.must(&rules.name, asks, |said| parse::text(said, CLIENT_CHARS_MAX));
            let asks = ("the status", "write active, on_hold or left");
            let status = row.must(&rules.status, asks, parse::word);
            let country = row.may(&rules.country, |said| parse::country(self.countries, said));
            let tz = row.may(&rules.tz, parse::zone);
            let payment_terms_days =
                row.maybe_whole(&rules.payment_terms_days, 0, PAYMENT_TERMS_DAYS_MAX);
            let background_check_wanted =
                row.maybe_truth(&rules.background_check).unwrap_or_default();
            let faults = &mut row.faults;
            let policy = ClientPolicy {
                background_check_wanted,
                regimes: list::words(&rules.regimes, record, faults, list::word),
                countries_refused: list::words(&rules.countries_refused, record, faults, |said| {
                    parse::country(self.countries, said)
                }),
                engagements_refused: list::words(
                    &rules.engagements_refused,
                    record,
                    faults,
                    list::word,
                ),
            };
            Some(IncomingClient {
                external_ref: external_ref?,
                name: name?,
                status: status?,
                country,
                tz,
                payment_terms_days,
                policy,
            })
        })
    }
}
