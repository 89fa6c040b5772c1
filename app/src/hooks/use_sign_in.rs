//! The hook for signing in.
//!
//! The sign-in page calls it when its form is submitted in the browser; without JavaScript the same form goes to the
//! server's `forms.rs`. On success it leaves the page by a full load, so that everything is rendered for the session
//! there is now.

use super::Mutation;
use crate::{
    browser,
    functions::sign_in,
    model::{AppError, NextPath, SECOND_STEP_PATH, SignInForm},
};

/// Signing in; see [`use_sign_in`].
#[derive(Clone, Copy)]
pub struct UseSignIn(Mutation);

impl UseSignIn {
    /// Sends the form and goes on to `next`, or to the page that asks for a second factor. A second one while the first
    /// is on its way is ignored.
    pub fn submit(self, form: SignInForm, next: NextPath) {
        match form.check() {
            Ok(()) => self.0.run(async move {
                match sign_in(form).await? {
                    Some(_) => browser::leave_for(next.as_str()),
                    None => browser::leave_for(&next.append_to(SECOND_STEP_PATH)),
                }
                Ok(())
            }),
            Err(problem) => self.0.fail(problem),
        }
    }

    /// Says no more about the field of this name: it is being changed.
    pub fn mend(self, attribute: &str) {
        self.0.mend(attribute);
    }

    /// Whether the answer is on its way. Tracks.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.0.is_pending()
    }

    /// [`AppError::WrongCredentials`], [`AppError::TooManyAttempts`], [`AppError::Invalid`] for fields,
    /// and the rest. Tracks.
    #[must_use]
    pub fn error(self) -> Option<AppError> {
        self.0.error()
    }
}

/// Signs in and leaves for the page one wanted. `error` is what the form came back
/// from the server with, if it was sent before this page was alive.
///
/// ```
/// use app::{hooks::use_sign_in, model::{NextPath, SignInForm}};
/// use leptos::prelude::*;
///
/// #[component]
/// fn SignInAsAda() -> impl IntoView {
///     let sign_in = use_sign_in(None);
///     let form = || SignInForm { email: "ada@example.com".into(), password: "…".into(), remember: None };
///     view! {
///         <button
///             disabled=move || sign_in.is_pending()
///             on:click=move |_| sign_in.submit(form(), NextPath::default())
///         >
///             "Sign in"
///         </button>
///         <p role="alert">{move || sign_in.error().map(|error| error.message())}</p>
///     }
/// }
/// ```
#[must_use]
pub fn use_sign_in(error: Option<AppError>) -> UseSignIn {
    UseSignIn(Mutation::new(error))
}
