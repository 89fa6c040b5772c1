//! The second step of a sign-in.

use super::{EMAIL, PAGE, VERIFY, ada, give_password, half_signed_in, send, start, verify};
use crate::support::{Browser, PASSWORD, hours, html::tag_of, https, on_each_database, on_each_database_with, seconds};
use app::model::SessionData;
use futures_util::future::join_all;
use serde_json::json;

const SESSIONS: &str = "select count(*) as rows from sessions";

#[tokio::test]
async fn the_password_alone_opens_nothing_and_the_code_does() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        let cookies = browser.cookies();
        assert_eq!(cookies.keys().collect::<Vec<_>>(), ["latchkey_challenge"]);
        assert!(!browser.is_signed_in().await);
        assert_eq!(browser.get(VERIFY).await.status, 200);

        let answer = verify(&browser, &phone.code(app)).await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert!(answer.removes_cookie("challenge"));
        assert!(answer.cookie("session").unwrap().max_age().is_some());
        assert!(browser.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_hydrated_page_is_told_that_a_second_step_follows() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = app.guest();
        let answer = browser.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.value::<Option<SessionData>>(), None);
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn the_redirect_and_the_wish_to_be_remembered_are_kept() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = app.guest();
        let way = "/sign-in?next=/todos%3Ffilter=active";
        let answer = browser
            .post_form(way, &[("email", EMAIL), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.location(), "/sign-in/verify?next=/todos%3Ffilter=active");
        let form = [("intent", "code"), ("code", &phone.code(app))];
        let answer = browser.post_form(answer.location(), &form).await;
        assert_eq!(answer.location(), "/todos?filter=active");
        assert!(answer.cookie("session").unwrap().max_age().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_is_told_beside_its_field_and_written_down() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        for code in [&phone.wrong_code(app), "", "abcdef", "1234567"] {
            let answer = verify(&browser, code).await;
            assert_eq!(answer.status, 422, "{code}");
            assert!(answer.text().contains("That code is not right."));
            assert!(answer.text().contains("Error: Two-step verification"));
        }
        let failures = "select count(*) as rows from audit_events where kind = 'second-step-failed'";
        assert_eq!(app.count(failures).await, 4);
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_once() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let (first, second) = (half_signed_in(app).await, half_signed_in(app).await);
        let code = phone.code(app);
        assert_eq!(verify(&first, &code).await.location(), "/todos");
        assert_eq!(verify(&second, &code).await.status, 422);
        app.clock.advance(seconds(30));
        assert_eq!(verify(&second, &code).await.status, 422, "within its window");
        assert_eq!(verify(&second, &phone.code(app)).await.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn the_code_that_turned_it_on_signs_nobody_in() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let phone = start(&ada).await;
        let code = phone.code(app);
        send(&ada, "confirm", &[("code", &code)]).await;
        let browser = half_signed_in(app).await;
        assert_eq!(verify(&browser, &code).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_phone_may_be_half_a_minute_early_or_late_and_no_more() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        for steps in [-2, 2] {
            assert_eq!(
                verify(&browser, &phone.code_in(app, steps)).await.status,
                422,
                "{steps}"
            );
        }
        assert_eq!(verify(&browser, &phone.code_in(app, -1)).await.location(), "/todos");
        let browser = half_signed_in(app).await;
        assert_eq!(verify(&browser, &phone.code_in(app, 1)).await.location(), "/todos");
        let browser = half_signed_in(app).await;
        assert_eq!(
            verify(&browser, &phone.code(app)).await.status,
            422,
            "an earlier one is gone"
        );
    })
    .await;
}

#[tokio::test]
async fn sixteen_at_once_with_one_challenge_open_one_session() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        let before = app.count(SESSIONS).await;
        let code = phone.code(app);
        let tabs: Vec<Browser> = (0..16).map(|_| browser.stolen_copy()).collect();
        let answers = join_all(tabs.iter().map(|tab| verify(tab, &code))).await;
        let opened = answers.iter().filter(|answer| answer.location() == "/todos").count();
        assert_eq!((opened, app.count(SESSIONS).await), (1, before + 1));
        assert!(answers.iter().all(|answer| answer.status < 500), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn sixteen_challenges_at_once_with_one_code_open_one_session() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let mut tabs = Vec::new();
        for _ in 0..16 {
            tabs.push(half_signed_in(app).await);
        }
        let code = phone.code(app);
        let answers = join_all(tabs.iter().map(|tab| verify(tab, &code))).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(
            statuses.iter().filter(|status| **status == 303).count(),
            1,
            "{statuses:?}"
        );
        assert_eq!(
            statuses.iter().filter(|status| **status == 422).count(),
            15,
            "{statuses:?}"
        );
    })
    .await;
}

/// Whoever hears it has given the right password and a right code.
#[tokio::test]
async fn a_code_that_was_used_is_told_from_a_wrong_one() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let (first, second) = (half_signed_in(app).await, half_signed_in(app).await);
        let code = phone.code(app);
        assert_eq!(verify(&first, &code).await.status, 303);
        let used = verify(&second, &code).await;
        assert_eq!(used.status, 422);
        let said = "That code was already used; wait for the next one.";
        assert_eq!(used.text().matches(said).count(), 1, "a form of one field says it once");
        let field = tag_of(used.text(), "code-code");
        assert!(
            field.contains("autofocus") && field.contains("aria-invalid=\"true\""),
            "{field}"
        );
        let wrong = verify(&second, &phone.wrong_code(app)).await;
        assert_eq!(wrong.text().matches("That code is not right.").count(), 1);
        let failed = "select count(*) as rows from audit_events where kind = 'second-step-failed'";
        assert_eq!(app.count(failed).await, 2, "it counts as a wrong one");
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_has_a_form_of_its_own() {
    on_each_database(async |app| {
        ada(app).await;
        let browser = half_signed_in(app).await;
        let page = browser.get("/sign-in/verify?next=/settings/email").await;
        assert!(
            page.text().contains("?next=/settings/email&amp;recovery"),
            "{}",
            page.text()
        );
        let page = browser.get("/sign-in/verify?next=/settings/email&recovery").await;
        assert!(tag_of(page.text(), "recovery-code").contains("autofocus"));
        assert!(!page.text().contains("id=\"code-code\""));
    })
    .await;
}

#[tokio::test]
async fn a_challenge_ends_after_five_minutes_and_leads_back() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        app.clock.advance(seconds(5 * 60 - 1));
        assert_eq!(browser.get(VERIFY).await.status, 200);
        app.clock.advance(seconds(1));
        let page = browser.get("/sign-in/verify?next=/todos%3Ffilter=active").await;
        assert_eq!(page.location(), "/sign-in?next=/todos%3Ffilter=active");
        let answer = verify(&browser, &phone.code(app)).await;
        assert_eq!(answer.location(), "/sign-in");
        assert!(answer.removes_cookie("challenge"));
        assert!(!browser.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn without_a_challenge_there_is_no_second_step() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        for challenge in [None, Some("nonsense"), Some(&*"A".repeat(43))] {
            let browser = app.guest();
            if let Some(challenge) = challenge {
                browser.set_cookie("challenge", challenge);
            }
            assert_eq!(browser.get(VERIFY).await.location(), "/sign-in", "{challenge:?}");
            assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/sign-in");
        }
    })
    .await;
}

#[tokio::test]
async fn a_challenge_that_was_used_opens_nothing_again() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        let thief = browser.stolen_copy();
        verify(&browser, &phone.code(app)).await;
        app.clock.advance(seconds(30));
        assert_eq!(verify(&thief, &phone.code(app)).await.location(), "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_sign_ins_that_wait() {
    on_each_database(async |app| {
        let (ada, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        let body = json!({ "currentPassword": PASSWORD, "newPassword": "a heron reads the weather" });
        let changed = ada
            .ask(http::Method::POST, "/api/auth/change-password")
            .header("origin", "http://localhost:3000")
            .header("content-type", "application/json")
            .body(body.to_string())
            .await;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(verify(&browser, &phone.code(app)).await.location(), "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_stays_out_with_the_right_code() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let browser = half_signed_in(app).await;
        app.run("update users set is_active = false").await;
        assert_eq!(verify(&browser, &phone.code(app)).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn signing_in_as_somebody_else_ends_the_session_before() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let bob = app.member("Bob").await;
        let left = bob.stolen_copy();
        give_password(&bob).await;
        assert!(left.is_signed_in().await, "not before the second step");
        verify(&bob, &phone.code(app)).await;
        assert!(!left.is_signed_in().await);
        assert!(bob.get("/todos").await.text().contains("Ada"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_looks_as_it_does_without_a_second_step() {
    on_each_database(async |app| {
        ada(app).await;
        app.member("Bob").await;
        for email in [EMAIL, "bob@example.com", "nobody@example.com"] {
            let answer = app.guest().sign_in(email, "not the password").await;
            assert_eq!((answer.status, answer.cookies().len()), (401, 0), "{email}");
        }
    })
    .await;
}

#[tokio::test]
async fn cookies_are_bound_to_the_host_on_https() {
    on_each_database_with(https, async |app| {
        let ada = app.member("Ada").await;
        let phone = start(&ada).await;
        send(&ada, "confirm", &[("code", &phone.code(app))]).await;
        app.clock.advance(seconds(60));
        let browser = half_signed_in(app).await;
        assert!(browser.cookie("__Host-challenge").is_some());
        let form = [("intent", "code"), ("code", &*phone.code(app)), ("trust", "on")];
        let answer = browser.post_form(VERIFY, &form).await;
        assert!(answer.cookie("__Host-trusted").is_some());
        assert_eq!(ada.get(PAGE).await.status, 200);
    })
    .await;
}

/// Somebody has the password: nothing tells the owner sooner.
#[tokio::test]
async fn an_owner_hears_once_a_day_of_wrong_codes_after_the_right_password() {
    on_each_database(async |app| {
        let (_, phone, _) = ada(app).await;
        let told = async || {
            let emails = app.emails_to(EMAIL).await;
            let is_it = |subject: &str| subject == "Somebody may know your password";
            emails.iter().filter(|email| is_it(&email.subject)).count()
        };
        let spend = async |challenges: usize, each: usize| {
            for _ in 0..challenges {
                let thief = half_signed_in(app).await;
                for _ in 0..each {
                    assert_eq!(verify(&thief, &phone.wrong_code(app)).await.status, 422);
                }
            }
        };
        spend(1, 4).await;
        assert_eq!(told().await, 0, "fingers slip");
        spend(1, 1).await;
        assert_eq!(told().await, 1, "it does not matter over how many sign-ins");
        spend(2, 5).await;
        assert_eq!(told().await, 1);
        app.clock.advance(hours(25));
        spend(1, 5).await;
        assert_eq!(told().await, 2);
    })
    .await;
}

/// What is tried inside a session is in the record, with the session.
#[tokio::test]
async fn wrong_passwords_and_codes_in_a_session_are_recorded() {
    on_each_database(async |app| {
        let (ada, phone, _) = ada(app).await;
        let page = "/settings/confirm?next=/settings/email";
        assert!(ada.get(page).await.text().contains("confirm-code"), "a code is asked for too");
        let confirm = async |password: &str, code: &str| {
            let fields = [("intent", "confirm"), ("current-password", password), ("code", code)];
            ada.post_form(page, &fields).await
        };
        app.clock.advance(seconds(600));
        assert_eq!(confirm("not my password", &phone.code(app)).await.status, 422);
        for kind in [
            "select count(*) as rows from audit_events where kind = 'password-refused' and session_id is not null and user_id is not null",
        ] {
            assert_eq!(app.count(kind).await, 1);
        }
        assert_eq!(confirm(PASSWORD, "").await.status, 422);
        let failed = "select count(*) as rows from audit_events where kind = 'second-step-failed' and session_id is not null";
        assert_eq!(app.count(failed).await, 0, "nothing was tried");
        assert_eq!(confirm(PASSWORD, &phone.wrong_code(app)).await.status, 422);
        assert_eq!(app.count(failed).await, 1);
        let confirmed = "select count(*) as rows from sessions where confirmed_at > created_at";
        assert_eq!(app.count(confirmed).await, 0);
        let answer = confirm(PASSWORD, &phone.code(app)).await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/email"), "{}", answer.text());
        assert_eq!(app.count(confirmed).await, 1);
    })
    .await;
}
