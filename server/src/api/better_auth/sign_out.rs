//! `POST /sign-out`: ends the session that asks and removes its cookies. A guest gets the same answer, so a client can
//! always sign out.

use super::{TAG, body::Body, error::BetterAuthError, maybe_user::MaybeUser};
use crate::auth::{self, Auth, cookies::removal_cookies};
use axum::{Json, extract::State};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// Nobody is signed in any more.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthSignedOut)]
pub(super) struct SignedOut {
    #[schema(example = true)]
    success: bool,
}

/// Ends the session, if there is one. Its tokens open nothing from the next request on.
#[utoipa::path(
    post,
    path = "/sign-out",
    tag = TAG,
    security((), ("cookie" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "Signed out; the cookies are removed.", body = SignedOut),
        (status = 400, description = "`BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`, `INVALID_CALLBACK_URL`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub(super) async fn sign_out(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    _body: Body,
) -> Result<Json<SignedOut>, BetterAuthError> {
    if let Some(current) = requester.current() {
        let live = &current.live;
        auth::sign_out(&auth, &live.user.id, &live.session.session_id, &requester.client).await?;
    }
    forget_session(&auth, &cookies);
    Ok(Json(SignedOut { success: true }))
}

/// Makes the browser forget the session it had.
pub(super) fn forget_session(auth: &Auth, cookies: &Cookies) {
    removal_cookies(&auth.settings.cookies)
        .into_iter()
        .for_each(|cookie| cookies.add(cookie));
}
