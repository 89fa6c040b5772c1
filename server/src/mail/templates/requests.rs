//! E-mails that ask for something: a link to follow, once.

use super::EmailContent;
use crate::{
    auth::{
        CHANGE_LIFETIME, FactorCount,
        emails::{Reason, WELCOME_LIFETIME},
        one_time::Purpose,
    },
    humanize,
};

const IGNORE: &str = "If you didn’t ask for this, you can ignore this e-mail; nothing has changed.";

/// A link to choose a new password.
pub(super) fn reset_password(greeting: String, link: &str, factors: FactorCount) -> EmailContent {
    EmailContent {
        subject: "Reset your password".into(),
        heading: "Choose a new password".into(),
        paragraphs: vec![
            greeting,
            format!(
                "Somebody, most likely you, asked to reset the password of your account. The link works once, within {}.",
                humanize::span(Purpose::ResetPassword.lifetime())
            ),
            at_reset(factors),
        ],
        action: Some(("Choose a new password".into(), link.to_owned())),
        closing: vec![IGNORE.into()],
    }
}

/// A link to choose a password, from an administrator.
pub(super) fn password_link(
    greeting: String,
    to: &str,
    base_url: &str,
    link: &str,
    reason: Reason,
    factors: FactorCount,
) -> EmailContent {
    let (subject, sentence, effect, closing) = match reason {
        Reason::Welcome => (
            "Your account is ready",
            format!(
                "An account was made for you at {base_url}. Choose a password, then sign in with {to}. The link works once, within {}.",
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
            Some(at_reset(factors)),
            "If you don’t need this, you can ignore this e-mail; nothing has changed.",
        ),
    };
    EmailContent {
        subject: subject.into(),
        heading: subject.into(),
        paragraphs: [greeting, sentence].into_iter().chain(effect).collect(),
        action: Some(("Choose a password".into(), link.to_owned())),
        closing: vec![closing.into()],
    }
}

/// A link to confirm an address.
pub(super) fn verify_email(greeting: String, to: &str, link: &str) -> EmailContent {
    EmailContent {
        subject: "Confirm your e-mail address".into(),
        heading: "Confirm your e-mail address".into(),
        paragraphs: vec![
            greeting,
            format!(
                "Please confirm that {to} is your address. The link works once, within {}.",
                humanize::span(Purpose::VerifyEmail.lifetime())
            ),
        ],
        action: Some(("Confirm this address".into(), link.to_owned())),
        closing: vec![
            "If you didn’t sign up, somebody probably mistyped their own address. You can ignore this e-mail.".into(),
        ],
    }
}

/// To whoever has an account and signed up again.
pub(super) fn already_signed_up(greeting: String, base_url: &str) -> EmailContent {
    EmailContent {
        subject: "You already have an account".into(),
        heading: "You already have an account".into(),
        paragraphs: vec![
            greeting,
            "Somebody, most likely you, tried to sign up with this address. You already have an account: sign in, or reset your password if you have forgotten it.".into(),
        ],
        action: Some(("Sign in".into(), format!("{base_url}/sign-in"))),
        closing: vec![
            format!("Forgot your password? Choose a new one at {base_url}/forgot-password."),
            IGNORE.into(),
        ],
    }
}

/// A link to confirm the new address, sent there.
pub(super) fn change_email(greeting: String, to: &str, link: &str) -> EmailContent {
    EmailContent {
        subject: "Confirm your new e-mail address".into(),
        heading: "Confirm your new e-mail address".into(),
        paragraphs: vec![
            greeting,
            format!(
                "Please confirm that your account should use {to} from now on. The link works once, within {}.",
                humanize::span(CHANGE_LIFETIME)
            ),
        ],
        action: Some(("Use this address".into(), link.to_owned())),
        closing: vec![IGNORE.into()],
    }
}

/// A link to delete the account.
pub(super) fn delete_account(greeting: String, link: &str) -> EmailContent {
    EmailContent {
        subject: "Confirm that you want to delete your account".into(),
        heading: "Delete your account?".into(),
        paragraphs: vec![
            greeting,
            format!(
                "This link permanently deletes your account and everything in it. It works once, within {}.",
                humanize::span(Purpose::DeleteAccount.lifetime())
            ),
        ],
        action: Some(("Delete my account".into(), link.to_owned())),
        closing: vec![
            "If you didn’t ask for this, somebody else is signed in to your account: change your password.".into(),
        ],
    }
}

/// Shows the operator that mail works.
pub(super) fn test(greeting: String, base_url: &str) -> EmailContent {
    EmailContent {
        subject: "E-mail works".into(),
        heading: "E-mail works".into(),
        paragraphs: vec![
            greeting,
            format!("This is a test of the e-mail settings of {base_url}. It has arrived, so they work."),
        ],
        action: None,
        closing: vec![],
    }
}

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
