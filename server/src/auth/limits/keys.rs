//! The counts of one client: by the network it is in.

use super::bucket::bucket;
use crate::{
    auth::{Auth, Client},
    store::attempts::Bucket,
};
use app::model::EmailAddress;
use std::net::{IpAddr, Ipv6Addr};

/// Makes buckets for what one client does.
pub(super) struct Keys<'a> {
    pub auth: &'a Auth,
    pub client: &'a Client,
    pub network: String,
}

impl<'a> Keys<'a> {
    pub(super) fn of(auth: &'a Auth, client: &'a Client) -> Self {
        Self {
            auth,
            client,
            network: network_of(client.ip_address.as_deref()),
        }
    }

    /// The client's own counts of an action, with how many times what is allowed to one fits into each. The widest
    /// network comes first, so that of transactions that share one none waits for another that waits for it.
    pub(super) fn networks(&self, action: &str) -> Vec<(Bucket, u32)> {
        let wider = wider_networks(self.client.ip_address.as_deref());
        let own = (self.network.clone(), 1);
        wider
            .into_iter()
            .chain([own])
            .map(|(network, times)| (self.bucket(&[action, "network", &network]), times))
            .collect()
    }

    /// Says that the client's network is known to the account.
    pub(super) fn known_network(&self, email: &EmailAddress) -> Bucket {
        self.bucket(&["known network", email.as_str(), &self.network])
    }

    /// Says when all networks were forgotten that were known to the account until then.
    pub(super) fn forgotten_networks(&self, email: &EmailAddress) -> Bucket {
        self.bucket(&["forgotten networks", email.as_str()])
    }

    /// Says that the password was replaced from the client's network by a link out of the mail.
    pub(super) fn mail_reader(&self, email: &str) -> Bucket {
        self.bucket(&["mail reader", email, &self.network])
    }

    pub(super) fn bucket(&self, parts: &[&str]) -> Bucket {
        bucket(self.auth.settings.secret(), parts)
    }
}

/// The networks of IPv6 around a client, from which somebody may have very many addresses: a /48 and a /56, with how
/// many clients are as likely in one.
fn wider_networks(address: Option<&str>) -> Vec<(String, u32)> {
    let address = address.and_then(|address| address.parse().ok());
    match address.map(|address: IpAddr| address.to_canonical()) {
        Some(IpAddr::V6(address)) => [(48, 16), (56, 4)]
            .map(|(bits, times)| (prefix_of(address, bits), times))
            .into(),
        _ => Vec::new(),
    }
}

fn prefix_of(address: Ipv6Addr, bits: u32) -> String {
    let prefix = address.to_bits() >> (128 - bits) << (128 - bits);
    format!("{}/{bits}", Ipv6Addr::from_bits(prefix))
}

/// What one client can hardly have more than one of: an IPv4 address, or the 64 bits of an IPv6 address
/// that are given to a connection as a whole. Clients whose address is not known are one client.
fn network_of(address: Option<&str>) -> String {
    match address
        .and_then(|address| address.parse().ok())
        .map(|address: IpAddr| address.to_canonical())
    {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => prefix_of(address, 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_ipv4_address_or_64_bits_of_ipv6() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("nonsense", "unknown"),
        ] {
            assert_eq!(network_of(Some(address)), network, "for {address}");
        }
        assert_eq!(network_of(None), "unknown");
    }
}
