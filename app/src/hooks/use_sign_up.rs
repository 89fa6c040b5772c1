//! The hook for signing up.
//!
//! The sign-up page calls it when its form is submitted in the browser; without JavaScript the same form goes to the
//! server's `forms.rs`. On success it leaves the page by a full load, so that everything is rendered for the session
//! there is now.

use super::Mutation;
use crate::{
    browser,
    functions::sign_up,
    model::{AppError, NextPath, SignUpForm},
};

/// Making an account; see [`use_sign_up`].
#[derive(Clone, Copy)]
pub struct UseSignUp {
    mutation: Mutation,
    password_min_length: usize,
}

impl UseSignUp {
    /// Sends the form and goes on to `next`, or to where one is asked to look for an email. A second one while the
    /// first is on its way is ignored.
    pub fn submit(self, form: SignUpForm, next: NextPath) {
        match form.check(self.password_min_length) {
            Ok(()) => self.mutation.run(async move {
                match sign_up(form).await? {
                    Some(_) => browser::leave_for(next.as_str()),
                    None => browser::leave_for("/check-mail"),
                }
                Ok(())
            }),
            Err(problem) => self.mutation.fail(problem),
        }
    }

    /// Says no more about the field of this name: it is being changed.
    pub fn mend(self, attribute: &str) {
        self.mutation.mend(attribute);
    }

    /// Whether the answer is on its way. Tracks.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.mutation.is_pending()
    }

    /// [`AppError::Invalid`] for fields, an address that is taken among them, and the rest. Tracks.
    #[must_use]
    pub fn error(self) -> Option<AppError> {
        self.mutation.error()
    }
}

/// Makes an account, signs in, and leaves for the page one wanted. A password of
/// fewer than `password_min_length` characters is refused without asking the server.
///
/// ```
/// use app::{hooks::use_sign_up, model::{NextPath, SignUpForm}};
///
/// fn sign_up_ada() {
///     let sign_up = use_sign_up(8, None);
///     let form = SignUpForm {
///         name: "Ada".into(),
///         email: "ada@example.com".into(),
///         password: "…".into(),
///         ..SignUpForm::default()
///     };
///     sign_up.submit(form, NextPath::default());
/// }
/// ```
#[must_use]
pub fn use_sign_up(password_min_length: usize, error: Option<AppError>) -> UseSignUp {
    UseSignUp {
        mutation: Mutation::new(error),
        password_min_length,
    }
}
