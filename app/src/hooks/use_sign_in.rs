use crate::{
    browser,
    functions::sign_in,
    model::{AppError, NextPath, SignInForm},
};
use leptos::prelude::*;

/// Signing in; see [`use_sign_in`].
#[derive(Clone, Copy)]
pub struct UseSignIn {
    /// Sends the form. A second one while the first is on its way is ignored.
    pub submit: Callback<SignInForm>,
    pub pending: Signal<bool>,
    /// [`AppError::WrongCredentials`], [`AppError::TooManyAttempts`], [`AppError::Invalid`] for fields, and the rest.
    pub error: Signal<Option<AppError>>,
}

/// Signs in, tells the other tabs, and goes on to `next`.
///
/// ```ignore
/// let UseSignIn { submit, pending, error } = use_sign_in(NextPath::parse(None));
/// view! {
///     <button disabled=pending on:click=move |_| submit.run(form())>"Sign in"</button>
///     <p role="alert">{move || error.get().map(|error| error.message())}</p>
/// }
/// ```
#[must_use]
pub fn use_sign_in(next: NextPath) -> UseSignIn {
    let error = RwSignal::new(None);
    let action = Action::new(move |form: &SignInForm| {
        let (form, next) = (form.clone(), next.clone());
        async move {
            match sign_in(form).await {
                Ok(_) => {
                    browser::announce_session_change();
                    browser::leave_for(next.as_str());
                }
                Err(problem) => error.set(Some(problem)),
            }
        }
    });
    let submit = Callback::new(move |form: SignInForm| {
        if action.pending().get_untracked() {
            return;
        }
        match form.clone().parse() {
            Ok(_) => {
                action.dispatch(form);
            }
            Err(problem) => error.set(Some(problem)),
        }
    });
    UseSignIn {
        submit,
        pending: action.pending().into(),
        error: error.into(),
    }
}
