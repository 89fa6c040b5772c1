use super::{
    Icon, IconName,
    reactive::{dynamic, flag, state, text, when},
};
use crate::model::{AppError, Field, FieldError};
use leptos::{html, prelude::*};

/// One line of text with its label, hint and error.
///
/// The input is uncontrolled: what somebody typed before the page became interactive stays.
#[component]
pub fn TextField(
    field: Field,
    label: &'static str,
    #[prop(optional)] kind: Option<&'static str>,
    autocomplete: &'static str,
    /// What the form was sent with, when it comes back refused.
    #[prop(optional, into)]
    value: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(into)] error: Signal<Option<AppError>>,
) -> impl IntoView {
    let name = field.attribute();
    let problem = problem_signal(error, field);
    let is_email = kind == Some("email");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind.unwrap_or("text")
                value=value
                autocomplete=autocomplete
                autofocus=autofocus
                required
                spellcheck=is_email.then_some("false")
                autocapitalize=is_email.then_some("none")
                aria-invalid=when(move || problem.read().is_some(), "true")
                aria-describedby=format!("{name}-error")
            />
            <FieldProblem field problem />
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
pub fn FieldProblem(field: Field, problem: Signal<Option<String>>) -> impl IntoView {
    view! { <p class="field-error" id=format!("{}-error", field.attribute()) hidden=flag(move || problem.read().is_none())>{text(move || problem.get().unwrap_or_default())}</p> }
}

/// The problem with one field, in words.
pub fn problem_signal(error: Signal<Option<AppError>>, field: Field) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.problem_with(field).map(|problem| problem.message())))
}

/// What went wrong with the form as a whole, at its top. It takes the keyboard, so that a screen
/// reader starts there, and leads to each field that needs another value.
#[component]
pub fn FormAlert(#[prop(into)] error: Signal<Option<AppError>>) -> impl IntoView {
    let alert = NodeRef::<html::Div>::new();
    Effect::new(move |was_shown: Option<bool>| {
        let is_shown = error.read().is_some();
        if is_shown && was_shown.is_some() {
            // After the alert below has been put into the page.
            request_animation_frame(move || {
                if let Some(alert) = alert.get_untracked() {
                    let _ = alert.focus();
                }
            });
        }
        is_shown
    });
    dynamic(move || match error.get() {
        None => ().into_any(),
        Some(AppError::Invalid(fields)) => {
            let link = |field: FieldError| {
                let href = format!("#{}", field.field.attribute());
                view! { <li><a href=href rel="external">{field.message()}</a></li> }
            };
            let links = fields.into_iter().map(link).collect_view().into_any();
            view! { <Alert node_ref=alert message=view! { <ul>{links}</ul> }.into_any() /> }.into_any()
        }
        Some(error) => view! { <Alert node_ref=alert message=error.message().into_any() /> }.into_any(),
    })
}

#[component]
fn Alert(node_ref: NodeRef<html::Div>, message: AnyView) -> impl IntoView {
    view! {
        <div class="form-alert" role="alert" tabindex="-1" autofocus node_ref=node_ref>
            <Icon name=IconName::Alert />
            <div>{message}</div>
        </div>
    }
}

/// Sends the form. It stays enabled and keeps the keyboard while the answer is on its way.
#[component]
pub fn SubmitButton(label: &'static str, #[prop(into)] pending: Signal<bool>) -> impl IntoView {
    view! {
        <button class="button button-primary button-wide" type="submit" aria-busy=state(move || pending.get())>
            <span class="spinner" aria-hidden="true"></span>
            {label}
        </button>
    }
}
