//! Bearer session tokens: what Better Auth's bearer flow hands to programs in `set-auth-token`.
//!
//! A token names its session and is signed, so it is never stored and can be made again at any time. It
//! lives exactly as long as its session does.

use super::{KeySource, Settings};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

const PURPOSE: &str = "bearer session token";

/// The token of a session.
#[must_use]
pub fn token_of(settings: &Settings, session_id: &str) -> String {
    format!("{session_id}.{}", signature(settings.secret(), session_id))
}

/// The session a token names, if we have signed it, and what has signed it: a session that was opened too late for
/// that ([`KeySource::signed_in_time`]) is not theirs.
#[must_use]
pub fn session_of<'a, 's>(settings: &'s Settings, token: &'a str) -> Option<(&'a str, &'s KeySource)> {
    let (session_id, signed) = token.split_once('.')?;
    let mut sources = settings.secrets.iter().chain(&settings.former_secrets);
    // In constant time, so that no answer tells how much of a forged signature is right.
    let is_theirs = |source: &&KeySource| bool::from(signature(source, session_id).as_bytes().ct_eq(signed.as_bytes()));
    Some((session_id, sources.find(is_theirs)?))
}

fn signature(source: &KeySource, session_id: &str) -> String {
    URL_SAFE_NO_PAD.encode(source.hmac(PURPOSE, session_id.as_bytes()))
}
