use super::{
    Auth, Error, OpenSession,
    jwt::{self, Refusal},
    refresh::{RefreshToken, refresh},
    session::session_data,
};
use crate::store::sessions::find_live_session;
use app::model::SessionData;

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
    SignedIn(SessionData),
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
pub async fn authenticate(auth: &Auth, presented: &Presented) -> Result<Authentication, Error> {
    let now = auth.clock.now();
    let verified = presented
        .jwt
        .as_deref()
        .map(|token| jwt::verify(&auth.keys, &auth.settings, token, now));
    match (verified, &presented.refresh_token) {
        (Some(Ok(claims)), _) => {
            let live = find_live_session(&auth.database, &claims.sid, now).await?;
            match live.filter(|live| live.user.id == claims.sub) {
                Some(live) => Ok(Authentication::SignedIn(session_data(live)?)),
                None => Ok(Authentication::SignedOut),
            }
        }
        (None | Some(Err(Refusal::Expired | Refusal::Invalid)), Some(token)) => {
            Ok(match refresh(auth, token).await? {
                Some(open) => Authentication::Renewed(Box::new(open)),
                None => Authentication::SignedOut,
            })
        }
        (None | Some(Err(_)), None) => Ok(Authentication::SignedOut),
    }
}
