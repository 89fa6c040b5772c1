//! Confirming an address: that of an account, of a sign-up that waits for it, or the one an account is to have.
//!
//! A click shows who reads the mailbox, and not who has chosen the password. So the page asks for that password, unless
//! it is clear already: by a session of the account, or by the browser that signed up. Who does not know it gets the
//! account without it, and without anything else that somebody may have put there.

use super::{
    Auth, Client, Error, LinkError, LiveSession, UserRow,
    audit::{self, Event, EventKind},
    change_email::{self, ChangeStep},
    emails::{self, Email},
    factors::{clear_account, take_links_back},
    limits::{self, Action},
    one_time::{self, Purpose},
    password::{Effort, Verdict},
    sign_up::insert_account,
    tokens::CookieToken,
    tokens::OneTimeToken,
};
use crate::{
    database::Transaction,
    fold::fold,
    store::{
        credentials::{delete_credential, find_credential, replace_credential},
        email_changes::{
            EmailChangeUndoRow, LinkedEmailChange, find_email_change_by_link, find_reservation, find_undo,
        },
        one_time_tokens::OneTimeTokenRow,
        pending_sign_ups::{
            PendingSignUpRow, consume_pending_sign_up, delete_pending_sign_ups_of_email, find_pending_sign_up,
        },
        users::{find_user, find_user_by_email, mark_email_verified, replace_unverified},
    },
};
use app::model::{EmailAddress, Password};
use subtle::ConstantTimeEq;

/// Has a link mailed by which the owner of an address confirms it. The answer is the same for every address.
///
/// # Errors
/// [`Error::TooManyAttempts`], [`Error::MailOff`].
pub async fn request_verification(
    auth: &Auth,
    email: &EmailAddress,
    redirect_to: Option<String>,
    client: &Client,
) -> Result<(), Error> {
    emails::require_mail(auth)?;
    limits::before_mail(auth, email, client).await?;
    let email = Email::VerifyEmail {
        email: email.as_str().to_owned(),
        redirect_to,
    };
    emails::post(auth, &auth.database, &email).await
}

/// What a link is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressLink {
    pub kind: LinkKind,
    /// The address that is confirmed, or had back.
    pub email: String,
    /// The one the account has now, where that is another.
    pub present: Option<String>,
    /// Whether the page has to ask for the password that was chosen.
    pub asks_for_password: bool,
}

/// What following a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Confirms the address of an account, or makes one of a sign-up.
    Verify,
    /// Says yes to a change of address, from the new mailbox.
    ToNewAddress,
    /// The same from the present one.
    ToPresentAddress,
    /// Gives an account its address of before back.
    Undo,
}

/// What somebody shows besides a link.
#[derive(Clone, Copy)]
pub enum LinkProof<'a> {
    /// What a form says, and what its browser has from signing up.
    Form {
        password: Option<&'a Password>,
        browser: Option<&'a CookieToken>,
    },
    /// Nothing, and nothing can be asked: Better Auth's protocol. It confirms what the link is bound to, as it is.
    LinkAlone,
}

/// What came of following a link.
#[derive(Debug)]
pub enum Confirmed {
    /// The address is confirmed, and its owner can sign in.
    Verified(UserRow),
    /// The same, and this token lets a password be chosen, for there is none.
    WithoutPassword(UserRow, OneTimeToken),
    /// An address is changed, or will be when somebody else says yes.
    Change(ChangeStep),
}

/// What a link is about, for whoever opens it. Looking does not use it up.
///
/// # Errors
/// [`LinkError::Spent`].
pub async fn peek_address_link(
    auth: &Auth,
    token: &OneTimeToken,
    browser: Option<&CookieToken>,
    by: Option<&LiveSession>,
) -> Result<AddressLink, Error> {
    Ok(match find(auth, token).await? {
        Found::Account(row) => AddressLink {
            kind: LinkKind::Verify,
            present: None,
            asks_for_password: by.is_none_or(|live| live.user.id != row.user_id),
            email: row.email,
        },
        Found::SignUp(row) => AddressLink {
            kind: LinkKind::Verify,
            present: None,
            asks_for_password: !is_same_browser(&row, browser),
            email: row.email,
        },
        Found::Change(LinkedEmailChange { change, is_to_new }) => AddressLink {
            kind: match is_to_new {
                true => LinkKind::ToNewAddress,
                false => LinkKind::ToPresentAddress,
            },
            email: change.new_email,
            present: Some(change.old_email),
            asks_for_password: false,
        },
        Found::Undo(undo) => AddressLink {
            kind: LinkKind::Undo,
            present: find_user(&auth.database, &undo.user_id).await?.map(|user| user.email),
            email: undo.old_email,
            asks_for_password: false,
        },
    })
}

/// Confirms an address by the link that was mailed there. A link of another account than the one somebody is signed in
/// to is refused: nothing switches accounts silently.
///
/// # Errors
/// [`LinkError::Spent`], also when somebody else has the address by now; [`LinkError::AnotherAccount`];
/// [`Error::WrongPassword`], [`Error::TooManyAttempts`], [`Error::Busy`], and then the link is still good.
#[tracing::instrument(name = "confirm an address", level = "debug", skip_all)]
pub async fn confirm_address(
    auth: &Auth,
    token: &OneTimeToken,
    proof: LinkProof<'_>,
    by: Option<&LiveSession>,
    client: &Client,
) -> Result<Confirmed, Error> {
    let is_another = |user_id: &str| by.is_some_and(|live| live.user.id != user_id);
    match find(auth, token).await? {
        Found::Account(row) if is_another(&row.user_id) => Err(LinkError::AnotherAccount.into()),
        Found::Account(row) => confirm_account(auth, token, &row.user_id, proof, by.is_some(), client).await,
        Found::SignUp(row) if by.is_some_and(|live| live.user.email != row.email) => {
            Err(LinkError::AnotherAccount.into())
        }
        Found::SignUp(row) => confirm_sign_up(auth, token, &row, proof, client).await,
        Found::Change(linked) if is_another(&linked.change.user_id) => Err(LinkError::AnotherAccount.into()),
        Found::Change(_) => change_email::confirm_by_link(auth, token, client)
            .await
            .map(Confirmed::Change),
        // It takes back what was confirmed, by a form of its own.
        Found::Undo(_) => Err(LinkError::Spent.into()),
    }
}

/// Confirms the address of an account that is there already. What is in it stays for whoever shows to have made it.
async fn confirm_account(
    auth: &Auth,
    token: &OneTimeToken,
    user_id: &str,
    proof: LinkProof<'_>,
    is_signed_in: bool,
    client: &Client,
) -> Result<Confirmed, Error> {
    let before = find_user(&auth.database, user_id).await?;
    let before = before.filter(|user| user.is_active).ok_or(LinkError::Spent)?;
    let credential = find_credential(&auth.database, user_id).await?;
    let known = match (proof, credential) {
        // Signed in to this very account: that of another was refused before.
        _ if is_signed_in || before.email_verified => Known::Maker,
        (LinkProof::LinkAlone, _) => Known::Nobody { keeps_password: true },
        (
            LinkProof::Form {
                password: Some(password),
                ..
            },
            Some(credential),
        ) => {
            check_password(auth, &before.email, &credential.password_hash, password, client).await?;
            Known::Maker
        }
        (LinkProof::Form { .. }, _) => Known::Nobody { keeps_password: false },
    };
    let now = auth.clock.now();
    let mut transaction = auth.database.begin().await?;
    let row = one_time::consume(auth, &mut transaction, Purpose::VerifyEmail, token).await?;
    if known == (Known::Nobody { keeps_password: false }) {
        // First what signing in claims first, so that neither waits for the other.
        delete_credential(&mut transaction, &row.user_id).await?;
    }
    let marked = mark_email_verified(&mut transaction, &row.user_id, &row.email, now).await?;
    let user = marked.ok_or(LinkError::Spent)?;
    match known {
        Known::Maker => take_links_back(&mut transaction, &user.id).await?,
        Known::Nobody { .. } => clear(auth, &mut transaction, &user, client).await?,
    }
    delete_pending_sign_ups_of_email(&mut transaction, &user.email).await?;
    let event = Event::of(&user.id, EventKind::EmailVerified).from(client);
    audit::record(auth, &mut transaction, event).await?;
    commit(auth, transaction, user, known).await
}

/// Makes an account of a sign-up that has waited for its link, or gives it the one whose address nobody has confirmed.
async fn confirm_sign_up(
    auth: &Auth,
    token: &OneTimeToken,
    row: &PendingSignUpRow,
    proof: LinkProof<'_>,
    client: &Client,
) -> Result<Confirmed, Error> {
    let known = match proof {
        LinkProof::LinkAlone => Known::Nobody { keeps_password: true },
        LinkProof::Form { browser, .. } if is_same_browser(row, browser) => Known::Maker,
        LinkProof::Form { password: None, .. } => Known::Nobody { keeps_password: false },
        LinkProof::Form {
            password: Some(password),
            ..
        } => {
            check_password(auth, &row.email, &row.password_hash, password, client).await?;
            Known::Maker
        }
    };
    let now = auth.clock.now();
    // Two of one address that are confirmed at once would wait for each other.
    let mut transaction = auth.database.begin_alone().await?;
    let consumed = consume_pending_sign_up(&mut transaction, &token.hash(), now).await?;
    let row = consumed.ok_or(LinkError::Spent)?;
    let found = find_user_by_email(&mut transaction, &row.email).await?;
    let user = match found {
        Some(user) if user.email_verified || !user.is_active => return Err(LinkError::Spent.into()),
        Some(before) => take_over(auth, &mut transaction, before, &row, client).await?,
        None if find_reservation(&mut transaction, &row.email, now).await?.is_some() => {
            return Err(LinkError::Spent.into());
        }
        None => {
            let user = row.to_user(now);
            insert_account(&mut transaction, &user, &row.password_hash)
                .await
                .map_err(|error| match error {
                    // Taken meanwhile: whose link is followed first has the address.
                    Error::Invalid(_) => Error::Link(LinkError::Spent),
                    other => other,
                })?;
            user
        }
    };
    if known == (Known::Nobody { keeps_password: false }) {
        delete_credential(&mut transaction, &user.id).await?;
    }
    let marked = mark_email_verified(&mut transaction, &user.id, &user.email, now).await?;
    let user = marked.ok_or(LinkError::Spent)?;
    delete_pending_sign_ups_of_email(&mut transaction, &user.email).await?;
    for kind in [EventKind::SignedUp, EventKind::EmailVerified] {
        audit::record(auth, &mut transaction, Event::of(&user.id, kind).from(client)).await?;
    }
    commit(auth, transaction, user, known).await
}

/// Gives an account whose address nobody has confirmed to a sign-up that has.
async fn take_over(
    auth: &Auth,
    transaction: &mut Transaction,
    before: UserRow,
    row: &PendingSignUpRow,
    client: &Client,
) -> Result<UserRow, Error> {
    let now = auth.clock.now();
    let user = UserRow {
        name: row.name.clone(),
        image: row.image.clone(),
        updated_at: now,
        ..before
    };
    replace_credential(transaction, &user.id, &row.password_hash, now).await?;
    if !replace_unverified(transaction, &user, &fold(&user.name)).await? {
        return Err(LinkError::Spent.into());
    }
    clear(auth, transaction, &user, client).await?;
    Ok(user)
}

/// Who is known to follow a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Whoever made what the link is about.
    Maker,
    /// Somebody who reads the mailbox.
    Nobody { keeps_password: bool },
}

async fn commit(auth: &Auth, mut transaction: Transaction, user: UserRow, known: Known) -> Result<Confirmed, Error> {
    let reset = match known {
        Known::Nobody { keeps_password: false } => {
            let purpose = Purpose::ResetPassword;
            Some(one_time::issue(auth, &mut transaction, purpose, &user, &user.email).await?)
        }
        _ => None,
    };
    auth.session_events.commit(transaction, &user.id).await?;
    tracing::info!(user.id, "an address was confirmed");
    Ok(match reset {
        Some(token) => Confirmed::WithoutPassword(user, token),
        None => Confirmed::Verified(user),
    })
}

/// Leaves nothing in an account that somebody else may have put there.
async fn clear(auth: &Auth, transaction: &mut Transaction, user: &UserRow, client: &Client) -> Result<(), Error> {
    let removed = clear_account(auth, transaction, user).await?;
    if removed.is_none() {
        return Ok(());
    }
    let event = Event::of(&user.id, EventKind::FactorsRemoved).from(client);
    audit::record(auth, transaction, event.detail(removed.words())).await
}

/// Guessing is limited as it is at signing in.
async fn check_password(
    auth: &Auth,
    email: &str,
    stored: &str,
    password: &Password,
    client: &Client,
) -> Result<(), Error> {
    let email = EmailAddress::parse(email)?;
    let attempt = limits::before(auth, Action::Password(&email), client).await?;
    let verified = auth.passwords.verify(password, Some(stored), Effort::OfItsKind).await;
    if attempt.unless_failed(verified).await? == Verdict::Wrong {
        return Err(Error::WrongPassword);
    }
    let mut transaction = auth.database.begin().await?;
    attempt.half_succeeded(&mut transaction).await?;
    Ok(transaction.commit().await?)
}

fn is_same_browser(row: &PendingSignUpRow, browser: Option<&CookieToken>) -> bool {
    match (&row.browser_hash, browser) {
        (Some(hash), Some(browser)) => hash.as_slice().ct_eq(&browser.hash()).into(),
        _ => false,
    }
}

enum Found {
    Account(OneTimeTokenRow),
    SignUp(PendingSignUpRow),
    Change(LinkedEmailChange),
    Undo(EmailChangeUndoRow),
}

/// The same page is for all of them, so a link is looked for as each.
async fn find(auth: &Auth, token: &OneTimeToken) -> Result<Found, Error> {
    let (database, hash, now) = (&auth.database, token.hash(), auth.clock.now());
    match one_time::peek(auth, Purpose::VerifyEmail, token).await {
        Ok(row) => return Ok(Found::Account(row)),
        Err(Error::Link(LinkError::Spent)) => {}
        Err(error) => return Err(error),
    }
    if let Some(row) = find_pending_sign_up(database, &hash, now).await? {
        return Ok(Found::SignUp(row));
    }
    if let Some(linked) = find_email_change_by_link(database, &hash, now).await? {
        return Ok(Found::Change(linked));
    }
    let undo = find_undo(database, &hash, now).await?;
    undo.map(Found::Undo).ok_or(Error::Link(LinkError::Spent))
}
