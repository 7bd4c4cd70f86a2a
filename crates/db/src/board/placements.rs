//! Placements: a list with how each goes, and one with all that belongs to it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::board::finding::FindingFilter;
use sereno_domain::board::named::number_of;
use sereno_domain::board::placement::{
    ClassificationLine, PlacementBoard, PlacementLine, PlacementsBoard, WeekLine,
};
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::Case;
use sereno_domain::developer::Engagement;
use sereno_domain::finding::{Subject, SubjectKind};
use sereno_domain::id::{ClientId, DeveloperId, PlacementId};
use sereno_domain::placement_health::{Band, health};

use super::clock;
use super::findings::lines as finding_lines;
use super::papers::{Owners, documents};
use crate::dossier::work::{looked_back_to, timesheets};
use crate::dossier::{developer_dossiers, developer_ids, developer_slices, terms};
use crate::error::{DbError, StatementOf, maybe, small, word};
use crate::pg_time::PgDate;
use crate::placement_health::{placement_facts_in_tx, placement_health_counts};
use crate::pool::PgConnection;
use crate::replacement::{Cases, replacement_case_list};

/// Weeks of the trend.
const N_WEEKS: i64 = 12;
/// Findings of one placement at most.
const N_FINDINGS: i64 = 100;
/// Dossiers read at a time.
const N_DOSSIERS: usize = 2_000;

/// Placements that have not ended on a day, or those of one band; at most so many.
///
/// # Errors
/// [`DbError`] when a statement fails or a stored word is not known.
pub async fn placements(
    conn: &mut PgConnection,
    as_of: Date,
    band: Option<Band>,
    n_max: u32,
) -> Result<PlacementsBoard, DbError> {
    let lines = lines(conn, as_of, Which::NotEnded(band), i64::from(n_max)).await?;
    let n_by_band = placement_health_counts(conn).await?;
    Ok(PlacementsBoard { at: clock(conn).await?, as_of, lines, n_by_band })
}

/// Which placements are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    /// Those that have not ended, or those of them in one band.
    NotEnded(Option<Band>),
    /// One, ended or not.
    One(PlacementId),
    /// Those of a developer, ended or not.
    OfDeveloper(DeveloperId),
    /// Those of a client that have not ended.
    OfClient(ClientId),
}

impl Which {
    /// The band, the placement, the developer and the client that are meant.
    fn parts(self) -> (Option<&'static str>, Option<i64>, Option<i64>, Option<i64>) {
        match self {
            Self::NotEnded(band) => (band.map(Band::name), None, None, None),
            Self::One(placement) => (None, Some(placement.0), None, None),
            Self::OfDeveloper(developer) => (None, None, Some(developer.0), None),
            Self::OfClient(client) => (None, None, None, Some(client.0)),
        }
    }
}

/// Placements as lines, those first that go worst.
pub(super) async fn lines(
    conn: &mut PgConnection,
    as_of: Date,
    which: Which,
    n_max: i64,
) -> Result<Vec<PlacementLine>, DbError> {
    let (band, one, developer, client) = which.parts();
    let rows = sqlx::query!(
        r#"select placement_id, placement.developer_id, developer.country,
            placement.client_id, client.name as client, starts_on, ends_on, guarantee_until, weekly_hours,
            band as "band?", since_on as "since_on?", points as "points?", confidence as "confidence?",
            coalesce(alarms, '{}') as "alarms!",
            found.n as "n_findings!", found.n_blocking as "n_blocking!"
        from sereno.placement
        join sereno.developer using (developer_id)
        join sereno.client using (client_id)
        left join sereno.placement_health using (placement_id)
        cross join lateral (
            select count(*) as n,
                count(*) filter (where severity in ('block_payment', 'block_placement')) as n_blocking
            from sereno.finding
            where state <> 'resolved'
              and (
                (subject_kind = 'placement' and subject_id = placement_id)
                or (subject_kind = 'developer' and subject_id = placement.developer_id)
              )
        ) as found
        where (coalesce($3::bigint, $4::bigint) is not null or ends_on is null or ends_on > $1)
          and ($2::text is null or band = $2)
          and ($3::bigint is null or placement_id = $3)
          and ($4::bigint is null or placement.developer_id = $4)
          and ($5::bigint is null or placement.client_id = $5)
        order by array_position(array['critical', 'at_risk', 'watch', 'stable'], band), points, placement_id
        limit $6"#,
        PgDate(as_of) as _,
        band,
        one,
        developer,
        client,
        n_max
    )
    .fetch_all(conn)
    .await
    .of("placements")?;
    let read = rows.into_iter().map(|row| {
        let alarms: Result<BTreeSet<_>, DbError> =
            row.alarms.iter().map(|alarm| word("placement_health", "alarms", alarm)).collect();
        let band = row.band.as_deref().map(|band| word("placement_health", "band", band));
        Ok(PlacementLine {
            placement_id: PlacementId(row.placement_id),
            developer_id: DeveloperId(row.developer_id),
            developer: number_of(DeveloperId(row.developer_id)),
            country: row.country.parse().ok(),
            client_id: ClientId(row.client_id),
            client: CleanText::new(&row.client),
            starts_on: row.starts_on.into(),
            ends_on: row.ends_on.map(Into::into),
            guarantee_until: row.guarantee_until.into(),
            weekly_hours: small(row.weekly_hours),
            band: band.transpose()?,
            since_on: row.since_on.map(Into::into),
            points: row.points.map(small).unwrap_or_default(),
            confidence: row.confidence.map(small).unwrap_or_default(),
            alarms: alarms?,
            n_findings: small(row.n_findings),
            n_blocking: small(row.n_blocking),
        })
    });
    read.collect()
}

/// Every contract at work on a day, those first that have most of what makes an employee.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn classifications(
    conn: &mut PgConnection,
    as_of: Date,
) -> Result<Vec<ClassificationLine>, DbError> {
    let case = Case::house(as_of);
    let mut lines = Vec::new();
    for range in developer_slices(conn, N_DOSSIERS).await? {
        let ids = developer_ids(conn, range).await?;
        for dossier in developer_dossiers(conn, &ids, as_of).await? {
            for placement in &dossier.placements {
                let Some(found) = case.classification(&dossier, placement) else { continue };
                lines.push(ClassificationLine {
                    placement_id: placement.placement_id,
                    developer_id: dossier.developer_id,
                    country: dossier.country,
                    client_id: placement.client_id,
                    points: found.points,
                    capped: found.capped,
                    counted: found.counted,
                });
            }
        }
    }
    lines.sort_by_key(|line| (Reverse(line.points), line.placement_id));
    Ok(lines)
}

/// One placement with all that belongs to it; none when there is no such placement.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn placement(
    conn: &mut PgConnection,
    placement_id: PlacementId,
    as_of: Date,
) -> Result<Option<PlacementBoard>, DbError> {
    let Some(line) = lines(conn, as_of, Which::One(placement_id), 1).await?.pop() else {
        return Ok(None);
    };
    let range = [placement_id.0, placement_id.0];
    let facts = placement_facts_in_tx(conn, range, as_of).await?.pop();
    let drivers = facts.as_ref().and_then(|one| one.stored.as_ref());
    let drivers = drivers.map(|stored| stored.health.drivers.clone()).unwrap_or_default();
    let trend = (0..N_WEEKS).rev().map(|back| {
        let day = as_of.saturating_sub(back.weeks());
        let then = facts.as_ref().and_then(|one| health(&one.facts, None, day));
        (day, then.map(|health| health.points))
    });
    let trend = trend.collect();
    let owners = Owners {
        developers: &[line.developer_id.0],
        placements: &[placement_id.0],
        ..Owners::default()
    };
    let documents = documents(conn, owners, as_of).await?;
    let terms = terms(conn, &[placement_id.0]).await?.take(placement_id.0);
    let weeks = weeks(conn, &line, as_of).await?;
    let of = |kind, id| FindingFilter {
        subject: Some(Subject { kind, id }),
        ..FindingFilter::default()
    };
    let of_placement = of(SubjectKind::Placement, placement_id.0);
    let of_developer = of(SubjectKind::Developer, line.developer_id.0);
    let mut findings = finding_lines(conn, &of_placement, None, N_FINDINGS).await?;
    findings.extend(finding_lines(conn, &of_developer, None, N_FINDINGS).await?);
    let case = replacement_case_list(conn, Cases::Newest(placement_id), 1).await?.pop();
    let at = clock(conn).await?;
    let board =
        PlacementBoard { at, as_of, line, terms, weeks, drivers, trend, documents, findings, case };
    Ok(Some(board))
}

/// What was told of the last weeks of a placement, beside what the law allowed in them.
async fn weeks(
    conn: &mut PgConnection,
    line: &PlacementLine,
    as_of: Date,
) -> Result<Vec<WeekLine>, DbError> {
    const TABLE: &str = "placement";
    let placement_id = line.placement_id.0;
    let wanted = [(placement_id, looked_back_to(as_of))];
    let told = timesheets(conn, &wanted, as_of).await?.take(placement_id);
    let engagement = sqlx::query_scalar!(
        "select coalesce(placement.engagement, developer.engagement) as engagement
        from sereno.placement
        join sereno.developer using (developer_id)
        where placement_id = $1",
        placement_id
    )
    .fetch_optional(conn)
    .await
    .of(TABLE)?;
    let engagement = maybe(TABLE, "engagement", engagement.flatten().as_deref())?;
    let employed_in = line.country.filter(|_| engagement == Some(Engagement::EmployerOfRecord));
    let law = Case::house(as_of);
    let most = |day| law.weekly_hours_max(employed_in?, day).map(|row| row.value);
    Ok(told.iter().map(|told| WeekLine::of(told, most(told.from))).collect())
}
