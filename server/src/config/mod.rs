//! The settings, in sections. Each section declares its flags (each also an environment variable), reads them and
//! checks them in its own file; secrets come from [`RawSecrets`], because no flag takes one.
//!
//! Everything is read before anything is refused: the operator sees all faults at once, each with its fix.
//!
//! A value is what is written. None goes through a syntax that it was not meant for: paths are no URLs, and nothing is
//! expanded.

mod base_url;
mod data;
mod database_url;
mod environment;
mod fault;
mod flags;
mod limits;
mod mail;
mod parse;
mod secret_sources;
mod secrets;
mod server;
mod sessions;

pub use data::DataConfig;
pub use database_url::DatabaseUrl;
pub use environment::Environment;
pub use fault::Fault;
pub use flags::{Flags, Inspection};
pub use mail::{MailConfig, SmtpUrl};
pub use secret_sources::{RawSecrets, SECRETS};
pub use secrets::{STORED_SECRET, SecretOrigin};
pub use server::ServerConfig;
pub use sessions::{JwtAlgorithm, SessionConfig};

use crate::auth::Secret;
use std::net::SocketAddr;

/// The settings, checked and ready to use.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: ServerConfig,
    pub data: DataConfig,
    pub sessions: SessionConfig,
    pub mail: MailConfig,
    /// The current secret first, then the previous one.
    pub secrets: Vec<Secret>,
    /// What the operator should know although the server starts, such as that mail is off.
    pub warnings: Vec<String>,
}

impl Config {
    /// The settings with the address the server really listens on, which only the system knows when LISTEN has port 0.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        if self.server.follows_listen {
            let former = std::mem::replace(&mut self.server.base_url, base_url::of_address(address));
            if self.sessions.jwt_audience.as_ref() == Some(&former) {
                self.sessions.jwt_audience = Some(self.server.base_url.clone());
            }
        }
        self
    }
}
