//! The page where one signs in: `/sign-in?next=…`.
//!
//! The server draws it for guests and the browser hydrates it. The form works in both; what it came back with when it
//! was refused, and how a session ended, is in the page state. `public/passkeys.js` adds signing in with a passkey.

use crate::{
    browser,
    components::{FormAlert, PageTitle, PasswordField, SubmitButton, TextField, form_title, on_submit},
    hooks::{use_page_state, use_sign_in},
    model::{EmailAddress, Field, PageState, SignInForm},
};
use leptos::prelude::*;

/// Asks for the email address and the password, and goes on to `next`.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let state = use_page_state();
    let refused = state.refused.as_ref();
    let next = state.next.clone();
    let sign_in = use_sign_in(refused.map(|form| form.error.clone()));
    let error = Signal::derive(move || sign_in.error());
    let is_pending = Signal::derive(move || sign_in.is_pending());
    let remember = refused.is_none_or(|form| form.value("remember").is_some());
    let submit = on_submit(move |form| {
        let text = |name| browser::field(form, name).unwrap_or_default();
        let form = SignInForm {
            email: text("email"),
            password: text("password"),
            remember: browser::field(form, "remember"),
        };
        sign_in.submit(form, next.clone());
    });
    view! {
        <PageTitle text=form_title("Sign in", error) />
        <section class="auth-card card">
            <h1>"Sign in"</h1>
            {state.ended.as_ref().map(|ended| view! { <p class="why">{ended.reason.words()}</p> })}
            <FormAlert error />
            <form
                method="post"
                action=state.next.append_to("/sign-in")
                novalidate
                aria-busy=move || is_pending.get().to_string()
                on:submit=submit
                on:input=move |event| sign_in.mend(&browser::name_of_field(&event))
            >
                <TextField
                    field=Field::Email
                    label="E-mail"
                    kind="email"
                    autocomplete="username webauthn"
                    value=known_email(&state)
                    autofocus=refused.is_none()
                    error
                />
                <PasswordField error />
                <div class="checkbox-field">
                    <input id="remember" name="remember" type="checkbox" value="on" checked=remember />
                    <label for="remember">"Keep me signed in on this device"</label>
                </div>
                <SubmitButton label="Sign in" is_pending />
            </form>
            // `public/passkeys.js` finds the button and shows it where it can be of use.
            <div class="with-passkeys">
                <p class="or">"or"</p>
                <button class="button button-wide" type="button" data-passkey="sign-in">
                    "Sign in with a passkey"
                </button>
                <p class="field-error" role="alert"></p>
            </div>
            <p class="auth-switch">"New here? " <a href=state.next.append_to("/sign-up")>"Create an account"</a></p>
        </section>
    }
}

/// The address to start with: the one the form was sent with, or the one whose session has ended.
fn known_email(state: &PageState) -> String {
    let typed = state.refused.as_ref().and_then(|form| form.value("email"));
    let ended = || state.ended.as_ref()?.email.as_ref().map(EmailAddress::as_str);
    typed.or_else(ended).unwrap_or_default().to_owned()
}
