use super::{
    live_text,
    todo_board::{Board, EDIT_FORM, focus_toggle, row_id},
};
use crate::model::{TodoChange, TodoId, TodoPage, TodoPatch, TodoTitle, with_parameter};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};

/// Which todo is being edited, and with which text if the server sent it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Editing {
    pub id: TodoId,
    pub typed: Option<String>,
    pub problem: Option<String>,
}

/// One todo: shown, or being edited.
///
/// Everything in it is a real form, so it works before and without JavaScript; the check is a submit
/// button in the role of a checkbox for the same reason. There are hundreds of rows: what is the same in each of them
/// is the style sheet's, and nothing has a class that can be told without one.
#[component]
pub fn TodoItem(id: TodoId, board: Board) -> impl IntoView {
    let row = Row::new(id, board);
    let edit_by_key = move |event: KeyboardEvent| {
        if event.key() == "F2" && !row.is_editing.get_untracked() {
            event.prevent_default();
            row.open();
        }
    };
    view! {
        <li
            data-testid="todo-item"
            id=row_id(id)
            class:completed=move || row.is_completed.get()
            class:editing=move || row.is_editing.get()
            class:unsaved=move || row.is_unsaved.get()
            on:keydown=edit_by_key
        >
            <Show when=move || row.is_editing.get() fallback=move || view! { <ViewRow row /> }>
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
    /// Empty for the moment before the row disappears.
    title: Memo<String>,
    is_completed: Memo<bool>,
    is_editing: Memo<bool>,
    is_unsaved: Memo<bool>,
}

impl Row {
    fn new(id: TodoId, board: Board) -> Self {
        let title = move |page: &TodoPage| page.find(id).map(|todo| todo.title.as_str().to_owned());
        let is_completed = move |page: &TodoPage| page.find(id).is_some_and(|todo| todo.completed);
        let page = board.todos.page;
        Self {
            board,
            id,
            title: Memo::new(move |_| page.with(title).unwrap_or_default()),
            is_completed: Memo::new(move |_| page.with(is_completed)),
            is_editing: Memo::new(move |_| board.editing.read().as_ref().is_some_and(|editing| editing.id == id)),
            is_unsaved: Memo::new(move |_| board.todos.is_unsaved(id)),
        }
    }

    fn edit(self, patch: TodoPatch) {
        self.board.todos.change(TodoChange::Edit { id: self.id, patch });
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

    /// Saves what was typed and closes the form, or says in `problem` why it cannot be saved. An empty title
    /// removes the todo.
    fn save(self, typed: &str, problem: RwSignal<String>) -> bool {
        // Closing first makes the blur that follows Enter or Escape find nothing left to save.
        if typed.trim().is_empty() {
            self.close();
            self.remove();
            return false;
        }
        match TodoTitle::parse(typed) {
            Ok(title) => {
                self.close();
                if title.as_str() != self.title.get_untracked() {
                    self.edit(TodoPatch {
                        title: Some(title),
                        completed: None,
                    });
                }
                true
            }
            Err(error) => {
                problem.set(error.message());
                false
            }
        }
    }
}

#[component]
fn ViewRow(row: Row) -> impl IntoView {
    let key = row.id.to_string();
    let title = row.title;
    let edit_address = {
        let key = key.clone();
        move || with_parameter(&row.board.address.get(), "edit", &key)
    };
    let toggle = move |event: MouseEvent| {
        event.prevent_default();
        row.edit(TodoPatch {
            title: None,
            completed: Some(!row.is_completed.get_untracked()),
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
    view! {
        <button
            role="checkbox"
            name=move || if row.is_completed.get() { "reopen" } else { "complete" }
            value=key.clone()
            aria-checked=move || row.is_completed.get().to_string()
            aria-label=move || title.get()
            on:click=toggle
        ></button>
        <label data-testid="todo-title" dir="auto" on:dblclick=move |_| row.open() use:live_text=title.into()>
            {title.get_untracked()}
        </label>
        <a href=edit_address aria-label=move || format!("Edit {}", title.get()) on:click=edit></a>
        <button
            name="remove"
            value=key
            aria-label=move || format!("Delete {}", title.get())
            on:click=remove
        ></button>
    }
}

#[component]
fn EditRow(row: Row) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    // Not tracked: while somebody types, the row must not be drawn anew.
    let (typed, refusal) = match row.board.editing.get_untracked() {
        Some(Editing { typed, problem, .. }) => (typed, problem),
        None => (None, None),
    };
    let problem = RwSignal::new(refusal.unwrap_or_default());
    let shown = typed.unwrap_or_else(|| row.title.get_untracked());
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
            let _ = input.set_selection_range(end, end);
        }
    });
    let save = move || {
        // A form that goes away loses the keyboard, which it is then told: its row may be gone by now.
        let is_open = row.is_editing.try_get_untracked().unwrap_or_default();
        is_open
            && input
                .try_get_untracked()
                .flatten()
                .is_some_and(|input| row.save(&input.value(), problem))
    };
    // Where the form stands open, for who is signed out while writing.
    let open_address = move || with_parameter(&row.board.address.get(), "edit", &row.id.to_string());
    let decide = move |event: KeyboardEvent| {
        let is_saved = match event.key().as_str() {
            _ if event.is_composing() => return,
            "Enter" => save(),
            "Escape" => {
                row.close();
                true
            }
            _ => return,
        };
        event.prevent_default();
        if is_saved {
            // When it is there again, and before the next key is heard: a frame later, somebody who types fast would have
            // gone on from nowhere.
            queue_microtask(move || focus_toggle(row.id));
        }
    };
    view! {
        <div class="edit-form">
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
                on:keydown=decide
                on:blur=move |_| {
                    save();
                }
            />
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
