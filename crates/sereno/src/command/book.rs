//! The commands about the book: the rules, what they find, how placements go, people and clients,
//! and what they are paid.

use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use sereno_domain::id::{ClientId, PlacementId};
use sereno_domain::placement_health::Band;

use super::findings::{self, FindingsAction};
use super::payroll::{self, PayrollAction};
use super::people::{self, PeopleArgs};
use super::privacy::{self, PrivacyAction};
use super::replacements::{self, ReplacementsAction};
use super::rules::{self, RulesAction};
use super::{clients, now, placements};
use crate::config::Config;
use crate::connect::Connection;

/// What can be said about the book.
#[derive(Debug, Subcommand)]
pub(crate) enum BookCommand {
    /// What is checked every night, why, and the rows of laws and policies behind it
    Rules {
        #[command(subcommand)]
        action: RulesAction,
    },
    /// What the rules found, and who is at it
    Findings {
        #[command(subcommand)]
        action: FindingsAction,
    },
    /// Placements that may fail within their guarantee, and who could take over
    Replacements {
        #[command(subcommand)]
        action: ReplacementsAction,
    },
    /// Months of pay: prepare, look at, approve, lock, hand over
    Payroll {
        #[command(subcommand)]
        action: PayrollAction,
    },
    /// Who saw whose name, and erasing people who ask to be forgotten
    Privacy {
        #[command(subcommand)]
        action: PrivacyAction,
    },
    /// List the placements, those that go worst first, or open one
    Placements {
        /// The placement to open
        placement: Option<PlacementId>,
        /// How much of what makes an employee is in each contract instead, most first
        #[arg(long, conflicts_with_all = ["placement", "band"])]
        classification: bool,
        /// Only those of one band: `critical`, `at_risk`, `watch` or `stable`
        #[arg(long, conflicts_with = "placement")]
        band: Option<Band>,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u32,
        /// The day they are seen from; the firm's today by default
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List developers of every status, those who need looking at first, or open one
    People(PeopleArgs),
    /// List the clients, those first of whom most is stopped or at risk, or open one
    Clients {
        /// The client to open
        client: Option<ClientId>,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u32,
        /// The day they are seen from; the firm's today by default
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Carries out what was said.
pub(super) async fn run(
    connection: &Connection,
    config: &Config,
    command: BookCommand,
) -> anyhow::Result<ExitCode> {
    let today = config.business_date(now());
    match command {
        BookCommand::Rules { action } => rules::run(today, action),
        BookCommand::Findings { action } => findings::run(connection, today, action).await,
        BookCommand::Replacements { action } => replacements::run(connection, today, action).await,
        BookCommand::Payroll { action } => payroll::run(connection, config, today, action).await,
        BookCommand::Privacy { action } => privacy::run(connection, config, action).await,
        BookCommand::Placements { placement: Some(placement), as_of, json, .. } => {
            placements::one(connection, placement, as_of.unwrap_or(today), json).await
        }
        BookCommand::Placements { classification: true, last, as_of, json, .. } => {
            placements::classification(&connection.pool, last, as_of.unwrap_or(today), json).await
        }
        BookCommand::Placements { placement: None, band, last, as_of, json, .. } => {
            placements::list(connection, (band, last), as_of.unwrap_or(today), json).await
        }
        BookCommand::People(args) => people::run(connection, today, args).await,
        BookCommand::Clients { client: Some(client), as_of, json, .. } => {
            clients::one(connection, client, as_of.unwrap_or(today), json).await
        }
        BookCommand::Clients { client: None, last, as_of, json } => {
            clients::list(&connection.pool, last, as_of.unwrap_or(today), json).await
        }
    }
}
