//! People and clients as they are looked at after a night: who comes first, how many there are, what
//! belongs to whom; and findings acknowledged many at once.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use sereno_db::board::{clients, people, placements};
use sereno_db::copy::{FormerRuns, simulation_replace};
use sereno_db::pool;
use sereno_domain::board::person::PersonFilter;
use sereno_domain::developer::DeveloperStatus;
use sereno_domain::id::{ClientId, DeveloperId, FindingId};
use sereno_domain::run::RunState;
use sereno_domain::simulation::Simulation;
use sereno_domain::skill::Taxonomy;
use sereno_jobs::finding::{acknowledge, acknowledge_preview};
use sereno_testkit::TestDb;

use crate::firm::night;

const DAY: Date = date(2026, 11, 23);
const SIMULATION: Simulation =
    Simulation { seed: 11, n_developers: 1_200, n_roles: 12, as_of: DAY };
/// Developers of whom something stops something that nobody lets be.
const STOPPED: &str = "
select count(distinct coalesce(placement.developer_id, subject_id))
from sereno.finding
left join sereno.placement on subject_kind = 'placement' and placement_id = subject_id
where finding.state in ('open', 'acknowledged') and severity like 'block%' and subject_kind <> 'client'";

async fn looked_at() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    let taxonomy = Taxonomy::house();
    simulation_replace(db.book(), SIMULATION, taxonomy, FormerRuns::Keep, |_| ()).await.unwrap();
    assert_eq!(night(db.pool(), None).await, RunState::Done);
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stopped_comes_first_then_who_is_at_work_and_all_are_counted() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let all = PersonFilter::default();
    let board = people::people(&mut conn, DAY, &all, 2_000).await.unwrap();
    assert_eq!(board.lines.len(), 1_200);
    assert_eq!(board.n_by_status.values().sum::<u64>(), 1_200);
    let n_stopped = db.count(STOPPED).await.unwrap();
    assert!(n_stopped > 0);
    assert_eq!(i64::try_from(board.n_stopped), Ok(n_stopped));
    let (stopped, free) = board.lines.split_at(usize::try_from(n_stopped).unwrap());
    assert!(stopped.iter().all(|line| line.n_blocking > 0));
    assert!(stopped.is_sorted_by_key(|line| line.due_on));
    assert!(free.iter().all(|line| line.n_blocking == 0));
    let place = |status| match status {
        DeveloperStatus::Placed => 0,
        DeveloperStatus::Bench => 1,
        DeveloperStatus::Vetting => 2,
        DeveloperStatus::Applied => 3,
        DeveloperStatus::Paused => 4,
        DeveloperStatus::Left => 5,
        DeveloperStatus::Erased => 6,
    };
    assert!(free.is_sorted_by_key(|line| (place(line.status), line.developer_id)));
    let everybody: BTreeSet<_> = board.lines.iter().map(|line| line.developer_id).collect();
    assert_eq!(everybody.len(), 1_200, "nobody twice");

    let few = people::people(&mut conn, DAY, &all, 50).await.unwrap();
    assert_eq!(few.lines, board.lines[..50]);
    assert_eq!(few.n_by_status, board.n_by_status);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_narrowed_by_what_is_asked() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let filter = PersonFilter {
        status: Some(DeveloperStatus::Bench),
        country: "BR".parse().ok(),
        skill: Some("python".to_owned()),
        ..PersonFilter::default()
    };
    let board = people::people(&mut conn, DAY, &filter, 2_000).await.unwrap();
    let meant =
        "select count(*) from sereno.developer join sereno.developer_skill using (developer_id)
        where status = 'bench' and country = 'BR' and skill = 'python'";
    assert_eq!(i64::try_from(board.lines.len()), Ok(db.count(meant).await.unwrap()));
    assert!(!board.lines.is_empty());
    let stopped = PersonFilter { stopped: true, ..PersonFilter::default() };
    let board = people::people(&mut conn, DAY, &stopped, 2_000).await.unwrap();
    assert_eq!(i64::try_from(board.lines.len()), Ok(db.count(STOPPED).await.unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_developer_is_at_work_from_the_first_day_until_the_day_before_the_end() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let free = "select min(developer_id) from sereno.developer where status = 'bench'
        and not exists (select from sereno.placement where placement.developer_id = developer.developer_id)";
    let id = db.count(free).await.unwrap();
    let work = format!(
        "insert into sereno.placement (developer_id, client_id, source, external_ref, starts_on, ends_on,
            guarantee_until, weekly_hours)
        select {id}, min(client_id), 'test', 'one day', '2026-12-01', '2026-12-02', '2026-12-01', 40
        from sereno.client"
    );
    assert_eq!(db.change(work).await.unwrap(), 1);
    for (day, n_at_work) in
        [(date(2026, 11, 30), 0), (date(2026, 12, 1), 1), (date(2026, 12, 2), 0)]
    {
        let board = people::person(&mut conn, DeveloperId(id), day).await.unwrap().unwrap();
        assert_eq!(board.line.n_at_work, n_at_work, "{day}");
        assert_eq!(board.line.client.is_some(), n_at_work == 1, "{day}");
        assert_eq!(board.placements.len(), 1, "past and to come are there on {day}");
    }
    assert!(people::person(&mut conn, DeveloperId(i64::MAX), DAY).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_shown_without_the_numbers_on_them() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let numbered =
        "select min(developer_id) from sereno.document join sereno.document_pii using (document_id)
        where verified_by is not null";
    let id = db.count(numbered).await.unwrap();
    let board = people::person(&mut conn, DeveloperId(id), DAY).await.unwrap().unwrap();
    assert!(board.documents.iter().any(|paper| paper.verified_by.is_some()));
    // The database is fresh: ids of developers count from 1 as the made-up ones do.
    let person = SIMULATION.developers().find(|one| one.developer.developer_id.0 == id).unwrap();
    let papers = SIMULATION.papers(&person).documents;
    let mut numbers = papers.iter().filter_map(|paper| paper.number.as_ref()).peekable();
    assert!(numbers.peek().is_some());
    let shown = serde_json::to_string(&board).unwrap();
    for (_, number, _) in numbers {
        assert!(!number.is_empty() && !shown.contains(number.as_str()), "{number}");
    }
    let latest = board.vetting.first().map(|result| result.held_on);
    assert_eq!(latest, board.vetting.iter().map(|result| result.held_on).max());
    assert!(board.skills.is_sorted_by(|a, b| a.level >= b.level));
    let best: Vec<_> = board.skills.iter().take(3).map(|known| known.skill.as_str()).collect();
    let listed: Vec<_> =
        board.line.skills.iter().map(sereno_domain::clean_text::CleanText::as_str).collect();
    assert_eq!(listed, best);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_counted_as_a_plain_count_has_them() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let board = clients::clients(&mut conn, DAY, 1_000).await.unwrap();
    assert_eq!(board.n_clients, 20);
    let n_at_work: u32 = board.lines.iter().map(|line| line.n_at_work).sum();
    let at_work = "select count(*) from sereno.placement
        where starts_on <= '2026-11-23' and (ends_on is null or ends_on > '2026-11-23')";
    assert_eq!(i64::from(n_at_work), db.count(at_work).await.unwrap());
    let n_open: u32 = board.lines.iter().map(|line| line.n_open_roles).sum();
    let open = db.count("select count(*) from sereno.role where status = 'open'").await.unwrap();
    assert_eq!(i64::from(n_open), open);
    assert!(board.lines.is_sorted_by(|a, b| a.n_blocking >= b.n_blocking));
    let few = clients::clients(&mut conn, DAY, 3).await.unwrap();
    assert_eq!((few.lines.as_slice(), few.n_clients), (&board.lines[..3], 20));

    let first = board.lines.first().unwrap();
    let one = clients::client(&mut conn, first.client_id, DAY).await.unwrap().unwrap();
    assert_eq!(one.line, *first);
    assert_eq!(one.findings.len(), usize::try_from(first.n_findings).unwrap());
    assert!(one.placements.iter().all(|line| line.client_id == first.client_id));
    assert!(clients::client(&mut conn, ClientId(i64::MAX), DAY).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_people_let_be_stops_nobody() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let all = PersonFilter::default();
    let before = people::people(&mut conn, DAY, &all, 1).await.unwrap();
    let first = before.lines.first().unwrap();
    let id = first.developer_id;
    let let_be = format!(
        "update sereno.finding set state = 'waived', waiver_reason = 'x', waiver_asked_by = 'ana',
            waived_by = 'luis', waived_until = '2099-01-01'
        where severity like 'block%' and ((subject_kind = 'developer' and subject_id = {id})
            or (subject_kind = 'placement' and subject_id in (
                select placement_id from sereno.placement where developer_id = {id})))"
    );
    assert!(db.change(let_be).await.unwrap() > 0);
    let after = people::people(&mut conn, DAY, &all, 1).await.unwrap();
    assert_eq!(after.n_stopped, before.n_stopped - 1);
    assert_ne!(after.lines.first().map(|line| line.developer_id), Some(id));
    let one = people::person(&mut conn, id, DAY).await.unwrap().unwrap();
    assert_eq!((one.line.n_blocking, one.line.n_findings), (0, first.n_findings));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_findings_are_acknowledged_once_and_each_is_audited() {
    let db = looked_at().await;
    let open = db.text(
        "select string_agg(finding_id::text, ',') from sereno.finding where state = 'open'"
            .to_owned(),
    );
    let ids: Vec<FindingId> =
        open.await.unwrap().split(',').take(40).map(|id| id.parse().unwrap()).collect();
    let preview = acknowledge_preview(db.pool(), &ids).await.unwrap();
    assert_eq!(preview.iter().map(|rule| rule.n).sum::<u64>(), 40);
    assert!(preview.is_sorted_by(|a, b| a.rule < b.rule));
    let why = ["asked for all of them", "ana"];
    assert_eq!(acknowledge(db.pool(), &ids, why).await.unwrap().len(), 40);
    assert_eq!(acknowledge(db.pool(), &ids, why).await.unwrap(), []);
    assert_eq!(acknowledge_preview(db.pool(), &ids).await.unwrap(), []);
    let audited = "select count(*) from sereno.audit_event where action = 'finding.acknowledge'
        and reason = 'asked for all of them'";
    assert_eq!(db.count(audited).await.unwrap(), 40);
}

/// Papers of a placement and of its developer are the same ones on both pages.
#[tokio::test(flavor = "multi_thread")]
async fn a_placement_shows_the_papers_its_developer_has() {
    let db = looked_at().await;
    let mut conn = pool::acquire(db.pool()).await.unwrap();
    let running = "select min(placement_id) from sereno.placement where ends_on is null";
    let id = sereno_domain::id::PlacementId(db.count(running).await.unwrap());
    let placement = placements::placement(&mut conn, id, DAY).await.unwrap().unwrap();
    let person =
        people::person(&mut conn, placement.line.developer_id, DAY).await.unwrap().unwrap();
    assert!(!placement.documents.is_empty() && !placement.terms.is_empty());
    assert!(placement.documents.iter().all(|paper| person.documents.contains(paper)));
    let theirs = person.placements.iter().find(|one| one.line.placement_id == id).unwrap();
    assert_eq!(theirs.line, placement.line);
    assert!(theirs.terms.is_some());
}
