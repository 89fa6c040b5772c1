use super::{
    IconName,
    icon::icon,
    piece::{Piece, changing, element},
    reactive::{handler, hidden_when, state, text, when},
    todo_board::Board,
};
use crate::{
    browser,
    hooks::{Derived, Live},
    model::{Todo, TodoChange, TodoId, TodoPatch, TodoTitle, with_parameter},
};
use leptos::{
    ev::{FocusEvent, KeyboardEvent, MouseEvent, SubmitEvent},
    prelude::{Effect, request_animation_frame, untrack},
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
/// button in the role of a checkbox for the same reason.
pub fn todo_item(id: TodoId, board: Board) -> Piece {
    let row = Row::new(id, board);
    let classes = move || match (row.is_completed.get(), row.is_editing.get()) {
        (true, true) => "completed editing",
        (true, false) => "completed",
        (false, true) => "editing",
        (false, false) => "",
    };
    element("li", &[("data-testid", "todo-item")])
        .attr("id", format!("todo-{}", row.key()))
        .attr("class", text(move || classes().to_owned()))
        .child(changing(move || {
            if row.is_editing.get() {
                edit_row(row)
            } else {
                view_row(row)
            }
        }))
        .into()
}

/// What both looks of a todo share.
#[derive(Clone, Copy)]
struct Row {
    board: Board,
    id: Live<TodoId>,
    /// The todo as it is now; `None` for the moment before its row disappears.
    todo: Derived<Option<Todo>>,
    is_completed: Derived<bool>,
    is_editing: Derived<bool>,
}

impl Row {
    fn new(id: TodoId, board: Board) -> Self {
        let id = Live::new(id);
        let todo = Derived::new(move || {
            let id = id.get();
            board
                .todos
                .page
                .with(|page| page.todos.iter().find(|todo| todo.id == id).cloned())
        });
        Self {
            board,
            id,
            todo,
            is_completed: Derived::new(move || todo.with(|todo| todo.as_ref().is_some_and(|todo| todo.completed))),
            is_editing: Derived::new(move || {
                let id = id.get();
                board
                    .editing
                    .with(|editing| editing.as_ref().is_some_and(|editing| editing.id == id))
            }),
        }
    }

    fn id(self) -> TodoId {
        self.id.get_untracked()
    }

    /// The todo's name in the page.
    fn key(self) -> String {
        self.id().as_str().to_owned()
    }

    /// Tracks.
    fn title(self) -> String {
        self.todo.with(|todo| {
            todo.as_ref()
                .map(|todo| todo.title.as_str().to_owned())
                .unwrap_or_default()
        })
    }

    fn edit(self, patch: TodoPatch) {
        self.board.todos.change(TodoChange::Edit { id: self.id(), patch });
    }

    fn remove(self) {
        let id = self.id();
        self.board.move_on_from(&id);
        self.board.todos.change(TodoChange::Remove { id });
    }

    fn open(self) {
        self.board.editing.set(Some(Editing {
            id: self.id(),
            typed: None,
            problem: None,
        }));
    }

    fn close(self) {
        self.board.editing.set(None);
    }

    fn return_focus(self) {
        let toggle = format!("toggle-{}", self.key());
        request_animation_frame(move || browser::focus(&toggle));
    }

    /// Saves what was typed and closes the form, or says in `problem` why it cannot be saved. An empty title
    /// removes the todo.
    fn save(self, typed: &str, problem: Live<Option<String>>) -> bool {
        // Closing first makes the blur that follows Enter or Escape find nothing left to save.
        if typed.trim().is_empty() {
            self.close();
            self.remove();
            return false;
        }
        match TodoTitle::parse(typed) {
            Ok(title) => {
                self.close();
                if title.as_str() != untrack(|| self.title()) {
                    self.edit(TodoPatch {
                        title: Some(title),
                        completed: None,
                    });
                }
                true
            }
            Err(error) => {
                problem.set(Some(error.message()));
                false
            }
        }
    }
}

fn view_row(row: Row) -> Piece {
    let key = row.key();
    let address = row.board.address;
    let toggle = handler(move |event: MouseEvent| {
        event.prevent_default();
        row.edit(TodoPatch {
            title: None,
            completed: Some(!row.is_completed.get_untracked()),
        });
    });
    let remove = handler(move |event: MouseEvent| {
        event.prevent_default();
        row.remove();
    });
    let edit = handler(move |event: MouseEvent| {
        event.prevent_default();
        row.open();
    });
    let edit_by_key = handler(move |event: KeyboardEvent| {
        if event.key() == "F2" {
            event.prevent_default();
            row.open();
        }
    });
    let edit_url = {
        let key = key.clone();
        move || with_parameter(&address.get(), "edit", &key)
    };
    let label_id = format!("title-{key}");
    let check = element(
        "button",
        &[
            ("class", "toggle"),
            ("type", "submit"),
            ("role", "checkbox"),
            ("name", "intent"),
        ],
    )
    .attr("id", format!("toggle-{key}"))
    .attr(
        "value",
        text(move || if row.is_completed.get() { "reopen" } else { "complete" }.to_owned()),
    )
    .attr("aria-checked", state(move || row.is_completed.get()))
    .attr("aria-labelledby", label_id.clone())
    .on("click", toggle)
    .child(icon(IconName::Check));
    let title = element(
        "label",
        &[("class", "todo-title"), ("data-testid", "todo-title"), ("dir", "auto")],
    )
    .attr("id", label_id)
    .on("dblclick", handler(move |_: MouseEvent| row.open()))
    .child(text(move || row.title()));
    let pencil = element("a", &[("class", "icon-button edit-link"), ("rel", "nofollow")])
        .attr("href", text(edit_url))
        .attr("aria-label", text(move || "Edit ".to_owned() + &row.title()))
        .on("click", edit)
        .child(icon(IconName::Pencil));
    let trash = element(
        "button",
        &[
            ("class", "icon-button destroy"),
            ("type", "submit"),
            ("name", "intent"),
            ("value", "remove"),
        ],
    )
    .attr("aria-label", text(move || "Delete ".to_owned() + &row.title()))
    .on("click", remove)
    .child(icon(IconName::Trash));
    element("form", &[("class", "view"), ("method", "post")])
        .attr("action", text(move || address.get()))
        .on("keydown", edit_by_key)
        .child(element("input", &[("type", "hidden"), ("name", "id")]).attr("value", key))
        .child(check)
        .child(title)
        .child(pencil)
        .child(trash)
        .into()
}

fn edit_row(row: Row) -> Piece {
    let key = row.key();
    let address = row.board.address;
    // Not tracked: while somebody types, the row must not be drawn anew.
    let (typed, refusal) = row.board.editing.with_untracked(|editing| match editing {
        Some(Editing { typed, problem, .. }) => (typed.clone(), problem.clone()),
        None => (None, None),
    });
    let problem = Live::new(refusal);
    let shown = typed.unwrap_or_else(|| untrack(|| row.title()));
    let input_id = format!("edit-{key}");
    Effect::new({
        let input_id = input_id.clone();
        move || browser::focus_end(&input_id)
    });
    let save = {
        let input_id = input_id.clone();
        move || {
            let is_open = row.is_editing.get_untracked();
            is_open && browser::typed(&input_id).is_some_and(|typed| row.save(&typed, problem))
        }
    };
    let on_blur = {
        let save = save.clone();
        handler(move |_: FocusEvent| {
            save();
        })
    };
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        if save() {
            row.return_focus();
        }
    });
    let on_keydown = handler(move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            row.close();
            row.return_focus();
        }
    });
    let input = element(
        "input",
        &[
            ("class", "edit"),
            ("name", "title"),
            ("aria-label", "Edit"),
            ("aria-describedby", "edit-error"),
            ("autocomplete", "off"),
            ("autofocus", ""),
            ("dir", "auto"),
        ],
    )
    .attr("id", input_id)
    .attr("value", shown)
    .attr("aria-invalid", when(move || problem.with(Option::is_some), "true"))
    .on("keydown", on_keydown)
    .on("blur", on_blur);
    let button = element(
        "button",
        &[
            ("class", "button button-small button-primary without-script"),
            ("type", "submit"),
            ("name", "intent"),
            ("value", "rename"),
        ],
    );
    let cancel = element("a", &[("class", "button button-small without-script")])
        .attr("href", text(move || address.get()))
        .child("Cancel");
    let error = element("p", &[("class", "field-error"), ("id", "edit-error")])
        .attr("hidden", hidden_when(move || problem.with(Option::is_none)))
        .child(text(move || problem.get().unwrap_or_default()));
    element("form", &[("class", "edit-form"), ("method", "post")])
        .attr("action", text(move || address.get()))
        .on("submit", on_submit)
        .child(element("input", &[("type", "hidden"), ("name", "id")]).attr("value", key))
        .child(input)
        .child(button.child("Save"))
        .child(cancel)
        .child(error)
        .into()
}
