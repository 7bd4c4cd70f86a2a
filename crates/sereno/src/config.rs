//! Settings: the shipped file is the default and the manual; a user's file is laid over it.
//! Nothing here reads a setting twice: what is checked once is carried in the type.

mod alerts;
mod dashboard;
mod payroll;
mod schedule;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use sereno_domain::business_day::business_date;
use sereno_domain::schedule::Schedule;
use sereno_jobs::alert::Channels;
use sereno_jobs::history::Keep;
use sereno_jobs::watch::Watch;

use self::alerts::RawAlerts;
pub(crate) use self::dashboard::DashboardConfig;
use self::dashboard::RawDashboard;
use self::payroll::RawPayroll;
pub(crate) use self::payroll::{FirmAccount, PayrollConfig};
use self::schedule::RawSchedule;

/// The shipped settings.
const SHIPPED: &str = include_str!("../../../config/sereno.toml");
/// Hours of a day a cut-off may name.
const CUTOFF_HOUR_MAX: i8 = 23;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the settings file {}: check the path and its rights", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// The file is not what the shipped one is.
    #[error("the settings file {origin} is wrong: see config/sereno.toml for every key")]
    Malformed { origin: String, source: Box<toml::de::Error> },
    /// The zone does not exist.
    #[error("nightly.zone `{name}` is not an IANA time zone: write one like America/Bogota")]
    UnknownZone { name: String, source: jiff::Error },
    /// The deadline is no time of day.
    #[error("nightly.deadline `{given}` is not a time of day: write one like 06:00, or nothing")]
    BadDeadline { given: String, source: jiff::Error },
    /// A schedule is wrong.
    #[error("schedule.{schedule}.{key} is `{given}`: write {hint}")]
    BadSchedule { schedule: String, key: &'static str, given: String, hint: &'static str },
    /// No address probes may be answered on.
    #[error("worker.listen `{given}` is not a loopback address: write one like 127.0.0.1:9464")]
    BadListen { given: String },
    /// A way to tell people is wrong.
    #[error("alerts.{key} `{given}` is wrong: write {hint}")]
    BadAlerts { key: &'static str, given: String, hint: &'static str },
    /// How the dashboard should look is wrong.
    #[error("dashboard.{key} `{given}` is wrong: write {hint}")]
    BadDashboard { key: String, given: String, hint: String },
    /// A theme of one's own names what nothing on the screen is.
    #[error("dashboard.own.{role} is no role of a theme: choose from base, {known}")]
    UnknownRole { role: String, known: String },
    /// Nothing is written where something must be.
    #[error("payroll.{key} is empty: write a name")]
    Empty { key: &'static str },
    /// A number is outside its range.
    #[error("{key} is {given}: choose {low} to {high}")]
    OutOfRange { key: &'static str, given: i64, low: i64, high: i64 },
}

/// Settings as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConfig {
    database: RawDatabase,
    nightly: RawNightly,
    payroll: RawPayroll,
    schedule: BTreeMap<String, RawSchedule>,
    worker: RawWorker,
    alerts: RawAlerts,
    history: RawHistory,
    personal_data: RawPersonalData,
    dashboard: RawDashboard,
    logs: RawLogs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDatabase {
    url: String,
    n_connections_max: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNightly {
    zone: String,
    cutoff_hour: i8,
    chunk_roles: u32,
    shard_developers: u32,
    deadline: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHistory {
    days: u16,
    inputs_days: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPersonalData {
    key_file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorker {
    n_slots: u32,
    chunk_seconds: u32,
    listen: String,
    drain_seconds: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLogs {
    directory: String,
    n_files_max: u32,
    filter: String,
}

/// Settings, checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Address of the server; none for the private one.
    pub(crate) database_url: Option<String>,
    pub(crate) n_connections_max: u32,
    /// IANA name of the firm's zone.
    pub(crate) zone_name: String,
    pub(crate) zone: TimeZone,
    pub(crate) cutoff_hour: i8,
    pub(crate) chunk_roles: u32,
    /// Developers scored in one go; with more a night is cut into shards.
    pub(crate) shard_developers: u32,
    /// By when a night should be over, in the firm's zone.
    pub(crate) deadline: Option<Time>,
    /// How months are paid.
    pub(crate) payroll: PayrollConfig,
    /// When pipelines are due.
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) n_slots: u32,
    /// Where a worker answers probes; none when it does not.
    pub(crate) listen: Option<SocketAddr>,
    /// How long history is kept.
    pub(crate) keep: Keep,
    /// The ways to tell people what is amiss.
    pub(crate) channels: Channels,
    /// How long one chunk may take.
    pub(crate) chunk_limit: Duration,
    /// How long chunks at hand may take once a worker is told to stop.
    pub(crate) drain: Duration,
    /// The key that locks those of persons; none for `personal.key` under sereno's home.
    pub(crate) key_file: Option<PathBuf>,
    /// Which installation this is; may be empty.
    pub(crate) environment: String,
    /// Between two looks of the dashboard at the database.
    pub(crate) refresh: Duration,
    /// How the dashboard looks at first.
    pub(crate) dashboard: DashboardConfig,
    /// None for `logs` under sereno's home.
    pub(crate) logs_directory: Option<PathBuf>,
    pub(crate) n_log_files_max: u32,
    pub(crate) log_filter: String,
}

impl Config {
    /// Reads the shipped settings with those of `path` laid over them. `database_url` is the
    /// environment's and wins.
    pub(crate) fn load(
        path: Option<&Path>,
        database_url: Option<String>,
    ) -> Result<Self, ConfigError> {
        let malformed = |origin: String| {
            move |source| ConfigError::Malformed { origin, source: Box::new(source) }
        };
        let mut table: toml::Table =
            toml::from_str(SHIPPED).map_err(malformed("shipped with sereno".to_owned()))?;
        let mut origin = "shipped with sereno".to_owned();
        if let Some(path) = path {
            origin = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            let over: toml::Table = toml::from_str(&text).map_err(malformed(origin.clone()))?;
            lay_over(&mut table, over);
        }
        let raw: RawConfig = table.try_into().map_err(malformed(origin))?;
        Self::check(raw, database_url)
    }

    fn check(raw: RawConfig, database_url: Option<String>) -> Result<Self, ConfigError> {
        in_range("database.n_connections_max", i64::from(raw.database.n_connections_max), 2, 500)?;
        in_range(
            "nightly.cutoff_hour",
            i64::from(raw.nightly.cutoff_hour),
            0,
            i64::from(CUTOFF_HOUR_MAX),
        )?;
        in_range("nightly.chunk_roles", i64::from(raw.nightly.chunk_roles), 1, 10_000)?;
        let shard_developers = i64::from(raw.nightly.shard_developers);
        in_range("nightly.shard_developers", shard_developers, 1, 10_000_000)?;
        in_range("worker.n_slots", i64::from(raw.worker.n_slots), 1, 64)?;
        in_range("worker.chunk_seconds", i64::from(raw.worker.chunk_seconds), 1, 86_400)?;
        in_range("worker.drain_seconds", i64::from(raw.worker.drain_seconds), 0, 3_600)?;
        in_range("history.days", i64::from(raw.history.days), 1, 36_500)?;
        in_range("history.inputs_days", i64::from(raw.history.inputs_days), 1, 36_500)?;
        in_range("dashboard.refresh_seconds", i64::from(raw.dashboard.refresh_seconds), 1, 3_600)?;
        in_range("logs.n_files_max", i64::from(raw.logs.n_files_max), 1, 3_650)?;
        let zone = TimeZone::get(&raw.nightly.zone).map_err(|source| ConfigError::UnknownZone {
            name: raw.nightly.zone.clone(),
            source,
        })?;
        let cutoff = Time::new(raw.nightly.cutoff_hour, 0, 0, 0).unwrap_or(Time::MIN);
        let schedules = schedule::check(raw.schedule, &zone, cutoff)?;
        let filled = |text: String| Some(text).filter(|text| !text.is_empty());
        Ok(Self {
            database_url: database_url.and_then(filled).or_else(|| filled(raw.database.url)),
            n_connections_max: raw.database.n_connections_max,
            zone_name: raw.nightly.zone,
            zone,
            cutoff_hour: raw.nightly.cutoff_hour,
            chunk_roles: raw.nightly.chunk_roles,
            shard_developers: raw.nightly.shard_developers,
            deadline: deadline(&raw.nightly.deadline)?,
            payroll: payroll::check(raw.payroll)?,
            schedules,
            n_slots: raw.worker.n_slots,
            listen: listen(&raw.worker.listen)?,
            keep: Keep { days: raw.history.days, inputs_days: raw.history.inputs_days },
            channels: alerts::check(raw.alerts, &raw.dashboard.environment)?,
            chunk_limit: Duration::from_secs(u64::from(raw.worker.chunk_seconds)),
            drain: Duration::from_secs(u64::from(raw.worker.drain_seconds)),
            dashboard: dashboard::check(&raw.dashboard)?,
            key_file: filled(raw.personal_data.key_file).map(PathBuf::from),
            environment: raw.dashboard.environment,
            refresh: Duration::from_secs(u64::from(raw.dashboard.refresh_seconds)),
            logs_directory: filled(raw.logs.directory).map(PathBuf::from),
            n_log_files_max: raw.logs.n_files_max,
            log_filter: raw.logs.filter,
        })
    }

    /// What the firm expects of its nights.
    pub(crate) fn watch(&self) -> Watch {
        Watch {
            zone: self.zone.clone(),
            cutoff_hour: self.cutoff_hour,
            deadline: self.deadline,
            schedules: self.schedules.clone(),
        }
    }

    /// The business date at `now`: the civil day in the firm's zone, the day before until the
    /// cut-off hour.
    pub(crate) fn business_date(&self, now: Timestamp) -> Date {
        business_date(now, &self.zone, self.cutoff_hour)
    }
}

/// Lays the keys of `over` over those of `under`, table by table.
fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// The address probes are answered on; an empty one is none. What they say is for this host alone.
fn listen(given: &str) -> Result<Option<SocketAddr>, ConfigError> {
    if given.is_empty() {
        return Ok(None);
    }
    let address = given.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    address.map(Some).ok_or_else(|| ConfigError::BadListen { given: given.to_owned() })
}

/// The time of day a night should be over by; an empty one is none.
fn deadline(given: &str) -> Result<Option<Time>, ConfigError> {
    if given.is_empty() {
        return Ok(None);
    }
    given
        .parse()
        .map(Some)
        .map_err(|source| ConfigError::BadDeadline { given: given.to_owned(), source })
}

fn in_range(key: &'static str, given: i64, low: i64, high: i64) -> Result<(), ConfigError> {
    if (low..=high).contains(&given) {
        Ok(())
    } else {
        Err(ConfigError::OutOfRange { key, given, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Config::load(Some(file.path()), None).map_err(|error| {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            format!("{error}; {}", source.unwrap_or_default())
        })
    }

    #[test]
    fn the_shipped_settings_are_right() {
        let config = Config::load(None, None).unwrap();
        assert_eq!(config.zone_name, "America/Bogota");
        assert_eq!(config.database_url, None);
    }

    #[test]
    fn a_key_that_does_not_exist_is_named_with_those_that_do() {
        let error = load("[nightly]\nzome = \"America/Lima\"").unwrap_err();
        assert!(error.contains("unknown field `zome`, expected one of `zone`"), "{error}");
    }

    #[test]
    fn a_zone_that_does_not_exist_is_named() {
        let error = load("[nightly]\nzone = \"America/Bogotá\"").unwrap_err();
        assert!(
            error.starts_with("nightly.zone `America/Bogotá` is not an IANA time zone"),
            "{error}"
        );
    }

    #[test]
    fn a_deadline_that_is_no_time_is_named() {
        let error = load("[nightly]\ndeadline = \"6 o'clock\"").unwrap_err();
        assert!(error.starts_with("nightly.deadline `6 o'clock` is not a time of day"), "{error}");
        assert_eq!(load("[nightly]\ndeadline = \"\"").unwrap().deadline, None);
    }

    #[test]
    fn a_schedule_that_cannot_be_kept_is_told_what_to_write() {
        let error = |text: &str| load(&format!("[schedule.nightly]\n{text}")).unwrap_err();
        let at = error("at = \"8 pm\"");
        assert!(at.starts_with("schedule.nightly.at is `8 pm`: write a time of day"), "{at}");
        let days = error("days = [\"monday\"]");
        assert!(days.starts_with("schedule.nightly.days is `monday`: write one of mon"), "{days}");
        let roll = error("roll = \"back\"");
        assert!(roll.contains("unknown variant `back`, expected one of `skip`"), "{roll}");
        let off = load("[schedule.nightly]\nat = \"\"").unwrap();
        assert!(off.schedules.is_empty());
        assert_eq!(Config::load(None, None).unwrap().schedules.len(), 1);
    }

    #[test]
    fn probes_are_answered_on_this_host_alone() {
        let error = |text: &str| load(text).unwrap_err();
        let open = error("[worker]\nlisten = \"0.0.0.0:9464\"");
        assert!(
            open.starts_with("worker.listen `0.0.0.0:9464` is not a loopback address"),
            "{open}"
        );
        assert!(error("[worker]\nlisten = \"9464\"").contains("write one like 127.0.0.1:9464"));
        assert!(load("[worker]\nlisten = \"[::1]:9464\"").unwrap().listen.is_some());
    }

    #[test]
    fn a_way_to_tell_people_is_whole_or_not_there() {
        let error = |text: &str| load(&format!("[alerts]\n{text}")).unwrap_err();
        let url = error("webhook_url = \"chat.example/x\"");
        assert!(url.starts_with("alerts.webhook_url `chat.example/x` is wrong"), "{url}");
        let from = error("email_server = \"smtp://localhost\"\nemail_to = [\"ops@firm.example\"]");
        assert!(from.starts_with("alerts.email_from `` is wrong: write an address"), "{from}");
        let none =
            error("email_server = \"smtp://localhost\"\nemail_from = \"sereno@firm.example\"");
        assert!(none.starts_with("alerts.email_to `` is wrong"), "{none}");
        assert!(load("").unwrap().channels.set().is_empty());
    }

    #[test]
    fn how_the_dashboard_looks_is_checked() {
        let error = |text: &str| load(&format!("[dashboard]\n{text}")).unwrap_err();
        for (text, start) in [
            ("theme = \"dusk\"", "dashboard.theme `dusk` is wrong: write one of night, day"),
            ("language = \"fr\"", "dashboard.language `fr` is wrong: write one of en, es, pt"),
            ("glyphs = \"emoji\"", "dashboard.glyphs `emoji` is wrong: write unicode or ascii"),
            ("screen = \"moon\"", "dashboard.screen `moon` is wrong: write a screen like"),
            ("own.base = \"mono\"", "dashboard.own.base `mono` is wrong: write night, day or"),
            ("own.fail = \"red\"", "dashboard.own.fail `red` is wrong: write a colour like #"),
            ("own.failed = \"#ff0000\"", "dashboard.own.failed is no role of a theme: choose"),
        ] {
            assert!(error(text).starts_with(start), "{}", error(text));
        }
        let shipped = load("").unwrap().dashboard;
        assert_eq!((shipped.theme, shipped.language, shipped.mouse), (None, None, false));
        let set =
            load("[dashboard]\nscreen = \"run:3\"\nown.fail = \"#ff0000\"").unwrap().dashboard;
        assert!(set.screen.to_string() == "run:3" && set.own != shipped.own);
    }

    #[test]
    fn a_number_outside_its_range_is_told_the_range() {
        let error = load("[worker]\nn_slots = 0").unwrap_err();
        assert!(error.starts_with("worker.n_slots is 0: choose 1 to 64"), "{error}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = Config::load(None, Some("postgres://elsewhere/firm".to_owned())).unwrap();
        assert_eq!(config.database_url.as_deref(), Some("postgres://elsewhere/firm"));
    }

    #[test]
    fn the_night_belongs_to_the_day_before_until_the_cutoff() {
        let config = Config::load(None, None).unwrap();
        let check = |now: &str, day: &str| {
            assert_eq!(config.business_date(now.parse().unwrap()).to_string(), day, "{now}");
        };
        check("2026-11-24T10:59:59Z", "2026-11-23");
        check("2026-11-24T11:00:00Z", "2026-11-24");
    }
}
