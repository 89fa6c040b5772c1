//! What the parts of the todo list share: the list itself, where it is, and which of its rows stands open.
//!
//! `TodoBoard` makes one [`Board`], and every part takes it as a prop. It is `Copy` and holds signals only. What is
//! shown follows the list; what changes the list goes through [`UseTodos::change`] and nothing else.

use super::todo_rows::{Looks, TodoRow};
use crate::{
    browser,
    hooks::{UseTodos, use_todos},
    model::{TodoCounts, TodoFilter, TodoId, TodoPage},
};
use leptos::{html, prelude::*};

/// Which todo is being edited, and with which text if the server sent it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    pub id: TodoId,
    pub typed: Option<String>,
    pub problem: Option<String>,
}

/// What all of the list shares.
#[derive(Clone, Copy)]
pub struct Board {
    pub todos: UseTodos,
    /// Where this part of the list is, for forms and links.
    pub address: Memo<String>,
    /// The todo that is shown in its edit form.
    pub editing: RwSignal<Option<Editing>>,
    /// The todos under the filter, in order.
    pub rows: Memo<Vec<TodoRow>>,
    pub filter: Memo<TodoFilter>,
    pub new_todo: NodeRef<html::Input>,
}

impl Board {
    /// A list that starts with what the server has rendered, in which `editing` stands open.
    pub fn new(
        initial: Option<TodoPage>,
        filter: Memo<TodoFilter>,
        address: Memo<String>,
        editing: Option<Editing>,
    ) -> Self {
        let todos = use_todos(initial, filter);
        let editing = RwSignal::new(editing);
        let rows = Memo::new(move |known: Option<&Vec<TodoRow>>| {
            let looks = Looks {
                page: &todos.page.read(),
                filter: filter.get(),
                unsaved: todos.unsaved(),
                editing: editing.read().as_ref().map(|editing| editing.id),
            };
            looks.rows(known.map_or(&[], Vec::as_slice))
        });
        Self {
            todos,
            address,
            editing,
            rows,
            filter,
            new_todo: NodeRef::new(),
        }
    }

    /// How many todos there are. Tracks.
    pub fn counts(self) -> TodoCounts {
        self.todos.page.with(|page| page.counts)
    }

    /// Tracks.
    pub fn is_empty(self) -> bool {
        self.counts().total() == 0
    }

    /// Whether there are todos under the filter, here or further up. Tracks.
    pub fn has_rows(self) -> bool {
        !self.rows.read().is_empty() || self.todos.page.read().has_earlier
    }

    /// Before a todo is removed: puts the keyboard on the next one, or on the line for a new one.
    pub fn move_on_from(self, id: TodoId) {
        let rows = self.rows.get_untracked();
        let at = rows.iter().position(|row| row.id == id);
        let next = at.and_then(|at| rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?)));
        match next {
            Some(next) => focus_toggle(next.id),
            None => self.focus_new_todo(),
        }
    }

    pub fn focus_new_todo(self) {
        if let Some(input) = self.new_todo.get_untracked() {
            let _ = input.focus();
        }
    }
}

/// The form of the row that is being edited: it stands inside that of all rows, and forms do not nest.
pub const EDIT_FORM: &str = "edit";

/// The name of a todo's row in the page.
pub fn row_id(id: TodoId) -> String {
    format!("todo-{id}")
}

/// Puts the keyboard on a todo's toggle. A row is small, because there are hundreds: its toggle has no name of its own.
pub fn focus_toggle(id: TodoId) {
    browser::focus_in(&row_id(id), "[role=checkbox]");
}
