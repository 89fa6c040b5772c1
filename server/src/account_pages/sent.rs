//! What is said about a letter that was sent a moment ago: where to, and when another one can be sent.

use super::Guest;
use crate::{
    auth::cookies::{self, Sent},
    mail::Transport,
    state::AppState,
    words,
};
use app::model::{EmailAddress, account::SentLetter};
use tower_cookies::Cookies;

/// Seconds between two letters, for the button; the limits that count are elsewhere (`auth::limits`).
const WAIT: i64 = 60;

/// Providers whose mailbox is on the web, by the end of the address.
const MAILBOXES: [(&[&str], &str, &str); 5] = [
    (&["gmail.com", "googlemail.com"], "Gmail", "https://mail.google.com/"),
    (
        &["outlook.com", "hotmail.com", "live.com"],
        "Outlook",
        "https://outlook.live.com/",
    ),
    (&["yahoo.com"], "Yahoo Mail", "https://mail.yahoo.com/"),
    (&["icloud.com", "me.com"], "iCloud Mail", "https://www.icloud.com/mail"),
    (
        &["proton.me", "protonmail.com"],
        "Proton Mail",
        "https://mail.proton.me/",
    ),
];

/// Remembers where a letter went.
pub fn remember(guest: &Guest, email: &EmailAddress) {
    let sent = Sent {
        email: email.as_str().to_owned(),
        at: guest.auth.clock.now(),
    };
    guest
        .cookies
        .add(cookies::sent_cookie(&sent, &guest.auth.settings.cookies));
}

/// The letter that this browser had sent last.
pub fn letter(state: &AppState, cookies: Option<&Cookies>) -> SentLetter {
    let settings = &state.auth.settings;
    let cookie = cookies.and_then(|cookies| cookies.get(settings.cookies.sent));
    let sent = cookie.and_then(|cookie| Sent::parse(cookie.value()));
    let since = sent
        .as_ref()
        .map_or(WAIT, |sent| (state.auth.clock.now() - sent.at) / 1000);
    let email = sent.map(|sent| words::address(&sent.email));
    SentLetter {
        wait: u32::try_from((WAIT - since).clamp(0, WAIT)).unwrap_or(0),
        mailbox: email.as_deref().and_then(mailbox),
        is_kept_here: matches!(state.mail, Transport::Inbox),
        email,
    }
}

fn mailbox(email: &str) -> Option<(String, String)> {
    let (_, domain) = email.rsplit_once('@')?;
    let (_, name, address) = MAILBOXES.into_iter().find(|(domains, ..)| domains.contains(&domain))?;
    Some((name.to_owned(), address.to_owned()))
}
