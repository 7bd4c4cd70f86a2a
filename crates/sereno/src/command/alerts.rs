//! `sereno alerts`: what people were told, and whether it reached them.

use std::process::ExitCode;

use sereno_db::alert::alert_list;
use sereno_db::pool::{self, Pool};
use sereno_domain::alert::{AlertLine, DeliveryState};
use sereno_domain::check::CheckLevel;

use crate::print::{self, styled};

/// Prints the newest alerts, the open ones first.
pub(crate) async fn run(pool: &Pool, json: bool) -> anyhow::Result<ExitCode> {
    let lines = alert_list(&mut *pool::acquire(pool).await?).await?;
    if json {
        print::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    if lines.is_empty() {
        print::note("nothing was ever amiss while a worker looked");
    }
    lines.iter().for_each(tell);
    Ok(ExitCode::SUCCESS)
}

fn tell(line: &AlertLine) {
    let style = match (line.resolved_at, line.level) {
        (Some(_), _) => print::DIM,
        (None, CheckLevel::Critical) => print::BAD,
        (None, CheckLevel::Warning | CheckLevel::Ok) => print::WARN,
    };
    let until = line
        .resolved_at
        .map_or_else(|| "now".to_owned(), |resolved_at| format!("{resolved_at:.0}"));
    print::line(&format!(
        "{:>4}  {}  {:.0} to {until}  {}: {}",
        line.alert_id,
        styled(style, format_args!("{:<8}", line.level)),
        line.raised_at,
        line.subject,
        line.words,
    ));
    for delivery in &line.deliveries {
        let error = delivery.error.as_ref().map_or_else(String::new, |error| format!(": {error}"));
        let style = match delivery.state {
            DeliveryState::GaveUp => print::BAD,
            DeliveryState::Pending | DeliveryState::Sending | DeliveryState::Sent => print::DIM,
        };
        let told = format!(
            "{} {} after {} tries{error}",
            delivery.channel, delivery.state, delivery.n_tries
        );
        print::line(&styled(style, format_args!("      {told}")));
    }
}
