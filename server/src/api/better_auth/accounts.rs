//! `GET /list-accounts`: how the caller may sign in. It reads, so an access token is enough.

use super::{TAG, error::BetterAuthError, maybe_user::MaybeUser};
use crate::{
    api::time::rfc3339,
    auth::{self, Auth},
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// A way to sign in. There is one: the password, which belongs to the person and is known by their id.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthAccount)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountObject {
    #[schema(example = "019b7671-4400-7000-8000-000000000000")]
    account_id: String,
    #[schema(example = "credential")]
    provider_id: &'static str,
    #[schema(example = "019b7671-4400-7000-8000-000000000000")]
    user_id: String,
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    created_at: String,
    /// When the password was set.
    #[schema(format = DateTime, example = "2026-01-01T00:00:00.000Z")]
    updated_at: String,
    #[schema(example = "019b7671-4400-7000-8000-000000000000")]
    id: String,
    /// Always empty: a password has no scopes.
    scopes: Vec<String>,
}

/// How the person who asks may sign in.
#[utoipa::path(
    get,
    path = "/list-accounts",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The ways to sign in.", body = Vec<AccountObject>),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
    ),
)]
pub(super) async fn list_accounts(
    State(auth): State<Auth>,
    requester: MaybeUser,
) -> Result<Json<Vec<AccountObject>>, BetterAuthError> {
    let user = &requester.known()?.live.user;
    let set_at = auth::password_set_at(&auth, &user.id).await?;
    let account = set_at.map(|set_at| AccountObject {
        account_id: user.id.clone(),
        provider_id: "credential",
        user_id: user.id.clone(),
        created_at: rfc3339(user.created_at),
        updated_at: rfc3339(set_at),
        id: user.id.clone(),
        scopes: Vec::new(),
    });
    Ok(Json(account.into_iter().collect()))
}
