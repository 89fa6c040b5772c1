//! What a page asks of the server about a list, one thing after the other, and what comes back.

use crate::model::{Cursor, DoneToMany, ListId, Todo, TodoChange, TodoFilter, TodoPage};

/// Something to ask of the server.
pub(super) enum Job {
    Change(TodoChange),
    Load {
        list_id: Option<ListId>,
        filter: TodoFilter,
        before: Option<Cursor>,
    },
}

/// What the server has answered.
pub(super) enum Answer {
    Todo(Todo),
    Many(DoneToMany),
    Removed {
        /// The number of the change; 0 where it was gone already.
        change: i64,
    },
    Page(TodoPage),
}
