//! What an answer carries that has opened a session: cookies for browsers, `set-auth-token` for programs without them.
//! Sign-in, sign-up and the second factor all answer by it, so none forgets one of them.

use super::objects::UserObject;
use crate::auth::{self, Auth, OpenSession, bearer};
use axum::response::{IntoResponseParts, ResponseParts};
use std::convert::Infallible;
use tower_cookies::Cookies;

/// A session that has just been opened, as far as the header goes: `set-auth-token` for programs without cookies.
pub(super) struct Opened {
    pub user: UserObject,
    pub token: String,
    pub header: BearerToken,
}

impl Opened {
    /// Sets the session's cookies, in place of those of another session the browser may have had, which has ended.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub(super) fn new(auth: &Auth, cookies: &Cookies, open: &OpenSession) -> Result<Self, auth::Error> {
        let token = open.access_token(auth)?;
        open.cookies(auth).into_iter().for_each(|cookie| cookies.add(cookie));
        Ok(Self {
            user: UserObject::of_session(&open.live),
            header: BearerToken(bearer::token_of(&auth.settings, &open.live.session.session_id)),
            token,
        })
    }
}

/// The bearer session token on its way into the header.
pub(super) struct BearerToken(String);

impl IntoResponseParts for BearerToken {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        if let Ok(value) = self.0.parse() {
            parts.headers_mut().insert("set-auth-token", value);
        }
        Ok(parts)
    }
}
