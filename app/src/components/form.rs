use super::{
    IconName,
    icon::icon,
    piece::{Element, Piece, changing, element, nothing},
    reactive::{Value, hidden_when, text, when},
};
use crate::{
    browser,
    hooks::Live,
    model::{AppError, Field, FieldError},
};
use leptos::prelude::{Effect, request_animation_frame};
use std::sync::Arc;

/// Why a form was refused, if it was; read from a hook.
pub type Refusal = Arc<dyn Fn() -> Option<AppError> + Send + Sync>;

/// One line of text with its label and error; `control` is its input, with what is particular to it.
///
/// The input is uncontrolled: what somebody typed before the page became interactive stays.
pub fn text_field(field: Field, label: &'static str, control: Element, error: &Refusal) -> Piece {
    let name = field.attribute();
    let control = control
        .attr("id", name)
        .attr("name", name)
        .attr("aria-invalid", invalid(field, error.clone()))
        .attr("aria-describedby", format!("{name}-error"));
    element("div", &[("class", "field")])
        .child(element("label", &[]).attr("for", name).child(label))
        .child(control)
        .child(field_problem(field, error))
        .into()
}

/// What is wrong with one field, beside it. The element is always there, so that the input's
/// description can point to it.
pub fn field_problem(field: Field, error: &Refusal) -> Piece {
    let is_fine = {
        let error = error.clone();
        move || problem_with(field, &error).is_none()
    };
    let error = error.clone();
    element("p", &[("class", "field-error")])
        .attr("id", format!("{}-error", field.attribute()))
        .attr("hidden", hidden_when(is_fine))
        .child(text(move || problem_with(field, &error).unwrap_or_default()))
        .into()
}

/// The value of a field's `aria-invalid`.
pub fn invalid(field: Field, error: Refusal) -> Value {
    when(move || problem_with(field, &error).is_some(), "true")
}

fn problem_with(field: Field, error: &Refusal) -> Option<String> {
    error()?.problem_with(field).map(|problem| problem.message())
}

/// What went wrong with the form as a whole, at its top. It takes the keyboard, so that a screen
/// reader starts there, and leads to each field that needs another value.
pub fn form_alert(error: Refusal) -> Piece {
    let shown = error.clone();
    let is_first = Live::new(true);
    Effect::new(move || {
        let is_shown = shown().is_some();
        if is_shown && !is_first.get_untracked() {
            // After the alert below has been put into the page.
            request_animation_frame(|| browser::focus(ALERT));
        }
        is_first.set(false);
    });
    changing(move || match error() {
        None => nothing(),
        Some(error) => element(
            "div",
            &[
                ("class", "form-alert"),
                ("id", ALERT),
                ("role", "alert"),
                ("tabindex", "-1"),
                ("autofocus", ""),
            ],
        )
        .child(icon(IconName::Alert))
        .child(element("div", &[]).child(message(error)))
        .into(),
    })
}

const ALERT: &str = "form-alert";

fn message(error: AppError) -> Piece {
    let AppError::Invalid(fields) = error else {
        return error.message().into();
    };
    let link = |field: FieldError| {
        let href = format!("#{}", field.field.attribute());
        let link = element("a", &[("rel", "external")]).attr("href", href);
        element("li", &[]).child(link.child(field.message())).into()
    };
    let links: Vec<Piece> = fields.into_iter().map(link).collect();
    element("ul", &[]).child(links).into()
}

/// Sends the form. It stays enabled and keeps the keyboard while the answer is on its way.
pub fn submit_button(label: &'static str, is_pending: Value) -> Piece {
    element(
        "button",
        &[("class", "button button-primary button-wide"), ("type", "submit")],
    )
    .attr("aria-busy", is_pending)
    .child(element("span", &[("class", "spinner"), ("aria-hidden", "true")]))
    .child(label)
    .into()
}
