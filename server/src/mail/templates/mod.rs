//! What e-mails say. Short sentences, one thing to do, and what to do if one did not ask for it.

mod names;
mod notices;
mod requests;

use crate::auth::{
    Settings,
    emails::{ComposedEmail, EmailKind},
};
use names::{is_mere_name, isolated};
use notices::Occasion;

/// An e-mail in words, before it has any looks.
pub(super) struct EmailContent {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what the button says, and where it leads.
    pub action: Option<(String, String)>,
    /// In smaller print, at the end.
    pub closing: Vec<String>,
}

/// The words of a composed.
pub(super) fn render(composed: &ComposedEmail, settings: &Settings) -> EmailContent {
    let name = composed.name.as_deref().filter(|name| is_mere_name(name));
    let greeting = name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {},", isolated(name)));
    let (to, base_url) = (&composed.to, &settings.base_url);
    match &composed.kind {
        EmailKind::ResetPassword { link, factors } => requests::reset_password(greeting, link, *factors),
        EmailKind::PasswordLink { link, reason, factors } => {
            requests::password_link(greeting, to, base_url, link, *reason, *factors)
        }
        EmailKind::VerifyEmail { link } => requests::verify_email(greeting, to, link),
        EmailKind::AlreadySignedUp => requests::already_signed_up(greeting, base_url),
        EmailKind::ChangeEmail { link } => requests::change_email(greeting, to, link),
        EmailKind::DeleteAccount { link } => requests::delete_account(greeting, link),
        EmailKind::Notice {
            notice,
            at,
            ip_address,
            user_agent,
            time_zone,
            link,
        } => {
            let occasion = Occasion {
                at: *at,
                ip_address: ip_address.as_deref(),
                user_agent: user_agent.as_deref(),
                time_zone,
            };
            notices::notice(greeting, notice, &occasion, base_url, link.as_deref())
        }
        EmailKind::Test => requests::test(greeting, base_url),
    }
}
