use crate::{
    app::InitialState,
    browser,
    components::{
        Piece,
        form::{Refusal, form_alert, submit_button, text_field},
        page_title,
        password_field::password_field,
        piece::element,
        reactive::{handler, state},
    },
    hooks::use_sign_in,
    model::{Field, SignInForm},
};
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// `public/passkeys.js` finds the button and shows it where it can be of use.
const PASSKEY: &str = r#"<div class="with-passkeys"><p class="or">or</p><button class="button button-wide" type="button" data-passkey="sign-in">Sign in with a passkey</button><p class="field-error" role="alert"></p></div>"#;

/// `/sign-in?next=…`
pub fn sign_in() -> Piece {
    let initial = InitialState::of_page();
    let (refused, next) = (initial.take_refused(), initial.take_next());
    let sign_in = use_sign_in(refused.as_ref().map(|form| form.error.clone()));
    let error: Refusal = Arc::new(move || sign_in.error());
    let value = |name| refused.as_ref().and_then(|form| form.value(name));
    let is_refused = refused.is_some();
    page_title(move || {
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
    let email = element(
        "input",
        &[
            ("type", "email"),
            ("autocomplete", "username webauthn"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("required", ""),
        ],
    )
    .attr("value", value("email").unwrap_or_default().to_owned())
    .attr("autofocus", !is_refused);
    let remember = element(
        "input",
        &[
            ("id", "remember"),
            ("name", "remember"),
            ("type", "checkbox"),
            ("value", "on"),
        ],
    )
    .attr("checked", !is_refused || value("remember").is_some());
    let remember_label = element("label", &[("for", "remember")]).child("Keep me signed in on this device");
    let form = element("form", &[("method", "post")])
        .attr("action", action)
        .attr("novalidate", true)
        .attr("aria-busy", state(move || sign_in.is_pending()))
        .on("submit", on_submit)
        .child(text_field(Field::Email, "E-mail", email, &error))
        .child(password_field(&error))
        .child(
            element("div", &[("class", "checkbox-field")])
                .child(remember)
                .child(remember_label),
        )
        .child(submit_button("Sign in", state(move || sign_in.is_pending())));
    let forgotten = element("a", &[("href", "/forgot-password"), ("rel", "external")]);
    let sign_up = element("a", &[]).attr("href", sign_up).child("Create an account");
    element("section", &[("class", "auth-card card")])
        .child(element("h1", &[]).child("Sign in"))
        .child(form_alert(error))
        .child(form)
        .child(Piece::Html(PASSKEY.into()))
        .child(element("p", &[("class", "auth-switch")]).child(forgotten.child("Forgotten your password?")))
        .child(
            element("p", &[("class", "auth-switch")])
                .child("New here? ")
                .child(sign_up),
        )
        .into()
}
