//! The health step: how a slice of the placements goes, after compliance has said what stops a
//! payment. Those at risk become findings, and replacement cases while their guarantee runs.

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::finding::{Rules, finding_apply_in_tx, finding_list_of_in_tx};
use sereno_db::placement_health::{
    StoredHealth, placement_facts_in_tx, placement_health_put_in_tx,
};
use sereno_db::pool::{self, Pool};
use sereno_db::replacement::replacement_case_apply_in_tx;
use sereno_domain::compliance::{HEALTH, at_risk};
use sereno_domain::finding::life::{FindingEventKind, changes};
use sereno_domain::finding::{Subject, SubjectKind};
use sereno_domain::placement_health::health;
use sereno_domain::replacement::case_move;

use super::JobError;
use super::compliance::count;
use crate::phase::Phases;

/// Placements in one chunk.
pub const N_PLACEMENTS: usize = 2_000;

/// A range of placements: first and last identity.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Slice {
    ids: [i64; 2],
}

/// The payloads of all chunks.
pub fn payloads(placements: &[[i64; 2]]) -> Vec<serde_json::Value> {
    placements.iter().map(|ids| serde_json::json!(Slice { ids: *ids })).collect()
}

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let unknown = |_| JobError::UnknownPayload(lease.payload.to_string());
    let Slice { ids } = serde_json::from_value(lease.payload.clone()).map_err(unknown)?;
    let mut phases = Phases::start();
    let day = lease.business_date;
    let mut tx = pool::begin(pool).await?;
    let placements = placement_facts_in_tx(&mut tx, ids, day).await?;
    phases.end("read");
    let (mut moved, mut over, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut cases = Vec::new();
    for placement in &placements {
        let before = placement.stored.as_ref();
        let now = health(&placement.facts, before.map(|stored| stored.health.band), day);
        let kept = before.zip(now.as_ref()).filter(|(stored, now)| stored.health.band == now.band);
        let since_on = kept.map_or(day, |(stored, _)| stored.since_on);
        let band = now.as_ref().map(|now| (now.band, since_on));
        let moved_case = case_move(placement.case, band, (placement.guarantee_until, day));
        cases.extend(moved_case.map(|one| (placement.placement_id, one)));
        let Some(now) = now else {
            over.extend(before.map(|_| placement.placement_id));
            continue;
        };
        let subject = Subject { kind: SubjectKind::Placement, id: placement.placement_id.0 };
        found.extend(at_risk(subject, &now));
        let now = StoredHealth { health: now, since_on };
        if before != Some(&now) {
            moved.push((placement.placement_id, now));
        }
    }
    phases.end("work out");
    let subjects: Vec<i64> = placements.iter().map(|placement| placement.placement_id.0).collect();
    let kind = SubjectKind::Placement;
    let stored = finding_list_of_in_tx(&mut tx, kind, &subjects, Rules::Only(&[HEALTH.id])).await?;
    let n_at_risk = found.len();
    let changes = changes(stored, found, day);
    let mut n_written = 0;
    if lease.applies {
        n_written += placement_health_put_in_tx(&mut tx, lease.run_id, &moved, &over).await?;
        n_written += replacement_case_apply_in_tx(&mut tx, (lease.run_id, day), &cases).await?;
        n_written += finding_apply_in_tx(&mut tx, (lease.run_id, day), &changes).await?;
    }
    phases.end("write");
    let report = serde_json::json!({
        "n_placements": placements.len(),
        "n_at_risk": n_at_risk,
        "n_cases": cases.len(),
        "n_opened": count(&changes, &[FindingEventKind::Opened, FindingEventKind::Reopened]),
        "n_resolved": count(&changes, &[FindingEventKind::Resolved]),
        "n_rows_written": n_written,
        "phases_us": phases.microseconds(),
    });
    if !chunk_finish_in_tx(&mut tx, lease, &Receipt { report, ..Receipt::default() }).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}
