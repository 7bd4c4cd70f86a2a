//! The private server, against the `PostgreSQL` installed here.
#![expect(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods, reason = "tests")]

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use sereno_db::private_server::{KeeperCommand, PrivateServer, PrivateServerError, open};

/// A base of its own, directly below the temporary folder: the server's user must reach it.
struct Base(PathBuf);

impl Base {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("sereno-test-{}-{name}", std::process::id())))
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.0.join(".s.PGSQL.5432")).is_ok()
    }

    fn stops(&self) -> bool {
        (0..400).any(|_| {
            sleep(Duration::from_millis(50));
            !self.answers() && !self.0.join("data/postmaster.pid").exists()
        })
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        self.stops();
        drop(fs::remove_dir_all(&self.0));
    }
}

fn keeper_command() -> KeeperCommand {
    let program = env!("CARGO_BIN_EXE_sereno").into();
    KeeperCommand { program, args: vec!["keep-server".into()] }
}

fn opened(base: &Path) -> Option<PrivateServer> {
    match open(base, &keeper_command()) {
        Err(PrivateServerError::NotInstalled { .. }) => {
            eprintln!("skipped: no PostgreSQL is installed");
            None
        }
        server => Some(server.unwrap()),
    }
}

fn one(server: &PrivateServer) -> String {
    let psql = Command::new("psql").arg(server.url()).args(["-XAtc", "select 1"]).output();
    String::from_utf8(psql.unwrap().stdout).unwrap()
}

#[test]
fn two_users_share_one_server_and_the_last_one_stops_it() {
    let base = Base::new("share");
    let Some(first) = opened(&base.0) else { return };
    assert!(first.started);
    assert!(base.answers());
    assert_eq!(one(&first), "1\n");
    let pid = fs::read_to_string(base.0.join("data/postmaster.pid")).unwrap();
    let second = opened(&base.0).unwrap();
    assert!(!second.started);
    assert_eq!(second.url(), first.url());
    drop(first);
    sleep(Duration::from_millis(500));
    assert_eq!(one(&second), "1\n");
    let pid_now = fs::read_to_string(base.0.join("data/postmaster.pid")).unwrap();
    assert_eq!(pid.lines().next(), pid_now.lines().next());
    drop(second);
    assert!(base.stops());
    let again = opened(&base.0).unwrap();
    assert!(again.started);
    assert_eq!(one(&again), "1\n");
}

#[test]
fn an_interrupted_first_start_is_mended() {
    let base = Base::new("mend");
    fs::create_dir_all(base.0.join("data.new/base")).unwrap();
    fs::write(base.0.join("data.new/PG_VERSION"), "15\n").unwrap();
    let Some(server) = opened(&base.0) else { return };
    assert!(server.started);
    assert_eq!(one(&server), "1\n");
    assert!(!base.0.join("data.new").exists());
}

#[test]
fn a_path_too_long_for_a_socket_works() {
    let base = Base::new("long");
    let deep = base.0.join("x".repeat(90));
    // The folder above is made by hand, open to the server's user.
    fs::create_dir_all(&base.0).unwrap();
    let Some(server) = opened(&deep) else { return };
    assert_eq!(one(&server), "1\n");
    let socket = server.url().split("host=").nth(1).unwrap().replace("%2F", "/");
    drop(server);
    let socket = PathBuf::from(socket);
    assert!((0..400).any(|_| {
        sleep(Duration::from_millis(50));
        !socket.join(".s.PGSQL.5432").exists() && !deep.join("data/postmaster.pid").exists()
    }));
    fs::remove_dir_all(socket).unwrap();
}

#[test]
fn a_server_killed_without_warning_is_started_again_by_the_next_user() {
    let base = Base::new("killed");
    let Some(first) = opened(&base.0) else { return };
    let psql = |server: &PrivateServer, statement: &str| {
        let output = Command::new("psql").arg(server.url()).args(["-XAtc", statement]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    psql(&first, "create table kept as select 42 as n");
    let pid = fs::read_to_string(base.0.join("data/postmaster.pid")).unwrap();
    let killed = Command::new("kill").args(["-9", pid.lines().next().unwrap()]).status();
    assert!(killed.unwrap().success());
    let second = opened(&base.0).unwrap();
    assert!(second.started);
    assert_eq!(psql(&second, "select n from kept"), "42\n");
}
