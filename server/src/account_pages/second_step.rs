//! `/sign-in/verify?next=…`: the second step of a sign-in.

use super::{
    form_view::{ButtonKind, Form, Input, button, refused_as},
    page::Page,
    visit::MaybeUser,
};
use crate::{
    auth::{
        self,
        cookies::challenge_removal,
        two_factor::{SecondStep, Trust, is_waiting, verify_second_step},
    },
    forms::{Fields, see_other},
};
use app::model::{Field, NextPath, RefusedForm};
use axum::{body::Body, http::Response};
use leptos::prelude::*;
use std::future::ready;

/// The page, or the way to where a sign-in begins when none waits for its second step.
pub async fn page(visit: MaybeUser) -> Response<Body> {
    match is_expected(&visit).await {
        Ok(true) => visit.answer(Ok(draw(&visit.next(), None))).await,
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

pub async fn submit(visit: MaybeUser, fields: Fields) -> Response<Body> {
    let (auth, next) = (visit.auth(), visit.next());
    match open(&visit, &fields).await {
        Ok(open) => {
            visit.cookies.add(challenge_removal(&auth.settings.cookies));
            let cookies = open.cookies(auth);
            cookies.into_iter().for_each(|cookie| visit.cookies.add(cookie));
            see_other(next.as_str())
        }
        Err(auth::Error::SpentChallenge | auth::Error::TooManyCodes) => {
            visit.cookies.add(challenge_removal(&auth.settings.cookies));
            see_other(&next.sign_in_url())
        }
        Err(error) => {
            let show = |refused: Option<RefusedForm>| ready(Ok(draw(&next, refused.as_ref())));
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
    let token = visit.client.challenge.as_ref().ok_or(auth::Error::SpentChallenge)?;
    verify_second_step(visit.auth(), token, step, trust, &visit.client).await
}

fn draw(next: &NextPath, refused: Option<&RefusedForm>) -> Page {
    let (code, recovery) = (Form::new("code", refused), Form::new("recovery", refused));
    let input = Input {
        autocomplete: "one-time-code",
        ..Input::default()
    };
    let code_field = match refused {
        None => code.focused_text(Field::Code, "Code", input),
        Some(_) => code.text(Field::Code, "Code", input),
    };
    let fields = view! {
        {code_field}
        {code.checkbox("trust", "Trust this device for 30 days", false)}
        {button("Verify", ButtonKind::Primary)}
    };
    let recovery_input = Input {
        hint: "Each code works once.".into(),
        ..Input::default()
    };
    let recovery_fields = view! {
        {recovery.text(Field::Code, "Recovery code", recovery_input)}
        {button("Use this code", ButtonKind::Plain)}
    };
    let is_open = refused_as(refused, "recovery").is_some();
    let title = "Two-step verification";
    let body = view! {
        <section class="auth-card card">
            <h1>{title}</h1>
            <p>"Enter the 6-digit code from your app."</p>
            {code.around(fields.into_any())}
            <details class="recovery" open=is_open>
                <summary>"Use a recovery code"</summary>
                {recovery.around(recovery_fields.into_any())}
            </details>
            <p class="field-hint">"No app and no codes? Ask whoever runs this service."</p>
            <p class="auth-switch"><a href=next.sign_in_url()>"Sign in as somebody else"</a></p>
        </section>
    };
    Page::new(title, refused, body.into_any())
}
