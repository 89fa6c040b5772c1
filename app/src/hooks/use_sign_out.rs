//! The hook for signing out.
//!
//! For components that sign out without a form; the header has a form and needs none. On success it leaves the page by
//! a full load, so that nothing of the session stays on the screen.

use super::Mutation;
use crate::{browser, functions::sign_out, model::AppError};

/// Signing out; see [`use_sign_out`].
#[derive(Clone, Copy)]
pub struct UseSignOut(Mutation);

impl UseSignOut {
    /// Ends the session.
    pub fn submit(self) {
        self.0.run(async {
            // FIXME: changes that wait for the server (`outbox.rs`) are dropped without a question. Asking first, where the
            // page knows of any, would settle it.
            sign_out().await?;
            browser::leave_for("/sign-in");
            Ok(())
        });
    }

    /// Whether the answer is on its way. Tracks.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.0.is_pending()
    }

    /// Why it failed: then one is still signed in. Tracks.
    #[must_use]
    pub fn error(self) -> Option<AppError> {
        self.0.error()
    }
}

/// Ends the session and goes to the sign-in page.
///
/// ```
/// use app::hooks::use_sign_out;
/// use leptos::prelude::*;
///
/// #[component]
/// fn WayOut() -> impl IntoView {
///     let sign_out = use_sign_out();
///     view! { <button disabled=move || sign_out.is_pending() on:click=move |_| sign_out.submit()>"Sign out"</button> }
/// }
/// ```
#[must_use]
pub fn use_sign_out() -> UseSignOut {
    UseSignOut(Mutation::new(None))
}
