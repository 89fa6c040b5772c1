//! The page where one makes an account: `/sign-up?next=…`.
//!
//! The server draws it for guests and the browser hydrates it. The form works in both; what it came back with when it
//! was refused is in the page state.

use crate::{
    browser,
    components::{FormAlert, PageTitle, PasswordField, SubmitButton, TextField, form_title, on_submit},
    hooks::{use_page_state, use_sign_up},
    model::{Field, SignUpForm},
};
use leptos::prelude::*;

/// Asks for a name, an email address and a password, and goes on to `next`.
#[component]
pub(crate) fn SignUpPage() -> impl IntoView {
    let state = use_page_state();
    let refused = state.refused.as_ref();
    let next = state.next.clone();
    let min_length = state.password_min_length;
    let sign_up = use_sign_up(min_length, refused.map(|form| form.error.clone()));
    let error = Signal::derive(move || sign_up.error());
    let is_pending = Signal::derive(move || sign_up.is_pending());
    let value = |name| refused.and_then(|form| form.value(name)).unwrap_or_default().to_owned();
    let submit = on_submit(move |form| {
        let text = |name| browser::field(form, name).unwrap_or_default();
        let form = SignUpForm {
            name: text("name"),
            email: text("email"),
            password: text("password"),
            time_zone: text("time_zone"),
        };
        sign_up.submit(form, next.clone());
    });
    view! {
        <PageTitle text=form_title("Create your account", error) />
        <section class="auth-card card">
            <h1>"Create your account"</h1>
            <FormAlert error />
            <form
                method="post"
                action=state.next.append_to("/sign-up")
                novalidate
                aria-busy=move || is_pending.get().to_string()
                on:submit=submit
                on:input=move |event| sign_up.mend(&browser::name_of_field(&event))
            >
                <TextField
                    field=Field::Name
                    label="Name"
                    kind="text"
                    autocomplete="name"
                    value=value("name")
                    autofocus=refused.is_none()
                    error
                />
                <TextField
                    field=Field::Email
                    label="E-mail"
                    kind="email"
                    autocomplete="username"
                    value=value("email")
                    autofocus=false
                    error
                />
                <PasswordField min_length error />
                // The zone of the browser, which `public/page.js` knows.
                <input type="hidden" name="time_zone" />
                <SubmitButton label="Create account" is_pending />
            </form>
            <p class="auth-switch">"Already have an account? " <a href=state.next.sign_in_url()>"Sign in"</a></p>
        </section>
    }
}
