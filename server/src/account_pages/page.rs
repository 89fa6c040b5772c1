//! What a page of the account area says for itself: what is on it, what came of its form, and what keeps it from either.

use crate::flash::Flash;
use crate::{auth, todos};
use app::model::{AppError, Field, FieldError, Problem, RefusedForm};
use leptos::prelude::AnyView;

/// A page as its file has made it.
pub(super) struct Page {
    pub title: String,
    pub body: AnyView,
    /// Why a form on it was refused.
    pub error: Option<AppError>,
}

impl Page {
    /// A page, and the form that was refused if it is shown again.
    pub(super) fn new(title: &str, refused: Option<&RefusedForm>, body: AnyView) -> Self {
        Self {
            title: match refused {
                Some(_) => format!("Error: {title}"),
                None => title.to_owned(),
            },
            body,
            error: refused.map(|form| form.error.clone()),
        }
    }
}

/// What came of a form.
pub(super) enum Done {
    /// It is done: on to this address, and say so there.
    Say(Flash, String),
    /// On to this address.
    Go(String),
}

impl Done {
    /// On to this address, and say there what was done.
    pub(super) fn say(flash: Flash, address: impl Into<String>) -> Self {
        Self::Say(flash, address.into())
    }
}

/// What keeps a page from being shown, or a form from being done. Whatever a use case says; what is nobody's business
/// is logged and answered without detail.
pub(super) enum PageError {
    ForClient(AppError),
    Auth(auth::Error),
    Todos(todos::Error),
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        Self::ForClient(error)
    }
}

impl From<FieldError> for PageError {
    fn from(error: FieldError) -> Self {
        Self::ForClient(error.into())
    }
}

impl From<auth::Error> for PageError {
    fn from(error: auth::Error) -> Self {
        Self::Auth(error)
    }
}

impl From<todos::Error> for PageError {
    fn from(error: todos::Error) -> Self {
        Self::Todos(error)
    }
}

/// Both fields, or what is wrong with either.
pub(super) fn both<A, B>(one: Result<A, FieldError>, other: Result<B, FieldError>) -> Result<(A, B), AppError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(AppError::Invalid(
            [one.err(), other.err()].into_iter().flatten().collect(),
        )),
    }
}

/// A wrong password is a field that needs another value: whoever sends this form is signed in.
pub(super) fn wrong_password(error: auth::Error) -> PageError {
    match error {
        auth::Error::WrongPassword => AppError::field(Field::CurrentPassword, Problem::Wrong).into(),
        other => other.into(),
    }
}
