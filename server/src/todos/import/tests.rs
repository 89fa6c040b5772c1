//! Files of other programs, as they are saved by those, and what has to come of each. A file that somebody could not
//! import becomes a test here.

use super::*;
use std::fmt::Write;

fn read_file(bytes: impl Into<Vec<u8>>) -> Import {
    match read(bytes.into()).unwrap() {
        File::Todos(import) => *import,
        File::Table { columns, .. } => panic!("a question about {columns:?}"),
    }
}

/// The todos of a file without faults.
fn todos(bytes: impl Into<Vec<u8>>) -> Vec<(String, bool)> {
    let import = read_file(bytes);
    assert_eq!(import.faults, []);
    let pair = |item: &Item| (item.title.as_str().to_owned(), item.completed);
    import.items.iter().map(pair).collect()
}

fn open(title: &str) -> (String, bool) {
    (title.into(), false)
}

fn done(title: &str) -> (String, bool) {
    (title.into(), true)
}

fn others(import: &Import) -> Vec<(&'static str, usize)> {
    import
        .remarks
        .others
        .iter()
        .map(|((_, many), count)| (*many, *count))
        .collect()
}

fn extras(import: &Import) -> Vec<(&'static str, usize)> {
    import
        .remarks
        .extras
        .iter()
        .map(|(what, count)| (*what, *count))
        .collect()
}

fn program(bytes: &str) -> Option<&'static str> {
    read_file(bytes).origin.program
}

const TODOIST: &str = "TYPE,CONTENT,DESCRIPTION,IS_COLLAPSED,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG\r
meta,view_style=board,,,,,,,,\r
,,,,,,,,,\r
task,Water the plants @home,The ones upstairs,,2,1,,,every day,en\r
task,Ferns,,,4,2,Ada (1),,,\r
note,Done twice already,,,,,Ada (1),,2024-06-08T07:02:05.000000Z,\r
section,Garden,,False,,,,,,\r
task,Rake,,,1,1,Ada (1),,,\r
";

const TICKTICK: &str = "\u{feff}\"Date: 2026-01-25+0000\"
\"Version: 7.1\"
\"Status:
0 Normal
1 Completed
2 Archived\"
\"Folder Name\",\"List Name\",\"Title\",\"Kind\",\"Tags\",\"Content\",\"Is Check list\",\"Due Date\",\"Priority\",\"Status\",\"Completed Time\",\"taskId\",\"parentId\"
\"Home\",\"Garden\",\"Rake
the leaves\",\"TEXT\",\"autumn, fun\",\"Some of them.

All of them!\",\"N\",\"\",\"0\",\"0\",\"\",\"1\",\"\"
\"Home\",\"Garden\",\"Water\",\"TEXT\",\"\",\"\",\"N\",\"2026-02-01\",\"5\",\"2\",\"2026-01-20T15:10:00+0000\",\"2\",\"\"
\"Home\",\"Garden\",\"Ideas\",\"NOTE\",\"\",\"Ponds\",\"N\",\"\",\"0\",\"0\",\"\",\"3\",\"\"
";

#[test]
fn tables_are_read_whatever_separates_their_cells() {
    let expected = [open("Milk"), done("Bread, brown; or white")];
    for text in [
        "title,completed\nMilk,false\n\"Bread, brown; or white\",true\n",
        "\u{feff}Title;Done\r\nMilk;no\r\n\"Bread, brown; or white\";yes\r\n",
        "title\tcompleted\nMilk\tFALSE\nBread, brown; or white\tTRUE\n",
        "title|done\rMilk|0\rBread, brown; or white|1\r",
        "sep=;\r\ntitle;done\r\nMilk;0\r\n\"Bread, brown; or white\";1\r\n",
        "\"sep=,\"\ndone,title\n0,Milk\n1,\"Bread, brown; or white\"\n",
        "\"title, short\";completed\r\nMilk;;\r\n\"Bread, brown; or white\";true\r\n",
        "title;completed;\"notes, long, with commas\"\nMilk;false;\n\"Bread, brown; or white\";true;x\n",
        "\r\n\r\ntitle,completed\r\nMilk,false\r\n\r\n\"Bread, brown; or white\",true\r\n",
        "My list\n\nexported on Monday, by Ada\nname,done\nMilk,\n\"Bread, brown; or white\",x\n",
    ] {
        assert_eq!(todos(text), expected, "of {text:?}");
    }
    // A title of a table of one column has its commas.
    assert_eq!(todos("Todos\nBread, brown\n"), [open("Bread, brown")]);
    assert_eq!(todos("title\n'=1+1\n'\n"), [open("=1+1"), open("'")]);
}

#[test]
fn what_excel_saves_is_read() {
    let text = "titel;erledigt\r\nÄpfel kaufen;FALSCH\r\nMüll rausbringen;WAHR\r\n";
    let expected = [open("Äpfel kaufen"), done("Müll rausbringen")];
    let ansi = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    assert_eq!(todos(ansi.clone()), expected);
    assert_eq!(read_file(ansi).origin.encoding, Some("windows-1252"));
    let unicode: Vec<u8> = text
        .replace(';', "\t")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(todos(unicode.clone()), expected);
    let import = read_file([b"\xff\xfe".to_vec(), unicode].concat());
    assert_eq!(
        (import.origin.separator, import.origin.encoding),
        (Some("tabs"), Some("UTF-16LE"))
    );
}

#[test]
fn states_are_read_wherever_they_are_said() {
    let expected = [open("Milk"), done("Rent")];
    for text in [
        "title,completed\nMilk,\nRent,2020-05-02\n",
        "Task ID,Completed At,Name,Section/Column,Projects\n1,,Milk,Doing,Home\n2,2026-09-10,Rent,Done,Home\n",
        "Titre;Terminé\nMilk;FAUX\nRent;VRAI\n",
        "Summary,Status,Resolution,Resolved\nMilk,Ready for QA,Unresolved,\nRent,Released to customers,Fixed,2026-01-01\n",
        "Task Name,Bucket Name,Progress,Completed By\nMilk,Home,In progress,\nRent,Home,Completed,Ada\n",
        "Subject,Date Completed,% Complete,Status\nMilk,,0,Not Started\nRent,1/2/2026,1,Completed\n",
        "Title,State,Closed At (UTC)\nMilk,Opened,\nRent,Closed,2026-01-02 03:04:05\n",
        "Name,Done\nMilk,\nRent,checked\n",
        "название,выполнено\nMilk,ЛОЖЬ\nRent,ИСТИНА\n",
        "title,done\nMilk,0.0\nRent,1.0\n",
        "title,done\nMilk,\nRent,✓\n",
        r#"[{"title":"Milk","status":"needsAction"},{"title":"Rent","status":"completed","completed":"2021-12-04T15:07:00.000Z"}]"#,
        r#"[{"title":"Milk","completed":false},{"title":"Rent","completed":1638630420}]"#,
        r#"[{"content":"Milk","checked":false,"completed_at":null},{"content":"Rent","checked":true}]"#,
        r#"[{"text":"Milk","done":false},{"text":"Rent","done":true}]"#,
        r#"[{"title":"Milk","done":false,"done_at":"0001-01-01T00:00:00Z"},{"title":"Rent","done":true,"done_at":"2026-01-01T00:00:00Z"}]"#,
        r#"[{"name":"Milk","closed":false,"dueComplete":false},{"name":"Rent","closed":false,"dueComplete":true}]"#,
        r#"[{"description":"Milk","status":"pending","uuid":"1"},{"description":"Rent","status":"completed","uuid":"2"}]"#,
        r#"[{"title":"Milk","state":"open","closed_at":null},{"title":"Rent","state":"closed"}]"#,
        r#"[{"name":"Milk","date_completed":""},{"name":"Rent","date_completed":"2026-01-02"}]"#,
        r#"[{"title":"Milk","state":"Ready"},{"title":"Rent","state":"Ready","status":"completed"}]"#,
    ] {
        assert_eq!(todos(text), expected, "of {text}");
    }
}

#[test]
fn lists_are_found_wherever_they_are() {
    let expected = [open("Milk"), done("Rent")];
    for (text, program) in [
        (
            r#"{"todos":[{"title":"Milk"},{"title":"Rent","completed":true}],"profile":{"name":"Ada"}}"#,
            None,
        ),
        (
            r#"[{"title":"Inbox","identifier":"","tasks":[{"title":"Milk","done":false,"percent_done":0},{"title":"Rent","done":true,"labels":[]}]},{"title":"Empty","tasks":[]}]"#,
            Some("Vikunja"),
        ),
        (
            r#"{"kind":"tasks#taskLists","items":[{"kind":"tasks#tasks","title":"My tasks","selfLink":"x","items":[{"title":"Milk","status":"needsAction"},{"title":"Rent","status":"completed","completed":"2021-12-04T15:07:00.000Z"}]}]}"#,
            Some("Google Tasks"),
        ),
        (
            r#"{"name":"Board","idBoard":"1","lists":[{"name":"Doing","closed":false}],"labels":[{"name":"red"}],"members":[{"fullName":"Ada"}],"actions":[{"data":{"card":{"name":"x"}}}],"cards":[{"name":"Milk","closed":false,"dueComplete":false},{"name":"Rent","closed":true,"dueComplete":false}]}"#,
            Some("Trello"),
        ),
        (
            r#"{"value":[{"displayName":"Tasks","tasks":[{"title":"Milk","status":"notStarted","importance":"normal"},{"title":"Rent","status":"completed","completedDateTime":{"dateTime":"2026-01-01T00:00:00","timeZone":"UTC"}}]}]}"#,
            Some("Microsoft To Do"),
        ),
        (
            r#"{"data":{"lists":[{"id":1,"title":"inbox"}],"tasks":[{"title":"Milk","completed":false},{"title":"Rent","completed":true}]}}"#,
            None,
        ),
        (
            r#"{"task":{"ids":["a","b"],"entities":{"a":{"title":"Milk","isDone":false,"timeSpentOnDay":{}},"b":{"title":"Rent","isDone":true}}},"project":{"ids":["p"],"entities":{"p":{"title":"Home"}}}}"#,
            Some("Super Productivity"),
        ),
        (
            r#"{"title":"Shopping","isTrashed":false,"listContent":[{"text":"Milk","isChecked":false},{"text":"Rent","isChecked":true}]}"#,
            Some("Google Keep"),
        ),
        (
            r#"{"results":[{"content":"Milk","checked":false,"project_id":"1"},{"content":"Rent","checked":true}],"next_cursor":null}"#,
            Some("Todoist"),
        ),
        (
            r#"{"issues":[{"key":"A-1","fields":{"summary":"Milk","status":{"name":"Ready","statusCategory":{"key":"new"}},"resolution":{"name":"Unresolved"}}},{"key":"A-2","fields":{"summary":"Rent","status":{"name":"Done"}}}]}"#,
            Some("Jira"),
        ),
        (
            r#"{"records":[{"id":"r1","fields":{"Name":"Milk"}},{"id":"r2","fields":{"Name":"Rent","Done":true}}]}"#,
            Some("Airtable"),
        ),
        (
            r#"[{"type":"project","attributes":{"title":"Home","items":[{"type":"heading","attributes":{"title":"Now"}},{"type":"to-do","attributes":{"title":"Milk"}},{"type":"to-do","attributes":{"title":"Rent","completed":true}}]}}]"#,
            Some("Things"),
        ),
        (
            r#"[{"title":"Milk","project":{"name":"Home"},"list":{"id":1}},{"title":"Rent","completed":true}]"#,
            None,
        ),
        (
            r#"{"data":{"repository":{"issues":{"edges":[{"node":{"title":"Milk","state":"OPEN","number":1}},{"node":{"title":"Rent","state":"CLOSED"}}]}}}}"#,
            Some("GitHub"),
        ),
        ("{\"title\":\"Milk\"}\n{\"title\":\"Rent\",\"done\":true}\n", None),
        (r#"{"-Nx1":{"title":"Milk"},"-Nx2":{"title":"Rent","done":true}}"#, None),
        (
            r#"{"todos":{"a":{"title":"Milk","done":false},"b":{"title":"Rent","done":true}}}"#,
            None,
        ),
        (
            r#"{"tasks":{"Home":[{"title":"Milk"}],"Work":[{"title":"Rent","done":true}]}}"#,
            None,
        ),
        (r#"{"My list":[{"title":"Milk"},{"title":"Rent","done":true}]}"#, None),
    ] {
        assert_eq!(todos(text), expected, "of {text}");
        assert_eq!(read_file(text).origin.program, program, "of {text}");
    }
    assert_eq!(todos(r#"["Milk"]"#), [open("Milk")]);
    assert_eq!(
        todos(r#"[{"title":"Party","completed":false,"subtasks":[{"title":"Cake","completed":true}]}]"#),
        [open("Party"), done("Cake")]
    );
}

#[test]
fn rows_that_are_no_todos_are_counted() {
    let import = read_file(TODOIST);
    assert_eq!(
        todos(TODOIST),
        [open("Water the plants @home"), open("Ferns"), open("Rake")]
    );
    assert_eq!(others(&import), [("notes", 1), ("sections", 1), ("settings", 1)]);
    assert_eq!(import.origin.program, Some("Todoist"));
    assert_eq!(
        extras(&import),
        [("descriptions", 1), ("due dates", 1), ("indents", 1), ("priorities", 3)]
    );

    let import =
        read_file(r#"[{"title":"Milk","status":"deleted"},{"title":"Rent","deleted":true},{"title":"Bread"}]"#);
    assert_eq!((import.items.len(), others(&import)), (1, vec![("deleted todos", 2)]));
}

#[test]
fn a_header_is_found_below_what_a_program_says_of_itself() {
    let import = read_file(TICKTICK);
    assert_eq!(todos(TICKTICK), [open("Rake the leaves"), done("Water")]);
    assert_eq!(import.origin.program, Some("TickTick"));
    assert_eq!(import.remarks.joined, [1]);
    assert_eq!(others(&import), [("notes", 1)]);
    assert_eq!(
        extras(&import),
        [
            ("descriptions", 1),
            ("due dates", 1),
            ("labels", 1),
            ("lists or projects", 2),
            ("priorities", 1)
        ]
    );
}

#[test]
fn a_state_that_cannot_be_told_is_told_of_all_rows() {
    let import = read_file("title,status\na,done\nb,Ready for QA\nc,Ready for QA\nd,?\ne,\n");
    assert_eq!(import.items.iter().filter(|item| item.completed).count(), 1);
    let unclear = import.remarks.unclear.iter().map(|(value, count)| (&**value, *count));
    assert_eq!(unclear.collect::<Vec<_>>(), [("?", 1), ("Ready for QA", 2)]);
    assert!(import.remarks.tells_states);
    assert!(!read_file("title\na\n").remarks.tells_states);
    let import = read_file("title,Energy\na,high\nb,\n");
    assert_eq!(import.remarks.unknown.get("Energy"), Some(&1));
}

#[test]
fn lists_of_lines_are_read() {
    for (text, expected) in [
        ("Milk\n\nCall Bob, soon\n", vec![open("Milk"), open("Call Bob, soon")]),
        (
            "# Home\n\nSome words.\n- [ ] Milk\n  * [x] Rent\n",
            vec![open("Milk"), done("Rent")],
        ),
        ("[x] Rent\n[ ] Milk\n", vec![done("Rent"), open("Milk")]),
        ("- Milk\n- Rent\n", vec![open("Milk"), open("Rent")]),
        ("1. Milk\n2) 2 l of oil\n", vec![open("Milk"), open("2 l of oil")]),
        ("☐ Milk\n☑ Rent\n", vec![open("Milk"), done("Rent")]),
        (
            "(A) 2026-01-01 Milk +home @shop\nx 2026-01-02 2026-01-01 Rent\nplain\n",
            vec![open("Milk +home @shop"), done("Rent"), open("plain")],
        ),
    ] {
        assert_eq!(todos(text), expected, "of {text:?}");
    }
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY;LANGUAGE=en:Milk\\, fresh and a lin\r\n e that goes on\r\nDUE:20260101\r\nBEGIN:VALARM\r\nDESCRIPTION:Ring\r\nEND:VALARM\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO\r\nBEGIN:VTODO\r\nSUMMARY:Rent\r\nCOMPLETED:20260102T030405Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";
    assert_eq!(
        todos(calendar),
        [open("Milk, fresh and a line that goes on"), done("Rent")]
    );
    let import = read_file(calendar);
    assert_eq!(
        (others(&import), extras(&import)),
        (vec![("events", 1)], vec![("due dates", 1)])
    );
}

#[test]
fn programs_are_known_by_what_their_files_have() {
    for (text, expected) in [
        (
            "id,title,completed,position,created_at,updated_at\n,a,true,1,,\n",
            "Latchkey",
        ),
        (
            "Task ID,Created At,Completed At,Name,Section/Column\n1,,,a,b\n",
            "Asana",
        ),
        ("Card ID,Card Name,List Name\n1,a,b\n", "Trello"),
        ("Task ID,Task Name,Task Content,Status\n1,a,b,Open\n", "ClickUp"),
        (
            "Task ID,Task Name,Bucket Name,Progress\n1,a,b,Not started\n",
            "Microsoft Planner",
        ),
        ("Subject,Start Date,Date Completed,% Complete\na,,,0\n", "Outlook"),
        ("Issue key,Summary,Status\nA-1,a,Done\n", "Jira"),
        ("Title,Issue ID,State\na,1,Open\n", "GitLab"),
        ("TASK,FOLDER,CONTEXT,GOAL,COMPLETED\na,,,,\n", "Toodledo"),
        (r#"[{"title":"a","number":1,"state":"OPEN","url":"x"}]"#, "GitHub"),
        (
            r#"{"tasks":[{"series_id":"1","name":"a","date_completed":"x"}]}"#,
            "Remember The Milk",
        ),
        (
            r#"[{"description":"a","uuid":"1","entry":"x","status":"pending"}]"#,
            "Taskwarrior",
        ),
    ] {
        assert_eq!(program(text), Some(expected), "of {text}");
    }
    assert_eq!(program("title,done\na,1\n"), None);
}

#[test]
fn what_is_no_list_of_todos_is_refused_with_what_was_found() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    for (text, reason) in [
        ("", Unreadable::Empty(vec![])),
        (" \n", Unreadable::Empty(vec![])),
        ("title\n", Unreadable::Empty(vec![])),
        ("[]", Unreadable::Empty(vec![])),
        (r#"{"todos":[]}"#, Unreadable::Empty(vec![])),
        ("{", Unreadable::BrokenJson { line: 1, column: 1 }),
        ("{}", Unreadable::NoTodos { names: vec![] }),
        (
            r#"{"todos":1,"x":2}"#,
            Unreadable::NoTodos {
                names: names(&["todos", "x"]),
            },
        ),
        ("<?xml version=\"1.0\"?><opml/>", Unreadable::Markup),
        ("<!DOCTYPE html><p>Milk", Unreadable::Markup),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT\n",
            Unreadable::Empty(vec![("event", "events", 1)]),
        ),
    ] {
        assert_eq!(read(text.as_bytes().to_vec()), Err(reason), "of {text:?}");
    }
    assert!(matches!(
        read("[".repeat(10_000).into()),
        Err(Unreadable::BrokenJson { .. })
    ));
    let many = format!("title\n{}", "x\n".repeat(MAX_TODOS + 1));
    assert_eq!(read(many.into()), Err(Unreadable::TooMany));
    assert_eq!(read(vec![b'x'; MAX_BYTES + 1]), Err(Unreadable::TooLarge));
    let nested = "{\"tasks\":".repeat(100) + "{}" + &"}".repeat(100);
    assert!(read(nested.into()).is_err());
    let deep = format!("[{}]", "0,".repeat(2_000_000) + "0");
    assert_eq!(read(deep.into()), Err(Unreadable::TooManyValues));
}

#[test]
fn a_table_without_a_name_that_is_a_title_is_read_as_its_owner_says() {
    let columns = |text: &str| match read(text.into()).unwrap() {
        File::Table { columns, text: kept } => {
            assert_eq!(kept, text);
            columns
        }
        File::Todos(import) => panic!("{import:?}"),
    };
    let text = "sep=;\nWhere;Chore\nhome;Rake\n;Water\nwork;\nhome;'=1+1\n";
    let column = |name: &str, examples: &[&str]| Column {
        name: name.to_owned(),
        examples: examples.iter().map(|&example| example.to_owned()).collect(),
    };
    assert_eq!(
        columns(text),
        [
            column("Where", &["home", "work", "home"]),
            column("Chore", &["Rake", "Water", "'=1+1"])
        ]
    );
    let chosen = |text: &str, title, has_no_names| read_table(text, Choice { title, has_no_names });
    let titles = |import: &Import| {
        import
            .items
            .iter()
            .map(|item| item.title.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let import = chosen(text, 1, false).unwrap();
    assert_eq!(titles(&import), ["Rake", "Water", "=1+1"]);
    assert_eq!(import.faults[0].row, 3, "the row without a title");
    assert_eq!(import.origin.separator, Some("semicolons"));
    assert_eq!(import.remarks.unknown.get("Where"), Some(&2), "of those that are taken");

    // Where there are no names, the first row is one like the others, and is not taken for names.
    let unnamed = "Rake,2026-01-01\nWater,\n";
    assert_eq!(columns(unnamed)[0], column("Rake", &["Water"]));
    let import = chosen(unnamed, 0, true).unwrap();
    assert_eq!(titles(&import), ["Rake", "Water"]);
    assert_eq!(import.remarks.unknown.get("column 2"), Some(&1));
    assert_eq!(chosen(text, 2, false), Err(Unreadable::Empty(vec![])));
    assert_eq!(chosen("[]", 0, false), Err(Unreadable::Empty(vec![])));
}

/// What Microsoft To Do has goes out by Outlook; these are all columns that each of them writes.
#[test]
fn every_column_of_microsoft_to_do_and_ticktick_is_known() {
    for header in [
        "Subject,Start Date,Due Date,Reminder On/Off,Reminder Date,Reminder Time,Date Completed,% Complete,Total Work,Actual Work,Billing Information,Categories,Companies,Contacts,Mileage,Notes,Priority,Private,Role,Schedule+ Priority,Sensitivity,Status",
        "id,title,status,importance,isReminderOn,createdDateTime,lastModifiedDateTime,bodyLastModifiedDateTime,completedDateTime,dueDateTime,reminderDateTime,startDateTime,recurrence,body,categories,hasAttachments,linkedResources,checklistItems",
        "Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Created By,Created Date,Start date,Due date,Is Recurring,Late,Completed Date,Completed By,Completed Checklist Items,Checklist Items,Labels,Description",
        "Folder Name,List Name,Title,Kind,Tags,Content,Is Check list,Start Date,Due Date,Reminder,Repeat,Priority,Status,Created Time,Completed Time,Order,Timezone,Is All Day,Is Floating,Column Name,Column Order,View Mode,taskId,parentId",
    ] {
        let row = header.split(',').map(|_| "x").collect::<Vec<_>>().join(",");
        let import = read_file(format!("{header}\n{row}\n"));
        assert_eq!(
            (import.items.len(), &import.remarks.unknown),
            (1, &std::collections::BTreeMap::new()),
            "of {header}"
        );
    }
}

#[test]
fn rows_that_cannot_be_taken_are_named() {
    let import = read_file(format!("title,x\nfine,\n{},\na\0b,\n,y\n \n", "x".repeat(501)));
    assert_eq!(import.items.len(), 1);
    let faults: Vec<String> = import
        .faults
        .iter()
        .map(|fault| format!("row {}: {}", fault.row, fault.reason))
        .collect();
    assert_eq!(
        faults,
        [
            "row 2: title is longer than 500 characters",
            "row 3: title has line breaks or control characters",
            "row 4: title is missing",
        ]
    );
    assert_eq!(read_file("title,done\nBread, brown,true\n").remarks.ragged, [1]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_named_with_what_it_swallows() {
    for text in [
        "title\nBuy milk\n\"The Hobbit\nPay rent\nCall Bob\n",
        "title\r\nBuy milk\r\n\"The Hobbit\r\nPay rent\r\nCall Bob\r\n",
    ] {
        let import = read_file(text);
        assert_eq!(import.items.len(), 1);
        let fault = &import.faults[0];
        assert_eq!(
            (fault.row, fault.reason.as_str()),
            (
                2,
                "a quotation mark in line 3 is never closed, and the lines after it are swallowed: “Pay rent”, “Call Bob”"
            )
        );
    }
    // It may be closed by that of another row.
    let import = read_file("title,done\nA,true\n\"Open here,false\nB,true\n\"C\",false\nD,true\n");
    assert_eq!(import.items.len(), 2);
    assert_eq!(
        import.faults[0].reason,
        "a quotation mark in line 3 goes on over lines that look like rows of their own: “B,true”, “\"C\",false”"
    );
    // Inches are no quotation marks, and what is closed may go over lines.
    assert_eq!(todos("title\n5\" nails\nMilk\n"), [open("5\" nails"), open("Milk")]);
    assert_eq!(todos("title\n\"5\"\" nails,\nlong\"\n"), [open("5\" nails, long")]);
}

/// What our own export can be at most is read, however it is escaped and whatever is beside the todos.
#[test]
fn a_full_list_of_the_longest_titles_is_not_too_large() {
    let title = "\\".repeat(500);
    let mut text = String::from("{\"events\":[");
    for number in 0..6_000 {
        let _ = write!(
            text,
            "{{\"id\":\"{number}\",\"kind\":\"signed-in\",\"user_agent\":\"{}\"}},",
            "x".repeat(100)
        );
    }
    text.pop();
    text.push_str("],\"todos\":[");
    for _ in 0..6_000 {
        let title = serde_json::to_string(&title).unwrap();
        let _ = write!(
            text,
            "{{\"id\":\"\",\"title\":{title},\"completed\":true,\"position\":1,\"version\":1}},"
        );
    }
    text.pop();
    text.push_str("]}");
    assert_eq!(read_file(text).items.len(), 6_000);
}
