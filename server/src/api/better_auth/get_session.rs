//! `GET /get-session`: who is signed in, or `null`. Clients and our own pages ask it often, so it is never cached, and
//! a guest is no error.

use super::{
    TAG,
    error::BetterAuthError,
    maybe_user::{MaybeUser, fresh_token},
    objects::{SessionObject, UserObject},
};
use crate::auth::Auth;
use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Who is signed in, and in which session.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthCurrentSession)]
pub(super) struct SessionBody {
    session: SessionObject,
    user: UserObject,
}

const UNCACHED: AppendHeaders<[(HeaderName, &str); 2]> =
    AppendHeaders([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")]);

/// Who is signed in; `null` when nobody is, which is no error.
#[utoipa::path(
    get,
    path = "/get-session",
    tag = TAG,
    security((), ("cookie" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The session with its owner, or `null`. `set-auth-jwt` carries a new access token.", body = Option<SessionBody>),
        (status = 503, description = "The database is not available; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn get_session(State(auth): State<Auth>, requester: MaybeUser) -> Result<Response, BetterAuthError> {
    let Some(current) = requester.current() else {
        return Ok((UNCACHED, Json(())).into_response());
    };
    let (live, token) = (&current.live, current.access_token(&auth)?);
    let body = SessionBody {
        session: SessionObject::new(live.session.clone(), &live.user.id, token),
        user: UserObject::of_session(live),
    };
    let jwt = [("set-auth-jwt", fresh_token(&auth, current)?)];
    Ok((UNCACHED, jwt, Json(body)).into_response())
}

/// There is nothing to send: a session is renewed by reading it.
#[utoipa::path(
    post,
    path = "/get-session",
    tag = TAG,
    operation_id = "refuse_post_session",
    responses((status = 405, description = "`METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED`.", body = BetterAuthError)),
)]
pub(super) async fn refuse_post() -> BetterAuthError {
    BetterAuthError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED",
        "POST method requires deferSessionRefresh to be enabled in session config",
    )
}
