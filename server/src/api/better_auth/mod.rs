//! Better Auth's JSON API under `/api/auth`, so that its stock client works unmodified.
//!
//! Paths, members, statuses and codes are those of `better-auth` 1.7, and so is the order in which things are
//! checked: the body, then who asks, then the rest. Cookies and tokens are our own (`auth`): the client passes
//! them on without looking at them.

mod accounts;
mod body;
mod callback_url;
mod change_password;
mod delete_user;
mod error;
mod get_session;
mod jwks;
mod mail;
mod maybe_user;
mod objects;
mod opened;
mod query;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod status;
mod token;
mod two_factor;
mod two_factor_bodies;
mod update_user;
mod verify_password;

use crate::state::AppState;
use axum::middleware::from_fn;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the document files these routes under.
const TAG: &str = "Better Auth";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let account = OpenApiRouter::new()
        .routes(routes!(sign_up::sign_up_email))
        .routes(routes!(sign_in::sign_in_email))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(change_password::change_password))
        .routes(routes!(verify_password::verify_password))
        .routes(routes!(update_user::update_user))
        .routes(routes!(delete_user::delete_user))
        .routes(routes!(accounts::list_accounts));
    let sessions = OpenApiRouter::new()
        .routes(routes!(get_session::get_session, get_session::refuse_post))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::revoke_session))
        .routes(routes!(sessions::revoke_sessions))
        .routes(routes!(sessions::revoke_other_sessions))
        .routes(routes!(token::token))
        .routes(routes!(jwks::jwks));
    let mail = OpenApiRouter::new()
        .routes(routes!(mail::request_password_reset))
        .routes(routes!(mail::reset_password))
        .routes(routes!(mail::follow_reset_link))
        .routes(routes!(mail::send_verification_email))
        .routes(routes!(mail::verify_email))
        .routes(routes!(mail::change_email))
        .routes(routes!(delete_user::follow_deletion_link));
    let two_factor = OpenApiRouter::new()
        .routes(routes!(two_factor::enable))
        .routes(routes!(two_factor::disable))
        .routes(routes!(two_factor::get_totp_uri))
        .routes(routes!(two_factor::verify_totp))
        .routes(routes!(two_factor::generate_backup_codes))
        .routes(routes!(two_factor::verify_backup_code));
    let all = account
        .merge(sessions)
        .merge(mail)
        .merge(two_factor)
        .routes(routes!(status::ok))
        .routes(routes!(status::error));
    OpenApiRouter::new().nest("/api/auth", all.layer(from_fn(error::log_faults)))
}
