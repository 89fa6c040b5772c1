//! Where a client is, as an account sees it: on a device or in a network that has signed in to it before, or elsewhere.

use super::{
    keys::Keys,
    rate::{Limits, Rate},
};
use crate::{
    auth::{Error, device},
    database::Transaction,
    store::attempts::{self, Bucket},
};
use app::model::EmailAddress;

/// Known devices in one network may try so many times as much as everybody there. They have counts of their own, but
/// somebody may have made many of them known.
const KNOWN_IN_A_NETWORK: u32 = 3;

/// Where a client is, as an account sees it.
pub(super) struct Place {
    /// The name of the device, if it is known to the account.
    pub device: Option<String>,
    /// Whether the network is.
    has_known_network: bool,
    /// Whether somebody has read the account's mail here lately, to replace the password.
    has_read_mail: bool,
}

impl Place {
    pub(super) async fn find(
        transaction: &mut Transaction,
        keys: &Keys<'_>,
        email: &EmailAddress,
    ) -> Result<Self, Error> {
        let (auth, now) = (keys.auth, keys.auth.clock.now());
        let known_until = attempts::find_expiry(&mut *transaction, &keys.known_network(email), now).await?;
        let forgotten_until = attempts::find_expiry(&mut *transaction, &keys.forgotten_networks(email), now).await?;
        let has_read_mail = attempts::find_expiry(&mut *transaction, &keys.mail_reader(email.as_str()), now).await?;
        Ok(Self {
            device: device::recognise(auth, transaction, keys.client.device.as_ref(), email).await?,
            // Both are remembered for as long, so the one that was noted later ends later.
            has_known_network: known_until > forgotten_until,
            has_read_mail: has_read_mail.is_some(),
        })
    }

    pub(super) fn is_elsewhere(&self) -> bool {
        self.device.is_none() && !self.has_known_network
    }

    /// Where failures on an account are counted that come from here.
    pub(super) fn failures(&self, keys: &Keys<'_>, email: &EmailAddress, what: &str) -> Bucket {
        let [kind, name] = match &self.device {
            Some(name) => ["device", name],
            // Whoever has just recovered the account from here does not wait for what strangers go on doing.
            None if self.has_known_network || self.has_read_mail => ["network", &keys.network],
            None => ["anybody", ""],
        };
        keys.bucket(&[what, email.as_str(), kind, name])
    }

    /// What the client's network may try in all, when somebody here tries. Neighbours cannot use up what is left for
    /// known devices.
    pub(super) fn rate_of_network(&self, limits: &Limits) -> Rate {
        let times = self.device.as_ref().map_or(1, |_| KNOWN_IN_A_NETWORK);
        Rate {
            count: limits.sign_in.count.saturating_mul(times),
            ..limits.sign_in
        }
    }
}
