//! Where somebody is signed in, and signing out there.

use crate::support::{Answer, App, Browser, PASSWORD, days, hours, on_each_database, seconds};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use server::database::command;

const PAGE: &str = "/settings/sessions";
const SESSIONS: &str = "select count(*) as rows from sessions";

pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";
const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

/// A browser with this `User-Agent` in which Ada has just signed in.
pub async fn device(app: &App, user_agent: &str) -> Browser {
    let form = json!({ "form": { "email": "ada@example.com", "password": PASSWORD, "remember": "on" } });
    let browser = app.guest();
    let answer = browser.rpc("sign-in", form).header("user-agent", user_agent).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    browser
}

/// The id of a browser's session.
pub async fn id_of(browser: &Browser) -> String {
    let answer = browser.ask(Method::GET, "/api/auth/get-session").await;
    let session: Value = serde_json::from_slice(&answer.body).unwrap();
    session["session"]["id"].as_str().unwrap().to_owned()
}

async fn end(browser: &Browser, session_id: &str) -> Answer {
    browser
        .post_form(PAGE, &[("intent", "end"), ("session", session_id)])
        .await
}

async fn send(browser: &Browser, intent: &str) -> Answer {
    browser.post_form(PAGE, &[("intent", intent)]).await
}

/// The texts in this order.
fn assert_in_order(page: &Answer, parts: &[&str]) {
    let mut rest = page.text();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part:?} is not there, or not there in order: {}", page.text())
        };
        rest = after;
    }
}

#[tokio::test]
async fn this_device_comes_first_and_then_the_last_active() {
    on_each_database(async |app| {
        app.member("Ada").await.sign_out().await;
        let laptop = device(app, FIREFOX).await;
        app.clock.advance(days(1));
        let desktop = device(app, CHROME).await;
        app.clock.advance(hours(2));
        let program = device(app, "curl/8.5.0").await;
        app.clock.advance(seconds(5 * 60));
        desktop.get("/todos").await;
        app.clock.advance(seconds(3 * 60));
        let page = laptop.get(PAGE).await;
        assert_eq!(page.status, 200);
        assert_in_order(
            &page,
            &[
                "Firefox on Linux",
                "This device",
                "Active now · 127.0.0.1 · signed in 1 January",
                "Chrome on Windows",
                "Active 3 minutes ago · 127.0.0.1 · signed in 2 January",
                "curl",
                "Active 8 minutes ago · 127.0.0.1 · signed in 2 January",
                "Sign out all other devices",
                "Sign out everywhere",
            ],
        );
        assert_eq!(page.text().matches("This device").count(), 1);
        assert!(!page.text().contains("only signed in here"));
        assert!(program.is_signed_in().await);
    })
    .await;
}

/// As of a program that signs in each time it runs, and never out: 120 sessions of Ada, older the higher their number.
async fn many_sessions(app: &App) {
    let insert = command(
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 120)
        insert into sessions (id, user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at)
        select 'program-' || cast(n as text), u.id, 1 = 1, '192.0.2.' || cast(n as text), 'curl/8.5.0', $1 - n, $1, $1 + 1000000, $1 + 1000000, $1, $1 - 1000 * n
        from numbers
        cross join users u",
    );
    insert.bind(app.clock.now()).execute(&app.state.database).await.unwrap();
}

#[tokio::test]
async fn of_many_sessions_those_that_were_active_last_are_listed() {
    on_each_database(async |app| {
        app.member("Ada").await.sign_out().await;
        let laptop = device(app, FIREFOX).await;
        app.clock.advance(seconds(200));
        many_sessions(app).await;
        let page = laptop.get(PAGE).await;
        assert_in_order(
            &page,
            &[
                "Firefox on Linux",
                "192.0.2.1 ",
                "192.0.2.99 ",
                "And 21 more, last used before these.",
            ],
        );
        assert!(!page.text().contains("192.0.2.100 "));

        // The one that asks is found among them, although others were active later.
        let own_id = id_of(&laptop).await;
        let listed = laptop.ask(Method::GET, "/api/auth/list-sessions").await;
        let listed: Vec<Value> = serde_json::from_slice(&listed.body).unwrap();
        assert_eq!(listed.len(), 100);
        assert_eq!(listed.iter().filter(|session| session["id"] == *own_id).count(), 1);
        assert!(listed.is_sorted_by(|one, other| one["createdAt"].as_str() >= other["createdAt"].as_str()));

        // And none is left when all others are ended.
        send(&laptop, "end-others").await;
        assert_eq!(app.count(SESSIONS).await, 1);
        let page = laptop.get(PAGE).await;
        assert!(page.text().contains("only signed in here") && !page.text().contains("last used before these"));
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_nowhere_else_is_told_so() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.member("Eve").await;
        let page = ada.get(PAGE).await;
        assert!(page.text().contains("You’re only signed in here."));
        assert!(!page.text().contains("Sign out all other devices"));
    })
    .await;
}

#[tokio::test]
async fn one_device_is_signed_out_and_the_others_stay() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let (phone, laptop) = (device(app, CHROME).await, device(app, FIREFOX).await);
        let id = id_of(&phone).await;
        let page = ada.get(PAGE).await;
        assert_in_order(&page, &[&format!(r#"value="{id}""#), "Sign out", " Chrome on Windows"]);

        let answer = end(&ada, &id).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE));
        assert_in_order(
            &ada.get(PAGE).await,
            &["Chrome on Windows is signed out.", "Firefox on Linux"],
        );
        assert!(!phone.is_signed_in().await);
        assert!(ada.is_signed_in().await && laptop.is_signed_in().await);
        // Doing it again is fine.
        assert_eq!(end(&ada, &id).await.location(), PAGE);
    })
    .await;
}

#[tokio::test]
async fn all_others_are_signed_out_and_counted() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let (phone, laptop) = (device(app, CHROME).await, device(app, FIREFOX).await);
        assert_eq!(send(&ada, "end-others").await.location(), PAGE);
        let page = ada.get(PAGE).await;
        assert_in_order(
            &page,
            &["2 other devices were signed out.", "You’re only signed in here."],
        );
        assert!(!phone.is_signed_in().await && !laptop.is_signed_in().await);
        assert!(ada.is_signed_in().await && eve.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn everywhere_is_here_too() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let (thief, phone) = (ada.stolen_copy(), device(app, CHROME).await);
        let answer = send(&ada, "end-everywhere").await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
        for browser in [&ada, &thief, &phone] {
            assert!(!browser.is_signed_in().await);
        }
        assert!(eve.is_signed_in().await);
        assert_eq!(app.count(SESSIONS).await, 1);
    })
    .await;
}

#[tokio::test]
async fn ending_the_own_session_by_its_id_is_signing_out() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let id = id_of(&ada).await;
        let answer = end(&ada, &id).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        assert!(answer.removes_cookie("session") && answer.removes_cookie("refresh"));
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_session_is_left_alone_and_nothing_tells_that_it_exists() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let id = id_of(&ada).await;
        let jwt = ada.cookie("session").unwrap();
        let nobodys = "019b7671-4400-7000-8000-000000000001";
        for raw in [id.as_str(), &jwt, nobodys, "", "a\0b", "%", &"x".repeat(5000)] {
            let answer = end(&eve, raw).await;
            assert_eq!((answer.status, answer.location()), (303, PAGE), "{raw}");
            assert_in_order(&eve.get(PAGE).await, &["That device is signed out."]);
        }
        assert!(ada.is_signed_in().await && eve.is_signed_in().await);
        assert!(!eve.get(PAGE).await.says(&id));
        let revoked = "select count(*) as rows from audit_events where kind = 'session-revoked'";
        assert_eq!(app.count(revoked).await, 0);
    })
    .await;
}

#[tokio::test]
async fn after_ten_minutes_the_password_is_asked_for_first() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = device(app, CHROME).await;
        app.clock.advance(seconds(10 * 60));
        let confirm = "/settings/confirm?next=/settings/sessions";
        for intent in ["end-others", "end-everywhere"] {
            let answer = send(&ada, intent).await;
            assert_eq!(answer.status, 303, "{intent}");
            assert!(answer.location().starts_with(confirm), "{intent}");
        }
        let id = id_of(&phone).await;
        assert!(end(&ada, &id).await.location().starts_with(confirm));
        assert!(phone.is_signed_in().await && ada.is_signed_in().await);

        let form = [("intent", "confirm"), ("current-password", PASSWORD)];
        let answer = ada.post_form(confirm, &form).await;
        assert_eq!((answer.status, answer.location()), (303, PAGE));
        assert_eq!(end(&ada, &id).await.location(), PAGE);
        assert!(!phone.is_signed_in().await);
    })
    .await;
}

/// Each wants to stay and the others to go: whoever comes last stays, or nobody does, and no database calls it a
/// deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn devices_that_sign_each_other_out_at_once_are_all_answered() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for round in 0..10 {
            let mut devices = Vec::new();
            for _ in 0..6 {
                devices.push(device(app, FIREFOX).await);
            }
            let answers = join_all(devices.iter().map(|device| send(device, "end-others"))).await;
            for answer in answers {
                let is_led = [PAGE, "/sign-in?next=/settings/sessions"].contains(&answer.location());
                assert!(answer.status == 303 && is_led, "{answer:?} in round {round}");
            }
            assert!(app.count(SESSIONS).await <= 1, "in round {round}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_device_calls_itself_is_never_markup() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for user_agent in [
            "<script>alert(1)</script>",
            "Tool <b>bold</b>/1",
            r#""><img src=x onerror=alert(1)>"#,
            "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) <i>Firefox/152.0</i>",
        ] {
            device(app, user_agent).await;
        }
        for path in [PAGE, "/settings/activity"] {
            let page = ada.get(path).await;
            for markup in ["<script>alert", "<b>bold", "<img", "<i>Firefox"] {
                assert!(!page.text().contains(markup), "{markup} is in {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_that_means_nothing_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        assert_eq!(send(&ada, "something").await.status, 400);
        assert_eq!(ada.post_form(PAGE, &[]).await.status, 400);
        let answer = app.guest().post_form(PAGE, &[("intent", "end-others")]).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/sign-in?next=/settings/sessions")
        );
    })
    .await;
}
