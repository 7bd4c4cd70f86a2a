//! What the rows of every kind of file have in common on their way in.

use std::collections::{BTreeMap, BTreeSet};

use sereno_db::checkin::{checkin_upsert_in_tx, checkin_without_placement};
use sereno_db::developer::{StatusOfChanged, UpsertCounts, developer_upsert_in_tx};
use sereno_db::document::{document_upsert_in_tx, document_without_owner};
use sereno_db::erasure::erased_references;
use sereno_db::error::DbError;
use sereno_db::placement::{placement_upsert_in_tx, placement_without_role};
use sereno_db::pool::PgConnection;
use sereno_db::role::{role_list_open, role_upsert_in_tx};
use sereno_db::vault::Vault;
use sereno_domain::id::DeveloperId;
use sereno_domain::intake::checkin::IncomingCheckIn;
use sereno_domain::intake::developer::IncomingDeveloper;
use sereno_domain::intake::document::{DocumentOwner, IncomingDocument};
use sereno_domain::intake::placement::IncomingPlacement;
use sereno_domain::intake::record::Record;
use sereno_domain::intake::role::IncomingRole;
use sereno_domain::intake::{Intake, Refusal};
use sereno_jobs::instant::Subjects;

/// Where rows go.
pub(super) struct Target<'a> {
    /// What seals what must not lie open.
    pub(super) vault: &'a Vault,
    /// Where they say they come from.
    pub(super) source: &'a str,
    /// Whether rows that are there take the status of the file.
    pub(super) status: StatusOfChanged,
}

/// A row that can be read and written.
pub(super) trait Incoming: Sized {
    /// Reads it, or says everything that is wrong with it.
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>>;
    /// Its identity at the source.
    fn reference(&self) -> &str;
    /// Gives it another.
    fn set_reference(&mut self, reference: String);
    /// Those that belong to something that is not there or has to stay away, by reference, and what to say.
    async fn homeless(
        _: &mut PgConnection,
        _: &Target<'_>,
        _: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        Ok(BTreeMap::new())
    }
    /// Writes those that are new or changed.
    async fn upsert(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[Self],
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
        let remedy = format!("import {column}s of this source first, or mend the reference");
        let refusal = Refusal::of(column, reference, "is not there", &remedy);
        (external_ref.to_owned(), refusal)
    })
    .collect()
}

/// Refuses rows about developers of their source who were erased: nothing brings them back.
async fn erased<'a>(
    conn: &mut PgConnection,
    target: &Target<'_>,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<BTreeMap<String, Refusal>, DbError> {
    let rows: Vec<_> = rows.collect();
    let developers: Vec<&str> = rows.iter().map(|(_, developer)| *developer).collect();
    let erased = erased_references(conn, target.vault, target.source, &developers).await?;
    let rows = rows.into_iter().filter(|(_, developer)| erased.contains(*developer));
    let refusals = rows.map(|(external_ref, developer)| {
        let remedy = "take the row out of the file: they asked to be forgotten";
        let refusal = Refusal::of("developer", developer, "was erased", remedy);
        (external_ref.to_owned(), refusal)
    });
    Ok(refusals.collect())
}

impl Incoming for IncomingDeveloper {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.developer(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        erased(conn, target, rows.iter().map(|row| (&*row.external_ref, &*row.external_ref))).await
    }

    async fn upsert(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[Self],
    ) -> Result<UpsertCounts, DbError> {
        developer_upsert_in_tx(conn, target.vault, (target.source, target.status), rows).await
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
        target: &Target<'_>,
        rows: &[Self],
    ) -> Result<UpsertCounts, DbError> {
        role_upsert_in_tx(conn, target.source, rows, target.status).await
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

    async fn homeless(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let without = placement_without_role(conn, target.source, rows).await?;
        let homeless = rows.iter().filter(|row| without.contains(&row.external_ref));
        let homeless =
            homeless.filter_map(|row| Some((&*row.external_ref, "role", row.role_ref.as_deref()?)));
        let mut refused = missing(homeless);
        let rows = rows.iter().map(|row| (&*row.external_ref, &*row.developer_ref));
        refused.extend(erased(conn, target, rows).await?);
        Ok(refused)
    }

    async fn upsert(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[Self],
    ) -> Result<UpsertCounts, DbError> {
        placement_upsert_in_tx(conn, target.source, rows).await
    }
}

impl Incoming for IncomingDocument {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.document(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let without = document_without_owner(conn, target.source, rows).await?;
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
        target: &Target<'_>,
        rows: &[Self],
    ) -> Result<UpsertCounts, DbError> {
        document_upsert_in_tx(conn, target.vault, target.source, rows).await
    }
}

impl Incoming for IncomingCheckIn {
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
        intake.checkin(record)
    }

    referred!();

    async fn homeless(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[&Self],
    ) -> Result<BTreeMap<String, Refusal>, DbError> {
        let without = checkin_without_placement(conn, target.source, rows).await?;
        let rows = rows.iter().filter(|row| without.contains(&row.external_ref));
        let rows = rows.map(|row| (&*row.external_ref, "placement", &*row.placement_ref));
        Ok(missing(rows))
    }

    async fn upsert(
        conn: &mut PgConnection,
        target: &Target<'_>,
        rows: &[Self],
    ) -> Result<UpsertCounts, DbError> {
        checkin_upsert_in_tx(conn, target.source, rows).await
    }
}
