//! Draws the pages of the interface.

use crate::{middleware::CspNonce, state::AppState};
use app::shell;
use axum::{body::Body, extract::Request, http::Response};
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, with_context},
};
use leptos_axum::render_app_async_with_context;

/// Renders the page at the request's address, as the route table would for `GET`.
pub(crate) async fn render(state: &AppState, request: Request) -> Response<Body> {
    render_app_async_with_context(page_context(state), shell)(request).await
}

/// What pages and server functions may ask for. It runs within each request, after Leptos has
/// provided the request's own parts, and reads nothing else.
pub(crate) fn page_context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let (backend, assets) = (state.backend.clone(), state.assets.clone());
    move || {
        provide_context(backend.clone());
        provide_context(assets.clone());
        let nonce = with_context::<http::request::Parts, _>(|parts| parts.extensions.get::<CspNonce>().cloned());
        if let Some(nonce) = nonce.flatten() {
            provide_context(Nonce::from_value(nonce.value().to_owned()));
        }
    }
}
