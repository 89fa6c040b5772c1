//! People's accounts, for whoever can run this program where the database is. Everything that changes something is
//! recorded as done by the operator, and an owner whose password was set or whose account was deleted is told by mail.

mod change;
mod errors;
mod password;
mod show;

use super::{Failure, Options, Output, output, with_state};
use crate::auth::{
    Auth, UserRow,
    admin::{self, Actor::Operator, FactorsOfPerson},
};
use app::model::{EmailAddress, Role};
use clap::{Args, Subcommand, ValueEnum};
use errors::refused;
use password::PasswordSource;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Create an account; with a password its address counts as confirmed
    Create {
        /// The address to sign in with
        email: String,
        /// What the person is called
        #[arg(long)]
        name: String,
        /// What the person may do
        #[arg(long, value_enum, default_value = "user")]
        role: RoleName,
        #[command(flatten)]
        password: PasswordSource,
        /// Set no password, but mail the person a link to choose one
        #[arg(long, conflicts_with_all = ["password_stdin", "generate"])]
        send_link: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Show people, the newest first
    List {
        /// Only those whose name or address contains this
        #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
        text: String,
        /// The same as TEXT
        #[arg(long, value_name = "TEXT", conflicts_with = "text", hide = true)]
        search: Option<String>,
        /// How many at most
        #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
        #[command(flatten)]
        options: Options,
    },
    /// Show an account, what opens it, and what happened to it lately
    Show(OfPerson),
    /// Show what opens an account besides its password, or remove it
    Factors {
        /// The address of the account
        email: String,
        /// Remove all passkeys and two-step verification; all sessions of the account end
        #[arg(long)]
        remove: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Set a new password; all sessions of the account end, and passkeys and two-step verification are removed
    SetPassword {
        /// The address of the account
        email: String,
        #[command(flatten)]
        password: PasswordSource,
        /// Leave passkeys and two-step verification as they are
        #[arg(long)]
        keep_factors: bool,
        #[command(flatten)]
        options: Options,
    },
    /// Mail somebody a link to choose a new password; the present one stays until then
    SendLink(OfPerson),
    /// Count somebody's address as confirmed
    Confirm(OfPerson),
    /// Keep somebody from signing in; all sessions of the account end
    Disable(OfPerson),
    /// Let somebody sign in again
    Enable(OfPerson),
    /// Make somebody an administrator, or no longer one
    Role {
        /// The address of the account
        email: String,
        /// What the person may do
        #[arg(value_enum)]
        role: RoleName,
        #[command(flatten)]
        options: Options,
    },
    /// Show where somebody is signed in
    Sessions(OfPerson),
    /// End all sessions of somebody, or one
    Revoke {
        /// The address of the account
        email: String,
        /// Only this one, as `latchkey user sessions` shows it
        session: Option<String>,
        #[command(flatten)]
        options: Options,
    },
    /// Delete an account with everything in it
    Delete {
        /// The address of the account
        email: String,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Args)]
pub(super) struct OfPerson {
    /// The address of the account
    email: String,
    #[command(flatten)]
    options: Options,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum RoleName {
    User,
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::User => Self::User,
            RoleName::Admin => Self::Admin,
        }
    }
}

impl Command {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Create {
                email,
                name,
                role,
                password,
                send_link,
                options,
            } => change::create(&email, &name, role.into(), (!send_link).then_some(&password), options),
            Self::List {
                text,
                search,
                limit,
                options,
            } => list(&search.unwrap_or(text), limit, options),
            Self::Show(person) => person.with(show::show),
            Self::Factors { email, remove, options } => {
                let person = OfPerson { email, options };
                match remove {
                    true => person.with(show::remove_factors),
                    false => person.with(show::factors),
                }
            }
            Self::SetPassword {
                email,
                password,
                keep_factors: true,
                options,
            } => change::set_password(email, &password, FactorsOfPerson::Keep, options),
            Self::SetPassword {
                email,
                password,
                options,
                ..
            } => change::set_password(email, &password, FactorsOfPerson::Remove, options),
            Self::SendLink(person) => person.with(change::send_link),
            Self::Confirm(person) => person.with(change::confirm),
            Self::Disable(person) => {
                person.with(async |auth, user, output| change::set_active(auth, user, false, output).await)
            }
            Self::Enable(person) => {
                person.with(async |auth, user, output| change::set_active(auth, user, true, output).await)
            }
            Self::Role { email, role, options } => OfPerson { email, options }
                .with(async |auth, user, output| change::set_role(auth, user, role.into(), output).await),
            Self::Sessions(person) => person.with(show::sessions),
            Self::Revoke {
                email,
                session,
                options,
            } => OfPerson { email, options }
                .with(async |auth, user, output| change::revoke(auth, user, session.as_deref(), output).await),
            Self::Delete { email, yes, options } => change::delete(email, yes, options),
        }
    }
}

fn list(text: &str, limit: u32, options: Options) -> Result<(), Failure> {
    let output = options.output();
    with_state(options.flags, async |state| {
        show::list(&state.auth, text, limit, output).await
    })
}

impl OfPerson {
    /// Does something with somebody's account.
    fn with(self, command: impl AsyncFnOnce(&Auth, UserRow, Output) -> Result<(), Failure>) -> Result<(), Failure> {
        let email = parse_email(&self.email)?;
        let output = self.options.output();
        with_state(self.options.flags, async |state| {
            let found = admin::find_person_by_email(&state.auth, Operator, &email).await;
            let user = found.map_err(|error| refused(error, email.as_str()))?;
            command(&state.auth, user, output).await
        })
    }
}

fn parse_email(raw: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(raw).map_err(|_| {
        Failure::usage(
            format!("{raw:?} is not an e-mail address"),
            "Use one such as ada@example.com.",
        )
    })
}
