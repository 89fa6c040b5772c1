use super::reactive::{handler, state};
use crate::{
    hooks::{UseTheme, use_theme},
    model::Theme,
};
use leptos::{ev::MouseEvent, prelude::*};

/// System, light or dark. Without JavaScript the buttons send a form and the page comes back in
/// the chosen colours.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let UseTheme { theme, choose } = use_theme();
    let button = move |choice: Theme| {
        let on_click = handler(move |event: MouseEvent| {
            event.prevent_default();
            choose.run(choice);
        });
        let is_pressed = state(move || theme.get() == choice);
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
                {Theme::ALL.map(button).collect_view()}
            </fieldset>
        </form>
    }
}
