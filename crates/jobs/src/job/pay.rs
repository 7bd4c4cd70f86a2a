//! The pay step: a slice of the placements of a month, each worked out alone. One that cannot be read or
//! worked out is an item that says so; the others go on.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::error::DbError;
use sereno_db::payroll::facts::{of_month, pay_facts};
use sereno_db::payroll::item::{
    ItemOf, NewItem, item_of_unreadable, payroll_item_put_in_tx, payroll_item_was,
};
use sereno_db::payroll::run::{PayrollRun, payroll_fx_lock, payroll_run_find};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_domain::id::{PayrollRunId, PlacementId};
use sereno_domain::payroll::PayrollKind;
use sereno_domain::payroll::correction::{Was, correction};
use sereno_domain::payroll::facts::{PayFacts, PayMonth};
use sereno_domain::payroll::item::{ItemState, PayItem, Reason};
use sereno_domain::payroll::work_out::work_out;
use sha2::{Digest as _, Sha256};

use super::{JobError, blocking};
use crate::model::hexadecimal;
use crate::phase::Phases;
use crate::words;

/// A range of placements of a run: first and last identity.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Slice {
    payroll_run_id: PayrollRunId,
    ids: [i64; 2],
}

/// The payloads of all chunks.
pub fn payloads(payroll_run_id: PayrollRunId, placements: &[[i64; 2]]) -> Vec<serde_json::Value> {
    placements.iter().map(|ids| serde_json::json!(Slice { payroll_run_id, ids: *ids })).collect()
}

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let unknown = || JobError::UnknownPayload(lease.payload.to_string());
    let Slice { payroll_run_id, ids } =
        serde_json::from_value(lease.payload.clone()).map_err(|_| unknown())?;
    let mut phases = Phases::start();
    let mut conn = pool::acquire(pool).await?;
    let run = payroll_run_find(&mut conn, payroll_run_id).await?.ok_or_else(unknown)?;
    let placements = of_month(&mut conn, ids, run.of_month()).await?;
    let mut items = items(&mut conn, &run, &placements, &mut phases).await?;
    drop(conn);
    let mut tx = pool::begin(pool).await?;
    payroll_item_put_in_tx(&mut tx, payroll_run_id, &mut items, refused).await?;
    phases.end("write");
    let report = serde_json::json!({
        "n_items": items.len(),
        "n_by_state": counts(&items),
        "n_lines": items.iter().map(|one| one.item.lines.len()).sum::<usize>(),
        "phases_us": phases.microseconds(),
    });
    if !chunk_finish_in_tx(&mut tx, lease, &Receipt { report, ..Receipt::default() }).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}

fn counts(items: &[NewItem]) -> BTreeMap<ItemState, usize> {
    let mut counts = BTreeMap::new();
    for one in items {
        *counts.entry(one.item.state).or_default() += 1;
    }
    counts
}

/// The items of some placements of a run.
pub(crate) async fn items(
    conn: &mut PgConnection,
    run: &PayrollRun,
    placements: &[i64],
    phases: &mut Phases,
) -> Result<Vec<NewItem>, JobError> {
    let fx = payroll_fx_lock(conn, run).await?;
    let month = PayMonth { first: run.month_on, pay_on: run.days.pay_on, fx };
    let (facts, mut items) = read(conn, placements, (&run.calendar, &month)).await?;
    let was = match run.kind {
        PayrollKind::Regular => BTreeMap::new(),
        PayrollKind::Correction => {
            payroll_item_was(conn, (&run.calendar, run.month_on), placements).await?
        }
    };
    phases.end("read");
    let kind = run.kind;
    let worked_out = blocking(move || -> Vec<NewItem> {
        facts.iter().map(|facts| new_item(facts, &month, kind, &was)).collect()
    });
    items.extend(worked_out.await?);
    phases.end("work out");
    items.sort_by_key(|one| one.of.placement_id);
    Ok(items)
}

/// What an item is that the database does not take.
pub(crate) fn refused(error: &DbError) -> PayItem {
    PayItem::without_lines(Reason::Broken, words::chain(error).to_string())
}

/// Facts of some placements, all at once; where one cannot be read, ever fewer at once tell whose.
async fn read(
    conn: &mut PgConnection,
    placements: &[i64],
    month: (&str, &PayMonth),
) -> Result<(Vec<PayFacts>, Vec<NewItem>), JobError> {
    let (mut all, mut broken) = (Vec::new(), Vec::new());
    let mut parts = vec![placements];
    while let Some(part) = parts.pop() {
        match (pay_facts(conn, part, month).await, part) {
            (Ok(facts), _) => all.extend(facts),
            (Err(error), []) => return Err(error.into()),
            (Err(error), _) if error.is_offline() => return Err(error.into()),
            (Err(error), [id]) => broken.push(unreadable(conn, *id, error).await?),
            (Err(_), part) => {
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            }
        }
    }
    Ok((all, broken))
}

async fn unreadable(
    conn: &mut PgConnection,
    placement: i64,
    error: DbError,
) -> Result<NewItem, JobError> {
    let of = item_of_unreadable(conn, placement).await?;
    let says = words::chain(&error).to_string();
    Ok(NewItem { of, item: PayItem::without_lines(Reason::Unreadable, says), input_hash: None })
}

fn new_item(
    facts: &PayFacts,
    month: &PayMonth,
    kind: PayrollKind,
    was: &BTreeMap<PlacementId, Was>,
) -> NewItem {
    let none = Was::default();
    let was = was.get(&facts.placement_id).unwrap_or(&none);
    // What one item does to the program is that item's.
    let worked_out = catch_unwind(AssertUnwindSafe(|| {
        let is = work_out(facts, month);
        match kind {
            PayrollKind::Regular => is,
            PayrollKind::Correction => correction(is, was),
        }
    }));
    let item = worked_out.unwrap_or_else(|_| {
        let says = "the program failed on its facts".to_owned();
        PayItem::without_lines(Reason::Broken, says)
    });
    let input = serde_json::json!({ "facts": facts, "pay_on": month.pay_on });
    let input_hash = Some(hexadecimal(&Sha256::digest(input.to_string())));
    NewItem { of: ItemOf::of(facts), item, input_hash }
}
