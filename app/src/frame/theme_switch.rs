//! The choice of a theme.
//!
//! The footer shows it on every page. Without JavaScript the buttons send a form and the page comes back in the chosen
//! colours; with it, `public/page.js` sets them at once.

use crate::{model::Theme, request};
use leptos::prelude::*;

/// System, light or dark; the one in use is pressed.
#[component]
pub(super) fn ThemeSwitch() -> impl IntoView {
    let theme = request::caller().theme;
    let button = |choice: Theme| {
        view! {
            <button type="submit" name="theme" value=choice.as_str() aria-pressed=(theme == choice).to_string()>
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
