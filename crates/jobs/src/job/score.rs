//! The score of one shard: a part of the developers against every role, of a night that is cut into
//! shards. The rescore puts together what they found.

use std::ops::Range;

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::pool::{self, Pool};
use sereno_db::run_input::run_input_load_shards;
use sereno_db::shard_result::shard_result_put_in_tx;
use sereno_domain::matching::kernel::Kernel;

use super::{JobError, blocking};
use crate::phase::Phases;

/// One shard, as the plan cuts it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Shard {
    /// Which, from 0.
    no: i32,
    /// Stored shards of the inputs.
    stored: Range<i32>,
    /// Roles whose results are kept together: a chunk of the rescore.
    chunk_roles: usize,
}

/// How a night is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Stored shards of the inputs.
    pub n_stored: usize,
    /// Stored shards in one that is scored.
    pub n_stored_a_shard: usize,
    /// Roles in one chunk of the rescore.
    pub chunk_roles: usize,
}

/// The payloads of all shards.
pub fn payloads(cut: Cut) -> Vec<serde_json::Value> {
    let stored = |at: usize| i32::try_from(at.saturating_add(1)).unwrap_or(i32::MAX);
    let starts = (0..cut.n_stored).step_by(cut.n_stored_a_shard.max(1));
    let shards = starts.zip(0..).map(|(start, no)| {
        let end = start.saturating_add(cut.n_stored_a_shard.max(1)).min(cut.n_stored);
        let stored = stored(start)..stored(end);
        serde_json::json!(Shard { no, stored, chunk_roles: cut.chunk_roles })
    });
    shards.collect()
}

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let unknown = |_| JobError::UnknownPayload(lease.payload.to_string());
    let Shard { no, stored, chunk_roles } =
        serde_json::from_value(lease.payload.clone()).map_err(unknown)?;
    let mut phases = Phases::start();
    let mut conn = pool::acquire(pool).await?;
    let inputs = run_input_load_shards(&mut conn, lease.run_id, &stored).await?;
    drop(conn);
    phases.end("read");
    let n_developers = inputs.developers.len();
    let results = blocking(move || {
        let kernel = Kernel::new(inputs.into());
        kernel.score_roles(0..kernel.n_roles())
    });
    let results = results.await?;
    phases.end("score");
    let mut tx = pool::begin(pool).await?;
    for (slice, at) in results.chunks(chunk_roles.max(1)).zip((0..).step_by(chunk_roles.max(1))) {
        let fence = (lease.run_id, lease.token);
        shard_result_put_in_tx(&mut tx, fence, (no, at), slice).await?;
    }
    phases.end("write");
    let receipt = Receipt {
        n_pairs: u64::try_from(results.len().saturating_mul(n_developers)).unwrap_or(u64::MAX),
        report: serde_json::json!({
            "shard": no,
            "n_developers": n_developers,
            "phases_us": phases.microseconds(),
        }),
        ..Receipt::default()
    };
    if !chunk_finish_in_tx(&mut tx, lease, &receipt).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}
