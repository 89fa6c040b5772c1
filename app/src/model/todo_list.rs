//! The list of todos, part by part: filters, cursors, pages and counts.
//!
//! The ports and the API list by them, and addresses of the todo page are made of them. No answer grows with the list:
//! a page has at most [`TodoPage::SIZE`] todos and says whether there are earlier ones.

use super::{Field, FieldError, ListId, Problem, Todo, TodoId};
use serde::{Deserialize, Serialize};

/// Which todos to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TodoFilter {
    /// Every todo.
    #[default]
    All,
    /// Those still to be done.
    Active,
    /// Those done.
    Completed,
}

impl TodoFilter {
    /// Every filter, in the order in which they are offered.
    pub const EVERY: [Self; 3] = [Self::All, Self::Active, Self::Completed];

    /// Reads the `filter` parameter; anything unknown shows all.
    #[must_use]
    pub fn parse(raw: Option<&str>) -> Self {
        match raw {
            Some("active") => Self::Active,
            Some("completed") => Self::Completed,
            _ => Self::All,
        }
    }

    /// What its link says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Completed => "Completed",
        }
    }

    /// Whether it shows a todo that is completed, or one that is not.
    #[must_use]
    pub fn shows(self, completed: bool) -> bool {
        match self {
            Self::All => true,
            Self::Active => !completed,
            Self::Completed => completed,
        }
    }
}

/// How many todos a user has, over the whole list and not only the part that is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoCounts {
    /// Those still to be done.
    pub active: i64,
    /// Those done.
    pub completed: i64,
}

/// What was done to many todos at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneToMany {
    /// How many there are in the list now.
    pub counts: TodoCounts,
    /// The moment it was done, by which it is taken back; in milliseconds since the Unix epoch.
    pub at: i64,
    /// The numbers of the first and of the last change it took; the same where nothing had to change.
    pub changes: (i64, i64),
}

impl TodoCounts {
    /// All of them.
    #[must_use]
    pub fn total(self) -> i64 {
        self.active + self.completed
    }
}

/// Characters of the id of a todo.
const ID_LENGTH: usize = 36;

/// A place in the list: everything before it is further up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The position of the todo at this place.
    pub position: i64,
    /// Its id, which decides where two have the same position.
    pub id: TodoId,
}

impl Cursor {
    /// The place of `todo`.
    #[must_use]
    pub fn at(todo: &Todo) -> Self {
        Self {
            position: todo.position,
            id: todo.id,
        }
    }

    /// Reads what [`Cursor::encode`] wrote.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Before`].
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let unreadable = || FieldError::new(Field::Before, Problem::Unreadable);
        // The id has hyphens of its own, and a place before all that were there is negative.
        let end = raw.len().checked_sub(ID_LENGTH).ok_or_else(unreadable)?;
        let (position, id) = raw.split_at_checked(end).ok_or_else(unreadable)?;
        let position = position.strip_suffix('-').ok_or_else(unreadable)?;
        Ok(Self {
            position: position.parse().map_err(|_| unreadable())?,
            id: TodoId::parse(id).map_err(|_| unreadable())?,
        })
    }

    /// The cursor as it stands in an address.
    #[must_use]
    pub fn encode(&self) -> String {
        format!("{}-{}", self.position, self.id)
    }
}

/// Which part of which list: under `filter`, the last [`TodoPage::SIZE`] todos before `before`, or
/// the last ones of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TodoQuery {
    /// Which list; without one the inbox.
    pub list_id: Option<ListId>,
    /// Which todos.
    pub filter: TodoFilter,
    /// Where the part ends.
    pub before: Option<Cursor>,
}

impl TodoQuery {
    /// The address of this part of the list.
    #[must_use]
    pub fn address(&self) -> String {
        let list = self
            .list_id
            .map_or_else(|| "/todos".to_owned(), |id| format!("/lists/{id}"));
        let filtered = match self.filter {
            TodoFilter::All => list,
            TodoFilter::Active => with_parameter(&list, "filter", "active"),
            TodoFilter::Completed => with_parameter(&list, "filter", "completed"),
        };
        match &self.before {
            Some(before) => with_parameter(&filtered, "before", &before.encode()),
            None => filtered,
        }
    }
}

/// Adds `name=value` to an address that may already have a query. The value holds nothing to encode.
pub(crate) fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{name}={value}")
}

/// A part of the list. New todos are at the end, so the newest part comes first, and earlier ones on request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoPage {
    /// In list order.
    pub todos: Vec<Todo>,
    /// Whether there are earlier todos under the same filter.
    pub has_earlier: bool,
    /// How many there are in the whole list, under any filter.
    pub counts: TodoCounts,
    /// The number of the last change that is in it, among all that its owner has made.
    pub change: i64,
}

impl TodoPage {
    /// Most todos in one page.
    pub const SIZE: usize = 100;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_an_address() {
        for position in [42, 0, -1, i64::MIN] {
            let id = TodoId::from_random([7; 16]);
            let cursor = Cursor { position, id };
            assert_eq!(Cursor::parse(&cursor.encode()), Ok(cursor));
        }
        for raw in ["", "-", "42", "x-y", "42-", "07070707-0707-4707-8707-070707070707"] {
            assert!(Cursor::parse(raw).is_err(), "{raw:?} was accepted");
        }
    }
}
