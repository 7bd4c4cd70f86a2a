//! The order to the bank: ISO 20022 customer credit transfer initiation, pain.001.001.09.
//!
//! Written here, judged in `check.rs`, which shares nothing with this file but the standard. The
//! same run gives the same file, so that a bank that gets it twice knows it by its name.
//!
//! # Source
//! ISO 20022 message definition report, payments initiation, pain.001.001.09, of 2019-02-14.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use sereno_domain::clean_text::CleanText;
use sereno_domain::money::{Currency, Money};

use super::table::plain;
use super::{Account, Debtor, HandedPayment, HandedRun};

mod latin;

/// The name of the message.
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/// Characters of a name, and of a text for the creditor.
const TEXT_LEN_MAX: usize = 140;
/// The largest amount: 18 digits.
const AMOUNT_MAX: i64 = 999_999_999_999_999_999;
/// The same for a sum.
const SUM_MAX: i128 = 999_999_999_999_999_999;
/// Characters of the hash that tell a run that was locked again from what it was before.
const HASH_LEN: usize = 8;
/// What stands for a bank that is not known by its code.
const NOT_PROVIDED: &str = "NOTPROVIDED";

/// Why payments cannot be ordered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PainError {
    /// A file without a payment is none.
    #[error("there is nobody to pay: a payment file holds at least one payment")]
    NoPayments,
    /// No account pays in a currency.
    #[error("no account pays in {currency}: name the account the {currency} payments come from")]
    NoDebtor {
        /// The currency.
        currency: Currency,
    },
    /// More than one account pays in a currency.
    #[error("{n_accounts} accounts pay in {currency}: name the one the payments come from")]
    ManyDebtors {
        /// The currency.
        currency: Currency,
        /// How many accounts pay in it.
        n_accounts: usize,
    },
    /// An amount no bank moves.
    #[error("payment {end_to_end_id} is of {amount}: order only what is above zero")]
    NotPositive {
        /// The payment.
        end_to_end_id: String,
        /// Its amount.
        amount: Money,
    },
    /// An amount or a sum with too many digits.
    #[error("{what} has more than 18 digits: split the run")]
    TooLarge {
        /// The payment or the sum.
        what: String,
    },
    /// Two payments that a bank cannot tell apart.
    #[error("payment {end_to_end_id} stands there twice: each needs an end-to-end id of its own")]
    Twice {
        /// What both are called.
        end_to_end_id: String,
    },
    /// A name of which nothing is left in the letters banks read.
    #[error("the holder's name of {whose} has no letter a bank reads: write it in Latin letters")]
    Unreadable {
        /// The payment, or the account that pays.
        whose: String,
    },
    /// The XML could not be written.
    #[error("the payment file could not be written in full: export it again")]
    Write(#[from] io::Error),
}

/// The file: payments by the account that pays them, in order of currency, then as given.
///
/// # Errors
/// [`PainError`]. Forms of accounts, banks and ids are not judged here but by `check.rs`.
pub(crate) fn document(
    run: &HandedRun,
    debtors: &[Debtor],
    payments: &[HandedPayment],
) -> Result<Vec<u8>, PainError> {
    refuse_unpayable(payments)?;
    let orders = orders(run, debtors, payments)?;
    let Some(first) = orders.first() else { return Err(PainError::NoPayments) };
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.element(BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)]), |xml| {
        xml.within("CstmrCdtTrfInitn", |xml| {
            xml.header(run, first.debtor, payments)?;
            orders.iter().try_for_each(|order| xml.order(run, order))
        })
    })?;
    let mut file = xml.0.into_inner();
    file.push(b'\n');
    Ok(file)
}

/// The message's id: the run and what was locked of it.
fn message_id(run: &HandedRun) -> String {
    let hash: String = run.content_hash_text().chars().take(HASH_LEN).collect();
    format!("SRN-{}-{hash}", run.payroll_run_id)
}

/// What one account pays.
struct Order<'a> {
    id: String,
    debtor: &'a Debtor,
    payments: Vec<&'a HandedPayment>,
}

fn orders<'a>(
    run: &HandedRun,
    debtors: &'a [Debtor],
    payments: &'a [HandedPayment],
) -> Result<Vec<Order<'a>>, PainError> {
    let mut by_currency: BTreeMap<&str, Vec<&HandedPayment>> = BTreeMap::new();
    for payment in payments {
        by_currency.entry(payment.amount.currency.code()).or_default().push(payment);
    }
    let mut orders = Vec::with_capacity(by_currency.len());
    for payments in by_currency.into_values() {
        let Some(currency) = payments.first().map(|payment| payment.amount.currency) else {
            continue;
        };
        let accounts: Vec<&Debtor> = debtors.iter().filter(|one| one.pays == currency).collect();
        let debtor = match accounts.as_slice() {
            [debtor] => *debtor,
            [] => return Err(PainError::NoDebtor { currency }),
            more => return Err(PainError::ManyDebtors { currency, n_accounts: more.len() }),
        };
        orders.push(Order { id: format!("{}-{currency}", message_id(run)), debtor, payments });
    }
    Ok(orders)
}

fn refuse_unpayable(payments: &[HandedPayment]) -> Result<(), PainError> {
    let mut seen = BTreeSet::new();
    for HandedPayment { end_to_end_id, amount, .. } in payments {
        let end_to_end_id = end_to_end_id.clone();
        if amount.amount_minor <= 0 {
            return Err(PainError::NotPositive { end_to_end_id, amount: *amount });
        }
        if amount.amount_minor > AMOUNT_MAX {
            return Err(PainError::TooLarge { what: format!("payment {end_to_end_id}") });
        }
        if !seen.insert(end_to_end_id.clone()) {
            return Err(PainError::Twice { end_to_end_id });
        }
    }
    Ok(())
}

/// The sum of amounts regardless of currency, with the digits of the currency that has most.
fn control_sum<'a>(
    payments: impl Iterator<Item = &'a HandedPayment> + Clone,
) -> Result<String, PainError> {
    let digits = payments.clone().map(|payment| payment.amount.currency.minor_digits()).max();
    let digits = digits.unwrap_or(0);
    let mut sum = 0_i128;
    for Money { amount_minor, currency } in payments.map(|payment| payment.amount) {
        let scale = 10_i128.saturating_pow(digits.saturating_sub(currency.minor_digits()));
        sum = sum.saturating_add(i128::from(amount_minor).saturating_mul(scale));
    }
    if sum > SUM_MAX {
        return Err(PainError::TooLarge { what: "the sum of the payments".to_owned() });
    }
    Ok(plain(sum, digits))
}

/// A document as it grows.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn element(
        &mut self,
        start: BytesStart<'_>,
        inner: impl FnOnce(&mut Self) -> Result<(), PainError>,
    ) -> Result<(), PainError> {
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start))?;
        inner(self)?;
        self.0.write_event(Event::End(end))?;
        Ok(())
    }

    fn within(
        &mut self,
        name: &str,
        inner: impl FnOnce(&mut Self) -> Result<(), PainError>,
    ) -> Result<(), PainError> {
        self.element(BytesStart::new(name), inner)
    }

    fn leaf(&mut self, name: &str, text: &str) -> Result<(), PainError> {
        self.within(name, |xml| xml.text(text))
    }

    fn text(&mut self, text: &str) -> Result<(), PainError> {
        Ok(self.0.write_event(Event::Text(BytesText::new(text)))?)
    }

    fn header(
        &mut self,
        run: &HandedRun,
        initiator: &Debtor,
        payments: &[HandedPayment],
    ) -> Result<(), PainError> {
        let created_at = run.locked_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        self.within("GrpHdr", |xml| {
            xml.leaf("MsgId", &message_id(run))?;
            xml.leaf("CreDtTm", &created_at)?;
            xml.leaf("NbOfTxs", &payments.len().to_string())?;
            xml.leaf("CtrlSum", &control_sum(payments.iter())?)?;
            xml.within("InitgPty", |xml| xml.name(&initiator.name, &account_of(initiator)))
        })
    }

    fn order(&mut self, run: &HandedRun, order: &Order<'_>) -> Result<(), PainError> {
        let Order { id, debtor, payments } = order;
        self.within("PmtInf", |xml| {
            xml.leaf("PmtInfId", id)?;
            xml.leaf("PmtMtd", "TRF")?;
            xml.leaf("NbOfTxs", &payments.len().to_string())?;
            xml.leaf("CtrlSum", &control_sum(payments.iter().copied())?)?;
            xml.within("ReqdExctnDt", |xml| xml.leaf("Dt", &run.pay_on.to_string()))?;
            xml.within("Dbtr", |xml| {
                xml.name(&debtor.name, &account_of(debtor))?;
                xml.leaf("CtryOfRes", &debtor.country)
            })?;
            xml.within("DbtrAcct", |xml| {
                xml.account(&debtor.account)?;
                xml.leaf("Ccy", debtor.pays.code())
            })?;
            xml.within("DbtrAgt", |xml| xml.bank(debtor.bic.as_deref()))?;
            payments.iter().try_for_each(|payment| xml.payment(run, payment))
        })
    }

    fn payment(&mut self, run: &HandedRun, payment: &HandedPayment) -> Result<(), PainError> {
        let HandedPayment { end_to_end_id, amount, creditor, account, bic, country } = payment;
        let Money { amount_minor, currency } = *amount;
        let digits = currency.minor_digits();
        let whose = format!("payment {end_to_end_id}");
        let what_for = format!("{} {}", run.calendar, run.month_on.strftime("%Y-%m"));
        self.within("CdtTrfTxInf", |xml| {
            xml.within("PmtId", |xml| {
                xml.leaf("InstrId", end_to_end_id)?;
                xml.leaf("EndToEndId", end_to_end_id)
            })?;
            xml.within("Amt", |xml| {
                let start = BytesStart::new("InstdAmt").with_attributes([("Ccy", currency.code())]);
                xml.element(start, |xml| xml.text(&plain(i128::from(amount_minor), digits)))
            })?;
            xml.within("CdtrAgt", |xml| xml.bank(bic.as_deref()))?;
            xml.within("Cdtr", |xml| {
                xml.name(creditor, &whose)?;
                xml.leaf("CtryOfRes", country)
            })?;
            xml.within("CdtrAcct", |xml| xml.account(account))?;
            xml.within("RmtInf", |xml| xml.leaf("Ustrd", &latin::text(&what_for, TEXT_LEN_MAX)))
        })
    }

    fn name(&mut self, name: &CleanText, whose: &str) -> Result<(), PainError> {
        let text = latin::text(name.as_str(), TEXT_LEN_MAX);
        if text.chars().any(|ch| ch.is_ascii_alphanumeric()) {
            self.leaf("Nm", &text)
        } else {
            Err(PainError::Unreadable { whose: whose.to_owned() })
        }
    }

    fn account(&mut self, account: &Account) -> Result<(), PainError> {
        self.within("Id", |xml| match account {
            Account::Iban(iban) => {
                let iban: String = iban.chars().filter(|ch| *ch != ' ').collect();
                xml.leaf("IBAN", &iban)
            }
            Account::Other(number) => xml.within("Othr", |xml| xml.leaf("Id", number)),
        })
    }

    fn bank(&mut self, bic: Option<&str>) -> Result<(), PainError> {
        self.within("FinInstnId", |xml| match bic {
            Some(bic) => xml.leaf("BICFI", bic),
            None => xml.within("Othr", |xml| xml.leaf("Id", NOT_PROVIDED)),
        })
    }
}

fn account_of(debtor: &Debtor) -> String {
    format!("the account that pays in {}", debtor.pays)
}

#[cfg(test)]
mod tests;
