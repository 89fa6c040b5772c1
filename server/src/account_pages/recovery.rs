//! `/forgot-password` and `/reset-password`.

use super::{Done, Guest, Refusal, Visit, factors::factor_lines, finish, link, sent};
use crate::{
    auth::{
        self, FactorsAtReset, LiveSession, cookies, factors_of, one_time::OneTimeToken, owner_of_reset_link,
        request_password_reset, require_confirmed, reset_password,
    },
    forms::{Fields, Submission},
    state::AppState,
    words,
};
use app::model::{
    AppError, EmailAddress, Password,
    account::{ForgotPage, Keeping, ResetPage},
};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};
use std::sync::Arc;
use tower_cookies::Cookies;

/// Where one is told that the password was changed.
const DONE: &str = "/reset-password?done";

pub fn show_forgot(state: &AppState, uri: &Uri, cookies: Option<&Cookies>) -> ForgotPage {
    if !state.auth.settings.is_mail_on {
        return ForgotPage::NoMail;
    }
    if uri.query() != Some("sent") {
        return ForgotPage::Ask;
    }
    ForgotPage::Sent(sent::letter(state, cookies))
}

pub async fn submit_forgot(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let outcome = send(&guest, &form.fields).await;
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn send(guest: &Guest, fields: &Fields) -> Result<Done, Refusal> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    request_password_reset(&guest.auth, &email, None, &guest.client).await?;
    sent::remember(guest, &email);
    Ok(Done::Go("/forgot-password?sent".into()))
}

pub async fn show_reset(state: &AppState, uri: &Uri, visit: &Visit) -> Result<ResetPage, auth::Error> {
    let auth = &state.auth;
    if uri.query() == Some("done") {
        return Ok(ResetPage::Done);
    }
    let Some(token) = link::token(state, visit.cookies.as_ref()) else {
        return Ok(ResetPage::Spent);
    };
    let user = match owner_of_reset_link(auth, &token).await {
        Ok(user) => user,
        Err(auth::Error::SpentToken) => return Ok(ResetPage::Spent),
        Err(error) => return Err(error),
    };
    let factors = factors_of(auth, &user.id).await?;
    let is_known = |live: &&Arc<LiveSession>| live.user.id == user.id && require_confirmed(auth, live).is_ok();
    Ok(ResetPage::Choose {
        keeping: match (user.email_verified, visit.member.as_ref().filter(is_known)) {
            (false, _) => Keeping::Never,
            (true, Some(_)) => Keeping::Here,
            (true, None) => Keeping::ByProof {
                has_passkey: !factors.passkeys.is_empty(),
                has_code: factors.two_step.is_some(),
            },
        },
        factors: factor_lines(&factors, &user.time_zone),
        email: words::address(&user.email),
        min_length: auth.settings.password_min_length,
    })
}

pub async fn submit_reset(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let token = link::token(&state, Some(&guest.cookies));
    let outcome = reset(&guest, token, &form.fields).await;
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn reset(guest: &Guest, token: Option<OneTimeToken>, fields: &Fields) -> Result<Done, Refusal> {
    let token = token.ok_or(AppError::SpentLink)?;
    let password = Password::parse(fields.text("password"))?;
    let code = fields.text("code");
    let factors = match (code.trim(), fields.optional("keep")) {
        ("", None) => FactorsAtReset::Remove,
        ("", Some(_)) => FactorsAtReset::KeepFor(guest.live.as_deref()),
        (code, _) => FactorsAtReset::KeepByCode(code),
    };
    reset_password(&guest.auth, &token, &password, factors, &guest.client).await?;
    let names = &guest.auth.settings.cookies;
    guest.cookies.add(cookies::link_cookie(None, names));
    // The session this browser may have had has ended with all others.
    for cookie in cookies::removal_cookies(names) {
        guest.cookies.add(cookie);
    }
    Ok(Done::Go(DONE.into()))
}
