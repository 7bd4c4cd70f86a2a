//! The compliance step: a slice of the developers or of the clients against every rule, as of the
//! business date. A subject that cannot be read becomes a finding of its own; the others go on.

use jiff::civil::Date;
use sereno_db::chunk::{Lease, Receipt, chunk_finish_in_tx};
use sereno_db::dossier::{client_dossiers, client_ids, developer_dossiers, developer_ids};
use sereno_db::error::DbError;
use sereno_db::finding::{Rules, finding_apply_in_tx, finding_list_of_in_tx};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_domain::compliance::dossier::{ClientDossier, DeveloperDossier};
use sereno_domain::compliance::{Case, HEALTH, READING, unreadable};
use sereno_domain::failure::CLASS_DATABASE;
use sereno_domain::finding::life::{Change, FindingEventKind, changes};
use sereno_domain::finding::{Found, Subject, SubjectKind};
use sha2::{Digest as _, Sha256};

use super::{JobError, blocking};
use crate::model::hexadecimal;
use crate::phase::Phases;
use crate::words;

/// Subjects in one chunk.
pub const N_SUBJECTS: usize = 2_000;

/// A range of subjects of one kind.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
struct Slice {
    /// Developers with their placements, or clients.
    kind: SubjectKind,
    /// First and last identity.
    ids: [i64; 2],
}

/// The payloads of all chunks.
pub fn payloads(developers: &[[i64; 2]], clients: &[[i64; 2]]) -> Vec<serde_json::Value> {
    let of = |kind, ranges: &[[i64; 2]]| -> Vec<_> {
        ranges.iter().map(|ids| serde_json::json!(Slice { kind, ids: *ids })).collect()
    };
    [of(SubjectKind::Developer, developers), of(SubjectKind::Client, clients)].concat()
}

/// What was read and found of a slice.
struct Looked {
    /// Who was looked at, by kind.
    subjects: Vec<(SubjectKind, Vec<i64>)>,
    /// Whose rows cannot be read: what was found of them before stays as it is.
    unread: (SubjectKind, Vec<i64>),
    found: Vec<Found>,
}

impl Looked {
    fn of(
        subjects: Vec<(SubjectKind, Vec<i64>)>,
        mut found: Vec<Found>,
        (kind, broken): (SubjectKind, Vec<Found>),
    ) -> Self {
        let unread = broken.iter().map(|one| one.key.subject.id).collect();
        found.extend(broken);
        Self { subjects, unread: (kind, unread), found }
    }
}

pub(super) async fn work(pool: &Pool, lease: &Lease) -> Result<(), JobError> {
    let unknown = || JobError::UnknownPayload(lease.payload.to_string());
    let Slice { kind, ids } =
        serde_json::from_value(lease.payload.clone()).map_err(|_| unknown())?;
    let mut phases = Phases::start();
    let day = lease.business_date;
    let mut conn = pool::acquire(pool).await?;
    let looked = match kind {
        SubjectKind::Developer => developers(&mut conn, ids, day, &mut phases).await?,
        SubjectKind::Client => clients(&mut conn, ids, day, &mut phases).await?,
        SubjectKind::Placement => return Err(unknown()),
    };
    drop(conn);
    let n_found = looked.found.len();
    let hash = Sha256::digest(serde_json::json!(looked.found).to_string());
    let mut tx = pool::begin(pool).await?;
    let mut stored = Vec::new();
    for (kind, ids) in &looked.subjects {
        let rules = Rules::AllBut(&[HEALTH.id]);
        stored.extend(finding_list_of_in_tx(&mut tx, *kind, ids, rules).await?);
    }
    let (kind, ids) = &looked.unread;
    let reading = Rules::Only(&[READING.id]);
    stored.extend(finding_list_of_in_tx(&mut tx, *kind, ids, reading).await?);
    phases.end("read findings");
    let changes = changes(stored, looked.found, day);
    let n_written = if lease.applies {
        finding_apply_in_tx(&mut tx, (lease.run_id, day), &changes).await?
    } else {
        0
    };
    phases.end("write");
    let n_subjects: usize = looked.subjects.iter().map(|(_, ids)| ids.len()).sum();
    let report = serde_json::json!({
        "n_subjects": n_subjects,
        "n_found": n_found,
        "n_opened": count(&changes, &[FindingEventKind::Opened, FindingEventKind::Reopened]),
        "n_resolved": count(&changes, &[FindingEventKind::Resolved]),
        "n_rows_written": n_written,
        "found_hash": hexadecimal(&hash),
        "phases_us": phases.microseconds(),
    });
    if !chunk_finish_in_tx(&mut tx, lease, &Receipt { report, ..Receipt::default() }).await? {
        return Err(JobError::Fenced);
    }
    Ok(pool::commit(tx).await?)
}

/// Findings of which one of some things happened.
pub(super) fn count(changes: &[Change], events: &[FindingEventKind]) -> usize {
    changes.iter().filter(|change| change.events.iter().any(|one| events.contains(one))).count()
}

/// What is read of a subject, to be looked at.
trait Dossier: Sized {
    /// What it is of.
    const KIND: SubjectKind;
    /// Reads those of some subjects as of a day.
    async fn read(conn: &mut PgConnection, ids: &[i64], day: Date) -> Result<Vec<Self>, DbError>;
}

impl Dossier for DeveloperDossier {
    const KIND: SubjectKind = SubjectKind::Developer;

    async fn read(conn: &mut PgConnection, ids: &[i64], day: Date) -> Result<Vec<Self>, DbError> {
        developer_dossiers(conn, ids, day).await
    }
}

impl Dossier for ClientDossier {
    const KIND: SubjectKind = SubjectKind::Client;

    async fn read(conn: &mut PgConnection, ids: &[i64], day: Date) -> Result<Vec<Self>, DbError> {
        client_dossiers(conn, ids, day).await
    }
}

/// Dossiers by id, all at once; where somebody's rows cannot be read, one at a time tells whose.
async fn read<D: Dossier>(
    conn: &mut PgConnection,
    ids: &[i64],
    day: Date,
) -> Result<(Vec<D>, Vec<Found>), JobError> {
    match D::read(conn, ids, day).await {
        Ok(all) => return Ok((all, Vec::new())),
        Err(error) if error.is_offline() => return Err(error.into()),
        Err(_) => {}
    }
    let (mut all, mut broken) = (Vec::new(), Vec::new());
    for id in ids {
        match D::read(conn, &[*id], day).await {
            Ok(one) => all.extend(one),
            Err(error) => broken.push(unread(D::KIND, *id, &error)?),
        }
    }
    Ok((all, broken))
}

async fn developers(
    conn: &mut PgConnection,
    range: [i64; 2],
    day: Date,
    phases: &mut Phases,
) -> Result<Looked, JobError> {
    let ids = developer_ids(conn, range).await?;
    let (dossiers, broken) = read::<DeveloperDossier>(conn, &ids, day).await?;
    phases.end("read");
    let read = dossiers.iter().map(|dossier| dossier.developer_id.0).collect();
    let placements = dossiers.iter().flat_map(|dossier| &dossier.placements);
    let placements = placements.map(|placement| placement.placement_id.0).collect();
    let found = blocking(move || -> Vec<Found> {
        let case = Case::house(day);
        dossiers.iter().flat_map(|dossier| case.developer(dossier)).collect()
    });
    let found = found.await?;
    phases.end("check");
    let subjects = vec![(SubjectKind::Developer, read), (SubjectKind::Placement, placements)];
    Ok(Looked::of(subjects, found, (SubjectKind::Developer, broken)))
}

async fn clients(
    conn: &mut PgConnection,
    range: [i64; 2],
    day: Date,
    phases: &mut Phases,
) -> Result<Looked, JobError> {
    let ids = client_ids(conn, range).await?;
    let (dossiers, broken) = read::<ClientDossier>(conn, &ids, day).await?;
    phases.end("read");
    let read = dossiers.iter().map(|dossier| dossier.client_id.0).collect();
    let case = Case::house(day);
    let found = dossiers.iter().flat_map(|dossier| case.client(dossier)).collect();
    phases.end("check");
    Ok(Looked::of(vec![(SubjectKind::Client, read)], found, (SubjectKind::Client, broken)))
}

/// What is found of a subject whose rows cannot be read.
fn unread(kind: SubjectKind, id: i64, error: &DbError) -> Result<Found, JobError> {
    if error.is_offline() {
        return Err(JobError::retry(CLASS_DATABASE, words::chain(error).to_string()));
    }
    Ok(unreadable(Subject { kind, id }, words::chain(error).to_string()))
}
