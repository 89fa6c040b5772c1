//! What the `Cookie` headers of a request bring: only what is ours, and of a name that comes twice nothing.

use super::{
    cookies::{CookieNames, FORMER_DEVICE, FORMER_REFRESH, FORMER_SESSION, FORMER_TRUSTED_DEVICE, cookie},
    tokens::{CookieToken, RefreshToken},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tower_cookies::{Cookie, cookie::time::Duration};

/// What is ours of the `Cookie` headers of a request, as one header, if there is anything. A header is bytes: what
/// others have put there may be of any encoding, and hides nothing of ours.
#[must_use]
pub fn own<'a>(headers: impl IntoIterator<Item = &'a [u8]>, names: &CookieNames) -> Option<String> {
    let own: Vec<String> = pairs(headers)
        .filter(|(name, _)| names.is_own(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (!own.is_empty()).then(|| own.join("; "))
}

/// Whether a request brought cookies of ours, by which it could do something in somebody's name.
#[must_use]
pub fn can_act<'a>(headers: impl IntoIterator<Item = &'a [u8]>, names: &CookieNames) -> bool {
    let is_former =
        |name: &str, value: &str| !names.is_secure && name == FORMER_REFRESH && RefreshToken::parse(value).is_some();
    pairs(headers).any(|(name, value)| names.acting().contains(&name) || is_former(name, value))
}

/// The pairs of `Cookie` headers whose names and values are ASCII; ours are.
fn pairs<'a>(headers: impl IntoIterator<Item = &'a [u8]>) -> impl Iterator<Item = (&'a str, &'a str)> {
    headers
        .into_iter()
        .flat_map(|header| header.split(|byte| *byte == b';'))
        .filter(|pair| pair.is_ascii())
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// The credentials a browser brought.
#[derive(Clone, Debug, Default)]
pub struct Presented {
    pub jwt: Option<String>,
    pub refresh_token: Option<RefreshToken>,
}

/// What the `Cookie` headers of a request brought.
#[derive(Debug, Default)]
pub struct CookieHeader {
    pub presented: Presented,
    /// Whether there were any session cookies at all, good or bad.
    pub has_any: bool,
    pub device: Option<String>,
    pub trusted_device: Option<CookieToken>,
    pub challenge: Option<CookieToken>,
    /// Whether the refresh token came by its former name.
    is_former: bool,
    /// What came by the former name of the session cookie, whosever it is.
    former_session: Option<String>,
}

/// Reads the session cookies. A name that comes twice means that somebody else, such as a sibling
/// site, has set one of them: then none is believed.
pub fn read<'a>(headers: impl IntoIterator<Item = &'a [u8]>, names: &CookieNames) -> CookieHeader {
    let all: Vec<(&str, &str)> = pairs(headers).collect();
    let values = |name: &str| -> Vec<&str> {
        let named = all.iter().filter(|(found, _)| *found == name);
        named.map(|(_, value)| *value).collect()
    };
    let former = |name: &str| match names.is_secure {
        true => Vec::new(),
        false => values(name),
    };
    let (sessions, refreshes) = (values(names.session), values(names.refresh));
    let has_any = !sessions.is_empty() || !refreshes.is_empty();
    let presented = match (sessions.as_slice(), refreshes.as_slice()) {
        ([_, _, ..], _) | (_, [_, _, ..]) => Presented::default(),
        // By the former names, the refresh token alone counts: using it up is what moves the session to the new ones.
        ([], []) => Presented {
            jwt: None,
            refresh_token: only(&former(FORMER_REFRESH)).and_then(RefreshToken::parse),
        },
        (sessions, refreshes) => Presented {
            jwt: sessions.first().map(|&jwt| jwt.to_owned()),
            refresh_token: refreshes.first().and_then(|&token| RefreshToken::parse(token)),
        },
    };
    let either = |name: &str, former_name: &str| match values(name) {
        none if none.is_empty() => former(former_name),
        found => found,
    };
    CookieHeader {
        is_former: !has_any && presented.refresh_token.is_some(),
        former_session: only(&former(FORMER_SESSION)).map(str::to_owned),
        presented,
        has_any,
        device: only(&either(names.device, FORMER_DEVICE)).map(str::to_owned),
        trusted_device: only(&either(names.trusted_device, FORMER_TRUSTED_DEVICE)).and_then(CookieToken::parse),
        challenge: only(&values(names.challenge)).and_then(CookieToken::parse),
    }
}

impl CookieHeader {
    /// What makes a browser forget the former cookies of a session that has just been renewed by them. The refresh
    /// token is ours, for it was used up; what is called `session` is if it names this session, and otherwise
    /// somebody else's.
    #[must_use]
    pub fn former_removals(&self, session_id: &str, names: &CookieNames) -> Vec<Cookie<'static>> {
        if !self.is_former {
            return Vec::new();
        }
        let is_ours = self.former_session.as_deref().and_then(session_named_by);
        let session = is_ours.filter(|named| named == session_id).map(|_| FORMER_SESSION);
        session
            .into_iter()
            .chain([FORMER_REFRESH])
            .map(|name| cookie(name, String::new(), names, Some(Duration::ZERO)))
            .collect()
    }
}

/// The session a JWT names, whoever has signed it.
fn session_named_by(jwt: &str) -> Option<String> {
    let claims = jwt.split('.').nth(1)?;
    let claims: serde_json::Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    Some(claims.get("sid")?.as_str()?.to_owned())
}

fn only<'a>(values: &[&'a str]) -> Option<&'a str> {
    match values {
        [only] => Some(only),
        _ => None,
    }
}
