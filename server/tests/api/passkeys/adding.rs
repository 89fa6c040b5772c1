//! Adding a passkey.

use super::{Authenticator, add, call, is_refused, json_of, listed, owner, start};
use crate::support::{https, on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn a_passkey_that_was_added_is_listed_under_its_name() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let answer = add(&ada, &mut Authenticator::new("laptop"), "Work laptop").await;
        assert_eq!(
            (answer.status, &json_of(&answer)["next"]),
            (200, &json!("/settings/passkeys"))
        );
        assert!(answer.removes_cookie("ceremony"));
        let page = ada.get("/settings/passkeys").await;
        assert!(page.text().contains("Passkey added."));
        assert!(page.text().contains("<p>Work laptop</p>"));
        assert!(page.text().contains("Added 1 January 2026 · Not used yet"));
    })
    .await;
}

#[tokio::test]
async fn its_owner_is_told_and_it_is_written_down() {
    on_each_database(async |app| {
        owner(app, "Ada").await;
        let emails = app.emails_to("ada@example.com").await;
        let says = "The passkey “Laptop” can now sign in";
        assert!(emails.iter().any(|email| email.text.contains(says)));
        const RECORDED: &str =
            "select count(*) as rows from audit_events where kind = 'passkey-added' and session_id is not null";
        assert_eq!(app.count(RECORDED).await, 1);
    })
    .await;
}

#[tokio::test]
async fn without_a_name_it_is_named_after_the_browser() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let made = Authenticator::new("a").make(&start(&ada, "register").await);
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0";
        let answer = call(&ada, "register/finish", &json!({ "credential": made }))
            .header("user-agent", firefox)
            .await;
        assert_eq!(answer.status, 200);
        assert!(
            ada.get("/settings/passkeys")
                .await
                .text()
                .contains("<p>Firefox on Linux</p>")
        );
    })
    .await;
}

#[tokio::test]
async fn a_name_has_at_most_100_characters() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let longest = add(&ada, &mut Authenticator::new("a"), &"ü".repeat(100)).await;
        assert_eq!(longest.status, 200);
        for name in ["x".repeat(101), "two\nlines".into()] {
            let refused = add(&ada, &mut Authenticator::new(&name), &name).await;
            assert!(is_refused(&refused, 422), "{refused:?}");
        }
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_browser_is_asked_for_a_key_that_can_be_found_and_verifies_its_user() {
    on_each_database(async |app| {
        let (ada, _) = owner(app, "Ada").await;
        let asked = &start(&ada, "register").await["publicKey"];
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(asked["authenticatorSelection"]["requireResidentKey"], true);
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(
            (&asked["rp"]["id"], &asked["user"]["name"]),
            (&json!("localhost"), &json!("ada@example.com"))
        );
        assert_eq!(
            asked["excludeCredentials"].as_array().unwrap().len(),
            1,
            "the one there is"
        );
    })
    .await;
}

#[tokio::test]
async fn the_same_passkey_is_added_once_to_whatever_account() {
    on_each_database(async |app| {
        let (ada, mut laptop) = owner(app, "Ada").await;
        let bob = app.member("Bob").await;
        // A browser that keeps to the rules would not have made it for her: its passkey is among the excluded ones.
        for (browser, status) in [(&ada, 401), (&bob, 409)] {
            let answer = add(browser, &mut laptop, "Again").await;
            assert!(is_refused(&answer, status), "{answer:?}");
        }
        assert_eq!(app.count("select count(*) as rows from passkeys").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_made_for_another_site_or_without_its_user_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let lies: [fn(&mut Authenticator); 4] = [
            |one| one.origin = "http://localhost:3001".into(),
            |one| one.origin = "https://evil.test".into(),
            |one| one.domain = "evil.test".into(),
            |one| one.is_user_verified = false,
        ];
        for lie in lies {
            let mut authenticator = Authenticator::new("a");
            lie(&mut authenticator);
            assert!(is_refused(&add(&ada, &mut authenticator, "x").await, 401));
        }
        assert!(listed(&ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_ceremony_is_finished_by_one_of_sixteen() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let asked = start(&ada, "register").await;
        let bodies: Vec<Value> = (0..16)
            .map(|number| json!({ "credential": Authenticator::new(&number.to_string()).make(&asked) }))
            .collect();
        let tab = ada.stolen_copy();
        let answers = join_all(
            bodies
                .iter()
                .map(async |body| call(&tab.stolen_copy(), "register/finish", body).await),
        )
        .await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!((statuses[0], &statuses[1..]), (200, [410; 15].as_slice()));
        assert_eq!(listed(&ada).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_ceremony_belongs_to_whom_it_was_begun_with() {
    on_each_database(async |app| {
        let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
        let made = json!({ "credential": Authenticator::new("a").make(&start(&ada, "register").await) });
        bob.set_cookie("ceremony", &ada.cookie("ceremony").unwrap());
        assert!(is_refused(&call(&bob, "register/finish", &made).await, 410));
        assert_eq!(
            call(&ada, "register/finish", &made).await.status,
            200,
            "it is still there for her"
        );
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_another_challenge_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let before = start(&ada, "register").await;
        start(&ada, "register").await;
        let made = json!({ "credential": Authenticator::new("a").make(&before) });
        assert!(is_refused(&call(&ada, "register/finish", &made).await, 401));
    })
    .await;
}

#[tokio::test]
async fn a_ceremony_ends_after_five_minutes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let made = json!({ "credential": Authenticator::new("a").make(&start(&ada, "register").await) });
        app.clock.advance(seconds(5 * 60));
        assert!(is_refused(&call(&ada, "register/finish", &made).await, 410));
    })
    .await;
}

#[tokio::test]
async fn its_cookie_is_stored_as_a_hash_and_locked_to_the_host() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let answer = call(&ada, "register/start", &json!({})).await;
        let cookie = answer.cookie("__Host-ceremony").unwrap();
        assert_eq!(cookie.max_age().unwrap().whole_seconds(), 300);
        assert_eq!(cookie.value().len(), 43);
        assert!(!answer.says(cookie.value()));
        assert_eq!(
            app.count("select count(*) as rows from passkey_ceremonies where length(token_hash) = 32")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_fresh_has_to_be_confirmed_first() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(10 * 60));
        let answer = call(&ada, "register/start", &json!({})).await;
        assert!(is_refused(&answer, 403));
        assert_eq!(json_of(&answer)["next"], "/settings/confirm?next=/settings/passkeys");
    })
    .await;
}

#[tokio::test]
async fn nobody_adds_a_passkey_without_being_signed_in() {
    on_each_database(async |app| {
        let guest = app.guest();
        let made =
            json!({ "credential": Authenticator::new("a").make(&json!({ "publicKey": { "user": { "id": "" } } })) });
        for answer in [
            call(&guest, "register/start", &json!({})).await,
            call(&guest, "register/finish", &made).await,
        ] {
            assert!(is_refused(&answer, 401));
            assert_eq!(json_of(&answer)["next"], "/sign-in?next=/settings/passkeys");
        }
    })
    .await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let asked = start(&ada, "register").await;
        let good = Authenticator::new("a").make(&asked);
        let spoiled = |part: &str, value: Value| {
            let mut credential = good.clone();
            credential["response"][part] = value;
            json!({ "credential": credential }).to_string()
        };
        for way in ["register", "sign-in", "confirm"] {
            for body in [
                String::new(),
                "null".into(),
                "[[[[[".into(),
                "{\"credential\":{}}".into(),
                "[".repeat(10_000),
                spoiled("clientDataJSON", json!("!")),
                spoiled("clientDataJSON", json!("e30")),
                spoiled("attestationObject", json!("")),
                spoiled("attestationObject", json!("o2NmbXRkbm9uZQ")),
                spoiled("attestationObject", json!("_____w")),
                spoiled("attestationObject", json!(["\u{0}"])),
                json!({ "credential": good, "name": 7 }).to_string(),
            ] {
                start(&ada, way).await;
                let answer = call(&ada, &format!("{way}/finish"), &json!(null))
                    .body(body.clone())
                    .await;
                assert!((400..500).contains(&answer.status), "{body:.80}: {answer:?}");
                assert!(is_refused(&answer, answer.status));
            }
            let plain = call(&ada, &format!("{way}/finish"), &json!({}))
                .header("content-type", "text/plain")
                .await;
            assert!(is_refused(&plain, 415));
            let large = call(&ada, &format!("{way}/finish"), &json!("x".repeat(70_000))).await;
            assert_eq!(large.status, 413);
        }
        assert!(listed(&ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn another_site_begins_and_finishes_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for way in ["register", "sign-in", "confirm"] {
            for step in ["start", "finish"] {
                let answer = call(&ada, &format!("{way}/{step}"), &json!({}))
                    .header("sec-fetch-site", "cross-site")
                    .await;
                assert_eq!(answer.status, 403);
            }
        }
        assert_eq!(app.count("select count(*) as rows from passkey_ceremonies").await, 0);
    })
    .await;
}
