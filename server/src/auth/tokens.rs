//! The tokens we hand out, each a type of its own: 256 random bits in base64url, good for whoever holds them. Only their
//! SHA-256 is stored, so a copied database opens nothing, and their `Debug` prints nothing.

use super::secret::sha256;
use crate::{random, store::TokenHash};
use std::fmt;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            pub(in crate::auth) fn random() -> Self {
                Self(random::token())
            }

            /// `None` when it cannot be ours, whatever its size and emails.
            #[must_use]
            pub fn parse(raw: &str) -> Option<Self> {
                random::is_token(raw).then(|| Self::unverified(raw))
            }

            /// What somebody has sent, whatever it is: what cannot be ours is found nowhere.
            #[must_use]
            pub fn unverified(raw: &str) -> Self {
                Self(raw.to_owned())
            }

            /// The secret itself, for a cookie or a link.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// What is stored of it.
            #[must_use]
            pub fn hash(&self) -> TokenHash {
                sha256(self.0.as_bytes())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

token! {
    /// Opens a session once, and yields its successor.
    RefreshToken
}

token! {
    /// Travels in a mail. It is shown to nobody but its reader.
    OneTimeToken
}

token! {
    /// What a browser keeps in a cookie for a second step, waited for or done with for a while, for a sign-up that waits
    /// for its email, and what it is known by to an account.
    CookieToken
}

token! {
    /// Finds a passkey ceremony again, from a cookie.
    CeremonyToken
}
