//! A port that nothing listens on.

use std::net::TcpListener;

use crate::Result;
use crate::failure::Failure;

/// Another process may still take it before the caller does; who cannot live with that tries again.
pub fn free() -> Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("cannot find a free port: {error}")))
}
