//! What is asked wrongly, and what needs neither database nor settings.

use crate::support::Shell;
use serde_json::Value;
use tempfile::tempdir;

#[test]
fn wrong_use_ends_with_two_and_names_what_is_known() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for wrong in [
        &["serv"][..],
        &["keys"],
        &["keys", "retire"],
        &["mail", "test"],
        &["restore"],
        &["backup", "--keep", "0"],
        &["backup", "x.db", "--keep", "3"],
        &["completions", "tcsh"],
        &["doctor", "--unheard-of"],
    ] {
        let said = shell.run(wrong);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{wrong:?}: {said:?}");
        assert!(said.err.contains("--help"), "{wrong:?}: {said:?}");
    }
    shell.run(&["keys", "retire", "--json"]).error(2);
}

#[test]
fn help_lists_the_verbs_and_shows_no_secret() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path()).with("SMTP_URL", "smtps://me:hunter2@mail.example");
    let help = shell.run(&["--help"]);
    for verb in [
        "serve",
        "migrate",
        "doctor",
        "keys",
        "mail",
        "backup",
        "restore",
        "health",
        "openapi",
        "completions",
    ] {
        assert!(help.out.contains(&format!("\n  {verb} ")), "{verb}: {}", help.out);
    }
    assert_eq!(help.code, 0);
    assert!(!help.out.contains("hunter2") && !help.out.contains(crate::support::SECRET));
}

#[test]
fn all_wrong_settings_are_told_at_once_in_words_and_in_json() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path())
        .with("BASE_URL", "nowhere")
        .with("SMTP_URL", "smtp://me:hunter2@")
        .with("AUDIT_RETENTION", "long");
    let words = shell.run(&["serve"]);
    assert_eq!((words.code, words.out.as_str()), (2, ""));
    let error = shell.run(&["migrate", "--json"]).error(2);
    let faults = error["faults"].as_array().unwrap();
    let named: Vec<&str> = faults.iter().map(|fault| fault["variable"].as_str().unwrap()).collect();
    assert_eq!(named, ["BASE_URL", "AUDIT_RETENTION", "SMTP_URL"]);
    for fault in faults {
        let (variable, fix) = (fault["variable"].as_str().unwrap(), fault["fix"].as_str().unwrap());
        assert!(words.err.contains(variable) && words.err.contains(fix), "{words:?}");
    }
    assert!(!format!("{words:?}{error}").contains("hunter2"));
}

#[test]
fn a_broken_env_file_is_told() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "this is not a setting\n").unwrap();
    let said = Shell::in_folder(folder.path()).run(&["doctor"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains(".env"), "{said:?}");
}

#[test]
fn completions_are_made_for_each_shell() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = shell.run(&["completions", name]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        assert!(said.out.contains("latchkey") && said.out.contains("doctor"), "{name}");
    }
}

#[test]
fn the_api_is_described_without_a_server_or_a_database() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path()).with("BASE_URL", "https://todo.example");
    let document = shell.run(&["openapi"]).json();
    assert_eq!(document["servers"][0]["url"], "https://todo.example");
    assert!(document["paths"]["/api/todos"]["post"].is_object());
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));

    let file = folder.path().join("openapi.json");
    let written = shell.run(&["openapi", "--output", "openapi.json"]);
    assert_eq!((written.code, written.out.as_str()), (0, ""));
    let written: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(written, document);
    assert_eq!(shell.run(&["openapi", "--output", "no/such/folder.json"]).code, 1);
    assert!(!shell.data().exists());
}
