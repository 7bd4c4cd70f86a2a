//! Doing what a person decided on the dashboard: by the functions of the command line, on a
//! connection that is opened for the act and closed after it.

use std::time::Duration;

use anyhow::Context as _;
use jiff::civil::Date;
use sereno_db::board;
use sereno_db::error::DbError;
use sereno_db::finding::act::OpenOfRule;
use sereno_db::mend::{self, Broken, BrokenGroup};
use sereno_db::pool::{self, Pool};
use sereno_db::role_adjustment::NewAdjustment;
use sereno_domain::board::payroll::{ControlState, PayrollBoard};
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{PayrollRunId, RunId};
use sereno_domain::money::Money;
use sereno_domain::payroll::item::ItemState;
use sereno_domain::payroll::variance::Variance;
use sereno_domain::run::ChunkState;
use sereno_jobs::adjust::{Adjusted, adjustment_end, adjustment_save};
use sereno_jobs::choose::{
    Decision, override_end, override_keep_off, override_put_on, shortlist_step,
};
use sereno_jobs::clock;
use sereno_jobs::finding::{acknowledge, acknowledge_preview, waive, waiver_ask};
use sereno_jobs::halt::{
    cancel, cancel_preview, quarantine, queue_pause, queue_resume, release, worker_drain,
};
use sereno_jobs::mend::chosen::{ChosenSent, Meant, retry_chosen, retry_chosen_preview};
use sereno_jobs::mend::{mute, redo, retry, retry_preview, retry_stop};
use sereno_jobs::payroll;
use sereno_tui::act::chosen::Chosen;
use sereno_tui::act::payroll::PayrollAct;
use sereno_tui::act::{self, Act, FindingAct, LedgerAct, Receipt, ScheduleAct};
use sereno_tui::event::ActError;

use super::{load, now};
use crate::command::cancel::words as cancel_words;
use crate::command::failures::in_days;
use crate::command::{
    actor, adjustment, answer, findings as findings_words, retry as retry_words, schedule,
};
use crate::config::Config;
use crate::connect;

/// An act that takes longer is given up on; what became of it is then not known.
const GIVE_UP_AFTER: Duration = Duration::from_mins(1);

/// Says what an act would do.
pub(super) async fn preview(config: &Config, act: &Act) -> Result<Receipt, ActError> {
    within(config, async |pool| match act {
        Act::Retry(meant) => {
            let (run, broken) = broken(meant);
            let preview = retry_preview(pool, run, &broken).await?;
            let mut receipt = of_groups(&preview.groups, true);
            receipt.lines.push(CleanText::new(&retry_words::left_words(&preview)));
            Ok(receipt)
        }
        Act::RetryChosen(chosen, _) => {
            Ok(of_chosen(&retry_chosen_preview(pool, meant(chosen)).await?, true))
        }
        Act::Ledger(LedgerAct::Cancel(run)) => {
            let states = cancel_preview(pool, *run).await?;
            let open = states.iter().filter(|(state, _)| *state != ChunkState::Done);
            let n = open.map(|(_, n)| n).sum();
            Ok(Receipt { n: Some(n), ..said(&cancel_words(&states)) })
        }
        Act::Finding(FindingAct::Acknowledge(findings)) => {
            let open = acknowledge_preview(pool, findings).await?;
            Ok(of_open_findings(&open, findings.len()))
        }
        Act::Payroll(PayrollAct::Approve(run) | PayrollAct::Lock(run)) => {
            payroll_preview(pool, *run).await
        }
        Act::Adjust { .. }
        | Act::EndAdjustment(_)
        | Act::Step { .. }
        | Act::PutOn(..)
        | Act::KeepOff(..)
        | Act::EndOverride(..)
        | Act::Mute { .. }
        | Act::Unmute(_)
        | Act::StopRetry(_)
        | Act::Schedule(_)
        | Act::Finding(FindingAct::AskWaiver(..) | FindingAct::Agree(_))
        | Act::Ledger(
            LedgerAct::Redo(..)
            | LedgerAct::Release(_)
            | LedgerAct::Quarantine(_)
            | LedgerAct::Hold(_)
            | LedgerAct::Resume(_)
            | LedgerAct::Drain(_),
        )
        | Act::Payroll(
            PayrollAct::Reject(_) | PayrollAct::Retry(..) | PayrollAct::Override(..),
        ) => Ok(Receipt { lines: Vec::new(), n: None, undo: None }),
    })
    .await
}

/// Does it.
pub(super) async fn perform(
    config: &Config,
    act: &Act,
    reason: &CleanText,
) -> Result<Receipt, ActError> {
    within(config, async |pool| carry_out(pool, config, act, reason).await).await
}

async fn carry_out(
    pool: &Pool,
    config: &Config,
    act: &Act,
    reason: &CleanText,
) -> anyhow::Result<Receipt> {
    let (actor, today) = (actor(), config.business_date(now()));
    let decision = |role_id, developer_id| Decision { role_id, developer_id, actor: actor.clone() };
    Ok(match act {
        Act::Adjust { role, trial } => {
            let settings = trial.settings();
            let new = NewAdjustment {
                role_id: *role,
                settings: &settings,
                reason: reason.as_str(),
                actor: &actor,
            };
            of_adjusted("saved as", &adjustment_save(pool, &new).await?)
        }
        Act::EndAdjustment(id) => {
            of_adjusted("ended", &adjustment_end(pool, *id, reason.as_str(), &actor).await?)
        }
        Act::Step { role, developer, state, reason: why } => {
            let decision = decision(*role, *developer);
            let step = shortlist_step(pool, &decision, (*state, *why), reason).await?;
            said(&format!("developer {developer} for role {role}: {}", step.to()))
        }
        Act::PutOn(role, developer) => {
            let filters = override_put_on(pool, &decision(*role, *developer), reason).await?;
            let filters = answer::filters(&filters);
            said(&format!("developer {developer} may be proposed in spite of {filters}"))
        }
        Act::KeepOff(role, developer) => {
            override_keep_off(pool, &decision(*role, *developer), reason).await?;
            said(&format!("developer {developer} is kept off the list of role {role}"))
        }
        Act::EndOverride(role, developer) => {
            let kind = override_end(pool, &decision(*role, *developer), reason).await?;
            said(&format!("developer {developer} for role {role}: {kind} is taken back"))
        }
        Act::Retry(meant) => {
            let (run, broken) = broken(meant);
            let sent = retry(pool, run, &broken, None, [reason.as_str(), &actor]).await?;
            Receipt {
                undo: Some(Act::StopRetry(vec![sent.retry_id])),
                ..of_groups(&sent.groups, false)
            }
        }
        Act::RetryChosen(chosen, n_max) => {
            let sent = retry_chosen(pool, meant(chosen), *n_max, [reason.as_str(), &actor]).await?;
            Receipt { undo: Some(Act::StopRetry(sent.retries.clone())), ..of_chosen(&sent, false) }
        }
        Act::Mute { failure, days } => {
            let until = in_days(now(), (*days).into());
            mute(pool, *failure, Some(until), [reason.as_str(), &actor]).await?;
            said(&format!("nobody is told of failure {failure} before {until:.0}"))
        }
        Act::Unmute(failure) => {
            mute(pool, *failure, None, [reason.as_str(), &actor]).await?;
            said(&format!("failure {failure} is told again"))
        }
        Act::StopRetry(retries) => {
            let n = retry_stop(pool, retries, [reason.as_str(), &actor]).await?;
            said(&format!("{n} chunks are back in quarantine"))
        }
        Act::Ledger(act) => on_the_ledger(pool, *act, [reason.as_str(), &actor]).await?,
        Act::Schedule(act) => on_a_schedule(pool, config, act, [reason.as_str(), &actor]).await?,
        Act::Finding(act) => on_findings(pool, act, [reason.as_str(), &actor], today).await?,
        Act::Payroll(act) => on_payroll(pool, *act, [reason.as_str(), &actor]).await?,
    })
}

/// What is done to work under way.
async fn on_the_ledger(pool: &Pool, act: LedgerAct, why_who: [&str; 2]) -> anyhow::Result<Receipt> {
    Ok(match act {
        LedgerAct::Cancel(run) => {
            let n = cancel(pool, run, why_who).await?;
            said(&format!("run {run} is cancelled: {n} chunks are not done"))
        }
        LedgerAct::Redo(run, kind) => {
            let n = redo(pool, run, kind, why_who).await?;
            said(&format!("{kind} and what comes after it are done anew: {n} chunks of {kind}"))
        }
        LedgerAct::Release(chunk) => {
            release(pool, chunk, why_who).await?;
            said(&format!("chunk {chunk} is to be claimed again"))
        }
        LedgerAct::Quarantine(chunk) => {
            quarantine(pool, chunk, why_who).await?;
            said(&format!("chunk {chunk} is in quarantine"))
        }
        LedgerAct::Hold(kind) => {
            queue_pause(pool, Some(kind), None, why_who).await?;
            said(&format!("chunks of {kind} are held"))
        }
        LedgerAct::Resume(kind) => {
            queue_resume(pool, Some(kind), why_who).await?;
            said(&format!("chunks of {kind} are handed out again"))
        }
        LedgerAct::Drain(worker) => {
            worker_drain(pool, worker, why_who).await?;
            said(&format!("worker {worker} is asked to leave"))
        }
    })
}

async fn on_a_schedule(
    pool: &Pool,
    config: &Config,
    act: &ScheduleAct,
    why_who: [&str; 2],
) -> anyhow::Result<Receipt> {
    let schedule = schedule::find(config, act.name().as_str())?;
    Ok(match act {
        ScheduleAct::Pause(name) => {
            clock::pause(pool, schedule, None, why_who).await?;
            said(&format!("{name} is paused"))
        }
        ScheduleAct::Resume(name) => {
            clock::resume(pool, schedule, why_who).await?;
            said(&format!("{name} goes on"))
        }
    })
}

async fn on_findings(
    pool: &Pool,
    act: &FindingAct,
    why_who: [&str; 2],
    today: Date,
) -> anyhow::Result<Receipt> {
    Ok(match act {
        FindingAct::Acknowledge(findings) => {
            let done = acknowledge(pool, findings, why_who).await?;
            said(&findings_words::acknowledged(&done, findings))
        }
        FindingAct::AskWaiver(finding, days) => {
            let until = waiver_ask(pool, *finding, (*days, today), why_who).await?;
            said(&format!("asked that finding {finding} be let be until {until}"))
        }
        FindingAct::Agree(finding) => {
            waive(pool, *finding, why_who).await?;
            said(&format!("finding {finding} is let be until its day"))
        }
    })
}

async fn on_payroll(pool: &Pool, act: PayrollAct, why_who: [&str; 2]) -> anyhow::Result<Receipt> {
    let [_, actor] = why_who;
    Ok(match act {
        PayrollAct::Approve(run) => {
            let done = payroll::approve(pool, run, actor).await?;
            let (n, needed, state) = (done.n_approvals, done.n_needed, done.state);
            said(&format!("payroll run {run}: {n} of {needed} approvals, {state}"))
        }
        PayrollAct::Reject(run) => {
            let state = payroll::reject(pool, run, why_who).await?;
            said(&format!("payroll run {run} is sent back: {state}"))
        }
        PayrollAct::Lock(run) => {
            let n = payroll::lock(pool, run, actor).await?;
            said(&format!("payroll run {run} is locked with {n} payments: it changes no more"))
        }
        PayrollAct::Retry(run, placement) => {
            let state = payroll::retry_item(pool, run, placement, actor).await?;
            said(&format!("placement {placement} in payroll run {run}: {state}"))
        }
        PayrollAct::Override(run, anomaly) => {
            payroll::override_anomaly(pool, (run, anomaly), why_who).await?;
            said(&format!("anomaly {anomaly} of payroll run {run} stops nothing any more"))
        }
    })
}

/// What is about to be approved or locked, in numbers: items, money by currency, cost, and what differs.
async fn payroll_preview(pool: &Pool, run: PayrollRunId) -> anyhow::Result<Receipt> {
    let mut conn = pool::acquire(pool).await?;
    let board = board::payroll::payroll(&mut conn, Some(run)).await?;
    let board = board.with_context(|| format!("there is no payroll run {run}"))?;
    Ok(Receipt { lines: preview_lines(&board), n: Some(n_paid(&board)), undo: None })
}

fn n_paid(board: &PayrollBoard) -> u64 {
    ItemState::Ok.count_in(&board.run.n_items)
}

fn preview_lines(board: &PayrollBoard) -> Vec<CleanText> {
    let run = &board.run;
    let left = ItemState::count_not_paid(&run.n_items);
    let base = |amount_minor| Money { amount_minor, currency: run.currency };
    let net: Vec<String> = board.net.iter().map(ToString::to_string).collect();
    let parts = Variance::sum(board.countries.iter().filter_map(|line| line.variance.as_ref()));
    let differs = match parts.difference_bp() {
        Some(bp) => {
            let sign = if bp < 0 { '-' } else { '+' };
            let (whole, tenth) = (bp.unsigned_abs() / 100, bp.unsigned_abs() % 100 / 10);
            format!(
                "{} against the month before ({sign}{whole}.{tenth} %)",
                base(parts.difference_minor())
            )
        }
        None => "there is no month before to compare with".to_owned(),
    };
    let wrong = board.controls.iter().filter(|line| line.state != ControlState::Ok);
    let wrong: Vec<String> =
        wrong.map(|line| format!("{}: {}", line.control.words(), line.says)).collect();
    let mut lines = vec![
        format!("{} items are paid, {left} are not", n_paid(board)),
        format!("net {}", if net.is_empty() { "nothing".to_owned() } else { net.join(", ") }),
        format!("cost {}, billed {}", base(run.base.cost()), base(run.base.bill)),
        differs,
    ];
    if !wrong.is_empty() {
        lines.push(format!("not as it should be: {}", wrong.join("; ")));
    }
    lines.iter().map(|line| CleanText::new(line)).collect()
}

/// Opens a connection, does something with it in time, and closes it.
async fn within(
    config: &Config,
    work: impl AsyncFnOnce(&Pool) -> anyhow::Result<Receipt>,
) -> Result<Receipt, ActError> {
    let connection = connect::connect_once(config).await.map_err(|error| refused(&error))?;
    let done = tokio::time::timeout(GIVE_UP_AFTER, work(&connection.pool)).await;
    connection.pool.close().await;
    match done {
        Ok(result) => result.map_err(|error| refused(&error)),
        Err(_) => {
            Err(ActError { message: CleanText::new("the database does not answer"), unsure: true })
        }
    }
}

/// An error in words; the answer to a commit that is lost leaves open what became of it.
fn refused(error: &anyhow::Error) -> ActError {
    let lost = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<DbError>().is_some_and(DbError::is_lost_commit)
    };
    ActError { message: load::words(error), unsure: error.chain().any(lost) }
}

fn broken(meant: &act::Broken) -> (RunId, Broken) {
    let act::Broken { run, kind, chunk, failure } = meant;
    (
        *run,
        Broken {
            kind: *kind,
            chunk_id: *chunk,
            error_class: None,
            failure_id: *failure,
            retry_id: None,
            chosen: mend::chosen::Chosen::default(),
        },
    )
}

fn meant(chosen: &Chosen) -> Meant<'_> {
    match chosen {
        Chosen::Chunks(chunks) => Meant::Chunks(chunks),
        Chosen::Passing(filter) => Meant::Passing(filter.as_str()),
    }
}

fn of_chosen(sent: &ChosenSent, dry_run: bool) -> Receipt {
    let lines = retry_words::chosen_words(sent, dry_run);
    let lines = lines.iter().map(|line| CleanText::new(line)).collect();
    Receipt { lines, n: Some(sent.n_chunks()), undo: None }
}

fn said(line: &str) -> Receipt {
    Receipt { lines: vec![CleanText::new(line)], n: None, undo: None }
}

/// How many of so many findings are open, how many of them stop something, and which rules found them.
fn of_open_findings(open: &[OpenOfRule], n_marked: usize) -> Receipt {
    let n: u64 = open.iter().map(|rule| rule.n).sum();
    let n_blocking: u64 = open.iter().map(|rule| rule.n_blocking).sum();
    let rules: Vec<String> = open.iter().map(|rule| format!("{} {}", rule.rule, rule.n)).collect();
    let lines = [
        format!("{n} of {n_marked} are open and would be acknowledged"),
        format!("{n_blocking} of them stop something, and go on stopping it"),
        rules.join(", "),
    ];
    Receipt {
        lines: lines.iter().map(|line| CleanText::new(line)).collect(),
        n: Some(n),
        undo: None,
    }
}

fn of_adjusted(what: &str, adjusted: &Adjusted) -> Receipt {
    said(&adjustment::sentence(what, adjusted))
}

/// The whole first, then group by group where there are several.
fn of_groups(groups: &[BrokenGroup], dry_run: bool) -> Receipt {
    let n: u64 = groups.iter().map(|group| group.n_chunks).sum();
    let mut lines: Vec<CleanText> =
        groups.iter().map(|group| CleanText::new(&retry_words::words(group, dry_run))).collect();
    if groups.len() > 1 {
        let verb = if dry_run { "would go" } else { "go" };
        lines.insert(0, CleanText::new(&format!("{n} chunks {verb} round again")));
    }
    Receipt { lines, n: Some(n), undo: None }
}
