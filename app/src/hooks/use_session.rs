//! The hook for the session: who is signed in, or nobody.
//!
//! Pages and components call it, as do those of another product. The session is in the page as the server rendered it,
//! so a signed-in page never shows a moment of "loading". Where somebody signs in or out in another tab, or the session
//! ends, the page is loaded anew by itself (`public/page.js`).

use super::Mutation;
use crate::{
    browser,
    functions::current_session,
    model::{AppError, SessionData},
};
use leptos::prelude::*;

/// The session and how to ask for it again; see [`use_session`].
#[derive(Clone, Copy)]
pub struct UseSession {
    data: RwSignal<Option<SessionData>>,
    query: Mutation,
}

impl UseSession {
    /// Starts with what the server knew when it rendered the page; in a test, with whoever is to be signed in.
    #[must_use]
    pub fn new(initial: Option<SessionData>) -> Self {
        Self {
            data: RwSignal::new(initial),
            query: Mutation::new(None),
        }
    }

    /// Who is signed in, or nobody. Known at the first paint. Tracks.
    #[must_use]
    pub fn data(self) -> Option<SessionData> {
        self.data.get()
    }

    /// Whether somebody is signed in. Tracks.
    #[must_use]
    pub fn is_signed_in(self) -> bool {
        self.data.with(Option::is_some)
    }

    /// Whether it is being asked for again. Tracks.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.query.is_pending()
    }

    /// Why the last time of asking failed. Tracks.
    #[must_use]
    pub fn error(self) -> Option<AppError> {
        self.query.error()
    }

    /// Asks the server again.
    pub fn refetch(self) {
        self.query.run(async move {
            let session = current_session().await?;
            let has_changed = self
                .data
                .with_untracked(|data| id_of(data.as_ref()) != id_of(session.as_ref()));
            self.data.set(session);
            // Another person, or none: what this page shows is not theirs, and the server
            // knows where they belong.
            if has_changed {
                browser::reload();
            }
            Ok(())
        });
    }
}

/// Who is signed in.
///
/// ```
/// use app::hooks::use_session;
/// use leptos::prelude::*;
///
/// #[component]
/// fn Welcome() -> impl IntoView {
///     let session = use_session();
///     view! {
///         <Show when=move || session.is_signed_in() fallback=|| view! { <a href="/sign-in">"Sign in"</a> }>
///             "Welcome back"
///         </Show>
///     }
/// }
/// ```
#[must_use]
pub fn use_session() -> UseSession {
    expect_context()
}

fn id_of(session: Option<&SessionData>) -> Option<&str> {
    session.map(|data| data.session.id.as_str())
}
