//! Nights over more developers than one process should hold: shards of them are scored apart, and
//! what was found for each role is put together. Any cut gives the same result.

use super::RoleResult;

/// Results of shards that cannot be written, read or put together.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// The bytes are not what they should be.
    #[error("what a shard found cannot be written or read")]
    Bytes(#[from] postcard::Error),
    /// Shards that did not score the same roles.
    #[error("the shards scored {found} and {expected} roles, or other roles: run the night again")]
    Roles {
        /// Roles of one shard.
        found: usize,
        /// Roles of the first.
        expected: usize,
    },
}

/// What a shard found, as bytes.
///
/// # Errors
/// [`ShardError::Bytes`] when there is no memory to write to.
pub fn pack(results: &[RoleResult]) -> Result<Vec<u8>, ShardError> {
    Ok(postcard::to_extend(results, Vec::new())?)
}

/// Reads what [`pack`] wrote.
///
/// # Errors
/// [`ShardError::Bytes`] when it is something else.
pub fn unpack(bytes: &[u8]) -> Result<Vec<RoleResult>, ShardError> {
    Ok(postcard::from_bytes(bytes)?)
}

/// Puts together what shards found for the same roles: what scoring everybody at once finds.
///
/// # Errors
/// [`ShardError::Roles`] when they are not the same roles in the same order.
pub fn put_together(
    shards: impl IntoIterator<Item = Vec<RoleResult>>,
) -> Result<Vec<RoleResult>, ShardError> {
    let mut shards = shards.into_iter();
    let mut all = shards.next().unwrap_or_default();
    for shard in shards {
        let same = |(one, other): (&RoleResult, &RoleResult)| one.role_id == other.role_id;
        if shard.len() != all.len() || !all.iter().zip(&shard).all(same) {
            return Err(ShardError::Roles { found: shard.len(), expected: all.len() });
        }
        all = all.into_iter().zip(shard).map(|(one, other)| one.merge(other)).collect();
    }
    Ok(all)
}
