use super::{
    Icon, IconName,
    reactive::{dynamic, flag, handler, hidden_when, state, text, when},
};
use crate::{
    browser,
    model::{Todo, TodoChange, TodoId, TodoPatch, TodoTitle, with_parameter},
};
use leptos::{
    ev::{FocusEvent, KeyboardEvent, MouseEvent, SubmitEvent},
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
/// button in the role of a checkbox for the same reason.
#[component]
pub fn TodoItem(
    id: TodoId,
    /// The todo as it is now; `None` for the moment before its row disappears.
    todo: Memo<Option<Todo>>,
    /// Where the list is, for forms and links.
    address: Memo<String>,
    editing: RwSignal<Option<Editing>>,
    #[prop(into)] on_change: Callback<TodoChange>,
    /// Called before the todo is removed, to find the next place for the keyboard.
    #[prop(into)]
    on_leave: Callback<TodoId>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let is_completed = Memo::new(move |_| todo.with(|todo| todo.as_ref().is_some_and(|todo| todo.completed)));
    let is_editing =
        Memo::new(move |_| editing.with(|editing| id.with_value(|id| editing.as_ref().is_some_and(|e| e.id == *id))));
    view! {
        <li
            data-testid="todo-item"
            id=id.with_value(|id| format!("todo-{}", id.as_str()))
            class:completed=flag(move || is_completed.get())
            class:editing=flag(move || is_editing.get())
        >
            {dynamic(move || {
                if is_editing.get() {
                    view! { <EditRow id todo address editing on_change on_leave /> }.into_any()
                } else {
                    view! { <ViewRow id todo is_completed address editing on_change on_leave /> }.into_any()
                }
            })}
        </li>
    }
}

#[component]
fn ViewRow(
    id: StoredValue<TodoId>,
    todo: Memo<Option<Todo>>,
    is_completed: Memo<bool>,
    address: Memo<String>,
    editing: RwSignal<Option<Editing>>,
    on_change: Callback<TodoChange>,
    on_leave: Callback<TodoId>,
) -> impl IntoView {
    let key = id.with_value(|id| id.as_str().to_owned());
    let title = move || title_of(todo);
    let toggle = handler(move |event: MouseEvent| {
        event.prevent_default();
        let patch = TodoPatch {
            title: None,
            completed: Some(!is_completed.get_untracked()),
        };
        on_change.run(TodoChange::Edit {
            id: id.get_value(),
            patch,
        });
    });
    let remove = handler(move |event: MouseEvent| {
        event.prevent_default();
        on_leave.run(id.get_value());
        on_change.run(TodoChange::Remove { id: id.get_value() });
    });
    let start = move || {
        editing.set(Some(Editing {
            id: id.get_value(),
            typed: None,
            problem: None,
        }))
    };
    let edit = handler(move |event: MouseEvent| {
        event.prevent_default();
        start();
    });
    let edit_by_key = handler(move |event: KeyboardEvent| {
        if event.key() == "F2" {
            event.prevent_default();
            start();
        }
    });
    let edit_url = {
        let key = key.clone();
        move || with_parameter(&address.get(), "edit", &key)
    };
    let label_id = format!("title-{key}");
    view! {
        <form class="view" method="post" action=text(move || address.get()) on:keydown=edit_by_key>
            <input type="hidden" name="id" value=key.clone() />
            <button
                class="toggle"
                type="submit"
                role="checkbox"
                name="intent"
                id=format!("toggle-{key}")
                value=text(move || if is_completed.get() { "reopen" } else { "complete" }.to_owned())
                aria-checked=state(move || is_completed.get())
                aria-labelledby=label_id.clone()
                on:click=toggle
            >
                <Icon name=IconName::Check />
            </button>
            <label class="todo-title" data-testid="todo-title" id=label_id dir="auto" on:dblclick=handler(move |_: MouseEvent| start())>
                {text(title)}
            </label>
            <a class="icon-button edit-link" href=text(edit_url) rel="nofollow" aria-label=text(move || "Edit ".to_owned() + &title()) on:click=edit>
                <Icon name=IconName::Pencil />
            </a>
            <button
                class="icon-button destroy"
                type="submit"
                name="intent"
                value="remove"
                aria-label=text(move || "Delete ".to_owned() + &title())
                on:click=remove
            >
                <Icon name=IconName::Trash />
            </button>
        </form>
    }
}

#[component]
fn EditRow(
    id: StoredValue<TodoId>,
    todo: Memo<Option<Todo>>,
    address: Memo<String>,
    editing: RwSignal<Option<Editing>>,
    on_change: Callback<TodoChange>,
    on_leave: Callback<TodoId>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let problem = RwSignal::new(None::<String>);
    // Not tracked: while somebody types, the row must not be drawn anew.
    let (typed, refusal) = editing.with_untracked(|editing| match editing {
        Some(Editing { typed, problem, .. }) => (typed.clone(), problem.clone()),
        None => (None, None),
    });
    problem.set(refusal);
    let shown = typed.unwrap_or_else(|| untrack(|| title_of(todo)));

    Effect::new(move || {
        if let Some(input) = input.get() {
            browser::focus_end(&input);
        }
    });

    // Closing first makes the blur that follows Enter or Escape find nothing left to save.
    let close = move || editing.set(None);
    let return_focus = move || {
        let toggle = id.with_value(|id| format!("toggle-{}", id.as_str()));
        request_animation_frame(move || browser::focus(&toggle));
    };
    let save = move |text: String| -> bool {
        if text.trim().is_empty() {
            close();
            on_leave.run(id.get_value());
            on_change.run(TodoChange::Remove { id: id.get_value() });
            return false;
        }
        match TodoTitle::parse(&text) {
            Ok(title) => {
                close();
                if title.as_str() != untrack(|| title_of(todo)) {
                    on_change.run(TodoChange::Edit {
                        id: id.get_value(),
                        patch: TodoPatch {
                            title: Some(title),
                            completed: None,
                        },
                    });
                }
                true
            }
            Err(error) => {
                problem.set(Some(error.message()));
                false
            }
        }
    };
    let is_open =
        move || editing.with_untracked(|editing| id.with_value(|id| editing.as_ref().is_some_and(|e| e.id == *id)));
    let save_input = move || is_open() && input.get_untracked().is_some_and(|input| save(input.value()));
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        if save_input() {
            return_focus();
        }
    });
    let on_keydown = handler(move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            close();
            return_focus();
        }
    });
    let key = id.with_value(|id| id.as_str().to_owned());
    view! {
        <form class="edit-form" method="post" action=text(move || address.get()) on:submit=on_submit>
            <input type="hidden" name="id" value=key />
            <input
                class="edit"
                name="title"
                value=shown
                aria-label="Edit"
                aria-describedby="edit-error"
                aria-invalid=when(move || problem.read().is_some(), "true")
                autocomplete="off"
                autofocus
                dir="auto"
                node_ref=input
                on:keydown=on_keydown
                on:blur=handler(move |_: FocusEvent| {
                    save_input();
                })
            />
            <button class="button button-small button-primary without-script" type="submit" name="intent" value="rename">"Save"</button>
            <a class="button button-small without-script" href=text(move || address.get())>"Cancel"</a>
            <p class="field-error" id="edit-error" hidden=hidden_when(move || problem.read().is_none())>{text(move || problem.get().unwrap_or_default())}</p>
        </form>
    }
}

fn title_of(todo: Memo<Option<Todo>>) -> String {
    todo.with(|todo| {
        todo.as_ref()
            .map(|todo| todo.title.as_str().to_owned())
            .unwrap_or_default()
    })
}
