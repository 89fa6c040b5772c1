//! What browsers, siblings and attackers put into the `Cookie` header.

use crate::support::{Browser, PASSWORD, https, on_each_database, on_each_database_with, seconds, secret};
use http::Method;

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
            .header("cookie", &format!("latchkey_session={session}"))
            .also("cookie", b"latchkey_session=evil")
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        let answer = ada
            .get("/todos")
            .header("cookie", &format!("latchkey_session={session}"))
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
                status_with(&ada, &format!("{junk}latchkey_session={session}")).await.0,
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
            &b"latchkey_session=\xff\xfe"[..],
            b"\xc3\x28=x",
            b"latchkey_session=\x80; latchkey_refresh=\x80",
            "latchkey_session=é".as_bytes(),
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
            format!("latchkey_session=\"{session}\""),
            format!("latchkey_session = {session} "),
            format!("  latchkey_session={session}  ;"),
        ] {
            let (status, _) = status_with(&ada, &header).await;
            assert!([200, 303].contains(&status), "{status} with {header}");
        }
    })
    .await;
}

/// Analytics, preferences and proxies set cookies for the whole host, in whatever encoding.
#[tokio::test]
async fn cookies_of_others_hide_none_of_ours() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        ada.post_form("/theme", &[("theme", "dark")]).await;
        let (session, refresh) = (ada.cookie("session").unwrap(), ada.cookie("refresh").unwrap());
        let ours = format!("latchkey_session={session}; latchkey_refresh={refresh}; theme=dark");
        for (before, after) in [
            ("city=Zürich; ".as_bytes(), &b""[..]),
            (b"", "; n=Zoë".as_bytes()),
            (b"n=\xfc; ", b"; \xff\xfe=x"),
            (b"\xc3\x28; ", b"; =\xff"),
            ("日本=語; ".as_bytes(), b"; a=\x80\x81\x82"),
            (b"session=somebody else's; refresh=too; ", b""),
        ] {
            let header = [before, ours.as_bytes(), after].concat();
            let page = ada
                .stolen_copy()
                .get("/todos")
                .without("cookie")
                .also("cookie", &header)
                .await;
            assert_eq!(page.status, 200, "with {header:?}");
            assert!(page.text().contains("data-theme=\"dark\""), "with {header:?}");
            assert_eq!(page.cookies().len(), 0, "with {header:?}");
            let ask = ada.ask(Method::GET, "/api/v1/auth/me").also("cookie", &header);
            assert_eq!(ask.await.status, 200, "with {header:?}");
        }
        // In headers of their own, as HTTP/2 sends them.
        let ask = ada
            .get("/todos")
            .also("cookie", b"n=\xfc")
            .also("cookie", ours.as_bytes());
        assert_eq!(ask.also("cookie", b"m=\xfc").await.status, 200);
    })
    .await;
}

/// A flash is a cookie of ours that another layer reads.
#[tokio::test]
async fn a_cookie_of_others_hides_no_word_on_what_was_done() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let form = [
            ("intent", "profile"),
            ("name", "Ada"),
            ("time-zone", "UTC"),
            ("week-start", "monday"),
        ];
        let saved = ada.post_form("/settings/profile", &form).await;
        assert_eq!(saved.status, 303, "{saved:?}");
        let ours: Vec<String> = ada
            .cookies()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert!(
            ours.iter().any(|cookie| cookie.starts_with("latchkey_flash=")),
            "{ours:?}"
        );
        let header = format!("city=Zürich; {}", ours.join("; "));
        let page = ada.get("/settings/profile").also("cookie", header.as_bytes()).await;
        assert!(page.text().contains("Saved."));
        assert!(page.removes_cookie("flash"));
    })
    .await;
}

/// All programs on one host share its cookies, and on http the names are nobody's.
#[tokio::test]
async fn cookies_of_other_programs_are_left_alone() {
    on_each_database(async |app| {
        for others in [
            "session=eyJfcGVybWFuZW50Ijp0cnVlfQ.aSbT1Q.sig",
            "session=x; refresh=y; device=z; trusted=1; challenge=1; link=1; sent=1; flash=1",
            &format!("refresh={}", "A".repeat(43)),
            &format!("session=a.b.c; refresh={}", "A".repeat(43)),
        ] {
            for path in [
                "/",
                "/sign-in",
                "/todos",
                "/settings/profile",
                "/api/v1/auth/me",
                "/api/auth/get-session",
            ] {
                let answer = app.guest().get(path).header("cookie", others).await;
                assert_eq!(answer.cookies().len(), 0, "{path} with {others}");
            }
        }
        let guest = app.guest();
        guest.set_cookies(&[("session", "theirs"), ("refresh", "theirs")]);
        guest.sign_up("Ada", "ada@example.com", PASSWORD).await;
        guest.sign_out().await;
        assert_eq!(
            (guest.cookies()["session"].as_str(), guest.cookies()["refresh"].as_str()),
            ("theirs", "theirs")
        );
    })
    .await;
}

/// Two installations of ours on one host have cookies of the same names; looking at one ends nothing at the other.
#[tokio::test]
async fn the_cookies_of_another_installation_stay() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let other = app
            .another(
                |config| config.secrets = vec![secret("the secret of another installation")],
                |_| {},
            )
            .await;
        app.run("delete from sessions").await;
        let page = ada.stolen_copy().at(&other).get("/sign-in").await;
        assert_eq!((page.status, page.cookies().len()), (200, 0), "{page:?}");
        let page = ada.get("/sign-in").await;
        assert!(
            page.removes_cookie("session") && page.removes_cookie("refresh"),
            "our own go"
        );
    })
    .await;
}

/// A browser of an earlier version has the names that others use too.
#[tokio::test]
async fn a_session_by_the_former_names_goes_on_once_under_the_new_ones() {
    on_each_database(async |app| {
        for path in ["/todos", "/api/v1/auth/me"] {
            let (old, new) = (app.guest(), app.guest());
            new.sign_up("Ada", "ada@example.com", PASSWORD).await;
            let (session, refresh) = (new.cookie("session").unwrap(), new.cookie("refresh").unwrap());
            old.set_cookies(&[("session", &session), ("refresh", &refresh)]);
            let page = old.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(
                old.cookies().into_keys().collect::<Vec<_>>(),
                ["latchkey_refresh", "latchkey_session"],
                "{path}"
            );
            assert!(old.is_signed_in().await);
            // The former refresh token has been used up, and the former JWT opens nothing by that name.
            app.clock.advance(seconds(60));
            let jwt_alone = app.guest();
            jwt_alone.set_cookies(&[("session", &session)]);
            assert!(!jwt_alone.is_signed_in().await);
            app.run("delete from users").await;
        }
    })
    .await;
}

#[tokio::test]
async fn of_the_former_cookies_only_ours_are_taken_away() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let refresh = ada.cookie("refresh").unwrap();
        let old = app.guest();
        old.set_cookies(&[("session", "eyJ.of.Flask"), ("refresh", &refresh)]);
        assert_eq!(old.get("/todos").await.status, 200);
        assert_eq!(old.cookies().get("session").map(String::as_str), Some("eyJ.of.Flask"));
        assert_eq!(old.cookies().get("refresh"), None);
        // By the new names somebody is who they are, whatever is beside them.
        old.set_cookie("session", "x");
        let bob = app.member("Bob").await;
        bob.set_cookies(&[
            ("refresh", &refresh),
            ("latchkey_session", &bob.cookie("session").unwrap()),
            ("latchkey_refresh", &bob.cookie("refresh").unwrap()),
        ]);
        assert!(bob.is_signed_in().await);
        assert!(bob.cookies().contains_key("refresh"));
    })
    .await;
}

/// The former names act in somebody's name as the new ones do.
#[tokio::test]
async fn another_site_gains_nothing_by_the_former_names() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let old = app.guest();
        old.set_cookies(&[("refresh", &ada.cookie("refresh").unwrap())]);
        let answer = old.ask(Method::POST, "/sign-out").await;
        assert_eq!((answer.status, answer.cookies().len()), (403, 0));
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn on_https_the_former_names_are_nobodys() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let refresh = ada.cookie("__Host-refresh").unwrap();
        assert_eq!(status_with(&ada, &format!("refresh={refresh}")).await, signed_out());
    })
    .await;
}
