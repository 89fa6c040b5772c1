//! The description of the API: OpenAPI 3.1, put together from the handlers themselves.

use crate::{auth::Settings, problem, state::AppState};
use axum::{
    body::Bytes,
    http::header,
    routing::{MethodRouter, get},
};
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi, Server,
        security::{ApiKey, ApiKeyValue, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme},
    },
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Latchkey", description = "Accounts and todos."),
    components(schemas(problem::Problem, problem::FieldProblem))
)]
struct Document;

/// What is in the document besides the routes.
pub(super) fn document() -> OpenApi {
    Document::openapi()
}

/// Adds what no single handler knows: where the API is, how one proves who one is, and the answers that
/// every route may give.
pub(super) fn complete(mut document: OpenApi, settings: &Settings) -> OpenApi {
    document.servers = Some(vec![Server::new(settings.base_url.clone())]);
    let components = document.components.get_or_insert_with(Default::default);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("A session JWT, or the bearer session token of `set-auth-token`."))
        .build();
    let password = OAuth2::new([Flow::Password(Password::new("/api/v1/auth/login", Scopes::new()))]);
    let cookie = ApiKey::Cookie(ApiKeyValue::new(settings.cookies.session));
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("account", SecurityScheme::OAuth2(password));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    document
}

/// The document as it is served; it does not change while the program runs.
pub(super) fn serve(document: &OpenApi) -> MethodRouter<AppState> {
    let json = Bytes::from(document.to_json().unwrap_or_default());
    get(async move || ([(header::CONTENT_TYPE, "application/json")], json.clone()))
}
