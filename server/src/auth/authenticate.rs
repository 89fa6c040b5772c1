use super::{
    Auth, ClientInfo, Error, OpenSession, bearer,
    jwt::{self, Refusal},
    refresh::{RefreshToken, refresh},
    session::slide,
};
use crate::{
    clock::millis,
    store::{
        sessions::{LiveSession, SessionRow, find_live_session, update_activity},
        users::find_user,
    },
};
use std::time::Duration;

/// How exactly it is known when a session was last used.
const ACTIVITY_INTERVAL: Duration = Duration::from_secs(5 * 60);

/// The credentials a browser brought.
#[derive(Clone, Debug, Default)]
pub struct Presented {
    pub jwt: Option<String>,
    pub refresh_token: Option<RefreshToken>,
}

/// Who a browser turned out to be.
pub enum Authentication {
    /// Nobody.
    SignedOut,
    /// Somebody, by a JWT still in force.
    SignedIn(Box<LiveSession>),
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
pub async fn authenticate(auth: &Auth, presented: &Presented, client: &ClientInfo) -> Result<Authentication, Error> {
    let now = auth.clock.now();
    let verified = presented
        .jwt
        .as_deref()
        .map(|token| jwt::verify(&auth.keys, &auth.settings, token, now));
    match (verified, &presented.refresh_token) {
        (Some(Ok(claims)), _) => Ok(match find_owner(auth, &claims, now).await? {
            Some(live) => {
                note_activity(auth, &live.session, now).await?;
                Authentication::SignedIn(Box::new(live))
            }
            None => Authentication::SignedOut,
        }),
        (None | Some(Err(Refusal::Expired | Refusal::Invalid)), Some(token)) => {
            Ok(match refresh(auth, token, client).await? {
                Some(open) => Authentication::Renewed(Box::new(open)),
                None => Authentication::SignedOut,
            })
        }
        (None | Some(Err(_)), None) => Ok(Authentication::SignedOut),
    }
}

/// Who a program is, by what stands behind `Authorization: Bearer`: a session JWT or a bearer session
/// token. Using the latter moves the end of its session as using a browser does.
///
/// # Errors
/// [`Error::Token`] when it opens nothing, [`Error::AccountDisabled`] when it did until its owner was disabled, and when
/// the database fails.
#[tracing::instrument(name = "authenticate by token", level = "debug", skip_all)]
pub async fn authenticate_bearer(auth: &Auth, token: &str) -> Result<LiveSession, Error> {
    let now = auth.clock.now();
    let ended = Error::Token(Refusal::Invalid);
    if let Some(session_id) = bearer::session_of(&auth.settings, token) {
        let mut live = find_live_session(&auth.database, session_id, now).await?.ok_or(ended)?;
        slide(auth, &auth.database, &mut live.session, now).await?;
        note_activity(auth, &live.session, now).await?;
        return Ok(live);
    }
    let claims = jwt::verify(&auth.keys, &auth.settings, token, now).map_err(Error::Token)?;
    let Some(live) = find_owner(auth, &claims, now).await? else {
        // Disabling somebody ends their sessions. Only we can have named them in a token that is still in force, so
        // whoever holds it may learn why it opens nothing.
        let owner = find_user(&auth.database, &claims.sub).await?;
        return Err(match owner {
            Some(user) if !user.is_active => Error::AccountDisabled,
            _ => ended,
        });
    };
    note_activity(auth, &live.session, now).await?;
    Ok(live)
}

/// Notes now and then that a session is in use; each time would be a write for every page.
async fn note_activity(auth: &Auth, session: &SessionRow, now: i64) -> Result<(), Error> {
    if now - session.last_active_at >= millis(ACTIVITY_INTERVAL) {
        update_activity(&auth.database, &session.session_id, now).await?;
    }
    Ok(())
}

/// The session behind claims, as far as it is alive and theirs.
async fn find_owner(auth: &Auth, claims: &jwt::Claims, now: i64) -> Result<Option<LiveSession>, Error> {
    let live = find_live_session(&auth.database, &claims.sid, now).await?;
    Ok(live.filter(|live| live.user.id == claims.sub))
}
