//! Numbers for Prometheus. They belong to the process, in which other tests run too, so what is said of them here is
//! that they have moved at least so far.

use crate::support::{App, PASSWORD, on_each_database, on_each_database_with};
use server::config::Config;
use std::{collections::BTreeMap, net::SocketAddr};

/// As with `METRICS_LISTEN`.
pub fn at_an_address_of_its_own(config: &mut Config) {
    config.server.metrics_listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
}

/// All series and their values.
pub struct Numbers {
    text: String,
    series: BTreeMap<String, f64>,
}

impl Numbers {
    pub async fn of(app: &App) -> Self {
        let answer = app
            .raw_at(
                app.metrics.unwrap(),
                b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            )
            .await;
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains("application/openmetrics-text; version=1.0.0"), "{head}");
        assert!(text.ends_with("# EOF\n"));
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let series = lines.map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        });
        Self {
            series: series.collect(),
            text: text.to_owned(),
        }
    }

    /// What a series has come to; 0 where it has not begun.
    pub fn get(&self, series: &str) -> f64 {
        self.series.get(series).copied().unwrap_or(0.0)
    }
}

#[tokio::test]
async fn without_the_setting_nobody_counts_and_nothing_listens() {
    on_each_database(async |app| {
        assert_eq!(app.metrics, None);
        assert_eq!(app.guest().get("/metrics").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn they_are_never_on_the_port_that_everybody_reaches() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let answer = app.guest().get("/metrics").await;
        assert!(
            answer.status == 404 && !answer.text().contains("latchkey_"),
            "{answer:?}"
        );
        let other = app.raw_at(
            app.metrics.unwrap(),
            b"GET /todos HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        assert!(
            other.await.starts_with("HTTP/1.1 404"),
            "nor is anything else at theirs"
        );
    })
    .await;
}

#[tokio::test]
async fn what_people_do_moves_its_numbers() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let before = Numbers::of(app).await;
        let ada = app.member("Ada").await;
        app.guest().sign_in("ada@example.com", "not her password").await;
        let again = app.guest();
        again.sign_in("ada@example.com", PASSWORD).await;
        app.let_the_jwt_expire();
        assert!(again.is_signed_in().await);
        ada.get("/todos").await;
        app.emails_to("ada@example.com").await;
        let after = Numbers::of(app).await;
        for series in [
            "latchkey_sign_ups_total{outcome=\"done\"}",
            "latchkey_sign_ins_total{means=\"password\",outcome=\"done\"}",
            "latchkey_sign_ins_total{means=\"password\",outcome=\"wrong\"}",
            "latchkey_refreshes_total{outcome=\"renewed\"}",
            "latchkey_account_events_total{kind=\"signed-in\"}",
            "latchkey_account_events_total{kind=\"sign-in-failed\"}",
            "latchkey_http_requests_total{method=\"POST\",route=\"/rpc/sign-in\",status=\"2xx\"}",
            "latchkey_http_requests_total{method=\"POST\",route=\"/rpc/sign-in\",status=\"4xx\"}",
            "latchkey_http_request_duration_seconds_count{method=\"GET\",route=\"/todos\"}",
            "latchkey_hash_duration_seconds_count",
            "latchkey_hash_wait_seconds_count",
            "latchkey_mails_total{outcome=\"kept\"}",
        ] {
            assert!(after.get(series) > before.get(series), "{series} in {}", after.text);
        }
        assert!(after.get("process_resident_memory_bytes") > 1e6);
        assert!(after.get("process_open_fds") > 3.0);
        assert!(after.get("latchkey_job_last_run_seconds{job=\"letters\"}") > 1.7e9);
        assert!(after.get("latchkey_mail_queue{state=\"kept\"}") > 0.0);
        assert!(after.get("latchkey_http_requests_in_flight") >= 0.0);
    })
    .await;
}

#[tokio::test]
async fn the_database_shows_how_busy_it_is() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let is_sqlite = app.config.data.database_url.0.starts_with("sqlite");
        let pool = if is_sqlite { "writer" } else { "all" };
        let idle = Numbers::of(app).await;
        let series = |state: &str| format!("latchkey_database_connections{{pool=\"{pool}\",state=\"{state}\"}}");
        let writing = app.state.database.begin().await.unwrap();
        let busy = Numbers::of(app).await;
        assert!(busy.get(&series("in_use")) >= 1.0, "{}", busy.text);
        writing.commit().await.unwrap();
        let waits = format!("latchkey_database_wait_seconds_count{{pool=\"{pool}\"}}");
        assert!(busy.get(&waits) > idle.get(&waits));
        assert!(idle.get(&format!("latchkey_database_connections_most{{pool=\"{pool}\"}}")) >= 1.0);
        assert_eq!(busy.get("latchkey_database_wal_bytes") > 0.0, is_sqlite);
    })
    .await;
}

/// Whoever collects wants to know all the more when the database is away.
#[tokio::test]
async fn without_a_database_the_numbers_are_still_there() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let broken = app.another(|_| {}, |_| {}).await;
        let before = Numbers::of(&broken).await;
        broken.state.database.close().await;
        assert_eq!(broken.guest().get("/readyz").await.status, 503);
        let after = Numbers::of(&broken).await;
        let errors = "latchkey_database_errors_total{kind=\"unavailable\"}";
        assert!(after.get(errors) > before.get(errors));
        assert!(
            !after.text.contains("latchkey_mail_queue{"),
            "what could not be asked is not made up"
        );
    })
    .await;
}

/// A series stays in memory for as long as the program runs, here and at whoever collects it.
#[tokio::test]
async fn nothing_a_client_sends_becomes_a_label() {
    on_each_database_with(at_an_address_of_its_own, async |app| {
        let ada = app.member("Ada").await;
        for number in 0..1000 {
            let marked = format!("marked{number}");
            let path = match number % 5 {
                0 => format!("/{marked}"),
                1 => format!("/api/todos/{marked}?{marked}=1"),
                2 => format!("/settings/{marked}"),
                3 => format!("/pkg/{marked}.js"),
                _ => format!("/rpc/{marked}/{number}"),
            };
            let method = match number % 7 {
                0 => http::Method::from_bytes(marked.to_uppercase().as_bytes()).unwrap(),
                1 => http::Method::DELETE,
                _ => http::Method::GET,
            };
            ada.ask(method, &path).header("user-agent", &marked).await;
        }
        let text = Numbers::of(app).await.text;
        for unwanted in ["marked", "MARKED", "example.com", "Ada"] {
            assert!(!text.contains(unwanted), "{unwanted:?} is in {text}");
        }
        assert!(text.contains("method=\"other\"") && text.contains("route=\"none\""));
        let routes: std::collections::BTreeSet<_> = text
            .split("route=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!((3..200).contains(&routes.len()), "{routes:?}");
    })
    .await;
}
