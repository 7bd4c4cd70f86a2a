//! What takes an act of the audit log back, where something does and nothing has yet.

use sereno_domain::board::found::Decision;
use sereno_domain::clean_text::CleanText;
use sereno_domain::id::{AdjustmentId, DeveloperId, FailureId, RetryId, RoleId};

use crate::act::{Act, Choice, LedgerAct, ScheduleAct};
use crate::language::{say, say_with};

/// What takes an act back; none when nothing does, or when a later act among `acts`, which come newest
/// first, has done so or stands in its place.
pub(super) fn undo(acts: &[Decision], act: &Decision) -> Option<Choice> {
    let subject = act.subject.as_str();
    let (kind, id) = subject.split_once(':')?;
    let number = |key: &str| number_in(act.detail.as_str(), key);
    let (undone, ends): (Act, &[&str]) = match act.action.as_str() {
        "queue.pause" => {
            (Act::Ledger(LedgerAct::Resume(id.parse().ok()?)), &["queue.pause", "queue.resume"])
        }
        "schedule.pause" => (
            Act::Schedule(ScheduleAct::Resume(CleanText::new(id))),
            &["schedule.pause", "schedule.resume"],
        ),
        "failure.mute" => {
            (Act::Unmute(FailureId(id.parse().ok()?)), &["failure.mute", "failure.unmute"])
        }
        "run.retry" => {
            (Act::StopRetry(vec![RetryId(number("retry")?)]), &["run.retry_stop", "run.cancel"])
        }
        "role.adjust" => {
            (Act::EndAdjustment(AdjustmentId(number("adjustment")?)), &["role.adjust_end"])
        }
        "override.put_on" | "override.keep_off" => {
            let (role, developer) = pair(subject)?;
            let ends = &["override.put_on", "override.keep_off", "override.end"];
            (Act::EndOverride(role, developer), ends)
        }
        _ => return None,
    };
    // Acts that are numbered are ended by their number, others by what they are about.
    let same = |later: &Decision| {
        let key = match act.action.as_str() {
            "run.retry" if later.action.as_str() == "run.retry_stop" => "retry",
            "role.adjust" => "adjustment",
            _ => return later.subject == act.subject || is_of_all(later, kind),
        };
        number_in(later.detail.as_str(), key) == number(key)
    };
    let later = acts.iter().take_while(|later| later.audit_event_id > act.audit_event_id);
    let is_over = later.filter(|later| ends.contains(&later.action.as_str())).any(same);
    (!is_over).then(|| words(act, undone))
}

/// True for an act on every kind of a queue at once.
fn is_of_all(act: &Decision, kind: &str) -> bool {
    kind == "queue" && act.subject.as_str() == "queue:all"
}

fn words(act: &Decision, undone: Act) -> Choice {
    let words = say_with("take back {} of {}", &[&act.action, &act.subject]);
    let effect =
        say("Undoes what was done, as far as it has had no effect yet; both stay in the log.");
    Choice::new(undone, words, effect)
}

/// The two of `role:7 developer:12`.
fn pair(subject: &str) -> Option<(RoleId, DeveloperId)> {
    let (role, developer) = subject.split_once(' ')?;
    let role = role.strip_prefix("role:")?.parse().ok()?;
    let developer = developer.strip_prefix("developer:")?.parse().ok()?;
    Some((RoleId(role), DeveloperId(developer)))
}

/// A whole number of the details, which are JSON as the database writes it: `"retry": 5`.
pub(super) fn number_in(detail: &str, key: &str) -> Option<i64> {
    let (_, rest) = detail.split_once(&format!("\"{key}\": "))?;
    let end = rest.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}
