//! What a worker answers to monitors, asked over its own port.

#![expect(clippy::unwrap_used, reason = "a test that gets no answer must fail")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sereno_testkit::TestDb;

/// A worker that ends with the test.
struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn worker(db: &TestDb, home: &std::path::Path, address: &str) -> Worker {
    let settings = home.join("sereno.toml");
    std::fs::write(&settings, format!("[worker]\nlisten = \"{address}\"\n")).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_sereno"))
        .arg("worker")
        .env("DATABASE_URL", db.url())
        .env("SERENO_HOME", home)
        .env("SERENO_CONFIG", settings)
        .stderr(Stdio::null())
        .spawn();
    Worker(child.unwrap())
}

/// Asks once; the status line and the rest.
fn ask(address: &str, path: &str) -> std::io::Result<(String, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (status, rest) = answer.split_once("\r\n").unwrap_or((&answer, ""));
    Ok((status.to_owned(), rest.to_owned()))
}

async fn wait_for(address: &str, path: &str, status: &str) -> String {
    let begun = Instant::now();
    loop {
        let answer = ask(address, path);
        if let Ok((found, rest)) = &answer
            && found.contains(status)
        {
            return rest.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{path}: {answer:?}, not {status}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_says_that_it_lives_whether_it_can_work_and_what_is_to_be_done() {
    let db = TestDb::fresh().await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let _worker = worker(&db, home.path(), &free);
    assert!(wait_for(&free, "/readyz", "200").await.ends_with("ready\n"));
    assert!(wait_for(&free, "/healthz", "200").await.ends_with("ok\n"));
    let metrics = wait_for(&free, "/metrics", "200").await;
    for line in [
        "sereno_chunks{job=\"rescore\",state=\"ready\"} 0",
        "sereno_check_level{subject=\"night\"} 1",
        "sereno_workers 1",
        "sereno_worker_attempts_total{outcome=\"done\"} 0",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
    wait_for(&free, "/nothing", "404").await;

    // Away, and back under the same name.
    db.change("alter table sereno.worker rename to gone".to_owned()).await.unwrap();
    let words = wait_for(&free, "/readyz", "503").await;
    assert!(words.contains("the database refused a statement"), "{words}");
    assert!(wait_for(&free, "/healthz", "200").await.ends_with("ok\n"));
    db.change("alter table sereno.gone rename to worker".to_owned()).await.unwrap();
    wait_for(&free, "/readyz", "200").await;
}
