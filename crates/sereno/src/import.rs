//! A file of developers, roles or what belongs to them into the database: read row by row, written batch by batch, in one
//! transaction. Which cell means what is the domain's business.
//!
//! Memory holds one batch, however long the file is. Whatever goes wrong with the file or the
//! database leaves nothing behind; what is wrong with a row leaves out that row.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sereno_db::audit::{AuditEvent, audit_insert_in_tx};
use sereno_db::copy::skill_upsert;
use sereno_db::developer::StatusOfChanged;
use sereno_db::import_ref::{
    Met, import_lock_in_tx, import_ref_clear_in_tx, import_ref_meet_in_tx,
};
use sereno_db::owner::{Owners, owner_find};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::vault::Vault;
use sereno_domain::country::CountryDirectory;
use sereno_domain::intake::account::IncomingAccount;
use sereno_domain::intake::answer::IncomingAnswer;
use sereno_domain::intake::attestation::IncomingAttestation;
use sereno_domain::intake::checkin::IncomingCheckIn;
use sereno_domain::intake::client::IncomingClient;
use sereno_domain::intake::developer::IncomingDeveloper;
use sereno_domain::intake::document::IncomingDocument;
use sereno_domain::intake::employment::IncomingEmployment;
use sereno_domain::intake::extra::IncomingExtra;
use sereno_domain::intake::fee::IncomingFee;
use sereno_domain::intake::incident::IncomingIncident;
use sereno_domain::intake::invoice::IncomingInvoice;
use sereno_domain::intake::mapping::{Kind, Mapping};
use sereno_domain::intake::placement::IncomingPlacement;
use sereno_domain::intake::rate::IncomingRate;
use sereno_domain::intake::reference::nth;
use sereno_domain::intake::role::IncomingRole;
use sereno_domain::intake::statement::IncomingStatement;
use sereno_domain::intake::supplement::IncomingSupplement;
use sereno_domain::intake::terms::IncomingTerms;
use sereno_domain::intake::timesheet::IncomingTimesheet;
use sereno_domain::intake::{Intake, Refusal};
use sereno_domain::skill::Taxonomy;
use sereno_jobs::instant::{N_SUBJECTS_MAX, rescore};

mod csv;
mod incoming;
mod json;
mod rejects;
mod report;
mod source;

use incoming::{Incoming, With};
use rejects::Rejects;
use report::Report;
use source::{Row, Source};

/// Rows written at a time.
const BATCH_ROWS_MAX: usize = 1_000;
/// Bytes of rows held at a time.
const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What to import, and how.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    pub(crate) mapping: Mapping,
    pub(crate) file: PathBuf,
    /// Where refused rows go.
    pub(crate) rejects: Option<PathBuf>,
    /// Write nothing that stays.
    pub(crate) dry_run: bool,
    /// Score the written rows anew when they are few.
    pub(crate) rescore: bool,
    /// Who asks, for the audit log.
    pub(crate) actor: String,
}

/// The shipped mapping of this name, or the one in the file of this path.
pub(crate) fn mapping(kind: Kind, name: &str) -> anyhow::Result<Mapping> {
    let mapping = match Mapping::shipped(name) {
        Ok(text) => Mapping::parse(name, text)?,
        Err(unknown) => {
            let path = PathBuf::from(name);
            if !path.exists() {
                return Err(unknown.into());
            }
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read the mapping {name}"))?;
            Mapping::parse(name, &text)?
        }
    };
    if mapping.kind() != kind {
        bail!(
            "the mapping {name} is for {}, not for {kind}: choose another with --mapping",
            mapping.kind()
        );
    }
    Ok(mapping)
}

/// Opens the file and binds its columns to the mapping.
pub(crate) fn open(request: &Request) -> anyhow::Result<Source> {
    Source::open(&request.file, &request.mapping)
        .with_context(|| format!("{} cannot be imported", request.file.display()))
}

/// Imports the file.
pub(crate) async fn run(
    book: (&Pool, &Vault),
    request: &Request,
    source: Source,
) -> anyhow::Result<Report> {
    match request.kind {
        Kind::Developers => import::<IncomingDeveloper>(book, request, source).await,
        Kind::Roles => import::<IncomingRole>(book, request, source).await,
        Kind::Placements => import::<IncomingPlacement>(book, request, source).await,
        Kind::Documents => import::<IncomingDocument>(book, request, source).await,
        Kind::CheckIns => import::<IncomingCheckIn>(book, request, source).await,
        Kind::Clients => import::<IncomingClient>(book, request, source).await,
        Kind::Incidents => import::<IncomingIncident>(book, request, source).await,
        Kind::Terms => import::<IncomingTerms>(book, request, source).await,
        Kind::Attestations => import::<IncomingAttestation>(book, request, source).await,
        Kind::Answers => import::<IncomingAnswer>(book, request, source).await,
        Kind::Invoices => import::<IncomingInvoice>(book, request, source).await,
        Kind::Fees => import::<IncomingFee>(book, request, source).await,
        Kind::Timesheets => import::<IncomingTimesheet>(book, request, source).await,
        Kind::Supplements => import::<IncomingSupplement>(book, request, source).await,
        Kind::Employments => import::<IncomingEmployment>(book, request, source).await,
        Kind::Rates => import::<IncomingRate>(book, request, source).await,
        Kind::Extras => import::<IncomingExtra>(book, request, source).await,
        Kind::Accounts => import::<IncomingAccount>(book, request, source).await,
        Kind::Statements => import::<IncomingStatement>(book, request, source).await,
    }
}

/// Everything an import carries along.
struct Import<'r, T> {
    request: &'r Request,
    vault: &'r Vault,
    intake: Intake<'r>,
    rejects: Rejects,
    report: Report,
    batch: Batch<T>,
    /// Ids of rows written, as long as they are few enough to be scored anew, and one more.
    written: Vec<i64>,
}

/// Rows read and not yet written.
struct Batch<T> {
    read: Vec<(Row, T)>,
    refused: Vec<(Row, Vec<Refusal>)>,
    n_bytes: usize,
}

impl<T> Default for Batch<T> {
    fn default() -> Self {
        Self { read: Vec::new(), refused: Vec::new(), n_bytes: 0 }
    }
}

async fn import<T: Incoming>(
    (pool, vault): (&Pool, &Vault),
    request: &Request,
    mut source: Source,
) -> anyhow::Result<Report> {
    let rejects = Rejects::create(request.rejects.as_deref(), &source, &request.mapping)?;
    let intake = Intake::new(&request.mapping, Taxonomy::house(), CountryDirectory::house());
    let report = Report::new(request);
    let batch = Batch::<T>::default();
    let mut import = Import { request, vault, intake, rejects, report, batch, written: Vec::new() };
    let mut tx = pool::begin(pool).await?;
    import_lock_in_tx(&mut tx, request.mapping.source()).await?;
    skill_upsert(&mut tx, Taxonomy::house()).await?;
    let bar = bar(source.n_bytes())?;
    let read = import.all(&mut tx, &mut source, &bar).await;
    bar.finish_and_clear();
    if let Err(error) = read {
        import.rejects.discard();
        return Err(error);
    }
    import_ref_clear_in_tx(&mut tx, request.mapping.source()).await?;
    import.report.conclude(&import.intake);
    if request.dry_run {
        drop(tx);
    } else {
        audit_insert_in_tx(&mut tx, &import.event()).await?;
        pool::commit(tx).await?;
        import.rescore(pool).await;
    }
    import.report.rejects = import.rejects.finish()?;
    Ok(import.report)
}

/// A bar on standard error, which draws itself only when that is a terminal.
fn bar(n_bytes: u64) -> anyhow::Result<ProgressBar> {
    let bar = ProgressBar::with_draw_target(Some(n_bytes), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{bar:30} {bytes} of {total_bytes} {msg}")?);
    Ok(bar)
}

impl<T: Incoming> Import<'_, T> {
    async fn all(
        &mut self,
        conn: &mut PgConnection,
        source: &mut Source,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let name = || format!("{} cannot be imported", self.request.file.display());
        let name = name();
        while let Some(row) = source.next().with_context(|| name.clone())? {
            self.report.n_rows += 1;
            self.read(source, row);
            if self.batch.n_bytes >= BATCH_BYTES_MAX
                || self.batch.read.len() + self.batch.refused.len() >= BATCH_ROWS_MAX
            {
                self.write(conn).await?;
                bar.set_position(source.n_bytes_read());
                bar.set_message(format!("{} rows", self.report.n_rows));
            }
        }
        self.write(conn).await
    }

    fn read(&mut self, source: &Source, row: Row) {
        self.batch.n_bytes += row.n_bytes();
        let read = match source.record(&row, &self.request.mapping) {
            Ok(record) => T::read(&mut self.intake, &record),
            Err(refusal) => Err(vec![refusal]),
        };
        match read {
            Ok(incoming) => self.batch.read.push((row, incoming)),
            Err(refusals) => self.batch.refused.push((row, refusals)),
        }
    }

    async fn write(&mut self, conn: &mut PgConnection) -> anyhow::Result<()> {
        let Batch { read, mut refused, .. } = std::mem::take(&mut self.batch);
        let rows = self.tell_apart(conn, read, &mut refused).await?;
        let source = self.request.mapping.source();
        let wanted = rows.iter().flat_map(|(_, incoming)| incoming.owners());
        let owners = &owner_find(conn, source, wanted).await?;
        let status = if self.request.mapping.says_status() {
            StatusOfChanged::FromFile
        } else {
            StatusOfChanged::Kept
        };
        let with = With { source, owners, status, vault: self.vault };
        let rows = fitting(conn, rows, &mut refused, with).await?;
        if !rows.is_empty() {
            let counts = T::upsert(conn, &rows, with).await?;
            let n_rows = u64::try_from(rows.len())?;
            self.report.n_new += counts.n_new;
            self.report.n_changed += counts.n_changed;
            let room = (N_SUBJECTS_MAX + 1).saturating_sub(self.written.len());
            self.written.extend(counts.ids.iter().take(room));
            self.report.n_unchanged += n_rows - counts.n_new - counts.n_changed;
        }
        refused.sort_by_key(|(row, _)| row.line);
        for (row, refusals) in refused {
            self.report.refuse(row.line, &refusals);
            self.rejects.write(&row, &refusals)?;
        }
        Ok(())
    }

    /// Refuses rows whose reference was met before; where rows are told apart by their whole
    /// content, equal ones are different people and get numbers.
    async fn tell_apart(
        &self,
        conn: &mut PgConnection,
        read: Vec<(Row, T)>,
        refused: &mut Vec<(Row, Vec<Refusal>)>,
    ) -> anyhow::Result<Vec<(Row, T)>> {
        let mut references: BTreeMap<&str, Met> = BTreeMap::new();
        for (row, incoming) in &read {
            let first = Met { line: row.line, n: 0 };
            references.entry(incoming.reference()).or_insert(first).n += 1;
        }
        let source = self.request.mapping.source();
        let mut met = import_ref_meet_in_tx(conn, source, &references).await?;
        let mut rows = Vec::with_capacity(read.len());
        for (row, mut incoming) in read {
            let before = met.get(incoming.reference()).copied();
            let now = Met {
                line: before.map_or(row.line, |before| before.line),
                n: before.map_or(0, |before| before.n) + 1,
            };
            met.insert(incoming.reference().to_owned(), now);
            if self.request.mapping.rows_are_hashed() {
                incoming.set_reference(nth(incoming.reference(), now.n));
            } else if let Some(before) = before {
                let wrong = format!("stands already in line {}", before.line);
                let remedy = "give the row a reference of its own, or take one of the two out";
                let refusal = Refusal::of("", incoming.reference(), &wrong, remedy);
                refused.push((row, vec![refusal]));
                continue;
            }
            rows.push((row, incoming));
        }
        Ok(rows)
    }

    /// Scores the written rows anew when they are few. They are in already: whatever goes wrong is
    /// told, and the next night makes up for it.
    async fn rescore(&mut self, pool: &Pool) {
        if !self.request.rescore || self.written.is_empty() || self.written.len() > N_SUBJECTS_MAX {
            return;
        }
        let rescored = async {
            let subjects = T::subjects(&mut *pool::acquire(pool).await?, &self.written).await?;
            anyhow::Ok(rescore(pool, &subjects, &self.request.actor).await?)
        };
        match rescored.await {
            Ok(report) => self.report.rescored = Some(report),
            Err(error) => self.report.not_rescored = Some(format!("{error:#}")),
        }
    }

    fn event(&self) -> AuditEvent {
        let command_line: Vec<String> =
            std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
        AuditEvent {
            actor: self.request.actor.clone(),
            action: "import",
            subject: format!("source:{}", self.request.mapping.source()),
            reason: String::new(),
            detail: serde_json::json!({
                "kind": self.request.kind,
                "file": self.report.file,
                "mapping": self.request.mapping.name(),
                "taxonomy": Taxonomy::house().content_version(),
                "command_line": command_line.join(" "),
                "n_rows": self.report.n_rows,
                "n_new": self.report.n_new,
                "n_changed": self.report.n_changed,
                "n_unchanged": self.report.n_unchanged,
                "n_refused": self.report.n_refused,
            }),
        }
    }
}

/// Refuses rows that belong to something that is not there, then those that go against what is.
async fn fitting<T: Incoming>(
    conn: &mut PgConnection,
    rows: Vec<(Row, T)>,
    refused: &mut Vec<(Row, Vec<Refusal>)>,
    with: With<'_>,
) -> anyhow::Result<Vec<T>> {
    let mut belonging = Vec::with_capacity(rows.len());
    for (row, incoming) in rows {
        let missing = missing(&incoming, with.owners);
        if missing.is_empty() {
            belonging.push((row, incoming));
        } else {
            refused.push((row, missing));
        }
    }
    let all: Vec<&T> = belonging.iter().map(|(_, incoming)| incoming).collect();
    let mut clashing = T::clashing(conn, &all, with).await?;
    let mut kept = Vec::with_capacity(belonging.len());
    for (row, incoming) in belonging {
        match clashing.remove(incoming.reference()) {
            Some(refusal) => refused.push((row, vec![refusal])),
            None => kept.push(incoming),
        }
    }
    Ok(kept)
}

/// What to say of those a row belongs to who are not there.
fn missing<T: Incoming>(incoming: &T, owners: &Owners) -> Vec<Refusal> {
    let missing = incoming.owners().into_iter().filter(|owner| owners.id(owner).is_none());
    missing
        .map(|owner| {
            let kind = owner.kind();
            let remedy = format!("import {kind}s of this source first, or mend the reference");
            Refusal::of(kind, owner.name(), "is not there", &remedy)
        })
        .collect()
}
