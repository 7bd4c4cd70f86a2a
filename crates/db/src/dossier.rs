//! Dossiers of developers and clients, read for the rules: a bounded number at a time. The numbers on
//! papers stay where they are; here is only who shares one.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sereno_domain::client::ClientPolicy;
use sereno_domain::compliance::document::Documents;
use sereno_domain::compliance::dossier::{ClientDossier, DeveloperDossier, PlacementDossier};
use sereno_domain::id::{ClientId, DeveloperId, EvaluatorId, PlacementId};
use sereno_domain::vetting::VettingResult;

use crate::error::{DbError, StatementOf, day, maybe, small, word, words};
use crate::owned::Owned;
use crate::pg_time::{PgDate, PgStoredDate};
use crate::pool::PgConnection;
use crate::population::facts::regimes;

mod papers;
mod personal;
pub(crate) mod work;

pub(crate) use papers::terms;
use papers::{Owner, answers, documents, employments, invoices};
use personal::{personal_facts, texts};
use work::{looked_back_to, timesheets, vacation};

/// Years after its end in which a placement is asked for work told of after it.
const YEARS_AFTER_END: i64 = 1;
/// Years of work after which vacation can have been left for too long.
const YEARS_OF_VACATION: i64 = 2;
/// Every id there can be.
const EVERY_ID: [i64; 2] = [0, i64::MAX];

/// The developers in slices of `n`, by id: ranges that leave nobody out, who comes meanwhile neither.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn developer_slices(conn: &mut PgConnection, n: usize) -> Result<Vec<[i64; 2]>, DbError> {
    Ok(slices(&developer_ids(conn, EVERY_ID).await?, n))
}

/// The clients in slices of `n`, by id, in the same way.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn client_slices(conn: &mut PgConnection, n: usize) -> Result<Vec<[i64; 2]>, DbError> {
    Ok(slices(&client_ids(conn, EVERY_ID).await?, n))
}

/// Ranges that hold `n` of the ids each, the last what is left: each begins after the one before, and
/// the last has no end.
pub(crate) fn slices(ids: &[i64], n: usize) -> Vec<[i64; 2]> {
    let lasts: Vec<i64> = ids.chunks(n.max(1)).filter_map(|slice| slice.last()).copied().collect();
    let firsts = std::iter::once(0).chain(lasts.iter().map(|last| last + 1));
    let n_before_last = lasts.len().saturating_sub(1);
    let ends = lasts.iter().copied().take(n_before_last).chain([i64::MAX]);
    firsts.zip(ends).take(lasts.len()).map(|(first, last)| [first, last]).collect()
}

/// The developers from one to another, by id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn developer_ids(
    conn: &mut PgConnection,
    [first, last]: [i64; 2],
) -> Result<Vec<i64>, DbError> {
    sqlx::query_scalar!(
        "select developer_id
        from sereno.developer
        where developer_id between $1 and $2
        order by developer_id",
        first,
        last
    )
    .fetch_all(conn)
    .await
    .of("developer_ids")
}

/// The clients from one to another, by id.
///
/// # Errors
/// [`DbError::Statement`] when the statement fails.
pub async fn client_ids(
    conn: &mut PgConnection,
    [first, last]: [i64; 2],
) -> Result<Vec<i64>, DbError> {
    sqlx::query_scalar!(
        "select client_id
        from sereno.client
        where client_id between $1 and $2
        order by client_id",
        first,
        last
    )
    .fetch_all(conn)
    .await
    .of("client_ids")
}

/// Reads the dossiers of developers as of a day, by id.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn developer_dossiers(
    conn: &mut PgConnection,
    ids: &[i64],
    day: Date,
) -> Result<Vec<DeveloperDossier>, DbError> {
    const TABLE: &str = "developer";
    let mut vetting = vetting(conn, ids).await?;
    let mut attestations = regimes(conn, ids).await?;
    let mut papers = documents(conn, Owner::Developers, ids).await?;
    let mut employments = employments(conn, ids).await?;
    let mut placements = placements(conn, ids, day).await?;
    let mut personal = personal_facts(conn, ids).await?;
    let rows = sqlx::query!(
        "select developer_id, status, country, engagement
        from sereno.developer
        where developer_id = any($1)
        order by developer_id",
        ids
    )
    .fetch_all(conn)
    .await
    .of("developer")?;
    rows.into_iter()
        .map(|row| {
            let id = row.developer_id;
            Ok(DeveloperDossier {
                developer_id: DeveloperId(id),
                status: word(TABLE, "status", &row.status)?,
                country: word(TABLE, "country", &row.country)?,
                engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
                vetting: vetting.take(id),
                attestations: attestations.take(id),
                documents: Documents(papers.take(id)),
                personal: personal.remove(&id).unwrap_or_default(),
                employments: employments.take(id),
                placements: placements.take(id),
            })
        })
        .collect()
}

/// Reads the dossiers of clients, by id.
///
/// # Errors
/// [`DbError`] when a statement fails, or something stored cannot be read.
pub async fn client_dossiers(
    conn: &mut PgConnection,
    ids: &[i64],
    day: Date,
) -> Result<Vec<ClientDossier>, DbError> {
    let mut papers = documents(conn, Owner::Clients, ids).await?;
    let mut invoices = invoices(conn, ids, day).await?;
    let rows = sqlx::query!(
        r#"select client_id, country, (
                select count(*)
                from sereno.placement
                where placement.client_id = client.client_id
                  and starts_on <= $2
                  and (ends_on is null or ends_on > $2)
            ) as "n_at_work!"
        from sereno.client
        where client_id = any($1)
        order by client_id"#,
        ids,
        PgDate(day) as _
    )
    .fetch_all(conn)
    .await
    .of("client")?;
    rows.into_iter()
        .map(|row| {
            Ok(ClientDossier {
                client_id: ClientId(row.client_id),
                country: maybe("client", "country", row.country.as_deref())?,
                n_at_work: small(row.n_at_work),
                invoices: invoices.take(row.client_id),
                documents: Documents(papers.take(row.client_id)),
            })
        })
        .collect()
}

/// Every result of vetting, as it was given.
pub(crate) async fn vetting(
    conn: &mut PgConnection,
    ids: &[i64],
) -> Result<Owned<VettingResult>, DbError> {
    const TABLE: &str = "vetting_result";
    let rows = sqlx::query!(
        "select developer_id, stage, held_on, outcome, score, expires_on, evaluator_id
        from sereno.vetting_result
        where developer_id = any($1)
        order by developer_id, held_on, stage",
        ids
    )
    .fetch_all(conn)
    .await
    .of(TABLE)?;
    Owned::gather(rows, |row| {
        let result = VettingResult {
            stage: word(TABLE, "stage", &row.stage)?,
            outcome: word(TABLE, "outcome", &row.outcome)?,
            score: small(row.score),
            held_on: row.held_on.into(),
            expires_on: row.expires_on.map(Into::into),
            evaluator: row.evaluator_id.map(EvaluatorId),
        };
        Ok((row.developer_id, result))
    })
}

async fn placements(
    conn: &mut PgConnection,
    developers: &[i64],
    as_of: Date,
) -> Result<Owned<PlacementDossier>, DbError> {
    const TABLE: &str = "placement";
    let rows = sqlx::query!(
        r#"select placement_id, developer_id, client_id, starts_on, ends_on as "ends_on: PgStoredDate", weekly_hours,
            placement.engagement, placement.regimes, background_check_wanted, client.country as client_country,
            client.regimes as regimes_of_all, countries_refused, engagements_refused,
            coalesce(placement.engagement, developer.engagement) = 'eor' as is_employment
        from sereno.placement
        join sereno.developer using (developer_id)
        join sereno.client using (client_id)
        where developer_id = any($1)
        order by developer_id, starts_on, placement_id"#,
        developers
    )
    .fetch_all(&mut *conn)
    .await
    .of(TABLE)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.placement_id).collect();
    let mut papers = documents(conn, Owner::Placements, &ids).await?;
    let mut terms = terms(conn, &ids).await?;
    let mut answers = answers(conn, &ids).await?;
    let mut texts = texts(conn, &ids).await?;
    let work = rows.iter().map(|row| Work {
        placement_id: row.placement_id,
        starts_on: row.starts_on.into(),
        ends_on: row.ends_on.and_then(PgStoredDate::civil),
        is_employment: row.is_employment == Some(true),
    });
    let (told, years) = asked_for(&work.collect::<Vec<_>>(), as_of);
    let mut timesheets = timesheets(conn, &told, as_of).await?;
    let mut vacation = vacation(conn, &years, as_of).await?;
    Owned::gather(rows, |row| {
        let id = row.placement_id;
        let placement = PlacementDossier {
            placement_id: PlacementId(id),
            client_id: ClientId(row.client_id),
            client_country: maybe("client", "country", row.client_country.as_deref())?,
            policy: ClientPolicy {
                background_check_wanted: row.background_check_wanted,
                regimes: words("client", "regimes", &row.regimes_of_all)?,
                countries_refused: words("client", "countries_refused", &row.countries_refused)?,
                engagements_refused: words(
                    "client",
                    "engagements_refused",
                    &row.engagements_refused,
                )?,
            },
            starts_on: row.starts_on.into(),
            ends_on: day((TABLE, id), "ends_on", row.ends_on)?,
            weekly_hours: small(row.weekly_hours),
            engagement: maybe(TABLE, "engagement", row.engagement.as_deref())?,
            regimes: words(TABLE, "regimes", &row.regimes)?,
            terms: terms.take(id),
            documents: Documents(papers.take(id)),
            answers: answers.take(id),
            texts: texts.take(id),
            timesheets: timesheets.take(id),
            vacation: vacation.take(id).pop(),
        };
        Ok((row.developer_id, placement))
    })
}

/// What decides which timesheets of a placement the rules need.
struct Work {
    placement_id: i64,
    starts_on: Date,
    ends_on: Option<Date>,
    is_employment: bool,
}

/// Placements of whose work the rules ask, each with the first day they ask for; and those of whose
/// vacation.
fn asked_for(placements: &[Work], day: Date) -> (Vec<(i64, Date)>, Vec<i64>) {
    let told = placements.iter().filter_map(|one| {
        let ended = one.ends_on.filter(|end| *end <= day);
        let from = match ended {
            Some(end) if day < end.saturating_add(YEARS_AFTER_END.years()) => Some(end),
            Some(_) => None,
            None => one.is_employment.then(|| looked_back_to(day)),
        };
        Some((one.placement_id, from?))
    });
    let years = placements.iter().filter(|one| {
        one.is_employment && one.starts_on.saturating_add(YEARS_OF_VACATION.years()) <= day
    });
    (told.collect(), years.map(|one| one.placement_id).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Work, asked_for, slices};

    #[test]
    fn work_is_read_of_employees_and_of_what_ended_within_a_year() {
        let day = date(2026, 11, 25);
        let work = |placement_id, starts_on, ends_on, is_employment| Work {
            placement_id,
            starts_on,
            ends_on,
            is_employment,
        };
        let placements = [
            work(1, date(2024, 11, 25), None, true),
            work(2, date(2024, 11, 26), None, true),
            work(3, date(2024, 1, 1), None, false),
            work(4, date(2024, 1, 1), Some(date(2025, 11, 26)), false),
            work(5, date(2024, 1, 1), Some(date(2025, 11, 25)), false),
            work(6, date(2026, 1, 1), Some(day), true),
            work(7, date(2026, 1, 1), Some(date(2026, 11, 26)), false),
        ];
        let (told, years) = asked_for(&placements, day);
        let monday = date(2026, 10, 12);
        assert_eq!(told, [(1, monday), (2, monday), (4, date(2025, 11, 26)), (6, day)]);
        assert_eq!(years, [1]);
    }

    #[test]
    fn slices_leave_nobody_out() {
        assert_eq!(slices(&[], 2), [[0; 2]; 0]);
        assert_eq!(slices(&[9], 2), [[0, i64::MAX]]);
        assert_eq!(slices(&[3, 9, 15, 20, 31], 2), [[0, 9], [10, 20], [21, i64::MAX]]);
    }
}
