//! Why the session of a browser is over, for the page where one signs in again.

use super::{Auth, Error, audit, audit::EventKind};
use crate::store::users::find_user;
use app::model::{EmailAddress, EndReason, SessionEnd};

/// How far back the reason is looked for.
const EVENTS: u32 = 10;

/// How the session that `user_id` had in this browser ended; nothing where this browser has ended it itself, or where
/// there is nobody left to sign in. Only for whoever has shown a JWT of ours that is still in force.
pub(super) async fn session_end(auth: &Auth, user_id: &str, session_id: &str) -> Result<Option<SessionEnd>, Error> {
    let Some(user) = find_user(&auth.database, user_id).await? else {
        return Ok(None);
    };
    for event in audit::list_events(auth, user_id, None, EVENTS).await? {
        let reason = match EventKind::parse(&event.kind) {
            // In another tab: nobody has to be told what they have just done.
            Some(EventKind::SignedOut) if event.session_id.as_deref() == Some(session_id) => return Ok(None),
            Some(EventKind::PasswordChanged | EventKind::PasswordReset) => EndReason::PasswordChanged,
            Some(
                EventKind::SessionRevoked
                | EventKind::SessionsRevoked
                | EventKind::RefreshReused
                | EventKind::FactorsRemoved
                | EventKind::Disabled,
            ) => EndReason::EndedElsewhere,
            _ => continue,
        };
        return Ok(Some(SessionEnd {
            reason,
            email: EmailAddress::parse(&user.email).ok(),
        }));
    }
    Ok(Some(SessionEnd {
        reason: EndReason::Expired,
        email: EmailAddress::parse(&user.email).ok(),
    }))
}
