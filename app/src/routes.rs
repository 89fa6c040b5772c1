//! The pages as the server routes to them. In the browser each is a document of its own.

use crate::{
    app::Interface,
    pages::{HomePage, NotFoundPage, SignInPage, SignUpPage, TodosPage},
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
                    <Route path=path!("/:area/*rest") view=NotFoundPage ssr=SsrMode::Async />
                </FlatRoutes>
            </Router>
        </Interface>
    }
}
