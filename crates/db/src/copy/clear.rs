//! The former simulated firm, taken away before another is written.

use sereno_domain::simulation::SimulatedRates;

use super::{FormerRuns, SimulationError};
use crate::error::{StatementOf, count};
use crate::pool::PgConnection;

const WHAT: &str = "simulation_replace";

/// Takes the former firm away, unless something depends on it. The locks keep imports and the
/// start of a run out until the transaction ends.
pub(super) async fn clear(
    connection: &mut PgConnection,
    former: FormerRuns,
) -> Result<(), SimulationError> {
    sqlx::query!(
        "lock table sereno.developer, sereno.client, sereno.role, sereno.run, sereno.payroll_run in share row exclusive mode"
    )
    .execute(&mut *connection)
    .await
    .of(WHAT)?;
    let found = sqlx::query!(
        r#"select
    (select count(*) from sereno.developer where not simulated)
        + (select count(*) from sereno.client where not simulated) as "n_rows!",
    (select count(*) from sereno.run) as "n_runs!",
    (select count(*) from sereno.payroll_run) as "n_payrolls!""#
    )
    .fetch_one(&mut *connection)
    .await
    .of(WHAT)?;
    if found.n_rows > 0 {
        return Err(SimulationError::NotAlone { n_rows: count(found.n_rows) });
    }
    let n_runs = count(found.n_runs + found.n_payrolls);
    if n_runs > 0 && former == FormerRuns::Keep {
        return Err(SimulationError::HasRuns { n_runs });
    }
    if found.n_payrolls > 0 {
        clear_payrolls(connection).await?;
    }
    let sources = SimulatedRates::sources().map(str::to_owned);
    sqlx::query!("delete from sereno.fx_rate where source = any($1)", &sources)
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.role where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.run").execute(&mut *connection).await.of(WHAT)?;
    // Nobody else is in the books: what was found is of them.
    sqlx::query!("delete from sereno.finding").execute(&mut *connection).await.of(WHAT)?;
    sqlx::query!("delete from sereno.developer where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.client where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.evaluator where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    Ok(())
}

/// Takes away payrolls of people who never were, locked ones as well: the triggers that keep them are
/// switched off until the rows are gone, which only the owner of the tables can do, and only this
/// transaction sees.
async fn clear_payrolls(connection: &mut PgConnection) -> Result<(), SimulationError> {
    sqlx::query!(
        "do $$
        declare
            kept text[] := array['payment', 'payroll_approval', 'payroll_anomaly', 'payroll_variance', 'payroll_total',
                'payroll_line', 'payroll_item', 'payroll_fx', 'payroll_run'];
            one text;
        begin
            foreach one in array kept loop
                execute format('alter table sereno.%I disable trigger user', one);
            end loop;
            foreach one in array kept loop
                execute format('delete from sereno.%I', one);
            end loop;
            foreach one in array kept loop
                execute format('alter table sereno.%I enable trigger user', one);
            end loop;
        end
        $$"
    )
    .execute(connection)
    .await
    .of(WHAT)?;
    Ok(())
}
