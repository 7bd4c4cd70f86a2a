//! `sereno quality`: how good the newest night's lists are, how much they changed, and to whom they
//! are given, all worked out again from the frozen inputs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use jiff::civil::Date;
use serde::Serialize;
use sereno_db::error::DbError;
use sereno_db::night_result::{ScoredNight, scored_night_list};
use sereno_db::pool::{self, PgConnection, Pool};
use sereno_db::run_input::run_input_load;
use sereno_db::shortlist::shortlist_step_list;
use sereno_domain::id::RunId;
use sereno_domain::quality::ablation::AblationLine;
use sereno_domain::quality::impact::{AuditGroups, ColumnImpact, GroupLine, GroupVerdict};
use sereno_domain::quality::label::{Label, Labels, grade_of};
use sereno_domain::quality::ranking::RankingQuality;
use sereno_domain::quality::stability::Stability;
use sereno_domain::quality::table::{RefusedRow, Table};
use sereno_domain::quality::{NightQuality, lists, measure};

use crate::print::{self, styled};

/// Refused rows that are told; all of them are counted, and all are in the JSON.
const N_REFUSED_SHOWN_MAX: usize = 20;

const AFTER_HELP: &str = "\
The files are CSV with a header. Rows that cannot be used are refused with their line, the others
count.

  labels  role,developer,grade        grade 0 no, 1 for want of better, 2 good, 3 the best
  audit   developer,column,group      1203,gender,f

Without a file of labels, what clients and developers said of those who were put forward for the open
roles is taken: an offer is 3, an interview 2, a rejection on the merits 0 (`sereno shortlist`).
Audit groups are read here and nowhere else: scoring cannot see them. Figures run from 0.000 to
1.000 and are rounded down.";

/// What to measure against.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct QualityArgs {
    /// Judgements of pairs: gives nDCG@10, recall@50, MRR, and each component's part in them
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Groups of developers: gives the adverse-impact ratio of each
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// All that is told.
#[derive(Debug, Serialize)]
struct Report {
    run_id: RunId,
    business_date: Date,
    /// Where labels come from: `file` or `shortlists`; none when there are none.
    labels: Option<&'static str>,
    /// The night it is compared with.
    before: Option<Date>,
    refused_labels: Vec<RefusedRow>,
    refused_groups: Vec<RefusedRow>,
    #[serde(flatten)]
    quality: NightQuality,
}

/// Measures and prints.
pub(super) async fn run(pool: &Pool, args: QualityArgs) -> anyhow::Result<ExitCode> {
    let labels = read(args.labels.as_deref(), Labels::read)?;
    let groups = read(args.audit.as_deref(), AuditGroups::read)?;
    let mut conn = pool::acquire(pool).await?;
    let nights = scored_night_list(&mut conn, 2).await?;
    let Some(newest) = nights.first().copied() else {
        bail!("no night has been scored yet: `sereno run nightly --wait` runs one");
    };
    let mut earlier = nights.get(1).copied();
    let mut before = None;
    if let Some(night) = earlier {
        match run_input_load(&mut conn, night.run_id).await {
            Ok(mut inputs) => before = Some(blocking(move || lists(&mut inputs)).await?),
            // Frozen by another version: the newest night can be measured all the same.
            Err(DbError::Inputs { source, .. }) => {
                print::note(&format!("the night of {} is left out: {source}", night.business_date));
                earlier = None;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let frozen = run_input_load(&mut conn, newest.run_id).await?;
    let known = match &args.labels {
        Some(_) => Some(labels.content),
        None => of_shortlists(&mut conn).await?,
    };
    let source = match (&args.labels, &known) {
        (Some(_), _) => Some("file"),
        (None, Some(_)) => Some("shortlists"),
        (None, None) => None,
    };
    let audit = args.audit.is_some().then_some(groups.content);
    let quality =
        blocking(move || measure(frozen, before.as_deref(), known.as_ref(), audit.as_ref()));
    let report = Report {
        run_id: newest.run_id,
        business_date: newest.business_date,
        labels: source,
        before: earlier.map(|night: ScoredNight| night.business_date),
        refused_labels: labels.refused,
        refused_groups: groups.refused,
        quality: quality.await?,
    };
    if args.json {
        print::json(&report)?;
    } else {
        show(&report, &args);
    }
    Ok(ExitCode::SUCCESS)
}

/// What came of putting people forward for the open roles; none when it tells nothing yet.
async fn of_shortlists(conn: &mut PgConnection) -> anyhow::Result<Option<Labels>> {
    let pairs = shortlist_step_list(conn, None).await?;
    let labels = pairs.into_iter().filter_map(|((role_id, developer_id), steps)| {
        let grade = grade_of(steps.iter().map(|step| (step.state, step.reason)))?;
        Some(Label { role_id, developer_id, grade })
    });
    let labels: Vec<Label> = labels.collect();
    Ok((!labels.is_empty()).then(|| labels.into_iter().collect()))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await.context("the lists could not be worked out again")
}

/// Reads a file if one was given.
fn read<T: Default, E: std::error::Error + Send + Sync + 'static>(
    path: Option<&Path>,
    parse: impl Fn(&str) -> Result<Table<T>, E>,
) -> anyhow::Result<Table<T>> {
    let Some(path) = path else { return Ok(Table::default()) };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).with_context(|| format!("{} cannot be used", path.display()))
}

fn show(report: &Report, args: &QualityArgs) {
    let quality = &report.quality;
    print::line(&styled(
        print::STRONG,
        format_args!(
            "night of {} (run {}): {} developers, {} roles",
            report.business_date, report.run_id, quality.n_developers, quality.n_roles
        ),
    ));
    refused("label", &report.refused_labels);
    refused("group", &report.refused_groups);
    match (&quality.ranking, report.labels) {
        (Some(ranking), source) => {
            show_ranking(ranking, &quality.ablation, source.unwrap_or_default());
        }
        (None, Some(_)) => print::note(
            "no labelled role with a grade of 2 or 3 was scored: `sereno matches` lists the roles",
        ),
        (None, None) => print::note(
            "against labels: give a file with --labels, or tell how it went on with `sereno shortlist move`",
        ),
    }
    match (&quality.stability, report.before) {
        (Some(stability), Some(before)) => show_stability(stability, before),
        _ => print::note("night to night: run a second night that scores the same roles"),
    }
    if args.audit.is_none() {
        print::note("adverse impact: give a file of groups with --audit");
    }
    quality.impact.iter().for_each(show_impact);
}

fn refused(what: &str, rows: &[RefusedRow]) {
    for row in rows.iter().take(N_REFUSED_SHOWN_MAX) {
        print::note(&format!("{what} {}", styled(print::WARN, row)));
    }
    if rows.len() > N_REFUSED_SHOWN_MAX {
        let more = rows.len() - N_REFUSED_SHOWN_MAX;
        print::note(&format!("and {more} more {what} rows: --json lists them all"));
    }
}

/// Per mille as a share.
fn share(per_mille: u32) -> String {
    format!("{}.{:03}", per_mille / 1_000, per_mille % 1_000)
}

fn change(per_mille: i32) -> String {
    let sign = match per_mille {
        ..0 => "-",
        0 => " ",
        1.. => "+",
    };
    format!("{sign}{}", share(per_mille.unsigned_abs()))
}

fn show_ranking(ranking: &RankingQuality, ablation: &[AblationLine], source: &str) {
    print::line(&format!(
        "\nagainst {} labels of {} roles, from {source} ({} labelled roles left out)",
        ranking.n_labels, ranking.n_roles, ranking.n_roles_left_out
    ));
    print::line(&styled(print::DIM, "                   nDCG@10  recall@50     MRR"));
    print::line(&format!(
        "  {:<15} {:>8}  {:>9}  {:>6}",
        "all components",
        share(ranking.ndcg_10),
        share(ranking.recall_50),
        share(ranking.mrr)
    ));
    for line in ablation {
        print::line(&format!(
            "  - {:<13} {:>8}  {:>9}  {:>6}",
            line.component,
            change(line.ndcg_10_change),
            change(line.recall_50_change),
            change(line.mrr_change)
        ));
    }
    print::line(&format!("  {} of the first ten places were judged", share(ranking.judged_10)));
}

fn show_stability(stability: &Stability, before: Date) {
    print::line(&format!("\nagainst the night of {before}, {} roles", stability.n_roles));
    let order = stability.order_kept.map_or_else(|| "-".to_owned(), share);
    print::line(&format!(
        "  first ten kept {}, rank-biased overlap {}, order kept {order}, same list {} roles",
        share(stability.top_10_kept),
        share(stability.rank_biased_overlap),
        stability.n_roles_same
    ));
}

fn show_impact(impact: &ColumnImpact) {
    print::line(&format!("\nby {}, unknown of {} developers", impact.column, impact.n_unknown));
    for cut in &impact.cuts {
        let heading = format!(
            "  first {:<12} members  on a list   ratio    places a head   ratio",
            cut.n_places_max
        );
        print::line(&styled(print::DIM, heading));
        cut.groups.iter().for_each(show_group);
    }
}

fn show_group(line: &GroupLine) {
    let ratio = |ratio: Option<u32>| ratio.map_or_else(|| "-".to_owned(), share);
    let (style, words) = match line.verdict {
        GroupVerdict::Highest => (print::GOOD, "highest"),
        GroupVerdict::Within => (print::GOOD, "within four fifths"),
        GroupVerdict::Below => (print::BAD, "below four fifths: look why"),
        GroupVerdict::TooSmall => (print::DIM, "too small to say"),
    };
    print::line(&format!(
        "    {:<16} {:>7}  {:>9}  {:>6}  {:>15}  {:>6}  {}",
        line.group,
        line.n_members,
        share(line.listed),
        ratio(line.listed_ratio),
        share(line.places),
        ratio(line.places_ratio),
        styled(style, words)
    ));
}
