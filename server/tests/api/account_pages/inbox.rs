use crate::support::{https, on_each_database, on_each_database_with};
use server::config::MailConfig;

#[tokio::test]
async fn letters_of_a_development_server_can_be_read() {
    on_each_database(async |app| {
        let guest = app.member("Ada").await;
        let emails = app.emails_to("ada@example.com").await;
        assert_eq!(emails.len(), 1);
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

/// With what is in it, anybody could be anybody.
#[tokio::test]
async fn only_who_sits_at_the_machine_can_read_it() {
    on_each_database(async |app| {
        let guest = app.guest();
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]", "LOCALHOST"] {
            assert_eq!(guest.get("/dev/mail").header("host", host).await.status, 200, "{host}");
        }
        // A page whose name has been led here (DNS rebinding), and a proxy or a tunnel that stands for others.
        for host in ["rebind.evil.test", "localhost.evil.test"] {
            assert_eq!(guest.get("/dev/mail").header("host", host).await.status, 421, "{host}");
        }
        for header in ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host"] {
            for path in ["/dev/mail", "/dev/mail/1/html"] {
                let answer = guest.get(path).header(header, "for=203.0.113.7").await;
                assert_eq!(answer.status, 404, "{path} with {header}");
            }
        }
    })
    .await;
    let behind =
        |config: &mut server::config::Config| config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    on_each_database_with(behind, async |app| {
        for (client, expected) in [("203.0.113.7", 404), ("127.0.0.1", 200)] {
            let answer = app.guest().get("/dev/mail").header("x-forwarded-for", client).await;
            assert_eq!(answer.status, expected, "{client}");
        }
    })
    .await;
}

#[tokio::test]
async fn at_a_public_address_there_is_none() {
    let plain = |config: &mut server::config::Config| config.server.base_url = "http://todo.example".into();
    for change in [https, plain] {
        on_each_database_with(change, async |app| {
            for path in ["/dev/mail", "/dev/mail/1", "/dev/mail/1/html"] {
                for host in ["localhost", "127.0.0.1"] {
                    assert_eq!(app.guest().get(path).header("host", host).await.status, 404, "{path}");
                }
            }
        })
        .await;
    }
}

/// A stolen database tells nobody what was mailed.
#[tokio::test]
async fn letters_are_encrypted_at_rest() {
    on_each_database(async |app| {
        let _ada = app.member("Ada").await;
        app.emails_to("ada@example.com").await;
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
