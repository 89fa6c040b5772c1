use super::{
    piece::{Piece, element},
    reactive::{handler, state},
};
use crate::{hooks::use_theme, model::Theme};
use leptos::{ev::MouseEvent, prelude::*};

/// System, light or dark. Without JavaScript the buttons send a form and the page comes back in
/// the chosen colours.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    Piece::from(
        element(
            "form",
            &[("class", "theme-switch"), ("method", "post"), ("action", "/theme")],
        )
        .child(
            element("fieldset", &[])
                .child(element("legend", &[("class", "visually-hidden")]).child("Theme"))
                .child([Theme::System, Theme::Light, Theme::Dark].map(button)),
        ),
    )
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
