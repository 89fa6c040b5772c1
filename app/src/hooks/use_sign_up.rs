use crate::{
    browser,
    functions::sign_up,
    model::{AppError, Field, NextPath, Problem, SignUpForm},
};
use leptos::prelude::*;

/// Making an account; see [`use_sign_up`].
#[derive(Clone, Copy)]
pub struct UseSignUp {
    /// Sends the form. A second one while the first is on its way is ignored.
    pub submit: Callback<SignUpForm>,
    pub pending: Signal<bool>,
    pub error: Signal<Option<AppError>>,
}

/// Makes an account, signs in, tells the other tabs, and goes on to `next`. A new password of fewer
/// than `password_min_length` characters is refused without asking the server.
///
/// ```ignore
/// let UseSignUp { submit, pending, error } = use_sign_up(8, NextPath::parse(None));
/// ```
#[must_use]
pub fn use_sign_up(password_min_length: usize, next: NextPath) -> UseSignUp {
    let error = RwSignal::new(None);
    let action = Action::new(move |form: &SignUpForm| {
        let (form, next) = (form.clone(), next.clone());
        async move {
            match sign_up(form).await {
                Ok(_) => {
                    browser::announce_session_change();
                    browser::leave_for(next.as_str());
                }
                Err(problem) => error.set(Some(problem)),
            }
        }
    });
    let submit = Callback::new(move |form: SignUpForm| {
        if action.pending().get_untracked() {
            return;
        }
        match form.clone().parse() {
            Ok(sign_up) if sign_up.password.length() < password_min_length => {
                let problem = Problem::TooShort {
                    min: password_min_length,
                };
                error.set(Some(AppError::field(Field::Password, problem)));
            }
            Ok(_) => {
                action.dispatch(form);
            }
            Err(problem) => error.set(Some(problem)),
        }
    });
    UseSignUp {
        submit,
        pending: action.pending().into(),
        error: error.into(),
    }
}
