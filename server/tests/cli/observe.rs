//! What a running program tells those who run it: its log, its metrics, and its traces.

use crate::{
    database::in_each_place,
    support::{Shell, add_todo, ask_with, log_in, register},
};
use serde_json::{Value, json};
use std::{
    fs::{File, read_to_string},
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
};

fn lines(log: &Path) -> Vec<Value> {
    let text = read_to_string(log).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[tokio::test]
async fn the_log_begins_and_ends_with_what_was_started_and_stopped() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("SMTP_URL", "smtps://me:hunter2@mail.example");
        let log = place.folder.join("log");
        shell.serve_logging(File::create(&log).unwrap()).stop();
        let lines = lines(&log);
        let of = |message: &str| {
            lines
                .iter()
                .find(|line| line["message"] == message)
                .unwrap_or_else(|| panic!("{lines:?}"))
        };
        let started = of("started");
        let database = if shell.is_postgres() { "postgresql" } else { "sqlite" };
        assert_eq!(
            (&started["database"], &started["mail"]),
            (&json!(database), &json!("smtp"))
        );
        assert_eq!(started["has_rate_limits"], json!(false));
        assert_eq!(started["version"], env!("CARGO_PKG_VERSION"));
        assert!(of("stopping; requests under way may end")["uptime_s"].is_u64());
        assert!(of("stopped")["duration_ms"].is_u64());
        let text = read_to_string(&log).unwrap();
        for secret in [crate::support::SECRET, "hunter2", place.database_url.as_str()] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    })
    .await;
}

#[tokio::test]
async fn metrics_are_shown_where_the_setting_says_and_are_of_this_program_alone() {
    in_each_place(async |place| {
        assert_eq!(Shell::at(place).serve().metrics, None);
        let server = Shell::at(place).with("METRICS_LISTEN", "127.0.0.1:0").serve();
        let token = register(server.address, "ada@example.com");
        log_in(server.address, "ada@example.com");
        assert!(add_todo(server.address, &token, "tea"));
        let text = scrape(server.metrics.unwrap());
        for line in [
            "latchkey_sign_ups_total{outcome=\"done\"} 1\n",
            "latchkey_sign_ins_total{means=\"password\",outcome=\"done\"} 1\n",
            "latchkey_http_requests_total{method=\"POST\",route=\"/api/todos\",status=\"2xx\"} 1\n",
            "latchkey_http_request_duration_seconds_count{method=\"POST\",route=\"/api/todos\"} 1\n",
            "latchkey_account_events_total{kind=\"signed-up\"} 1\n",
            "latchkey_http_requests_in_flight 0\n",
            "latchkey_hash_queue{state=\"waiting\"} 0\n",
            "latchkey_build_info{version=\"",
        ] {
            assert!(text.contains(line), "{line:?} is not in {text}");
        }
        server.stop();
    })
    .await;
}

fn scrape(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Strings and ids stand in OTLP's protobuf as they are, so they can be looked for without decoding it.
#[cfg(feature = "otel")]
#[tokio::test]
async fn traces_arrive_at_the_collector_and_go_on_with_those_of_a_trusted_proxy() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";
    in_each_place(async |place| {
        let collector = Collector::start();
        let traced = || {
            Shell::at(place)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{}", collector.address))
                .with("OTEL_SERVICE_NAME", "todos-of-ada")
        };
        let headers = format!("traceparent: 00-{TRACE}-{PARENT}-01\r\n");
        let ask = |address| ask_with(address, "GET", "/api/todos?q=private", None, &headers, &Value::Null);

        let log = place.folder.join("log");
        let shell = traced().with("TRUSTED_PROXIES", "loopback");
        let server = shell.serve_logging(File::create(&log).unwrap());
        let token = register(server.address, "ada@example.com");
        for _ in 0..20 {
            assert!(add_todo(server.address, &token, "a secret plan"));
            assert_eq!(ask(server.address).0, 401);
        }
        // What has not been sent by then is sent before it ends.
        server.stop();
        let sent = collector.taken();
        for text in [
            "todos-of-ada",
            "POST /api/todos",
            "create a todo",
            "sign up",
            "hash",
            "statement",
            "\ninsert into todos".trim_start(),
            "http.route",
            "http.response.status_code",
            "db.query.text",
            if shell.is_postgres() { "postgresql" } else { "sqlite" },
        ] {
            assert!(sent.holds(text.as_bytes()), "{text:?} did not arrive");
        }
        assert!(
            sent.holds(&bytes(TRACE)) && sent.holds(&bytes(PARENT)),
            "the proxy's trace goes on"
        );
        for secret in [
            "a secret plan",
            "ada@example.com",
            "q=private",
            token.as_str(),
            "violet otter",
        ] {
            assert!(!sent.holds(secret.as_bytes()), "{secret} went to the collector");
        }
        let lines = lines(&log);
        for answered in lines.iter().filter(|line| line["message"] == "answered") {
            assert!(answered["trace.id"].is_string(), "{answered}");
            assert!(
                answered["request.id"].is_string() && answered.get("otel.name").is_none(),
                "{answered}"
            );
        }
        let refused = lines.iter().filter(|line| line["status"] == 401);
        assert_eq!(refused.filter(|line| line["trace.id"] == TRACE).count(), 20);

        let server = traced().serve();
        assert_eq!(ask(server.address).0, 401);
        server.stop();
        let sent = collector.taken();
        assert!(sent.holds(b"GET /api/todos"));
        assert!(
            !sent.holds(&bytes(TRACE)),
            "anybody can claim to be a part of any trace"
        );
    })
    .await;
}

/// Takes what is sent to a collector.
#[cfg(feature = "otel")]
struct Collector {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<u8>>>,
}

#[cfg(feature = "otel")]
struct Sent(Vec<u8>);

#[cfg(feature = "otel")]
impl Sent {
    fn holds(&self, bytes: &[u8]) -> bool {
        self.0.windows(bytes.len()).any(|window| window == bytes)
    }
}

#[cfg(feature = "otel")]
impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        let take = async move |request: axum::extract::Request| {
            assert_eq!(
                (request.method().as_str(), request.uri().path()),
                ("POST", "/v1/traces")
            );
            assert_eq!(request.headers()["content-type"], "application/x-protobuf");
            let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
            kept.lock().unwrap().extend_from_slice(&body);
            http::StatusCode::OK
        };
        // On a thread of its own: the test waits for the program without letting go of its own.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, axum::Router::new().fallback(take)).await
            })
        });
        Self { address, taken }
    }

    /// What has come since this was last asked.
    fn taken(&self) -> Sent {
        Sent(std::mem::take(&mut *self.taken.lock().unwrap()))
    }
}

#[cfg(feature = "otel")]
fn bytes(hexadecimal: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(hexadecimal.as_bytes()).unwrap()
}

/// Not to know what is asked for is worth a line, and no reason not to serve.
#[tokio::test]
async fn a_collector_that_is_not_there_keeps_nobody_from_being_served() {
    in_each_place(async |place| {
        for endpoint in ["http://127.0.0.1:9", "not a URL at all"] {
            let server = Shell::at(place).with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).serve();
            assert_eq!(
                crate::support::ask(server.address, "GET", "/readyz", None, &Value::Null).0,
                200
            );
            server.stop();
        }
    })
    .await;
}
