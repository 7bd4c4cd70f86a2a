//! The rescore: a slice of roles against every developer, from the run's frozen inputs. What a
//! retry finds is what the first attempt would have found, to the bit.

use std::sync::Arc;

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::matches::{match_apply_in_tx, match_list_of_roles};
use sereno_db::night_result::role_night_insert_in_tx;
use sereno_db::pool::{self, Pool};
use sereno_db::run_input::run_input_load;
use sereno_domain::id::{RoleId, RunId};
use sereno_domain::matching::RoleResult;
use sereno_domain::matching::diff::ShortlistDiff;
use sereno_domain::matching::kernel::Kernel;
use tokio::sync::Mutex;

use super::JobError;
use crate::phase::Phases;

/// A slice of the roles of a run, by their place in its inputs.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Slice {
    /// First role.
    from: usize,
    /// The one after the last.
    to: usize,
}

/// The payloads of all chunks: `n_roles` in slices of `chunk_roles`.
pub fn payloads(n_roles: usize, chunk_roles: usize) -> Vec<serde_json::Value> {
    (0..n_roles)
        .step_by(chunk_roles.max(1))
        .map(|from| {
            let to = from.saturating_add(chunk_roles.max(1)).min(n_roles);
            serde_json::json!({ "from": from, "to": to })
        })
        .collect()
}

/// The kernel of the run at work, built once for a process.
#[derive(Default)]
pub struct Kernels(Mutex<Option<(RunId, Arc<Kernel>)>>);

impl Kernels {
    async fn of(
        &self,
        pool: &Pool,
        run_id: RunId,
        phases: &mut Phases,
    ) -> Result<Arc<Kernel>, JobError> {
        let mut kept = self.0.lock().await;
        if let Some((of, kernel)) = kept.as_ref()
            && *of == run_id
        {
            phases.end("wait");
            return Ok(Arc::clone(kernel));
        }
        let mut tx = pool::begin(pool).await?;
        let frozen = Arc::new(run_input_load(&mut tx, run_id).await?);
        phases.end("read");
        let kernel = Arc::new(blocking(move || Kernel::new(frozen)).await?);
        phases.end("build");
        *kept = Some((run_id, Arc::clone(&kernel)));
        Ok(kernel)
    }
}

pub(super) async fn work(pool: &Pool, kernels: &Kernels, lease: &Lease) -> Result<(), JobError> {
    let unknown = || JobError::UnknownPayload(lease.payload.to_string());
    let slice: Slice = serde_json::from_value(lease.payload.clone()).map_err(|_| unknown())?;
    let mut phases = Phases::start();
    let kernel = kernels.of(pool, lease.run_id, &mut phases).await?;
    if slice.from > slice.to || slice.to > kernel.n_roles() {
        return Err(unknown());
    }
    let scoring = Arc::clone(&kernel);
    let results = blocking(move || scoring.score_roles(slice.from..slice.to)).await?;
    phases.end("score");
    let mut receipt = Receipt {
        n_pairs: u64::try_from(results.len().saturating_mul(kernel.n_developers()))
            .unwrap_or(u64::MAX),
        ..Receipt::default()
    };
    let mut tx = pool::begin(pool).await?;
    let roles: Vec<RoleId> = results.iter().map(|result| result.role_id).collect();
    let stored = match_list_of_roles(&mut tx, &roles).await?;
    phases.end("diff");
    for result in &results {
        let before = stored.get(&result.role_id).map_or(&[][..], Vec::as_slice);
        let diff = ShortlistDiff::between(before, &result.shortlist);
        phases.end("diff");
        receipt.n_matches_written +=
            match_apply_in_tx(&mut tx, lease.run_id, result.role_id, &diff).await?;
        role_night_insert_in_tx(&mut tx, lease.run_id, lease.token, result, &diff).await?;
        phases.end("write");
    }
    receipt.report = report(&results, &phases);
    if !chunk_finish_in_tx(&mut tx, lease, &receipt).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}

fn report(results: &[RoleResult], phases: &Phases) -> serde_json::Value {
    let n_empty = results.iter().filter(|result| result.n_qualified == 0).count();
    serde_json::json!({
        "n_roles": results.len(),
        "n_roles_empty": n_empty,
        "phases_us": phases.microseconds(),
    })
}

/// Runs computation off the runtime's own threads; a panic there is an error here.
async fn blocking<T: Send + 'static>(
    compute: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JobError> {
    tokio::task::spawn_blocking(compute)
        .await
        .map_err(|error| JobError::Panicked(error.to_string()))
}
