//! What the rows of every kind of file have in common on their way in.

use std::collections::{BTreeMap, BTreeSet};

use sereno_db::answer::answer_upsert_in_tx;
use sereno_db::attestation::attestation_upsert_in_tx;
use sereno_db::bank_account::{bank_account_clashes, bank_account_upsert_in_tx};
use sereno_db::checkin::checkin_upsert_in_tx;
use sereno_db::client::{client_clashes, client_upsert_in_tx};
use sereno_db::developer::{StatusOfChanged, UpsertCounts, developer_upsert_in_tx};
use sereno_db::document::document_upsert_in_tx;
use sereno_db::employment::employment_upsert_in_tx;
use sereno_db::erasure::erased_references;
use sereno_db::error::DbError;
use sereno_db::fee::fee_upsert_in_tx;
use sereno_db::fx_rate::fx_rate_upsert_in_tx;
use sereno_db::incident::incident_upsert_in_tx;
use sereno_db::invoice::{invoice_clashes, invoice_upsert_in_tx, invoice_without_due_day};
use sereno_db::owner::Owners;
use sereno_db::pay_extra::pay_extra_upsert_in_tx;
use sereno_db::pay_statement::{pay_statement_clashes, pay_statement_upsert_in_tx};
use sereno_db::placement::{placement_upsert_in_tx, placement_without_role};
use sereno_db::pool::PgConnection;
use sereno_db::role::{role_list_open, role_upsert_in_tx};
use sereno_db::supplement::supplement_upsert_in_tx;
use sereno_db::terms::{terms_clashes, terms_upsert_in_tx};
use sereno_db::timesheet::{timesheet_clashes, timesheet_locked, timesheet_upsert_in_tx};
use sereno_db::vault::Vault;
use sereno_domain::id::DeveloperId;
use sereno_domain::intake::account::IncomingAccount;
use sereno_domain::intake::answer::IncomingAnswer;
use sereno_domain::intake::attestation::IncomingAttestation;
use sereno_domain::intake::checkin::IncomingCheckIn;
use sereno_domain::intake::clash::Clash;
use sereno_domain::intake::client::IncomingClient;
use sereno_domain::intake::developer::IncomingDeveloper;
use sereno_domain::intake::document::IncomingDocument;
use sereno_domain::intake::employment::IncomingEmployment;
use sereno_domain::intake::extra::IncomingExtra;
use sereno_domain::intake::fee::IncomingFee;
use sereno_domain::intake::incident::IncomingIncident;
use sereno_domain::intake::invoice::IncomingInvoice;
use sereno_domain::intake::owner::Owner;
use sereno_domain::intake::placement::IncomingPlacement;
use sereno_domain::intake::rate::IncomingRate;
use sereno_domain::intake::record::Record;
use sereno_domain::intake::role::IncomingRole;
use sereno_domain::intake::statement::IncomingStatement;
use sereno_domain::intake::supplement::IncomingSupplement;
use sereno_domain::intake::terms::IncomingTerms;
use sereno_domain::intake::timesheet::IncomingTimesheet;
use sereno_domain::intake::{Intake, Refusal};
use sereno_jobs::instant::Subjects;

/// Refusals, by the reference of the row.
pub(super) type Refused = BTreeMap<String, Refusal>;

/// What a batch of rows is written with.
#[derive(Clone, Copy)]
pub(super) struct With<'a> {
    /// Where the rows come from.
    pub(super) source: &'a str,
    /// Whom they belong to.
    pub(super) owners: &'a Owners,
    /// Whether rows that are there take the status of the file.
    pub(super) status: StatusOfChanged,
    /// What seals what must not lie open.
    pub(super) vault: &'a Vault,
}

/// A row that can be read and written.
pub(super) trait Incoming: Sized {
    /// Reads it, or says everything that is wrong with it.
    fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>>;
    /// Its identity at the source.
    fn reference(&self) -> &str;
    /// Gives it another.
    fn set_reference(&mut self, reference: String);
    /// Whom it belongs to, all of whom must be there.
    fn owners(&self) -> Vec<&Owner> {
        Vec::new()
    }
    /// Those that go against what is there, or against each other. Their owners are there.
    async fn clashing(_: &mut PgConnection, _: &[&Self], _: With<'_>) -> Result<Refused, DbError> {
        Ok(Refused::new())
    }
    /// Writes those that are new or changed.
    async fn upsert(
        conn: &mut PgConnection,
        rows: &[Self],
        with: With<'_>,
    ) -> Result<UpsertCounts, DbError>;
    /// Which of the written rows can be scored anew: none where nobody is scored for such a row.
    async fn subjects(_: &mut PgConnection, _: &[i64]) -> Result<Subjects, DbError> {
        Ok(Subjects::Developers(BTreeSet::new()))
    }
}

/// What every kind of row has in the same form: how it is read, its identity, and whom it belongs to.
macro_rules! referred {
    ($read:ident $(, $owner:ident)*) => {
        fn read(intake: &mut Intake<'_>, record: &Record<'_>) -> Result<Self, Vec<Refusal>> {
            intake.$read(record)
        }

        fn reference(&self) -> &str {
            &self.external_ref
        }

        fn set_reference(&mut self, reference: String) {
            self.external_ref = reference;
        }

        fn owners(&self) -> Vec<&Owner> {
            vec![$(&self.$owner,)*]
        }
    };
}

/// How those that are new or changed are written.
macro_rules! written {
    (|$conn:ident, $rows:ident, $with:ident| $write:expr) => {
        async fn upsert(
            $conn: &mut PgConnection,
            $rows: &[Self],
            $with: With<'_>,
        ) -> Result<UpsertCounts, DbError> {
            $write.await
        }
    };
}

/// Kinds that belong to somebody, and of which nobody is scored anew.
macro_rules! belonging {
    ($($row:ident: $read:ident ($($owner:ident),+) $upsert:ident;)+) => {$(
        impl Incoming for $row {
            referred!($read $(, $owner)+);

            written!(|conn, rows, with| $upsert(conn, with.source, rows, with.owners));
        }
    )+};
}

belonging! {
    IncomingIncident: incident (placement) incident_upsert_in_tx;
    IncomingAnswer: answer (placement) answer_upsert_in_tx;
    IncomingSupplement: supplement (placement) supplement_upsert_in_tx;
    IncomingExtra: extra (placement) pay_extra_upsert_in_tx;
    IncomingFee: fee (placement) fee_upsert_in_tx;
    IncomingEmployment: employment (developer, client) employment_upsert_in_tx;
}

impl Incoming for IncomingDocument {
    referred!(document, owner);

    written!(|conn, rows, with| document_upsert_in_tx(
        conn,
        with.vault,
        (with.source, with.owners),
        rows
    ));
}

impl Incoming for IncomingRate {
    referred!(rate);

    written!(|conn, rows, _with| fx_rate_upsert_in_tx(conn, rows));
}

impl Incoming for IncomingAccount {
    referred!(account, developer);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let clashes = bank_account_clashes(conn, with.source, rows, with.owners).await?;
        let remedy = "write the day from which each of the two is paid to";
        Ok(in_the_way(rows, &clashes, "starts_on", |row| {
            (row.starts_on.to_string(), "is the first day of the account", remedy)
        }))
    }

    written!(|conn, rows, with| bank_account_upsert_in_tx(
        conn,
        with.vault,
        (with.source, with.owners),
        rows
    ));
}

impl Incoming for IncomingStatement {
    referred!(statement, placement);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let clashes = pay_statement_clashes(conn, with.source, rows, with.owners).await?;
        let remedy = "write the month in one row, or give the row that reference";
        Ok(in_the_way(rows, &clashes, "month", |row| {
            let month = row.statement.month_on.strftime("%Y-%m").to_string();
            (month, "is told already by", remedy)
        }))
    }

    written!(|conn, rows, with| pay_statement_upsert_in_tx(conn, with.source, rows, with.owners));
}

/// Refuses rows that stand where others do: the column, what stands in it, and what is wrong.
fn in_the_way<'a, T: Incoming + 'a>(
    rows: &[&'a T],
    clashes: &BTreeMap<String, Clash>,
    column: &str,
    says: impl Fn(&'a T) -> (String, &'static str, &'static str),
) -> Refused {
    let clashing = rows.iter().filter_map(|row| Some((*row, clashes.get(row.reference())?)));
    clashing
        .map(|(row, other)| {
            let (value, wrong, remedy) = says(row);
            let other = other.as_deref().unwrap_or("a row of no file");
            let refusal = Refusal::of(column, &value, &format!("{wrong} {other}"), remedy);
            (row.reference().to_owned(), refusal)
        })
        .collect()
}

/// Refuses rows about developers of their source who were erased: nothing brings them back.
async fn erased<'a>(
    conn: &mut PgConnection,
    with: With<'_>,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Refused, DbError> {
    let rows: Vec<_> = rows.collect();
    let developers: Vec<&str> = rows.iter().map(|(_, developer)| *developer).collect();
    let erased = erased_references(conn, with.vault, with.source, &developers).await?;
    let rows = rows.into_iter().filter(|(_, developer)| erased.contains(*developer));
    let refusals = rows.map(|(external_ref, developer)| {
        let remedy = "take the row out of the file: they asked to be forgotten";
        let refusal = Refusal::of("developer", developer, "was erased", remedy);
        (external_ref.to_owned(), refusal)
    });
    Ok(refusals.collect())
}

impl Incoming for IncomingDeveloper {
    referred!(developer);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        erased(conn, with, rows.iter().map(|row| (&*row.external_ref, &*row.external_ref))).await
    }

    written!(|conn, rows, with| developer_upsert_in_tx(
        conn,
        with.vault,
        (with.source, with.status),
        rows
    ));

    async fn subjects(_: &mut PgConnection, written: &[i64]) -> Result<Subjects, DbError> {
        Ok(developers(written))
    }
}

impl Incoming for IncomingRole {
    referred!(role);

    written!(|conn, rows, with| role_upsert_in_tx(conn, with.source, rows, with.status));

    async fn subjects(conn: &mut PgConnection, written: &[i64]) -> Result<Subjects, DbError> {
        Ok(Subjects::Roles(role_list_open(conn, written).await?.into_iter().collect()))
    }
}

impl Incoming for IncomingPlacement {
    referred!(placement);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let without = placement_without_role(conn, with.source, rows).await?;
        let by_developer = rows.iter().map(|row| (&*row.external_ref, &*row.developer_ref));
        let mut refused = erased(conn, with, by_developer).await?;
        for row in rows.iter().filter(|row| without.contains(&row.external_ref)) {
            let role = row.role_ref.as_deref().unwrap_or_default();
            let remedy = "import roles of this source first, or mend the reference";
            let refusal = Refusal::of("role", role, "is not there", remedy);
            refused.insert(row.external_ref.clone(), refusal);
        }
        Ok(refused)
    }

    written!(|conn, rows, with| placement_upsert_in_tx(conn, with.source, rows));
}

impl Incoming for IncomingClient {
    referred!(client);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let clashes = client_clashes(conn, with.source, rows).await?;
        let remedy = "write the reference of that one, or the name of another";
        Ok(in_the_way(rows, &clashes, "name", |row| {
            (row.name.to_string(), "is the name of the client", remedy)
        }))
    }

    written!(|conn, rows, with| client_upsert_in_tx(conn, with.source, rows, with.status));
}

impl Incoming for IncomingCheckIn {
    referred!(checkin, placement);

    written!(|conn, rows, with| checkin_upsert_in_tx(conn, rows, with.owners));
}

impl Incoming for IncomingTerms {
    referred!(terms, placement);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let clashes = terms_clashes(conn, with.source, rows, with.owners).await?;
        let remedy = "end the former terms on the first day of the next, in a row before them";
        Ok(in_the_way(rows, &clashes, "starts_on", |row| {
            (row.terms.from.to_string(), "overlaps the terms", remedy)
        }))
    }

    written!(|conn, rows, with| terms_upsert_in_tx(conn, with.source, rows, with.owners));
}

impl Incoming for IncomingTimesheet {
    referred!(timesheet, placement);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let locked = timesheet_locked(conn, with.source, rows, with.owners).await?;
        // What was paid stays where it is, in the way of others.
        let (paid, open): (Vec<&Self>, Vec<&Self>) =
            rows.iter().copied().partition(|row| locked.contains(&row.external_ref));
        let clashes = timesheet_clashes(conn, with.source, &open, with.owners).await?;
        let mut refused = in_the_way(&open, &clashes, "week", |row| {
            let remedy = "write the week in one row, or give the row that reference";
            (row.told.from.to_string(), "is told already by", remedy)
        });
        refused.extend(paid.into_iter().map(|row| {
            let (week, wrong) = (row.told.from.to_string(), "was paid, and changes no more");
            let remedy = "write the difference into a week that was not paid yet";
            (row.external_ref.clone(), Refusal::of("week", &week, wrong, remedy))
        }));
        Ok(refused)
    }

    written!(|conn, rows, with| timesheet_upsert_in_tx(conn, with.source, rows, with.owners));
}

impl Incoming for IncomingInvoice {
    referred!(invoice, client);

    async fn clashing(
        conn: &mut PgConnection,
        rows: &[&Self],
        with: With<'_>,
    ) -> Result<Refused, DbError> {
        let clashes = invoice_clashes(conn, with.source, rows, with.owners).await?;
        let mut refused = in_the_way(rows, &clashes, "number", |row| {
            let remedy = "give each invoice of a client a number of its own";
            (row.number.to_string(), "is the number of the invoice", remedy)
        });
        let without = invoice_without_due_day(conn, rows, with.owners).await?;
        refused.extend(without.into_iter().map(|reference| {
            let wrong = "the day it is due is missing";
            let remedy = "write it, or import the client with its payment terms first";
            (reference, Refusal::of("due_on", "", wrong, remedy))
        }));
        Ok(refused)
    }

    written!(|conn, rows, with| invoice_upsert_in_tx(conn, with.source, rows, with.owners));
}

impl Incoming for IncomingAttestation {
    referred!(attestation, developer);

    written!(|conn, rows, with| attestation_upsert_in_tx(conn, with.source, rows, with.owners));

    async fn subjects(_: &mut PgConnection, written: &[i64]) -> Result<Subjects, DbError> {
        Ok(developers(written))
    }
}

fn developers(written: &[i64]) -> Subjects {
    Subjects::Developers(written.iter().copied().map(DeveloperId).collect())
}
