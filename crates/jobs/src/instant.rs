//! Scoring something anew between two nights: a few developers against every open role, or a few
//! roles against everybody. It stands in for the newest night: its business date, its model and its
//! pool of placements, with the facts of now, so that the next night finds nothing left to change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::error::DbError;
use sereno_db::feature::feature_lock_in_tx;
use sereno_db::matches::{match_apply_in_tx, match_list_of_roles, match_roles_of_developers};
use sereno_db::night_result::role_night_put_in_tx;
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::population::{population_developers_of_in_tx, population_roles_in_tx};
use sereno_db::role_adjustment::role_adjustment_list_in_force;
use sereno_db::run::{run_find_newest_ended, run_list_live};
use sereno_db::run_input::{run_input_head, run_input_load, run_input_patch_insert_in_tx};
use sereno_domain::adjustment::Adjustment;
use sereno_domain::developer::Developer;
use sereno_domain::id::{DeveloperId, RoleId, RunId};
use sereno_domain::matching::diff::ShortlistDiff;
use sereno_domain::matching::frozen::{Frozen, Head, Patch};
use sereno_domain::matching::kernel::Kernel;
use sereno_domain::matching::merge::{Merged, merge};
use sereno_domain::matching::{Match, RoleResult, SHORTLIST_LEN};
use sereno_domain::role::Role;

use crate::freeze::{Against, FreezeError};

/// How many developers or roles at once: more is a night's work, and all of them may belong on one
/// list.
pub const N_SUBJECTS_MAX: usize = SHORTLIST_LEN;

/// What is scored anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// Developers, against every open role.
    Developers(BTreeSet<DeveloperId>),
    /// Open roles, against every developer.
    Roles(BTreeSet<RoleId>),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct InstantReport {
    /// The night it stands in for.
    pub run_id: RunId,
    /// The day ages are counted from.
    pub business_date: Date,
    /// Pairs scored.
    pub n_pairs: usize,
    /// Lists that changed.
    pub n_lists_changed: usize,
    /// Developers who came onto a list.
    pub n_entered: usize,
    /// Developers who left a list.
    pub n_left: usize,
    /// Developers who stayed with another score.
    pub n_rescored: u32,
    /// Match rows written.
    pub n_matches_written: u64,
}

/// Why nothing was scored.
#[derive(Debug, thiserror::Error)]
pub enum InstantError {
    /// The database could not be used.
    #[error("nothing was scored anew")]
    Database(#[from] DbError),
    /// The inputs cannot be frozen.
    #[error("nothing was scored anew")]
    Freeze(#[from] FreezeError),
    /// There is no night to stand in for.
    #[error("no night has ended yet: `sereno run nightly --wait` runs one and scores everybody")]
    NoNight,
    /// A night is at work with inputs of its own.
    #[error(
        "run {run_id} is at work and would undo it: wait until it has ended, `sereno runs` tells"
    )]
    NightRunning {
        /// Which.
        run_id: RunId,
    },
    /// Too many at once.
    #[error(
        "{given} is more than can be scored anew at once: give at most {N_SUBJECTS_MAX}, or run a night"
    )]
    TooMany {
        /// How many.
        given: usize,
    },
    /// The role is not open.
    #[error("role {0} is not open, or there is none: `sereno matches` lists those that are open")]
    NotOpen(RoleId),
    /// The thread that scored ended.
    #[error("scoring stopped: {0}")]
    Stopped(String),
}

/// A list as it is and as it should be.
struct Change {
    role_id: RoleId,
    stored: Vec<Match>,
    list: Vec<Match>,
}

/// Scores developers or roles anew and writes what changed, in one transaction that keeps planners
/// of nights out. Developers who are not proposed leave every list. The inputs of the night keep
/// what was scored anew as a patch, so that explanations follow the lists.
///
/// # Errors
/// [`InstantError`] says why; nothing is written then.
pub async fn rescore(
    pool: &Pool,
    subjects: &Subjects,
    actor: &str,
) -> Result<InstantReport, InstantError> {
    let mut tx = pool::begin_snapshot(pool).await?;
    let report = rescore_in_tx(&mut tx, subjects, actor).await?;
    pool::commit(tx).await?;
    Ok(report)
}

/// The same within a snapshot that does more.
pub(crate) async fn rescore_in_tx(
    conn: &mut PgConnection,
    subjects: &Subjects,
    actor: &str,
) -> Result<InstantReport, InstantError> {
    let given = match subjects {
        Subjects::Developers(ids) => ids.len(),
        Subjects::Roles(ids) => ids.len(),
    };
    if given > N_SUBJECTS_MAX {
        return Err(InstantError::TooMany { given });
    }
    feature_lock_in_tx(conn).await?;
    if let Some(&run_id) = run_list_live(conn).await?.first() {
        return Err(InstantError::NightRunning { run_id });
    }
    let run_id = run_find_newest_ended(conn).await?.ok_or(InstantError::NoNight)?;
    let head = run_input_head(conn, run_id).await?;
    let mut report = InstantReport {
        run_id,
        business_date: head.as_of,
        n_pairs: 0,
        n_lists_changed: 0,
        n_entered: 0,
        n_left: 0,
        n_rescored: 0,
        n_matches_written: 0,
    };
    let roles = population_roles_in_tx(conn, head.as_of).await?;
    let night = Night { run_id, head, roles };
    let changes = match subjects {
        Subjects::Developers(ids) => night.of_developers(conn, ids, &mut report).await?,
        Subjects::Roles(ids) => night.of_roles(conn, ids, &mut report).await?,
    };
    let diffs: Vec<(RoleId, ShortlistDiff)> = changes
        .iter()
        .map(|change| (change.role_id, ShortlistDiff::between(&change.stored, &change.list)))
        .collect();
    for (_, diff) in &diffs {
        report.n_lists_changed += usize::from(!diff.is_empty());
        report.n_entered += diff.n_entered();
        report.n_left += diff.n_left();
        report.n_rescored += diff.n_rescored;
    }
    report.n_matches_written = match_apply_in_tx(conn, run_id, &diffs).await?;
    audit_insert_in_tx(conn, &event(subjects, actor, &report)).await?;
    Ok(report)
}

fn event(subjects: &Subjects, actor: &str, report: &InstantReport) -> AuditEvent {
    let (action, ids): (_, Vec<String>) = match subjects {
        Subjects::Developers(ids) => {
            ("rescore.developer", ids.iter().map(ToString::to_string).collect())
        }
        Subjects::Roles(ids) => ("rescore.role", ids.iter().map(ToString::to_string).collect()),
    };
    AuditEvent {
        actor: actor.to_owned(),
        action,
        subject: format!("run:{}", report.run_id),
        reason: String::new(),
        detail: serde_json::json!({ "ids": ids, "report": report }),
    }
}

/// The night that is stood in for, with the roles of now.
struct Night {
    run_id: RunId,
    head: Head,
    roles: Vec<Role>,
}

impl Night {
    /// Freezes facts and demands as they are now, by the rules of the night.
    async fn freeze(
        &self,
        developers: Vec<Developer>,
        roles: Vec<Role>,
        adjustments: Vec<Adjustment>,
    ) -> Result<Frozen, InstantError> {
        let (as_of, model) = (self.head.as_of, self.head.model.clone());
        let against = Against { as_of, model, roles, adjustments };
        Ok(against.freeze_some(developers).await?)
    }

    async fn of_developers(
        self,
        conn: &mut PgConnection,
        ids: &BTreeSet<DeveloperId>,
        report: &mut InstantReport,
    ) -> Result<Vec<Change>, InstantError> {
        let given: Vec<DeveloperId> = ids.iter().copied().collect();
        let developers = population_developers_of_in_tx(conn, &given).await?;
        let frozen = self.freeze(developers, self.roles.clone(), Vec::new()).await?;
        let patch = Patch::of_developers(frozen, ids.clone());
        run_input_patch_insert_in_tx(conn, self.run_id, &patch).await?;
        let open: BTreeSet<RoleId> = self.roles.iter().map(|role| role.role_id).collect();
        let mut few = Frozen { head: self.head.clone(), developers: Vec::new() };
        few.head.roles.retain(|role| open.contains(&role.role_id));
        few.patch(patch);
        let mut found: BTreeMap<RoleId, Vec<Match>> = score(few, report)
            .await?
            .into_iter()
            .filter(|result| !result.shortlist.is_empty())
            .map(|result| (result.role_id, result.shortlist))
            .collect();
        let listed = match_roles_of_developers(conn, &given).await?;
        let touched = listed.into_iter().filter(|role| open.contains(role));
        let touched: BTreeSet<RoleId> = touched.chain(found.keys().copied()).collect();
        let touched: Vec<RoleId> = touched.into_iter().collect();
        let mut stored = match_list_of_roles(conn, &touched).await?;
        let (mut changes, mut unsure) = (Vec::new(), BTreeSet::new());
        for role_id in touched {
            let before = stored.remove(&role_id).unwrap_or_default();
            match merge(&before, ids, &found.remove(&role_id).unwrap_or_default()) {
                Merged::List(list) => changes.push(Change { role_id, stored: before, list }),
                Merged::Unsure => {
                    unsure.insert(role_id);
                }
            }
        }
        if !unsure.is_empty() {
            changes.extend(self.against_everybody(conn, &unsure, report).await?);
        }
        Ok(changes)
    }

    async fn of_roles(
        mut self,
        conn: &mut PgConnection,
        ids: &BTreeSet<RoleId>,
        report: &mut InstantReport,
    ) -> Result<Vec<Change>, InstantError> {
        let roles = std::mem::take(&mut self.roles);
        let asked = roles.into_iter().filter(|role| ids.contains(&role.role_id));
        let asked: Vec<Role> = asked.collect();
        let open: BTreeSet<RoleId> = asked.iter().map(|role| role.role_id).collect();
        if let Some(closed) = ids.difference(&open).next() {
            return Err(InstantError::NotOpen(*closed));
        }
        let adjustments = role_adjustment_list_in_force(conn, None).await?;
        let frozen = self.freeze(Vec::new(), asked, adjustments).await?;
        run_input_patch_insert_in_tx(conn, self.run_id, &Patch::of_roles(frozen)).await?;
        self.against_everybody(conn, ids, report).await
    }

    /// Some roles of the inputs, patches and all, against everybody.
    async fn against_everybody(
        &self,
        conn: &mut PgConnection,
        ids: &BTreeSet<RoleId>,
        report: &mut InstantReport,
    ) -> Result<Vec<Change>, InstantError> {
        let mut inputs = run_input_load(conn, self.run_id).await?;
        inputs.head.roles.retain(|role| ids.contains(&role.role_id));
        let results = score(inputs, report).await?;
        let role_ids: Vec<RoleId> = results.iter().map(|result| result.role_id).collect();
        let mut stored = match_list_of_roles(conn, &role_ids).await?;
        let mut changes = Vec::with_capacity(results.len());
        for result in results {
            role_night_put_in_tx(conn, self.run_id, &result).await?;
            changes.push(Change {
                role_id: result.role_id,
                stored: stored.remove(&result.role_id).unwrap_or_default(),
                list: result.shortlist,
            });
        }
        Ok(changes)
    }
}

/// Scores every pair of the inputs, off the runtime's own threads.
async fn score(
    frozen: Frozen,
    report: &mut InstantReport,
) -> Result<Vec<RoleResult>, InstantError> {
    let n_pairs = frozen.developers.len().saturating_mul(frozen.head.roles.len());
    report.n_pairs = report.n_pairs.saturating_add(n_pairs);
    let scoring = tokio::task::spawn_blocking(move || {
        let kernel = Kernel::new(Arc::new(frozen));
        kernel.score_roles(0..kernel.n_roles())
    });
    scoring.await.map_err(|error| InstantError::Stopped(error.to_string()))
}
