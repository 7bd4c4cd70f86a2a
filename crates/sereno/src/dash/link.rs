//! The way to the database: made in the background, lost and found again without the screen ever
//! waiting for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use sereno_db::change::Changes;
use sereno_db::duty::standing;
use sereno_db::error::DbError;
use sereno_db::pool;
use sereno_domain::clean_text::CleanText;
use sereno_tui::act::Act;
use sereno_tui::effect::{Query, Slot};
use sereno_tui::event::{Event, Link, LoadError};
use sereno_tui::export::{ExportFormat, Extract};
use sereno_tui::saved::SavedView;
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{act, export, load, now, panic_if_asked, views};
use crate::config::Config;
use crate::connect::{self, Connection};
use crate::why::Reasons;

/// First wait before another attempt; doubled up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_millis(500);
/// Longest wait between attempts: someone is watching.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Changes within so long are told together.
const TOGETHER: Duration = Duration::from_millis(100);
/// A load that takes longer is said to be slow.
const SLOW_AFTER: Duration = Duration::from_secs(1);
/// A load that takes longer counts as the database being away.
const GIVE_UP_AFTER: Duration = Duration::from_secs(15);

/// Loads boards for the dashboard.
#[derive(Clone)]
pub(super) struct Desk {
    config: Arc<Config>,
    events: mpsc::Sender<Event>,
    connection: watch::Receiver<Option<Arc<Connection>>>,
    runtime: Handle,
    /// Ends the thread of the loads with the last of those who give it work.
    _open: Arc<DropGuard>,
    loads: Arc<Mutex<BTreeMap<Slot, CancellationToken>>>,
    reasons: Arc<Reasons>,
    lost: Arc<Notify>,
    hurry: Arc<Notify>,
}

impl Desk {
    /// Starts to connect. Its work is done in a thread of its own, so that a key is answered however long
    /// a load computes, and nothing is handed from thread to thread while nothing happens.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(super) fn open(config: &Config, events: mpsc::Sender<Event>) -> anyhow::Result<Self> {
        let (set_connection, connection) = watch::channel(None);
        let over = CancellationToken::new();
        let desk = Self {
            runtime: desk_thread(over.clone())?,
            _open: Arc::new(over.clone().drop_guard()),
            config: Arc::new(config.clone()),
            events,
            connection,
            loads: Arc::default(),
            reasons: Arc::default(),
            lost: Arc::default(),
            hurry: Arc::default(),
        };
        let keeper = Keeper {
            config: config.clone(),
            events: desk.events.clone(),
            over,
            set_connection,
            lost: Arc::clone(&desk.lost),
            hurry: Arc::clone(&desk.hurry),
        };
        desk.spawn(keeper.keep());
        Ok(desk)
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let _told_by_event = self.runtime.spawn(work);
    }

    /// Tells when a signal ends the dashboard: the terminal is put back before the process goes.
    ///
    /// # Errors
    /// When signals cannot be listened for.
    pub(super) fn listen_to_signals(&self) -> anyhow::Result<()> {
        let _listening_is_of_a_runtime = self.runtime.enter();
        for kind in [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()] {
            let mut told = signal(kind).context("cannot listen for signals")?;
            let events = self.events.clone();
            self.spawn(async move {
                told.recv().await;
                let _closing = events.send(Event::Quit);
            });
        }
        Ok(())
    }

    /// Tries now what would be tried later.
    pub(super) fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// Reads a board and tells; a newer load of the same slot puts an end to it.
    pub(super) fn load(&self, slot: Slot, generation: u64, query: Query) {
        let cancel = CancellationToken::new();
        let former = self.in_flight().insert(slot, cancel.clone());
        if let Some(former) = former {
            former.cancel();
        }
        let desk = self.clone();
        self.spawn(async move {
            let read = tokio::select! {
                () = cancel.cancelled() => return,
                read = desk.read(query) => read,
            };
            panic_if_asked("load");
            if read.as_ref().is_err_and(|error| error.offline) {
                desk.lost.notify_one();
            }
            let result = read.map(Box::new);
            desk.tell(Event::Loaded { slot, generation, result });
        });
    }

    /// Stops the load of a slot; its connection is closed, and with it the statement.
    pub(super) fn cancel(&self, slot: Slot) {
        if let Some(cancel) = self.in_flight().remove(&slot) {
            cancel.cancel();
        }
    }

    /// Says what an act would do.
    pub(super) fn preview(&self, ticket: u64, act: Act) {
        let desk = self.clone();
        self.spawn(async move {
            let result = act::preview(&desk.config, &act).await;
            desk.tell(Event::Previewed { ticket, result });
        });
    }

    /// Does an act. Nothing stops it once it is begun: what is half done is rolled back.
    pub(super) fn perform(&self, ticket: u64, act: Act, reason: CleanText) {
        let desk = self.clone();
        self.spawn(async move {
            let result = act::perform(&desk.config, &act, &reason).await;
            desk.tell(Event::Acted { ticket, result });
        });
    }

    /// Writes what is shown into a file, and tells.
    pub(super) fn export(&self, format: ExportFormat, path: String, extract: Extract) {
        let desk = self.clone();
        let _told_by_event = self.runtime.spawn_blocking(move || {
            let written = export::export(format, &path, &extract);
            let words = written.map(|words| CleanText::new(&words));
            desk.tell(Event::Written(words.map_err(|error| load::words(&error))));
        });
    }

    /// Keeps the saved views; a person is told only when that fails.
    pub(super) fn keep_views(&self, kept: &[SavedView]) {
        // A few lines, written at once: the newest must be the last one written.
        if let Err(error) = views::path().and_then(|path| views::keep(&path, kept)) {
            self.tell(Event::Written(Err(load::words(&error))));
        }
    }

    async fn read(&self, query: Query) -> Result<sereno_tui::event::Board, LoadError> {
        if let Some(read) = load::load_here(&self.config, query).await {
            return read;
        }
        let mut connection = self.connection.clone();
        let connection = match connection.wait_for(Option::is_some).await {
            Ok(connection) => connection.clone(),
            Err(_) => None,
        };
        let Some(connection) = connection else {
            return Err(away("the dashboard is closing"));
        };
        let reading = load::load(&connection, &self.config, &self.reasons, query);
        tokio::pin!(reading);
        tokio::select! {
            read = &mut reading => return read,
            () = tokio::time::sleep(SLOW_AFTER) => self.tell(Event::Link(Link::Slow)),
        }
        match tokio::time::timeout(GIVE_UP_AFTER, reading).await {
            Ok(read) => {
                if !read.as_ref().is_err_and(|error| error.offline) {
                    self.tell(Event::Link(Link::Live));
                }
                read
            }
            Err(_) => Err(away("the database does not answer")),
        }
    }

    /// The dashboard may be gone already; nobody is left to be told then.
    fn tell(&self, event: Event) {
        let _closing = self.events.send(event);
    }

    fn in_flight(&self) -> std::sync::MutexGuard<'_, BTreeMap<Slot, CancellationToken>> {
        self.loads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A runtime in its own thread, until it is over.
fn desk_thread(over: CancellationToken) -> anyhow::Result<Handle> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime of the loads")?;
    let handle = runtime.handle().clone();
    let work = move || {
        runtime.block_on(over.cancelled());
        // Computation that is wanted no more is not waited for.
        runtime.shutdown_background();
    };
    std::thread::Builder::new()
        .name("desk".to_owned())
        .spawn(work)
        .context("cannot start the thread of the loads")?;
    Ok(handle)
}

fn away(message: &str) -> LoadError {
    LoadError { message: CleanText::new(message), offline: true, missing: false }
}

/// Makes the connection and makes it again.
struct Keeper {
    config: Config,
    events: mpsc::Sender<Event>,
    over: CancellationToken,
    set_connection: watch::Sender<Option<Arc<Connection>>>,
    lost: Arc<Notify>,
    hurry: Arc<Notify>,
}

impl Keeper {
    /// Until nobody listens any more.
    async fn keep(self) {
        // Held for as long as the dashboard runs: with it, the share in a private server.
        let mut connection: Option<Arc<Connection>> = None;
        let mut n_attempts = 0;
        let mut wait = WAIT_MIN;
        while !self.over.is_cancelled() {
            match self.attempt(connection.take()).await {
                Ok(made) => {
                    (n_attempts, wait) = (0, WAIT_MIN);
                    self.set_connection.send_replace(Some(Arc::clone(&made)));
                    connection = Some(Arc::clone(&made));
                    self.tell(Link::Live);
                    self.tell_standing(&made).await;
                    tokio::select! {
                        () = self.lost.notified() => {}
                        () = self.hear(&made) => {}
                        () = self.over.cancelled() => {}
                    }
                }
                Err((kept, error)) => {
                    connection = kept;
                    n_attempts += 1;
                    self.tell(Link::Offline {
                        cause: load::words(&error),
                        attempt: n_attempts,
                        retry_at: at(now(), wait),
                    });
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = self.hurry.notified() => {}
                        () = self.over.cancelled() => {}
                    }
                    wait = (wait * 2).min(WAIT_MAX);
                }
            }
        }
        if let Some(connection) = connection {
            connection.pool.close().await;
        }
    }

    /// Looks whether the connection there was answers, or makes the first one.
    async fn attempt(
        &self,
        kept: Option<Arc<Connection>>,
    ) -> Result<Arc<Connection>, (Option<Arc<Connection>>, anyhow::Error)> {
        let Some(kept) = kept else {
            let made = connect::connect_reader(&self.config).await;
            return made.map(Arc::new).map_err(|error| (None, error));
        };
        let answers = async {
            pool::probe(&kept.pool).await?;
            anyhow::Ok(())
        };
        match tokio::time::timeout(WAIT_MAX, answers).await {
            Ok(Ok(())) => Ok(kept),
            Ok(Err(error)) => Err((Some(kept), error)),
            Err(_) => Err((Some(kept), anyhow::anyhow!("the database does not answer"))),
        }
    }

    /// Tells what the person may do. Where that cannot be asked, the database says so at each act.
    async fn tell_standing(&self, connection: &Connection) {
        let asked = async {
            let mut conn = pool::acquire(&connection.pool).await?;
            standing(&mut conn).await
        };
        match asked.await {
            Ok(standing) => self.send(Event::Standing(standing)),
            Err(error) => tracing::warn!(%error, "cannot ask what this login may do"),
        }
    }

    /// Tells of changes until the connection they come over is lost. Where there is no listening, as
    /// behind some poolers, the dashboard asks as often as it would otherwise.
    async fn hear(&self, connection: &Connection) {
        let heard = async {
            let mut changes = Changes::listen(&connection.pool).await?;
            self.send(Event::Listens(true));
            while changes.next().await? {
                // What happens at about the same time is one change.
                tokio::time::sleep(TOGETHER).await;
                changes.forget();
                self.send(Event::Changed);
            }
            Ok::<_, DbError>(())
        };
        let heard = heard.await;
        self.send(Event::Listens(false));
        if let Err(error) = heard {
            tracing::warn!(%error, "the database does not tell of changes: it is asked for them");
            std::future::pending::<()>().await;
        }
    }

    fn tell(&self, link: Link) {
        self.send(Event::Link(link));
    }

    fn send(&self, event: Event) {
        let _closing = self.events.send(event);
    }
}

fn at(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(now)
}
