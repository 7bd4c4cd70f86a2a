//! The way to the database: made in the background, lost and found again without the screen ever
//! waiting for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sereno_db::pool;
use sereno_domain::clean_text::CleanText;
use sereno_tui::act::Act;
use sereno_tui::effect::{Query, Slot};
use sereno_tui::event::{Event, Link, LoadError};
use sereno_tui::export::{ExportFormat, Extract};
use sereno_tui::saved::SavedView;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{act, export, load, now, panic_if_asked, views};
use crate::config::Config;
use crate::connect::{self, Connection};
use crate::why::Reasons;

/// First wait before another attempt; doubled up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_millis(500);
/// Longest wait between attempts: someone is watching.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// A load that takes longer is said to be slow.
const SLOW_AFTER: Duration = Duration::from_secs(1);
/// A load that takes longer counts as the database being away.
const GIVE_UP_AFTER: Duration = Duration::from_secs(15);

/// Loads boards for the dashboard.
#[derive(Clone)]
pub(super) struct Desk {
    config: Arc<Config>,
    events: mpsc::UnboundedSender<Event>,
    connection: watch::Receiver<Option<Arc<Connection>>>,
    tasks: TaskTracker,
    loads: Arc<Mutex<BTreeMap<Slot, CancellationToken>>>,
    reasons: Arc<Reasons>,
    lost: Arc<Notify>,
    hurry: Arc<Notify>,
}

impl Desk {
    /// Starts to connect.
    pub(super) fn open(config: &Config, events: mpsc::UnboundedSender<Event>) -> Self {
        let (set_connection, connection) = watch::channel(None);
        let desk = Self {
            config: Arc::new(config.clone()),
            events,
            connection,
            tasks: TaskTracker::new(),
            loads: Arc::default(),
            reasons: Arc::default(),
            lost: Arc::default(),
            hurry: Arc::default(),
        };
        let keeper = Keeper {
            config: config.clone(),
            events: desk.events.clone(),
            set_connection,
            lost: Arc::clone(&desk.lost),
            hurry: Arc::clone(&desk.hurry),
        };
        desk.tasks.spawn(keeper.keep());
        desk
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
        self.tasks.spawn(async move {
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
        self.tasks.spawn(async move {
            let result = act::preview(&desk.config, &act).await;
            desk.tell(Event::Previewed { ticket, result });
        });
    }

    /// Does an act. Nothing stops it once it is begun: what is half done is rolled back.
    pub(super) fn perform(&self, ticket: u64, act: Act, reason: CleanText) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let result = act::perform(&desk.config, &act, &reason).await;
            desk.tell(Event::Acted { ticket, result });
        });
    }

    /// Writes what is shown into a file, and tells.
    pub(super) fn export(&self, format: ExportFormat, path: String, extract: Extract) {
        let desk = self.clone();
        self.tasks.spawn_blocking(move || {
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

fn away(message: &str) -> LoadError {
    LoadError { message: CleanText::new(message), offline: true, missing: false }
}

/// Makes the connection and makes it again.
struct Keeper {
    config: Config,
    events: mpsc::UnboundedSender<Event>,
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
        while !self.events.is_closed() {
            match self.attempt(connection.take()).await {
                Ok(made) => {
                    (n_attempts, wait) = (0, WAIT_MIN);
                    self.set_connection.send_replace(Some(Arc::clone(&made)));
                    connection = Some(made);
                    self.tell(Link::Live);
                    tokio::select! {
                        () = self.lost.notified() => {}
                        () = self.events.closed() => {}
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
                        () = self.events.closed() => {}
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

    fn tell(&self, link: Link) {
        let _closing = self.events.send(Event::Link(link));
    }
}

fn at(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(now)
}
