//! From the database to frozen inputs: whom and what a night scores, by which model. Planning a
//! night and previewing a model go the same way, so that they cannot differ.

use std::borrow::Borrow;

use jiff::civil::Date;
use sereno_db::error::DbError;
use sereno_db::pool::PgConnection;
use sereno_db::population::{population_developers_in_tx, population_roles_in_tx};
use sereno_db::score_model::{
    score_model_active, score_model_find, score_model_follow_house_in_tx,
};
use sereno_domain::developer::Developer;
use sereno_domain::fx::{FxError, FxTable};
use sereno_domain::matching::frozen::Frozen;
use sereno_domain::matching::frozen::build::Unusable;
use sereno_domain::matching::model::ScoreModel;
use sereno_domain::role::Role;
use sereno_domain::skill::Taxonomy;

/// Exchange rates shipped with sereno.
const FX: &str = include_str!("../../../config/fx.toml");

/// Why inputs could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InputsError {
    /// The database could not be used.
    #[error("what the night scores could not be read")]
    Database(#[from] DbError),
    /// The exchange rates are wrong.
    #[error("the exchange rates cannot be read")]
    Fx(#[from] FxError),
    /// No model is in force.
    #[error("no score model is in force: `sereno migrate` puts the house's own there")]
    NoModel,
}

/// Everybody and every seat of one snapshot.
pub(crate) struct Population {
    developers: Vec<Developer>,
    roles: Vec<Role>,
}

impl Population {
    /// Reads it. The caller holds a transaction of one snapshot.
    pub(crate) async fn read_in_tx(conn: &mut PgConnection) -> Result<Self, InputsError> {
        let developers = population_developers_in_tx(conn).await?;
        let roles = population_roles_in_tx(conn).await?;
        Ok(Self { developers, roles })
    }

    /// The inputs of a night of `as_of` by `model`, and what was wrong in the records.
    pub(crate) fn freeze(
        &self,
        as_of: Date,
        model: ScoreModel,
    ) -> Result<(Frozen, Vec<Unusable>), InputsError> {
        build(as_of, model, &self.developers, &self.roles)
    }

    /// The same, giving each developer's memory back as soon as they are frozen.
    pub(crate) fn freeze_away(
        self,
        as_of: Date,
        model: ScoreModel,
    ) -> Result<(Frozen, Vec<Unusable>), InputsError> {
        build(as_of, model, self.developers, &self.roles)
    }
}

fn build(
    as_of: Date,
    model: ScoreModel,
    developers: impl IntoIterator<Item = impl Borrow<Developer>>,
    roles: &[Role],
) -> Result<(Frozen, Vec<Unusable>), InputsError> {
    let fx = FxTable::parse(FX)?;
    Ok(Frozen::build(as_of, model, &Taxonomy::house().graph(), &fx, developers, roles))
}

/// The model the next night uses.
pub(crate) async fn model_in_force_in_tx(
    conn: &mut PgConnection,
) -> Result<ScoreModel, InputsError> {
    score_model_follow_house_in_tx(conn, &ScoreModel::house()).await?;
    let version = score_model_active(conn).await?.ok_or(InputsError::NoModel)?;
    score_model_find(conn, &version).await?.ok_or(InputsError::NoModel)
}
