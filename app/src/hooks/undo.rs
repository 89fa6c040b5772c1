//! How the last change to a list is taken back, and what to say of it.

use crate::model::{Todo, TodoChange, TodoPatch};

/// A change that can be taken back, and what to say of it.
pub(super) struct Undo {
    pub words: String,
    pub change: TodoChange,
}

impl Undo {
    /// How a recurring todo that was done is taken up again; none where nothing is due next, or it is not done.
    pub(super) fn completing(todo: &Todo) -> Option<Self> {
        let next = todo.next.filter(|_| todo.completed)?;
        Some(Self {
            words: ["Done. Next: ", &next.in_its_week(), "."].concat(),
            change: TodoChange::Edit {
                id: todo.id,
                patch: TodoPatch::state(false),
            },
        })
    }

    pub(super) fn removing(todo: &Todo) -> Self {
        Self {
            words: format!("Deleted “{}”.", todo.title.as_str()),
            change: TodoChange::Restore {
                todo: Box::new(todo.clone()),
            },
        }
    }

    /// How a change to many at once is taken back, which was made at this moment.
    pub(super) fn of_many(change: &TodoChange, at: i64) -> Option<Self> {
        match *change {
            TodoChange::SetAll { list_id, completed } => Some(Self {
                words: if completed {
                    "All are done."
                } else {
                    "All are to be done again."
                }
                .to_owned(),
                change: TodoChange::UndoSetAll { list_id, completed, at },
            }),
            TodoChange::ClearCompleted { list_id } => Some(Self {
                words: "Cleared the completed todos.".to_owned(),
                change: TodoChange::UndoClearCompleted { list_id, at },
            }),
            _ => None,
        }
    }
}
