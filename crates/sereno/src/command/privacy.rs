//! `sereno privacy`: who saw whose name, and what becomes of people who ask to be forgotten.

use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use sereno_db::erasure::erasure_request_list;
use sereno_db::personal_access::{AccessFilter, personal_access_list};
use sereno_db::pool;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::DeveloperId;
use sereno_domain::personal_data::{AccessLine, Erased, ErasureRequest, ErasureState};
use sereno_jobs::erasure::{self, Erasing};

use super::actor;
use crate::config::Config;
use crate::connect::Connection;
use crate::print::{self, styled};

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum PrivacyAction {
    /// Who saw whose name, newest first
    Access {
        /// Only looks at this developer
        #[arg(long)]
        developer: Option<DeveloperId>,
        /// Only looks of this login
        #[arg(long, value_name = "LOGIN")]
        by: Option<String>,
        /// Only looks since this day
        #[arg(long, value_name = "DATE")]
        since: Option<Date>,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// The requests for erasure, the open ones that are due first at the top
    Requests {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Take in that a developer asks for their data to be erased
    Request {
        /// Whose data
        developer: DeveloperId,
        /// The day they asked; the firm's today by default
        #[arg(long, value_name = "DATE")]
        asked_on: Option<Date>,
        /// What they asked for, and how
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Refuse a request that somebody else took in
    Refuse {
        /// Which
        request: i64,
        /// The reason the law gives
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Erase whom a request is about that somebody else took in; it cannot be taken back
    ///
    /// Without --for-good it only says what would go and what would stay. Names, addresses and numbers
    /// go with the key that sealed them, also in copies of the database made without the table of keys;
    /// skills, vetting, matches and check-ins are deleted, texts emptied. Placements, what they pay and bill,
    /// and the kinds and days of papers stay under the number: the sums of the books stay right.
    #[command(verbatim_doc_comment)]
    Erase {
        /// Which
        request: i64,
        /// Do it
        #[arg(long)]
        for_good: bool,
        /// Why it may be done
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
    /// Hold the data of a developer, which something asks to be kept, until a day
    Hold {
        /// Whose data
        developer: DeveloperId,
        /// First day nothing asks for it any more
        #[arg(long, value_name = "DATE")]
        until: Date,
        /// What asks for it
        #[arg(long, value_parser = super::reason)]
        reason: CleanText,
    },
}

/// Does it.
pub(crate) async fn run(
    connection: &Connection,
    config: &Config,
    action: PrivacyAction,
) -> anyhow::Result<ExitCode> {
    let pool = &connection.pool;
    let today = config.business_date(super::now());
    match action {
        PrivacyAction::Access { developer, by, since, last, json } => {
            let since =
                since.map(|day| config.zone.to_timestamp(day.at(0, 0, 0, 0))).transpose()?;
            let filter = AccessFilter { developer, actor: by.as_deref(), since };
            let mut conn = pool::acquire(pool).await?;
            let lines = personal_access_list(&mut conn, filter, last).await?;
            if json {
                print::json(&lines)?;
            } else {
                for line in &lines {
                    print::line(&looked(config, line));
                }
            }
        }
        PrivacyAction::Requests { json } => requests(connection, today, json).await?,
        PrivacyAction::Request { developer, asked_on, reason } => {
            let days = [asked_on.unwrap_or(today), today];
            let why = [reason.as_str(), &actor()];
            let (id, due_on) = erasure::request(pool, developer, days, why).await?;
            print::note(&format!(
                "request {id} is due on {due_on}; somebody else decides: `sereno privacy erase {id}`"
            ));
        }
        PrivacyAction::Refuse { request, reason } => {
            let developer = erasure::refuse(pool, request, [reason.as_str(), &actor()]).await?;
            print::note(&format!("request {request} of developer {developer} is refused"));
        }
        PrivacyAction::Erase { request, for_good, reason } => {
            let erasing = if for_good { Erasing::ForGood } else { Erasing::Preview };
            let why = [reason.as_str(), &actor()];
            let done = erasure::erase(connection.book(), request, (today, erasing), why).await?;
            erased(request, done, erasing);
        }
        PrivacyAction::Hold { developer, until, reason } => {
            erasure::hold(pool, developer, [until, today], [reason.as_str(), &actor()]).await?;
            print::note(&format!("the data of developer {developer} stays until {until}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn looked(config: &Config, line: &AccessLine) -> String {
    const N_SHOWN: usize = 8;
    let at = config.zone.to_datetime(line.at).strftime("%F %T");
    let shown: Vec<String> =
        line.developers.iter().take(N_SHOWN).map(ToString::to_string).collect();
    let more = match line.developers.len().saturating_sub(N_SHOWN) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{at}  {:<12}  {:<18}  {}{more}", line.actor, line.place, shown.join(" "))
}

async fn requests(connection: &Connection, today: Date, json: bool) -> anyhow::Result<()> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let requests = erasure_request_list(&mut conn, today).await?;
    if json {
        return print::json(&requests);
    }
    for request in &requests {
        print::line(&line(request, today));
    }
    let n_open = requests.iter().filter(|one| one.state == ErasureState::Open).count();
    print::note(&format!("{n_open} open"));
    Ok(())
}

fn line(request: &ErasureRequest, today: Date) -> String {
    let style = match request.state {
        ErasureState::Open if request.due_on < today => print::BAD,
        ErasureState::Open => print::WARN,
        ErasureState::Done | ErasureState::Refused => print::DIM,
    };
    let held = request.held_until.map_or_else(String::new, |until| format!("; held until {until}"));
    let decided = match (&request.decided_by, &request.decision_reason) {
        (Some(by), Some(reason)) => format!("; {by}: {reason}"),
        _ => String::new(),
    };
    format!(
        "{:>5}  {}  due {}  developer {} ({})  asked {}, taken in by {}: {}{decided}{held}",
        request.erasure_request_id,
        styled(style, format_args!("{:<7}", request.state)),
        request.due_on,
        request.developer_id,
        request.country,
        request.asked_on,
        request.entered_by,
        request.reason,
    )
}

fn erased(request: i64, (developer, counts): (DeveloperId, Erased), erasing: Erasing) {
    let would = match erasing {
        Erasing::Preview => "would go",
        Erasing::ForGood => "are gone",
    };
    let Erased {
        n_names,
        n_numbers,
        n_accounts,
        n_facts,
        n_matches,
        n_checkins,
        n_texts,
        n_placements_kept,
        n_documents_kept,
    } = counts;
    print::line(&format!(
        "of developer {developer} {would}: {n_names} name, {n_numbers} numbers on papers, {n_accounts} accounts, {n_facts} facts, {n_matches} places on lists, {n_checkins} check-ins, {n_texts} texts"
    ));
    print::line(&format!(
        "under the number stay: {n_placements_kept} placements with what they pay and bill, {n_documents_kept} papers without their numbers"
    ));
    if erasing == Erasing::Preview {
        print::note(&format!(
            "nothing is done: `sereno privacy erase {request} --for-good` does it"
        ));
    }
}
