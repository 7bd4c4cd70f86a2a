//! Made-up papers as rows: what the rules and the health of placements look at.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sereno_domain::placement_health::Voice;
use sereno_domain::simulation::{
    SimulatedCheckIn, SimulatedClient, SimulatedClientPapers, SimulatedDeveloper,
    SimulatedDocument, SimulatedPapers, SimulatedPlacement,
};
use sereno_domain::timesheet::Timesheet;

use super::SOURCE;
use super::pay::PayRows;
use super::simulated::Ids;
use super::text::Rows;
use crate::person::unsealed;
use crate::vault::{Keys, PersonKey, Sealed, VaultError};

pub(super) const DOCUMENT: &str = "copy sereno.document (document_id, developer_id, placement_id, client_id, source, external_ref, kind, state, issued_on, expires_on, handed_in_by, verified_by, number_kind, number_flaw) from stdin";
pub(super) const DOCUMENT_PII: &str =
    "copy sereno.document_pii (document_id, sealed, mark) from stdin";
pub(super) const ANSWER: &str = "copy sereno.classification_answer (placement_id, factor, observed, applies, answered_on) from stdin";
pub(super) const INCIDENT: &str = "copy sereno.incident (placement_id, source, external_ref, severity, opened_on, closed_on, says) from stdin";
pub(super) const INVOICE: &str = "copy sereno.client_invoice (client_id, source, external_ref, number, issued_on, amount_minor, currency, due_on, paid_on) from stdin";
pub(super) const SUPPLEMENT: &str =
    "copy sereno.supplement (placement_id, source, external_ref, kind, day, premium_bp) from stdin";
pub(super) const FEE: &str = "copy sereno.fee (placement_id, source, external_ref, number, month_on, issued_on, amount_minor, currency, retained_minor) from stdin";
pub(super) const EMPLOYMENT: &str = "copy sereno.former_employment (developer_id, client_id, source, external_ref, starts_on, ends_on) from stdin";
pub(super) const CHECKIN: &str = "copy sereno.checkin (placement_id, week_on, voice, satisfaction, delivery, wellbeing, communication, timesheet_in_time, paid_in_time) from stdin";
pub(super) const TIMESHEET: &str = "copy sereno.timesheet (timesheet_id, placement_id, source, external_ref, starts_on, ends_on, state) from stdin";
pub(super) const TIMESHEET_DAY: &str =
    "copy sereno.timesheet_day (timesheet_id, day, kind, minutes) from stdin";

/// Whose a paper is.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Developer(i64),
    Placement { placement_id: i64, developer_id: i64 },
    Client(i64),
}

/// What rows to come are given: ids, and keys.
pub(super) struct Taken<'k> {
    pub(super) documents: std::vec::IntoIter<i64>,
    pub(super) placements: std::vec::IntoIter<i64>,
    pub(super) timesheets: std::vec::IntoIter<i64>,
    pub(super) accounts: std::vec::IntoIter<i64>,
    pub(super) keys: &'k Keys,
    pub(super) own: &'k BTreeMap<i64, PersonKey>,
}

impl Taken<'_> {
    /// What the numbers of somebody are sealed with.
    fn key_of(&self, owner: Owner) -> Result<PersonKey, VaultError> {
        match owner {
            Owner::Developer(id) | Owner::Placement { developer_id: id, .. } => {
                self.own.get(&id).cloned().ok_or_else(|| unsealed(id))
            }
            Owner::Client(_) => Ok(self.keys.firm()),
        }
    }
}

/// Placements, papers and what belongs to them.
#[derive(Debug, Default)]
pub(super) struct PaperRows {
    pub(super) placement: Rows,
    pub(super) document: Rows,
    pub(super) document_pii: Rows,
    pub(super) answer: Rows,
    pub(super) checkin: Rows,
    pub(super) supplement: Rows,
    pub(super) fee: Rows,
    pub(super) incident: Rows,
    pub(super) invoice: Rows,
    pub(super) employment: Rows,
    pub(super) timesheet: Rows,
    pub(super) timesheet_day: Rows,
    pub(super) pay: PayRows,
}

impl PaperRows {
    /// Writes the placements and papers of a developer.
    pub(super) fn add(
        &mut self,
        id: i64,
        person: &SimulatedDeveloper,
        papers: &SimulatedPapers,
        (ids, taken): (&Ids, &mut Taken<'_>),
    ) -> Result<(), VaultError> {
        for (no, document) in (1..).zip(&papers.documents) {
            let reference = format!("{}/paper-{no}", person.external_ref);
            self.document(Owner::Developer(id), &reference, document, taken)?;
        }
        for (no, employment) in (1..).zip(&papers.employments) {
            let Some(client) = ids.client.get(&employment.client_id) else { continue };
            self.employment
                .column(id)
                .column(client)
                .column(SOURCE)
                .column(format_args!("{}/employment-{no}", person.external_ref))
                .column(employment.starts_on)
                .maybe(employment.ends_on)
                .end();
        }
        self.accounts(id, person, papers, taken)?;
        let running = papers.placement.as_ref();
        let last_running =
            person.developer.placements.iter().rposition(|one| one.ends_on.is_none());
        for (at, placement) in person.developer.placements.iter().enumerate() {
            let Some(client) = ids.client.get(&placement.client_id) else { continue };
            let Some(placement_id) = taken.placements.next() else { break };
            let fell = placement.ends_on.is_some_and(|end| end < placement.guarantee_until);
            let reason = if fell { "performance" } else { "completed" };
            let paid = papers.pay.placements.iter().find(|paid| paid.at == at);
            let of_this = running.filter(|_| last_running == Some(at));
            let regimes = of_this.map_or(&[][..], |of_this| &of_this.regimes);
            let reference = format!("{}/{}", person.external_ref, at + 1);
            self.placement
                .column(placement_id)
                .column(id)
                .column(client)
                .column(SOURCE)
                .column(&reference)
                .column(placement.starts_on)
                .maybe(placement.ends_on)
                .column(placement.guarantee_until)
                .column(placement.weekly_hours)
                .maybe(placement.ends_on.map(|_| reason))
                .words(regimes)
                .maybe(of_this.and_then(|one| ids.role.get(&one.role_id?)))
                .maybe(paid.and_then(|paid| paid.engagement))
                .end();
            if let Some(of_this) = of_this {
                let at = ([placement_id, id], placement.starts_on);
                self.at_work(at, &reference, of_this, taken)?;
            }
            if let Some(paid) = paid {
                self.paid(placement_id, &reference, paid, taken);
            }
            for (_, told) in papers.told_late.iter().filter(|(late, _)| *late == at) {
                self.timesheet(placement_id, &reference, told, taken);
            }
        }
        Ok(())
    }

    fn at_work(
        &mut self,
        ([placement_id, developer_id], starts_on): ([i64; 2], Date),
        reference: &str,
        placement: &SimulatedPlacement,
        taken: &mut Taken<'_>,
    ) -> Result<(), VaultError> {
        for (no, document) in (1..).zip(&placement.documents) {
            let reference = format!("{reference}/paper-{no}");
            let owner = Owner::Placement { placement_id, developer_id };
            self.document(owner, &reference, document, taken)?;
        }
        for factor in &placement.factors {
            self.answer
                .column(placement_id)
                .column(factor)
                .column("declared")
                .column(true)
                .column(starts_on)
                .end();
        }
        for checkin in &placement.checkins {
            self.checkin(placement_id, checkin);
        }
        for one in &placement.supplements {
            self.supplement
                .column(placement_id)
                .column(SOURCE)
                .column(format_args!("{reference}/{}-{}", one.kind, one.day))
                .column(one.kind)
                .column(one.day)
                .maybe(one.premium_bp)
                .end();
        }
        for fee in &placement.fees {
            self.fee
                .column(placement_id)
                .column(SOURCE)
                .column(format_args!("{reference}/fee-{}", fee.month_on))
                .column(&fee.number)
                .column(fee.month_on)
                .column(fee.issued_on)
                .column(fee.amount.amount_minor)
                .column(fee.amount.currency)
                .maybe(fee.retained_minor)
                .end();
        }
        for (no, incident) in (1..).zip(&placement.incidents) {
            self.incident
                .column(placement_id)
                .column(SOURCE)
                .column(format_args!("{reference}/incident-{no}"))
                .column(incident.severity)
                .column(incident.opened_on)
                .maybe(incident.closed_on)
                .column(incident.says)
                .end();
        }
        for told in &placement.timesheets {
            self.timesheet(placement_id, reference, told, taken);
        }
        Ok(())
    }

    /// Writes the papers and bills of a client.
    pub(super) fn add_client(
        &mut self,
        id: i64,
        client: &SimulatedClient,
        papers: &SimulatedClientPapers,
        taken: &mut Taken<'_>,
    ) -> Result<(), VaultError> {
        for (no, document) in (1..).zip(&papers.documents) {
            let reference = format!("{}/paper-{no}", client.external_ref);
            self.document(Owner::Client(id), &reference, document, taken)?;
        }
        for invoice in &papers.invoices {
            self.invoice
                .column(id)
                .column(SOURCE)
                .column(format_args!("invoice-{}", invoice.number))
                .column(&invoice.number)
                .column(invoice.issued_on)
                .column(invoice.amount.amount_minor)
                .column(invoice.amount.currency)
                .column(invoice.due_on)
                .maybe(invoice.paid_on)
                .end();
        }
        Ok(())
    }

    pub(super) fn timesheet(
        &mut self,
        placement_id: i64,
        reference: &str,
        told: &Timesheet,
        taken: &mut Taken<'_>,
    ) {
        let Some(timesheet_id) = taken.timesheets.next() else { return };
        self.timesheet
            .column(timesheet_id)
            .column(placement_id)
            .column(SOURCE)
            .column(format_args!("{reference}/{}", told.from))
            .column(told.from)
            .column(told.to)
            .column(told.state)
            .end();
        for day in &told.days {
            self.timesheet_day
                .column(timesheet_id)
                .column(day.day)
                .column(day.kind)
                .column(day.minutes)
                .end();
        }
    }

    fn checkin(&mut self, placement_id: i64, checkin: &SimulatedCheckIn) {
        let [satisfaction, delivery, communication] = checkin.marks;
        let by = |voice, mark: u8| (checkin.voice == voice).then_some(mark);
        let by_firm = (checkin.voice == Voice::Firm).then_some(true);
        self.checkin
            .column(placement_id)
            .column(checkin.week_on)
            .column(checkin.voice)
            .maybe(by(Voice::Client, satisfaction))
            .maybe(by(Voice::Client, delivery))
            .maybe(by(Voice::Developer, checkin.wellbeing))
            .maybe(by(Voice::Client, communication))
            .maybe(by_firm)
            .maybe(by_firm)
            .end();
    }

    /// Writes a paper.
    fn document(
        &mut self,
        owner: Owner,
        reference: &str,
        document: &SimulatedDocument,
        taken: &mut Taken<'_>,
    ) -> Result<(), VaultError> {
        let Some(document_id) = taken.documents.next() else { return Ok(()) };
        let [developer, placement, client] = match owner {
            Owner::Developer(id) => [Some(id), None, None],
            Owner::Placement { placement_id, .. } => [None, Some(placement_id), None],
            Owner::Client(id) => [None, None, Some(id)],
        };
        let number = document.number.as_ref();
        let verified_by = if document.self_verified { "intake" } else { "legal" };
        self.document
            .column(document_id)
            .maybe(developer)
            .maybe(placement)
            .maybe(client)
            .column(SOURCE)
            .column(reference)
            .column(document.kind)
            .column("verified")
            .maybe(document.issued_on)
            .maybe(document.expires_on)
            .column("intake")
            .column(verified_by)
            .maybe(number.map(|(kind, ..)| kind))
            .maybe(number.and_then(|(.., flaw)| *flaw))
            .end();
        if let Some((kind, number, _)) = number {
            let key = taken.key_of(owner)?;
            let sealed = key.seal(Sealed::Number(document_id), number.as_bytes())?;
            let mark = taken.keys.number_mark(*kind, number);
            self.document_pii.column(document_id).bytes(&sealed).bytes(&mark).end();
        }
        Ok(())
    }
}
