use crate::{
    codec::PagePostcard,
    components::{Piece, layout},
    hooks::{Live, UseSession, UseTheme},
    model::{NextPath, RefusedForm, SessionData, Theme, TodoPage},
    side,
};
use leptos::{prelude::*, server::SharedValue};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Pages for signed-in people. The server sends everybody else from here, and from below here, to
/// `/sign-in` with a real 303 before anything is rendered.
pub const PROTECTED_PATHS: [&str; 3] = ["/todos", "/settings", "/admin"];

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
    /// What the todo page shows first.
    pub todos: Option<TodoPage>,
    /// What was typed into the demo list without JavaScript.
    pub demo_line: Option<String>,
    /// Where to go after signing in.
    pub next: Option<NextPath>,
}

/// What all of a page shares: the hooks' signals, and the state the server rendered it with.
///
/// One context for all of it, because each kind of context is compiled anew.
#[derive(Clone)]
pub(crate) struct PageContext {
    pub session: UseSession,
    pub theme: UseTheme,
    /// What follows the question mark in the address.
    pub query: Live<String>,
    pub initial: InitialState,
}

/// The state the server rendered a page with, for the page it was rendered for: each part is taken
/// once, so that a page one comes back to later does not show what was true before.
#[derive(Clone)]
pub(crate) struct InitialState(Arc<Mutex<PageState>>);

impl InitialState {
    pub(crate) fn of_page() -> Self {
        expect_context::<PageContext>().initial
    }

    pub(crate) fn take_refused(&self) -> Option<RefusedForm> {
        self.state().refused.take()
    }

    pub(crate) fn take_todos(&self) -> Option<TodoPage> {
        self.state().todos.take()
    }

    pub(crate) fn take_demo_line(&self) -> Option<String> {
        self.state().demo_line.take()
    }

    /// Where to go after signing in: as the server read it from the address, or, for a link followed
    /// within the page, as the browser does.
    pub(crate) fn take_next(&self) -> NextPath {
        let next = self.state().next.take();
        next.unwrap_or_else(|| NextPath::parse(side::parameter("next").as_deref()))
    }

    pub(crate) fn password_min_length(&self) -> usize {
        self.state().password_min_length
    }

    fn state(&self) -> MutexGuard<'_, PageState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The whole interface: what all pages share, around one of them.
pub(crate) fn interface(page: impl FnOnce() -> Piece) -> Piece {
    side::begin_page();
    // A page without a program has nobody who would read it.
    let state = match side::is_static_page() {
        true => side::page_state(),
        false => SharedValue::<PageState, PagePostcard>::new_with_encoding(side::page_state).into_inner(),
    };
    provide_context(PageContext {
        session: UseSession::new(state.session.clone()),
        theme: UseTheme::new(state.theme),
        query: Live::new(side::query()),
        initial: InitialState(Arc::new(Mutex::new(state))),
    });
    layout(page())
}
