//! People's accounts, for whoever can run this program where the database is. Everything that changes something is
//! recorded as done by the operator, and an owner whose password was set or whose account was deleted is told by mail.

mod errors;
mod password;
mod show;

use super::{Failure, Options, Output, output, with_state};
use crate::auth::{
    Auth, Error, FactorCount, UserRow,
    admin::{self, Actor::Operator, FactorsOfPerson, FirstPassword, NewPerson},
};
use app::model::{EmailAddress, PersonName, Role};
use clap::{Args, Subcommand, ValueEnum};
use errors::{in_words, of_terminal, refused};
use password::{PasswordSource, shown_once};
use serde_json::json;

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
            } => create(&email, &name, role.into(), (!send_link).then_some(&password), options),
            Self::List {
                text,
                search,
                limit,
                options,
            } => {
                let (text, output) = (search.unwrap_or(text), options.output());
                with_state(options.flags, async |state| {
                    show::list(&state.auth, &text, limit, output).await
                })
            }
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
                keep_factors,
                options,
            } => {
                let factors = match keep_factors {
                    true => FactorsOfPerson::Keep,
                    false => FactorsOfPerson::Remove,
                };
                set_password(email, &password, factors, options)
            }
            Self::SendLink(person) => person.with(send_link),
            Self::Confirm(person) => person.with(confirm),
            Self::Disable(person) => {
                person.with(async |auth, user, output| set_active(auth, user, false, output).await)
            }
            Self::Enable(person) => person.with(async |auth, user, output| set_active(auth, user, true, output).await),
            Self::Role { email, role, options } => OfPerson { email, options }
                .with(async |auth, user, output| set_role(auth, user, role.into(), output).await),
            Self::Sessions(person) => person.with(show::sessions),
            Self::Revoke {
                email,
                session,
                options,
            } => OfPerson { email, options }
                .with(async |auth, user, output| revoke(auth, user, session.as_deref(), output).await),
            Self::Delete { email, yes, options } => delete(email, yes, options),
        }
    }
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

/// Makes an account with a password from `source`; without one its owner is sent a link.
fn create(
    email: &str,
    name: &str,
    role: Role,
    source: Option<&PasswordSource>,
    options: Options,
) -> Result<(), Failure> {
    let email = parse_email(email)?;
    let name = PersonName::parse(name).map_err(|error| in_words(&error))?;
    let password = source.map(PasswordSource::get).transpose()?;
    let output = options.output();
    with_state(options.flags, async |state| {
        let person = NewPerson { name, email, role };
        let first = password
            .as_ref()
            .map_or(FirstPassword::ByMail, |password| FirstPassword::Given(&password.parsed));
        let made = admin::create_person(&state.auth, Operator, &person, first).await;
        let user = made.map_err(|error| refused(error, person.email.as_str()))?;
        let generated = password.as_ref().and_then(|password| password.generated.as_ref());
        let json = json!({ "user": show::as_json(&user), "password": generated });
        output.show(&json, || {
            let more = match password {
                Some(_) => shown_once(generated),
                None => " A link to choose a password is on its way.".into(),
            };
            format!("Created an account for {} ({}).{more}", user.email, user.role)
        });
        Ok(())
    })
}

fn set_password(
    email: String,
    source: &PasswordSource,
    factors: FactorsOfPerson,
    options: Options,
) -> Result<(), Failure> {
    parse_email(&email)?;
    let password = source.get()?;
    OfPerson { email, options }.with(async |auth, user, output| {
        let set = admin::set_password(auth, Operator, &user.id, &password.parsed, factors).await;
        let set = set.map_err(|error| refused(error, &user.email))?;
        let json = json!({
            "user": show::as_json(&user),
            "password": password.generated,
            "removed": show::count_as_json(set.removed),
            "kept": show::count_as_json(set.kept),
        });
        output.show(&json, || {
            let shown = shown_once(password.generated.as_ref());
            let told = |what, count: FactorCount| match count.is_none() {
                true => String::new(),
                false => format!(" {what}: {}.", count.words()),
            };
            format!(
                "Set the password of {}. All sessions of the account have ended.{}{}{shown}",
                user.email,
                told("Removed", set.removed),
                told("Still opens the account", set.kept),
            )
        });
        Ok(())
    })
}

async fn send_link(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let sent = admin::send_password_link(auth, Operator, &user.id).await;
    sent.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("A link to choose a password is on its way to {}.", user.email)
    });
    Ok(())
}

async fn confirm(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let confirmed = admin::confirm_email_of(auth, Operator, &user.id).await;
    let user = confirmed.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("The address {} counts as confirmed.", user.email)
    });
    Ok(())
}

async fn set_active(auth: &Auth, user: UserRow, is_active: bool, output: Output) -> Result<(), Failure> {
    let changed = admin::set_active(auth, Operator, &user.id, is_active).await;
    let user = changed.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || match is_active {
        true => format!("{} can sign in again.", user.email),
        false => format!(
            "{} can no longer sign in; all sessions of the account have ended.",
            user.email
        ),
    });
    Ok(())
}

async fn set_role(auth: &Auth, user: UserRow, role: Role, output: Output) -> Result<(), Failure> {
    let changed = admin::set_role(auth, Operator, &user.id, role).await;
    let user = changed.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("{} now has the role {}.", user.email, user.role)
    });
    Ok(())
}

async fn revoke(auth: &Auth, user: UserRow, session: Option<&str>, output: Output) -> Result<(), Failure> {
    let ended = match session {
        Some(id) => admin::end_session_of(auth, Operator, &user.id, id).await.map(|()| 1),
        None => admin::end_sessions_of(auth, Operator, &user.id).await,
    };
    let ended = ended.map_err(|error| match (&error, session) {
        (Error::NotFound, Some(id)) => Failure::problem(
            format!("{} has no session {id}", user.email),
            format!("Use `latchkey user sessions {}` to see them.", user.email),
        ),
        _ => refused(error, &user.email),
    })?;
    output.show(&json!({ "ended": ended }), || {
        format!("Ended {}.", output::counted(ended, "session"))
    });
    Ok(())
}

fn delete(email: String, yes: bool, options: Options) -> Result<(), Failure> {
    let parsed = parse_email(&email)?;
    if !yes {
        let question = format!(
            "This deletes {} and everything in the account. Type the address again: ",
            parsed.as_str()
        );
        let typed = output::ask(&question).map_err(|error| of_terminal(&error))?;
        let is_sure = typed.is_some_and(|typed| typed.trim().eq_ignore_ascii_case(parsed.as_str()));
        if !is_sure {
            return Err(Failure::usage("nothing was deleted", "Type the address, or add --yes."));
        }
    }
    OfPerson { email, options }.with(async |auth, user, output| {
        let deleted = admin::delete_person(auth, Operator, &user.id).await;
        deleted.map_err(|error| refused(error, &user.email))?;
        output.show(&json!({ "deleted": show::as_json(&user) }), || {
            format!("Deleted {} and everything in the account.", user.email)
        });
        Ok(())
    })
}

fn parse_email(raw: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(raw).map_err(|_| {
        Failure::usage(
            format!("{raw:?} is not an e-mail address"),
            "Use one such as ada@example.com.",
        )
    })
}
