//! A made-up firm to look at sereno with.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sereno_db::copy::{FormerRuns, SimulationCounts, SimulationError, simulation_replace};
use sereno_domain::money::grouped;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;

use crate::connect::Connection;

/// What came of it.
pub(crate) enum Demo {
    /// A firm was made.
    Made(DemoReport),
    /// The one that is there has nights behind it and was kept.
    Kept {
        /// Runs over it.
        n_runs: u64,
    },
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct DemoReport {
    /// What it was drawn from: the same seed gives the same people.
    pub(crate) seed: u64,
    /// Clients.
    n_clients: u64,
    /// Roles, open or not.
    n_roles: u64,
    /// Developers.
    n_developers: u64,
    /// Skills of developers.
    n_developer_skills: u64,
    /// Results of vetting.
    n_vetting_results: u64,
    /// Questions scored in interviews.
    n_scorecard_items: u64,
    /// Placements, running and over.
    n_placements: u64,
    /// Papers of developers, placements and clients.
    n_documents: u64,
    /// Weeks told of placements.
    n_timesheets: u64,
    /// What placements pay and bill, by stretch of days.
    n_terms: u64,
    /// What was paid or taken once.
    n_pay_extras: u64,
    /// What employers of record say they paid.
    n_pay_statements: u64,
    /// Accounts developers are paid to.
    n_bank_accounts: u64,
    /// Exchange rates.
    n_fx_rates: u64,
    /// Troubles planted in all that, for the rules to find.
    n_troubles: u64,
    /// Troubles planted in what people are paid, for a payroll to see.
    n_pay_troubles: u64,
}

/// Makes a simulated firm in place of a former one, which is kept when it has nights behind it and
/// nobody said that they may go. On a terminal a bar shows how far it is.
pub(crate) async fn make(
    connection: &Connection,
    simulation: Simulation,
    former: FormerRuns,
) -> anyhow::Result<Demo> {
    // A bar on standard error draws itself only when that is a terminal.
    let n_developers = u64::from(simulation.n_developers);
    let bar = ProgressBar::with_draw_target(Some(n_developers), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} developers")?);
    let progress = |n| bar.set_position(n);
    let made =
        simulation_replace(connection.book(), simulation, Taxonomy::house(), former, progress)
            .await;
    bar.finish_and_clear();
    match made {
        Ok(counts) => Ok(Demo::Made(DemoReport::of(simulation.seed, counts))),
        Err(SimulationError::HasRuns { n_runs }) => Ok(Demo::Kept { n_runs }),
        Err(error) => Err(error.into()),
    }
}

impl DemoReport {
    fn of(seed: u64, counts: SimulationCounts) -> Self {
        let SimulationCounts {
            n_clients,
            n_roles,
            n_developers,
            n_developer_skills,
            n_vetting_results,
            n_scorecard_items,
            n_placements,
            n_documents,
            n_timesheets,
            n_terms,
            n_pay_extras,
            n_pay_statements,
            n_bank_accounts,
            n_fx_rates,
            n_troubles,
            n_pay_troubles,
        } = counts;
        Self {
            seed,
            n_clients,
            n_roles,
            n_developers,
            n_developer_skills,
            n_vetting_results,
            n_scorecard_items,
            n_placements,
            n_documents,
            n_timesheets,
            n_terms,
            n_pay_extras,
            n_pay_statements,
            n_bank_accounts,
            n_fx_rates,
            n_troubles,
            n_pay_troubles,
        }
    }

    /// The report as one sentence.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "made a simulated firm from seed {}: {} developers with {} skills, {} vetting results and {} placements, {} clients, {} roles; {} papers and {} timesheets with {} troubles planted; {} terms and {} accounts to pay by, with {} troubles planted",
            self.seed,
            grouped(self.n_developers),
            grouped(self.n_developer_skills),
            grouped(self.n_vetting_results),
            grouped(self.n_placements),
            grouped(self.n_clients),
            grouped(self.n_roles),
            grouped(self.n_documents),
            grouped(self.n_timesheets),
            grouped(self.n_troubles),
            grouped(self.n_terms),
            grouped(self.n_bank_accounts),
            grouped(self.n_pay_troubles),
        )
    }
}
