use super::{TAG, asker::fresh_jwt, error::BetterAuthError};
use crate::{api::identity::Known, auth::Auth};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// A session JWT for other services.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthToken)]
pub struct Token {
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: String,
}

/// A new session JWT. It says the same as the cookie's and is valid as long.
#[utoipa::path(
    get,
    path = "/token",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The JWT.", body = Token),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
    ),
)]
pub async fn token(State(auth): State<Auth>, Known(identity): Known) -> Result<Json<Token>, BetterAuthError> {
    let token = fresh_jwt(&auth, &identity)?;
    Ok(Json(Token { token }))
}
