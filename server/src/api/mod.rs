//! What other programs ask: three groups of routes, and the document that describes them.
//!
//! A handler here reads the request, calls a use case of `auth` or `todos`, and words the answer. It
//! decides nothing that a page would decide otherwise.

mod better_auth;
pub mod body;
mod current_user;
mod docs;
pub mod health;
mod openapi;
mod time;
mod todos;
mod token;
mod token_bodies;
mod token_form;

use crate::{
    auth::{cookies::CookieNames, origins::holds},
    middleware::session::identify_program,
    problem::Problem,
    state::AppState,
};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::from_fn_with_state,
    routing::any,
};
use std::{sync::Arc, time::Duration};
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Everything under `/api`.
pub fn router(state: &AppState) -> Router<AppState> {
    let (routes, document) = described_routes(&state.auth.settings.base_url, &state.auth.settings.cookies);
    let document = Arc::new(document);
    routes
        .layer(from_fn_with_state(state.clone(), identify_program))
        .route("/api/openapi.json", openapi::serve(Arc::clone(&document)))
        .route("/api/{*path}", any(async || Problem::of_status(StatusCode::NOT_FOUND)))
        .merge(docs::routes(state, document))
        .layer(cors(&state.cors_origins))
}

/// The document that describes the API, as `/api/openapi.json` and `latchkey openapi` show it.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document(base_url: &str, cookies: &CookieNames) -> Result<String, serde_json::Error> {
    described_routes(base_url, cookies).1.to_pretty_json()
}

fn described_routes(base_url: &str, cookies: &CookieNames) -> (Router<AppState>, OpenApi) {
    let (routes, document) = OpenApiRouter::with_openapi(openapi::document())
        .merge(better_auth::routes())
        .merge(token::routes())
        .merge(todos::routes())
        .split_for_parts();
    (routes, openapi::complete(document, base_url, cookies))
}

/// Cross-origin reading for the origins on the list, and for nobody else.
fn cors(origins: &Arc<[String]>) -> CorsLayer {
    let origins = Arc::clone(origins);
    let is_listed = move |origin: &HeaderValue, _: &Parts| origin.to_str().is_ok_and(|origin| holds(&origins, origin));
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_listed))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            HeaderName::from_static("idempotency-replayed"),
            HeaderName::from_static("set-auth-jwt"),
            HeaderName::from_static("set-auth-token"),
            todos::TOTAL_COUNT,
            todos::ACTIVE_COUNT,
            todos::COMPLETED_COUNT,
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("x-retry-after"),
        ])
        .max_age(Duration::from_mins(10))
}
