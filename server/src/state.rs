//! What a handler may borrow from the running program.

use crate::{auth::Auth, database::Database, mail::Transport, site::Site, telemetry::Throttle, todos::Todos};
use app::{SiteAssets, backend::Backend};
use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};
use tokio::sync::watch;

/// Shared by all requests. Every layer around a route holds one and clones it for each request, so a clone is one
/// counter and not one for each part.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// What [`AppState`] consists of.
#[derive(Clone)]
pub struct Parts {
    pub auth: Auth,
    pub todos: Todos,
    pub backend: Backend,
    /// Other origins whose pages may read the API's answers.
    pub cors_origins: Arc<[String]>,
    /// Whose word on the client's address counts.
    pub trusted_proxies: Arc<[IpNet]>,
    /// What browsers are told about https (`Strict-Transport-Security`), where it is the transport.
    pub transport_security: Option<&'static str>,
    /// Whom to tell of a hole (`/.well-known/security.txt`), as URIs.
    pub security_contacts: Arc<[String]>,
    /// What browsers have told of themselves lately.
    pub client_errors: Throttle,
    /// Where emails go.
    pub mail: Transport,
    /// Whether the program is about to stop.
    pub stopping: Stopping,
    pub database: Database,
    pub site: Arc<Site>,
    pub assets: SiteAssets,
    /// Leptos asks for it; nothing of ours reads it.
    pub leptos_options: LeptosOptions,
}

impl From<Parts> for AppState {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Changing a part of one that is shared parts it from the others.
impl DerefMut for AppState {
    fn deref_mut(&mut self) -> &mut Parts {
        Arc::make_mut(&mut self.0)
    }
}

impl FromRef<AppState> for Auth {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}

/// Told when the program is about to stop, so that answers end which would go on for ever: whoever gives such an answer
/// listens for it, or the program waits for that answer when it stops. Cloning shares it.
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
