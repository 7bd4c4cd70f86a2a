//! Payroll runs as they stand: the list, one run, what each client is billed, items, what is odd, and
//! how a month differs from the one before.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use sereno_db::board::payroll as boards;
use sereno_db::pool;
use sereno_domain::board::payroll::{
    AnomaliesBoard, AnomalyLine, ControlState, Exceptional, ItemBoard, ItemLine, PayLineLine,
    PayrollBoard, PayrollClientsBoard, PayrollLine, VarianceBoard,
};
use sereno_domain::country::Country;
use sereno_domain::id::{PayrollRunId, PlacementId};
use sereno_domain::money::{Currency, Money};
use sereno_domain::payroll::anomaly::{AnomalySeverity, AnomalyState};
use sereno_domain::payroll::item::{BaseSums, ItemState};
use sereno_domain::payroll::variance::Variance;

use super::no_run;
use crate::connect::Connection;
use crate::print::{self, styled};

/// Items whose cost moved most.
const N_MOVERS: u32 = 20;

/// A run, and how it is printed.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The payroll run
    pub run: PayrollRunId,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// A run, how much of it, and how it is printed.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// The payroll run
    run: PayrollRunId,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    last: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Which items of a run.
#[derive(Debug, Args)]
pub(crate) struct ItemsArgs {
    #[command(flatten)]
    list: ListArgs,
    /// Only those of one country, like BR
    #[arg(long)]
    country: Option<Country>,
}

/// Prints the runs.
pub(super) async fn runs(
    connection: &Connection,
    n_max: u32,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let board = boards::payrolls(&mut *pool::acquire(&connection.pool).await?, n_max).await?;
    if json {
        print::json(&board)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &board.lines {
        print::line(&run_line(line));
    }
    if board.lines.is_empty() {
        print::note("no month has been worked out yet: `sereno payroll prepare` works one out");
    }
    Ok(ExitCode::SUCCESS)
}

/// A run as one line.
fn run_line(line: &PayrollLine) -> String {
    let stuck = ItemState::count_not_paid(&line.n_items);
    let style = match (line.state.is_locked(), stuck + line.n_severe) {
        (true, _) => print::GOOD,
        (false, 0) => print::STRONG,
        (false, _) => print::WARN,
    };
    format!(
        "{:>5}  {} {:<10} {:>2}  {}  {}  cost {}  billed {}  pays on {}{}",
        line.payroll_run_id,
        line.month_on.strftime("%Y-%m"),
        line.kind,
        line.seq,
        styled(style, format_args!("{:<9}", line.state)),
        counts(&line.n_items),
        money(line.base.cost(), line.currency),
        money(line.base.bill, line.currency),
        line.pay_on,
        odd_words(line)
    )
}

fn odd_words(line: &PayrollLine) -> String {
    match (line.n_anomalies, line.n_severe) {
        (0, _) => String::new(),
        (n, 0) => format!("  {n} odd"),
        (n, severe) => format!("  {n} odd, {severe} severe"),
    }
}

/// `349 ok, 38 held`.
fn counts(of: &BTreeMap<ItemState, u64>) -> String {
    if of.is_empty() {
        return "no items".to_owned();
    }
    of.iter().map(|(state, n)| format!("{n} {state}")).collect::<Vec<_>>().join(", ")
}

const fn money(amount_minor: i64, currency: Currency) -> Money {
    Money { amount_minor, currency }
}

/// Basis points as percent, with a sign: `+6.14 %`.
fn percent(bp: i64) -> String {
    let sign = if bp < 0 { '-' } else { '+' };
    format!("{sign}{}.{:02} %", bp.unsigned_abs() / 100, bp.unsigned_abs() % 100)
}

/// `pay 1,200.00, employer …`: how what is billed is shared, in one currency.
fn shares(base: BaseSums, currency: Currency) -> String {
    let of = |minor: i64| money(minor, currency);
    let margin = base.margin_bp().map_or_else(String::new, |bp| format!(" ({})", percent(bp)));
    format!(
        "billed {} = pay {} + employer {} + aside {} + fees {} + stays {}{margin}",
        of(base.bill),
        of(base.pay),
        of(base.employer),
        of(base.accrual),
        of(base.fee),
        of(base.margin())
    )
}

/// Prints one run; the newest when none is named.
pub(super) async fn one(
    connection: &Connection,
    run: Option<PayrollRunId>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = boards::payroll(&mut conn, run).await?;
    connection.names.put(&mut conn, "payroll show", &mut found).await?;
    let Some(board) = found else {
        return match run {
            Some(run) => Err(no_run(run)),
            None => Err(anyhow::anyhow!(
                "no month has been worked out yet: `sereno payroll prepare` works one out"
            )),
        };
    };
    if json {
        print::json(&board)?;
    } else {
        page(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn page(board: &PayrollBoard) {
    let (run, currency) = (&board.run, board.run.currency);
    print::line(&run_line(run));
    print::line(&format!("  {}", shares(run.base, currency)));
    for paid in &board.net {
        print::line(&format!("  paid out {paid}"));
    }
    for line in &board.countries {
        let at = line.fx.as_ref().map_or_else(String::new, |fx| match (fx.rate_on, fx.is_usable) {
            (Some(day), true) => format!("  {} of {} {day}", fx.currency, fx.source),
            _ => format!("  no usable rate of {}", fx.currency),
        });
        let change = line.variance.and_then(|one| one.difference_bp());
        let change = change.map_or_else(String::new, |bp| format!("  {}", percent(bp)));
        print::line(&format!(
            "  {}  {:<24}  cost {:>18}  billed {:>18}{change}{at}",
            line.country,
            counts(&line.n_items),
            money(line.base.cost(), currency),
            money(line.base.bill, currency)
        ));
    }
    for line in &board.controls {
        let (mark, style) = match line.state {
            ControlState::Ok => ("✓", print::GOOD),
            ControlState::Warn => ("▲", print::WARN),
            ControlState::Fail => ("✗", print::BAD),
        };
        print::line(&format!("{} {}: {}", styled(style, mark), line.control.words(), line.says));
    }
    for line in &board.exceptions {
        let what = match line.what {
            Exceptional::Reason(reason) => reason.name(),
            Exceptional::Anomaly(code) => code.name(),
        };
        let whose =
            line.developer.as_ref().map_or_else(String::new, |(_, name)| format!("  {name}"));
        let country = line.country.map_or_else(|| "--".to_owned(), |country| country.to_string());
        print::line(&format!(
            "  {country}  {what:<20} {:>5} items  {:>16} at risk{whose}  {}",
            line.n_items,
            money(line.at_risk_base_minor, currency),
            line.says
        ));
    }
    for line in &board.approvals {
        let word = if line.is_approved { "approved" } else { "sent back" };
        let why = if line.reason.is_empty() { String::new() } else { format!(": {}", line.reason) };
        print::line(&format!("  draft {} {word} by {}{why}", line.n_drafts, line.actor));
    }
    print::note(&format!(
        "prepared by {}, {} of {} approvals of draft {}",
        run.prepared_by,
        board
            .approvals
            .iter()
            .filter(|one| one.is_approved && one.n_drafts == run.n_drafts)
            .count(),
        board.n_approvals_needed,
        run.n_drafts
    ));
}

/// Prints what each client is billed.
pub(super) async fn clients(connection: &Connection, args: &ListArgs) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let found = boards::payroll_clients(&mut conn, args.run, args.last).await?;
    let Some(board) = found else { return Err(no_run(args.run)) };
    if args.json {
        print::json(&board)?;
    } else {
        print_clients(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_clients(board: &PayrollClientsBoard) {
    let currency = board.run.currency;
    for line in &board.lines {
        print::line(&format!(
            "{:>6}  {}  {}: {}",
            line.client_id,
            line.client,
            counts(&line.n_items),
            shares(line.base, currency)
        ));
    }
    print::note(&format!(
        "{} of {} clients, {}",
        board.lines.len(),
        board.n_clients,
        shares(board.run.base, currency)
    ));
}

/// Prints items.
pub(super) async fn items(connection: &Connection, args: &ItemsArgs) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let list = &args.list;
    let mut found = boards::items(&mut conn, list.run, args.country, list.last).await?;
    connection.names.put(&mut conn, "payroll items", &mut found).await?;
    let Some(board) = found else { return Err(no_run(list.run)) };
    if list.json {
        print::json(&board)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in &board.lines {
        print::line(&item_line(line, board.run.currency));
    }
    print::note(&format!("{} of {} items", board.lines.len(), board.n_items));
    Ok(ExitCode::SUCCESS)
}

/// An item as one line.
fn item_line(line: &ItemLine, currency: Currency) -> String {
    let style = match line.state {
        ItemState::Ok => print::GOOD,
        ItemState::Held => print::WARN,
        ItemState::Failed => print::BAD,
        ItemState::Excluded => print::DIM,
    };
    let net = line.currency.map_or_else(
        || "nothing worked out".to_owned(),
        |of| format!("net {}", money(line.sums.net_minor(), of)),
    );
    let reasons: Vec<_> = line.reasons.iter().map(|reason| reason.words()).collect();
    let odd =
        if line.n_anomalies == 0 { String::new() } else { format!("  {} odd", line.n_anomalies) };
    format!(
        "{:>7}  {}  {}  {} at {}  {net}  cost {}  billed {}{odd}  {}",
        line.placement_id,
        styled(style, format_args!("{:<8}", line.state)),
        line.country,
        line.developer,
        line.client,
        money(line.base.cost(), currency),
        money(line.base.bill, currency),
        reasons.join(", ")
    )
    .trim_end()
    .to_owned()
}

/// Prints one item with its lines.
pub(super) async fn item(
    connection: &Connection,
    (run, placement): (PayrollRunId, PlacementId),
    json: bool,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = boards::item(&mut conn, run, placement).await?;
    connection.names.put(&mut conn, "payroll item", &mut found).await?;
    let Some(board) = found else {
        anyhow::bail!(
            "there is nothing of placement {placement} in payroll run {run}: \
             `sereno payroll items {run}` lists what is there"
        );
    };
    if json {
        print::json(&board)?;
    } else {
        item_page(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn item_page(board: &ItemBoard) {
    let currency = board.run.currency;
    print::line(&item_line(&board.line, currency));
    print::line(&format!("  {}", shares(board.line.base, currency)));
    for (reason, says) in board.line.reasons.iter().zip(&board.detail) {
        print::line(&format!("  {}: {says}; {}", reason.words(), reason.remedy()));
    }
    for line in &board.lines {
        print::line(&pay_line(line, currency));
    }
    for line in &board.anomalies {
        print::line(&anomaly_line(line, currency));
    }
}

/// A line of an item: what, to whom, how much of what, and the figures behind it.
fn pay_line(line: &PayLineLine, currency: Currency) -> String {
    let figures: Vec<_> = line.calc.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!(
        "  {:>3}  {:<18} {:<8}  {:>10} {:<5}  {:>20}  {:>18}  {}",
        line.no,
        line.code,
        line.side,
        millionths(line.quantity_e6),
        line.unit,
        money(line.amount_minor, line.currency),
        money(line.base_minor, currency),
        figures.join(", ")
    )
    .trim_end()
    .to_owned()
}

/// A number in millionths: `0.5`, `12.25`.
fn millionths(e6: i64) -> String {
    let sign = if e6 < 0 { "-" } else { "" };
    let (whole, part) = (e6.unsigned_abs() / 1_000_000, e6.unsigned_abs() % 1_000_000);
    let text = format!("{sign}{whole}.{part:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Prints what is odd about a run.
pub(super) async fn anomalies(
    connection: &Connection,
    args: &ListArgs,
) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = boards::anomalies(&mut conn, args.run, args.last).await?;
    connection.names.put(&mut conn, "payroll anomalies", &mut found).await?;
    let Some(board) = found else { return Err(no_run(args.run)) };
    if args.json {
        print::json(&board)?;
    } else {
        print_anomalies(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_anomalies(board: &AnomaliesBoard) {
    for line in &board.lines {
        print::line(&anomaly_line(line, board.run.currency));
    }
    print::note(&format!("{} open, {} severe", board.run.n_anomalies, board.run.n_severe));
    if board.run.n_severe > 0 {
        print::note(&format!(
            "a severe one stops an approval: mend what is wrong, or `sereno payroll override {} \
             ANOMALY --reason ...`",
            board.run.payroll_run_id
        ));
    }
}

fn anomaly_line(line: &AnomalyLine, currency: Currency) -> String {
    let style = match (line.state, line.severity) {
        (AnomalyState::Open, AnomalySeverity::Severe) => print::BAD,
        (AnomalyState::Open, AnomalySeverity::Warn) => print::WARN,
        _ => print::DIM,
    };
    let of = match (&line.placement_id, &line.developer, line.currency) {
        (Some(placement), Some((_, name)), _) => format!("placement {placement}, {name}"),
        (Some(placement), None, _) => format!("placement {placement}"),
        (None, _, Some(currency)) => currency.to_string(),
        (None, _, None) => "the run".to_owned(),
    };
    let decided = line.decided_by.as_ref();
    let decided = decided.map_or_else(String::new, |who| format!("  by {who}: {}", line.reason));
    format!(
        "{:>7}  {}  {} {:<10}  {of}: {}  {} at risk{decided}",
        line.anomaly_id,
        styled(style, format_args!("{:<6}", line.severity)),
        line.code,
        line.state,
        line.says,
        money(line.at_risk_base_minor, currency)
    )
}

/// Prints how a run differs from the month before.
pub(super) async fn variance(connection: &Connection, args: &RunArgs) -> anyhow::Result<ExitCode> {
    let mut conn = pool::acquire(&connection.pool).await?;
    let mut found = boards::variance(&mut conn, args.run, N_MOVERS).await?;
    connection.names.put(&mut conn, "payroll variance", &mut found).await?;
    let Some(board) = found else { return Err(no_run(args.run)) };
    if args.json {
        print::json(&board)?;
    } else {
        differences(&board);
    }
    Ok(ExitCode::SUCCESS)
}

fn differences(board: &VarianceBoard) {
    let currency = board.run.currency;
    let Some(before) = &board.before else {
        print::note("there is no month before it to compare with");
        return;
    };
    let whole = Variance::sum(board.lines.iter().map(|(_, one)| one));
    let parts = board.lines.iter().map(|(country, one)| (country.to_string(), one));
    for (of, one) in parts.chain([("all".to_owned(), &whole)]) {
        let bp = one.difference_bp().map_or_else(String::new, |bp| format!(" ({})", percent(bp)));
        print::line(&format!(
            "{of:<3}  {} to {}{bp} = volume {} + rate {} + exchange {} + mix {}; {} joined, {} left, \
             {} raised",
            money(one.before_minor, currency),
            money(one.now_minor, currency),
            money(one.volume_minor, currency),
            money(one.rate_minor, currency),
            money(one.fx_minor, currency),
            money(one.mix_minor, currency),
            one.n_joined,
            one.n_left,
            one.n_raised
        ));
    }
    for line in &board.movers {
        let was = line.before_base_minor.map_or_else(
            || "not there before".to_owned(),
            |was| format!("{} before", money(was, currency)),
        );
        print::line(&format!("{}  {was}", item_line(line, currency)));
    }
    print::note(&format!(
        "against {} (run {})",
        before.month_on.strftime("%Y-%m"),
        before.payroll_run_id
    ));
}
