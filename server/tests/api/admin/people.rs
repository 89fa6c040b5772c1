use super::{act, admin, id_of};
use crate::support::{on_each_database, seconds};

#[tokio::test]
async fn for_everybody_else_there_is_nothing() {
    on_each_database(async |app| {
        let (ada, eve, guest) = (admin(app).await, app.member("Eve").await, app.guest());
        let id = id_of(&ada, "ada").await;
        let nowhere = guest.get("/nowhere").await;
        for browser in [&eve, &guest] {
            for path in [
                "/admin",
                "/admin/",
                "/admin?search=a",
                &format!("/admin/people/{id}"),
                "/admin/people/x",
            ] {
                let answer = browser.get(path).await;
                assert_eq!(answer.status, 404, "{path}");
                assert!(!answer.says("ada@example.com"), "{path}");
            }
            for (intent, name, value) in [
                ("role", "role", "admin"),
                ("active", "active", "no"),
                ("end-sessions", "all", "yes"),
                ("", "", ""),
            ] {
                let answer = act(browser, &id, intent, name, value).await;
                assert_eq!(answer.status, 404, "{intent}");
            }
        }
        assert!(nowhere.text().contains("We can’t find that page."));
        assert!(guest.get("/admin").await.text().contains("We can’t find that page."));
        assert!(ada.is_signed_in().await);
        let changes = "select count(*) as rows from audit_events where actor_id is not null";
        assert_eq!(app.count(changes).await, 0);
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
            let page = ada.get(&format!("/admin?search={search}")).await;
            assert_eq!(page.status, 200, "{search}");
            let list = page
                .text()
                .split_once("</form>")
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
        let first = ada.get("/admin?search=example").await;
        let emails = |page: &str| page.matches("@example.com</a>").count();
        assert_eq!(emails(first.text()), 50);
        let (_, rest) = first
            .text()
            .split_once("href=\"/admin?search=example&amp;before=")
            .unwrap();
        let before = rest.split_once('"').unwrap().0;
        let second = ada.get(&format!("/admin?search=example&before={before}")).await;
        assert_eq!(emails(second.text()), 3);
        assert!(second.text().contains("ada@example.com") && !second.text().contains("More people"));
        for before in ["%00", "x%27", "%ff", ""] {
            assert_eq!(ada.get(&format!("/admin?before={before}")).await.status, 200);
        }
    })
    .await;
}
