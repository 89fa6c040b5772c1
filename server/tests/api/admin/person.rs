use super::{admin, change, disable, end_session, id_of, set_role};
use crate::support::{PASSWORD, on_each_database, seconds};

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_stays_out() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        let answer = disable(&ada, &id).await;
        assert_eq!((answer.status, answer.location()), (303, &*format!("/admin/people/{id}")), "{}", answer.text());
        assert!(ada.get(answer.location()).await.text().contains("disabled and signed out everywhere"));
        assert!(!eve.is_signed_in().await);
        assert_eq!(app.guest().sign_in("eve@example.com", PASSWORD).await.status, 403);
        let sessions = "select count(*) as rows from sessions s join users u on u.id = s.user_id where u.email = 'eve@example.com'";
        assert_eq!(app.count(sessions).await, 0);

        assert_eq!(change(&ada, &id, "enable").await.status, 303);
        assert!(!eve.is_signed_in().await);
        assert_eq!(app.guest().sign_in("eve@example.com", PASSWORD).await.status, 200);
        for kind in ["disabled", "enabled"] {
            let page = ada.get(&format!("/admin/people/{id}")).await;
            assert!(page.text().contains(&format!("Account {kind}")) && page.text().contains("by you"));
        }
        let by_ada = "select count(*) as rows from audit_events e join users u on u.id = e.actor_id where u.email = 'ada@example.com' and e.kind in ('disabled', 'enabled')";
        assert_eq!(app.count(by_ada).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        assert_eq!(eve.get("/admin").await.status, 404);
        assert_eq!(set_role(&ada, &id, "admin").await.status, 303);
        assert_eq!(eve.get("/admin").await.status, 200);
        assert_eq!(set_role(&ada, &id, "user").await.status, 303);
        assert_eq!(eve.get("/admin").await.status, 404);
        for unknown in ["make-root", "Make-Administrator", "%00", "%ff", "enable/x"] {
            assert_eq!(change(&ada, &id, unknown).await.status, 404, "{unknown}");
        }
        let events = "select count(*) as rows from audit_events where kind = 'role-changed'";
        assert_eq!(app.count(events).await, 2);
    })
    .await;
}

#[tokio::test]
async fn sessions_of_a_person_can_be_ended_one_by_one_or_all() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let (phone, tablet) = (app.guest(), app.guest());
        for device in [&phone, &tablet] {
            app.clock.advance(seconds(1));
            device.sign_in("eve@example.com", PASSWORD).await;
        }
        let id = id_of(&ada, "eve").await;
        let own = id_of(&ada, "ada").await;
        let page = ada.get(&format!("/admin/people/{id}")).await;
        let (_, rest) = page.text().split_once("name=\"session\" value=\"").unwrap();
        let newest = rest.split_once('"').unwrap().0.to_owned();
        // A session is one of the person it is named with.
        for (person, session) in [(&own, &*newest), (&id, "x"), (&id, "a\0")] {
            assert_eq!(end_session(&ada, person, session).await.status, 404);
        }
        assert!(tablet.is_signed_in().await);
        assert_eq!(end_session(&ada, &id, &newest).await.status, 303);
        assert!(!tablet.is_signed_in().await && phone.is_signed_in().await);
        let answer = change(&ada, &id, "sign-out").await;
        assert!(ada.get(answer.location()).await.text().contains("2 devices were signed out."));
        assert!(!phone.is_signed_in().await && !eve.is_signed_in().await && ada.is_signed_in().await);
        let events = "select count(*) as rows from audit_events where kind in ('session-revoked', 'sessions-revoked') and actor_id is not null";
        assert_eq!(app.count(events).await, 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_not_shown_lately_who_they_are_is_asked_first() {
    on_each_database(async |app| {
        let (ada, eve) = (admin(app).await, app.member("Eve").await);
        let id = id_of(&ada, "eve").await;
        app.clock.advance(seconds(600));
        let answer = disable(&ada, &id).await;
        let confirm = format!("/settings/confirm?next=/admin/people/{id}/disable&action=");
        assert!(
            answer.status == 303 && answer.location().starts_with(&confirm),
            "{answer:?}"
        );
        assert_eq!(ada.get(&format!("/admin/people/{id}")).await.status, 200);
        assert!(eve.is_signed_in().await);
        let fields = [("intent", "confirm"), ("current-password", PASSWORD)];
        assert_eq!(ada.post_form(answer.location(), &fields).await.status, 303);
        assert!(!eve.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_cannot_be_taken_away() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.member("Eve").await;
        let (own, eve) = (id_of(&ada, "ada").await, id_of(&ada, "eve").await);
        let delete = [("intent", "act"), ("email", "ada@example.com")];
        let delete = ada.post_form(&format!("/admin/people/{own}/delete"), &delete).await;
        for answer in [set_role(&ada, &own, "user").await, disable(&ada, &own).await, delete] {
            assert_eq!(answer.status, 409);
            assert!(
                answer.text().contains("The last administrator has to stay."),
                "{}",
                answer.text()
            );
        }
        for change in ["make-member", "disable", "delete"] {
            let page = ada.get(&format!("/admin/people/{own}/{change}")).await;
            assert!(
                page.text().contains("You are the last administrator")
                    && !page.text().contains("<button class=\"button button-danger\""),
                "{change}"
            );
        }
        // One who is disabled is none.
        set_role(&ada, &eve, "admin").await;
        disable(&ada, &eve).await;
        assert_eq!(set_role(&ada, &own, "user").await.status, 409);
        change(&ada, &eve, "enable").await;
        let answer = set_role(&ada, &own, "user").await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/profile"));
        assert!(
            ada.get(answer.location())
                .await
                .text()
                .contains("You are no longer an administrator.")
        );
        assert_eq!(ada.get("/admin").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_person_who_is_not_there_is_not_found() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        for id in ["x", "%00", "%ff", "..", "019c0000-0000-7000-8000-000000000000"] {
            assert_eq!(ada.get(&format!("/admin/people/{id}")).await.status, 404, "{id}");
            assert_eq!(disable(&ada, id).await.status, 404, "{id}");
        }
        let own = id_of(&ada, "ada").await;
        for before in ["%00", "%ff", "x"] {
            assert_eq!(
                ada.get(&format!("/admin/people/{own}?before={before}")).await.status,
                200
            );
        }
        let path = format!("/admin/people/{own}");
        assert_eq!(ada.post_form(&path, &[("intent", "explode")]).await.status, 400);
    })
    .await;
}
