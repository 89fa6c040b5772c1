use super::{
    Auth, ClientInfo, Error, ImageUrl, OpenSession,
    audit::{self, Event, EventKind},
    letters::{self, Letter},
    limits::{self, Action},
    policy, session,
};
use crate::{
    database::{self, Transaction},
    fold::fold,
    random,
    store::{
        credentials::{insert_credential, replace_credential},
        sessions::delete_sessions_of_user,
        users::{UserRow, find_user_by_email, insert_user, replace_unverified},
    },
    telemetry::metrics::{self, Outcome},
};
use app::model::{Field, FieldError, Problem, Role, SignUp, account::WeekStart};
use serde::{Deserialize, Serialize};

/// Where times are told until somebody says where they are.
const DEFAULT_TIME_ZONE: &str = "UTC";

/// An account to be made.
pub struct NewAccount {
    pub sign_up: SignUp,
    pub image: Option<ImageUrl>,
    /// Whether the first session outlives the browser.
    pub is_remembered: bool,
    /// Where the link that confirms the address leads on to; the caller has checked that it is trusted.
    pub way_on: Option<String>,
}

/// What somebody gets who says no more than that.
impl From<SignUp> for NewAccount {
    fn from(sign_up: SignUp) -> Self {
        Self {
            sign_up,
            image: None,
            is_remembered: true,
            way_on: None,
        }
    }
}

/// What came of signing up.
pub enum SignedUp {
    /// There is an account, and its owner is signed in.
    In(Box<OpenSession>),
    /// The address has to be confirmed first. This is what the account will be, if there is none yet; whether there
    /// is, only a letter to that address tells.
    ToBeVerified(Box<UserRow>),
}

/// Makes an account and opens its first session; or, where addresses have to be confirmed first, has a letter sent
/// and leaves the rest for later.
///
/// The database decides whether the address is free, so of many who try it at once one succeeds.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::TooManyAttempts`];
/// [`Error::Busy`].
#[tracing::instrument(name = "sign up", level = "debug", skip_all)]
pub async fn sign_up(auth: &Auth, account: impl Into<NewAccount>, client: &ClientInfo) -> Result<SignedUp, Error> {
    let outcome = try_sign_up(auth, account.into(), client).await;
    metrics::signed_up(match &outcome {
        Ok(SignedUp::In(_)) => Outcome::Done,
        Ok(SignedUp::ToBeVerified(_)) => Outcome::HalfDone,
        Err(error) => error.into(),
    });
    outcome
}

async fn try_sign_up(auth: &Auth, account: NewAccount, client: &ClientInfo) -> Result<SignedUp, Error> {
    let sign_up = &account.sign_up;
    let personal = [sign_up.name.as_str(), sign_up.email.as_str()];
    policy::check_length(&sign_up.password, auth.settings.password_min_length)?;
    let attempt = limits::before(auth, Action::SignUp(&sign_up.email), client).await?;
    if auth.settings.requires_verification {
        limits::before_mail(auth, &sign_up.email, client).await?;
    }
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let password_hash = policy::hash_new_password(auth, &sign_up.password, &personal).await?;
    let user = newcomer(
        sign_up.name.as_str(),
        sign_up.email.as_str(),
        account.image.as_ref().map(ImageUrl::as_str),
        auth.clock.now(),
    );
    if auth.settings.requires_verification {
        let letter = NewcomerLetter {
            user_id: user.id.clone(),
            email: user.email.clone(),
            name: user.name.clone(),
            image: user.image.clone(),
            password_hash,
            way_on: account.way_on,
            ip_address: client.ip_address.clone(),
            user_agent: client.user_agent.clone(),
        };
        letters::post(auth, &auth.database, &Letter::SignUp(Box::new(letter))).await?;
        return Ok(SignedUp::ToBeVerified(Box::new(user)));
    }
    let mut transaction = auth.database.begin().await?;
    insert_account(&mut transaction, &user, &password_hash).await?;
    let letter = Letter::VerifyEmail {
        email: user.email.clone(),
        way_on: account.way_on,
    };
    letters::post(auth, &mut transaction, &letter).await?;
    let open = session::open(auth, &mut transaction, user, account.is_remembered, client).await?;
    let event = Event::of(&open.live.user.id, EventKind::SignedUp).session(&open.live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    attempt.succeeded(&mut transaction).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed up"
    );
    Ok(SignedUp::In(Box::new(open)))
}

/// What a new account starts with.
pub(super) fn newcomer(name: &str, email: &str, image: Option<&str>, now: i64) -> UserRow {
    UserRow {
        id: random::id(now),
        email: email.to_owned(),
        email_verified: false,
        name: name.to_owned(),
        image: image.map(str::to_owned),
        role: Role::User.as_str().to_owned(),
        is_active: true,
        time_zone: DEFAULT_TIME_ZONE.to_owned(),
        week_start: WeekStart::default().as_str().to_owned(),
        created_at: now,
        updated_at: now,
    }
}

/// Writes a new account down.
pub(super) async fn insert_account(
    transaction: &mut Transaction,
    user: &UserRow,
    password_hash: &str,
) -> Result<(), Error> {
    insert_user(transaction, user, &fold(&user.name))
        .await
        .map_err(|error| match error {
            database::Error::Unique => Error::Invalid(FieldError::new(Field::Email, Problem::Taken)),
            other => other.into(),
        })?;
    Ok(insert_credential(transaction, &user.id, password_hash, user.created_at).await?)
}

/// Somebody who wants an account and has to confirm the address first.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewcomerLetter {
    user_id: String,
    email: String,
    name: String,
    image: Option<String>,
    password_hash: String,
    pub(super) way_on: Option<String>,
    ip_address: Option<String>,
    user_agent: Option<String>,
}

/// Who turns out to have the address of a newcomer.
pub enum Welcome {
    /// The newcomer: an account whose address is still to be confirmed.
    ToBeVerified(UserRow),
    /// Somebody who has confirmed it long ago.
    Known(UserRow),
    /// Somebody who may not come in.
    Nobody,
}

/// Makes the account of a newcomer, away from the request that asked for it. An account whose address nobody has
/// confirmed is given to whoever signs up last: only the letter tells whose address it is.
pub(super) async fn welcome(auth: &Auth, letter: &NewcomerLetter) -> Result<Welcome, Error> {
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let user = match find_user_by_email(&mut transaction, &letter.email).await? {
        Some(user) if !user.is_active => return Ok(Welcome::Nobody),
        Some(user) if user.email_verified => return Ok(Welcome::Known(user)),
        Some(before) => {
            let user = UserRow {
                name: letter.name.clone(),
                image: letter.image.clone(),
                updated_at: now,
                ..before
            };
            if !replace_unverified(&mut transaction, &user, &fold(&user.name)).await? {
                return Ok(Welcome::Known(user));
            }
            replace_credential(&mut transaction, &user.id, &letter.password_hash, now).await?;
            delete_sessions_of_user(&mut transaction, &user.id).await?;
            user
        }
        None => {
            let user = UserRow {
                id: letter.user_id.clone(),
                ..newcomer(&letter.name, &letter.email, letter.image.as_deref(), now)
            };
            insert_account(&mut transaction, &user, &letter.password_hash).await?;
            user
        }
    };
    let client = ClientInfo {
        ip_address: letter.ip_address.clone(),
        user_agent: letter.user_agent.clone(),
        ..ClientInfo::default()
    };
    let event = Event::of(&user.id, EventKind::SignedUp).from(&client);
    audit::record(auth, &mut transaction, event).await?;
    transaction.commit().await?;
    tracing::info!(user.id, "signed up; the address is to be confirmed");
    Ok(Welcome::ToBeVerified(user))
}
