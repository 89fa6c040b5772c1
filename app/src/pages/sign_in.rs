use crate::{
    app::InitialState,
    browser,
    components::{
        CheckboxField, FormAlert, PageTitle, PasswordField, Refusal, SubmitButton, TextField,
        reactive::{handler, state, text},
    },
    hooks::use_sign_in,
    model::{Field, SignInForm},
};
use leptos::{ev::SubmitEvent, prelude::*, tachys::html::InertElement};
use std::sync::Arc;

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p class="or">or</p><button class="button button-wide" type="button" data-passkey="sign-in">Sign in with a passkey</button><p class="field-error" role="alert"></p></div>"#;

/// `/sign-in?next=…`
#[component]
pub fn SignInPage() -> impl IntoView {
    super::mark_when_alive();
    let initial = InitialState::of_page();
    let (refused, next) = (initial.take_refused(), initial.take_next());
    let sign_in = use_sign_in(refused.as_ref().map(|form| form.error.clone()));
    let error: Refusal = Arc::new(move || sign_in.error());
    let value = |name| refused.as_ref().and_then(|form| form.value(name));
    let is_refused = refused.is_some();
    let title = text(move || {
        if sign_in.error().is_some() {
            "Error: Sign in"
        } else {
            "Sign in"
        }
        .to_owned()
    });
    let (action, sign_up) = (next.append_to("/sign-in"), next.append_to("/sign-up"));
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = browser::submitted_form(&event) else {
            return;
        };
        let text = |name| browser::field(&form, name).unwrap_or_default();
        let form = SignInForm {
            email: text("email"),
            password: text("password"),
            remember: browser::field(&form, "remember"),
        };
        sign_in.submit(form, next.clone());
    });
    view! {
        <PageTitle text=title />
        <section class="auth-card card">
            <h1>"Sign in"</h1>
            <FormAlert error=error.clone() />
            <form method="post" action=action novalidate aria-busy=state(move || sign_in.is_pending()) on:submit=on_submit>
                <TextField
                    field=Field::Email
                    label="E-mail"
                    kind="email"
                    autocomplete="username webauthn"
                    value=value("email").unwrap_or_default().to_owned()
                    autofocus=!is_refused
                    error=error.clone()
                />
                <PasswordField error />
                <CheckboxField name="remember" label="Keep me signed in on this device" checked=!is_refused || value("remember").is_some() />
                <SubmitButton label="Sign in" is_pending=state(move || sign_in.is_pending()) />
            </form>
            {InertElement::new(PASSKEY)}
            <p class="auth-switch"><a href="/forgot-password" rel="external">"Forgotten your password?"</a></p>
            <p class="auth-switch">"New here? "<a href=sign_up>"Create an account"</a></p>
        </section>
    }
}
