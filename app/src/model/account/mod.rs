//! What the pages of the account area show, one file a page. The server fills these in, and a page renders them:
//! times and devices come in words, so nothing is formatted in the browser.

mod admin;
mod confirm;
mod data;
mod delete;
mod inbox;
mod profile;

pub use admin::{PeoplePage, PersonEvent, PersonLine, PersonPage, PersonSession};
pub use confirm::ConfirmPage;
pub use data::{DataPage, ImportPreview, ImportRow};
pub use delete::{ConfirmDeletionPage, DeletePage};
pub use inbox::{InboxPage, Letter};
pub use profile::{ProfilePage, WeekStart};

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
    Confirm(ConfirmPage),
    Inbox(InboxPage),
    Data(DataPage),
    Delete(DeletePage),
    ConfirmDeletion(ConfirmDeletionPage),
    People(PeoplePage),
    Person(PersonPage),
}

impl Content {
    /// The name of the page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Profile(_) => "Profile",
            Self::Confirm(_) => "Confirm that it’s you",
            Self::Inbox(_) => "Mail of this development server",
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
