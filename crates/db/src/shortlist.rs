//! Steps of developers with roles: from being proposed to being taken or turned down.

use std::collections::BTreeMap;

use sereno_domain::board::choice::StepLine;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, RoleId};
use sereno_domain::shortlist::{ShortlistReason, ShortlistState, Step};

use crate::error::{DbError, StatementOf, small, word};
use crate::pool::PgConnection;

/// A step to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewStep<'a> {
    /// For which seat.
    pub role_id: RoleId,
    /// Who.
    pub developer_id: DeveloperId,
    /// The step, checked.
    pub step: Step,
    /// In people's own words.
    pub note: &'a str,
    /// Who does it.
    pub actor: &'a str,
}

/// What a pair is told by when somebody is put forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Steps so far.
    pub n_steps: i32,
    /// Where the last one led; none before the first.
    pub state: Option<ShortlistState>,
    /// True while the role is open.
    pub role_is_open: bool,
    /// Place on the role's list, 1 for the best; none off the list.
    pub place: Option<u32>,
}

/// Where a pair stands; none when there is no such role or developer.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn shortlist_standing(
    conn: &mut PgConnection,
    role_id: RoleId,
    developer_id: DeveloperId,
) -> Result<Option<Standing>, DbError> {
    let row = sqlx::query!(
        r#"select role.status as role_status, last.no as "no?", last.state as "state?",
            own.score is not null as "is_listed!",
            (
                select 1 + count(*)
                from sereno.match as better
                where better.role_id = $1
                  and (better.score, -better.developer_id) > (own.score, -own.developer_id)
            ) as "place!"
        from sereno.role
        join sereno.developer on developer_id = $2
        left join lateral (
            select no, state
            from sereno.shortlist_step
            where shortlist_step.role_id = $1
              and shortlist_step.developer_id = $2
            order by no desc
            limit 1
        ) as last on true
        left join sereno.match as own on own.role_id = $1 and own.developer_id = $2
        where role.role_id = $1"#,
        role_id.0,
        developer_id.0
    )
    .fetch_optional(conn)
    .await
    .of("shortlist_standing")?;
    row.map(|row| {
        Ok(Standing {
            n_steps: row.no.unwrap_or(0),
            state: row.state.map(|state| word("shortlist_step", "state", &state)).transpose()?,
            role_is_open: row.role_status == "open",
            place: row.is_listed.then(|| small(row.place)),
        })
    })
    .transpose()
}

/// Keeps a step after the `n_steps` there are; false when somebody else was quicker.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn shortlist_step_insert_in_tx(
    conn: &mut PgConnection,
    new: &NewStep<'_>,
    n_steps: i32,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "insert into sereno.shortlist_step (role_id, developer_id, no, state, reason, note, place,
            score, actor)
        select $1, $2, $3, $4, $5, $6, place, score, $7
        from (select) as always
        left join (
            select developer_id, score, row_number() over (order by score desc, developer_id)::int as place
            from sereno.match
            where role_id = $1
        ) as listed on listed.developer_id = $2
        on conflict (role_id, developer_id, no) do nothing",
        new.role_id.0,
        new.developer_id.0,
        n_steps.saturating_add(1),
        new.step.to().name(),
        new.step.reason().map(ShortlistReason::name),
        new.note,
        new.actor
    )
    .execute(conn)
    .await
    .of("shortlist_step_insert_in_tx")?;
    Ok(done.rows_affected() == 1)
}

/// Every step with one role, or with all that are open, by role and developer, each pair's first
/// step first.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn shortlist_step_list(
    conn: &mut PgConnection,
    role_id: Option<RoleId>,
) -> Result<BTreeMap<(RoleId, DeveloperId), Vec<StepLine>>, DbError> {
    const TABLE: &str = "shortlist_step";
    let rows = sqlx::query!(
        "select role_id, developer_id, state, reason, note, place, score, actor, at
        from sereno.shortlist_step
        join sereno.role using (role_id)
        where ($1::bigint is null and status = 'open')
           or role_id = $1
        order by role_id, developer_id, no",
        role_id.map(|role| role.0)
    )
    .fetch_all(conn)
    .await
    .of("shortlist_step_list")?;
    let mut pairs: BTreeMap<(RoleId, DeveloperId), Vec<StepLine>> = BTreeMap::new();
    for row in rows {
        let pair = (RoleId(row.role_id), DeveloperId(row.developer_id));
        pairs.entry(pair).or_default().push(StepLine {
            state: word(TABLE, "state", &row.state)?,
            reason: row.reason.map(|reason| word(TABLE, "reason", &reason)).transpose()?,
            note: CleanText::new(&row.note),
            place: row.place.map(small),
            score: row.score.map(small),
            actor: CleanText::new(&row.actor),
            at: row.at.into(),
        });
    }
    Ok(pairs)
}
