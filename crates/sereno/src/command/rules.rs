//! `sereno rules`: what is checked every night, why it matters and what to do; the rows behind it.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use jiff::civil::Date;
use sereno_domain::clean_text::CleanText;
use sereno_domain::compliance::parameter::{Parameter, ParameterKey, Parameters};
use sereno_domain::compliance::{Rule, rule, rules};
use sereno_domain::country::Country;

use crate::print::{self, styled};

/// What can be done with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesAction {
    /// List every rule
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// One rule: what it checks, why it matters, what to do
    Show {
        /// The rule, for instance DOC-01
        rule: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// The dated rows of laws and policies the rules are decided on
    Params {
        /// Those in force on this day; the firm's today by default
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// All rows, also of other days
        #[arg(long, conflicts_with = "as_of")]
        all: bool,
        /// Those of one country
        #[arg(long)]
        country: Option<Country>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// A rule as JSON has it.
#[derive(serde::Serialize)]
struct RuleLine {
    rule: &'static str,
    version: u16,
    title: &'static str,
    severity: &'static str,
    grace_days: u16,
    checks: &'static str,
    why: &'static str,
    remedy: &'static str,
    source: &'static str,
    parameters: Vec<&'static str>,
}

impl RuleLine {
    fn of(rule: &Rule) -> Self {
        Self {
            rule: rule.id,
            version: rule.version,
            title: rule.title,
            severity: rule.severity.name(),
            grace_days: rule.grace_days,
            checks: rule.checks,
            why: rule.why,
            remedy: rule.remedy,
            source: rule.source,
            parameters: rule.parameters.iter().map(|key| key.name()).collect(),
        }
    }
}

/// A row with its country, as JSON has it.
#[derive(serde::Serialize)]
struct ParameterLine<'a> {
    country: Option<Country>,
    #[serde(flatten)]
    row: &'a Parameter,
}

/// Prints it.
pub(crate) fn run(today: Date, action: RulesAction) -> anyhow::Result<ExitCode> {
    match action {
        RulesAction::List { json: true } => {
            print::json(&rules().map(RuleLine::of).collect::<Vec<_>>())?;
        }
        RulesAction::List { json: false } => {
            for rule in rules() {
                print::line(&format!(
                    "{:<8}{:<16}{:>3} d  {}",
                    rule.id, rule.severity, rule.grace_days, rule.title
                ));
            }
        }
        RulesAction::Show { rule: id, json } => {
            let Some(rule) = rule(&id.to_uppercase()) else {
                bail!("there is no rule {}: `sereno rules list` lists them", CleanText::new(&id));
            };
            if json { print::json(&RuleLine::of(rule))? } else { show(rule, today) }
        }
        RulesAction::Params { as_of, all, country, json } => {
            let day = as_of.unwrap_or(today);
            let rows: Vec<_> = Parameters::house()
                .rows()
                .filter(|(_, row)| all || row.holds_on(day))
                .filter(|(of, _)| country.is_none() || *of == country)
                .map(|(country, row)| ParameterLine { country, row })
                .collect();
            if json {
                print::json(&rows)?;
            } else {
                params(&rows);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(rule: &Rule, today: Date) {
    print::line(&styled(print::STRONG, format_args!("{}  {}", rule.id, rule.title)));
    print::line(&format!("checks   {}", rule.checks));
    print::line(&format!("why      {}", rule.why));
    print::line(&format!("to do    {}", rule.remedy));
    print::line(&format!("stops    {} after {} days", rule.severity, rule.grace_days));
    print::line(&format!("source   {}", rule.source));
    let rows: Vec<_> = Parameters::house()
        .rows()
        .filter(|(_, row)| rule.parameters.contains(&row.key) && row.holds_on(today))
        .map(|(country, row)| ParameterLine { country, row })
        .collect();
    if !rows.is_empty() {
        print::line("");
        params(&rows);
    }
}

fn params(rows: &[ParameterLine<'_>]) {
    let width = ParameterKey::ALL.iter().map(|key| key.name().len()).max().unwrap_or_default();
    for ParameterLine { country, row } in rows {
        let country = country.map_or_else(|| "firm".to_owned(), |country| country.to_string());
        let to = row.to.map_or_else(|| "          ".to_owned(), |to| to.to_string());
        let name = row.key.name();
        print::line(&format!(
            "{country:<5}{name:<width$}  {:>6}  {} {to}  {:<8}  {} ({})",
            row.value, row.from, row.confidence, row.source, row.source_on
        ));
    }
}
