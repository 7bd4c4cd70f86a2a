//! A made-up firm into the database, streamed by `COPY`: all of it or nothing.

use std::collections::BTreeMap;

use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sqlx::Connection;

use crate::error::{DbError, StatementOf, count};
use crate::pool::{PgConnection, Pool};

mod simulated;
mod text;

use simulated::{DeveloperRows, RoleRows};
use text::Rows;

/// Where made-up rows say they come from.
const SOURCE: &str = "demo";
/// Developers sent at a time: a few megabytes.
const DEVELOPERS_PER_BATCH: usize = 5_000;

/// Why a made-up firm was not written.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// There are people in the database who were not made up.
    #[error(
        "the database holds {n_rows} developers or clients that are not simulated: use a database of its own for the demo"
    )]
    NotAlone {
        /// Developers and clients.
        n_rows: u64,
    },
    /// Runs were made with the former firm.
    #[error(
        "{n_runs} runs refer to the simulated firm that is there: keep it, or replace it together with its runs"
    )]
    HasRuns {
        /// Runs.
        n_runs: u64,
    },
    /// The database failed.
    #[error("the simulated firm could not be written")]
    Db(#[from] DbError),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SimulationCounts {
    /// Clients.
    pub n_clients: u64,
    /// Roles, open or not.
    pub n_roles: u64,
    /// Developers.
    pub n_developers: u64,
    /// Skills of developers.
    pub n_developer_skills: u64,
    /// Results of vetting.
    pub n_vetting_results: u64,
}

/// What becomes of runs over a simulated firm that is to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormerRuns {
    /// They stay, and so does the firm.
    Keep,
    /// They go with it: nights over people who never were.
    Delete,
}

/// Replaces the simulated firm of the database with this one, in one transaction. `progress` is
/// told how many developers have been sent.
///
/// # Errors
/// [`SimulationError::NotAlone`] and [`SimulationError::HasRuns`] when there is something that must
/// not be touched; otherwise what the database said. Nothing is written then.
pub async fn simulation_replace(
    pool: &Pool,
    simulation: Simulation,
    taxonomy: &Taxonomy,
    former: FormerRuns,
    mut progress: impl FnMut(u64) + Send,
) -> Result<SimulationCounts, SimulationError> {
    const WHAT: &str = "simulation_replace";
    let mut connection = pool.acquire().await.of(WHAT)?;
    let mut transaction = connection.begin().await.of(WHAT)?;
    clear(&mut transaction, former).await?;
    skill_upsert(&mut transaction, taxonomy).await?;
    let mut counts = SimulationCounts::default();
    copy_demand(&mut transaction, simulation, &mut counts).await?;
    let mut people = simulation.developers();
    loop {
        let batch: Vec<_> = people.by_ref().take(DEVELOPERS_PER_BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let ids =
            reserve(&mut transaction, "sereno.developer", "developer_id", batch.len()).await?;
        let mut rows = DeveloperRows::default();
        for (id, person) in ids.into_iter().zip(&batch) {
            rows.add(id, person);
        }
        counts.n_developers +=
            copy(&mut transaction, simulated::DEVELOPER, &rows.developer).await?;
        copy(&mut transaction, simulated::DEVELOPER_PII, &rows.pii).await?;
        counts.n_developer_skills +=
            copy(&mut transaction, simulated::DEVELOPER_SKILL, &rows.skill).await?;
        counts.n_vetting_results +=
            copy(&mut transaction, simulated::VETTING_RESULT, &rows.vetting).await?;
        progress(counts.n_developers);
    }
    transaction.commit().await.of(WHAT)?;
    analyze(&mut connection).await?;
    Ok(counts)
}

/// Takes the former firm away, unless something depends on it. The locks keep imports and the
/// start of a run out until the transaction ends.
async fn clear(connection: &mut PgConnection, former: FormerRuns) -> Result<(), SimulationError> {
    const WHAT: &str = "simulation_replace";
    sqlx::query!(
        "lock table sereno.developer, sereno.client, sereno.role, sereno.run in share row exclusive mode"
    )
    .execute(&mut *connection)
    .await
    .of(WHAT)?;
    let found = sqlx::query!(
        r#"select
    (select count(*) from sereno.developer where not simulated)
        + (select count(*) from sereno.client where not simulated) as "n_rows!",
    (select count(*) from sereno.run) as "n_runs!""#
    )
    .fetch_one(&mut *connection)
    .await
    .of(WHAT)?;
    if found.n_rows > 0 {
        return Err(SimulationError::NotAlone { n_rows: count(found.n_rows) });
    }
    if found.n_runs > 0 && former == FormerRuns::Keep {
        return Err(SimulationError::HasRuns { n_runs: count(found.n_runs) });
    }
    sqlx::query!("delete from sereno.role where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.run").execute(&mut *connection).await.of(WHAT)?;
    sqlx::query!("delete from sereno.client where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    sqlx::query!("delete from sereno.developer where simulated")
        .execute(&mut *connection)
        .await
        .of(WHAT)?;
    Ok(())
}

/// Writes the skills of a taxonomy: rows may only name skills that are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn skill_upsert(
    connection: &mut PgConnection,
    taxonomy: &Taxonomy,
) -> Result<(), DbError> {
    let skills = taxonomy.skills();
    let slugs: Vec<String> = skills.iter().map(|skill| skill.slug.clone()).collect();
    let names: Vec<String> = skills.iter().map(|skill| skill.name.clone()).collect();
    let categories: Vec<String> =
        skills.iter().map(|skill| skill.category.name().to_owned()).collect();
    sqlx::query!(
        r#"insert into sereno.skill (slug, name, category)
select slug, name, category
from unnest($1::text[], $2::text[], $3::text[]) as given (slug, name, category)
order by slug
on conflict (slug) do update
set name = excluded.name, category = excluded.category
where (skill.name, skill.category) is distinct from (excluded.name, excluded.category)"#,
        &slugs,
        &names,
        &categories
    )
    .execute(connection)
    .await
    .of("skill_upsert")?;
    Ok(())
}

async fn copy_demand(
    connection: &mut PgConnection,
    simulation: Simulation,
    counts: &mut SimulationCounts,
) -> Result<(), DbError> {
    let clients: Vec<_> = simulation.clients().collect();
    let roles: Vec<_> = simulation.roles().collect();
    let ids = reserve(connection, "sereno.client", "client_id", clients.len()).await?;
    let mut client_ids = BTreeMap::new();
    let mut rows = Rows::default();
    for (id, client) in ids.into_iter().zip(&clients) {
        simulated::client(&mut rows, id, client);
        client_ids.insert(client.client_id, id);
    }
    counts.n_clients = copy(connection, simulated::CLIENT, &rows).await?;
    let ids = reserve(connection, "sereno.role", "role_id", roles.len()).await?;
    let mut rows = RoleRows::default();
    for (id, role) in ids.into_iter().zip(&roles) {
        if let Some(client_id) = client_ids.get(&role.role.client_id) {
            rows.add(id, *client_id, role);
        }
    }
    counts.n_roles = copy(connection, simulated::ROLE, &rows.role).await?;
    copy(connection, simulated::ROLE_SKILL, &rows.skill).await?;
    Ok(())
}

/// Takes `n` ids off a table's identity, in order.
async fn reserve(
    connection: &mut PgConnection,
    table: &str,
    column: &str,
    n: usize,
) -> Result<Vec<i64>, DbError> {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let mut ids = sqlx::query_scalar!(
        r#"select nextval(pg_get_serial_sequence($1, $2)) as "id!" from generate_series(1, $3::bigint)"#,
        table,
        column,
        n
    )
    .fetch_all(connection)
    .await
    .of("reserve")?;
    ids.sort_unstable();
    Ok(ids)
}

/// Streams rows into a table; identity columns take the values given.
async fn copy(
    connection: &mut PgConnection,
    statement: &'static str,
    rows: &Rows,
) -> Result<u64, DbError> {
    let mut stream = connection.copy_in_raw(statement).await.of("copy")?;
    if let Err(error) = stream.send(rows.as_bytes()).await {
        // The first error is the one to tell.
        let _ = stream.abort("sending failed").await;
        return Err(error).of("copy");
    }
    stream.finish().await.of("copy")
}

/// The first night should not be planned on the statistics of empty tables.
async fn analyze(connection: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(
        "analyze sereno.skill, sereno.client, sereno.role, sereno.role_skill, sereno.developer, sereno.developer_pii, sereno.developer_skill, sereno.vetting_result"
    )
    .execute(connection)
    .await
    .of("analyze")?;
    Ok(())
}
