//! What is amiss reaches people once, by a real request and a real mail conversation.

use std::time::Duration;

use jiff::tz::TimeZone;
use sereno_db::alert::alert_list;
use sereno_db::pool;
use sereno_domain::alert::{AlertChannel, AlertLine, DeliveryState};
use sereno_domain::check::CheckLevel;
use sereno_jobs::alert::{Channels, Email, look};
use sereno_jobs::watch::Watch;
use sereno_testkit::TestDb;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use crate::firm::{FIRM, plan};

/// A night that waits for a worker that is not there, since long ago.
async fn stuck() -> TestDb {
    let db = TestDb::fresh().await.unwrap();
    db.count(FIRM).await.unwrap();
    plan(db.pool(), None).await;
    for past in [
        "update sereno.run set started_at = now() - interval '1 hour'",
        "update sereno.step set started_at = now() - interval '1 hour' where started_at is not null",
    ] {
        db.change(past.to_owned()).await.unwrap();
    }
    db
}

fn watch() -> Watch {
    let zone = TimeZone::UTC;
    Watch { zone, cutoff_hour: 0, deadline: None, schedules: Vec::new() }
}

async fn listed(db: &TestDb) -> Vec<AlertLine> {
    alert_list(&mut pool::acquire(db.pool()).await.unwrap()).await.unwrap()
}

async fn queue_alert(db: &TestDb) -> AlertLine {
    listed(db).await.into_iter().find(|line| line.subject.as_str() == "queue").unwrap()
}

/// Takes requests and answers each with the next status; their bodies.
async fn chat(listener: TcpListener, statuses: &[&str]) -> Vec<String> {
    let mut bodies = Vec::new();
    for status in statuses {
        let (stream, _) = listener.accept().await.unwrap();
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).await.unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await.unwrap();
        bodies.push(String::from_utf8(body).unwrap());
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        reader.get_mut().write_all(answer.as_bytes()).await.unwrap();
    }
    bodies
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_told_until_it_is_taken_and_then_never_again() {
    let db = stuck().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let channels = Channels { environment: "prod".to_owned(), webhook: Some(address), email: None };
    let tell = async {
        look(db.pool(), &watch(), &channels).await.unwrap();
        let n_open = listed(&db).await.len();
        let refused = queue_alert(&db).await;
        assert_eq!((refused.level, refused.resolved_at), (CheckLevel::Critical, None));
        let delivery = &refused.deliveries[0];
        assert_eq!((delivery.state, delivery.n_tries), (DeliveryState::Pending, 1));
        assert!(delivery.error.as_ref().unwrap().as_str().contains("503"), "{delivery:?}");

        let due = "update sereno.alert_delivery set next_at = now()";
        db.change(due.to_owned()).await.unwrap();
        look(db.pool(), &watch(), &channels).await.unwrap();
        assert_eq!(queue_alert(&db).await.deliveries[0].state, DeliveryState::Sent);
        // Nobody listens any more: a third request would fail and be noted.
        for _ in 0..3 {
            look(db.pool(), &watch(), &channels).await.unwrap();
        }
        assert_eq!(listed(&db).await.len(), n_open);
        assert_eq!(queue_alert(&db).await.deliveries[0].n_tries, 2);
    };
    // Only the queue's alert is told: the others are taken away first.
    look(db.pool(), &watch(), &Channels::default()).await.unwrap();
    db.change("delete from sereno.alert where subject = 'queue'".to_owned()).await.unwrap();
    let (bodies, ()) = tokio::join!(chat(listener, &["503 Busy", "200 OK"]), tell);
    assert_eq!(bodies[0], bodies[1]);
    assert!(bodies[0].starts_with("{\"text\":\"prod CRITICAL queue: 3 chunks wait"), "{bodies:?}");

    db.change("update sereno.run set state = 'superseded'".to_owned()).await.unwrap();
    db.change("update sereno.chunk set state = 'done'".to_owned()).await.unwrap();
    look(db.pool(), &watch(), &channels).await.unwrap();
    assert!(queue_alert(&db).await.resolved_at.is_some());
}

/// As much of a mail server as one message needs; what it was given.
async fn mail_server(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let mut reader = BufReader::new(stream);
    let mut given = String::new();
    reader.get_mut().write_all(b"220 test\r\n").await.unwrap();
    let mut in_message = false;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.unwrap() == 0 {
            return given;
        }
        given.push_str(&line);
        let answer: &[u8] = match line.trim_end() {
            "." if in_message => {
                in_message = false;
                b"250 taken\r\n"
            }
            _ if in_message => continue,
            "DATA" => {
                in_message = true;
                b"354 go on\r\n"
            }
            "QUIT" => return given,
            _ => b"250 ok\r\n",
        };
        reader.get_mut().write_all(answer).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_told_by_mail() {
    let db = stuck().await;
    look(db.pool(), &watch(), &Channels::default()).await.unwrap();
    db.change("delete from sereno.alert where subject = 'queue'".to_owned()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let email = Email {
        server: format!("smtp://{}", listener.local_addr().unwrap()),
        from: "Night Watch <sereno@firm.example>".parse().unwrap(),
        to: vec!["ops@firm.example".parse().unwrap()],
    };
    let channels = Channels { email: Some(email), ..Channels::default() };
    assert_eq!(channels.set(), [AlertChannel::Email]);
    let tell = async {
        look(db.pool(), &watch(), &channels).await.unwrap();
        drop(channels);
    };
    let talked = tokio::time::timeout(Duration::from_secs(20), async {
        tokio::join!(mail_server(listener), tell).0
    });
    let given = talked.await.unwrap();
    assert!(given.contains("RCPT TO:<ops@firm.example>"), "{given}");
    assert!(given.contains("Subject: sereno CRITICAL queue: 3 chunks wait"), "{given}");
    assert_eq!(queue_alert(&db).await.deliveries[0].state, DeliveryState::Sent);
}

/// Workers that look at once raise one alert for each thing amiss.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_at_once_raises_one() {
    let db = stuck().await;
    let (watch, channels) = (watch(), Channels::default());
    let looks = (0..6).map(|_| look(db.pool(), &watch, &channels));
    for looked in futures::future::join_all(looks).await {
        looked.unwrap();
    }
    assert!(!listed(&db).await.is_empty());
    let twice = "select count(*) - count(distinct subject) from sereno.alert";
    assert_eq!(db.count(twice).await.unwrap(), 0);
}
