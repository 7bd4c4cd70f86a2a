//! The digest: one chunk that sums up what the night changed.

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::night_result::{digest_insert_in_tx, digest_is_off_plan_in_tx};
use sereno_db::pool::{self, Pool};

use super::JobError;

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let mut tx = pool::begin(pool).await?;
    digest_insert_in_tx(&mut tx, lease.run_id, lease.token).await?;
    if digest_is_off_plan_in_tx(&mut tx, lease.run_id).await? {
        return Err(JobError::give_up(
            "plan",
            "the lists are not those of the dry run it carries out",
        ));
    }
    if !chunk_finish_in_tx(&mut tx, lease, &Receipt::default()).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}
