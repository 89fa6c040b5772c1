//! Bearer session tokens: what Better Auth's bearer flow hands to programs in `set-auth-token`.
//!
//! A token names its session and is signed, so it is never stored and can be made again at any time. It
//! lives exactly as long as its session does.

use super::{Secret, Settings};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

const PURPOSE: &str = "bearer session token";

/// The token of a session.
#[must_use]
pub fn token_of(settings: &Settings, session_id: &str) -> String {
    format!("{session_id}.{}", signature(settings.secret(), session_id))
}

/// The session a token names, if we have signed it.
#[must_use]
pub fn session_of<'a>(settings: &Settings, token: &'a str) -> Option<&'a str> {
    let (session_id, signed) = token.split_once('.')?;
    let is_ours = |secret: &Secret| bool::from(signature(secret, session_id).as_bytes().ct_eq(signed.as_bytes()));
    settings.secrets.iter().any(is_ours).then_some(session_id)
}

fn signature(secret: &Secret, session_id: &str) -> String {
    URL_SAFE_NO_PAD.encode(secret.hmac(PURPOSE, session_id.as_bytes()))
}
