//! `POST /sign-in/email`: the password, by JSON or by a form. It opens a session or, with two-step verification, leaves
//! a challenge and says so; an unknown address answers as a wrong password does.

use super::{
    TAG,
    body::{Body, BodyOrForm, parse_email},
    callback_url,
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::UserObject,
    opened::Opened,
    sign_out::forget_session,
};
use crate::auth::{self, Auth, SignInStep, cookies::challenge_cookie};
use app::model::{Password, SignIn};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// Somebody who knows the password.
#[derive(ToSchema)]
#[schema(as = BetterAuthSignIn, rename_all = "camelCase")]
pub(super) struct SignInBody {
    #[schema(format = Email, example = "ada@example.com")]
    email: String,
    #[schema(format = Password, example = "violet otter signs paper")]
    password: String,
    /// `false` ends the session with the browser, or after a day.
    #[schema(default = true)]
    remember_me: Option<bool>,
    /// Where to go on to: a path of ours, or an address in a trusted origin.
    #[schema(rename = "callbackURL", example = "/todos")]
    callback_url: Option<String>,
}

impl SignInBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let read = Self {
            email: members.text("email"),
            password: members.text("password"),
            callback_url: members.optional_text("callbackURL"),
            remember_me: members.optional_bool("rememberMe"),
        };
        members.finish()?;
        Ok(read)
    }
}

/// A session, and where to go on to.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthSignedIn)]
pub(super) struct SignedIn {
    /// Whether there is a `url`, which the client then opens.
    redirect: bool,
    /// The session JWT.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/todos")]
    url: Option<String>,
    user: UserObject,
}

/// The password was right, and a second step has to follow.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthTwoFactorRedirect)]
#[serde(rename_all = "camelCase")]
pub(super) struct TwoFactorRedirect {
    #[schema(example = true)]
    two_factor_redirect: bool,
    /// Always `totp`, an app's code.
    #[schema(example = json!(["totp"]))]
    two_factor_methods: [&'static str; 1],
}

impl TwoFactorRedirect {
    const TOTP: Self = Self {
        two_factor_redirect: true,
        two_factor_methods: ["totp"],
    };
}

/// How far a sign-in has come.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthSignInAnswer)]
#[serde(untagged)]
pub(super) enum SignInAnswer {
    SignedIn(SignedIn),
    SecondStep(TwoFactorRedirect),
}

/// Opens a session. The one the browser had by its cookies ends.
#[utoipa::path(
    post,
    path = "/sign-in/email",
    tag = TAG,
    request_body(content((SignInBody = "application/json"), (SignInBody = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "The session; cookies are set, and `set-auth-token` carries the bearer session token. With `callbackURL` there is a `location` too. With two-step verification, `twoFactorRedirect` and a cookie to go on with at `/two-factor/verify-totp`; a session the browser had ends there.", body = SignInAnswer),
        (status = 400, description = "`INVALID_EMAIL`, `PASSWORD_TOO_LONG`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`INVALID_EMAIL_OR_PASSWORD`.", body = BetterAuthError),
        (status = 403, description = "`BANNED_USER`, `INVALID_CALLBACK_URL`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`, `CROSS_SITE_NAVIGATION_LOGIN_BLOCKED`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn sign_in_email(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    BodyOrForm(body): BodyOrForm,
) -> Result<Response, BetterAuthError> {
    let body = SignInBody::read(body)?;
    let email =
        parse_email(&body.email).ok_or_else(|| BetterAuthError::bad_request("INVALID_EMAIL", "Invalid email"))?;
    if body.password.is_empty() {
        return Err(BetterAuthError::wrong_credentials());
    }
    let sign_in = SignIn {
        email,
        password: Password::parse(body.password)?,
        remember: body.remember_me.unwrap_or(true),
    };
    let open = match auth::sign_in(&auth, sign_in, &requester.client).await? {
        SignInStep::Done(open) => *open,
        SignInStep::SecondStep(challenge) => {
            // Somebody else's session would be asked for its own second step.
            if let Some(previous) = &requester.client.session {
                auth::sign_out(&auth, &previous.user_id, &previous.session_id, &requester.client).await?;
            }
            forget_session(&auth, &cookies);
            cookies.add(challenge_cookie(&challenge, &auth.settings.cookies));
            return Ok(Json(SignInAnswer::SecondStep(TwoFactorRedirect::TOTP)).into_response());
        }
    };
    let Opened { user, token, header } = Opened::new(&auth, &cookies, &open)?;

    let url = body.callback_url.filter(|url| !url.is_empty());
    let location = location(url.as_deref());
    let signed_in = SignedIn {
        redirect: url.is_some(),
        token,
        url,
        user,
    };
    Ok((header, location, Json(SignInAnswer::SignedIn(signed_in))).into_response())
}

fn location(url: Option<&str>) -> HeaderMap {
    let value = url.and_then(|url| callback_url::in_ascii(url).parse().ok());
    value.map(|value| (header::LOCATION, value)).into_iter().collect()
}
