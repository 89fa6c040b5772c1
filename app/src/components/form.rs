use super::{
    Icon, IconName,
    reactive::{Word, dynamic, hidden_when, text, when},
};
use crate::{
    browser,
    model::{AppError, Field, FieldError},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Why a form was refused, if it was; read from a hook.
pub type Refusal = Arc<dyn Fn() -> Option<AppError> + Send + Sync>;

/// One line of text with its label and error.
///
/// The input is uncontrolled: what somebody typed before the page became interactive stays.
#[component]
pub fn TextField(
    field: Field,
    label: &'static str,
    /// `text`, `email`, ….
    kind: &'static str,
    autocomplete: &'static str,
    /// What the form was sent with, when it comes back refused.
    value: String,
    autofocus: bool,
    error: Refusal,
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
                autofocus=autofocus
                required
                spellcheck="false"
                aria-invalid=invalid(field, error.clone())
                aria-describedby=format!("{name}-error")
            />
            <FieldProblem field error />
        </div>
    }
}

/// A checkbox beside its label.
#[component]
pub fn CheckboxField(name: &'static str, label: &'static str, checked: bool) -> impl IntoView {
    view! {
        <div class="checkbox-field">
            <input id=name name=name type="checkbox" value="on" checked=checked />
            <label for=name>{label}</label>
        </div>
    }
}

/// What is wrong with one field, beside it. The element is always there, so that the input's
/// description can point to it.
#[component]
pub fn FieldProblem(field: Field, error: Refusal) -> impl IntoView {
    let is_fine = {
        let error = error.clone();
        move || problem_with(field, &error).is_none()
    };
    view! { <p class="field-error" id=format!("{}-error", field.attribute()) hidden=hidden_when(is_fine)>{text(move || problem_with(field, &error).unwrap_or_default())}</p> }
}

/// The value of a field's `aria-invalid`.
pub fn invalid(field: Field, error: Refusal) -> Word {
    when(move || problem_with(field, &error).is_some(), "true")
}

fn problem_with(field: Field, error: &Refusal) -> Option<String> {
    error()?.problem_with(field).map(|problem| problem.message())
}

/// What went wrong with the form as a whole, at its top. It takes the keyboard, so that a screen
/// reader starts there, and leads to each field that needs another value.
#[component]
pub fn FormAlert(error: Refusal) -> impl IntoView {
    let shown = error.clone();
    Effect::new(move |was_there: Option<bool>| {
        let is_shown = shown().is_some();
        if is_shown && was_there.is_some() {
            // After the alert below has been put into the page.
            request_animation_frame(|| browser::focus(ALERT));
        }
        is_shown
    });
    dynamic(move || match error() {
        None => ().into_any(),
        Some(error) => view! {
            <div class="form-alert" id=ALERT role="alert" tabindex="-1" autofocus=true>
                <Icon name=IconName::Alert />
                <div>{message(error)}</div>
            </div>
        }
        .into_any(),
    })
}

const ALERT: &str = "form-alert";

fn message(error: AppError) -> AnyView {
    let AppError::Invalid(fields) = error else {
        return error.message().into_any();
    };
    let link = |field: FieldError| {
        let href = format!("#{}", field.field.attribute());
        view! { <li><a href=href rel="external">{field.message()}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = fields.into_iter().map(link).collect();
    view! { <ul>{links}</ul> }.into_any()
}

/// Sends the form. It stays enabled and keeps the keyboard while the answer is on its way.
#[component]
pub fn SubmitButton(label: &'static str, is_pending: Word) -> impl IntoView {
    view! {
        <button class="button button-primary button-wide" type="submit" aria-busy=is_pending>
            <span class="spinner" aria-hidden="true"></span>
            {label}
        </button>
    }
}
