//! Why a command has not done what it was asked, in words for whoever asked, and what to do next.

use super::output::Output;
use crate::{
    auth,
    config::Fault,
    database::{self, backup, copy},
    mail, startup,
};
use serde_json::{Value, json};
use std::process::ExitCode;

pub enum Failure {
    /// Settings that cannot be used: all of them.
    Settings(Vec<Fault>),
    /// It was asked wrongly.
    Usage { problem: String, next: String },
    /// It did not work.
    Problem { problem: String, next: String },
    /// It did not work, and the result that was shown says so.
    Shown,
}

impl Failure {
    pub fn usage(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Usage {
            problem: problem.into(),
            next: next.into(),
        }
    }

    pub fn problem(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Problem {
            problem: problem.into(),
            next: next.into(),
        }
    }

    pub fn code(&self) -> ExitCode {
        match self {
            Self::Settings(_) | Self::Usage { .. } => ExitCode::from(2),
            Self::Problem { .. } | Self::Shown => ExitCode::FAILURE,
        }
    }

    /// Tells it on the standard error.
    pub fn report(&self, output: Output) {
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
                let count = match faults.len() {
                    1 => "one setting".into(),
                    count => format!("{count} settings"),
                };
                eprintln!("latchkey cannot start; {count} to mend:\n");
                faults.iter().for_each(|fault| eprintln!("  {fault}\n"));
            }
            Self::Usage { problem, next } | Self::Problem { problem, next } => {
                eprintln!("latchkey: {problem}\n{next}");
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
                    "next": "Mend each of them.",
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
                "Check that the database runs and that DATABASE_URL leads to it; `latchkey doctor` looks closer."
            }
            database::Error::Migration(_) => {
                "If a newer latchkey made this database, use that one; otherwise restore a backup."
            }
            database::Error::PartOf(_) => "Run the same `latchkey copy` again: it goes on where it stopped.",
            database::Error::BeingReplaced => "Wait until `latchkey restore` has ended, and try again.",
            database::Error::Lock { path, .. } => {
                let next = format!(
                    "Check that the folder is there and that the file, if it is, belongs to the user who runs this: `chown USER {}`.",
                    path.display()
                );
                return Self::problem(error.to_string(), next);
            }
            database::Error::Encoding { name, .. } => {
                return Self::problem(error.to_string(), right_database(name));
            }
            _ => "`latchkey doctor` looks closer.",
        };
        Self::problem(error.to_string(), next)
    }
}

/// How a database is made that takes every text.
pub fn right_database(name: &str) -> String {
    format!(
        "Make one in UTF-8, with `createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 {name}` after the old one is renamed, and move what is there with `latchkey copy`."
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
            Error::Sealed(_) => "Set AUTH_SECRET to the one it was made under, or that one as AUTH_SECRET_PREVIOUS.",
            Error::Unknown(_) => "`latchkey keys list` shows those there are.",
            Error::Signs(_) => "Run `latchkey keys rotate` first, wait until the new key signs, and try again.",
            Error::Generate => "Try again; if it stays, the database has no key that can be used.",
        };
        Self::problem(error.to_string(), next)
    }
}

impl From<auth::Error> for Failure {
    fn from(error: auth::Error) -> Self {
        match error {
            auth::Error::Database(error) => error.into(),
            error => Self::problem(error.to_string(), "`latchkey doctor` looks closer."),
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
                "Check SMTP_URL and MAIL_FROM; the server's own words are above.",
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
                Self::problem(error.to_string(), "`latchkey doctor` looks at all settings.")
            }
        }
    }
}
