//! The hook for the query of the page's address.
//!
//! The todo page calls it: its filter is in the address, and changes without loading the page. The server and the
//! browser read the same query first, so hydration finds the list the server rendered.

use crate::browser;
use leptos::prelude::*;

/// What follows the question mark in the address; see [`use_query`].
#[derive(Clone, Copy)]
pub struct UseQuery(RwSignal<String>);

impl UseQuery {
    /// Starts with what the server read from the address.
    pub(crate) fn new(initial: String) -> Self {
        let query = RwSignal::new(initial);
        Effect::new(move || browser::on_travel(move || query.set(browser::query())));
        Self(query)
    }

    /// A parameter as it stands in the address, undecoded. Tracks.
    #[must_use]
    pub fn parameter(self, name: &str) -> Option<String> {
        self.0.with(|query| {
            let mut parameters = query.split('&').filter_map(|parameter| parameter.split_once('='));
            parameters
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
        })
    }

    /// Goes to another address of this page without loading it.
    pub fn go(self, address: &str) {
        browser::push_address(address);
        self.0.set(browser::query());
    }
}

/// The query of the page's address, which changes in place: by [`UseQuery::go`], and by going back and forward.
#[must_use]
pub fn use_query() -> UseQuery {
    expect_context()
}
