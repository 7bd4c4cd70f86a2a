//! Who holds interviews, and how far their scores are above or below those of the others.

use sereno_domain::board::vetting::EvaluatorLine;
use sereno_domain::id::EvaluatorId;
use sereno_domain::vetting::calibration::{Calibration, EvaluatorRecord, PoolMean};

use crate::error::{DbError, StatementOf, count, small};
use crate::pool::PgConnection;

const WHAT: &str = "evaluator_calibrate_in_tx";

/// Counts the scores of those evaluators anew, and brings every calibration up to date. Returns
/// those whose calibration is another now.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn evaluator_calibrate_in_tx(
    conn: &mut PgConnection,
    counted_anew: &[i64],
) -> Result<Vec<i64>, DbError> {
    sqlx::query!(
        "with staged as (
            select evaluator_id, count(*) as n, sum(score) as points
            from sereno.vetting_result
            where evaluator_id = any($1)
            group by evaluator_id
        ), asked as (
            select evaluator_id, count(*) as n, sum(scorecard_item.score) as points
            from sereno.vetting_result
            join sereno.scorecard_item using (developer_id, stage, held_on)
            where evaluator_id = any($1)
            group by evaluator_id
        )
        update sereno.evaluator as kept
        set n_stages = coalesce(staged.n, 0),
            stage_points = coalesce(staged.points, 0),
            n_items = coalesce(asked.n, 0),
            item_points = coalesce(asked.points, 0),
            calibrated_at = now()
        from unnest($1::bigint[]) as given (evaluator_id)
        left join staged using (evaluator_id)
        left join asked using (evaluator_id)
        where kept.evaluator_id = given.evaluator_id",
        counted_anew
    )
    .execute(&mut *conn)
    .await
    .of(WHAT)?;
    let lines = evaluator_rows(conn).await?;
    let pool = |n: fn(&Row) -> u64, points: fn(&Row) -> u64| {
        PoolMean::of(lines.iter().map(n).sum(), lines.iter().map(points).sum())
    };
    let stages = pool(|row| u64::from(row.n_stages), |row| row.stage_points);
    let items = pool(|row| u64::from(row.n_items), |row| row.item_points);
    let (mut moved, mut of_stage, mut of_item) = (Vec::new(), Vec::new(), Vec::new());
    for row in &lines {
        let now = Calibration::of(
            (EvaluatorRecord::of(row.n_stages, row.stage_points), stages),
            (EvaluatorRecord::of(row.n_items, row.item_points), items),
        );
        if now != row.calibration {
            moved.push(row.evaluator_id);
            of_stage.push(now.stage_points);
            of_item.push(now.item_tenths);
        }
    }
    sqlx::query!(
        "update sereno.evaluator as kept
        set stage_deviation = given.stage_deviation,
            item_deviation_tenths = given.item_deviation_tenths
        from unnest($1::bigint[], $2::smallint[], $3::smallint[])
            as given (evaluator_id, stage_deviation, item_deviation_tenths)
        where kept.evaluator_id = given.evaluator_id",
        &moved,
        &of_stage,
        &of_item
    )
    .execute(conn)
    .await
    .of(WHAT)?;
    Ok(moved)
}

/// One evaluator's row.
struct Row {
    evaluator_id: i64,
    n_stages: u32,
    stage_points: u64,
    n_items: u32,
    item_points: u64,
    calibration: Calibration,
}

async fn evaluator_rows(conn: &mut PgConnection) -> Result<Vec<Row>, DbError> {
    let rows = sqlx::query!(
        "select evaluator_id, n_stages, stage_points, stage_deviation, n_items, item_points,
            item_deviation_tenths
        from sereno.evaluator
        order by evaluator_id"
    )
    .fetch_all(conn)
    .await
    .of(WHAT)?;
    let rows = rows.into_iter().map(|row| Row {
        evaluator_id: row.evaluator_id,
        n_stages: small(row.n_stages),
        stage_points: count(row.stage_points),
        n_items: small(row.n_items),
        item_points: count(row.item_points),
        calibration: Calibration {
            stage_points: row.stage_deviation,
            item_tenths: row.item_deviation_tenths,
        },
    });
    Ok(rows.collect())
}

/// Every evaluator, the most severe first.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn evaluator_list(conn: &mut PgConnection) -> Result<Vec<EvaluatorLine>, DbError> {
    let mut lines: Vec<EvaluatorLine> = evaluator_rows(conn)
        .await?
        .into_iter()
        .map(|row| EvaluatorLine {
            evaluator_id: EvaluatorId(row.evaluator_id),
            n_stages: row.n_stages,
            stage_mean_hundredths: EvaluatorRecord::of(row.n_stages, row.stage_points)
                .mean_hundredths,
            stage_deviation: row.calibration.stage_points,
            n_items: row.n_items,
            item_mean_hundredths: EvaluatorRecord::of(row.n_items, row.item_points).mean_hundredths,
            item_deviation_tenths: row.calibration.item_tenths,
        })
        .collect();
    lines.sort_by_key(|line| (line.item_deviation_tenths, line.stage_deviation, line.evaluator_id));
    Ok(lines)
}
