use super::reactive::{handler, state};
use crate::{hooks::use_theme, model::Theme};
use leptos::{ev::MouseEvent, prelude::*};

/// System, light or dark. Without JavaScript the buttons send a form and the page comes back in
/// the chosen colours.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = use_theme();
    let button = move |choice: Theme| {
        let on_click = handler(move |event: MouseEvent| {
            event.prevent_default();
            theme.choose(choice);
        });
        let is_pressed = state(move || theme.theme() == choice);
        view! {
            <button type="submit" name="theme" value=choice.as_str() aria-pressed=is_pressed on:click=on_click>
                {choice.label()}
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action="/theme">
            <fieldset>
                <legend class="visually-hidden">"Theme"</legend>
                {button(Theme::System)}
                {button(Theme::Light)}
                {button(Theme::Dark)}
            </fieldset>
        </form>
    }
}
