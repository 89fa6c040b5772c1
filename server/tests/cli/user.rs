use crate::{
    database::{Place, in_each_migrated_place},
    support::{SECRET, Said, Shell, ask, log_in},
};
use serde_json::{Value, json};
use server::database::{Database, command};

const PASSWORD: &str = "violet otter signs paper\n";

fn create(shell: &Shell, email: &str, more: &[&str]) -> Said {
    let arguments = [
        &[
            "user",
            "create",
            email,
            "--name",
            "Ada Lovelace",
            "--password-stdin",
            "--json",
        ],
        more,
    ]
    .concat();
    shell.run_with_input(&arguments, PASSWORD)
}

fn with_ada(place: &Place) -> Shell {
    let shell = Shell::at(place);
    create(&shell, "ada@example.com", &[]).json();
    shell
}

/// What the record says about somebody, the newest first, with who did it.
fn record(shell: &Shell, email: &str) -> Vec<(String, String)> {
    let shown = shell.run(&["user", "show", email, "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = shown["events"].as_array().unwrap().iter();
    events
        .map(|event| (text(&event["kind"]), text(&event["actor"])))
        .collect()
}

fn by_operator(kind: &str) -> (String, String) {
    (kind.to_owned(), "operator".to_owned())
}

#[tokio::test]
async fn a_person_is_made_shown_and_signs_in() {
    in_each_migrated_place(async |place| {
        let shell = Shell::at(place);
        let made = create(&shell, "Ada@Example.com", &["--role", "admin"]).json();
        let user = &made["user"];
        assert_eq!(
            (
                &user["email"],
                &user["name"],
                &user["role"],
                &user["active"],
                &user["email_verified"]
            ),
            (
                &json!("ada@example.com"),
                &json!("Ada Lovelace"),
                &json!("admin"),
                &json!(true),
                &json!(true)
            )
        );
        assert_eq!(made["password"], Value::Null);
        assert!(!made.to_string().contains("otter"));

        let server = shell.serve();
        log_in(server.address, "ada@example.com");
        let shown = shell.run(&["user", "show", "ada@example.com", "--json"]).json();
        assert_eq!((&shown["user"], &shown["sessions"]), (user, &json!(1)));
        server.stop();
        let record = record(&shell, "ada@example.com");
        assert!(
            record.contains(&by_operator("signed-up")) && record.contains(&by_operator("role-changed")),
            "{record:?}"
        );
        let words = shell.run(&["user", "show", "ada@example.com"]).out;
        assert!(
            words.contains("Ada Lovelace") && words.contains("Account created"),
            "{words}"
        );
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_and_searched() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        create(&shell, "grace@example.com", &[]).json();
        let emails = |arguments: &[&str]| {
            let list = shell.run(&[&["user", "list", "--json"], arguments].concat()).json();
            let users = list["users"].as_array().unwrap().iter();
            let emails: Vec<String> = users.map(|user| user["email"].as_str().unwrap().to_owned()).collect();
            (emails, list["more"].as_bool().unwrap())
        };
        assert_eq!(
            emails(&[]),
            (vec!["grace@example.com".into(), "ada@example.com".into()], false)
        );
        assert_eq!(
            emails(&["--search", "GRACE"]),
            (vec!["grace@example.com".into()], false)
        );
        assert_eq!(emails(&["GRACE"]), (vec!["grace@example.com".into()], false));
        assert_eq!(shell.run(&["user", "list", "a", "--search", "b"]).code, 2);
        assert_eq!(emails(&["--limit", "1"]), (vec!["grace@example.com".into()], true));
        assert_eq!(emails(&["--search", "nobody"]), (vec![], false));
        assert_eq!(shell.run(&["user", "list", "--search", "nobody"]).out, "Nobody.\n");
        let words = shell.run(&["user", "list"]).out;
        assert!(
            words.lines().count() == 2 && words.contains("ada@example.com"),
            "{words}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_is_set_from_the_input_or_made_and_ends_all_sessions() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let server = shell.serve();
        let token = log_in(server.address, "ada@example.com");
        let made = shell
            .run(&["user", "set-password", "ada@example.com", "--generate", "--json"])
            .json();
        let password = made["password"].as_str().unwrap();
        assert_eq!(password.len(), 24);
        let me = |token: &str| ask(server.address, "GET", "/api/v1/auth/me", Some(token), &Value::Null).0;
        assert_eq!(me(&token), 401, "the old session is over");
        let account = json!({ "email": "ada@example.com", "password": password });
        assert_eq!(
            ask(server.address, "POST", "/api/v1/auth/login/json", None, &account).0,
            200
        );

        let words = shell.run_with_input(
            &["user", "set-password", "ada@example.com", "--password-stdin"],
            PASSWORD,
        );
        assert!(words.code == 0 && !words.out.contains("otter"), "{words:?}");
        log_in(server.address, "ada@example.com");
        server.stop();
        assert!(record(&shell, "ada@example.com").contains(&by_operator("password-changed")));
    })
    .await;
}

/// Gives everybody a passkey and two-step verification with a recovery code, behind the program's back.
async fn fortify(place: &Place) {
    let database = Database::open(&place.database_url).await.unwrap();
    for sql in [
        "insert into passkeys (id, user_id, credential_id, credential, name, created_at) select 'p1', id, $1, '{}', 'Blue key', 0 from users",
        "insert into two_factors (user_id, sealed_secret, is_confirmed, last_step, created_at) select id, $1, true, -1, 0 from users",
        "insert into recovery_codes (user_id, code_hash) select id, $1 from users",
    ] {
        command(sql)
            .bind(&b"0123456789abcdef"[..])
            .execute(&database)
            .await
            .unwrap();
    }
    database.close().await;
}

#[tokio::test]
async fn factors_are_shown_and_removed() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let server = shell.serve();
        let factors = |more: &[&str]| {
            shell
                .run(&[&["user", "factors", "ada@example.com", "--json"], more].concat())
                .json()
        };
        let none = factors(&[]);
        assert_eq!((&none["passkeys"], &none["two_step"]), (&json!([]), &Value::Null));
        assert!(
            shell
                .run(&["user", "factors", "ada@example.com"])
                .out
                .contains("Nothing but the password")
        );

        let token = log_in(server.address, "ada@example.com");
        fortify(place).await;
        let all = factors(&[]);
        assert_eq!(
            (&all["passkeys"][0]["name"], &all["two_step"]["recovery_codes"]),
            (&json!("Blue key"), &json!(1))
        );
        let words = shell.run(&["user", "factors", "ada@example.com"]).out;
        assert!(
            words.contains("Blue key") && words.contains("Two-step verification"),
            "{words}"
        );
        let shown = shell.run(&["user", "show", "ada@example.com", "--json"]).json();
        assert_eq!(
            shown["factors"],
            json!({ "passkeys": 1, "two_step": true, "recovery_codes": 1 })
        );
        let words = shell.run(&["user", "show", "ada@example.com"]).out;
        let has = |fact: &str| {
            words
                .lines()
                .any(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") == fact)
        };
        assert!(
            has("Two-step verification on, recovery codes left: 1") && has("Passkeys 1"),
            "{words}"
        );

        let removed = factors(&["--remove"]);
        assert_eq!(removed["removed"], json!({ "passkeys": 1, "two_step": true }));
        let me = ask(server.address, "GET", "/api/v1/auth/me", Some(&token), &Value::Null).0;
        assert_eq!(me, 401, "whoever added them may be signed in");
        assert_eq!(factors(&[])["passkeys"], json!([]));
        assert_eq!(
            factors(&["--remove"])["removed"],
            json!({ "passkeys": 0, "two_step": false })
        );
        log_in(server.address, "ada@example.com");
        server.stop();
        let removals = record(&shell, "ada@example.com")
            .into_iter()
            .filter(|event| *event == by_operator("factors-removed"));
        assert_eq!(removals.count(), 1);
        shell.run(&["user", "factors", "nobody@example.com", "--json"]).error(1);
    })
    .await;
}

/// Nothing sends them here, so they stay in the queue.
#[tokio::test]
async fn links_to_choose_a_password_are_mailed() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let waiting = || {
            let queue = shell.run(&["mail", "queue", "--json"]).json();
            queue["waiting"].as_array().unwrap().len()
        };
        let made = [
            "user",
            "create",
            "grace@example.com",
            "--name",
            "Grace",
            "--send-link",
            "--json",
        ];
        let made = shell.run(&made).json();
        assert_eq!(
            (&made["user"]["email_verified"], &made["password"]),
            (&json!(false), &Value::Null)
        );
        assert_eq!(waiting(), 1);
        shell.run(&["user", "send-link", "ada@example.com", "--json"]).json();
        assert_eq!(waiting(), 2);
        assert!(record(&shell, "ada@example.com").contains(&by_operator("password-link-sent")));

        let confirmed = shell.run(&["user", "confirm", "grace@example.com", "--json"]).json();
        assert_eq!(confirmed["user"]["email_verified"], json!(true));
        assert!(record(&shell, "grace@example.com").contains(&by_operator("email-verified")));

        shell.run(&["user", "disable", "ada@example.com", "--json"]).json();
        shell.run(&["user", "send-link", "ada@example.com", "--json"]).error(1);
        shell.run(&["user", "confirm", "nobody@example.com", "--json"]).error(1);
        let both = [
            "user",
            "create",
            "bob@example.com",
            "--name",
            "Bob",
            "--send-link",
            "--generate",
        ];
        assert_eq!(shell.run(&both).code, 2);
        assert_eq!(waiting(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_removes_factors_unless_they_are_kept() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let set = |more: &[&str]| {
            let arguments = [
                &["user", "set-password", "ada@example.com", "--generate", "--json"],
                more,
            ]
            .concat();
            shell.run(&arguments).json()
        };
        let (some, none) = (
            json!({ "passkeys": 1, "two_step": true }),
            json!({ "passkeys": 0, "two_step": false }),
        );
        fortify(place).await;
        let kept = set(&["--keep-factors"]);
        assert_eq!((&kept["removed"], &kept["kept"]), (&none, &some));
        let removed = set(&[]);
        assert_eq!((&removed["removed"], &removed["kept"]), (&some, &none));
        let words = shell
            .run_with_input(
                &["user", "set-password", "ada@example.com", "--password-stdin"],
                PASSWORD,
            )
            .out;
        assert!(!words.contains("Removed"), "{words}");
    })
    .await;
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_until_enabled_again() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let server = shell.serve();
        let token = log_in(server.address, "ada@example.com");
        let disabled = shell.run(&["user", "disable", "ada@example.com", "--json"]).json();
        assert_eq!(disabled["user"]["active"], false);
        assert_eq!(
            ask(server.address, "GET", "/api/v1/auth/me", Some(&token), &Value::Null).0,
            403
        );
        let account = json!({ "email": "ada@example.com", "password": PASSWORD.trim() });
        assert_eq!(
            ask(server.address, "POST", "/api/v1/auth/login/json", None, &account).0,
            403
        );
        assert_eq!(shell.run(&["user", "enable", "ada@example.com"]).code, 0);
        log_in(server.address, "ada@example.com");
        server.stop();
        let record = record(&shell, "ada@example.com");
        assert!(record.contains(&by_operator("disabled")) && record.contains(&by_operator("enabled")));
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    in_each_migrated_place(async |place| {
        let shell = Shell::at(place);
        create(&shell, "ada@example.com", &["--role", "admin"]).json();
        for refused in [
            &["user", "role", "ada@example.com", "user", "--json"][..],
            &["user", "disable", "ada@example.com", "--json"],
            &["user", "delete", "ada@example.com", "--yes", "--json"],
        ] {
            let error = shell.run(refused).error(1);
            assert!(error["next"].as_str().unwrap().contains("user role"), "{error}");
        }
        create(&shell, "grace@example.com", &[]).json();
        let promoted = shell
            .run(&["user", "role", "grace@example.com", "admin", "--json"])
            .json();
        assert_eq!(promoted["user"]["role"], "admin");
        assert_eq!(shell.run(&["user", "role", "ada@example.com", "user"]).code, 0);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_shown_and_ended_one_or_all() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        let server = shell.serve();
        let (first, second) = (
            log_in(server.address, "ada@example.com"),
            log_in(server.address, "ada@example.com"),
        );
        let sessions = shell.run(&["user", "sessions", "ada@example.com", "--json"]).json();
        let sessions = sessions["sessions"].as_array().unwrap();
        assert_eq!((sessions.len(), &sessions[0]["ip_address"]), (2, &json!("127.0.0.1")));
        let newest = sessions[0]["id"].as_str().unwrap();
        let is_in = |token: &str| ask(server.address, "GET", "/api/v1/auth/me", Some(token), &Value::Null).0 == 200;

        let one = shell
            .run(&["user", "revoke", "ada@example.com", newest, "--json"])
            .json();
        assert_eq!((&one["ended"], is_in(&first), is_in(&second)), (&json!(1), true, false));
        let unknown = shell
            .run(&["user", "revoke", "ada@example.com", newest, "--json"])
            .error(1);
        assert!(unknown["next"].as_str().unwrap().contains("user sessions"), "{unknown}");
        let all = shell.run(&["user", "revoke", "ada@example.com", "--json"]).json();
        assert_eq!((&all["ended"], is_in(&first)), (&json!(1), false));
        assert!(
            shell
                .run(&["user", "sessions", "ada@example.com"])
                .out
                .contains("not signed in anywhere")
        );
        server.stop();
    })
    .await;
}

#[tokio::test]
async fn an_account_is_deleted_only_by_somebody_who_is_sure() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        // No terminal to ask at.
        assert_eq!(shell.run(&["user", "delete", "ada@example.com"]).code, 2);
        let deleted = shell
            .run(&["user", "delete", "ada@example.com", "--yes", "--json"])
            .json();
        assert_eq!(deleted["deleted"]["email"], "ada@example.com");
        let gone = shell.run(&["user", "show", "ada@example.com", "--json"]).error(1);
        assert!(gone["next"].as_str().unwrap().contains("user list"), "{gone}");
    })
    .await;
}

#[tokio::test]
async fn bad_input_is_told_and_changes_nothing() {
    in_each_migrated_place(async |place| {
        let shell = with_ada(place);
        create(&shell, "nobody", &[]).error(2);
        let taken = create(&shell, "ada@example.com", &[]).error(1);
        assert!(
            taken["next"].as_str().unwrap().contains("user show ada@example.com"),
            "{taken}"
        );
        let grace = ["user", "create", "grace@example.com", "--name", "Grace", "--json"];
        let nameless = [
            "user",
            "create",
            "grace@example.com",
            "--name",
            " ",
            "--generate",
            "--json",
        ];
        shell.run(&nameless).error(2);
        let no_terminal = shell.run(&grace).error(2);
        assert!(
            no_terminal["next"].as_str().unwrap().contains("--password-stdin"),
            "{no_terminal}"
        );
        for weak in ["", "short", "password1234", "grace@example.com"] {
            shell
                .run_with_input(&[&grace[..], &["--password-stdin"]].concat(), weak)
                .error(2);
        }
        shell
            .run(&[&grace[..], &["--password-stdin", "--generate"]].concat())
            .error(2);
        shell
            .run(&["user", "role", "ada@example.com", "king", "--json"])
            .error(2);
        shell.run(&["user", "show", "grace@example.com", "--json"]).error(1);
    })
    .await;
}

/// A password in the arguments could be seen by everybody on the machine.
#[test]
fn no_flag_takes_a_password_or_shows_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for verb in ["create", "set-password"] {
        let help = shell.run(&["user", verb, "--help"]).out;
        assert!(!help.contains("--password <") && !help.contains(SECRET), "{help}");
    }
    shell
        .run(&["user", "set-password", "ada@example.com", "--password", "x", "--json"])
        .error(2);
}

/// What is advised is of use to whoever has typed that.
#[test]
fn advice_fits_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for command in [
        &["user", "create", "nobody", "--name", "Ada"][..],
        &["user", "show", "nobody"],
        &["mail", "test", "nobody"],
    ] {
        let error = shell.run(&[command, &["--json"]].concat()).error(2);
        assert_eq!(error["next"], "Use one such as ada@example.com.", "{command:?}");
    }
}
