//! What can be decided about a payroll run, an item and something odd.

use sereno_domain::board::payroll::{AnomalyLine, PayrollLine};
use sereno_domain::id::{AnomalyId, PlacementId};
use sereno_domain::payroll::PayrollState;
use sereno_domain::payroll::anomaly::AnomalyState;
use sereno_domain::payroll::item::ItemState;

use super::month_words;
use crate::act::payroll::PayrollAct;
use crate::act::{Act, Choice};
use crate::language::{say, say_with};

/// What can be decided about a run as a whole.
pub(super) fn on_run(run: &PayrollLine) -> Vec<Choice> {
    let id = run.payroll_run_id;
    let month = month_words(run);
    let choice = |act, words: String, effect: &str| Choice::new(Act::Payroll(act), words, effect);
    let reject = || {
        choice(
            PayrollAct::Reject(id),
            say_with("send {} back, draft {}", &[&month, &run.n_drafts]),
            say("What is wrong is mended in the facts, and it is prepared again."),
        )
    };
    match run.state {
        PayrollState::Review => vec![
            choice(
                PayrollAct::Approve(id),
                say_with("approve {}, draft {}", &[&month, &run.n_drafts]),
                say(
                    "Says that this draft is right as it is. Who prepared it cannot; once as many as are \
                 needed have, nothing in it changes.",
                ),
            ),
            reject(),
        ],
        PayrollState::Approved => vec![
            choice(
                PayrollAct::Lock(id),
                say_with("lock {}, draft {}", &[&month, &run.n_drafts]),
                say(
                    "Makes a payment of each item that is paid. It changes no more: what differs goes into \
                 a correction.",
                ),
            ),
            reject(),
        ],
        PayrollState::Computing
        | PayrollState::Locked
        | PayrollState::Exported
        | PayrollState::Failed => Vec::new(),
    }
}

/// What can be done about an item that is not paid.
pub(super) fn on_item(
    run: &PayrollLine,
    item: ItemState,
    placement: PlacementId,
) -> Option<Choice> {
    let open = run.state.is_open() && matches!(item, ItemState::Held | ItemState::Failed);
    let act = Act::Payroll(PayrollAct::Retry(run.payroll_run_id, placement));
    let effect = say("The item alone is worked out from what is known now; all the others stay.");
    open.then(|| {
        Choice::new(act, say_with("work the item of placement {} out again", &[&placement]), effect)
    })
}

/// What can be done about something odd that is open.
pub(super) fn on_anomaly(run: &PayrollLine, line: &AnomalyLine) -> Option<Choice> {
    let open = line.state == AnomalyState::Open;
    open.then(|| on_open_anomaly(run, line.anomaly_id, line.code.words())).flatten()
}

/// The same, where it is known to be open.
pub(super) fn on_open_anomaly(run: &PayrollLine, anomaly: AnomalyId, what: &str) -> Option<Choice> {
    let act = Act::Payroll(PayrollAct::Override(run.payroll_run_id, anomaly));
    let effect =
        say("It stops no approval any more, and stays with the reason and your name beside it.");
    let words = say_with("say why this is right: {}", &[&say(what)]);
    run.state.is_open().then(|| Choice::new(act, words, effect))
}
