//! What a person may do, by what the database lets their login do.

use crate::clean_text::CleanText;

/// A kind of thing that is done about the firm; looking is no duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Decides about findings, shortlists and what a role asks for.
    Operator,
    /// Mends nights: retries, halts, schedules, workers.
    OnCall,
    /// Approves, sends back and locks months of pay.
    Payroll,
}

impl Duty {
    /// Every duty.
    pub const ALL: &'static [Self] = &[Self::Operator, Self::OnCall, Self::Payroll];

    /// The role of the database whose members have it.
    pub const fn role(self) -> &'static str {
        match self {
            Self::Operator => "sereno_operator",
            Self::OnCall => "sereno_on_call",
            Self::Payroll => "sereno_payroll",
        }
    }
}

/// Who somebody is to the database, and what it lets them do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The login, or the role it acts as.
    pub login: CleanText,
    /// What it may do, in the order of [`Duty::ALL`].
    pub duties: Vec<Duty>,
}

impl Standing {
    /// True when it may do what belongs to a duty.
    pub fn has(&self, duty: Duty) -> bool {
        self.duties.contains(&duty)
    }

    /// The duties that say what it may do; none when it may do everything, empty when it only looks.
    pub fn limits(&self) -> Option<Vec<Duty>> {
        if Duty::ALL.iter().all(|duty| self.has(*duty)) {
            return None;
        }
        // Who is on call decides what an operator does as well.
        let is_more = |duty: &Duty| *duty != Duty::Operator || !self.has(Duty::OnCall);
        Some(self.duties.iter().copied().filter(is_more).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_told_by_what_it_may_do() {
        let limits =
            |duties: &[Duty]| Standing { login: "ana".into(), duties: duties.to_vec() }.limits();
        assert_eq!(limits(&[]), Some(vec![]));
        assert_eq!(limits(&[Duty::Operator, Duty::OnCall]), Some(vec![Duty::OnCall]));
        let both = [Duty::Operator, Duty::Payroll];
        assert_eq!(limits(&both), Some(both.to_vec()));
        assert_eq!(limits(Duty::ALL), None);
    }
}
