//! What e-mails say. Short sentences, one thing to do, and what to do if one did not ask for it.

use crate::auth::{
    CHANGE_LIFETIME, FactorCount, Settings, UNDO_LIFETIME,
    letters::{Draft, Matter, Notice, Reason, WELCOME_LIFETIME},
    one_time::Purpose,
};
use crate::{fold::fold, humanize};
use app::model::without_unseen;

/// An e-mail in words, before it has any looks.
pub struct Words {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what the button says, and where it leads.
    pub action: Option<(String, String)>,
    /// In smaller print, at the end.
    pub closing: Vec<String>,
}

pub fn render(draft: &Draft, settings: &Settings) -> Words {
    let name = draft.name.as_deref().filter(|name| is_mere_name(name));
    let greeting = name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {},", isolated(name)));
    let base_url = &settings.base_url;
    let ignore = "If you didn’t ask for this, you can ignore this e-mail; nothing has changed.";
    match &draft.matter {
        Matter::ResetPassword { link, factors } => Words {
            subject: "Reset your password".into(),
            heading: "Choose a new password".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "Somebody, most likely you, asked to reset the password of your account. The link works once, within {}.",
                    humanize::span(Purpose::ResetPassword.lifetime())
                ),
                at_reset(*factors),
            ],
            action: Some(("Choose a new password".into(), link.clone())),
            closing: vec![ignore.into()],
        },
        Matter::PasswordLink { link, reason, factors } => {
            let (subject, sentence, effect, closing) = match reason {
                Reason::Welcome => (
                    "Your account is ready",
                    format!(
                        "An account was made for you at {base_url}. Choose a password, then sign in with {}. The link works once, within {}.",
                        draft.to,
                        humanize::span(WELCOME_LIFETIME)
                    ),
                    None,
                    "If you don’t know what this is about, you can ignore this e-mail: nobody gets into the account without a password.",
                ),
                Reason::Help => (
                    "Choose a new password",
                    format!(
                        "Whoever runs this site has sent you a link to choose a new password. The link works once, within {}.",
                        humanize::span(Purpose::ResetPassword.lifetime())
                    ),
                    Some(at_reset(*factors)),
                    "If you don’t need this, you can ignore this e-mail; nothing has changed.",
                ),
            };
            Words {
                subject: subject.into(),
                heading: subject.into(),
                paragraphs: [greeting, sentence].into_iter().chain(effect).collect(),
                action: Some(("Choose a password".into(), link.clone())),
                closing: vec![closing.into()],
            }
        }
        Matter::VerifyEmail { link } => Words {
            subject: "Confirm your e-mail address".into(),
            heading: "Confirm your e-mail address".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "Please confirm that {} is your address. The link works once, within {}.",
                    draft.to,
                    humanize::span(Purpose::VerifyEmail.lifetime())
                ),
            ],
            action: Some(("Confirm this address".into(), link.clone())),
            closing: vec!["If you didn’t sign up, somebody probably mistyped their own address. You can ignore this e-mail.".into()],
        },
        Matter::AlreadySignedUp => Words {
            subject: "You already have an account".into(),
            heading: "You already have an account".into(),
            paragraphs: vec![
                greeting,
                "Somebody, most likely you, tried to sign up with this address. You already have an account: sign in, or reset your password if you have forgotten it.".into(),
            ],
            action: Some(("Sign in".into(), format!("{base_url}/sign-in"))),
            closing: vec![
                format!("Forgot your password? Choose a new one at {base_url}/forgot-password."),
                ignore.into(),
            ],
        },
        Matter::ChangeEmail { link } => Words {
            subject: "Confirm your new e-mail address".into(),
            heading: "Confirm your new e-mail address".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "Please confirm that your account should use {} from now on. The link works once, within {}.",
                    draft.to,
                    humanize::span(CHANGE_LIFETIME)
                ),
            ],
            action: Some(("Use this address".into(), link.clone())),
            closing: vec![ignore.into()],
        },
        Matter::DeleteAccount { link } => Words {
            subject: "Confirm that you want to delete your account".into(),
            heading: "Delete your account?".into(),
            paragraphs: vec![
                greeting,
                format!(
                    "This link permanently deletes your account and everything in it. It works once, within {}.",
                    humanize::span(Purpose::DeleteAccount.lifetime())
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
            link,
        } => {
            let (subject, sentence) = notice_words(notice);
            let mut paragraphs = vec![greeting, sentence];
            let device = user_agent.as_deref().map(humanize::device);
            let place = [
                Some(humanize::moment(*at, time_zone)),
                device,
                ip_address.as_ref().map(|address| format!("address {address}")),
            ];
            paragraphs.push(place.into_iter().flatten().collect::<Vec<_>>().join(" · "));
            Words {
                subject: subject.into(),
                heading: subject.into(),
                paragraphs,
                action: match (notice, link) {
                    (Notice::AccountDeleted, _) => None,
                    (Notice::EmailChangeToApprove { .. }, Some(link)) => Some(("Approve the change".into(), link.clone())),
                    (Notice::EmailChangedForNow { .. }, Some(link)) => Some(("Undo the change".into(), link.clone())),
                    (Notice::EmailChanged { .. } | Notice::EmailChangedForNow { .. }, _) => None,
                    _ => Some(("Review my account".into(), format!("{base_url}/settings/activity"))),
                },
                closing: vec![match notice {
                    Notice::AccountDeleted => "Thank you for using Latchkey.".into(),
                    Notice::EmailChangedForNow { .. } if link.is_some() => format!(
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
                }],
            }
        }
        Matter::Test => Words {
            subject: "E-mail works".into(),
            heading: "E-mail works".into(),
            paragraphs: vec![greeting, format!("This is a test of the e-mail settings of {base_url}. It has arrived, so they work.")],
            action: None,
            closing: vec![],
        },
    }
}

/// What choosing a new password by mail does.
const RECOVERS: &str =
    "That signs out every device, and removes passkeys and two-step verification unless you keep them.";

/// What becomes of what opens the account besides the password.
fn at_reset(factors: FactorCount) -> String {
    match factors.is_none() {
        true => "Every device will be signed out.".into(),
        false => format!(
            "Every device will be signed out. Your account also has {}; choosing a new password removes this, unless you prove that it is yours.",
            factors.words()
        ),
    }
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
            "Somebody signed in to your account from a device or place we haven’t seen before.".into(),
        ),
        Notice::PasswordChanged => ("Your password was changed", "Your password was changed.".into()),
        Notice::PasswordReplaced { removed, kept } => ("Your password was changed", replaced(*removed, *kept)),
        Notice::FactorsRemoved { removed } => (
            "Ways to sign in to your account were removed",
            format!(
                "Whoever runs this site has removed {} from your account and signed out every device. Sign in with your password.",
                removed.words()
            ),
        ),
        Notice::EmailChangeRequested { new_email } => (
            "Your e-mail address is about to change",
            format!(
                "Somebody who is signed in to your account asked to change its address to {}. Your current address stays until the new one is confirmed; you can cancel the change in your settings.",
                humanize::address(new_email)
            ),
        ),
        Notice::EmailChangeToApprove { new_email, .. } => (
            "Your e-mail address is about to change",
            format!(
                "Somebody who is signed in to your account asked to change its address to {new_email}. The change has to be approved here and confirmed at the new address within {}. Until then everything stays as it is; you can cancel the change in your settings.",
                humanize::span(CHANGE_LIFETIME)
            ),
        ),
        Notice::EmailChangedForNow { new_email, .. } => (
            "Your e-mail address was changed",
            format!("Your account uses {new_email} from now on. This is the last e-mail to this address."),
        ),
        Notice::EmailChangeUndone { email } => (
            "The change of your e-mail address was undone",
            format!("Your account uses {email} again, and every device was signed out."),
        ),
        Notice::EmailChanged { new_email } => (
            "Your e-mail address was changed",
            format!(
                "Your account uses {} from now on. This is the last e-mail to this address.",
                humanize::address(new_email)
            ),
        ),
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
    }
}

fn passkey(name: &str) -> String {
    match is_mere_name(name) {
        true => format!("The passkey “{name}”"),
        false => "A passkey".to_owned(),
    }
}

/// Longest name that a letter says, in characters.
const LONGEST_NAME: usize = 50;
/// More digits than a name has are a telephone number.
const MOST_DIGITS: usize = 4;

/// Whether a name says who somebody is and nothing else. Names are what people write about themselves, and what looks
/// like an address or a number in a letter from us becomes a link in the mail program.
fn is_mere_name(name: &str) -> bool {
    // Full-width letters and dots count as those they look like.
    let name: String = fold(name).replace(['\u{3002}', '\u{2024}', '\u{fe52}'], ".");
    let has_mark = name.contains([
        '/', '\\', '@', ':', '<', '>', '|', '#', '?', '=', '&', '%', '[', ']', '{', '}', '!',
    ]);
    let has_domain = name.split('.').skip(1).any(|rest| {
        let label = rest
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '-');
        label.count() > 1
    });
    let is_number = name.chars().filter(|letter| letter.is_numeric()).count() > MOST_DIGITS;
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(
                letter,
                '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}'
            )
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(letter, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !has_mark
        && !has_domain
        && !is_number
        && !name.starts_with("www")
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(is_hidden)
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
            let (subject, sentence) = notice_words(&notice);
            for words in [subject, &sentence] {
                assert!(
                    words.starts_with(char::is_uppercase) && !words.contains("letter"),
                    "{words}"
                );
            }
            assert!(sentence.ends_with('.'), "{sentence}");
        }
    }

    #[test]
    fn names_are_said_and_what_could_be_a_link_or_a_number_is_not() {
        for name in [
            "Ada",
            "Ada Lovelace",
            "J.R.R. Tolkien",
            "O’Brien-Smith",
            "Zoë",
            "Łukasz",
            "李小龍",
            "محمد",
            "Henry VIII",
            "R2D2",
            "Ada (1815)",
            "Martin Luther King, Jr.",
            "Dr. No",
        ] {
            assert!(is_mere_name(name), "{name:?} was left out");
        }
        for name in [
            "unlock it at https://evil.example/unlock",
            "evil.example",
            "www evil example",
            "evil．example",
            "evil。example",
            "call +1 555 0100 now",
            "call ０１２３４５",
            "call ٠١٢٣٤٥",
            "ada@evil.example",
            "mailto:ada",
            "Ada\u{202e}elpmaxe.live",
            "Ada\u{2066}",
            "Ada\u{200b}Lovelace",
            "Your account has been locked, please write to the support team",
            "a/b",
        ] {
            assert!(!is_mere_name(name), "{name:?} was said");
        }
    }
}
