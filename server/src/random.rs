//! Tokens and ids that nobody can guess, from one source.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Fills an array from the operating system's generator. Not from aws-lc's: it first measures the processor's jitter
/// for 60 ms, which would be most of the time the program takes to start.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the system is asked"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's random generator works, or nothing can be secure");
    bytes
}

/// 256 random bits in base64url: 43 characters.
#[must_use]
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// Whether a text could have come from [`token`], by its length and its emails.
#[must_use]
pub(crate) fn is_token(raw: &str) -> bool {
    raw.len() == 43
        && raw
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// An id that sorts by time: UUID version 7 (RFC 9562 §5.7). Ids are names, not secrets.
#[must_use]
pub(crate) fn id(now: i64) -> String {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(0), &bytes::<10>())
        .into_uuid()
        .to_string()
}
