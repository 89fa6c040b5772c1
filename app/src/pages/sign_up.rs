use crate::{
    app::InitialState,
    browser,
    components::{
        FormAlert, NewPasswordField, PageTitle, Refusal, SubmitButton, TextField,
        reactive::{handler, state, text},
    },
    hooks::use_sign_up,
    model::{Field, SignUpForm},
};
use leptos::{ev::SubmitEvent, prelude::*};
use std::sync::Arc;

/// `/sign-up?next=…`
#[component]
pub fn SignUpPage() -> impl IntoView {
    super::mark_when_alive();
    let initial = InitialState::of_page();
    let (refused, next) = (initial.take_refused(), initial.take_next());
    let min_length = initial.password_min_length();
    let sign_up = use_sign_up(min_length, refused.as_ref().map(|form| form.error.clone()));
    let error: Refusal = Arc::new(move || sign_up.error());
    let value = |name| {
        refused
            .as_ref()
            .and_then(|form| form.value(name))
            .unwrap_or_default()
            .to_owned()
    };
    let title = text(move || {
        if sign_up.error().is_some() {
            "Error: Create your account"
        } else {
            "Create your account"
        }
        .to_owned()
    });
    let (action, sign_in) = (next.append_to("/sign-up"), next.sign_in_url());
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = browser::submitted_form(&event) else {
            return;
        };
        let text = |name| browser::field(&form, name).unwrap_or_default();
        let form = SignUpForm {
            name: text("name"),
            email: text("email"),
            password: text("password"),
        };
        sign_up.submit(form, next.clone());
    });
    view! {
        <PageTitle text=title />
        <section class="auth-card card">
            <h1>"Create your account"</h1>
            <FormAlert error=error.clone() />
            <form method="post" action=action novalidate aria-busy=state(move || sign_up.is_pending()) on:submit=on_submit>
                <TextField field=Field::Name label="Name" kind="text" autocomplete="name" value=value("name") autofocus=refused.is_none() error=error.clone() />
                <TextField field=Field::Email label="E-mail" kind="email" autocomplete="username" value=value("email") autofocus=false error=error.clone() />
                <NewPasswordField min_length error />
                <SubmitButton label="Create account" is_pending=state(move || sign_up.is_pending()) />
            </form>
            <p class="auth-switch">"Already have an account? "<a href=sign_in>"Sign in"</a></p>
        </section>
    }
}
