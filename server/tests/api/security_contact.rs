//! Whom to tell of a hole.

use crate::support::{on_each_database, on_each_database_with};

const PATH: &str = "/.well-known/security.txt";

#[tokio::test]
async fn whom_to_tell_is_said_where_the_operator_has_said_it() {
    let contacts = |config: &mut server::config::Config| {
        config.server.security_contacts = vec![
            "mailto:security@todo.example".into(),
            "https://todo.example/security".into(),
        ];
    };
    on_each_database_with(contacts, async |app| {
        let answer = app.guest().get(PATH).await;
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        // Half a year after the tests begin.
        let expected = "Contact: mailto:security@todo.example\n\
                        Contact: https://todo.example/security\n\
                        Expires: 2026-06-30T00:00:00Z\n\
                        Preferred-Languages: en\n\
                        Canonical: http://localhost:3000/.well-known/security.txt\n";
        assert_eq!((answer.status, answer.text()), (200, expected));
    })
    .await;
}

#[tokio::test]
async fn without_a_contact_there_is_no_such_file() {
    on_each_database(async |app| assert_eq!(app.guest().get(PATH).await.status, 404)).await;
}
