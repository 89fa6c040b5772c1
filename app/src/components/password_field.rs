use super::{
    IconName,
    form::{Refusal, field_problem, invalid},
    icon::icon,
    piece::{Element, Piece, element, nothing},
    reactive::{handler, state, text, word},
};
use crate::{
    hooks::Live,
    model::{Field, Strength},
};
use leptos::{
    ev::{Event, MouseEvent},
    prelude::event_target_value,
};

/// An existing password with a button to show it. It never comes back from the server with a value, and
/// pasting is welcome.
pub fn password_field(error: &Refusal) -> Piece {
    let input = element(
        "input",
        &[
            ("autocomplete", "current-password"),
            ("aria-describedby", "password-error"),
        ],
    );
    password_input(input, nothing(), error)
}

/// A new password of at least `min_length` characters, with a word on its strength.
pub fn new_password_field(min_length: usize, error: &Refusal) -> Piece {
    let typed = Live::new(String::new());
    let strength = move || typed.with(|typed| (!typed.is_empty()).then(|| Strength::of(typed, min_length)));
    let level = text(move || {
        strength()
            .map(|strength| strength.level().to_string())
            .unwrap_or_default()
    });
    let words = text(move || strength().map_or("", Strength::words).to_owned());
    let advice = format!("At least {min_length} characters. A few unrelated words work well.");
    let meter = r#"<span class="strength-meter" aria-hidden="true"><i></i><i></i><i></i></span>"#;
    let hint = [
        element("p", &[("class", "field-hint"), ("id", "password-hint")])
            .child(advice)
            .into(),
        element("p", &[("class", "strength"), ("role", "status")])
            .attr("data-level", level)
            .child(Piece::Html(meter.into()))
            .child(element("span", &[]).child(words))
            .into(),
    ];
    let input = element(
        "input",
        &[
            ("autocomplete", "new-password"),
            ("aria-describedby", "password-hint password-error"),
        ],
    )
    .on(
        "input",
        handler(move |event: Event| typed.set(event_target_value(&event))),
    );
    password_input(input, hint.into(), error)
}

fn password_input(input: Element, hint: Piece, error: &Refusal) -> Piece {
    let name = Field::Password.attribute();
    let is_shown = Live::new(false);
    let input = input
        .attr("id", name)
        .attr("name", name)
        .attr("type", word(move || if is_shown.get() { "text" } else { "password" }))
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("required", true)
        .attr("aria-invalid", invalid(Field::Password, error.clone()));
    let reveal = element(
        "button",
        &[("class", "reveal"), ("type", "button"), ("aria-label", "Show password")],
    )
    .attr("aria-pressed", state(move || is_shown.get()))
    .on(
        "click",
        handler(move |_: MouseEvent| is_shown.update(|shown| *shown = !*shown)),
    )
    .child(icon(IconName::Eye));
    element("div", &[("class", "field")])
        .child(element("label", &[]).attr("for", name).child("Password"))
        .child(
            element("div", &[("class", "password-input")])
                .child(input)
                .child(reveal),
        )
        .child(hint)
        .child(field_problem(Field::Password, error))
        .into()
}
