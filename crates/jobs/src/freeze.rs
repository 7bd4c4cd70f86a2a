//! Freezing the inputs of a night: developers are sent out of the database a few at a time and frozen
//! on another thread while the next ones come, so that their records are never all in memory.

use jiff::civil::Date;
use sereno_db::error::DbError;
use sereno_db::feature::feature_send_in_tx;
use sereno_db::pool::PgConnection;
use sereno_db::score_model::{
    score_model_active, score_model_find, score_model_follow_house_in_tx,
};
use sereno_domain::adjustment::Adjustment;
use sereno_domain::developer::Developer;
use sereno_domain::fx::FxTable;
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::role::Role;
use sereno_domain::skill::Taxonomy;
use tokio::sync::mpsc;

/// Batches on their way between the threads.
const N_BATCHES: usize = 8;

/// Why inputs could not be frozen.
#[derive(Debug, thiserror::Error)]
pub enum FreezeError {
    /// The database could not be used.
    #[error("what the night scores could not be read")]
    Database(#[from] DbError),
    /// No model is in force.
    #[error("no score model is in force: `sereno migrate` puts the house's own there")]
    NoModel,
    /// The thread that froze them ended.
    #[error("freezing the inputs stopped: {0}")]
    Stopped(String),
}

/// The model the next night uses.
pub(crate) async fn model_in_force_in_tx(
    conn: &mut PgConnection,
) -> Result<ScoreModel, FreezeError> {
    score_model_follow_house_in_tx(conn, &ScoreModel::house()).await?;
    let version = score_model_active(conn).await?.ok_or(FreezeError::NoModel)?;
    score_model_find(conn, &version).await?.ok_or(FreezeError::NoModel)
}

/// What developers are held against.
#[derive(Debug, Clone)]
pub(crate) struct Against {
    pub(crate) as_of: Date,
    pub(crate) model: ScoreModel,
    pub(crate) roles: Vec<Role>,
    /// What the firm set on the roles.
    pub(crate) adjustments: Vec<Adjustment>,
}

impl Against {
    /// Freezes developers, however they come. A record with a fault is taken without the faulty
    /// fact, and told.
    fn freeze(self, developers: impl IntoIterator<Item = Developer>) -> Frozen {
        let graph = Taxonomy::house().graph();
        let (mut frozen, faults) = Frozen::build(
            self.as_of,
            self.model,
            &graph,
            FxTable::house(),
            developers,
            &self.roles,
        );
        for fault in &faults {
            tracing::warn!(%fault, "a record was taken without a faulty fact");
        }
        for adjustment in &self.adjustments {
            adjust(&mut frozen, adjustment);
        }
        frozen
    }

    /// Freezes everybody who may be proposed. The caller has brought the features up to date.
    pub(crate) async fn freeze_all_in_tx(
        self,
        conn: &mut PgConnection,
    ) -> Result<Frozen, FreezeError> {
        let (sender, mut receiver) = mpsc::channel::<Vec<Developer>>(N_BATCHES);
        let batches = std::iter::from_fn(move || receiver.blocking_recv());
        let freezing = tokio::task::spawn_blocking(move || self.freeze(batches.flatten()));
        let sent = feature_send_in_tx(conn, &sender).await;
        // Without it the other side would wait for more.
        drop(sender);
        let frozen = freezing.await.map_err(|error| FreezeError::Stopped(error.to_string()))?;
        sent?;
        Ok(frozen)
    }

    /// Freezes a few developers.
    pub(crate) async fn freeze_some(
        self,
        developers: Vec<Developer>,
    ) -> Result<Frozen, FreezeError> {
        let freezing = tokio::task::spawn_blocking(move || self.freeze(developers));
        freezing.await.map_err(|error| FreezeError::Stopped(error.to_string()))
    }
}

/// Sets on a role what the firm set. What cannot be set any more, for instance because the client no
/// longer asks for the skill, is left out and told.
fn adjust(frozen: &mut Frozen, adjustment: &Adjustment) {
    let set = adjustment.parsed().and_then(|all| frozen.adjust(adjustment.role_id, &all));
    if let Err(error) = set {
        tracing::warn!(%error, adjustment.id = %adjustment.adjustment_id,
            role.id = %adjustment.role_id, "a role was taken without an adjustment");
    }
}
