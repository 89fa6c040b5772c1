//! Signing in, by function and by plain form.

use crate::support::{App, PASSWORD, https, on_each_database, on_each_database_with};
use app::model::{AppError, Field, FieldError, Password, Problem, SessionData};
use serde_json::json;
use server::{
    auth::{
        admin::{Actor, FactorsOfPerson, set_password},
        password::PasswordHasher,
    },
    store::users::find_user_by_email,
};

fn fields<'a>(email: &'a str, password: &'a str) -> [(&'a str, &'a str); 2] {
    [("email", email), ("password", password)]
}

#[tokio::test]
async fn the_function_answers_who_it_is() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ada = app.guest();
        let answer = ada.sign_in("ada@example.com", PASSWORD).await;
        assert_eq!(answer.value::<Option<SessionData>>().unwrap().user.name.as_str(), "Ada");
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_form_goes_on_to_the_todos() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ada = app.guest();
        let answer = ada.post_form("/sign-in", &fields("ada@example.com", PASSWORD)).await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_address_may_be_spelled_in_any_case() {
    on_each_database(async |app| {
        app.member("Ada").await;
        assert_eq!(app.guest().sign_in("  ADA@Example.com ", PASSWORD).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_remembered_session_has_cookies_for_a_week() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let form = [("email", "ada@example.com"), ("password", PASSWORD), ("remember", "on")];
        let answer = app.guest().post_form("/sign-in", &form).await;
        for name in ["session", "refresh"] {
            assert_eq!(answer.cookie(name).unwrap().max_age().unwrap().whole_days(), 7);
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_not_remembered_has_cookies_that_end_with_the_browser() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let form = app
            .guest()
            .post_form("/sign-in", &fields("ada@example.com", PASSWORD))
            .await;
        let function = app
            .guest()
            .rpc(
                "sign-in",
                json!({ "form": { "email": "ada@example.com", "password": PASSWORD, "remember": null } }),
            )
            .await;
        for answer in [form, function] {
            for name in ["session", "refresh"] {
                let cookie = answer.cookie(name).unwrap();
                assert_eq!((cookie.max_age(), cookie.expires_datetime()), (None, None));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn renewed_cookies_of_such_a_session_end_with_the_browser_too() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let ada = app.guest();
        ada.post_form("/sign-in", &fields("ada@example.com", PASSWORD)).await;
        app.let_the_jwt_expire();
        let page = ada.get("/todos").await;
        assert_eq!(page.cookie("refresh").unwrap().max_age(), None);
    })
    .await;
}

#[tokio::test]
async fn the_cookies_are_locked_to_the_host_on_https() {
    on_each_database_with(https, async |app| {
        app.member("Ada").await;
        let answer = app.guest().sign_in("ada@example.com", PASSWORD).await;
        let header = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap());
        for cookie in header {
            assert!(
                cookie.starts_with("__Host-") && cookie.contains("; Secure") && cookie.contains("; HttpOnly"),
                "{cookie}"
            );
            assert!(
                cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/") && !cookie.contains("Domain"),
                "{cookie}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_cookie_with_the_name_for_http_opens_nothing_on_https() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        for name in ["session", "refresh"] {
            let value = ada.cookie(&format!("__Host-{name}")).unwrap();
            ada.remove_cookie(&format!("__Host-{name}"));
            ada.set_cookie(name, &value);
        }
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

/// What an answer tells, but for what differs between any two answers.
async fn told(app: &App, email: &str, password: &str) -> [String; 2] {
    let function = app.guest().sign_in(email, password).await;
    let form = app.guest().post_form("/sign-in", &fields(email, password)).await;
    [function, form].map(|answer| {
        let mut headers = answer.headers.clone();
        let policy = headers.remove("content-security-policy").unwrap();
        for changing in ["x-request-id", "date"] {
            headers.remove(changing);
        }
        let body = match answer.is_page() {
            true => answer
                .text()
                .replace(crate::support::promises::nonce(policy.to_str().unwrap()), "…")
                .replace(email, "…"),
            false => format!("{:?}", answer.body),
        };
        format!("{} {headers:?} {body}", answer.status)
    })
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    on_each_database(async |app| {
        let tell = async || told(app, "ada@example.com", "not the password").await;
        let unknown = tell().await;
        assert!(unknown.iter().all(|answer| answer.starts_with("401")), "{unknown:?}");
        app.member("Ada").await;
        assert_eq!(tell().await, unknown);
        app.run("update users set is_active = false").await;
        assert_eq!(tell().await, unknown);
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_with_its_password() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.run("update users set is_active = false").await;
        let right = app.guest().sign_in("ada@example.com", PASSWORD).await;
        assert_eq!((right.error(), right.cookies().len()), (AppError::AccountDisabled, 0));
        let wrong = app.guest().sign_in("ada@example.com", "not the password").await;
        assert_eq!(wrong.error(), AppError::WrongCredentials);
        let form = app
            .guest()
            .post_form("/sign-in", &fields("ada@example.com", PASSWORD))
            .await;
        assert_eq!(
            (form.status, form.text().contains("This account has been disabled.")),
            (403, true)
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_comes_back_with_the_address_but_no_password() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let form = [
            ("email", "ada@example.com"),
            ("password", "guess number one"),
            ("remember", "on"),
        ];
        let answer = app
            .guest()
            .post_form("/sign-in?next=/todos%3Ffilter%3Dactive", &form)
            .await;
        let page = answer.text();
        assert_eq!((answer.status, answer.cookies().len()), (401, 0));
        assert!(page.contains(
            "That e-mail and password don’t match. Try again, or <a href=\"/forgot-password\">reset your password</a>."
        ));
        assert!(page.contains("value=\"ada@example.com\""));
        assert!(!answer.says("guess number one"));
        assert!(page.contains("<title>Error: Sign in"));
        assert!(
            page.contains("action=\"/sign-in?next=/todos%3Ffilter=active\""),
            "the way on is kept: {page}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_choice_not_to_be_remembered_survives_a_refusal() {
    on_each_database(async |app| {
        let checkbox = |page: &str| {
            let (_, rest) = page.split_once("name=\"remember\"").unwrap();
            rest.split_once('>').unwrap().0.contains("checked")
        };
        let guest = app.guest();
        assert!(checkbox(guest.get("/sign-in").await.text()));
        assert!(!checkbox(
            guest.post_form("/sign-in", &fields("a@example.com", "x")).await.text()
        ));
        let remembered = [("email", "a@example.com"), ("password", "x"), ("remember", "on")];
        assert!(checkbox(guest.post_form("/sign-in", &remembered).await.text()));
    })
    .await;
}

#[tokio::test]
async fn malformed_fields_are_named() {
    on_each_database(async |app| {
        let answer = app.guest().sign_in("nobody", "").await;
        let expected = [
            (Field::Email, Problem::NotAnEmailAddress),
            (Field::Password, Problem::Missing),
        ];
        assert_eq!(
            answer.error(),
            AppError::Invalid(expected.map(|(field, problem)| FieldError::new(field, problem)).into())
        );
    })
    .await;
}

/// Made with Node's `crypto.scryptSync`, as Better Auth does.
#[tokio::test]
async fn a_password_of_better_auth_opens_its_account_and_is_hashed_anew() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.run(
            "update credentials set password_hash = '00112233445566778899aabbccddeeff:\
             267a33c2ae63f1c2d542f84d50b7d87c68900c8b9475f6a47ade71cf44b234822e0a34af1d226572b5caf52809319d4c486f3d209cc2fd022fb53bb4eaeb35b1'",
        )
        .await;
        const UPGRADED: &str = "select count(*) as rows from credentials where password_hash like '$argon2id$%'";
        assert_eq!(app.guest().sign_in("ada@example.com", PASSWORD).await.status, 401);
        assert_eq!(app.count(UPGRADED).await, 0);
        assert_eq!(app.guest().sign_in("ada@example.com", "correct horse battery").await.status, 200);
        assert_eq!(app.count(UPGRADED).await, 1);
        assert_eq!(app.guest().sign_in("ada@example.com", "correct horse battery").await.status, 200);
    })
    .await;
}

/// Better Auth hashes the compatibility form: full-width letters are plain ones, `Ⅳ` is `IV`.
#[tokio::test]
async fn a_password_of_better_auth_is_the_same_however_it_is_typed() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for typed in ["Ｐａｓｓｗｏｒｔ für die Ⅳ Höhle", "Passwort für die IV Höhle", "Passwort fu\u{308}r die IV Ho\u{308}hle"] {
            app.run(
                "update credentials set password_hash = '00112233445566778899aabbccddeeff:\
                 cc7be3ec03df89dd538492cfb6bad1e0d16ba02b08df1d557eb0e68eaed04f1c11bcfd10d89eb1cbb2f2a4280119f34d4cc18c5d6e5ce477b594659a3c433c04'",
            )
            .await;
            assert_eq!(app.guest().sign_in("ada@example.com", typed).await.status, 200, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hash_of_old_parameters_opens_its_account_and_is_made_anew() {
    on_each_database(async |app| {
        app.member("Ada").await;
        let stronger = PasswordHasher::with(argon2::Params::new(16, 2, 1, None).unwrap(), 1);
        let stronger = app.with_passwords(stronger).await;
        const UPGRADED: &str =
            "select count(*) as rows from credentials where password_hash like '$argon2id$v=19$m=16,t=2,p=1$%'";
        assert_eq!(
            stronger
                .guest()
                .sign_in("ada@example.com", "not the password")
                .await
                .status,
            401
        );
        assert_eq!(app.count(UPGRADED).await, 0);
        assert_eq!(stronger.guest().sign_in("ada@example.com", PASSWORD).await.status, 200);
        assert_eq!(app.count(UPGRADED).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_stored_hash_that_cannot_be_read_opens_nothing() {
    on_each_database(async |app| {
        app.member("Ada").await;
        for broken in [
            "update credentials set password_hash = ''",
            "update credentials set password_hash = ':'",
            "update credentials set password_hash = 'abc:'",
            "update credentials set password_hash = 'salt:é'",
            "update credentials set password_hash = '$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaA'",
            "update credentials set password_hash = 'violet otter signs paper'",
        ] {
            app.run(broken).await;
            assert_eq!(
                app.guest().sign_in("ada@example.com", PASSWORD).await.status,
                401,
                "after {broken}"
            );
        }
    })
    .await;
}

/// Whatever way they interleave: a session opened with the old password does not outlive its change.
#[tokio::test]
async fn no_session_is_opened_with_a_password_that_was_just_changed() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let sign_ins = (0..8).map(|_| async {
            let guest = app.guest();
            let answer = guest.sign_in("ada@example.com", PASSWORD).await;
            assert!([200, 401].contains(&answer.status), "{answer:?}");
        });
        let change = async {
            let body =
                r#"{"currentPassword":"PASSWORD","newPassword":"another horse battery","revokeOtherSessions":true}"#;
            let answer = ada
                .ask(http::Method::POST, "/api/auth/change-password")
                .header("origin", "http://localhost:3000")
                .header("content-type", "application/json")
                .body(body.replace("PASSWORD", PASSWORD))
                .await;
            assert_eq!(answer.status, 200, "{answer:?}");
        };
        futures_util::future::join(futures_util::future::join_all(sign_ins), change).await;
        assert_eq!(app.count("select count(*) as rows from sessions").await, 1);
    })
    .await;
}

const OLD_HASH: &str = "update credentials set password_hash = '00112233445566778899aabbccddeeff:\
     267a33c2ae63f1c2d542f84d50b7d87c68900c8b9475f6a47ade71cf44b234822e0a34af1d226572b5caf52809319d4c486f3d209cc2fd022fb53bb4eaeb35b1'";

/// Each finds the old hash right, and one replaces it.
#[tokio::test]
async fn of_many_who_sign_in_at_once_by_an_old_hash_all_succeed() {
    on_each_database(async |app| {
        app.member("Ada").await;
        app.run(OLD_HASH).await;
        let sign_ins = (0..4).map(|_| async {
            app.guest()
                .sign_in("ada@example.com", "correct horse battery")
                .await
                .status
        });
        assert_eq!(futures_util::future::join_all(sign_ins).await, [200; 4]);
    })
    .await;
}

/// Whatever way they interleave, also where the replaced hash is an old one.
#[tokio::test]
async fn no_session_is_opened_by_an_old_hash_that_was_just_replaced() {
    on_each_database(async |app| {
        for round in 0..2 {
            let ada = app.guest();
            ada.sign_up("Ada", &format!("ada{round}@example.com"), PASSWORD).await;
            app.run(OLD_HASH).await;
            let email = format!("ada{round}@example.com");
            let sign_ins = (0..4).map(|_| async {
                let answer = app.guest().sign_in(&email, "correct horse battery").await;
                assert!([200, 401].contains(&answer.status), "{answer:?}");
            });
            let replace = async {
                let password = Password::parse("another horse battery".into()).unwrap();
                let user = find_user_by_email(&app.state.database, &email).await.unwrap().unwrap();
                set_password(
                    &app.state.auth,
                    Actor::Operator,
                    &user.id,
                    &password,
                    FactorsOfPerson::Remove,
                )
                .await
                .unwrap();
            };
            futures_util::future::join(futures_util::future::join_all(sign_ins), replace).await;
            assert_eq!(
                app.count("select count(*) as rows from sessions").await,
                0,
                "round {round}"
            );
        }
    })
    .await;
}

/// Keyboards differ in how they compose letters; nobody can see it.
#[tokio::test]
async fn a_password_is_the_same_on_every_keyboard() {
    on_each_database(async |app| {
        let (composed, apart) = ("mañana café kühl", "man\u{303}ana cafe\u{301} ku\u{308}hl");
        for (name, first, then) in [("Ada", composed, apart), ("Bob", apart, composed)] {
            let email = format!("{name}@example.com");
            app.guest().sign_up(name, &email, first).await;
            for password in [first, then] {
                assert_eq!(app.guest().sign_in(&email, password).await.status, 200, "{password}");
                let form = app.guest();
                let answer = form.post_form("/sign-in", &fields(&email, password)).await;
                assert_eq!((answer.status, answer.location()), (303, "/todos"), "{password}");
                for (path, kind, body) in [
                    (
                        "/api/v1/auth/login/json",
                        "application/json",
                        json!({ "email": email, "password": password }).to_string(),
                    ),
                    (
                        "/api/auth/sign-in/email",
                        "application/json",
                        json!({ "email": email, "password": password }).to_string(),
                    ),
                    (
                        "/api/v1/auth/login",
                        "application/x-www-form-urlencoded",
                        serde_urlencoded::to_string([("username", &*email), ("password", password)]).unwrap(),
                    ),
                ] {
                    let guest = app.guest();
                    let ask = guest.ask(http::Method::POST, path).header("content-type", kind);
                    assert_eq!(ask.body(body).await.status, 200, "{path} {password}");
                }
            }
        }
        assert_eq!(
            app.guest().sign_in("ada@example.com", "manana cafe kuhl").await.status,
            401
        );
    })
    .await;
}

/// Length is counted as a person sees it: seven letters stay seven, however many characters a keyboard sends.
#[tokio::test]
async fn the_length_of_a_password_is_that_of_its_letters() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .sign_up("Ada", "ada@example.com", &"e\u{301}".repeat(7))
            .await;
        let short = FieldError::new(Field::Password, Problem::TooShort { min: 8 });
        assert_eq!(answer.error(), AppError::Invalid(vec![short]));
        // Korean syllables, whole and in the letters they are made of (Unicode, section 3.12).
        let syllables = (0..128_u32).map(|number| number * 7_919 % 11_172);
        let whole: String = syllables.clone().filter_map(|at| char::from_u32(0xac00 + at)).collect();
        let apart: String = syllables
            .flat_map(|at| [0x1100 + at / 588, 0x1161 + at % 588 / 28, 0x11a7 + at % 28])
            .filter(|letter| *letter != 0x11a7)
            .filter_map(char::from_u32)
            .collect();
        assert!(whole.chars().count() == 128 && apart.chars().count() > 300);
        assert_eq!(app.guest().sign_up("Ada", "ada@example.com", &apart).await.status, 200);
        assert_eq!(app.guest().sign_in("ada@example.com", &whole).await.status, 200);
    })
    .await;
}

/// The domain of an address is one, in whatever letters it is written, and with whatever was copied along with it.
#[tokio::test]
async fn an_address_may_be_written_in_its_own_letters() {
    on_each_database(async |app| {
        let answer = app.guest().sign_up("Ada", "ada@Bücher.example", PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let stored = "select count(*) as rows from users where email = 'ada@xn--bcher-kva.example'";
        assert_eq!(app.count(stored).await, 1);
        for written in [
            "ada@bücher.example",
            "ada@xn--bcher-kva.example",
            "ADA@XN--BCHER-KVA.example",
            "ada@bu\u{308}cher.example",
            "\u{feff}ada@b\u{ad}ücher.example\u{200b}",
            "\u{a0}ada@bücher.example\u{a0}",
        ] {
            let browser = app.guest();
            let answer = browser.post_form("/sign-in", &fields(written, PASSWORD)).await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"), "{written:?}");
        }
        for taken in ["ada@bücher.example", "ada@xn--bcher-kva.example"] {
            let answer = app.guest().sign_up("Eve", taken, PASSWORD).await;
            let taken = FieldError::new(Field::Email, Problem::Taken);
            assert_eq!(answer.error(), AppError::Invalid(vec![taken]));
        }
        // Somebody reads it as they write it, and a mail server as the network knows it.
        let ada = app.guest();
        ada.sign_in("ada@bücher.example", PASSWORD).await;
        assert!(ada.get("/settings/email").await.text().contains("ada@bücher.example"));
        let guest = app.guest();
        let asked = guest.post_form(
            "/forgot-password",
            &[("intent", "send"), ("email", "ada@bücher.example")],
        );
        assert_eq!(asked.await.status, 303);
        assert!(!app.emails_to("ada@xn--bcher-kva.example").await.is_empty());
    })
    .await;
}

/// A name that is made to be taken for another one is shown as what it is.
#[tokio::test]
async fn a_domain_of_mixed_scripts_is_shown_as_the_network_knows_it() {
    on_each_database(async |app| {
        let eve = app.guest();
        eve.sign_up("Eve", "eve@p\u{430}ypal.example", PASSWORD).await;
        let page = eve.get("/settings/email").await;
        assert!(page.text().contains("eve@xn--pypal-4ve.example"));
        assert!(!page.text().contains("p\u{430}ypal"));
    })
    .await;
}
