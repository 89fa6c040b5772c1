//! What a handler may borrow from the running program.

use crate::{auth::Auth, database::Database, mail::Transport, site::Site, todos::Todos};
use app::{SiteAssets, backend::Backend};
use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio::sync::watch;

/// Shared by all requests.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub auth: Auth,
    pub todos: Todos,
    pub backend: Backend,
    /// Other origins whose pages may read the API's answers.
    pub cors_origins: Arc<[String]>,
    /// Whose word on the client's address counts.
    pub trusted_proxies: Arc<[IpNet]>,
    /// Where letters go.
    pub mail: Transport,
    /// Whether the program is about to stop.
    pub stopping: Stopping,
    pub database: Database,
    pub site: Arc<Site>,
    pub assets: SiteAssets,
    /// Leptos asks for it; nothing of ours reads it.
    pub leptos_options: LeptosOptions,
}

/// Told when the program is about to stop, so that answers end which would go on for ever. Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct Stopping(watch::Sender<bool>);

impl Stopping {
    /// Says that it is.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether that has been said.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until that is said.
    pub async fn begun(&self) {
        // It cannot be closed while this holds the other end.
        let _ = self.0.subscribe().wait_for(|begun| *begun).await;
    }
}
