use crate::{
    database::in_each_place,
    support::{Shell, done_by_operator},
};
use server::database::{Database, command};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread::{JoinHandle, spawn},
};

/// A mail server for one email: it answers each line as this test wants, and tells what it was sent.
fn mail_server(answer_to_recipient: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let served = spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut to = stream.try_clone().unwrap();
        let mut say = |line: &str| to.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        let (mut email, mut is_email) = (String::new(), false);
        say("220 mail.test ready");
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            email += &format!("{line}\n");
            let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            match (is_email, &*word) {
                (true, ".") => {
                    is_email = false;
                    say("250 2.0.0 kept as number 7");
                }
                (true, _) => {}
                (_, "RCPT") => say(answer_to_recipient),
                (_, "DATA") => {
                    is_email = true;
                    say("354 go on");
                }
                (_, "QUIT") => {
                    say("221 bye");
                    break;
                }
                _ => say("250 fine"),
            }
        }
        email
    });
    (url, served)
}

#[tokio::test]
async fn a_test_letter_goes_out_and_the_server_is_quoted() {
    in_each_place(async |place| {
        let (url, served) = mail_server("250 fine");
        let shell = Shell::at(place)
            .with("SMTP_URL", &url)
            .with("MAIL_FROM", "Latchkey <no-reply@todo.example>");
        let said = shell.run(&["mail", "test", "Ada@Example.com", "--json"]).json();
        assert_eq!(said["to"], "ada@example.com");
        assert!(said["server"].as_str().unwrap().contains("kept as number 7"), "{said}");
        let mail = served.join().unwrap();
        assert!(mail.contains("RCPT TO:<ada@example.com>") && mail.contains("no-reply@todo.example"));
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_refuses_or_is_away_is_quoted_too() {
    in_each_place(async |place| {
        let (url, served) = mail_server("550 no such person here");
        let refused = Shell::at(place)
            .with("SMTP_URL", &url)
            .run(&["mail", "test", "ada@example.com", "--json"]);
        let refused = refused.error(1);
        assert!(
            refused["problem"].as_str().unwrap().contains("no such person"),
            "{refused}"
        );
        assert!(refused["next"].as_str().unwrap().contains("SMTP_URL"), "{refused}");
        served.join().unwrap();
        let away = Shell::at(place)
            .with("SMTP_URL", "smtp://me:hunter2@127.0.0.1:1")
            .run(&["mail", "test", "ada@example.com"]);
        assert_eq!(away.code, 1);
        assert!(!away.err.contains("hunter2"), "{away:?}");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_address_or_no_mail_server_is_wrong_use() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let wrong = shell.run(&["mail", "test", "nobody", "--json"]).error(2);
        assert!(wrong["problem"].as_str().unwrap().contains("nobody"), "{wrong}");
        let none = shell.run(&["mail", "test", "ada@example.com", "--json"]).error(2);
        assert!(none["next"].as_str().unwrap().contains("SMTP_URL"), "{none}");
    })
    .await;
}

#[tokio::test]
async fn the_queue_is_shown_and_the_dead_are_tried_again() {
    in_each_place(async |place| {
        let shell = Shell::at(place);
        let empty = shell.run(&["mail", "queue", "--json"]).json();
        assert_eq!(empty, serde_json::json!({ "waiting": [], "dead": [], "retried": null }));
        assert!(shell.run(&["mail", "queue"]).out.contains("Waiting: none"));

        let database = Database::open(&place.database_url).await.unwrap();
        command(
            "insert into mails (id, kind, state, sealed, attempts, due_at, problem, created_at)
            values ('m1', 'notice', 'dead', $1, 11, 1767225600000, 'no such person', 1767225600000)",
        )
        .bind(&b"sealed"[..])
        .execute(&database)
        .await
        .unwrap();
        database.close().await;

        let dead = shell.run(&["mail", "queue", "--json"]).json();
        assert_eq!(
            dead["dead"],
            serde_json::json!([{
                "id": "m1",
                "kind": "notice",
                "attempts": 11,
                "created_at": "2026-01-01T00:00:00Z",
                "due_at": "2026-01-01T00:00:00Z",
                "problem": "no such person",
            }])
        );
        let words = shell.run(&["mail", "queue"]).out;
        assert!(words.contains("no such person") && words.contains("--retry"), "{words}");
        let retried = shell.run(&["mail", "queue", "--retry", "--json"]).json();
        assert_eq!(
            (&retried["retried"], &retried["dead"]),
            (&1.into(), &serde_json::json!([]))
        );
        assert_eq!(
            (&retried["waiting"][0]["id"], &retried["waiting"][0]["attempts"]),
            (&"m1".into(), &0.into())
        );
        let again = shell.run(&["mail", "queue", "--retry", "--json"]).json();
        assert_eq!(again["retried"], 0);
        assert_eq!(
            done_by_operator(place).await,
            [("letters-retried".to_owned(), "1".to_owned())]
        );
    })
    .await;
}
