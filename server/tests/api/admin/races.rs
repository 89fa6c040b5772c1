//! Whatever administrators do to each other at the same moment, one of them stays.

use super::{admin, disable, id_of, set_role};
use crate::support::{Answer, App, Browser, PASSWORD, on_each_database, on_each_database_with};
use futures_util::future::join_all;
use server::config::MailConfig;

const ADMINS: &str = "select count(*) as rows from users where role = 'admin' and is_active";

/// Ada and Eve, both administrators, with their ids.
async fn two(app: &App) -> [(Browser, String); 2] {
    let (ada, eve) = (admin(app).await, app.member("Eve").await);
    let ids = [id_of(&ada, "ada").await, id_of(&ada, "eve").await];
    app.run("update users set role = 'admin'").await;
    let [first, second] = ids;
    [(ada, first), (eve, second)]
}

fn assert_answered(answers: &[Answer]) {
    // Done, too late to be allowed, or signed out meanwhile, and refused because one has to stay.
    for answer in answers {
        assert!(matches!(answer.status, 303 | 404 | 409), "{answer:?}");
    }
}

#[tokio::test]
async fn two_who_demote_each_other_leave_one() {
    on_each_database(async |app| {
        let [(ada, ada_id), (eve, eve_id)] = two(app).await;
        let tries = (0..16).map(async |number| match number % 2 {
            0 => set_role(&ada.clone(), &eve_id, "user").await,
            _ => set_role(&eve.clone(), &ada_id, "user").await,
        });
        assert_answered(&join_all(tries).await);
        assert_eq!(app.count(ADMINS).await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_who_demote_and_disable_themselves_leave_one() {
    on_each_database(async |app| {
        let [(ada, ada_id), (eve, eve_id)] = two(app).await;
        let tries = (0..16).map(async |number| match number % 2 {
            0 => set_role(&ada.clone(), &ada_id, "user").await,
            _ => disable(&eve.clone(), &eve_id).await,
        });
        assert_answered(&join_all(tries).await);
        assert_eq!(app.count(ADMINS).await, 1);
    })
    .await;
}

#[tokio::test]
async fn one_who_deletes_the_account_while_the_other_steps_down_leaves_one() {
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            let [(ada, ada_id), (eve, _)] = two(app).await;
            let tries = (0..16).map(async |number| match number % 2 {
                0 => set_role(&ada.clone(), &ada_id, "user").await,
                _ => {
                    let answer = eve
                        .ask(http::Method::POST, "/api/auth/delete-user")
                        .header("origin", &app.config.server.base_url)
                        .header("sec-fetch-site", "same-origin")
                        .header("content-type", "application/json")
                        .body(format!("{{\"password\":\"{PASSWORD}\"}}"))
                        .await;
                    assert!(matches!(answer.status, 200 | 400 | 401 | 409), "{answer:?}");
                    answer
                }
            });
            join_all(tries).await;
            assert_eq!(app.count(ADMINS).await, 1);
        },
    )
    .await;
}

#[tokio::test]
async fn of_a_ring_in_which_each_demotes_the_next_one_stays() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        let mut ring = vec![(ada.clone(), id_of(&ada, "ada").await)];
        for number in 0..15 {
            let name = format!("admin-{number}");
            let browser = app.member(&name).await;
            let id = id_of(&ada, &name).await;
            ring.push((browser, id));
        }
        app.run("update users set role = 'admin'").await;
        let tries = (0..16).map(|at| set_role(&ring[at].0, &ring[(at + 1) % 16].1, "user"));
        assert_answered(&join_all(tries).await);
        assert!(app.count(ADMINS).await >= 1);
    })
    .await;
}
