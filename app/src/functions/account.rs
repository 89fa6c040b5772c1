//! The server functions of signing up, in and out.
//!
//! The hooks call them (`use_sign_up`, `use_sign_in`, `use_sign_out`, `use_session`). Cookies travel in the response
//! headers: the browser's program never holds a token.

use crate::client::PageClient;
use crate::model::{AppError, SessionData, SignInForm, SignUpForm};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, Postcard},
};

/// Makes an account and signs in: the answer carries the session's cookies. Where the address has to be verified
/// first, nobody is signed in.
///
/// # Errors
/// [`AppError::Invalid`] for fields, an address that is taken among them; [`AppError::TooManyAttempts`].
#[server(prefix = "/rpc", endpoint = "sign-up", input = Json, output = Postcard, client = PageClient)]
pub async fn sign_up(form: SignUpForm) -> Result<Option<SessionData>, AppError> {
    use crate::request::{backend, caller, finish};
    let backend = backend();
    let sign_up = form.parse(backend.password_min_length)?;
    backend.accounts.sign_up(&caller(), sign_up).await.map(finish)
}

/// Signs in. The answer carries the session's cookies; it is nobody yet where a second factor has to follow.
///
/// # Errors
/// [`AppError::WrongCredentials`], [`AppError::AccountDisabled`], [`AppError::EmailNotVerified`],
/// [`AppError::TooManyAttempts`], and [`AppError::Invalid`] for fields.
#[server(prefix = "/rpc", endpoint = "sign-in", input = Json, output = Postcard, client = PageClient)]
pub async fn sign_in(form: SignInForm) -> Result<Option<SessionData>, AppError> {
    use crate::request::{backend, caller, finish};
    let sign_in = form.parse()?;
    backend().accounts.sign_in(&caller(), sign_in).await.map(finish)
}

/// Ends the session and deletes its cookies. Without one there is nothing to do, and that is fine.
///
/// # Errors
/// [`AppError::Internal`], if it could not be ended.
#[server(prefix = "/rpc", endpoint = "sign-out", input = Json, output = Postcard, client = PageClient)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::request::{backend, caller, finish};
    backend().accounts.sign_out(&caller()).await.map(finish)
}

/// Who is signed in right now, or nobody.
///
/// # Errors
/// [`AppError::Unreachable`], in the browser only.
#[server(prefix = "/rpc", endpoint = "current-session", input = Json, output = Postcard, client = PageClient)]
pub async fn current_session() -> Result<Option<SessionData>, AppError> {
    Ok(crate::request::caller().session)
}
