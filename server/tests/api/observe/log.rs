//! Lines that read alone.

use crate::support::{App, PASSWORD, logged::Log, on_each_database, on_each_database_with};
use serde_json::{Value, json};
use server::site::Site;
use std::{fs, sync::Arc};

#[tokio::test]
async fn a_request_leaves_one_line_that_says_what_was_asked_and_what_came_of_it() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let log = Log::keep();
        let answer = ada.get("/todos?filter=active").await;
        let lines = log.about(answer.header("x-request-id").unwrap());
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((&line["level"], &line["message"]), (&json!("INFO"), &json!("answered")));
        let asked = (&line["method"], &line["route"], &line["status"]);
        assert_eq!(asked, (&json!("GET"), &json!("/todos"), &json!(200)));
        assert!(line["duration_ms"].is_u64() && line["timestamp"].is_string());
        assert_eq!(line["user.id"], json!(id_of("ada@example.com", app).await));
        assert_eq!(line["path"], Value::Null, "the route says it");
    })
    .await;
}

#[tokio::test]
async fn what_happened_within_a_request_bears_its_id() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let log = Log::keep();
        let answer = app.guest().sign_in("ada@example.com", PASSWORD).await;
        let [signed_in] = &log.saying("signed in")[..] else {
            panic!("{}", log.text())
        };
        assert_eq!(signed_in["request.id"], answer.header("x-request-id").unwrap());
        assert_eq!(signed_in["user.id"], id_of("ada@example.com", app).await);
        let refused = app.guest().sign_in("ada@example.com", "another password").await;
        let [line] = &log.saying("a sign-in was refused")[..] else {
            panic!("{}", log.text())
        };
        assert_eq!(line["request.id"], refused.header("x-request-id").unwrap());
    })
    .await;
}

/// Somebody has opened the installation by another name than its own, and whoever runs it looks here.
#[tokio::test]
async fn a_refused_origin_is_told_beside_the_one_that_is_expected() {
    on_each_database(async |app| {
        let log = Log::keep();
        let guest = app.guest();
        let ask = guest.post_form("/sign-in", &[]).without("sec-fetch-site");
        let answer = ask.header("origin", "http://192.168.1.5:3000").await;
        assert_eq!(answer.status, 403);
        let [line] = &log.saying("refused a request from another origin")[..] else {
            panic!("{}", log.text())
        };
        assert_eq!(
            (&line["origin"], &line["expected"]),
            (&json!("http://192.168.1.5:3000"), &json!("http://localhost:3000"))
        );
    })
    .await;
}

/// A supervisor asks every few seconds, and a page brings a dozen files.
#[tokio::test]
async fn probes_and_files_say_nothing_unless_asked() {
    on_each_database(async |app| {
        let site = app.config.data.dir.join("site");
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("favicon.svg"), "<svg/>").unwrap();
        let site = Arc::new(Site::Folder(site));
        let app = app.another(|_| {}, |state| state.site = site).await;
        for (filter, lines) in [("info", 0), ("server=debug", 2)] {
            let log = Log::keep_with(filter);
            assert_eq!(app.guest().get("/healthz").await.status, 200);
            assert_eq!(app.guest().get("/favicon.svg").await.status, 200);
            assert_eq!(log.saying("answered").len(), lines, "{}", log.text());
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_without_its_query() {
    on_each_database(async |app| {
        let log = Log::keep();
        let long = format!("/nowhere/{}", "x".repeat(5000));
        for path in ["/nowhere?token=hidden", &long] {
            assert_eq!(app.guest().get(path).await.status, 404);
        }
        let [first, second] = &log.saying("answered")[..] else {
            panic!("{}", log.text())
        };
        assert_eq!((&first["route"], &first["path"]), (&json!("none"), &json!("/nowhere")));
        assert_eq!(second["path"].as_str().unwrap().len(), 200);
    })
    .await;
}

/// Passwords, tokens, cookies and addresses of mail are for nobody who reads logs.
#[tokio::test]
async fn no_line_holds_what_opens_something_or_who_somebody_is() {
    on_each_database(async |app| {
        app.guest();
        let log = Log::keep_with("debug,hyper=off,sqlx=off");
        let ada = app.member("Ada").await;
        let cookies = ada.cookies();
        app.guest().sign_in("ada@example.com", "not her password").await;
        app.guest().sign_in("nobody@example.com", "not a password").await;
        ada.post_form("/todos", &[("intent", "add"), ("title", "a secret plan")])
            .await;
        app.let_the_jwt_expire();
        ada.get("/todos?filter=private-filter").await;
        let renewed = ada.cookies();
        ada.post_form("/sign-out", &[]).await;
        let emails = Vec::from(["an email is at /dev/mail"]);
        let text: String = log
            .text()
            .lines()
            // In development the log is a mailbox too.
            .filter(|line| !emails.iter().any(|email| line.contains(email)))
            .collect();
        assert!(text.contains("signed out"), "{text}");
        for secret in [
            "example.com",
            PASSWORD,
            "not her password",
            "not a password",
            "a secret plan",
            "private-filter",
        ] {
            assert!(!text.contains(secret), "{secret} is in the log");
        }
        for (name, value) in cookies.iter().chain(&renewed).filter(|(_, value)| value.len() > 20) {
            assert!(!text.contains(value.as_str()), "the {name} cookie is in the log");
        }
    })
    .await;
}

async fn id_of(email: &str, app: &App) -> String {
    #[derive(sqlx::FromRow)]
    struct Id {
        id: String,
    }
    let found: Id = server::database::query("select id from users where email = $1")
        .bind(email)
        .one(&app.state.database)
        .await
        .unwrap();
    found.id
}

/// What keeps clients away that guess goes by their address; of accounts it learns the id and nothing else.
#[tokio::test]
async fn refused_attempts_are_told_with_the_address_of_the_client() {
    let change = |config: &mut server::config::Config| {
        config.server.rate_limits = Some(server::auth::limits::Limits::default());
        config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    };
    on_each_database_with(change, async |app| {
        let _ada = app.member("Ada").await;
        // In development an email is logged as a whole.
        app.emails_to("ada@example.com").await;
        let log = Log::keep();
        for email in ["ada@example.com", "nobody@example.com"].iter().cycle().take(22) {
            let fields = [("email", *email), ("password", "not a password")];
            app.guest()
                .post_form("/sign-in", &fields)
                .header("x-forwarded-for", "203.0.113.7")
                .await;
        }
        for message in ["a sign-in was refused", "an attempt was refused; there were too many"] {
            let lines = log.saying(message);
            assert!(
                !lines.is_empty() && lines.iter().all(|line| line["client.address"] == "203.0.113.7"),
                "{}",
                log.text()
            );
        }
        assert!(!log.text().contains("@example.com"), "{}", log.text());
    })
    .await;
}
