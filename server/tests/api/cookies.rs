//! What browsers, siblings and attackers put into the `Cookie` header.

use crate::support::{Browser, https, on_each_database, on_each_database_with};

async fn status_with(browser: &Browser, header: &str) -> (u16, String) {
    let answer = browser.get("/todos").header("cookie", header).await;
    (answer.status, answer.location().to_owned())
}

fn signed_out() -> (u16, String) {
    (303, "/sign-in".to_owned())
}

#[tokio::test]
async fn a_name_that_comes_twice_opens_nothing_in_either_order() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let (session, refresh) = (
            ada.cookie("__Host-session").unwrap(),
            ada.cookie("__Host-refresh").unwrap(),
        );
        let good = format!("__Host-session={session}; __Host-refresh={refresh}");
        assert_eq!(status_with(&ada, &good).await.0, 200);
        for header in [
            format!("__Host-session=evil; {good}"),
            format!("{good}; __Host-session=evil"),
            format!("{good}; __Host-session={session}"),
            format!("__Host-refresh=evil; {good}"),
            format!("{good}; __Host-refresh="),
        ] {
            assert_eq!(status_with(&ada, &header).await, signed_out(), "with {header}");
        }
        assert_eq!(status_with(&ada, &good).await.0, 200, "the genuine ones still work");
    })
    .await;
}

#[tokio::test]
async fn a_name_that_comes_twice_in_two_headers_opens_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let session = ada.cookie("session").unwrap();
        let answer = ada
            .get("/todos")
            .header("cookie", &format!("session={session}"))
            .also("cookie", b"session=evil")
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        let answer = ada
            .get("/todos")
            .header("cookie", &format!("session={session}"))
            .also("cookie", b"other=thing")
            .await;
        assert_eq!(answer.status, 200);
    })
    .await;
}

#[tokio::test]
async fn only_the_exact_name_counts() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let session = ada.cookie("__Host-session").unwrap();
        for name in [
            "__host-session",
            "__HOST-SESSION",
            "session",
            "__Secure-session",
            "__Host-Session",
            "__Host-session2",
            "\"__Host-session\"",
        ] {
            assert_eq!(
                status_with(&ada, &format!("{name}={session}")).await,
                signed_out(),
                "by the name {name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn junk_beside_the_cookies_is_ignored() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let session = ada.cookie("session").unwrap();
        let many: String = (0..60).map(|at| format!("junk{at}=x; ")).collect();
        for junk in [
            many,
            format!("junk={}; ", "x".repeat(8000)),
            "=; ;;; = ; novalue; a=b=c; \"q\"=\"q\"; %00=%ff; ".to_owned(),
        ] {
            assert_eq!(
                status_with(&ada, &format!("{junk}session={session}")).await.0,
                200,
                "with {junk}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn bytes_that_are_no_text_open_nothing_and_break_nothing() {
    on_each_database(async |app| {
        let guest = app.guest();
        for bytes in [
            &b"session=\xff\xfe"[..],
            b"\xc3\x28=x",
            b"session=\x80; refresh=\x80",
            "session=é".as_bytes(),
        ] {
            let answer = guest.get("/todos").also("cookie", bytes).await;
            assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "with {bytes:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_and_the_next_request_is_fine() {
    on_each_database(async |app| {
        let guest = app.guest();
        for _ in 0..2 {
            let junk = "x".repeat(100_000);
            let request = format!("GET / HTTP/1.1\r\nhost: localhost\r\ncookie: junk={junk}\r\n\r\n");
            let answer = app.raw(request.as_bytes()).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
        }
        assert_eq!(guest.get("/").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn cookies_that_open_nothing_are_removed() {
    on_each_database(async |app| {
        for name in ["session", "refresh"] {
            let guest = app.guest();
            guest.set_cookie(name, "whatever-this-may-be");
            let page = guest.get("/").await;
            assert_eq!(page.status, 200);
            assert!(
                page.removes_cookie("session") && page.removes_cookie("refresh"),
                "{name} was kept"
            );
        }
        assert_eq!(
            app.guest().get("/").await.cookies().len(),
            0,
            "a guest without cookies gets none"
        );
    })
    .await;
}

#[tokio::test]
async fn a_quoted_value_or_one_with_spaces_breaks_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let session = ada.cookie("session").unwrap();
        for header in [
            format!("session=\"{session}\""),
            format!("session = {session} "),
            format!("  session={session}  ;"),
        ] {
            let (status, _) = status_with(&ada, &header).await;
            assert!([200, 303].contains(&status), "{status} with {header}");
        }
    })
    .await;
}
