//! Accounts and sessions: who somebody is, and for how long we believe it.
//!
//! A session is a row in the database. The browser holds two cookies for it: a JWT of a few minutes, which nobody
//! else sees, and a refresh token whose hash alone is stored. Programs and other services get access tokens. At
//! our own door a valid signature is not enough, the session must be alive, so ending it works at
//! the very next request. This folder names neither axum nor Leptos.

mod accounts;
pub mod admin;
pub mod audit;
mod authenticate;
pub mod bearer;
pub mod change_email;
mod change_password;
mod check_password;
mod client;
mod confirm;
pub mod cookie_header;
pub mod cookies;
mod current_session;
mod delete_user;
pub mod device;
pub mod emails;
mod error;
mod export;
mod factors;
mod image;
pub mod installation;
pub mod jwt;
mod key_source;
pub mod keys;
pub mod limits;
mod link_error;
pub mod one_time;
pub mod origins;
mod own_change;
mod passkey_name;
pub mod passkeys;
pub mod password;
mod pending_action;
mod policy;
mod recovery;
mod redirect;
pub mod refresh;
pub mod sealed;
mod secret;
mod session;
mod session_end;
pub mod session_events;
mod sessions;
mod sign_in;
mod sign_out;
pub mod sign_up;
mod strength;
pub mod tokens;
pub mod two_factor;
mod update_user;
mod verify_email;
mod week_start;

pub use crate::store::{
    audit_events::AuditEventRow as EventRow,
    email_changes::EmailChangeRow,
    sessions::{LiveSession, SessionRow},
    users::UserRow,
};
pub use accounts::password_set_at;
pub use authenticate::{Authentication, BearerKind, authenticate, authenticate_bearer};
pub use change_email::{
    CHANGE_LIFETIME, ChangeStep, UNDO_LIFETIME, approve_email_change, cancel_email_change, pending_email_change,
    request_email_change, undo_email_change,
};
pub use change_password::{OtherSessions, PasswordChange, change_password};
pub use check_password::check_password;
pub use client::{BrowserSession, Client};
pub use confirm::{confirm_with_password, require_confirmed, require_proof};
pub use cookie_header::Presented;
pub use current_session::{Credential, CurrentSession};
pub use delete_user::{
    Deletion, cancel_deletion, check_deletion_link, delete_user, delete_user_by_link, pending_deletion,
    request_deletion,
};
pub use error::{BUSY_RETRY_AFTER, Error};
pub use export::{exported_account, exported_events, exported_sessions, record_export};
pub use factors::{FactorCount, Factors, TwoStep, Which, factors_of};
pub use image::ImageUrl;
pub use key_source::KeySource;
pub use link_error::LinkError;
pub use passkey_name::PasskeyName;
pub use pending_action::PendingAction;
pub use policy::estimate_password;
pub use recovery::{FactorsAtReset, owner_of_reset_link, request_password_reset, reset_password};
pub use redirect::is_trusted_redirect;
pub use secret::Secret;
pub use session::{MAX_SESSIONS, OpenSession, issue_access_token, role_of, session_data};
pub use sessions::{SessionList, end_all_sessions, end_other_sessions, end_session, list_sessions, named_session};
pub use sign_in::{SignInStep, sign_in};
pub use sign_out::sign_out;
pub use sign_up::{NewAccount, SignedUp, sign_up};
pub use strength::Strength;
pub use two_factor::TwoFactorError;
pub use update_user::{ProfileChange, TimeZoneName, update_user};
pub use verify_email::{
    AddressLink, Confirmed, LinkKind, LinkProof, confirm_address, peek_address_link, request_verification,
};
pub use week_start::WeekStart;

use crate::{clock::Clock, database::Database};
use cookies::CookieNames;
use keys::KeyRing;
use limits::Limits;
use password::PasswordHasher;
use refresh::Rotation;
use session_events::SessionEvents;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Everything the use cases of this folder need. Cloning shares it.
#[derive(Clone)]
pub struct Auth {
    pub database: Database,
    pub clock: Clock,
    pub passwords: Arc<PasswordHasher>,
    pub keys: Arc<KeyRing>,
    pub settings: Arc<Settings>,
    /// Rung when there is an email to send.
    pub outbox: Arc<Notify>,
    /// Tells open pages of sessions that have ended.
    pub session_events: SessionEvents,
}

/// What the operator decides.
#[derive(Debug)]
pub struct Settings {
    /// The public origin, such as `https://todo.example`; the issuer of our tokens.
    pub base_url: String,
    /// The services our tokens are meant for, besides ourselves.
    pub audience: Option<String>,
    /// How long a session JWT is valid.
    pub jwt_lifetime: Duration,
    /// How long a remembered session lives without being used.
    pub session_lifetime: Duration,
    /// How long a session lives at most.
    pub absolute_lifetime: Duration,
    pub password_min_length: usize,
    /// Other origins whose pages may use the API with cookies, and which may be named as a way on.
    pub trusted_origins: Vec<String>,
    pub cookies: CookieNames,
    /// How often something may be tried; without them, as often as one likes.
    pub limits: Option<Limits>,
    /// Whether emails reach anybody: by a mail server, or in development in the inbox here.
    pub is_mail_on: bool,
    /// Whether an address has to be confirmed before anybody signs in with it; then signing up tells nobody whether
    /// an address has an account.
    pub requires_verification: bool,
    /// How long the record of what happened to accounts is kept.
    pub audit_retention: Duration,
    /// What internal keys are derived from: the secret in use first, then a previous one that is still honoured.
    pub secrets: Vec<KeySource>,
    /// The same without the root of the installation: what versions before it handed out still counts.
    pub former_secrets: Vec<KeySource>,
    /// What a refresh token opens that has been used, where programs show it.
    pub refresh_rotation: Rotation,
}

impl Settings {
    /// The secret in use.
    #[must_use]
    pub fn secret(&self) -> &KeySource {
        self.secrets.first().expect("the configuration always has a secret")
    }
}
