//! Where each fact of each kind of row comes from, as a mapping says it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::compliance::classification::Factor;
use crate::intake::mapped_field::{
    BudgetRule, ListRule, RateRule, SkillRule, TenureRule, ValueRule,
};

/// The table of a mapping for one kind of row.
pub(super) trait Table {
    /// Gathers the columns it names.
    fn gather<'s>(&'s self, all: &mut BTreeSet<&'s str>);
    /// Fields without which the schema takes no row.
    fn required(&self) -> Vec<(&'static str, &ValueRule)>;
}

/// Where each fact of a developer comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::intake) struct DeveloperRules {
    pub(in crate::intake) full_name: ValueRule,
    pub(in crate::intake) email: ValueRule,
    pub(in crate::intake) status: ValueRule,
    pub(in crate::intake) country: ValueRule,
    pub(in crate::intake) tz: ValueRule,
    /// Take the zone of a country that has only one where nothing else says it.
    pub(in crate::intake) tz_of_country: bool,
    pub(in crate::intake) seniority: ValueRule,
    /// Words of a title say the seniority where nothing else does.
    pub(in crate::intake) title: ValueRule,
    pub(in crate::intake) years_experience: ValueRule,
    pub(in crate::intake) tenure: Option<TenureRule>,
    pub(in crate::intake) english: ValueRule,
    pub(in crate::intake) available_from: ValueRule,
    pub(in crate::intake) weekly_capacity_hours: ValueRule,
    pub(in crate::intake) rate_floor: Option<RateRule>,
    pub(in crate::intake) engagement: ValueRule,
    pub(in crate::intake) skills: Vec<SkillRule>,
    /// Each like `fintech:4`, with its years.
    pub(in crate::intake) industries: ListRule,
    /// Each like `requests_per_second:5000`.
    pub(in crate::intake) scale: ListRule,
    /// Each like `gdpr:2026-03-01:2028-03-01`.
    pub(in crate::intake) regimes: ListRule,
    pub(in crate::intake) methodologies: ListRule,
    pub(in crate::intake) communication: ValueRule,
    pub(in crate::intake) team_size_min: ValueRule,
    pub(in crate::intake) team_size_max: ValueRule,
}

/// Where each fact of a role comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::intake) struct RoleRules {
    pub(in crate::intake) client: ValueRule,
    pub(in crate::intake) client_country: ValueRule,
    pub(in crate::intake) title: ValueRule,
    pub(in crate::intake) status: ValueRule,
    pub(in crate::intake) seniority: ValueRule,
    pub(in crate::intake) headcount: ValueRule,
    pub(in crate::intake) starts_on: ValueRule,
    pub(in crate::intake) tz: ValueRule,
    pub(in crate::intake) work_starts_at: ValueRule,
    pub(in crate::intake) work_ends_at: ValueRule,
    pub(in crate::intake) overlap_minutes_min: ValueRule,
    pub(in crate::intake) english_min: ValueRule,
    pub(in crate::intake) weekly_hours: ValueRule,
    pub(in crate::intake) vetting_required: ValueRule,
    pub(in crate::intake) budget: Option<BudgetRule>,
    pub(in crate::intake) engagements_allowed: ListRule,
    pub(in crate::intake) countries_allowed: ListRule,
    pub(in crate::intake) countries_denied: ListRule,
    pub(in crate::intake) skills: Vec<SkillRule>,
    pub(in crate::intake) industry: ValueRule,
    pub(in crate::intake) regimes: ListRule,
    pub(in crate::intake) situations: ListRule,
    /// Each like `requests_per_second:5000`.
    pub(in crate::intake) scale: ListRule,
    pub(in crate::intake) methodology: ValueRule,
    pub(in crate::intake) communication: ValueRule,
    pub(in crate::intake) team_size: ValueRule,
}

/// Where each fact of a placement comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::intake) struct PlacementRules {
    pub(in crate::intake) developer: ValueRule,
    pub(in crate::intake) country: ValueRule,
    pub(in crate::intake) engagement: ValueRule,
    pub(in crate::intake) client: ValueRule,
    pub(in crate::intake) client_country: ValueRule,
    pub(in crate::intake) role: ValueRule,
    pub(in crate::intake) starts_on: ValueRule,
    pub(in crate::intake) tenure_months: ValueRule,
    pub(in crate::intake) tenure_as_of: ValueRule,
    pub(in crate::intake) ends_on: ValueRule,
    pub(in crate::intake) guarantee_until: ValueRule,
    pub(in crate::intake) weekly_hours: ValueRule,
    /// Yes or no for each.
    pub(in crate::intake) factors: BTreeMap<Factor, ValueRule>,
}

/// Makes a table of single values and of lists: those that every row needs first, then the others.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $name:ident { must { $($needed:ident,)* } may { $($field:ident,)* } $(lists { $($list:ident,)* })? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(in crate::intake) struct $name {
            $(pub(in crate::intake) $needed: ValueRule,)*
            $(pub(in crate::intake) $field: ValueRule,)*
            $($(pub(in crate::intake) $list: ListRule,)*)?
        }

        impl Table for $name {
            fn gather<'s>(&'s self, all: &mut BTreeSet<&'s str>) {
                for rule in [$(&self.$needed,)* $(&self.$field,)*] {
                    rule.gather(all);
                }
                $($(all.extend(self.$list.column.0.iter().map(String::as_str));)*)?
            }

            fn required(&self) -> Vec<(&'static str, &ValueRule)> {
                vec![$((stringify!($needed), &self.$needed),)*]
            }
        }
    };
}

table! {
    /// Where each fact of a paper comes from.
    DocumentRules {
        must { kind, state, }
        may {
            developer, placement, client, issued_on, expires_on, handed_in_by, verified_by,
            number_kind, number,
        }
    }
}

table! {
    /// Where each fact of a check-in comes from.
    CheckInRules {
        must { placement, week, voice, }
        may {
            satisfaction, delivery, wellbeing, communication, timesheet_in_time, paid_in_time,
        }
    }
}

table! {
    /// Where each fact of a client, and what it wants, comes from.
    ClientRules {
        must { name, status, }
        may { country, tz, payment_terms_days, background_check, }
        lists { regimes, countries_refused, engagements_refused, }
    }
}

table! {
    /// Where each fact of an incident comes from.
    IncidentRules {
        must { placement, severity, opened_on, says, }
        may { closed_on, }
    }
}

table! {
    /// Where what a placement pays and bills comes from.
    TermsRules {
        must { placement, starts_on, pay, pay_currency, per, }
        may { ends_on, bill, bill_currency, markup, proration, fx_source, }
    }
}

table! {
    /// Where each fact of an exchange rate comes from.
    RateRules {
        must { base, quote, day, rate, source, }
        may { }
    }
}

table! {
    /// Where each fact of what is paid or taken once comes from.
    ExtraRules {
        must { placement, kind, day, amount, currency, }
        may { billed, }
    }
}

table! {
    /// Where each fact of an account comes from.
    AccountRules {
        must { developer, holder, number, country, currency, starts_on, }
        may { bic, verified_by, }
    }
}

table! {
    /// Where each fact of what was said to be paid for a month comes from.
    StatementRules {
        must { placement, month, gross, currency, }
        may { net, per, }
    }
}

table! {
    /// Where each fact of an attestation comes from.
    AttestationRules {
        must { developer, regime, attested_on, }
        may { expires_on, }
    }
}

table! {
    /// Where each fact of an answer about how somebody works comes from.
    AnswerRules {
        must { placement, factor, observed, applies, answered_on, }
        may { }
    }
}

table! {
    /// Where each fact of a bill to a client comes from.
    InvoiceRules {
        must { client, number, issued_on, amount, currency, }
        may { due_on, paid_on, }
    }
}

table! {
    /// Where each fact of what an employee is paid beside the pay comes from.
    SupplementRules {
        must { placement, kind, day, }
        may { premium, }
    }
}

table! {
    /// Where each fact of what a contractor bills comes from.
    FeeRules {
        must { placement, number, month, issued_on, amount, currency, }
        may { retained, }
    }
}

table! {
    /// Where each fact of somebody's time as an employee of a client comes from.
    EmploymentRules {
        must { developer, client, starts_on, }
        may { ends_on, }
    }
}

table! {
    /// Where each fact of a timesheet comes from.
    TimesheetRules {
        must { placement, week, state, }
        may { monday, tuesday, wednesday, thursday, friday, saturday, sunday, }
    }
}

impl TimesheetRules {
    /// The days of the week, from Monday.
    pub(in crate::intake) fn days(&self) -> [&ValueRule; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }
}

impl Table for DeveloperRules {
    fn gather<'s>(&'s self, all: &mut BTreeSet<&'s str>) {
        for rule in [
            &self.full_name,
            &self.email,
            &self.status,
            &self.country,
            &self.tz,
            &self.seniority,
            &self.title,
            &self.years_experience,
            &self.english,
            &self.available_from,
            &self.weekly_capacity_hours,
            &self.engagement,
            &self.communication,
            &self.team_size_min,
            &self.team_size_max,
        ] {
            rule.gather(all);
        }
        if let Some(rate) = &self.rate_floor {
            for rule in [&rate.amount, &rate.currency, &rate.per] {
                rule.gather(all);
            }
        }
        if let Some(TenureRule { from, until, as_of }) = &self.tenure {
            all.extend([from.as_str(), until.as_str(), as_of.as_str()]);
        }
        for list in [&self.industries, &self.scale, &self.regimes, &self.methodologies] {
            all.extend(list.column.0.iter().map(String::as_str));
        }
        gather_skills(&self.skills, all);
    }

    fn required(&self) -> Vec<(&'static str, &ValueRule)> {
        vec![("status", &self.status), ("country", &self.country)]
    }
}

impl Table for RoleRules {
    fn gather<'s>(&'s self, all: &mut BTreeSet<&'s str>) {
        for rule in [
            &self.client,
            &self.client_country,
            &self.title,
            &self.status,
            &self.seniority,
            &self.headcount,
            &self.starts_on,
            &self.tz,
            &self.work_starts_at,
            &self.work_ends_at,
            &self.overlap_minutes_min,
            &self.english_min,
            &self.weekly_hours,
            &self.vetting_required,
            &self.industry,
            &self.methodology,
            &self.communication,
            &self.team_size,
        ] {
            rule.gather(all);
        }
        if let Some(budget) = &self.budget {
            for rule in [&budget.min, &budget.max, &budget.currency, &budget.per] {
                rule.gather(all);
            }
        }
        for list in [
            &self.engagements_allowed,
            &self.countries_allowed,
            &self.countries_denied,
            &self.regimes,
            &self.situations,
            &self.scale,
        ] {
            all.extend(list.column.0.iter().map(String::as_str));
        }
        gather_skills(&self.skills, all);
    }

    fn required(&self) -> Vec<(&'static str, &ValueRule)> {
        vec![
            ("client", &self.client),
            ("title", &self.title),
            ("status", &self.status),
            ("seniority", &self.seniority),
            ("headcount", &self.headcount),
            ("starts_on", &self.starts_on),
            ("tz", &self.tz),
            ("work_starts_at", &self.work_starts_at),
            ("work_ends_at", &self.work_ends_at),
            ("overlap_minutes_min", &self.overlap_minutes_min),
            ("english_min", &self.english_min),
            ("weekly_hours", &self.weekly_hours),
            ("vetting_required", &self.vetting_required),
        ]
    }
}

impl Table for PlacementRules {
    fn gather<'s>(&'s self, all: &mut BTreeSet<&'s str>) {
        let rules = [
            &self.developer,
            &self.country,
            &self.engagement,
            &self.client,
            &self.client_country,
            &self.role,
            &self.starts_on,
            &self.tenure_months,
            &self.tenure_as_of,
            &self.ends_on,
            &self.guarantee_until,
            &self.weekly_hours,
        ];
        for rule in rules.into_iter().chain(self.factors.values()) {
            rule.gather(all);
        }
    }

    fn required(&self) -> Vec<(&'static str, &ValueRule)> {
        vec![
            ("country", &self.country),
            ("engagement", &self.engagement),
            ("client", &self.client),
            ("weekly_hours", &self.weekly_hours),
        ]
    }
}

fn gather_skills<'s>(rules: &'s [SkillRule], all: &mut BTreeSet<&'s str>) {
    for rule in rules {
        all.extend(rule.column.0.iter().map(String::as_str));
        if let Some(level) = &rule.level_from {
            level.gather(all);
        }
    }
}
