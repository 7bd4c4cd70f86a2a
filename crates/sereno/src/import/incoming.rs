//! What the rows of every kind of file have in common on their way in.

use std::collections::{BTreeMap, BTreeSet};

use sereno_db::checkin::{checkin_upsert_in_tx, checkin_without_placement};
use sereno_db::developer::{StatusOfChanged, UpsertCounts, developer_upsert_in_tx};
use sereno_db::document::{document_upsert_in_tx, document_without_owner};
use sereno_db::error::DbError;
use sereno_db::placement::placement_upsert_in_tx;
use sereno_db::pool::PgConnection;
use sereno_db::role::{role_list_open, role_upsert_in_tx};
use sereno_db::timesheet::{TimesheetObstacle, timesheet_obstacles, timesheet_upsert_in_tx};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::DeveloperId;
use sereno_domain::intake::checkin::IncomingCheckIn;
use sereno_domain::intake::developer::IncomingDeveloper;
use sereno_domain::intake::document::{DocumentOwner, IncomingDocument};
use sereno_domain::intake::placement::IncomingPlacement;
use sereno_domain::intake::record::Record;
use sereno_domain::intake::role::IncomingRole;
use sereno_domain::intake::timesheet::IncomingTimesheet;
use sereno_domain::intake::{Intake, Refusal};
use sereno_jobs::instant::Subjects;

/// A row that can be read and written.
pub(super) trait Incoming: Sized {
    /// Reads it, or says everything that is wrong with it.
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>>;
    /// Its identity at the source.
    fn reference(&self) -> &str;
    /// Gives it another.
    fn set_reference(&mut self, reference: String);
    /// Those that have no place to go, by reference, and what to say: what they belong to is not there,
    /// or the place is taken.
    async fn homeless(
        _: &mut PgConnection,
        _: &str,
        _: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        Ok(BTreeMap::new())
    }
    /// Writes those that are new or changed.
    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        status: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError>;
    /// Which of the written rows can be scored anew: none where nobody is scored for such a row.
    async fn subjects(_: &mut PgConnection, _: &[i64]) -> Result<Subjects, DbError> {
        Ok(Subjects::Developers(BTreeSet::new()))
    }
}

/// Every kind of row has its identity in the same field.
macro_rules! referred {
    () => {
        fn reference(&self) -> &str {
            &self.external_ref
        }

        fn set_reference(&mut self, reference: String) {
            self.external_ref = reference;
        }
    };
}

/// Refuses rows that name something of their source that is not there.
fn missing<'a>(
    rows: impl Iterator<Item = (&'a str, &'static str, &'a str)>,
) -> BTreeMap<String, Refusal> {
    rows.map(|(external_ref, column, reference)| {
        (external_ref.to_owned(), not_there(column, reference))
    })
    .collect()
}

/// What to say of a reference to something that is not there.
fn not_there(column: &str, reference: &str) -> Refusal {
    let remedy = format!("import {column}s of this source first, or mend the reference");
    Refusal::of(column, reference, "is not there", &remedy)
}

impl Incoming for IncomingDeveloper {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.developer(record)
    }

    referred!();

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        status: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        developer_upsert_in_tx(conn, source, rows, status).await
    }

    async fn subjects(_: &mut PgConnection, written: &[i64]) -> Result<Subjects, DbError> {
        Ok(Subjects::Developers(written.iter().copied().map(DeveloperId).collect()))
    }
}

impl Incoming for IncomingRole {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.role(record)
    }

    referred!();

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        status: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        role_upsert_in_tx(conn, source, rows, status).await
    }

    async fn subjects(conn: &mut PgConnection, written: &[i64]) -> Result<Subjects, DbError> {
        Ok(Subjects::Roles(role_list_open(conn, written).await?.into_iter().collect()))
    }
}

impl Incoming for IncomingPlacement {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.placement(record)
    }

    referred!();

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        _: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        placement_upsert_in_tx(conn, source, rows).await
    }
}

impl Incoming for IncomingDocument {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.document(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        source: &str,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let without = document_without_owner(conn, source, rows).await?;
        let rows = rows.iter().filter(|row| without.contains(&row.external_ref)).map(|row| {
            let (column, reference) = match &row.owner {
                DocumentOwner::Developer(reference) => ("developer", reference),
                DocumentOwner::Placement(reference) => ("placement", reference),
                DocumentOwner::Client(reference) => ("client", reference),
            };
            (row.external_ref.as_str(), column, reference.as_str())
        });
        Ok(missing(rows))
    }

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        _: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        document_upsert_in_tx(conn, source, rows).await
    }
}

impl Incoming for IncomingCheckIn {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.checkin(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        source: &str,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let without = checkin_without_placement(conn, source, rows).await?;
        let rows = rows.iter().filter(|row| without.contains(&row.external_ref));
        let rows = rows.map(|row| (&*row.external_ref, "placement", &*row.placement_ref));
        Ok(missing(rows))
    }

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        _: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        checkin_upsert_in_tx(conn, source, rows).await
    }
}

impl Incoming for IncomingTimesheet {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.timesheet(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        source: &str,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let mut obstacles = timesheet_obstacles(conn, source, rows).await?;
        let refused = rows.iter().filter_map(|row| {
            let week = row.told.from.to_string();
            let refusal = match obstacles.remove(&row.external_ref)? {
                TimesheetObstacle::NoPlacement => not_there("placement", &row.placement_ref),
                TimesheetObstacle::ToldBy(other) => {
                    let wrong = format!("is told by the row {} already", CleanText::new(&other));
                    let remedy = "write the week in one row, or give the row that reference";
                    Refusal::of("week", &week, &wrong, remedy)
                }
                TimesheetObstacle::Locked => {
                    let remedy = "write the difference into a week that was not paid yet";
                    Refusal::of("week", &week, "was paid, and changes no more", remedy)
                }
            };
            Some((row.external_ref.clone(), refusal))
        });
        Ok(refused.collect())
    }

    async fn upsert(
        conn: &mut PgConnection,
        source: &str,
        rows: &[Self],
        _: StatusOfChanged,
    ) -> Result<UpsertCounts, DbError> {
        timesheet_upsert_in_tx(conn, source, rows).await
    }
}
