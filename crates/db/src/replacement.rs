//! Replacement cases: opened and closed by nights, closed by people, listed with who could take over.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::board::named::number_of;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, PlacementId, ReplacementCaseId, RoleId, RunId};
use sereno_domain::replacement::{BenchLine, CaseLine, CaseMove, LastCase};

use crate::error::{DbError, StatementOf, maybe, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;

const TABLE: &str = "replacement_case";
/// Who could take over, as many as a page shows.
const N_BENCH: i64 = 5;

/// The newest case of each of some placements.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn replacement_case_last(
    conn: &mut PgConnection,
    placements: &[i64],
) -> Result<BTreeMap<PlacementId, LastCase>, DbError> {
    let rows = sqlx::query!(
        "select distinct on (placement_id) placement_id, replacement_case_id, state, closed_on
        from sereno.replacement_case
        where placement_id = any($1)
        order by placement_id, replacement_case_id desc",
        placements
    )
    .fetch_all(conn)
    .await
    .of("replacement_case_last")?;
    let read = rows.into_iter().map(|row| {
        let last = LastCase {
            replacement_case_id: ReplacementCaseId(row.replacement_case_id),
            state: word(TABLE, "state", &row.state)?,
            closed_on: row.closed_on.map(Into::into),
        };
        Ok((PlacementId(row.placement_id), last))
    });
    read.collect()
}

/// Carries out what a night does about cases; how many rows.
///
/// # Errors
/// [`DbError::Statement`] when a statement fails.
pub async fn replacement_case_apply_in_tx(
    conn: &mut PgConnection,
    (run_id, day): (RunId, Date),
    moves: &[(PlacementId, CaseMove)],
) -> Result<u64, DbError> {
    const WHAT: &str = "replacement_case_apply_in_tx";
    let (mut opened, mut closed, mut states) = (Vec::new(), Vec::new(), Vec::new());
    for (placement, one) in moves {
        match one {
            CaseMove::Open => opened.push(placement.0),
            CaseMove::Close(case, state) => {
                closed.push(case.0);
                states.push(state.to_string());
            }
        }
    }
    let inserted = sqlx::query!(
        "insert into sereno.replacement_case (placement_id, opened_on, run_id)
        select placement_id, $2, $3
        from unnest($1::bigint[]) as given (placement_id)
        order by placement_id
        on conflict (placement_id) where state = 'open' do nothing",
        &opened,
        PgDate(day) as _,
        run_id.0
    );
    let n_opened = inserted.execute(&mut *conn).await.of(WHAT)?.rows_affected();
    let updated = sqlx::query!(
        "update sereno.replacement_case as stored
        set state = given.state, closed_on = $3
        from unnest($1::bigint[], $2::text[]) as given (replacement_case_id, state)
        where stored.replacement_case_id = given.replacement_case_id
          and stored.state = 'open'",
        &closed,
        &states,
        PgDate(day) as _
    );
    Ok(n_opened + updated.execute(conn).await.of(WHAT)?.rows_affected())
}

/// Closes an open case as a person says: with the placement that took over, or with none because
/// nobody is needed. False when it is not open, or that placement is not another one of the client.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn replacement_case_close_in_tx(
    conn: &mut PgConnection,
    case: ReplacementCaseId,
    (replaced_by, day): (Option<PlacementId>, Date),
    [reason, actor]: [&str; 2],
) -> Result<bool, DbError> {
    let closed = sqlx::query!(
        "update sereno.replacement_case as stored
        set state = case when $2::bigint is null then 'dismissed' else 'replaced' end,
            replaced_by = $2::bigint,
            closed_on = $3,
            closed_by = $4,
            close_reason = $5
        from sereno.placement as former
        where replacement_case_id = $1
          and stored.state = 'open'
          and former.placement_id = stored.placement_id
          and ($2::bigint is null or exists (
            select
            from sereno.placement as other
            where other.placement_id = $2::bigint
              and other.placement_id <> former.placement_id
              and other.client_id = former.client_id
          ))",
        case.0,
        replaced_by.map(|placement| placement.0),
        PgDate(day) as _,
        actor,
        reason
    )
    .execute(conn)
    .await
    .of("replacement_case_close_in_tx")?;
    Ok(closed.rows_affected() > 0)
}

/// Which cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cases {
    /// Those that are open, or closed as well: the guarantees that end first come first.
    All {
        /// Closed ones too.
        closed: bool,
    },
    /// This one.
    One(ReplacementCaseId),
    /// The newest of a placement.
    Newest(PlacementId),
}

/// Cases with who could take over, at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn replacement_case_list(
    conn: &mut PgConnection,
    which: Cases,
    n_max: u32,
) -> Result<Vec<CaseLine>, DbError> {
    let (closed, case, placement) = match which {
        Cases::All { closed } => (closed, None, None),
        Cases::One(case) => (true, Some(case.0), None),
        Cases::Newest(placement) => (true, None, Some(placement.0)),
    };
    let rows = sqlx::query!(
        r#"select replacement_case_id, stored.placement_id, placement.developer_id, client.name as client,
            role_id as "role_id?", title as "title?", stored.state, opened_on, closed_on, guarantee_until,
            band as "band?", replaced_by, closed_by, close_reason
        from sereno.replacement_case as stored
        join sereno.placement using (placement_id)
        join sereno.client on client.client_id = placement.client_id
        left join sereno.role using (role_id)
        left join sereno.placement_health on placement_health.placement_id = stored.placement_id
        where ($1 or stored.state = 'open')
          and ($2::bigint is null or replacement_case_id = $2)
          and ($3::bigint is null or stored.placement_id = $3)
        order by stored.state <> 'open', case when stored.state = 'open' then guarantee_until end,
            replacement_case_id desc
        limit $4"#,
        closed,
        case,
        placement,
        i64::from(n_max)
    )
    .fetch_all(&mut *conn)
    .await
    .of("replacement_case_list")?;
    let roles: Vec<i64> = rows.iter().filter_map(|row| row.role_id).collect();
    let mut benches = benches(conn, &roles).await?;
    let read = rows.into_iter().map(|row| {
        let role = row.role_id.zip(row.title.as_deref());
        let bench = row.role_id.and_then(|role| benches.get_mut(&role).map(std::mem::take));
        Ok(CaseLine {
            replacement_case_id: ReplacementCaseId(row.replacement_case_id),
            placement_id: PlacementId(row.placement_id),
            developer_id: DeveloperId(row.developer_id),
            developer: number_of(DeveloperId(row.developer_id)),
            client: CleanText::new(&row.client),
            role: role.map(|(role, title)| (RoleId(role), CleanText::new(title))),
            state: word(TABLE, "state", &row.state)?,
            opened_on: row.opened_on.into(),
            closed_on: row.closed_on.map(Into::into),
            guarantee_until: row.guarantee_until.into(),
            band: maybe("placement_health", "band", row.band.as_deref())?,
            replaced_by: row.replaced_by.map(PlacementId),
            closed: row
                .closed_by
                .zip(row.close_reason)
                .map(|(by, reason)| (CleanText::new(&by), CleanText::new(&reason))),
            bench,
        })
    });
    read.collect()
}

/// The first of the lists of roles that a night has scored; a list may be empty.
async fn benches(
    conn: &mut PgConnection,
    roles: &[i64],
) -> Result<BTreeMap<i64, Vec<BenchLine>>, DbError> {
    let rows = sqlx::query!(
        r#"select wanted.role_id as "role_id!", best.developer_id as "developer_id?",
            best.score as "score?", best.confidence as "confidence?"
        from (select distinct unnest($1::bigint[]) as role_id) as wanted
        left join lateral (
            select developer_id, score, confidence
            from sereno.match
            where match.role_id = wanted.role_id
            order by score desc, developer_id
            limit $2
        ) as best on true
        where exists (select from sereno.role_night where role_night.role_id = wanted.role_id)
        order by wanted.role_id, best.score desc, best.developer_id"#,
        roles,
        N_BENCH
    )
    .fetch_all(conn)
    .await
    .of("benches")?;
    let mut benches: BTreeMap<i64, Vec<BenchLine>> = BTreeMap::new();
    for row in rows {
        let bench = benches.entry(row.role_id).or_default();
        if let (Some(developer), Some(score)) = (row.developer_id, row.score) {
            bench.push(BenchLine {
                rank: u32::try_from(bench.len()).unwrap_or(u32::MAX).saturating_add(1),
                developer_id: DeveloperId(developer),
                name: number_of(DeveloperId(developer)),
                score: small(score),
                confidence: small(row.confidence.unwrap_or_default()),
            });
        }
    }
    Ok(benches)
}
