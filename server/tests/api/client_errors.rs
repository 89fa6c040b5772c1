//! What browsers tell of their program's faults.

use crate::support::{Browser, logged::Log, on_each_database, seconds};
use http::Method;

const PATH: &str = "/client-errors";
const WARNING: &str = "the program in a browser has gone wrong";
const ERROR: &str = "0.1.0 /todos app/src/hooks/use_todos.rs:71:9 index out of bounds";

async fn report(browser: &Browser, body: &str) -> u16 {
    let report = browser
        .ask(Method::POST, PATH)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "text/plain;charset=UTF-8");
    report.body(body.to_owned()).await.status
}

#[tokio::test]
async fn a_panic_in_a_browser_is_written_down_and_only_so_often() {
    on_each_database(async |app| {
        let log = Log::keep();
        for _ in 0..25 {
            assert_eq!(report(&app.guest(), ERROR).await, 204);
        }
        let lines = log.saying(WARNING);
        assert_eq!(lines.len(), 10);
        assert!(log.text().contains("use_todos.rs:71:9"), "{}", log.text());
        app.clock.advance(seconds(60));
        report(&app.guest(), ERROR).await;
        assert_eq!(log.saying(WARNING).len(), 11);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_short_line_is_refused() {
    on_each_database(async |app| {
        let log = Log::keep();
        for (body, status) in [
            ("", 400),
            ("a\nb", 400),
            ("\u{1b}[31m", 400),
            ("Größe", 400),
            (&*"x".repeat(513), 413),
        ] {
            assert_eq!(report(&app.guest(), body).await, status, "{body:?}");
        }
        assert_eq!(log.saying(WARNING).len(), 0);
    })
    .await;
}
