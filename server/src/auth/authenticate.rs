//! Who asks, by what was shown: the cookies of a browser, or what stands behind `Authorization: Bearer`.
//! `middleware/session.rs` asks once for each request.
//!
//! A valid signature is not enough. The session row must be alive and its owner's, so whatever ends it counts at the
//! very next request; when the database fails, nobody is let in.

use super::{
    Auth, Client, Error, OpenSession, bearer,
    cookie_header::Presented,
    jwt::{self, Refusal, Stamp},
    refresh::{Rotation, refresh},
    session::slide,
    session_end::session_end,
};
use crate::{
    clock::millis,
    store::{
        sessions::{LiveSession, SessionRow, find_live_session, update_activity, update_seen},
        users::find_user,
    },
};
use app::model::{EndReason, SessionEnd};
use std::time::Duration;

/// How exactly it is known when a session was last used.
const ACTIVITY_INTERVAL: Duration = Duration::from_mins(5);

/// Who a browser turned out to be.
pub enum Authentication {
    /// Nobody; and how the session of this browser ended, if it had one.
    SignedOut(Option<SessionEnd>),
    /// Somebody, by a JWT still in force, issued then.
    SignedIn(Box<LiveSession>, Stamp),
    /// Somebody whose JWT had run out; here are new credentials.
    Renewed(Box<OpenSession>),
}

/// Finds out who is asking.
///
/// A JWT alone is not believed: its session must be alive. When it has run out or is not there, a
/// live refresh token renews it within the same request.
///
/// # Errors
/// When the database fails. Nobody is let in then.
#[tracing::instrument(name = "authenticate", level = "debug", skip_all)]
pub async fn authenticate(auth: &Auth, presented: &Presented, client: &Client) -> Result<Authentication, Error> {
    let now = auth.clock.now();
    let verified = presented
        .jwt
        .as_deref()
        .map(|token| jwt::verify_session(&auth.settings, token, now));
    match (verified, &presented.refresh_token) {
        (Some(Ok(claims)), _) => Ok(match find_owner(auth, &claims.sid, &claims.sub, now).await? {
            Some(live) => {
                note_seen(auth, &live.session, Some(claims.rotation), now).await?;
                note_activity(auth, &live.session, now).await?;
                Authentication::SignedIn(Box::new(live), Stamp::from(&claims))
            }
            None => Authentication::SignedOut(session_end(auth, &claims.sub, &claims.sid).await?),
        }),
        // An invalid one too: after a change of secret every session JWT is, and its session goes on by the refresh
        // token.
        (None | Some(Err(Refusal::Expired | Refusal::Invalid)), Some(token)) => {
            Ok(match refresh(auth, token, Rotation::Strict, client).await? {
                Some(open) => Authentication::Renewed(Box::new(open)),
                None => Authentication::SignedOut(Some(SessionEnd {
                    reason: EndReason::Expired,
                    email: None,
                })),
            })
        }
        (None | Some(Err(_)), None) => Ok(Authentication::SignedOut(None)),
    }
}

/// What a program showed behind `Authorization: Bearer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BearerKind {
    /// It stands for the session as its cookies do.
    SessionToken,
    /// It may have been shown to other services, so it changes nothing of the account.
    AccessToken,
}

/// Who a program is, by what stands behind `Authorization: Bearer`: an access token or a bearer session
/// token. Using the latter moves the end of its session as using a browser does.
///
/// # Errors
/// [`Error::Token`] when it opens nothing, [`Error::AccountDisabled`] when it did until its owner was disabled, and when
/// the database fails.
#[tracing::instrument(name = "authenticate by token", level = "debug", skip_all)]
pub async fn authenticate_bearer(auth: &Auth, token: &str) -> Result<(LiveSession, BearerKind), Error> {
    let now = auth.clock.now();
    let ended = Error::Token(Refusal::Invalid);
    if let Some((session_id, source)) = bearer::session_of(&auth.settings, token) {
        let live = find_live_session(&auth.database, session_id, now).await?;
        // Whoever knows a replaced secret could sign a handle for any session, so it counts for those from before only.
        let live = live.filter(|live| source.signed_in_time(live.session.opened_at));
        let mut live = live.ok_or(ended)?;
        slide(auth, &auth.database, &mut live.session, now).await?;
        note_activity(auth, &live.session, now).await?;
        return Ok((live, BearerKind::SessionToken));
    }
    let claims = jwt::verify_access(&auth.keys, &auth.settings, token, now).map_err(Error::Token)?;
    let Some(live) = find_owner(auth, &claims.sid, &claims.sub, now).await? else {
        // Disabling somebody ends their sessions. Only we can have named them in a token that is still in force, so
        // whoever holds it may learn why it opens nothing.
        let owner = find_user(&auth.database, &claims.sub).await?;
        return Err(match owner {
            Some(user) if !user.is_active => Error::AccountDisabled,
            _ => ended,
        });
    };
    note_seen(auth, &live.session, jwt::rotation_of(&claims), now).await?;
    note_activity(auth, &live.session, now).await?;
    Ok((live, BearerKind::AccessToken))
}

/// Notes that a JWT of the newest rotation has been shown: from now on whoever shows the refresh token before it has
/// copied it. One write for each renewal.
async fn note_seen(auth: &Auth, session: &SessionRow, rotation: Option<i64>, now: i64) -> Result<(), Error> {
    let is_newest = session.rotation > 0 && rotation == Some(session.rotation);
    if is_newest && session.successor_seen_at.is_none() {
        update_seen(&auth.database, &session.session_id, session.rotation, now).await?;
    }
    Ok(())
}

/// Notes now and then that a session is in use; each time would be a write for every page.
async fn note_activity(auth: &Auth, session: &SessionRow, now: i64) -> Result<(), Error> {
    if now - session.last_active_at >= millis(ACTIVITY_INTERVAL) {
        update_activity(&auth.database, &session.session_id, now).await?;
    }
    Ok(())
}

/// The session that a token names, as far as it is alive and theirs.
async fn find_owner(auth: &Auth, session_id: &str, user_id: &str, now: i64) -> Result<Option<LiveSession>, Error> {
    let live = find_live_session(&auth.database, session_id, now).await?;
    Ok(live.filter(|live| live.user.id == user_id))
}
