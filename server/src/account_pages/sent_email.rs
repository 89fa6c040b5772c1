//! What is said about an email that was sent a moment ago: where to, and when another one can be sent.

use super::{form_view::Form, visit::MaybeUser};
use crate::{
    auth::cookies::{self, Sent},
    humanize,
    mail::Transport,
};
use app::model::EmailAddress;
use leptos::prelude::*;

/// Seconds between two emails, for the button; the limits that count are elsewhere (`auth::limits`).
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

/// Remembers where an email went.
pub(super) fn remember(visit: &MaybeUser, email: &EmailAddress) {
    let sent = Sent {
        email: email.as_str().to_owned(),
        at: visit.auth().clock.now(),
    };
    let cookie = cookies::sent_cookie(&sent, &visit.auth().settings.cookies);
    visit.cookies.add(cookie);
}

/// Where the email went that this browser had sent last, if that is still known, and sending it once more by `form`.
pub(super) fn sent_email(visit: &MaybeUser, form: &Form) -> AnyView {
    let cookie = visit.cookies.get(visit.auth().settings.cookies.sent);
    let sent = cookie.and_then(|cookie| Sent::parse(cookie.value()));
    let inbox = matches!(visit.state.mail, Transport::Inbox).then(|| {
        view! { <p class="done"><span>"This is a development server: "<a href="/dev/mail">"read the e-mail here"</a>"."</span></p> }.into_any()
    });
    view! {
        {inbox}
        {sent.map(|sent| again(visit, &sent, form))}
    }
    .into_any()
}

/// The button counts down (`public/form.js`). Without a script it can be pressed at once, and the server says if it
/// is too early.
fn again(visit: &MaybeUser, sent: &Sent, form: &Form) -> AnyView {
    let since = (visit.auth().clock.now() - sent.at) / 1000;
    let left = Some((WAIT - since).clamp(0, WAIT)).filter(|left| *left > 0);
    let label = match left {
        None => "Send it again".to_owned(),
        Some(1) => "Send it again in 1 second".to_owned(),
        Some(seconds) => format!("Send it again in {seconds} seconds"),
    };
    let email = humanize::address(&sent.email);
    let mailbox = mailbox(&email).map(|(name, address)| {
        view! { <a class="button" href=address rel="external noreferrer">{format!("Open {name}")}</a> }.into_any()
    });
    let fields = view! {
        <input type="hidden" name="email" value=email.clone() />
        <p class="actions">
            {mailbox}
            <button class="button" type="submit" aria-disabled=left.map(|_| "true") data-wait=left>{label}</button>
        </p>
    };
    view! {
        <p class="lead">"Sent to "<strong>{email}</strong>". It can take a minute; look among the spam too."</p>
        {form.around(fields.into_any())}
    }
    .into_any()
}

fn mailbox(email: &str) -> Option<(&'static str, &'static str)> {
    let (_, domain) = email.rsplit_once('@')?;
    let (_, name, address) = MAILBOXES.into_iter().find(|(domains, ..)| domains.contains(&domain))?;
    Some((name, address))
}
