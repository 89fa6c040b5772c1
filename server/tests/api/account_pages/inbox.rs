use crate::support::{on_each_database, on_each_database_with};
use server::config::MailConfig;

#[tokio::test]
async fn letters_of_a_development_server_can_be_read() {
    on_each_database(async |app| {
        let guest = app.member("Ada").await;
        let letters = app.letters_to("ada@example.com").await;
        assert_eq!(letters.len(), 1);
        let list = guest.get("/dev/mail").await;
        assert!(list.status == 200 && list.text().contains("Confirm your e-mail address"));
        let id = list
            .text()
            .split("/dev/mail/")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap()
            .to_owned();
        let one = guest.get(&format!("/dev/mail/{id}")).await;
        assert!(one.status == 200 && one.text().contains("/verify-email?token="));
        let html = guest.get(&format!("/dev/mail/{id}/html")).await;
        assert!(html.status == 200 && html.text().contains("Confirm this address"));
        assert_eq!(guest.get("/dev/mail/nothing").await.status, 404);
        assert_eq!(guest.get("/dev/mail/nothing/html").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn without_it_there_is_no_such_page() {
    on_each_database_with(
        |config| config.mail = MailConfig::Off,
        async |app| {
            for path in ["/dev/mail", "/dev/mail/1", "/dev/mail/1/html"] {
                assert_eq!(app.guest().get(path).await.status, 404, "{path}");
            }
        },
    )
    .await;
}

/// A stolen database tells nobody what was mailed.
#[tokio::test]
async fn letters_are_encrypted_at_rest() {
    on_each_database(async |app| {
        let _ada = app.member("Ada").await;
        app.letters_to("ada@example.com").await;
        let rows: Vec<Row> = server::database::query("select sealed from mails")
            .all(&app.state.database)
            .await
            .unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            let text = String::from_utf8_lossy(&row.sealed).into_owned();
            assert!(!text.contains("ada@example.com") && !text.contains("token"));
        }
    })
    .await;
}

#[derive(sqlx::FromRow)]
struct Row {
    sealed: Vec<u8>,
}
