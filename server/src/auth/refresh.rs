//! Rotating refresh tokens.
//!
//! A token is used up by one conditional update, so of any number of requests that bring the same
//! one exactly one rotates it. The others get the very same successor: those that come within ten seconds, which is
//! two tabs waking up together, and those that come later as long as nobody has shown the successor or a JWT that came
//! with it, which is an answer lost on the way. Any other use means that the token was copied; the whole session ends
//! (RFC 9700 §4.14.2).
//!
//! A successor is random. It is stored, so that it can be given out twice, encrypted under a key that comes from its
//! parent alone: whoever copies the database opens nothing, and no secret of the installation tells any successor.

use super::{
    Auth, Client, Error, OpenSession,
    audit::{self, Event, EventKind},
    emails::{self, Email, Notice},
    key_source::derive_from_token,
    limits::before_renewal,
    sealed::{seal_under, unseal_under},
    session::{slide, with_credentials},
    tokens::RefreshToken,
};
use crate::{
    clock::millis,
    database::Transaction,
    store::{
        refresh_tokens::{self, RefreshTokenRow},
        sessions::{self, LiveSession},
    },
    telemetry::metrics::{self, Renewal},
};
use std::time::Duration;

/// How long after its first use a token still yields its successor.
pub const REUSE_WINDOW: Duration = Duration::from_secs(10);

/// What the key of a successor is for.
const SUCCESSOR: &str = "successor of a refresh token";

/// What comes after a token, so that only this token opens it.
fn seal_successor(token: &RefreshToken, successor: &RefreshToken) -> Option<Vec<u8>> {
    let key = derive_from_token(token.reveal(), SUCCESSOR);
    seal_under(&key, SUCCESSOR, successor.reveal().as_bytes())
}

fn unseal_successor(token: &RefreshToken, sealed: &[u8]) -> Option<RefreshToken> {
    let plain = unseal_under(&derive_from_token(token.reveal(), SUCCESSOR), SUCCESSOR, sealed)?;
    RefreshToken::parse(&String::from_utf8(plain).ok()?)
}

/// What a used token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Its successor as long as an answer may have been lost; after that it ends the session.
    Strict,
    /// Its successor until that has been used: for clients that keep their first token. A copied token is noticed
    /// later, or never if its owner does not come back.
    Lenient,
}

/// Exchanges a refresh token for its successor and a fresh JWT. `None` means that it opens nothing:
/// unknown, expired, or used before.
///
/// # Errors
/// [`Error::TooManyAttempts`], and when the database fails; then the token is still good.
#[tracing::instrument(name = "refresh", level = "debug", skip_all)]
pub async fn refresh(
    auth: &Auth,
    token: &RefreshToken,
    rotation: Rotation,
    client: &Client,
) -> Result<Option<OpenSession>, Error> {
    before_renewal(auth, &token.hash()).await?;
    let outcome = try_refresh(auth, token, rotation, client).await;
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

async fn try_refresh(auth: &Auth, token: &RefreshToken, rotation: Rotation, client: &Client) -> Result<Outcome, Error> {
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    // Ending a session deletes it and then its tokens. Taking them in the same order, session first,
    // keeps PostgreSQL from finding a refresh and a sign-out in a deadlock.
    sessions::claim_session_of_token(&mut transaction, &token.hash()).await?;
    // Made before it is known whether this request is the first: the statement that uses the token up stores it too, so
    // whoever comes a moment later finds it.
    let successor = RefreshToken::random();
    let sealed = seal_successor(token, &successor).ok_or(Error::Sealed)?;
    let consumed = refresh_tokens::consume_refresh_token(&mut transaction, &token.hash(), &sealed, now).await?;
    let outcome = match consumed {
        Some(session_id) => rotate(auth, &mut transaction, successor, &session_id, now).await?,
        None => repeat(auth, &mut transaction, token, rotation, client, now).await?,
    };
    match &outcome {
        Outcome::Stolen { user_id } => auth.session_events.commit(transaction, user_id).await?,
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
    successor: RefreshToken,
    session_id: &str,
    now: i64,
) -> Result<Outcome, Error> {
    let Some(mut live) = sessions::find_live_session(&mut *transaction, session_id, now).await? else {
        sessions::delete_session(&mut *transaction, session_id).await?;
        return Ok(Outcome::Nothing);
    };
    refresh_tokens::insert_refresh_token(transaction, &successor.hash(), session_id, now).await?;
    slide(auth, &mut *transaction, &mut live.session, now).await?;
    live.session.rotation = sessions::update_rotation(transaction, session_id, now).await?;
    live.session.successor_seen_at = None;
    live.session.last_active_at = now;
    Ok(Outcome::Renewed(Box::new(live), successor))
}

/// Any later use.
async fn repeat(
    auth: &Auth,
    transaction: &mut Transaction,
    token: &RefreshToken,
    rotation: Rotation,
    client: &Client,
    now: i64,
) -> Result<Outcome, Error> {
    let Some(used) = refresh_tokens::find_refresh_token(transaction, &token.hash()).await? else {
        return Ok(Outcome::Nothing);
    };
    let session_id = &used.session_id;
    let live = sessions::find_live_session(&mut *transaction, session_id, now).await?;
    let is_recent = used.consumed_at.is_some_and(|at| now - at <= millis(REUSE_WINDOW));
    let may_be_lost = live
        .as_ref()
        .is_some_and(|live| live.session.successor_seen_at.is_none());
    if is_recent && used.sealed_successor.is_none() {
        // A version that kept no successors has exchanged it a moment ago.
        return rotate(auth, transaction, RefreshToken::random(), session_id, now).await;
    }
    // Two tabs that woke up together, or an answer that was lost: to end the session would sign out whoever did nothing
    // wrong.
    if (is_recent || may_be_lost || rotation == Rotation::Lenient)
        && let Some(successor) = unused_successor(transaction, token, &used).await?
    {
        return Ok(live.map_or(Outcome::Nothing, |live| Outcome::Renewed(Box::new(live), successor)));
    }
    // Whether it is the owner or an attacker who shows it cannot be told, so both are signed out (RFC 9700 §4.14.2).
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
    let email = Email::notice(auth, &user, Notice::SessionStolen, client);
    emails::post(auth, transaction, &email).await?;
    Ok(Outcome::Stolen { user_id: user.id })
}

/// The successor that was given out, unless it has been used.
async fn unused_successor(
    transaction: &mut Transaction,
    token: &RefreshToken,
    used: &RefreshTokenRow,
) -> Result<Option<RefreshToken>, Error> {
    let sealed = used.sealed_successor.as_deref();
    let Some(successor) = sealed.and_then(|sealed| unseal_successor(token, sealed)) else {
        return Ok(None);
    };
    let is_unused = refresh_tokens::is_unused(transaction, &successor.hash()).await?;
    Ok(is_unused.then_some(successor))
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
