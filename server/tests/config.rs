//! Settings: read together, checked together, and all faults told at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use clap::{Args, FromArgMatches};
use server::{
    auth::limits::{Limits, Rate},
    config::{Config, Fault, Flags, Given, JwtAlgorithm, MailConfig, SECRETS, SecretOrigin},
};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};
use tempfile::{TempDir, tempdir};

const SECRET: &str = "yIXFm4Z1vR7wq0oXo2b9uH3sLkTzQd8eNcJgAaVfPpU=";

/// The settings made of these flags, with data in `folder`. A secret is written like a flag here, and given as one is.
fn read(folder: &Path, flags: &[&str]) -> Result<Config, Vec<Fault>> {
    let folder = format!("--data-dir={}", folder.display());
    let mut given = Given::default();
    let mut arguments = vec!["latchkey", &folder];
    for flag in flags {
        let name = flag.split('=').next().unwrap().trim_start_matches('-');
        let name = name.replace('-', "_").to_ascii_uppercase();
        match SECRETS.iter().find(|(secret, _)| *secret == name) {
            Some((secret, _)) => given = given.with(secret, flag.split_once('=').unwrap().1),
            None => arguments.push(flag),
        }
    }
    // A variable of whoever runs the tests must not count.
    let command = Flags::augment_args(clap::Command::new("latchkey")).mut_args(|argument| argument.env(None::<&str>));
    let matches = command.try_get_matches_from(arguments).unwrap();
    Flags::from_arg_matches(&matches).unwrap().given(given).into_config()
}

fn config(flags: &[&str]) -> Config {
    let folder = tempdir().unwrap();
    read(folder.path(), flags).unwrap()
}

fn faults(flags: &[&str]) -> Vec<Fault> {
    let folder = tempdir().unwrap();
    read(folder.path(), flags).unwrap_err()
}

fn variables(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.variable).collect()
}

#[test]
fn without_an_origin_development_is_where_it_listens() {
    let https = ["--base-url=https://todo.example", "--listen=127.0.0.1:4000"];
    for (flags, base_url, bound) in [
        (
            &["--listen=127.0.0.1:4000"][..],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=0.0.0.0:4000"],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=[::1]:4000"],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=192.168.1.5:4000"],
            "http://192.168.1.5:4000",
            "http://localhost:4321",
        ),
        // The system chooses the port when it starts.
        (
            &["--listen=127.0.0.1:0"],
            "http://localhost:3000",
            "http://localhost:4321",
        ),
        (&https, "https://todo.example", "https://todo.example"),
    ] {
        let config = config(&[flags, &["--jwt-algorithm=EdDSA"]].concat());
        assert_eq!(config.base_url, base_url, "{flags:?}");
        assert_eq!(config.jwt_audience.as_deref(), Some(base_url), "{flags:?}");
        let config = config.listening_on("127.0.0.1:4321".parse().unwrap());
        assert_eq!(config.base_url, bound, "{flags:?}");
        assert_eq!(config.jwt_audience.as_deref(), Some(bound), "{flags:?}");
    }
    let secret = format!("--auth-secret={SECRET}");
    let production = config(&["--environment=production", "--listen=127.0.0.1:4000", &secret]);
    assert_eq!(production.base_url, "http://localhost:3000");
}

#[test]
fn without_any_flag_it_runs_on_this_machine() {
    let folder = tempdir().unwrap();
    let config = read(folder.path(), &[]).unwrap();
    assert_eq!((&*config.base_url, config.is_https), ("http://localhost:3000", false));
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert!(config.database_url.0.starts_with("sqlite:") && config.database_url.0.ends_with("latchkey.db"));
    assert_eq!((config.jwt_algorithm, config.jwt_audience), (JwtAlgorithm::Hs256, None));
    let day = Duration::from_secs(24 * 60 * 60);
    assert_eq!(
        (config.jwt_lifetime, config.session_lifetime, config.absolute_lifetime),
        (day / 96, day * 7, day * 30)
    );
    assert_eq!(config.password_min_length, 8);
    assert_eq!(
        (config.trusted_proxies, config.rate_limits),
        (Vec::new(), Some(Limits::default()))
    );
}

#[test]
fn every_fault_is_told_at_once_each_with_what_would_mend_it() {
    let faults = faults(&[
        "--environment=staging",
        "--base-url=ftp://example.com",
        "--listen=nowhere",
        "--jwt-algorithm=none",
        "--session-jwt-ttl=soon",
        "--session-ttl=0s",
        "--session-absolute-ttl=never",
        "--password-min-length=4",
        "--auth-secret=short",
        "--auth-secret-previous=shorter",
        "--database-url=mysql://localhost",
        "--trusted-proxies=everybody",
        "--rate-limits=few",
    ]);
    let mut named = variables(&faults);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "AUTH_SECRET",
            "AUTH_SECRET_PREVIOUS",
            "BASE_URL",
            "DATABASE_URL",
            "ENVIRONMENT",
            "JWT_ALGORITHM",
            "LISTEN",
            "PASSWORD_MIN_LENGTH",
            "RATE_LIMITS",
            "SESSION_ABSOLUTE_TTL",
            "SESSION_JWT_TTL",
            "SESSION_TTL",
            "TRUSTED_PROXIES",
        ]
    );
    for fault in &faults {
        assert!(fault.fix.starts_with("Use ") && fault.fix.ends_with('.'), "{fault}");
        assert!(fault.to_string().starts_with(fault.variable));
    }
}

#[test]
fn no_fault_repeats_a_secret_or_a_database_password() {
    let faults = faults(&["--auth-secret=hunter2", "--database-url=mysql://me:hunter2@localhost/x"]);
    assert!(
        faults.iter().all(|fault| !fault.to_string().contains("hunter2")),
        "{faults:?}"
    );
}

#[test]
fn printing_the_settings_shows_no_secret() {
    let config = config(&[
        &format!("--auth-secret={SECRET}"),
        "--database-url=postgres://me:hunter2@localhost/x",
    ]);
    let printed = format!("{config:?}");
    assert!(!printed.contains(SECRET) && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn production_refuses_what_is_only_good_for_development() {
    assert_eq!(variables(&faults(&["--environment=production"])), ["AUTH_SECRET"]);
    let plain = faults(&[
        "--environment=production",
        "--base-url=http://todo.example",
        &format!("--auth-secret={SECRET}"),
    ]);
    assert_eq!(variables(&plain), ["BASE_URL"]);
    assert!(plain[0].to_string().contains("https"));
    let short = faults(&[
        "--environment=production",
        "--base-url=https://todo.example",
        "--auth-secret=0123456789012345678901234567890",
    ]);
    assert_eq!(variables(&short), ["AUTH_SECRET"]);
    assert!(short[0].problem.contains("31 bytes"));
}

#[test]
fn production_may_be_plain_behind_localhost_and_must_be_https_elsewhere() {
    let flags = |base_url: &str| {
        [
            "--environment=production".to_owned(),
            format!("--base-url={base_url}"),
            format!("--auth-secret={SECRET}"),
        ]
    };
    let is_accepted = |base_url: &str| {
        let folder = tempdir().unwrap();
        let flags = flags(base_url);
        read(folder.path(), &flags.each_ref().map(String::as_str)).is_ok()
    };
    for base_url in [
        "https://todo.example",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:3000",
        "http://app.localhost",
    ] {
        assert!(is_accepted(base_url), "{base_url} was refused");
    }
    for base_url in [
        "http://todo.example",
        "http://192.168.0.1",
        "http://localhost.evil.test",
        "http://127.0.0.1.evil.test",
        "http://0.0.0.0",
    ] {
        assert!(!is_accepted(base_url), "{base_url} was accepted");
    }
}

#[test]
fn development_makes_a_secret_that_only_its_owner_can_read_and_that_stays() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("new/data");
    let first = read(&data, &[]).unwrap();
    assert_eq!(first.remarks.len(), 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data.join("auth-secret")), mode(&data)), (0o600, 0o700));
    let second = read(&data, &[]).unwrap();
    assert!(second.secrets == first.secrets && second.remarks.is_empty());
    assert!(fs::read_to_string(data.join("auth-secret")).unwrap().len() >= 43);
    let elsewhere = config(&[]);
    assert!(elsewhere.secrets != first.secrets);
}

#[test]
fn a_stored_secret_that_is_too_short_is_not_used() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("auth-secret"), "short").unwrap();
    assert_eq!(variables(&read(folder.path(), &[]).unwrap_err()), ["AUTH_SECRET"]);
}

#[test]
fn a_secret_that_is_given_goes_before_the_stored_one() {
    let given = config(&[&format!("--auth-secret={SECRET}")]);
    assert_eq!(given.secrets[0].signing_bytes(), SECRET.as_bytes());
    let alias = config(&[&format!("--better-auth-secret={SECRET}")]);
    assert!(alias.secrets == given.secrets);
    let both = config(&[
        &format!("--auth-secret={SECRET}"),
        "--better-auth-secret=another one of enough bytes, surely",
    ]);
    assert!(both.secrets == given.secrets);
    let empty = config(&["--auth-secret=", &format!("--better-auth-secret={SECRET}")]);
    assert!(empty.secrets == given.secrets);
}

#[test]
fn a_previous_secret_comes_second() {
    let config = config(&[
        &format!("--auth-secret={SECRET}"),
        "--auth-secret-previous=the one that was there before, long",
    ]);
    assert_eq!(config.secrets.len(), 2);
    assert_eq!(config.secrets[0].signing_bytes(), SECRET.as_bytes());
}

#[test]
fn the_public_origin_is_kept_as_a_browser_writes_it() {
    for (given, kept, is_https) in [
        ("https://todo.example", "https://todo.example", true),
        ("https://todo.example/", "https://todo.example", true),
        ("https://TODO.Example:443", "https://todo.example", true),
        ("http://localhost:80/", "http://localhost", false),
        ("http://localhost:8080", "http://localhost:8080", false),
        ("https://tödo.example", "https://xn--tdo-sna.example", true),
        ("HTTPS://todo.example:8443", "https://todo.example:8443", true),
    ] {
        let config = config(&[&format!("--base-url={given}")]);
        assert_eq!((&*config.base_url, config.is_https), (kept, is_https), "for {given}");
    }
}

#[test]
fn what_is_more_or_less_than_an_origin_is_refused() {
    for wrong in [
        "",
        "todo.example",
        "localhost:3000",
        "https://",
        "https://todo.example/app",
        "https://todo.example?x=1",
        "https://todo.example#top",
        "https://me:pw@todo.example",
        "https://:pw@todo.example",
        "ftp://todo.example",
        "javascript:alert(1)",
        "file:///",
        "https://todo example",
        "//todo.example",
        "null",
        "*",
    ] {
        assert_eq!(
            variables(&faults(&[&format!("--base-url={wrong}")])),
            ["BASE_URL"],
            "{wrong:?} was accepted"
        );
    }
}

#[test]
fn the_address_of_cargo_leptos_counts_where_no_other_is_given() {
    assert_eq!(config(&["--leptos-site-addr=127.0.0.1:4000"]).listen.port(), 4000);
    assert_eq!(
        config(&["--leptos-site-addr=127.0.0.1:4000", "--listen=[::1]:5000"])
            .listen
            .to_string(),
        "[::1]:5000"
    );
    assert_eq!(config(&["--listen=0.0.0.0:0"]).listen.port(), 0);
}

#[test]
fn key_pairs_come_with_an_audience() {
    let eddsa = config(&["--jwt-algorithm=EdDSA", "--base-url=https://todo.example"]);
    assert_eq!(
        (eddsa.jwt_algorithm, eddsa.jwt_audience.as_deref()),
        (JwtAlgorithm::EdDsa, Some("https://todo.example"))
    );
    let named = config(&["--jwt-algorithm=eddsa", "--jwt-audience=api"]);
    assert_eq!(named.jwt_audience.as_deref(), Some("api"));
    let shared = config(&["--jwt-audience=api"]);
    assert_eq!(
        (shared.jwt_algorithm, shared.jwt_audience.as_deref()),
        (JwtAlgorithm::Hs256, Some("api"))
    );
}

#[test]
fn a_session_cannot_slide_beyond_its_end() {
    assert_eq!(variables(&faults(&["--session-ttl=31d"])), ["SESSION_ABSOLUTE_TTL"]);
    assert_eq!(
        config(&["--session-ttl=30d"]).session_lifetime,
        config(&[]).absolute_lifetime
    );
}

#[test]
fn the_shortest_password_has_eight_to_sixty_four_characters() {
    for (length, is_accepted) in [
        ("8", true),
        ("64", true),
        ("7", false),
        ("65", false),
        ("-1", false),
        ("", false),
        ("eight", false),
    ] {
        let folder: TempDir = tempdir().unwrap();
        assert_eq!(
            read(folder.path(), &[&format!("--password-min-length={length}")]).is_ok(),
            is_accepted,
            "{length:?}"
        );
    }
}

#[test]
fn a_data_folder_that_cannot_be_made_is_a_fault() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let faults = read(&folder.path().join("file/data"), &[&format!("--auth-secret={SECRET}")]).unwrap_err();
    assert_eq!(variables(&faults), ["DATA_DIR"]);
}

#[test]
fn proxies_are_addresses_networks_and_loopback() {
    for (given, kept) in [
        ("", ""),
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::1", "2001:db8::1/128"),
        ("10.0.0.0/8, fd00::/8", "10.0.0.0/8 fd00::/8"),
        ("loopback", "127.0.0.0/8 ::1/128"),
        ("::ffff:192.0.2.1,::ffff:10.0.0.0/104", "192.0.2.1/32 10.0.0.0/8"),
    ] {
        let proxies = config(&[&format!("--trusted-proxies={given}")]).trusted_proxies;
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies.join(" "), kept, "for {given:?}");
    }
}

#[test]
fn what_is_no_proxy_or_everybody_is_refused() {
    for wrong in [
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0",
        "*",
        "all",
        "0.0.0.0/0",
        "::/0",
        "::ffff:0.0.0.0/96",
        "::ffff:10.0.0.0/8",
        "10.0.0.1:80",
    ] {
        let faults = faults(&[&format!("--trusted-proxies=loopback,{wrong}")]);
        assert_eq!(variables(&faults), ["TRUSTED_PROXIES"], "{wrong:?} was accepted");
        assert!(faults[0].problem.contains(wrong));
    }
}

#[test]
fn limits_are_on_off_or_some_of_ones_own() {
    let limits = |given: &str| config(&[&format!("--rate-limits={given}")]).rate_limits;
    let usual = Limits::default();
    assert_eq!((limits("on"), limits("off")), (Some(usual), None));
    assert_eq!(usual.sign_in, Rate::new(20, 60));
    let account = Limits { account: 3, ..usual };
    assert_eq!(limits("account=3"), Some(account));
    let all = Limits {
        sign_in: Rate::new(30, 60),
        sign_up: Rate::new(1, 24 * 60 * 60),
        mail: Rate::new(7, 90),
        account: 100,
    };
    assert_eq!(
        limits("sign-in=30/1m, sign-up=1/1d,mail=7/1m 30s,account=100"),
        Some(all)
    );
}

#[test]
fn a_limit_that_makes_no_sense_is_refused() {
    for wrong in [
        "",
        "yes",
        "sign-in",
        "sign-in=",
        "sign-in=20",
        "sign-in=0/1m",
        "sign-in=-1/1m",
        "sign-in=20/0s",
        "sign-in=20/2d",
        "sign-in=20/soon",
        "sign-in=99999999999/1m",
        "account=0",
        "account=101",
        "account=5/1m",
        "sign-out=5/1m",
        "account=5,",
        "on,account=5",
    ] {
        let faults = faults(&[&format!("--rate-limits={wrong}")]);
        assert!(variables(&faults).contains(&"RATE_LIMITS"), "{wrong:?} was accepted");
    }
}

#[test]
fn production_has_limits() {
    let flags = |limits: &str| {
        [
            "--environment=production".to_owned(),
            "--base-url=https://todo.example".to_owned(),
            format!("--auth-secret={SECRET}"),
            format!("--rate-limits={limits}"),
        ]
    };
    assert_eq!(
        variables(&faults(&flags("off").each_ref().map(String::as_str))),
        ["RATE_LIMITS"]
    );
    for limits in ["on", "sign-in=1000/1s"] {
        assert!(
            config(&flags(limits).each_ref().map(String::as_str))
                .rate_limits
                .is_some()
        );
    }
}

#[test]
fn without_a_mail_server_development_keeps_letters_and_production_has_none() {
    assert_eq!(config(&[]).mail, MailConfig::Inbox);
    assert_eq!(config(&["--smtp-url= "]).mail, MailConfig::Inbox);
    let production = config(&["--environment=production", &format!("--auth-secret={SECRET}")]);
    assert_eq!(production.mail, MailConfig::Off);
    assert!(production.remarks.iter().any(|remark| remark.contains("SMTP_URL")));
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
fn addresses_can_be_confirmed_only_where_there_is_mail() {
    for (value, is_on) in [
        ("true", true),
        ("on", true),
        ("false", false),
        ("off", false),
        ("", false),
    ] {
        let config = config(&[&format!("--require-email-verification={value}")]);
        assert_eq!(config.require_email_verification, is_on, "{value:?}");
    }
    let unclear = faults(&["--require-email-verification=perhaps"]);
    assert_eq!(variables(&unclear), ["REQUIRE_EMAIL_VERIFICATION"]);
    let without_mail = faults(&[
        "--environment=production",
        &format!("--auth-secret={SECRET}"),
        "--require-email-verification=true",
    ]);
    assert_eq!(variables(&without_mail), ["REQUIRE_EMAIL_VERIFICATION"]);
    assert!(without_mail[0].fix.contains("SMTP_URL"));
}

#[test]
fn the_record_is_kept_for_a_time_that_can_be_chosen() {
    let day = Duration::from_secs(24 * 60 * 60);
    assert_eq!(config(&[]).audit_retention, day * 90);
    assert_eq!(
        config(&["--audit-retention=1y"]).audit_retention.as_secs() / day.as_secs(),
        365
    );
    for wrong in ["0s", "long", "-1d", ""] {
        assert_eq!(
            variables(&faults(&[&format!("--audit-retention={wrong}")])),
            ["AUDIT_RETENTION"],
            "{wrong:?}"
        );
    }
}

#[test]
fn connections_to_the_database_can_be_limited() {
    assert_eq!(config(&[]).database_connections, 10);
    assert_eq!(config(&["--database-connections=25"]).database_connections, 25);
    for wrong in ["0", "1001", "-1", "many", ""] {
        assert_eq!(
            variables(&faults(&[&format!("--database-connections={wrong}")])),
            ["DATABASE_CONNECTIONS"],
            "{wrong:?}"
        );
    }
}

#[test]
fn metrics_have_an_address_of_their_own_or_none() {
    assert_eq!(config(&[]).metrics_listen, None);
    assert_eq!(config(&["--metrics-listen="]).metrics_listen, None);
    let chosen = config(&["--metrics-listen=127.0.0.1:9464"]).metrics_listen;
    assert_eq!(chosen.map(|address| address.port()), Some(9464));
    for wrong in ["9464", "localhost:9464", "127.0.0.1", "0.0.0.0:3000"] {
        let faults = faults(&[&format!("--metrics-listen={wrong}")]);
        assert_eq!(variables(&faults), ["METRICS_LISTEN"], "{wrong:?}");
    }
}

/// `latchkey doctor` and others that only look make nothing.
#[test]
fn looking_at_the_settings_makes_neither_folder_nor_secret() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let flag = format!("--data-dir={}", data.display());
    let command = Flags::augment_args(clap::Command::new("latchkey")).mut_args(|argument| argument.env(None::<&str>));
    let matches = command.try_get_matches_from(["latchkey", &flag]).unwrap();
    let flags = Flags::from_arg_matches(&matches).unwrap().given(Given::default());
    let inspection = flags.inspect();
    assert_eq!(inspection.secret_origin, SecretOrigin::NotYetMade);
    assert!(inspection.config.is_ok() && !data.exists());
}

/// Whoever has a token that it signed can try guesses on it.
#[test]
fn production_does_not_start_with_a_secret_that_can_be_guessed() {
    let production = |secret: &str| {
        let folder = tempdir().unwrap();
        let secret = format!("--auth-secret={secret}");
        read(
            folder.path(),
            &["--environment=production", "--base-url=https://todo.example", &secret],
        )
    };
    let repeated = "aB3$".repeat(12);
    for weak in [
        &"a".repeat(32),
        "changemechangemechangemechangeme",
        "passwordpasswordpasswordpassword123",
        "0123456789012345678901234567890123456789",
        "correct horse battery staple correct horse",
        &repeated,
    ] {
        let faults = production(weak).unwrap_err();
        assert_eq!(variables(&faults), ["AUTH_SECRET"], "{weak}");
        assert!(!faults[0].to_string().contains(weak));
        assert!(
            config(&[&format!("--auth-secret={weak}")]).secrets.len() == 1,
            "development may"
        );
    }
    for strong in [
        SECRET,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ] {
        assert!(production(strong).is_ok(), "{strong}");
    }
    let previous = config(&[
        "--environment=production",
        &format!("--auth-secret={SECRET}"),
        "--auth-secret-previous=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]);
    assert_eq!(previous.secrets.len(), 2, "a weak one can be taken out of use");
}

#[test]
fn production_refuses_the_secret_that_development_made_there() {
    let folder = tempdir().unwrap();
    read(folder.path(), &[]).unwrap();
    let made = fs::read_to_string(folder.path().join("auth-secret")).unwrap();
    let faults = read(
        folder.path(),
        &["--environment=production", &format!("--auth-secret={made}")],
    )
    .unwrap_err();
    assert_eq!(variables(&faults), ["AUTH_SECRET"]);
    assert!(faults[0].problem.contains("development") && !faults[0].to_string().contains(&made));
}

#[test]
fn a_line_break_at_the_end_is_no_part_of_a_secret() {
    for end in ["\n", "\r\n", "\n\n"] {
        assert_eq!(
            config(&[&format!("--auth-secret={SECRET}{end}")]).secrets[0].signing_bytes(),
            SECRET.as_bytes()
        );
        let url = config(&[&format!("--database-url=postgres://me@localhost/x{end}")])
            .database_url
            .0;
        assert_eq!(url, "postgres://me@localhost/x");
    }
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
            config.remarks.iter().any(|remark| remark.contains("mail is off")),
            "{:?}",
            config.remarks
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

#[test]
fn production_checks_who_its_database_is() {
    let url = |environment: &str, url: &str| {
        let secret = format!("--auth-secret={SECRET}");
        let url = format!("--database-url={url}");
        config(&[&format!("--environment={environment}"), &secret, &url])
            .database_url
            .0
    };
    for (given, used) in [
        (
            "postgres://me:pw@db.example/x",
            "postgres://me:pw@db.example/x?sslmode=verify-full",
        ),
        (
            "postgres://db.example/x?application_name=a",
            "postgres://db.example/x?application_name=a&sslmode=verify-full",
        ),
        (
            "postgres:///x?host=db.example",
            "postgres:///x?host=db.example&sslmode=verify-full",
        ),
    ] {
        assert_eq!(url("production", given), used);
        assert_eq!(url("development", given), given);
    }
    for near_or_decided in [
        "postgres://localhost/x",
        "postgres://me:pw@127.0.0.1:5433/x",
        "postgres://[::1]/x",
        "postgres:///x?host=/run/postgresql",
        "postgres://%2Frun%2Fpostgresql/x",
        "postgres://db.example/x?sslmode=disable",
        "postgres://db.example/x?sslmode=require",
    ] {
        assert_eq!(url("production", near_or_decided), near_or_decided);
    }
}

#[test]
fn a_data_folder_is_what_is_written() {
    for name in [
        "a%2Fb",
        "what?x",
        "a?mode=ro",
        "My%20Data",
        "a#b",
        "ä ü",
        "a'b;c+d",
        "%",
        "a%zz",
    ] {
        let folder = tempdir().unwrap();
        let data = folder.path().join(name);
        let config = read(&data, &[]).unwrap();
        let file = server::database::Database::file(&config.database_url.0).unwrap();
        assert_eq!(file, Some(data.join("latchkey.db")), "{name}");
    }
}

#[test]
fn origins_may_begin_with_one_label_of_any_name() {
    for flag in ["--trusted-origins", "--cors-origins"] {
        let good = config(&[&format!("{flag}=https://*.example.com, https://app.example:8443")]);
        assert_eq!(
            good.trusted_origins,
            ["https://*.example.com", "https://app.example:8443"]
        );
        for wrong in [
            "*",
            "https://*",
            "*.example.com",
            "https://*.com",
            "https://a.*.example.com",
            "https://*.*.example.com",
            "https://a*.example.com",
            "https://*.example.com/",
            "https://app.example/",
            "null",
        ] {
            let faults = faults(&[&format!("{flag}={wrong}")]);
            assert_eq!(faults.len(), 1, "{wrong}");
            assert!(faults[0].problem.contains(wrong) && faults[0].fix.contains("one label"));
        }
    }
}

#[test]
fn what_browsers_are_told_of_https_can_be_less() {
    for (given, told) in [
        ("preload", Some("max-age=63072000; includeSubDomains; preload")),
        ("subdomains", Some("max-age=63072000; includeSubDomains")),
        ("host", Some("max-age=63072000")),
        ("off", None),
    ] {
        assert_eq!(config(&[&format!("--hsts={given}")]).transport_security, told);
    }
    assert!(config(&[]).transport_security.unwrap().ends_with("preload"));
    assert_eq!(variables(&faults(&["--hsts=max-age=0"])), ["HSTS"]);
}

#[test]
fn contacts_are_addresses_of_mail_and_pages() {
    let contacts = |given: &str| config(&[&format!("--security-contact={given}")]).security_contacts;
    assert!(contacts("").is_empty());
    assert_eq!(
        contacts("security@todo.example, mailto:a@b.example,https://todo.example/security"),
        [
            "mailto:security@todo.example",
            "mailto:a@b.example",
            "https://todo.example/security"
        ]
    );
    for wrong in [
        "security",
        "http://todo.example",
        "javascript:alert(1)",
        "a@b\nContact: x",
        "https://a b",
    ] {
        assert_eq!(
            variables(&faults(&[&format!("--security-contact={wrong}")])),
            ["SECURITY_CONTACT"],
            "{wrong:?}"
        );
    }
}
