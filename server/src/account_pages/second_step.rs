//! `/sign-in/verify?next=…`: the second step of a sign-in.

use super::{
    card::narrow_card,
    form_input::Input,
    form_view::{ButtonKind, Form, button, refused_as},
    page::Page,
    visit::MaybeUser,
};
use crate::{
    auth::{
        self,
        cookies::challenge_removal,
        two_factor::{SecondStep, Trust, is_waiting, verify_second_step},
    },
    forms::Fields,
    navigation::see_other,
};
use app::model::{Field, RefusedForm, SECOND_STEP_PATH};
use axum::{body::Body, http::Response};
use leptos::prelude::*;
use std::future::ready;

/// The page, or the way to where a sign-in begins when none waits for its second step.
pub(super) async fn page(visit: MaybeUser) -> Response<Body> {
    match is_expected(&visit).await {
        Ok(true) => visit.answer(Ok(draw(&visit, None))).await,
        Ok(false) => see_other(&visit.next().sign_in_url()),
        Err(error) => visit.answer(Err(error.into())).await,
    }
}

async fn is_expected(visit: &MaybeUser) -> Result<bool, auth::Error> {
    match &visit.client.challenge {
        Some(token) => is_waiting(visit.auth(), token).await,
        None => Ok(false),
    }
}

pub(super) async fn submit(visit: MaybeUser, fields: Fields) -> Response<Body> {
    let (auth, next) = (visit.auth(), visit.next());
    match open(&visit, &fields).await {
        Ok(open) => {
            visit.cookies.add(challenge_removal(&auth.settings.cookies));
            let cookies = open.cookies(auth);
            cookies.into_iter().for_each(|cookie| visit.cookies.add(cookie));
            see_other(next.as_str())
        }
        Err(auth::Error::TwoFactor(auth::TwoFactorError::SpentChallenge | auth::TwoFactorError::TooManyCodes)) => {
            visit.cookies.add(challenge_removal(&auth.settings.cookies));
            see_other(&next.sign_in_url())
        }
        Err(error) => {
            let show = |refused: Option<RefusedForm>| ready(Ok(draw(&visit, refused.as_ref())));
            visit.finish(Err(error.into()), fields, show).await
        }
    }
}

async fn open(visit: &MaybeUser, fields: &Fields) -> Result<auth::OpenSession, auth::Error> {
    let code = fields.text("code");
    let step = match fields.text("intent").as_str() {
        "recovery" => SecondStep::RecoveryCode(&code),
        _ => SecondStep::Code(&code),
    };
    let trust = match fields.optional("trust") {
        Some(_) => Trust::ThisDevice,
        None => Trust::No,
    };
    let token = visit
        .client
        .challenge
        .as_ref()
        .ok_or(auth::TwoFactorError::SpentChallenge)?;
    verify_second_step(visit.auth(), token, step, trust, &visit.client).await
}

/// The form for a code of the app, or for a recovery code (`?recovery`): one at a time, so that neither shows what was
/// wrong with the other.
fn draw(visit: &MaybeUser, refused: Option<&RefusedForm>) -> Page {
    let next = visit.next();
    let here = next.append_to(SECOND_STEP_PATH);
    let is_recovery = visit.parameter("recovery").is_some() || refused_as(refused, "recovery").is_some();
    let (title, form, other) = match is_recovery {
        true => (
            "Use a recovery code",
            recovery_form(refused),
            (here, "Use a code from your app"),
        ),
        false => {
            let recovery = format!("{here}{}recovery", if here.contains('?') { '&' } else { '?' });
            (
                "Two-step verification",
                code_form(refused),
                (recovery, "Use a recovery code"),
            )
        }
    };
    let (href, label) = other;
    let body = view! {
        {form}
        <p class="auth-switch"><a href=href>{label}</a></p>
        <p class="field-hint">"No app and no codes? Ask whoever runs this service."</p>
        <p class="auth-switch"><a href=next.sign_in_url()>"Sign in as somebody else"</a></p>
    };
    Page::new(title, refused, narrow_card(title, body.into_any()))
}

fn code_form(refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::of_one_field("code", refused);
    let input = Input {
        autocomplete: "one-time-code",
        autofocus: true,
        ..Input::default()
    };
    let fields = view! {
        {form.text(Field::Code, "Code", input)}
        {form.checkbox("trust", "Trust this device for 30 days", false)}
        {button("Verify", ButtonKind::Primary)}
    };
    view! {
        <p>"Enter the 6-digit code from your app."</p>
        {form.around(fields.into_any())}
    }
    .into_any()
}

fn recovery_form(refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::of_one_field("recovery", refused);
    let input = Input {
        hint: "Each code works once.".into(),
        autofocus: true,
        ..Input::default()
    };
    let fields = view! {
        {form.text(Field::Code, "Recovery code", input)}
        {button("Use this code", ButtonKind::Primary)}
    };
    form.around(fields.into_any())
}
