//! Errors of the use cases in the words of the command line.

use crate::{auth::Error, cli::Failure};
use app::model::{AppError, FieldError, Problem};

/// Why something was not done with the account that has this address.
pub(super) fn refused(error: Error, email: &str) -> Failure {
    match error {
        Error::NotFound => Failure::problem(
            format!("there is no account with the address {email}"),
            "Use `latchkey user list` to see all accounts.",
        ),
        Error::LastAdmin => Failure::problem(
            format!("{email} is the last administrator"),
            "Make somebody else one first: `latchkey user role ADDRESS admin`.",
        ),
        Error::Invalid(field) if field.problem == Problem::Taken => Failure::problem(
            format!("there already is an account with the address {email}"),
            format!("Use `latchkey user show {email}` to see it."),
        ),
        Error::Invalid(field) => in_words(&field),
        Error::MailOff => Failure::problem(
            "mail is switched off, so no link would reach anybody",
            "Set SMTP_URL, or give a password instead.",
        ),
        Error::AccountDisabled => Failure::problem(
            format!("{email} is disabled"),
            format!("`latchkey user enable {email}` lets them in again."),
        ),
        error => error.into(),
    }
}

pub(super) fn in_words(error: &FieldError) -> Failure {
    let field = error.field.attribute();
    Failure::usage(
        format!("the {field} cannot be used"),
        AppError::from(error.clone()).message(),
    )
}

pub(super) fn of_terminal(error: &std::io::Error) -> Failure {
    Failure::problem(
        format!("the terminal cannot be read: {error}"),
        "See `latchkey user --help`.",
    )
}
