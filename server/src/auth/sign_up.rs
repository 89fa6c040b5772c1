use super::{
    Auth, ClientInfo, Error, ImageUrl, OpenSession,
    audit::{self, Event, EventKind},
    limits::{self, Action},
    policy, session,
};
use crate::{
    database::{self, Transaction},
    fold::fold,
    random,
    store::{
        credentials::insert_credential,
        users::{UserRow, insert_user},
    },
};
use app::model::{Field, FieldError, Problem, Role, SignUp, account::WeekStart};

/// Where times are told until somebody says where they are.
const DEFAULT_TIME_ZONE: &str = "UTC";

/// An account to be made.
pub struct NewAccount {
    pub sign_up: SignUp,
    pub image: Option<ImageUrl>,
    /// Whether the first session outlives the browser.
    pub is_remembered: bool,
}

/// What somebody gets who says no more than that.
impl From<SignUp> for NewAccount {
    fn from(sign_up: SignUp) -> Self {
        Self {
            sign_up,
            image: None,
            is_remembered: true,
        }
    }
}

/// Makes an account and opens its first session.
///
/// The database decides whether the address is free, so of many who try it at once one succeeds.
///
/// # Errors
/// [`Error::Invalid`] when the password is too weak or the address is taken; [`Error::TooManyAttempts`];
/// [`Error::Busy`].
pub async fn sign_up(auth: &Auth, account: impl Into<NewAccount>, client: &ClientInfo) -> Result<OpenSession, Error> {
    let NewAccount {
        sign_up,
        image,
        is_remembered,
    } = account.into();
    let personal = [sign_up.name.as_str(), sign_up.email.as_str()];
    policy::check_new_password(&sign_up.password, &personal, auth.settings.password_min_length)?;
    let attempt = limits::before(auth, Action::SignUp(&sign_up.email), client).await?;
    // Before the transaction: a lock must not be held for as long as a hash takes.
    let password_hash = auth.passwords.hash(&sign_up.password).await?;
    let mut transaction = auth.database.begin().await?;
    let user = insert_account(auth, &mut transaction, &sign_up, image, &password_hash).await?;
    let open = session::open(auth, &mut transaction, user, is_remembered, client).await?;
    let event = Event::of(&open.live.user.id, EventKind::SignedUp).session(&open.live.session.session_id);
    audit::record(auth, &mut transaction, event.from(client)).await?;
    attempt.succeeded(&mut transaction).await?;
    transaction.commit().await?;
    tracing::info!(
        user.id = open.data.user.id,
        session.id = open.data.session.id,
        "signed up"
    );
    Ok(open)
}

/// Writes a new account down.
pub(super) async fn insert_account(
    auth: &Auth,
    transaction: &mut Transaction,
    sign_up: &SignUp,
    image: Option<ImageUrl>,
    password_hash: &str,
) -> Result<UserRow, Error> {
    let now = auth.clock.now();
    let user = UserRow {
        id: random::id(now),
        email: sign_up.email.as_str().to_owned(),
        email_verified: false,
        name: sign_up.name.as_str().to_owned(),
        image: image.map(ImageUrl::into_string),
        role: Role::User.as_str().to_owned(),
        is_active: true,
        time_zone: DEFAULT_TIME_ZONE.to_owned(),
        week_start: WeekStart::default().as_str().to_owned(),
        created_at: now,
        updated_at: now,
    };
    insert_user(transaction, &user, &fold(&user.name))
        .await
        .map_err(|error| match error {
            database::Error::Unique => Error::Invalid(FieldError::new(Field::Email, Problem::Taken)),
            other => other.into(),
        })?;
    insert_credential(transaction, &user.id, password_hash, now).await?;
    Ok(user)
}
