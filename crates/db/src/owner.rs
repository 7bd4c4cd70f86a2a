//! Whom rows of a file belong to: found by what files of their source call them.

use std::collections::BTreeMap;

use sereno_domain::intake::client::known_as;
use sereno_domain::intake::owner::Owner;

use crate::error::{DbError, StatementOf};
use crate::pool::PgConnection;

/// Ids of those who are there, by what they are called.
#[derive(Debug, Default)]
pub struct Owners(BTreeMap<Owner, i64>);

impl Owners {
    /// Who it is; none who is not there.
    pub fn id(&self, owner: &Owner) -> Option<i64> {
        self.0.get(owner).copied()
    }
}

/// Those of `wanted` who are there.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn owner_find(
    conn: &mut PgConnection,
    source: &str,
    wanted: impl Iterator<Item = &Owner>,
) -> Result<Owners, DbError> {
    let (mut developers, mut placements, mut clients) = (Vec::new(), Vec::new(), Vec::new());
    for owner in wanted {
        match owner {
            Owner::Developer(name) => developers.push(name.clone()),
            Owner::Placement(name) => placements.push(name.clone()),
            Owner::Client(name) => clients.push(name.clone()),
        }
    }
    if developers.is_empty() && placements.is_empty() && clients.is_empty() {
        return Ok(Owners::default());
    }
    let known: Vec<String> = clients.iter().map(|name| known_as(name)).collect();
    let rows = sqlx::query!(
        r#"select 'developer' as "kind!", external_ref as "name!", developer_id as "id!"
        from sereno.developer
        where source = $1 and external_ref = any($2)
        union all
        select 'placement', external_ref, placement_id
        from sereno.placement
        where source = $1 and external_ref = any($3)
        union all
        select 'client', given.name, coalesce(named.client_id, referred.client_id)
        from unnest($4::text[], $5::text[]) as given (name, known_as)
        left join sereno.client as named on named.source = $1 and named.known_as = given.known_as
        left join sereno.client as referred on referred.source = $1 and referred.external_ref = given.name
        where num_nonnulls(named.client_id, referred.client_id) > 0"#,
        source,
        &developers,
        &placements,
        &clients,
        &known
    )
    .fetch_all(conn)
    .await
    .of("owner_find")?;
    let found = rows.into_iter().map(|row| {
        let owner = match row.kind.as_str() {
            "developer" => Owner::Developer(row.name),
            "placement" => Owner::Placement(row.name),
            _ => Owner::Client(row.name),
        };
        (owner, row.id)
    });
    Ok(Owners(found.collect()))
}
