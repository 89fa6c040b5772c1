//! Changes that are made to a known state of a todo only, or not at all (`If-Match`).

use super::{Error, Todos};
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
    /// The version the statement has to name. What is decided here may be outdated by the time it runs, so
    /// the statement tests it again.
    pub(super) async fn version_of(&self, todos: &Todos, owner: &str, id: &TodoId) -> Result<Option<i64>, Error> {
        let Self::Versions(versions) = self else {
            return Ok(None);
        };
        let row = present(todos, owner, id).await?.ok_or(Error::NotFound)?;
        match versions.contains(&row.version) {
            true => Ok(Some(row.version)),
            false => Err(Error::Changed { version: row.version }),
        }
    }

    /// Why a statement found nothing: the todo is gone, or somebody was faster.
    pub(super) async fn mismatch(&self, todos: &Todos, owner: &str, id: &TodoId) -> Result<Error, Error> {
        if *self == Self::Any {
            return Ok(Error::NotFound);
        }
        let row = present(todos, owner, id).await?;
        Ok(row.map_or(Error::NotFound, |row| Error::Changed { version: row.version }))
    }
}

/// A todo that is not in the trash.
async fn present(todos: &Todos, owner: &str, id: &TodoId) -> Result<Option<TodoRow>, Error> {
    let row = store::find_todo(&todos.database, owner, id).await?;
    Ok(row.filter(|row| row.deleted_at.is_none()))
}
