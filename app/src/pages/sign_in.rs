use crate::{
    app::InitialState,
    browser,
    components::{
        CheckboxField, FormAlert, PageTitle, PasswordField, SubmitButton, TextField,
        reactive::{handler, state},
    },
    hooks::{UseSignIn, use_sign_in},
    model::{Field, NextPath, SignInForm},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

lazy_page! {
    /// `/sign-in?next=…`
    SignInPage => SignIn
}

#[component]
fn SignIn() -> impl IntoView {
    let next = NextPath::parse(use_query_map().read_untracked().get_str("next"));
    let refused = expect_context::<InitialState>().take_refused();
    let UseSignIn { submit, pending, error } = use_sign_in(next.clone());
    let refusal = refused.as_ref().map(|form| form.error.clone());
    let error = Signal::derive(move || error.get().or_else(|| refusal.clone()));
    let value = |name| refused.as_ref().and_then(|form| form.value(name)).map(str::to_owned);
    let is_refused = refused.is_some();
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(form) = browser::submitted_form(&event) else {
            return;
        };
        let text = |name| browser::field(&form, name).unwrap_or_default();
        submit.run(SignInForm {
            email: text("email"),
            password: text("password"),
            remember: browser::field(&form, "remember"),
        });
    });
    view! {
        <PageTitle text=Signal::derive(move || if error.read().is_some() { "Error: Sign in" } else { "Sign in" }.to_owned()) />
        <section class="auth-card card">
            <h1>"Sign in"</h1>
            <FormAlert error />
            <form method="post" action=next.append_to("/sign-in") novalidate aria-busy=state(move || pending.get()) on:submit=on_submit>
                <TextField
                    field=Field::Email
                    label="E-mail"
                    kind="email"
                    autocomplete="username"
                    value=value("email").unwrap_or_default()
                    autofocus=!is_refused
                    error
                />
                <PasswordField error />
                <CheckboxField name="remember" label="Keep me signed in on this device" checked=!is_refused || value("remember").is_some() />
                <SubmitButton label="Sign in" pending />
            </form>
            <p class="auth-switch">"New here? "<a href=next.append_to("/sign-up")>"Create an account"</a></p>
        </section>
    }
}
