//! What somebody was about to do when they were asked to prove who they are. It travels with that question, so that it
//! is done when they have, and nobody has to ask for it twice.
//!
//! It is encrypted for one session, so nobody else can put an action before its owner; it is good for as long as a proof
//! is, and once.

use super::{
    Auth, Error, LiveSession,
    confirm::CONFIRMED_FOR,
    limits,
    sealed::{Purpose, seal, unseal},
};
use crate::clock::millis;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// A form of a page, with those of its fields that say what is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAction {
    pub path: String,
    pub fields: Vec<(String, String)>,
    expires_at: i64,
}

impl PendingAction {
    #[must_use]
    pub fn new(auth: &Auth, path: &str, fields: Vec<(String, String)>) -> Self {
        Self {
            path: path.to_owned(),
            fields,
            expires_at: auth.clock.now() + millis(CONFIRMED_FOR),
        }
    }

    /// As it travels, for whoever asks in `live`. `None` never, for there is always a secret.
    #[must_use]
    pub fn seal(&self, auth: &Auth, live: &LiveSession) -> Option<String> {
        let plain = serde_json::to_vec(self).ok()?;
        let sealed = seal(
            &auth.settings.secrets,
            Purpose::PendingAction,
            &live.session.session_id,
            &plain,
        )?;
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What was sealed for this session, unless that is too long ago.
    #[must_use]
    pub fn open(auth: &Auth, live: &LiveSession, sealed: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let opened = unseal(
            &auth.settings.secrets,
            Purpose::PendingAction,
            &live.session.session_id,
            &sealed,
        )?;
        let action: Self = serde_json::from_slice(&opened.plain).ok()?;
        (auth.clock.now() < action.expires_at).then_some(action)
    }

    /// The same, used up. Of any number who bring it, exactly one gets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consume(auth: &Auth, live: &LiveSession, sealed: &str) -> Result<Option<Self>, Error> {
        let Some(action) = Self::open(auth, live, sealed) else {
            return Ok(None);
        };
        // No other text opens as the same: what is encrypted is authenticated, and base64 is read strictly.
        let is_first = limits::is_first(auth, &["pending action", sealed], action.expires_at).await?;
        Ok(is_first.then_some(action))
    }
}
