//! `POST /sign-up/email`: makes an account and opens its session, or lets it wait for its link. In that case a taken
//! address gets the answer of a free one.

use super::{
    TAG,
    body::{Body, BodyOrForm},
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::UserObject,
    opened::Opened,
};
use crate::auth::{self, Auth, ImageUrl, NewAccount};
use app::model::{FieldError, Password, PersonName, Problem, SignUp};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_cookies::Cookies;
use utoipa::ToSchema;

/// Somebody new.
#[derive(ToSchema)]
#[schema(as = BetterAuthSignUp, rename_all = "camelCase")]
pub(super) struct SignUpBody {
    /// 1 to 100 characters.
    #[schema(value_type = String, example = "Ada Lovelace")]
    name: PersonName,
    #[schema(value_type = String, format = Email, example = "ada@example.com")]
    email: app::model::EmailAddress,
    #[schema(format = Password, example = "violet otter signs paper")]
    password: String,
    /// The `https` or `http` address of a picture.
    #[schema(value_type = Option<String>, example = "https://example.com/ada.png")]
    image: Option<ImageUrl>,
    /// Where times are told for: a name of the IANA database. One that is not known counts as none, and that is UTC.
    #[schema(rename = "time_zone", example = "Europe/Berlin")]
    time_zone: Option<String>,
    /// `false` ends the session with the browser, or after a day.
    #[schema(default = true)]
    remember_me: Option<bool>,
    /// Where a link in a mail would lead.
    #[schema(rename = "callbackURL", example = "/todos")]
    callback_url: Option<String>,
}

impl SignUpBody {
    fn read(body: Body) -> Result<Self, BetterAuthError> {
        let mut members = body.members()?;
        let name = members.text("name");
        let name = PersonName::parse(&name).map_err(|error| members.issue("name", &name_issue(&error)));
        let email = members.email("email");
        let password = members.text("password");
        if password.is_empty() {
            members.issue("password", "Too small: expected string to have >=1 characters");
        }
        let image = members.optional_text("image");
        let image = image.map(|raw| ImageUrl::parse(&raw).ok_or_else(|| members.issue("image", "Invalid URL")));
        let time_zone = members.optional_text("time_zone");
        let callback_url = members.optional_text("callbackURL");
        let remember_me = members.optional_bool("rememberMe");
        members.finish()?;
        match (name, email, image.transpose()) {
            (Ok(name), Some(email), Ok(image)) => Ok(Self {
                name,
                email,
                password,
                image,
                time_zone,
                remember_me,
                callback_url,
            }),
            // Each of these has left an issue behind, so this is never reached.
            _ => Err(BetterAuthError::validation(&["[body] Invalid input".to_owned()])),
        }
    }
}

/// What is wrong with a name, in the words of the schemas.
pub(super) fn name_issue(error: &FieldError) -> String {
    match error.problem {
        Problem::Missing => "Too small: expected string to have >=1 characters".to_owned(),
        Problem::TooLong { max } => format!("Too big: expected string to have <={max} characters"),
        _ => "Invalid string: must not contain control characters".to_owned(),
    }
}

/// An account and its first session.
#[derive(Serialize, ToSchema)]
#[schema(as = BetterAuthSignedUp)]
pub(super) struct SignedUp {
    /// The session JWT; none where the address has to be confirmed first. Then the account may not be there, for
    /// nobody is told whether there was one before.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.…")]
    token: Option<String>,
    user: UserObject,
}

/// Makes an account and opens its first session.
#[utoipa::path(
    post,
    path = "/sign-up/email",
    tag = TAG,
    request_body(content((SignUpBody = "application/json"), (SignUpBody = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "The account and its session; cookies are set, and `set-auth-token` carries the bearer session token.", body = SignedUp),
        (status = 400, description = "`VALIDATION_ERROR`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_COMPROMISED`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`, `CROSS_SITE_NAVIGATION_LOGIN_BLOCKED`, `INVALID_CALLBACK_URL`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 422, description = "`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn sign_up_email(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    BodyOrForm(body): BodyOrForm,
) -> Result<Response, BetterAuthError> {
    let body = SignUpBody::read(body)?;
    let account = NewAccount {
        redirect_to: body.callback_url,
        is_remembered: body.remember_me.unwrap_or(true),
        image: body.image,
        sign_up: SignUp {
            name: body.name,
            email: body.email,
            password: Password::parse(body.password)?,
            time_zone: body.time_zone.unwrap_or_default(),
        },
    };
    match auth::sign_up(&auth, account, &requester.client).await? {
        auth::SignedUp::In(open) => {
            let Opened { user, token, header } = Opened::new(&auth, &cookies, &open)?;
            let token = Some(token);
            Ok((header, Json(SignedUp { token, user })).into_response())
        }
        // A program has no page to keep the token for.
        auth::SignedUp::ToBeVerified(user, _) => {
            let user = UserObject::of(&auth, &user).await?;
            Ok(Json(SignedUp { token: None, user }).into_response())
        }
    }
}
