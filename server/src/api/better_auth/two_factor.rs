//! The routes of Better Auth's `twoFactor` plugin: apps and backup codes, which our pages call recovery codes.

use super::{
    TAG,
    body::Body,
    change_password::known_password,
    error::BetterAuthError,
    maybe_user::MaybeUser,
    objects::{Done, UserObject},
    opened::Opened,
    two_factor_bodies::{
        BackupCodes, EnableBody, Enabled, ProofBody, TotpUri, Verified, VerifyBackupCodeBody, VerifyTotpBody,
    },
};
use crate::auth::{
    self, Auth, CurrentSession, LiveSession, OpenSession,
    cookies::{challenge_removal, trusted_removal},
    tokens::CookieToken,
    two_factor::{self, SecondStep, Trust},
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tower_cookies::Cookies;

/// Begins to set an app up. Sign-ins take its codes once one has been verified.
#[utoipa::path(
    post,
    path = "/two-factor/enable",
    operation_id = "two_factor_enable",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = EnableBody,
    responses(
        (status = 200, description = "What the app needs; it is not told again by our own pages.", body = Enabled),
        (status = 400, description = "`INVALID_PASSWORD`, `OTP_NOT_CONFIGURED`, `TOTP_ALREADY_ENABLED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn enable(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<Enabled>, BetterAuthError> {
    let body = EnableBody::read(body)?;
    let live = &requester.owner_or_password(true)?.live;
    check_password(&auth, live, body.password, &requester).await?;
    if body.method.as_deref() == Some("otp") {
        return Err(BetterAuthError::bad_request(
            "OTP_NOT_CONFIGURED",
            "OTP is not available",
        ));
    }
    let issuer = body.issuer.as_deref().filter(|issuer| !issuer.is_empty());
    let (totp_uri, codes) = two_factor::start_set_up_with_codes(&auth, &live.user, issuer).await?;
    Ok(Json(Enabled {
        method: "totp",
        totp_uri,
        backup_codes: codes.reveal(),
    }))
}

/// Turns two-step verification off. Backup codes and trusted devices go with it.
#[utoipa::path(
    post,
    path = "/two-factor/disable",
    operation_id = "two_factor_disable",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = ProofBody,
    responses(
        (status = 200, description = "The password alone signs in again.", body = Done),
        (status = 400, description = "`INVALID_PASSWORD`, `SESSION_EXPIRED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`, `INVALID_CODE`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn disable(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Json<Done>, BetterAuthError> {
    let body = ProofBody::read(body)?;
    let live = &requester.owner_or_password(true)?.live;
    body.check(&auth, live, &requester).await?;
    two_factor::turn_off(&auth, live, &requester.client).await?;
    if requester.client.trusted_device.is_some() {
        cookies.add(trusted_removal(&auth.settings.cookies));
    }
    Ok(Json(Done::TRUE))
}

/// What an app needs, once more, while it is being set up. Once a code has been verified, it takes a code, whatever the
/// session, and its owner is told.
#[utoipa::path(
    post,
    path = "/two-factor/get-totp-uri",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = ProofBody,
    responses(
        (status = 200, description = "The address for the app.", body = TotpUri),
        (status = 400, description = "`TOTP_NOT_ENABLED`, `INVALID_PASSWORD`, `TOTP_ALREADY_ENABLED` without a code, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`, `INVALID_CODE`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn get_totp_uri(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<TotpUri>, BetterAuthError> {
    let ProofBody { password, code } = ProofBody::read(body)?;
    let live = &requester.owner_or_password(true)?.live;
    two_factor::require_two_factor(&auth, &live.user.id).await?;
    check_password(&auth, live, password, &requester).await?;
    let totp_uri = two_factor::uri(&auth, live, code.as_deref(), &requester.client).await?;
    Ok(Json(TotpUri { totp_uri }))
}

/// Takes a code of the app: from somebody signed in, to turn two-step verification on; from somebody whose password
/// was right, to open the session.
#[utoipa::path(
    post,
    path = "/two-factor/verify-totp",
    tag = TAG,
    security((), ("cookie" = []), ("session" = [])),
    request_body = VerifyTotpBody,
    responses(
        (status = 200, description = "The session. After a sign-in cookies are set, and `set-auth-token` carries the bearer session token.", body = Verified),
        (status = 400, description = "`TOTP_NOT_ENABLED`, `TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`INVALID_CODE`, also for one that was used before; `INVALID_TWO_FACTOR_COOKIE`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `BANNED_USER`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
    ),
)]
pub(super) async fn verify_totp(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Response, BetterAuthError> {
    let body = VerifyTotpBody::read(body)?;
    let Some(current) = requester.current() else {
        let token = challenge_of(&requester)?;
        let (step, trust) = (SecondStep::Code(&body.code), trust(body.trust_device));
        let opened = two_factor::verify_second_step(&auth, token, step, trust, &requester.client).await;
        return answer_opened(&auth, &cookies, opened).await;
    };
    let live = &requester.owner()?.live;
    match two_factor::confirm_set_up(&auth, live, &body.code, &requester.client).await {
        Ok(_) => {}
        Err(auth::Error::TwoFactor(auth::TwoFactorError::On)) => {
            two_factor::check_second_step(&auth, live, SecondStep::Code(&body.code), &requester.client).await?;
        }
        Err(error) => return Err(error.into()),
    }
    answer_known(&auth, current).await
}

/// Makes new backup codes; the old ones are good for nothing from then on.
#[utoipa::path(
    post,
    path = "/two-factor/generate-backup-codes",
    tag = TAG,
    security(("cookie" = []), ("bearer" = [])),
    request_body = ProofBody,
    responses(
        (status = 200, description = "The codes; they are not told again.", body = BackupCodes),
        (status = 400, description = "`TWO_FACTOR_NOT_ENABLED`, `INVALID_PASSWORD`, `SESSION_EXPIRED`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`UNAUTHORIZED`, `INVALID_CODE`.", body = BetterAuthError),
        (status = 403, description = "`INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
        (status = 503, description = "Too many passwords are waiting; see `Retry-After`.", body = BetterAuthError),
    ),
)]
pub(super) async fn generate_backup_codes(
    State(auth): State<Auth>,
    requester: MaybeUser,
    body: Body,
) -> Result<Json<BackupCodes>, BetterAuthError> {
    let body = ProofBody::read(body)?;
    let live = &requester.owner_or_password(true)?.live;
    let is_on = two_factor::has_two_factor(&auth, &live.user.id).await?;
    if !is_on {
        return Err(not_enabled());
    }
    body.check(&auth, live, &requester).await?;
    match two_factor::renew_recovery_codes(&auth, live, &requester.client).await {
        Ok(codes) => Ok(Json(BackupCodes {
            status: true,
            backup_codes: codes.reveal(),
        })),
        Err(auth::Error::TwoFactor(auth::TwoFactorError::Off)) => Err(not_enabled()),
        Err(error) => Err(error.into()),
    }
}

fn not_enabled() -> BetterAuthError {
    BetterAuthError::bad_request("TWO_FACTOR_NOT_ENABLED", "Two factor isn't enabled")
}

/// Takes a backup code, which is used up, in place of one of the app.
#[utoipa::path(
    post,
    path = "/two-factor/verify-backup-code",
    tag = TAG,
    security((), ("cookie" = []), ("session" = [])),
    request_body = VerifyBackupCodeBody,
    responses(
        (status = 200, description = "The session. After a sign-in cookies are set, and `set-auth-token` carries the bearer session token.", body = Verified),
        (status = 400, description = "`BACKUP_CODES_NOT_ENABLED`, `TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE`, `VALIDATION_ERROR`, `BAD_REQUEST`.", body = BetterAuthError),
        (status = 401, description = "`INVALID_BACKUP_CODE`, `INVALID_TWO_FACTOR_COOKIE`.", body = BetterAuthError),
        (status = 403, description = "`SESSION_REQUIRED` for an access token, `BANNED_USER`, `INVALID_ORIGIN`, `MISSING_OR_NULL_ORIGIN`.", body = BetterAuthError),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`.", body = BetterAuthError),
        (status = 429, description = "Too many attempts; see `Retry-After`, or `X-Retry-After`. There is no code.", body = BetterAuthError),
    ),
)]
pub(super) async fn verify_backup_code(
    State(auth): State<Auth>,
    requester: MaybeUser,
    cookies: Cookies,
    body: Body,
) -> Result<Response, BetterAuthError> {
    let body = VerifyBackupCodeBody::read(body)?;
    let step = SecondStep::RecoveryCode(&body.code);
    if requester.current().is_some() {
        let current = requester.owner()?;
        let checked = two_factor::check_second_step(&auth, &current.live, step, &requester.client).await;
        checked.map_err(backup_code_error)?;
        return answer_known(&auth, current).await;
    }
    let token = challenge_of(&requester)?;
    if body.disable_session == Some(true) {
        let used = two_factor::use_recovery_code_only(&auth, token, &body.code, &requester.client).await;
        let user = UserObject::of(&auth, &used.map_err(backup_code_error)?).await?;
        return Ok(Json(Verified { token: None, user }).into_response());
    }
    let trust = trust(body.trust_device);
    match two_factor::verify_second_step(&auth, token, step, trust, &requester.client).await {
        Err(error @ auth::Error::TwoFactor(auth::TwoFactorError::WrongCode | auth::TwoFactorError::Off)) => {
            Err(backup_code_error(error))
        }
        opened => answer_opened(&auth, &cookies, opened).await,
    }
}

fn backup_code_error(error: auth::Error) -> BetterAuthError {
    match error {
        auth::Error::TwoFactor(auth::TwoFactorError::WrongCode) => {
            BetterAuthError::new(StatusCode::UNAUTHORIZED, "INVALID_BACKUP_CODE", "Invalid backup code")
        }
        auth::Error::TwoFactor(auth::TwoFactorError::Off) => {
            BetterAuthError::bad_request("BACKUP_CODES_NOT_ENABLED", "Backup codes aren't enabled")
        }
        other => other.into(),
    }
}

async fn check_password(
    auth: &Auth,
    live: &LiveSession,
    password: String,
    requester: &MaybeUser,
) -> Result<(), BetterAuthError> {
    let password = known_password(password)?;
    Ok(auth::check_password(auth, live, &password, &requester.client).await?)
}

fn challenge_of(requester: &MaybeUser) -> Result<&CookieToken, BetterAuthError> {
    requester
        .client
        .challenge
        .as_ref()
        .ok_or_else(BetterAuthError::no_challenge)
}

fn trust(asked: Option<bool>) -> Trust {
    match asked {
        Some(true) => Trust::ThisDevice,
        _ => Trust::No,
    }
}

/// The session that was opened; what the browser waited with is forgotten, also when it is good for nothing more.
async fn answer_opened(
    auth: &Auth,
    cookies: &Cookies,
    opened: Result<OpenSession, auth::Error>,
) -> Result<Response, BetterAuthError> {
    let is_over = match &opened {
        Ok(_) => true,
        Err(error) => matches!(
            error,
            auth::Error::TwoFactor(auth::TwoFactorError::SpentChallenge | auth::TwoFactorError::TooManyCodes)
        ),
    };
    if is_over {
        cookies.add(challenge_removal(&auth.settings.cookies));
    }
    let Opened { user, token, header } = Opened::new(auth, cookies, &opened?)?;
    let token = Some(token);
    Ok((header, Json(Verified { token, user })).into_response())
}

/// The session of somebody who was signed in.
async fn answer_known(auth: &Auth, current: &CurrentSession) -> Result<Response, BetterAuthError> {
    // Asked anew: this may be the request that has turned it on.
    let user = UserObject::of(auth, &current.live.user).await?;
    let token = Some(current.access_token(auth)?);
    Ok(Json(Verified { token, user }).into_response())
}
