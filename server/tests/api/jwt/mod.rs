//! The attacks J04–J63 of the security reference, for HS256 and for EdDSA: straight at the verifier,
//! and through the session cookie of the running program.

mod algorithm;
mod claims;
mod forge;
mod header;
mod shape;
mod worlds;

use forge::{Forge, with_each_algorithm};
use server::auth::jwt::Refusal;

/// What is wrong with a token, and the token.
type Token = (&'static str, String);

fn all_attacks(forge: &Forge<'_>) -> Vec<Token> {
    [
        shape::tokens(forge),
        algorithm::tokens(forge),
        header::tokens(forge),
        claims::tokens(forge),
    ]
    .concat()
}

fn refuses_all(forge: &Forge<'_>, tokens: Vec<Token>) {
    for (name, token) in tokens {
        assert_eq!(forge.verify(&token), Err(Refusal::Invalid), "{name}: {token}");
    }
    assert!(forge.verify(&forge.genuine).is_ok(), "the genuine token still works");
}

#[tokio::test]
async fn a_token_of_another_shape_is_refused() {
    with_each_algorithm(async |forge| refuses_all(forge, shape::tokens(forge))).await;
}

#[tokio::test]
async fn a_token_of_another_algorithm_or_key_is_refused() {
    with_each_algorithm(async |forge| refuses_all(forge, algorithm::tokens(forge))).await;
}

#[tokio::test]
async fn a_token_with_another_header_is_refused() {
    with_each_algorithm(async |forge| refuses_all(forge, header::tokens(forge))).await;
}

#[tokio::test]
async fn a_token_with_other_claims_is_refused() {
    with_each_algorithm(async |forge| refuses_all(forge, claims::tokens(forge))).await;
}

/// J05: no single bit may be turned.
#[tokio::test]
async fn a_token_with_any_bit_turned_is_refused() {
    with_each_algorithm(async |forge| {
        for at in 0..forge.genuine.len() {
            for bit in 0..7 {
                let mut bytes = forge.genuine.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let token = String::from_utf8(bytes).unwrap();
                assert_eq!(
                    forge.verify(&token),
                    Err(Refusal::Invalid),
                    "bit {bit} of character {at}: {token}"
                );
            }
        }
    })
    .await;
}

/// J05: nor may any character be missing or be there twice.
#[tokio::test]
async fn a_token_with_a_character_too_few_or_too_many_is_refused() {
    with_each_algorithm(async |forge| {
        for at in 0..forge.genuine.len() {
            let (before, after) = forge.genuine.split_at(at);
            for token in [format!("{before}{}", &after[1..]), format!("{before}A{after}")] {
                assert_eq!(forge.verify(&token), Err(Refusal::Invalid), "at {at}: {token}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_media_type_may_be_written_in_full() {
    with_each_algorithm(async |forge| {
        let token = forge.with_header(|header| header["typ"] = "application/at+jwt".into());
        assert!(forge.verify(&token).is_ok());
    })
    .await;
}

/// Each attack as the only cookie of a browser, on the running program.
#[tokio::test]
async fn no_attack_opens_a_page_or_breaks_the_program() {
    with_each_algorithm(async |forge| {
        let in_cookie =
            |token: &str| token.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';') && token.trim() == token;
        for (name, token) in all_attacks(forge).into_iter().filter(|(_, token)| in_cookie(token)) {
            let answer = forge
                .browser
                .get("/todos")
                .header("cookie", &format!("latchkey_session={token}"))
                .await;
            assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "{name}: {token}");
            assert!(answer.removes_cookie("session"), "{name}: {token}");
        }
        forge.browser.set_cookie("session", &forge.genuine);
        assert!(forge.browser.is_signed_in().await, "the genuine token still works");
    })
    .await;
}
