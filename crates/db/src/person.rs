//! Who people are: sealed on the way in, opened for somebody on the way out, which leaves a trace.

use std::collections::BTreeMap;

use sereno_domain::clean_text::CleanText;
use sereno_domain::id::DeveloperId;
use sqlx::Connection as _;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;
use crate::vault::{Keys, PersonKey, Sealed, Vault, VaultError};

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// As they write it.
    pub full_name: String,
    /// Where they are written to; none unknown.
    pub email: Option<String>,
}

impl Person {
    /// Sealed for a developer.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] when the system has no random numbers.
    pub fn seal(&self, key: &PersonKey, developer_id: i64) -> Result<Vec<u8>, VaultError> {
        key.seal(Sealed::Person(developer_id), serde_json::json!(self).to_string().as_bytes())
    }

    fn open(key: &PersonKey, developer_id: i64, sealed: &[u8]) -> Result<Self, VaultError> {
        let what = Sealed::Person(developer_id);
        let clear = key.open(what, sealed)?;
        serde_json::from_slice(&clear).map_err(|_| VaultError::Broken { what: what.to_string() })
    }
}

/// Who reads names, and where.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Who: a login.
    pub actor: &'a str,
    /// A screen or a command.
    pub place: &'a str,
}

/// What developers are called, those of them who have a name here. Each look is written down with it.
/// What cannot be opened is left out and told to the log: one broken row hides one name. `conn` is in
/// no transaction.
///
/// # Errors
/// [`DbError`] when a statement fails.
pub async fn person_names(
    conn: &mut PgConnection,
    keys: &Keys,
    reader: Reader<'_>,
    developers: &[i64],
) -> Result<BTreeMap<DeveloperId, CleanText>, DbError> {
    const WHAT: &str = "person_names";
    // Those who only look write nothing but this.
    let mut tx = conn.begin_with("begin read write").await.of(WHAT)?;
    let rows = sqlx::query!(
        r#"select developer_id as "developer_id!", sealed_key as "sealed_key!", sealed as "sealed!"
        from sereno.person_read($1, $2, $3)"#,
        reader.actor,
        reader.place,
        developers
    )
    .fetch_all(&mut *tx)
    .await
    .of(WHAT)?;
    tx.commit().await.of(WHAT)?;
    let mut names = BTreeMap::new();
    for row in rows {
        let id = row.developer_id;
        let key = keys.person(id, &row.sealed_key);
        match key.and_then(|key| Person::open(&key, id, &row.sealed)) {
            Ok(person) => {
                names.insert(DeveloperId(id), CleanText::new(&person.full_name));
            }
            Err(error) => {
                tracing::warn!(
                    developer.id = id,
                    "the name of developer {id} cannot be read: {error}"
                );
            }
        }
    }
    names.retain(|_, name| !name.is_empty());
    Ok(names)
}

/// The keys of some developers; whoever has none gets one.
///
/// # Errors
/// [`DbError`] when a statement fails or a key cannot be opened.
pub(crate) async fn person_keys_in_tx(
    conn: &mut PgConnection,
    keys: &Keys,
    developers: &[i64],
) -> Result<BTreeMap<i64, PersonKey>, DbError> {
    const WHAT: &str = "person_keys_in_tx";
    let rows = sqlx::query!(
        "select developer_id, sealed
        from sereno.person_key
        where developer_id = any($1)",
        developers
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    let mut own = BTreeMap::new();
    for row in rows {
        own.insert(row.developer_id, keys.person(row.developer_id, &row.sealed)?);
    }
    let (mut ids, mut sealed) = (Vec::new(), Vec::new());
    for developer in developers {
        if !own.contains_key(developer) {
            let (key, stored) = keys.person_new(*developer)?;
            own.insert(*developer, key);
            ids.push(*developer);
            sealed.push(stored);
        }
    }
    sqlx::query!(
        "insert into sereno.person_key (developer_id, sealed)
        select * from unnest($1::bigint[], $2::bytea[])",
        &ids,
        &sealed
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(own)
}

/// Writes who developers are in place of what was known; notes whose name is another now.
///
/// # Errors
/// [`DbError`] when a statement fails, and when the key is not here although there is a name.
pub(crate) async fn person_replace_in_tx(
    conn: &mut PgConnection,
    vault: &Vault,
    developers: &[i64],
    persons: &BTreeMap<i64, Person>,
) -> Result<(), DbError> {
    const WHAT: &str = "person_replace_in_tx";
    let former = sqlx::query!(
        "delete from sereno.developer_pii
        where developer_id = any($1)
        returning developer_id, sealed",
        developers
    )
    .fetch_all(&mut *conn)
    .await
    .of(WHAT)?;
    if persons.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = persons.keys().copied().collect();
    let own = person_keys_in_tx(conn, vault.keys()?, &ids).await?;
    let renamed = former.iter().filter(|row| {
        let former = own
            .get(&row.developer_id)
            .and_then(|key| Person::open(key, row.developer_id, &row.sealed).ok());
        let now = persons.get(&row.developer_id);
        former.zip(now).is_some_and(|(former, now)| former.full_name != now.full_name)
    });
    let renamed: Vec<i64> = renamed.map(|row| row.developer_id).collect();
    let mut sealed = Vec::with_capacity(ids.len());
    for (id, person) in persons {
        let key = own.get(id).ok_or_else(|| unsealed(*id))?;
        sealed.push(person.seal(key, *id)?);
    }
    sqlx::query!(
        "insert into sereno.developer_pii (developer_id, sealed)
        select * from unnest($1::bigint[], $2::bytea[])",
        &ids,
        &sealed
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    sqlx::query!(
        "insert into sereno.developer_change (developer_id, what, changed_on)
        select developer_id, 'name', (now() at time zone 'utc')::date
        from unnest($1::bigint[]) as given (developer_id)",
        &renamed
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(())
}

/// Who has no key although one was asked for.
pub(crate) fn unsealed(developer_id: i64) -> VaultError {
    VaultError::Unsealable { what: Sealed::Person(developer_id).to_string() }
}

/// Persons sealed at a time.
const N_CLEAR: i64 = 2_000;

/// Whether whoever this connection belongs to may seal what is kept in the clear.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn person_may_seal(conn: &mut PgConnection) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select has_table_privilege('sereno.developer_pii_clear', 'delete') as "may!""#
    )
    .fetch_one(conn)
    .await
    .of("person_may_seal")
}

/// Seals what former versions kept in the clear, and empties where it lay; how many rows. Nothing
/// happens while the key is not here.
///
/// # Errors
/// [`DbError`] when a statement fails.
pub async fn person_seal_clear(conn: &mut PgConnection, vault: &Vault) -> Result<u64, DbError> {
    let Ok(keys) = vault.keys() else { return Ok(0) };
    let mut n = 0;
    loop {
        let mut tx = conn.begin().await.of("person_seal_clear")?;
        let n_sealed = seal_persons(&mut tx, keys).await? + seal_numbers(&mut tx, keys).await?;
        tx.commit().await.of("person_seal_clear")?;
        if n_sealed == 0 {
            break;
        }
        n += n_sealed;
    }
    if n > 0 {
        // Deleted rows still lie in the files.
        sqlx::query!("truncate sereno.developer_pii_clear, sereno.document_pii_clear")
            .execute(conn)
            .await
            .of("person_seal_clear")?;
    }
    Ok(n)
}

async fn seal_persons(conn: &mut PgConnection, keys: &Keys) -> Result<u64, DbError> {
    let clear = sqlx::query!(
        "delete from sereno.developer_pii_clear
        where developer_id in (
            select developer_id from sereno.developer_pii_clear order by developer_id limit $1
        )
        returning developer_id, full_name, email",
        N_CLEAR
    )
    .fetch_all(&mut *conn)
    .await
    .of("seal_persons")?;
    let ids: Vec<i64> = clear.iter().map(|row| row.developer_id).collect();
    let own = person_keys_in_tx(conn, keys, &ids).await?;
    let mut sealed = Vec::with_capacity(ids.len());
    for row in clear {
        let key = own.get(&row.developer_id).ok_or_else(|| unsealed(row.developer_id))?;
        let person = Person { full_name: row.full_name, email: row.email };
        sealed.push(person.seal(key, row.developer_id)?);
    }
    let inserted = sqlx::query!(
        "insert into sereno.developer_pii (developer_id, sealed)
        select * from unnest($1::bigint[], $2::bytea[])
        on conflict (developer_id) do nothing",
        &ids,
        &sealed
    );
    inserted.execute(conn).await.of("seal_persons")?;
    Ok(u64::try_from(ids.len()).unwrap_or_default())
}

async fn seal_numbers(conn: &mut PgConnection, keys: &Keys) -> Result<u64, DbError> {
    let clear = sqlx::query!(
        "delete from sereno.document_pii_clear
        where document_id in (
            select document_id from sereno.document_pii_clear order by document_id limit $1
        )
        returning document_id, number",
        N_CLEAR
    )
    .fetch_all(&mut *conn)
    .await
    .of("seal_numbers")?;
    let numbers: BTreeMap<i64, String> =
        clear.into_iter().map(|row| (row.document_id, row.number)).collect();
    crate::document::number_seal_in_tx(conn, keys, &numbers).await?;
    Ok(u64::try_from(numbers.len()).unwrap_or_default())
}
