//! The program is told to stop.

use crate::support::on_each_database;
use server::{startup::Application, state::Stopping};
use std::{io::Write, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    time::timeout,
};

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// The test runs on one thread: whatever it does without waiting, the program has not seen yet.
#[tokio::test]
async fn a_request_that_was_sent_before_it_stops_is_answered_before_it_stops() {
    on_each_database(async |app| {
        let mut state = app.state.clone();
        state.stopping = Stopping::default();
        let application = Application::around(state, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = application.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(application.run_until(async { drop(stopped.await) }));
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(REQUEST).await.unwrap();
        let mut first = [0; 1024];
        let length = idle.read(&mut first).await.unwrap();
        assert!(first[..length].starts_with(b"HTTP/1.1 200"));

        // One that waits in the queue of the system, and one over a connection that has been idle.
        let mut new = std::net::TcpStream::connect(address).unwrap();
        new.write_all(REQUEST).unwrap();
        new.set_nonblocking(true).unwrap();
        let mut new = TcpStream::from_std(new).unwrap();
        assert_eq!(idle.try_write(REQUEST).unwrap(), REQUEST.len());
        stop.send(()).unwrap();

        for stream in [&mut idle, &mut new] {
            let mut answer = String::new();
            timeout(Duration::from_secs(5), stream.read_to_string(&mut answer))
                .await
                .expect("the connection is closed after the answer")
                .unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer:?}");
            assert!(answer.contains("connection: close"), "{answer:?}");
        }
        timeout(Duration::from_secs(5), running)
            .await
            .expect("the program stops")
            .unwrap();
    })
    .await;
}
