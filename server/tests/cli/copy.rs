use crate::{
    database::{Place, in_each_place},
    support::{Shell, add_todo, ask, log_in, register, titles},
};
use serde_json::Value;
use server::database::{Database, command, query};
use std::{thread::sleep, time::Duration};

/// An installation on an SQLite file of its own, beside the place of the test, with Ada and two todos.
struct Old {
    shell: Shell,
    url: String,
    token: String,
}

impl Old {
    fn beside(place: &Place) -> Self {
        let url = format!("sqlite:{}", place.folder.join("old.db").display());
        let shell = at(place).with("DATABASE_URL", &url);
        let server = shell.serve();
        let token = register(server.address, "ada@example.com");
        for title in ["water the plants", "größer 🌱"] {
            assert!(add_todo(server.address, &token, title));
        }
        server.stop();
        Self { shell, url, token }
    }
}

/// A session belongs to an origin, and here the port is another one at each start.
fn at(place: &Place) -> Shell {
    Shell::at(place).with("BASE_URL", "http://localhost:3000")
}

fn copy<'a>(from: &'a str, to: &'a str) -> [&'a str; 6] {
    ["copy", "--from", from, "--to", to, "--json"]
}

async fn run(url: &str, sql: &'static str) {
    let database = Database::open(url).await.unwrap();
    command(sql).execute(&database).await.unwrap();
    database.close().await;
}

/// Looks into a database that somebody may be writing to.
async fn count_at(url: &str, sql: &'static str) -> Option<i64> {
    #[derive(sqlx::FromRow)]
    struct Count {
        rows: i64,
    }
    let database = Database::open_read_only(url).await.ok()?;
    let count: Result<Count, _> = query(sql).one(&database).await;
    database.close().await;
    count.ok().map(|count| count.rows)
}

const TODOS: &str = "select count(*) as rows from todos";

#[tokio::test]
async fn people_keep_their_passwords_sessions_and_todos() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        let said = old.shell.run(&copy(&old.url, &place.database_url)).json();
        assert_eq!(said["resumed"], false);
        // One row is made by the migrations.
        assert_eq!(said["rows"].as_i64().unwrap(), said["copied"].as_i64().unwrap() + 1);
        let todos = said["tables"]
            .as_array()
            .unwrap()
            .iter()
            .find(|table| table["name"] == "todos");
        assert_eq!(todos.unwrap()["rows"], 2);

        let server = at(place).serve();
        assert_eq!(titles(server.address, &old.token), ["water the plants", "größer 🌱"]);
        let again = log_in(server.address, "ada@example.com");
        assert!(add_todo(server.address, &again, "one more"));
        server.stop();
        // The old one is as it was.
        let server = old.shell.serve();
        assert_eq!(titles(server.address, &old.token), ["water the plants", "größer 🌱"]);
        server.stop();
    })
    .await;
}

/// Whatever their ids are: a step cannot be there before its todo.
#[tokio::test]
async fn steps_come_with_their_todo() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        let first_below_last = "
            update todos
            set parent_id = (select max(id) from todos)
            where id = (select min(id) from todos)";
        run(&old.url, first_below_last).await;
        old.shell.run(&copy(&old.url, &place.database_url)).json();
        let steps = "select count(*) as rows from todos where parent_id > id";
        assert_eq!(count_at(&place.database_url, steps).await, Some(1));
    })
    .await;
}

#[tokio::test]
async fn the_way_back_leads_to_the_same() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        let there = old.shell.run(&copy(&old.url, &place.database_url)).json();
        let back = format!("sqlite:{}", place.folder.join("back.db").display());
        let here = old.shell.run(&copy(&place.database_url, &back)).json();
        assert_eq!(there["tables"], here["tables"]);
        assert_eq!(
            here["from"].as_str().unwrap().split(':').next(),
            place.database_url.split(':').next()
        );
        let server = at(place).with("DATABASE_URL", &back).serve();
        assert_eq!(titles(server.address, &old.token), ["water the plants", "größer 🌱"]);
        server.stop();
    })
    .await;
}

/// Nobody is asked to begin anew because a machine was restarted.
#[tokio::test]
async fn a_copy_that_was_killed_goes_on_where_it_stopped() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        run(&old.url, MANY_TODOS).await;
        at(place).run(&["migrate", "--json"]).json();
        let arguments = copy(&old.url, &place.database_url);

        // Whoever counts is connected too, and may be so when the copy looks whether anybody is.
        let mut child = old.shell.start(&[&arguments[..], &["--force"]].concat());
        while count_at(&place.database_url, TODOS).await.unwrap_or(0) == 0 {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended before it could be killed"
            );
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let arrived = count_at(&place.database_url, TODOS).await.unwrap();
        assert!(
            (1..60_002).contains(&arrived),
            "it was killed in the middle, with {arrived}"
        );
        wait_until_gone(place).await;

        let said = old.shell.run(&arguments).json();
        assert_eq!(said["resumed"], true);
        let todos = said["tables"]
            .as_array()
            .unwrap()
            .iter()
            .find(|table| table["name"] == "todos");
        let todos = todos.unwrap();
        assert_eq!(todos["rows"], 60_002);
        // What was under way when it was killed may have arrived after we looked.
        let copied = todos["copied"].as_i64().unwrap();
        assert!(copied < 60_002 && copied <= 60_002 - arrived, "{todos}");
        assert_eq!(count_at(&place.database_url, TODOS).await, Some(60_002));
    })
    .await;
}

/// PostgreSQL ends the connections of a program that has ended a moment later; nobody has to wait for that by hand.
#[tokio::test]
async fn whoever_is_about_to_leave_is_waited_for() {
    in_each_place(async |place| {
        if !place.database_url.starts_with("postgres") {
            return;
        }
        let old = Old::beside(place);
        at(place).run(&["migrate", "--json"]).json();
        let other = Database::open_read_only(&place.database_url).await.unwrap();
        let child = old.shell.start(&copy(&old.url, &place.database_url));
        sleep(Duration::from_millis(300));
        other.close().await;
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    })
    .await;
}

/// PostgreSQL may need a moment to notice that a program is gone.
async fn wait_until_gone(place: &Place) {
    const OTHERS: &str = "select count(*) as rows from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
    if !place.database_url.starts_with("postgres") {
        return;
    }
    for _ in 0..500 {
        if count_at(&place.database_url, OTHERS).await == Some(0) {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the killed program is still connected");
}

const MANY_TODOS: &str = "
with recursive numbers (number) as (
    select 1
    union all
    select number + 1 from numbers where number < 60000
)
insert into todos (list_id, id, user_id, title, completed, position, version, created_at, updated_at, search_key)
select users.id, 'todo-' || number, users.id, 'todo ' || number, number % 2 = 0, number, 1, number, number, 'todo ' || number
from numbers, users";

#[tokio::test]
async fn nothing_goes_into_a_database_that_is_in_use_or_holds_something_else() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        let new = at(place);
        let refused = |problem: &str| {
            let error = old.shell.run(&copy(&old.url, &place.database_url)).error(1);
            assert!(error["problem"].as_str().unwrap().contains(problem), "{error}");
        };
        let server = new.serve();
        refused(if new.is_postgres() {
            "others are connected"
        } else {
            "a program works with"
        });
        let token = register(server.address, "eve@example.com");
        server.stop();
        refused("is not empty");
        let server = new.serve();
        assert_eq!(
            ask(server.address, "GET", "/api/v1/auth/me", Some(&token), &Value::Null).0,
            200
        );
        assert!(titles(server.address, &token).is_empty());
        server.stop();
        // Copied once, it is not empty either.
        let second = format!("sqlite:{}", place.folder.join("second.db").display());
        old.shell.run(&copy(&old.url, &second)).json();
        assert_eq!(
            old.shell.run(&copy(&old.url, &second)).error(1)["problem"]
                .as_str()
                .unwrap()
                .matches("not empty")
                .count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_part_of_another_installation_is_left_alone() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        at(place).run(&["migrate", "--json"]).json();
        mark(&place.database_url, "sqlite:/elsewhere.db").await;
        let error = old.shell.run(&copy(&old.url, &place.database_url)).error(1);
        assert!(
            error["problem"].as_str().unwrap().contains("sqlite:/elsewhere.db"),
            "{error}"
        );
    })
    .await;
}

/// What is written into a part would keep the rest from arriving, and who signs in would miss it.
#[tokio::test]
async fn nobody_works_with_a_part() {
    in_each_place(async |place| {
        let shell = at(place);
        shell.run(&["migrate", "--json"]).json();
        shell.run(&["backup", "backup", "--json"]).json();
        mark(&place.database_url, "sqlite:/elsewhere.db").await;
        let elsewhere = format!("sqlite:{}", place.folder.join("third.db").display());
        for command in [
            &["migrate", "--json"][..],
            &["user", "list", "--json"],
            &copy(&place.database_url, &elsewhere),
        ] {
            let error = shell.run(command).error(1);
            let problem = error["problem"].as_str().unwrap();
            assert!(
                problem.contains("only a part of sqlite:/elsewhere.db"),
                "{command:?}: {error}"
            );
        }
        let shown = shell.run(&["doctor", "--json"]);
        assert!(shown.out.contains("only a part of sqlite:/elsewhere.db"), "{shown:?}");
        // What is restored is whole.
        shell.run(&["restore", "backup", "--json"]).json();
        shell.run(&["user", "list", "--json"]).json();
    })
    .await;
}

/// As if a copy had been interrupted.
async fn mark(url: &str, source: &str) {
    run(url, "create table copied_from (place text not null)").await;
    let database = Database::open(url).await.unwrap();
    let mark = command("insert into copied_from (place) values ($1)").bind(source);
    mark.execute(&database).await.unwrap();
    database.close().await;
}

#[tokio::test]
async fn a_difference_between_the_sides_is_told() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        old.shell.run(&copy(&old.url, &place.database_url)).json();
        // And then somebody used the source, or meddled with the target.
        mark(&place.database_url, &old.url).await;
        run(
            &place.database_url,
            "update todos set title = 'another' where title = 'water the plants'",
        )
        .await;
        let error = old.shell.run(&copy(&old.url, &place.database_url)).error(1);
        assert!(error["problem"].as_str().unwrap().contains("todos"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_source_that_is_in_use_or_of_another_version_is_refused() {
    in_each_place(async |place| {
        let old = Old::beside(place);
        let refused = |from: &str, problem: &str| {
            let to = format!("sqlite:{}", place.folder.join("nowhere.db").display());
            let error = old.shell.run(&copy(from, &to)).error(1);
            assert!(error["problem"].as_str().unwrap().contains(problem), "{error}");
            assert!(!place.folder.join("nowhere.db").exists(), "{problem}");
        };
        let server = old.shell.serve();
        refused(&old.url, "a program works with");
        server.stop();
        let missing = format!("sqlite:{}", place.folder.join("missing.db").display());
        refused(&missing, "there is no database");
        run(
            &old.url,
            "update _sqlx_migrations set version = 99999 where version = 1",
        )
        .await;
        refused(&old.url, "has taken step 99999");
        run(&old.url, "delete from _sqlx_migrations").await;
        refused(&old.url, "there is no database");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_a_wrong_question() {
    in_each_place(async |place| {
        let shell = at(place);
        let url = &*place.database_url;
        for (from, to) in [(url, url), ("mysql://localhost/x", url), (url, "latchkey.db")] {
            shell.run(&copy(from, to)).error(2);
        }
        shell.run(&["copy", "--from", url, "--json"]).error(2);
        let hidden = shell
            .with("COPY_FROM", "postgres://me:secret-word@127.0.0.1:1/x")
            .run(&["copy", "--to", url, "--json"]);
        assert!(hidden.code == 1 && !hidden.err.contains("secret-word"), "{hidden:?}");
    })
    .await;
}
