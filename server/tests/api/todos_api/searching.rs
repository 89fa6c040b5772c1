//! A search finds the beginning of a title, the same on both databases.

use super::Program;
use crate::support::{App, on_each_database};
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
        assert_eq!(ada.titles(&first.next.unwrap()).await, ["Even 8 ✓"]);
        let id = first.todos[0]["id"].as_str().unwrap();
        ada.patch(id, json!({ "title": "Renamed" })).await;
        assert_eq!(finds(&ada, "ren").await, ["Renamed ✓"]);
        assert_eq!(finds(&ada, "even 0").await.len(), 0);
    })
    .await;
}

/// 6 000 todos of Ada, too many to look at all of them: 1 to 4 000 are plain, and then every other one is odd.
async fn long_list(app: &App) -> Program {
    let ada = Program::of(app, "Ada").await;
    app.run(
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 6000)
        insert into todos (list_id, id, user_id, title, search_key, completed, position, version, created_at, updated_at)
        select u.id, '00000000-0000-4000-8000-' || cast(100000000000 + n as text), u.id,
            case when n > 4000 and n % 2 = 1 then 'Odd ' else 'Plain ' end || cast(n as text),
            case when n > 4000 and n % 2 = 1 then 'odd ' else 'plain ' end || cast(n as text),
            n % 3 = 0, n, 1, 1, 1
        from numbers
        cross join users u",
    )
    .await;
    ada
}

/// All that a search finds, by following the links, and how many parts that took.
async fn follow(program: &Program, query: &str) -> (Vec<String>, usize) {
    let (mut found, mut parts, mut next) = (Vec::new(), 0, Some(query.to_owned()));
    while let Some(query) = next {
        let part = program.list(&query).await;
        assert!(part.todos.len() <= 100);
        found.extend(part.titles());
        parts += 1;
        next = part.next;
    }
    (found, parts)
}

#[tokio::test]
async fn a_search_in_a_long_list_finds_all_in_order() {
    on_each_database(async |app| {
        let ada = long_list(app).await;
        let odd: Vec<String> = (4001..6000).step_by(2).map(|number| format!("Odd {number}")).collect();
        let (found, parts) = follow(&ada, "?search=odd&limit=100").await;
        assert_eq!(found, odd);
        // The first two are empty: so far was looked, and there was none.
        assert_eq!(parts, 12);
        let completed: Vec<String> = (4001..6000)
            .step_by(2)
            .filter(|number| number % 3 == 0)
            .map(|number| format!("Odd {number}"))
            .collect();
        assert_eq!(
            follow(&ada, "?search=odd&limit=100&filter=completed").await.0,
            completed
        );
        // These are few, so they are all found at once.
        let expected: Vec<String> = (0..100)
            .filter(|number| number % 2 == 1)
            .map(|number| format!("Odd 43{number:02}"))
            .collect();
        assert_eq!(follow(&ada, "?search=ODD%2043&limit=100").await, (expected, 1));
        assert_eq!(follow(&ada, "?search=even&limit=100").await, (vec![], 1));
        assert_eq!(follow(&ada, "?search=plain%20&limit=100").await.0.len(), 5_000);
    })
    .await;
}

#[tokio::test]
async fn a_search_may_be_longer_than_what_the_index_keeps() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let long = "é".repeat(400);
        for title in [format!("{long} one"), format!("{long} two"), "é".repeat(40)] {
            ada.add(&title).await;
        }
        let one = format!("{long} ONE");
        assert_eq!(finds(&ada, &one).await, [format!("{long} one")]);
        assert_eq!(finds(&ada, &long).await.len(), 2);
        assert_eq!(finds(&ada, &"é".repeat(33)).await.len(), 3);
        assert_eq!(finds(&ada, &"é".repeat(401)).await.len(), 0);
    })
    .await;
}
