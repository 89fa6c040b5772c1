//! What happens when there is too much, or when something breaks.

use crate::support::{App, PASSWORD, Panicking, on_each_database, on_each_database_with, seconds};
use app::model::{AppError, Password};
use argon2::Params;
use futures_util::poll;
use serde_json::json;
use server::{
    auth::{
        limits::{Limits, Rate},
        password::PasswordHasher,
    },
    config::Config,
};
use std::{future::IntoFuture, pin::pin, sync::Arc};

/// Sixty-four people wait for a password to be hashed, and none gets a turn.
async fn with_a_full_queue(app: &App, test: impl AsyncFn(&App)) {
    let hasher = PasswordHasher::with(Params::new(8, 1, 1, None).unwrap(), 0);
    let busy = app.with_passwords(hasher).await;
    let password = Password::parse(PASSWORD.to_owned()).unwrap();
    let mut waiting = pin!(Vec::new());
    for _ in 0..64 {
        let mut wait = Box::pin(busy.state.auth.passwords.hash(&password));
        assert!(poll!(&mut wait).is_pending());
        waiting.push(wait);
    }
    test(&busy).await;
}

#[tokio::test]
async fn a_full_password_queue_is_a_503_with_a_time_to_come_back() {
    on_each_database(async |app| {
        app.member("Ada").await;
        with_a_full_queue(app, async |busy| {
            let guest = busy.guest();
            let sign_in = guest.sign_in("ada@example.com", PASSWORD).await;
            let sign_up = guest.sign_up("Bob", "bob@example.com", PASSWORD).await;
            let form = guest
                .post_form("/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)])
                .await;
            for answer in [&sign_in, &sign_up, &form] {
                assert_eq!(
                    (answer.status, answer.header("retry-after"), answer.cookies().len()),
                    (503, Some("2"), 0)
                );
            }
            assert_eq!(sign_in.error(), AppError::Busy { retry_after: 2 });
            assert!(
                form.text().contains("The server is busy right now.")
                    && form.text().contains("value=\"ada@example.com\"")
            );
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_full_password_queue_leaves_the_rest_alone() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        with_a_full_queue(app, async |busy| {
            let ada = ada.at(busy);
            assert!(ada.is_signed_in().await);
            app.let_the_jwt_expire();
            assert!(ada.is_signed_in().await, "renewing a session needs no password");
            assert_eq!(
                busy.guest().sign_in("nobody", "").await.status,
                422,
                "nor does a form that cannot be right"
            );
        })
        .await;
    })
    .await;
}

/// Makes accounts at every door at once; tells the statuses.
async fn sign_up_everywhere(app: &App, password: &str) -> Vec<u16> {
    let guest = app.guest();
    let account = |at: u8| {
        let email = format!("person{at}@example.com");
        json!({ "name": "Ada", "email": email, "password": password })
    };
    let program = |path: &str, at| {
        let body = account(at).to_string();
        let ask = guest
            .ask(http::Method::POST, path)
            .header("content-type", "application/json");
        ask.body(body).into_future()
    };
    let fields = [
        ("name", "Ada"),
        ("email", "person0@example.com"),
        ("password", password),
    ];
    let answers = [
        guest.post_form("/sign-up", &fields).into_future(),
        guest.rpc("sign-up", json!({ "form": account(1) })).into_future(),
        program("/api/auth/sign-up/email", 2),
        program("/api/v1/auth/register", 3),
    ];
    let answers = futures_util::future::join_all(answers).await;
    answers.into_iter().map(|answer| answer.status).collect()
}

/// Judging a password can take longer than hashing it, so it waits for its turn like a hash, after whatever costs
/// nothing and after the limit.
#[tokio::test]
async fn nothing_that_costs_is_done_before_its_limit() {
    let few = |config: &mut Config| {
        config.server.rate_limits = Some(Limits {
            sign_up: Rate::new(4, 60),
            ..Limits::default()
        });
    };
    on_each_database_with(few, async |app| {
        // Nobody gets a turn here, so whoever waits for one is told to come back.
        let hasher = PasswordHasher::with(Params::new(8, 1, 1, None).unwrap(), 0);
        let busy = app.with_passwords(hasher).await;
        for status in sign_up_everywhere(&busy, "short").await {
            assert!(
                matches!(status, 400 | 422),
                "a length is looked at at once, and counts for nothing: {status}"
            );
        }
        let worst = "4@8({[<369!1|0$5+7%2".repeat(6);
        assert_eq!(
            sign_up_everywhere(&busy, "password").await,
            [503; 4],
            "even a common one waits for its turn"
        );
        assert_eq!(sign_up_everywhere(&busy, &worst).await, [429; 4]);
        assert_eq!(sign_up_everywhere(&busy, "password").await, [429; 4]);
        app.clock.advance(seconds(61));
        assert!(sign_up_everywhere(app, &worst).await.iter().all(|status| *status < 400));
    })
    .await;
}

/// The present password is asked for first, and that has a limit.
#[tokio::test]
async fn a_new_password_is_judged_only_for_who_knows_the_present_one() {
    on_each_database(async |app| {
        let ada = app.member("ada").await;
        let change = async |current: &str, new: &str| {
            let fields = [("intent", "password"), ("current-password", current), ("password", new)];
            let answer = ada.post_form("/settings/password", &fields).await;
            assert_eq!(answer.status, 422);
            answer.says("too easy to guess") || answer.says("guess")
        };
        assert!(!change("not her password", "password1234").await);
        assert!(change(PASSWORD, "password1234").await);
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_a_500_and_the_next_request_is_fine() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let broken = app
            .another(|_| {}, |state| state.backend.todos = Arc::new(Panicking))
            .await;
        let ada = ada.at(&broken);
        for _ in 0..3 {
            let page = ada.get("/todos").await;
            let form = ada.post_form("/todos", &[("intent", "add"), ("title", "x")]).await;
            let function = ada.rpc("todos/set-all", json!({ "completed": true })).await;
            for answer in [&page, &form, &function] {
                assert_eq!((answer.status, answer.says("secret of the inside")), (500, false));
            }
            assert!(page.is_page() && form.is_page() && page.text().contains("Something broke on our side."));
            assert_eq!(ada.get("/").await.status, 200);
        }
    })
    .await;
}

fn padded(start: &str, size: usize) -> String {
    start.to_owned() + &"x".repeat(size - start.len())
}

#[tokio::test]
async fn a_body_may_have_64_kib_and_not_a_byte_more() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let limit = 64 * 1024;
        for (size, statuses) in [(limit, [422, 400]), (limit + 1, [413, 413])] {
            let form = ada
                .post_form("/todos", &[])
                .body(padded("intent=add&title=", size))
                .await;
            let function = ada.rpc("todos/add", json!({})).body("x".repeat(size)).await;
            assert_eq!([form.status, function.status], statuses, "with {size} bytes");
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

/// Without a length the limit is found only while reading.
#[tokio::test]
async fn a_body_in_pieces_has_the_same_limit() {
    on_each_database(async |app| {
        let piece = format!("2000\r\n{}\r\n", "x".repeat(0x2000));
        for path in ["/rpc/sign-in", "/sign-in"] {
            let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-type: application/x-www-form-urlencoded\r\nconnection: close\r\n\r\n");
            let answer = app.raw(format!("{head}{}0\r\n\r\n", piece.repeat(9)).as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        }
        assert_eq!(app.guest().get("/").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_compressed_body_is_not_unpacked() {
    on_each_database(async |app| {
        let answer = app
            .guest()
            .rpc("sign-in", json!({}))
            .header("content-encoding", "gzip")
            .body(&b"\x1f\x8b\x08\x00"[..])
            .await;
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    })
    .await;
}

#[tokio::test]
async fn many_fields_and_long_ones_are_only_that() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let many: String = (0..8000).map(|at| format!("f{at}=&")).collect();
        assert_eq!(ada.post_form("/todos", &[]).body(many).await.status, 400);
        let query: String = (0..3000).map(|at| format!("f{at}&")).collect();
        assert_eq!(ada.get(&format!("/todos?{query}")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn requests_that_are_none_close_the_connection_and_break_nothing() {
    on_each_database(async |app| {
        let guest = app.guest();
        for request in [
            &b"GET \r\n\r\n"[..],
            b"GET\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01",
            b"\x00\x00\x00\x00\r\n\r\n",
            b"GET /\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nhost : x\r\n\r\n",
            b"GET / HTTP/1.1\r\n bad: fold\r\n\r\n",
            b"POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
            b"POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
            b"POST /sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, x\r\n\r\n0\r\n\r\n",
            b"POST /sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            let answer = app.raw(request).await;
            let status = answer.split(' ').nth(1).unwrap_or("closed").to_owned();
            assert!(
                status == "closed" || status.starts_with('4'),
                "{status} for {:?}",
                String::from_utf8_lossy(request)
            );
        }
        assert_eq!(guest.get("/").await.status, 200);
    })
    .await;
}

/// Both a length and pieces: whoever believes the other one sees two requests where we see one (RFC 9112 §6.1).
#[tokio::test]
async fn a_smuggled_request_is_not_answered() {
    on_each_database(async |app| {
        let smuggled = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
        let request = format!("POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n{smuggled}", 5 + smuggled.len());
        let answer = app.raw(request.as_bytes()).await;
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{answer}");
        assert!(!answer.contains("ok\n"), "{answer}");
    })
    .await;
}
