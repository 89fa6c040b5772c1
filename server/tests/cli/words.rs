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

/// What a command is about does not drown in what the server can be set to.
#[test]
fn settings_are_explained_under_serve_and_nowhere_else() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    let serve = shell.run(&["serve", "--help"]).out;
    assert!(
        serve.contains("--base-url") && serve.contains("--trusted-proxies"),
        "{serve}"
    );
    for command in [
        &["user", "role"][..],
        &["user", "create"],
        &["user", "list"],
        &["keys", "rotate"],
        &["mail", "test"],
        &["mail", "queue"],
        &["backup"],
        &["restore"],
        &["migrate"],
        &["doctor"],
        &["health"],
        &["openapi"],
        &[],
    ] {
        for asking in ["--help", "-h"] {
            let help = shell.run(&[command, &[asking]].concat()).out;
            assert!(help.lines().count() < 40 && !help.contains("--base-url"), "{help}");
            assert!(help.contains("see `latchkey serve --help`"), "{help}");
        }
    }
    let copy = shell.run(&["copy", "--help"]).out;
    assert!(!copy.contains("serve --help"), "it reads none: {copy}");
    // They are understood everywhere all the same, and those that are set do not stand in the usage.
    assert_eq!(shell.run(&["migrate", "--audit-retention=long"]).code, 2);
    let usage = shell.run(&["mail", "test"]).err;
    assert!(usage.contains("Usage: latchkey mail test <TO>"), "{usage}");
}

#[test]
fn colour_is_for_terminals() {
    let folder = tempdir().unwrap();
    let shell = || Shell::in_folder(folder.path());
    for shell in [shell(), shell().with("NO_COLOR", "1")] {
        let said = shell.run(&["doctor"]);
        assert!(
            said.out.contains("✓ settings") && !said.out.contains('\u{1b}'),
            "{said:?}"
        );
        assert!(shell.run(&["mail", "test", "x"]).err.starts_with("error: "));
    }
    let said = shell().with("CLICOLOR_FORCE", "1").run(&["doctor"]);
    assert!(said.out.contains("\u{1b}[32m✓\u{1b}[0m settings"), "{said:?}");
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
    assert!(words.err.contains("latchkey cannot start: fix 3 settings"), "{words:?}");
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
    assert!(said.err.contains("line 1 of the .env file"), "{said:?}");
}

/// What stands in the file may be a secret, and what is said lands in a log.
#[test]
fn a_line_that_cannot_be_read_is_named_by_its_number_and_not_shown() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for line in [
        "AUTH_SECRET: hunter2==",
        "AUTH_SECRET hunter2",
        "AUTH_SECRET='hunter2",
        "AUTH_SECRET=\"a\"hunter2",
    ] {
        std::fs::write(
            folder.path().join(".env"),
            format!("# a comment\nLISTEN=127.0.0.1:0\n{line}\n"),
        )
        .unwrap();
        for arguments in [&["doctor"][..], &["migrate", "--json"]] {
            let said = shell.run(arguments);
            assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
            assert!(said.err.contains("line 3") && !said.err.contains("hunter2"), "{said:?}");
        }
    }
}

/// The length of the secret in force, as `latchkey doctor` tells it.
fn length_of_secret(shell: &Shell) -> String {
    let said = shell.run(&["doctor"]);
    let line = said.out.lines().find(|line| line.contains("AUTH_SECRET has"));
    let line = line.unwrap_or_else(|| panic!("{said:?}"));
    line.split("has ").nth(1).unwrap().split(' ').next().unwrap().to_owned()
}

#[test]
fn an_env_file_says_what_is_written_in_it() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path()).without("AUTH_SECRET");
    let secret = "K7g$Unols$Zq9vR7wq0oXo2b9uH3sLkTzQd8eNcJgA\\n";
    for (line, length) in [
        (format!("AUTH_SECRET={secret}"), secret.len()),
        (format!("export AUTH_SECRET = '{secret}' # kept apart"), secret.len()),
        (format!("AUTH_SECRET=\"{secret}${{HOME}}\""), secret.len() + 7),
    ] {
        std::fs::write(folder.path().join(".env"), line + "\r\n").unwrap();
        assert_eq!(length_of_secret(&shell), length.to_string());
    }
    let given = shell.with("AUTH_SECRET", crate::support::SECRET);
    assert_eq!(
        length_of_secret(&given),
        crate::support::SECRET.len().to_string(),
        "the environment goes first"
    );
}

#[test]
fn an_env_file_counts_where_it_lies_and_not_in_production() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "BASE_URL=https://from-the-file.test\n").unwrap();
    let here = Shell::in_folder(folder.path());
    let address = |shell: &Shell, arguments: &[&str]| {
        let document = shell.run(&[&["openapi"], arguments].concat()).json();
        document["servers"][0]["url"].as_str().unwrap().to_owned()
    };
    assert_eq!(address(&here, &[]), "https://from-the-file.test");
    let below = folder.path().join("below/it");
    std::fs::create_dir_all(&below).unwrap();
    assert_eq!(address(&Shell::in_folder(&below), &[]), "http://localhost:3000");
    let production = Shell::in_folder(folder.path())
        .with("ENVIRONMENT", "production")
        .with("RATE_LIMITS", "on");
    assert_eq!(address(&production, &[]), "http://localhost:3000");
    std::fs::write(folder.path().join(".env"), "ENVIRONMENT=production\n").unwrap();
    let said = here.run(&["doctor"]);
    assert!(said.code == 2 && said.err.contains("line 1"), "{said:?}");
}

/// Anybody on the machine can read what a program was started with.
#[test]
fn no_flag_takes_a_secret() {
    let folder = tempdir().unwrap();
    let shell = Shell::in_folder(folder.path());
    for flag in [
        "--auth-secret",
        "--better-auth-secret",
        "--auth-secret-previous",
        "--database-url",
        "--smtp-url",
    ] {
        let said = shell.run(&["doctor", &format!("{flag}=hunter2")]);
        assert_eq!(said.code, 2, "{flag}");
    }
    let copy = shell.run(&[
        "copy",
        "--from",
        "sqlite:a.db",
        "--to",
        "postgres://me:hunter2@localhost/x",
    ]);
    assert!(
        copy.code == 2 && copy.err.contains("COPY_TO") && !copy.err.contains("hunter2"),
        "{copy:?}"
    );
    let help = shell.run(&["serve", "--help"]);
    for name in ["AUTH_SECRET", "DATABASE_URL", "SMTP_URL", "NAME_FILE"] {
        assert!(help.out.contains(name), "{name}: {}", help.out);
    }
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("a secret");
    std::fs::write(&file, format!("{}\n", crate::support::SECRET)).unwrap();
    let shell = Shell::in_folder(folder.path()).without("AUTH_SECRET");
    let length = crate::support::SECRET.len().to_string();
    assert_eq!(
        length_of_secret(&shell.with("AUTH_SECRET_FILE", file.to_str().unwrap())),
        length
    );
    let shell = Shell::in_folder(folder.path()).without("AUTH_SECRET");
    std::fs::rename(&file, folder.path().join("AUTH_SECRET")).unwrap();
    assert_eq!(
        length_of_secret(&shell.with("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap())),
        length
    );
    let missing = Shell::in_folder(folder.path())
        .without("AUTH_SECRET")
        .with("AUTH_SECRET_FILE", "missing");
    let said = missing.run(&["migrate"]);
    assert!(
        said.code == 2 && said.err.contains("AUTH_SECRET") && said.err.contains("missing"),
        "{said:?}"
    );
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
