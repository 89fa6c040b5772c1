//! A search finds the beginning of a title, the same on both databases.

use super::Program;
use crate::support::on_each_database;
use serde_json::json;

async fn finds(program: &Program, search: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("search", search)]).unwrap();
    program.titles(&format!("?{query}")).await
}

#[tokio::test]
async fn a_title_is_found_by_its_beginning_in_any_case() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for title in ["Buy milk", "buy bread", "Don't buy beer", "BUYING time"] {
            ada.add(title).await;
        }
        assert_eq!(finds(&ada, "bUy").await, ["Buy milk", "buy bread", "BUYING time"]);
        assert_eq!(finds(&ada, "buy ").await, ["Buy milk", "buy bread"]);
        assert_eq!(finds(&ada, "").await.len(), 4);
        assert_eq!(finds(&ada, "milk").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_in_a_search_is_a_wildcard() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let titles = [
            "100% sure",
            "100 more",
            "a_b",
            "axb",
            "c\\d",
            "cd",
            "!x",
            "x",
            "' or 1=1",
            "[a]",
            "*",
            "?",
        ];
        for title in titles {
            ada.add(title).await;
        }
        for (search, expected) in [
            ("100%", vec!["100% sure"]),
            ("%", vec![]),
            ("_", vec![]),
            ("a_", vec!["a_b"]),
            ("c\\", vec!["c\\d"]),
            ("\\", vec![]),
            ("!", vec!["!x"]),
            ("!!", vec![]),
            ("'", vec!["' or 1=1"]),
            ("[a", vec!["[a]"]),
            ("*", vec!["*"]),
            ("?", vec!["?"]),
        ] {
            assert_eq!(finds(&ada, search).await, expected, "for {search:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn letters_of_all_scripts_are_folded() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for title in ["École", "ÄPFEL", "买牛奶", "ΟΔΟΣ", "👩‍👩‍👧 family", "İstanbul"] {
            ada.add(title).await;
        }
        for (search, expected) in [
            ("éCO", "École"),
            ("e\u{301}co", "École"),
            ("äp", "ÄPFEL"),
            ("买", "买牛奶"),
            ("οδο", "ΟΔΟΣ"),
            ("👩‍👩", "👩‍👩‍👧 family"),
            ("İst", "İstanbul"),
        ] {
            assert_eq!(finds(&ada, search).await, [expected], "for {search:?}");
        }
        assert_eq!(finds(&ada, "eco").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_search_goes_with_filter_cursor_and_changes() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for number in 0..12 {
            let title = if number % 2 == 0 { "Even" } else { "Odd" };
            ada.post(json!({ "title": format!("{title} {number}"), "completed": number % 4 == 0 }))
                .await;
        }
        let first = ada.list("?search=even&filter=completed&limit=2").await;
        let cursor = first["next_cursor"].as_str().unwrap();
        assert_eq!(
            ada.titles(&format!("?search=even&filter=completed&limit=2&cursor={cursor}"))
                .await,
            ["Even 8 ✓"]
        );
        let id = first["items"][0]["id"].as_str().unwrap();
        ada.patch(id, json!({ "title": "Renamed" })).await;
        assert_eq!(finds(&ada, "ren").await, ["Renamed ✓"]);
        assert_eq!(finds(&ada, "even 0").await.len(), 0);
    })
    .await;
}
