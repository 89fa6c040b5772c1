use crate::{
    app::InitialState,
    browser,
    components::{
        Piece,
        form::{Refusal, form_alert, submit_button, text_field},
        page_title,
        password_field::new_password_field,
        piece::element,
        reactive::{handler, state},
    },
    hooks::use_sign_up,
    model::{Field, SignUpForm},
};
use leptos::ev::SubmitEvent;
use std::sync::Arc;

/// `/sign-up?next=…`
pub fn sign_up() -> Piece {
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
    page_title(move || {
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
    let name = element(
        "input",
        &[
            ("type", "text"),
            ("autocomplete", "name"),
            ("autocapitalize", "words"),
            ("spellcheck", "false"),
            ("required", ""),
        ],
    )
    .attr("value", value("name"))
    .attr("autofocus", refused.is_none());
    let email = element(
        "input",
        &[
            ("type", "email"),
            ("autocomplete", "username"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("required", ""),
        ],
    )
    .attr("value", value("email"));
    let form = element("form", &[("method", "post")])
        .attr("action", action)
        .attr("novalidate", true)
        .attr("aria-busy", state(move || sign_up.is_pending()))
        .on("submit", on_submit)
        .child(text_field(Field::Name, "Name", name, &error))
        .child(text_field(Field::Email, "E-mail", email, &error))
        .child(new_password_field(min_length, &error))
        .child(submit_button("Create account", state(move || sign_up.is_pending())));
    let sign_in = element("a", &[]).attr("href", sign_in).child("Sign in");
    element("section", &[("class", "auth-card card")])
        .child(element("h1", &[]).child("Create your account"))
        .child(form_alert(error))
        .child(form)
        .child(
            element("p", &[("class", "auth-switch")])
                .child("Already have an account? ")
                .child(sign_in),
        )
        .into()
}
