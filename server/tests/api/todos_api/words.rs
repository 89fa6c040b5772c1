//! `?q=` finds words anywhere in what somebody has, the same on both databases.

use super::{Program, faults, json_of};
use crate::support::{App, on_each_database};
use http::Method;
use serde_json::json;

async fn finds(program: &Program, words: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("q", words)]).unwrap();
    program.titles(&format!("?{query}")).await
}

#[tokio::test]
async fn words_are_found_in_titles_notes_and_names_of_lists() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Zuhause & Garten").await;
        ada.add("Buy milk").await;
        for todo in [
            json!({ "title": "Call Bob", "notes": "about the *milk*\nand the Café" }),
            json!({ "title": "Water plants", "list_id": home }),
            json!({ "title": "Buy seeds", "list_id": home }),
        ] {
            assert_eq!(ada.post(todo).await.status, 201);
        }
        for (words, expected) in [
            ("milk", vec!["Buy milk", "Call Bob"]),
            ("MI", vec!["Buy milk", "Call Bob"]),
            ("milk bob", vec!["Call Bob"]),
            ("cafe", vec!["Call Bob"]),
            ("ＣＡＦÉ", vec!["Call Bob"]),
            ("garten", vec!["Water plants", "Buy seeds"]),
            ("garten buy", vec!["Buy seeds"]),
            ("buy gar", vec!["Buy seeds"]),
            ("buy", vec!["Buy milk", "Buy seeds"]),
            ("bu milk", vec![]),
            ("ilk", vec![]),
            ("milk tea", vec![]),
            ("inbox", vec![]),
        ] {
            assert_eq!(finds(&ada, words).await, expected, "for {words:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_has_no_word_finds_nothing_and_signs_do_nothing() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for title in ["100% sure", "a_b", "near or not", "* \" ' ( ) : ^ { }"] {
            ada.add(title).await;
        }
        for words in ["", " ", "%", "_", "*", "\"", "'", "()", "!!", "\\", "🎉"] {
            assert_eq!(finds(&ada, words).await, Vec::<String>::new(), "for {words:?}");
        }
        for (words, expected) in [
            ("100%", "100% sure"),
            ("sure*", "100% sure"),
            ("\"sure", "100% sure"),
            ("sure' or '1'='1", ""),
            ("a_b", "a_b"),
            ("near OR not", "near or not"),
            ("title:near", ""),
            ("-near", "near or not"),
        ] {
            assert_eq!(finds(&ada, words).await.join(";"), expected, "for {words:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_still_to_be_done_comes_first_and_each_change_is_found_at_once() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let mut ids = Vec::new();
        for title in ["Tea one", "Tea two", "Tea three"] {
            ids.push(ada.add(title).await);
        }
        ada.patch(&ids[0], json!({ "completed": true })).await;
        assert_eq!(finds(&ada, "tea").await, ["Tea two", "Tea three", "Tea one ✓"]);
        assert_eq!(ada.titles("?q=tea&filter=active").await, ["Tea two", "Tea three"]);
        assert_eq!(ada.titles("?q=tea&filter=completed").await, ["Tea one ✓"]);

        ada.patch(&ids[1], json!({ "title": "Coffee", "notes": "black" })).await;
        assert_eq!(finds(&ada, "tea").await, ["Tea three", "Tea one ✓"]);
        assert_eq!(finds(&ada, "black cof").await, ["Coffee"]);
        // The notes stay what they are where only the title changes, and the other way round.
        ada.patch(&ids[1], json!({ "title": "Cocoa" })).await;
        assert_eq!(finds(&ada, "black coc").await, ["Cocoa"]);
        ada.patch(&ids[1], json!({ "notes": null })).await;
        assert_eq!(finds(&ada, "cocoa").await, ["Cocoa"]);
        assert_eq!(finds(&ada, "black").await.len(), 0);

        ada.delete(&ids[2]).await;
        assert_eq!(finds(&ada, "tea").await, ["Tea one ✓"]);
        ada.ask(Method::POST, &format!("/{}/restore", ids[2])).await;
        assert_eq!(finds(&ada, "tea").await, ["Tea three", "Tea one ✓"]);
        ada.ask(Method::POST, "/clear-completed").await;
        assert_eq!(finds(&ada, "tea").await, ["Tea three"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_in_the_trash_is_not_found_and_neither_are_its_todos() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let home = ada.add_list("Home").await;
        ada.post(json!({ "title": "Sweep", "list_id": home })).await;
        ada.lists(Method::DELETE, &format!("/{home}"), json!({})).await;
        assert_eq!(finds(&ada, "sweep").await.len() + finds(&ada, "home").await.len(), 0);
        let restored = ada.lists(Method::POST, &format!("/{home}/restore"), json!({})).await;
        assert_eq!(restored.status, 200, "{restored:?}");
        assert_eq!(finds(&ada, "sweep home").await, ["Sweep"]);
        assert_eq!(ada.titles(&format!("?q=sweep&list={home}")).await, ["Sweep"]);
        assert_eq!(ada.titles(&format!("?q=sweep&list={}", ada.id())).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_is_somebody_elses() {
    on_each_database(async |app| {
        let [ada, bob] = [Program::of(app, "Ada").await, Program::of(app, "Bob").await];
        let secret = ada.add_list("Secret").await;
        ada.post(json!({ "title": "Plan", "notes": "hidden", "list_id": secret }))
            .await;
        bob.add("Plan").await;
        for words in ["hidden", "secret", "plan hidden"] {
            assert_eq!(finds(&bob, words).await.len(), 0, "for {words:?}");
        }
        assert_eq!(finds(&bob, "plan").await.len(), 1);
        let list = format!("?q=plan&list={secret}");
        assert_eq!((bob.titles(&list).await.len(), ada.titles(&list).await.len()), (0, 1));
    })
    .await;
}

/// Nothing stays behind of what has gone for good.
#[tokio::test]
async fn words_go_with_what_they_are_of() {
    on_each_database(async |app| {
        let [ada, bob] = [Program::of(app, "Ada").await, Program::of(app, "Bob").await];
        for program in [&ada, &bob] {
            program.add("Tea and milk").await;
        }
        let words = async || app.count("select count(*) as rows from todo_words").await;
        assert_eq!(words().await, 6);
        app.run("delete from users where email = 'ada@example.com'").await;
        assert_eq!(words().await, 3);
        app.run("delete from todos").await;
        assert_eq!(words().await, 0);
    })
    .await;
}

/// 6 000 todos of Ada: all have "plain" and "tea"; of the last 2 000 every other one has "odd", and ten "rare".
async fn long_list(app: &App) -> Program {
    let ada = Program::of(app, "Ada").await;
    app.run(
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 6000)
        insert into todos (list_id, id, user_id, title, words, completed, position, version, created_at, updated_at)
        select u.id, '00000000-0000-4000-8000-' || cast(100000000000 + n as text), u.id, cast(n as text),
            ' tea plain ' || case when n > 4000 and n % 2 = 1 then 'odd ' else '' end || case when n % 600 = 0 then 'rare ' else '' end,
            n % 3 = 0, n, 1, 1, 1
        from numbers
        cross join users u",
    )
    .await;
    ada
}

/// All that is found, by following the links, and how many parts that took.
async fn follow(program: &Program, query: &str) -> (Vec<String>, usize) {
    let (mut found, mut parts, mut next) = (Vec::new(), 0, Some(query.to_owned()));
    while let Some(query) = next {
        let part = program.list(&query).await;
        assert!(part.todos.len() <= 100 && part.total.is_none());
        found.extend(part.titles());
        parts += 1;
        next = part.next;
    }
    (found, parts)
}

#[tokio::test]
async fn a_search_of_a_long_list_finds_all_in_order() {
    on_each_database(async |app| {
        let ada = long_list(app).await;
        let all = |wanted: &dyn Fn(&u32) -> bool| -> Vec<String> {
            let open = (1..=6000).filter(|number| number % 3 != 0);
            let done = (1..=6000).filter(|number| number % 3 == 0);
            open.chain(done)
                .filter(wanted)
                .map(|number| number.to_string())
                .collect()
        };
        let odd = all(&|number| *number > 4000 && number % 2 == 1);
        let (found, parts) = follow(&ada, "?q=plain+odd&limit=100").await;
        assert_eq!(found, odd);
        assert!(parts < 20, "{parts}");
        assert_eq!(follow(&ada, "?q=tea+pl&limit=100").await.0, all(&|_| true));
        assert_eq!(
            follow(&ada, "?q=plain+rare&limit=3").await.0,
            all(&|number| number % 600 == 0)
        );
        let done: Vec<String> = odd
            .iter()
            .filter(|number| number.parse::<u32>().unwrap() % 3 == 0)
            .cloned()
            .collect();
        assert_eq!(follow(&ada, "?q=odd&limit=100&filter=completed").await.0, done);
        let list = format!("?q=odd&limit=100&list={}", ada.id());
        assert_eq!(follow(&ada, &list).await.0, odd);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_search_is_refused_with_its_fields() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let long = format!("?q={}", "a".repeat(501));
        for (query, expected) in [
            (&*long, ("q", "too_long")),
            ("?q=a%00", ("q", "control_characters")),
            ("?q=%ff", ("q", "unreadable")),
            ("?q=a&q=b", ("q", "duplicate")),
            ("?q=a&search=b", ("search", "not_with_q")),
            ("?q=a&cursor=MTAwLXg", ("cursor", "unreadable")),
        ] {
            let answer = ada.get(query).await;
            assert_eq!(
                faults(&answer),
                [(expected.0.to_owned(), expected.1.to_owned())],
                "{query}"
            );
        }
        let answer = ada.get("?q=a").await;
        assert_eq!((answer.status, json_of(&answer)), (200, json!([])));
    })
    .await;
}
