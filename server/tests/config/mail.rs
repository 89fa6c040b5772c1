//! How mail leaves, who it is from, and where it is shown instead.

use crate::{SECRET, config, faults, read, variables};
use server::config::MailConfig;
use tempfile::tempdir;

#[test]
fn without_a_mail_server_development_keeps_letters_and_production_has_none() {
    assert_eq!(config(&[]).mail, MailConfig::Inbox);
    assert_eq!(config(&["--smtp-url= "]).mail, MailConfig::Inbox);
    let production = config(&["--environment=production", &format!("--auth-secret={SECRET}")]);
    assert_eq!(production.mail, MailConfig::Off);
    assert!(production.warnings.iter().any(|warning| warning.contains("SMTP_URL")));
}

#[test]
fn letters_are_from_the_public_host_unless_somebody_else_is_named() {
    let sender = |flags: &[&str]| match config(flags).mail {
        MailConfig::Smtp { from, .. } => from,
        other => panic!("{other:?}"),
    };
    let server = "--smtp-url=smtps://me:hunter2@mail.example";
    assert_eq!(
        sender(&[server, "--base-url=https://todo.example:8443"]),
        "Latchkey <no-reply@todo.example>"
    );
    let named = "Todos <todos@other.example>";
    assert_eq!(sender(&[server, &format!("--mail-from={named}")]), named);
}

#[test]
fn a_mail_server_or_a_sender_that_is_none_is_a_fault_that_shows_no_password() {
    for wrong in [
        "hunter2",
        "https://me:hunter2@mail.example",
        "smtp://me:hunter2@",
        "smtps:hunter2",
    ] {
        let faults = faults(&[&format!("--smtp-url={wrong}")]);
        assert_eq!(variables(&faults), ["SMTP_URL"], "{wrong:?} was accepted");
        assert!(!faults[0].to_string().contains("hunter2"), "{faults:?}");
    }
    for wrong in ["nobody", "a@b@c", "Latchkey <>", "x\r\nBcc: y@z.example"] {
        let faults = faults(&["--smtp-url=smtps://mail.example", &format!("--mail-from={wrong}")]);
        assert_eq!(variables(&faults), ["MAIL_FROM"], "{wrong:?} was accepted");
    }
    let good = config(&["--smtp-url=smtps://me:hunter2@mail.example"]);
    assert!(!format!("{good:?}").contains("hunter2"));
}

#[test]
fn letters_are_shown_here_only_where_here_is_this_machine() {
    for base_url in [
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:3000",
        "http://app.localhost",
    ] {
        assert_eq!(
            config(&[&format!("--base-url={base_url}")]).mail,
            MailConfig::Inbox,
            "{base_url}"
        );
    }
    for base_url in [
        "https://todo.example",
        "http://todo.example",
        "https://localhost",
        "http://192.168.1.5:3000",
        "http://localhost.evil.test",
    ] {
        let config = config(&[&format!("--base-url={base_url}")]);
        assert_eq!(config.mail, MailConfig::Off, "{base_url}");
        assert!(
            config.warnings.iter().any(|warning| warning.contains("mail is off")),
            "{:?}",
            config.warnings
        );
    }
}

#[test]
fn production_sends_no_letter_in_the_open() {
    let with = |environment: &str, url: &str| {
        let folder = tempdir().unwrap();
        let flags = [
            format!("--environment={environment}"),
            format!("--auth-secret={SECRET}"),
            format!("--smtp-url={url}"),
        ];
        read(folder.path(), &flags.each_ref().map(String::as_str))
    };
    for open in [
        "smtp://mail.example",
        "smtp://mail.example:587",
        "smtp://me:hunter2@mail.example:25",
        "smtp://mail.example?tls=opportunistic",
        "smtp://127.0.0.1.evil.test",
        "smtp://192.0.2.1:25",
    ] {
        let faults = with("production", open).unwrap_err();
        assert_eq!(variables(&faults), ["SMTP_URL"], "{open}");
        assert!(!faults[0].to_string().contains("hunter2"));
        assert!(with("development", open).is_ok(), "{open}");
    }
    for good in [
        "smtps://mail.example",
        "smtp://mail.example:587?tls=required",
        "smtp://127.0.0.1:25",
        "smtp://localhost",
        "smtp://[::1]:2525",
    ] {
        assert!(with("production", good).is_ok(), "{good}");
    }
}
