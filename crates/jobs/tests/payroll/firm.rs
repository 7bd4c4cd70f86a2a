//! A small firm that pays people, and months of it.

use jiff::civil::{Date, date};
use sereno_db::board::tonight::tonight;
use sereno_db::payroll::run::payroll_run_find;
use sereno_db::pool::{self, Pool};
use sereno_domain::board::{Need, Target};
use sereno_domain::id::{PayrollRunId, RunId};
use sereno_domain::money::Currency;
use sereno_domain::payroll::calendar::PayCalendar;
use sereno_domain::payroll::{PayrollKind, PayrollState};
use sereno_domain::run::RunState;
use sereno_jobs::payroll::{PayrollRequest, approve, lock, prepare};
use sereno_jobs::runner::Runner;
use sereno_testkit::TestDb;
use tokio_util::sync::CancellationToken;

pub(crate) const OCTOBER: Date = date(2026, 10, 1);
pub(crate) const NOVEMBER: Date = date(2026, 11, 1);

/// A database with a firm in it.
pub(crate) struct Firm {
    pub(crate) db: TestDb,
}

/// A month at the rates of the bank, asked for by ana on its last day.
pub(crate) fn request(month_on: Date, kind: PayrollKind) -> PayrollRequest {
    PayrollRequest {
        calendar: PayCalendar {
            name: "monthly".to_owned(),
            payer_country: "US".parse().unwrap(),
            currency: Currency::USD,
            fx_source: "bank".to_owned(),
            fx_business_days: 2,
            cutoff_business_days: 4,
            n_approvals: 1,
        },
        month_on,
        kind,
        as_of: month_on.last_of_month(),
        // Few, so that a month is of several chunks.
        chunk_placements: 16,
        actor: "ana".to_owned(),
        reason: String::new(),
    }
}

impl Firm {
    /// A firm with so many Colombians at work: in turn individuals paid in dollars, companies paid in
    /// pesos, and employees.
    pub(crate) async fn of(n: u32) -> Self {
        let firm = Self { db: TestDb::fresh().await.unwrap() };
        firm.change(&format!(
            "with clients as (
                insert into sereno.client (source, external_ref, name) values ('test', '1', 'Cobalt') returning client_id
            ), people as (
                insert into sereno.developer (source, external_ref, status, country, seniority, engagement, content_hash)
                select 'test', n::text, 'placed', 'CO', 'senior',
                    (array['contractor_company', 'contractor_company', 'eor'])[1 + n % 3], ''
                from generate_series(1, {n}) as n
                returning developer_id, engagement
            ), placements as (
                insert into sereno.placement (developer_id, client_id, source, external_ref, starts_on, guarantee_until, weekly_hours)
                select developer_id, client_id, 'test', developer_id::text, '2026-01-01', '2026-04-01', 40
                from people, clients
                returning placement_id, developer_id
            )
            insert into sereno.placement_terms (placement_id, starts_on, pay_minor, pay_currency, bill_minor, bill_currency, per)
            select placement_id, '2026-01-01',
                case when developer_id % 3 = 0 then 400000 + developer_id else 1200000000 + developer_id end,
                case when developer_id % 3 = 0 then 'USD' else 'COP' end, 800000, 'USD', 'month'
            from placements"
        ))
        .await;
        firm.change(
            "insert into sereno.fx_rate (base, quote, day, source, rate)
            select 'USD', 'COP', day, 'bank', 4000.123456
            from generate_series('2026-10-01'::date, '2026-12-31', interval '1 day') as day",
        )
        .await;
        firm.change(
            "insert into sereno.timesheet (placement_id, source, external_ref, starts_on, ends_on, state)
            select placement_id, 'test', placement_id || '/' || month, month, month + 7, 'client_ok'
            from sereno.placement, (values ('2026-10-05'::date), ('2026-11-02')) as told (month)",
        )
        .await;
        firm.change(
            "insert into sereno.timesheet_day (timesheet_id, day, kind, minutes)
            select timesheet_id, starts_on, 'work', 480 from sereno.timesheet",
        )
        .await;
        firm
    }

    pub(crate) async fn change(&self, statement: &str) {
        self.db.change(statement.to_owned()).await.unwrap();
    }

    /// One of its placements, in order.
    pub(crate) async fn placement(&self, no: u32) -> i64 {
        let query =
            format!("select placement_id from sereno.placement order by 1 offset {no} limit 1");
        self.db.count(query).await.unwrap()
    }

    pub(crate) async fn work(&self, pool: &Pool, run_id: RunId) -> RunState {
        let runner = Runner::new(pool.clone(), "test", std::process::id(), 2);
        runner.work_until_run_ends(run_id, &CancellationToken::new()).await.unwrap()
    }

    /// Prepares a month and works it out.
    pub(crate) async fn prepared(&self, month_on: Date, kind: PayrollKind) -> PayrollRunId {
        self.worked_out(&request(month_on, kind)).await
    }

    /// Prepares what is asked and works it out.
    pub(crate) async fn worked_out(&self, request: &PayrollRequest) -> PayrollRunId {
        let prepared = prepare(self.db.pool(), request).await.unwrap();
        assert_eq!(self.work(self.db.pool(), prepared.run_id).await, RunState::Done);
        prepared.payroll_run_id
    }

    /// The same, approved and locked.
    pub(crate) async fn locked(&self, month_on: Date) -> PayrollRunId {
        let run = self.prepared(month_on, PayrollKind::Regular).await;
        approve(self.db.pool(), run, "luis").await.unwrap();
        lock(self.db.pool(), run, "luis").await.unwrap();
        run
    }

    pub(crate) async fn state(&self, run: PayrollRunId) -> PayrollState {
        let mut conn = pool::acquire(self.db.pool()).await.unwrap();
        payroll_run_find(&mut conn, run).await.unwrap().unwrap().state
    }

    pub(crate) async fn drafts(&self, run: PayrollRunId) -> i64 {
        let query =
            format!("select n_drafts::bigint from sereno.payroll_run where payroll_run_id = {run}");
        self.db.count(query).await.unwrap()
    }

    /// How many items stand where.
    pub(crate) async fn items(&self, run: PayrollRunId) -> String {
        let query = format!(
            "select string_agg(state || ' ' || n, ', ' order by state)
            from (
                select state, count(*) as n from sereno.payroll_item where payroll_run_id = {run} group by state
            ) as items"
        );
        self.db.text(query).await.unwrap()
    }

    pub(crate) async fn hash(&self, run: PayrollRunId) -> String {
        let query = format!(
            "select encode(content_hash, 'hex') from sereno.payroll_run where payroll_run_id = {run}"
        );
        self.db.text(query).await.unwrap()
    }

    /// What stands in the items and lines of all placements but one.
    pub(crate) async fn hash_of_others(&self, run: PayrollRunId, placement: i64) -> String {
        let query = format!(
            "select md5(string_agg(item::text || line::text, '' order by item.placement_id, no))
            from sereno.payroll_item as item
            join sereno.payroll_line as line using (payroll_run_id, placement_id)
            where payroll_run_id = {run} and placement_id <> {placement}"
        );
        self.db.text(query).await.unwrap()
    }

    /// A pool whose connections are the worker's.
    pub(crate) async fn as_worker(&self) -> Pool {
        let url = format!("{}&options=-c%20role=sereno_worker", self.db.url());
        pool::connect(&url, 4).await.unwrap()
    }

    /// What the server says to a statement it refuses.
    pub(crate) async fn refused_by(&self, pool: &Pool, statement: &str) -> String {
        sereno_testkit::refusal(pool, statement.to_owned()).await.unwrap()
    }

    /// What the home screen says of the open month; nothing when there is none.
    pub(crate) async fn needed(&self) -> String {
        let board = tonight(&mut pool::acquire(self.db.pool()).await.unwrap()).await.unwrap();
        let of_payroll = |need: &&Need| matches!(need.target, Target::Payroll(_));
        board.needs.iter().find(of_payroll).map_or_else(String::new, |need| need.detail.to_string())
    }
}
