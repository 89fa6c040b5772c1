//! Signing in with a passkey.

use super::{Authenticator, call, is_refused, json_of, owner, shown, sign_in, start};
use crate::support::{on_each_database, on_each_database_with, seconds};
use futures_util::future::join_all;
use serde_json::json;
use server::auth::limits::Limits;

#[tokio::test]
async fn a_passkey_signs_its_owner_in() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let browser = app.guest();
        let answer = sign_in(&browser, &laptop).await;
        assert_eq!((answer.status, &json_of(&answer)["next"]), (200, &json!("/todos")));
        assert_eq!(answer.cookie("refresh").unwrap().max_age().unwrap().whole_days(), 7);
        assert!(browser.get("/settings/profile").await.text().contains("Ada"));
        assert!(
            browser
                .get("/settings/passkeys")
                .await
                .text()
                .contains("Last used just now")
        );
        const RECORDED: &str =
            "select count(*) as rows from audit_events where kind = 'signed-in' and detail = 'passkey'";
        assert_eq!(app.count(RECORDED).await, 1);
    })
    .await;
}

#[tokio::test]
async fn it_ends_the_session_the_browser_had_before() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let browser = app.member("Bob").await;
        let old = browser.stolen_copy();
        assert_eq!(sign_in(&browser, &laptop).await.status, 200);
        assert!(browser.is_signed_in().await && !old.is_signed_in().await);
        assert_eq!(app.count("select count(*) as rows from sessions").await, 2);
    })
    .await;
}

#[tokio::test]
async fn who_does_not_want_to_be_remembered_is_not() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let browser = app.guest();
        let body = json!({ "credential": laptop.show(&start(&browser, "sign-in").await) });
        let answer = call(&browser, "sign-in/finish", &body).await;
        assert_eq!(answer.cookie("refresh").unwrap().max_age(), None);
    })
    .await;
}

#[tokio::test]
async fn it_leads_to_one_of_our_own_pages() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        for (query, next) in [
            ("?next=/settings/profile", "/settings/profile"),
            ("?next=//evil.test", "/todos"),
            ("?next=https://evil.test", "/todos"),
        ] {
            let browser = app.guest();
            let body = shown(laptop.show(&start(&browser, "sign-in").await));
            let answer = call(&browser, &format!("sign-in/finish{query}"), &body).await;
            assert_eq!(json_of(&answer)["next"], next);
        }
    })
    .await;
}

#[tokio::test]
async fn a_lie_of_any_kind_signs_nobody_in() {
    on_each_database(async |app| {
        let (_, mut laptop) = owner(app, "Ada").await;
        app.member("Bob").await;
        laptop.counter = 1;
        let mut stranger = Authenticator::new("Ada");
        stranger.owner.clone_from(&laptop.owner);
        assert!(
            is_refused(&sign_in(&app.guest(), &stranger).await, 401),
            "another key under the same name"
        );

        let lies: [fn(&mut Authenticator); 7] = [
            |one| one.origin = "http://localhost:3001".into(),
            |one| one.origin = "https://localhost:3000".into(),
            |one| one.origin = "https://evil.test".into(),
            |one| one.domain = "evil.test".into(),
            |one| one.is_user_verified = false,
            |one| one.id = b"unheard of".into(),
            |one| one.owner = vec![7; 16],
        ];
        for lie in lies {
            let honest = (
                laptop.origin.clone(),
                laptop.domain.clone(),
                laptop.id.clone(),
                laptop.owner.clone(),
            );
            lie(&mut laptop);
            let browser = app.guest();
            let answer = sign_in(&browser, &laptop).await;
            assert!(is_refused(&answer, 401), "{answer:?}");
            assert!(!browser.is_signed_in().await);
            (laptop.origin, laptop.domain, laptop.id, laptop.owner) = honest;
            laptop.is_user_verified = true;
        }
        assert_eq!(sign_in(&app.guest(), &laptop).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn without_saying_whose_it_is_a_passkey_opens_nothing() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let browser = app.guest();
        let mut credential = laptop.show(&start(&browser, "sign-in").await);
        credential["response"].as_object_mut().unwrap().remove("userHandle");
        assert!(is_refused(
            &call(&browser, "sign-in/finish", &shown(credential)).await,
            401
        ));
    })
    .await;
}

#[tokio::test]
async fn an_answer_to_another_challenge_is_refused() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let (browser, other) = (app.guest(), app.guest());
        start(&browser, "sign-in").await;
        let shown = shown(laptop.show(&start(&other, "sign-in").await));
        assert!(is_refused(&call(&browser, "sign-in/finish", &shown).await, 401));
        assert!(
            is_refused(&call(&app.guest(), "sign-in/finish", &shown).await, 410),
            "without a cookie"
        );
        assert_eq!(call(&other, "sign-in/finish", &shown).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_ceremony_is_finished_by_one_of_sixteen() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        let browser = app.guest();
        let body = shown(laptop.show(&start(&browser, "sign-in").await));
        let answers = join_all((0..16).map(|_| {
            let (browser, body) = (browser.stolen_copy(), &body);
            async move { call(&browser, "sign-in/finish", body).await.status }
        }))
        .await;
        assert_eq!(
            answers.iter().filter(|status| **status == 200).count(),
            1,
            "{answers:?}"
        );
        assert_eq!(
            answers.iter().filter(|status| **status == 410).count(),
            15,
            "{answers:?}"
        );
        assert_eq!(app.count("select count(*) as rows from sessions").await, 2);
    })
    .await;
}

/// Each use counts: of two devices with a copy of the key, one is found out.
#[tokio::test]
async fn a_counter_never_goes_back_and_never_stands_still() {
    on_each_database(async |app| {
        let (_, mut laptop) = owner(app, "Ada").await;
        for (counter, status) in [(5, 200), (5, 401), (4, 401), (0, 401), (6, 200)] {
            laptop.counter = counter;
            assert_eq!(sign_in(&app.guest(), &laptop).await.status, status, "with {counter}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_ceremonies_at_once_a_count_is_good_for_one() {
    on_each_database(async |app| {
        let (_, mut laptop) = owner(app, "Ada").await;
        laptop.counter = 1;
        let laptop = &laptop;
        let statuses = join_all((0..16).map(|_| async move { sign_in(&app.guest(), laptop).await.status })).await;
        assert_eq!(
            statuses.iter().filter(|status| **status == 200).count(),
            1,
            "{statuses:?}"
        );
        assert!(
            statuses.iter().all(|status| [200, 401].contains(status)),
            "{statuses:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_told_so_and_stays_closed() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        app.run("update users set is_active = false").await;
        let answer = sign_in(&app.guest(), &laptop).await;
        assert!(is_refused(&answer, 403));
        assert!(answer.text().contains("This account has been disabled."));
        assert!(answer.cookie("session").is_none());
    })
    .await;
}

#[tokio::test]
async fn an_address_that_has_to_be_confirmed_is_asked_for_first() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        app.run("update users set email_verified = false").await;
        let strict = app
            .another(|config| config.sessions.require_email_verification = true, |_| {})
            .await;
        let answer = sign_in(&strict.guest(), &laptop).await;
        assert!(is_refused(&answer, 403));
        assert!(answer.text().contains("confirm your e-mail address"));
    })
    .await;
}

#[tokio::test]
async fn a_ceremony_of_another_kind_signs_nobody_in() {
    on_each_database(async |app| {
        let (ada, laptop) = owner(app, "Ada").await;
        for way in ["register", "confirm"] {
            let asked = start(&ada, way).await;
            let answer = call(&ada, "sign-in/finish", &shown(laptop.show(&asked))).await;
            assert!(is_refused(&answer, 410), "by {way}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_removed_passkey_opens_nothing() {
    on_each_database(async |app| {
        let (_, laptop) = owner(app, "Ada").await;
        app.run("delete from passkeys").await;
        assert!(is_refused(&sign_in(&app.guest(), &laptop).await, 401));
    })
    .await;
}

#[tokio::test]
async fn ceremonies_are_limited_for_each_client() {
    on_each_database_with(
        |config| config.server.rate_limits = Some(Limits::default()),
        async |app| {
            let (_, laptop) = owner(app, "Ada").await;
            for _ in 0..18 {
                start(&app.guest(), "sign-in").await;
            }
            assert_eq!(sign_in(&app.guest(), &laptop).await.status, 200);
            let answer = call(&app.guest(), "sign-in/start", &json!({})).await;
            assert!(is_refused(&answer, 429));
            assert_eq!(answer.header("retry-after"), Some("60"));
            app.clock.advance(seconds(60));
            start(&app.guest(), "sign-in").await;
        },
    )
    .await;
}

#[tokio::test]
async fn the_owner_is_told_of_a_sign_in_from_elsewhere_once() {
    on_each_database_with(
        |config| {
            config.server.rate_limits = Some(Limits::default());
            config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        },
        async |app| {
            let (_, laptop) = owner(app, "Ada").await;
            for _ in 0..2 {
                let browser = app.guest();
                let body = shown(laptop.show(&start(&browser, "sign-in").await));
                let answer = call(&browser, "sign-in/finish", &body)
                    .header("x-forwarded-for", "192.0.2.7")
                    .await;
                assert_eq!(answer.status, 200);
            }
            let emails = app.emails_to("ada@example.com").await;
            let notices = emails.iter().filter(|email| email.text.contains("192.0.2.7"));
            assert_eq!(notices.count(), 1);
        },
    )
    .await;
}

#[tokio::test]
async fn the_page_offers_it_where_it_can_work() {
    on_each_database(async |app| {
        let page = app.guest().get("/sign-in").await;
        assert!(page.text().contains("autocomplete=\"username webauthn\""));
        assert!(page.text().contains("data-passkey=\"sign-in\""));
        assert!(page.text().contains("import('/passkeys.js')"));
    })
    .await;
}
