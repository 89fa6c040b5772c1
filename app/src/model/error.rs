//! What can go wrong, as the interface knows it.
//!
//! The ports answer with it, server functions send it, pages and hooks put it into words. It is the only error that
//! crosses the wire, and it is closed: each variant is something a page can explain, and none carries text from inside
//! the server.

use serde::{Deserialize, Serialize};

/// Why something was not done.
///
/// It is externally tagged on purpose: the server function encoding cannot write internally
/// tagged enums with newtype variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// Unknown address or wrong password; which of them is not told.
    WrongCredentials,
    /// The password was right, but the account has been disabled.
    AccountDisabled,
    /// What was asked needs a proof first (step-up): the password, a code or a passkey, once more.
    Unconfirmed,
    /// The address has to be verified before anybody signs in with it.
    EmailNotVerified,
    /// A link from an email has expired or was used before.
    SpentLink,
    /// A link from an email is for another account than the one somebody is signed in to.
    AnotherAccount,
    /// One or more fields need another value.
    Invalid(Vec<FieldError>),
    /// It does not exist, or it is not yours.
    NotFound,
    /// Another record already has this id.
    Conflict,
    /// There would be no administrator left.
    LastAdmin,
    /// The list has as many todos as one account may have.
    ListFull,
    /// Too many attempts.
    TooManyAttempts {
        /// Seconds after which the next one is welcome.
        retry_after: u32,
    },
    /// The server has more to do than it can right now.
    Busy {
        /// Seconds after which trying again makes sense.
        retry_after: u32,
    },
    /// The server has no key for what it needs: somebody took a secret of the installation away too early. Trying
    /// again makes sense when its operator has put it back.
    KeyMissing {
        /// Seconds after which trying again makes sense.
        retry_after: u32,
    },
    /// The request did not come from our own pages.
    CrossSite,
    /// The request could not be read.
    Malformed,
    /// Something broke on our side.
    Internal {
        /// Finds it in the log.
        request_id: String,
    },
    /// The browser could not reach the server. Never sent by it.
    Unreachable,
}

impl AppError {
    /// An error about one field.
    #[must_use]
    pub fn field(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError::new(field, problem)])
    }

    /// The HTTP status that tells the same.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongCredentials => 401,
            Self::AccountDisabled
            | Self::Unconfirmed
            | Self::EmailNotVerified
            | Self::AnotherAccount
            | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::Conflict | Self::LastAdmin | Self::ListFull => 409,
            Self::SpentLink => 410,
            Self::Invalid(_) => 422,
            Self::TooManyAttempts { .. } => 429,
            Self::Malformed => 400,
            Self::Internal { .. } | Self::Unreachable => 500,
            Self::Busy { .. } | Self::KeyMissing { .. } => 503,
        }
    }

    /// Seconds after which trying again makes sense, for `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyAttempts { retry_after } | Self::Busy { retry_after } | Self::KeyMissing { retry_after } => {
                Some(*retry_after)
            }
            _ => None,
        }
    }

    /// What went wrong with `field`, if that is what this error is about.
    #[must_use]
    pub fn problem_with(&self, field: Field) -> Option<&FieldError> {
        match self {
            Self::Invalid(errors) => errors.iter().find(|error| error.field == field),
            _ => None,
        }
    }

    /// What to say beside `field`: what is wrong with it, or else what happened.
    pub(crate) fn message_beside(&self, field: Field) -> String {
        self.problem_with(field)
            .map_or_else(|| self.message(), FieldError::message)
    }

    /// How many problems it names: fields, or one that is none of any field.
    #[must_use]
    pub fn problems(&self) -> usize {
        match self {
            Self::Invalid(errors) => errors.len(),
            _ => 1,
        }
    }

    /// What is left of it once the field of this name has been changed.
    #[must_use]
    pub fn without(self, attribute: &str) -> Option<Self> {
        let Self::Invalid(mut errors) = self else {
            return Some(self);
        };
        errors.retain(|error| error.field.attribute() != attribute);
        (!errors.is_empty()).then_some(Self::Invalid(errors))
    }

    /// What happened and what to do, in one or two sentences.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::SignedOut => "Your session has ended. Sign in to go on.".into(),
            Self::WrongCredentials => "That e-mail and password don’t match. Try again.".into(),
            Self::AccountDisabled => "This account has been disabled.".into(),
            Self::Unconfirmed => "Please confirm that it’s you.".into(),
            Self::EmailNotVerified => "Please confirm your e-mail address first. We’ve sent you a link.".into(),
            Self::SpentLink => "This link has expired or was already used.".into(),
            Self::AnotherAccount => "This link is for another account. Sign out first.".into(),
            Self::Invalid(errors) => match errors.as_slice() {
                [only] => only.message(),
                _ => "Please check the marked fields.".into(),
            },
            Self::NotFound => "That is no longer there. It may have been deleted in another window.".into(),
            Self::Conflict => "That was changed in another window. Reload to see the latest.".into(),
            Self::LastAdmin => "The last administrator has to stay. Make somebody else one first.".into(),
            Self::ListFull => "Your list is full. Remove todos you no longer need, and try again.".into(),
            Self::TooManyAttempts { retry_after } => format!("Too many attempts. Try again in {}.", wait(*retry_after)),
            Self::Busy { .. } => "The server is busy right now. Please try again in a few seconds.".into(),
            Self::KeyMissing { .. } => {
                "That can’t be checked right now, and it isn’t your fault: this site lacks a key. Please tell whoever runs it."
                    .into()
            }
            Self::CrossSite => "This request came from another site, so nothing was changed.".into(),
            Self::Malformed => "The server could not read that request. Reload the page and try again.".into(),
            Self::Internal { request_id } => {
                format!("Something broke on our side. Try again; if it keeps happening, mention {request_id}.")
            }
            Self::Unreachable => "The server could not be reached. Check your connection and try again.".into(),
        }
    }
}

/// So many seconds in words, never less.
fn wait(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..=90 => (seconds.max(1), "second"),
        91..=5400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    match count {
        1 => format!("1 {unit}"),
        _ => format!("{count} {unit}s"),
    }
}

impl From<FieldError> for AppError {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

/// A form field that can be wrong. Its name is the `name` attribute of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The name of a user, or of a passkey.
    Name,
    /// An email address.
    Email,
    /// A password, also a new one.
    Password,
    /// The title of a todo.
    Title,
    /// The id of a todo.
    Id,
    /// The cursor of a list.
    Before,
    /// The password one has, beside a new one or as a proof.
    CurrentPassword,
    /// The code of an authenticator app, or a recovery code.
    Code,
    /// The name of a time zone.
    TimeZone,
    /// A file to import.
    File,
    /// The id of a list.
    List,
    /// The notes of a todo.
    Notes,
    /// The day a todo is due.
    DueDate,
    /// The time of that day.
    DueTime,
    /// How much a todo matters.
    Priority,
    /// The colour of a list.
    Colour,
    /// What todos are looked for by.
    Search,
    /// The labels of a todo, or the name of one.
    Labels,
    /// How a todo recurs.
    Recurrence,
    /// The todo that another one is a step of.
    Parent,
    /// The order of a list.
    Sort,
}

impl Field {
    /// The `name` (and `id`) attribute of the input.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Password => "password",
            Self::Title => "title",
            Self::Id => "id",
            Self::Before => "before",
            Self::CurrentPassword => "current-password",
            Self::Code => "code",
            Self::TimeZone => "time-zone",
            Self::File => "file",
            Self::List => "list",
            Self::Notes => "notes",
            Self::DueDate => "due-date",
            Self::DueTime => "due-time",
            Self::Priority => "priority",
            Self::Colour => "colour",
            Self::Search => "q",
            Self::Labels => "labels",
            Self::Recurrence => "recurrence",
            Self::Parent => "parent",
            Self::Sort => "sort",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "e-mail address",
            Self::Password => "password",
            Self::Title => "todo",
            Self::Id => "id",
            Self::Before => "position",
            Self::CurrentPassword => "current password",
            Self::Code => "code",
            Self::TimeZone => "time zone",
            Self::File => "file",
            Self::List => "list",
            Self::Notes => "notes",
            Self::DueDate => "date",
            Self::DueTime => "time",
            Self::Priority => "priority",
            Self::Colour => "colour",
            Self::Search => "search",
            Self::Labels => "label",
            Self::Recurrence => "rule",
            Self::Parent => "todo",
            Self::Sort => "order",
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// An error about `field`.
    #[must_use]
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }

    /// The sentence shown beside the field.
    #[must_use]
    pub fn message(&self) -> String {
        let label = self.field.label();
        match self.problem {
            Problem::Missing if self.field == Field::Title => "Type something to do.".into(),
            Problem::Missing if self.field == Field::List => "That list is not there any more.".into(),
            Problem::Missing if self.field == Field::Id => "The todo beside it is not there any more.".into(),
            Problem::Missing if self.field == Field::Parent => "The todo it is a step of is not there any more.".into(),
            Problem::Missing if self.field == Field::DueDate => "A time needs its day.".into(),
            Problem::Missing => format!("Enter your {label}."),
            Problem::TooShort { min } => format!("Use at least {min} characters."),
            Problem::TooLong { max } => format!("Use at most {max} characters."),
            Problem::TooMany { max } => format!("There can be {max} at most."),
            Problem::ControlCharacters => "Remove the line breaks or control characters.".into(),
            Problem::NotAnEmailAddress => "That doesn’t look like an e-mail address, such as ada@example.com.".into(),
            Problem::Taken => "There is already an account with this e-mail address. Sign in instead.".into(),
            Problem::Common => "That password is on the lists people guess first. Pick another one.".into(),
            Problem::Unchanged => format!("This is already your {label}."),
            Problem::Wrong => format!("That {label} is not right."),
            Problem::Used => format!("That {label} was already used; wait for the next one."),
            Problem::Unreadable => format!("That {label} can’t be read."),
        }
    }
}

/// The ways a field can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// It is empty.
    Missing,
    /// It has too few characters.
    TooShort {
        /// Fewest allowed, in characters.
        min: usize,
    },
    /// It has too many characters.
    TooLong {
        /// Most allowed, in characters.
        max: usize,
    },
    /// There are too many of them.
    TooMany {
        /// Most allowed.
        max: usize,
    },
    /// There are line breaks or other control characters in it.
    ControlCharacters,
    /// It is not an email address.
    NotAnEmailAddress,
    /// Another account has it.
    Taken,
    /// It is a password that is guessed first.
    Common,
    /// Not the one we know.
    Wrong,
    /// It was right, and is good once.
    Used,
    /// What it was before.
    Unchanged,
    /// It cannot be parsed.
    Unreadable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_as_long_as_it_is_and_never_shorter() {
        for (retry_after, said) in [
            (0, "1 second"),
            (1, "1 second"),
            (40, "40 seconds"),
            (90, "90 seconds"),
            (91, "2 minutes"),
            (900, "15 minutes"),
            (3600, "60 minutes"),
            (5401, "2 hours"),
            (86_400, "24 hours"),
        ] {
            let message = AppError::TooManyAttempts { retry_after }.message();
            assert_eq!(message, format!("Too many attempts. Try again in {said}."));
        }
    }
}
