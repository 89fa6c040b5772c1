//! Many pages rendered at the same moment. Leptos keeps what it renders in a place that belongs to the
//! thread; nothing of one request may ever show up in another one.

use crate::support::{App, Browser, on_each_database};
use app::model::SessionData;
use futures_util::future::join_all;
use serde_json::json;

/// Long enough that none comes up in a nonce or an id by chance.
const NAMES: [&str; 6] = [
    "Aurelian",
    "Balthasar",
    "Cassiopeia",
    "Desdemona",
    "Evangeline",
    "Fortinbras",
];

/// Six people, each with a todo that has their name in it.
async fn people(app: &App) -> Vec<(&'static str, Browser)> {
    join_all(NAMES.map(async |name| {
        let browser = app.member(name).await;
        browser
            .post_form("/todos", &[("intent", "add"), ("title", &format!("of {name} alone"))])
            .await;
        (name, browser)
    }))
    .await
}

#[tokio::test]
async fn each_page_shows_its_own_person_on_one_thread() {
    each_page_shows_its_own_person().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_page_shows_its_own_person_on_several_threads() {
    each_page_shows_its_own_person().await;
}

async fn each_page_shows_its_own_person() {
    on_each_database(async |app| {
        let people = people(app).await;
        for round in 0..15 {
            // Every other round renews all sessions while it renders.
            if round % 2 == 0 {
                app.let_the_jwt_expire();
            }
            let guest = app.guest();
            let guest_page = async {
                let page = guest.get("/sign-in").await;
                assert_eq!(page.status, 200, "in round {round}: {}", page.text());
                assert!(
                    NAMES.iter().all(|name| !page.text().contains(name)),
                    "a guest saw {}",
                    page.text()
                );
                assert_eq!(page.cookies().len(), 0);
            };
            let pages = people.iter().enumerate().map(async |(at, (name, browser))| {
                let (path, title) = [("/todos", "Todos"), ("/todos?filter=active", "Active todos")][at % 2];
                let page = browser.get(path).await;
                assert_eq!(page.status, 200, "{name} in round {round}: {}", page.text());
                assert!(
                    page.text().contains(&format!("<title>{title} · Latchkey</title>")),
                    "{}",
                    page.text()
                );
                assert!(page.text().contains(&format!("of {name} alone")));
                for other in NAMES.iter().filter(|other| *other != name) {
                    assert!(!page.text().contains(other), "{name} saw {other} in {}", page.text());
                }
                let who: Option<SessionData> = browser.rpc("current-session", json!({})).await.value();
                assert_eq!(who.unwrap().user.name.as_str(), *name);
            });
            tokio::join!(guest_page, join_all(pages));
        }
    })
    .await;
}

#[tokio::test]
async fn each_refused_form_comes_back_to_its_own_sender() {
    on_each_database(async |app| {
        for _ in 0..5 {
            join_all(NAMES.map(async |name| {
                let email = format!("{name}@example.com");
                let page = app
                    .guest()
                    .post_form("/sign-in", &[("email", &email), ("password", "wrong")])
                    .await;
                assert_eq!(page.status, 401, "{}", page.text());
                assert!(page.text().contains(&format!("value=\"{email}\"")));
                assert!(page.text().contains("<title>Error: Sign in · Latchkey</title>"));
            }))
            .await;
        }
    })
    .await;
}
