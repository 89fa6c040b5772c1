//! What an administrator does about an account: it is explained first, takes a fresh proof, and is written down.

use super::{admin, change, id_of, set_role};
use crate::support::{App, Browser, PASSWORD, on_each_database, on_each_database_with, seconds};
use server::config::MailConfig;

const CHANGES: [(&str, &str); 8] = [
    ("confirm-address", "You confirm that eve@example.com belongs to them."),
    (
        "send-password-link",
        "A link to choose a new password goes to eve@example.com.",
    ),
    (
        "make-administrator",
        "can change and delete every account, including yours",
    ),
    ("disable", "signed out everywhere at once and cannot sign in"),
    ("remove-passkeys", "All passkeys of the account are removed"),
    ("turn-off-two-step", "The password alone opens the account."),
    ("sign-out", "Every device is signed out at once"),
    ("delete", "This cannot be undone."),
];

#[tokio::test]
async fn each_change_is_explained_and_looking_at_it_does_nothing() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        let events = "select count(*) as rows from audit_events where actor_id is not null";
        for (change, words) in CHANGES {
            let path = format!("/admin/people/{id}/{change}");
            let page = ada.get(&path).await;
            assert!(
                page.status == 200 && page.text().contains(words),
                "{change}: {}",
                page.text()
            );
            assert!(page.text().contains(": Eve · People · Latchkey</title>"), "{change}");
            assert!(
                !page.text().contains("current-password"),
                "{change} right after signing in"
            );
            app.clock.advance(seconds(601));
            let page = ada.get(&path).await;
            assert!(
                page.text().contains("name=\"current-password\""),
                "{change} after ten minutes"
            );
            ada.sign_in("ada@example.com", PASSWORD).await;
        }
        assert_eq!(app.count(events).await, 0);
        assert!(eve.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_proof_may_come_with_the_change() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        app.clock.advance(seconds(601));
        let send = |password| {
            let fields = [("intent", "act"), ("current-password", password)];
            ada.post_form(&format!("/admin/people/{id}/disable"), &fields)
        };
        for (password, words) in [
            ("", "Enter your current password."),
            ("something else", "That current password is not right."),
        ] {
            let answer = send(password).await;
            assert!(
                answer.status == 422 && answer.text().contains(words),
                "{}",
                answer.text()
            );
        }
        assert!(eve.is_signed_in().await);
        assert_eq!(send(PASSWORD).await.location(), format!("/admin/people/{id}"));
        assert!(!eve.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn an_account_is_made_by_a_link_its_owner_gets() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        let send = |name, email| {
            let fields = [
                ("intent", "create"),
                ("name", name),
                ("email", email),
                ("administrator", "on"),
            ];
            ada.post_form("/admin/people/new", &fields)
        };
        let answer = send("", "nonsense").await;
        assert!(
            answer.status == 422
                && answer.text().contains("value=\"nonsense\"")
                && answer.text().contains("Enter their name.")
        );
        let answer = send("Bob", "Bob@example.com").await;
        let page = ada.get(answer.location()).await;
        assert!(
            page.text().contains("a link to choose a password is on its way"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("Not confirmed") && page.text().contains("by you"));
        // Nobody gets in before a password is chosen.
        assert_eq!(app.guest().sign_in("bob@example.com", PASSWORD).await.status, 401);

        // Whoever is there already is shown, and nobody is made.
        let again = send("Robert", "bob@EXAMPLE.com").await;
        assert_eq!(again.location(), answer.location());
        assert!(
            ada.get(again.location())
                .await
                .text()
                .contains("This address has an account already.")
        );
        assert_eq!(app.count("select count(*) as rows from users").await, 2);

        let emails = app.emails_to("bob@example.com").await;
        assert_eq!(emails[0].subject, "Your account is ready");
        let link = app.link_to("bob@example.com").await;
        let bob = app.guest();
        app.clock.advance(seconds(2 * 86_400));
        bob.get(&link).await;
        let fields = [("intent", "reset"), ("password", "copper heron folds maps")];
        assert_eq!(bob.post_form("/reset-password", &fields).await.status, 303);
        assert_eq!(
            bob.sign_in("bob@example.com", "copper heron folds maps").await.status,
            200
        );
        assert_eq!(bob.get("/admin").await.status, 200);
        let confirmed =
            "select count(*) as rows from users where email = 'bob@example.com' and email_verified and role = 'admin'";
        assert_eq!(app.count(confirmed).await, 1);
    })
    .await;
}

#[tokio::test]
async fn making_an_account_takes_a_fresh_proof_and_mail() {
    let new = [("intent", "create"), ("name", "Bob"), ("email", "bob@example.com")];
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.clock.advance(seconds(601));
        let answer = ada.post_form("/admin/people/new", &new).await;
        assert!(
            answer
                .location()
                .starts_with("/settings/confirm?next=/admin/people/new&action=")
        );
        let page = ada.get("/admin/people/new").await;
        assert!(page.text().contains("name=\"current-password\""));
        let proven =
            ["nonsense", PASSWORD].map(|password| [new.as_slice(), &[("current-password", password)]].concat());
        let answer = ada.post_form("/admin/people/new", &proven[0]).await;
        assert!(answer.status == 422 && answer.text().contains("value=\"bob@example.com\""));
        assert_eq!(app.count("select count(*) as rows from users").await, 1);
        assert_eq!(ada.post_form("/admin/people/new", &proven[1]).await.status, 303);
        assert_eq!(app.count("select count(*) as rows from users").await, 2);
    })
    .await;
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            let ada = admin(app).await;
            let page = ada.get("/admin/people/new").await;
            assert!(page.text().contains("E-mail is switched off") && !page.text().contains("name=\"email\""));
            assert_eq!(ada.post_form("/admin/people/new", &new).await.status, 404);
            assert_eq!(app.count("select count(*) as rows from users").await, 1);
        },
    )
    .await;
}

/// A page may stand open until its proof is too old; then what it sent is done with the next one.
#[tokio::test]
async fn what_an_administrator_has_asked_for_is_done_with_the_password() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        let page = ada.get(&format!("/admin/people/{id}")).await;
        let (_, rest) = page.text().split_once("name=\"session\" value=\"").unwrap();
        let session = rest.split_once('"').unwrap().0;
        let (person, people) = (format!("/admin/people/{id}"), "/admin/people");
        let (new, delete) = (format!("{people}/new"), format!("{person}/delete"));
        let end = [("intent", "end-session"), ("session", session)];
        let bob = [("intent", "create"), ("name", "Bob"), ("email", "bob@example.com")];
        let eve_typed = [("intent", "act"), ("email", "eve@example.com")];
        let forms = [
            (&person, end.as_slice(), "Sign Eve out on one device"),
            (&new, &bob, "Add bob@example.com"),
            (&delete, &eve_typed, "Delete account: Eve"),
        ];
        for (path, fields, words) in forms {
            app.clock.advance(seconds(601));
            let answer = ada.post_form(path, fields).await;
            let question = ada.get(answer.location()).await;
            assert!(question.text().contains(words), "{words}: {}", question.text());
            let proof = [("intent", "confirm"), ("current-password", PASSWORD)];
            let done = ada.post_form(answer.location(), &proof).await;
            assert!(done.status == 303 && done.location().starts_with(people), "{done:?}");
            assert!(!eve.is_signed_in().await);
        }
        let rows = "select count(*) as rows from users where email in ('ada@example.com', 'bob@example.com')";
        let members = "select count(*) as rows from users where email = 'bob@example.com' and role = 'user'";
        assert_eq!((app.count(rows).await, app.count(members).await), (2, 1));
        assert_eq!(app.count("select count(*) as rows from users").await, 2);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_has_forgotten_the_password_is_sent_a_link() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        app.clock.advance(seconds(1));
        let answer = change(&ada, &id, "send-password-link").await;
        let page = ada.get(answer.location()).await;
        assert!(page.text().contains("is on its way") && page.text().contains("Link to choose a password sent"));
        assert!(eve.is_signed_in().await, "nothing has changed yet");
        assert_eq!(
            app.emails_to("eve@example.com").await[0].subject,
            "Choose a new password"
        );
        let guest = app.guest();
        guest.get(&app.link_to("eve@example.com").await).await;
        let fields = [("intent", "reset"), ("password", "copper heron folds maps")];
        assert_eq!(guest.post_form("/reset-password", &fields).await.status, 303);
        assert_eq!(
            guest.sign_in("eve@example.com", "copper heron folds maps").await.status,
            200
        );

        change(&ada, &id, "disable").await;
        assert_eq!(change(&ada, &id, "send-password-link").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_confirmed_for_somebody() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.member("Eve").await;
        let id = id_of(&ada, "eve").await;
        for _ in 0..2 {
            let answer = change(&ada, &id, "confirm-address").await;
            assert!(ada.get(answer.location()).await.text().contains("The address is confirmed."));
        }
        let rows = "select count(*) as rows from users where email = 'eve@example.com' and email_verified";
        let events = "select count(*) as rows from audit_events e join users u on u.id = e.actor_id where e.kind = 'email-verified' and u.email = 'ada@example.com'";
        assert_eq!((app.count(rows).await, app.count(events).await), (1, 1));
    })
    .await;
}

async fn delete(browser: &Browser, id: &str, email: &str) -> crate::support::Answer {
    let fields = [("intent", "act"), ("email", email)];
    browser.post_form(&format!("/admin/people/{id}/delete"), &fields).await
}

#[tokio::test]
async fn an_account_is_deleted_by_its_address_typed() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.confirmed_member("Eve").await);
        let id = id_of(&ada, "eve").await;
        for (email, words) in [
            ("", "Enter their e-mail address."),
            ("ada@example.com", "That e-mail address is not right."),
        ] {
            let answer = delete(&ada, &id, email).await;
            assert!(
                answer.status == 422 && answer.text().contains(words),
                "{}",
                answer.text()
            );
        }
        assert!(eve.is_signed_in().await);
        app.clock.advance(seconds(1));
        let answer = delete(&ada, &id, "Eve@example.com").await;
        assert_eq!(answer.location(), "/admin/people");
        assert!(
            ada.get("/admin/people")
                .await
                .text()
                .contains("The account was deleted with everything in it.")
        );
        assert!(!eve.is_signed_in().await);
        assert_eq!(ada.get(&format!("/admin/people/{id}")).await.status, 404);
        let events =
            "select count(*) as rows from audit_events where kind = 'account-deleted' and actor_id is not null";
        assert_eq!(app.count(events).await, 1);
        assert_eq!(
            app.emails_to("eve@example.com").await[0].subject,
            "Your account was deleted"
        );
    })
    .await;
}

/// Ada, who is not the only administrator, and her id.
async fn one_of_two(app: &App) -> (Browser, String) {
    let ada = admin(app).await;
    app.member("Eve").await;
    let (own, eve) = (id_of(&ada, "ada").await, id_of(&ada, "eve").await);
    assert_eq!(set_role(&ada, &eve, "admin").await.status, 303);
    (ada, own)
}

#[tokio::test]
async fn what_is_done_to_oneself_ends_where_one_may_be() {
    on_each_database(async |app| {
        let (ada, own) = one_of_two(app).await;
        let page = ada.get(&format!("/admin/people/{own}/make-member")).await;
        assert!(page.text().contains("You will no longer see these pages."));
        assert_eq!(change(&ada, &own, "disable").await.location(), "/sign-in");
        assert!(!ada.is_signed_in().await);
    })
    .await;
    on_each_database(async |app| {
        let (ada, own) = one_of_two(app).await;
        assert_eq!(
            delete(&ada, &own, "ada@example.com").await.location(),
            "/account-deleted"
        );
        assert!(!ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_record_is_told_in_words() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        let eve = app.member("Eve").await;
        let id = id_of(&ada, "eve").await;
        let fields = [
            ("intent", "password"),
            ("current-password", PASSWORD),
            ("password", "copper heron folds maps"),
            ("sign-out-others", "on"),
        ];
        assert_eq!(eve.post_form("/settings/password", &fields).await.status, 303);
        for role in ["admin", "user"] {
            set_role(&ada, &id, role).await;
        }
        let page = ada.get(&format!("/admin/people/{id}")).await;
        for words in [
            "Made an administrator",
            "Made a member",
            "Password changed",
            "<h1><bdi>Eve</bdi></h1>",
            "Eve · People · Latchkey</title>",
        ] {
            assert!(page.text().contains(words), "{words}");
        }
        assert!(
            !page.text().contains("· admin<") && !page.text().contains("· 0<"),
            "{}",
            page.text()
        );
    })
    .await;
}
