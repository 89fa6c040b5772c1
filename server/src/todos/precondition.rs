//! Changes that are made to a known state of a todo only, or not at all (`If-Match`).

use super::{Error, changing::Changing};
use crate::store::todos::{self as store, TodoRow};
use app::model::TodoId;

/// In which state the caller believes a todo to be. A change that expects something is made to that state or
/// not at all, so that nobody's change is lost without their noticing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Any,
    /// One of these versions.
    Versions(Vec<i64>),
}

impl Expected {
    /// The todo as it is while the change is made, if it is not in the trash.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Changed`] where it is of another version.
    pub(super) async fn find(&self, changing: &mut Changing<'_>, id: &TodoId) -> Result<TodoRow, Error> {
        let row = store::find_todo(&mut changing.transaction, changing.owner, id).await?;
        let row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::NotFound)?;
        self.check(row.version)?;
        Ok(row)
    }

    /// Whether the version there is was expected.
    ///
    /// # Errors
    /// [`Error::Changed`].
    pub(super) fn check(&self, version: i64) -> Result<(), Error> {
        match self {
            Self::Versions(versions) if !versions.contains(&version) => Err(Error::Changed { version }),
            _ => Ok(()),
        }
    }
}
