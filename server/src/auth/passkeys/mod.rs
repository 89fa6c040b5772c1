//! Passkeys (WebAuthn): keys that a device or a password manager keeps and shows after its owner has unlocked it.
//!
//! Each ceremony begins with a challenge whose state stays in the database, found by a cookie of five minutes and
//! used up by whoever ends it first. A passkey has to prove that its user was verified, so one of them alone is two
//! factors. What can be trusted comes from the signature; who somebody is comes from the stored key, never from what
//! a browser says. The last way into an account is never removed.

mod authenticate;
mod ceremony;
mod error;
mod manage;

pub use crate::store::passkeys::PasskeyRow as StoredPasskey;
pub use authenticate::{
    approve_email_change_with_passkey, confirm_with_passkey, finish_authentication, start_authentication,
};
pub use ceremony::{Ceremony, are_available, forget_expired};
pub use error::PasskeyError;
pub use manage::{finish_registration, list_passkeys, remove_passkey, rename_passkey, start_registration};
pub use webauthn_rs::prelude::{
    CreationChallengeResponse, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
};
