use crate::{database::in_each_place, support::Shell};

#[tokio::test]
async fn migrating_tells_what_it_did() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let first = shell.run(&["migrate", "--json"]);
        let first: serde_json::Value = serde_json::from_str(&first.out).unwrap();
        assert!(first["from"].is_null() && first["to"].as_i64().unwrap() >= 7, "{first}");
        let again = shell.run(&["migrate", "--json"]);
        let again: serde_json::Value = serde_json::from_str(&again.out).unwrap();
        assert_eq!(again["from"], first["to"]);
        let words = shell.run(&["migrate"]);
        assert_eq!(words.out, "The database was already up to date.\n");
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_with_the_next_step() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let shell = if shell.is_postgres() {
            shell.with("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
        } else {
            shell.with("DATABASE_URL", "sqlite:no/such/folder/latchkey.db")
        };
        let said = shell.run(&["migrate"]);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(
            said.err.contains("DATABASE_URL") || said.err.contains("folder"),
            "{said:?}"
        );
    })
    .await;
}
