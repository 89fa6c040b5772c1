//! The record of what happened to accounts: shown to their owners and to the operator, and kept for a configured time.
//!
//! It holds no passwords, tokens or mail addresses. A sign-in to an address without an account is recorded too, for
//! nobody, so that it costs the same time.

use super::{Auth, Client, Error};
use crate::{
    clock::millis,
    database::{Database, statement::Target},
    random,
    store::audit_events,
    telemetry::metrics,
};

pub use crate::store::audit_events::AuditEventRow;

/// What the record calls whoever sits at the machine itself.
pub const OPERATOR: &str = "operator";

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    SignedUp,
    SignedIn,
    SignInFailed,
    SecondStepFailed,
    /// By somebody who was signed in.
    PasswordRefused,
    /// A client was held back for too many attempts; written down once a minute, and about no account.
    AttemptsLimited,
    SignedOut,
    /// A used refresh token came back: somebody has copied it, and the session was ended.
    RefreshReused,
    PasswordChanged,
    PasswordReset,
    /// By an administrator, to its owner.
    PasswordLinkSent,
    EmailVerified,
    EmailChangeRequested,
    EmailChangeApproved,
    EmailChangeCancelled,
    EmailChanged,
    EmailChangeUndone,
    TwoFactorOn,
    TwoFactorOff,
    /// Its secret was told once more, to set up another app.
    TwoFactorCopied,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    /// Passkeys or two-step verification went because an account was recovered, or by an administrator.
    FactorsRemoved,
    SessionRevoked,
    SessionsRevoked,
    DataExported,
    DataImported,
    RoleChanged,
    Disabled,
    Enabled,
    AccountDeleted,
    /// By the operator, and about no account: as all that follow.
    KeyMade,
    KeyRetired,
    SecretsResealed,
    EmailsRetried,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 37] = [
        Self::SignedUp,
        Self::SignedIn,
        Self::SignInFailed,
        Self::SecondStepFailed,
        Self::PasswordRefused,
        Self::AttemptsLimited,
        Self::SignedOut,
        Self::RefreshReused,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::PasswordLinkSent,
        Self::EmailVerified,
        Self::EmailChangeRequested,
        Self::EmailChangeApproved,
        Self::EmailChangeCancelled,
        Self::EmailChanged,
        Self::EmailChangeUndone,
        Self::TwoFactorOn,
        Self::TwoFactorOff,
        Self::TwoFactorCopied,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::FactorsRemoved,
        Self::SessionRevoked,
        Self::SessionsRevoked,
        Self::DataExported,
        Self::DataImported,
        Self::RoleChanged,
        Self::Disabled,
        Self::Enabled,
        Self::AccountDeleted,
        Self::KeyMade,
        Self::KeyRetired,
        Self::SecretsResealed,
        Self::EmailsRetried,
    ];

    /// As it is stored, and told to programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedUp => "signed-up",
            Self::SignedIn => "signed-in",
            Self::SignInFailed => "sign-in-failed",
            Self::SecondStepFailed => "second-step-failed",
            Self::PasswordRefused => "password-refused",
            Self::AttemptsLimited => "attempts-limited",
            Self::SignedOut => "signed-out",
            Self::RefreshReused => "refresh-reused",
            Self::PasswordChanged => "password-changed",
            Self::PasswordReset => "password-reset",
            Self::PasswordLinkSent => "password-link-sent",
            Self::EmailVerified => "email-verified",
            Self::EmailChangeRequested => "email-change-requested",
            Self::EmailChangeApproved => "email-change-approved",
            Self::EmailChangeCancelled => "email-change-cancelled",
            Self::EmailChanged => "email-changed",
            Self::EmailChangeUndone => "email-change-undone",
            Self::TwoFactorOn => "two-factor-on",
            Self::TwoFactorOff => "two-factor-off",
            Self::TwoFactorCopied => "two-factor-copied",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::FactorsRemoved => "factors-removed",
            Self::SessionRevoked => "session-revoked",
            Self::SessionsRevoked => "sessions-revoked",
            Self::DataExported => "data-exported",
            Self::DataImported => "data-imported",
            Self::RoleChanged => "role-changed",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::AccountDeleted => "account-deleted",
            Self::KeyMade => "key-made",
            Self::KeyRetired => "key-retired",
            Self::SecretsResealed => "secrets-resealed",
            // As it stands in records that are kept.
            Self::EmailsRetried => "letters-retried",
        }
    }

    /// The kind behind a stored name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What happened, in words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SignedUp => "Account created",
            Self::SignedIn => "Signed in",
            Self::SignInFailed => "Wrong password at sign-in",
            Self::SecondStepFailed => "Wrong code at two-step verification",
            Self::PasswordRefused => "Wrong password while signed in",
            Self::AttemptsLimited => "Held back after too many attempts",
            Self::SignedOut => "Signed out",
            Self::RefreshReused => "Device signed out: its cookies or tokens had been copied",
            Self::PasswordChanged => "Password changed",
            Self::PasswordReset => "Password reset by e-mail",
            Self::PasswordLinkSent => "Link to choose a password sent",
            Self::EmailVerified => "E-mail address confirmed",
            Self::EmailChangeRequested => "Change of e-mail address requested",
            Self::EmailChangeApproved => "Change of e-mail address approved",
            Self::EmailChangeCancelled => "Change of e-mail address cancelled",
            Self::EmailChanged => "E-mail address changed",
            Self::EmailChangeUndone => "Change of e-mail address undone",
            Self::TwoFactorOn => "Two-step verification turned on",
            Self::TwoFactorOff => "Two-step verification turned off",
            Self::TwoFactorCopied => "Key of two-step verification shown again",
            Self::RecoveryCodesMade => "New recovery codes made",
            Self::RecoveryCodeUsed => "Recovery code used",
            Self::PasskeyAdded => "Passkey added",
            Self::PasskeyRemoved => "Passkey removed",
            Self::FactorsRemoved => "Ways to sign in removed",
            Self::SessionRevoked => "Device signed out",
            Self::SessionsRevoked => "Other devices signed out",
            Self::DataExported => "Data exported",
            Self::DataImported => "Data imported",
            Self::RoleChanged => "Role changed",
            Self::Disabled => "Account disabled",
            Self::Enabled => "Account enabled",
            Self::AccountDeleted => "Account deleted",
            Self::KeyMade => "Signing key made",
            Self::KeyRetired => "Signing key retired",
            Self::SecretsResealed => "Encrypted again with the current secret",
            Self::EmailsRetried => "Undelivered e-mails put back into the queue",
        }
    }
}

/// Something that has happened, before it is written down.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    kind: EventKind,
    user_id: Option<&'a str>,
    actor_id: Option<&'a str>,
    session_id: Option<&'a str>,
    client: Option<&'a Client>,
    detail: Option<String>,
}

impl<'a> Event<'a> {
    /// Something that happened to the account of `user_id`.
    #[must_use]
    pub fn of(user_id: &'a str, kind: EventKind) -> Self {
        Self {
            user_id: Some(user_id),
            ..Self::anonymous(kind)
        }
    }

    /// Something that happened where there is no account.
    #[must_use]
    pub fn anonymous(kind: EventKind) -> Self {
        Self {
            kind,
            user_id: None,
            actor_id: None,
            session_id: None,
            client: None,
            detail: None,
        }
    }

    /// In, or to, this session.
    #[must_use]
    pub fn session(self, session_id: &'a str) -> Self {
        Self {
            session_id: Some(session_id),
            ..self
        }
    }

    /// From this device.
    #[must_use]
    pub fn from(self, client: &'a Client) -> Self {
        Self {
            client: Some(client),
            ..self
        }
    }

    /// Done by somebody else than the owner.
    #[must_use]
    pub fn by(self, actor_id: &'a str) -> Self {
        Self {
            actor_id: Some(actor_id),
            ..self
        }
    }

    /// With something more to say, such as how many sessions ended. Never a secret or an address.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }
}

/// Writes an event down, in the transaction of what it tells about where there is one.
///
/// # Errors
/// When the database fails: then what was to be recorded must not happen either.
pub async fn record<'a>(auth: &Auth, target: impl Into<Target<'a>>, event: Event<'_>) -> Result<(), Error> {
    write_down(target, event, auth.clock.now()).await
}

/// Writes down what the operator has done to the installation as a whole.
///
/// # Errors
/// When the database fails.
pub async fn record_by_operator(database: &Database, kind: EventKind, detail: &str, now: i64) -> Result<(), Error> {
    let event = Event::anonymous(kind).by(OPERATOR).detail(detail);
    write_down(database, event, now).await
}

async fn write_down<'a>(target: impl Into<Target<'a>>, event: Event<'_>, now: i64) -> Result<(), Error> {
    let row = AuditEventRow {
        id: random::id(now),
        kind: event.kind.as_str().to_owned(),
        user_id: event.user_id.map(str::to_owned),
        actor_id: event.actor_id.map(str::to_owned),
        session_id: event.session_id.map(str::to_owned),
        ip_address: event.client.and_then(|client| client.ip_address.clone()),
        user_agent: event.client.and_then(|client| client.user_agent.clone()),
        detail: event.detail,
        created_at: now,
    };
    audit_events::insert_audit_event(target, &row).await?;
    metrics::event(event.kind.as_str());
    Ok(())
}

/// The latest events of an account before the one with the id `before`, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_events(
    auth: &Auth,
    user_id: &str,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<AuditEventRow>, Error> {
    // Ids are lower-case hexadecimal, so this comes after all of them, in whatever order a database has its letters.
    let before = before.unwrap_or("g");
    Ok(audit_events::find_audit_events_of_user(&auth.database, user_id, before, limit.into()).await?)
}

/// Clears a part of what is older than the operator wants to keep away, and tells how many events that were.
///
/// # Errors
/// When the database fails.
pub async fn forget_old_events(auth: &Auth) -> Result<u64, Error> {
    let time = auth.clock.now() - millis(auth.settings.audit_retention);
    Ok(audit_events::delete_audit_events_before(&auth.database, time).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(EventKind::parse("unheard-of"), None);
    }
}
