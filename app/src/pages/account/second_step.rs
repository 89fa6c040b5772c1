use super::kit::{Form, Input, Look, button};
use crate::model::{
    Field, RefusedForm,
    account::{SecondStepPage, refused_as},
};
use leptos::prelude::*;

/// `/sign-in/verify?next=…`
pub fn page(page: SecondStepPage, refused: Option<RefusedForm>) -> AnyView {
    let refused = refused.as_ref();
    let (code, recovery) = (Form::new("code", refused), Form::new("recovery", refused));
    let input = Input {
        autocomplete: "one-time-code",
        ..Input::default()
    };
    let code_field = match refused {
        None => code.first_text(Field::Code, "Code", input),
        Some(_) => code.text(Field::Code, "Code", input),
    };
    let fields = view! {
        {code_field}
        {code.checkbox("trust", "Trust this device for 30 days", false)}
        {button("Verify", Look::Primary)}
    };
    let recovery_input = Input {
        hint: "Each code works once.".into(),
        ..Input::default()
    };
    let recovery_fields = view! {
        {recovery.text(Field::Code, "Recovery code", recovery_input)}
        {button("Use this code", Look::Plain)}
    };
    let is_open = refused_as(refused, "recovery").is_some();
    view! {
        <section class="auth-card card">
            <h1>"Two-step verification"</h1>
            <p>"Enter the 6-digit code from your app."</p>
            {code.around(fields.into_any())}
            <details class="recovery" open=is_open>
                <summary>"Use a recovery code"</summary>
                {recovery.around(recovery_fields.into_any())}
            </details>
            <p class="auth-switch"><a href=page.next.sign_in_url() rel="external">"Sign in as somebody else"</a></p>
        </section>
    }
    .into_any()
}
