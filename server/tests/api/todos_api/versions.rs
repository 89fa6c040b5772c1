//! Entity tags: nobody overwrites what they have not seen.

use super::{Program, json_of, problem};
use crate::support::on_each_database;
use futures_util::future::join_all;
use serde_json::json;

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let path = format!("/{}", ada.add("Milk").await);
        for tags in ["\"1\"", "W/\"1\"", "*", "\"0\", \"1\"", "\"1-gzip\"", "W/\"1;gzip\""] {
            let answer = ada.get(&path).header("if-none-match", tags).await;
            assert_eq!((answer.status, answer.body.len()), (304, 0), "for {tags}");
            assert_eq!(answer.header("etag"), Some("\"1\""));
        }
        for tags in ["\"2\"", "\"\"", "\"01\"", "\"2-gzip\""] {
            assert_eq!(
                ada.get(&path).header("if-none-match", tags).await.status,
                200,
                "for {tags}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_to_an_outdated_version_is_refused_with_the_current_tag() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        ada.patch(&milk, json!({ "completed": true })).await;
        for tags in ["\"1\"", "W/\"1\"", "\"1-gzip\"", "\"02\"", "\"3\", \"4\"", "\"2-gz\""] {
            for ask in [
                ada.patch(&milk, json!({ "title": "x" })),
                ada.put(&milk, json!({ "title": "x", "completed": false })),
                ada.delete(&milk),
            ] {
                let answer = ask.header("if-match", tags).await;
                assert_eq!(problem(&answer), (412, "precondition_failed".into()), "for {tags:?}");
                assert_eq!(answer.header("etag"), Some("\"2\""), "for {tags:?}");
            }
        }
        assert_eq!(ada.titles("").await, ["Milk ✓"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_to_the_version_there_is_goes_through() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        let whole = json!({ "title": "Bread", "completed": true });
        for (ask, etag) in [
            (
                ada.patch(&milk, json!({ "title": "x" })).header("if-match", "\"1\""),
                "\"2\"",
            ),
            (
                ada.put(&milk, whole.clone()).header("if-match", "\"9\", \"2\""),
                "\"3\"",
            ),
            (ada.put(&milk, whole).header("if-match", "*"), "\"4\""),
        ] {
            let answer = ask.await;
            assert_eq!((answer.status, answer.header("etag")), (200, Some(etag)));
        }
        assert_eq!(ada.delete(&milk).header("if-match", "\"4\"").await.status, 200);
    })
    .await;
}

/// A proxy that compresses makes tags weak (nginx, Cloudflare), or adds the coding (Apache, Jetty); the version in them
/// is the very one.
#[tokio::test]
async fn a_tag_that_a_proxy_has_changed_is_the_same_tag() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for (version, tags) in (1..).zip([
            "W/\"1\"",
            "\"2-gzip\"",
            "W/\"3-gzip\"",
            "\"4;gzip\"",
            "\"5--gzip\"",
            "\"x\", W/\"6-br\"",
        ]) {
            let title = format!("Change {version}");
            let answer = ada
                .patch(&milk, json!({ "title": title }))
                .header("if-match", tags)
                .await;
            assert_eq!(answer.status, 200, "for {tags}: {answer:?}");
        }
        assert_eq!(ada.delete(&milk).header("if-match", "W/\"7\"").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_tag_without_quotes_is_told_so() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for tags in ["1", "", "W/1", "\"1", "\"1\", *", "'1'"] {
            for ask in [
                ada.patch(&milk, json!({ "title": "x" })).header("if-match", tags),
                ada.put(&milk, json!({ "title": "x", "completed": false }))
                    .header("if-match", tags),
                ada.delete(&milk).header("if-match", tags),
                ada.get(&format!("/{milk}")).header("if-none-match", tags),
            ] {
                let answer = ask.await;
                assert_eq!(problem(&answer), (400, "malformed_entity_tag".into()), "for {tags:?}");
                assert!(json_of(&answer)["detail"].as_str().unwrap().contains("double quotes"));
            }
        }
        assert_eq!(ada.titles("").await, ["Milk"]);
    })
    .await;
}

#[tokio::test]
async fn of_parallel_changes_to_one_version_exactly_one_wins() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        let milk = ada.add("Milk").await;
        for round in 1..=5 {
            let tag = format!("\"{round}\"");
            let change = async |number: u32| {
                let title = format!("Change {number}");
                let answer = ada
                    .patch(&milk, json!({ "title": title }))
                    .header("if-match", &tag)
                    .await;
                (answer.status, title)
            };
            let answers = join_all((0..6).map(change)).await;
            let winners: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
            let [(_, title)] = winners.as_slice() else {
                panic!("in round {round}: {answers:?}")
            };
            assert!(
                answers.iter().all(|(status, _)| [200, 412].contains(status)),
                "{answers:?}"
            );
            let todo = json_of(&ada.get(&format!("/{milk}")).await);
            assert_eq!((&todo["title"], &todo["version"]), (&json!(title), &json!(round + 1)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_and_a_removal_of_one_version_do_not_both_happen() {
    on_each_database(async |app| {
        let ada = Program::of(app, "Ada").await;
        for _ in 0..5 {
            let milk = ada.add("Milk").await;
            let change = ada.patch(&milk, json!({ "title": "x" })).header("if-match", "\"1\"");
            let removal = ada.delete(&milk).header("if-match", "\"1\"");
            let (changed, removed) = tokio::join!(change.into_future(), removal.into_future());
            assert!(
                [(200, 412), (404, 200)].contains(&(changed.status, removed.status)),
                "{changed:?} {removed:?}"
            );
        }
    })
    .await;
}
