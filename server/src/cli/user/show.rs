//! What is shown of people.

use super::{Failure, Output, errors::refused, output};
use crate::{
    auth::{
        Auth, FactorCount, Factors, SessionList, SessionRow, UserRow, Which,
        admin::{self, Actor::Operator, PeopleQuery, PersonRow},
        audit::{AuditEventRow, EventKind},
        passkeys::StoredPasskey,
    },
    humanize,
};
use console::style;
use serde_json::{Value, json};

/// People asked for at once.
const PART: u32 = 500;
/// Events shown of an account.
const EVENTS: u32 = 20;

/// An account, as all commands show it to scripts.
pub(super) fn as_json(user: &UserRow) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.name,
        "role": user.role,
        "active": user.is_active,
        "created_at": output::moment(user.created_at),
        "updated_at": output::moment(user.updated_at),
    })
}

pub(super) async fn list(auth: &Auth, search: &str, limit: u32, output: Output) -> Result<(), Failure> {
    let mut rows: Vec<PersonRow> = Vec::new();
    let mut before = None::<String>;
    let has_more = loop {
        let wanted = PART.min(limit - u32::try_from(rows.len()).unwrap_or(limit));
        let asked = PeopleQuery {
            search,
            before: before.as_deref(),
            ..PeopleQuery::default()
        };
        let part = admin::list_people(auth, Operator, asked, wanted).await?;
        rows.extend(part.rows);
        before = part.next;
        if before.is_none() || rows.len() >= limit as usize {
            break before.is_some();
        }
    };
    let shown: Vec<Value> = rows.iter().map(person_as_json).collect();
    output.show(&json!({ "users": shown, "more": has_more }), || {
        let lines: Vec<_> = rows.iter().map(as_row).collect();
        let list = output::list(["ADDRESS", "NAME", "ROLE", "STATE", "SINCE"], &lines);
        match (rows.len(), has_more) {
            (0, _) => "Nobody.".into(),
            (_, false) => list,
            (_, true) => format!("{list}\nThere are more; use a higher --limit to see them."),
        }
    });
    Ok(())
}

fn person_as_json(person: &PersonRow) -> Value {
    let mut json = as_json(&person.user);
    json["last_active_at"] = person.last_active_at.map(output::moment).into();
    json
}

fn as_row(person: &PersonRow) -> [String; 5] {
    let user = &person.user;
    [
        user.email.clone(),
        user.name.clone(),
        user.role.clone(),
        if user.is_active { "active" } else { "disabled" }.to_owned(),
        output::moment(user.created_at),
    ]
}

pub(super) async fn show(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let sessions = admin::sessions_of(auth, Operator, &user.id).await;
    let sessions = sessions.map_err(|error| refused(error, &user.email))?;
    let factors = admin::factors_of(auth, Operator, &user.id).await;
    let factors = factors.map_err(|error| refused(error, &user.email))?;
    let events = admin::events_of(auth, Operator, &user.id, None, EVENTS).await;
    let events = events.map_err(|error| refused(error, &user.email))?;
    let shown: Vec<Value> = events.iter().map(event_as_json).collect();
    let json = json!({
        "user": as_json(&user),
        "sessions": sessions.count(),
        "factors": {
            "passkeys": factors.count().passkeys,
            "two_step": factors.two_step.is_some(),
            "recovery_codes": factors.two_step.map(|two_step| two_step.recovery_codes),
        },
        "events": shown,
    });
    output.show(&json, || {
        let facts = [
            ("Address", format!("{} ({})", user.email, confirmed(&user))),
            ("Name", user.name.clone()),
            ("Id", user.id.clone()),
            ("Role", user.role.clone()),
            ("State", if user.is_active { "active" } else { "disabled" }.to_owned()),
            ("Since", output::moment(user.created_at)),
            ("Sessions", sessions.count().to_string()),
            ("Two-step verification", two_step(&factors)),
            ("Passkeys", factors.passkeys.len().to_string()),
        ];
        let facts = facts.map(|(name, value)| [name.to_owned(), value]);
        let lines: Vec<_> = events.iter().map(event_as_row).collect();
        let lately = output::list(["WHEN", "WHAT", "FROM OR BY"], &lines);
        format!(
            "{}\n\n{}\n{lately}",
            output::table(&facts),
            style("Recent activity").bold()
        )
    });
    Ok(())
}

fn event_as_json(event: &AuditEventRow) -> Value {
    json!({
        "kind": event.kind,
        "at": output::moment(event.created_at),
        "actor": event.actor_id,
        "session": event.session_id,
        "ip_address": event.ip_address,
        "user_agent": event.user_agent,
        "detail": event.detail,
    })
}

fn event_as_row(event: &AuditEventRow) -> [String; 3] {
    let what = EventKind::parse(&event.kind).map_or(event.kind.as_str(), |kind| kind.words());
    let place = event.ip_address.as_deref().or(event.actor_id.as_deref());
    [
        output::moment(event.created_at),
        what.to_owned(),
        place.unwrap_or_default().to_owned(),
    ]
}

/// "on, 7 recovery codes left"
fn two_step(factors: &Factors) -> String {
    factors.two_step.map_or_else(
        || "off".to_owned(),
        |two_step| format!("on, recovery codes left: {}", two_step.recovery_codes),
    )
}

/// How many factors there are, or were.
pub(super) fn count_as_json(count: FactorCount) -> Value {
    json!({ "passkeys": count.passkeys, "two_step": count.two_step })
}

/// What opens an account besides its password.
pub(super) async fn factors(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let found = admin::factors_of(auth, Operator, &user.id).await;
    let factors = found.map_err(|error| refused(error, &user.email))?;
    let json = json!({
        "user": as_json(&user),
        "passkeys": factors.passkeys.iter().map(passkey_as_json).collect::<Vec<_>>(),
        "two_step": factors.two_step.map(|two_step| json!({
            "since": output::moment(two_step.since),
            "recovery_codes": two_step.recovery_codes,
        })),
    });
    output.show(&json, || {
        let passkeys = factors.passkeys.iter().map(|passkey| {
            let used = passkey.last_used_at.map_or_else(
                || "never used".to_owned(),
                |at| format!("last used {}", output::moment(at)),
            );
            let added = format!("added {}", output::moment(passkey.created_at));
            ["Passkey".to_owned(), passkey.name.clone(), added, used]
        });
        let two_step = factors.two_step.map(|two_step| {
            let since = format!("on since {}", output::moment(two_step.since));
            let codes = format!("recovery codes left: {}", two_step.recovery_codes);
            ["Two-step verification".to_owned(), String::new(), since, codes]
        });
        let rows: Vec<_> = passkeys.chain(two_step).collect();
        match rows.as_slice() {
            [] => format!("Nothing but the password opens the account of {}.", user.email),
            rows => output::list(["KIND", "NAME", "ADDED", "USE"], rows),
        }
    });
    Ok(())
}

fn passkey_as_json(passkey: &StoredPasskey) -> Value {
    json!({
        "id": passkey.id,
        "name": passkey.name,
        "created_at": output::moment(passkey.created_at),
        "last_used_at": passkey.last_used_at.map(output::moment),
    })
}

/// Removes all of it.
pub(super) async fn remove_factors(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let removed = admin::remove_factors_of(auth, Operator, &user.id, Which::All).await;
    let removed = removed.map_err(|error| refused(error, &user.email))?;
    output.show(
        &json!({ "user": as_json(&user), "removed": count_as_json(removed) }),
        || match removed.is_none() {
            true => format!("Nothing but the password opens the account of {}.", user.email),
            false => format!(
                "Removed from {}: {}. All sessions of the account have ended.",
                user.email,
                removed.words()
            ),
        },
    );
    Ok(())
}

fn confirmed(user: &UserRow) -> &'static str {
    if user.email_verified {
        "confirmed"
    } else {
        "not confirmed"
    }
}

pub(super) async fn sessions(auth: &Auth, user: UserRow, output: Output) -> Result<(), Failure> {
    let list = admin::sessions_of(auth, Operator, &user.id).await;
    let SessionList { sessions, unlisted } = list.map_err(|error| refused(error, &user.email))?;
    let shown: Vec<Value> = sessions.iter().map(session_as_json).collect();
    output.show(&json!({ "sessions": shown, "unlisted": unlisted }), || {
        let rows: Vec<_> = sessions.iter().map(session_as_row).collect();
        let list = output::list(["SESSION", "DEVICE", "ADDRESS", "LAST ACTIVE"], &rows);
        match (rows.len(), unlisted) {
            (0, _) => format!("{} is not signed in anywhere.", user.email),
            (_, 0) => list,
            (_, _) => format!("{list}\n\nAnd {unlisted} more, last used before these."),
        }
    });
    Ok(())
}

fn session_as_json(session: &SessionRow) -> Value {
    json!({
        "id": session.session_id,
        "ip_address": session.ip_address,
        "user_agent": session.user_agent,
        "opened_at": output::moment(session.opened_at),
        "last_active_at": output::moment(session.last_active_at),
        "expires_at": output::moment(session.expires_at),
    })
}

fn session_as_row(session: &SessionRow) -> [String; 4] {
    let device = session.user_agent.as_deref().map(humanize::device);
    [
        session.session_id.clone(),
        device.unwrap_or_else(|| "an unknown device".to_owned()),
        session.ip_address.clone().unwrap_or_default(),
        output::moment(session.last_active_at),
    ]
}
