//! Known devices: a browser that has once signed in to an account keeps its own count of attempts there.
//!
//! Without that, anybody who guesses wrong passwords for an address locks its owner out. The cookie holds a
//! random name and, for each account that has signed in with it, a tag that only we can make. It opens
//! nothing and names nobody: without the right password it only decides which count an attempt goes to.
//! (OWASP, "Slow down online guessing attacks with device cookies".)

use super::{KeySource, Settings};
use crate::random;
use app::model::EmailAddress;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

const PURPOSE: &str = "known device";

/// Accounts that one browser is known to; the one that signed in longest ago is forgotten first.
const MAX_ACCOUNTS: usize = 5;

/// No cookie of ours is longer.
const MAX_LENGTH: usize = 400;

/// A browser by the cookie it keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    name: String,
    /// One for each account, the latest first.
    tags: Vec<String>,
}

impl Device {
    /// Reads what the cookie holds; `None` when it cannot be ours.
    #[must_use]
    pub fn parse(cookie: &str) -> Option<Self> {
        let is_plausible = cookie.len() <= MAX_LENGTH
            && cookie
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let mut parts = cookie.split('.').map(str::to_owned);
        let name = parts.next().filter(|name| is_plausible && !name.is_empty())?;
        let tags = parts.take(MAX_ACCOUNTS).collect();
        Some(Self { name, tags })
    }

    /// What the cookie is to hold.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        let parts: Vec<&str> = [&self.name].into_iter().chain(&self.tags).map(String::as_str).collect();
        parts.join(".")
    }

    /// The name of the device, if it has signed in to this account before.
    #[must_use]
    pub fn name_for(&self, settings: &Settings, email: &EmailAddress) -> Option<&str> {
        let mut own = settings
            .secrets
            .iter()
            .chain(&settings.former_secrets)
            .map(|secret| tag(secret, &self.name, email));
        own.any(|own| self.has(&own)).then_some(&*self.name)
    }

    /// The device as it is after signing in to an account.
    #[must_use]
    pub fn after_sign_in(device: Option<&Self>, settings: &Settings, email: &EmailAddress) -> Self {
        let known = device.cloned().unwrap_or_else(|| Self {
            name: URL_SAFE_NO_PAD.encode(random::bytes::<16>()),
            tags: Vec::new(),
        });
        let own = tag(settings.secret(), &known.name, email);
        let others = known.tags.into_iter().filter(|other| *other != own);
        Self {
            tags: [own.clone()].into_iter().chain(others).take(MAX_ACCOUNTS).collect(),
            name: known.name,
        }
    }

    fn has(&self, own: &str) -> bool {
        self.tags
            .iter()
            .any(|tag| bool::from(tag.as_bytes().ct_eq(own.as_bytes())))
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device(…)")
    }
}

fn tag(secret: &KeySource, name: &str, email: &EmailAddress) -> String {
    // A name holds no space, so no other name and address make the same text.
    let message = format!("{name} {}", email.as_str());
    URL_SAFE_NO_PAD.encode(secret.hmac(PURPOSE, message.as_bytes()))
}
