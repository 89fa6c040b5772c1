use crate::{
    components::Layout,
    hooks::{UseQuery, UseSession, UseTheme},
    model::PageState,
};
use leptos::prelude::*;
use std::sync::Arc;

/// Pages for signed-in people. The server sends everybody else from here, and from below here, to
/// `/sign-in` with a real 303 before anything is rendered.
pub const PROTECTED_PATHS: [&str; 3] = ["/todos", "/settings", "/admin"];

/// Where the interface stands in the document: it is hydrated in here, whatever else somebody puts into the page.
pub const CONTAINER: &str = "app";

/// What all pages share, around one of them: the session, the theme, and the state the page starts with.
#[component]
pub fn Interface(state: PageState, children: Children) -> impl IntoView {
    provide_context(UseSession::new(state.session.clone()));
    provide_context(UseTheme::new(state.theme));
    provide_context(UseQuery::new(state.query.clone()));
    provide_context(Arc::new(state));
    view! { <Layout>{children()}</Layout> }
}
