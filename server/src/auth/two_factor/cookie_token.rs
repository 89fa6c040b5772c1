use crate::{auth::secret::sha256, random};

/// What a browser keeps in a cookie for a second step, waited for or done with for a while, for a sign-up that waits for
/// its letter, and what it is known by to an account: 256 bits in base64url.
/// Only its SHA-256 is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct CookieToken(String);

impl CookieToken {
    pub(in crate::auth) fn random() -> Self {
        Self(random::token())
    }

    /// What a cookie holds; `None` when it cannot be ours.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        random::is_token(raw).then(|| Self(raw.to_owned()))
    }

    /// The secret itself, for the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(in crate::auth) fn hash(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

impl std::fmt::Debug for CookieToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CookieToken(…)")
    }
}
