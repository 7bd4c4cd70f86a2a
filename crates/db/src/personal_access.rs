//! The log of who saw whose name. It is written where names are read, in the database.

use jiff::Timestamp;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::AccessLine;

use crate::error::{DbError, StatementOf};
use crate::pg_time::PgTimestamp;
use crate::pool::PgConnection;

/// Which looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccessFilter<'a> {
    /// At this developer.
    pub developer: Option<DeveloperId>,
    /// By this login.
    pub actor: Option<&'a str>,
    /// Since this instant.
    pub since: Option<Timestamp>,
}

/// Looks at people, newest first.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn personal_access_list(
    conn: &mut PgConnection,
    filter: AccessFilter<'_>,
    n_max: u32,
) -> Result<Vec<AccessLine>, DbError> {
    let rows = sqlx::query!(
        "select at, actor, db_role, place, developer_ids
        from sereno.personal_access
        where ($1::bigint is null or developer_ids @> array[$1])
          and ($2::text is null or actor = $2)
          and ($3::timestamptz is null or at >= $3)
        order by personal_access_id desc
        limit $4",
        filter.developer.map(|developer| developer.0),
        filter.actor,
        filter.since.map(PgTimestamp) as _,
        i64::from(n_max)
    )
    .fetch_all(conn)
    .await
    .of("personal_access_list")?;
    let lines = rows.into_iter().map(|row| AccessLine {
        at: row.at.into(),
        actor: CleanText::new(&row.actor),
        db_role: CleanText::new(&row.db_role),
        place: CleanText::new(&row.place),
        developers: row.developer_ids.into_iter().map(DeveloperId).collect(),
    });
    Ok(lines.collect())
}
