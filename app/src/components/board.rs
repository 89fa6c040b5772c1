//! What the parts of the todo list share: the list itself, where it is, and which of its rows stands open.
//!
//! `TodoBoard` makes one [`Board`], and every part takes it as a prop. It is `Copy` and holds signals only. What is
//! shown follows the list; what changes the list goes through [`UseTodos::change`] and nothing else.

use super::todo_rows::{TodoRow, rows};
use crate::{
    browser,
    hooks::{UseTodos, use_page_state, use_todos},
    model::{Day, ListId, TodoCounts, TodoFilter, TodoId, TodoPage},
};
use leptos::{html, prelude::*};

/// The todo that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Editing {
    /// Which todo.
    pub id: TodoId,
    /// What the form was sent with, where it was refused; otherwise the field starts with the todo's title.
    pub typed: Option<String>,
    /// Why it was refused.
    pub problem: Option<String>,
}

/// What all of the list shares.
#[derive(Clone, Copy)]
pub(super) struct Board {
    /// The list and its changes.
    pub todos: UseTodos,
    /// Which list it is; none for the inbox.
    pub list_id: Option<ListId>,
    /// Where this part of the list is, for forms and links.
    pub address: Memo<String>,
    /// The todo that is shown in its edit form.
    pub editing: RwSignal<Option<Editing>>,
    /// The todos under the filter, in order.
    pub rows: Memo<Vec<TodoRow>>,
    /// Which todos are shown.
    pub filter: Memo<TodoFilter>,
    /// The line for a new todo.
    pub new_todo: NodeRef<html::Input>,
    /// Which day it is where the person lives.
    pub today: RwSignal<Option<Day>>,
    /// Where the page leads to as soon as everything is saved.
    pub leaving: RwSignal<Option<String>>,
    /// Where a todo was added that does not show here.
    pub elsewhere: RwSignal<Option<Elsewhere>>,
}

/// A todo was added where the list does not show it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Elsewhere {
    /// Where, in a sentence.
    pub words: String,
    /// The address at which it shows.
    pub address: String,
}

impl Board {
    /// A list that starts with what the server has rendered, in which `editing` stands open.
    pub(super) fn new(
        initial: Option<TodoPage>,
        list_id: Option<ListId>,
        filter: Memo<TodoFilter>,
        address: Memo<String>,
        editing: Option<Editing>,
    ) -> Self {
        let todos = use_todos(initial, list_id, filter);
        let today = RwSignal::new(use_page_state().today);
        Effect::new(move || browser::on_day_changed(move |day| today.set(Day::parse(&day).ok())));
        let leaving = RwSignal::new(None::<String>);
        Effect::new(move || {
            if let Some(path) = leaving.get()
                && todos.is_saved()
            {
                browser::leave_for(&path);
            }
        });
        let rows = Memo::new(move |known: Option<&Vec<TodoRow>>| {
            let known = known.map_or(&[][..], Vec::as_slice);
            rows(&todos.page.read(), filter.get(), &todos.unsaved(), today.get(), known)
        });
        Self {
            todos,
            list_id,
            address,
            editing: RwSignal::new(editing),
            rows,
            filter,
            new_todo: NodeRef::new(),
            today,
            leaving,
            elsewhere: RwSignal::new(None),
        }
    }

    /// How many todos there are. Tracks.
    pub(super) fn counts(self) -> TodoCounts {
        self.todos.page.with(|page| page.counts)
    }

    /// Whether there are no todos at all. Tracks.
    pub(super) fn is_empty(self) -> bool {
        self.counts().total() == 0
    }

    /// Whether there are todos under the filter, here or further up. Tracks.
    pub(super) fn has_rows(self) -> bool {
        !self.rows.read().is_empty() || self.todos.page.read().has_earlier
    }

    /// Before a todo is removed: puts the keyboard on the next one, or on the line for a new one.
    pub(super) fn move_on_from(self, id: TodoId) {
        let rows = self.rows.get_untracked();
        let at = rows.iter().position(|row| row.id == id);
        let next = at.and_then(|at| rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?)));
        match next {
            Some(next) => focus_toggle(next.id),
            None => self.focus_new_todo(),
        }
    }

    /// Puts the keyboard on the line for a new todo.
    pub(super) fn focus_new_todo(self) {
        if let Some(input) = self.new_todo.get_untracked() {
            let _ = input.focus();
        }
    }
}

/// The form of the row that is being edited: it stands inside that of all rows, and forms do not nest.
pub(super) const EDIT_FORM: &str = "edit";

/// The name of a todo's row in the page.
pub(super) fn row_id(id: TodoId) -> String {
    format!("todo-{id}")
}

/// Puts the keyboard on a todo's toggle. A row is small, because there are hundreds: its toggle has no name of its own.
pub(super) fn focus_toggle(id: TodoId) {
    browser::focus_in(&row_id(id), "[role=checkbox]");
}
