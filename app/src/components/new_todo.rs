//! The line for a new todo, and what is understood of it while somebody types.
//!
//! The board shows it above the list. It is read by the program `grammar`. Without JavaScript it is a plain form, and the
//! server reads the same line.

use super::{
    board::{Board, Elsewhere, row_id},
    live_text,
};
use crate::{
    browser,
    hooks::use_page_state,
    model::{
        Chip, Field, LineRequest, ListId, NewTodo as Todo, RefusedForm, TimeOfDay, TodoChange, TodoFilter, TodoId,
        TodoQuery, TodoTitle, Understood,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

/// What is being typed, which parts of it are meant as text, and what was understood last.
#[derive(Clone, Copy)]
struct Draft {
    line: RwSignal<String>,
    kept: RwSignal<Vec<String>>,
    understood: RwSignal<Option<Understood>>,
}

impl Draft {
    /// A line that is read at each key, by a program that comes with the first one.
    fn new(board: Board) -> Self {
        let draft = Self {
            line: RwSignal::new(String::new()),
            kept: RwSignal::new(Vec::new()),
            understood: RwSignal::new(None),
        };
        let lists = StoredValue::new(use_page_state().lists.clone());
        Effect::new(move || {
            let (line, today) = (draft.line.get(), board.today.get());
            let Some(today) = today.filter(|_| !line.is_empty()) else {
                draft.understood.set(None);
                return;
            };
            let request = LineRequest {
                line,
                kept: draft.kept.get(),
                today,
                now: TimeOfDay::from_minutes(browser::minutes_of_day()),
                lists: lists.get_value(),
                list_id: board.list_id,
            };
            spawn_local(async move {
                let bytes = postcard::to_allocvec(&request).unwrap_or_default();
                let read = browser::read_line(&bytes).await;
                let read = read.and_then(|bytes| postcard::from_bytes(&bytes).ok());
                let _ = draft.understood.try_set(read);
            });
        });
        draft
    }

    fn clear(self) {
        self.line.set(String::new());
        self.kept.set(Vec::new());
    }

    /// What was understood, if it is what stands there. Tracks.
    fn read(self) -> Option<Understood> {
        let is_now = |read: &Understood| read.of.0 == *self.line.read() && read.of.1 == *self.kept.read();
        self.understood.get().filter(is_now)
    }
}

#[component]
pub(super) fn NewTodo(board: Board, refused: Option<RefusedForm>, autofocus: bool) -> impl IntoView {
    let refusal = refused.as_ref().map(|form| form.error.message_beside(Field::Title));
    let problem = RwSignal::new(refusal.unwrap_or_default());
    let typed = refused.filter(|form| form.value("intent") == Some("add"));
    let typed = typed.and_then(|form| form.value("title").map(str::to_owned));
    let draft = Draft::new(board);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = board
            .new_todo
            .get_untracked()
            .filter(|input| !input.value().trim().is_empty())
        {
            add_line(board, draft, problem, &input);
        }
    };
    view! {
        <form class="new-todo-form" method="post" action=move || board.address.get() on:submit=add>
            <input type="hidden" name="intent" value="add" />
            <input
                class="new-todo"
                name="title"
                value=typed
                placeholder="What needs to be done?"
                aria-label="New todo"
                aria-describedby="title-error"
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                autocomplete="off"
                autofocus=autofocus
                enterkeyhint="done"
                dir="auto"
                node_ref=board.new_todo
                on:input:target=move |event| draft.line.set(event.target().value())
            />
            <button class="button button-primary" type="submit">
                "Add"
            </button>
            <Chips draft new_todo=board.new_todo />
            <p
                class="field-error"
                id="title-error"
                hidden=move || problem.read().is_empty()
                use:live_text=problem.into()
            >
                {problem.get_untracked()}
            </p>
        </form>
    }
}

/// Adds the todo that the line asks for, or says why there is none. A line that was not read here, or not yet, is read by
/// the server: what somebody has sent does not wait for a program.
fn add_line(board: Board, draft: Draft, problem: RwSignal<String>, input: &web_sys::HtmlInputElement) {
    let line = input.value();
    let read = untrack(|| draft.read()).filter(|read| read.of.0 == line);
    let is_line = read.is_none();
    let new = read.map_or_else(
        || {
            TodoTitle::parse(&line).map(|title| Todo {
                list_id: board.list_id,
                ..Todo::titled(title)
            })
        },
        |read| read.new,
    );
    match new {
        Ok(new) => {
            problem.set(String::new());
            input.set_value("");
            draft.clear();
            // Also after the button: the next one is typed at once, and a phone keeps its keyboard.
            let _ = input.focus();
            start(board, new, is_line);
        }
        Err(error) => problem.set(error.message()),
    }
}

/// What was understood beside the title. Each can be kept as text instead.
#[component]
fn Chips(draft: Draft, new_todo: NodeRef<html::Input>) -> impl IntoView {
    let chips = Memo::new(move |_| draft.read().map(|read| read.chips).unwrap_or_default());
    let chip = move |Chip { text, words }: Chip| {
        let label = format!("{words}; keep “{text}” as text");
        let keep = move |_| {
            draft.kept.update(|kept| kept.push(text.clone()));
            if let Some(input) = new_todo.get_untracked() {
                let _ = input.focus();
            }
        };
        view! {
            <li>
                <button type="button" class="chip" aria-label=label on:click=keep>
                    {words}
                </button>
            </li>
        }
    };
    let shown = move || {
        let chips = chips.get();
        (!chips.is_empty()).then(|| {
            let chips: Vec<_> = chips.into_iter().map(chip).collect();
            view! {
                <ul class="chips" aria-label="Understood">
                    {chips}
                </ul>
            }
        })
    };
    view! { {shown} }
}

/// Adds a todo, and sees to it that the person sees it: here, or by a word on where it is.
fn start(board: Board, new: Todo, is_line: bool) {
    let id = TodoId::from_random(browser::random_bytes());
    let list_id = new.list_id;
    let is_elsewhere = list_id != board.list_id;
    let is_hidden = board.filter.get_untracked() == TodoFilter::Completed;
    let new = Box::new(new);
    board.elsewhere.set(None);
    board.todos.forget_undo();
    board.todos.change(TodoChange::Add {
        id,
        new,
        is_elsewhere,
        is_line,
    });
    if is_elsewhere || is_hidden {
        board.elsewhere.set(Some(Elsewhere {
            words: words(list_id.filter(|_| is_elsewhere)),
            address: TodoQuery {
                list_id,
                ..TodoQuery::default()
            }
            .address(),
        }));
    } else {
        // When it is drawn.
        request_animation_frame(move || {
            let row = row_id(id);
            if !browser::is_in_sight(&row) {
                board.elsewhere.set(Some(Elsewhere {
                    words: "Added at the end.".to_owned(),
                    address: ["#", &row].concat(),
                }));
            }
        });
    }
}

fn words(list_id: Option<ListId>) -> String {
    let state = use_page_state();
    let name = list_id.and_then(|id| state.lists.iter().find(|(known, _)| *known == id));
    let mut words = "Added".to_owned();
    if let Some((_, name)) = name {
        words.push_str(" to ");
        words.push_str(name.as_str());
    }
    words.push('.');
    words
}
