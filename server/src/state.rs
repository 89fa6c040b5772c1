//! What a handler may borrow from the running program.

use crate::{auth::Auth, database::Database, mail::Transport, site::Site, todos::Todos};
use app::{SiteAssets, backend::Backend};
use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use std::sync::Arc;

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
    pub database: Database,
    pub site: Arc<Site>,
    pub assets: SiteAssets,
    /// Leptos asks for it; nothing of ours reads it.
    pub leptos_options: LeptosOptions,
}
