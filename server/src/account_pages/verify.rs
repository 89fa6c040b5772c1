//! `/verify-email`, where the link of a letter confirms an address or has one back, and `/check-mail`, where one waits
//! for it.

use super::{Done, Guest, Refusal, finish, link, sent};
use crate::{
    auth::{
        self, ChangeStep, Confirmed, LinkKind, LinkProof, LiveSession, confirm_address, cookies, is_trusted_way_on,
        look_at_address_link, one_time::OneTimeToken, owner_of_reset_link, request_verification,
        two_factor::CookieToken, undo_email_change,
    },
    forms::{Fields, Submission},
    preload::parameter,
    state::AppState,
    words,
};
use app::model::{
    AppError, EmailAddress, Field, Password, Problem,
    account::{Confirmation, VerifyPage},
};
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
    member: Option<&LiveSession>,
) -> Result<VerifyPage, auth::Error> {
    let auth = &state.auth;
    match uri.query() {
        Some("done") => {
            return Ok(VerifyPage::Done {
                is_signed_in: member.is_some(),
                is_without_password: has_reset_link(state, cookies).await?,
            });
        }
        Some("half") => return Ok(VerifyPage::Half),
        Some("undone") => return Ok(VerifyPage::Undone),
        _ => {}
    }
    let Some(token) = link::token(state, cookies) else {
        return Ok(VerifyPage::Spent);
    };
    let browser = cookies.and_then(|cookies| newcomer(state, cookies));
    match look_at_address_link(auth, &token, browser.as_ref(), member).await {
        Ok(link) => Ok(VerifyPage::Confirm {
            kind: match link.kind {
                LinkKind::Verify if link.asks_for_password => Confirmation::WithPassword,
                LinkKind::Verify => Confirmation::Address,
                LinkKind::ToNewAddress => Confirmation::NewAddress,
                LinkKind::ToPresentAddress => Confirmation::PresentAddress,
                LinkKind::Undo => Confirmation::Undo,
            },
            email: words::address(&link.email),
            present: link.present.as_deref().map(words::address),
            way_on: parameter(uri, "way-on"),
        }),
        Err(auth::Error::SpentToken) => Ok(VerifyPage::Spent),
        Err(error) => Err(error),
    }
}

/// Whether this browser has been given a link to choose a password, because the account has none.
async fn has_reset_link(state: &AppState, cookies: Option<&Cookies>) -> Result<bool, auth::Error> {
    let Some(token) = link::token(state, cookies) else {
        return Ok(false);
    };
    match owner_of_reset_link(&state.auth, &token).await {
        Ok(_) => Ok(true),
        Err(auth::Error::SpentToken) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What this browser has from a sign-up that waits for its letter.
fn newcomer(state: &AppState, cookies: &Cookies) -> Option<CookieToken> {
    let cookie = cookies.get(state.auth.settings.cookies.newcomer)?;
    CookieToken::parse(cookie.value())
}

pub async fn submit(State(state): State<AppState>, guest: Guest, form: Submission) -> Response<Body> {
    let token = link::token(&state, Some(&guest.cookies));
    let outcome = match form.fields.text("intent").as_str() {
        "undo" => undo(&guest, token).await,
        _ => confirm(&state, &guest, token, &form.fields).await,
    };
    finish(&state, &guest.caller, &guest.cookies, form, outcome).await
}

async fn confirm(
    state: &AppState,
    guest: &Guest,
    token: Option<OneTimeToken>,
    fields: &Fields,
) -> Result<Done, Refusal> {
    let token = token.ok_or(AppError::SpentLink)?;
    // Who leaves it empty does not know it, and gets the account without it.
    let password = match fields.text(Field::Password.attribute()) {
        empty if empty.is_empty() => None,
        typed => Some(Password::parse(typed)?),
    };
    let browser = newcomer(state, &guest.cookies);
    let proof = LinkProof::Form {
        password: password.as_ref(),
        browser: browser.as_ref(),
    };
    let confirmed = confirm_address(&guest.auth, &token, proof, guest.live.as_deref(), &guest.client).await;
    let confirmed = confirmed.map_err(|error| match error {
        auth::Error::WrongPassword => AppError::field(Field::Password, Problem::Wrong).into(),
        other => Refusal::from(other),
    })?;
    let settings = &guest.auth.settings;
    if browser.is_some() {
        guest.cookies.add(cookies::newcomer_removal(&settings.cookies));
    }
    let reset = match &confirmed {
        Confirmed::WithoutPassword(_, reset) => Some(reset),
        _ => None,
    };
    guest.cookies.add(cookies::link_cookie(reset, &settings.cookies));
    let way_on = fields.text("way-on");
    Ok(Done::Go(match confirmed {
        Confirmed::Change(ChangeStep::Half(_)) => "/verify-email?half".into(),
        // It stood in the address, where anybody can put anything.
        _ if reset.is_none() && !way_on.is_empty() && is_trusted_way_on(&way_on, settings) => way_on,
        _ => "/verify-email?done".into(),
    }))
}

async fn undo(guest: &Guest, token: Option<OneTimeToken>) -> Result<Done, Refusal> {
    let token = token.ok_or(AppError::SpentLink)?;
    let reset = undo_email_change(&guest.auth, &token, &guest.client).await?;
    let names = &guest.auth.settings.cookies;
    guest.cookies.add(cookies::link_cookie(Some(&reset), names));
    Ok(Done::Go("/verify-email?undone".into()))
}
