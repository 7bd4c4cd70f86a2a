//! The files of a locked run: written beside their names first, checked, then put in place.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use sereno_db::bank_account::{AccountDetails, bank_account_read};
use sereno_db::board::payroll::items;
use sereno_db::payroll::handed::{
    LineOut, PaymentOut, payment_list, payroll_line_list, payroll_locked_at,
};
use sereno_db::payroll::run::PayrollRun;
use sereno_db::person::Reader;
use sereno_db::pool::{self, PgConnection};
use sereno_domain::board::payroll::ItemLine;
use sereno_domain::id::PayrollRunId;
use sereno_domain::money::{Currency, Money};
use sereno_jobs::payroll::exported;

use super::super::actor;
use super::find;
use crate::config::{Config, FirmAccount};
use crate::connect::Connection;
use crate::hand_over::{
    Account, Debtor, HandedItem, HandedLine, HandedPayment, HandedRun, csv, payment_file, totals,
    xlsx,
};
use crate::print::{self, styled};

/// What the log of who saw whom calls it.
const PLACE: &str = "payroll export";
/// Items of a run: more than any firm pays in a month.
const N_ITEMS_MAX: u32 = 1_000_000;

/// Writes the files.
pub(super) async fn export(
    connection: &Connection,
    config: &Config,
    id: PayrollRunId,
    folder: &Path,
) -> anyhow::Result<ExitCode> {
    let run = find(&connection.pool, id).await?;
    let mut conn = pool::acquire(&connection.pool).await?;
    let Some(locked_at) = payroll_locked_at(&mut conn, id).await? else {
        bail!(
            "payroll run {id} is {}: lock it first, files are of what changes no more",
            run.state
        );
    };
    let handed = handed_run(&run, locked_at)?;
    let mut board = items(&mut conn, id, None, N_ITEMS_MAX).await?.context("the run is gone")?;
    connection.names.put(&mut conn, PLACE, &mut board).await?;
    let items: Vec<HandedItem> = board.lines.iter().map(handed_item).collect();
    let lines: Vec<HandedLine> =
        payroll_line_list(&mut conn, id).await?.into_iter().map(handed_line).collect();
    let payments = payment_list(&mut conn, id).await?;
    let order = order(connection, &mut conn, &payments).await?;
    drop(conn);
    let mut files = Files::new(folder, &handed)?;
    let mut text = Vec::new();
    csv::items(&mut text, &handed, &items)?;
    files.write("items.csv", &text)?;
    let mut text = Vec::new();
    csv::lines(&mut text, &handed, &lines)?;
    files.write("lines.csv", &text)?;
    let sums = sums(&payments);
    files.write("workbook.xlsx", &xlsx::workbook(&handed, &items, &lines, &sums)?)?;
    let is_whole = reconcile(&items, &sums);
    let asked = write_order(&mut files, config, &handed, order, &payments)?;
    if !is_whole {
        bail!("what items pay out and what is paid differ: nothing was noted as handed over");
    }
    exported(&connection.pool, id, (&actor(), &files.names)).await?;
    for name in &files.names {
        print::line(name);
    }
    Ok(if asked { ExitCode::SUCCESS } else { ExitCode::from(super::super::EXIT_INCOMPLETE) })
}

/// Writes the order to the bank, unless something is missing that it needs: then says what.
fn write_order(
    files: &mut Files,
    config: &Config,
    run: &HandedRun,
    order: Result<Vec<HandedPayment>, String>,
    payments: &[PaymentOut],
) -> anyhow::Result<bool> {
    let accounts = &config.payroll.accounts;
    let mut without: Vec<&str> = payments
        .iter()
        .map(|payment| payment.amount.currency)
        .filter(|currency| !accounts.contains_key(currency))
        .map(Currency::code)
        .collect();
    without.sort_unstable();
    without.dedup();
    let missing = match &order {
        _ if payments.is_empty() => Some("nothing is paid".to_owned()),
        _ if !without.is_empty() => Some(format!(
            "the firm has no account to pay {} from: write `[payroll.accounts.{}]` into the settings",
            without.join(", "),
            without.first().copied().unwrap_or("USD")
        )),
        Err(why) => Some(why.clone()),
        Ok(_) => None,
    };
    if let Some(why) = missing {
        print::note(&format!(
            "{} no order to the bank was written: {why}",
            styled(print::WARN, "note:")
        ));
        return Ok(false);
    }
    let debtors: Vec<Debtor> =
        accounts.iter().map(|(currency, account)| debtor(*currency, account)).collect();
    let used: Vec<Debtor> = debtors
        .into_iter()
        .filter(|debtor| payments.iter().any(|payment| payment.amount.currency == debtor.pays))
        .collect();
    let document = payment_file(run, &used, &order.unwrap_or_default())?;
    files.write("pain.001.xml", &document)?;
    Ok(true)
}

fn debtor(pays: Currency, account: &FirmAccount) -> Debtor {
    Debtor {
        pays,
        name: account.name.clone(),
        account: account_of(&account.number),
        bic: account.bic.clone(),
        country: account.country.code().to_owned(),
    }
}

/// An account as the order names it.
fn account_of(number: &str) -> Account {
    let is_iban = number.parse::<sereno_domain::bank_account::AccountNumber>();
    match is_iban {
        Ok(number) if number.is_iban() => Account::Iban(number.whole().to_owned()),
        Ok(number) => Account::Other(number.whole().to_owned()),
        Err(_) => Account::Other(number.to_owned()),
    }
}

fn handed_run(run: &PayrollRun, locked_at: jiff::Timestamp) -> anyhow::Result<HandedRun> {
    let hash = run.content_hash.as_deref().and_then(|hash| hash.try_into().ok());
    Ok(HandedRun {
        payroll_run_id: run.payroll_run_id.0,
        calendar: run.calendar.clone(),
        month_on: run.month_on,
        kind: run.kind.to_string(),
        seq: run.seq,
        currency: run.currency,
        pay_on: run.days.pay_on,
        locked_at,
        content_hash: hash.context("a locked run has no hash: its row was changed by hand")?,
    })
}

fn handed_item(line: &ItemLine) -> HandedItem {
    let reasons: Vec<&str> = line.reasons.iter().map(|reason| reason.name()).collect();
    HandedItem {
        placement_id: line.placement_id.0,
        developer_id: line.developer_id.0,
        developer: line.developer.clone(),
        client: line.client.clone(),
        country: line.country.code().to_owned(),
        engagement: line.engagement.map_or_else(String::new, |engagement| engagement.to_string()),
        state: line.state,
        reasons: reasons.join(", "),
        currency: line.currency,
        gross_minor: line.sums.gross_minor,
        deductions_minor: line.sums.deductions_minor,
        net_minor: line.sums.net_minor(),
        pay_base_minor: line.base.pay,
        employer_base_minor: line.base.employer,
        accrual_base_minor: line.base.accrual,
        fee_base_minor: line.base.fee,
        bill_base_minor: line.base.bill,
        margin_base_minor: line.base.margin(),
    }
}

fn handed_line(line: LineOut) -> HandedLine {
    let LineOut { placement_id, no, code, side, quantity_e6, unit, amount, base_minor } = line;
    HandedLine {
        placement_id: placement_id.0,
        no,
        code,
        side,
        quantity_e6,
        unit,
        amount,
        base_minor,
    }
}

/// Payments without to whom, for sums.
fn sums(payments: &[PaymentOut]) -> Vec<HandedPayment> {
    payments.iter().map(|payment| handed_payment(payment, None)).collect()
}

fn handed_payment(payment: &PaymentOut, details: Option<&AccountDetails>) -> HandedPayment {
    HandedPayment {
        end_to_end_id: payment.end_to_end_id.clone(),
        amount: payment.amount,
        creditor: details.map(|details| details.holder.clone()).unwrap_or_default(),
        account: details.map_or_else(
            || Account::Other(String::new()),
            |details| account_of(details.number.whole()),
        ),
        bic: payment.bic.clone(),
        country: payment.country.clone().unwrap_or_default(),
    }
}

/// The payments with accounts and holders, or why they cannot be named.
async fn order(
    connection: &Connection,
    conn: &mut PgConnection,
    payments: &[PaymentOut],
) -> anyhow::Result<Result<Vec<HandedPayment>, String>> {
    let without = payments.iter().filter(|payment| payment.bank_account_id.is_none());
    let without: Vec<String> = without.map(|payment| payment.developer_id.to_string()).collect();
    if let Some(first) = without.first() {
        return Ok(Err(format!(
            "{} developers have no account, developer {first} first: `sereno import accounts`",
            without.len()
        )));
    }
    let keys = match connection.names.vault().keys() {
        Ok(keys) => keys,
        Err(error) => return Ok(Err(format!("accounts cannot be read: {error}"))),
    };
    let ids: Vec<i64> = payments.iter().filter_map(|payment| payment.bank_account_id).collect();
    let actor = actor();
    let reader = Reader { actor: &actor, place: PLACE };
    let details: BTreeMap<i64, AccountDetails> =
        bank_account_read(conn, keys, reader, &ids).await?;
    let named = payments.iter().map(|payment| {
        let of = payment.bank_account_id.and_then(|id| details.get(&id));
        of.map(|of| handed_payment(payment, Some(of)))
    });
    Ok(named.collect::<Option<Vec<_>>>().ok_or_else(|| "an account is gone".to_owned()))
}

/// Says by currency what items pay out and what is paid; whether they agree.
fn reconcile(items: &[HandedItem], payments: &[HandedPayment]) -> bool {
    let mut is_whole = true;
    for line in totals::reconciled(items, payments) {
        let money = |minor: i128| {
            let amount_minor = i64::try_from(minor).unwrap_or(i64::MAX);
            Money { amount_minor, currency: line.currency }
        };
        let agrees = line.difference_minor() == 0;
        is_whole &= agrees;
        let (mark, style) = if agrees { ("✓", print::GOOD) } else { ("✗", print::BAD) };
        print::note(&format!(
            "{} {} paid out by items, {} in payments",
            styled(style, mark),
            money(line.net_minor),
            money(line.paid_minor)
        ));
    }
    is_whole
}

/// Files of a run in a folder: each is there whole, or not at all.
struct Files {
    folder: PathBuf,
    stem: String,
    names: Vec<String>,
}

impl Files {
    fn new(folder: &Path, run: &HandedRun) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let month = run.month_on.strftime("%Y-%m");
        let stem = match run.kind.as_str() {
            "regular" => format!("{}-{month}", run.calendar),
            kind => format!("{}-{month}-{kind}-{}", run.calendar, run.seq),
        };
        Ok(Self { folder: folder.to_owned(), stem, names: Vec::new() })
    }

    fn write(&mut self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = self.folder.join(format!("{}-{name}", self.stem));
        let wrong = || format!("cannot write {}", path.display());
        let beside = path.with_extension("part");
        let mut file = std::fs::File::create(&beside).with_context(wrong)?;
        file.write_all(content).and_then(|()| file.sync_all()).with_context(wrong)?;
        std::fs::rename(&beside, &path).with_context(wrong)?;
        self.names.push(path.display().to_string());
        Ok(())
    }
}
