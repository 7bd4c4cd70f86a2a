//! When a run will be over, by what its steps took on good nights and how far they are.

use jiff::{SignedDuration, Timestamp};

use crate::board::StepLine;

/// When a run will be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Forecast {
    /// In the middle of what good nights took.
    pub likely_at: Timestamp,
    /// On a slow one of them, one in twenty.
    pub slow_at: Timestamp,
}

/// The forecast for a run whose steps follow one another; none when a step that has not ended was
/// never done before.
pub fn forecast(now: Timestamp, steps: &[StepLine]) -> Option<Forecast> {
    let (mut likely, mut slow) = (0, 0);
    for step in steps.iter().filter(|step| step.ended_at.is_none()) {
        let spent = step.started_at.map_or(0, |at| seconds(now.duration_since(at)));
        // Longer than usual already: the rest at the pace so far.
        let at_this_pace = match step.n_done {
            0 => spent,
            n_done => spent.saturating_mul(step.n_chunks.saturating_sub(n_done)) / n_done,
        };
        let left = |usual: u64| {
            if spent < usual { usual - spent } else { at_this_pace }
        };
        let likely_left = left(step.median_seconds?);
        likely += likely_left;
        slow += left(step.slow_seconds?).max(likely_left);
    }
    Some(Forecast { likely_at: later(now, likely), slow_at: later(now, slow) })
}

fn seconds(span: SignedDuration) -> u64 {
    u64::try_from(span.as_secs()).unwrap_or(0)
}

fn later(at: Timestamp, seconds: u64) -> Timestamp {
    let span = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::StepId;
    use crate::job::JobKind;
    use crate::run::StepState;

    const START: &str = "2026-11-23T01:00:00Z";

    fn step(started: Option<&str>, (n_done, n_chunks): (u64, u64), usual: Option<u64>) -> StepLine {
        StepLine {
            step_id: StepId(1),
            kind: JobKind::Rescore,
            state: StepState::Running,
            started_at: started.map(|at| at.parse().unwrap()),
            ended_at: None,
            n_chunks,
            n_done,
            n_leased: 0,
            n_quarantined: 0,
            median_seconds: usual,
            slow_seconds: usual.map(|usual| usual * 2),
        }
    }

    fn after(seconds: i64, steps: &[StepLine]) -> Option<[i64; 2]> {
        let start: Timestamp = START.parse().unwrap();
        let found = forecast(start + SignedDuration::from_secs(seconds), steps)?;
        Some([found.likely_at, found.slow_at].map(|at| at.duration_since(start).as_secs()))
    }

    #[test]
    fn steps_take_what_they_usually_take_one_after_the_other() {
        let steps = [step(Some(START), (3, 10), Some(60)), step(None, (0, 1), Some(5))];
        assert_eq!(after(20, &steps), Some([65, 130]));
    }

    #[test]
    fn one_that_takes_longer_than_usual_goes_on_as_it_went() {
        let steps = [step(Some(START), (5, 10), Some(60))];
        assert_eq!(after(100, &steps), Some([200, 200]), "half of it took 100 seconds");
        let stuck = [step(Some(START), (0, 10), Some(60))];
        assert_eq!(after(100, &stuck), Some([200, 200]), "it will take at least as long again");
    }

    #[test]
    fn without_a_good_night_behind_it_nothing_is_foretold() {
        assert_eq!(after(1, &[step(Some(START), (0, 1), None)]), None);
        assert_eq!(after(1, &[]), Some([1, 1]));
    }
}
