//! `/settings/confirm?next=…`: the password, once more, before something dangerous.

use super::{
    card::narrow_card,
    form_view::{ButtonKind, Form, Input, button, hidden_username},
    page::{Done, Page, PageError, wrong_password},
    visit::CurrentUser,
};
use crate::{
    auth::{confirm_with_password, passkeys::list_passkeys},
    forms::Fields,
};
use app::model::{Field, FieldError, Password, Problem, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::{prelude::*, tachys::html::InertElement};

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p class="or">or</p><button class="button button-wide" type="button" data-passkey="confirm">Use a passkey</button><p class="field-error" role="alert"></p></div>"#;

pub async fn page(visit: CurrentUser) -> Response<Body> {
    visit.answer(show(&visit, None).await).await
}

pub async fn submit(visit: CurrentUser, fields: Fields) -> Response<Body> {
    let outcome = confirm(&visit, &fields).await;
    visit.finish(outcome, fields, |refused| show(&visit, refused)).await
}

async fn confirm(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (password, code) = (current_password(fields)?, fields.text(Field::Code.attribute()));
    if visit.live.has_two_factor && code.trim().is_empty() {
        return Err(FieldError::new(Field::Code, Problem::Missing).into());
    }
    confirm_with_password(visit.auth(), &visit.live, &password, Some(&code), &visit.client)
        .await
        .map_err(wrong_password)?;
    Ok(Done::Go(visit.next().as_str().to_owned()))
}

/// The password in the field for the one in force.
pub(super) fn current_password(fields: &Fields) -> Result<Password, FieldError> {
    Password::parse(fields.text(Field::CurrentPassword.attribute())).map_err(|error| FieldError {
        field: Field::CurrentPassword,
        ..error
    })
}

async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let user = &visit.live.user;
    let has_passkey = !list_passkeys(visit.auth(), &user.id).await?.is_empty();
    let form = Form::new("confirm", refused.as_ref());
    let code = visit.live.has_two_factor.then(|| {
        let input = Input {
            autocomplete: "one-time-code",
            hint: "From your app, or one of your recovery codes.".into(),
            ..Input::default()
        };
        form.text(Field::Code, "Code", input)
    });
    let fields = view! {
        {hidden_username(&user.email)}
        {form.password(Field::CurrentPassword, "Password", "current-password", "")}
        {code}
        {button("Confirm", ButtonKind::Primary)}
    };
    let body = view! {
        <p>"What comes next could be misused by somebody who finds this device unlocked, so we ask for your password once more. We won’t ask again for ten minutes."</p>
        {form.around(fields.into_any())}
        {has_passkey.then(|| InertElement::new(PASSKEY))}
        <p class="auth-switch"><a href=visit.next().as_str().to_owned()>"Go back"</a></p>
    };
    let title = "Confirm that it’s you";
    Ok(Page::new(title, refused.as_ref(), narrow_card(title, body.into_any())))
}
