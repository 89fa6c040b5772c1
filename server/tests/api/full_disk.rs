//! What happens when there is no space left. A limit of SQLite's own stands for the disk.

use crate::support::{Browser, on_each_database};
use server::database::Database;

const BIG: &str =
    "something long to fill a page of the file with, and then the next one, and so on, until there is none left";

async fn add(browser: &Browser) -> u16 {
    let form = [("intent", "add"), ("title", BIG)];
    browser.post_form("/todos", &form).await.status
}

#[tokio::test]
async fn a_write_on_a_full_disk_is_refused_and_reads_go_on() {
    on_each_database(async |app| {
        // The disk of a PostgreSQL is its own.
        if matches!(app.state.database, Database::Postgres(_)) {
            return;
        }
        let ada = app.member("Ada").await;
        // It holds for the one connection that writes; as many pages as there are already may stay.
        app.run("pragma max_page_count = 1").await;
        let mut statuses = Vec::new();
        while statuses.last() != Some(&503) && statuses.len() < 500 {
            statuses.push(add(&ada).await);
        }
        assert_eq!(statuses.pop(), Some(503), "the file does not get full");
        assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
        assert_eq!(ada.get("/todos").await.status, 200);

        app.run("pragma max_page_count = 1000000").await;
        assert_eq!(add(&ada).await, 303);
    })
    .await;
}

/// As it does when there is no space left to write the commit. It happens without sqlx, which goes on to think that the
/// transaction is open.
#[tokio::test]
async fn a_transaction_that_sqlite_takes_back_by_itself_does_not_end_all_writing() {
    on_each_database(async |app| {
        if matches!(app.state.database, Database::Postgres(_)) {
            return;
        }
        let ada = app.member("Ada").await;
        app.run("create trigger takes_back before insert on todos begin select raise(rollback, 'no space'); end")
            .await;
        assert_eq!(add(&ada).await, 500);
        app.run("drop trigger takes_back").await;
        for _ in 0..3 {
            assert_eq!(add(&ada).await, 303);
        }
    })
    .await;
}
