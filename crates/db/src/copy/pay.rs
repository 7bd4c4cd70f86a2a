//! What made-up people are paid as rows: terms, extras, statements, accounts and exchange rates.

use sereno_domain::bank_account::AccountNumber;
use sereno_domain::clean_text::CleanText;
use sereno_domain::fx_rate::FxRate;
use sereno_domain::simulation::{SimulatedDeveloper, SimulatedPaid, SimulatedPapers};

use super::SOURCE;
use super::papers::{PaperRows, Taken};
use super::text::Rows;
use crate::bank_account::AccountDetails;
use crate::person::unsealed;
use crate::vault::VaultError;

pub(super) const TERMS: &str = "copy sereno.placement_terms (placement_id, starts_on, ends_on, pay_minor, pay_currency, bill_minor, bill_currency, per, proration, fx_source) from stdin";
pub(super) const EXTRA: &str = "copy sereno.pay_extra (placement_id, source, external_ref, kind, day, amount_minor, currency, is_billed) from stdin";
pub(super) const STATEMENT: &str = "copy sereno.pay_statement (placement_id, source, external_ref, month_on, gross_minor, net_minor, currency) from stdin";
pub(super) const ACCOUNT: &str = "copy sereno.bank_account (bank_account_id, developer_id, source, external_ref, currency, country, bic, sealed, mark, starts_on, verified_by) from stdin";
pub(super) const FX_RATE: &str = "copy sereno.fx_rate (base, quote, day, source, rate) from stdin";

/// Who made sure that accounts are right.
const VERIFIED_BY: &str = "finance";

/// Rows of what people are paid.
#[derive(Debug, Default)]
pub(super) struct PayRows {
    pub(super) terms: Rows,
    pub(super) extra: Rows,
    pub(super) statement: Rows,
    pub(super) account: Rows,
}

impl PaperRows {
    /// Writes what a placement pays, and what was told for it.
    pub(super) fn paid(
        &mut self,
        placement_id: i64,
        reference: &str,
        paid: &SimulatedPaid,
        taken: &mut Taken<'_>,
    ) {
        for one in &paid.terms {
            let terms = &one.terms;
            self.pay
                .terms
                .column(placement_id)
                .column(terms.from)
                .maybe(terms.to)
                .column(terms.pay.money.amount_minor)
                .column(terms.pay.money.currency)
                .column(terms.bill.money.amount_minor)
                .column(terms.bill.money.currency)
                .column(terms.pay.per)
                .column(one.proration)
                .maybe(one.fx_source.as_ref())
                .end();
        }
        for (no, extra) in (1..).zip(&paid.extras) {
            self.pay
                .extra
                .column(placement_id)
                .column(SOURCE)
                .column(format_args!("{reference}/extra-{no}"))
                .column(extra.kind)
                .column(extra.day)
                .column(extra.amount.amount_minor)
                .column(extra.amount.currency)
                .column(extra.is_billed)
                .end();
        }
        for one in &paid.statements {
            self.pay
                .statement
                .column(placement_id)
                .column(SOURCE)
                .column(format_args!("{reference}/statement-{}", one.month_on))
                .column(one.month_on)
                .column(one.gross_minor)
                .maybe(one.net_minor)
                .column(one.currency)
                .end();
        }
        for told in &paid.timesheets {
            self.timesheet(placement_id, reference, told, taken);
        }
    }

    /// Writes the accounts of a developer, sealed with their key.
    pub(super) fn accounts(
        &mut self,
        developer_id: i64,
        person: &SimulatedDeveloper,
        papers: &SimulatedPapers,
        taken: &mut Taken<'_>,
    ) -> Result<(), VaultError> {
        for (no, account) in (1..).zip(&papers.pay.accounts) {
            let Some(bank_account_id) = taken.accounts.next() else { break };
            let Ok(number) = account.number.parse::<AccountNumber>() else {
                unreachable!("made-up numbers are right: a test of the domain reads them all")
            };
            let mark = taken.keys.account_mark(number.whole());
            let details = AccountDetails { holder: CleanText::new(&account.holder), number };
            let key = taken.own.get(&developer_id).ok_or_else(|| unsealed(developer_id))?;
            let sealed = details.seal(key, bank_account_id)?;
            self.pay
                .account
                .column(bank_account_id)
                .column(developer_id)
                .column(SOURCE)
                .column(format_args!("{}/account-{no}", person.external_ref))
                .column(account.currency)
                .column(account.country)
                .column(&account.bic)
                .bytes(&sealed)
                .bytes(&mark)
                .column(account.starts_on)
                .maybe(account.is_verified.then_some(VERIFIED_BY))
                .end();
        }
        Ok(())
    }
}

/// Writes exchange rates.
pub(super) fn rates(rates: &[FxRate]) -> Rows {
    let mut rows = Rows::default();
    for rate in rates {
        rows.column(rate.base)
            .column(rate.quote)
            .column(rate.day)
            .column(&rate.source)
            .column(rate.rate())
            .end();
    }
    rows
}
