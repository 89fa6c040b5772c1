//! `/forgot-password` and `/reset-password`.

use super::{Done, Guest, Refusal, finish, link, sent};
use crate::{
    auth::{self, cookies, one_time::OneTimeToken, owner_of_reset_link, request_password_reset, reset_password},
    forms::{Fields, Submission},
    state::AppState,
    words,
};
use app::model::{
    AppError, EmailAddress, Password,
    account::{ForgotPage, ResetPage},
};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};
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

pub async fn show_reset(state: &AppState, uri: &Uri, cookies: Option<&Cookies>) -> Result<ResetPage, auth::Error> {
    if uri.query() == Some("done") {
        return Ok(ResetPage::Done);
    }
    let Some(token) = link::token(state, cookies) else {
        return Ok(ResetPage::Spent);
    };
    match owner_of_reset_link(&state.auth, &token).await {
        Ok(user) => Ok(ResetPage::Choose {
            email: words::address(&user.email),
            min_length: state.auth.settings.password_min_length,
        }),
        Err(auth::Error::SpentToken) => Ok(ResetPage::Spent),
        Err(error) => Err(error),
    }
}

pub async fn submit_reset(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let token = link::token(&state, Some(&guest.cookies));
    let outcome = reset(&guest, token, &form.fields).await;
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn reset(guest: &Guest, token: Option<OneTimeToken>, fields: &Fields) -> Result<Done, Refusal> {
    let token = token.ok_or(AppError::SpentLink)?;
    let password = Password::parse(fields.text("password"))?;
    reset_password(&guest.auth, &token, &password, &guest.client).await?;
    let names = &guest.auth.settings.cookies;
    guest.cookies.add(cookies::link_cookie(None, names));
    // The session this browser may have had has ended with all others.
    for cookie in cookies::removal_cookies(names) {
        guest.cookies.add(cookie);
    }
    Ok(Done::Go(DONE.into()))
}
