//! `GET /ok` and `GET /error`, which Better Auth has beside its routes. What a link says went wrong is passed on only
//! as a code of plain emails.

use super::{TAG, query::Query};
use axum::{
    Json,
    extract::RawQuery,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The API answers.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthOk)]
pub(super) struct Ok {
    #[schema(example = true)]
    ok: bool,
}

/// Whether the API answers.
#[utoipa::path(
    get,
    path = "/ok",
    tag = TAG,
    responses((status = 200, description = "It does.", body = Ok)),
)]
pub(super) async fn ok() -> Json<Ok> {
    Json(Ok { ok: true })
}

/// Where a link leads that went wrong and named no page of its own: to the start page.
#[utoipa::path(
    get,
    path = "/error",
    tag = TAG,
    params(
        ("error" = Option<String>, Query, description = "The code of what went wrong."),
        ("error_description" = Option<String>, Query, description = "The same for people."),
    ),
    responses((status = 302, description = "To `/` with the same parameters.")),
)]
pub(super) async fn error(RawQuery(query): RawQuery) -> Response {
    let query = Query::parse(query.as_deref());
    let is_code = |code: &&str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"'_-".contains(&byte);
        !code.is_empty() && code.bytes().all(is_plain)
    };
    let code = query.get("error").filter(is_code).unwrap_or("UNKNOWN");
    let description = query.get("error_description").filter(|text| !text.is_empty());
    let parameters = [
        Some(("error", code)),
        description.map(|text| ("error_description", text)),
    ];
    let parameters: Vec<_> = parameters.into_iter().flatten().collect();
    let location = format!("/?{}", serde_urlencoded::to_string(parameters).unwrap_or_default());
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}
