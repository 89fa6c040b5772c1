//! Notices: e-mails about what has happened. They ask for nothing, and say what to do if it was somebody else.

use super::{EmailContent, names::is_mere_name};
use crate::{
    auth::{CHANGE_LIFETIME, FactorCount, UNDO_LIFETIME, emails::Notice},
    humanize,
};

/// What choosing a new password by mail does.
const RECOVERS: &str =
    "That signs out every device, and removes passkeys and two-step verification unless you keep them.";

/// When and where it happened, in words.
pub(super) struct Occasion<'a> {
    pub at: i64,
    pub ip_address: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    pub time_zone: &'a str,
}

/// A notice; `link` is what its reader can do about it, where that takes a link of their own.
pub(super) fn notice(
    greeting: String,
    notice: &Notice,
    occasion: &Occasion<'_>,
    base_url: &str,
    link: Option<&str>,
) -> EmailContent {
    let (subject, sentence) = what_happened(notice);
    let place = [
        Some(humanize::moment(occasion.at, occasion.time_zone)),
        occasion.user_agent.map(humanize::device),
        occasion.ip_address.map(|address| format!("address {address}")),
    ];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    EmailContent {
        subject: subject.into(),
        heading: subject.into(),
        paragraphs: vec![greeting, sentence, place],
        action: action(notice, base_url, link),
        closing: vec![closing(notice, base_url, link.is_some())],
    }
}

fn action(notice: &Notice, base_url: &str, link: Option<&str>) -> Option<(String, String)> {
    match (notice, link) {
        (Notice::AccountDeleted, _) => None,
        (Notice::EmailChangeToApprove { .. }, Some(link)) => Some(("Approve the change".into(), link.to_owned())),
        (Notice::EmailChangedForNow { .. }, Some(link)) => Some(("Undo the change".into(), link.to_owned())),
        (Notice::EmailChanged { .. } | Notice::EmailChangedForNow { .. }, _) => None,
        _ => Some(("Review my account".into(), format!("{base_url}/settings/activity"))),
    }
}

/// What to do if it was somebody else.
fn closing(notice: &Notice, base_url: &str, has_link: bool) -> String {
    match notice {
        Notice::AccountDeleted => "Thank you for using Latchkey.".into(),
        Notice::EmailChangedForNow { .. } if has_link => format!(
            "If this wasn’t you, undo the change. The link works for {} without signing in, signs out every device and lets you choose a new password.",
            humanize::span(UNDO_LIFETIME)
        ),
        Notice::EmailChanged { .. } | Notice::EmailChangedForNow { .. } => {
            "If this wasn’t you, contact whoever runs this site.".into()
        }
        Notice::EmailChangeToApprove { .. } => format!(
            "If this wasn’t you, don’t approve it: somebody else is signed in to your account. Choose a new password at {base_url}/forgot-password. {RECOVERS}"
        ),
        _ => format!("If this wasn’t you, choose a new password at {base_url}/forgot-password. {RECOVERS}"),
    }
}

/// The subject, and the sentence.
fn what_happened(notice: &Notice) -> (&'static str, String) {
    match notice {
        Notice::NewDevice => (
            "New sign-in to your account",
            "Somebody signed in to your account from a device or place we haven’t seen before.".into(),
        ),
        Notice::PasswordChanged => ("Your password was changed", "Your password was changed.".into()),
        Notice::PasswordReplaced { removed, kept } => ("Your password was changed", replaced(*removed, *kept)),
        Notice::FactorsRemoved { removed } => factors_removed(*removed),
        Notice::TwoFactorOn => (
            "Two-step verification is on",
            "Signing in to your account now takes a code from your app.".into(),
        ),
        Notice::TwoFactorOff => (
            "Two-step verification is off",
            "Signing in to your account no longer takes a code from your app.".into(),
        ),
        Notice::TwoFactorCopied => (
            "Your two-step key was shown",
            "Somebody who is signed in to your account looked at the key of your two-step verification again. With it, another app makes the same codes. If that wasn’t you, turn two-step verification off and on again.".into(),
        ),
        Notice::CodesTried => (
            "Somebody may know your password",
            "Somebody entered your password and then several wrong codes. They did not get in. If that wasn’t you, they know your password: choose another one.".into(),
        ),
        Notice::RecoveryCodesMade => (
            "New recovery codes",
            "Your account has new recovery codes. The old ones no longer work.".into(),
        ),
        Notice::RecoveryCodeUsed { left } => (
            "A recovery code was used",
            format!("A recovery code was used to sign in to your account. You have {left} left."),
        ),
        Notice::PasskeyAdded { name } => (
            "A passkey was added",
            format!("{} can now sign in to your account.", passkey(name)),
        ),
        Notice::PasskeyRemoved { name } => (
            "A passkey was removed",
            format!("{} can no longer sign in to your account.", passkey(name)),
        ),
        Notice::SessionStolen => (
            "We signed out one of your devices",
            "Somebody used a copy of the cookies or tokens of one of your devices, so we signed that device out. If you can’t explain it, change your password.".into(),
        ),
        Notice::AccountDeleted => (
            "Your account was deleted",
            "Your account and everything in it was deleted.".into(),
        ),
        Notice::EmailChangeRequested { new_email } => change_requested(&humanize::address(new_email)),
        Notice::EmailChangeToApprove { new_email, .. } => change_to_approve(new_email),
        Notice::EmailChangedForNow { new_email, .. } => email_changed(new_email),
        Notice::EmailChanged { new_email } => email_changed(&humanize::address(new_email)),
        Notice::EmailChangeUndone { email } => (
            "The change of your e-mail address was undone",
            format!("Your account uses {email} again, and every device was signed out."),
        ),
    }
}

fn factors_removed(removed: FactorCount) -> (&'static str, String) {
    let sentence = format!(
        "Whoever runs this site has removed {} from your account and signed out every device. Sign in with your password.",
        removed.words()
    );
    ("Ways to sign in to your account were removed", sentence)
}

fn change_requested(new_email: &str) -> (&'static str, String) {
    let sentence = format!(
        "Somebody who is signed in to your account asked to change its address to {new_email}. Your current address stays until the new one is confirmed; you can cancel the change in your settings."
    );
    ("Your e-mail address is about to change", sentence)
}

fn change_to_approve(new_email: &str) -> (&'static str, String) {
    let sentence = format!(
        "Somebody who is signed in to your account asked to change its address to {new_email}. The change has to be approved here and confirmed at the new address within {}. Until then everything stays as it is; you can cancel the change in your settings.",
        humanize::span(CHANGE_LIFETIME)
    );
    ("Your e-mail address is about to change", sentence)
}

fn email_changed(new_email: &str) -> (&'static str, String) {
    let sentence = format!("Your account uses {new_email} from now on. This is the last e-mail to this address.");
    ("Your e-mail address was changed", sentence)
}

fn replaced(removed: FactorCount, kept: FactorCount) -> String {
    let mut text = "Your password was changed.".to_owned();
    if !removed.is_none() {
        text.push_str(&format!(" Removed with the old one: {}.", removed.words()));
    }
    if !kept.is_none() {
        text.push_str(&format!(" Your account still has {}.", kept.words()));
    }
    text
}

fn passkey(name: &str) -> String {
    match is_mere_name(name) {
        true => format!("The passkey “{name}”"),
        false => "A passkey".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_notice_says_is_a_sentence() {
        let (email, count) = (
            || "ada@example.com".to_owned(),
            FactorCount {
                passkeys: 2,
                two_step: true,
            },
        );
        let none = FactorCount::default();
        for notice in [
            Notice::NewDevice,
            Notice::PasswordChanged,
            Notice::PasswordReplaced {
                removed: count,
                kept: count,
            },
            Notice::PasswordReplaced {
                removed: none,
                kept: none,
            },
            Notice::FactorsRemoved { removed: count },
            Notice::EmailChangeRequested { new_email: email() },
            Notice::EmailChanged { new_email: email() },
            Notice::EmailChangeUndone { email: email() },
            Notice::TwoFactorOn,
            Notice::TwoFactorOff,
            Notice::TwoFactorCopied,
            Notice::CodesTried,
            Notice::RecoveryCodesMade,
            Notice::RecoveryCodeUsed { left: 3 },
            Notice::PasskeyAdded { name: "Laptop".into() },
            Notice::PasskeyRemoved {
                name: "evil.example".into(),
            },
            Notice::SessionStolen,
            Notice::AccountDeleted,
        ] {
            let (subject, sentence) = what_happened(&notice);
            for words in [subject, &sentence] {
                assert!(
                    words.starts_with(char::is_uppercase) && !words.contains("letter"),
                    "{words}"
                );
            }
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }
}
