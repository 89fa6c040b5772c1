//! The links in emails: the configured origin, and nothing a request has said.

use crate::auth::{Auth, tokens::OneTimeToken};

/// A link to confirm an address leads to our own page, where it takes a click: mail scanners open links too.
pub(super) fn address_link(auth: &Auth, token: &OneTimeToken, redirect_to: Option<&str>) -> String {
    let link = format!("{}/verify-email?token={}", auth.settings.base_url, token.reveal());
    match redirect_to {
        Some(redirect_to) => format!("{link}&redirect-to={}", encoded(redirect_to)),
        None => link,
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where Better Auth has the token of a link.
pub(super) enum LinkTo {
    Path,
    Query,
}

/// A link with the configured origin and nothing a request has said. Without `redirect_to` it leads to our own page, and
/// with it to Better Auth's address, which leads on; it was checked when the email was posted.
pub(super) fn link(auth: &Auth, page: &str, token: &OneTimeToken, redirect_to: Option<&str>, to: LinkTo) -> String {
    let (base_url, token) = (&auth.settings.base_url, token.reveal());
    let Some(redirect_to) = redirect_to else {
        let page = if page == "delete-user/callback" {
            "settings/delete/confirm"
        } else {
            page
        };
        return format!("{base_url}/{page}?token={token}");
    };
    let redirect_to = encoded(redirect_to);
    match to {
        LinkTo::Path => format!("{base_url}/api/auth/{page}/{token}?callbackURL={redirect_to}"),
        LinkTo::Query => format!("{base_url}/api/auth/{page}?token={token}&callbackURL={redirect_to}"),
    }
}
