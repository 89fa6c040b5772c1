//! The two kinds of JWT, each by its own media type and its own key, so that neither passes for the other.
//!
//! The *session JWT* lives in our cookie, is signed with a key derived from the root of the installation, and is taken
//! from the cookie alone. The *access token* is for programs and other services, which verify it with the shared
//! secret or our JWKS; at our own door it reads the account and works with todos.
//!
//! Verification allows one algorithm, knows its keys by exact name, takes no header we do not write ourselves, and
//! demands every claim. All failures look the same from outside; only a correctly signed token that is merely too old
//! is told apart.

use super::{KeySource, Settings, key_source::SessionKey, keys::KeyRing};
use crate::random;
use app::model::Role;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, encode, errors::Error as SigningError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Longest token we look at, in bytes.
const MAX_LENGTH: usize = 4096;
/// Clocks of two machines may differ by so many seconds.
pub const LEEWAY: i64 = 30;
/// An access token was issued so many seconds earlier than it was, for verifiers whose clocks are behind and which
/// allow for nothing.
pub const BACKDATED: i64 = 5;
/// An access token by its media type (RFC 9068 §2.1), so that no other kind of JWT passes for one.
const ACCESS: [&str; 2] = ["at+jwt", "application/at+jwt"];
/// A session JWT by its media type, which nobody else knows (RFC 8725 §3.11).
const SESSION: [&str; 1] = ["latchkey-session+jwt"];

/// What an access token says. Times are in seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessClaims {
    /// The person's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    pub email: String,
    /// Whether the person has shown that the address is theirs. Without that, `email` is what somebody claims.
    pub email_verified: bool,
    pub name: String,
    pub role: Role,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    /// How often the session's refresh token had been exchanged by then, a full stop, and a name of its own.
    pub jti: String,
    pub iss: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
}

/// What a session JWT says: everything else is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionClaims {
    /// The person's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// How often the session's refresh token had been exchanged by then.
    pub rotation: i64,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub iss: String,
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

/// When a token was issued and until when it is good, in seconds since the Unix epoch, and its name. An access token
/// with the stamp of a session JWT is the same text whenever it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub issued_at: i64,
    pub expires_at: i64,
    pub id: String,
}

impl Stamp {
    /// A new one, from `now` (milliseconds) on.
    #[must_use]
    pub fn new(settings: &Settings, now: i64) -> Self {
        let issued_at = now / 1000;
        Self {
            issued_at,
            expires_at: issued_at + lifetime(settings),
            id: random::id(now),
        }
    }

    /// The same one for everybody who asks for `session_id` within a while, which is short next to the lifetime.
    #[must_use]
    pub fn shared(settings: &Settings, session_id: &str, now: i64) -> Self {
        let step = (lifetime(settings) / 4).clamp(1, 60);
        let issued_at = now / 1000 / step * step;
        let message = format!("{session_id} {issued_at}");
        Self {
            issued_at,
            expires_at: issued_at + lifetime(settings),
            id: URL_SAFE_NO_PAD.encode(&settings.secret().hmac("access token id", message.as_bytes())[..16]),
        }
    }
}

impl From<&SessionClaims> for Stamp {
    fn from(claims: &SessionClaims) -> Self {
        Self {
            issued_at: claims.iat,
            expires_at: claims.exp,
            id: claims.jti.clone(),
        }
    }
}

/// Whom an access token is about.
pub struct Subject<'a> {
    pub user_id: &'a str,
    pub session_id: &'a str,
    pub rotation: i64,
    pub email: &'a str,
    pub email_verified: bool,
    pub name: &'a str,
    pub role: Role,
}

/// Signs an access token; `now` (milliseconds) only chooses the key.
///
/// # Errors
/// When the key cannot sign, which a working installation never sees.
pub fn issue_access(
    keys: &KeyRing,
    settings: &Settings,
    subject: &Subject<'_>,
    stamp: &Stamp,
    now: i64,
) -> Result<String, SigningError> {
    let issued_at = stamp.issued_at - BACKDATED;
    let claims = AccessClaims {
        sub: subject.user_id.to_owned(),
        sid: subject.session_id.to_owned(),
        email: subject.email.to_owned(),
        email_verified: subject.email_verified,
        name: subject.name.to_owned(),
        role: subject.role,
        iat: issued_at,
        nbf: issued_at,
        exp: stamp.expires_at,
        jti: format!("{}.{}", subject.rotation, stamp.id),
        iss: settings.base_url.clone(),
        aud: settings.audience.clone(),
    };
    let signer = keys.signer(now);
    encode(&header(keys.algorithm, ACCESS[0], &signer.id), &claims, &signer.signing)
}

/// Signs a session JWT.
///
/// # Errors
/// As [`issue_access`].
pub fn issue_session(
    settings: &Settings,
    user_id: &str,
    session_id: &str,
    rotation: i64,
    stamp: &Stamp,
) -> Result<String, SigningError> {
    let claims = SessionClaims {
        sub: user_id.to_owned(),
        sid: session_id.to_owned(),
        rotation,
        iat: stamp.issued_at,
        exp: stamp.expires_at,
        jti: stamp.id.clone(),
        iss: settings.base_url.clone(),
    };
    let SessionKey { id, signing, .. } = settings.secret().session_key();
    encode(&header(Algorithm::HS256, SESSION[0], id), &claims, signing)
}

fn header(algorithm: Algorithm, kind: &str, key_id: &str) -> Header {
    Header {
        typ: Some(kind.to_owned()),
        kid: Some(key_id.to_owned()),
        ..Header::new(algorithm)
    }
}

/// Reads an access token and tells what it says, if it is one of ours and in force at `now` (milliseconds).
///
/// # Errors
/// [`Refusal`]; which check failed is not told.
pub fn verify_access(keys: &KeyRing, settings: &Settings, token: &str, now: i64) -> Result<AccessClaims, Refusal> {
    let claims = read_access(keys, settings, token, now)?;
    access_times(&claims).check(lifetime(settings) + BACKDATED, now / 1000)?;
    Ok(claims)
}

/// The same for an access token that may have run out meanwhile. It still names the session it was made for, and
/// opens nothing.
///
/// # Errors
/// [`Refusal::Invalid`].
pub fn verify_access_even_if_expired(
    keys: &KeyRing,
    settings: &Settings,
    token: &str,
    now: i64,
) -> Result<AccessClaims, Refusal> {
    let claims = read_access(keys, settings, token, now)?;
    match access_times(&claims).check(lifetime(settings) + BACKDATED, now / 1000) {
        Ok(()) | Err(Refusal::Expired) => Ok(claims),
        Err(Refusal::Invalid) => Err(Refusal::Invalid),
    }
}

/// Everything but the times in the token; `now` only chooses the keys.
fn read_access(keys: &KeyRing, settings: &Settings, token: &str, now: i64) -> Result<AccessClaims, Refusal> {
    let key_id = key_id(token, &ACCESS).ok_or(Refusal::Invalid)?;
    let key = keys.verifier(&key_id, now).ok_or(Refusal::Invalid)?;
    let mut validation = validation(settings, keys.algorithm);
    match &settings.audience {
        Some(audience) => {
            validation.set_audience(&[audience]);
            validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub", "aud"]);
        }
        // Without an audience of our own, a token that names one is for somebody else, and `validate_aud` refuses it.
        None => validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub"]),
    }
    let claims: AccessClaims = read(token, &key.verifying, &validation)?;
    check_ids(&claims.sub, &claims.sid)?;
    // A secret that another one has taken the place of may be known to somebody: what it signs since then is theirs.
    let is_in_time = key
        .superseded_at
        .is_none_or(|until| claims.iat.saturating_mul(1000) <= until);
    is_in_time.then_some(claims).ok_or(Refusal::Invalid)
}

/// Reads a session JWT and tells what it says, if it is one of ours and in force at `now` (milliseconds).
///
/// # Errors
/// [`Refusal`]; which check failed is not told.
pub fn verify_session(settings: &Settings, token: &str, now: i64) -> Result<SessionClaims, Refusal> {
    let key_id = key_id(token, &SESSION).ok_or(Refusal::Invalid)?;
    let mut sources = settings.secrets.iter();
    let source: &KeySource = sources
        .find(|source| source.session_key().id == key_id)
        .ok_or(Refusal::Invalid)?;
    let mut validation = validation(settings, Algorithm::HS256);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    let key = &source.session_key().verifying;
    let claims: SessionClaims = read(token, key, &validation)?;
    check_ids(&claims.sub, &claims.sid)?;
    if !source.signed_in_time(claims.iat.saturating_mul(1000)) {
        return Err(Refusal::Invalid);
    }
    let times = Times {
        issued: claims.iat,
        begin: claims.iat,
        end: claims.exp,
    };
    times.check(lifetime(settings), now / 1000)?;
    Ok(claims)
}

/// How often the refresh token of its session had been exchanged when an access token was made.
#[must_use]
pub fn rotation_of(claims: &AccessClaims) -> Option<i64> {
    claims.jti.split_once('.')?.0.parse().ok()
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

/// The key that a token of one of these kinds names.
fn key_id(token: &str, kinds: &[&str]) -> Option<String> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    let (header, _) = token.split_once('.')?;
    let header: OwnHeader = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    kinds.contains(&header.typ.as_str()).then_some(header.kid)
}

fn validation(settings: &Settings, algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    // The configuration chooses the algorithm, never the header of a token (RFC 8725 §3.1).
    validation.algorithms = vec![algorithm];
    validation.set_issuer(&[&settings.base_url]);
    // The times are checked against our own clock below; the crate asks the machine's.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

fn read<C: DeserializeOwned + Clone>(token: &str, key: &DecodingKey, validation: &Validation) -> Result<C, Refusal> {
    let decoded = decode::<C>(token, key, validation).map_err(|_| Refusal::Invalid)?;
    Ok(decoded.claims)
}

fn check_ids(user_id: &str, session_id: &str) -> Result<(), Refusal> {
    let are_ids = is_id(user_id) && is_id(session_id);
    are_ids.then_some(()).ok_or(Refusal::Invalid)
}

/// Whether a text can be an id of ours. PostgreSQL takes no U+0000 even in a question.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The times of a token, in seconds since the Unix epoch.
struct Times {
    issued: i64,
    begin: i64,
    end: i64,
}

fn access_times(claims: &AccessClaims) -> Times {
    Times {
        issued: claims.iat,
        begin: claims.nbf,
        end: claims.exp,
    }
}

impl Times {
    /// All sums saturate: a clock that jumps or a claim at the end of the range must not wrap around.
    fn check(&self, lifetime: i64, now: i64) -> Result<(), Refusal> {
        let is_plausible = self.issued >= 0
            && self.end > self.issued
            && self.end.saturating_sub(self.issued) <= lifetime
            && self.begin <= now.saturating_add(LEEWAY)
            && self.issued <= now.saturating_add(LEEWAY);
        if !is_plausible {
            return Err(Refusal::Invalid);
        }
        if now > self.end.saturating_add(LEEWAY) {
            return Err(Refusal::Expired);
        }
        Ok(())
    }
}

fn lifetime(settings: &Settings) -> i64 {
    i64::try_from(settings.jwt_lifetime.as_secs()).unwrap_or(i64::MAX)
}
