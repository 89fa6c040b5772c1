//! `POST /delete-user`, and the callback of the link that is mailed for it. Without a proof nothing is deleted, and
//! where there is mail nothing without the link and a live session of that account.

use super::{
    TAG, body::Body, callback_url::in_ascii, change_password::known_password, error::BetterAuthError,
    maybe_user::MaybeUser, query::Query, sign_out::forget_session,
};
use crate::auth::{self, Auth, Deletion, LiveSession, tokens::OneTimeToken};
use axum::{
    Json,
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// What proves that it is meant.
#[derive(ToSchema)]
#[schema(as = BetterAuthDeleteUser)]
pub(super) struct DeleteUserBody {
    /// Not needed in a session whose owner signed in, or gave the password, within ten minutes.
    #[schema(format = Password, example = "violet otter signs paper")]
    password: Option<String>,
    /// With two-step verification, beside the password: a code of the app, or a backup code. Not needed in such a session
    /// either.
    #[schema(example = "123456")]
    code: Option<String>,
    /// Out of the link of an email, in place of the password.
    token: Option<String>,
    /// Where the link leads on to: a path of ours, or an address in a trusted origin.
    #[schema(rename = "callbackURL", example = "/")]
    callback_url: Option<String>,
}

impl DeleteUserBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            callback_url: members.optional_text("callbackURL").filter(|text| !text.is_empty()),
            password: members.optional_text("password").filter(|text| !text.is_empty()),
            code: members.optional_text("code").filter(|text| !text.is_empty()),
            token: members.optional_text("token").filter(|text| !text.is_empty()),
        };
        members.finish()?;
        Ok(read)
    }
}

/// The account is gone, or a link that deletes it is on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthDeletedUser)]
pub(super) struct DeletedUser {
    #[schema(example = true)]
    success: bool,
    /// `User deleted`, or `Verification email sent`.
    #[schema(example = "User deleted")]
    message: &'static str,
}

impl DeletedUser {
    const DONE: Self = Self {
        success: true,
        message: "User deleted",
    };
    const MAILED: Self = Self {
        success: true,
        message: "Verification email sent",
    };
}

/// Deletes the account of the person who asks, with all sessions and todos. It takes the password, and with two-step
/// verification a code too; or a session whose owner signed in, or gave the password, within ten minutes. Where there is
/// mail, an email with a link is sent, and the account goes when somebody signed in to it follows the link.
#[utoipa::path(
    post,
    path = "/delete-user",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = DeleteUserBody,
    responses(
        (status = 200, description = "`User deleted`: the account is gone, and the cookies are removed. `Verification email sent`: it goes by the link of the email.", body = DeletedUser),
        (status = 400, description = "`INVALID_PASSWORD`, `PASSWORD_TOO_LONG`, `SESSION_EXPIRED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`, `INVALID_CODE`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`, `INVALID_CALLBACK_URL`.", body = BetterAuthError),
        (status = 404, description = "`INVALID_TOKEN`.", body = BetterAuthError),
        (status = 409, description = "`LAST_ADMIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts or emails; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn delete_user(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Json<DeletedUser>, BetterAuthError> {
    let body = DeleteUserBody::read(body)?;
    let live = &requester.owner_or_password(body.password.is_some())?.live;
    let password = body.password.map(known_password).transpose()?;
    match body.token {
        Some(token) => {
            if let Some(password) = &password {
                auth::check_password(&auth, live, password, &requester.client).await?;
            }
            delete_by_link(&auth, live, &token, &requester).await?;
        }
        None => {
            let (password, code) = (password.as_ref(), body.code.as_deref());
            match auth::delete_user(&auth, live, password, code, body.callback_url, &requester.client).await? {
                Deletion::Mailed => return Ok(Json(DeletedUser::MAILED)),
                Deletion::Done => {}
            }
        }
    }
    forget_session(&auth, &cookies);
    Ok(Json(DeletedUser::DONE))
}

async fn delete_by_link(
    auth: &Auth,
    live: &LiveSession,
    token: &str,
    requester: &MaybeUser,
) -> Result<(), BetterAuthError> {
    let deleted = auth::delete_user_by_link(auth, live, &OneTimeToken::unverified(token), &requester.client).await;
    deleted.map_err(|error| match error {
        auth::Error::Link(auth::LinkError::Spent) => BetterAuthError::bad_token(StatusCode::NOT_FOUND),
        other => other.into(),
    })
}

/// Where a link to delete the account leads. It works for whoever it was sent to, where they are signed in.
#[utoipa::path(
    get,
    path = "/delete-user/callback",
    tag = TAG,
    security((), ("cookie" = []), ("session" = [])),
    params(
        ("token" = String, Query, description = "What came by mail."),
        ("callbackURL" = Option<String>, Query, description = "Where to go on to."),
    ),
    responses(
        (status = 200, description = "The account is gone; the cookies are removed.", body = DeletedUser),
        (status = 302, description = "The same, on to `callbackURL`."),
        (status = 400, description = "`VALIDATION_ERROR`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `INVALID_CALLBACK_URL`.", body = BetterAuthError),
        (status = 404, description = "`FAILED_TO_GET_USER_INFO` when nobody is signed in, `INVALID_TOKEN`.", body = BetterAuthError),
        (status = 409, description = "`LAST_ADMIN`.", body = BetterAuthError),
    ),
)]
pub(super) async fn follow_deletion_link(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    RawQuery(query): RawQuery,
) -> Result<Response, BetterAuthError> {
    let query = Query::parse(query.as_deref());
    let token = query.required("token")?;
    let redirect_to = query.callback_url(&auth.settings)?;
    if requester.current().is_none() {
        return Err(BetterAuthError::new(
            StatusCode::NOT_FOUND,
            "FAILED_TO_GET_USER_INFO",
            "Failed to get user info",
        ));
    }
    let current = requester.owner()?;
    delete_by_link(&auth, &current.live, token, &requester).await?;
    forget_session(&auth, &cookies);
    Ok(match redirect_to {
        Some(url) => (StatusCode::FOUND, [(header::LOCATION, in_ascii(url))]).into_response(),
        None => Json(DeletedUser::DONE).into_response(),
    })
}
