//! What happened to an account, as its owner sees it.

use super::sessions::{FIREFOX, device, id_of};
use crate::support::{Answer, App, PASSWORD, days, on_each_database, seconds};
use server::auth::audit::{self, Event, EventKind};

const PAGE: &str = "/settings/activity";

/// The words of the rows, with their details and their days, in their order.
fn rows(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200);
    let days = page.text().split(r#"<h3 class="day">"#).skip(1);
    days.flat_map(|day| {
        let (name, list) = day.split_once("</h3>").unwrap();
        let list = list.split_once("</ul>").map_or("", |(list, _)| list);
        let rows = list.split("<li").skip(1);
        rows.map(move |row| format!("{} | {name}", text_of(row)))
    })
    .collect()
}

fn text_of(html: &str) -> String {
    let texts: Vec<&str> = html
        .split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    texts.join(" | ")
}

async fn id_of_ada(app: &App) -> String {
    #[derive(sqlx::FromRow)]
    struct User {
        id: String,
    }
    let user: User = server::database::query("select id from users where email = 'ada@example.com'")
        .one(&app.state.database)
        .await
        .unwrap();
    user.id
}

#[tokio::test]
async fn what_happened_is_told_the_newest_first() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let minute = seconds(60);
        app.clock.advance(minute);
        app.guest().sign_in("ada@example.com", "not the password").await;
        app.clock.advance(minute);
        let phone = device(app, FIREFOX).await;
        app.clock.advance(minute);
        ada.post_form(
            "/settings/sessions",
            &[("intent", "end"), ("session", &id_of(&phone).await)],
        )
        .await;
        app.clock.advance(minute);
        device(app, FIREFOX).await.sign_out().await;
        app.clock.advance(minute);
        let rows = rows(&ada.get(PAGE).await);
        let expected = [
            "Signed out | 00:04 (UTC) · 127.0.0.1 | 1 January",
            "Signed in with the password | 00:04 (UTC) · Firefox on Linux · 127.0.0.1 | 1 January",
            "Device signed out: Firefox on Linux | In this session | 00:03 (UTC) · 127.0.0.1 | 1 January",
            "Signed in with the password | 00:02 (UTC) · Firefox on Linux · 127.0.0.1 | 1 January",
            "Wrong password at sign-in | 00:01 (UTC) · 127.0.0.1 | 1 January",
        ];
        // Two events of one moment have no order.
        let mut latest = rows[..2].to_vec();
        latest.sort();
        assert_eq!(latest, [expected[1], expected[0]]);
        assert_eq!(rows[2..5], expected[2..5]);
        assert!(rows[5..].iter().all(|row| row.contains("00:00 (UTC)")), "{rows:?}");
    })
    .await;
}

#[tokio::test]
async fn moments_are_told_on_the_clock_of_the_owner() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("update users set time_zone = 'Asia/Tokyo'").await;
        assert!(rows(&ada.get(PAGE).await)[0].contains("09:00 (JST)"));
    })
    .await;
}

/// What the use cases of this area write down, each once.
#[tokio::test]
async fn ending_sessions_and_changing_the_password_are_written_down_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let count = async |kind: &'static str| match kind {
            "signed-out" => {
                app.count("select count(*) as rows from audit_events where kind = 'signed-out'")
                    .await
            }
            "session-revoked" => {
                app.count("select count(*) as rows from audit_events where kind = 'session-revoked'")
                    .await
            }
            "sessions-revoked" => {
                app.count("select count(*) as rows from audit_events where kind = 'sessions-revoked' and detail = '2'")
                    .await
            }
            _ => {
                app.count("select count(*) as rows from audit_events where kind = 'password-changed' and detail = '1'")
                    .await
            }
        };
        device(app, FIREFOX).await;
        device(app, FIREFOX).await;
        for _ in 0..2 {
            ada.post_form("/settings/sessions", &[("intent", "end-others")]).await;
        }
        assert_eq!(count("sessions-revoked").await, 1);
        let phone = device(app, FIREFOX).await;
        let id = id_of(&ada).await;
        for tab in [&ada.stolen_copy(), &ada] {
            tab.post_form("/settings/sessions", &[("intent", "end"), ("session", &id)])
                .await;
        }
        assert_eq!(count("session-revoked").await, 1);
        let form = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", "a heron reads the weather"),
            ("sign-out-others", "on"),
        ];
        let tablet = device(app, FIREFOX).await;
        assert_eq!(phone.post_form("/settings/password", &form).await.status, 303);
        assert!(!tablet.is_signed_in().await);
        assert_eq!(count("password-changed").await, 1);
        let rows = rows(&phone.get(PAGE).await);
        let is_told = |words: &str| rows.iter().any(|row| row.starts_with(words));
        assert!(
            is_told("Password changed, other devices signed out: 1 | In this session"),
            "{rows:?}"
        );
        assert!(is_told("Other devices signed out: 2 |"), "{rows:?}");
        let copy = phone.stolen_copy();
        phone.sign_out().await;
        copy.sign_out().await;
        assert_eq!(count("signed-out").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_stolen_session_is_written_down_and_mailed() {
    on_each_database(async |app| {
        let ada = app.confirmed_member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(ada.is_signed_in().await && ada.is_signed_in().await);
        app.clock.advance(seconds(11));
        assert!(!thief.is_signed_in().await && !thief.is_signed_in().await);
        let ada = device(app, FIREFOX).await;
        let rows = rows(&ada.get(PAGE).await);
        let told = rows
            .iter()
            .filter(|row| row.starts_with("Device signed out: its cookies or tokens had been copied"));
        assert_eq!(told.count(), 1, "{rows:?}");
        let emails = app.emails_to("ada@example.com").await;
        let told = emails
            .iter()
            .filter(|email| email.subject == "We signed out one of your devices");
        assert_eq!(told.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_page_shows_thirty_and_leads_to_earlier_ones() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let id = id_of_ada(app).await;
        app.run("delete from audit_events").await;
        for at in 0..65 {
            app.clock.advance(seconds(1));
            let event = Event::of(&id, EventKind::SessionsRevoked).detail(at.to_string());
            audit::record(&app.state.auth, &app.state.database, event)
                .await
                .unwrap();
        }
        let mut seen = Vec::new();
        let mut path = PAGE.to_owned();
        for expected in [30, 30, 5] {
            let page = ada.get(&path).await;
            let shown = rows(&page);
            assert_eq!(shown.len(), expected, "at {path}");
            seen.extend(shown);
            let link = page
                .text()
                .split_once("/settings/activity?before=")
                .map(|(_, rest)| rest);
            path = link.map_or_else(String::new, |rest| {
                format!("{PAGE}?before={}", rest.split_once('"').unwrap().0)
            });
        }
        assert_eq!(path, "", "the last page leads nowhere");
        for (at, row) in seen.iter().enumerate() {
            assert!(
                row.starts_with(&format!("Other devices signed out: {} |", 64 - at)),
                "{row} at {at}"
            );
        }
        for nonsense in ["%00", "", "%27%20or%201=1", "~", "0"] {
            assert_eq!(
                ada.get(&format!("{PAGE}?before={nonsense}")).await.status,
                200,
                "{nonsense}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_of_other_people_is_told() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        app.clock.advance(days(1));
        app.guest().sign_in("nobody@example.com", PASSWORD).await;
        device(app, FIREFOX).await;
        let newest = "select count(*) as rows from audit_events";
        assert!(app.count(newest).await >= 4);
        let rows_of_eve = rows(&eve.get(PAGE).await);
        assert!(
            rows_of_eve.iter().all(|row| row.contains("1 January")),
            "{rows_of_eve:?}"
        );
        // Nor by the address of somebody else's page.
        let page = eve.get(&format!("{PAGE}?before=g")).await;
        assert_eq!(rows(&page), rows_of_eve);
        assert_eq!(
            rows(&ada.get(PAGE).await)
                .iter()
                .filter(|row| row.contains("2 January"))
                .count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn what_an_administrator_did_is_told_without_where_from() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let id = id_of_ada(app).await;
        app.clock.advance(seconds(1));
        let client = server::auth::Client {
            ip_address: Some("192.0.2.7".into()),
            user_agent: Some(FIREFOX.into()),
            device: None,
            ..server::auth::Client::default()
        };
        let event = Event::of(&id, EventKind::SessionsRevoked)
            .by("somebody-else")
            .from(&client)
            .detail("1");
        audit::record(&app.state.auth, &app.state.database, event)
            .await
            .unwrap();
        let page = ada.get(PAGE).await;
        assert_eq!(
            rows(&page)[0],
            "Other devices signed out: 1 | 00:00 (UTC) · by an administrator | 1 January"
        );
        assert!(!page.says("192.0.2.7") && !page.says("somebody-else"));
    })
    .await;
}

#[tokio::test]
async fn a_guest_is_led_to_the_sign_in_page() {
    on_each_database(async |app| {
        let answer = app.guest().get(PAGE).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/sign-in?next=/settings/activity")
        );
    })
    .await;
}
