//! The pages as the server routes to them. In the browser it is `navigation` that leads from one to the other.

use crate::{
    app::interface,
    components::{Piece, page_title, piece::changing},
    pages::{home, not_found, sign_in, sign_up, todos},
    request,
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The whole interface, with the route table.
#[component]
pub fn App() -> impl IntoView {
    interface(|| changing(routes))
}

/// Every page is rendered in one piece (`Async`): its status can still be decided while it is
/// rendered, and a small page in one write is faster than a streamed one.
fn routes() -> Piece {
    view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/") view=home ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=sign_in ssr=SsrMode::Async />
                <Route path=path!("/sign-up") view=sign_up ssr=SsrMode::Async />
                <Route path=path!("/todos") view=todos ssr=SsrMode::Async />
                // All other pages, and what is no page at all.
                <Route path=path!("/:area/*rest") view=area ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
    .into_any()
    .into()
}

/// A page that the server draws by itself, or the one that says there is none.
fn area() -> Piece {
    let Some(page) = request::static_page() else {
        return not_found();
    };
    let body = page.take_body();
    page_title(move || page.title.clone());
    body.into()
}
