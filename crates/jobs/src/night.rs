//! Planning a night: freeze the inputs, cut the roles into chunks, write it all at once.

use jiff::civil::Date;
use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::dossier::{client_slices, developer_slices};
use sereno_db::error::DbError;
use sereno_db::feature::{feature_lock_in_tx, feature_refresh_in_tx, feature_verify_in_tx};
use sereno_db::night_result::dry_run_find;
use sereno_db::placement_health::placement_slices;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::population::population_roles_in_tx;
use sereno_db::role_adjustment::role_adjustment_list_in_force;
use sereno_db::run::{FoundRun, PlannedStep, Purpose, RunPlan, run_find_newest, run_plan_in_tx};
use sereno_db::shard_result::shard_result_forget_in_tx;
use sereno_domain::id::{RoleId, RunId};
use sereno_domain::job::{JobKind, Pipeline};
use sereno_domain::matching::frozen::{Demand, Frozen, FrozenError};
use sereno_domain::run::RunState;
use sereno_domain::skill::Taxonomy;
use sha2::{Digest as _, Sha256};

use crate::freeze::{Against, FreezeError, model_in_force_in_tx};
use crate::job::{
    Cut, N_PLACEMENTS, N_SUBJECTS, compliance_payloads, health_payloads, rescore_payloads,
    score_payloads,
};
use crate::phase::Phases;

/// Developers in one stored shard of the inputs, at most.
const STORED_DEVELOPERS: usize = 16_384;

/// What is asked of a night.
#[derive(Debug, Clone)]
pub struct NightRequest {
    /// The civil day it is for.
    pub business_date: Date,
    /// Why a finished date should run again; none to take it as it is.
    pub revise: Option<String>,
    /// Who asks.
    pub requested_by: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Roles in one chunk.
    pub chunk_roles: usize,
    /// Developers scored in one go; with more the night is cut into shards of so many.
    pub shard_developers: usize,
}

/// The run for a date.
#[derive(Debug)]
pub struct PlannedNight {
    /// Which, and where it stands.
    pub run: FoundRun,
    /// Its inputs, for a worker of this process that would read them again: only of a run that was
    /// planned just now and is scored in one go.
    pub inputs: Option<Box<Frozen>>,
}

/// Why a night could not be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The database could not be used.
    #[error("the night could not be planned")]
    Database(#[from] DbError),
    /// The inputs cannot be frozen.
    #[error("the night's inputs could not be frozen")]
    Freeze(#[from] FreezeError),
    /// The frozen inputs cannot be packed.
    #[error("the night's inputs could not be packed")]
    Frozen(#[from] FrozenError),
    /// What a plan was made from is not there any more.
    #[error(
        "developers, roles or rules have changed since dry run {0}: make another and look at it"
    )]
    Moved(RunId),
    /// Another run of the date is at work.
    #[error("run {0} is at work on that date: commit once it has ended")]
    AtWork(RunId),
    /// There is no such plan.
    #[error("run {0} is no dry run that ended with every list made: `sereno runs` lists them")]
    NoPlan(RunId),
    /// It is not the plan that was looked at.
    #[error("the plan of dry run {run_id} is {found}, not {given}")]
    OtherPlan {
        /// The dry run.
        run_id: RunId,
        /// Its plan.
        found: String,
        /// What was given.
        given: String,
    },
}

/// The run for a date: the newest one there is, or a new one.
///
/// # Errors
/// [`PlanError`] says which part of the plan failed; nothing is written then.
pub async fn plan_night(pool: &Pool, request: &NightRequest) -> Result<PlannedNight, PlanError> {
    let mut phases = Phases::start();
    let mut tx = pool::begin_snapshot(pool).await?;
    feature_lock_in_tx(&mut tx).await?;
    let purpose = request.purpose;
    let found = run_find_newest(&mut tx, Pipeline::Nightly, request.business_date, purpose).await?;
    if let Some(run) = found
        && (run.state == RunState::Running
            || (request.revise.is_none() && purpose != Purpose::DryRun))
    {
        if matches!(purpose, Purpose::Commit(_)) {
            return Err(PlanError::AtWork(run.run_id));
        }
        return Ok(PlannedNight { run, inputs: None });
    }
    let revision = found.map_or(1, |run| run.revision + 1);
    let refreshed = feature_refresh_in_tx(&mut tx).await?;
    phases.end("pack features");
    let verified = feature_verify_in_tx(&mut tx, request.business_date).await?;
    phases.end("verify features");
    let roles = population_roles_in_tx(&mut tx, request.business_date).await?;
    let model = model_in_force_in_tx(&mut tx).await?;
    let adjustments = role_adjustment_list_in_force(&mut tx, None).await?;
    let against = Against { as_of: request.business_date, model, roles, adjustments };
    phases.end("read roles");
    let frozen = against.freeze_all_in_tx(&mut tx).await?;
    phases.end("read and freeze");
    let subjects = Slices::cut_in_tx(&mut tx, request.business_date).await?;
    phases.end("cut");
    let stored_developers = STORED_DEVELOPERS.min(request.shard_developers.max(1));
    let plan = RunPlan {
        pipeline: Pipeline::Nightly,
        business_date: request.business_date,
        revision,
        reason: if revision == 1 {
            String::new()
        } else {
            request.revise.clone().unwrap_or_else(|| "another dry run".to_owned())
        },
        requested_by: request.requested_by.clone(),
        purpose,
        versions: [
            frozen.head.model.version.clone(),
            Taxonomy::house().content_version().to_owned(),
            frozen.head.time_zone_data.clone(),
        ],
        n_developers: frozen.developers.len(),
        n_roles: frozen.head.roles.len(),
        inputs: frozen.to_blobs(stored_developers)?,
        steps: steps(&frozen, request, stored_developers, &subjects),
    };
    phases.end("pack");
    if let Purpose::Commit(dry_run) = purpose {
        is_as_planned(&mut tx, dry_run, &plan.inputs).await?;
    }
    shard_result_forget_in_tx(&mut tx).await?;
    let run_id = run_plan_in_tx(&mut tx, &plan).await?;
    phases.end("write");
    let features = serde_json::json!({ "refreshed": refreshed, "verified": verified });
    audit_insert_in_tx(&mut tx, &started(run_id, &plan, &phases, &features)).await?;
    pool::commit(tx).await?;
    tracing::info!(run.id = %run_id, business.date = %request.business_date, revision,
        n_developers = plan.n_developers, n_roles = plan.n_roles,
        "planned the night of {}", request.business_date);
    let run = FoundRun { run_id, state: RunState::Running, revision };
    let in_one_go = plan.steps.iter().all(|step| step.kind != JobKind::Score);
    Ok(PlannedNight { run, inputs: in_one_go.then(|| Box::new(frozen)) })
}

/// Whether inputs are to the byte those of a dry run.
async fn is_as_planned(
    conn: &mut PgConnection,
    dry_run: RunId,
    inputs: &[Vec<u8>],
) -> Result<(), PlanError> {
    let planned = dry_run_find(conn, dry_run).await?.ok_or(PlanError::NoPlan(dry_run))?;
    let hashes: Vec<Vec<u8>> = inputs.iter().map(|blob| Sha256::digest(blob).to_vec()).collect();
    if hashes == planned.input_hashes { Ok(()) } else { Err(PlanError::Moved(dry_run)) }
}

/// The date of a dry run whose plan is the one that is given.
///
/// # Errors
/// [`PlanError::NoPlan`] or [`PlanError::OtherPlan`].
pub async fn plan_of_dry_run(
    pool: &Pool,
    run_id: RunId,
    plan_hash: &str,
) -> Result<Date, PlanError> {
    let mut conn = pool::acquire(pool).await?;
    let found = dry_run_find(&mut conn, run_id).await?.ok_or(PlanError::NoPlan(run_id))?;
    if found.plan_hash == plan_hash {
        return Ok(found.business_date);
    }
    Err(PlanError::OtherPlan { run_id, found: found.plan_hash, given: plan_hash.to_owned() })
}

/// The start of a run as the audit log keeps it.
fn started(
    run_id: RunId,
    plan: &RunPlan,
    phases: &Phases,
    features: &serde_json::Value,
) -> AuditEvent {
    AuditEvent {
        actor: plan.requested_by.clone(),
        action: match plan.purpose {
            Purpose::DryRun => "run.dry_run",
            Purpose::Commit(_) => "run.commit",
            Purpose::Night | Purpose::Backfill if plan.revision > 1 => "run.revise",
            Purpose::Night | Purpose::Backfill => "run.start",
        },
        subject: format!("run:{run_id}"),
        reason: plan.reason.clone(),
        detail: serde_json::json!({
            "business_date": plan.business_date,
            "revision": plan.revision,
            "n_developers": plan.n_developers,
            "n_roles": plan.n_roles,
            "features": features,
            "phases_us": phases.microseconds(),
        }),
    }
}

/// Who is looked at in which chunk of the steps after the lists.
struct Slices {
    developers: Vec<[i64; 2]>,
    clients: Vec<[i64; 2]>,
    placements: Vec<[i64; 2]>,
}

impl Slices {
    async fn cut_in_tx(conn: &mut PgConnection, day: Date) -> Result<Self, DbError> {
        Ok(Self {
            developers: developer_slices(conn, N_SUBJECTS).await?,
            clients: client_slices(conn, N_SUBJECTS).await?,
            placements: placement_slices(conn, N_PLACEMENTS, day).await?,
        })
    }
}

fn steps(
    inputs: &Frozen,
    request: &NightRequest,
    stored_developers: usize,
    subjects: &Slices,
) -> Vec<PlannedStep> {
    let cut = Cut {
        n_stored: inputs.developers.len().div_ceil(stored_developers),
        n_stored_a_shard: request.shard_developers / stored_developers,
        chunk_roles: request.chunk_roles,
    };
    let shards = score_payloads(cut);
    let sharded = shards.len() > 1;
    let n_shards = sharded.then_some(shards.len());
    let n_roles = inputs.head.roles.len();
    Pipeline::Nightly
        .steps(sharded)
        .iter()
        .map(|(kind, depends_on)| PlannedStep {
            kind: *kind,
            depends_on,
            payloads: match kind {
                JobKind::Score => shards.clone(),
                JobKind::Rescore => rescore_payloads(n_roles, request.chunk_roles, n_shards),
                JobKind::Digest => vec![serde_json::json!({})],
                JobKind::Compliance => compliance_payloads(&subjects.developers, &subjects.clients),
                JobKind::Health => health_payloads(&subjects.placements),
                // Pay has a pipeline of its own.
                JobKind::Pay | JobKind::PayReview => Vec::new(),
            },
            roles: match kind {
                JobKind::Rescore => ends(inputs, request.chunk_roles),
                JobKind::Score
                | JobKind::Digest
                | JobKind::Compliance
                | JobKind::Health
                | JobKind::Pay
                | JobKind::PayReview => Vec::new(),
            },
        })
        .collect()
}

/// First and last role of each chunk of the rescore; roles come in the order of their ids.
fn ends(inputs: &Frozen, chunk_roles: usize) -> Vec<[RoleId; 2]> {
    let chunks = inputs.head.roles.chunks(chunk_roles.max(1));
    let ends = |chunk: &[Demand]| Some([chunk.first()?.role_id, chunk.last()?.role_id]);
    chunks.filter_map(ends).collect()
}
