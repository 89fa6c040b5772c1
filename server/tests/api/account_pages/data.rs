//! Taking data along, and bringing it.

use crate::support::{Answer, Browser, PASSWORD, on_each_database, on_each_database_with};
use http::Method;
use serde_json::{Value, json};
use server::{
    auth::{Client, audit, limits::Limits},
    config::Config,
    todos::import::forget_expired,
};
use std::time::Duration;

const BOUNDARY: &str = "a-line-that-is-in-no-file";

/// Sends a form with a file, as a browser does.
async fn send(browser: &Browser, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    if let Some(file) = file {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"todos\"\r\ncontent-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    browser
        .post_form("/settings/data", &[])
        .header("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body)
        .await
}

async fn preview(browser: &Browser, file: impl AsRef<[u8]>) -> Answer {
    send(browser, &[("intent", "preview")], Some(file.as_ref())).await
}

/// What the confirming form of a preview sends back.
fn payload(preview: &Answer) -> String {
    let (_, rest) = preview
        .text()
        .split_once("name=\"import\" value=\"")
        .expect("a form that confirms");
    rest.split_once('"').unwrap().0.to_owned()
}

async fn confirm(browser: &Browser, payload: &str) -> Answer {
    send(browser, &[("intent", "import"), ("import", payload)], None).await
}

async fn import(browser: &Browser, file: impl AsRef<[u8]>) {
    let looked = preview(browser, file).await;
    assert_eq!(looked.status, 200, "{}", looked.text());
    let answer = confirm(browser, &payload(&looked)).await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/settings/data"),
        "{}",
        answer.text()
    );
}

async fn export(browser: &Browser, format: &str) -> Answer {
    let answer = browser.post_form("/settings/data/export", &[("format", format)]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

async fn exported_todos(browser: &Browser) -> Vec<(String, bool)> {
    let file: Value = serde_json::from_slice(&export(browser, "json").await.body).unwrap();
    let todos = file["todos"].as_array().unwrap().iter();
    let pair = |todo: &Value| {
        let title = todo["title"].as_str().unwrap().to_owned();
        (title, todo["completed"].as_bool().unwrap())
    };
    todos.map(pair).collect()
}

fn open(title: &str) -> (String, bool) {
    (title.to_owned(), false)
}

const TITLES: [&str; 9] = [
    "Milk",
    "=1+1",
    "+49 30 1234",
    "-5 kg",
    "@home",
    "'=quoted",
    "a, \"b\"; c",
    "<script>alert(1)</script>",
    "买牛奶 👩‍👩‍👧",
];

#[tokio::test]
async fn everything_that_is_somebodys_is_in_the_json() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        import(&ada, r#"["Milk", {"title":"Bread","completed":true}]"#).await;
        import(&eve, r#"["a secret of Eve"]"#).await;
        let answer = export(&ada, "json").await;
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(
            answer.header("content-disposition"),
            Some("attachment; filename=\"latchkey-2026-01-01.json\"")
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        // One can look into it with what one has, and compare two of them.
        let longest = answer.text().lines().map(str::len).max().unwrap();
        assert!(answer.text().lines().count() > 20 && longest < 500, "{}", answer.text());
        let file: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(file["profile"]["email"], "ada@example.com");
        assert_eq!(file["profile"]["created_at"], "2026-01-01T00:00:00.000Z");
        assert_eq!(file["two_step_verification"], false);
        assert_eq!(file["passkeys"], json!([]));
        assert_eq!(file["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(file["todos"][1]["completed"], true);
        assert_eq!(file["todos"][0]["updated_at"], "2026-01-01T00:00:00.000Z");
        let kinds: Vec<&str> = file["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["kind"].as_str().unwrap())
            .collect();
        for kind in ["signed-up", "data-imported", "data-exported"] {
            assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
        }
        assert!(!answer.says("Eve") && !answer.says("argon2"));
    })
    .await;
}

#[tokio::test]
async fn an_export_is_written_down_and_nothing_happens_by_get() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let exports = async || {
            app.count("select count(*) as rows from audit_events where kind = 'data-exported'")
                .await
        };
        export(&ada, "csv").await;
        assert_eq!(exports().await, 1);
        let answer = ada.get("/settings/data/export?format=json").await;
        assert!(matches!(answer.status, 404 | 405), "{answer:?}");
        let answer = ada.post_form("/settings/data/export", &[("format", "exe")]).await;
        assert_eq!(answer.status, 400);
        let answer = app
            .guest()
            .post_form("/settings/data/export", &[("format", "csv")])
            .await;
        assert_eq!(answer.status, 303);
        assert!(answer.location().starts_with("/sign-in"), "{answer:?}");
        assert_eq!(exports().await, 1);
    })
    .await;
}

#[tokio::test]
async fn no_cell_of_the_csv_is_a_formula_and_it_comes_back_as_it_was() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        import(&ada, serde_json::to_vec(&TITLES).unwrap()).await;
        let answer = export(&ada, "csv").await;
        assert_eq!(
            answer.header("content-disposition"),
            Some("attachment; filename=\"latchkey-2026-01-01.csv\"")
        );
        let text = answer.text();
        assert!(
            text.starts_with("\u{feff}id,title,completed,position,created_at,updated_at,list,due_date,due_time,priority,notes,completed_at,labels,recurrence,recurs_from,parent_id\r\n"),
            "{text}"
        );
        for cell in [",'=1+1,", ",'+49 30 1234,", ",'-5 kg,", ",'@home,", ",''=quoted,"] {
            assert!(text.contains(cell), "{cell} is not in {text}");
        }
        import(&eve, &answer.body).await;
        assert_eq!(exported_todos(&eve).await, TITLES.map(open));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_exported_whole_and_in_order() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let titles: Vec<String> = (0..1_203).map(|number| format!("todo {number}")).collect();
        import(&ada, format!("TITLE\n{}\n", titles.join("\n"))).await;
        let expected: Vec<_> = titles.iter().map(|title| open(title)).collect();
        assert_eq!(exported_todos(&ada).await, expected);
        assert_eq!(export(&ada, "csv").await.text().lines().count(), 1_204);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_shown_before_anything_is_added() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let long = "x".repeat(501);
        let file = format!("Title,Status\nMilk,0\n{long},0\nBread,2\n3,0\n4,0\n5,0\n6,0\n7,0\n");
        let looked = preview(&ada, file).await;
        assert_eq!(looked.status, 200);
        for words in [
            "7 todos would be added",
            "6 open, 1 completed",
            "This looks like a table.",
            "Milk",
            "Bread",
            "and 2 more",
            "row 2: title is longer than 500 characters",
            "Import 7 todos",
        ] {
            assert!(looked.text().contains(words), "{words:?} is not in {}", looked.text());
        }
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
        let answer = confirm(&ada, &payload(&looked)).await;
        assert_eq!(answer.status, 303);
        assert!(ada.get("/settings/data").await.text().contains("7 todos were added."));
        assert_eq!(exported_todos(&ada).await[1], ("Bread".into(), true));
        let imports = "select count(*) as rows from audit_events where kind = 'data-imported' and detail = '7'";
        assert_eq!(app.count(imports).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_twice_is_added_once() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let form = payload(&preview(&ada, "title\nMilk\nMilk\n").await);
        let tries = futures_util::future::join_all((0..16).map(|_| confirm(&ada, &form))).await;
        assert!(tries.iter().all(|answer| answer.status == 303), "{tries:?}");
        assert_eq!(exported_todos(&ada).await, [open("Milk"), open("Milk")]);

        // Of files that are sent at once the last one waits.
        let previews = futures_util::future::join_all((0..8).map(|_| preview(&ada, "title\nBread\n"))).await;
        assert!(previews.iter().all(|looked| looked.status == 200), "{previews:?}");
        let imports = app.count("select count(*) as rows from imports").await;
        assert_eq!(imports, 1);

        // Another import of the same file is meant.
        import(&ada, "title\nMilk\n").await;
        assert_eq!(exported_todos(&ada).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn todos_of_an_own_export_that_are_still_there_are_left_alone() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        import(&ada, "title\nMilk\nBread\n").await;
        for format in ["json", "csv"] {
            let file = export(&ada, format).await.body;
            let looked = preview(&ada, &file).await;
            assert!(looked.text().contains("0 todos would be added"), "{}", looked.text());
            assert!(
                looked.text().contains("2 of the file are there already"),
                "{}",
                looked.text()
            );
            assert!(!looked.text().contains("Import 0"), "{}", looked.text());
            let answer = confirm(&ada, &payload(&looked)).await;
            assert_eq!(answer.status, 303);
            assert_eq!(exported_todos(&ada).await.len(), 2);
        }
        // To somebody else they are new, once, and Ada's stay hers.
        let file = export(&ada, "json").await.body;
        for _ in 0..2 {
            let form = payload(&preview(&eve, &file).await);
            assert_eq!(confirm(&eve, &form).await.status, 303);
        }
        assert_eq!(exported_todos(&eve).await, [open("Milk"), open("Bread")]);
        assert_eq!(exported_todos(&ada).await, [open("Milk"), open("Bread")]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_list_of_todos_is_refused_with_the_reason() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let many = format!("title\n{}", "x\n".repeat(100_001));
        let deep = "[".repeat(100_000);
        for (file, reason) in [
            (&b""[..], "Choose a file first."),
            (b"{\"todos\":[", "breaks off or goes wrong in line 1, column 10"),
            (b"{\"lists\":1}", "What it has is “lists”."),
            (b"\0\0\0", "It is not text."),
            (b"PK\x03\x04\x14", "a workbook or an archive"),
            (b"<!doctype html><p>Milk", "a web page or XML"),
            (b"title\n", "no todos in it"),
            (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\n", "only 1 event"),
            (deep.as_bytes(), "neither JSON with todos nor CSV"),
            (many.as_bytes(), "more than 100,000 todos"),
        ] {
            let answer = preview(&ada, file).await;
            assert_eq!(answer.status, 422, "{reason}: {}", answer.text());
            assert_eq!(
                answer.text().matches(reason).count(),
                1,
                "{reason} in {}",
                answer.text()
            );
            assert!(!answer.text().contains("That file can’t be read"));
        }
        let answer = preview(&ada, "title\na\0b\nfine\n").await;
        assert_eq!(answer.status, 200);
        assert!(
            answer
                .text()
                .contains("row 1: title has line breaks or control characters")
        );
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_body_larger_than_a_file_may_be_is_cut_off() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let announced = b"POST /settings/data HTTP/1.1\r\nHost: localhost:3000\r\nContent-Length: 64100000\r\nConnection: close\r\n\r\n";
        assert!(app.raw(announced).await.starts_with("HTTP/1.1 413"));
        // Elsewhere, and by another method, there is no need for so much; nor is there for a field that is no file.
        let large = "x".repeat(100_000);
        for path in ["/settings/data/export", "/settings/profile"] {
            let answer = ada.post_form(path, &[("name", &large)]).await;
            assert_eq!(answer.status, 413, "{path}");
        }
        assert_eq!(send(&ada, &[("intent", &large)], None).await.status, 413);
        let answer = ada.ask(Method::GET, "/settings/data").body(large.clone()).await;
        assert_eq!(answer.status, 413);
        let answer = ada.post_form("/settings/data", &[("intent", "preview")]).await;
        assert_eq!(answer.status, 415);
        // Who is not signed in is sent away before anything is read.
        let answer = preview(&app.guest(), format!("title\n{large}")).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in?next=/settings/data"));
    })
    .await;
}

#[tokio::test]
async fn who_brings_a_table_without_known_names_says_which_column_holds_the_titles() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let ask = async |file: &str| {
            let asked = preview(&ada, file).await;
            assert_eq!(asked.status, 200, "{}", asked.text());
            assert!(
                asked.text().contains("Which column holds the titles?"),
                "{}",
                asked.text()
            );
            asked
        };
        let choose = async |browser: &Browser, import: &str, column: &str, more: &[(&str, &str)]| {
            let fields = [("intent", "choose"), ("import", import), ("column", column)];
            send(browser, &[&fields, more].concat(), None).await
        };
        // Larger than one row of the database, and with emails across its border.
        let file = format!("Chose,Où\nRatisser <b>,chez moi\n{}", "Arroser été,\n".repeat(80_000));
        let asked = ask(&file).await;
        assert!(
            asked.text().contains("Chose: Ratisser &lt;b&gt;, Arroser été"),
            "{}",
            asked.text()
        );
        let waiting = payload(&asked);
        assert_eq!(choose(&eve, &waiting, "0", &[]).await.status, 422);
        assert_eq!(choose(&ada, &waiting, "x", &[]).await.status, 400);
        assert_eq!(choose(&ada, &waiting, "2", &[]).await.status, 422);
        let looked = choose(&ada, &waiting, "0", &[]).await;
        assert!(
            looked.text().contains("80001 todos would be added"),
            "{}",
            looked.text()
        );
        // The preview has taken the place of the question.
        assert_eq!(choose(&ada, &waiting, "0", &[]).await.status, 422);

        let waiting = payload(&ask("Rake,home\nWater,\n").await);
        // A table that waits is no list that was looked at.
        assert_eq!(confirm(&ada, &waiting).await.status, 422);
        let looked = choose(&ada, &waiting, "0", &[("no-names", "on")]).await;
        assert_eq!(looked.status, 200, "{}", looked.text());
        assert_eq!(confirm(&ada, &payload(&looked)).await.status, 303);
        assert_eq!(exported_todos(&ada).await, [open("Rake"), open("Water")]);

        let waiting = payload(&ask("Rake,home\nWater,\n").await);
        app.clock.advance(Duration::from_mins(15));
        assert_eq!(choose(&ada, &waiting, "0", &[]).await.status, 422);
    })
    .await;
}

/// Nothing that can be exported is too much to be imported: not more than 5,000 todos, nor titles that are twice as
/// long in JSON, nor what else is in the file.
#[tokio::test]
async fn whatever_can_be_exported_can_be_imported() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let title = "\\".repeat(250) + &"😀".repeat(250);
        let file = format!("title,done\n{}", format!("{title},1\n").repeat(5_001));
        import(&ada, file).await;
        let json = export(&ada, "json").await.body;
        assert!(json.len() > 6_000_000, "{} bytes", json.len());
        import(&eve, json).await;
        let todos = exported_todos(&eve).await;
        assert_eq!(todos.len(), 5_001);
        assert!(todos.iter().all(|todo| *todo == (title.clone(), true)));
        // As CSV it is the same.
        let looked = preview(&eve, export(&ada, "csv").await.body).await;
        assert!(
            looked.text().contains("5001 of the file are there already"),
            "{}",
            looked.text()
        );
    })
    .await;
}

/// As German Excel has it: it opens our file because of its mark, and saves it with semicolons, in its own code page
/// or with tabs in UTF-16, and with its own words for true and false.
#[tokio::test]
async fn what_excel_makes_of_an_export_comes_back() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        import(
            &ada,
            r#"[{"title":"Äpfel; und Öl"},{"title":"Müll","completed":true},"=1+1"]"#,
        )
        .await;
        let exported = export(&ada, "csv").await;
        assert!(exported.body.starts_with(b"\xef\xbb\xbf"));
        let saved = |separator: &str| {
            let text = exported.text().trim_start_matches('\u{feff}').replace(',', separator);
            let text = text.replace("Äpfel; und Öl", "\"Äpfel; und Öl\"");
            let text = text.replace("true", "WAHR").replace("false", "FALSCH");
            // The ids are not what comes back here.
            text.replace("id;", "nr;").replace("id\t", "nr\t")
        };
        let ansi: Vec<u8> = saved(";")
            .chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap())
            .collect();
        let unicode = format!("\u{feff}{}", saved("\t"))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (name, file) in [("Eve", ansi), ("Bob", unicode)] {
            let browser = app.member(name).await;
            import(&browser, file).await;
            assert_eq!(
                exported_todos(&browser).await,
                [open("Äpfel; und Öl"), ("Müll".into(), true), open("=1+1")]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_preview_tells_whose_file_it_is_and_what_would_be_left_out() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let file = "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,DATE,STATUS\n\
                    section,Garden,,,,,\n\
                    note,Done twice,,,,,\n\
                    task,Rake,behind the shed,4,1,every day,Ready for QA\n\
                    task,Water,,4,1,,done\n";
        let looked = preview(&ada, file).await;
        for words in [
            "This looks like a Todoist export: a table.",
            "2 todos would be added at the end of your list: 1 open, 1 completed.",
            "We can’t tell whether 1 todo is done, so it would be open: “Ready for QA” (1).",
            "Priorities (2), descriptions (1), due dates (1), 1 note and 1 section are left out.",
        ] {
            assert!(looked.text().contains(words), "{words:?} is not in {}", looked.text());
        }
        let looked = preview(&ada, "title\nBuy milk\n\"The Hobbit\nPay rent\nCall Bob\n").await;
        for words in [
            "row 2: a quotation mark in line 3 is never closed",
            "“Pay rent”, “Call Bob”",
            "doesn’t say what is done",
        ] {
            assert!(looked.text().contains(words), "{words:?} is not in {}", looked.text());
        }
    })
    .await;
}

#[tokio::test]
async fn a_preview_is_for_the_session_that_sent_the_file_and_for_a_quarter_of_an_hour() {
    on_each_database(async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let elsewhere = app.guest();
        elsewhere.sign_in("ada@example.com", PASSWORD).await;
        let first = payload(&preview(&ada, "title\nMilk\n").await);
        for stranger in [&eve, &elsewhere] {
            let answer = confirm(stranger, &first).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text().contains("Choose the file again."), "{}", answer.text());
        }
        // Another file takes its place, and that one gets old.
        let second = payload(&preview(&ada, "title\nBread\n").await);
        assert_eq!(confirm(&ada, &first).await.status, 422);
        app.clock.advance(Duration::from_mins(15));
        assert_eq!(confirm(&ada, &second).await.status, 422);
        for garbage in ["", "{", "x", &"a".repeat(43), "' or 1=1"] {
            assert_eq!(confirm(&ada, garbage).await.status, 422, "{garbage:?}");
        }
        assert_eq!(app.count("select count(*) as rows from todos").await, 0);
        assert_eq!(forget_expired(&app.state.todos).await.unwrap(), 1);
        assert_eq!(app.count("select count(*) as rows from import_parts").await, 0);

        let third = payload(&preview(&ada, "title\nOil\n").await);
        ada.post_form("/sign-out", &[]).await;
        assert_eq!(app.count("select count(*) as rows from imports").await, 0);
        let answer = confirm(&ada, &third).await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/sign-in?next=/settings/data")
        );
    })
    .await;
}

#[tokio::test]
async fn files_are_counted_before_they_are_read() {
    let limited = |config: &mut Config| config.server.rate_limits = Some(Limits::default());
    on_each_database_with(limited, async |app| {
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let large = format!("title\n{}\n", "x".repeat(66_000));
        for at in 0..30 {
            let file = if at % 2 == 0 { large.as_str() } else { "title\nMilk\n" };
            assert_eq!(preview(&ada, file).await.status, 200, "file {at}");
        }
        for file in [large.as_str(), "title\nMilk\n"] {
            let answer = preview(&ada, file).await;
            assert_eq!(answer.status, 429);
            assert!(answer.header("retry-after").is_some());
        }
        assert_eq!(preview(&eve, "title\nMilk\n").await.status, 200);
        // To read one again is no cheaper.
        let again = [("intent", "choose"), ("import", "x"), ("column", "0")];
        assert_eq!(send(&ada, &again, None).await.status, 429);
        assert_eq!(send(&eve, &again, None).await.status, 422);
    })
    .await;
}

/// Whoever finds a device unlocked does not take everything along.
#[tokio::test]
async fn an_export_asks_for_a_fresh_proof() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        app.clock.advance(Duration::from_mins(10));
        for format in ["json", "csv"] {
            let answer = ada.post_form("/settings/data/export", &[("format", format)]).await;
            let confirm = "/settings/confirm?next=/settings/data&action=";
            assert!(
                answer.status == 303 && answer.location().starts_with(confirm),
                "{answer:?}"
            );
        }
        let exports = "select count(*) as rows from audit_events where kind = 'data-exported'";
        assert_eq!(app.count(exports).await, 0);
        let answer = ada
            .post_form(
                "/settings/confirm?next=/settings/data",
                &[("current-password", PASSWORD)],
            )
            .await;
        assert_eq!((answer.status, answer.location()), (303, "/settings/data"));
        export(&ada, "csv").await;
        assert_eq!(app.count(exports).await, 1);
    })
    .await;
}

/// From where an administrator works is nobody's business, on the page of activity and in the file.
#[tokio::test]
async fn an_export_does_not_show_an_administrators_address_and_browser() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let file: Value = serde_json::from_slice(&export(&ada, "json").await.body).unwrap();
        let user_id = file["profile"]["id"].as_str().unwrap().to_owned();
        let client = Client {
            ip_address: Some("203.0.113.99".into()),
            user_agent: Some("AdminBox/1.0".into()),
            ..Client::default()
        };
        let auth = &app.state.auth;
        let event = audit::Event::of(&user_id, audit::EventKind::RoleChanged)
            .by("another")
            .session("theirs")
            .from(&client);
        audit::record(auth, &auth.database, event).await.unwrap();
        let answer = export(&ada, "json").await;
        for secret in ["203.0.113.99", "AdminBox", "theirs", "another"] {
            assert!(!answer.says(secret), "{secret} is in {}", answer.text());
        }
        let file: Value = serde_json::from_slice(&answer.body).unwrap();
        let events = file["events"].as_array().unwrap();
        let of_admin = events.iter().find(|event| event["kind"] == "role-changed").unwrap();
        assert_eq!(
            (&of_admin["by"], &of_admin["ip_address"]),
            (&json!("administrator"), &Value::Null)
        );
        let own = events.iter().find(|event| event["kind"] == "signed-up").unwrap();
        assert_eq!((&own["by"], &own["ip_address"]), (&json!("you"), &json!("127.0.0.1")));
    })
    .await;
}

/// What is exported and read into an empty account is the same there.
#[tokio::test]
async fn what_a_todo_says_comes_back_from_an_export() {
    on_each_database(async |app| {
        let (ada, eve, bob) = (
            app.member("Ada").await,
            app.member("Eve").await,
            app.member("Bob").await,
        );
        ada.post_form(
            "/lists/new",
            &[("intent", "create"), ("name", "=Home, \"sweet\""), ("colour", "red")],
        )
        .await;
        for line in [
            "Pay rent 2026-12-01 17:00 p1 @bank @home //from the joint account",
            "Plain",
            "Sweep every! 2 weeks starting 2026-12-02",
        ] {
            ada.post_form("/todos", &[("intent", "add"), ("title", line)]).await;
        }
        let list = ada.get("/todos").await;
        let list = list.text().split("href=\"/lists/").nth(1).unwrap()[..36].to_owned();
        ada.post_form(&format!("/lists/{list}"), &[("intent", "add"), ("title", "Mop p3")])
            .await;
        let said = async |browser: &Browser| {
            let file: Value = serde_json::from_slice(&export(browser, "json").await.body).unwrap();
            let mut todos = file["todos"].as_array().unwrap().clone();
            for todo in &mut todos {
                let members = todo.as_object_mut().unwrap();
                members.retain(|name, _| {
                    [
                        "title",
                        "completed",
                        "due_date",
                        "due_time",
                        "priority",
                        "notes",
                        "list",
                        "labels",
                        "recurrence",
                        "recurs_from",
                        "parent_id",
                    ]
                    .contains(&&**name)
                });
                // Ids are made anew.
                let is_step = members
                    .insert("parent_id".into(), Value::Null)
                    .is_some_and(|id| id.is_string());
                members.insert("is_step".into(), is_step.into());
            }
            todos
        };
        let list = ada.get("/todos").await;
        let first = list.text().split("id=\"todo-").nth(2).unwrap()[..36].to_owned();
        let step = [("intent", "step"), ("title", "A part of it")];
        assert_eq!(ada.post_form(&format!("/todos/{first}"), &step).await.status, 303);
        let expected = said(&ada).await;
        let titles: Vec<&str> = expected.iter().map(|todo| todo["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["Pay rent", "A part of it", "Plain", "Sweep", "Mop"]);
        assert_eq!(expected[0]["due_time"], "17:00");
        assert_eq!(expected[0]["labels"], json!(["bank", "home"]));
        assert_eq!(expected[1]["is_step"], true);
        assert_eq!(expected[3]["recurrence"], "FREQ=WEEKLY;INTERVAL=2");
        assert_eq!(expected[4]["list"], "=Home, \"sweet\"");
        import(&eve, &export(&ada, "csv").await.body).await;
        import(&bob, &export(&ada, "json").await.body).await;
        for browser in [&eve, &bob] {
            assert_eq!(said(browser).await, expected);
        }
        // Once more brings nothing twice.
        let again = preview(&eve, &export(&ada, "json").await.body).await;
        assert!(again.says("already"), "{}", again.text());
    })
    .await;
}
