//! Tokens, lifetimes, and what people need to sign in.

use crate::{SECRET, config, faults, read, variables};
use server::config::JwtAlgorithm;
use tempfile::{TempDir, tempdir};

#[test]
fn key_pairs_come_with_an_audience() {
    let eddsa = config(&["--jwt-algorithm=EdDSA", "--base-url=https://todo.example"]);
    assert_eq!(
        (eddsa.sessions.jwt_algorithm, eddsa.sessions.jwt_audience.as_deref()),
        (JwtAlgorithm::EdDsa, Some("https://todo.example"))
    );
    let named = config(&["--jwt-algorithm=eddsa", "--jwt-audience=api"]);
    assert_eq!(named.sessions.jwt_audience.as_deref(), Some("api"));
    let shared = config(&["--jwt-audience=api"]);
    assert_eq!(
        (shared.sessions.jwt_algorithm, shared.sessions.jwt_audience.as_deref()),
        (JwtAlgorithm::Hs256, Some("api"))
    );
}

#[test]
fn a_session_cannot_slide_beyond_its_end() {
    assert_eq!(variables(&faults(&["--session-ttl=31d"])), ["SESSION_ABSOLUTE_TTL"]);
    assert_eq!(
        config(&["--session-ttl=30d"]).sessions.session_lifetime,
        config(&[]).sessions.absolute_lifetime
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
fn addresses_can_be_confirmed_only_where_there_is_mail() {
    for (value, is_on) in [
        ("true", true),
        ("on", true),
        ("false", false),
        ("off", false),
        ("", false),
    ] {
        let config = config(&[&format!("--require-email-verification={value}")]);
        assert_eq!(config.sessions.require_email_verification, is_on, "{value:?}");
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
