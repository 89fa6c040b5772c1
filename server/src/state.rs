//! What a handler may borrow from the running program.

use crate::{auth::Auth, database::Database, site::Site};
use app::{SiteAssets, backend::Backend};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::sync::Arc;

/// Shared by all requests.
#[derive(Clone, FromRef)]
pub struct AppState {
    pub auth: Auth,
    pub backend: Backend,
    pub database: Database,
    pub site: Arc<Site>,
    pub assets: SiteAssets,
    /// Leptos asks for it; nothing of ours reads it.
    pub leptos_options: LeptosOptions,
}
