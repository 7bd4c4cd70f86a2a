//! A made-up firm to look at sereno with.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use sereno_db::copy::{SimulationCounts, simulation_replace};
use sereno_db::pool::Pool;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DemoReport {
    /// What it was drawn from: the same seed gives the same people.
    pub(crate) seed: u64,
    /// Rows written.
    pub(crate) counts: SimulationCounts,
}

/// Makes a simulated firm, in place of a former one. On a terminal a bar shows how far it is.
pub(crate) async fn make(
    pool: &Pool,
    seed: u64,
    n_developers: u32,
    n_roles: u32,
    as_of: Date,
) -> anyhow::Result<DemoReport> {
    // A bar on standard error draws itself only when that is a terminal.
    let bar =
        ProgressBar::with_draw_target(Some(u64::from(n_developers)), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} developers")?);
    let simulation = Simulation { seed, n_developers, n_roles, as_of };
    let made =
        simulation_replace(pool, simulation, Taxonomy::house(), |n| bar.set_position(n)).await;
    bar.finish_and_clear();
    Ok(DemoReport { seed, counts: made? })
}

impl DemoReport {
    /// The report as one sentence.
    pub(crate) fn sentence(&self) -> String {
        let SimulationCounts {
            n_clients,
            n_roles,
            n_developers,
            n_developer_skills,
            n_vetting_results,
        } = self.counts;
        format!(
            "made a simulated firm from seed {}: {n_developers} developers with {n_developer_skills} skills and {n_vetting_results} vetting results, {n_clients} clients, {n_roles} roles",
            self.seed
        )
    }
}
