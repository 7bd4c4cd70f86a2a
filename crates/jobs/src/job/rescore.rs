//! The rescore: a slice of roles against every developer, from the run's frozen inputs or from what
//! its shards found. What a retry finds is what the first attempt would have found, to the bit.

use std::sync::Arc;

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::error::DbError;
use sereno_db::matches::{match_apply_in_tx, match_list_of_roles};
use sereno_db::night_result::role_night_insert_in_tx;
use sereno_db::pool::{self, Pool};
use sereno_db::run_input::{run_input_load, run_input_n_patches};
use sereno_db::shard_result::shard_result_list;
use sereno_domain::id::{RoleId, RunId};
use sereno_domain::matching::RoleResult;
use sereno_domain::matching::diff::ShortlistDiff;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::shard::put_together;
use tokio::sync::Mutex;

use super::{JobError, blocking};
use crate::phase::Phases;

/// A slice of the roles of a run, by their place in its inputs.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Slice {
    /// First role.
    from: usize,
    /// The one after the last.
    to: usize,
    /// Shards that scored them already; none when they are to be scored here.
    #[serde(default)]
    n_shards: Option<usize>,
}

/// The payloads of all chunks: `n_roles` in slices of `chunk_roles`, scored by `n_shards` before if
/// the night is cut into shards.
pub fn payloads(
    n_roles: usize,
    chunk_roles: usize,
    n_shards: Option<usize>,
) -> Vec<serde_json::Value> {
    (0..n_roles)
        .step_by(chunk_roles.max(1))
        .map(|from| {
            let to = from.saturating_add(chunk_roles.max(1)).min(n_roles);
            serde_json::json!(Slice { from, to, n_shards })
        })
        .collect()
}

/// The kernel of the run at work, built once for a process and again when somebody was scored anew.
#[derive(Default)]
pub struct Kernels(Mutex<Option<Kept>>);

struct Kept {
    run_id: RunId,
    n_patches: i32,
    kernel: Arc<Kernel>,
}

impl Kernels {
    /// Builds the kernel of a run from inputs that are at hand, before it is needed.
    ///
    /// # Errors
    /// [`JobError::Panicked`] when the thread that builds it ends.
    pub async fn keep(&self, run_id: RunId, inputs: Box<Frozen>) -> Result<(), JobError> {
        let kernel = blocking(move || Kernel::new(Arc::from(inputs))).await?;
        *self.0.lock().await = Some(Kept { run_id, n_patches: 0, kernel: Arc::new(kernel) });
        Ok(())
    }

    async fn of(
        &self,
        pool: &Pool,
        run_id: RunId,
        phases: &mut Phases,
    ) -> Result<Arc<Kernel>, JobError> {
        let mut kept = self.0.lock().await;
        let mut tx = pool::begin_snapshot(pool).await?;
        let n_patches = run_input_n_patches(&mut tx, run_id).await?;
        if let Some(kept) = kept.as_ref()
            && (kept.run_id, kept.n_patches) == (run_id, n_patches)
        {
            phases.end("wait");
            return Ok(Arc::clone(&kept.kernel));
        }
        let frozen = Arc::new(run_input_load(&mut tx, run_id).await?);
        phases.end("read");
        let kernel = Arc::new(blocking(move || Kernel::new(frozen)).await?);
        phases.end("build");
        *kept = Some(Kept { run_id, n_patches, kernel: Arc::clone(&kernel) });
        Ok(kernel)
    }
}

pub(super) async fn work(pool: &Pool, kernels: &Kernels, lease: &Lease) -> Result<(), JobError> {
    let unknown = || JobError::UnknownPayload(lease.payload.to_string());
    let slice: Slice = serde_json::from_value(lease.payload.clone()).map_err(|_| unknown())?;
    let mut phases = Phases::start();
    let (results, n_pairs) = match slice.n_shards {
        // What shards found does not know of anything scored anew since.
        Some(n_shards) if !is_patched(pool, lease.run_id).await? => {
            // The shards counted their pairs.
            (found_by_shards(pool, lease, slice, n_shards, &mut phases).await?, 0)
        }
        Some(_) | None => score(pool, kernels, lease, slice, &mut phases).await?,
    };
    let mut receipt = Receipt { n_pairs, ..Receipt::default() };
    let mut tx = pool::begin(pool).await?;
    let roles: Vec<RoleId> = results.iter().map(|result| result.role_id).collect();
    let stored = match_list_of_roles(&mut tx, &roles).await?;
    phases.end("diff");
    let diffs: Vec<(RoleId, ShortlistDiff)> = results
        .iter()
        .map(|result| {
            let before = stored.get(&result.role_id).map_or(&[][..], Vec::as_slice);
            (result.role_id, ShortlistDiff::between(before, &result.shortlist))
        })
        .collect();
    phases.end("diff");
    if lease.applies {
        receipt.n_matches_written = match_apply_in_tx(&mut tx, lease.run_id, &diffs).await?;
    }
    let found: Vec<_> = results.iter().zip(diffs.iter().map(|(_, diff)| diff)).collect();
    if !role_night_insert_in_tx(&mut tx, lease.run_id, lease.token, &found).await? {
        return Err(JobError::Fenced);
    }
    phases.end("write");
    receipt.report = report(&results, &phases);
    if !chunk_finish_in_tx(&mut tx, lease, &receipt).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}

/// Scores the slice against everybody; with it, the number of pairs.
async fn score(
    pool: &Pool,
    kernels: &Kernels,
    lease: &Lease,
    Slice { from, to, .. }: Slice,
    phases: &mut Phases,
) -> Result<(Vec<RoleResult>, u64), JobError> {
    let kernel = kernels.of(pool, lease.run_id, phases).await?;
    if from > to || to > kernel.n_roles() {
        return Err(JobError::UnknownPayload(lease.payload.to_string()));
    }
    let n_pairs = (to - from).saturating_mul(kernel.n_developers());
    let results = blocking(move || kernel.score_roles(from..to)).await?;
    phases.end("score");
    Ok((results, u64::try_from(n_pairs).unwrap_or(u64::MAX)))
}

async fn is_patched(pool: &Pool, run_id: RunId) -> Result<bool, JobError> {
    let mut conn = pool::acquire(pool).await?;
    Ok(run_input_n_patches(&mut conn, run_id).await? > 0)
}

/// Puts together what the shards found for the slice.
async fn found_by_shards(
    pool: &Pool,
    lease: &Lease,
    slice: Slice,
    n_shards: usize,
    phases: &mut Phases,
) -> Result<Vec<RoleResult>, JobError> {
    let run_id = lease.run_id;
    let first_role = i32::try_from(slice.from).unwrap_or(i32::MAX);
    let mut conn = pool::acquire(pool).await?;
    let shards = shard_result_list(&mut conn, run_id, first_role).await?;
    drop(conn);
    phases.end("read");
    if shards.len() != n_shards {
        return Err(JobError::MissingShards { found: shards.len(), expected: n_shards });
    }
    let results = blocking(move || put_together(shards)).await?;
    let results = results.map_err(|source| DbError::Shard { run_id, source })?;
    phases.end("put together");
    Ok(results)
}

fn report(results: &[RoleResult], phases: &Phases) -> serde_json::Value {
    let n_empty = results.iter().filter(|result| result.n_qualified == 0).count();
    serde_json::json!({
        "n_roles": results.len(),
        "n_roles_empty": n_empty,
        "phases_us": phases.microseconds(),
    })
}
