//! Why a command failed, in words for whoever ran it, and what to do next.

use super::output::{Output, counted};
use crate::{
    auth,
    config::Fault,
    database::{self, backup, copy},
    mail, startup,
};
use console::{StyledObject, style};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) enum Failure {
    /// Settings that cannot be used: all of them.
    Settings(Vec<Fault>),
    /// Arguments that cannot be used.
    Usage { problem: String, next: String },
    /// The command failed.
    Problem { problem: String, next: String },
    /// The command failed, and the result it has shown says so.
    Shown,
}

impl Failure {
    pub(super) fn usage(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Usage {
            problem: problem.into(),
            next: next.into(),
        }
    }

    pub(super) fn problem(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Problem {
            problem: problem.into(),
            next: next.into(),
        }
    }

    pub(super) fn code(&self) -> ExitCode {
        match self {
            Self::Settings(_) | Self::Usage { .. } => ExitCode::from(2),
            Self::Problem { .. } | Self::Shown => ExitCode::FAILURE,
        }
    }

    /// Tells it on the standard error.
    pub(super) fn report(&self, output: Output) {
        match output {
            Output::Json => {
                if let Some(error) = self.as_json() {
                    eprintln!("{error:#}");
                }
            }
            Output::Text => self.tell(),
        }
    }

    fn tell(&self) {
        match self {
            Self::Settings(faults) => {
                let (error, count) = (red("error:"), counted(faults.len(), "setting"));
                eprintln!("{error} latchkey cannot start: fix {count}\n");
                for Fault { variable, problem, fix } in faults {
                    eprintln!("  {}: {problem}\n    {fix}\n", red(variable));
                }
            }
            Self::Usage { problem, next } | Self::Problem { problem, next } => {
                eprintln!("{} {problem}\n{next}", red("error:"));
            }
            Self::Shown => {}
        }
    }

    fn as_json(&self) -> Option<Value> {
        let error = match self {
            Self::Settings(faults) => {
                let faults = faults
                    .iter()
                    .map(|fault| json!({ "variable": fault.variable, "problem": fault.problem, "fix": fault.fix }));
                json!({
                    "problem": "some settings cannot be used",
                    "next": "Fix each of them.",
                    "faults": faults.collect::<Vec<_>>(),
                })
            }
            Self::Usage { problem, next } | Self::Problem { problem, next } => {
                json!({ "problem": problem, "next": next })
            }
            Self::Shown => return None,
        };
        Some(json!({ "error": error }))
    }
}

impl From<database::Error> for Failure {
    fn from(error: database::Error) -> Self {
        let next = match &error {
            database::Error::Unavailable(_) => {
                "Check that the database is running and that DATABASE_URL points to it; `latchkey doctor` tells more."
            }
            database::Error::Migration(_) => {
                "If a newer latchkey has used this database, use that one; otherwise restore a backup."
            }
            database::Error::PartOf(_) => "Run the same `latchkey copy` again: it continues where it stopped.",
            database::Error::BeingReplaced => "Wait until `latchkey restore` has finished, and try again.",
            database::Error::Lock { path, .. } => {
                let next = format!(
                    "Check that the folder exists and that the file, if there is one, belongs to the user who runs this: `chown USER {}`.",
                    path.display()
                );
                return Self::problem(error.to_string(), next);
            }
            database::Error::Encoding { name, .. } => {
                return Self::problem(error.to_string(), right_database(name));
            }
            _ => "Run `latchkey doctor` to learn more.",
        };
        Self::problem(error.to_string(), next)
    }
}

/// As clap marks what is wrong, where the standard error is a terminal.
fn red(text: &str) -> StyledObject<&str> {
    style(text).for_stderr().red().bold()
}

/// How a database is made that takes every text.
pub(super) fn right_database(name: &str) -> String {
    format!(
        "Create one in UTF-8 with `createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 {name}` after renaming the old one, and move the data with `latchkey copy`."
    )
}

impl From<backup::Error> for Failure {
    fn from(error: backup::Error) -> Self {
        match error {
            backup::Error::Database(error) => error.into(),
            error => Self::problem(error.to_string(), error.next_step()),
        }
    }
}

impl From<copy::Error> for Failure {
    fn from(error: copy::Error) -> Self {
        match error {
            copy::Error::Same => Self::usage(error.to_string(), error.next_step()),
            error => Self::problem(error.to_string(), error.next_step()),
        }
    }
}

impl From<auth::keys::Error> for Failure {
    fn from(error: auth::keys::Error) -> Self {
        use auth::keys::Error;
        let next = match error {
            Error::Database(error) => return error.into(),
            Error::Sealed(_) => "Set AUTH_SECRET, or AUTH_SECRET_PREVIOUS, to the secret it was encrypted with.",
            Error::Unknown(_) => "Use `latchkey keys list` to see all keys.",
            Error::Signs(_) => "Run `latchkey keys rotate` first, wait until the new key signs, and try again.",
            Error::Generate => "Try again; if it still fails, the database has no usable key.",
        };
        Self::problem(error.to_string(), next)
    }
}

impl From<auth::Error> for Failure {
    fn from(error: auth::Error) -> Self {
        match error {
            auth::Error::Database(error) => error.into(),
            error => Self::problem(error.to_string(), "Run `latchkey doctor` to learn more."),
        }
    }
}

impl From<mail::Error> for Failure {
    fn from(error: mail::Error) -> Self {
        match error {
            mail::Error::Database(error) => error.into(),
            mail::Error::Auth(error) => error.into(),
            error => Self::problem(
                error.to_string(),
                "Check SMTP_URL and MAIL_FROM; the mail server's own words are above.",
            ),
        }
    }
}

impl From<startup::Error> for Failure {
    fn from(error: startup::Error) -> Self {
        match error {
            startup::Error::Database(error) => error.into(),
            startup::Error::Keys(error) => error.into(),
            startup::Error::Auth(error) => error.into(),
            startup::Error::Mail(problem) => Self::usage(problem, "Check SMTP_URL and MAIL_FROM."),
            error @ (startup::Error::Listen(..) | startup::Error::ListenForMetrics(..)) => {
                Self::problem(error.to_string(), "Run `latchkey doctor` to check all settings.")
            }
        }
    }
}
