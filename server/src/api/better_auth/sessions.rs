//! The sessions of the person who asks: the list, and ending one, the others or all of them.

use super::{
    TAG,
    body::Body,
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::{Done, SessionObject},
    sign_out::forget_session,
};
use crate::auth::{self, Auth};
use axum::{Json, extract::State};
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// The sessions of the person who asks, the newest first; of more than a hundred those that were active last. The one
/// that asks is the one whose `token` is that of `get-session`.
#[utoipa::path(
    get,
    path = "/list-sessions",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The live sessions.", body = Vec<SessionObject>),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
    ),
)]
pub(super) async fn list_sessions(
    State(auth): State<Auth>,
    requester: MaybeUser,
) -> Result<Json<Vec<SessionObject>>, BetterAuthError> {
    let current = requester.known()?;
    let (user_id, current_id) = (&current.live.user.id, &current.live.session.session_id);
    let own_token = current.access_token(&auth)?;
    let mut sessions = auth::list_sessions(&auth, user_id, Some(current_id)).await?.sessions;
    sessions.sort_by(|one, other| (other.opened_at, &other.session_id).cmp(&(one.opened_at, &one.session_id)));
    let objects = sessions.into_iter().map(|session| {
        let token = match session.session_id == *current_id {
            true => own_token.clone(),
            false => session.session_id.clone(),
        };
        SessionObject::new(session, user_id, token)
    });
    Ok(Json(objects.collect()))
}

/// Which session to end.
#[derive(ToSchema)]
#[schema(as = BetterAuthRevokeSession)]
pub(super) struct RevokeSessionBody {
    /// The `token` or the `id` of a session in the list, any access token that was ever issued for it, or its bearer session
    /// token.
    #[schema(example = "019b7671-4400-7000-8000-000000000001")]
    token: String,
}

impl RevokeSessionBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let token = members.text("token");
        members.finish()?;
        Ok(Self { token })
    }
}

/// Ends one session. Whether there was one is not told, and somebody else's is left alone.
#[utoipa::path(
    post,
    path = "/revoke-session",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    request_body = RevokeSessionBody,
    responses(
        (status = 200, description = "There is no such session any more.", body = Done),
        (status = 400, description = "`VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub(super) async fn revoke_session(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let body = RevokeSessionBody::read(body)?;
    let live = &requester.owner()?.live;
    if let Some(session_id) = auth::named_session(&auth, &body.token) {
        auth::end_session(&auth, live, &session_id, &requester.client).await?;
        if session_id == live.session.session_id {
            forget_session(&auth, &cookies);
        }
    }
    Ok(Json(Done::TRUE))
}

/// Ends all sessions, also the one that asks.
#[utoipa::path(
    post,
    path = "/revoke-sessions",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    responses(
        (status = 200, description = "There is no session any more; the cookies are removed.", body = Done),
        (status = 400, description = "`BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub(super) async fn revoke_sessions(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    _body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let live = &requester.owner()?.live;
    auth::end_all_sessions(&auth, live, &requester.client).await?;
    forget_session(&auth, &cookies);
    Ok(Json(Done::TRUE))
}

/// Ends all sessions but the one that asks.
#[utoipa::path(
    post,
    path = "/revoke-other-sessions",
    tag = TAG,
    security(("cookie" = []), ("session" = [])),
    responses(
        (status = 200, description = "There is no other session any more.", body = Done),
        (status = 400, description = "`BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
    ),
)]
pub(super) async fn revoke_other_sessions(
    State(auth): State<Auth>,
    requester: MaybeUser,
    _body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let live = &requester.owner()?.live;
    auth::end_other_sessions(&auth, live, &requester.client).await?;
    Ok(Json(Done::TRUE))
}
