//! The session behind a request, and what has been shown for it.

use super::{Auth, Error, LiveSession, issue_access_token, jwt::Stamp};
use std::sync::Arc;

/// A live session, and how somebody has shown that it is theirs.
#[derive(Clone)]
pub struct CurrentSession {
    pub live: Arc<LiveSession>,
    pub credential: Credential,
}

/// How somebody has shown who they are. It has no `Debug`: one of them is a secret.
#[derive(Clone)]
pub enum Credential {
    /// The session's cookies, whose JWT was issued then.
    Cookies(Stamp),
    /// The bearer session token, which is as good as the cookies.
    SessionToken,
    /// An access token. Other services may have seen it, so it changes nothing of the account.
    AccessToken(String),
}

impl CurrentSession {
    /// The access token of the session: the one it came with, or the one that goes with its cookies.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn access_token(&self, auth: &Auth) -> Result<String, Error> {
        let stamp = match &self.credential {
            Credential::AccessToken(token) => return Ok(token.clone()),
            Credential::Cookies(stamp) => stamp.clone(),
            Credential::SessionToken => Stamp::shared(&auth.settings, &self.live.session.session_id, auth.clock.now()),
        };
        issue_access_token(auth, &self.live, &stamp)
    }

    /// Whether more was shown than an access token.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        !matches!(self.credential, Credential::AccessToken(_))
    }
}
