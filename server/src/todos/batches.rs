//! A long list, changed a batch at a time.

use super::{Error, Todos};
use crate::store::todos::{Batch, find_end_of_batch};

/// Todos of one batch. On SQLite nobody else writes while one is changed.
const AT_ONCE: i64 = 1_000;

/// A list in batches, from its beginning to its end, each with as many todos of one state as are changed at once.
///
/// It passes each place once. Whoever went on until no todo is of that state would never be done while somebody else
/// does the opposite.
pub(super) struct Batches<'a> {
    todos: &'a Todos,
    owner: &'a str,
    completed: bool,
    /// Where the next one begins; `None` behind the last.
    after: Option<i64>,
}

impl<'a> Batches<'a> {
    pub(super) fn of(todos: &'a Todos, owner: &'a str, completed: bool) -> Self {
        Self {
            todos,
            owner,
            completed,
            after: Some(i64::MIN),
        }
    }

    /// The next one. The last has no end, so that it holds what is added meanwhile too.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, Error> {
        let Some(after) = self.after else { return Ok(None) };
        self.after = find_end_of_batch(&self.todos.database, self.owner, self.completed, after, AT_ONCE).await?;
        Ok(Some(Batch {
            after,
            to: self.after.unwrap_or(i64::MAX),
        }))
    }
}
