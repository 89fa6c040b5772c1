//! The parameters of a mailed link, as Better Auth reads them. A `callbackURL` comes out only if it is a redirect
//! target we trust.

use super::error::BetterAuthError;
use crate::auth::{Settings, is_trusted_redirect};
use axum::http::StatusCode;
use std::collections::BTreeMap;

/// The parameters of a link.
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    pub(super) fn parse(raw: Option<&str>) -> Self {
        Self(serde_urlencoded::from_str(raw.unwrap_or_default()).unwrap_or_default())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that has to be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, BetterAuthError> {
        self.get(name).ok_or_else(|| {
            let issue = format!("[query.{name}] Invalid input: expected string, received undefined");
            BetterAuthError::validation(&[issue])
        })
    }

    /// Where the link leads on to, which has to be one of ours.
    pub(super) fn callback_url(&self, settings: &Settings) -> Result<Option<&str>, BetterAuthError> {
        match self.get("callbackURL") {
            None | Some("") => Ok(None),
            Some(url) if is_trusted_redirect(url, settings) => Ok(Some(url)),
            Some(_) => Err(BetterAuthError::new(
                StatusCode::FORBIDDEN,
                "INVALID_CALLBACK_URL",
                "Invalid callbackURL",
            )),
        }
    }
}
