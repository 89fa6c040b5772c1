//! How many connections there may be at a time: in all fewer than the process may have files, so that the database and
//! the log always find one, and from one client only a part of them.

use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Files that are kept for everything that is no connection, or a quarter where there are few.
const SPARE_FILES: usize = 256;
/// More connections than this are more than one process should serve.
const MOST: usize = 65_536;
/// Most connections of one client, or an eighth of all where those are few.
const MOST_OF_ONE: usize = 1024;
/// Fewest that are left to one client: a browser makes six.
const FEWEST_OF_ONE: usize = 16;
/// How long a client may take nothing of an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Files where the system does not say how many there may be.
const USUAL_FILES: usize = 1024;

/// How many connections there may be, and for how long one may hold its answer up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    pub in_all: usize,
    pub of_one: usize,
    /// A connection over which nothing could be written for so long is closed.
    pub patience: Duration,
}

impl Capacity {
    /// What fits into the files this process may have, of which there are as many as the system allows from now on.
    #[must_use]
    pub fn of_process() -> Self {
        Self::of_files(raise_file_limit())
    }

    fn of_files(files: usize) -> Self {
        let in_all = (files - SPARE_FILES.min(files / 4)).min(MOST);
        Self {
            in_all,
            of_one: (in_all / 8).clamp(FEWEST_OF_ONE, MOST_OF_ONE),
            patience: PATIENCE,
        }
    }
}

/// Raises the number of files to the most this process may have, and tells how many that are.
#[cfg(unix)]
fn raise_file_limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let highest = Rlimit {
        current: limit.maximum,
        ..limit
    };
    let files = match setrlimit(Resource::Nofile, highest) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "the number of files could not be raised");
            limit.current
        }
    };
    files.map_or(MOST * 2, |files| usize::try_from(files).unwrap_or(USUAL_FILES))
}

#[cfg(not(unix))]
fn raise_file_limit() -> usize {
    USUAL_FILES
}

/// The connections there are. Cloning shares them.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    capacity: Capacity,
    trusted_proxies: Arc<[IpNet]>,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    in_all: usize,
    by_client: HashMap<IpAddr, usize>,
    /// Whether it has been said that there are too many.
    is_told: bool,
}

impl Connections {
    #[must_use]
    pub(super) fn new(capacity: Capacity, trusted_proxies: Arc<[IpNet]>) -> Self {
        Self {
            capacity,
            trusted_proxies,
            open: Arc::default(),
        }
    }

    /// The same with room for another number.
    #[must_use]
    pub(super) fn with_capacity(self, capacity: Capacity) -> Self {
        Self { capacity, ..self }
    }

    /// A place for one more connection, as long as there are any. Behind a trusted proxy are many clients, so it has as
    /// many as there are.
    #[must_use]
    pub(super) fn admit(&self, peer: SocketAddr) -> Option<Place> {
        let address = peer.ip().to_canonical();
        let is_proxy = self.trusted_proxies.iter().any(|proxy| proxy.contains(&address));
        let (client, most) = (client_of(address), self.most_of(address));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_client = open.by_client.get(&client).copied().unwrap_or_default();
        let is_full = open.in_all >= self.capacity.in_all;
        if is_full || !is_proxy && of_client >= most {
            if !std::mem::replace(&mut open.is_told, true) {
                let (connections, of_client) = (open.in_all, of_client);
                tracing::warn!(client.address = %address, connections, of_client, "too many connections; more are turned away");
            }
            return None;
        }
        open.in_all += 1;
        *open.by_client.entry(client).or_default() += 1;
        Some(Place {
            connections: self.clone(),
            client,
        })
    }

    /// A proxy on this machine that nobody has named is not taken for one client. It leaves a few to everybody else.
    fn most_of(&self, address: IpAddr) -> usize {
        let Capacity { in_all, of_one, .. } = self.capacity;
        match address.is_loopback() {
            true => of_one.max(in_all - in_all / 8),
            false => of_one,
        }
    }
}

/// A place among the connections, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    connections: Connections,
    client: IpAddr,
}

impl Place {
    /// How long this connection may be stalled.
    #[must_use]
    pub(super) fn patience(&self) -> Duration {
        self.connections.capacity.patience
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all -= 1;
        if let Some(count) = open.by_client.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.by_client.remove(&self.client);
            }
        }
        // Once there is room again, the next time is worth a line of its own.
        if open.in_all <= self.connections.capacity.in_all / 2 {
            open.is_told = false;
        }
    }
}

/// The 64 bits of an IPv6 address that are given to a connection as a whole.
fn client_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(in_all: usize, of_one: usize) -> Connections {
        let capacity = Capacity {
            in_all,
            of_one,
            patience: PATIENCE,
        };
        Connections::new(capacity, Arc::new(["10.0.0.0/8".parse().unwrap()]))
    }

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 4711)
    }

    #[test]
    fn there_are_fewer_connections_than_files() {
        for (files, in_all, of_one) in [
            (0, 0, 16),
            (120, 90, 16),
            (1024, 768, 96),
            (65_536, 65_280, 1024),
            (1_048_576, 65_536, 1024),
        ] {
            let capacity = Capacity::of_files(files);
            assert_eq!((capacity.in_all, capacity.of_one), (in_all, of_one), "{files}");
        }
    }

    #[test]
    fn one_client_has_its_part_and_leaves_the_rest() {
        let connections = connections(8, 2);
        let places = ["2001:db8::1", "2001:db8::2"].map(|address| connections.admit(peer(address)).unwrap());
        assert!(connections.admit(peer("2001:db8::3")).is_none());
        let other = connections.admit(peer("2001:db8:0:1::1"));
        assert!(other.is_some() && connections.admit(peer("::ffff:192.0.2.1")).is_some());
        drop(places);
        assert!(connections.admit(peer("2001:db8::3")).is_some());
    }

    #[test]
    fn a_proxy_has_as_many_as_there_are() {
        let connections = connections(8, 2);
        let places: Vec<Place> = (0..8).filter_map(|_| connections.admit(peer("10.0.0.1"))).collect();
        assert_eq!(places.len(), 8);
        assert!(connections.admit(peer("10.0.0.1")).is_none());
        drop(places);
        let near: Vec<Place> = (0..8).filter_map(|_| connections.admit(peer("127.0.0.1"))).collect();
        assert_eq!(near.len(), 7);
        assert!(connections.admit(peer("192.0.2.1")).is_some());
    }
}
