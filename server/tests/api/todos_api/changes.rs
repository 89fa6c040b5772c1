//! `/api/changes`: a program that keeps a copy hears of all that happens to what somebody has.

use super::{Program, faults, id, json_of, problem};
use crate::support::{App, days, on_each_database};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};
use server::todos::{forget_old_purges, forget_old_trash};
use std::collections::BTreeMap;

/// What a program keeps: for each id the list or the todo, or that it lies in the trash.
#[derive(Default)]
struct Copy {
    last: i64,
    things: BTreeMap<String, Value>,
    parts: usize,
}

impl Copy {
    /// Reads what has changed since the last time, to the end.
    async fn renew(&mut self, program: &Program) {
        let mut query = Some(format!("?since={}", self.last));
        while let Some(asked) = query.take() {
            let answer = ask(program, &asked).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let part = json_of(&answer);
            let mut before = 0;
            for kind in ["deleted", "lists", "todos"] {
                let mut numbers: Vec<i64> = part[kind].as_array().unwrap().iter().map(number).collect();
                assert!(numbers.is_sorted(), "{numbers:?}");
                before = before.max(numbers.pop().unwrap_or_default());
            }
            for gone in part["deleted"].as_array().unwrap() {
                self.things.remove(gone["id"].as_str().unwrap());
            }
            for (kind, inner) in [("lists", "list"), ("todos", "todo")] {
                for changed in part[kind].as_array().unwrap() {
                    let mut changed = changed.clone();
                    // That of the moment of the answer; it is no change of the list.
                    changed[inner].as_object_mut().unwrap().remove("counts");
                    let key = changed[inner]["id"].as_str().unwrap().to_owned();
                    self.things.insert(key, changed);
                }
            }
            let last = part["last"].as_i64().unwrap();
            assert!(last >= self.last);
            self.last = last;
            self.parts += 1;
            let next = answer.header("link").map(|link| {
                let address = link.strip_suffix(">; rel=\"next\"").unwrap();
                address
                    .strip_prefix("<http://localhost:3000/api/changes")
                    .unwrap()
                    .to_owned()
            });
            assert_eq!(part["has_more"], next.is_some());
            query = next;
        }
    }

    /// What is in it: titles and names, and those in the trash in brackets.
    fn names(&self) -> Vec<String> {
        let name = |changed: &Value| {
            let name = changed["todo"]["title"]
                .as_str()
                .or(changed["list"]["name"].as_str())
                .unwrap();
            match changed["deleted_at"].is_null() {
                true => name.to_owned(),
                false => format!("({name})"),
            }
        };
        let mut names: Vec<String> = self.things.values().map(name).collect();
        names.sort();
        names
    }
}

fn number(thing: &Value) -> i64 {
    thing["change"].as_i64().unwrap()
}

async fn ask(program: &Program, query: &str) -> crate::support::Answer {
    program
        .http
        .ask(Method::GET, &format!("/api/changes{query}"))
        .header("authorization", &format!("Bearer {}", program.token))
        .await
}

#[tokio::test]
async fn a_copy_follows_additions_changes_the_trash_and_what_leaves_it() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let mut copy = Copy::default();
        copy.renew(&ada).await;
        assert_eq!((copy.names(), copy.last), (vec!["Inbox".into()], 0));

        let home = ada.add_list("Home").await;
        for (number, title) in [(1, "Milk"), (2, "Bread")] {
            ada.post(json!({ "id": id(number), "title": title, "list_id": home }))
                .await;
        }
        copy.renew(&ada).await;
        assert_eq!(
            (copy.names(), copy.last),
            (["Bread", "Home", "Inbox", "Milk"].map(Into::into).into(), 3)
        );

        ada.patch(&id(1), json!({ "title": "Oat milk" })).await;
        ada.delete(&id(2)).await;
        copy.renew(&ada).await;
        assert_eq!(copy.names(), ["(Bread)", "Home", "Inbox", "Oat milk"]);

        ada.lists(Method::DELETE, &format!("/{home}"), json!({})).await;
        copy.renew(&ada).await;
        assert_eq!(copy.names(), ["(Bread)", "(Home)", "(Oat milk)", "Inbox"]);

        app.clock.advance(days(31));
        assert_eq!(forget_old_trash(&app.state.todos).await.unwrap(), 3);
        let ada = Program::again(app, "Ada").await;
        copy.renew(&ada).await;
        assert_eq!(copy.names(), ["Inbox"]);
        let before = copy.last;
        copy.renew(&ada).await;
        assert_eq!(
            (copy.last, copy.names().len()),
            (before, 1),
            "nothing has changed since"
        );
    })
    .await;
}

#[tokio::test]
async fn who_empties_the_trash_makes_a_change_that_others_hear_of() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let mut copy = Copy::default();
        ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        ada.delete(&id(1)).await;
        copy.renew(&ada).await;
        assert_eq!(copy.names(), ["(Milk)", "Inbox"]);
        let mut events = app.state.todos.events.listen();
        assert_eq!(
            server::todos::empty_trash(&app.state.todos, &ada.id()).await.unwrap(),
            1
        );
        let mut announced = 0;
        while let Ok(event) = events.try_recv() {
            announced = event.number;
        }
        assert_eq!(announced, copy.last + 1);
        copy.renew(&ada).await;
        assert_eq!(copy.names(), ["Inbox"]);
        // An id that is gone is free again.
        ada.post(json!({ "id": id(1), "title": "Bread" })).await;
        for since in [0, copy.last] {
            let mut again = Copy {
                last: since,
                ..Copy::default()
            };
            again.renew(&ada).await;
            assert!(again.names().contains(&"Bread".to_owned()), "after {since}");
        }
    })
    .await;
}

/// What is gone is known for thirty days; who was away for longer reads anew.
#[tokio::test]
async fn a_number_of_which_too_much_is_forgotten_is_answered_410() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        ada.post(json!({ "id": id(1), "title": "Milk" })).await;
        ada.delete(&id(1)).await;
        server::todos::empty_trash(&app.state.todos, &ada.id()).await.unwrap();
        app.clock.advance(days(30));
        assert_eq!(forget_old_purges(&app.state.todos).await.unwrap(), 0);
        app.clock.advance(std::time::Duration::from_millis(1));
        let ada = Program::again(app, "Ada").await;
        for since in 0..=3 {
            assert_eq!(ask(&ada, &format!("?since={since}")).await.status, 200, "after {since}");
        }
        assert_eq!(forget_old_purges(&app.state.todos).await.unwrap(), 1);
        assert_eq!(forget_old_purges(&app.state.todos).await.unwrap(), 0);
        for since in [1, 2] {
            let answer = ask(&ada, &format!("?since={since}")).await;
            assert_eq!(problem(&answer), (410, "changes_forgotten".into()), "after {since}");
        }
        for since in [0, 3] {
            assert_eq!(ask(&ada, &format!("?since={since}")).await.status, 200, "after {since}");
        }
        let never = ask(&ada, "?since=4").await;
        assert_eq!(
            problem(&never),
            (410, "changes_forgotten".into()),
            "it was never given out"
        );
    })
    .await;
}

/// One change may be of many todos, and a part ends within it.
#[tokio::test]
async fn a_long_way_is_read_in_parts_without_gap_or_duplicate() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        fill(app).await;
        let mut copy = Copy::default();
        copy.renew(&ada).await;
        assert_eq!((copy.things.len(), copy.parts, copy.last), (701, 4, 7));
        let todos = copy.things.values().filter(|thing| thing["todo"].is_object()).count();
        assert_eq!(todos, 700);
        let first = json_of(&ask(&ada, "?since=0").await);
        assert_eq!((first["last"].as_i64(), &first["has_more"]), (Some(0), &json!(true)));
        let end = json_of(&ask(&ada, "?since=7").await);
        assert_eq!(
            end,
            json!({ "last": 7, "has_more": false, "lists": [], "todos": [], "deleted": [] })
        );
    })
    .await;
}

/// 700 todos by seven changes, of which the first has 400.
async fn fill(app: &App) {
    app.run(
        "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 700)
        insert into todos (id, user_id, list_id, title, completed, position, version, change, created_at, updated_at)
        select '00000000-0000-4000-8000-' || cast(100000000000 + n as text), id, id, 'x', 1 = 0, n, 1,
            case when n <= 400 then 1 when n <= 650 then 2 else 7 end, 1, 1
        from numbers cross join users",
    )
    .await;
    app.run("update users set last_change = 7").await;
}

/// A number is committed before any larger one is taken, so who has read up to one has missed nothing.
#[tokio::test]
async fn a_reader_misses_nothing_while_many_write() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let write = async {
            let writers = (0..6_u32).map(async |writer| {
                let ada = ada.on_a_connection_of_its_own(app);
                for round in 0..8 {
                    let number = writer * 10 + round;
                    ada.post(json!({ "id": id(number), "title": format!("{number:02}") }))
                        .await;
                    match round % 4 {
                        1 => drop(ada.patch(&id(number), json!({ "completed": true })).await),
                        2 => drop(ada.delete(&id(number)).await),
                        3 => {
                            ada.delete(&id(number)).await;
                            server::todos::empty_trash(&app.state.todos, &ada.id()).await.unwrap();
                        }
                        _ => {}
                    }
                }
            });
            join_all(writers).await;
        };
        let reader = ada.on_a_connection_of_its_own(app);
        let mut copy = Copy::default();
        let mut writing = std::pin::pin!(write);
        loop {
            tokio::select! {
                biased;
                () = &mut writing => break,
                () = copy.renew(&reader) => {}
            }
        }
        // What was read in between is kept: only what has changed since is read anew.
        copy.renew(&reader).await;
        let mut whole = Copy::default();
        whole.renew(&reader).await;
        assert_eq!(copy.things, whole.things);
        assert_eq!(copy.last, whole.last);
    })
    .await;
}

#[tokio::test]
async fn changes_are_ones_own_and_a_wrong_question_is_named() {
    on_each_database(async |app| {
        let (ada, bob) = (Program::of(app, "Ada").await, Program::of(app, "Bob").await);
        ada.add("Milk").await;
        let mut copy = Copy::default();
        copy.renew(&bob).await;
        assert_eq!((copy.names(), copy.last), (vec!["Inbox".into()], 0));
        for (query, field, code) in [
            ("", "since", "missing"),
            ("?since=", "since", "wrong_value"),
            ("?since=-1", "since", "wrong_value"),
            ("?since=1.0", "since", "wrong_value"),
            ("?since=99999999999999999999", "since", "wrong_value"),
            ("?since=0&since=1", "since", "duplicate"),
            ("?since=0&cursor=x", "cursor", "unreadable"),
            ("?since=0&limit=5", "limit", "unknown"),
        ] {
            let answer = ask(&ada, query).await;
            assert_eq!(faults(&answer), [(field.to_owned(), code.to_owned())], "for {query}");
        }
    })
    .await;
}
