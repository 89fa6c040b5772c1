//! The chosen colours.

use crate::support::{https, on_each_database, on_each_database_with};

#[tokio::test]
async fn the_choice_is_kept_in_a_cookie_and_rendered_into_the_page() {
    on_each_database(async |app| {
        let guest = app.guest();
        assert!(guest.get("/").await.text().contains("data-theme=\"system\""));
        for theme in ["dark", "light", "system"] {
            let answer = guest.post_form("/theme", &[("theme", theme)]).await;
            let cookie = answer.cookie("theme").unwrap();
            assert_eq!(
                (answer.status, cookie.value(), cookie.max_age().unwrap().whole_days()),
                (303, theme, 365)
            );
            for path in ["/", "/sign-in", "/nowhere"] {
                assert!(
                    guest
                        .get(path)
                        .await
                        .text()
                        .contains(&format!("data-theme=\"{theme}\"")),
                    "{path}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_choice_there_is_not_follows_the_device() {
    on_each_database(async |app| {
        let guest = app.guest();
        for theme in ["purple", "", "\"><script>alert(1)</script>", "dark\r\nSet-Cookie: a=b"] {
            let answer = guest.post_form("/theme", &[("theme", theme)]).await;
            assert_eq!(answer.cookie("theme").unwrap().value(), "system");
        }
        let page = guest.get("/").header("cookie", "theme=\"><script>").await;
        assert!(page.text().contains("data-theme=\"system\""));
    })
    .await;
}

#[tokio::test]
async fn the_form_leads_back_to_the_page_it_was_on() {
    on_each_database(async |app| {
        let base = &app.config.server.base_url;
        for (page, location) in [
            ("/todos?filter=active", "/todos?filter=active"),
            ("/sign-in?next=/todos%3Fa=b", "/sign-in?next=/todos%3Fa=b"),
            ("", "/"),
        ] {
            let answer = app
                .guest()
                .post_form("/theme", &[("theme", "dark")])
                .header("referer", &format!("{base}{page}"))
                .await;
            assert_eq!(answer.location(), location);
        }
        assert_eq!(
            app.guest().post_form("/theme", &[("theme", "dark")]).await.location(),
            "/"
        );
    })
    .await;
}

#[tokio::test]
async fn it_stays_on_this_site_wherever_the_referrer_points() {
    on_each_database(async |app| {
        for referrer in [
            "https://evil.test",
            "https://evil.test//evil.test",
            "https://evil.test/\\evil.test",
            "https://x.test/%5cevil.test",
            "https://x.test//",
            "https://x.test/..//evil.test",
            "https://x.test/.//evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.test",
            "/\\evil.test",
            "not a url",
            "",
            "file:////evil.test/x",
            "https://x.test/\t/evil.test",
            "blob:https://evil.test/x",
            "about:blank",
        ] {
            let answer = app
                .guest()
                .post_form("/theme", &[("theme", "dark")])
                .header("referer", referrer)
                .await;
            let location = answer.location();
            assert_eq!(answer.status, 303, "for {referrer}");
            assert!(
                location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\"),
                "{referrer} leads to {location}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_secure_on_https() {
    on_each_database_with(https, async |app| {
        let answer = app.guest().post_form("/theme", &[("theme", "dark")]).await;
        assert_eq!(answer.cookie("__Secure-theme").unwrap().secure(), Some(true));
        let guest = app.guest();
        let page = guest.get("/").header("cookie", "__Secure-theme=dark").await;
        assert!(page.text().contains("data-theme=\"dark\""));
        // A sibling site, or whoever is on the way of a request without TLS, can set one of this name.
        let page = guest.get("/").header("cookie", "theme=dark").await;
        assert!(page.text().contains("data-theme=\"system\""));
    })
    .await;
}
