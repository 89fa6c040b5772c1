//! Who does something to somebody else's account, and whether they may.

use crate::{
    auth::{
        Auth, Client, Error, LiveSession, UserRow,
        audit::{Event, EventKind, OPERATOR},
        emails::{self, Email, Notice},
        jwt, require_confirmed,
    },
    database::{Transaction, statement::Target},
    store::{people::claim_admins, sessions::find_live_session, users},
};
use app::model::Role;

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
    pub(super) fn id(self) -> &'a str {
        match self {
            Self::Admin(live, _) => &live.user.id,
            Self::Operator => OPERATOR,
        }
    }

    /// An event in the life of somebody, done by this one.
    pub(super) fn event(self, user_id: &'a str, kind: EventKind) -> Event<'a> {
        let event = Event::of(user_id, kind).by(self.id());
        match self {
            Self::Admin(_, client) => event.from(client),
            Self::Operator => event,
        }
    }
}

/// Starts a change: nobody else takes an administrator away until it ends, and who asks still is one.
pub(super) async fn begin(auth: &Auth, actor: Actor<'_>) -> Result<Transaction, Error> {
    let mut transaction = auth.database.begin().await?;
    claim_admins(&mut transaction).await?;
    authorise_change(auth, &mut transaction, actor).await?;
    Ok(transaction)
}

/// Lets nobody but administrators and the operator look.
pub(super) async fn authorise<'a>(auth: &Auth, target: impl Into<Target<'a>>, actor: Actor<'_>) -> Result<(), Error> {
    present(auth, target, actor).await.map(drop)
}

/// Lets nobody but administrators who have proved lately who they are, and the operator, change anything.
pub(super) async fn authorise_change<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    actor: Actor<'_>,
) -> Result<(), Error> {
    match present(auth, target, actor).await? {
        Some(live) => require_confirmed(auth, &live),
        None => Ok(()),
    }
}

/// The session of an administrator as it is now; none for the operator.
pub(super) async fn present<'a>(
    auth: &Auth,
    target: impl Into<Target<'a>>,
    actor: Actor<'_>,
) -> Result<Option<LiveSession>, Error> {
    let Actor::Admin(live, _) = actor else { return Ok(None) };
    let found = find_live_session(target, &live.session.session_id, auth.clock.now()).await?;
    let admin = found.filter(|found| found.user.role == Role::Admin.as_str());
    admin.map(Some).ok_or(Error::NotFound)
}

pub(super) async fn load<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<UserRow, Error> {
    if !jwt::is_id(user_id) {
        return Err(Error::NotFound);
    }
    users::find_user(target, user_id).await?.ok_or(Error::NotFound)
}

/// Tells somebody by mail what was done. Where it was done from is the administrator's business.
pub(super) async fn tell(
    auth: &Auth,
    transaction: &mut Transaction,
    user: &UserRow,
    notice: Notice,
) -> Result<(), Error> {
    let email = Email::notice(auth, user, notice, &Client::default());
    emails::post(auth, transaction, &email).await
}
