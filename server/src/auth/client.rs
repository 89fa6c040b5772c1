//! Who asks for a use case, as far as a request tells it: what is noted so that an owner can tell sessions apart and
//! attempts can be counted, and the cookies that no session is needed for.

use super::{LiveSession, device::Device, tokens::CookieToken};

/// What is noted about the device that signs in, so that its owner can tell sessions apart, and attempts can
/// be counted.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// By the cookie it brought.
    pub device: Option<Device>,
    /// By the cookie of a device that was said to be trusted.
    pub trusted_device: Option<CookieToken>,
    /// By the cookie of a sign-in that waits for its second step.
    pub challenge: Option<CookieToken>,
    /// The session that its cookies are for. Signing in gives it other ones and ends that session.
    pub session: Option<BrowserSession>,
}

/// The session a browser has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSession {
    pub user_id: String,
    pub session_id: String,
}

impl From<&LiveSession> for BrowserSession {
    fn from(live: &LiveSession) -> Self {
        Self {
            user_id: live.user.id.clone(),
            session_id: live.session.session_id.clone(),
        }
    }
}
