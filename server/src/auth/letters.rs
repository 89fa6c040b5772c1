//! Letters: what is to be mailed, to whom, and why.
//!
//! A use case posts a letter into the queue, in its own transaction, and answers; a background task composes it and
//! has it sent. That a letter goes to a stranger, an unknown address or nobody is found out only then, so no answer
//! tells it by its words or by its time. Tokens are made when a letter is composed, so none lies in the queue.

use super::{
    Auth, ClientInfo, Error, FactorCount, UserRow, factors_of, limits,
    one_time::{self, OneTimeToken},
    pending_deletion,
    sealed::{self, seal, unseal},
    sign_up::{self, NewcomerLetter, Welcome},
};
use crate::{
    database::statement::Target,
    random,
    store::{email_changes, mails, users},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is to be mailed.
#[derive(Clone, Serialize, Deserialize)]
pub enum Letter {
    /// A link to choose a new password, if somebody has this address. `way_on` is where a program wants the link to
    /// lead; without one it leads to our own page.
    ResetPassword { email: String, way_on: Option<String> },
    /// A link to choose a password, which an administrator has sent.
    PasswordLink { user_id: String, reason: Reason },
    /// An account to be made once its address is confirmed, and a link to do so; or, if somebody has the address,
    /// a word that they have an account.
    SignUp(Box<NewcomerLetter>),
    /// A link to confirm the address, if somebody has it and it is not confirmed yet.
    VerifyEmail { email: String, way_on: Option<String> },
    /// A link to confirm a new address, sent there.
    ChangeEmail {
        user_id: String,
        new_email: String,
        way_on: Option<String>,
    },
    /// A link to delete the account.
    DeleteAccount { user_id: String, way_on: Option<String> },
    /// Something has happened that the owner should know.
    Notice {
        /// Where to: an address, for it may not be the account's any more.
        email: String,
        name: String,
        /// Whether the address is known to be the owner's. Letters that were posted before it was asked are.
        #[serde(default = "confirmed")]
        is_confirmed: bool,
        notice: Notice,
        at: i64,
        ip_address: Option<String>,
        user_agent: Option<String>,
    },
    /// Shows the operator that mail works.
    Test { email: String },
}

const fn confirmed() -> bool {
    true
}

/// Why an administrator sends a link to choose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The account is new and has none yet.
    Welcome,
    /// Its owner has forgotten it.
    Help,
}

/// How long somebody may take to choose the first password: whoever gets that letter does not expect it.
pub const WELCOME_LIFETIME: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// What the owner of an account is told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    NewDevice,
    /// As programs before this one have written it; ours say what else the account is opened by.
    PasswordChanged,
    PasswordReplaced {
        /// What went with the old password.
        removed: FactorCount,
        /// What goes on opening the account.
        kept: FactorCount,
    },
    /// Passkeys or two-step verification were removed by somebody else than their owner.
    FactorsRemoved {
        removed: FactorCount,
    },
    EmailChangeRequested {
        new_email: String,
    },
    /// The same where the present address has to say yes, by a link that is made when the letter is composed.
    EmailChangeToApprove {
        user_id: String,
        new_email: String,
        way_on: Option<String>,
    },
    EmailChanged {
        new_email: String,
    },
    /// The same where it can be undone, by a link that is made when the letter is composed.
    EmailChangedForNow {
        new_email: String,
        undo_id: String,
    },
    /// The account has the address again that it had before.
    EmailChangeUndone {
        email: String,
    },
    TwoFactorOn,
    TwoFactorOff,
    TwoFactorCopied,
    /// Somebody knows the password and has tried codes.
    CodesTried,
    RecoveryCodesMade,
    RecoveryCodeUsed {
        left: u32,
    },
    PasskeyAdded {
        name: String,
    },
    PasskeyRemoved {
        name: String,
    },
    SessionStolen,
    AccountDeleted,
}

impl Notice {
    /// What is counted together.
    fn kind(&self) -> &'static str {
        match self {
            Self::NewDevice => "new device",
            Self::PasswordChanged | Self::PasswordReplaced { .. } => "password changed",
            Self::FactorsRemoved { .. } => "factors removed",
            Self::EmailChangeRequested { .. } | Self::EmailChangeToApprove { .. } => "email change requested",
            Self::EmailChanged { .. } | Self::EmailChangedForNow { .. } => "email changed",
            Self::EmailChangeUndone { .. } => "email change undone",
            Self::TwoFactorOn | Self::TwoFactorOff => "two factor",
            Self::TwoFactorCopied => "two factor copied",
            Self::CodesTried => "codes tried",
            Self::RecoveryCodesMade => "recovery codes made",
            Self::RecoveryCodeUsed { .. } => "recovery code used",
            Self::PasskeyAdded { .. } => "passkey added",
            Self::PasskeyRemoved { .. } => "passkey removed",
            Self::SessionStolen => "session stolen",
            Self::AccountDeleted => "account deleted",
        }
    }
}

impl Letter {
    /// A notice to the owner of an account about what was just done from `client`.
    #[must_use]
    pub fn notice(auth: &Auth, user: &UserRow, notice: Notice, client: &ClientInfo) -> Self {
        Self::Notice {
            email: user.email.clone(),
            name: user.name.clone(),
            is_confirmed: user.email_verified,
            notice,
            at: auth.clock.now(),
            ip_address: client.ip_address.clone(),
            user_agent: client.user_agent.clone(),
        }
    }

    /// Whether it may go out, as far as that is counted: notices of one kind to one address are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_go_out(&self, auth: &Auth) -> Result<bool, Error> {
        match self {
            Self::Notice { email, notice, .. } => limits::may_notify(auth, email, notice.kind()).await,
            _ => Ok(true),
        }
    }

    /// What kind of letter it is, for the operator.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ResetPassword { .. } => "reset-password",
            Self::PasswordLink { .. } => "password-link",
            Self::VerifyEmail { .. } => "verify-email",
            Self::SignUp(_) => "sign-up",
            Self::ChangeEmail { .. } => "change-email",
            Self::DeleteAccount { .. } => "delete-account",
            Self::Notice { .. } => "notice",
            Self::Test { .. } => "test",
        }
    }
}

/// A letter that can be put into words: who gets it, and what it is about.
pub struct Draft {
    pub to: String,
    /// What the reader is called, where that is known.
    pub name: Option<String>,
    pub matter: Matter,
}

/// What a letter is about, with everything its words need.
pub enum Matter {
    ResetPassword {
        link: String,
        /// What is removed unless its owner keeps it.
        factors: FactorCount,
    },
    PasswordLink {
        link: String,
        reason: Reason,
        factors: FactorCount,
    },
    VerifyEmail {
        link: String,
    },
    AlreadySignedUp,
    ChangeEmail {
        link: String,
    },
    DeleteAccount {
        link: String,
    },
    Notice {
        notice: Notice,
        at: i64,
        ip_address: Option<String>,
        user_agent: Option<String>,
        time_zone: String,
        /// What the reader can do about it, where that takes a link of their own.
        link: Option<String>,
    },
    Test,
}

/// Lets only those go on whose letter would reach anybody.
///
/// # Errors
/// [`Error::MailOff`].
pub fn require_mail(auth: &Auth) -> Result<(), Error> {
    if auth.settings.is_mail_on {
        return Ok(());
    }
    Err(Error::MailOff)
}

/// Puts a letter into the queue. Where mail is switched off, nothing is written down. Nor are notices to an address that
/// nobody has confirmed: whoever signed up with it could have a stranger written to for ever.
///
/// # Errors
/// When the database fails.
pub async fn post<'a>(auth: &Auth, target: impl Into<Target<'a>>, letter: &Letter) -> Result<(), Error> {
    let is_to_stranger = matches!(
        letter,
        Letter::Notice {
            is_confirmed: false,
            ..
        }
    );
    if !auth.settings.is_mail_on || is_to_stranger {
        return Ok(());
    }
    let now = auth.clock.now();
    let id = random::id(now);
    let plain = serde_json::to_vec(letter).map_err(Error::Letter)?;
    let sealed = seal(&auth.settings.secrets, sealed::Purpose::Mail, &id, &plain).ok_or(Error::Sealed)?;
    mails::insert_mail(target, &id, letter.kind(), &sealed, now).await?;
    auth.outbox.notify_one();
    Ok(())
}

/// Reads a letter from the queue.
///
/// # Errors
/// [`Error::Sealed`] when it was encrypted under another secret, [`Error::Letter`] when a newer program wrote it.
pub fn open(auth: &Auth, id: &str, sealed: &[u8]) -> Result<Letter, Error> {
    let opened = unseal(&auth.settings.secrets, sealed::Purpose::Mail, id, sealed).ok_or(Error::Sealed)?;
    serde_json::from_slice(&opened.plain).map_err(Error::Letter)
}

/// Finds out who gets a letter and makes the link in it. `None` when it is for nobody.
///
/// # Errors
/// When the database fails.
pub async fn compose(auth: &Auth, letter: Letter) -> Result<Option<Draft>, Error> {
    let database = &auth.database;
    Ok(match letter {
        Letter::ResetPassword { email, way_on } => {
            let Some(user) = users::find_user_by_email(database, &email)
                .await?
                .filter(|user| user.is_active)
            else {
                return Ok(None);
            };
            let purpose = one_time::Purpose::ResetPassword;
            let token = one_time::issue_or_repeat(auth, purpose, &user, &user.email).await?;
            let link = link(auth, "reset-password", &token, way_on.as_deref(), LinkTo::Path);
            let factors = factors_of(auth, &user.id).await?.count();
            Some(to_owner(user, Matter::ResetPassword { link, factors }))
        }
        Letter::PasswordLink { user_id, reason } => {
            let owner = users::find_user(database, &user_id).await?;
            let Some(user) = owner.filter(|user| user.is_active) else {
                return Ok(None);
            };
            let purpose = one_time::Purpose::ResetPassword;
            let token = match reason {
                Reason::Welcome => {
                    one_time::issue_for(auth, database, purpose, &user, &user.email, WELCOME_LIFETIME).await?
                }
                Reason::Help => one_time::issue_or_repeat(auth, purpose, &user, &user.email).await?,
            };
            let link = link(auth, "reset-password", &token, None, LinkTo::Path);
            let factors = factors_of(auth, &user.id).await?.count();
            Some(to_owner(user, Matter::PasswordLink { link, reason, factors }))
        }
        Letter::VerifyEmail { email, way_on } => match users::find_user_by_email(database, &email).await? {
            Some(user) if user.is_active && !user.email_verified => {
                let purpose = one_time::Purpose::VerifyEmail;
                let token = one_time::issue(auth, database, purpose, &user, &user.email).await?;
                Some(verify(auth, user.email, user.name, &token, way_on.as_deref()))
            }
            Some(_) => None,
            None => sign_up::one_more_link(auth, &email)
                .await?
                .map(|(row, token)| verify(auth, row.email, row.name, &token, way_on.as_deref())),
        },
        Letter::SignUp(newcomer) => match sign_up::welcome(auth, &newcomer).await? {
            Welcome::ToBeVerified(token) => {
                let NewcomerLetter {
                    email, name, way_on, ..
                } = *newcomer;
                Some(verify(auth, email, name, &token, way_on.as_deref()))
            }
            Welcome::Known(user) => Some(to_owner(user, Matter::AlreadySignedUp)),
            Welcome::Nobody => None,
        },
        Letter::ChangeEmail {
            user_id,
            new_email,
            way_on,
        } => {
            let Some(user) = users::find_user(database, &user_id)
                .await?
                .filter(|user| user.is_active)
            else {
                return Ok(None);
            };
            // Somebody may have the address by now; only its owner is told, and not by this letter.
            if users::find_user_by_email(database, &new_email).await?.is_some() {
                return Ok(None);
            }
            let (token, now) = (OneTimeToken::random(), auth.clock.now());
            let reserved_for = email_changes::find_reservation(database, &new_email, now).await?;
            if reserved_for.is_some_and(|owner| owner != user.id) {
                return Ok(None);
            }
            // It may have been cancelled, or another one asked for, since this letter was posted.
            if !email_changes::update_new_link(database, &user_id, &new_email, &token.hash(), now).await? {
                return Ok(None);
            }
            let link = address_link(auth, &token, way_on.as_deref());
            Some(Draft {
                to: new_email,
                // Whose address it is has still to be shown.
                name: None,
                matter: Matter::ChangeEmail { link },
            })
        }
        Letter::DeleteAccount { user_id, way_on } => {
            let Some(user) = users::find_user(database, &user_id).await? else {
                return Ok(None);
            };
            // It may have been cancelled since this letter was posted.
            if pending_deletion(auth, &user_id).await?.is_none() {
                return Ok(None);
            }
            let token = one_time::issue(auth, database, one_time::Purpose::DeleteAccount, &user, &user.email).await?;
            let link = link(auth, "delete-user/callback", &token, way_on.as_deref(), LinkTo::Query);
            Some(to_owner(user, Matter::DeleteAccount { link }))
        }
        Letter::Notice {
            email,
            name,
            notice,
            at,
            ip_address,
            user_agent,
            ..
        } => {
            let owner = users::find_user_by_email(database, &email).await?;
            let Some(link) = link_of_notice(auth, &notice).await? else {
                return Ok(None);
            };
            Some(Draft {
                to: email,
                name: Some(name),
                matter: Matter::Notice {
                    notice,
                    at,
                    ip_address,
                    user_agent,
                    time_zone: owner.map_or_else(|| "UTC".to_owned(), |user| user.time_zone),
                    link,
                },
            })
        }
        Letter::Test { email } => Some(Draft {
            to: email,
            name: None,
            matter: Matter::Test,
        }),
    })
}

fn verify(auth: &Auth, email: String, name: String, token: &OneTimeToken, way_on: Option<&str>) -> Draft {
    Draft {
        to: email,
        name: Some(name),
        matter: Matter::VerifyEmail {
            link: address_link(auth, token, way_on),
        },
    }
}

/// The link in a notice that has one; no letter at all where what it asks is not to be asked any more.
async fn link_of_notice(auth: &Auth, notice: &Notice) -> Result<Option<Option<String>>, Error> {
    let (database, token, now) = (&auth.database, OneTimeToken::random(), auth.clock.now());
    Ok(match notice {
        Notice::EmailChangeToApprove {
            user_id,
            new_email,
            way_on,
        } => email_changes::update_old_link(database, user_id, new_email, &token.hash(), now)
            .await?
            .then(|| Some(address_link(auth, &token, way_on.as_deref()))),
        // That the address was changed is worth knowing, also when that can be undone no more.
        Notice::EmailChangedForNow { undo_id, .. } => {
            let has_link = email_changes::update_undo_link(database, undo_id, &token.hash(), now).await?;
            Some(has_link.then(|| address_link(auth, &token, None)))
        }
        _ => Some(None),
    })
}

/// A link to confirm an address leads to our own page, where it takes a click: mail scanners open links too.
fn address_link(auth: &Auth, token: &OneTimeToken, way_on: Option<&str>) -> String {
    let link = format!("{}/verify-email?token={}", auth.settings.base_url, token.reveal());
    match way_on {
        Some(way_on) => format!("{link}&way-on={}", encoded(way_on)),
        None => link,
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A letter to an address nobody has confirmed names nobody: the name is what somebody wrote who may be a stranger to it.
fn to_owner(user: UserRow, matter: Matter) -> Draft {
    Draft {
        to: user.email,
        name: user.email_verified.then_some(user.name),
        matter,
    }
}

/// Where Better Auth has the token of a link.
enum LinkTo {
    Path,
    Query,
}

/// A link with the configured origin and nothing a request has said. Without a way on it leads to our own page, and
/// with one to Better Auth's address, which leads on; `way_on` was checked when the letter was posted.
fn link(auth: &Auth, page: &str, token: &OneTimeToken, way_on: Option<&str>, to: LinkTo) -> String {
    let (base_url, token) = (&auth.settings.base_url, token.reveal());
    let Some(way_on) = way_on else {
        let page = if page == "delete-user/callback" {
            "settings/delete/confirm"
        } else {
            page
        };
        return format!("{base_url}/{page}?token={token}");
    };
    let way_on = encoded(way_on);
    match to {
        LinkTo::Path => format!("{base_url}/api/auth/{page}/{token}?callbackURL={way_on}"),
        LinkTo::Query => format!("{base_url}/api/auth/{page}?token={token}&callbackURL={way_on}"),
    }
}
