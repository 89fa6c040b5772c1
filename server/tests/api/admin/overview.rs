use super::admin;
use crate::support::{App, PASSWORD, on_each_database, on_each_database_with, seconds};
use server::auth::limits::Limits;

/// A row of the table of figures, from the day on.
fn row(page: &str, day: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("<th scope=\"row\">{day}</th>"))
        .unwrap_or_else(|| panic!("no {day}"));
    let row = rest.split_once("</tr>").unwrap().0;
    row.replace("<td>", " ").replace("</td>", "").trim().to_owned()
}

async fn wrong_password(app: &App) {
    assert_eq!(
        app.guest()
            .sign_in("eve@example.com", "something else entirely")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn what_happened_is_counted_by_the_day() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.member("Eve").await;
        app.clock.advance(seconds(86_400 * 31));
        ada.sign_in("ada@example.com", PASSWORD).await;
        app.clock.advance(seconds(86_400));
        for _ in 0..2 {
            wrong_password(app).await;
        }
        app.member("Bob").await;
        ada.sign_in("ada@example.com", PASSWORD).await;
        let page = ada.get("/admin").await;
        let page = page.text();
        assert_eq!(
            row(page, "2 February 2026").split(' ').take(3).collect::<Vec<_>>(),
            ["1", "1", "2"]
        );
        assert_eq!(
            row(page, "1 February 2026").split(' ').take(3).collect::<Vec<_>>(),
            ["0", "1", "0"]
        );
        assert_eq!(row(page, "4 January 2026"), "0 0 0 0");
        assert!(
            !page.contains("<th scope=\"row\">3 January 2026"),
            "thirty days are enough"
        );
        // The picture says the same.
        assert!(
            page.contains("<title>2 February 2026: 1</title>") && page.contains("<title>1 February 2026: 0</title>")
        );
        assert!(page.contains("most on 2 February 2026: 2"));
        assert_eq!(page.matches("<rect").count(), 4 * 30);
    })
    .await;
}

#[tokio::test]
async fn what_there_is_now_is_counted() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.member("Eve").await.sign_out().await;
        app.emails_to("").await;
        app.run("update users set email_verified = (email = 'ada@example.com')")
            .await;
        app.run("update users set is_active = false where email = 'eve@example.com'")
            .await;
        app.run("update mails set state = 'dead' where id = (select min(id) from mails)")
            .await;
        let page = ada.get("/admin").await;
        for (what, count) in [
            ("<a href=\"/admin/people\">People</a>", 2),
            ("Address confirmed", 1),
            ("<a href=\"/admin/people?show=administrators\">Administrators</a>", 1),
            ("<a href=\"/admin/people?show=disabled\">Disabled</a>", 1),
            ("Sessions", 1),
            ("E-mails waiting", 0),
            ("E-mails given up", 1),
        ] {
            let cell = format!("<dt>{what}</dt><dd>{count}</dd>");
            assert!(page.text().contains(&cell), "{cell} in {}", page.text());
        }
    })
    .await;
}

/// However often, and from wherever.
#[tokio::test]
async fn that_somebody_is_held_back_is_written_down_once_a_minute() {
    on_each_database_with(|config| config.server.rate_limits = Some(Limits::default()), async |app| {
        let limited = "select count(*) as rows from audit_events where kind = 'attempts-limited' and ip_address is not null and user_id is null";
        let guest = app.guest();
        let try_often = async || {
            let mut refused = 0;
            for _ in 0..30 {
                let answer = guest.sign_in("eve@example.com", "something else entirely").await;
                refused += i32::from(answer.status == 429);
            }
            assert!(refused > 1);
        };
        try_often().await;
        assert_eq!(app.count(limited).await, 1);
        app.clock.advance(seconds(60));
        try_often().await;
        assert_eq!(app.count(limited).await, 2);
    })
    .await;
}
