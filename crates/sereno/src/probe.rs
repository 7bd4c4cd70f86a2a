//! What a worker answers to this host's monitors: `/healthz` that it lives, `/readyz` that it reaches a
//! ledger that knows workers, `/metrics` for Prometheus. Everything is read when it is asked for.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use sereno_db::board::tonight::night_marks;
use sereno_db::error::DbError;
use sereno_db::halt::queue_list;
use sereno_db::pool::{self, Pool};
use sereno_db::worker::worker_count_live;
use sereno_domain::check::CheckLevel;
use sereno_jobs::runner::Tally;
use sereno_jobs::watch::Watch;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::command::now;
use crate::config::Config;

/// How long the database may take before a probe says that it does not answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// What Prometheus wants to read.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;

/// Where probes come in.
pub(crate) struct Probe {
    listener: Option<TcpListener>,
    desk: Desk,
}

#[derive(Clone)]
struct Desk {
    pool: Pool,
    watch: Watch,
    tally: Arc<Tally>,
}

impl Probe {
    /// Takes the address of the settings, if one is set.
    pub(crate) async fn bind(
        config: &Config,
        pool: &Pool,
        tally: Arc<Tally>,
    ) -> anyhow::Result<Self> {
        let listener = match config.listen {
            Some(address) => Some(TcpListener::bind(address).await.with_context(|| {
                format!(
                    "worker.listen {address} cannot be had: another worker of this host may have it"
                )
            })?),
            None => None,
        };
        Ok(Self { listener, desk: Desk { pool: pool.clone(), watch: config.watch(), tally } })
    }

    /// Answers until told to stop.
    pub(crate) async fn answer(self, stop: CancellationToken) {
        let Some(listener) = self.listener else { return };
        let routes = Router::new()
            .route("/healthz", get(async || "ok\n"))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .with_state(self.desk);
        let served = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            tracing::warn!(%error, "probes are no longer answered");
        }
    }
}

/// Waits for the database, but not for long.
async fn in_time<T>(asked: impl Future<Output = Result<T, DbError>>) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(format!("{error}\n")),
        Err(_) => Err("the database does not answer\n".to_owned()),
    }
}

fn unavailable(words: String) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
}

async fn ready(State(desk): State<Desk>) -> Response {
    let asked = in_time(async { worker_count_live(&mut *pool::acquire(&desk.pool).await?).await });
    match asked.await {
        Ok(n) if n > 0 => "ready\n".into_response(),
        Ok(_) => unavailable("the ledger knows no worker\n".to_owned()),
        Err(words) => unavailable(words),
    }
}

async fn metrics(State(desk): State<Desk>) -> Response {
    match in_time(gathered(&desk)).await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(words) => unavailable(words),
    }
}

async fn gathered(desk: &Desk) -> Result<String, DbError> {
    let mut conn = pool::acquire(&desk.pool).await?;
    let conn = &mut *conn;
    let mut registry = Registry::with_prefix("sereno");

    let chunks = Family::<Labels, Gauge<i64>>::default();
    registry.register("chunks", "Chunks to be done, by job and state", chunks.clone());
    for line in queue_list(conn).await? {
        let states = [
            ("ready", line.n_ready),
            ("later", line.n_later),
            ("leased", line.n_leased),
            ("quarantined", line.n_quarantined),
        ];
        for (state, n) in states {
            let labels = vec![("job", line.kind.to_string()), ("state", state.to_owned())];
            chunks.get_or_create(&labels).set(gauge(n));
        }
    }

    let levels = Family::<Labels, Gauge<i64>>::default();
    registry.register(
        "check_level",
        "What sereno check says: 0 ok, 1 warning, 2 critical",
        levels.clone(),
    );
    for line in desk.watch.look(conn, now()).await? {
        let level = match line.level {
            CheckLevel::Ok => 0,
            CheckLevel::Warning => 1,
            CheckLevel::Critical => 2,
        };
        levels.get_or_create(&vec![("subject", line.subject.to_owned())]).set(level);
    }

    let workers = Gauge::<i64>::default();
    workers.set(gauge(worker_count_live(conn).await?));
    registry.register("workers", "Workers alive, on any host", workers);

    if let Some(night) = night_marks(conn).await?.into_iter().rev().find(|n| n.seconds.is_some()) {
        let took = Gauge::<i64>::default();
        took.set(gauge(night.seconds.unwrap_or(0)));
        registry.register("last_night_seconds", "How long the last night that ended took", took);
    }

    let tally = &desk.tally;
    let attempts =
        Family::<Labels, prometheus_client::metrics::counter::Counter<u64, AtomicU64>>::default();
    registry.register(
        "worker_attempts",
        "Attempts of this worker since it started",
        attempts.clone(),
    );
    for (outcome, n) in [("done", tally.n_done()), ("failed", tally.n_failed())] {
        attempts.get_or_create(&vec![("outcome", outcome.to_owned())]).inc_by(n);
    }
    registry.register(
        "worker_busy_milliseconds",
        "Time chunks took on this worker since it started",
        ConstCounter::new(tally.busy_milliseconds()),
    );
    let mut text = String::new();
    // Writing into a string does not fail.
    let _infallible = encode(&mut text, &registry);
    Ok(text)
}

fn gauge(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
