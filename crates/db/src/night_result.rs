//! What a night found for each role, and its digest.

use jiff::civil::Date;
use sereno_domain::id::RunId;
use sereno_domain::matching::diff::{ShortlistDiff, shortlist_hash};
use sereno_domain::matching::{N_FILTERS, RoleResult};

use crate::error::{DbError, StatementOf, small};
use crate::pool::PgConnection;

/// Writes what the night found for some roles, each with what that changed of its list, over what
/// was found for them by day or before the step is done anew; false when another attempt wrote for
/// one of them.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_night_insert_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    token: i64,
    found: &[(&RoleResult, &ShortlistDiff)],
) -> Result<bool, DbError> {
    let column = |of: &dyn Fn(&RoleResult, &ShortlistDiff) -> i32| -> Vec<i32> {
        found.iter().map(|(result, diff)| of(result, diff)).collect()
    };
    let roles: Vec<i64> = found.iter().map(|(result, _)| result.role_id.0).collect();
    // Postgres has no arrays of arrays of their own: the counts come in one row after the other.
    let counts = |of: &dyn Fn(&RoleResult) -> [u32; N_FILTERS]| -> Vec<i32> {
        found.iter().flat_map(|(result, _)| of(result)).map(small).collect()
    };
    let best_changed: Vec<bool> = found.iter().map(|(_, diff)| diff.new_best).collect();
    let hashes: Vec<Vec<u8>> = found
        .iter()
        .map(|(result, _)| shortlist_hash(result.role_id, &result.shortlist).to_vec())
        .collect();
    let written = sqlx::query!(
        "insert into sereno.role_night as stored (run_id, role_id, token, n_qualified, n_blocked,
            n_blocked_alone, n_entered, n_left, n_rescored, best_changed, shortlist_hash)
        select $1, role_id, $2, n_qualified,
            ($11::int[])[(place - 1) * $13 + 1 : place * $13],
            ($12::int[])[(place - 1) * $13 + 1 : place * $13],
            n_entered, n_left, n_rescored, best_changed, shortlist_hash
        from unnest($3::bigint[], $4::int[], $5::int[], $6::int[], $7::int[], $8::boolean[],
            $9::bytea[], $10::int[]) as found (role_id, n_qualified, n_entered, n_left,
            n_rescored, best_changed, shortlist_hash, place)
        on conflict (run_id, role_id) do update
        set token = excluded.token,
            n_qualified = excluded.n_qualified,
            n_blocked = excluded.n_blocked,
            n_blocked_alone = excluded.n_blocked_alone,
            n_entered = stored.n_entered + excluded.n_entered,
            n_left = stored.n_left + excluded.n_left,
            n_rescored = stored.n_rescored + excluded.n_rescored,
            best_changed = stored.best_changed or excluded.best_changed,
            shortlist_hash = excluded.shortlist_hash
        where stored.token = 0",
        run_id.0,
        token,
        &roles,
        &column(&|result, _| small(result.n_qualified)),
        &column(&|_, diff| i32::try_from(diff.n_entered()).unwrap_or(i32::MAX)),
        &column(&|_, diff| i32::try_from(diff.n_left()).unwrap_or(i32::MAX)),
        &column(&|_, diff| small(diff.n_rescored)),
        &best_changed,
        &hashes,
        &(1..).take(found.len()).collect::<Vec<i32>>(),
        &counts(&|result| result.n_blocked),
        &counts(&|result| result.n_blocked_alone),
        i32::try_from(N_FILTERS).unwrap_or(i32::MAX)
    )
    .execute(conn)
    .await
    .of("role_night_insert_in_tx")?;
    Ok(usize::try_from(written.rows_affected()).is_ok_and(|n| n == found.len()))
}

/// Puts the counts found for a role by day in the place of the night's; what the night changed and
/// the hash of its list stay what they were.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn role_night_put_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    result: &RoleResult,
) -> Result<(), DbError> {
    let n_blocked: Vec<i32> = result.n_blocked.iter().map(|n| small(*n)).collect();
    let n_blocked_alone: Vec<i32> = result.n_blocked_alone.iter().map(|n| small(*n)).collect();
    let hash = shortlist_hash(result.role_id, &result.shortlist);
    sqlx::query!(
        "insert into sereno.role_night (run_id, role_id, token, n_qualified, n_blocked,
            n_blocked_alone, n_entered, n_left, n_rescored, best_changed, shortlist_hash)
        values ($1, $2, 0, $3, $4, $5, 0, 0, 0, false, $6)
        on conflict (run_id, role_id) do update
        set n_qualified = excluded.n_qualified,
            n_blocked = excluded.n_blocked,
            n_blocked_alone = excluded.n_blocked_alone",
        run_id.0,
        result.role_id.0,
        small::<i32>(result.n_qualified),
        &n_blocked,
        &n_blocked_alone,
        &hash[..]
    )
    .execute(conn)
    .await
    .of("role_night_put_in_tx")?;
    Ok(())
}

/// Sums up a night from what it found for each role.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn digest_insert_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
    token: i64,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into sereno.digest (run_id, token, n_roles, n_developers, n_roles_changed,
            n_roles_new_best, n_roles_empty, n_entered, n_left, n_rescored, night_hash)
        select $1, $2, count(role_id), max(run.n_developers),
            count(role_id) filter (where n_entered + n_left + n_rescored > 0),
            count(role_id) filter (where best_changed),
            count(role_id) filter (where n_qualified = 0),
            coalesce(sum(n_entered), 0), coalesce(sum(n_left), 0), coalesce(sum(n_rescored), 0),
            sha256(coalesce(string_agg(shortlist_hash, ''::bytea order by role_id), ''::bytea))
        from sereno.run
        left join sereno.role_night using (run_id)
        where run_id = $1",
        run_id.0,
        token
    )
    .execute(conn)
    .await
    .of("digest_insert_in_tx")?;
    Ok(())
}

/// A night whose lists can be worked out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredNight {
    /// The newest finished revision of the date.
    pub run_id: RunId,
    /// The civil day it was for.
    pub business_date: Date,
}

/// The newest `n_max` dates with a finished night whose inputs are kept, newest first.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn scored_night_list(
    conn: &mut PgConnection,
    n_max: i64,
) -> Result<Vec<ScoredNight>, DbError> {
    let rows = sqlx::query!(
        "select distinct on (business_date) run_id, business_date
        from sereno.run
        where applies
          and state in ('done', 'incomplete')
          and exists (select from sereno.run_input where run_input.run_id = run.run_id)
        order by business_date desc, revision desc
        limit $1",
        n_max
    )
    .fetch_all(conn)
    .await
    .of("scored_night_list")?;
    let nights = rows.into_iter().map(|row| ScoredNight {
        run_id: RunId(row.run_id),
        business_date: row.business_date.into(),
    });
    Ok(nights.collect())
}

/// A night that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedNight {
    /// Identity.
    pub run_id: RunId,
    /// The civil day it was for.
    pub business_date: Date,
    /// SHA-256 over all its lists; none when its digest is missing.
    pub night_hash: Option<Vec<u8>>,
}

/// The night of the latest date that ended and changed lists, in its newest revision; failed ones
/// aside.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn night_find_newest(conn: &mut PgConnection) -> Result<Option<EndedNight>, DbError> {
    let row = sqlx::query!(
        r#"select run.run_id, business_date, night_hash as "night_hash?"
        from sereno.run
        left join sereno.digest using (run_id)
        where applies
          and state in ('done', 'incomplete')
        order by business_date desc, revision desc, run_id desc
        limit 1"#
    )
    .fetch_optional(conn)
    .await
    .of("night_find_newest")?;
    Ok(row.map(|row| EndedNight {
        run_id: RunId(row.run_id),
        business_date: row.business_date.into(),
        night_hash: row.night_hash,
    }))
}

/// A dry run that ended, and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// The civil day it is for.
    pub business_date: Date,
    /// Short name of its plan: its inputs, by which rules, and every list they lead to.
    pub plan_hash: String,
    /// SHA-256 of each shard of its inputs.
    pub input_hashes: Vec<Vec<u8>>,
}

/// A dry run, if it has ended with every list made; none otherwise.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn dry_run_find(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<Option<DryRun>, DbError> {
    let row = sqlx::query!(
        r#"select business_date, hashes as "hashes!",
            left(encode(sha256(night_hash || all_hashes || convert_to(concat_ws('/',
                model_version, taxonomy_version, tzdata_version), 'UTF8')), 'hex'), 16) as "plan_hash!"
        from sereno.run
        join sereno.digest using (run_id)
        cross join lateral (
            select array_agg(sha256(content) order by shard) as hashes,
                string_agg(sha256(content), ''::bytea order by shard) as all_hashes
            from sereno.run_input
            where run_input.run_id = run.run_id
        ) as inputs
        where run.run_id = $1
          and scope = 'dry-run'
          and state = 'done'
          and hashes is not null"#,
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("dry_run_find")?;
    Ok(row.map(|row| DryRun {
        business_date: row.business_date.into(),
        plan_hash: row.plan_hash,
        input_hashes: row.hashes,
    }))
}

/// Whether a run found other lists than the dry run whose plan it carries out.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn digest_is_off_plan_in_tx(
    conn: &mut PgConnection,
    run_id: RunId,
) -> Result<bool, DbError> {
    let off_plan = sqlx::query_scalar!(
        r#"select found.night_hash <> planned.night_hash as "off_plan!"
        from sereno.run
        join sereno.digest as found using (run_id)
        join sereno.digest as planned on planned.run_id = run.commits_run_id
        where run.run_id = $1"#,
        run_id.0
    )
    .fetch_optional(conn)
    .await
    .of("digest_is_off_plan_in_tx")?;
    Ok(off_plan.unwrap_or(false))
}
