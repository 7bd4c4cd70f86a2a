//! Why a pair has its score, from the frozen inputs of the night that scored the role. The inputs
//! are unpacked once and kept, so that looking at one developer after another is quick.

use std::sync::Arc;

use anyhow::Context;
use sereno_db::board::matches::why_header;
use sereno_db::night_result::run_input_load;
use sereno_db::pool::PgConnection;
use sereno_domain::board::WhyBoard;
use sereno_domain::id::{DeveloperId, RoleId, RunId};
use sereno_domain::matching::explain::explain;
use sereno_domain::matching::frozen::Frozen;
use tokio::sync::Mutex;

/// The inputs of the run looked at last.
#[derive(Default)]
pub(crate) struct Reasons(Mutex<Option<(RunId, Arc<Frozen>)>>);

impl Reasons {
    /// Why `developer_id` has their score for `role_id`; none when no night scored that role or
    /// that developer.
    pub(crate) async fn load(
        &self,
        conn: &mut PgConnection,
        role_id: RoleId,
        developer_id: DeveloperId,
    ) -> anyhow::Result<Option<WhyBoard>> {
        let Some(header) = why_header(conn, role_id, developer_id).await? else {
            return Ok(None);
        };
        let frozen = self.frozen(conn, header.run_id).await?;
        let explanation =
            tokio::task::spawn_blocking(move || explain(&frozen, role_id, developer_id))
                .await
                .context("the explanation failed")?;
        Ok(explanation.map(|explanation| header.with(explanation)))
    }

    async fn frozen(&self, conn: &mut PgConnection, run_id: RunId) -> anyhow::Result<Arc<Frozen>> {
        let mut kept = self.0.lock().await;
        if let Some((of, frozen)) = kept.as_ref()
            && *of == run_id
        {
            return Ok(Arc::clone(frozen));
        }
        let frozen = Arc::new(run_input_load(conn, run_id).await?);
        *kept = Some((run_id, Arc::clone(&frozen)));
        Ok(frozen)
    }
}
