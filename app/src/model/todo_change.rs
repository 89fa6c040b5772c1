//! Changes to the list, as the page shows them before the server has answered.
//!
//! The board starts them and `hooks/outbox.rs` keeps them. The page shows *what the server confirmed* with all *changes
//! still on their way* applied on top; a refused change is simply taken out again, which puts the list back exactly.
//! That works because applying a change twice is the same as once.

use super::{FieldError, Todo, TodoCounts, TodoId, TodoPage, TodoPatch, TodoTitle};
use serde::{Deserialize, Serialize};

/// One change to the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TodoChange {
    /// Adds a todo at the end.
    Add {
        /// The id that the page has made for it.
        id: TodoId,
        /// What is to be done.
        title: TodoTitle,
    },
    /// Changes a todo.
    Edit {
        /// Which one.
        id: TodoId,
        /// What changes in it.
        patch: TodoPatch,
    },
    /// Deletes a todo.
    Remove {
        /// Which one.
        id: TodoId,
    },
    /// Marks all todos of the list, also those that are not loaded.
    SetAll {
        /// As completed, or as active.
        completed: bool,
    },
    /// Deletes all completed todos, also those that are not loaded.
    ClearCompleted,
}

impl TodoChange {
    /// What comes of writing `typed` over the title of `todo`. An empty title deletes it, and the same one changes nothing.
    ///
    /// # Errors
    /// A [`FieldError`] for [`Field::Title`](super::Field::Title).
    pub(crate) fn retitle(todo: &Todo, typed: &str) -> Result<Option<Self>, FieldError> {
        let id = todo.id;
        if typed.trim().is_empty() {
            return Ok(Some(Self::Remove { id }));
        }
        let title = Some(TodoTitle::parse(typed)?).filter(|title| *title != todo.title);
        let completed = None;
        Ok(title.map(|title| Self::Edit {
            id,
            patch: TodoPatch {
                title: Some(title),
                completed,
            },
        }))
    }

    /// The todo it is about, if it is about one.
    #[must_use]
    pub fn id(&self) -> Option<TodoId> {
        match self {
            Self::Add { id, .. } | Self::Edit { id, .. } | Self::Remove { id } => Some(*id),
            Self::SetAll { .. } | Self::ClearCompleted => None,
        }
    }

    /// Shows the change on `page`.
    pub fn apply(&self, page: &mut TodoPage) {
        match self {
            Self::Add { id, title } => {
                page.put(Todo {
                    id: *id,
                    title: title.clone(),
                    completed: false,
                    position: i64::MAX,
                    version: 0,
                    created_at: 0,
                    updated_at: 0,
                });
            }
            Self::Edit { id, patch } => {
                if let Some(mut todo) = page.find(*id).cloned() {
                    todo.title = patch.title.clone().unwrap_or(todo.title);
                    todo.completed = patch.completed.unwrap_or(todo.completed);
                    page.put(todo);
                }
            }
            Self::Remove { id } => page.take(id),
            Self::SetAll { completed } => {
                page.todos.iter_mut().for_each(|todo| todo.completed = *completed);
                let total = page.counts.total();
                page.counts = match completed {
                    true => TodoCounts {
                        active: 0,
                        completed: total,
                    },
                    false => TodoCounts {
                        active: total,
                        completed: 0,
                    },
                };
            }
            Self::ClearCompleted => {
                page.todos.retain(|todo| !todo.completed);
                page.counts.completed = 0;
            }
        }
    }
}

impl TodoPage {
    /// The todo with this id, if it is in the page.
    #[must_use]
    pub fn find(&self, id: TodoId) -> Option<&Todo> {
        self.todos.iter().find(|todo| todo.id == id)
    }

    /// Puts a todo in the place of the one with its id, or at the end, and counts accordingly.
    pub fn put(&mut self, todo: Todo) {
        *self.counts.of(todo.completed) += 1;
        match self.todos.iter_mut().find(|known| known.id == todo.id) {
            Some(known) => {
                *self.counts.of(known.completed) -= 1;
                *known = todo;
            }
            None => self.todos.push(todo),
        }
    }

    /// Takes a todo out of the page and the count. One that is not there changes nothing.
    pub fn take(&mut self, id: &TodoId) {
        if let Some(at) = self.todos.iter().position(|todo| todo.id == *id) {
            let todo = self.todos.remove(at);
            *self.counts.of(todo.completed) -= 1;
        }
    }
}

impl TodoCounts {
    fn of(&mut self, completed: bool) -> &mut i64 {
        if completed {
            &mut self.completed
        } else {
            &mut self.active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> TodoId {
        TodoId::from_random([n; 16])
    }

    fn page() -> TodoPage {
        let mut page = TodoPage::default();
        for n in 1..=3 {
            TodoChange::Add {
                id: id(n),
                title: TodoTitle::parse("a thing").unwrap(),
            }
            .apply(&mut page);
        }
        TodoChange::Edit {
            id: id(2),
            patch: TodoPatch {
                completed: Some(true),
                title: None,
            },
        }
        .apply(&mut page);
        page
    }

    fn changes() -> [TodoChange; 6] {
        [
            TodoChange::Add {
                id: id(9),
                title: TodoTitle::parse("new").unwrap(),
            },
            TodoChange::Edit {
                id: id(1),
                patch: TodoPatch {
                    completed: Some(true),
                    title: TodoTitle::parse("renamed").ok(),
                },
            },
            TodoChange::Remove { id: id(2) },
            TodoChange::SetAll { completed: true },
            TodoChange::SetAll { completed: false },
            TodoChange::ClearCompleted,
        ]
    }

    #[test]
    fn counts_follow_every_change() {
        assert_eq!(
            page().counts,
            TodoCounts {
                active: 2,
                completed: 1
            }
        );
        for change in changes() {
            let mut page = page();
            change.apply(&mut page);
            let count = |completed| {
                let todos = page.todos.iter().filter(|todo| todo.completed == completed);
                i64::try_from(todos.count()).unwrap()
            };
            let (active, completed) = (count(false), count(true));
            assert_eq!(page.counts, TodoCounts { active, completed }, "{change:?}");
        }
    }

    #[test]
    fn applying_a_change_twice_is_the_same_as_once() {
        for change in changes() {
            let (mut once, mut twice) = (page(), page());
            change.apply(&mut once);
            change.apply(&mut twice);
            change.apply(&mut twice);
            assert_eq!(once, twice, "{change:?}");
        }
    }

    #[test]
    fn a_title_is_changed_or_stays_and_an_empty_one_deletes_the_todo() {
        let page = page();
        let todo = page.find(id(1)).unwrap();
        let renamed = TodoChange::Edit {
            id: id(1),
            patch: TodoPatch {
                title: TodoTitle::parse("another thing").ok(),
                completed: None,
            },
        };
        assert_eq!(TodoChange::retitle(todo, " another thing "), Ok(Some(renamed)));
        assert_eq!(TodoChange::retitle(todo, " a thing "), Ok(None));
        assert_eq!(
            TodoChange::retitle(todo, "  "),
            Ok(Some(TodoChange::Remove { id: id(1) }))
        );
        assert!(TodoChange::retitle(todo, &"x".repeat(501)).is_err());
    }

    #[test]
    fn changing_what_is_not_there_changes_nothing() {
        let mut changed = page();
        TodoChange::Remove { id: id(8) }.apply(&mut changed);
        TodoChange::Edit {
            id: id(8),
            patch: TodoPatch {
                completed: Some(true),
                title: None,
            },
        }
        .apply(&mut changed);
        assert_eq!(changed, page());
    }
}
