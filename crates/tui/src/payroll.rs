//! The pages of payroll: which there are, how they are written, and which is a part of which.

use std::fmt;

use sereno_domain::country::Country;
use sereno_domain::id::{PayrollRunId, PlacementId};

/// A page of payroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayrollPage {
    /// The newest month.
    Newest,
    /// One run.
    Run(PayrollRunId),
    /// The runs.
    Runs,
    /// The items of a run, or those of one country.
    Items {
        /// The run.
        run: PayrollRunId,
        /// The country; none for all.
        country: Option<Country>,
    },
    /// One item of a run.
    Item {
        /// The run.
        run: PayrollRunId,
        /// For the work of which placement.
        placement: PlacementId,
    },
    /// What each client is billed in a run.
    Clients(PayrollRunId),
    /// What is odd about a run.
    Anomalies(PayrollRunId),
    /// How a run differs from the month before.
    Variance(PayrollRunId),
}

impl PayrollPage {
    /// The page it is a part of; none for the two that are a part of none.
    pub(crate) const fn parent(self) -> Option<Self> {
        match self {
            Self::Newest | Self::Runs => None,
            Self::Run(_) => Some(Self::Runs),
            Self::Items { run, country: None }
            | Self::Clients(run)
            | Self::Anomalies(run)
            | Self::Variance(run) => Some(Self::Run(run)),
            Self::Items { run, country: Some(_) } | Self::Item { run, .. } => {
                Some(Self::Items { run, country: None })
            }
        }
    }

    /// Reads the parts of a text that stand between colons; none when they name no page.
    pub(crate) fn read(parts: &[&str]) -> Option<Self> {
        let run = |text: &str| text.parse().ok().map(PayrollRunId);
        match *parts {
            ["payroll"] => Some(Self::Newest),
            ["payroll", id] => run(id).map(Self::Run),
            ["payrolls"] => Some(Self::Runs),
            ["payroll-items", id] => Some(Self::Items { run: run(id)?, country: None }),
            ["payroll-items", id, country] => {
                Some(Self::Items { run: run(id)?, country: Some(country.parse().ok()?) })
            }
            ["payroll-item", id, placement] => {
                let placement = placement.parse().ok().map(PlacementId)?;
                Some(Self::Item { run: run(id)?, placement })
            }
            ["payroll-clients", id] => run(id).map(Self::Clients),
            ["payroll-anomalies", id] => run(id).map(Self::Anomalies),
            ["payroll-variance", id] => run(id).map(Self::Variance),
            _ => None,
        }
    }
}

impl fmt::Display for PayrollPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest => f.write_str("payroll"),
            Self::Run(run) => write!(f, "payroll:{run}"),
            Self::Runs => f.write_str("payrolls"),
            Self::Items { run, country: None } => write!(f, "payroll-items:{run}"),
            Self::Items { run, country: Some(country) } => {
                write!(f, "payroll-items:{run}:{country}")
            }
            Self::Item { run, placement } => write!(f, "payroll-item:{run}:{placement}"),
            Self::Clients(run) => write!(f, "payroll-clients:{run}"),
            Self::Anomalies(run) => write!(f, "payroll-anomalies:{run}"),
            Self::Variance(run) => write!(f, "payroll-variance:{run}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::screen::Screen;

    #[test]
    fn pages_are_written_as_they_are_read() {
        for text in [
            "payroll",
            "payroll:5",
            "payrolls",
            "payroll-items:5",
            "payroll-items:5:BR",
            "payroll-item:5:77",
            "payroll-clients:5",
            "payroll-anomalies:5",
            "payroll-variance:5",
        ] {
            let screen: Screen = text.parse().unwrap();
            assert!(matches!(screen, Screen::Payroll(_)), "{text}");
            assert_eq!(screen.to_string(), text);
        }
        for text in ["payroll:x", "payroll-items", "payroll-items:5:brazil", "payroll-item:5"] {
            assert!(text.parse::<Screen>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_page_leads_out_to_the_runs() {
        let mut screen: Screen = "payroll-item:5:77".parse().unwrap();
        let mut texts = Vec::new();
        while let Some(parent) = screen.parent() {
            screen = parent;
            texts.push(screen.to_string());
        }
        assert_eq!(texts, ["payroll-items:5", "payroll:5", "payrolls"]);
    }
}
