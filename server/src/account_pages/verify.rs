//! `/verify-email`, where the link of a letter confirms an address, and `/check-mail`, where one waits for it.

use super::{Done, Guest, Refusal, finish, link, sent};
use crate::{
    auth::{
        self, confirm_address, cookies, is_trusted_way_on, look_at_address_link, one_time::OneTimeToken,
        request_verification,
    },
    forms::{Fields, Submission},
    preload::parameter,
    state::AppState,
    words,
};
use app::model::{AppError, EmailAddress, account::VerifyPage};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};
use tower_cookies::Cookies;

pub fn show_check_mail(state: &AppState, cookies: Option<&Cookies>) -> VerifyPage {
    VerifyPage::CheckMail(sent::letter(state, cookies))
}

pub async fn submit_check_mail(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let outcome = send(&guest, &form.fields).await;
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn send(guest: &Guest, fields: &Fields) -> Result<Done, Refusal> {
    let email = EmailAddress::parse(&fields.text("email"))?;
    request_verification(&guest.auth, &email, None, &guest.client).await?;
    sent::remember(guest, &email);
    Ok(Done::Go("/check-mail".into()))
}

pub async fn show(
    state: &AppState,
    uri: &Uri,
    cookies: Option<&Cookies>,
    is_signed_in: bool,
) -> Result<VerifyPage, auth::Error> {
    if uri.query() == Some("done") {
        return Ok(VerifyPage::Done { is_signed_in });
    }
    let Some(token) = link::token(state, cookies) else {
        return Ok(VerifyPage::Spent);
    };
    match look_at_address_link(&state.auth, &token).await {
        Ok(link) => Ok(VerifyPage::Confirm {
            email: words::address(&link.email),
            is_change: link.is_change,
            way_on: parameter(uri, "way-on"),
        }),
        Err(auth::Error::SpentToken) => Ok(VerifyPage::Spent),
        Err(error) => Err(error),
    }
}

pub async fn submit(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let token = link::token(&state, Some(&guest.cookies));
    let outcome = confirm(&guest, token, &form.fields).await;
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn confirm(guest: &Guest, token: Option<OneTimeToken>, fields: &Fields) -> Result<Done, Refusal> {
    let token = token.ok_or(AppError::SpentLink)?;
    confirm_address(&guest.auth, &token, guest.live.as_deref(), &guest.client).await?;
    let settings = &guest.auth.settings;
    guest.cookies.add(cookies::link_cookie(None, &settings.cookies));
    let way_on = fields.text("way-on");
    // It stood in the address, where anybody can put anything.
    if !way_on.is_empty() && is_trusted_way_on(&way_on, settings) {
        return Ok(Done::Go(way_on));
    }
    Ok(Done::Go("/verify-email?done".into()))
}
