use super::send;
use crate::support::on_each_database;

const FORM: [(&str, &str); 3] = [
    ("intent", "profile"),
    ("name", "Ada King"),
    ("time-zone", "Europe/London"),
];

#[tokio::test]
async fn the_profile_is_saved_and_shown() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let page = send(&ada, "/settings/profile", &FORM).await;
        assert_eq!(page.status, 200);
        for shown in ["Saved.", "Ada King", "<option selected>Europe/London</option>"] {
            assert!(page.text().contains(shown), "{shown} is missing");
        }
        // It is said once.
        assert!(!ada.get("/settings/profile").await.text().contains("Saved."));
    })
    .await;
}

#[tokio::test]
async fn every_field_that_cannot_be_used_is_named_and_nothing_is_saved() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let fields = [("intent", "profile"), ("name", " "), ("time-zone", "Nowhere/Land")];
        let page = ada.post_form("/settings/profile", &fields).await;
        assert_eq!(page.status, 422);
        for id in ["profile-name", "profile-time-zone"] {
            assert!(page.text().contains(&format!("id=\"{id}-error\"")), "{id}");
        }
        assert_eq!(
            app.count("select count(*) as rows from users where name = 'Ada' and time_zone = 'UTC'")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_signed_in_is_led_to_the_sign_in_page_and_back() {
    on_each_database(async |app| {
        let guest = app.guest();
        for answer in [
            guest.get("/settings/profile").await,
            guest.post_form("/settings/profile", &FORM).await,
        ] {
            assert_eq!(answer.status, 303);
            assert_eq!(answer.location(), "/sign-in?next=/settings/profile");
        }
    })
    .await;
}

/// A browser may know a zone by a name that is not offered any more, and a program by any.
#[tokio::test]
async fn a_zone_stays_under_the_name_it_was_stored_by() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let fields = [FORM[0], FORM[1], ("time-zone", "Asia/Calcutta")];
        let page = send(&ada, "/settings/profile", &fields).await;
        assert!(
            page.text().contains("<option selected>Asia/Calcutta</option>"),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("US/Pacific"));
    })
    .await;
}

/// What programs have set and these pages show nothing of is left alone.
#[tokio::test]
async fn a_picture_and_the_first_day_of_the_week_stay() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.run("update users set image = 'https://example.com/ada.png', week_start = 'sunday'")
            .await;
        send(&ada, "/settings/profile", &FORM).await;
        let stay = "select count(*) as rows from users where image = 'https://example.com/ada.png' and week_start = 'sunday' and name = 'Ada King'";
        assert_eq!(app.count(stay).await, 1);
    })
    .await;
}

/// Markup in a name is text wherever it is shown.
#[tokio::test]
async fn what_somebody_is_called_is_text() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let name = "\"><img src=x onerror=alert(1)>";
        let fields = [FORM[0], ("name", name), FORM[2]];
        let page = send(&ada, "/settings/profile", &fields).await;
        assert!(!page.text().contains("<img"), "a name became an element");
    })
    .await;
}
