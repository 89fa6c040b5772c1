use super::{admin, change, end_session, id_of};
use crate::support::{Browser, PASSWORD, on_each_database, seconds};

#[tokio::test]
async fn for_everybody_else_there_is_nothing() {
    on_each_database(async |app| {
        let (ada, eve, guest) = (admin(app).await, app.member("Eve").await, app.guest());
        let id = id_of(&ada, "ada").await;
        let person = format!("/admin/people/{id}");
        for path in [
            "/admin",
            "/admin/",
            "/admin?search=a",
            "/admin/people",
            "/admin/people/new",
            &person,
            "/admin/people/x",
            &format!("{person}/disable"),
        ] {
            let answer = eve.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(
                answer.text().contains("We can’t find that page.") && !answer.says("ada@example.com"),
                "{path}"
            );
            let answer = guest.get(path).await;
            assert!(
                answer.status == 303 && answer.location().starts_with("/sign-in?next=/admin"),
                "{path}"
            );
        }
        for (browser, status) in [(&eve, 404), (&guest, 303)] {
            for intent in [
                "make-administrator",
                "make-member",
                "disable",
                "sign-out",
                "delete",
                "send-password-link",
                "x",
            ] {
                assert_eq!(change(browser, &id, intent).await.status, status, "{intent}");
            }
            assert_eq!(end_session(browser, &id, "x").await.status, status);
            let new = [("intent", "create"), ("name", "Bob"), ("email", "bob@example.com")];
            assert_eq!(browser.post_form("/admin/people/new", &new).await.status, status);
        }
        assert!(ada.is_signed_in().await);
        let changes = "select count(*) as rows from audit_events where actor_id is not null";
        assert_eq!(app.count(changes).await, 0);
        assert_eq!(app.count("select count(*) as rows from users").await, 2);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_is_no_administrator_any_more_sees_nothing_at_once() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        assert_eq!(ada.get("/admin").await.status, 200);
        app.run("update users set role = 'user'").await;
        assert_eq!(ada.get("/admin").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_a_part_of_name_or_address() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        app.guest()
            .sign_up("Élodie Öz", "eo@example.org", "violet otter signs paper")
            .await;
        app.guest()
            .sign_up("100% Bob_", "bob@example.com", "violet otter signs paper")
            .await;
        for (search, found) in [
            ("", vec!["bob@example.com", "eo@example.org", "ada@example.com"]),
            ("%C3%89LO", vec!["eo@example.org"]),
            ("die+%C3%B6z", vec!["eo@example.org"]),
            ("Example.COM", vec!["bob@example.com", "ada@example.com"]),
            ("0%25", vec!["bob@example.com"]),
            ("%25", vec!["bob@example.com"]),
            ("_", vec!["bob@example.com"]),
            ("%00ada", vec!["ada@example.com"]),
            ("nobody", vec![]),
            ("'%20or%201=1--", vec![]),
        ] {
            let page = ada.get(&format!("/admin/people?search={search}")).await;
            assert_eq!(page.status, 200, "{search}");
            let list = page
                .text()
                .split_once("aria-label=\"Sort by\"")
                .unwrap()
                .1
                .split_once("</main>")
                .unwrap()
                .0
                .to_owned();
            for email in ["bob@example.com", "eo@example.org", "ada@example.com"] {
                assert_eq!(
                    list.contains(&format!(">{email}<")),
                    found.contains(&email),
                    "{email} by {search:?}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_everybody_is_in_it_once() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        for number in 0..52 {
            app.clock.advance(seconds(1));
            app.member(&format!("person-{number}")).await;
        }
        let first = ada.get("/admin/people?search=example").await;
        let emails = |page: &str| page.matches("@example.com</a>").count();
        assert_eq!(emails(first.text()), 50);
        let (_, rest) = first
            .text()
            .split_once("href=\"/admin/people?search=example&amp;before=")
            .unwrap();
        let before = rest.split_once('"').unwrap().0;
        let second = ada.get(&format!("/admin/people?search=example&before={before}")).await;
        assert_eq!(emails(second.text()), 3);
        assert!(second.text().contains("ada@example.com") && !second.text().contains("More people"));
        // The list was at another address.
        let old = ada.get(&format!("/admin?search=example&before={before}")).await;
        let new = format!("/admin/people?search=example&before={before}");
        assert_eq!((old.status, old.location()), (303, &*new));
        for before in ["%00", "x%27", "%ff", "", "x.%00", ".", "x.y"] {
            for sort in ["newest", "name", "last-active", "x"] {
                let path = format!("/admin/people?sort={sort}&before={before}");
                assert_eq!(ada.get(&path).await.status, 200, "{path}");
            }
        }
    })
    .await;
}

/// The addresses on a page of the list, and the way to the next page.
async fn listed(admin: &Browser, path: &str) -> (Vec<String>, Option<String>) {
    let page = admin.get(path).await;
    let emails = page
        .text()
        .split("@example.com</a>")
        .map(|before| before.rsplit('>').next().unwrap().to_owned());
    let mut emails: Vec<String> = emails.collect();
    emails.pop();
    let more = page.text().split_once(">More people</a>").map(|(before, _)| {
        let (_, link) = before.rsplit_once("href=\"").unwrap();
        link.split_once('"').unwrap().0.replace("&amp;", "&")
    });
    (emails, more)
}

#[tokio::test]
async fn the_list_is_filtered_and_says_how_many_there_are() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        for name in ["bob", "cleo", "dan"] {
            app.clock.advance(seconds(1));
            app.member(name).await;
        }
        for sql in [
            "update users set email_verified = (email in ('ada@example.com', 'cleo@example.com', 'dan@example.com'))",
            "update users set is_active = false where email = 'dan@example.com'",
            "insert into two_factors (user_id, sealed_secret, is_confirmed, last_step, created_at) select id, cast('a' as bytea), email = 'cleo@example.com', -1, 0 from users where email <> 'ada@example.com'",
        ] {
            app.run(sql).await;
        }
        for (show, label, found) in [
            ("everybody", "Everybody 4", vec!["dan", "cleo", "bob", "ada"]),
            ("administrators", "Administrators 1", vec!["ada"]),
            ("disabled", "Disabled 1", vec!["dan"]),
            ("unconfirmed", "Address not confirmed 1", vec!["bob"]),
            ("two-step", "With two-step verification 1", vec!["cleo"]),
            ("no-two-step", "Without two-step verification 3", vec!["dan", "bob", "ada"]),
            ("x", "Everybody 4", vec!["dan", "cleo", "bob", "ada"]),
        ] {
            for sort in ["newest", "name", "last-active"] {
                let path = format!("/admin/people?show={show}&sort={sort}");
                let (mut emails, _) = listed(&ada, &path).await;
                let mut found = found.clone();
                emails.sort_unstable();
                found.sort_unstable();
                assert_eq!(emails, found, "{path}");
                assert!(ada.get(&path).await.text().contains(&format!("aria-current=\"true\">{label}<")), "{path}");
            }
        }
        let (both, _) = listed(&ada, "/admin/people?show=unconfirmed&search=ada").await;
        assert!(both.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_list_is_sorted_and_goes_on_where_it_ended() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        // Later ones have earlier names, every second one has the same, and every third is signed in nowhere.
        for number in 0..104 {
            app.clock.advance(seconds(1));
            let (name, email) = (format!("N {}", (104 - number) / 2), format!("p{number:03}@example.com"));
            let browser = app.guest();
            browser.sign_up(&name, &email, PASSWORD).await;
            if number % 3 == 0 {
                browser.sign_out().await;
            }
            if number % 3 == 1 {
                app.guest().sign_in(&email, PASSWORD).await;
            }
        }
        for (sort, first, last) in [
            ("newest", "p103", "ada"),
            ("name", "ada", "p086"),
            ("last-active", "p103", "p000"),
            // What is only a part of all is sorted elsewhere.
            ("newest&search=example", "p103", "ada"),
            ("name&search=example", "ada", "p086"),
            ("last-active&show=no-two-step", "p103", "p000"),
        ] {
            let (mut all, mut next) = listed(&ada, &format!("/admin/people?sort={sort}")).await;
            while let Some(path) = next {
                let (more, after) = listed(&ada, &path).await;
                all.extend(more);
                next = after;
            }
            assert_eq!(
                (all.len(), &*all[0], &*all[104]),
                (105, first, last),
                "by {sort}: {all:?}"
            );
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 105, "by {sort}");
        }
        let (seen, _) = listed(&ada, "/admin/people?sort=last-active").await;
        assert!(seen[..4] == ["p103", "p101", "p100", "p098"], "{seen:?}");
    })
    .await;
}

/// Which are found in the order of an index then, and not all at once.
#[tokio::test]
async fn of_very_many_all_are_listed_in_any_order() {
    on_each_database(async |app| {
        let ada = admin(app).await;
        for sql in [
            "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 2200)
            insert into users (id, email, email_verified, name, role, is_active, created_at, updated_at, name_key)
            select '0' || n, 'p' || n || '@example.com', n % 2 = 0, 'P', 'user', n % 2 = 1, 1, 1, 'p' || (n % 7) from numbers",
            "insert into sessions (id, user_id, is_remembered, created_at, renewed_at, expires_at, absolute_expires_at, last_active_at)
            select 's' || id, id, 1 = 1, 1, 1, 9, 9, length(email) from users where name_key = 'p1' or name_key = 'p2'",
        ] {
            app.run(sql).await;
        }
        for show in ["disabled", "unconfirmed", "no-two-step&search=example"] {
            for sort in ["name", "last-active"] {
                let (mut all, mut next) = listed(&ada, &format!("/admin/people?show={show}&sort={sort}")).await;
                while let Some(path) = next {
                    let (more, after) = listed(&ada, &path).await;
                    all.extend(more);
                    next = after;
                }
                all.retain(|name| name != "ada");
                let found = all.len();
                all.sort_unstable();
                all.dedup();
                let all_there = if show.contains("search") { 2200 } else { 1100 };
                assert_eq!((found, all.len()), (all_there, all_there), "{show} by {sort}");
            }
        }
    })
    .await;
}
