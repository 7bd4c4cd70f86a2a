//! Decisions to put somebody on a role's list in spite of filters, or to keep them off it.

use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{DeveloperId, MatchOverrideId, RoleId};
use sereno_domain::match_override::{MatchOverride, OverrideKind};
use sereno_domain::matching::Filter;

use crate::error::{DbError, StatementOf, small, word};
use crate::pool::PgConnection;

/// A decision to be kept.
#[derive(Debug, Clone)]
pub struct NewOverride<'a> {
    /// For which seat.
    pub role_id: RoleId,
    /// Whom.
    pub developer_id: DeveloperId,
    /// What is done.
    pub kind: OverrideKind,
    /// Filters that stop somebody who is put on.
    pub filters: &'a [Filter],
    /// Their score without them; none when kept off.
    pub score: Option<u32>,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub actor: &'a str,
}

/// Puts a decision in force; none when there is one about the pair already.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn match_override_insert_in_tx(
    conn: &mut PgConnection,
    new: &NewOverride<'_>,
) -> Result<Option<MatchOverrideId>, DbError> {
    let filters: Vec<String> = new.filters.iter().map(ToString::to_string).collect();
    let id = sqlx::query_scalar!(
        "insert into sereno.match_override (role_id, developer_id, kind, filters, score, reason, actor)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (role_id, developer_id) where ended_at is null do nothing
        returning match_override_id",
        new.role_id.0,
        new.developer_id.0,
        new.kind.name(),
        &filters,
        new.score.map(small::<i32>),
        new.reason,
        new.actor
    )
    .fetch_optional(conn)
    .await
    .of("match_override_insert_in_tx")?;
    Ok(id.map(MatchOverrideId))
}

/// Takes the decision about a pair back; what it was, or none when there is none in force.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn match_override_end_in_tx(
    conn: &mut PgConnection,
    role_id: RoleId,
    developer_id: DeveloperId,
    reason: &str,
    actor: &str,
) -> Result<Option<OverrideKind>, DbError> {
    let kind = sqlx::query_scalar!(
        "update sereno.match_override
        set ended_at = clock_timestamp(),
            end_reason = $3,
            end_actor = $4
        where role_id = $1
          and developer_id = $2
          and ended_at is null
        returning kind",
        role_id.0,
        developer_id.0,
        reason,
        actor
    )
    .fetch_optional(conn)
    .await
    .of("match_override_end_in_tx")?;
    kind.map(|kind| word("match_override", "kind", &kind)).transpose()
}

/// The decisions in force about a role, or about all, by role and developer.
///
/// # Errors
/// [`DbError`] when the statement fails or a stored word is not known.
pub async fn match_override_list_in_force(
    conn: &mut PgConnection,
    role_id: Option<RoleId>,
) -> Result<Vec<MatchOverride>, DbError> {
    const TABLE: &str = "match_override";
    let rows = sqlx::query!(
        "select match_override_id, role_id, developer_id, kind, filters, score, reason, actor, made_at
        from sereno.match_override
        where ended_at is null
          and ($1::bigint is null or role_id = $1)
        order by role_id, developer_id",
        role_id.map(|role| role.0)
    )
    .fetch_all(conn)
    .await
    .of("match_override_list_in_force")?;
    rows.into_iter()
        .map(|row| {
            let filters = row.filters.iter().map(|filter| word(TABLE, "filters", filter));
            Ok(MatchOverride {
                match_override_id: MatchOverrideId(row.match_override_id),
                role_id: RoleId(row.role_id),
                developer_id: DeveloperId(row.developer_id),
                kind: word(TABLE, "kind", &row.kind)?,
                filters: filters.collect::<Result<_, _>>()?,
                score: row.score.map(small),
                reason: CleanText::new(&row.reason),
                actor: CleanText::new(&row.actor),
                made_at: row.made_at.into(),
            })
        })
        .collect()
}
