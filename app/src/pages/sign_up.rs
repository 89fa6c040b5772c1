use crate::{
    app::InitialState,
    browser,
    components::{
        FormAlert, PageTitle, PasswordField, SubmitButton, TextField,
        reactive::{handler, state},
    },
    hooks::{UseSignUp, use_sign_up},
    model::{Field, NextPath, SignUpForm},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

lazy_page! {
    /// `/sign-up?next=…`
    SignUpPage => SignUp
}

#[component]
fn SignUp() -> impl IntoView {
    let next = NextPath::parse(use_query_map().read_untracked().get_str("next"));
    let initial = expect_context::<InitialState>();
    let (refused, password_min_length) = (initial.take_refused(), initial.password_min_length());
    let UseSignUp { submit, pending, error } = use_sign_up(password_min_length, next.clone());
    let refusal = refused.as_ref().map(|form| form.error.clone());
    let error = Signal::derive(move || error.get().or_else(|| refusal.clone()));
    let value = |name| {
        refused
            .as_ref()
            .and_then(|form| form.value(name))
            .unwrap_or_default()
            .to_owned()
    };
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = browser::submitted_form(&event) else {
            return;
        };
        let text = |name| browser::field(&form, name).unwrap_or_default();
        submit.run(SignUpForm {
            name: text("name"),
            email: text("email"),
            password: text("password"),
        });
    });
    view! {
        <PageTitle text=Signal::derive(move || {
            if error.read().is_some() { "Error: Create your account" } else { "Create your account" }.to_owned()
        }) />
        <section class="auth-card card">
            <h1>"Create your account"</h1>
            <FormAlert error />
            <form method="post" action=next.append_to("/sign-up") novalidate aria-busy=state(move || pending.get()) on:submit=on_submit>
                <TextField field=Field::Name label="Name" autocomplete="name" value=value("name") autofocus=refused.is_none() error />
                <TextField field=Field::Email label="E-mail" kind="email" autocomplete="username" value=value("email") error />
                <PasswordField new_of_length=password_min_length error />
                <SubmitButton label="Create account" pending />
            </form>
            <p class="auth-switch">"Already have an account? "<a href=next.sign_in_url()>"Sign in"</a></p>
        </section>
    }
}
