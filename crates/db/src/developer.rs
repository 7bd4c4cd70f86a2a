//! Developers as files tell them: a batch in, new and changed rows written, the others left alone.

use std::collections::BTreeMap;

use sereno_domain::intake::developer::IncomingDeveloper;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::vault::Vault;

mod belongings;

use belongings::Belongings;

const WHAT: &str = "developer_upsert_in_tx";
/// Between the words of a list that travels as one text: no vocabulary has it.
const BETWEEN_WORDS: &str = ",";

/// What a batch of rows came to; the others were there already, word for word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpsertCounts {
    /// Rows that were not there.
    pub n_new: u64,
    /// Rows that were there with other content.
    pub n_changed: u64,
    /// Ids of both; none for kinds of which nobody is scored anew.
    pub ids: Vec<i64>,
}

impl UpsertCounts {
    /// Counts rows that were written: of each whether it is new.
    pub(crate) fn of(written: impl IntoIterator<Item = bool>) -> Self {
        let mut counts = Self::default();
        for is_new in written {
            counts.wrote(is_new);
        }
        counts
    }

    /// Counts one row that was written.
    pub(crate) const fn wrote(&mut self, is_new: bool) {
        if is_new {
            self.n_new += 1;
        } else {
            self.n_changed += 1;
        }
    }
}

/// Whether a row that is there takes the status of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusOfChanged {
    /// It does: the file says where each one stands.
    FromFile,
    /// It keeps its own: the file knows only newcomers, and the firm has moved the others on.
    Kept,
}

/// Writes those of `people` that are new or changed. No reference may stand in it twice.
///
/// # Errors
/// [`DbError`] when a statement fails, and when the key of names is not here.
pub async fn developer_upsert_in_tx(
    conn: &mut PgConnection,
    vault: &Vault,
    (source, status): (&str, StatusOfChanged),
    people: &[IncomingDeveloper],
) -> Result<UpsertCounts, DbError> {
    let mut columns = Columns::default();
    for person in people {
        columns.add(person);
    }
    let by_ref: BTreeMap<&str, &IncomingDeveloper> =
        people.iter().map(|person| (person.external_ref.as_str(), person)).collect();
    let mut counts = UpsertCounts::default();
    let mut belongings = Belongings::default();
    for (developer_id, external_ref, is_new) in upsert(conn, source, columns, status).await? {
        counts.wrote(is_new);
        counts.ids.push(developer_id);
        if let Some(person) = by_ref.get(external_ref.as_str()) {
            belongings.add(developer_id, person);
        }
    }
    belongings.write(conn, vault).await?;
    Ok(counts)
}

/// The rows of a batch, column by column.
#[derive(Default)]
struct Columns {
    external_ref: Vec<String>,
    status: Vec<String>,
    country: Vec<String>,
    tz: Vec<Option<String>>,
    seniority: Vec<Option<String>>,
    years_tenths: Vec<Option<i16>>,
    english: Vec<Option<String>>,
    available_from: Vec<Option<PgDate>>,
    capacity_hours: Vec<Option<i16>>,
    rate_minor: Vec<Option<i64>>,
    rate_currency: Vec<Option<String>>,
    rate_per: Vec<Option<String>>,
    engagement: Vec<Option<String>>,
    methodologies: Vec<String>,
    communication: Vec<Option<String>>,
    team_size_min: Vec<Option<i16>>,
    team_size_max: Vec<Option<i16>>,
    content_hash: Vec<Vec<u8>>,
}

impl Columns {
    fn add(&mut self, person: &IncomingDeveloper) {
        let rate = person.rate_floor;
        self.external_ref.push(person.external_ref.clone());
        self.status.push(person.status.to_string());
        self.country.push(person.country.to_string());
        self.tz.push(person.tz.clone());
        self.seniority.push(person.seniority.map(|band| band.to_string()));
        self.years_tenths.push(person.years_experience_tenths.map(narrow));
        self.english.push(person.english.map(|level| level.to_string()));
        self.available_from.push(person.available_from.map(PgDate));
        self.capacity_hours.push(person.weekly_capacity_hours.map(i16::from));
        self.rate_minor.push(rate.map(|rate| rate.money.amount_minor));
        self.rate_currency.push(rate.map(|rate| rate.money.currency.to_string()));
        self.rate_per.push(rate.map(|rate| rate.per.to_string()));
        self.engagement.push(person.engagement.map(|way| way.to_string()));
        self.methodologies.push(words(&person.style.methodologies));
        self.communication.push(person.style.communication.map(|way| way.to_string()));
        self.team_size_min.push(person.style.team_size_min.map(narrow));
        self.team_size_max.push(person.style.team_size_max.map(narrow));
        self.content_hash.push(person.content_hash().to_vec());
    }
}

/// Id, reference and newness of the rows that were written.
async fn upsert(
    conn: &mut PgConnection,
    source: &str,
    given: Columns,
    status: StatusOfChanged,
) -> Result<Vec<(i64, String, bool)>, DbError> {
    let rows = sqlx::query_file!(
        "queries/developer_upsert.sql",
        source,
        &given.external_ref,
        &given.status,
        &given.country,
        &given.tz as _,
        &given.seniority as _,
        &given.years_tenths as _,
        &given.english as _,
        &given.available_from as _,
        &given.capacity_hours as _,
        &given.rate_minor as _,
        &given.rate_currency as _,
        &given.rate_per as _,
        &given.engagement as _,
        &given.methodologies,
        &given.communication as _,
        &given.team_size_min as _,
        &given.team_size_max as _,
        &given.content_hash,
        status == StatusOfChanged::FromFile
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    Ok(rows.into_iter().map(|row| (row.developer_id, row.external_ref, row.is_new)).collect())
}

/// Words of a list that travel as one text.
pub(crate) fn words<T: ToString>(words: &[T]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(BETWEEN_WORDS)
}

/// A small number as Postgres keeps it; what does not fit breaks the column's check.
pub(crate) fn narrow(number: u16) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

/// A large number as Postgres keeps it; what does not fit is cut to what does.
pub(crate) fn wide(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
