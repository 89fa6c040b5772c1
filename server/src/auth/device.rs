//! Known devices: a browser that has once signed in to an account keeps its own count of attempts there.
//!
//! Without that, anybody who guesses wrong passwords for an address locks its owner out. For each account that has
//! signed in with it the cookie holds a random token, of which the hash is a row. It opens nothing and names nobody:
//! without the right password it only decides which count an attempt goes to. An account has a few devices, and
//! [`forget_devices`] forgets them all. (OWASP, "Slow down online guessing attacks with device cookies".)

mod legacy;

use super::{Auth, Error, UserRow, limits, tokens::CookieToken};
use crate::{
    clock::millis,
    database::Transaction,
    store::known_devices::{self, TokenHashes},
};
use app::model::EmailAddress;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use legacy::LegacyDevice;
use std::time::Duration;

/// How long a browser stays known without signing in.
pub const KNOWN_FOR: Duration = Duration::from_hours(365 * 24);

/// Accounts that one browser is known to; the one that signed in longest ago is forgotten first.
const MAX_ACCOUNTS: usize = 5;

/// Devices that one account knows; the one that was used longest ago is forgotten first.
const MAX_DEVICES: i64 = 10;

/// No cookie of ours is longer.
const MAX_LENGTH: usize = 400;

/// What cookies begin with that hold tokens. Those of before begin with a name of the device, which is longer.
const VERSION: &str = "2";

/// A browser by the cookie it keeps.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// One for each account, the latest first.
    tokens: Vec<CookieToken>,
    /// What it was known by before there were tokens.
    legacy: Option<LegacyDevice>,
}

impl Device {
    /// Reads what the cookie holds; `None` when it cannot be ours.
    #[must_use]
    pub fn parse(cookie: &str) -> Option<Self> {
        if cookie.len() > MAX_LENGTH {
            return None;
        }
        let mut parts = cookie.split('.').peekable();
        let mut tokens = Vec::new();
        if parts.next_if_eq(&VERSION).is_some() {
            while let Some(token) = parts.peek().and_then(|part| CookieToken::parse(part)) {
                tokens.push(token);
                parts.next();
            }
        }
        let legacy = match parts.peek() {
            Some(_) => Some(LegacyDevice::parse(parts)?),
            None => None,
        };
        let accounts = tokens.len() + legacy.as_ref().map_or(0, LegacyDevice::accounts);
        (1..=MAX_ACCOUNTS)
            .contains(&accounts)
            .then_some(Self { tokens, legacy })
    }

    /// What the cookie is to hold.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        let tokens = self.tokens.iter().map(CookieToken::reveal);
        let parts: Vec<&str> = [VERSION].into_iter().chain(tokens).collect();
        let legacy = self.legacy.as_ref().filter(|legacy| legacy.accounts() > 0);
        match legacy {
            Some(legacy) => format!("{}.{}", parts.join("."), legacy.to_cookie()),
            None => parts.join("."),
        }
    }

    fn hashes(&self) -> TokenHashes {
        let mut hashes = TokenHashes::default();
        for (hash, token) in hashes.iter_mut().zip(&self.tokens) {
            *hash = Some(token.hash());
        }
        hashes
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device(…)")
    }
}

/// The name under which attempts of a device on an account are counted, if it is known there. All that are known by
/// cookies of before share one: nobody can tell how many of those there are.
pub(super) async fn recognise(
    auth: &Auth,
    transaction: &mut Transaction,
    device: Option<&Device>,
    email: &EmailAddress,
) -> Result<Option<String>, Error> {
    let Some(device) = device else {
        return Ok(None);
    };
    let now = auth.clock.now();
    let hashes = device.hashes();
    if let Some(row) = known_devices::find_known_device(&mut *transaction, &hashes, email.as_str(), now).await? {
        return Ok(Some(URL_SAFE_NO_PAD.encode(row.token_hash)));
    }
    match &device.legacy {
        Some(legacy) if legacy.is_known(auth, transaction, email, now).await? => {
            Ok(Some(format!("legacy {}", email.as_str())))
        }
        _ => Ok(None),
    }
}

/// Knows a device from now on, on which somebody has just signed in. It tells what its cookie is to hold.
pub(super) async fn remember(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    device: Option<&Device>,
) -> Result<Device, Error> {
    let (now, device) = (auth.clock.now(), device.cloned().unwrap_or_default());
    let expires_at = now + millis(KNOWN_FOR);
    let known = known_devices::find_known_devices(transaction, &device.hashes(), now).await?;
    let owner_of = |token: &CookieToken| {
        let hash = token.hash();
        let row = known.iter().find(|row| row.token_hash == hash)?;
        Some(row.user_id.as_str())
    };
    let own = device.tokens.iter().find(|token| owner_of(token) == Some(&user.id));
    let token = match own {
        Some(token) => {
            known_devices::update_use(transaction, &token.hash(), now, expires_at).await?;
            token.clone()
        }
        None => {
            let token = CookieToken::random();
            known_devices::insert_known_device(transaction, &token.hash(), &user.id, now, expires_at).await?;
            known_devices::delete_devices_beyond(transaction, &user.id, &token.hash(), MAX_DEVICES - 1).await?;
            token
        }
    };
    // Tokens that no row knows any more are left out, so the cookie does not fill up with them.
    let is_of_others = |token: &&CookieToken| owner_of(token).is_some_and(|owner| owner != user.id);
    let others = device.tokens.iter().filter(is_of_others).cloned();
    let tokens: Vec<CookieToken> = [token].into_iter().chain(others).take(MAX_ACCOUNTS).collect();
    let room = MAX_ACCOUNTS - tokens.len();
    let legacy = match device.legacy {
        Some(legacy) => Some(legacy.after_sign_in(auth, transaction, &user.email, room).await?),
        None => None,
    };
    Ok(Device { tokens, legacy })
}

/// Forgets every device and every network that an account has been signed in from: whatever comes next is from
/// elsewhere. For when it may have been somebody else who signed in.
///
/// # Errors
/// When the database fails.
pub async fn forget_devices(auth: &Auth, transaction: &mut Transaction, user: &UserRow) -> Result<(), Error> {
    known_devices::delete_devices_of_user(transaction, &user.id).await?;
    limits::forget_networks(auth, transaction, &user.email).await
}

/// Clears a part of what has not been used for too long away, and tells how many rows there were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    Ok(known_devices::delete_expired_devices(&auth.database, auth.clock.now()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_was_written_and_no_other_way() {
        let token = "t".repeat(43);
        let (name, tag) = ("n".repeat(22), "g".repeat(43));
        for cookie in [
            format!("2.{token}"),
            format!("2.{token}.{token}.{token}.{token}.{token}"),
            format!("2.{token}.{name}.{tag}"),
        ] {
            assert_eq!(Device::parse(&cookie).unwrap().to_cookie(), cookie);
        }
        let of_before = Device::parse(&format!("{name}.{tag}.{tag}")).unwrap();
        assert_eq!(of_before.to_cookie(), format!("2.{name}.{tag}.{tag}"));
        for cookie in [
            String::new(),
            ".".into(),
            "2".into(),
            "2.".into(),
            token.clone(),
            name.clone(),
            format!("{token}.{tag}"),
            format!("3.{token}"),
            format!("2.{token}."),
            format!("2.{token}x"),
            format!("2.{token}.{name}"),
            format!("2.{token}.{name}.{tag}."),
            format!("2{}", format!(".{token}").repeat(6)),
            format!("2.{token}.{name}{}", format!(".{tag}").repeat(5)),
        ] {
            assert!(Device::parse(&cookie).is_none(), "{cookie:?} was taken");
        }
    }
}
