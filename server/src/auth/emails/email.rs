//! What is to be mailed, to whom, and why: what lies in the queue. `way_on` is what versions before this one have written
//! for `redirect_to`.

use crate::auth::{Auth, Client, FactorCount, UserRow};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is to be mailed.
#[derive(Clone, Serialize, Deserialize)]
pub enum Email {
    /// A link to choose a new password, if somebody has this address. `redirect_to` is where a program wants the link to
    /// lead; without one it leads to our own page.
    ResetPassword {
        email: String,
        #[serde(alias = "way_on")]
        redirect_to: Option<String>,
    },
    /// A link to choose a password, which an administrator has sent.
    PasswordLink { user_id: String, reason: Reason },
    /// An account to be made once its address is confirmed, and a link to do so; or, if somebody has the address,
    /// a word that they have an account.
    SignUp(Box<NewcomerEmail>),
    /// A link to confirm the address, if somebody has it and it is not confirmed yet.
    VerifyEmail {
        email: String,
        #[serde(alias = "way_on")]
        redirect_to: Option<String>,
    },
    /// A link to confirm a new address, sent there.
    ChangeEmail {
        user_id: String,
        new_email: String,
        #[serde(alias = "way_on")]
        redirect_to: Option<String>,
    },
    /// A link to delete the account.
    DeleteAccount {
        user_id: String,
        #[serde(alias = "way_on")]
        redirect_to: Option<String>,
    },
    /// Something has happened that the owner should know.
    Notice {
        /// Where to: an address, for it may not be the account's any more.
        email: String,
        name: String,
        /// Whether the address is known to be the owner's. Emails that were posted before it was asked are.
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

/// How long somebody may take to choose the first password: whoever gets that email does not expect it.
pub const WELCOME_LIFETIME: Duration = Duration::from_hours(72);

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
    /// The same where the present address has to say yes, by a link that is made when the email is composed.
    EmailChangeToApprove {
        user_id: String,
        new_email: String,
        #[serde(alias = "way_on")]
        redirect_to: Option<String>,
    },
    EmailChanged {
        new_email: String,
    },
    /// The same where it can be undone, by a link that is made when the email is composed.
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
    pub(super) fn kind(&self) -> &'static str {
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

impl Email {
    /// A notice to the owner of an account about what was just done from `client`.
    #[must_use]
    pub fn notice(auth: &Auth, user: &UserRow, notice: Notice, client: &Client) -> Self {
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

    /// What kind of email it is, for the operator.
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

/// Somebody who wants an account and has to confirm the address first.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewcomerEmail {
    pub(in crate::auth) user_id: String,
    pub(in crate::auth) email: String,
    pub(in crate::auth) name: String,
    pub(in crate::auth) image: Option<String>,
    #[serde(default)]
    pub(in crate::auth) time_zone: Option<String>,
    pub(in crate::auth) password_hash: String,
    #[serde(alias = "way_on")]
    pub(in crate::auth) redirect_to: Option<String>,
    /// The SHA-256 of what the browser keeps that signed up.
    #[serde(default)]
    pub(in crate::auth) browser_hash: Option<Vec<u8>>,
}
