use crate::support::{PASSWORD, on_each_database, seconds};

#[tokio::test]
async fn the_password_leads_on_and_is_good_for_ten_minutes() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(seconds(601));
        let page = "/settings/confirm?next=/settings/email";
        let answer = ada.get(page).await;
        assert!(answer.status == 200 && answer.text().contains("confirm-current-password"));
        let answer = ada
            .post_form(page, &[("intent", "confirm"), ("current-password", PASSWORD)])
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/email"));
        let confirmed = "select count(*) as rows from sessions where confirmed_at > created_at";
        assert_eq!(app.count(confirmed).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_is_said_beside_the_field_and_never_repeated() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let fields = [("intent", "confirm"), ("current-password", "not the password")];
        let answer = ada.post_form("/settings/confirm", &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("That current password is not right."));
        assert!(!answer.says("not the password"));
    })
    .await;
}

/// Where to go on to is one of our pages, whatever the address says.
#[tokio::test]
async fn it_leads_nowhere_else() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for next in [
            "//evil.test",
            "https://evil.test",
            "/%2fevil.test",
            "/api/auth/sign-out",
        ] {
            let page = format!("/settings/confirm?next={next}");
            let answer = ada
                .post_form(&page, &[("intent", "confirm"), ("current-password", PASSWORD)])
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"), "for {next}");
        }
    })
    .await;
}
