//! Opening sessions, and what a browser gets for one.

use super::{
    Auth, Error, Settings,
    audit::{self, Event, EventKind},
    client::{BrowserSession, Client},
    cookies,
    device::{self, Device},
    jwt::{self, Stamp},
    tokens::{CookieToken, RefreshToken},
};
use crate::{
    clock::millis,
    database::{Transaction, statement::Target},
    random,
    store::{
        refresh_tokens,
        sessions::{self, LiveSession, NewSession, SessionRow},
        two_factors::find_two_factor,
        users::UserRow,
    },
};
use app::model::{EmailAddress, PersonName, Role, SessionData, SessionInfo, User};
use std::time::Duration;
use tower_cookies::Cookie;

/// How long a session lives that was not meant to be remembered.
const UNREMEMBERED_LIFETIME: Duration = Duration::from_hours(24);

/// Live sessions that one account has. Whoever signs a program in each time it runs, and never out, has them ended that
/// were not used for longest.
pub const MAX_SESSIONS: i64 = 200;

/// A session's end is moved at most this often.
pub(super) const RENEWAL_INTERVAL: Duration = Duration::from_hours(24);

/// A session and the credentials for it.
pub struct OpenSession {
    pub data: SessionData,
    /// The same with all that is stored.
    pub live: LiveSession,
    /// For the cookie, and for nothing else.
    pub session_jwt: String,
    /// When the JWT was issued; an access token with the same stamp is that of this session.
    pub stamp: Stamp,
    pub refresh_token: RefreshToken,
    /// What the browser is known by from now on; `None` where that does not change.
    pub device: Option<Device>,
    /// What the browser needs no second step by from now on.
    pub trusted_device: Option<CookieToken>,
    /// Whose sessions have ended for it.
    ended_of: Vec<String>,
}

impl OpenSession {
    /// The access token that belongs to the session's JWT.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn access_token(&self, auth: &Auth) -> Result<String, Error> {
        issue_access_token(auth, &self.live, &self.stamp)
    }

    /// The cookies that carry the session, and those by which the browser is known and trusted.
    #[must_use]
    pub fn cookies(&self, auth: &Auth) -> Vec<Cookie<'static>> {
        let names = &auth.settings.cookies;
        let mut cookies = cookies::session_cookies(
            &self.live.session,
            &self.session_jwt,
            &self.refresh_token,
            names,
            auth.clock.now(),
        );
        cookies.extend(self.device.as_ref().map(|device| cookies::device_cookie(device, names)));
        cookies.extend(
            self.trusted_device
                .as_ref()
                .map(|token| cookies::trusted_cookie(token, names)),
        );
        cookies
    }
}

/// Opens a session for somebody who has proven to be `user`, and ends the one the browser had: nobody is left with a
/// credential from before a sign-in. [`commit`] ends the transaction.
pub(super) async fn open(
    auth: &Auth,
    transaction: &mut Transaction,
    user: UserRow,
    is_remembered: bool,
    client: &Client,
) -> Result<OpenSession, Error> {
    let now = auth.clock.now();
    let id = random::id(now);
    let absolute_expires_at = now + millis(auth.settings.absolute_lifetime);
    let expires_at = absolute_expires_at.min(now + millis(lifetime(&auth.settings, is_remembered)));
    let new = NewSession {
        id: &id,
        user_id: &user.id,
        is_remembered,
        ip_address: client.ip_address.as_deref(),
        user_agent: client.user_agent.as_deref(),
        now,
        expires_at,
        absolute_expires_at,
    };
    sessions::insert_session(transaction, &new).await?;
    let refresh_token = RefreshToken::random();
    refresh_tokens::insert_refresh_token(transaction, &refresh_token.hash(), &id, now).await?;

    let session = SessionRow {
        session_id: id,
        is_remembered,
        ip_address: client.ip_address.clone(),
        user_agent: client.user_agent.clone(),
        opened_at: now,
        renewed_at: now,
        expires_at,
        absolute_expires_at,
        // Signing in is a proof like any other, so step-up asks for none right after it.
        confirmed_at: now,
        last_active_at: now,
        rotation: 0,
        successor_seen_at: None,
    };
    let two_factor = find_two_factor(&mut *transaction, &user.id).await?;
    let live = LiveSession {
        session,
        user,
        has_two_factor: two_factor.is_some_and(|row| row.is_confirmed),
    };
    // Who does not want to be remembered leaves nothing behind.
    let device = match is_remembered {
        true => Some(device::remember(auth, transaction, &live.user, client.device.as_ref()).await?),
        false => None,
    };
    let ended_of = make_room(auth, transaction, &live, client).await?;
    let open = with_credentials(auth, live, refresh_token)?;
    Ok(OpenSession {
        device,
        ended_of,
        ..open
    })
}

/// Ends the session the browser had before this one, and those beyond [`MAX_SESSIONS`]; tells whose they were.
async fn make_room(
    auth: &Auth,
    transaction: &mut Transaction,
    live: &LiveSession,
    client: &Client,
) -> Result<Vec<String>, Error> {
    let mut ended_of = Vec::new();
    // By its own owner: the browser may have been signed in to another account.
    if let Some(BrowserSession { user_id, session_id }) = &client.session
        && sessions::delete_own_session(&mut *transaction, user_id, session_id)
            .await?
            .is_some()
    {
        let event = Event::of(user_id, EventKind::SignedOut).session(session_id);
        audit::record(auth, &mut *transaction, event.from(client)).await?;
        ended_of.push(user_id.clone());
    }
    let user_id = &live.user.id;
    let ended =
        sessions::delete_sessions_beyond(transaction, user_id, &live.session.session_id, MAX_SESSIONS - 1).await?;
    if ended > 0 {
        tracing::info!(user.id = user_id, ended, "sessions were ended to make room");
        ended_of.push(user_id.clone());
    }
    Ok(ended_of)
}

/// Commits a transaction in which a session was opened, and tells the pages of those that have ended for it.
pub(super) async fn commit(auth: &Auth, transaction: Transaction, open: &OpenSession) -> Result<(), Error> {
    Ok(auth.session_events.commit_all(transaction, &open.ended_of).await?)
}

/// Signs an access token for a live session: for programs and other services.
///
/// # Errors
/// When the key cannot sign.
pub fn issue_access_token(auth: &Auth, live: &LiveSession, stamp: &Stamp) -> Result<String, Error> {
    let subject = jwt::Subject {
        user_id: &live.user.id,
        session_id: &live.session.session_id,
        rotation: live.session.rotation,
        email: &live.user.email,
        email_verified: live.user.email_verified,
        name: &live.user.name,
        role: role_of(&live.user),
    };
    Ok(jwt::issue_access(
        &auth.keys,
        &auth.settings,
        &subject,
        stamp,
        auth.clock.now(),
    )?)
}

/// The credentials for a live session.
pub(super) fn with_credentials(
    auth: &Auth,
    live: LiveSession,
    refresh_token: RefreshToken,
) -> Result<OpenSession, Error> {
    let stamp = Stamp::new(&auth.settings, auth.clock.now());
    let SessionRow {
        session_id, rotation, ..
    } = &live.session;
    Ok(OpenSession {
        session_jwt: jwt::issue_session(&auth.settings, &live.user.id, session_id, *rotation, &stamp)?,
        stamp,
        data: session_data(live.clone())?,
        live,
        refresh_token,
        device: None,
        trusted_device: None,
        ended_of: Vec::new(),
    })
}

/// Moves the end of a session that is in use, at most once in [`RENEWAL_INTERVAL`] and never beyond its
/// absolute end.
pub(super) async fn slide<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    session: &mut SessionRow,
    now: i64,
) -> Result<(), Error> {
    if now - session.renewed_at < millis(RENEWAL_INTERVAL) {
        return Ok(());
    }
    session.renewed_at = now;
    session.expires_at = session
        .absolute_expires_at
        .min(now + millis(lifetime(&auth.settings, session.is_remembered)));
    Ok(sessions::update_expiry(target, &session.session_id, now, session.expires_at).await?)
}

/// How long a session lives without being used.
fn lifetime(settings: &Settings, is_remembered: bool) -> Duration {
    if is_remembered {
        settings.session_lifetime
    } else {
        UNREMEMBERED_LIFETIME.min(settings.session_lifetime)
    }
}

/// What a page may know about a session.
///
/// # Errors
/// When what is stored is not well formed.
pub fn session_data(live: LiveSession) -> Result<SessionData, Error> {
    let role = role_of(&live.user);
    Ok(SessionData {
        user: User {
            name: PersonName::from_stored(&live.user.name),
            email: EmailAddress::parse(&live.user.email)?,
            id: live.user.id,
            email_verified: live.user.email_verified,
            image: live.user.image,
            role,
            created_at: live.user.created_at,
            updated_at: live.user.updated_at,
        },
        session: SessionInfo {
            id: live.session.session_id,
            expires_at: live.session.expires_at,
        },
    })
}

/// What somebody may do.
#[must_use]
pub fn role_of(user: &UserRow) -> Role {
    if user.role == Role::Admin.as_str() {
        Role::Admin
    } else {
        Role::User
    }
}
