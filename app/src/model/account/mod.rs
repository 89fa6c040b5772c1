//! What the pages of the account area show, one file a page. The server fills these in, and a page renders them:
//! times and devices come in words, so nothing is formatted in the browser.

mod activity;
mod admin;
mod confirm;
mod data;
mod delete;
mod email;
mod inbox;
mod passkeys;
mod profile;
mod recovery;
mod second_step;
mod two_step;

pub use admin::{PeoplePage, PersonEvent, PersonLine, PersonPage, PersonSession};
mod password;
mod sessions;
pub use activity::{ActivityLine, ActivityPage};
pub use confirm::ConfirmPage;
pub use data::{DataPage, ImportPreview, ImportRow};
pub use delete::{ConfirmDeletionPage, DeletePage};
pub use email::{EmailPage, PendingEmail};
pub use inbox::{InboxPage, Letter};
pub use passkeys::{PasskeyItem, PasskeyName, PasskeysPage};
pub use password::PasswordPage;
pub use profile::{ProfilePage, WeekStart};
pub use recovery::{Confirmation, FactorLine, ForgotPage, Keeping, ResetPage, SentLetter, VerifyPage};
pub use second_step::SecondStepPage;
pub use sessions::{SessionLine, SessionsPage};
pub use two_step::{QrCode, TwoStepPage};

use super::RefusedForm;
use serde::{Deserialize, Serialize};

/// A page of the account area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountPage {
    /// What has just been done: "Saved."
    pub notice: Option<String>,
    pub content: Content,
}

/// Which page it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    Profile(ProfilePage),
    Password(PasswordPage),
    Sessions(SessionsPage),
    Activity(ActivityPage),
    Confirm(ConfirmPage),
    Passkeys(PasskeysPage),
    Inbox(InboxPage),
    Email(EmailPage),
    Forgot(ForgotPage),
    Reset(ResetPage),
    Verify(VerifyPage),
    Data(DataPage),
    Delete(DeletePage),
    ConfirmDeletion(ConfirmDeletionPage),
    People(PeoplePage),
    Person(PersonPage),
    TwoStep(TwoStepPage),
    SecondStep(SecondStepPage),
}

impl Content {
    /// The name of the page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Profile(_) => "Profile",
            Self::Password(_) => "Password",
            Self::Sessions(_) => "Devices",
            Self::Activity(_) => "Activity",
            Self::Confirm(_) => "Confirm that it’s you",
            Self::Passkeys(_) => "Passkeys",
            Self::TwoStep(_) | Self::SecondStep(_) => "Two-step verification",
            Self::Inbox(_) => "Mail of this development server",
            Self::Email(_) => "E-mail",
            Self::Forgot(_) => "Forgotten password",
            Self::Reset(_) => "New password",
            Self::Verify(VerifyPage::CheckMail(_)) => "Check your e-mail",
            Self::Verify(
                VerifyPage::Undone
                | VerifyPage::Confirm {
                    kind: Confirmation::Undo,
                    ..
                },
            ) => "Undo the change of your address",
            Self::Verify(_) => "Confirm your e-mail address",
            Self::Data(_) => "Your data",
            Self::Delete(_) | Self::ConfirmDeletion(_) => "Delete account",
            Self::People(_) => "People",
            Self::Person(_) => "Person",
        }
    }
}

/// A form of a page with several: what it came back with if it was the one that was refused.
#[must_use]
pub fn refused_as<'a>(refused: Option<&'a RefusedForm>, intent: &str) -> Option<&'a RefusedForm> {
    refused.filter(|form| form.value("intent") == Some(intent))
}
