//! What people decide about personal data: taking a request for erasure in, refusing it, carrying it
//! out, holding data that must stay. Each act is audited in the transaction that does it, by numbers.

use jiff::civil::Date;
use sereno_db::audit::audit_act_in_tx;
use sereno_db::erasure::erase::erasure_in_tx;
use sereno_db::erasure::{
    Obstacle, erasure_country, erasure_decide_in_tx, erasure_obstacle_in_tx, erasure_request_in_tx,
    retention_hold_in_tx,
};
use sereno_db::error::DbError;
use sereno_db::pool::{self, Pool};
use sereno_db::vault::{Vault, VaultError};
use sereno_domain::compliance::Case;
use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::Erased;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// The database could not be used.
    #[error("nothing was done")]
    Database(#[from] DbError),
    /// The key that locks those of persons is not here.
    #[error("nothing was done: without the key nobody can be told from those who come later")]
    Vault(#[from] VaultError),
    /// Nobody is there, or they are erased.
    #[error("there is no developer {0}, or they are erased already")]
    NoDeveloper(DeveloperId),
    /// Asked for already.
    #[error("a request of developer {0} is open already: `sereno privacy requests` lists it")]
    Open(DeveloperId),
    /// Decided already, not there, or taken in by the same person.
    #[error(
        "request {0} is not open, or you took it in yourself: somebody else decides on it; `sereno privacy requests` lists them"
    )]
    NotYours(i64),
    /// At work.
    #[error("developer {0} works for a client: end the placement first")]
    AtWork(DeveloperId),
    /// Held.
    #[error("the data of developer {0} is held until {1}: refuse the request with that reason")]
    Held(DeveloperId, Date),
    /// A day that makes no sense.
    #[error("{given} is no day for it: write one {hint}")]
    Day {
        /// The day.
        given: Date,
        /// What would do.
        hint: &'static str,
    },
}

/// Takes a request in; its identity, and the day by which the law of their country has it done.
///
/// # Errors
/// [`ErasureError`] says why not.
pub async fn request(
    pool: &Pool,
    developer: DeveloperId,
    [asked_on, today]: [Date; 2],
    why: [&str; 2],
) -> Result<(i64, Date), ErasureError> {
    if asked_on > today {
        return Err(ErasureError::Day { given: asked_on, hint: "that has come" });
    }
    let mut tx = pool::begin(pool).await?;
    let country = erasure_country(&mut tx, developer).await?;
    let country = country.ok_or(ErasureError::NoDeveloper(developer))?;
    let days = Case::house(asked_on).erasure_days(country).map_or(0, |row| row.value);
    let due_on = asked_on.saturating_add(jiff::Span::new().days(days));
    let id = erasure_request_in_tx(&mut tx, developer, [asked_on, due_on], why).await?;
    let id = id.ok_or(ErasureError::Open(developer))?;
    let what = ("privacy.request", subject(id, developer));
    let detail = serde_json::json!({ "asked_on": asked_on, "due_on": due_on });
    audit_act_in_tx(&mut tx, what, why, detail).await?;
    pool::commit(tx).await?;
    Ok((id, due_on))
}

/// Refuses a request, for a reason the law gives.
///
/// # Errors
/// [`ErasureError::NotYours`] when it is not open, or the same person took it in.
pub async fn refuse(
    pool: &Pool,
    request: i64,
    why: [&str; 2],
) -> Result<DeveloperId, ErasureError> {
    let mut tx = pool::begin(pool).await?;
    let developer = erasure_decide_in_tx(&mut tx, request, false, why).await?;
    let developer = developer.ok_or(ErasureError::NotYours(request))?;
    let what = ("privacy.refuse", subject(request, developer));
    audit_act_in_tx(&mut tx, what, why, serde_json::json!({})).await?;
    pool::commit(tx).await?;
    Ok(developer)
}

/// Whether an erasure stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasing {
    /// Only what it would do.
    Preview,
    /// It cannot be taken back.
    ForGood,
}

/// Carries a request out that somebody else took in; what it takes away and what it leaves.
///
/// # Errors
/// [`ErasureError`] says why not; nothing is erased then.
pub async fn erase(
    (pool, vault): (&Pool, &Vault),
    request: i64,
    (today, erasing): (Date, Erasing),
    why: [&str; 2],
) -> Result<(DeveloperId, Erased), ErasureError> {
    let keys = vault.keys()?;
    let mut tx = pool::begin(pool).await?;
    let developer = erasure_decide_in_tx(&mut tx, request, true, why).await?;
    let developer = developer.ok_or(ErasureError::NotYours(request))?;
    match erasure_obstacle_in_tx(&mut tx, developer, today).await? {
        Some(Obstacle::AtWork) => return Err(ErasureError::AtWork(developer)),
        Some(Obstacle::Held(until)) => return Err(ErasureError::Held(developer, until)),
        None => {}
    }
    let erased = erasure_in_tx(&mut tx, keys, developer).await?;
    if erasing == Erasing::ForGood {
        let what = ("privacy.erase", subject(request, developer));
        audit_act_in_tx(&mut tx, what, why, serde_json::json!(erased)).await?;
        pool::commit(tx).await?;
    }
    Ok((developer, erased))
}

/// Holds the data of a developer until a day.
///
/// # Errors
/// [`ErasureError`] says why not.
pub async fn hold(
    pool: &Pool,
    developer: DeveloperId,
    [until, today]: [Date; 2],
    why: [&str; 2],
) -> Result<(), ErasureError> {
    if until <= today {
        return Err(ErasureError::Day { given: until, hint: "to come" });
    }
    let mut tx = pool::begin(pool).await?;
    if !retention_hold_in_tx(&mut tx, developer, until, why).await? {
        return Err(ErasureError::NoDeveloper(developer));
    }
    let what = ("privacy.hold", format!("developer:{developer}"));
    audit_act_in_tx(&mut tx, what, why, serde_json::json!({ "until": until })).await?;
    Ok(pool::commit(tx).await?)
}

fn subject(request: i64, developer: DeveloperId) -> String {
    format!("erasure_request:{request} developer:{developer}")
}
