//! The steps after the lists: what is planted in a simulated firm is found, all of it; nothing else
//! is stopped; a second look writes nothing; what is mended is settled by itself.

use std::collections::BTreeSet;

use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_domain::run::RunState;
use sereno_domain::simulation::{ClientTrouble, Simulation, Trouble};
use sereno_domain::skill::Taxonomy;
use sereno_testkit::TestDb;

use crate::firm::{FIRM, night, night_of, request};

const SIMULATION: Simulation = Simulation {
    seed: 11,
    n_developers: 1_800,
    n_roles: 12,
    as_of: jiff::civil::date(2026, 11, 23),
};

/// Who was found of what: rule, and reference of the developer or of the developer of the placement.
const FOUND: &str = "
select coalesce(string_agg(distinct rule || ' ' || coalesce(own.external_ref, at_work.external_ref), ','), '')
from sereno.finding
left join sereno.developer as own on subject_kind = 'developer' and own.developer_id = subject_id
left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
left join sereno.developer as at_work on at_work.developer_id = placement.developer_id
where finding.state <> 'resolved' and subject_kind <> 'client'";

async fn simulated() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let taxonomy = Taxonomy::house();
    let made = simulation_replace(db.book(), SIMULATION, taxonomy, FormerRuns::Keep, |_| ()).await;
    assert!(made.unwrap().n_troubles > 20);
    db
}

async fn found(db: &TestDb, and: &str) -> BTreeSet<String> {
    let all = db.text(format!("{FOUND} {and}")).await.unwrap();
    all.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// What is planted, as it must be found.
fn planted(which: impl Fn(Trouble) -> bool) -> BTreeSet<String> {
    SIMULATION
        .developers()
        .flat_map(|person| {
            let planted = SIMULATION.papers(&person).planted;
            let which = planted.into_iter().filter(|trouble| which(*trouble));
            which
                .map(|trouble| format!("{} {}", trouble.rule(), person.external_ref))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_is_found_and_nothing_else_is_stopped() {
    let db = simulated().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let all = found(&db, "").await;
    for trouble in [
        Trouble::HoursOverLimit,
        Trouble::HolidayWorked,
        Trouble::PayUnderMinimum,
        Trouble::WorkedAfterEnd,
        Trouble::PremiumMissing,
        Trouble::InstalmentMissing,
    ] {
        assert!(!planted(|one| one == trouble).is_empty(), "{trouble}");
    }
    // Of what timesheets and pay tell, nothing is found that was not planted.
    let hours = found(&db, "and (rule like 'LAB-%' or rule = 'CON-05')").await;
    let of_hours =
        |trouble: Trouble| trouble.rule().starts_with("LAB-") || trouble.rule() == "CON-05";
    assert_eq!(hours, planted(of_hours));
    let missed: Vec<_> = planted(|_| true).into_iter().filter(|one| !all.contains(one)).collect();
    assert_eq!(missed, [""; 0]);
    let stopping = found(&db, "and severity_due in ('block_payment', 'block_placement')").await;
    let blocks = |trouble| {
        matches!(
            trouble,
            Trouble::IdentityMissing
                | Trouble::IdentityExpired
                | Trouble::NumberWrong
                | Trouble::NumberShared
                | Trouble::ContractOver
                | Trouble::LikeAnEmployee
                | Trouble::SocialSecurityMissing
                | Trouble::AttestationMissing
                | Trouble::WorkedAfterEnd
        )
    };
    assert_eq!(stopping, planted(blocks));
    for rule in ["CLS-02", "VET-03", "CLI-03", "PLC-01", "TAX-05"] {
        assert!(!planted(|trouble| trouble.rule() == rule).is_empty(), "{rule} is planted");
    }
    // What lies between developers and clients is found where it is planted and nowhere else.
    let exact = ["CLS-02", "CLI-03", "TAX-05", "TAX-07"];
    let between = found(&db, &format!("and rule in ('{}')", exact.join("', '"))).await;
    assert_eq!(between, planted(|trouble| exact.contains(&trouble.rule())));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_in_the_papers_of_clients_is_found() {
    let db = simulated().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let found = async |rule: &str| -> BTreeSet<String> {
        let found = format!(
            "select coalesce(string_agg(external_ref, ','), '') from sereno.finding
            join sereno.client on client_id = subject_id
            where subject_kind = 'client' and rule = '{rule}'"
        );
        let all = db.text(found).await.unwrap();
        all.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let planted = |trouble: ClientTrouble| -> BTreeSet<String> {
        let troubled = SIMULATION.clients().filter(|client| {
            let papers = SIMULATION.client_papers(client);
            papers.planted.contains(&trouble)
        });
        troubled.map(|client| client.external_ref).collect()
    };
    let overdue = planted(ClientTrouble::InvoiceOverdue);
    assert!(!overdue.is_empty());
    assert_eq!(found(ClientTrouble::InvoiceOverdue.rule()).await, overdue);
    // Nobody need be at work for one that works on a handshake.
    let handshakes = found(ClientTrouble::NoAgreement.rule()).await;
    assert!(!handshakes.is_empty() && handshakes.is_subset(&planted(ClientTrouble::NoAgreement)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_of_a_subject_is_settled_when_it_is_deleted() {
    const OPEN: &str = "select count(*) from sereno.finding where state <> 'resolved'";
    const SETTLED: &str = "select count(*) from sereno.finding_event
        where kind = 'resolved' and actor is not null and reason like 'the % was deleted'";
    let db = simulated().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let of = |kind: &str, rule: &str| {
        format!(
            "(select min(subject_id) from sereno.finding
            where subject_kind = '{kind}' and rule = '{rule}')"
        )
    };
    let waived = format!(
        "update sereno.finding set state = 'waived', waiver_reason = 'x', waiver_asked_by = 'ana',
            waived_by = 'berta', waived_until = '2027-01-01'
        where rule = 'CON-01' and subject_id = {}",
        of("placement", "CON-01")
    );
    assert_eq!(db.change(waived).await.unwrap(), 1);
    let before = db.count(OPEN).await.unwrap();
    let gone =
        format!("delete from sereno.placement where placement_id = {}", of("placement", "CON-01"));
    assert_eq!(db.change(gone).await.unwrap(), 1);
    let left = "select count(*) from sereno.finding
        where subject_kind = 'placement' and state <> 'resolved'
          and subject_id not in (select placement_id from sereno.placement)";
    assert_eq!(db.count(left).await.unwrap(), 0);
    let settled = db.count(SETTLED).await.unwrap();
    assert!(settled > 0);
    assert_eq!(db.count(OPEN).await.unwrap(), before - settled);
    // A developer takes the placements along.
    let of_developer = of("developer", "DOC-02");
    let gone = format!("delete from sereno.developer where developer_id = {of_developer}");
    assert_eq!(db.change(gone).await.unwrap(), 1);
    assert_eq!(db.count(left).await.unwrap(), 0);
    // A client goes when nobody works for it and it asks for nobody.
    let client = of("client", "CLI-01");
    for table in ["placement", "role"] {
        let gone = format!("delete from sereno.{table} where client_id = {client}");
        db.change(gone).await.unwrap();
    }
    let gone = format!("delete from sereno.client where client_id = {client}");
    assert_eq!(db.change(gone).await.unwrap(), 1);
    let orphans = "select count(*) from sereno.finding where state <> 'resolved' and (
        (subject_kind = 'placement' and subject_id not in (select placement_id from sereno.placement))
        or (subject_kind = 'developer' and subject_id not in (select developer_id from sereno.developer))
        or (subject_kind = 'client' and subject_id not in (select client_id from sereno.client)))";
    assert_eq!(db.count(orphans).await.unwrap(), 0);
    let settled = db.count(SETTLED).await.unwrap();
    assert_eq!(night(db.pool(), Some("they are gone")).await, RunState::Done);
    assert_eq!(db.count(SETTLED).await.unwrap(), settled, "a night leaves it as it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_look_writes_nothing_and_what_is_mended_is_settled() {
    const WRITTEN: &str = "select coalesce(sum((report->>'n_rows_written')::bigint), 0)::bigint
        from sereno.chunk_receipt where run_id = (select max(run_id) from sereno.run)";
    const HASHES: &str = "select count(distinct report->>'found_hash') from sereno.chunk_receipt
        where report ? 'found_hash' and step_id in (select step_id from sereno.step where kind = 'compliance')";
    let db = simulated().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let first = found(&db, "").await;
    assert!(db.count(WRITTEN).await.unwrap() > 100);
    assert_eq!(night(db.pool(), Some("again")).await, RunState::Done);
    assert_eq!(db.count(WRITTEN).await.unwrap(), 0);
    assert_eq!(found(&db, "").await, first);
    // One chunk of developers and one of clients, found the same by both nights.
    assert_eq!(db.count(HASHES).await.unwrap(), 2);

    let renew = "update sereno.document set expires_on = '2040-01-01' where kind = 'identity'";
    assert!(db.change(renew.to_owned()).await.unwrap() > 0);
    assert_eq!(night(db.pool(), Some("papers came in")).await, RunState::Done);
    let still = found(&db, "and rule in ('DOC-02', 'DOC-03')").await;
    assert_eq!(still, BTreeSet::new());
    let settled = "select count(*) from sereno.finding where rule = 'DOC-02' and state = 'resolved'
        and resolved_on = '2026-11-23'";
    assert!(db.count(settled).await.unwrap() > 0);
    let events = "select count(*) from sereno.finding_event where kind = 'resolved'";
    assert!(db.count(events).await.unwrap() >= db.count(settled).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_gone_by_is_looked_at_and_moves_nothing() {
    let db = simulated().await;
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let before = found(&db, "").await;
    let mut earlier = request(None);
    earlier.business_date = "2026-11-20".parse().unwrap();
    assert_eq!(night_of(db.pool(), earlier, 2).await, RunState::Done);
    assert_eq!(found(&db, "").await, before);
    let looked = "select count(*) from sereno.chunk_receipt where report->>'n_found' is not null";
    assert!(db.count(looked).await.unwrap() > 2);
}

/// A day Postgres knows and no calendar does: the row cannot be read.
#[tokio::test(flavor = "multi_thread")]
async fn a_subject_that_cannot_be_read_is_found_and_the_others_are_looked_at() {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    let consents = "select count(*) from sereno.finding where rule = 'GDP-02' and state = 'open'";
    assert_eq!(db.count(consents).await.unwrap(), 40);
    let broken = "insert into sereno.document (developer_id, source, external_ref, kind, state, expires_on)
        select min(developer_id), 'test', 'broken', 'identity', 'received', 'infinity' from sereno.developer";
    assert_eq!(db.change(broken.to_owned()).await.unwrap(), 1);
    assert_eq!(night(db.pool(), Some("a row is broken")).await, RunState::Done);
    let says =
        "select coalesce(string_agg(says, '; '), '') from sereno.finding where rule = 'DATA-01'";
    let says = db.text(says.to_owned()).await.unwrap();
    assert!(says.contains("sereno.document row 1 holds in expires_on a day"), "{says}");
    assert_eq!(db.count(consents).await.unwrap(), 40, "what was found before stays");
    let mended = "update sereno.document set expires_on = null where external_ref = 'broken'";
    assert_eq!(db.change(mended.to_owned()).await.unwrap(), 1);
    assert_eq!(night(db.pool(), Some("it is mended")).await, RunState::Done);
    let settled =
        "select count(*) from sereno.finding where rule = 'DATA-01' and state = 'resolved'";
    assert_eq!(db.count(settled).await.unwrap(), 1);
}
