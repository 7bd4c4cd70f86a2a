//! Roles with their best, one role with its shortlist, and what stands above an explanation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sereno_domain::board::answer::People;
use sereno_domain::board::choice::Choice;
use sereno_domain::board::named::number_of;
use sereno_domain::board::{
    CandidateLine, Movement, RoleLine, RolesBoard, ShortlistBoard, TopLine, WhyBoard,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::country::Country;
use sereno_domain::id::{ClientId, DeveloperId, RoleId, RunId};
use sereno_domain::matching::answer::PairAnswer;
use sereno_domain::matching::{Explanation, N_FILTERS};

use super::{choice, clock};
use crate::error::{DbError, StatementOf, small, word};
use crate::pool::PgConnection;
use crate::role_adjustment::role_adjustment_list_in_force;

/// Roles a board shows at most: a firm with more open seats than this pages by client.
const N_ROLES_MAX: i64 = 10_000;

/// The open roles, those nobody qualifies for first.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn roles(conn: &mut PgConnection) -> Result<RolesBoard, DbError> {
    let at = clock(conn).await?;
    Ok(RolesBoard { at, roles: role_lines(conn, WhichRoles::Open, N_ROLES_MAX).await? })
}

/// One role with its shortlist; none when there is no such role.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn shortlist(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<Option<ShortlistBoard>, DbError> {
    let at = clock(conn).await?;
    let Some(role) = role_line(conn, role_id).await? else {
        return Ok(None);
    };
    let mut choices = choice::choices(conn, role_id).await?;
    let mut candidates = candidates(conn, role_id).await?;
    for line in &mut candidates {
        line.choice = choices.remove(&line.developer_id).unwrap_or_default();
    }
    let off_list = choice::off_list(conn, choices).await?;
    let adjustments = role_adjustment_list_in_force(conn, Some(role_id)).await?;
    Ok(Some(ShortlistBoard { at, role, candidates, off_list, adjustments, relax: None }))
}

/// Everything of a [`WhyBoard`] but the reasons, which are worked out from the frozen inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyHeader {
    /// The database's clock.
    pub at: Timestamp,
    /// The role.
    pub role: RoleLine,
    /// The developer's name, or `developer 17` when none is kept.
    pub name: CleanText,
    /// Where they work from.
    pub country: Country,
    /// Place on the list; none when they are not on it.
    pub rank: Option<u32>,
    /// The run whose frozen inputs explain the list.
    pub run_id: RunId,
    /// The score model of that run.
    pub model: String,
}

impl WhyHeader {
    /// The board, once the reasons are known.
    pub fn with(
        self,
        explanation: Explanation,
        answer: PairAnswer,
        people: People,
        before_unreadable: Option<CleanText>,
    ) -> WhyBoard {
        let Self { at, role, name, country, rank, run_id, model } = self;
        WhyBoard {
            at,
            role,
            name,
            country,
            rank,
            run_id,
            model,
            explanation,
            answer: Box::new(answer),
            people,
            before_unreadable,
        }
    }
}

/// What stands above an explanation; none when the role, the developer or a night of the role is
/// missing.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn why_header(
    conn: &mut PgConnection,
    role_id: RoleId,
    developer_id: DeveloperId,
) -> Result<Option<WhyHeader>, DbError> {
    let at = clock(conn).await?;
    let Some(role) = role_line(conn, role_id).await? else {
        return Ok(None);
    };
    let row = sqlx::query!(
        r#"select country, night.run_id, model_version,
            (
                select 1 + count(*)
                from sereno.match as better
                where better.role_id = $1
                  and (better.score, -better.developer_id) > (own.score, -own.developer_id)
            ) as "place!", own.score is not null as "listed!"
        from sereno.developer
        cross join lateral (
            select run_id, model_version
            from sereno.role_night
            join sereno.run using (run_id)
            where role_id = $1
              and applies
            order by run_id desc
            limit 1
        ) as night
        left join sereno.match as own
            on own.role_id = $1
            and own.developer_id = developer.developer_id
        where developer.developer_id = $2"#,
        role_id.0,
        developer_id.0
    )
    .fetch_optional(conn)
    .await
    .of("why_header")?;
    row.map(|row| {
        Ok(WhyHeader {
            at,
            role,
            name: number_of(developer_id),
            country: word("developer", "country", &row.country)?,
            rank: row.listed.then(|| small(row.place)),
            run_id: RunId(row.run_id),
            model: row.model_version,
        })
    })
    .transpose()
}

/// The open roles of which the newest night found nobody, at most `n_max`.
pub(super) async fn empty_role_lines(
    conn: &mut PgConnection,
    n_max: usize,
) -> Result<Vec<RoleLine>, DbError> {
    role_lines(conn, WhichRoles::Empty, i64::try_from(n_max).unwrap_or(i64::MAX)).await
}

pub(super) async fn role_line(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<Option<RoleLine>, DbError> {
    Ok(role_lines(conn, WhichRoles::One(role_id), 1).await?.into_iter().next())
}

/// Which roles are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum WhichRoles {
    /// The open ones.
    Open,
    /// The open ones nobody qualifies for.
    Empty,
    /// One, whatever its status.
    One(RoleId),
    /// Those of a client, whatever their status.
    OfClient(ClientId),
}

impl WhichRoles {
    /// The role and the client that are meant alone.
    const fn only(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Open | Self::Empty => (None, None),
            Self::One(role) => (Some(role.0), None),
            Self::OfClient(client) => (None, Some(client.0)),
        }
    }
}

/// Roles, those nobody qualifies for first.
pub(super) async fn role_lines(
    conn: &mut PgConnection,
    which: WhichRoles,
    n_max: i64,
) -> Result<Vec<RoleLine>, DbError> {
    let (role_id, client_id) = which.only();
    let mut top = tops(conn, which).await?;
    let rows = sqlx::query!(
        r#"select role.role_id, title, client.name as client, role.status, seniority, starts_on, headcount,
            night.n_qualified as "n_qualified?", night.n_blocked as "n_blocked?",
            night.n_blocked_alone as "n_blocked_alone?", night.n_entered as "n_entered?",
            night.n_left as "n_left?"
        from sereno.role
        join sereno.client using (client_id)
        left join lateral (
            select n_qualified, n_blocked, n_blocked_alone, n_entered, n_left
            from sereno.role_night
            join sereno.run using (run_id)
            where role_night.role_id = role.role_id
              and applies
            order by run_id desc
            limit 1
        ) as night on true
        where (role.role_id = $1 or role.client_id = $2 or ($1 is null and $2 is null and role.status = 'open'))
          and (not $3 or night.n_qualified = 0)
        order by night.n_qualified is distinct from 0, title, role.role_id
        limit $4"#,
        role_id,
        client_id,
        matches!(which, WhichRoles::Empty),
        n_max
    )
    .fetch_all(conn)
    .await
    .of("role_lines")?;
    rows.into_iter()
        .map(|row| {
            Ok(RoleLine {
                role_id: RoleId(row.role_id),
                title: CleanText::new(&row.title),
                client: CleanText::new(&row.client),
                status: word("role", "status", &row.status)?,
                seniority: word("role", "seniority", &row.seniority)?,
                starts_on: row.starts_on.into(),
                headcount: small(row.headcount),
                n_qualified: row.n_qualified.map(small),
                n_blocked: by_filter(row.n_blocked),
                n_blocked_alone: by_filter(row.n_blocked_alone),
                n_entered: row.n_entered.map_or(0, small),
                n_left: row.n_left.map_or(0, small),
                top: top.remove(&row.role_id).unwrap_or_default(),
            })
        })
        .collect()
}

/// The first three of each role.
async fn tops(
    conn: &mut PgConnection,
    which: WhichRoles,
) -> Result<BTreeMap<i64, Vec<TopLine>>, DbError> {
    let (role_id, client_id) = which.only();
    let rows = sqlx::query!(
        r#"select role_id, developer_id, score
        from (
            select role_id, developer_id, score,
                row_number() over (partition by role_id order by score desc, developer_id) as place
            from sereno.match
            join sereno.role using (role_id)
            where role_id = $1
               or client_id = $2
               or ($1 is null and $2 is null and role.status = 'open')
        ) as placed
        where place <= 3
        order by role_id, place"#,
        role_id,
        client_id
    )
    .fetch_all(conn)
    .await
    .of("tops")?;
    let mut tops: BTreeMap<i64, Vec<TopLine>> = BTreeMap::new();
    for row in rows {
        tops.entry(row.role_id).or_default().push(TopLine {
            developer_id: DeveloperId(row.developer_id),
            name: number_of(DeveloperId(row.developer_id)),
            score: small(row.score),
        });
    }
    Ok(tops)
}

async fn candidates(
    conn: &mut PgConnection,
    role_id: RoleId,
) -> Result<Vec<CandidateLine>, DbError> {
    let rows = sqlx::query!(
        r#"select developer_id, country, seniority, score, score_before,
            since_run_id = (
                select max(run_id)
                from sereno.role_night
                join sereno.run using (run_id)
                where role_night.role_id = $1
                  and applies
            ) as "moved?",
            value_tech_stack, value_architecture, value_scalability, value_vetting, value_team,
            value_industry, value_rate, value_seniority, value_outcomes, value_overlap,
            value_availability, confidence
        from sereno.match
        join sereno.developer using (developer_id)
        where role_id = $1
        order by score desc, developer_id"#,
        role_id.0
    )
    .fetch_all(conn)
    .await
    .of("candidates")?;
    rows.into_iter()
        .zip(1..)
        .map(|(row, rank)| {
            let movement = match (row.moved.unwrap_or(false), row.score_before) {
                (false, _) => Movement::Same,
                (true, None) => Movement::New,
                (true, Some(before)) if before == row.score => Movement::Same,
                (true, Some(before)) => Movement::By(row.score - before),
            };
            Ok(CandidateLine {
                rank,
                developer_id: DeveloperId(row.developer_id),
                name: number_of(DeveloperId(row.developer_id)),
                country: word("developer", "country", &row.country)?,
                seniority: row
                    .seniority
                    .map(|seniority| word("developer", "seniority", &seniority))
                    .transpose()?,
                score: small(row.score),
                movement,
                values: [
                    small(row.value_tech_stack),
                    small(row.value_architecture),
                    small(row.value_scalability),
                    small(row.value_vetting),
                    small(row.value_team),
                    small(row.value_industry),
                    small(row.value_rate),
                    small(row.value_seniority),
                    small(row.value_outcomes),
                    small(row.value_overlap),
                    small(row.value_availability),
                ],
                confidence: small(row.confidence),
                choice: Choice::default(),
            })
        })
        .collect()
}

/// Stored counts in the order of the filters; a filter added since reads as zero.
fn by_filter(stored: Option<Vec<i32>>) -> [u32; N_FILTERS] {
    let mut counts = [0; N_FILTERS];
    for (slot, n) in counts.iter_mut().zip(stored.unwrap_or_default()) {
        *slot = small(n);
    }
    counts
}
