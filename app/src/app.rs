//! What all pages know: the session, the query of their address, and the state they start with. `routes` and
//! `hydration` put it around a page, one on the server and one in the browser, so both render from the same values.

use crate::{
    hooks::{UseQuery, UseSession},
    model::PageState,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Pages for signed-in people. The server sends everybody else from here, and from below here, to
/// `/sign-in` with a real 303 before anything is rendered.
pub const PROTECTED_PATHS: [&str; 6] = ["/todos", "/lists", "/labels", "/search", "/settings", "/admin"];

/// The element that holds the page, without what surrounds it: the page is hydrated in here, whatever else somebody
/// puts into the document.
pub(crate) const CONTAINER: &str = "main";

/// What all pages know: the session, the query, and the state the page starts with.
#[component]
pub(crate) fn Interface(state: PageState, children: Children) -> impl IntoView {
    provide_context(UseSession::new(state.session.clone()));
    provide_context(UseQuery::new(state.query.clone()));
    provide_context(Arc::new(state));
    children()
}
