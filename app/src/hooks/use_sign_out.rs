use crate::{browser, functions::sign_out, model::AppError};
use leptos::prelude::*;

/// Signing out; see [`use_sign_out`].
#[derive(Clone, Copy)]
pub struct UseSignOut {
    pub submit: Callback<()>,
    pub pending: Signal<bool>,
    pub error: Signal<Option<AppError>>,
}

/// Ends the session, tells the other tabs, and goes to the sign-in page.
///
/// ```ignore
/// let UseSignOut { submit, pending, .. } = use_sign_out();
/// view! { <button disabled=pending on:click=move |_| submit.run(())>"Sign out"</button> }
/// ```
#[must_use]
pub fn use_sign_out() -> UseSignOut {
    let error = RwSignal::new(None);
    let action = Action::new(move |(): &()| async move {
        match sign_out().await {
            Ok(()) => {
                browser::announce_session_change();
                browser::leave_for("/sign-in");
            }
            Err(problem) => error.set(Some(problem)),
        }
    });
    let submit = Callback::new(move |()| {
        action.dispatch(());
    });
    UseSignOut {
        submit,
        pending: action.pending().into(),
        error: error.into(),
    }
}
