//! A made-up firm into the database, streamed by `COPY`: all of it or nothing.

use std::collections::BTreeMap;

use sereno_domain::question::QuestionBank;
use sereno_domain::simulation::{SimulatedDeveloper, SimulatedPapers, Simulation};
use sereno_domain::skill::Taxonomy;
use sqlx::Connection;

use crate::error::{DbError, StatementOf};
use crate::evaluator::evaluator_calibrate_in_tx;
use crate::feature::{mark_all_in_tx, marks_off_in_tx};
use crate::pool::{PgConnection, Pool};
use crate::question::question_upsert;
use crate::vault::{Keys, PersonKey, Vault};

mod clear;
mod papers;
mod pay;
mod simulated;
mod text;

use clear::clear;
use papers::{PaperRows, Taken};
use simulated::{DeveloperRows, Ids, RoleRows};
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
    /// Questions scored in interviews.
    pub n_scorecard_items: u64,
    /// Placements, running and over.
    pub n_placements: u64,
    /// Papers of developers, placements and clients.
    pub n_documents: u64,
    /// Weeks told of placements.
    pub n_timesheets: u64,
    /// What placements pay and bill, by stretch of days.
    pub n_terms: u64,
    /// What was paid or taken once.
    pub n_pay_extras: u64,
    /// What employers of record say they paid.
    pub n_pay_statements: u64,
    /// Accounts developers are paid to.
    pub n_bank_accounts: u64,
    /// Exchange rates.
    pub n_fx_rates: u64,
    /// Troubles planted in all that, for the rules to find.
    pub n_troubles: u64,
    /// Troubles planted in what people are paid, for a payroll to see.
    pub n_pay_troubles: u64,
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
    (pool, vault): (&Pool, &Vault),
    simulation: Simulation,
    taxonomy: &Taxonomy,
    former: FormerRuns,
    mut progress: impl FnMut(u64) + Send,
) -> Result<SimulationCounts, SimulationError> {
    const WHAT: &str = "simulation_replace";
    let keys = vault.keys().map_err(DbError::from)?;
    let mut connection = pool.acquire().await.of(WHAT)?;
    let mut transaction = connection.begin().await.of(WHAT)?;
    marks_off_in_tx(&mut transaction).await?;
    clear(&mut transaction, former).await?;
    skill_upsert(&mut transaction, taxonomy).await?;
    question_upsert(&mut transaction, QuestionBank::house()).await?;
    let mut counts = SimulationCounts::default();
    let mut ids = copy_demand(&mut transaction, (simulation, keys), &mut counts).await?;
    let rates = simulation.rates();
    counts.n_fx_rates = copy(&mut transaction, pay::FX_RATE, &pay::rates(&rates.rates)).await?;
    let mut people = simulation.developers();
    loop {
        let batch: Vec<_> = people.by_ref().take(DEVELOPERS_PER_BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let own = copy_developers(&mut transaction, keys, &batch, (&mut ids, &mut counts)).await?;
        copy_papers(&mut transaction, simulation, &batch, (&ids, keys, &own), &mut counts).await?;
        progress(counts.n_developers);
    }
    let evaluators: Vec<i64> = ids.evaluator.into_values().collect();
    evaluator_calibrate_in_tx(&mut transaction, &evaluators).await?;
    mark_all_in_tx(&mut transaction).await?;
    transaction.commit().await.of(WHAT)?;
    analyze(&mut connection).await?;
    Ok(counts)
}

/// Sends one batch of developers with all that belongs to them; their keys.
async fn copy_developers(
    connection: &mut PgConnection,
    keys: &Keys,
    batch: &[SimulatedDeveloper],
    (ids, counts): (&mut Ids, &mut SimulationCounts),
) -> Result<BTreeMap<i64, PersonKey>, DbError> {
    let taken = reserve(connection, "sereno.developer", "developer_id", batch.len()).await?;
    let mut rows = DeveloperRows::default();
    let mut own = BTreeMap::new();
    for (id, person) in taken.into_iter().zip(batch) {
        own.insert(id, rows.add(id, person, (ids, keys))?);
        ids.developer.insert(person.developer.developer_id, id);
    }
    counts.n_developers += copy(connection, simulated::DEVELOPER, &rows.developer).await?;
    counts.n_developer_skills += copy(connection, simulated::DEVELOPER_SKILL, &rows.skill).await?;
    counts.n_vetting_results += copy(connection, simulated::VETTING_RESULT, &rows.vetting).await?;
    counts.n_scorecard_items +=
        copy(connection, simulated::SCORECARD_ITEM, &rows.scorecard).await?;
    for (statement, rows) in [
        (simulated::PERSON_KEY, &rows.key),
        (simulated::DEVELOPER_PII, &rows.pii),
        (simulated::DEVELOPER_INDUSTRY, &rows.industry),
        (simulated::DEVELOPER_SCALE, &rows.scale),
        (simulated::DEVELOPER_REGIME, &rows.regime),
        (simulated::EXCLUSION, &rows.exclusion),
        (simulated::FINDING, &rows.finding),
    ] {
        copy(connection, statement, rows).await?;
    }
    Ok(own)
}

/// Sends the placements and papers of a batch of developers who are there already.
async fn copy_papers(
    connection: &mut PgConnection,
    simulation: Simulation,
    batch: &[SimulatedDeveloper],
    (ids, keys, own): (&Ids, &Keys, &BTreeMap<i64, PersonKey>),
    counts: &mut SimulationCounts,
) -> Result<(), DbError> {
    let papers: Vec<_> = batch.iter().map(|person| simulation.papers(person)).collect();
    let n_documents: usize = papers.iter().map(SimulatedPapers::n_documents).sum();
    let n_placements: usize = batch.iter().map(|person| person.developer.placements.len()).sum();
    let n_timesheets: usize = papers.iter().map(SimulatedPapers::n_timesheets).sum();
    let n_accounts: usize = papers.iter().map(|papers| papers.pay.accounts.len()).sum();
    let n = [n_documents, n_placements, n_timesheets, n_accounts];
    let mut taken = take(connection, n, (keys, own)).await?;
    let mut rows = PaperRows::default();
    for (person, papers) in batch.iter().zip(&papers) {
        if let Some(id) = ids.developer.get(&person.developer.developer_id) {
            rows.add(*id, person, papers, (ids, &mut taken))?;
        }
    }
    let n_troubles: usize = papers.iter().map(|papers| papers.planted.len()).sum();
    counts.n_troubles += u64::try_from(n_troubles).unwrap_or(u64::MAX);
    let n_pay_troubles: usize = papers.iter().map(|papers| papers.pay.planted.len()).sum();
    counts.n_pay_troubles += u64::try_from(n_pay_troubles).unwrap_or(u64::MAX);
    send_papers(connection, &rows, counts).await
}

async fn take<'k>(
    connection: &mut PgConnection,
    [n_documents, n_placements, n_timesheets, n_accounts]: [usize; 4],
    (keys, own): (&'k Keys, &'k BTreeMap<i64, PersonKey>),
) -> Result<Taken<'k>, DbError> {
    let documents = reserve(connection, "sereno.document", "document_id", n_documents).await?;
    let placements = reserve(connection, "sereno.placement", "placement_id", n_placements).await?;
    let timesheets = reserve(connection, "sereno.timesheet", "timesheet_id", n_timesheets).await?;
    let accounts =
        reserve(connection, "sereno.bank_account", "bank_account_id", n_accounts).await?;
    Ok(Taken {
        documents: documents.into_iter(),
        placements: placements.into_iter(),
        timesheets: timesheets.into_iter(),
        accounts: accounts.into_iter(),
        keys,
        own,
    })
}

async fn send_papers(
    connection: &mut PgConnection,
    rows: &PaperRows,
    counts: &mut SimulationCounts,
) -> Result<(), DbError> {
    counts.n_placements += copy(connection, simulated::PLACEMENT, &rows.placement).await?;
    counts.n_documents += copy(connection, papers::DOCUMENT, &rows.document).await?;
    counts.n_timesheets += copy(connection, papers::TIMESHEET, &rows.timesheet).await?;
    counts.n_terms += copy(connection, pay::TERMS, &rows.pay.terms).await?;
    counts.n_pay_extras += copy(connection, pay::EXTRA, &rows.pay.extra).await?;
    counts.n_pay_statements += copy(connection, pay::STATEMENT, &rows.pay.statement).await?;
    counts.n_bank_accounts += copy(connection, pay::ACCOUNT, &rows.pay.account).await?;
    for (statement, rows) in [
        (papers::TIMESHEET_DAY, &rows.timesheet_day),
        (papers::DOCUMENT_PII, &rows.document_pii),
        (papers::ANSWER, &rows.answer),
        (papers::CHECKIN, &rows.checkin),
        (papers::SUPPLEMENT, &rows.supplement),
        (papers::FEE, &rows.fee),
        (papers::INCIDENT, &rows.incident),
        (papers::INVOICE, &rows.invoice),
        (papers::EMPLOYMENT, &rows.employment),
    ] {
        copy(connection, statement, rows).await?;
    }
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
    (simulation, keys): (Simulation, &Keys),
    counts: &mut SimulationCounts,
) -> Result<Ids, DbError> {
    let clients: Vec<_> = simulation.clients().collect();
    let roles: Vec<_> = simulation.roles().collect();
    let evaluators: Vec<_> = simulation.evaluators().collect();
    let mut ids = Ids::default();
    let taken = reserve(connection, "sereno.evaluator", "evaluator_id", evaluators.len()).await?;
    let mut rows = Rows::default();
    for (id, evaluator) in taken.into_iter().zip(&evaluators) {
        simulated::evaluator(&mut rows, id, evaluator);
        ids.evaluator.insert(evaluator.evaluator_id, id);
    }
    copy(connection, simulated::EVALUATOR, &rows).await?;
    let taken = reserve(connection, "sereno.client", "client_id", clients.len()).await?;
    let mut rows = Rows::default();
    for (id, client) in taken.into_iter().zip(&clients) {
        simulated::client(&mut rows, id, client);
        ids.client.insert(client.client_id, id);
    }
    counts.n_clients = copy(connection, simulated::CLIENT, &rows).await?;
    copy_client_papers(connection, (simulation, keys), &ids, counts).await?;
    let taken = reserve(connection, "sereno.role", "role_id", roles.len()).await?;
    let mut rows = RoleRows::default();
    for (id, role) in taken.into_iter().zip(&roles) {
        if let Some(client_id) = ids.client.get(&role.role.client_id) {
            rows.add(id, *client_id, role);
            ids.role.insert(role.role.role_id, id);
        }
    }
    counts.n_roles = copy(connection, simulated::ROLE, &rows.role).await?;
    copy(connection, simulated::ROLE_SKILL, &rows.skill).await?;
    copy(connection, simulated::ROLE_SCALE, &rows.scale).await?;
    Ok(ids)
}

/// Sends the papers of the clients, who are there already.
async fn copy_client_papers(
    connection: &mut PgConnection,
    (simulation, keys): (Simulation, &Keys),
    ids: &Ids,
    counts: &mut SimulationCounts,
) -> Result<(), DbError> {
    let papers: Vec<_> = simulation
        .clients()
        .filter_map(|client| {
            Some((*ids.client.get(&client.client_id)?, simulation.client_papers(&client), client))
        })
        .collect();
    let n_documents = papers.iter().map(|(_, papers, _)| papers.documents.len()).sum();
    let n_troubles: usize = papers.iter().map(|(_, papers, _)| papers.planted.len()).sum();
    counts.n_troubles += u64::try_from(n_troubles).unwrap_or(u64::MAX);
    let nobody = BTreeMap::new();
    let mut taken = take(connection, [n_documents, 0, 0, 0], (keys, &nobody)).await?;
    let mut rows = PaperRows::default();
    for (id, papers, client) in &papers {
        rows.add_client(*id, client, papers, &mut taken)?;
    }
    send_papers(connection, &rows, counts).await
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
        "analyze sereno.skill, sereno.client, sereno.role, sereno.role_skill, sereno.developer, sereno.developer_pii, sereno.person_key, sereno.developer_skill, sereno.vetting_result, sereno.scorecard_item, sereno.developer_industry, sereno.developer_scale, sereno.developer_regime, sereno.placement, sereno.exclusion, sereno.finding, sereno.role_scale, sereno.document, sereno.document_pii, sereno.placement_terms, sereno.classification_answer, sereno.checkin, sereno.incident, sereno.client_invoice, sereno.fee, sereno.supplement, sereno.former_employment, sereno.timesheet, sereno.timesheet_day, sereno.pay_extra, sereno.pay_statement, sereno.bank_account, sereno.fx_rate"
    )
    .execute(connection)
    .await
    .of("analyze")?;
    Ok(())
}
