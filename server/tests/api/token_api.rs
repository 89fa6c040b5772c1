//! `/api/v1/auth`: what a backend or a script does.

use crate::support::{Answer, App, Ask, Browser, PASSWORD, days, on_each_database, on_each_database_with, seconds};
use http::Method;
use serde_json::{Value, json};
use server::auth::refresh::Rotation;

const EMAIL: &str = "ada@example.com";

trait Program {
    fn send(&self, path: &str, body: Value) -> Ask<'_>;
    fn with_token(&self, method: Method, path: &str, token: &str) -> Ask<'_>;
}

impl Program for Browser {
    fn send(&self, path: &str, body: Value) -> Ask<'_> {
        self.ask(Method::POST, &format!("/api/v1/auth/{path}"))
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    fn with_token(&self, method: Method, path: &str, token: &str) -> Ask<'_> {
        self.ask(method, &format!("/api/v1/auth/{path}"))
            .header("authorization", &format!("Bearer {token}"))
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

fn text(value: &Value, path: &str) -> String {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no {path} in {value}"))
        .to_owned()
}

/// A problem: its status, code and detail, and that it is one.
fn problem(answer: &Answer) -> (u16, String, String) {
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{answer:?}"
    );
    let body = json_of(answer);
    assert_eq!(body["status"], answer.status);
    assert_eq!(body["type"], "about:blank");
    assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"));
    assert_eq!(
        answer.header("www-authenticate").is_some(),
        answer.status == 401,
        "{answer:?}"
    );
    (answer.status, text(&body, "/code"), text(&body, "/detail"))
}

async fn register(app: &App) -> Value {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "name": "Ada" });
    let answer = app.guest().send("register", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    json_of(&answer)
}

#[tokio::test]
async fn registering_answers_with_the_person_and_tokens() {
    on_each_database(async |app| {
        let guest = app.guest();
        let body = json!({ "email": " Ada@Example.com ", "password": PASSWORD, "name": "Ada" });
        let answer = guest.send("register", body.clone()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.cookies().is_empty());
        let value = json_of(&answer);
        assert_eq!(value["user"]["email"], EMAIL);
        assert_eq!(value["user"]["role"], "user");
        assert_eq!(value["access_token"], value["tokens"]["access_token"]);
        assert_eq!(
            (&value["token_type"], &value["tokens"]["token_type"]),
            (&json!("bearer"), &json!("bearer"))
        );
        let created_at = text(&value, "/user/created_at");
        assert!(
            created_at.ends_with('Z') && created_at.as_bytes()[19] == b'.' && created_at.len() == 24,
            "{created_at}"
        );

        let again = guest.send("register", body).await;
        assert_eq!(
            problem(&again),
            (400, "email_taken".into(), "Email already registered".into())
        );
    })
    .await;
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    on_each_database(async |app| {
        let body = json!({ "email": "nobody", "password": "short", "name": 5, "admin": true });
        let answer = app.guest().send("register", body).await;
        assert_eq!(problem(&answer).0, 422);
        let errors = json_of(&answer)["errors"].clone();
        let named: Vec<_> = errors
            .as_array()
            .unwrap()
            .iter()
            .map(|error| (text(error, "/field"), text(error, "/code")))
            .collect();
        let expected = [
            ("email", "not_an_email_address"),
            ("name", "wrong_type"),
            ("admin", "unknown"),
        ];
        assert_eq!(named, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));

        let common = json!({ "email": EMAIL, "password": "password123", "name": "Ada" });
        let answer = app.guest().send("register", common).await;
        assert_eq!(json_of(&answer)["errors"][0]["code"], "common");
    })
    .await;
}

#[tokio::test]
async fn both_ways_of_signing_in_open_a_session() {
    on_each_database(async |app| {
        register(app).await;
        let guest = app.guest();
        let form = |password: &str| {
            let form = serde_urlencoded::to_string([
                ("grant_type", "password"),
                ("username", EMAIL),
                ("password", password),
                ("scope", ""),
            ])
            .unwrap();
            guest
                .ask(Method::POST, "/api/v1/auth/login")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form)
        };
        let by_form = form(PASSWORD).await;
        let by_json = guest
            .send("login/json", json!({ "email": EMAIL, "password": PASSWORD }))
            .await;
        for answer in [by_form, by_json] {
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.cookies().is_empty());
            let token = text(&json_of(&answer), "/access_token");
            let me = guest.with_token(Method::GET, "me", &token).await;
            assert_eq!((me.status, json_of(&me)["email"].clone()), (200, json!(EMAIL)));
        }
        let wrong = (
            401,
            "wrong_credentials".to_owned(),
            "Incorrect email or password".to_owned(),
        );
        assert_eq!(problem(&form("not the password").await), wrong);
        let unknown = guest
            .send(
                "login/json",
                json!({ "email": "eve@example.com", "password": PASSWORD }),
            )
            .await;
        assert_eq!(problem(&unknown), wrong);
        app.run("update users set is_active = false").await;
        assert_eq!(
            problem(&form(PASSWORD).await),
            (403, "account_disabled".into(), "User account is disabled".into())
        );
        assert_eq!(problem(&form("not the password").await), wrong);
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_session() {
    on_each_database(async |app| {
        let registered = register(app).await;
        let guest = app.guest();
        let first = text(&registered, "/tokens/refresh_token");
        let refresh = |token: &str| guest.send("refresh", json!({ "refresh_token": token }));
        let answer = refresh(&first).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let renewed = json_of(&answer);
        let keys: Vec<_> = renewed.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["access_token", "refresh_token", "token_type"]);
        // An answer that was lost on its way can be had again.
        assert_eq!(
            json_of(&refresh(&first).await)["refresh_token"],
            renewed["refresh_token"]
        );

        // However late, as long as nobody has shown what was in it.
        app.clock.advance(seconds(3600));
        let again = json_of(&refresh(&first).await);
        assert_eq!(again["refresh_token"], renewed["refresh_token"]);
        let me = guest
            .with_token(Method::GET, "me", &text(&again, "/access_token"))
            .await;
        assert_eq!(me.status, 200);

        app.clock.advance(seconds(11));
        let refused = (
            401,
            "invalid_refresh_token".to_owned(),
            "Invalid refresh token".to_owned(),
        );
        assert_eq!(problem(&refresh(&first).await), refused);
        assert_eq!(problem(&refresh(&text(&renewed, "/refresh_token")).await), refused);
        let me = guest
            .with_token(Method::GET, "me", &text(&renewed, "/access_token"))
            .await;
        assert_eq!(problem(&me).0, 401);
        for nonsense in ["", "x", &"a".repeat(43), "\u{0}"] {
            assert_eq!(problem(&refresh(nonsense).await), refused, "{nonsense:?}");
        }
    })
    .await;
}

/// A client that keeps its first refresh token, where the operator tolerates it.
#[tokio::test]
async fn where_it_is_lenient_a_used_refresh_token_yields_its_successor_until_that_is_used() {
    let lenient = |config: &mut server::config::Config| config.sessions.refresh_rotation = Rotation::Lenient;
    on_each_database_with(lenient, async |app| {
        let registered = register(app).await;
        let guest = app.guest();
        let first = text(&registered, "/tokens/refresh_token");
        let refresh = |token: &str| guest.send("refresh", json!({ "refresh_token": token }));
        let mut successors = std::collections::BTreeSet::new();
        for _ in 0..5 {
            let tokens = json_of(&refresh(&first).await);
            successors.insert(text(&tokens, "/refresh_token"));
            let access = text(&tokens, "/access_token");
            assert_eq!(guest.with_token(Method::GET, "me", &access).await.status, 200);
            app.clock.advance(seconds(3600));
        }
        assert_eq!(successors.len(), 1, "each time the same one");
        let second = successors.pop_first().unwrap();
        assert_eq!(refresh(&second).await.status, 200);
        assert_eq!(problem(&refresh(&first).await).0, 401, "somebody uses the successor");
        assert_eq!(problem(&refresh(&second).await).0, 401, "and the session has ended");
    })
    .await;
}

#[tokio::test]
async fn leniency_is_for_programs_and_not_for_the_cookie() {
    let lenient = |config: &mut server::config::Config| config.sessions.refresh_rotation = Rotation::Lenient;
    on_each_database_with(lenient, async |app| {
        let ada = app.member("Ada").await;
        let thief = ada.stolen_copy();
        app.let_the_jwt_expire();
        assert!(ada.is_signed_in().await && ada.is_signed_in().await);
        app.clock.advance(seconds(11));
        assert!(!thief.is_signed_in().await && !ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_token_says_why_it_opens_nothing() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        let guest = app.guest();
        let me = |token: &str| guest.with_token(Method::GET, "me", token);
        assert_eq!(me(&token).await.status, 200);
        let invalid = (
            401,
            "invalid_token".to_owned(),
            "Could not validate credentials".to_owned(),
        );
        for nonsense in ["", "x", "a.b.c", &format!("{token}x"), "\u{7f}"] {
            if let Ok(header) = http::HeaderValue::from_str(&format!("Bearer {nonsense}")) {
                let answer = guest
                    .ask(Method::GET, "/api/v1/auth/me")
                    .also("authorization", header.as_bytes())
                    .await;
                assert_eq!(problem(&answer), invalid, "{nonsense:?}");
            }
        }
        app.let_the_jwt_expire();
        let expired = me(&token).await;
        assert_eq!(
            problem(&expired),
            (401, "token_expired".into(), "Token has expired".into())
        );
        assert!(expired.header("www-authenticate").unwrap().contains("invalid_token"));
        app.clock.advance(days(40));
        assert_eq!(
            problem(&guest.ask(Method::GET, "/api/v1/auth/me").await),
            (401, "signed_out".into(), "Not authenticated".into())
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_is_asked_before_cookies_and_cookies_are_then_ignored() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        let bob = app.member("Bob").await;
        let me = bob.with_token(Method::GET, "me", &token).await;
        assert_eq!(json_of(&me)["email"], EMAIL);
        // Another site cannot have put the token there, so where the request comes from does not matter.
        let logout = bob
            .with_token(Method::POST, "logout", &token)
            .header("origin", "https://evil.test")
            .header("sec-fetch-site", "cross-site")
            .await;
        assert_eq!(logout.status, 200, "{logout:?}");
        assert_eq!(problem(&bob.with_token(Method::GET, "me", &token).await).0, 401);
        assert_eq!(problem(&bob.with_token(Method::GET, "me", "nonsense").await).0, 401);
        let by_cookie = bob.ask(Method::GET, "/api/v1/auth/me").await;
        assert_eq!(json_of(&by_cookie)["email"], "bob@example.com");
        let forged = bob
            .ask(Method::POST, "/api/v1/auth/logout")
            .header("origin", "https://evil.test")
            .await;
        assert_eq!(
            problem(&forged),
            (403, "cross_site".into(), "This request came from another site.".into())
        );
        assert!(bob.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn wrong_requests_have_the_status_that_says_so() {
    on_each_database(async |app| {
        let guest = app.guest();
        let post = |kind: &str, body: &str| {
            guest
                .ask(Method::POST, "/api/v1/auth/login/json")
                .header("content-type", kind)
                .body(body.to_owned())
        };
        let json = "application/json";
        let large = format!("\"{}\"", "x".repeat(70_000));
        for (kind, body, status) in [
            ("text/plain", "{}", 415),
            ("application/x-www-form-urlencoded", "{}", 415),
            (json, "", 400),
            (json, "{", 400),
            (json, "[]", 422),
            (json, r#"{"email":"a@b.ch","email":"a@b.ch","password":"x"}"#, 422),
            (json, r#"{"email":"a\u0000@b.ch","password":"x"}"#, 422),
            (json, &large, 413),
        ] {
            assert_eq!(
                problem(&post(kind, body).await).0,
                status,
                "{kind} {}",
                &body[..body.len().min(60)]
            );
        }
        let get = guest.ask(Method::GET, "/api/v1/auth/login/json").await;
        assert_eq!((problem(&get).0, get.header("allow")), (405, Some("POST")));
        assert_eq!(problem(&guest.ask(Method::GET, "/api/v1/auth/nothing").await).0, 404);
        assert_eq!(problem(&guest.ask(Method::GET, "/api/nothing").await).0, 404);
    })
    .await;
}

/// J01 to J03 of the security reference.
#[tokio::test]
async fn however_the_header_is_written_it_opens_nothing_by_accident() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        let bob = app.member("Bob").await;
        let me = |header: &[u8]| bob.ask(Method::GET, "/api/v1/auth/me").also("authorization", header);
        // RFC 6750 §3.1: without a token there is nothing to call wrong.
        let nobody = app.guest().ask(Method::GET, "/api/v1/auth/me").await;
        assert_eq!(
            (nobody.status, nobody.header("www-authenticate")),
            (401, Some("Bearer"))
        );

        for header in [
            "Bearer",
            "Bearer ",
            "bearer tok",
            "Bearer a b",
            "Bearer %",
            "Bearer %00%2e",
            "Bearer \u{ff}",
            &format!("Bearer {token} {token}"),
            &format!("Bearer {token}, Bearer {token}"),
        ] {
            let answer = me(header.as_bytes()).await;
            assert_eq!(answer.status, 401, "{header}: {answer:?}");
        }
        let lower = me(format!("bearer {token}").as_bytes()).await;
        assert_eq!(json_of(&lower)["email"], EMAIL, "the scheme has no case");
        let twice = me(format!("Bearer {token}").as_bytes())
            .also("authorization", format!("Bearer {token}").as_bytes())
            .await;
        assert_eq!(twice.status, 401);
        // Another scheme is none of ours, so the cookies count.
        assert_eq!(json_of(&me(b"Basic YTpi").await)["email"], "bob@example.com");
        let in_address = format!("/api/v1/auth/me?access_token={token}");
        assert_eq!(app.guest().ask(Method::GET, &in_address).await.status, 401);
    })
    .await;
}

/// What broke is told to the log alone, which finds it by the request's id.
#[tokio::test]
async fn a_fault_of_ours_says_nothing_but_where_to_look() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        app.run("drop table todo_labels").await;
        app.run("drop table todos").await;
        let answer = app
            .guest()
            .ask(Method::GET, "/api/todos")
            .header("authorization", &format!("Bearer {token}"))
            .await;
        let broke = "Something broke on our side.".to_owned();
        assert_eq!(problem(&answer), (500, "internal".into(), broke));
        assert!(!answer.says("table") && !answer.says("no such"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_person_is_active_and_says_so() {
    on_each_database(async |app| {
        let registered = register(app).await;
        assert_eq!(registered["user"]["is_active"], true);
        let guest = app.guest();
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        assert_eq!(
            json_of(&guest.send("login/json", body).await)["user"]["is_active"],
            true
        );
        let me = guest
            .with_token(Method::GET, "me", &text(&registered, "/access_token"))
            .await;
        assert_eq!(json_of(&me)["is_active"], true);
    })
    .await;
}

#[tokio::test]
async fn logging_out_succeeds_with_whatever_token() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        let guest = app.guest();
        let said = json!({ "message": "Successfully logged out" });
        for token in [&*token, &*token, "nonsense", ""] {
            let answer = guest.with_token(Method::POST, "logout", token).await;
            assert_eq!((answer.status, json_of(&answer)), (200, said.clone()), "with {token:?}");
            assert_eq!(problem(&guest.with_token(Method::GET, "me", token).await).0, 401);
        }
        let answer = guest.ask(Method::POST, "/api/v1/auth/logout").await;
        assert_eq!(
            (answer.status, json_of(&answer)),
            (200, said.clone()),
            "without a token"
        );
        assert_eq!(app.count("select count(*) as rows from sessions").await, 0);
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        let token = text(&json_of(&guest.send("login/json", body).await), "/access_token");
        app.let_the_jwt_expire();
        let answer = guest.with_token(Method::POST, "logout", &token).await;
        assert_eq!(
            (answer.status, json_of(&answer)),
            (200, said),
            "with a token that has expired"
        );
    })
    .await;
}

/// Who holds a token that is in force was that person a moment ago, and may learn what has become of the account.
#[tokio::test]
async fn somebody_disabled_since_is_told_so_and_nobody_else_is() {
    on_each_database(async |app| {
        let registered = register(app).await;
        let token = text(&registered, "/access_token");
        let guest = app.guest();
        let me = async |token: &str| problem(&guest.with_token(Method::GET, "me", token).await);
        let disabled = (
            403,
            "account_disabled".to_owned(),
            "User account is disabled".to_owned(),
        );
        // As `latchkey user disable` and the administrators' page do it.
        app.run("update users set is_active = false").await;
        assert_eq!(me(&token).await, disabled);
        app.run("delete from sessions").await;
        assert_eq!(me(&token).await, disabled);
        let todos = guest
            .ask(Method::GET, "/api/todos")
            .header("authorization", &format!("Bearer {token}"))
            .await;
        assert_eq!(problem(&todos), disabled);
        let logout = guest.with_token(Method::POST, "logout", &token).await;
        assert_eq!(logout.status, 200);
        let session = guest
            .ask(Method::GET, "/api/auth/get-session")
            .header("authorization", &format!("Bearer {token}"))
            .await;
        assert_eq!((session.status, session.text()), (200, "null"));
        // A token that is forged, or of another kind, or too old tells nothing.
        let (head, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
        assert_eq!(me(&forged).await.1, "invalid_token");
        assert_eq!(me(&text(&registered, "/tokens/refresh_token")).await.1, "invalid_token");
        // Enabled again, the session is still gone.
        app.run("update users set is_active = true").await;
        assert_eq!(me(&token).await.1, "invalid_token");
        app.run("update users set is_active = false").await;
        app.let_the_jwt_expire();
        assert_eq!(me(&token).await.1, "token_expired");
    })
    .await;
}

#[tokio::test]
async fn the_token_of_somebody_deleted_opens_nothing() {
    on_each_database(async |app| {
        let token = text(&register(app).await, "/access_token");
        app.run("delete from users").await;
        let me = app.guest();
        let me = problem(&me.with_token(Method::GET, "me", &token).await);
        assert_eq!(me.1, "invalid_token");
    })
    .await;
}

fn with_cookie<'a>(ask: Ask<'a>, cookie: &str) -> Ask<'a> {
    ask.also("cookie", cookie.as_bytes())
}

/// A proxy's cookie for balancing load is no sign of a browser.
#[tokio::test]
async fn cookies_of_proxies_are_no_hindrance() {
    on_each_database(async |app| {
        let registered = register(app).await;
        let refresh = text(&registered, "/tokens/refresh_token");
        for cookie in [
            "AWSALB=x",
            "__cf_bm=a.b-c; __cflb=0",
            "session=theirs",
            "n=Zoë",
            "theme=dark",
        ] {
            let guest = app.guest();
            let body = json!({ "email": EMAIL, "password": PASSWORD });
            let answer = with_cookie(guest.send("login/json", body), cookie).await;
            assert_eq!(
                (answer.status, answer.cookies().len()),
                (200, 0),
                "{cookie}: {answer:?}"
            );
            let form = format!("username={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
            let login = guest
                .ask(Method::POST, "/api/v1/auth/login")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
            assert_eq!(with_cookie(login, cookie).await.status, 200, "{cookie}");
            let refreshed = with_cookie(guest.send("refresh", json!({ "refresh_token": refresh })), cookie).await;
            assert_eq!(refreshed.status, 200, "{cookie}");
            let body = json!({ "email": format!("{}@example.com", cookie.len()), "password": PASSWORD, "name": "X" });
            assert_eq!(
                with_cookie(guest.send("register", body), cookie).await.status,
                201,
                "{cookie}"
            );
            let sign_in = guest
                .ask(Method::POST, "/api/auth/sign-in/email")
                .header("content-type", "application/json")
                .body(json!({ "email": EMAIL, "password": PASSWORD }).to_string());
            assert_eq!(with_cookie(sign_in, cookie).await.status, 200, "{cookie}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_may_begin_with_a_byte_order_mark() {
    on_each_database(async |app| {
        register(app).await;
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        for path in ["/api/v1/auth/login/json", "/api/auth/sign-in/email"] {
            let ask = app.guest();
            let ask = ask.ask(Method::POST, path).header("content-type", "application/json");
            let answer = ask.body(format!("\u{feff}{body}")).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
        }
        let browser = app.guest();
        let form = json!({ "form": { "email": EMAIL, "password": PASSWORD } });
        let answer = browser.rpc("sign-in", json!({})).body(format!("\u{feff}{form}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    })
    .await;
}
