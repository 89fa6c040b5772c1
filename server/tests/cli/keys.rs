use crate::{
    database::in_each_place,
    support::{SECRET, Shell, done_by_operator},
};
use serde_json::{Value, json};

fn keys(shell: &Shell) -> Vec<(String, String)> {
    let list = shell.run(&["keys", "list", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = list["keys"].as_array().unwrap().iter();
    keys.map(|key| (text(&key["id"]), text(&key["state"]))).collect()
}

#[tokio::test]
async fn a_new_key_waits_and_the_old_one_signs_on() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("JWT_ALGORITHM", "EdDSA");
        let before = keys(&shell);
        assert_eq!((before.len(), before[0].1.as_str()), (1, "signs"));
        let made = shell.run(&["keys", "rotate", "--json"]).json();
        let new = made["id"].as_str().unwrap().to_owned();
        assert!(made["signs_from"].as_str().unwrap().ends_with('Z'), "{made}");
        assert_eq!(
            keys(&shell),
            [
                (new.clone(), "waits".to_owned()),
                (before[0].0.clone(), "signs".to_owned())
            ]
        );
        let words = shell.run(&["keys", "list"]);
        assert!(words.out.contains(&format!("{new}  waits")), "{words:?}");
    })
    .await;
}

#[tokio::test]
async fn a_key_is_retired_unless_nothing_else_can_sign() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("JWT_ALGORITHM", "EdDSA");
        let signer = keys(&shell)[0].0.clone();
        let refused = shell.run(&["keys", "retire", &signer, "--json"]).error(1);
        assert!(refused["next"].as_str().unwrap().contains("keys rotate"), "{refused}");
        let new = shell.run(&["keys", "rotate", "--json"]).json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        // The new one is not ready, so the signer has to stay, and the new one may go.
        assert_eq!(shell.run(&["keys", "retire", &signer]).code, 1);
        let retired = shell.run(&["keys", "retire", &new, "--json"]).json();
        assert_eq!(
            (&retired["id"], &retired["state"]),
            (&Value::from(&*new), &"retired".into())
        );
        assert_eq!(keys(&shell), [(signer, "signs".to_owned())]);
        let unknown = shell.run(&["keys", "retire", &new, "--json"]).error(1);
        assert!(unknown["next"].as_str().unwrap().contains("keys list"), "{unknown}");
        // Nothing in an id makes it an option.
        for id in ["-3NWiQWiJiMhV", "--3NWiQWiJiMhV", "-hVh"] {
            let unknown = shell.run(&["keys", "retire", id, "--json"]).error(1);
            assert!(unknown["next"].as_str().unwrap().contains("keys list"), "{unknown}");
        }
        let recorded = [("key-made".to_owned(), new.clone()), ("key-retired".to_owned(), new)];
        assert_eq!(done_by_operator(place).await, recorded);
    })
    .await;
}

#[tokio::test]
async fn with_a_shared_secret_there_is_nothing_to_rotate() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("AUTH_SECRET_PREVIOUS", "the one that was there before, long enough");
        let states: Vec<String> = keys(&shell).into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, ["signs", "verifies"]);
        for refused in [&["keys", "rotate", "--json"][..], &["keys", "retire", "x", "--json"]] {
            let error = shell.run(refused).error(2);
            assert!(error["next"].as_str().unwrap().contains("AUTH_SECRET"), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_previous_secret_sealed_is_sealed_anew() {
    const NEXT: &str = "Zm9yZ2V0IHRoZSBvbGQgb25lLCB0YWtlIHRoaXMhIQ==";
    in_each_place(async |place| {
        let shell = Shell::at(place).with("JWT_ALGORITHM", "EdDSA");
        let before = keys(&shell);
        let changed = Shell::at(place)
            .with("JWT_ALGORITHM", "EdDSA")
            .with("AUTH_SECRET", NEXT)
            .with("AUTH_SECRET_PREVIOUS", SECRET);
        assert_eq!(keys(&changed), before);
        let found = changed.run(&["doctor"]);
        assert!(
            found.out.contains("AUTH_SECRET_PREVIOUS is still needed for 1 of 1"),
            "{found:?}"
        );
        let done = changed.run(&["keys", "reseal", "--json"]).json();
        assert_eq!(done, json!({ "resealed": 1, "current": 0, "unreadable": 0 }));
        let again = changed.run(&["keys", "reseal"]);
        assert!(again.code == 0 && again.out.contains("Encrypted 0 again"), "{again:?}");
        let alone = Shell::at(place)
            .with("JWT_ALGORITHM", "EdDSA")
            .with("AUTH_SECRET", NEXT);
        assert_eq!(keys(&alone), before);
        assert!(
            alone
                .run(&["doctor"])
                .out
                .contains("decrypts everything that is encrypted")
        );
        let lost = shell.run(&["doctor"]);
        assert!(lost.code == 1 && lost.out.contains("cannot decrypt"), "{lost:?}");
        assert!(shell.run(&["keys", "reseal", "--json"]).error(1)["problem"].is_string());
    })
    .await;
}

#[tokio::test]
async fn keys_of_another_secret_are_told() {
    in_each_place(async |place| {
        let shell = Shell::at(place).with("JWT_ALGORITHM", "EdDSA");
        keys(&shell);
        let other = Shell::at(place)
            .with("JWT_ALGORITHM", "EdDSA")
            .with("AUTH_SECRET", "another secret that is long enough too");
        let error = other.run(&["keys", "list", "--json"]).error(1);
        assert!(
            error["next"].as_str().unwrap().contains("AUTH_SECRET_PREVIOUS"),
            "{error}"
        );
    })
    .await;
}
