use crate::{browser, model::Theme};
use leptos::prelude::*;

/// The colours in use; see [`use_theme`].
#[derive(Clone, Copy)]
pub struct UseTheme {
    pub theme: Signal<Theme>,
    /// Switches at once and remembers the choice in a cookie, so that the server renders it.
    pub choose: Callback<Theme>,
}

/// The chosen colours. The server renders the choice into the document, so nothing flashes.
#[must_use]
pub fn use_theme() -> UseTheme {
    expect_context()
}

/// Makes [`use_theme`] work below this component.
pub fn provide_theme(initial: Theme) {
    let theme = RwSignal::new(initial);
    let choose = Callback::new(move |choice: Theme| {
        theme.set(choice);
        browser::set_preference_cookie(Theme::COOKIE, choice.as_str());
        browser::set_root_attribute("data-theme", choice.as_str());
    });
    provide_context(UseTheme {
        theme: theme.into(),
        choose,
    });
}
