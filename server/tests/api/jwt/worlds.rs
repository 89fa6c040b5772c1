//! J43, J49–J63: genuine tokens at the wrong time, at the wrong place, or of somebody who is gone.

use super::forge::{Forge, Kind, with_access_tokens, with_each_kind};
use crate::support::{PASSWORD, SECRET, on_each_database, seconds, secret};
use server::{auth::jwt::Refusal, clock::Clock};

#[tokio::test]
async fn a_token_is_in_force_until_thirty_seconds_after_its_end() {
    with_each_kind(async |forge| {
        forge
            .app
            .clock
            .advance(forge.app.config.sessions.jwt_lifetime + seconds(30));
        assert!(forge.verify(&forge.genuine).is_ok());
        assert!(forge.lets_in(&forge.genuine).await);
        forge.app.clock.advance(seconds(1));
        assert_eq!(forge.verify(&forge.genuine), Err(Refusal::Expired));
        assert!(!forge.lets_in(&forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn only_a_correctly_signed_token_is_told_to_be_expired() {
    with_each_kind(async |forge| {
        forge.app.let_the_jwt_expire();
        assert_eq!(forge.verify(&forge.genuine), Err(Refusal::Expired));
        assert_eq!(forge.verify(&forge.with_signature("AAAA")), Err(Refusal::Invalid));
    })
    .await;
}

#[tokio::test]
async fn the_session_must_be_that_of_the_person() {
    with_each_kind(async |forge| {
        let bob = forge.app.member("Bob").await;
        let claims = forge.claims_of(&bob).await;
        for (claim, value) in [("sub", &claims["sub"]), ("sid", &claims["sid"])] {
            let mixed = forge.with_claims(|own| own[claim] = value.clone());
            assert!(forge.verify(&mixed).is_ok(), "the token itself is well formed");
            assert!(!forge.lets_in(&mixed).await, "with the {claim} of somebody else");
        }
        assert!(forge.lets_in(&forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn a_person_or_session_that_never_was_opens_nothing() {
    with_each_kind(async |forge| {
        for value in [
            "",
            "x",
            "' or 1=1 --",
            "../",
            "%",
            "\u{0}",
            "00000000-0000-7000-8000-000000000000",
            &"x".repeat(2000),
        ] {
            for claim in ["sub", "sid"] {
                let token = forge.with_claims(|claims| claims[claim] = value.into());
                assert!(!forge.lets_in(&token).await, "with the {claim} {value:?}");
            }
        }
    })
    .await;
}

/// What the token says about a person is for other services; we look them up.
#[tokio::test]
async fn a_role_in_the_token_gives_no_rights_here() {
    with_access_tokens(async |forge| {
        let token = forge.with_claims(|claims| claims["role"] = "admin".into());
        let me: serde_json::Value = serde_json::from_slice(&forge.show(&token).await.body).unwrap();
        assert_eq!(me["role"], "user");
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_jumps_breaks_nothing() {
    with_each_kind(async |forge| {
        let now = forge.app.clock.now();
        for time in [now - 3_600_000, now + 3_600_000, 0, -1, i64::MIN / 4] {
            let elsewhere = forge.app.with_clock(Clock::manual(time)).await;
            assert!(!forge.lets_in_at(&elsewhere, &forge.genuine).await, "at {time}");
            assert!(forge.lets_in(&forge.genuine).await);
        }
        let end_of_time = forge.app.with_clock(Clock::manual(i64::MAX / 4)).await;
        assert!(!forge.lets_in_at(&end_of_time, &forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_is_no_jwt_and_a_jwt_no_refresh_token() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let cookies = ada.cookies();
        for header in [
            format!("latchkey_session={}", cookies["latchkey_refresh"]),
            format!("latchkey_refresh={}", cookies["latchkey_session"]),
        ] {
            let answer = ada.stolen_copy().get("/todos").header("cookie", &header).await;
            assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "with {header}");
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_token_in_the_address_or_in_a_header_opens_nothing() {
    with_each_kind(async |forge| {
        let guest = forge.app.guest();
        for name in ["access_token", "token", "session", "jwt"] {
            let answer = guest.get(&format!("/todos?{name}={}", forge.genuine)).await;
            assert_eq!(answer.status, 303);
            assert!(answer.location().starts_with("/sign-in"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_of_staging_is_refused() {
    with_each_kind(async |forge| {
        let staging = forge
            .app
            .another(|config| config.server.base_url = "http://staging.test".into(), |_| {})
            .await;
        assert!(!forge.lets_in_at(&staging, &forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn a_token_of_the_other_algorithm_is_refused() {
    with_access_tokens(async |forge| {
        let other = forge.app.another(
            |config| {
                config.sessions.jwt_algorithm = match forge.is_eddsa() {
                    true => server::config::JwtAlgorithm::Hs256,
                    false => server::config::JwtAlgorithm::EdDsa,
                };
            },
            |_| {},
        );
        assert!(!forge.lets_in_at(&other.await, &forge.genuine).await);
    })
    .await;
}

const NEXT_SECRET: &str = "the secret that comes after this one, longer";

/// Runs `test` with a token of each kind of a secret that is about to be replaced, on each database.
async fn with_each_kind_of_hs256(test: impl AsyncFn(&Forge<'_>)) {
    on_each_database(async |app| test(&Forge::new(app, Kind::Access).await).await).await;
    on_each_database(async |app| test(&Forge::new(app, Kind::Session).await).await).await;
}

#[tokio::test]
async fn a_token_of_the_previous_secret_is_valid_until_it_expires() {
    with_each_kind_of_hs256(async |forge| {
        let secrets = vec![secret(NEXT_SECRET), secret(SECRET)];
        let rotated = forge.app.another(|config| config.secrets = secrets, |_| {}).await;
        assert!(forge.lets_in_at(&rotated, &forge.genuine).await);
        forge.app.let_the_jwt_expire();
        assert!(!forge.lets_in_at(&rotated, &forge.genuine).await);
    })
    .await;
}

/// Whoever the change was made because of still has it.
#[tokio::test]
async fn the_previous_secret_signs_nothing_more_that_counts() {
    on_each_database(async |app| {
        let forge = Forge::new(app, Kind::Access).await;
        let secrets = vec![secret(NEXT_SECRET), secret(SECRET)];
        let rotated = app.another(|config| config.secrets.clone_from(&secrets), |_| {}).await;
        app.clock.advance(seconds(60));
        let later = |claims: &mut serde_json::Value| {
            for claim in ["iat", "nbf", "exp"] {
                claims[claim] = (claims[claim].as_i64().unwrap() + 60).into();
            }
        };
        let forged = forge.with_claims(later);
        assert!(forge.lets_in(&forged).await, "where it is still in use");
        assert!(!forge.lets_in_at(&rotated, &forged).await);
        assert!(
            forge.lets_in_at(&rotated, &forge.genuine).await,
            "what was issued before"
        );
        // A restart does not begin the time anew.
        let restarted = app.another(|config| config.secrets = secrets, |_| {}).await;
        assert!(!forge.lets_in_at(&restarted, &forged).await);
    })
    .await;
}

/// An operator who changes the secret of several instances lets all of them know the next one first.
#[tokio::test]
async fn an_instance_that_knows_the_next_secret_takes_its_tokens() {
    on_each_database(async |app| {
        let early = vec![secret(SECRET), secret(NEXT_SECRET)];
        let waiting = app.another(|config| config.secrets = early, |_| {}).await;
        app.clock.advance(seconds(60));
        let late = vec![secret(NEXT_SECRET), secret(SECRET)];
        let ahead = app.another(|config| config.secrets = late, |_| {}).await;
        app.clock.advance(seconds(60));
        for kind in [Kind::Access, Kind::Session] {
            let ada = Forge::new(&ahead, kind).await;
            assert!(ada.lets_in_at(&waiting, &ada.genuine).await, "{kind:?}");
            app.run("delete from users").await;
            if kind == Kind::Session {
                let here = Forge::new(&waiting, kind).await;
                assert!(
                    here.lets_in_at(&ahead, &here.genuine).await,
                    "the change is being rolled out"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_of_a_secret_that_is_gone_is_refused() {
    with_each_kind_of_hs256(async |forge| {
        let replaced = forge
            .app
            .another(|config| config.secrets = vec![secret(NEXT_SECRET)], |_| {})
            .await;
        assert!(!forge.lets_in_at(&replaced, &forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_comes_back_under_the_same_address_is_another_person() {
    with_each_kind(async |forge| {
        forge.app.run("delete from users").await;
        forge.app.guest().sign_up("Ada", "ada@example.com", PASSWORD).await;
        assert!(!forge.lets_in(&forge.genuine).await);
    })
    .await;
}

#[tokio::test]
async fn the_public_key_is_all_that_a_database_gives_away() {
    super::super::support::on_each_database_with(crate::support::eddsa, async |app| {
        app.member("Ada").await;
        assert_eq!(app.count("select count(*) as rows from signing_keys where length(public_key) = 32 and length(sealed_private_key) > 80").await, 1);
        let again = app.another(|_| {}, |_| {}).await;
        assert_eq!(again.state.auth.keys.signer(app.clock.now()).id, app.state.auth.keys.signer(app.clock.now()).id, "a restart makes no new key");
    })
    .await;
}
