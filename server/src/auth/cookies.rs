//! The two session cookies, the one a device is known by, and those of a second step: their names, their flags, how
//! long they live, and how they are read.

use super::{
    SessionRow,
    device::{Device, KNOWN_FOR},
    one_time::Purpose,
    tokens::{CookieToken, OneTimeToken, RefreshToken},
};
use crate::clock::millis;
use app::model::{EmailAddress, EndReason, SessionEnd, Theme};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tower_cookies::{
    Cookie,
    cookie::{SameSite, time::Duration},
};

/// How long a browser may take to go through a passkey ceremony.
pub const CEREMONY_LIFETIME: Duration = Duration::minutes(5);

/// How long somebody may take from the password to the second step.
pub const CHALLENGE_LIFETIME: std::time::Duration = std::time::Duration::from_mins(5);

/// How long a device needs no second step after one.
pub const TRUSTED_FOR: std::time::Duration = std::time::Duration::from_hours(30 * 24);

/// How long a link that was opened, or the address an email went to, is remembered.
const LINK_LIFETIME: Duration = Duration::minutes(30);

/// How long the page where one signs in again may take to be opened.
const SESSION_END_LIFETIME: Duration = Duration::minutes(10);

/// Names and flags by the kind of origin. On https the `__Host-` prefix makes browsers refuse the
/// cookie from any other host, path or transport. Browsers differ in taking `Secure` cookies on
/// <http://localhost>, so there the names say whose they are: all programs on one host share its cookies, whatever
/// their ports, and half of them call theirs `session`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieNames {
    pub session: &'static str,
    pub refresh: &'static str,
    pub device: &'static str,
    /// What came by mail, on its way from the address into a form.
    pub link: &'static str,
    /// Where an email was sent to a moment ago.
    pub sent: &'static str,
    /// What shows that this browser has made the sign-up that waits for its email.
    pub newcomer: &'static str,
    pub ceremony: &'static str,
    pub trusted_device: &'static str,
    pub challenge: &'static str,
    /// What the page before wanted to be said.
    pub flash: &'static str,
    /// How the session ended, for the page where one signs in again.
    pub session_end: &'static str,
    pub is_secure: bool,
}

/// What they were called on http before their names said whose they are. Others call theirs so too: these are read where
/// the new ones are absent, and taken away only where their values are ours.
pub(super) const FORMER_SESSION: &str = "session";
pub(super) const FORMER_REFRESH: &str = "refresh";
pub(super) const FORMER_DEVICE: &str = "device";
pub(super) const FORMER_TRUSTED_DEVICE: &str = "trusted";
const FORMER: [&str; 4] = [FORMER_SESSION, FORMER_REFRESH, FORMER_DEVICE, FORMER_TRUSTED_DEVICE];

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
                flash: "__Host-flash",
                session_end: "__Host-session-end",
                is_secure: true,
            },
            false => Self {
                session: "latchkey_session",
                refresh: "latchkey_refresh",
                device: "latchkey_device",
                link: "latchkey_link",
                sent: "latchkey_sent",
                newcomer: "latchkey_newcomer",
                ceremony: "latchkey_ceremony",
                trusted_device: "latchkey_trusted",
                challenge: "latchkey_challenge",
                flash: "latchkey_flash",
                session_end: "latchkey_session_end",
                is_secure: false,
            },
        }
    }

    /// Those by which a request could do something in somebody's name.
    pub(super) fn acting(&self) -> [&'static str; 9] {
        [
            self.session,
            self.refresh,
            self.device,
            self.link,
            self.sent,
            self.newcomer,
            self.ceremony,
            self.trusted_device,
            self.challenge,
        ]
    }

    pub(super) fn is_own(&self, name: &str) -> bool {
        self.acting().contains(&name)
            || [self.flash, self.session_end, Theme::cookie(self.is_secure)].contains(&name)
            || !self.is_secure && FORMER.contains(&name)
    }
}

/// The cookies of a session. Both live as long as it does, or as long as the browser does when the
/// person did not want to be remembered; the JWT inside runs out much earlier and is renewed.
#[must_use]
pub fn session_cookies(
    session: &SessionRow,
    jwt: &str,
    refresh_token: &RefreshToken,
    names: &CookieNames,
    now: i64,
) -> Vec<Cookie<'static>> {
    let max_age = max_age(session, now);
    [
        (names.session, jwt.to_owned()),
        (names.refresh, refresh_token.reveal().to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| cookie(name, value, names, max_age))
    .collect()
}

/// It outlives the session and is not removed with it: it opens nothing, and keeps others from locking its
/// owner out.
#[must_use]
pub fn device_cookie(device: &Device, names: &CookieNames) -> Cookie<'static> {
    let max_age = lasting(KNOWN_FOR);
    cookie(names.device, device.to_cookie(), names, Some(max_age))
}

/// Takes the token of a link out of the address, where histories and referrers would keep it. `None` forgets it.
#[must_use]
pub fn link_cookie(token: Option<&OneTimeToken>, names: &CookieNames) -> Cookie<'static> {
    let lifetime = token.map_or(Duration::ZERO, |_| LINK_LIFETIME);
    let value = token.map(|token| token.reveal().to_owned()).unwrap_or_default();
    cookie(names.link, value, names, Some(lifetime))
}

/// Remembers where an email was sent to, so that the next page can say so, and send another.
#[must_use]
pub fn sent_cookie(sent: &Sent, names: &CookieNames) -> Cookie<'static> {
    let value = URL_SAFE_NO_PAD.encode(format!("{} {}", sent.at, sent.email));
    cookie(names.sent, value, names, Some(LINK_LIFETIME))
}

/// What shows that a browser has made the sign-up that waits for its email. It lives as long as the link there.
#[must_use]
pub fn newcomer_cookie(token: &CookieToken, names: &CookieNames) -> Cookie<'static> {
    let max_age = lasting(Purpose::VerifyEmail.lifetime());
    cookie(names.newcomer, token.reveal().to_owned(), names, Some(max_age))
}

/// What makes a browser forget a sign-up that waited.
#[must_use]
pub fn newcomer_removal(names: &CookieNames) -> Cookie<'static> {
    cookie(names.newcomer, String::new(), names, Some(Duration::ZERO))
}

/// Remembers how the session of this browser ended, until that has been said. `None` forgets it.
#[must_use]
pub fn session_end_cookie(end: Option<&SessionEnd>, names: &CookieNames) -> Cookie<'static> {
    let lifetime = end.map_or(Duration::ZERO, |_| SESSION_END_LIFETIME);
    let text = end.map(|end| {
        let email = end.email.as_ref().map(EmailAddress::as_str).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(format!("{} {email}", end.reason.as_str()))
    });
    cookie(names.session_end, text.unwrap_or_default(), names, Some(lifetime))
}

/// Reads what [`session_end_cookie`] wrote. It is for the eyes of whoever has it, so nothing depends on it.
#[must_use]
pub fn parse_session_end(cookie: &str) -> Option<SessionEnd> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cookie).ok()?).ok()?;
    let (reason, email) = text.split_once(' ')?;
    Some(SessionEnd {
        reason: EndReason::parse(reason)?,
        email: EmailAddress::parse(email).ok(),
    })
}

/// An email that was sent a moment ago.
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
    cookie(
        names.trusted_device,
        token.reveal().to_owned(),
        names,
        Some(lasting(TRUSTED_FOR)),
    )
}

/// What a sign-in that waits for its second step is found by.
#[must_use]
pub fn challenge_cookie(token: &CookieToken, names: &CookieNames) -> Cookie<'static> {
    cookie(
        names.challenge,
        token.reveal().to_owned(),
        names,
        Some(lasting(CHALLENGE_LIFETIME)),
    )
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

fn lasting(time: std::time::Duration) -> Duration {
    Duration::milliseconds(millis(time))
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

pub(super) fn cookie(
    name: &'static str,
    value: String,
    names: &CookieNames,
    max_age: Option<Duration>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(names.is_secure)
        .same_site(SameSite::Lax)
        .build();
    cookie.set_max_age(max_age);
    cookie
}
