//! The two session cookies, the one a device is known by, and those of a second step: their names, their flags, how
//! long they live, and how they are read.

use super::{
    OpenSession, SessionRow,
    authenticate::Presented,
    device::Device,
    one_time::{OneTimeToken, Purpose},
    refresh::RefreshToken,
    two_factor::{CHALLENGE_LIFETIME, CookieToken, TRUSTED_FOR},
};
use crate::clock::millis;
use app::model::EmailAddress;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration},
};

/// How long a browser may take to go through a passkey ceremony.
pub const CEREMONY_LIFETIME: Duration = Duration::minutes(5);

/// How long a browser stays known without signing in.
const DEVICE_LIFETIME: Duration = Duration::days(365);

/// How long a link that was opened, or the address a letter went to, is remembered.
const LINK_LIFETIME: Duration = Duration::minutes(30);

/// Names and flags by the kind of origin. On https the `__Host-` prefix makes browsers refuse the
/// cookie from any other host, path or transport. Browsers differ in taking `Secure` cookies on
/// http://localhost, so there they have plain names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieNames {
    pub session: &'static str,
    pub refresh: &'static str,
    pub device: &'static str,
    /// What came by mail, on its way from the address into a form.
    pub link: &'static str,
    /// Where a letter was sent to a moment ago.
    pub sent: &'static str,
    /// What shows that this browser has made the sign-up that waits for its letter.
    pub newcomer: &'static str,
    pub ceremony: &'static str,
    pub trusted_device: &'static str,
    pub challenge: &'static str,
    is_secure: bool,
}

impl CookieNames {
    #[must_use]
    pub fn for_origin(is_https: bool) -> Self {
        match is_https {
            true => Self {
                session: "__Host-session",
                refresh: "__Host-refresh",
                device: "__Host-device",
                link: "__Host-link",
                sent: "__Host-sent",
                newcomer: "__Host-newcomer",
                ceremony: "__Host-ceremony",
                trusted_device: "__Host-trusted",
                challenge: "__Host-challenge",
                is_secure: true,
            },
            false => Self {
                session: "session",
                refresh: "refresh",
                device: "device",
                link: "link",
                sent: "sent",
                newcomer: "newcomer",
                ceremony: "ceremony",
                trusted_device: "trusted",
                challenge: "challenge",
                is_secure: false,
            },
        }
    }
}

/// The cookies of a session. Both live as long as it does, or as long as the browser does when the
/// person did not want to be remembered; the JWT inside runs out much earlier and is renewed.
#[must_use]
pub fn session_cookies(open: &OpenSession, names: &CookieNames, now: i64) -> Vec<Cookie<'static>> {
    let max_age = max_age(&open.live.session, now);
    [
        (names.session, open.jwt.clone()),
        (names.refresh, open.refresh_token.reveal().to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| cookie(name, value, names, max_age))
    .collect()
}

/// It outlives the session and is not removed with it: it opens nothing, and keeps others from locking its
/// owner out.
#[must_use]
pub fn device_cookie(device: &Device, names: &CookieNames) -> Cookie<'static> {
    cookie(names.device, device.to_cookie(), names, Some(DEVICE_LIFETIME))
}

/// Takes the token of a link out of the address, where histories and referrers would keep it. `None` forgets it.
#[must_use]
pub fn link_cookie(token: Option<&OneTimeToken>, names: &CookieNames) -> Cookie<'static> {
    let lifetime = token.map_or(Duration::ZERO, |_| LINK_LIFETIME);
    let value = token.map(|token| token.reveal().to_owned()).unwrap_or_default();
    cookie(names.link, value, names, Some(lifetime))
}

/// Remembers where a letter was sent to, so that the next page can say so, and send another.
#[must_use]
pub fn sent_cookie(sent: &Sent, names: &CookieNames) -> Cookie<'static> {
    let value = URL_SAFE_NO_PAD.encode(format!("{} {}", sent.at, sent.email));
    cookie(names.sent, value, names, Some(LINK_LIFETIME))
}

/// What shows that a browser has made the sign-up that waits for its letter. It lives as long as the link there.
#[must_use]
pub fn newcomer_cookie(token: &CookieToken, names: &CookieNames) -> Cookie<'static> {
    let max_age = Duration::milliseconds(millis(Purpose::VerifyEmail.lifetime()));
    cookie(names.newcomer, token.reveal().to_owned(), names, Some(max_age))
}

/// What makes a browser forget a sign-up that waited.
#[must_use]
pub fn newcomer_removal(names: &CookieNames) -> Cookie<'static> {
    cookie(names.newcomer, String::new(), names, Some(Duration::ZERO))
}

/// A letter that was sent a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub email: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}

impl Sent {
    /// What a cookie of ours says; it is for the eyes of whoever has it, so nothing depends on it.
    #[must_use]
    pub fn parse(cookie: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()?;
        let (at, email) = text.split_once(' ')?;
        let email = EmailAddress::parse(email).ok()?;
        Some(Self {
            email: email.as_str().to_owned(),
            at: at.parse().ok()?,
        })
    }
}

/// The cookie by which a passkey ceremony is found again.
#[must_use]
pub fn ceremony_cookie(token: String, names: &CookieNames) -> Cookie<'static> {
    cookie(names.ceremony, token, names, Some(CEREMONY_LIFETIME))
}

/// What makes a browser forget a ceremony that has ended.
#[must_use]
pub fn ceremony_removal(names: &CookieNames) -> Cookie<'static> {
    cookie(names.ceremony, String::new(), names, Some(Duration::ZERO))
}

/// It outlives the session too: with it this device needs the password alone.
#[must_use]
pub fn trusted_cookie(token: &CookieToken, names: &CookieNames) -> Cookie<'static> {
    let max_age = Duration::milliseconds(millis(TRUSTED_FOR));
    cookie(names.trusted_device, token.reveal().to_owned(), names, Some(max_age))
}

/// What a sign-in that waits for its second step is found by.
#[must_use]
pub fn challenge_cookie(token: &CookieToken, names: &CookieNames) -> Cookie<'static> {
    let max_age = Duration::milliseconds(millis(CHALLENGE_LIFETIME));
    cookie(names.challenge, token.reveal().to_owned(), names, Some(max_age))
}

/// What makes a browser forget a sign-in that waited.
#[must_use]
pub fn challenge_removal(names: &CookieNames) -> Cookie<'static> {
    cookie(names.challenge, String::new(), names, Some(Duration::ZERO))
}

/// What makes a browser forget that it was trusted.
#[must_use]
pub fn trusted_removal(names: &CookieNames) -> Cookie<'static> {
    cookie(names.trusted_device, String::new(), names, Some(Duration::ZERO))
}

/// The cookie of a new JWT alone, for a session that goes on.
#[must_use]
pub fn jwt_cookie(jwt: String, session: &SessionRow, names: &CookieNames, now: i64) -> Cookie<'static> {
    cookie(names.session, jwt, names, max_age(session, now))
}

fn max_age(session: &SessionRow, now: i64) -> Option<Duration> {
    session
        .is_remembered
        .then(|| Duration::milliseconds(session.expires_at.saturating_sub(now).max(0)))
}

/// What makes a browser forget the session.
#[must_use]
pub fn removal_cookies(names: &CookieNames) -> Vec<Cookie<'static>> {
    [names.session, names.refresh]
        .map(|name| cookie(name, String::new(), names, Some(Duration::ZERO)))
        .into()
}

fn cookie(name: &'static str, value: String, names: &CookieNames, max_age: Option<Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(names.is_secure)
        .same_site(SameSite::Lax)
        .build();
    cookie.set_max_age(max_age);
    cookie
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
}

/// Reads the session cookies. A name that comes twice means that somebody else, such as a sibling
/// site, has set one of them: then none is believed.
pub fn read<'a>(headers: impl IntoIterator<Item = &'a str>, names: &CookieNames) -> CookieHeader {
    let (mut sessions, mut refreshes, mut devices) = (Vec::new(), Vec::new(), Vec::new());
    let (mut trusted, mut challenges) = (Vec::new(), Vec::new());
    for (name, value) in headers
        .into_iter()
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.split_once('='))
    {
        match name.trim() {
            name if name == names.session => sessions.push(value.trim()),
            name if name == names.refresh => refreshes.push(value.trim()),
            name if name == names.device => devices.push(value.trim()),
            name if name == names.trusted_device => trusted.push(value.trim()),
            name if name == names.challenge => challenges.push(value.trim()),
            _ => {}
        }
    }
    let has_any = !sessions.is_empty() || !refreshes.is_empty();
    let presented = match (sessions.as_slice(), refreshes.as_slice()) {
        ([_, _, ..], _) | (_, [_, _, ..]) => Presented::default(),
        (sessions, refreshes) => Presented {
            jwt: sessions.first().map(|&jwt| jwt.to_owned()),
            refresh_token: refreshes.first().and_then(|&token| RefreshToken::parse(token)),
        },
    };
    CookieHeader {
        presented,
        has_any,
        device: only(&devices).map(str::to_owned),
        trusted_device: only(&trusted).and_then(CookieToken::parse),
        challenge: only(&challenges).and_then(CookieToken::parse),
    }
}

fn only<'a>(values: &[&'a str]) -> Option<&'a str> {
    match values {
        [only] => Some(only),
        _ => None,
    }
}
