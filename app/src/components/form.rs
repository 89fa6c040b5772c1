//! What a form of a page is made of: its fields with their errors, the alert at its top and its button.
//!
//! The pages for signing in and up are built from them; the account area has parts of its own, which look the same. A
//! refused form renders the same on the server, where it came without JavaScript, and in the browser, where it was sent
//! by a hook: both hand over the [`AppError`] and each part picks out what is about it.

use super::{Icon, IconName, live_text};
use crate::{
    browser,
    model::{AppError, Field, FieldError},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use web_sys::FormData;

/// The title of a page with a form. It says first that the form was refused, because it is what a screen reader says first.
pub(crate) fn form_title(title: &'static str, error: Signal<Option<AppError>>) -> Signal<String> {
    Signal::derive(move || {
        let error = if error.read().is_some() { "Error: " } else { "" };
        format!("{error}{title}")
    })
}

/// What a form does when it is submitted in the browser: `take` gets what is in its fields, and nothing is sent.
pub(crate) fn on_submit(take: impl Fn(&FormData) + 'static) -> Box<dyn Fn(SubmitEvent)> {
    Box::new(move |event| {
        event.prevent_default();
        if let Some(form) = browser::submitted_form(&event) {
            take(&form);
        }
    })
}

/// One line of text with its label and what is wrong with it.
///
/// The input is uncontrolled: what somebody typed before the page became interactive stays.
#[component]
pub fn TextField(
    /// Which field: it gives the input its name and its id.
    field: Field,
    /// What stands above it.
    label: &'static str,
    /// `text` or `email`.
    kind: &'static str,
    /// What a browser may fill in, as in HTML.
    autocomplete: &'static str,
    /// What the form was sent with, when it comes back refused.
    value: String,
    /// Whether the keyboard is on it when the page is loaded.
    autofocus: bool,
    /// Why the form was refused, if it was.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = field.attribute();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                autocapitalize=if kind == "email" { "none" } else { "words" }
                spellcheck="false"
                required
                autofocus=autofocus
                aria-invalid=move || is_invalid(field, error)
                aria-describedby=format!("{name}-error")
            />
            <FieldProblem field error />
        </div>
    }
}

/// What is wrong with one field, beside it. The element is always there, so that the input's
/// description can point to it.
#[component]
pub fn FieldProblem(
    /// Which field.
    field: Field,
    /// Why the form was refused, if it was.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let problem = Signal::derive(move || problem_with(field, error).unwrap_or_default());
    view! {
        <p
            class="field-error"
            id=format!("{}-error", field.attribute())
            hidden=move || problem.get().is_empty()
            use:live_text=problem
        >
            {problem.get_untracked()}
        </p>
    }
}

/// The value of a field's `aria-invalid`. Tracks.
pub(super) fn is_invalid(field: Field, error: Signal<Option<AppError>>) -> Option<&'static str> {
    problem_with(field, error).map(|_| "true")
}

fn problem_with(field: Field, error: Signal<Option<AppError>>) -> Option<String> {
    error.get()?.problem_with(field).map(FieldError::message)
}

/// What went wrong with the form as a whole, at its top. It takes the keyboard, so that a screen
/// reader starts there, and leads to each field that needs another value.
#[component]
pub fn FormAlert(
    /// Why the form was refused, if it was.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let alert = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<usize>| {
        let problems = error.with(|error| error.as_ref().map_or(0, AppError::problems));
        // The one that came with the page has the keyboard by `autofocus`. Where there are fewer, somebody is typing.
        if problems > 0 && before.is_some_and(|before| problems >= before) {
            // After the alert below has been put into the page.
            request_animation_frame(move || {
                if let Some(alert) = alert.get_untracked() {
                    let _ = alert.focus();
                }
            });
        }
        problems
    });
    move || {
        error.get().map(|error| {
            let wait = error.retry_after().map(|seconds| seconds.to_string());
            view! {
                <div class="form-alert" role="alert" tabindex="-1" autofocus node_ref=alert>
                    <Icon name=IconName::Alert />
                    // `public/form.js` counts it down.
                    <div data-wait=wait>{message(error)}</div>
                </div>
            }
        })
    }
}

fn message(error: AppError) -> AnyView {
    let fields = match error {
        AppError::Invalid(fields) => fields,
        AppError::WrongCredentials => return wrong_credentials(),
        error => return error.message().into_any(),
    };
    let link = |field: FieldError| {
        let href = format!("#{}", field.field.attribute());
        view! { <li><a href=href>{field.message()}</a></li> }
    };
    view! { <ul>{fields.into_iter().map(link).collect_view()}</ul> }.into_any()
}

/// The way out for a user whom trying again does not help.
fn wrong_credentials() -> AnyView {
    view! {
        <p>
            "That e-mail and password don’t match. Try again, or "
            <a href="/forgot-password">"reset your password"</a>
            "."
        </p>
    }
    .into_any()
}

/// Sends the form. It stays enabled and keeps the keyboard while the answer is on its way.
#[component]
pub fn SubmitButton(
    /// What it says.
    label: &'static str,
    /// Whether the answer is on its way.
    is_pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            class="button button-primary button-wide"
            type="submit"
            aria-busy=move || is_pending.get().to_string()
        >
            <span class="spinner" aria-hidden="true"></span>
            {label}
        </button>
    }
}
