use crate::{
    components::Layout,
    hooks::{provide_session, provide_theme},
    model::{AppError, RefusedForm, SessionData, Theme},
    pages::{HomePage, NotFoundPage, SignInPage, SignUpPage, TodosPage},
};
use leptos::{prelude::*, server::SharedValue};
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    path,
};
use serde::{Deserialize, Serialize};

/// Pages for signed-in people. The server sends everybody else from here, and from below here, to
/// `/sign-in` with a real 303 before anything is rendered.
pub const PROTECTED_PATHS: [&str; 1] = ["/todos"];

/// What every page starts with. The server puts it into the HTML, so the first paint already
/// knows who is signed in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PageState {
    pub session: Option<SessionData>,
    /// A form that was sent without JavaScript and refused.
    pub refused: Option<RefusedForm>,
    pub theme: Theme,
    /// Shortest password of a new account, in characters.
    pub password_min_length: usize,
}

/// The whole interface: what all pages share, and the route table.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let state = SharedValue::new(PageState::of_this_request).into_inner();
    provide_session(state.session.clone());
    provide_theme(state.theme);
    provide_context(state);

    // Every page is rendered in one piece (`Async`): status, title and cookies can still be
    // decided by its data, and a small page in one write is faster than a streamed one.
    view! {
        <Router>
            <Layout>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view={Lazy::<HomePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view={Lazy::<SignUpPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/todos") view={Lazy::<TodosPage>::new()} ssr=SsrMode::Async />
                </Routes>
            </Layout>
        </Router>
    }
}

impl PageState {
    fn of_this_request() -> Self {
        #[cfg(feature = "ssr")]
        return crate::request::page_state();
        #[cfg(not(feature = "ssr"))]
        Self::default()
    }

    pub(crate) fn theme_of_this_request() -> Theme {
        Self::of_this_request().theme
    }
}

/// Gives the page being rendered the HTTP status of `error`; in the browser there is nothing to do.
pub(crate) fn set_response_status(error: &AppError) {
    #[cfg(feature = "ssr")]
    crate::request::set_status(error);
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}
