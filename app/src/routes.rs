//! The pages as the server routes to them. In the browser each is a document of its own.
//!
//! `shell.rs` renders [`App`], and the server makes its list of routes from it. There is no router in the browser: a
//! link is a link, and `hydration.rs` knows the few pages that come alive.

use crate::{
    app::Interface,
    components::PageTitle,
    home::HomePage,
    not_found::NotFoundPage,
    pages::{SignInPage, SignUpPage, TodosPage},
    request,
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The whole interface, with the route table.
///
/// Every page is rendered in one piece (`Async`): its status can still be decided while it is
/// rendered, and a small page in one write is faster than a streamed one.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Interface state=request::page_state()>
            <Router>
                <FlatRoutes fallback=|| ()>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async />
                    <Route path=path!("/todos") view=TodosPage ssr=SsrMode::Async />
                    // All other pages, and what is no page at all.
                    <Route path=path!("/:area/*rest") view=OtherPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Router>
        </Interface>
    }
}

/// A page that the server draws by itself, or the one that says there is none.
#[component]
fn OtherPage() -> impl IntoView {
    match request::static_page() {
        Some(page) => {
            let body = page.take_body();
            view! {
                <PageTitle text=page.title />
                {body}
            }
            .into_any()
        }
        None if request::is_list_page() => view! { <TodosPage /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}
