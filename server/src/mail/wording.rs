//! What letters say. Short sentences, one thing to do, and what to do if one did not ask for it.

use crate::auth::{
    Settings,
    letters::{Draft, Matter, Notice},
    one_time::Purpose,
};
use crate::words;
use app::model::without_unseen;

/// A letter in words, before it has any looks.
pub struct Words {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what the button says, and where it leads.
    pub action: Option<(String, String)>,
    /// In smaller print, at the end.
    pub closing: Vec<String>,
}

pub fn words(draft: &Draft, settings: &Settings) -> Words {
    let greeting = draft
        .name
        .as_ref()
        .map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {},", isolated(name)));
    let base_url = &settings.base_url;
    let ignore = "If you didn’t ask for this, you can ignore this letter; nothing has changed.";
    match &draft.matter {
        Matter::ResetPassword { link } => Words {
            subject: "Reset your password".into(),
            heading: "Choose a new password".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "somebody, most likely you, wants to choose a new password for your account. The link works once, within {}.",
                    words::span(Purpose::ResetPassword.lifetime())
                ),
            ],
            action: Some(("Choose a new password".into(), link.clone())),
            closing: vec![ignore.into()],
        },
        Matter::VerifyEmail { link } => Words {
            subject: "Confirm your e-mail address".into(),
            heading: "Confirm your e-mail address".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "please confirm that {} is your address. The link works once, within {}.",
                    draft.to,
                    words::span(Purpose::VerifyEmail.lifetime())
                ),
            ],
            action: Some(("Confirm this address".into(), link.clone())),
            closing: vec!["If you don’t have an account here, somebody mistyped their address. You can ignore this letter.".into()],
        },
        Matter::AlreadySignedUp => Words {
            subject: "You already have an account".into(),
            heading: "You already have an account".into(),
            paragraphs: vec![
                greeting,
                "somebody, most likely you, wanted to create an account with this address. You have one already: sign in, or choose a new password if you have forgotten it.".into(),
            ],
            action: Some(("Sign in".into(), format!("{base_url}/sign-in"))),
            closing: vec![
                format!("Forgotten your password? Choose a new one at {base_url}/forgot-password."),
                ignore.into(),
            ],
        },
        Matter::ChangeEmail { link } => Words {
            subject: "Confirm your new e-mail address".into(),
            heading: "Confirm your new e-mail address".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "please confirm that your account should use {} from now on. The link works once, within {}.",
                    draft.to,
                    words::span(Purpose::ChangeEmail.lifetime())
                ),
            ],
            action: Some(("Use this address".into(), link.clone())),
            closing: vec![ignore.into()],
        },
        Matter::DeleteAccount { link } => Words {
            subject: "Confirm that your account is to be deleted".into(),
            heading: "Delete your account?".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "this link deletes your account with everything in it, for good. It works once, within {}.",
                    words::span(Purpose::DeleteAccount.lifetime())
                ),
            ],
            action: Some(("Delete my account".into(), link.clone())),
            closing: vec!["If you didn’t ask for this, somebody else is signed in to your account: change your password.".into()],
        },
        Matter::Notice {
            notice,
            at,
            ip_address,
            user_agent,
            time_zone,
        } => {
            let (subject, sentence) = notice_words(notice);
            let mut paragraphs = vec![greeting, sentence];
            let device = user_agent.as_deref().map(words::device);
            let place = [
                Some(words::moment(*at, time_zone)),
                device,
                ip_address.as_ref().map(|address| format!("address {address}")),
            ];
            paragraphs.push(place.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            let is_gone = *notice == Notice::AccountDeleted;
            Words {
                subject: subject.into(),
                heading: subject.into(),
                paragraphs,
                action: (!is_gone).then(|| ("Look at my account".into(), format!("{base_url}/settings/activity"))),
                closing: if is_gone {
                    vec!["Thank you for having been with us.".into()]
                } else {
                    vec![format!(
                        "If this wasn’t you, choose a new password at {base_url}/forgot-password. That signs out every device."
                    )]
                },
            }
        }
        Matter::Test => Words {
            subject: "Mail works".into(),
            heading: "Mail works".into(),
            paragraphs: vec![greeting, format!("this is a test of the mail settings of {base_url}. It has arrived.")],
            action: None,
            closing: vec![],
        },
    }
}

/// A name within a sentence: one that is written from right to left must not turn the words after it around. Older
/// names may hold what nobody sees.
fn isolated(name: &str) -> String {
    let name = without_unseen(name);
    let is_from_right = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    match name.contains(is_from_right) {
        // First strong isolate, and its end (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates).
        true => format!("\u{2068}{name}\u{2069}"),
        false => name,
    }
}

fn notice_words(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::NewDevice => (
            "New sign-in to your account",
            "your account was signed in to from a device or a place we haven’t seen before.".into(),
        ),
        Notice::PasswordChanged => ("Your password was changed", "your password was changed.".into()),
        Notice::EmailChangeRequested { new_email } => (
            "Your e-mail address is about to change",
            format!(
                "somebody signed in to your account wants it to use {new_email}. Your present address stays until the new one is confirmed; you can cancel this in the settings."
            ),
        ),
        Notice::EmailChanged { new_email } => (
            "Your e-mail address was changed",
            format!("your account uses {new_email} from now on. This is the last letter to this address."),
        ),
        Notice::TwoFactorOn => (
            "Two-step verification is on",
            "signing in to your account now takes a code from your app.".into(),
        ),
        Notice::TwoFactorOff => (
            "Two-step verification is off",
            "signing in to your account no longer takes a code from your app.".into(),
        ),
        Notice::RecoveryCodesMade => (
            "New recovery codes",
            "new recovery codes were made for your account. The old ones no longer work.".into(),
        ),
        Notice::RecoveryCodeUsed { left } => (
            "A recovery code was used",
            format!("a recovery code was used to sign in to your account. You have {left} left."),
        ),
        Notice::PasskeyAdded { name } => (
            "A passkey was added",
            format!("the passkey “{name}” can now sign in to your account."),
        ),
        Notice::PasskeyRemoved { name } => (
            "A passkey was removed",
            format!("the passkey “{name}” can no longer sign in to your account."),
        ),
        Notice::SessionStolen => (
            "We ended a session of yours",
            "somebody used a copy of the credentials of one of your sessions, so we ended it. Change your password if you don’t know how that can be.".into(),
        ),
        Notice::AccountDeleted => (
            "Your account was deleted",
            "your account was deleted with everything in it.".into(),
        ),
    }
}
