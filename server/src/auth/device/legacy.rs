//! Devices as they were known before they were rows: the cookie held a name of the device and, for each account, a
//! tag over that name and the address. Such a cookie is good for an account that was there when the rows came, for a
//! while, until its devices are forgotten; at the next sign-in a row takes its place, and it is good no more.

use crate::{
    auth::{Auth, Error, KeySource, limits},
    database::Transaction,
    random,
    store::known_devices::find_legacy_expiry,
};
use app::model::EmailAddress;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

/// 128 bits in base64url.
const NAME_LENGTH: usize = 22;

/// What a cookie of before holds.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct LegacyDevice {
    name: String,
    /// One for each account, the latest first.
    tags: Vec<String>,
}

impl LegacyDevice {
    pub(super) fn parse<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let name = parts.next()?;
        let tags: Vec<String> = parts.map(str::to_owned).collect();
        let is_ours = name.len() == NAME_LENGTH
            && name.bytes().all(is_letter)
            && !tags.is_empty()
            // A tag looks like a token: 256 bits in the same letters.
            && tags.iter().all(|tag| random::is_token(tag));
        is_ours.then(|| Self {
            name: name.to_owned(),
            tags,
        })
    }

    pub(super) fn to_cookie(&self) -> String {
        format!("{}.{}", self.name, self.tags.join("."))
    }

    /// How many accounts it may be known to.
    pub(super) fn accounts(&self) -> usize {
        self.tags.len()
    }

    /// Whether it is still known to the account with this address.
    pub(super) async fn is_known(
        &self,
        auth: &Auth,
        transaction: &mut Transaction,
        email: &EmailAddress,
        now: i64,
    ) -> Result<bool, Error> {
        let Some(tag) = self.tag_of(auth, email.as_str()) else {
            return Ok(false);
        };
        let expiry = find_legacy_expiry(&mut *transaction, email.as_str(), now).await?;
        Ok(expiry.is_some() && !limits::is_noted(auth, transaction, &["spent device", tag]).await?)
    }

    /// What is left of it after a sign-in: the tag of that account is spent, and of the others there is `room` for so
    /// many.
    pub(super) async fn after_sign_in(
        self,
        auth: &Auth,
        transaction: &mut Transaction,
        email: &str,
        room: usize,
    ) -> Result<Self, Error> {
        let spent = self.tag_of(auth, email).cloned();
        if let Some(tag) = &spent
            && let Some(until) = find_legacy_expiry(&mut *transaction, email, auth.clock.now()).await?
        {
            limits::note(auth, transaction, &["spent device", tag], until).await?;
        }
        let others = self.tags.into_iter().filter(|tag| Some(tag) != spent.as_ref());
        Ok(Self {
            tags: others.take(room).collect(),
            name: self.name,
        })
    }

    fn tag_of(&self, auth: &Auth, email: &str) -> Option<&String> {
        let mut own = auth
            .settings
            .former_secrets
            .iter()
            .map(|secret| tag(secret, &self.name, email));
        own.find_map(|own| {
            let is_own = |tag: &&String| bool::from(tag.as_bytes().ct_eq(own.as_bytes()));
            self.tags.iter().find(is_own)
        })
    }
}

/// As it was made. This alone keeps cookies of before readable.
fn tag(secret: &KeySource, name: &str, email: &str) -> String {
    URL_SAFE_NO_PAD.encode(secret.hmac("known device", format!("{name} {email}").as_bytes()))
}
