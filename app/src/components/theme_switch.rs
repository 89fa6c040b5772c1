use crate::{hooks::use_theme, model::Theme};
use leptos::prelude::*;

/// System, light or dark. Without JavaScript the buttons send a form and the page comes back in
/// the chosen colours.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = use_theme();
    let button = move |choice: Theme| {
        view! {
            <button
                type="submit"
                name="theme"
                value=choice.as_str()
                aria-pressed=move || (theme.theme() == choice).to_string()
                on:click=move |event| {
                    event.prevent_default();
                    theme.choose(choice);
                }
            >
                {choice.label()}
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action="/theme">
            <fieldset>
                <legend class="visually-hidden">"Theme"</legend>
                {Theme::ALL.map(button)}
            </fieldset>
        </form>
    }
}
