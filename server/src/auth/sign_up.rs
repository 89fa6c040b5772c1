//! Making an account, for pages and the API; and, with `REQUIRE_EMAIL_VERIFICATION`, letting a sign-up wait for its
//! link.
//!
//! Whether an address is free is decided by the unique column and by reservations, in the transaction that inserts, so
//! of many at once one succeeds. Where addresses are verified first, the answer is the same for a free and a taken one;
//! what differs happens when the email is composed. Sign-ups that wait touch neither each other nor an account.

use super::{
    Auth, Client, Error, ImageUrl, OpenSession, TimeZoneName, WeekStart,
    audit::{self, Event, EventKind},
    emails::{self, Email, NewcomerEmail},
    limits::{self, Action},
    one_time::Purpose,
    policy, session,
    tokens::{CookieToken, OneTimeToken},
};
use crate::{
    clock::millis,
    database::{self, Transaction},
    fold::fold,
    random,
    store::{
        credentials::insert_credential,
        email_changes::find_reservation,
        pending_sign_ups::{
            PendingSignUpRow, delete_expired_pending_sign_ups, find_newest_pending_sign_up, insert_pending_sign_up,
        },
        users::{UserRow, find_user_by_email, insert_user},
    },
    telemetry::metrics::{self, Outcome},
};
use app::model::{Field, FieldError, Problem, Role, SignUp};

/// So many sign-ups of one address wait at most. None gives way to a later one, or a stranger could end the owner's;
/// five emails an hour to one address, each good for a day, are no more than this.
const MOST_PENDING: i64 = 120;

/// Where times are told until somebody says where they are.
const DEFAULT_TIME_ZONE: &str = "UTC";

/// An account to be made.
pub struct NewAccount {
    pub sign_up: SignUp,
    pub image: Option<ImageUrl>,
    /// Whether the first session outlives the browser.
    pub is_remembered: bool,
    /// Where the link that confirms the address leads on to; the caller has checked that it is trusted.
    pub redirect_to: Option<String>,
}

impl NewAccount {
    fn to_user(&self, now: i64) -> UserRow {
        let sign_up = &self.sign_up;
        let image = self.image.as_ref().map(ImageUrl::as_str);
        let user = newcomer(sign_up.name.as_str(), sign_up.email.as_str(), image, now);
        match TimeZoneName::parse(&sign_up.time_zone) {
            Ok(time_zone) => UserRow {
                time_zone: time_zone.as_str().to_owned(),
                ..user
            },
            Err(_) => user,
        }
    }
}

/// What somebody gets who says no more than that.
impl From<SignUp> for NewAccount {
    fn from(sign_up: SignUp) -> Self {
        Self {
            sign_up,
            image: None,
            is_remembered: true,
            redirect_to: None,
        }
    }
}

/// What came of signing up.
pub enum SignedUp {
    /// There is an account, and its owner is signed in.
    In(Box<OpenSession>),
    /// The address has to be confirmed first. This is what the account will be, if there is none yet; whether there
    /// is, only an email to that address tells. The browser that keeps the token need not give the password again when
    /// it follows the link.
    ToBeVerified(Box<UserRow>, CookieToken),
}

/// Makes an account and opens its first session; or, where addresses have to be confirmed first, has an email sent
/// and leaves the rest for later.
///
/// The database decides whether the address is free, so of many who try it at once one succeeds.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::TooManyAttempts`];
/// [`Error::Busy`].
#[tracing::instrument(name = "sign up", level = "debug", skip_all)]
pub async fn sign_up(auth: &Auth, account: impl Into<NewAccount>, client: &Client) -> Result<SignedUp, Error> {
    let outcome = try_sign_up(auth, account.into(), client).await;
    metrics::signed_up(match &outcome {
        Ok(SignedUp::In(_)) => Outcome::Done,
        Ok(SignedUp::ToBeVerified(..)) => Outcome::Pending,
        Err(error) => error.into(),
    });
    outcome
}

async fn try_sign_up(auth: &Auth, account: NewAccount, client: &Client) -> Result<SignedUp, Error> {
    let sign_up = &account.sign_up;
    let personal = [sign_up.name.as_str(), sign_up.email.as_str()];
    policy::check_length(&sign_up.password, auth.settings.password_min_length)?;
    let attempt = limits::before(auth, Action::SignUp(&sign_up.email), client).await?;
    if auth.settings.requires_verification {
        limits::before_mail(auth, &sign_up.email, client).await?;
    }
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let password_hash = policy::hash_new_password(auth, &sign_up.password, &personal).await?;
    let user = account.to_user(auth.clock.now());
    if auth.settings.requires_verification {
        let browser = CookieToken::random();
        let mail = NewcomerEmail {
            user_id: user.id.clone(),
            email: user.email.clone(),
            name: user.name.clone(),
            image: user.image.clone(),
            time_zone: Some(user.time_zone.clone()),
            password_hash,
            redirect_to: account.redirect_to,
            browser_hash: Some(browser.hash().to_vec()),
        };
        // Whether the address has an account is found out when the email is composed, so neither this answer nor its
        // time tells.
        emails::post(auth, &auth.database, &Email::SignUp(Box::new(mail))).await?;
        return Ok(SignedUp::ToBeVerified(Box::new(user), browser));
    }
    // Before the transaction, for it has one of its own: whoever holds a connection must not wait for another.
    let may_welcome = limits::may_welcome(auth, &sign_up.email).await?;
    let mut transaction = auth.database.begin().await?;
    insert_account(&mut transaction, &user, &password_hash).await?;
    let email = Email::VerifyEmail {
        email: user.email.clone(),
        redirect_to: account.redirect_to,
    };
    if may_welcome {
        emails::post(auth, &mut transaction, &email).await?;
    }
    let open = session::open(auth, &mut transaction, user, account.is_remembered, client).await?;
    let event = Event::of(&open.live.user.id, EventKind::SignedUp).session(&open.live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    attempt.succeeded(&mut transaction).await?;
    session::commit(auth, transaction, &open).await?;
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

/// Writes a new account down. An address that was given up a moment ago is taken: whoever had it can have it back.
pub(super) async fn insert_account(
    transaction: &mut Transaction,
    user: &UserRow,
    password_hash: &str,
) -> Result<(), Error> {
    insert_account_without_password(transaction, user).await?;
    Ok(insert_credential(transaction, &user.id, password_hash, user.created_at).await?)
}

/// The same for somebody who is to choose a password by mail.
pub(super) async fn insert_account_without_password(
    transaction: &mut Transaction,
    user: &UserRow,
) -> Result<(), Error> {
    let taken = || Error::Invalid(FieldError::new(Field::Email, Problem::Taken));
    if find_reservation(&mut *transaction, &user.email, user.created_at)
        .await?
        .is_some()
    {
        return Err(taken());
    }
    insert_user(transaction, user, &fold(&user.name))
        .await
        .map_err(|error| match error {
            database::Error::Unique => taken(),
            other => other.into(),
        })
}

/// Who turns out to have the address of a newcomer.
pub enum Welcome {
    /// The newcomer, as far as anybody knows: here is the token of the link that shows it.
    ToBeVerified(OneTimeToken),
    /// Somebody who has confirmed it long ago.
    Known(UserRow),
    /// Somebody who may not come in.
    Nobody,
}

/// Lets a sign-up wait for its link, away from the request that asked for it. Nothing else is touched by it: neither
/// another sign-up that waits nor an account whose address nobody has confirmed. Whose link is followed decides.
pub(super) async fn welcome(auth: &Auth, mail: &NewcomerEmail) -> Result<Welcome, Error> {
    let now = auth.clock.now();
    match find_user_by_email(&auth.database, &mail.email).await? {
        Some(user) if !user.is_active => return Ok(Welcome::Nobody),
        Some(user) if user.email_verified => return Ok(Welcome::Known(user)),
        _ => {}
    }
    if find_reservation(&auth.database, &mail.email, now).await?.is_some() {
        return Ok(Welcome::Nobody);
    }
    let row = PendingSignUpRow {
        id: mail.user_id.clone(),
        email: mail.email.clone(),
        name: mail.name.clone(),
        image: mail.image.clone(),
        time_zone: mail.time_zone.clone(),
        password_hash: mail.password_hash.clone(),
        browser_hash: mail.browser_hash.clone(),
        created_at: now,
        expires_at: now + millis(Purpose::VerifyEmail.lifetime()),
    };
    let token = wait_for_link(auth, &row).await?;
    Ok(token.map_or(Welcome::Nobody, Welcome::ToBeVerified))
}

/// One more link for the last sign-up of an address, beside the one it has. `None` when none waits, or too many do.
pub(super) async fn one_more_link(auth: &Auth, email: &str) -> Result<Option<(PendingSignUpRow, OneTimeToken)>, Error> {
    let now = auth.clock.now();
    let Some(newest) = find_newest_pending_sign_up(&auth.database, email, now).await? else {
        return Ok(None);
    };
    let row = PendingSignUpRow {
        id: random::id(now),
        created_at: now,
        expires_at: now + millis(Purpose::VerifyEmail.lifetime()),
        ..newest
    };
    let token = wait_for_link(auth, &row).await?;
    Ok(token.map(|token| (row, token)))
}

async fn wait_for_link(auth: &Auth, row: &PendingSignUpRow) -> Result<Option<OneTimeToken>, Error> {
    let token = OneTimeToken::random();
    let is_waiting = insert_pending_sign_up(&auth.database, row, &token.hash(), MOST_PENDING).await?;
    if is_waiting {
        tracing::info!("a sign-up waits for its address to be confirmed");
    }
    Ok(is_waiting.then_some(token))
}

impl PendingSignUpRow {
    /// The account it becomes.
    pub(super) fn to_user(&self, now: i64) -> UserRow {
        UserRow {
            id: self.id.clone(),
            time_zone: self.time_zone.as_deref().unwrap_or(DEFAULT_TIME_ZONE).to_owned(),
            ..newcomer(&self.name, &self.email, self.image.as_deref(), now)
        }
    }
}

/// Clears a part of those away that nobody has confirmed in time and tells how many there were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(auth: &Auth) -> Result<u64, Error> {
    Ok(delete_expired_pending_sign_ups(&auth.database, auth.clock.now()).await?)
}
