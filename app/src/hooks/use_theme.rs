use crate::{browser, model::Theme};
use leptos::prelude::*;

/// The colours in use; see [`use_theme`].
#[derive(Clone, Copy)]
pub struct UseTheme(RwSignal<Theme>);

impl UseTheme {
    pub(crate) fn new(initial: Theme) -> Self {
        Self(RwSignal::new(initial))
    }

    /// The chosen colours. Tracks.
    #[must_use]
    pub fn theme(self) -> Theme {
        self.0.get()
    }

    /// Switches at once and remembers the choice in a cookie, so that the server renders it.
    pub fn choose(self, choice: Theme) {
        self.0.set(choice);
        browser::set_preference_cookie(Theme::cookie(browser::is_https()), choice.as_str());
        browser::set_root_attribute("data-theme", choice.as_str());
    }
}

/// The chosen colours. The server renders the choice into the document, so nothing flashes.
#[must_use]
pub fn use_theme() -> UseTheme {
    expect_context()
}
