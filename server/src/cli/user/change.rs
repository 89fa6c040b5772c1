//! What changes an account, or makes or deletes one.

use super::{
    Failure, OfPerson, Options, Output,
    errors::{in_words, of_terminal, refused},
    output, parse_email,
    password::{PasswordSource, shown_once},
    show, with_state,
};
use crate::auth::{
    Auth, Error, FactorCount, UserRow,
    admin::{self, Actor::Operator, FactorsOfPerson, FirstPassword, NewPerson},
};
use app::model::{PersonName, Role};
use serde_json::json;

/// Makes an account with a password from `source`; without one its owner is sent a link.
pub(super) fn create(
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

pub(super) fn set_password(
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

pub(super) async fn send_link(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let sent = admin::send_password_link(auth, Operator, &user.id).await;
    sent.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("A link to choose a password is on its way to {}.", user.email)
    });
    Ok(())
}

pub(super) async fn confirm(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let confirmed = admin::confirm_email_of(auth, Operator, &user.id).await;
    let user = confirmed.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("The address {} counts as confirmed.", user.email)
    });
    Ok(())
}

pub(super) async fn set_active(auth: &Auth, user: UserRow, is_active: bool, output: Output) -> Result<(), Failure> {
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

pub(super) async fn set_role(auth: &Auth, user: UserRow, role: Role, output: Output) -> Result<(), Failure> {
    let changed = admin::set_role(auth, Operator, &user.id, role).await;
    let user = changed.map_err(|error| refused(error, &user.email))?;
    output.show(&json!({ "user": show::as_json(&user) }), || {
        format!("{} now has the role {}.", user.email, user.role)
    });
    Ok(())
}

pub(super) async fn revoke(auth: &Auth, user: UserRow, session: Option<&str>, output: Output) -> Result<(), Failure> {
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

pub(super) fn delete(email: String, yes: bool, options: Options) -> Result<(), Failure> {
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
