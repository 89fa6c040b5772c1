//! What administrators do with other people's accounts, on the pages below `/admin` and on the command line.
//!
//! An administrator has to be one at the moment something is done, and to have proved lately who they are; to
//! everybody else there is nothing here. Every change is recorded with who made it, in the same transaction. The last
//! active administrator stays: that is decided by the database, where one waits for the other.

mod overview;

pub use overview::{Day, Overview, look_over};

use super::{
    Auth, Client, Error, FactorCount, Factors, LiveSession, SessionList, UserRow, Which,
    audit::{self, Event, EventKind, OPERATOR},
    delete_user,
    factors::{count_factors, forget_devices, remove_factors, take_links_back},
    jwt,
    letters::{self, Letter, Notice, Reason},
    policy, require_confirmed, sign_up,
};
use crate::{
    database::{Transaction, statement::Target},
    fold,
    store::{
        audit_events::AuditEventRow,
        credentials,
        pending_sign_ups::delete_pending_sign_ups_of_email,
        people::{self, Wanted, claim_admins},
        sessions::{self, find_live_session},
        users,
    },
};
use app::model::{EmailAddress, Password, PersonName, Role};
use std::cmp::Reverse;

pub use crate::store::people::{Counts, PersonRow};

/// Who does something to somebody else's account.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// Somebody signed in, and from where. That they are an administrator is looked up each time.
    Admin(&'a LiveSession, &'a Client),
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

/// Which people are listed, and how.
#[derive(Clone, Copy, Default)]
pub struct PeopleQuery<'a> {
    /// What name or address contains; upper and lower case are one. The empty text finds all.
    pub search: &'a str,
    pub filter: PeopleFilter,
    pub sort: PeopleSort,
    /// Where the part before has ended: its [`People::next`].
    pub before: Option<&'a str>,
}

/// Which people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleFilter {
    #[default]
    Everybody,
    Administrators,
    Disabled,
    Unconfirmed,
    TwoStep,
    NoTwoStep,
}

impl PeopleFilter {
    pub const ALL: [Self; 6] = [
        Self::Everybody,
        Self::Administrators,
        Self::Disabled,
        Self::Unconfirmed,
        Self::TwoStep,
        Self::NoTwoStep,
    ];

    /// As it stands in addresses, and in the statements.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Administrators => "administrators",
            Self::Disabled => "disabled",
            Self::Unconfirmed => "unconfirmed",
            Self::TwoStep => "two-step",
            Self::NoTwoStep => "no-two-step",
        }
    }
}

/// In which order people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    #[default]
    Newest,
    Name,
    /// Those first who were active last; then those who are signed in nowhere, the newest first.
    LastActive,
}

impl PeopleSort {
    pub const ALL: [Self; 3] = [Self::Newest, Self::Name, Self::LastActive];

    /// As it stands in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Name => "name",
            Self::LastActive => "last-active",
        }
    }
}

/// A part of the people that were asked for.
pub struct People {
    pub rows: Vec<PersonRow>,
    /// Where the next part begins, if there is one.
    pub next: Option<String>,
}

/// Ids are lower-case hexadecimal, so this comes after all of them, in whatever order a database has its letters.
const AFTER_ALL_IDS: &str = "g";

/// So many people of those that are asked for.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn list_people(auth: &Auth, actor: Actor<'_>, asked: PeopleQuery<'_>, limit: u32) -> Result<People, Error> {
    authorise(auth, &auth.database, actor).await?;
    // An address finds its owner in whatever letters it is written.
    let address = EmailAddress::parse(asked.search).ok();
    let search = address.as_ref().map_or(asked.search, EmailAddress::as_str);
    let wanted = Wanted {
        pattern: &fold::containing(without_controls(search).trim()),
        only: asked.filter.as_str(),
        limit: i64::from(limit) + 1,
    };
    let before = asked.before.and_then(Place::parse);
    let is_all = search.is_empty() && asked.filter == PeopleFilter::Everybody;
    let few = match is_all || asked.sort == PeopleSort::Newest {
        true => None,
        false => find_few(auth, asked.sort, before.as_ref(), &wanted).await?,
    };
    let mut rows = match few {
        Some(rows) => rows,
        None => find_people(auth, asked.sort, before.as_ref(), &wanted).await?,
    };
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| has_more);
    let next = last.map(|last| Place::of(last, asked.sort).to_text());
    Ok(People { rows, next })
}

/// So many people are sorted here. Of more, those that come first are found soon in any order.
const FEW: u32 = 1000;

/// The people after a place of those that are looked for, if they are few. To find them in the order they were made
/// takes one walk through all; in any other order each step would be a jump.
async fn find_few(
    auth: &Auth,
    sort: PeopleSort,
    before: Option<&Place>,
    wanted: &Wanted<'_>,
) -> Result<Option<Vec<PersonRow>>, Error> {
    let one_more = Wanted {
        limit: i64::from(FEW) + 1,
        ..*wanted
    };
    let mut rows = people::find_newest_people(&auth.database, AFTER_ALL_IDS, &one_more).await?;
    if rows.len() > FEW as usize {
        return Ok(None);
    }
    match sort {
        PeopleSort::Newest => {}
        PeopleSort::Name => {
            rows.sort_by(|one, other| (&one.name_key, &one.user.id).cmp(&(&other.name_key, &other.user.id)))
        }
        PeopleSort::LastActive => rows.sort_by_key(|row| Reverse((row.last_active_at, row.user.id.clone()))),
    }
    let last = before.and_then(|place| rows.iter().position(|row| row.user.id == place.id));
    Ok(Some(rows.split_off(last.map_or(0, |last| last + 1))))
}

async fn find_people(
    auth: &Auth,
    sort: PeopleSort,
    before: Option<&Place>,
    wanted: &Wanted<'_>,
) -> Result<Vec<PersonRow>, Error> {
    let database = &auth.database;
    let place = before.map(|place| (place.key.as_str(), place.id.as_str()));
    match sort {
        PeopleSort::Newest => {
            let (_, id) = place.unwrap_or(("", AFTER_ALL_IDS));
            Ok(people::find_newest_people(database, id, wanted).await?)
        }
        PeopleSort::Name => Ok(people::find_people_by_name(database, place.unwrap_or_default(), wanted).await?),
        PeopleSort::LastActive => {
            let (at, id) = place.unwrap_or(("", AFTER_ALL_IDS));
            // Without a moment the part before has ended among those who are signed in nowhere.
            let at = at.parse().ok().or_else(|| place.is_none().then_some(i64::MAX));
            let mut rows = match at {
                Some(at) => people::find_people_by_activity(database, (at, id), wanted).await?,
                None => Vec::new(),
            };
            let rest = Wanted {
                limit: wanted.limit - i64::try_from(rows.len()).unwrap_or(wanted.limit),
                ..*wanted
            };
            if rest.limit > 0 {
                let id = if at.is_none() { id } else { AFTER_ALL_IDS };
                rows.extend(people::find_signed_out_people(database, id, &rest).await?);
            }
            Ok(rows)
        }
    }
}

/// Where a part of the list has ended: by what it is sorted, and whom.
struct Place {
    id: String,
    key: String,
}

impl Place {
    fn of(person: &PersonRow, sort: PeopleSort) -> Self {
        Self {
            id: person.user.id.clone(),
            key: match sort {
                PeopleSort::Newest => String::new(),
                PeopleSort::Name => person.name_key.clone(),
                PeopleSort::LastActive => person.last_active_at.map_or_else(String::new, |at| at.to_string()),
            },
        }
    }

    /// What stood in an address; whatever is there.
    fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.').unwrap_or((text, ""));
        jwt::is_id(id).then(|| Self {
            id: id.to_owned(),
            key: without_controls(key),
        })
    }

    fn to_text(&self) -> String {
        match self.key.as_str() {
            "" => self.id.clone(),
            key => format!("{}.{key}", self.id),
        }
    }
}

/// PostgreSQL takes no U+0000 even in a question.
fn without_controls(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// How many there are of all that is looked after.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn count_people(auth: &Auth, actor: Actor<'_>) -> Result<Counts, Error> {
    authorise(auth, &auth.database, actor).await?;
    Ok(people::count_all(&auth.database, auth.clock.now()).await?)
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

/// Whether nobody would be left to look after things without this person.
///
/// # Errors
/// [`Error::NotFound`] for who may not ask, and when the database fails.
pub async fn is_last_admin(auth: &Auth, actor: Actor<'_>, user: &UserRow) -> Result<bool, Error> {
    authorise(auth, &auth.database, actor).await?;
    let is_admin = user.is_active && user.role == Role::Admin.as_str();
    Ok(is_admin && people::count_other_admins(&auth.database, &user.id).await? == 0)
}

/// Somebody who is to have an account.
pub struct NewPerson {
    pub name: PersonName,
    pub email: EmailAddress,
    pub role: Role,
}

/// Where the first password of an account comes from.
#[derive(Clone, Copy)]
pub enum FirstPassword<'a> {
    /// Whoever makes the account has chosen it, and vouches for the address: it counts as confirmed.
    Given(&'a Password),
    /// Its owner chooses it by a link that is mailed, which confirms the address too.
    ByMail,
}

/// Makes an account without opening a session.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::MailOff`]; [`Error::NotFound`]
/// and [`Error::StaleSession`] for who may not; [`Error::Busy`].
pub async fn create_person(
    auth: &Auth,
    actor: Actor<'_>,
    person: &NewPerson,
    password: FirstPassword<'_>,
) -> Result<UserRow, Error> {
    let (name, email) = (person.name.as_str(), person.email.as_str());
    match password {
        FirstPassword::Given(password) => policy::check_length(password, auth.settings.password_min_length)?,
        FirstPassword::ByMail => letters::require_mail(auth)?,
    }
    authorise_change(auth, &auth.database, actor).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let hash = match password {
        FirstPassword::Given(password) => Some(policy::hash_new_password(auth, password, &[name, email]).await?),
        FirstPassword::ByMail => None,
    };
    let now = auth.clock.now();
    let mut transaction = begin(auth, actor).await?;
    let user = sign_up::newcomer(name, email, None, now);
    if let Some(hash) = hash {
        sign_up::insert_account(&mut transaction, &user, &hash).await?;
        users::mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    } else {
        sign_up::insert_account_without_password(&mut transaction, &user).await?;
        post_password_link(auth, &mut transaction, &user, Reason::Welcome).await?;
    }
    audit::record(auth, &mut transaction, actor.event(&user.id, EventKind::SignedUp)).await?;
    if person.role == Role::Admin {
        people::update_role(&mut transaction, &user.id, person.role.as_str(), now).await?;
        let event = actor
            .event(&user.id, EventKind::RoleChanged)
            .detail(person.role.as_str());
        audit::record(auth, &mut transaction, event).await?;
    }
    let user = load(&mut transaction, &user.id).await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "an account was made");
    Ok(user)
}

/// Has a link mailed to somebody by which they choose a new password. The present one stays until they do.
///
/// # Errors
/// [`Error::MailOff`]; [`Error::AccountDisabled`]; [`Error::NotFound`] when there is no such person, and for who may
/// not; [`Error::StaleSession`].
pub async fn send_password_link(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<(), Error> {
    letters::require_mail(auth)?;
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if !user.is_active {
        return Err(Error::AccountDisabled);
    }
    post_password_link(auth, &mut transaction, &user, Reason::Help).await?;
    audit::record(
        auth,
        &mut transaction,
        actor.event(user_id, EventKind::PasswordLinkSent),
    )
    .await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "a link to choose a password was sent");
    Ok(())
}

async fn post_password_link(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    reason: Reason,
) -> Result<(), Error> {
    let user_id = user.id.clone();
    letters::post(auth, transaction, &Letter::PasswordLink { user_id, reason }).await
}

/// Vouches for somebody's address, as its owner does by a link.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person, and for who may not; [`Error::StaleSession`].
pub async fn confirm_email_of(auth: &Auth, actor: Actor<'_>, user_id: &str) -> Result<UserRow, Error> {
    let mut transaction = begin(auth, actor).await?;
    let user = load(&mut transaction, user_id).await?;
    if user.email_verified {
        return Ok(user);
    }
    let now = auth.clock.now();
    let marked = users::mark_email_verified(&mut transaction, user_id, &user.email, now).await?;
    let user = marked.ok_or(Error::NotFound)?;
    delete_pending_sign_ups_of_email(&mut transaction, &user.email).await?;
    audit::record(auth, &mut transaction, actor.event(user_id, EventKind::EmailVerified)).await?;
    transaction.commit().await?;
    tracing::info!(user.id, actor.id = actor.id(), "an address was confirmed");
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
    auth.session_events.commit(transaction, user_id).await?;
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
    auth.session_events.commit(transaction, user_id).await?;
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
    auth.session_events.commit(transaction, user_id).await?;
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
    auth.session_events.commit(transaction, user_id).await?;
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
    auth.session_events.commit(transaction, user_id).await?;
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
    auth.session_events.commit(transaction, user_id).await?;
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
    let letter = Letter::notice(auth, user, notice, &Client::default());
    letters::post(auth, transaction, &letter).await
}
