//! Developers of every status: a list with who needs looking at first, and one with all that belongs
//! to them.

use std::cmp::Reverse;

use jiff::civil::Date;
use sereno_domain::board::lasting::Lasting;
use sereno_domain::board::named::number_of;
use sereno_domain::board::person::{
    PeopleBoard, PersonBoard, PersonFilter, PersonLine, PersonPlacement,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::dossier::Terms;
use sereno_domain::developer::{DeveloperStatus, Seniority};
use sereno_domain::id::{ClientId, DeveloperId};
use sereno_domain::vetting::VettingStage;

use super::best_roles::on_lists;
use super::clock;
use super::findings::lines_of_developer;
use super::papers::{Owners, documents};
use super::placements::{Which, lines as placement_lines};
use crate::dossier::{terms, vetting};
use crate::error::{DbError, StatementOf, count, maybe, small, word};
use crate::pg_time::PgDate;
use crate::pool::PgConnection;
use crate::population::facts::{regimes, skills};

const TABLE: &str = "developer";
/// Placements of one developer at most.
const N_PLACEMENTS: i64 = 100;

/// Developers that are looked at, seen from a day; at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn people(
    conn: &mut PgConnection,
    as_of: Date,
    filter: &PersonFilter,
    n_max: u32,
) -> Result<PeopleBoard, DbError> {
    let lines = lines(conn, as_of, filter, None, i64::from(n_max)).await?;
    let counts = sqlx::query!(
        r#"select status, count(*) as "n!"
        from sereno.developer
        group by status"#
    )
    .fetch_all(&mut *conn)
    .await
    .of("people")?;
    let n_by_status = counts
        .into_iter()
        .map(|row| Ok((word(TABLE, "status", &row.status)?, count(row.n))))
        .collect::<Result<_, DbError>>()?;
    let n_stopped = sqlx::query_scalar!(
        r#"select count(distinct coalesce(placement.developer_id, subject_id)) as "n!"
        from sereno.finding
        left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
        where finding.state in ('open', 'acknowledged')
          and severity in ('block_payment', 'block_placement')
          and subject_kind in ('developer', 'placement')"#
    )
    .fetch_one(&mut *conn)
    .await
    .of("people")?;
    let at = clock(conn).await?;
    Ok(PeopleBoard { at, as_of, lines, n_by_status, n_stopped: count(n_stopped) })
}

/// Developers as lines, in the order of [`PeopleBoard::lines`].
async fn lines(
    conn: &mut PgConnection,
    as_of: Date,
    filter: &PersonFilter,
    only: Option<DeveloperId>,
    n_max: i64,
) -> Result<Vec<PersonLine>, DbError> {
    let rows = sqlx::query_file!(
        "queries/people.sql",
        PgDate(as_of) as _,
        only.map(|developer| developer.0),
        filter.status.map(DeveloperStatus::name),
        filter.country.as_ref().map(sereno_domain::country::Country::code),
        filter.seniority.map(Seniority::name),
        filter.skill.as_deref(),
        filter.stopped,
        n_max
    )
    .fetch_all(conn)
    .await
    .of("people")?;
    let n_stages = VettingStage::ALL.len();
    let read = rows.into_iter().map(|row| {
        let is_vetted = usize::try_from(row.n_passed).is_ok_and(|n| n >= n_stages);
        Ok(PersonLine {
            developer_id: DeveloperId(row.developer_id),
            name: number_of(DeveloperId(row.developer_id)),
            country: row.country.parse().ok(),
            seniority: maybe(TABLE, "seniority", row.seniority.as_deref())?,
            status: word(TABLE, "status", &row.status)?,
            skills: row.skills.iter().map(|skill| CleanText::new(skill)).collect(),
            vetting: Lasting::of(is_vetted, row.vetted_until.map(Into::into)),
            client_id: row.client_id.map(ClientId),
            client: row.client.as_deref().map(CleanText::new),
            n_at_work: small(row.n_at_work),
            n_placements: small(row.n_placements),
            n_findings: small(row.n_findings),
            n_blocking: small(row.n_blocking),
            due_on: row.due_on.map(Into::into),
        })
    });
    read.collect()
}

/// One developer with all that belongs to them; none when there is no such developer.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn person(
    conn: &mut PgConnection,
    developer_id: DeveloperId,
    as_of: Date,
) -> Result<Option<PersonBoard>, DbError> {
    let id = developer_id.0;
    let everybody = PersonFilter::default();
    let Some(line) = lines(conn, as_of, &everybody, Some(developer_id), 1).await?.pop() else {
        return Ok(None);
    };
    let facts = sqlx::query!(
        "select english, years_experience_tenths, available_from, engagement
        from sereno.developer
        where developer_id = $1",
        id
    )
    .fetch_one(&mut *conn)
    .await
    .of("person")?;
    let mut vetting = vetting(conn, &[id]).await?.take(id);
    vetting.reverse();
    let mut skills = skills(conn, &[id]).await?.take(id);
    skills.sort_by(|a, b| {
        (Reverse((a.level, a.years_tenths)), &a.skill)
            .cmp(&(Reverse((b.level, b.years_tenths)), &b.skill))
    });
    let placements = placements(conn, developer_id, as_of).await?;
    let at_work: Vec<i64> = placements.iter().map(|one| one.line.placement_id.0).collect();
    let owners = Owners { developers: &[id], placements: &at_work, clients: &[] };
    Ok(Some(PersonBoard {
        as_of,
        line,
        english: maybe(TABLE, "english", facts.english.as_deref())?,
        years_experience_tenths: facts.years_experience_tenths.map(small),
        available_from: facts.available_from.map(Into::into),
        engagement: maybe(TABLE, "engagement", facts.engagement.as_deref())?,
        vetting,
        attestations: regimes(conn, &[id]).await?.take(id),
        skills,
        documents: documents(conn, owners, as_of).await?,
        placements,
        findings: lines_of_developer(conn, developer_id).await?,
        lists: on_lists(conn, developer_id).await?,
        at: clock(conn).await?,
    }))
}

/// The placements of a developer, the newest first.
async fn placements(
    conn: &mut PgConnection,
    developer_id: DeveloperId,
    as_of: Date,
) -> Result<Vec<PersonPlacement>, DbError> {
    let of = Which::OfDeveloper(developer_id);
    let mut lines = placement_lines(conn, as_of, of, N_PLACEMENTS).await?;
    lines.sort_by_key(|line| Reverse((line.starts_on, line.placement_id)));
    let ids: Vec<i64> = lines.iter().map(|line| line.placement_id.0).collect();
    let mut terms = terms(conn, &ids).await?;
    let with_terms = lines.into_iter().map(|line| {
        let terms = terms.take(line.placement_id.0);
        PersonPlacement { terms: in_force(&terms, as_of), line }
    });
    Ok(with_terms.collect())
}

/// The terms in force on a day, or the last before it; else the first that will be.
fn in_force(terms: &[Terms], day: Date) -> Option<Terms> {
    let begun = terms.iter().rev().find(|terms| terms.from <= day);
    begun.or_else(|| terms.first()).copied()
}
