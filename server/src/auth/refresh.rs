//! Rotating refresh tokens.
//!
//! A token is used up by one conditional update, so of any number of requests that bring the same
//! one exactly one rotates it. The others, if they come within ten seconds, get the very same
//! successor: that is two tabs waking up together, or an answer lost on the way. A used token that
//! comes later was copied; the whole session ends (RFC 9700 §4.14.2). The successor is derived
//! from its parent under the secret, so it can be given out twice without being stored.

use super::{
    Auth, ClientInfo, Error, OpenSession, Secret,
    audit::{self, Event, EventKind},
    letters::{self, Letter, Notice},
    limits::before_renewal,
    secret::sha256,
    session::{slide, with_credentials},
};
use crate::{
    clock::millis,
    database::Transaction,
    random,
    store::{
        refresh_tokens::{self, TokenHash},
        sessions::{self, LiveSession},
    },
    telemetry::metrics::{self, Renewal},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;

/// How long after its first use a token still yields its successor.
pub const REUSE_WINDOW: Duration = Duration::from_secs(10);

/// 256 bits in base64url that open a session once.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    pub(super) fn random() -> Self {
        Self(random::token())
    }

    /// `None` when it cannot be one of ours.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        random::is_token(raw).then(|| Self(raw.to_owned()))
    }

    /// The secret itself, for the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        sha256(self.0.as_bytes())
    }

    fn successor(&self, secret: &Secret) -> Self {
        Self(URL_SAFE_NO_PAD.encode(secret.hmac("refresh token succession", self.0.as_bytes())))
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

/// Exchanges a refresh token for its successor and a fresh JWT. `None` means that it opens nothing:
/// unknown, expired, or used before.
///
/// # Errors
/// [`Error::TooManyAttempts`], and when the database fails; then the token is still good.
#[tracing::instrument(name = "refresh", level = "debug", skip_all)]
pub async fn refresh(auth: &Auth, token: &RefreshToken, client: &ClientInfo) -> Result<Option<OpenSession>, Error> {
    before_renewal(auth, &token.hash()).await?;
    let outcome = try_refresh(auth, token, client).await;
    metrics::refreshed(match &outcome {
        Ok(Outcome::Renewed(..)) => Renewal::Renewed,
        Ok(Outcome::Nothing) => Renewal::Nothing,
        Ok(Outcome::Stolen { .. }) => Renewal::Reused,
        Err(_) => Renewal::Failed,
    });
    match outcome? {
        Outcome::Renewed(live, successor) => with_credentials(auth, *live, successor).map(Some),
        Outcome::Stolen { .. } | Outcome::Nothing => Ok(None),
    }
}

async fn try_refresh(auth: &Auth, token: &RefreshToken, client: &ClientInfo) -> Result<Outcome, Error> {
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    // Ending a session deletes it and then its tokens. Taking them in the same order, session first,
    // keeps PostgreSQL from finding a refresh and a sign-out in a deadlock.
    sessions::claim_session_of_token(&mut transaction, &token.hash()).await?;
    let outcome = match refresh_tokens::consume_refresh_token(&mut transaction, &token.hash(), now).await? {
        Some(session_id) => rotate(auth, &mut transaction, token, &session_id, now).await?,
        None => repeat(auth, &mut transaction, token, client, now).await?,
    };
    match &outcome {
        Outcome::Stolen { user_id } => auth.endings.commit(transaction, user_id).await?,
        Outcome::Renewed(..) | Outcome::Nothing => transaction.commit().await?,
    }
    Ok(outcome)
}

/// What came of showing a token.
enum Outcome {
    Renewed(Box<LiveSession>, RefreshToken),
    /// It opens nothing.
    Nothing,
    /// It was used before by somebody else, and its session has been ended.
    Stolen {
        user_id: String,
    },
}

/// The first use.
async fn rotate(
    auth: &Auth,
    transaction: &mut Transaction,
    token: &RefreshToken,
    session_id: &str,
    now: i64,
) -> Result<Outcome, Error> {
    let Some(mut live) = sessions::find_live_session(&mut *transaction, session_id, now).await? else {
        sessions::delete_session(&mut *transaction, session_id).await?;
        return Ok(Outcome::Nothing);
    };
    let successor = token.successor(auth.settings.secret());
    refresh_tokens::insert_refresh_token(transaction, &successor.hash(), session_id, now).await?;

    slide(auth, &mut *transaction, &mut live.session, now).await?;
    sessions::update_activity(transaction, session_id, now).await?;
    live.session.last_active_at = now;
    Ok(Outcome::Renewed(Box::new(live), successor))
}

/// Any later use.
async fn repeat(
    auth: &Auth,
    transaction: &mut Transaction,
    token: &RefreshToken,
    client: &ClientInfo,
    now: i64,
) -> Result<Outcome, Error> {
    let Some(used) = refresh_tokens::find_refresh_token(transaction, &token.hash()).await? else {
        return Ok(Outcome::Nothing);
    };
    let session_id = &used.session_id;
    let live = sessions::find_live_session(&mut *transaction, session_id, now).await?;
    let is_recent = used.consumed_at.is_some_and(|at| now - at <= millis(REUSE_WINDOW));
    if is_recent && let Some(successor) = unused_successor(auth, transaction, token).await? {
        return Ok(live.map_or(Outcome::Nothing, |live| Outcome::Renewed(Box::new(live), successor)));
    }
    sessions::delete_session(&mut *transaction, session_id).await?;
    tracing::warn!(
        session.id = session_id,
        "a used refresh token was shown again; its session has been ended"
    );
    // What had expired before was worth nothing to a thief.
    let Some(LiveSession { user, .. }) = live else {
        return Ok(Outcome::Nothing);
    };
    let event = Event::of(&user.id, EventKind::RefreshReused).session(session_id);
    audit::record(auth, &mut *transaction, event.from(client)).await?;
    let letter = Letter::notice(auth, &user, Notice::SessionStolen, client);
    letters::post(auth, transaction, &letter).await?;
    Ok(Outcome::Stolen { user_id: user.id })
}

/// The successor that was given out, which a previous secret may have derived.
async fn unused_successor(
    auth: &Auth,
    transaction: &mut Transaction,
    token: &RefreshToken,
) -> Result<Option<RefreshToken>, Error> {
    for secret in &auth.settings.secrets {
        let successor = token.successor(secret);
        if refresh_tokens::is_unused(transaction, &successor.hash()).await? {
            return Ok(Some(successor));
        }
    }
    Ok(None)
}

/// Clears a part of the used tokens away that tell of no theft any more, and how many they were: a browser that was away
/// for as long as a session lives unused would have been signed out anyway.
///
/// # Errors
/// When the database fails.
pub async fn forget_used(auth: &Auth) -> Result<u64, Error> {
    let used_until = auth.clock.now() - millis(auth.settings.session_lifetime);
    Ok(refresh_tokens::delete_used_tokens(&auth.database, used_until).await?)
}
