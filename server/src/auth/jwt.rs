//! Session JWTs: issued here, verified here and by any service that holds the secret or our JWKS.
//!
//! Verification allows one algorithm, knows its keys by exact name, takes no header we do not
//! write ourselves, and demands every claim. All failures look the same from outside; only a
//! correctly signed token that is merely too old is told apart.

use super::{Settings, keys::KeyRing};
use crate::random;
use app::model::Role;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

/// Longest token we look at, in bytes.
const MAX_LENGTH: usize = 4096;
/// Clocks of two machines may differ by so many seconds.
pub const LEEWAY: i64 = 30;
/// An access token by its media type (RFC 9068 §2.1), so that no other kind of JWT passes for one.
const TYPE: &str = "at+jwt";

/// What a session JWT says. Times are in seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The person's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub jti: String,
    pub iss: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Ours, but too old.
    #[error("token has expired")]
    Expired,
    /// Anything else.
    #[error("token is invalid")]
    Invalid,
}

/// Whom a token is for.
pub struct Subject<'a> {
    pub user_id: &'a str,
    pub session_id: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    pub role: Role,
}

/// Signs a token for a session, valid from `now` (milliseconds) on.
///
/// # Errors
/// When the key cannot sign, which a working installation never sees.
pub fn issue(
    keys: &KeyRing,
    settings: &Settings,
    subject: &Subject<'_>,
    now: i64,
) -> Result<String, jsonwebtoken::errors::Error> {
    let issued_at = now / 1000;
    let claims = Claims {
        sub: subject.user_id.to_owned(),
        sid: subject.session_id.to_owned(),
        email: subject.email.to_owned(),
        name: subject.name.to_owned(),
        role: subject.role,
        iat: issued_at,
        nbf: issued_at,
        exp: issued_at + lifetime(settings),
        jti: random::id(now),
        iss: settings.base_url.clone(),
        aud: settings.audience.clone(),
    };
    let signer = keys.signer(now);
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(signer.id.clone()),
        ..Header::new(keys.algorithm)
    };
    encode(&header, &claims, &signer.signing)
}

/// Reads a token and tells what it says, if it is one of ours and in force at `now` (milliseconds).
///
/// # Errors
/// [`Refusal`]; which check failed is not told.
pub fn verify(keys: &KeyRing, settings: &Settings, token: &str, now: i64) -> Result<Claims, Refusal> {
    let claims = read(keys, settings, token, now)?;
    check_times(&claims, lifetime(settings), now / 1000)?;
    Ok(claims)
}

/// The same for a token that may have run out meanwhile. It still names the session it was made for, and opens
/// nothing.
///
/// # Errors
/// [`Refusal::Invalid`].
pub fn verify_even_if_expired(keys: &KeyRing, settings: &Settings, token: &str, now: i64) -> Result<Claims, Refusal> {
    let claims = read(keys, settings, token, now)?;
    match check_times(&claims, lifetime(settings), now / 1000) {
        Ok(()) | Err(Refusal::Expired) => Ok(claims),
        Err(Refusal::Invalid) => Err(Refusal::Invalid),
    }
}

/// Everything but the times in the token; `now` only chooses the keys.
fn read(keys: &KeyRing, settings: &Settings, token: &str, now: i64) -> Result<Claims, Refusal> {
    if token.len() > MAX_LENGTH {
        return Err(Refusal::Invalid);
    }
    let header = read_header(token).ok_or(Refusal::Invalid)?;
    if !matches!(header.typ.as_str(), TYPE | "application/at+jwt") {
        return Err(Refusal::Invalid);
    }
    let verifier = keys.verifier(&header.kid, now).ok_or(Refusal::Invalid)?;
    let claims = decode::<Claims>(token, &verifier.verifying, &validation(keys, settings))
        .map_err(|_| Refusal::Invalid)?
        .claims;
    if ![&claims.sub, &claims.sid].into_iter().all(|id| is_id(id)) {
        return Err(Refusal::Invalid);
    }
    Ok(claims)
}

/// Whether a token has the shape of a JWT in compact form (RFC 7515 §7.1).
#[must_use]
pub fn is_jwt(token: &str) -> bool {
    token.matches('.').count() == 2
}

/// The whole header we write, and the only one we read: an unknown member (`jwk`, `jku`, `x5u`,
/// `crit`, `zip` …) or one given twice is refused before any key is looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnHeader {
    #[expect(dead_code, reason = "checked against the configured algorithm by jsonwebtoken")]
    alg: String,
    typ: String,
    kid: String,
}

fn read_header(token: &str) -> Option<OwnHeader> {
    let (header, _) = token.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()
}

fn validation(keys: &KeyRing, settings: &Settings) -> Validation {
    let mut validation = Validation::new(keys.algorithm);
    validation.algorithms = vec![keys.algorithm];
    validation.set_issuer(&[&settings.base_url]);
    match &settings.audience {
        Some(audience) => {
            validation.set_audience(&[audience]);
            validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub", "aud"]);
        }
        None => {
            // Without an audience of our own, a token that names one is for somebody else, and
            // `validate_aud` refuses it.
            validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub"]);
        }
    }
    // The times are checked against our own clock below; the crate asks the machine's.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

/// Whether a text can be an id of ours. PostgreSQL takes no U+0000 even in a question.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// All sums saturate: a clock that jumps or a claim at the end of the range must not wrap around.
fn check_times(claims: &Claims, lifetime: i64, now: i64) -> Result<(), Refusal> {
    let is_plausible = claims.iat >= 0
        && claims.exp > claims.iat
        && claims.exp.saturating_sub(claims.iat) <= lifetime
        && claims.nbf <= now.saturating_add(LEEWAY)
        && claims.iat <= now.saturating_add(LEEWAY);
    if !is_plausible {
        return Err(Refusal::Invalid);
    }
    if now > claims.exp.saturating_add(LEEWAY) {
        return Err(Refusal::Expired);
    }
    Ok(())
}

fn lifetime(settings: &Settings) -> i64 {
    i64::try_from(settings.jwt_lifetime.as_secs()).unwrap_or(i64::MAX)
}
