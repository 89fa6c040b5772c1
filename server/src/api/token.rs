//! `/api/v1/auth`: tokens for backends and scripts, as `OAuth2` clients know them. No cookies are set here.

use super::{
    body::Fields,
    current_user::CurrentUser,
    token_bodies::{SignedIn, Tokens, User},
    token_form::Form,
};
use crate::{
    auth::{
        self, Client, SignInStep,
        tokens::RefreshToken,
        two_factor::{SecondStep, Trust, verify_second_step},
    },
    problem::{FieldProblem, Problem},
    state::AppState,
};
use app::model::{EmailAddress, Field, Password, PersonName, Problem as FieldFault, SignIn, SignUp};
use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(login_json))
        .routes(routes!(refresh))
        .routes(routes!(me))
        .routes(routes!(logout))
}

/// Tokens are for the one who asked, and for no cache on the way (RFC 6749 §5.1).
fn uncached(status: StatusCode, body: impl Serialize) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
struct Registration {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    #[schema(example = "correct horse battery", min_length = 8, max_length = 128)]
    password: String,
    #[schema(example = "Ada Lovelace", min_length = 1, max_length = 100)]
    name: String,
}

/// Make an account and sign in.
#[utoipa::path(
    post,
    path = "/api/v1/auth/register",
    tag = "Tokens",
    request_body = Registration,
    responses(
        (status = 201, description = "The account and its first tokens.", body = SignedIn),
        (status = 400, description = "The body is not JSON, or the address has an account: `Email already registered`.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many accounts from this address; see `Retry-After`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn register(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let email = fields.text("email", EmailAddress::parse);
    let password = fields.text("password", |raw| Password::parse(raw.to_owned()));
    let name = fields.text("name", PersonName::parse);
    fields.finish()?;
    let (Some(email), Some(password), Some(name)) = (email, password, name) else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let time_zone = String::new();
    let sign_up = SignUp {
        name,
        email,
        password,
        time_zone,
    };
    match auth::sign_up(&state.auth, sign_up, &without_cookies(client)).await {
        Ok(auth::SignedUp::In(open)) => Ok(uncached(StatusCode::CREATED, SignedIn::of(&state.auth, &open)?)),
        Ok(auth::SignedUp::ToBeVerified(..)) => Err(auth::Error::EmailNotVerified.into()),
        Err(auth::Error::Invalid(error)) if (error.field, error.problem) == (Field::Email, FieldFault::Taken) => Err(
            Problem::new(StatusCode::BAD_REQUEST, "email_taken", "Email already registered"),
        ),
        Err(error) => Err(error.into()),
    }
}

/// The form of `OAuth2`'s password grant (RFC 6749 §4.3.2); `username` is the e-mail address.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
struct PasswordGrant {
    /// `password`, or left out.
    #[schema(example = "password")]
    grant_type: Option<String>,
    #[schema(example = "ada@example.com")]
    username: String,
    #[schema(example = "correct horse battery", format = Password)]
    password: String,
    /// With two-step verification: the code of the app, or a recovery code.
    #[schema(example = "123456")]
    code: Option<String>,
    /// Ignored: a token may do what its role may.
    scope: Option<String>,
}

/// Sign in with a form, as `OAuth2` clients and the Authorize button of the documentation do.
#[utoipa::path(
    post,
    path = "/api/v1/auth/login",
    tag = "Tokens",
    request_body(content = PasswordGrant, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "New tokens.", body = SignedIn),
        (status = 401, description = "`Incorrect email or password`. With two-step verification: `second_factor_required` without a code, `wrong_code` with a wrong one.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The password was right: `User account is disabled`. Or another site has sent the form.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts; see `Retry-After`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn login(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    form: Form,
) -> Result<Response, Problem> {
    let mut problems = Vec::new();
    let username = form.required("username", &mut problems);
    let password = form.required("password", &mut problems);
    let code = form.optional("code", &mut problems);
    if form
        .0
        .iter()
        .any(|(name, value)| name == "grant_type" && value != "password")
    {
        problems.push(FieldProblem::new(
            "grant_type",
            "unsupported",
            "Only password is known.",
        ));
    }
    if !problems.is_empty() {
        return Err(Problem::invalid(problems));
    }
    // Nobody has an address or a password that cannot be one.
    let (Ok(email), Ok(password)) = (EmailAddress::parse(&username), Password::parse(password)) else {
        return Err(app::model::AppError::WrongCredentials.into());
    };
    let remember = true;
    let sign_in = SignIn {
        email,
        password,
        remember,
    };
    answer_sign_in(&state, &client, sign_in, code).await
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
struct Credentials {
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "correct horse battery", format = Password)]
    password: String,
    /// Whether the session may slide for as long as it is used; otherwise it ends after a day. True when left out.
    remember: Option<bool>,
    /// With two-step verification: the code of the app, or a recovery code.
    #[schema(example = "123456")]
    code: Option<String>,
}

/// Sign in with JSON.
#[utoipa::path(
    post,
    path = "/api/v1/auth/login/json",
    tag = "Tokens",
    request_body = Credentials,
    responses(
        (status = 200, description = "New tokens.", body = SignedIn),
        (status = 401, description = "`Incorrect email or password`. With two-step verification: `second_factor_required` without a code, `wrong_code` with a wrong one.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The password was right: `User account is disabled`. Or another site has sent it.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts; see `Retry-After`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn login_json(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let email = fields.text("email", EmailAddress::parse);
    let password = fields.text("password", |raw| Password::parse(raw.to_owned()));
    let remember = fields.optional_bool("remember").unwrap_or(true);
    let code = fields.optional_text("code", |raw| Ok(raw.to_owned()));
    fields.finish()?;
    let (Some(email), Some(password)) = (email, password) else {
        return Err(Problem::of_status(StatusCode::UNPROCESSABLE_ENTITY));
    };
    let sign_in = SignIn {
        email,
        password,
        remember,
    };
    answer_sign_in(&state, &client, sign_in, code).await
}

/// No cookies are set here, so a page that asks for tokens beside its session keeps it.
fn without_cookies(client: Client) -> Client {
    Client {
        session: None,
        ..client
    }
}

/// A program has no cookies to go on with: it sends the code together with the password.
async fn answer_sign_in(
    state: &AppState,
    client: &Client,
    sign_in: SignIn,
    code: Option<String>,
) -> Result<Response, Problem> {
    let client = &without_cookies(client.clone());
    let unauthorized = |code, detail| Problem::new(StatusCode::UNAUTHORIZED, code, detail);
    let open = match (auth::sign_in(&state.auth, sign_in, client).await?, code) {
        (SignInStep::Done(open), _) => *open,
        (SignInStep::SecondStep(_), None) => {
            let detail = "Two-step verification is on: send the code of the app as code, or a recovery code.";
            return Err(unauthorized("second_factor_required", detail));
        }
        (SignInStep::SecondStep(challenge), Some(code)) => {
            let step = SecondStep::either(&code);
            match verify_second_step(&state.auth, &challenge, step, Trust::No, client).await {
                Err(auth::Error::TwoFactor(auth::TwoFactorError::WrongCode | auth::TwoFactorError::UsedCode)) => {
                    return Err(unauthorized("wrong_code", "Incorrect code"));
                }
                opened => opened?,
            }
        }
    };
    Ok(uncached(StatusCode::OK, SignedIn::of(&state.auth, &open)?))
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
struct Renewal {
    #[schema(example = "3mJr7AoUXx2Wqd0uB1pKJ8nQ5sT6vYzRkHfLcGhIjKl")]
    refresh_token: String,
}

/// Exchange a refresh token for new tokens.
///
/// Shown a second time, a token yields the same successor within ten seconds, and later as long as neither the
/// successor nor the access token beside it has been shown: the answer was lost on its way. After that it was copied,
/// and its session ends. With `REFRESH_ROTATION=lenient` it yields the successor until that has been used.
#[utoipa::path(
    post,
    path = "/api/v1/auth/refresh",
    tag = "Tokens",
    request_body = Renewal,
    responses(
        (status = 200, description = "New tokens; the old refresh token is used up.", body = Tokens),
        (status = 401, description = "`Invalid refresh token`: unknown, expired or used before.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Another site has sent it.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "More than one renewal a second; the token is still good. See `Retry-After`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn refresh(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let token = fields.text("refresh_token", |raw| Ok(RefreshToken::parse(raw)));
    fields.finish()?;
    let opened = match token.flatten() {
        Some(token) => {
            let rotation = state.auth.settings.refresh_rotation;
            auth::refresh::refresh(&state.auth, &token, rotation, &client).await?
        }
        None => None,
    };
    match opened {
        Some(open) => Ok(uncached(StatusCode::OK, Tokens::of(&state.auth, &open)?)),
        None => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "invalid_refresh_token",
            "Invalid refresh token",
        )),
    }
}

/// Who the token belongs to.
#[utoipa::path(
    get,
    path = "/api/v1/auth/me",
    tag = "Tokens",
    security(("bearer" = []), ("account" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The person.", body = User),
        (status = 403, description = "The token is in force, but its account has been disabled since: `User account is disabled`.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn me(user: CurrentUser) -> Response {
    uncached(StatusCode::OK, User::from(&*user.0.live))
}

#[derive(Serialize, ToSchema)]
struct SignedOut {
    #[schema(example = "Successfully logged out")]
    message: &'static str,
}

/// End the session of the token.
///
/// Its access and refresh tokens open nothing from then on. A token that opens nothing any more gets the same answer: its
/// session has ended already.
#[utoipa::path(
    post,
    path = "/api/v1/auth/logout",
    tag = "Tokens",
    security((), ("bearer" = []), ("account" = []), ("cookie" = [])),
    responses((status = 200, description = "The session has ended.", body = SignedOut))
)]
async fn logout(
    State(state): State<AppState>,
    Extension(client): Extension<Client>,
    user: Option<CurrentUser>,
) -> Result<Json<SignedOut>, Problem> {
    if let Some(CurrentUser(current)) = user {
        let live = &current.live;
        auth::sign_out(&state.auth, &live.user.id, &live.session.session_id, &client).await?;
    }
    let message = "Successfully logged out";
    Ok(Json(SignedOut { message }))
}
