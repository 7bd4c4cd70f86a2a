//! Accounts developers are paid to: holder and number sealed on the way in with the key of the person,
//! opened for a payment on the way out, which leaves a trace.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sereno_domain::bank_account::{AccountNumber, Bic};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::intake::account::IncomingAccount;
use sereno_domain::intake::clash::{Clash, Standing, clashes};
use sereno_domain::money::Currency;
use sqlx::Connection as _;

use crate::developer::UpsertCounts;
use crate::error::{DbError, StatementOf, maybe, word};
use crate::owner::Owners;
use crate::person::{Reader, person_keys_in_tx, unsealed};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::vault::{Keys, PersonKey, Sealed, Vault, VaultError};

const TABLE: &str = "bank_account";

/// What of an account is sealed.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AccountDetails {
    /// In whose name it is.
    pub holder: CleanText,
    /// IBAN, or what the country has in its place.
    pub number: AccountNumber,
}

impl std::fmt::Debug for AccountDetails {
    /// Without the holder.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountDetails").field("number", &self.number).finish_non_exhaustive()
    }
}

impl AccountDetails {
    pub(crate) fn seal(
        &self,
        key: &PersonKey,
        bank_account_id: i64,
    ) -> Result<Vec<u8>, VaultError> {
        let clear = serde_json::json!(self).to_string();
        key.seal(Sealed::Account(bank_account_id), clear.as_bytes())
    }

    fn open(key: &PersonKey, bank_account_id: i64, sealed: &[u8]) -> Result<Self, VaultError> {
        let what = Sealed::Account(bank_account_id);
        let clear = key.open(what, sealed)?;
        serde_json::from_slice(&clear).map_err(|_| VaultError::Broken { what: what.to_string() })
    }
}

/// An account as it is known without its holder and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Identity.
    pub bank_account_id: i64,
    /// Whose.
    pub developer_id: i64,
    /// Of what is paid to it.
    pub currency: Currency,
    /// Of the bank.
    pub country: Country,
    /// Of the bank; none unknown.
    pub bic: Option<Bic>,
    /// First civil day it is paid to.
    pub starts_on: Date,
    /// Who made sure it is theirs: a login; none nobody.
    pub verified_by: Option<CleanText>,
    /// The same for the same number; says nothing else of it.
    pub mark: Vec<u8>,
}

/// The accounts developers are paid to on a day, by developer: of each the one that began last.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn bank_account_list_on(
    conn: &mut PgConnection,
    developers: &[i64],
    day: Date,
) -> Result<Vec<BankAccount>, DbError> {
    let rows = sqlx::query!(
        "select distinct on (developer_id) bank_account_id, developer_id, currency, country, bic, starts_on,
            verified_by, mark
        from sereno.bank_account
        where developer_id = any($1)
          and starts_on <= $2
        order by developer_id, starts_on desc, bank_account_id",
        developers,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of("bank_account_list_on")?;
    let accounts = rows.into_iter().map(|row| {
        Ok(BankAccount {
            bank_account_id: row.bank_account_id,
            developer_id: row.developer_id,
            currency: word(TABLE, "currency", &row.currency)?,
            country: word(TABLE, "country", &row.country)?,
            bic: maybe(TABLE, "bic", row.bic.as_deref())?,
            starts_on: row.starts_on.into(),
            verified_by: row.verified_by.as_deref().map(CleanText::new),
            mark: row.mark,
        })
    });
    accounts.collect()
}

/// Holders and numbers of accounts, those of them that are there. The look is written down with it.
/// `conn` is in no transaction.
///
/// # Errors
/// [`DbError`] when a statement fails, and when one of them cannot be opened: nobody is left out of a
/// payment in silence.
pub async fn bank_account_read(
    conn: &mut PgConnection,
    keys: &Keys,
    reader: Reader<'_>,
    accounts: &[i64],
) -> Result<BTreeMap<i64, AccountDetails>, DbError> {
    const WHAT: &str = "bank_account_read";
    // Those who only look write nothing but this.
    let mut tx = conn.begin_with("begin read write").await.of(WHAT)?;
    let rows = sqlx::query!(
        r#"select bank_account_id as "bank_account_id!", developer_id as "developer_id!",
            sealed_key as "sealed_key!", sealed as "sealed!"
        from sereno.account_read($1, $2, $3)"#,
        reader.actor,
        reader.place,
        accounts
    )
    .fetch_all(&mut *tx)
    .await
    .of(WHAT)?;
    tx.commit().await.of(WHAT)?;
    let mut details = BTreeMap::new();
    for row in rows {
        let key = keys.person(row.developer_id, &row.sealed_key)?;
        let opened = AccountDetails::open(&key, row.bank_account_id, &row.sealed)?;
        details.insert(row.bank_account_id, opened);
    }
    Ok(details)
}

/// Which of `accounts` begin on a day on which another of their developer does.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn bank_account_clashes(
    conn: &mut PgConnection,
    source: &str,
    accounts: &[&IncomingAccount],
    owners: &Owners,
) -> Result<BTreeMap<String, Clash>, DbError> {
    let given: Vec<(String, (i64, Date))> = accounts
        .iter()
        .filter_map(|one| {
            Some((one.external_ref.clone(), (owners.id(&one.developer)?, one.starts_on)))
        })
        .collect();
    let (developers, days): (Vec<i64>, Vec<PgDate>) =
        given.iter().map(|(_, (developer, day))| (*developer, PgDate(*day))).unzip();
    let stored = sqlx::query!(
        r#"select developer_id, starts_on, case when source = $1 then external_ref end as external_ref
        from sereno.bank_account
        where (developer_id, starts_on) in (select * from unnest($2::bigint[], $3::date[]))
        order by bank_account_id"#,
        source,
        &developers,
        &days as _
    )
    .fetch_all(conn)
    .await
    .of("bank_account_clashes")?;
    let stored = stored.into_iter().map(|row| Standing {
        external_ref: row.external_ref,
        place: (row.developer_id, row.starts_on.into()),
    });
    Ok(clashes(&stored.collect::<Vec<_>>(), &given, |one, other| one == other))
}

/// Writes those of `accounts` that are new or changed; all their developers are there, and no two of one
/// begin on one day.
///
/// # Errors
/// [`DbError`] when a statement fails, and when the key of numbers is not here.
pub async fn bank_account_upsert_in_tx(
    conn: &mut PgConnection,
    vault: &Vault,
    (source, owners): (&str, &Owners),
    accounts: &[IncomingAccount],
) -> Result<UpsertCounts, DbError> {
    let keys = vault.keys()?;
    let Rows { ids, references, developers, sealed, marks } =
        sealed_rows(conn, keys, (source, owners), accounts).await?;
    let of = |text: fn(&IncomingAccount) -> Option<String>| accounts.iter().map(text).collect();
    let currencies: Vec<Option<String>> = of(|one| Some(one.currency.to_string()));
    let countries: Vec<Option<String>> = of(|one| Some(one.country.to_string()));
    let bics: Vec<Option<String>> = of(|one| one.bic.as_ref().map(ToString::to_string));
    let verified: Vec<Option<String>> = of(|one| one.verified_by.as_ref().map(ToString::to_string));
    let days: Vec<PgDate> = accounts.iter().map(|one| PgDate(one.starts_on)).collect();
    let written = sqlx::query_scalar!(
        r#"insert into sereno.bank_account as stored (bank_account_id, source, external_ref, developer_id,
            currency, country, bic, starts_on, verified_by, sealed, mark)
        overriding system value
        select bank_account_id, $1, external_ref, developer_id, currency, country, bic, starts_on,
            verified_by, sealed, mark
        from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::date[],
                $9::text[], $10::bytea[], $11::bytea[])
            as given (bank_account_id, external_ref, developer_id, currency, country, bic, starts_on,
                verified_by, sealed, mark)
        order by external_ref
        on conflict (source, external_ref) do update
        set developer_id = excluded.developer_id,
            currency = excluded.currency,
            country = excluded.country,
            bic = excluded.bic,
            starts_on = excluded.starts_on,
            verified_by = excluded.verified_by,
            sealed = excluded.sealed,
            mark = excluded.mark
        where (stored.developer_id, stored.currency, stored.country, stored.bic, stored.starts_on,
                stored.verified_by, stored.sealed, stored.mark)
            is distinct from (excluded.developer_id, excluded.currency, excluded.country, excluded.bic,
                excluded.starts_on, excluded.verified_by, excluded.sealed, excluded.mark)
        returning xmax = 0 as "is_new!""#,
        source,
        &ids,
        &references,
        &developers,
        &currencies as _,
        &countries as _,
        &bics as _,
        &days as _,
        &verified as _,
        &sealed,
        &marks
    )
    .fetch_all(conn)
    .await
    .of("bank_account_upsert_in_tx")?;
    Ok(UpsertCounts::of(written))
}

/// Accounts with what is sealed of them, column by column.
#[derive(Default)]
struct Rows {
    ids: Vec<i64>,
    references: Vec<String>,
    developers: Vec<i64>,
    sealed: Vec<Vec<u8>>,
    marks: Vec<Vec<u8>>,
}

/// Seals holders and numbers. What is sealed already and says the same stays as it is: sealed anew it
/// would look like a change.
async fn sealed_rows(
    conn: &mut PgConnection,
    keys: &Keys,
    (source, owners): (&str, &Owners),
    accounts: &[IncomingAccount],
) -> Result<Rows, DbError> {
    let mut stored = stored(conn, source, accounts).await?;
    let mut new = new_ids(conn, accounts.len().saturating_sub(stored.len())).await?.into_iter();
    let developers: BTreeSet<i64> =
        accounts.iter().filter_map(|one| owners.id(&one.developer)).collect();
    let own = person_keys_in_tx(conn, keys, &Vec::from_iter(developers)).await?;
    let mut rows = Rows::default();
    for one in accounts {
        let Some(developer_id) = owners.id(&one.developer) else {
            unreachable!("rows whose owner is not there are refused before")
        };
        let key = own.get(&developer_id).ok_or_else(|| unsealed(developer_id))?;
        let details = AccountDetails { holder: one.holder.clone(), number: one.number.clone() };
        let former = stored.remove(&one.external_ref);
        let id = former.as_ref().map(|(id, ..)| *id).or_else(|| new.next());
        let Some(id) = id else { unreachable!("there is a number for each that is not stored") };
        let same = former.filter(|(_, of, sealed)| {
            *of == developer_id
                && AccountDetails::open(key, id, sealed).is_ok_and(|former| former == details)
        });
        rows.ids.push(id);
        rows.references.push(one.external_ref.clone());
        rows.developers.push(developer_id);
        rows.sealed.push(match same {
            Some((_, _, sealed)) => sealed,
            None => details.seal(key, id)?,
        });
        rows.marks.push(keys.account_mark(one.number.whole()));
    }
    Ok(rows)
}

/// Those that are there, by reference: identity, whose, and what is sealed.
async fn stored(
    conn: &mut PgConnection,
    source: &str,
    accounts: &[IncomingAccount],
) -> Result<BTreeMap<String, (i64, i64, Vec<u8>)>, DbError> {
    let references: Vec<String> = accounts.iter().map(|one| one.external_ref.clone()).collect();
    let rows = sqlx::query!(
        "select bank_account_id, external_ref, developer_id, sealed
        from sereno.bank_account
        where source = $1
          and external_ref = any($2)",
        source,
        &references
    )
    .fetch_all(conn)
    .await
    .of("stored")?;
    let stored = rows
        .into_iter()
        .map(|row| (row.external_ref, (row.bank_account_id, row.developer_id, row.sealed)));
    Ok(stored.collect())
}

/// Identities for accounts that are not there yet: what is sealed is sealed for one of them.
async fn new_ids(conn: &mut PgConnection, n: usize) -> Result<Vec<i64>, DbError> {
    sqlx::query_scalar!(
        r#"select nextval(pg_get_serial_sequence('sereno.bank_account', 'bank_account_id')) as "id!"
        from generate_series(1, $1::bigint)"#,
        i64::try_from(n).unwrap_or_default()
    )
    .fetch_all(conn)
    .await
    .of("new_ids")
}
