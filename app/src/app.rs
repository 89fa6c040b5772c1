use crate::{
    components::Layout,
    hooks::{UseQuery, UseSession, UseTheme},
    model::PageState,
    pages::{HomePage, SignInPage, SignUpPage, TodosPage},
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

/// The page at `path`, as it comes alive in the browser. Whatever is not one of these was rendered by the server alone
/// and loads no program.
#[component]
pub fn LivePage(path: String, state: PageState) -> impl IntoView {
    view! {
        <Interface state>
            {match path.as_str() {
                "/" => view! { <HomePage /> }.into_any(),
                "/sign-in" => view! { <SignInPage /> }.into_any(),
                "/sign-up" => view! { <SignUpPage /> }.into_any(),
                _ => view! { <TodosPage /> }.into_any(),
            }}
        </Interface>
    }
}
