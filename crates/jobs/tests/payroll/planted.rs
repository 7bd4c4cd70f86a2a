//! What is planted in the pay of a made-up firm, held against what is found odd about its last month
//! once the months before are locked: how much of it is found, and how much of what is found is so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_domain::id::{AnomalyId, PayrollRunId};
use sereno_domain::money::Currency;
use sereno_domain::pay_extra::PayExtraKind;
use sereno_domain::payroll::PayrollKind;
use sereno_domain::payroll::anomaly::AnomalyCode;
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::simulation::{
    FX_SOURCE, PayMonths, PayTrouble, SimulatedDeveloper, SimulatedPapers, Simulation, Trouble,
};
use sereno_domain::skill::Taxonomy;
use sereno_jobs::payroll::{PayrollRequest, approve, lock, override_anomaly};
use sereno_testkit::TestDb;

use crate::firm::{self, Firm};

const AS_OF: Date = date(2026, 11, 24);
/// Months that are locked before the last: one more than pay is held against.
const N_MONTHS_BEFORE: usize = 7;

/// What an anomaly is of, as it is printed: a developer, or a currency.
type Of = (AnomalyCode, String);

fn of_developer(code: AnomalyCode, developer_id: impl std::fmt::Display) -> Of {
    (code, format!("developer {developer_id}"))
}

/// What must be found, and what may be: so, without being planted.
#[derive(Default)]
struct Labels {
    planted: BTreeSet<Of>,
    implied: BTreeSet<Of>,
}

impl Labels {
    fn of(simulation: Simulation) -> Self {
        let mut labels = Self::default();
        let moved = simulation.rates().moved;
        labels.planted.insert((AnomalyCode::RateMoved, format!("currency {moved}")));
        for person in simulation.developers() {
            let papers = simulation.papers(&person);
            labels.add(&person, &papers);
        }
        labels
    }

    fn add(&mut self, person: &SimulatedDeveloper, papers: &SimulatedPapers) {
        let id = person.developer.developer_id;
        let planted = papers.pay.planted.iter().map(|trouble| trouble.code());
        self.planted.extend(planted.map(|code| of_developer(code, id)));
        let last = PayMonths::until(AS_OF).last();
        for trouble in &papers.planted {
            let code = match trouble {
                Trouble::HoursOverLimit => AnomalyCode::HoursOver,
                Trouble::PayUnderMinimum => AnomalyCode::PayUnlikely,
                Trouble::WorkedAfterEnd => {
                    let told = papers.told_late.iter().flat_map(|(_, sheet)| &sheet.days);
                    if !told.clone().any(|day| last <= day.day) {
                        continue;
                    }
                    AnomalyCode::AfterEnd
                }
                _ => continue,
            };
            self.planted.insert(of_developer(code, id));
            if code == AnomalyCode::PayUnlikely {
                // So little is a slip beside what peers are paid.
                self.implied.insert(of_developer(AnomalyCode::Slip, id));
            }
        }
        if has_just_begun(papers) {
            // No week of theirs is agreed yet, and without a month before a slip is all that can be said.
            self.implied.insert(of_developer(AnomalyCode::NoTimesheet, id));
            if self.planted.remove(&of_developer(AnomalyCode::PayUnlikely, id)) {
                self.implied.insert(of_developer(AnomalyCode::PayUnlikely, id));
            }
        }
        if is_margin_spent(papers, last) {
            self.implied.insert(of_developer(AnomalyCode::MarginLow, id));
        }
    }
}

/// Whether the placement that runs began in the last two weeks.
fn has_just_begun(papers: &SimulatedPapers) -> bool {
    let running = papers.pay.placements.last();
    let first = running.and_then(|paid| Some(paid.terms.first()?.terms.from));
    first.is_some_and(|first| AS_OF.saturating_sub(14.days()) <= first)
}

/// Whether what is paid in a month takes the margin of terms that are in order: a bonus nobody is billed
/// for, or a slip upwards, which is planted where pay is not in dollars.
fn is_margin_spent(papers: &SimulatedPapers, month: Date) -> bool {
    let slipped = papers.pay.planted.contains(&PayTrouble::Slip);
    papers.pay.placements.iter().any(|paid| {
        let pay = paid.terms.last().map(|one| one.terms.pay.money.currency);
        let bonus = paid.extras.iter().any(|extra| {
            extra.kind == PayExtraKind::Bonus && month <= extra.day && !extra.is_billed
        });
        bonus || (slipped && pay != Some(Currency::USD))
    })
}

/// A month at the rates of the simulation.
fn request(month_on: Date) -> PayrollRequest {
    let asked = firm::request(month_on, PayrollKind::Regular);
    let calendar = PayCalendar { fx_source: FX_SOURCE.to_owned(), ..asked.calendar };
    PayrollRequest { calendar, chunk_placements: 1_000, ..asked }
}

/// Works out months of pay and locks them, whatever is odd about them; the last one stays a draft.
async fn months_worked_out(firm: &Firm) -> PayrollRunId {
    let months: Vec<Date> = PayMonths::until(AS_OF).all().collect();
    let (last, before) = months.split_last().unwrap();
    for month in before.iter().skip(before.len() - N_MONTHS_BEFORE) {
        let run = firm.worked_out(&request(*month)).await;
        let severe = firm.db.text(format!(
            "select coalesce(string_agg(payroll_anomaly_id::text, ' '), '')
            from sereno.payroll_anomaly
            where payroll_run_id = {run} and severity = 'severe'"
        ));
        for anomaly in severe.await.unwrap().split_whitespace() {
            let anomaly = AnomalyId(anomaly.parse().unwrap());
            let why_who = ["the past is as it is", "luis"];
            override_anomaly(firm.db.pool(), (run, anomaly), why_who).await.unwrap();
        }
        approve(firm.db.pool(), run, "luis").await.unwrap();
        lock(firm.db.pool(), run, "luis").await.unwrap();
    }
    firm.worked_out(&request(*last)).await
}

/// What is found of a run that somebody should look at, with the words it is said in.
async fn found(firm: &Firm, run: PayrollRunId) -> BTreeMap<Of, String> {
    let rows = firm.db.text(format!(
        "select coalesce(string_agg(concat_ws(
            '|', code, coalesce('developer ' || developer_id, 'currency ' || anomaly.currency), says
        ), chr(10)), '')
        from sereno.payroll_anomaly as anomaly
        left join sereno.payroll_item using (payroll_run_id, placement_id)
        where payroll_run_id = {run} and severity in ('severe', 'warn')"
    ));
    let rows = rows.await.unwrap();
    let read = rows.lines().map(|row| {
        let mut parts = row.splitn(3, '|');
        let code = parts.next().unwrap().parse().unwrap();
        let [of, says] = [parts.next(), parts.next()].map(|part| part.unwrap().to_owned());
        ((code, of), says)
    });
    read.collect()
}

/// How many of how many, in hundredths; a dash of none.
fn share(part: usize, whole: usize) -> String {
    part.checked_mul(100).and_then(|part| part.checked_div(whole)).map_or_else(
        || "-".to_owned(),
        |hundredths| format!("{}.{:02}", hundredths / 100, hundredths % 100),
    )
}

/// A row of the table: what is counted of a code, or of all.
struct Counted {
    planted: usize,
    found: usize,
    /// Found of what is planted.
    hits: usize,
    /// Found of what is implied.
    implied: usize,
}

impl Counted {
    fn of(labels: &Labels, found: &BTreeMap<Of, String>, code: Option<AnomalyCode>) -> Self {
        let is_of = |of: &&Of| code.is_none_or(|code| of.0 == code);
        let found = || found.keys().filter(is_of);
        let implied = |of: &&Of| labels.implied.contains(of) && !labels.planted.contains(of);
        Self {
            planted: labels.planted.iter().filter(is_of).count(),
            found: found().count(),
            hits: found().filter(|of| labels.planted.contains(of)).count(),
            implied: found().filter(implied).count(),
        }
    }

    #[expect(clippy::print_stderr, reason = "the table is for whoever asks to see it")]
    fn print(&self, code: &str) {
        let Self { planted, found, hits, implied } = *self;
        let [precision, recall] = [share(hits + implied, found), share(hits, planted)];
        eprintln!(
            "{code:<5} {planted:>7} {found:>5} {hits:>4} {implied:>7} {precision:>9} {recall:>6}"
        );
    }
}

/// A fraction of a peso is no row of the table: it does not come in. `import_pay.rs` of the program holds
/// the words to it.
#[expect(clippy::print_stderr, reason = "the table is for whoever asks to see it")]
async fn check(seed: u64) {
    let simulation = Simulation { seed, n_developers: 2_000, n_roles: 40, as_of: AS_OF };
    let firm = Firm { db: TestDb::fresh().await.unwrap() };
    simulation_replace(firm.db.book(), simulation, Taxonomy::house(), FormerRuns::Keep, |_| ())
        .await
        .unwrap();
    let labels = Labels::of(simulation);
    let run = months_worked_out(&firm).await;
    let found = found(&firm, run).await;
    eprintln!("seed {seed}\ncode  planted found true implied precision recall");
    for code in AnomalyCode::ALL {
        Counted::of(&labels, &found, Some(*code)).print(&code.to_string());
    }
    let all = Counted::of(&labels, &found, None);
    all.print("all");
    let is_false = |of: &Of| !labels.planted.contains(of) && !labels.implied.contains(of);
    for ((code, of), says) in found.iter().filter(|(of, _)| is_false(of)) {
        eprintln!("not planted: {code} {of}: {says}");
    }
    let missed: Vec<&Of> = labels.planted.iter().filter(|of| !found.contains_key(of)).collect();
    assert!(missed.is_empty(), "seed {seed}: {missed:?}");
    assert!(
        (all.hits + all.implied) * 100 >= all.found * 95,
        "seed {seed}: see what is not planted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_is_found_and_little_else() {
    for seed in [7, 42] {
        check(seed).await;
    }
}
