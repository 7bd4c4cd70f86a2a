//! Backfills: nights of dates gone by, done when nothing else is to be done.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::run::RunState;
use crate::vocabulary::vocabulary;

/// Dates one backfill may span: ten years.
pub const N_DATES_MAX: usize = 3_660;

vocabulary! {
    /// Which dates of a range are run.
    "mode" BackfillMode {
        /// Those that never ran.
        Missing = "missing",
        /// Those as well whose newest run failed, was cancelled or left chunks in quarantine.
        MissingAndFailed = "missing-and-failed",
        /// Every one.
        All = "all",
    }
}

impl BackfillMode {
    /// Whether a date is meant whose newest run stands so; none when it never ran. One that is at
    /// work is left to those who work on it.
    pub const fn means(self, newest: Option<RunState>) -> bool {
        match (self, newest) {
            (_, Some(RunState::Running)) | (Self::Missing, Some(_)) => false,
            (_, None) | (Self::All, Some(_)) => true,
            (Self::MissingAndFailed, Some(state)) => {
                !matches!(state, RunState::Done | RunState::Superseded)
            }
        }
    }
}

/// The dates from the first to the last, both included; none when there are more than
/// [`N_DATES_MAX`] or the last comes before the first.
pub fn dates(first: Date, last: Date) -> Option<Vec<Date>> {
    let listed: Vec<Date> =
        first.series(1.day()).take_while(|date| *date <= last).take(N_DATES_MAX + 1).collect();
    (1..=N_DATES_MAX).contains(&listed.len()).then_some(listed)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_mode_means_more_than_the_one_before_it() {
        for state in RunState::ALL {
            let means = BackfillMode::ALL.iter().map(|mode| mode.means(Some(*state)));
            assert!(means.is_sorted(), "{state}");
        }
        assert!(BackfillMode::ALL.iter().all(|mode| mode.means(None)));
        assert!(!BackfillMode::ALL.iter().any(|mode| mode.means(Some(RunState::Running))));
        assert!(BackfillMode::MissingAndFailed.means(Some(RunState::Cancelled)));
        assert!(!BackfillMode::MissingAndFailed.means(Some(RunState::Done)));
    }

    #[test]
    fn a_range_has_its_ends_and_a_bound() {
        let (first, last) = (date(2026, 2, 27), date(2026, 3, 1));
        assert_eq!(dates(first, last).unwrap(), [first, date(2026, 2, 28), last]);
        assert_eq!(dates(last, first), None);
        assert_eq!(dates(date(2000, 1, 1), last), None);
    }
}
