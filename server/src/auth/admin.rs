//! What administrators do with other people's accounts, on the pages below `/admin` and on the command line.
//!
//! An administrator has to be one at the moment something is done, and to have proved lately who they are; to
//! everybody else there is nothing here. Every change is recorded with who made it, in the same transaction. The last
//! active administrator stays: that is decided by the database, where one waits for the other.

use super::{
    Auth, ClientInfo, Error, FactorCount, Factors, LiveSession, SessionList, UserRow, Which,
    audit::{self, Event, EventKind},
    delete_user,
    factors::{count_factors, forget_devices, remove_factors, take_links_back},
    jwt,
    letters::{self, Letter, Notice},
    policy, require_confirmed, sign_up,
};
use crate::{
    database::{Transaction, statement::Target},
    fold,
    store::{
        audit_events::AuditEventRow,
        credentials,
        people::{self, claim_admins},
        sessions::{self, find_live_session},
        users,
    },
};
use app::model::{EmailAddress, Password, Role, SignUp};

pub use crate::store::people::PersonRow;

/// What the record calls whoever sits at the machine itself.
pub const OPERATOR: &str = "operator";

/// Who does something to somebody else's account.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// Somebody signed in, and from where. That they are an administrator is looked up each time.
    Admin(&'a LiveSession, &'a ClientInfo),
    /// Whoever can run our program where the database is; the command line.
    Operator,
}

impl<'a> Actor<'a> {
    /// By which the record knows them.
    fn id(self) -> &'a str {
        match self {
            Self::Admin(live, _) => &live.user.id,
            Self::Operator => OPERATOR,
        }
    }

    /// An event in the life of somebody, done by this one.
    fn event(self, user_id: &'a str, kind: EventKind) -> Event<'a> {
        let event = Event::of(user_id, kind).by(self.id());
        match self {
            Self::Admin(_, client) => event.from(client),
            Self::Operator => event,
        }
    }
}

/// A part of all people, the newest first.
pub struct People {
    pub rows: Vec<PersonRow>,
    /// Where the next part begins: the `before` to ask with.
    pub next: Option<String>,
}

/// The newest people before the one with the id `before` whose name or address contains `search`; upper and lower
/// case are one. The empty search finds all.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn list_people(
    auth: &Auth,
    actor: Actor<'_>,
    search: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<People, Error> {
    authorise(auth, &auth.database, actor).await?;
    // An address finds its owner in whatever letters it is written.
    let address = EmailAddress::parse(search).ok();
    let search = address.as_ref().map_or(search, EmailAddress::as_str);
    let search: String = search.trim().chars().filter(|letter| !letter.is_control()).collect();
    // Ids are lower-case hexadecimal, so this comes after all of them.
    let before = before.filter(|id| jwt::is_id(id)).unwrap_or("~");
    let one_more = i64::from(limit) + 1;
    let mut rows = people::find_people(&auth.database, before, &fold::containing(&search), one_more).await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| has_more).map(|row| row.user.id.clone());
    Ok(People { rows, next })
}

/// Somebody by their id.
///
/// # Errors
/// [`Error::NotFound`], and when the database fails.
pub async fn find_person(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<UserRow, Error> {
    authorise(auth, &auth.database, actor).await?;
    load(&auth.database, user_id).await
}

/// Somebody by their address.
///
/// # Errors
/// [`Error::NotFound`], and when the database fails.
pub async fn find_person_by_email(auth: &Auth, actor: Actor<'_>, email: &EmailAddress) -> Result<UserRow, Error> {
    authorise(auth, &auth.database, actor).await?;
    users::find_user_by_email(&auth.database, email.as_str())
        .await?
        .ok_or(Error::NotFound)
}

/// Where somebody is signed in.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn sessions_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<SessionList, Error> {
    authorise(auth, &auth.database, actor).await?;
    super::list_sessions(auth, user_id, None).await
}

/// What happened to somebody's account before the event with the id `before`, the newest first.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn events_of(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<AuditEventRow>, Error> {
    authorise(auth, &auth.database, actor).await?;
    audit::list_events(auth, user_id, before, limit).await
}

/// Makes an account without opening a session. Whoever makes it vouches for the address, so it counts as confirmed.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::NotFound`] and
/// [`Error::StaleSession`] for who may not; [`Error::Busy`].
pub async fn create_person(auth: &Auth, actor: Actor<'_>, account: &SignUp, role: Role) -> Result<UserRow, Error> {
    let personal = [account.name.as_str(), account.email.as_str()];
    policy::check_length(&account.password, auth.settings.password_min_length)?;
    authorise_change(auth, &auth.database, actor).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = policy::hash_new_password(auth, &account.password, &personal).await?;
    let now = auth.clock.now();
    let mut transaction = begin(auth, actor).await?;
    let user = sign_up::newcomer(account.name.as_str(), account.email.as_str(), None, now);
    sign_up::insert_account(&mut transaction, &user, &hash).await?;
    users::mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    audit::record(auth, &mut transaction, actor.event(&user.id, EventKind::SignedUp)).await?;
    if role == Role::Admin {
        people::update_role(&mut transaction, &user.id, role.as_str(), now).await?;
        let event = actor.event(&user.id, EventKind::RoleChanged).detail(role.as_str());
        audit::record(auth, &mut transaction, event).await?;
    }
    let user = load(&mut transaction, &user.id).await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "an account was made");
    Ok(user)
}

/// Lets somebody in again, or keeps them out: then all their sessions end, and no other is opened.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn set_active(auth: &Auth, actor: Actor<'_>, user_id: &str, is_active: bool) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.is_active == is_active {
        return Ok(user);
    }
    let now = auth.clock.now();
    let changed = people::update_active(&mut transaction, user_id, is_active, now).await?;
    let user = changed.ok_or(Error::LastAdmin)?;
    // When somebody is let in again too: a sign-in that was on its way when they were shut out opens nothing now.
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let kind = if is_active {
        EventKind::Enabled
    } else {
        take_links_back(&mut transaction, user_id).await?;
        EventKind::Disabled
    };
    audit::record(auth, &mut transaction, actor.event(user_id, kind)).await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        is_active,
        "an account was disabled or enabled"
    );
    Ok(user)
}

/// Makes somebody an administrator, or no longer one. It counts from their next request on.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn set_role(auth: &Auth, actor: Actor<'_>, user_id: &str, role: Role) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.role == role.as_str() {
        return Ok(user);
    }
    let now = auth.clock.now();
    let changed = people::update_role(&mut transaction, user_id, role.as_str(), now).await?;
    let user = changed.ok_or(Error::LastAdmin)?;
    let event = actor.event(user_id, EventKind::RoleChanged).detail(role.as_str());
    audit::record(auth, &mut transaction, event).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        role = role.as_str(),
        "a role was changed"
    );
    Ok(user)
}

/// What opens somebody's account besides the password.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn factors_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<Factors, Error> {
    authorise(auth, &auth.database, actor).await?;
    super::factors_of(auth, user_id).await
}

/// Removes passkeys, two-step verification or both, tells their owner by mail, and says how many there were. All
/// sessions end: whoever has added what goes here may be in one.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn remove_factors_of(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    which: Which,
) -> Result<FactorCount, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    let removed = remove_factors(&mut transaction, user_id, which).await?;
    if removed.is_none() {
        return Ok(removed);
    }
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::FactorsRemoved).detail(removed.words());
    audit::record(auth, &mut transaction, event).await?;
    tell(auth, &mut transaction, &user, Notice::FactorsRemoved { removed }).await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(user.id, actor.id = actor.id(), "factors were removed");
    Ok(removed)
}

/// What becomes of passkeys and two-step verification when somebody is given a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorsOfPerson {
    Remove,
    Keep,
}

/// Gives somebody a password and ends all their sessions; whatever was mailed to them before opens nothing any more.
/// It tells which passkeys and two-step verification went.
///
/// # Errors
/// [`Error::Invalid`] when it is too weak; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`]; [`Error::Busy`].
pub async fn set_password(
    auth: &Auth,
    actor: Actor<'_>,
    user_id: &str,
    password: &Password,
    factors: FactorsOfPerson,
) -> Result<PasswordSet, Error> {
    let user = find_person(auth, actor, user_id).await?;
    let personal = [user.name.as_str(), user.email.as_str()];
    policy::check_length(password, auth.settings.password_min_length)?;
    let hash = policy::hash_new_password(auth, password, &personal).await?;
    let now = auth.clock.now();
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    credentials::replace_credential(&mut transaction, user_id, &hash, now).await?;
    let removed = match factors {
        FactorsOfPerson::Remove => remove_factors(&mut transaction, user_id, Which::All).await?,
        FactorsOfPerson::Keep => FactorCount::default(),
    };
    forget_devices(auth, &mut transaction, &user).await?;
    sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    take_links_back(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::PasswordChanged);
    audit::record(auth, &mut transaction, event).await?;
    if !removed.is_none() {
        let event = actor.event(user_id, EventKind::FactorsRemoved).detail(removed.words());
        audit::record(auth, &mut transaction, event).await?;
    }
    let kept = count_factors(&mut transaction, user_id).await?;
    tell(
        auth,
        &mut transaction,
        &user,
        Notice::PasswordReplaced { removed, kept },
    )
    .await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(user.id, actor.id = actor.id(), "a password was set");
    Ok(PasswordSet { removed, kept })
}

/// What somebody who was given a password has lost by it, and what goes on opening the account.
pub struct PasswordSet {
    pub removed: FactorCount,
    pub kept: FactorCount,
}

/// Ends one session of somebody.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of theirs, and for who may not; [`Error::StaleSession`].
pub async fn end_session_of(auth: &Auth, actor: Actor<'_>, user_id: &str, session_id: &str) -> Result<(), Error> {
    let mut transaction = begin(auth, actor).await?;
    if !jwt::is_id(session_id)
        || sessions::delete_own_session(&mut transaction, user_id, session_id)
            .await?
            .is_none()
    {
        return Err(Error::NotFound);
    }
    let event = actor.event(user_id, EventKind::SessionRevoked).session(session_id);
    audit::record(auth, &mut transaction, event).await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(
        user.id = user_id,
        session.id = session_id,
        actor.id = actor.id(),
        "a session was revoked"
    );
    Ok(())
}

/// Ends all sessions of somebody and tells how many there were.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn end_sessions_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<u64, Error> {
    let mut transaction = begin(auth, actor).await?;
    load(&mut transaction, user_id).await?;
    let count = sessions::delete_sessions_of_user(&mut transaction, user_id).await?;
    let event = actor
        .event(user_id, EventKind::SessionsRevoked)
        .detail(count.to_string());
    audit::record(auth, &mut transaction, event).await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(
        user.id = user_id,
        count,
        actor.id = actor.id(),
        "all sessions were revoked"
    );
    Ok(count)
}

/// Deletes an account with everything in it, and tells its owner by mail.
///
/// # Errors
/// [`Error::LastAdmin`]; [`Error::NotFound`] when there is no such person, and for who may not;
/// [`Error::StaleSession`].
pub async fn delete_person(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<(), Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    let event = actor.event(user_id, EventKind::AccountDeleted);
    delete_user::remove(auth, &mut transaction, &user, event).await?;
    tell(auth, &mut transaction, &user, Notice::AccountDeleted).await?;
    auth.endings.commit(transaction, user_id).await?;
    tracing::info!(
        user.id,
        actor.id = actor.id(),
        "an account was deleted by an administrator"
    );
    Ok(())
}

/// Starts a change: nobody else takes an administrator away until it ends, and who asks still is one.
async fn begin(auth: &Auth, actor: Actor<'_>) -> Result<Transaction, Error> {
    let mut transaction = auth.database.begin().await?;
    claim_admins(&mut transaction).await?;
    authorise_change(auth, &mut transaction, actor).await?;
    Ok(transaction)
}

/// Lets nobody but administrators and the operator look.
async fn authorise<'a>(auth: &Auth, target: impl Into<Target<'a>>, actor: Actor<'_>) -> Result<(), Error> {
    present(auth, target, actor).await.map(drop)
}

/// Lets nobody but administrators who have proved lately who they are, and the operator, change anything.
async fn authorise_change<'a>(auth: &Auth, target: impl Into<Target<'a>>, actor: Actor<'_>) -> Result<(), Error> {
    match present(auth, target, actor).await? {
        Some(live) => require_confirmed(auth, &live),
        None => Ok(()),
    }
}

/// The session of an administrator as it is now; none for the operator.
async fn present<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    actor: Actor<'_>,
) -> Result<Option<LiveSession>, Error> {
    let Actor::Admin(live, _) = actor else { return Ok(None) };
    let found = find_live_session(target, &live.session.session_id, auth.clock.now()).await?;
    let admin = found.filter(|found| found.user.role == Role::Admin.as_str());
    admin.map(Some).ok_or(Error::NotFound)
}

async fn load<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<UserRow, Error> {
    if !jwt::is_id(user_id) {
        return Err(Error::NotFound);
    }
    users::find_user(target, user_id).await?.ok_or(Error::NotFound)
}

/// Tells somebody by mail what was done. Where it was done from is the administrator's business.
async fn tell(auth: &Auth, transaction: &mut Transaction, user: &UserRow, notice: Notice) -> Result<(), Error> {
    let letter = Letter::notice(auth, user, notice, &ClientInfo::default());
    letters::post(auth, transaction, &letter).await
}
