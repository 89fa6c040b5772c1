//! `/settings/confirm?next=…&action=…`: the password, once more, before something dangerous; then that is done.

use super::{
    card::narrow_card,
    form_input::PasswordInput,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError},
    proof::{code_field, confirm_by_form},
    resume,
    visit::CurrentUser,
};
use crate::{
    auth::{LiveSession, PendingAction, SessionRow, passkeys::list_passkeys, require_confirmed},
    flash::Flash,
    forms::Fields,
};
use app::model::{Field, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::{prelude::*, tachys::html::InertElement};
use std::sync::Arc;

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p class="or">or</p><button class="button button-wide" type="button" data-passkey="confirm">Use a passkey</button><p class="field-error" role="alert"></p></div>"#;

pub(super) async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub(super) async fn submit(mut visit: CurrentUser, fields: Fields) -> Response<Body> {
    if let Err(error) = confirm(&visit, &fields).await {
        return visit.finish(Err(error), fields, |refused| show(&visit, refused)).await;
    }
    let Some(sealed) = visit.pending_action() else {
        return visit.redirect(Done::Go(visit.next().as_str().to_owned()));
    };
    let outcome = match PendingAction::consume(visit.auth(), &visit.live, &sealed).await {
        Ok(Some(action)) => {
            visit.live = Arc::new(confirmed(&visit));
            resume::perform(&visit, action).await
        }
        Ok(None) => Ok(visit.redirect(Done::say(Flash::NothingDone, visit.next().as_str()))),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(response) => response,
        Err(error) => {
            visit
                .finish(Err(error), fields, |refused| not_done(&visit, refused))
                .await
        }
    }
}

async fn confirm(visit: &CurrentUser, fields: &Fields) -> Result<(), PageError> {
    // A passkey was shown, and the script sends the form to go on.
    let is_confirmed = require_confirmed(visit.auth(), &visit.live).is_ok();
    let has_password = !fields.text(Field::CurrentPassword.attribute()).is_empty();
    if is_confirmed && !has_password && visit.pending_action().is_some() {
        return Ok(());
    }
    confirm_by_form(visit, fields).await
}

/// The session as it is now that its owner has confirmed it.
fn confirmed(visit: &CurrentUser) -> LiveSession {
    let live = (*visit.live).clone();
    let session = SessionRow {
        confirmed_at: visit.auth().clock.now(),
        ..live.session
    };
    LiveSession { session, ..live }
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let user = &visit.live.user;
    let has_passkey = !list_passkeys(visit.auth(), &user.id).await?.is_empty();
    let what = resume::describe(visit).await?;
    let form = match visit.live.has_two_factor {
        true => Form::new("confirm", refused.as_ref()),
        false => Form::of_one_field("confirm", refused.as_ref()),
    };
    let code = code_field(visit, &form);
    let password = PasswordInput {
        autofocus: true,
        ..PasswordInput::new("current-password", "")
    };
    let fields = view! {
        {hidden_username(&user.email)}
        {form.password_input(Field::CurrentPassword, "Password", password)}
        {code}
        {button("Confirm", ButtonKind::Primary)}
    };
    let body = view! {
        {what.map(|what| view! { <p>"To go on with: "<strong><bdi>{what}</bdi></strong></p> }.into_any())}
        <p>"What comes next could be misused by somebody who finds this device unlocked, so we ask for your password once more. We won’t ask again for ten minutes."</p>
        {form.around(fields.into_any())}
        {has_passkey.then(|| InertElement::new(PASSKEY))}
        <p class="auth-switch"><a href=visit.next().as_str().to_owned()>"Go back"</a></p>
    };
    let title = "Confirm that it’s you";
    Ok(Page::new(title, refused.as_ref(), narrow_card(title, body.into_any())))
}

/// What waited was refused: things have changed meanwhile.
async fn not_done(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let message = refused.as_ref().map(|form| form.error.message());
    let body = view! {
        <p role="alert">{message}</p>
        <p class="actions"><a class="button" href=visit.next().as_str().to_owned()>"Go back"</a></p>
    };
    let title = "That could not be done";
    Ok(Page::new(title, refused.as_ref(), narrow_card(title, body.into_any())))
}
