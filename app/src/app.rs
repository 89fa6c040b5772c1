use crate::{
    components::Layout,
    hooks::{UseQuery, UseSession, UseTheme},
    model::PageState,
    pages::{HomePage, SignInPage, SignUpPage, TodosPage},
};
use codee::binary::PostcardCodec;
use leptos::{prelude::*, server::SharedValue};
use std::sync::Arc;

/// Pages for signed-in people. The server sends everybody else from here, and from below here, to
/// `/sign-in` with a real 303 before anything is rendered.
pub const PROTECTED_PATHS: [&str; 3] = ["/todos", "/settings", "/admin"];

/// Where the interface stands in the document: it is hydrated in here, whatever else somebody puts into the page.
pub const CONTAINER: &str = "app";

/// What all pages share, around one of them: the session, the theme, and the state the server rendered the page with.
///
/// `initial` is asked on the server; the browser finds the state in the page, as postcard, because reading JSON takes a
/// parser that weighs more than a page of ours.
#[component]
pub fn Interface(initial: fn() -> PageState, children: Children) -> impl IntoView {
    let state = SharedValue::<PageState, PostcardCodec>::new_with_encoding(initial).into_inner();
    provide_context(UseSession::new(state.session.clone()));
    provide_context(UseTheme::new(state.theme));
    provide_context(UseQuery::new(state.query.clone()));
    provide_context(Arc::new(state));
    view! { <Layout>{children()}</Layout> }
}

/// The page at `path`, as it comes alive in the browser. Whatever is not one of these was rendered by the server alone
/// and loads no program.
#[component]
pub fn LivePage(path: String) -> impl IntoView {
    view! {
        <Interface initial=PageState::default>
            {match path.as_str() {
                "/" => view! { <HomePage /> }.into_any(),
                "/sign-in" => view! { <SignInPage /> }.into_any(),
                "/sign-up" => view! { <SignUpPage /> }.into_any(),
                _ => view! { <TodosPage /> }.into_any(),
            }}
        </Interface>
    }
}
