//! A private `PostgreSQL` for one person on one machine: found, created and started on first use,
//! shared by all processes of that person, stopped after the last one.
//!
//! Nobody else can reach it: it listens on no port, only on a socket in a folder of mode 0700.

mod install;
mod keeper;

use std::fs::{self, File, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use install::{Account, Install};
pub use keeper::{KeeperCommand, keep};
use keeper::{START_LOCK, USERS_LOCK, lock_file};

/// The cluster, below the base.
const DATA: &str = "data";
/// The socket, in its folder.
const SOCKET: &str = ".s.PGSQL.5432";
/// The kernel takes socket paths of 107 bytes on Linux and 103 on macOS.
const SOCKET_PATH_LEN_MAX: usize = 100;
/// How long a server that is starting or recovering is given to answer: 100 looks, 50 ms apart.
const N_LOOKS_MAX: u32 = 100;
const SETTINGS: &str = "-c listen_addresses= -c port=5432 -c unix_socket_permissions=0700 \
    -c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=100 \
    -c shared_buffers=128MB -c max_wal_size=512MB -c jit=off -c timezone=UTC -c log_timezone=UTC \
    -c lc_messages=C";

/// Why there is no private server.
#[derive(Debug, thiserror::Error)]
pub enum PrivateServerError {
    /// No server new enough on this machine.
    #[error(
        "no PostgreSQL server found on this machine, and DATABASE_URL is not set
install one (15 or newer; sereno starts its own private copy, no service is needed):
    Debian, Ubuntu:  sudo apt-get install postgresql
    Fedora, RHEL:    sudo dnf install postgresql-server postgresql-contrib
    Arch:            sudo pacman -S postgresql
    macOS:           brew install postgresql@17
or point SERENO_PG_BIN at the folder with initdb, postgres and pg_ctl,
or set DATABASE_URL=postgres://user:password@host/database to use a server you have
looked in: {looked}"
    )]
    NotInstalled {
        /// The folders tried.
        looked: String,
    },
    /// Only root is there to run it.
    #[error(
        "PostgreSQL refuses to run as root and there is no user `postgres` or `nobody` to run it as: start sereno as an ordinary user"
    )]
    NoUnprivilegedUser,
    /// Neither `/proc` nor `id` told the user of this process.
    #[error("cannot tell which user this is: set DATABASE_URL to use a server you have")]
    NoUserId,
    /// There is no folder to keep the cluster in.
    #[error("this user has no home folder: set SERENO_HOME to a folder to keep the database in")]
    NoHome,
    /// The cluster needs a version that is not installed.
    #[error(
        "{data} was made by PostgreSQL {made_by}, but only {newest} is installed: install PostgreSQL {made_by}, or move the folder away to start empty"
    )]
    OtherVersion {
        /// The cluster.
        data: PathBuf,
        /// What made it.
        made_by: String,
        /// What is there.
        newest: u32,
    },
    /// The folder is another user's.
    #[error("{path} belongs to another user: set SERENO_HOME to a folder of your own")]
    OtherOwner {
        /// The folder.
        path: PathBuf,
    },
    /// `pg_ctl` hands the path to a shell.
    #[error(
        "{path} holds a quote, a dollar, a backslash or a control character, which PostgreSQL cannot start from: set SERENO_HOME to a plainer path"
    )]
    UnusablePath {
        /// The folder.
        path: PathBuf,
    },
    /// A program of `PostgreSQL` failed.
    #[error("{what} failed: {output}")]
    Failed {
        /// The program.
        what: &'static str,
        /// What it said.
        output: String,
    },
    /// A file or a program could not be used.
    #[error("cannot {what} {path}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Names the file an operation was about.
trait At<T> {
    fn at(self, what: &'static str, path: &Path) -> Result<T, PrivateServerError>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, what: &'static str, path: &Path) -> Result<T, PrivateServerError> {
        self.map_err(|source| PrivateServerError::Io { what, path: path.to_owned(), source })
    }
}

/// A running server; it runs at least as long as this value lives.
#[derive(Debug)]
pub struct PrivateServer {
    url: String,
    /// Whether this call started it; otherwise it ran already.
    pub started: bool,
    /// The shared lock the keeper waits for; the kernel gives it back however the process ends.
    _users: File,
}

impl PrivateServer {
    /// Where to connect, in the form sqlx and psql read alike.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The base folder the environment asks for.
///
/// # Errors
/// When the user has no home, or who the user is cannot be told.
pub fn home() -> Result<PathBuf, PrivateServerError> {
    if let Some(home) = install::set("SERENO_HOME") {
        return std::path::absolute(&home).map(|home| home.join("postgres")).at("resolve", &home);
    }
    // The server of root runs as another user, who cannot look below the home of root.
    if install::own_uid()? == 0 {
        return Ok("/var/lib/sereno/postgres".into());
    }
    let home = std::env::home_dir().ok_or(PrivateServerError::NoHome)?;
    Ok(home.join(".local/share/sereno/postgres"))
}

/// Opens the server of `base`: creates it on first use, starts it unless it runs. Blocks meanwhile.
///
/// # Errors
/// When no `PostgreSQL` fits, or the folder or the server cannot be made ready.
pub fn open(base: &Path, keeper: &KeeperCommand) -> Result<PrivateServer, PrivateServerError> {
    let account = Account::find()?;
    let base = own_folder(base, account)?;
    let start = lock_file(&base, START_LOCK)?;
    start.lock().at("lock", &base)?;
    let install = ready_cluster(&base, account)?;
    let sockets = socket_folder(&base, account)?;
    let started = !answers_soon(&base, &sockets, &install, account);
    if started {
        start_server(&base, &sockets, &install, account)?;
    }
    let users = lock_file(&base, USERS_LOCK)?;
    users.lock_shared().at("lock", &base)?;
    keeper.ensure(&base, &install.bin)?;
    let host = sockets.to_string_lossy().replace('/', "%2F");
    let url = format!("postgres://sereno@localhost:5432/postgres?host={host}");
    Ok(PrivateServer { url, started, _users: users })
}

fn own_folder(base: &Path, account: Account) -> Result<PathBuf, PrivateServerError> {
    fs::create_dir_all(base).at("create", base)?;
    let base = fs::canonicalize(base).at("resolve", base)?;
    let owner = fs::metadata(&base).at("read", &base)?.uid();
    if owner != account.uid && owner != install::own_uid()? {
        return Err(PrivateServerError::OtherOwner { path: base });
    }
    let shell_reads = |c: char| c.is_control() || "'\"$`\\".contains(c);
    if base.to_str().is_none_or(|path| path.contains(shell_reads)) {
        return Err(PrivateServerError::UnusablePath { path: base });
    }
    make_private(&base, account)?;
    Ok(base)
}

fn make_private(folder: &Path, account: Account) -> Result<(), PrivateServerError> {
    fs::set_permissions(folder, Permissions::from_mode(0o700)).at("set the mode of", folder)?;
    if let Some((uid, gid)) = account.switch {
        chown(folder, Some(uid), Some(gid)).at("set the owner of", folder)?;
    }
    Ok(())
}

/// The install that fits the cluster, which is made if there is none.
fn ready_cluster(base: &Path, account: Account) -> Result<Install, PrivateServerError> {
    let installs = install::installs(account)?;
    let newest = installs.first().cloned();
    let newest = newest.ok_or(PrivateServerError::NotInstalled { looked: String::new() })?;
    let data = base.join(DATA);
    match fs::read_to_string(data.join("PG_VERSION")) {
        Ok(made_by) => {
            let made_by = made_by.trim().to_owned();
            installs
                .into_iter()
                .find(|install| install.major.to_string() == made_by)
                .ok_or(PrivateServerError::OtherVersion { data, made_by, newest: newest.major })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_cluster(base, &newest, account)?;
            Ok(newest)
        }
        Err(error) => Err(error).at("read", &data),
    }
}

/// Made beside its place and renamed: what an interrupted run leaves is never taken for a cluster.
fn make_cluster(
    base: &Path,
    install: &Install,
    account: Account,
) -> Result<(), PrivateServerError> {
    let new = base.join("data.new");
    if new.exists() {
        fs::remove_dir_all(&new).at("remove", &new)?;
    }
    let mut initdb = account.command(&install.bin, "initdb");
    initdb.arg("-D").arg(&new);
    initdb.args(["-U", "sereno", "-A", "trust", "-E", "UTF8", "--locale=C", "-k"]);
    initdb.arg("--no-instructions");
    let output = initdb.output().at("run initdb of", &install.bin)?;
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(PrivateServerError::Failed { what: "initdb", output });
    }
    fs::rename(&new, base.join(DATA)).at("rename", &new)
}

/// The base, or a short folder of temporary files when the base makes no usable socket path.
fn socket_folder(base: &Path, account: Account) -> Result<PathBuf, PrivateServerError> {
    let plain = |path: &Path| {
        let bytes = path.as_os_str().as_encoded_bytes();
        bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte))
            && bytes.len() + SOCKET.len() < SOCKET_PATH_LEN_MAX
    };
    if plain(base) {
        return Ok(base.to_owned());
    }
    let mut hasher = DefaultHasher::new();
    base.hash(&mut hasher);
    let name = format!("sereno-{:016x}", hasher.finish());
    let temporary = Some(std::env::temp_dir().join(&name)).filter(|folder| plain(folder));
    let folder = temporary.unwrap_or_else(|| Path::new("/tmp").join(&name));
    match fs::create_dir(&folder) {
        Ok(()) => make_private(&folder, account)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Anyone may write there: a folder or a link put in our place is not ours to use.
            let found = fs::symlink_metadata(&folder).at("read", &folder)?;
            if !found.is_dir() || found.uid() != account.uid || found.mode() & 0o077 != 0 {
                return Err(PrivateServerError::OtherOwner { path: folder });
            }
        }
        Err(error) => return Err(error).at("create", &folder),
    }
    Ok(folder)
}

/// Asks the socket, and waits while `pg_ctl` sees a server that does not answer yet. Its word alone
/// is not enough: it takes a dead process nobody has reaped for a running server.
#[expect(clippy::disallowed_methods, reason = "the whole of `open` blocks; no runtime is at hand")]
fn answers_soon(base: &Path, sockets: &Path, install: &Install, account: Account) -> bool {
    let answers = || UnixStream::connect(sockets.join(SOCKET)).is_ok();
    for _ in 0..N_LOOKS_MAX {
        if answers() {
            return true;
        }
        let mut status = account.command(&install.bin, "pg_ctl");
        status.arg("status").arg("-D").arg(base.join(DATA));
        if !run_quietly(&mut status).unwrap_or_default() {
            return false;
        }
        sleep(Duration::from_millis(50));
    }
    answers()
}

fn start_server(
    base: &Path,
    sockets: &Path,
    install: &Install,
    account: Account,
) -> Result<(), PrivateServerError> {
    let log = base.join("postgres.log");
    let options = format!("{SETTINGS} -c unix_socket_directories='{}'", sockets.display());
    let mut start = account.command(&install.bin, "pg_ctl");
    start.args(["start", "-w", "-s", "-t", "60", "-D"]).arg(base.join(DATA));
    start.arg("-l").arg(&log).arg("-o").arg(options);
    if run_quietly(&mut start)? {
        return Ok(());
    }
    let text = fs::read(&log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(15)..).unwrap_or_default();
    Err(PrivateServerError::Failed { what: "starting PostgreSQL", output: last.join("\n") })
}

/// Whether the command succeeds. No pipes: the server would inherit them and keep them open.
fn run_quietly(command: &mut Command) -> Result<bool, PrivateServerError> {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let program = PathBuf::from(command.get_program());
    Ok(status.at("run", &program)?.success())
}
