//! The dashboard in a real terminal: what a person sees, and a terminal that is put back.

#![expect(clippy::unwrap_used, reason = "a test without a terminal must fail")]

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use sereno_testkit::TestDb;

/// Longest wait for something to appear: only a test that fails waits so long.
const WAIT_MAX: Duration = Duration::from_secs(30);

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap()
}

/// The dashboard in a terminal of its own.
struct Dash {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    pty: Box<dyn MasterPty + Send>,
    home: tempfile::TempDir,
}

impl Dash {
    fn open(url: &str, no_color: bool) -> Self {
        Self::open_as(url, no_color, "environment = \"test\"", &["tonight"])
    }

    fn open_at(url: &str, args: &[&str]) -> Self {
        Self::open_as(url, false, "environment = \"test\"", args)
    }

    fn open_as(url: &str, no_color: bool, dashboard: &str, args: &[&str]) -> Self {
        let set = if no_color { &[("NO_COLOR", "1")][..] } else { &[] };
        Self::open_with(url, set, dashboard, args)
    }

    /// With these variables set beside those of every test.
    fn open_with(url: &str, set: &[(&str, &str)], dashboard: &str, args: &[&str]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let home = tempfile::tempdir().unwrap();
        let settings = home.path().join("sereno.toml");
        std::fs::write(&settings, format!("[dashboard]\n{dashboard}\n")).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sereno"));
        command.arg("dash");
        command.args(args);
        command.env("DATABASE_URL", url);
        command.env("SERENO_HOME", home.path());
        command.env("SERENO_CONFIG", &settings);
        command.env("TERM", "xterm-256color");
        command.env("USER", "ana");
        command.env("LC_ALL", "C");
        command.env("XDG_STATE_HOME", home.path());
        command.env_remove("SUDO_USER");
        for (name, value) in set {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(24), cells(80), 0)));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shown = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(bytes.get(..n).unwrap_or_default());
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, screen, pty: pair.master, home }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen is as wanted.
    async fn shows(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let since = Instant::now();
        while !wanted(self.screen.lock().unwrap().screen()) {
            assert!(since.elapsed() < WAIT_MAX, "never: {what}\n{}", self.text());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn shows_text(&self, text: &str) {
        self.shows(text, |screen| screen.contents().contains(text)).await;
    }

    /// Waits until the process has ended and the terminal is as it was.
    async fn is_over(&mut self) -> u32 {
        let since = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(since.elapsed() < WAIT_MAX, "still there:\n{}", self.text());
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        self.shows("the terminal as it was", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        })
        .await;
        status.exit_code()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_says_what_to_do_and_q_leaves() {
    let db = TestDb::fresh().await.unwrap();
    let mut dash = Dash::open(db.url(), false);
    dash.shows_text("No night has run yet.").await;
    dash.shows_text("● live").await;
    dash.press("2");
    dash.shows_text("RUNS · 0").await;
    dash.press("?");
    dash.shows_text("copy the shell line").await;
    dash.press("\x1b");
    dash.shows("help is closed", |screen| !screen.contents().contains("copy the shell line")).await;
    dash.press("q");
    assert_eq!(dash.is_over().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_changes_its_size_is_filled() {
    let db = TestDb::fresh().await.unwrap();
    let mut dash = Dash::open(db.url(), false);
    dash.shows_text("No night has run yet.").await;
    dash.screen.lock().unwrap().screen_mut().set_size(cells(36), cells(120));
    dash.pty.resize(PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    dash.shows_text("1 Tonight").await;
    dash.screen.lock().unwrap().screen_mut().set_size(cells(10), cells(40));
    dash.pty.resize(PtySize { rows: 10, cols: 40, pixel_width: 0, pixel_height: 0 }).unwrap();
    // A key that comes with the change of size may be read after the next one only.
    dash.shows("one line", |screen| {
        let text = screen.contents();
        text.trim().starts_with('☾') && text.trim().lines().count() == 1
    })
    .await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_answers_no_question_is_drawn_anew() {
    let db = TestDb::fresh().await.unwrap();
    let mut dash = Dash::open(db.url(), false);
    dash.shows_text("● live").await;
    dash.screen.lock().unwrap().process(b"\x1b[2Jdirt");
    dash.press("\u{c}");
    dash.shows("the screen without dirt", |screen| {
        screen.contents().contains("● live") && !screen.contents().contains("dirt")
    })
    .await;
    // The question would be given up after two seconds.
    tokio::time::sleep(Duration::from_secs(3)).await;
    dash.press("2");
    dash.shows_text("RUNS · 0").await;
    dash.press("q");
    assert_eq!(dash.is_over().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_told_to_end_puts_the_terminal_back() {
    let db = TestDb::fresh().await.unwrap();
    for signal in ["-TERM", "-HUP"] {
        let mut dash = Dash::open(db.url(), false);
        dash.shows_text("● live").await;
        let pid = dash.child.process_id().unwrap().to_string();
        std::process::Command::new("kill").args([signal, &pid]).status().unwrap();
        assert_eq!(dash.is_over().await, 0, "{signal}");
    }
}

/// Whatever fails, where a frame is drawn or where data is read, a person is left with their shell
/// and with what went wrong.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_puts_the_terminal_back_and_is_told() {
    let db = TestDb::fresh().await.unwrap();
    for place in ["draw", "load"] {
        let set = [("SERENO_TEST_PANIC", place), ("RUST_BACKTRACE", "0")];
        let mut dash = Dash::open_with(db.url(), &set, "", &["tonight", "--mouse"]);
        assert_ne!(dash.is_over().await, 0, "{place}");
        dash.shows_text(&format!("asked to panic in {place}")).await;
        let parser = dash.screen.lock().unwrap();
        assert_eq!(parser.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let modes = format!("{:?}", dash.pty.get_termios().unwrap().local_flags);
        for mode in ["ICANON", "ECHO", "ISIG"] {
            assert!(modes.contains(mode), "{place}: {modes}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_colour_there_is_none() {
    let db = TestDb::fresh().await.unwrap();
    let mut dash = Dash::open(db.url(), true);
    dash.shows_text("● live").await;
    {
        let parser = dash.screen.lock().unwrap();
        let screen = parser.screen();
        for (row, column) in (0..24).flat_map(|row| (0..80).map(move |column| (row, column))) {
            let cell = screen.cell(row, column).unwrap();
            assert_eq!(cell.fgcolor(), vt100::Color::Default, "at {row}, {column}");
            assert_eq!(cell.bgcolor(), vt100::Color::Default, "at {row}, {column}");
        }
    }
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// The server goes away under the dashboard: it says so, stays usable, and leaves at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_reached_is_told_and_tried_again() {
    let mut dash = Dash::open("postgres://sereno@127.0.0.1:1/nowhere", false);
    dash.shows_text("database unreachable").await;
    dash.press("5");
    dash.shows_text("Matches").await;
    dash.press("?");
    dash.shows_text("copy the shell line").await;
    dash.press("\x1b");
    dash.shows("help is closed", |screen| !screen.contents().contains("copy the shell line")).await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// Nobody asks for an hour: it is seen because the database tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_others_do_is_seen_at_once() {
    let db = TestDb::fresh().await.unwrap();
    let mut dash = Dash::open_as(db.url(), false, "refresh_seconds = 3600", &["audit"]);
    dash.shows_text("● live").await;
    let act = "insert into sereno.audit_event (actor, action, subject)
        values ('bea', 'finding.waive', 'finding:12')";
    db.change(act.to_owned()).await.unwrap();
    dash.shows_text("bea").await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// Runs the command line on a database and gives what it prints.
fn sereno(url: &str, args: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sereno"))
        .args(args)
        .env("DATABASE_URL", url)
        .env("SERENO_HOME", home.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What is tried is saved with a few keys, is in force, and is taken back in the same way.
#[tokio::test(flavor = "multi_thread")]
async fn a_what_if_is_saved_and_taken_back() {
    let db = TestDb::fresh().await.unwrap();
    let (url, date) = (db.url(), "2026-11-23");
    sereno(url, &["demo", "--developers", "200", "--roles", "6", "--as-of", date]);
    sereno(url, &["run", "nightly", "--date", date, "--wait"]);
    let role: i64 = db.count("select min(role_id) from sereno.match").await.unwrap();

    let mut dash = Dash::open_at(url, &[&format!("what-if:{role}")]);
    dash.shows_text("LIMITS AND WEIGHTS").await;
    dash.press(">");
    dash.shows_text("1 set").await;
    dash.press("A");
    dash.shows_text("from a shell  sereno what-if").await;
    dash.press("the client called\r");
    dash.shows_text("Do it?").await;
    // As long as a question takes to be read.
    tokio::time::sleep(Duration::from_millis(400)).await;
    dash.press("y");
    dash.shows_text("saved as adjustment 1").await;
    dash.shows_text("adjusted: english=").await;
    let listed = sereno(url, &["adjustment", "list", &role.to_string()]);
    assert!(listed.contains("the client called") && listed.contains("ana"), "{listed}");

    dash.press("Atake back\r");
    dash.shows_text("The list is made anew at once.").await;
    dash.press("they called again\r");
    dash.shows_text("Do it?").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    dash.press("y");
    dash.shows_text("ended adjustment 1").await;
    assert_eq!(sereno(url, &["adjustment", "list"]), "");
    let audited = "select count(*) from sereno.audit_event where action like 'role.adjust%'";
    assert_eq!(db.count(audited).await.unwrap(), 2);
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// What is shown becomes a file, once; a way of looking at it is found again under its name; and a
/// click does what a key does.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_taken_away_and_looked_at_again() {
    let db = TestDb::fresh().await.unwrap();
    let (url, date) = (db.url(), "2026-11-23");
    sereno(url, &["demo", "--developers", "100", "--roles", "4", "--as-of", date]);
    sereno(url, &["run", "nightly", "--date", date, "--wait"]);
    let mut dash = Dash::open_at(url, &["runs", "--mouse", "--language", "en"]);
    dash.shows_text("Mon 23 Nov").await;
    let file = dash.home.path().join("runs.csv");
    for answer in ["1 row is in", "is there already: name another file"] {
        dash.press("E");
        dash.shows_text("Export what is shown").await;
        dash.press(&format!("\x15{}\r", file.display()));
        dash.shows_text(answer).await;
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.lines().count() == 2 && text.contains("Mon 23 Nov"), "{text}");

    dash.press("/done\rV");
    dash.shows_text("Name the view").await;
    dash.press("nights\r");
    dash.shows_text("view nights").await;
    let kept = std::fs::read_to_string(dash.home.path().join("sereno/views.toml")).unwrap();
    assert!(kept.contains("name = \"nights\"") && kept.contains("\"done\""), "{kept}");
    dash.press("\x1b1");
    dash.shows_text("NEEDS YOU").await;
    dash.press(":view nights\r");
    dash.shows_text("1 of 1").await;

    dash.press("\x1b");
    dash.shows("the filter is gone", |screen| !screen.contents().contains("1 of 1")).await;
    let text = dash.text();
    let row = text.lines().position(|line| line.contains("Mon 23 Nov")).unwrap() + 1;
    let click = format!("\x1b[<0;10;{row}M\x1b[<0;10;{row}m");
    dash.press(&format!("{click}{click}"));
    dash.shows_text("› run 1").await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
    // Counts are left for the next time, and nothing that says who enters the database.
    let last = std::fs::read_to_string(dash.home.path().join("sereno/last.toml")).unwrap();
    assert!(last.contains("n_chunks = ") && !last.contains("sereno@"), "{last}");
}

/// In production nothing is changed by a slip.
#[tokio::test(flavor = "multi_thread")]
async fn production_is_read_only_unless_asked_otherwise() {
    let db = TestDb::fresh().await.unwrap();
    for (args, read_only) in [(&["tonight"][..], true), (&["tonight", "--write"], false)] {
        let mut dash = Dash::open_as(db.url(), false, "environment = \"prod\"", args);
        dash.shows_text("● live").await;
        assert_eq!(dash.text().contains("read-only"), read_only, "{}", dash.text());
        dash.press("Q");
        assert_eq!(dash.is_over().await, 0);
    }
}

/// From the list to one developer and out, to a client and what is found there.
#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_is_told_so() {
    let db = TestDb::fresh().await.unwrap();
    let url = format!("{}&options=-c%20role=sereno_viewer", db.url());
    let mut dash = Dash::open_at(&url, &["tonight"]);
    dash.shows_text("viewer").await;
    dash.shows_text("No night has run yet.").await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_clients_are_looked_at() {
    let db = TestDb::fresh().await.unwrap();
    let (url, date) = (db.url(), "2026-11-23");
    sereno(url, &["demo", "--developers", "200", "--roles", "6", "--as-of", date]);
    sereno(url, &["run", "nightly", "--date", date, "--wait"]);
    let mut dash = Dash::open(url, false);
    dash.shows_text("● live").await;
    dash.press("6");
    dash.shows_text("PEOPLE · 200").await;
    dash.press("/status:bench\r");
    dash.shows_text("of 200").await;
    dash.press("\r");
    dash.shows_text("SKILLS ·").await;
    dash.press("\t\t");
    dash.shows_text("PLACE").await;
    dash.press("d");
    dash.shows_text("THE ROLES THAT SUIT THEM BEST").await;
    dash.press("hh");
    dash.shows_text("PEOPLE ·").await;
    dash.press("7");
    dash.shows_text("CLIENTS ·").await;
    dash.press("\r");
    dash.shows_text("master agreement").await;
    dash.press("\t\r");
    dash.shows_text("Placements ›").await;
    dash.press(":client:1\r");
    dash.shows_text("client 1 ·").await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// Everything of one rule is acknowledged in one go, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn many_findings_are_acknowledged_at_once() {
    let db = TestDb::fresh().await.unwrap();
    let (url, date) = (db.url(), "2026-11-23");
    sereno(url, &["demo", "--developers", "400", "--roles", "6", "--as-of", date]);
    sereno(url, &["run", "nightly", "--date", date, "--wait"]);
    let some = "select rule from sereno.finding where state = 'open' group by rule
        having count(*) between 2 and 50 order by count(*) desc, rule limit 1";
    let rule = db.text(some.to_owned()).await.unwrap();
    let open =
        format!("select count(*) from sereno.finding where state = 'open' and rule = '{rule}'");
    let n = db.count(open.clone()).await.unwrap();

    let mut dash = Dash::open_at(url, &["findings"]);
    dash.shows_text("FINDINGS ·").await;
    dash.press(&format!("/rule:{rule}\r*"));
    dash.shows_text(&format!("{n} marked")).await;
    dash.press("A");
    dash.shows_text(&format!("{n} of {n} are open and would be acknowledged")).await;
    dash.shows_text(&format!("{rule} {n}")).await;
    dash.press("asked for all of them\r");
    dash.shows_text("Do it?").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    dash.press("y");
    dash.shows_text(&format!("{n} of {n} findings were open and are acknowledged")).await;
    dash.shows("no marks", |screen| !screen.contents().contains("marked")).await;
    assert_eq!(db.count(open).await.unwrap(), 0);
    let audited = "select count(*) from sereno.audit_event where action = 'finding.acknowledge'
        and reason = 'asked for all of them' and actor = 'ana'";
    assert_eq!(db.count(audited).await.unwrap(), n);
    let others = "select count(*) from sereno.finding where state = 'acknowledged' and rule <> '";
    assert_eq!(db.count(format!("{others}{rule}'")).await.unwrap(), 0);
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}

/// Whatever passes the filter goes round again, of every night at once; what is done stays, and is told.
#[tokio::test(flavor = "multi_thread")]
async fn all_that_match_are_retried_in_one_go() {
    let db = TestDb::fresh().await.unwrap();
    let url = db.url();
    sereno(url, &["demo", "--developers", "200", "--roles", "6", "--as-of", "2026-11-23"]);
    for date in ["2026-11-23", "2026-11-24"] {
        sereno(url, &["run", "nightly", "--date", date, "--wait"]);
    }
    let first = "with stopped as (
        update sereno.chunk set state = 'quarantined'
        where chunk_id in (select min(chunk_id) from sereno.chunk join sereno.step using (step_id)
            where kind = 'rescore' group by chunk.run_id)
        returning 1
    ) select count(*) from stopped";
    assert_eq!(db.count(first).await.unwrap(), 2);
    let all = "select count(*) from sereno.chunk join sereno.step using (step_id)
        where kind = 'rescore'";
    let n_others = db.count(all).await.unwrap() - 2;

    let mut dash = Dash::open_at(url, &["chunks"]);
    dash.shows_text("CHUNKS · newest first").await;
    dash.press("/kind:rescore\r");
    dash.shows_text(&format!("{} of ", n_others + 2)).await;
    dash.press("\x01");
    dash.shows_text(&format!("all {} that match", n_others + 2)).await;
    dash.press("R");
    dash.shows_text("2 chunks of 2 runs would go round again").await;
    dash.shows_text("sereno chunk retry --all kind:rescore --reason").await;
    if n_others > 0 {
        dash.shows_text(&format!("{n_others} more are not in quarantine: they stay")).await;
    }
    dash.press("the disk is there again\r");
    dash.shows_text("Do it?").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    dash.press("y");
    dash.shows_text("2 chunks of 2 runs go round again").await;
    dash.shows("no set", |screen| !screen.contents().contains("that match")).await;
    let audited = "select count(*) from sereno.audit_event where action = 'run.retry'
        and reason = 'the disk is there again' and actor = 'ana'";
    assert_eq!(db.count(audited).await.unwrap(), 2);
    let broken = "select count(*) from sereno.chunk where state = 'quarantined'";
    assert_eq!(db.count(broken).await.unwrap(), 0);
    dash.press("u");
    dash.shows_text("sereno retries stop 1 2 --reason").await;
    dash.press("\t\r");
    dash.shows_text("Do it?").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    dash.press("y");
    dash.shows_text("2 chunks are back in quarantine").await;
    dash.press("Q");
    assert_eq!(dash.is_over().await, 0);
}
