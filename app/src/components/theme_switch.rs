use super::{
    piece::{Piece, element},
    reactive::{handler, state},
};
use crate::{hooks::use_theme, model::Theme};
use leptos::ev::MouseEvent;

/// System, light or dark. Without JavaScript the buttons send a form and the page comes back in
/// the chosen colours.
pub fn theme_switch() -> Piece {
    let choices = element("fieldset", &[])
        .child(element("legend", &[("class", "visually-hidden")]).child("Theme"))
        .child([Theme::System, Theme::Light, Theme::Dark].map(button));
    element(
        "form",
        &[("class", "theme-switch"), ("method", "post"), ("action", "/theme")],
    )
    .child(choices)
    .into()
}

fn button(choice: Theme) -> Piece {
    let theme = use_theme();
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        theme.choose(choice);
    });
    element("button", &[("type", "submit"), ("name", "theme")])
        .attr("value", choice.as_str())
        .attr("aria-pressed", state(move || theme.theme() == choice))
        .on("click", on_click)
        .child(choice.label())
        .into()
}
