//! `GET /token`: a new access token for the session that asks. An access token cannot ask for another, or a copied one
//! would live on by itself.

use super::{
    TAG,
    error::BetterAuthError,
    maybe_user::{MaybeUser, fresh_token},
};
use crate::auth::Auth;
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// An access token for other services.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthToken)]
pub(super) struct Token {
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: String,
}

/// A new access token, good for minutes.
#[utoipa::path(
    get,
    path = "/token",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    responses(
        (status = 200, description = "The token.", body = Token),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token.", body = BetterAuthError),
    ),
)]
pub(super) async fn token(State(auth): State<Auth>, requester: MaybeUser) -> Result<Json<Token>, BetterAuthError> {
    let token = fresh_token(&auth, requester.owner()?)?;
    Ok(Json(Token { token }))
}
