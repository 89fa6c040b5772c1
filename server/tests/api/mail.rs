//! The queue of emails: what cannot be sent is tried again, and in the end given up where the operator sees it.

use crate::support::{App, hours, on_each_database, on_each_database_with};
use server::{
    config::{Config, MailConfig, SmtpUrl},
    mail::deliver_due,
};

const WAITING: &str = "select count(*) as rows from mails where state = 'waiting'";
const DEAD: &str = "select count(*) as rows from mails where state = 'dead' and problem is not null";

/// Nobody listens on port 1.
fn unreachable(config: &mut Config) {
    config.mail = MailConfig::Smtp {
        url: SmtpUrl("smtp://127.0.0.1:1".into()),
        from: "Latchkey <no-reply@todo.example>".into(),
    };
}

async fn deliver(app: &App) {
    deliver_due(&app.state.auth, &app.state.mail).await.unwrap();
}

#[tokio::test]
async fn a_letter_outlives_an_unreachable_mail_server_and_is_given_up_in_the_end() {
    on_each_database_with(unreachable, async |app| {
        let _ada = app.member("ada").await;
        deliver(app).await;
        assert_eq!(app.count(WAITING).await, 1, "one failure is no reason to give up");
        for _ in 0..30 {
            app.clock.advance(hours(6));
            deliver(app).await;
        }
        assert_eq!((app.count(WAITING).await, app.count(DEAD).await), (0, 1));
        app.clock.advance(hours(24 * 15));
        server::mail::forget_old_mails(&app.state.auth).await.unwrap();
        assert_eq!(app.count(DEAD).await, 0);
    })
    .await;
}

/// Two tasks that look at the same moment send an email once.
#[tokio::test]
async fn a_letter_is_sent_once() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let tasks = (0..8).map(|_| deliver(app));
        futures_util::future::join_all(tasks).await;
        assert_eq!(app.emails_to("ada@example.com").await.len(), 1);
    })
    .await;
}

/// What was posted under another secret cannot be read, and says so instead of stopping the queue.
#[tokio::test]
async fn a_letter_that_cannot_be_read_does_not_stop_the_others() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        app.run(
            "insert into mails (id, kind, state, sealed, attempts, due_at, created_at)
            select 'broken', 'notice', 'waiting', token_hash, 0, 0, created_at from refresh_tokens",
        )
        .await;
        assert_eq!(app.emails_to("ada@example.com").await.len(), 1);
        assert_eq!(app.count(DEAD).await, 1);
    })
    .await;
}
