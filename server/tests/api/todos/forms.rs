//! Every form of the todo page, without JavaScript.

use super::{add, form, id, lines};
use crate::support::{Browser, on_each_database};
use app::model::TodoId;

#[tokio::test]
async fn adding_puts_a_todo_at_the_end_and_leads_back_to_the_list() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for title in ["Milk", "  Bread  "] {
            let answer = form(&ada, &[("intent", "add"), ("title", title)]).await;
            assert_eq!((answer.status, answer.location()), (303, "/todos"));
        }
        assert_eq!(lines(&ada).await, ["Milk", "Bread"]);
        let page = ada.get("/todos").await;
        assert!(
            page.text().contains("Milk") && page.text().contains("<strong>2</strong>"),
            "{}",
            page.text()
        );
    })
    .await;
}

#[tokio::test]
async fn adding_nothing_adds_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for title in ["", "   ", "\t", "\u{a0}"] {
            assert_eq!(form(&ada, &[("intent", "add"), ("title", title)]).await.status, 303);
        }
        assert_eq!(form(&ada, &[("intent", "add")]).await.status, 303);
        assert_eq!(lines(&ada).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn completing_and_reopening_lead_back_to_the_row() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        for (intent, line) in [
            ("complete", "Milk ✓"),
            ("complete", "Milk ✓"),
            ("reopen", "Milk"),
            ("reopen", "Milk"),
        ] {
            let answer = form(&ada, &[("intent", intent), ("id", &id(1))]).await;
            assert_eq!(
                (answer.status, answer.location()),
                (303, &*format!("/todos#todo-{}", id(1)))
            );
            assert_eq!(lines(&ada).await, [line]);
        }
    })
    .await;
}

#[tokio::test]
async fn renaming_keeps_place_and_state() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 1..=3 {
            add(&ada, number, &format!("Thing {number}")).await;
        }
        form(&ada, &[("intent", "complete"), ("id", &id(2))]).await;
        let answer = form(
            &ada,
            &[("intent", "rename"), ("id", &id(2)), ("title", "  Other thing ")],
        )
        .await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, &*format!("/todos#todo-{}", id(2)))
        );
        assert_eq!(lines(&ada).await, ["Thing 1", "Other thing ✓", "Thing 3"]);
    })
    .await;
}

#[tokio::test]
async fn a_title_edited_away_removes_the_todo() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        let answer = form(&ada, &[("intent", "rename"), ("id", &id(1)), ("title", "  ")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/todos"));
        assert_eq!(lines(&ada).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn removing_leaves_the_others() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for number in 1..=3 {
            add(&ada, number, &format!("Thing {number}")).await;
        }
        assert_eq!(form(&ada, &[("intent", "remove"), ("id", &id(2))]).await.status, 303);
        assert_eq!(lines(&ada).await, ["Thing 1", "Thing 3"]);
    })
    .await;
}

#[tokio::test]
async fn all_can_be_completed_reopened_and_cleared() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        add(&ada, 2, "Bread").await;
        for (intent, expected) in [
            ("complete-all", vec!["Milk ✓", "Bread ✓"]),
            ("reopen-all", vec!["Milk", "Bread"]),
            ("clear-completed", vec!["Milk", "Bread"]),
        ] {
            assert_eq!(form(&ada, &[("intent", intent)]).await.status, 303);
            assert_eq!(lines(&ada).await, expected, "after {intent}");
        }
        form(&ada, &[("intent", "complete"), ("id", &id(1))]).await;
        form(&ada, &[("intent", "clear-completed")]).await;
        assert_eq!(lines(&ada).await, ["Bread"]);
    })
    .await;
}

#[tokio::test]
async fn the_chosen_filter_is_kept() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        let path = "/todos?filter=active";
        let added = ada.post_form(path, &[("intent", "add"), ("title", "Bread")]).await;
        assert_eq!(added.location(), path);
        let completed = ada.post_form(path, &[("intent", "complete"), ("id", &id(1))]).await;
        assert_eq!(completed.location(), format!("{path}#todo-{}", id(1)));
        let odd = ada
            .post_form("/todos?filter=//evil.test", &[("intent", "complete-all")])
            .await;
        assert_eq!(odd.location(), "/todos");
    })
    .await;
}

#[tokio::test]
async fn an_intent_there_is_not_changes_nothing() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        for fields in [
            &[("intent", "explode"), ("id", &*id(1))][..],
            &[("intent", ""), ("title", "x")],
            &[("title", "x")],
            &[],
        ] {
            let answer = form(&ada, fields).await;
            assert_eq!((answer.status, answer.is_page()), (400, true), "for {fields:?}");
        }
        assert_eq!(lines(&ada).await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn a_todo_that_is_gone_is_not_found() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for intent in ["complete", "reopen", "remove", "rename"] {
            let answer = form(&ada, &[("intent", intent), ("id", &id(7)), ("title", "x")]).await;
            assert_eq!((answer.status, answer.is_page()), (404, true), "for {intent}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_id_that_is_none_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        for wrong in [
            "",
            "1",
            "x' or '1'='1",
            "../1",
            "\0",
            &id(1).to_uppercase().replace('0', "A"),
            &format!("{}0", id(1)),
        ] {
            for intent in ["complete", "remove", "rename"] {
                let answer = form(&ada, &[("intent", intent), ("id", wrong), ("title", "x")]).await;
                assert_eq!(
                    (answer.status, answer.is_page()),
                    (422, true),
                    "for {intent} of {wrong:?}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_title_comes_back_to_be_mended() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let long = "long ".repeat(101);
        let answer = form(&ada, &[("intent", "add"), ("title", &long)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Use at most 500 characters."));
        assert!(
            answer.text().contains(&format!("value=\"{long}\"")),
            "what was typed is still there"
        );
        assert!(answer.text().contains("<title>Error: Todos"));

        add(&ada, 1, "Milk").await;
        let answer = form(&ada, &[("intent", "rename"), ("id", &id(1)), ("title", &long)]).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.text().contains(&format!("value=\"{long}\"")),
            "in the edit form: {}",
            answer.text()
        );
        assert_eq!(lines(&ada).await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn the_address_opens_the_form_to_edit() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        add(&ada, 1, "Milk").await;
        let page = ada.get(&format!("/todos?edit={}", id(1))).await;
        assert!(
            page.text().contains("class=\"edit\"") && page.text().contains("value=\"Milk\""),
            "{}",
            page.text()
        );
        assert!(
            !ada.get(&format!("/todos?edit={}", id(2)))
                .await
                .text()
                .contains("class=\"edit\"")
        );
        assert_eq!(ada.get("/todos?edit=%00%ff").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_form_of_somebody_signed_out_leads_to_signing_in() {
    on_each_database(async |app| {
        let guest = app.guest();
        for intent in ["add", "remove", "complete-all", "explode"] {
            let answer = guest
                .post_form("/todos?filter=active", &[("intent", intent), ("title", "x")])
                .await;
            assert_eq!(
                (answer.status, answer.location()),
                (303, "/sign-in?next=/todos%3Ffilter=active"),
                "for {intent}"
            );
        }
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let send = async |kind: &str, body: &'static [u8]| {
            ada.post_form("/todos", &[])
                .header("content-type", kind)
                .body(body)
                .await
                .status
        };
        assert_eq!(send("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--").await, 415);
        assert_eq!(send("application/json", b"{\"intent\":\"add\"}").await, 415);
        assert_eq!(send("text/plain", b"intent=add&title=x").await, 415);
        assert_eq!(
            send("application/x-www-form-urlencodedx", b"intent=add&title=x").await,
            415
        );
        assert_eq!(
            ada.post_form("/todos", &[])
                .without("content-type")
                .body("intent=add&title=x")
                .await
                .status,
            415
        );
        assert_eq!(
            send(
                "Application/X-WWW-Form-URLencoded; charset=utf-8",
                b"intent=add&title=x"
            )
            .await,
            303
        );
        for body in [
            &b"%"[..],
            b"intent=%ff%fe&title=%",
            b"=&=&=",
            b"&&&&",
            b"intent=add=add",
            b"\xff\xfe\x00",
        ] {
            let status = send("application/x-www-form-urlencoded", body).await;
            assert!((400..500).contains(&status), "{status} for {body:?}");
        }
        assert_eq!(lines(&ada).await, ["x"]);
    })
    .await;
}

#[tokio::test]
async fn the_first_of_two_fields_with_one_name_counts() {
    on_each_database(async |app| {
        let ada: Browser = app.member("Ada").await;
        form(
            &ada,
            &[
                ("intent", "add"),
                ("title", "first"),
                ("title", "second"),
                ("intent", "clear-completed"),
            ],
        )
        .await;
        assert_eq!(lines(&ada).await, ["first"]);
        assert!(TodoId::parse(&id(1)).is_ok());
    })
    .await;
}
