//! Making an account, by function and by plain form.

use crate::support::{PASSWORD, https, on_each_database, on_each_database_with};
use app::model::{AppError, Field, FieldError, Problem, Role, SessionData};
use futures_util::future::join_all;
use serde_json::json;

const USERS: &str = "select count(*) as rows from users";

fn fields<'a>(name: &'a str, email: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("email", email), ("password", password)]
}

#[tokio::test]
async fn the_function_signs_in_and_answers_who_it_is() {
    on_each_database(async |app| {
        let ada = app.guest();
        let answer = ada.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
        assert_eq!(
            answer.value::<Option<SessionData>>().unwrap().user.name.as_str(),
            "Ada Lovelace"
        );
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_form_signs_in_and_goes_on_to_the_todos() {
    on_each_database(async |app| {
        let ada = app.guest();
        let answer = ada
            .post_form("/sign-up", &fields("Ada", "ada@example.com", PASSWORD))
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_form_goes_on_to_the_page_one_came_from() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .post_form(
                "/sign-up?next=/todos%3Ffilter%3Dactive",
                &fields("Ada", "ada@example.com", PASSWORD),
            )
            .await;
        assert_eq!(answer.location(), "/todos?filter=active");
    })
    .await;
}

#[tokio::test]
async fn the_cookies_are_remembered_for_a_week() {
    on_each_database(async |app| {
        let answer = app.guest().sign_up("Ada", "ada@example.com", PASSWORD).await;
        for name in ["session", "refresh"] {
            let cookie = answer.cookie(name).unwrap();
            assert_eq!(cookie.max_age().unwrap().whole_days(), 7);
            assert_eq!((cookie.http_only(), cookie.secure()), (Some(true), None));
        }
        assert_eq!(answer.cookies().len(), 3, "the third is the device's");
    })
    .await;
}

#[tokio::test]
async fn the_cookies_are_locked_to_the_host_on_https() {
    on_each_database_with(https, async |app| {
        let ada = app.guest();
        let answer = ada.sign_up("Ada", "ada@example.com", PASSWORD).await;
        for name in ["__Host-session", "__Host-refresh", "__Host-device"] {
            let cookie = answer.cookie(name).unwrap();
            assert_eq!(
                (cookie.http_only(), cookie.secure(), cookie.path(), cookie.domain()),
                (Some(true), Some(true), Some("/"), None)
            );
        }
        assert_eq!(answer.cookies().len(), 3);
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_address_is_stored_trimmed_and_in_lower_case() {
    on_each_database(async |app| {
        let answer = app.guest().sign_up("Ada", "  ADA@Example.COM ", PASSWORD).await;
        assert_eq!(
            answer.value::<Option<SessionData>>().unwrap().user.email.as_str(),
            "ada@example.com"
        );
    })
    .await;
}

#[tokio::test]
async fn the_name_is_stored_trimmed() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .sign_up("  Ada 🦀 Lovelace  ", "ada@example.com", PASSWORD)
            .await;
        assert_eq!(
            answer.value::<Option<SessionData>>().unwrap().user.name.as_str(),
            "Ada 🦀 Lovelace"
        );
    })
    .await;
}

#[tokio::test]
async fn a_taken_address_is_refused_in_any_spelling() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for email in ["ada@example.com", "ADA@EXAMPLE.COM", " Ada@example.com "] {
            let answer = app.guest().sign_up("Eve", email, PASSWORD).await;
            assert_eq!((answer.status, answer.cookies().len()), (422, 0), "for {email:?}");
            assert_eq!(answer.error(), AppError::field(Field::Email, Problem::Taken));
        }
        assert_eq!(app.count(USERS).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_sign_ups_with_spellings_of_one_address_exactly_one_succeeds() {
    on_each_database(async |app| {
        let spellings = [
            "ada@example.com",
            "Ada@Example.com",
            "ADA@EXAMPLE.COM",
            " ada@example.com",
            "aDa@exAmple.Com",
        ];
        let attempts = (0..50).map(|at| async move {
            app.guest()
                .sign_up("Ada", spellings[at % spellings.len()], PASSWORD)
                .await
                .status
        });
        let mut statuses = join_all(attempts).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![200], vec![422; 49]].concat());
        assert_eq!(app.count(USERS).await, 1);
        assert_eq!(app.count("select count(*) as rows from sessions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn addresses_that_are_none_are_refused() {
    on_each_database(async |app| {
        let long = format!("{}@example.com", "a".repeat(250));
        for email in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "ada@@example.com",
            "a b@example.com",
            "ada＠example.com",
            "ａda@example.com",
            "ada@ex ämple.com",
            "ada@-ämple-.com",
            "ada@example.com, eve@evil.test",
            "ada@example.com\r\nBcc: eve@evil.test",
            "ada@example.com\0",
            "<ada@example.com>",
            "\"ada\"@example.com",
            "ada@[127.0.0.1]",
            ".ada@example.com",
            "ada.@example.com",
            "a..da@example.com",
            "ada@-example.com",
            &long,
        ] {
            let answer = app.guest().sign_up("Ada", email, PASSWORD).await;
            assert_eq!(answer.status, 422, "{email:?} was accepted");
            assert!(answer.error().problem_with(Field::Email).is_some());
        }
        assert_eq!(app.count(USERS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn names_that_are_none_are_refused() {
    on_each_database(async |app| {
        for name in ["", "   ", "A\0da", "A\nda", "A\u{1b}[31mda", &"x".repeat(101)] {
            let answer = app.guest().sign_up(name, "ada@example.com", PASSWORD).await;
            assert_eq!(answer.status, 422, "{name:?} was accepted");
            assert!(answer.error().problem_with(Field::Name).is_some());
        }
        assert_eq!(
            app.guest()
                .sign_up(&"😀".repeat(100), "ada@example.com", PASSWORD)
                .await
                .status,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn passwords_that_are_guessed_first_are_refused() {
    on_each_database(async |app| {
        for password in [
            "password",
            "12345678",
            "qwertyuiop",
            "Password1",
            "letmein123",
            "iloveyou1",
            "11111111",
            "ada@example.com",
            "AdaLovelace",
        ] {
            let answer = app.guest().sign_up("AdaLovelace", "ada@example.com", password).await;
            assert_eq!(answer.status, 422, "{password:?} was accepted");
            assert_eq!(answer.error(), AppError::field(Field::Password, Problem::Common));
        }
    })
    .await;
}

#[tokio::test]
async fn passwords_may_be_long_and_of_any_characters_but_not_short() {
    on_each_database(async |app| {
        let longest = "violet otter 🦦 signs paper ".repeat(4) + &"x".repeat(20);
        assert_eq!(longest.chars().count(), 128);
        for (at, (password, status)) in [
            ("7 chars", 422),
            (" q7w!x9 zp ", 200),
            (&longest, 200),
            (&format!("{longest}y"), 422),
        ]
        .into_iter()
        .enumerate()
        {
            let (browser, email) = (app.guest(), format!("ada{at}@example.com"));
            assert_eq!(
                browser.sign_up("Ada", &email, password).await.status,
                status,
                "for {password:?}"
            );
            if status == 200 {
                assert_eq!(
                    app.guest().sign_in(&email, password).await.status,
                    200,
                    "for {password:?}"
                );
                assert_eq!(
                    app.guest().sign_in(&email, password.trim_end_matches('x')).await.status,
                    if password.ends_with('x') { 401 } else { 200 }
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_operator_may_ask_for_longer_passwords() {
    on_each_database_with(
        |config| config.sessions.password_min_length = 16,
        async |app| {
            let answer = app.guest().sign_up("Ada", "ada@example.com", "violet otter 15").await;
            assert_eq!(
                answer.error(),
                AppError::field(Field::Password, Problem::TooShort { min: 16 })
            );
            assert!(
                app.guest()
                    .get("/sign-up")
                    .await
                    .text()
                    .contains("At least 16 characters")
            );
        },
    )
    .await;
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    on_each_database(async |app| {
        let error = app.guest().sign_up("", "nobody", "").await.error();
        assert!(
            [Field::Name, Field::Email, Field::Password]
                .iter()
                .all(|field| error.problem_with(*field).is_some())
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_but_no_password() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let answer = app
            .guest()
            .post_form(
                "/sign-up?next=/todos%3Ffilter%3Dactive",
                &fields("Eve", "ada@example.com", "secret of eve 42"),
            )
            .await;
        let page = answer.text();
        assert_eq!(
            (answer.status, answer.is_page(), answer.cookies().len()),
            (422, true, 0)
        );
        assert!(page.contains("There is already an account with this e-mail address."));
        assert!(page.contains("value=\"Eve\"") && page.contains("value=\"ada@example.com\""));
        assert!(!answer.says("secret of eve 42"));
        assert!(page.contains("<title>Error: Create your account"));
        assert!(
            page.contains("action=\"/sign-up?next=/todos%3Ffilter=active\""),
            "the way on is kept: {page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_without_fields_is_a_form_with_empty_fields() {
    on_each_database(async |app| {
        let answer = app.guest().post_form("/sign-up", &[]).await;
        assert_eq!((answer.status, answer.is_page()), (422, true));
    })
    .await;
}

#[tokio::test]
async fn nobody_becomes_more_than_a_user_by_asking() {
    on_each_database(async |app| {
        let form = json!({
            "name": "Eve", "email": "eve@example.com", "password": PASSWORD, "role": "admin", "email_verified": true, "id": "1",
        });
        let session: Option<SessionData> = app.guest().rpc("sign-up", json!({ "form": form })).await.value();
        let session = session.unwrap();
        assert_eq!((session.user.role, session.user.email_verified), (Role::User, false));
        assert_ne!(session.user.id, "1");
    })
    .await;
}

#[tokio::test]
async fn passwords_are_stored_as_argon2id_and_tokens_as_hashes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        assert_eq!(
            app.count(
                "select count(*) as rows from credentials where password_hash like '$argon2id$v=19$m=8,t=1,p=1$%'"
            )
            .await,
            1
        );
        assert_eq!(
            app.count("select count(*) as rows from refresh_tokens where length(token_hash) = 32")
                .await,
            1
        );
        assert_eq!(ada.cookie("refresh").unwrap().len(), 43);
    })
    .await;
}

/// ASVS 6.2.11: words that everybody knows who knows the person or has seen the site.
#[tokio::test]
async fn words_known_of_somebody_are_no_password() {
    on_each_database(async |app| {
        let common = FieldError::new(Field::Password, Problem::Common);
        for password in [
            "kvothearliden",
            "plughington",
            "Plughington-1984",
            "megacorp-intl",
            "latchkey-todo-1",
            "localhost-localhost",
        ] {
            let answer = app.guest();
            let answer = answer.sign_up("Xyzzy Plughington", "kvothe.arliden@megacorp-intl.example", password);
            assert_eq!(
                answer.await.error(),
                AppError::Invalid(vec![common.clone()]),
                "{password}"
            );
        }
        let answer = app.guest();
        let answer = answer.sign_up("Xyzzy Plughington", "kvothe.arliden@megacorp-intl.example", PASSWORD);
        assert_eq!(answer.await.status, 200);
    })
    .await;
}

/// U+202E turns around what comes after it, and nobody sees it.
#[tokio::test]
async fn a_name_has_nothing_that_is_not_seen() {
    on_each_database(async |app| {
        let guest = app.guest();
        let answer = guest
            .sign_up("Ada\u{202e} \u{200b}Lovelace\u{2066}", "ada@example.com", PASSWORD)
            .await;
        assert_eq!(answer.status, 200);
        assert!(guest.get("/settings/profile").await.says("value=\"Ada Lovelace\""));
        for name in ["\u{202e}", "\u{200b}\u{3164}", "a\nb"] {
            let refused = app.guest().sign_up(name, "bob@example.com", PASSWORD).await;
            assert_eq!(refused.status, 422, "{name:?}");
        }
    })
    .await;
}

/// The zone is what the browser says, and decides nothing: what is no zone counts as none.
#[tokio::test]
async fn the_time_zone_of_the_browser_is_kept_at_every_door() {
    on_each_database(async |app| {
        for (email, zone) in [
            ("ada@example.com", "Europe/Berlin"),
            ("eve@example.com", "Nowhere/Land"),
            ("bob@example.com", ""),
        ] {
            let fields = [
                ("name", "Somebody"),
                ("email", email),
                ("password", PASSWORD),
                ("time_zone", zone),
            ];
            assert_eq!(app.guest().post_form("/sign-up", &fields).await.status, 303);
        }
        let form =
            json!({ "name": "Zoe", "email": "zoe@example.com", "password": PASSWORD, "time_zone": "Asia/Tokyo" });
        assert_eq!(app.guest().rpc("sign-up", json!({ "form": form })).await.status, 200);
        for (zone, count) in [
            (
                "select count(*) as rows from users where email = 'ada@example.com' and time_zone = 'Europe/Berlin'",
                1,
            ),
            ("select count(*) as rows from users where time_zone = 'UTC'", 2),
            (
                "select count(*) as rows from users where email = 'zoe@example.com' and time_zone = 'Asia/Tokyo'",
                1,
            ),
        ] {
            assert_eq!(app.count(zone).await, count, "{zone}");
        }
    })
    .await;
}
