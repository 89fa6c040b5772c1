//! Open pages hear at once that their session has ended.

use super::sessions::{FIREFOX, device, id_of};
use crate::support::{App, Browser, PASSWORD, on_each_database};
use server::{startup::Application, state::Stopping};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    time::timeout,
};

const PATH: &str = "/session-events";

/// A stream of events as a browser holds it open.
pub struct Events {
    stream: TcpStream,
    head: String,
}

impl Events {
    /// Asks for it and reads until the head of the answer is there.
    async fn open(address: SocketAddr, browser: &Browser) -> Self {
        let cookies: Vec<String> = browser
            .cookies()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = format!(
            "GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip, br\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\nCookie: {}\r\n\r\n",
            cookies.join("; ")
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(
                timeout(Duration::from_secs(5), stream.read_u8())
                    .await
                    .unwrap()
                    .unwrap(),
            );
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        Self { stream, head }
    }

    pub async fn opened(app: &App, browser: &Browser) -> Self {
        let events = Self::open(app.address, browser).await;
        assert!(events.head.starts_with("http/1.1 200 "), "{}", events.head);
        events
    }

    /// What comes until the server closes, which has to be soon.
    pub async fn rest(&mut self) -> String {
        let mut rest = String::new();
        let reading = self.stream.read_to_string(&mut rest);
        timeout(Duration::from_secs(1), reading)
            .await
            .expect("the stream ends")
            .unwrap();
        rest
    }

    /// Whether nothing has come for a moment.
    pub async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(600), self.stream.read_u8())
            .await
            .is_err()
    }

    pub async fn assert_ended(&mut self, by: &str) {
        let rest = self.rest().await;
        assert!(rest.contains("event: ended\ndata: ended\n\n"), "{rest:?} by {by}");
    }
}

#[tokio::test]
async fn it_is_a_stream_that_nobody_keeps_or_holds_back() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let events = Events::opened(app, &ada).await;
        for line in [
            "content-type: text/event-stream",
            "cache-control: no-store",
            "x-accel-buffering: no",
            "x-content-type-options: nosniff",
        ] {
            assert!(events.head.contains(line), "{line} is not in {}", events.head);
        }
        assert!(!events.head.contains("content-encoding"), "{}", events.head);
    })
    .await;
}

#[tokio::test]
async fn a_guest_gets_no_stream() {
    on_each_database(async |app| {
        let answer = app.guest().ask(http::Method::GET, PATH).await;
        assert_eq!((answer.status, answer.text()), (401, ""));
        let ada = app.member("Ada").await;
        let tab = ada.stolen_copy();
        ada.sign_out().await;
        assert_eq!(tab.ask(http::Method::GET, PATH).await.status, 401);
    })
    .await;
}

/// Whatever ends a session is heard where it was open, and nowhere else.
#[tokio::test]
async fn every_way_of_ending_a_session_is_heard_within_a_second() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let mut elsewhere = [Events::opened(app, &ada).await, Events::opened(app, &eve).await];
        for by in ["sign-out", "one", "api", "others"] {
            let phone = device(app, FIREFOX).await;
            let mut events = Events::opened(app, &phone).await;
            match by {
                "sign-out" => drop(phone.stolen_copy().sign_out().await),
                "one" => {
                    let form = [("intent", "end"), ("session", &*id_of(&phone).await)];
                    ada.post_form("/settings/sessions", &form).await;
                }
                "api" => {
                    let body = serde_json::json!({ "token": id_of(&phone).await }).to_string();
                    ada.ask(http::Method::POST, "/api/auth/revoke-session")
                        .header("origin", "http://localhost:3000")
                        .header("content-type", "application/json")
                        .body(body)
                        .await;
                }
                _ => drop(ada.post_form("/settings/sessions", &[("intent", "end-others")]).await),
            }
            events.assert_ended(by).await;
        }
        for events in &mut elsewhere {
            assert!(events.is_silent().await);
        }
        let [mut of_ada, mut of_eve] = elsewhere;
        ada.post_form("/settings/sessions", &[("intent", "end-everywhere")])
            .await;
        of_ada.assert_ended("everywhere").await;
        assert!(of_eve.is_silent().await);
    })
    .await;
}

#[tokio::test]
async fn changing_the_password_is_heard_in_all_tabs() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = device(app, FIREFOX).await;
        let mut streams = [Events::opened(app, &ada).await, Events::opened(app, &phone).await];
        let form = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", "a heron reads the weather"),
            ("sign-out-others", "on"),
        ];
        assert_eq!(ada.post_form("/settings/password", &form).await.status, 303);
        for events in &mut streams {
            events.assert_ended("a new password").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_theft_is_heard() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(ada.is_signed_in().await);
        let mut events = Events::opened(app, &ada).await;
        app.clock.advance(Duration::from_secs(11));
        assert!(!thief.is_signed_in().await);
        events.assert_ended("a theft").await;
    })
    .await;
}

/// A browser has six connections to one server: some tabs do without, and hear it from the others.
#[tokio::test]
async fn a_few_tabs_may_listen_and_closing_one_makes_room() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let mut tabs = Vec::new();
        for _ in 0..3 {
            tabs.push(Events::opened(app, &ada).await);
        }
        assert_eq!(ada.ask(http::Method::GET, PATH).await.status, 204);
        let phone = device(app, FIREFOX).await;
        Events::opened(app, &phone).await;
        tabs.pop();
        let mut makes_room = false;
        for _ in 0..100 {
            let events = Events::open(app.address, &ada).await;
            makes_room = events.head.starts_with("http/1.1 200 ");
            if makes_room {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(makes_room, "a tab that was closed still counts");
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_when_the_program_stops() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let mut state = app.state.clone();
        state.stopping = Stopping::default();
        let application = Application::around(state, SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = application.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(application.run_until(async { drop(stopped.await) }));
        let mut events = Events::open(address, &ada).await;
        stop.send(()).unwrap();
        assert!(!events.rest().await.contains("ended"));
        timeout(Duration::from_secs(2), running)
            .await
            .expect("the program stops at once")
            .unwrap();
    })
    .await;
}
