//! What we know about somebody besides their todos, for them to take along. Nothing in it opens the account.

use super::{
    Auth, Client, Error, LiveSession,
    audit::{self, Event, EventKind},
};
use crate::{
    clock::rfc3339,
    store::{
        audit_events::AuditEventRow,
        exports,
        sessions::{SessionRow, find_sessions_of_user},
    },
};
use serde_json::{Value, json};

/// So many sessions or events are in memory at once.
const PART: u32 = 500;

/// Writes down that somebody has taken their data along; `format` is told in the record.
///
/// # Errors
/// When the database fails.
pub async fn record_export(auth: &Auth, live: &LiveSession, format: &str, client: &Client) -> Result<(), Error> {
    let event = Event::of(&live.user.id, EventKind::DataExported)
        .session(&live.session.session_id)
        .from(client)
        .detail(format);
    audit::record(auth, &auth.database, event).await
}

/// The account: profile, and how it is opened.
///
/// # Errors
/// When the database fails.
pub async fn exported_account(auth: &Auth, live: &LiveSession) -> Result<Value, Error> {
    let user = &live.user;
    let passkeys = exports::find_exported_passkeys(&auth.database, &user.id).await?;
    Ok(json!({
        "exported_at": rfc3339(auth.clock.now()),
        "profile": {
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "email_verified": user.email_verified,
            "image": user.image,
            "role": user.role,
            "time_zone": user.time_zone,
            "week_start": user.week_start,
            "created_at": rfc3339(user.created_at),
            "updated_at": rfc3339(user.updated_at),
        },
        "two_step_verification": exports::find_has_two_factor(&auth.database, &user.id).await?,
        "passkeys": passkeys.iter().map(|passkey| json!({
            "name": passkey.name,
            "created_at": rfc3339(passkey.created_at),
            "last_used_at": passkey.last_used_at.map(rfc3339),
        })).collect::<Vec<_>>(),
    }))
}

/// The next sessions of the account, the newest first, and the id to go on from.
///
/// # Errors
/// When the database fails.
pub async fn exported_sessions(
    auth: &Auth,
    user_id: &str,
    before: Option<&str>,
) -> Result<(Vec<Value>, Option<String>), Error> {
    // Ids are lower-case hexadecimal, so this comes after all of them.
    let before = before.unwrap_or("g");
    let rows = find_sessions_of_user(&auth.database, user_id, before, auth.clock.now(), PART).await?;
    let is_full = rows.len() == PART as usize;
    let next = rows.last().filter(|_| is_full).map(|row| row.session_id.clone());
    Ok((rows.iter().map(session).collect(), next))
}

fn session(row: &SessionRow) -> Value {
    json!({
        "id": row.session_id,
        "ip_address": row.ip_address,
        "user_agent": row.user_agent,
        "created_at": rfc3339(row.opened_at),
        "last_active_at": rfc3339(row.last_active_at),
        "expires_at": rfc3339(row.expires_at),
    })
}

/// The next events of the account, the newest first, and the id to go on from.
///
/// # Errors
/// When the database fails.
pub async fn exported_events(
    auth: &Auth,
    user_id: &str,
    before: Option<&str>,
) -> Result<(Vec<Value>, Option<String>), Error> {
    let rows = audit::list_events(auth, user_id, before, PART).await?;
    let is_full = rows.len() == PART as usize;
    let next = rows.last().filter(|_| is_full).map(|row| row.id.clone());
    Ok((rows.iter().map(|row| event(row, user_id)).collect(), next))
}

fn event(row: &AuditEventRow, user_id: &str) -> Value {
    let by_another = row.actor_id.as_deref().is_some_and(|actor| actor != user_id);
    // From where an administrator works is nobody's business, here as on the page.
    let own = |value: &Option<String>| value.clone().filter(|_| !by_another);
    json!({
        "id": row.id,
        "kind": row.kind,
        "by": if by_another { "administrator" } else { "you" },
        "session_id": own(&row.session_id),
        "ip_address": own(&row.ip_address),
        "user_agent": own(&row.user_agent),
        "detail": row.detail,
        "created_at": rfc3339(row.created_at),
    })
}
