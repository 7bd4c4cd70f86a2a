//! What leaves the house when a payroll run is locked: tables for people and programs, and the
//! order to the bank.
//!
//! Pure: everything comes in as arguments and goes out as bytes. Who may ask for a hand-over, what
//! is read for it and where the files go is not decided here.

pub(crate) mod check;
pub(crate) mod csv;
pub(crate) mod pain;
pub(crate) mod table;
pub(crate) mod totals;
pub(crate) mod xlsx;

#[cfg(test)]
mod example;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::money::{Currency, Money};
use sereno_domain::payroll::item::ItemState;

/// A locked run.
#[derive(Debug, Clone)]
pub(crate) struct HandedRun {
    /// Its key.
    pub(crate) payroll_run_id: i64,
    /// The calendar people are paid by.
    pub(crate) calendar: String,
    /// First day of the month that is paid.
    pub(crate) month_on: Date,
    /// Regular, or a correction.
    pub(crate) kind: String,
    /// Which run of that month.
    pub(crate) seq: u16,
    /// The currency of every amount called base.
    pub(crate) currency: Currency,
    /// The day people are paid.
    pub(crate) pay_on: Date,
    /// When nothing could change any more; every file is dated by it.
    pub(crate) locked_at: Timestamp,
    /// Hash of what was locked.
    pub(crate) content_hash: [u8; 32],
}

impl HandedRun {
    /// The hash in hexadecimal.
    fn content_hash_text(&self) -> String {
        self.content_hash.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// What one placement came to.
#[derive(Debug, Clone)]
pub(crate) struct HandedItem {
    /// The placement.
    pub(crate) placement_id: i64,
    /// Who is placed.
    pub(crate) developer_id: i64,
    /// Name or number of the developer.
    pub(crate) developer: CleanText,
    /// Name of the client.
    pub(crate) client: CleanText,
    /// Country of the developer.
    pub(crate) country: String,
    /// Form of the engagement.
    pub(crate) engagement: String,
    /// Where the item stands: only what is ok is paid, and counted.
    pub(crate) state: ItemState,
    /// Why it stands there; empty when nothing is wrong.
    pub(crate) reasons: String,
    /// What is paid in; none for an item that was never computed, whose amounts are zero.
    pub(crate) currency: Option<Currency>,
    /// Before deductions, in minor units of `currency`, like the next two.
    pub(crate) gross_minor: i64,
    /// Taken off.
    pub(crate) deductions_minor: i64,
    /// Paid out.
    pub(crate) net_minor: i64,
    /// Pay in minor units of the run's currency, like the next five.
    pub(crate) pay_base_minor: i64,
    /// The employer's contributions.
    pub(crate) employer_base_minor: i64,
    /// Set aside for later.
    pub(crate) accrual_base_minor: i64,
    /// Fees.
    pub(crate) fee_base_minor: i64,
    /// Billed to the client.
    pub(crate) bill_base_minor: i64,
    /// What stays.
    pub(crate) margin_base_minor: i64,
}

/// One line of an item.
#[derive(Debug, Clone)]
pub(crate) struct HandedLine {
    /// The placement.
    pub(crate) placement_id: i64,
    /// Place in the item, from 1.
    pub(crate) no: u16,
    /// What it is for.
    pub(crate) code: String,
    /// Whom it is for or against.
    pub(crate) side: String,
    /// How much of `unit`, in millionths.
    pub(crate) quantity_e6: i64,
    /// What `quantity_e6` counts.
    pub(crate) unit: String,
    /// The amount in the currency of the item.
    pub(crate) amount: Money,
    /// The same in minor units of the run's currency.
    pub(crate) base_minor: i64,
}

/// Where money is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Account {
    /// An IBAN, with or without blanks.
    Iban(String),
    /// A number as the bank writes it.
    Other(String),
}

impl std::fmt::Debug for Account {
    /// Bank data stays out of whatever prints this.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Iban(_) => "Iban(..)",
            Self::Other(_) => "Other(..)",
        })
    }
}

/// One transfer of the order.
#[derive(Debug, Clone)]
pub(crate) struct HandedPayment {
    /// What the bank tells it by, from end to end.
    pub(crate) end_to_end_id: String,
    /// What is transferred; above zero.
    pub(crate) amount: Money,
    /// Holder of the account.
    pub(crate) creditor: CleanText,
    /// Where it goes.
    pub(crate) account: Account,
    /// The bank, when known.
    pub(crate) bic: Option<String>,
    /// Two letters: where the holder resides.
    pub(crate) country: String,
}

/// Who pays, from the account that pays in one currency.
#[derive(Debug, Clone)]
pub(crate) struct Debtor {
    /// The currency this account pays in.
    pub(crate) pays: Currency,
    /// Holder of the account.
    pub(crate) name: CleanText,
    /// Where the money comes from.
    pub(crate) account: Account,
    /// The bank, when known.
    pub(crate) bic: Option<String>,
    /// Two letters: where the holder resides.
    pub(crate) country: String,
}

/// How many payments there are, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Payments of all currencies.
    pub(crate) n_payments: u64,
    /// Sums in minor units by currency.
    pub(crate) sums_minor: BTreeMap<Currency, i128>,
}

impl Tally {
    /// Counts one payment more.
    pub(crate) fn add(&mut self, currency: Currency, amount_minor: i128) {
        self.n_payments = self.n_payments.saturating_add(1);
        let sum = self.sums_minor.entry(currency).or_default();
        *sum = sum.saturating_add(amount_minor);
    }

    /// What `payments` come to.
    pub(crate) fn of(payments: &[HandedPayment]) -> Self {
        let mut tally = Self::default();
        for HandedPayment { amount, .. } in payments {
            tally.add(amount.currency, i128::from(amount.amount_minor));
        }
        tally
    }
}

/// Why there is no payment file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PaymentFileError {
    /// It could not be written.
    #[error("the payments of run {payroll_run_id} cannot be ordered")]
    Unwritten {
        /// The run.
        payroll_run_id: i64,
        /// What is wrong with them.
        source: pain::PainError,
    },
    /// It was written and is not what a bank takes.
    #[error(
        "the payment file of run {payroll_run_id} is not one a bank takes, and was not handed over"
    )]
    Unsound {
        /// The run.
        payroll_run_id: i64,
        /// What is wrong in it.
        source: check::Faults,
    },
    /// It was written and read back as something else.
    #[error(
        "the payment file of run {payroll_run_id} orders {read} payments of {given}, or other sums: \
         do not send it, and report the run"
    )]
    Different {
        /// The run.
        payroll_run_id: i64,
        /// Payments in the file.
        read: u64,
        /// Payments of the run.
        given: u64,
    },
}

/// The order to the bank, as it was read back: sound, with the count and the sums of `payments`.
///
/// # Errors
/// [`PaymentFileError`]; then no byte of the file is to be had.
pub(crate) fn payment_file(
    run: &HandedRun,
    debtors: &[Debtor],
    payments: &[HandedPayment],
) -> Result<Vec<u8>, PaymentFileError> {
    let payroll_run_id = run.payroll_run_id;
    let file = pain::document(run, debtors, payments)
        .map_err(|source| PaymentFileError::Unwritten { payroll_run_id, source })?;
    let read = check::document(&file)
        .map_err(|source| PaymentFileError::Unsound { payroll_run_id, source })?;
    let given = Tally::of(payments);
    if read == given {
        Ok(file)
    } else {
        let (read, given) = (read.n_payments, given.n_payments);
        Err(PaymentFileError::Different { payroll_run_id, read, given })
    }
}
