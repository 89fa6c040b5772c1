//! How many connections there may be, and what becomes of one whose client does not read.

use crate::support::{App, on_each_database, on_each_database_with};
use server::startup::Capacity;
use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_millis(300);
/// A large page that is there without a build of the site.
const FILE: &str = "GET /docs/api HTTP/1.1\r\nhost: localhost\r\n\r\n";
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

const fn capacity(in_all: usize, of_one: usize) -> Capacity {
    Capacity {
        in_all,
        of_one,
        patience: PATIENCE,
    }
}

async fn connect(app: &App, from: [u8; 4]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(IpAddr::from(from), 0)).unwrap();
    socket.connect(app.address).await.unwrap()
}

/// The status of a health check over a connection; 0 when it was closed.
async fn health(stream: &mut TcpStream) -> u16 {
    if stream.write_all(HEALTH.as_bytes()).await.is_err() {
        return 0;
    }
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while !answer.ends_with(b"ok\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(length) => answer.extend_from_slice(&piece[..length]),
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or(0)
}

#[tokio::test]
async fn who_does_not_read_loses_the_connection() {
    on_each_database(async |app| {
        let app = app.with_capacity(capacity(16, 16)).await;
        let mut stalled = connect(&app, [127, 0, 0, 1]).await;
        // More than the system keeps for somebody who does not read.
        let requests = FILE.repeat(40);
        stalled.write_all(requests.as_bytes()).await.unwrap();
        tokio::time::sleep(PATIENCE * 5).await;
        let mut received = Vec::new();
        let end = timeout(Duration::from_secs(10), stalled.read_to_end(&mut received)).await;
        assert!(end.is_ok(), "the connection is still there");
        let answers = String::from_utf8_lossy(&received).matches("HTTP/1.1 200").count();
        assert!(answers < 40, "everything was sent to somebody who does not read");
        assert_eq!(app.guest().get("/healthz").await.status, 200);
    })
    .await;
}

/// Reading slowly is not the same as not reading.
#[tokio::test]
async fn who_reads_slowly_gets_everything() {
    on_each_database(async |app| {
        let app = app.with_capacity(capacity(16, 16)).await;
        let mut slow = connect(&app, [127, 0, 0, 1]).await;
        let request = FILE.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
        slow.write_all(request.as_bytes()).await.unwrap();
        let (mut received, mut piece) = (0, vec![0; 200_000]);
        loop {
            tokio::time::sleep(PATIENCE / 4).await;
            match slow.read(&mut piece).await.unwrap() {
                0 => break,
                length => received += length,
            }
        }
        assert!(received > 100_000, "{received} bytes");
    })
    .await;
}

#[tokio::test]
async fn one_address_leaves_room_for_the_others() {
    on_each_database(async |app| {
        let app = app.with_capacity(capacity(8, 2)).await;
        let mut held = Vec::new();
        // On this machine may be a proxy that nobody has named, so its part is a large one.
        for _ in 0..7 {
            let mut stream = connect(&app, [127, 0, 0, 1]).await;
            assert_eq!(health(&mut stream).await, 200);
            held.push(stream);
        }
        assert_ne!(health(&mut connect(&app, [127, 0, 0, 1]).await).await, 200);
        let mut other = connect(&app, [127, 0, 0, 2]).await;
        assert_eq!(health(&mut other).await, 200);
        assert_ne!(
            health(&mut connect(&app, [127, 0, 0, 3]).await).await,
            200,
            "no more in all"
        );
        assert_eq!(health(&mut held[0]).await, 200, "who is there stays");
        drop((held, other));
        for attempt in 0.. {
            if health(&mut connect(&app, [127, 0, 0, 1]).await).await == 200 {
                break;
            }
            assert!(attempt < 100, "the places were not given back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_trusted_proxy_has_all_the_room_there_is() {
    let behind =
        |config: &mut server::config::Config| config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    on_each_database_with(behind, async |app| {
        let app = app.with_capacity(capacity(8, 2)).await;
        let mut held = Vec::new();
        for _ in 0..8 {
            let mut stream = connect(&app, [127, 0, 0, 1]).await;
            assert_eq!(health(&mut stream).await, 200);
            held.push(stream);
        }
        let mut ninth = connect(&app, [127, 0, 0, 1]).await;
        let mut answer = String::new();
        let _ = ninth.read_to_string(&mut answer).await;
        assert!(
            answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after"),
            "{answer}"
        );
    })
    .await;
}
