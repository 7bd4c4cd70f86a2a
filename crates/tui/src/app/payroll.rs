//! From one page of a payroll run to another by a key.

use sereno_domain::id::PayrollRunId;

use crate::app::App;
use crate::effect::Effect;
use crate::keymap::Command;
use crate::language::say;
use crate::payroll::PayrollPage;
use crate::screen::Screen;
use crate::screen::payroll::run_of;
use crate::view::Key;

impl App {
    /// The run that is looked at: that of the row in the list of runs, else that of the page.
    fn payroll_at_hand(&self) -> Option<PayrollRunId> {
        match self.under_cursor() {
            Some(Key::Payroll(run)) => Some(run),
            _ => run_of(&self.scene(self.size)),
        }
    }

    /// Where a key of payroll leads; none where that is here, or no run is looked at.
    pub(super) fn page_of_payroll(&self, command: Command) -> Option<PayrollPage> {
        let Screen::Payroll(here) = self.here() else { return None };
        let page = match command {
            Command::History => Some(PayrollPage::Runs),
            Command::Variance => self.payroll_at_hand().map(PayrollPage::Variance),
            Command::Billed => self.payroll_at_hand().map(PayrollPage::Clients),
            Command::Anomalies => self.payroll_at_hand().map(PayrollPage::Anomalies),
            _ => None,
        };
        page.filter(|page| *page != here)
    }

    /// Into the page a key of payroll asks for.
    pub(super) fn look_at_payroll(&mut self, command: Command) -> Vec<Effect> {
        if let Some(page) = self.page_of_payroll(command) {
            return self.enter(Screen::Payroll(page));
        }
        self.hint(say("no payroll run here, or this is it"));
        Vec::new()
    }
}
