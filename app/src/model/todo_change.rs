//! Changes to the list, as the page shows them before the server has answered.
//!
//! The board starts them and `hooks/outbox.rs` keeps them. The page shows *what the server confirmed* with all *changes
//! still on their way* applied on top; a refused change is simply taken out again, which puts the list back exactly.
//! That works because applying a change twice is the same as once.

use super::{FieldError, ListId, NewTodo, Steps, Todo, TodoCounts, TodoId, TodoPage, TodoPatch, TodoTitle};
use serde::{Deserialize, Serialize};

/// One change to the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TodoChange {
    /// Adds a todo at the end.
    Add {
        /// The id that the page has made for it.
        id: TodoId,
        /// What it is.
        new: Box<NewTodo>,
        /// Whether it comes into another list than the one that is shown.
        is_elsewhere: bool,
        /// Whether its title is a line that has still to be read.
        is_line: bool,
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
    /// Moves a todo within the list.
    Move {
        /// Which one.
        id: TodoId,
        /// The one beside which it is to stand.
        beside: TodoId,
        /// Behind it, or else before it.
        is_after: bool,
    },
    /// Takes a todo out of the trash again.
    Restore {
        /// As it was before it came there.
        todo: Box<Todo>,
    },
    /// Marks all todos of the list, also those that are not loaded.
    SetAll {
        /// Of this list; without one of the inbox.
        list_id: Option<ListId>,
        /// As completed, or as active.
        completed: bool,
    },
    /// Deletes all completed todos, also those that are not loaded.
    ClearCompleted {
        /// Of this list; without one of the inbox.
        list_id: Option<ListId>,
    },
    /// Takes marking all back. Which todos were of another state before, only the server knows.
    UndoSetAll {
        /// Of this list; without one of the inbox.
        list_id: Option<ListId>,
        /// How they were marked.
        completed: bool,
        /// When that was, in milliseconds since the Unix epoch.
        at: i64,
    },
    /// Takes deleting all completed todos back.
    UndoClearCompleted {
        /// Of this list; without one of the inbox.
        list_id: Option<ListId>,
        /// When that was, in milliseconds since the Unix epoch.
        at: i64,
    },
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
        Ok(title.map(|title| Self::Edit {
            id,
            patch: TodoPatch::retitled(title),
        }))
    }

    /// The todo it is about, if it is about one.
    #[must_use]
    pub fn id(&self) -> Option<TodoId> {
        match self {
            Self::Add { id, .. } | Self::Edit { id, .. } | Self::Remove { id } | Self::Move { id, .. } => Some(*id),
            Self::Restore { todo } => Some(todo.id),
            Self::SetAll { .. }
            | Self::ClearCompleted { .. }
            | Self::UndoSetAll { .. }
            | Self::UndoClearCompleted { .. } => None,
        }
    }

    /// Shows the change on `page`.
    pub fn apply(&self, page: &mut TodoPage) {
        match self {
            Self::Add { is_elsewhere: true, .. } => {}
            Self::Add { id, new, .. } => {
                page.put(Todo {
                    id: *id,
                    title: new.title.clone(),
                    completed: false,
                    list_id: new.list_id.unwrap_or_default(),
                    due: new.due,
                    priority: new.priority,
                    has_notes: !new.notes.as_str().is_empty(),
                    labels: new.labels.clone(),
                    recurs: new.recurrence.is_some(),
                    next: None,
                    parent_id: None,
                    steps: Steps::default(),
                    position: i64::MAX,
                    change: 0,
                    version: 0,
                    created_at: 0,
                    updated_at: 0,
                });
            }
            Self::Edit { id, patch } => {
                if let Some(mut todo) = page.find(*id).cloned() {
                    todo.title = patch.title.clone().unwrap_or(todo.title);
                    todo.completed = patch.completed.unwrap_or(todo.completed);
                    todo.due = patch.due.unwrap_or(todo.due);
                    todo.priority = patch.priority.unwrap_or(todo.priority);
                    todo.labels = patch.labels.clone().unwrap_or(todo.labels);
                    page.put(todo);
                }
            }
            Self::Remove { id } => page.take(id),
            Self::Move { id, beside, is_after } => page.shift(*id, *beside, *is_after),
            Self::Restore { todo } => page.put_in_place((**todo).clone()),
            Self::UndoSetAll { .. } | Self::UndoClearCompleted { .. } => {}
            Self::SetAll { completed, .. } => {
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
            Self::ClearCompleted { .. } => {
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

    /// Puts a todo that is not in the page where its position says.
    pub fn put_in_place(&mut self, todo: Todo) {
        if self.find(todo.id).is_some() {
            return self.put(todo);
        }
        let place = (todo.position, todo.id);
        let at = self.todos.partition_point(|other| (other.position, other.id) < place);
        *self.counts.of(todo.completed) += 1;
        self.todos.insert(at, todo);
    }

    /// Puts a todo of the page before another one, or behind it.
    fn shift(&mut self, id: TodoId, beside: TodoId, is_after: bool) {
        let place = |todos: &[Todo], id| todos.iter().position(|todo| todo.id == id);
        if id != beside
            && place(&self.todos, beside).is_some()
            && let Some(from) = place(&self.todos, id)
        {
            let todo = self.todos.remove(from);
            let at = place(&self.todos, beside).map_or(from, |at| at + usize::from(is_after));
            self.todos.insert(at, todo);
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

    fn adding(n: u8, title: &str) -> TodoChange {
        TodoChange::Add {
            id: id(n),
            new: Box::new(NewTodo::titled(TodoTitle::parse(title).unwrap())),
            is_elsewhere: false,
            is_line: false,
        }
    }

    fn page() -> TodoPage {
        let mut page = TodoPage::default();
        for n in 1..=3 {
            adding(n, "a thing").apply(&mut page);
        }
        TodoChange::Edit {
            id: id(2),
            patch: TodoPatch::state(true),
        }
        .apply(&mut page);
        page
    }

    fn changes() -> [TodoChange; 8] {
        [
            TodoChange::Move {
                id: id(1),
                beside: id(3),
                is_after: true,
            },
            TodoChange::Move {
                id: id(3),
                beside: id(1),
                is_after: false,
            },
            adding(9, "new"),
            TodoChange::Edit {
                id: id(1),
                patch: TodoPatch {
                    completed: Some(true),
                    title: TodoTitle::parse("renamed").ok(),
                    ..TodoPatch::default()
                },
            },
            TodoChange::Remove { id: id(2) },
            TodoChange::SetAll {
                list_id: None,
                completed: true,
            },
            TodoChange::SetAll {
                list_id: None,
                completed: false,
            },
            TodoChange::ClearCompleted { list_id: None },
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
            patch: TodoPatch::retitled(TodoTitle::parse("another thing").unwrap()),
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
    fn a_moved_todo_stands_beside_the_one_that_was_named() {
        let order = |change: TodoChange| {
            let mut page = page();
            change.apply(&mut page);
            page.todos.iter().map(|todo| todo.id).collect::<Vec<_>>()
        };
        for (moved, beside, is_after, expected) in [
            (1, 3, true, [2, 3, 1]),
            (1, 3, false, [2, 1, 3]),
            (3, 1, false, [3, 1, 2]),
            (2, 2, true, [1, 2, 3]),
            (2, 9, true, [1, 2, 3]),
        ] {
            let change = TodoChange::Move {
                id: id(moved),
                beside: id(beside),
                is_after,
            };
            assert_eq!(order(change), expected.map(id));
        }
    }

    #[test]
    fn what_is_restored_stands_where_it_stood_and_what_goes_elsewhere_nowhere() {
        let mut numbered = page();
        (0..)
            .zip(&mut numbered.todos)
            .for_each(|(position, todo)| todo.position = position);
        let mut changed = numbered.clone();
        TodoChange::Remove { id: id(2) }.apply(&mut changed);
        let todo = Box::new(numbered.find(id(2)).unwrap().clone());
        for _ in 0..2 {
            TodoChange::Restore { todo: todo.clone() }.apply(&mut changed);
            assert_eq!(changed, numbered);
        }
        let TodoChange::Add { id, new, .. } = adding(9, "new") else {
            panic!("adding adds");
        };
        TodoChange::Add {
            id,
            new,
            is_elsewhere: true,
            is_line: false,
        }
        .apply(&mut changed);
        assert_eq!(changed, numbered);
    }

    #[test]
    fn changing_what_is_not_there_changes_nothing() {
        let mut changed = page();
        TodoChange::Remove { id: id(8) }.apply(&mut changed);
        TodoChange::Edit {
            id: id(8),
            patch: TodoPatch::state(true),
        }
        .apply(&mut changed);
        assert_eq!(changed, page());
    }
}
