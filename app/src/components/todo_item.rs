//! One todo of the list: shown, or being edited.
//!
//! The list makes one for each row. Everything in it is a real form, so it works before and without JavaScript; the
//! check is a submit button in the role of a checkbox for the same reason. There are hundreds of rows: what is the same
//! in each of them is the style sheet's, and nothing has a class that can be told without one.

use super::{
    board::{Board, EDIT_FORM, Editing, focus_toggle, row_id},
    live_text,
    todo_rows::{Look, TodoRow},
};
use crate::{
    browser,
    model::{Todo, TodoChange, TodoId, TodoPatch, with_parameter},
};
use leptos::{
    ev::{FocusEvent, KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::Node;

/// One todo. It is opened by double click, by its link, or by `F2`.
#[component]
pub(super) fn TodoItem(row: TodoRow, board: Board) -> impl IntoView {
    let row = Row {
        board,
        id: row.id,
        look: row.look.into(),
    };
    let act_by_key = move |event: KeyboardEvent| {
        if untrack(|| row.is_editing()) {
            return;
        }
        match event.key().as_str() {
            "F2" => row.open(),
            "ArrowUp" if event.alt_key() => row.shift(false),
            "ArrowDown" if event.alt_key() => row.shift(true),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <li data-testid="todo-item" id=row_id(row.id) class=move || row.look.read().class(row.is_editing()) on:keydown=act_by_key>
            <Show when=move || row.is_editing() fallback=move || view! { <ViewRow row /> }>
                <EditRow row />
            </Show>
        </li>
    }
}

/// What both looks of a todo share.
#[derive(Clone, Copy)]
struct Row {
    board: Board,
    id: TodoId,
    /// What it shows. It follows the list a moment later: what is decided upon asks the list.
    look: RwSignal<Look>,
}

impl Row {
    /// Whether it is the one being edited. Tracks, and may be asked after the row is gone.
    fn is_editing(self) -> bool {
        let is_this = |editing: &Option<Editing>| editing.as_ref().is_some_and(|editing| editing.id == self.id);
        self.board.editing.try_with(is_this).unwrap_or_default()
    }

    /// The todo as the list has it now. Does not track.
    fn todo(self) -> Option<Todo> {
        self.board.todos.page.with_untracked(|page| page.find(self.id).cloned())
    }

    fn edit(self, patch: TodoPatch) {
        self.board.todos.change(TodoChange::Edit { id: self.id, patch });
    }

    /// Moves the todo by one row, and the keyboard with it.
    fn shift(self, is_after: bool) {
        let rows = self.board.rows.get_untracked();
        let at = rows.iter().position(|row| row.id == self.id);
        let beside = at.and_then(|at| rows.get(if is_after { at + 1 } else { at.checked_sub(1)? }));
        if let Some(beside) = beside {
            let (id, beside) = (self.id, beside.id);
            self.board.todos.change(TodoChange::Move { id, beside, is_after });
            queue_microtask(move || focus_toggle(id));
        }
    }

    fn remove(self) {
        self.board.move_on_from(self.id);
        self.board.todos.change(TodoChange::Remove { id: self.id });
    }

    fn open(self) {
        self.board.editing.set(Some(Editing {
            id: self.id,
            typed: None,
            problem: None,
        }));
    }

    fn close(self) {
        self.board.editing.set(None);
    }
}

#[component]
fn ViewRow(row: Row) -> impl IntoView {
    let key = row.id.to_string();
    let title = Signal::derive(move || row.look.read().title.clone());
    let edit_address = {
        let key = key.clone();
        move || with_parameter(&row.board.address.get(), "edit", &key)
    };
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        row.edit(TodoPatch {
            completed: row.todo().map(|todo| !todo.completed),
            ..TodoPatch::default()
        });
    };
    let edit = move |event: MouseEvent| {
        event.prevent_default();
        row.open();
    };
    let remove = move |event: MouseEvent| {
        event.prevent_default();
        row.remove();
    };
    let facts = move || {
        let (due, more) = row.look.with(|look| (look.due.clone(), look.more.clone()));
        let due =
            due.map(|(words, is_overdue)| view! { <time class=is_overdue.then_some("is-overdue")>{words}</time> });
        (due.is_some() || !more.is_empty()).then(|| {
            view! {
                <p>
                    {due} <span dir="auto">{more}</span>
                </p>
            }
        })
    };
    view! {
        <button
            role="checkbox"
            name=move || if row.look.read().is_completed { "reopen" } else { "complete" }
            value=key.clone()
            aria-checked=move || row.look.read().is_completed.to_string()
            aria-label=move || title.get()
            data-priority=move || row.look.read().priority
            on:click=toggle
        ></button>
        <label data-testid="todo-title" dir="auto" on:dblclick=move |_| row.open() use:live_text=title>
            {title.get_untracked()}
        </label>
        {facts}
        <a href=edit_address aria-label=move || format!("Edit {}", title.get()) on:click=edit></a>
        <button
            name="remove"
            value=key
            aria-label=move || format!("Delete {}", title.get())
            on:click=remove
        ></button>
    }
}

/// The edit form of a row, while it stands open.
#[derive(Clone, Copy)]
struct EditForm {
    row: Row,
    container: NodeRef<html::Div>,
    input: NodeRef<html::Input>,
    /// Why what was typed cannot be saved; empty for nothing.
    problem: RwSignal<String>,
}

impl EditForm {
    /// The keyboard leaves a control of the form: saves, unless it stays within the form.
    fn leave(self, event: &FocusEvent) {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let container = self.container.try_get_untracked().flatten();
        let stays = container.is_some_and(|container| container.contains(goes_to.as_ref()) && goes_to.is_some());
        if !stays {
            self.save();
        }
    }

    /// Goes to the page of the todo once what was typed is saved, so that it is there.
    fn go_on(self, event: &MouseEvent) {
        if browser::is_plain_click(event) {
            event.prevent_default();
            let path = format!("/todos/{}", self.row.id);
            if self.save() {
                self.row.board.leaving.set(Some(path));
            }
        }
    }

    /// Puts the keyboard behind the title, as soon as it is there.
    fn start(self) {
        Effect::new(move || {
            if let Some(input) = self.input.get() {
                let _ = input.focus();
                let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
                let _ = input.set_selection_range(end, end);
            }
        });
    }

    /// Enter saves, Escape does not.
    fn decide(self, event: &KeyboardEvent) {
        let is_shown_again = match event.key().as_str() {
            _ if event.is_composing() => return,
            "Enter" => self.save(),
            "Escape" => {
                self.row.close();
                true
            }
            _ => return,
        };
        event.prevent_default();
        if is_shown_again {
            // When it is there again, and before the next key is heard: a frame later, somebody who types fast would
            // have gone on from nowhere.
            queue_microtask(move || focus_toggle(self.row.id));
        }
    }

    /// Saves what was typed and closes the form, or says why it cannot be saved. Tells whether the todo is shown again.
    fn save(self) -> bool {
        // A form that goes away loses the keyboard, which it is then told: its row may be gone by now.
        if !untrack(|| self.row.is_editing()) {
            return false;
        }
        let Some(input) = self.input.try_get_untracked().flatten() else {
            return false;
        };
        let todo = self.row.todo();
        let change = match todo.map(|todo| TodoChange::retitle(&todo, &input.value())).transpose() {
            Ok(change) => change.flatten(),
            Err(error) => {
                self.problem.set(error.message());
                return false;
            }
        };
        // Closing first makes the blur that follows Enter or Escape find nothing left to save.
        self.row.close();
        match change {
            Some(TodoChange::Remove { .. }) => {
                self.row.remove();
                return false;
            }
            Some(change) => self.row.board.todos.change(change),
            None => {}
        }
        true
    }
}

#[component]
fn EditRow(row: Row) -> impl IntoView {
    // Not tracked: while somebody types, the row must not be drawn anew.
    let (typed, refusal) = match row.board.editing.get_untracked() {
        Some(Editing { typed, problem, .. }) => (typed, problem),
        None => (None, None),
    };
    let shown = typed.unwrap_or_else(|| row.look.get_untracked().title);
    let problem = RwSignal::new(refusal.unwrap_or_default());
    let (container, input) = (NodeRef::new(), NodeRef::new());
    let form = EditForm {
        row,
        container,
        input,
        problem,
    };
    form.start();
    // Where the form stands open, for who is signed out while writing.
    let open_address = move || with_parameter(&row.board.address.get(), "edit", &row.id.to_string());
    view! {
        <div class="edit-form" node_ref=container>
            <input type="hidden" name="id" value=row.id.to_string() form=EDIT_FORM />
            <input
                class="edit"
                name="title"
                value=shown
                form=EDIT_FORM
                data-address=open_address
                aria-label="Edit"
                aria-describedby="edit-error"
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                autocomplete="off"
                autofocus
                dir="auto"
                node_ref=input
                on:keydown=move |event| form.decide(&event)
                on:blur=move |event| form.leave(&event)
            />
            <EditActions form />
            <p
                class="field-error"
                id="edit-error"
                hidden=move || problem.read().is_empty()
                use:live_text=problem.into()
            >
                {problem.get_untracked()}
            </p>
        </div>
    }
}

/// What stands below the field: buttons where no script runs, and the way to all that there is to the todo.
#[component]
fn EditActions(form: EditForm) -> impl IntoView {
    let row = form.row;
    view! {
        <button
            class="button button-small button-primary without-script"
            type="submit"
            name="intent"
            value="rename"
            form=EDIT_FORM
        >
            "Save"
        </button>
        <a class="button button-small without-script" href=move || row.board.address.get()>
            "Cancel"
        </a>
        // Pressed, it leaves the keyboard in the field, for a form that closes takes its link along.
        <a
            class="details-link"
            href=format!("/todos/{}", row.id)
            on:mousedown=move |event| event.prevent_default()
            on:blur=move |event| form.leave(&event)
            on:click=move |event| form.go_on(&event)
        >
            "Date, list, notes…"
        </a>
    }
}
