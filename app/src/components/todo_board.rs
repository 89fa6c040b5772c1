//! The todo list as a whole: the line for a new todo, the rows, the footer, and what is said where there are no rows.
//!
//! The page `/todos` shows it. Every control is a link or a form that the server understands without JavaScript; in the
//! browser the same event becomes a [`TodoChange`], which shows at once and is sent by `hooks/use_todos.rs`.

use super::{
    board::{Board, EDIT_FORM, Editing},
    live_text,
    notice_bar::NoticeBar,
    todo_filters::TodoFilters,
    todo_item::TodoItem,
};
use crate::{
    browser,
    model::{Cursor, Field, RefusedForm, TodoChange, TodoFilter, TodoId, TodoPage, TodoQuery, TodoTitle, grouped},
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};

/// The whole list: add, show, edit, filter, count and clear.
#[component]
pub(crate) fn TodoBoard(
    /// What the server rendered; without it the list is asked for.
    initial: Option<TodoPage>,
    /// Which todos to show.
    filter: Memo<TodoFilter>,
    /// Where this part of the list is, for forms and links.
    address: Memo<String>,
    /// The todo to show in its edit form, from the address or from a refused form.
    editing: Option<Editing>,
    /// A form as it came back from the server.
    refused: Option<RefusedForm>,
) -> impl IntoView {
    let autofocus = editing.is_none();
    let board = Board::new(initial, filter, address, editing);
    let todos = board.todos;
    view! {
        <section class="todoapp card">
            <NewTodo board refused autofocus />
            <TodoList board />
            <Footer board />
            <NothingHere board />
        </section>
        <p class="keys" hidden=move || board.is_empty()>
            "Double-click or press "
            <kbd>"F2"</kbd>
            " to edit, "
            <kbd>"Enter"</kbd>
            " to save, "
            <kbd>"Esc"</kbd>
            " to cancel."
        </p>
        <NoticeBar todos />
    }
}

#[component]
fn NewTodo(board: Board, refused: Option<RefusedForm>, autofocus: bool) -> impl IntoView {
    let refusal = refused.as_ref().map(|form| form.error.message_beside(Field::Title));
    let problem = RwSignal::new(refusal.unwrap_or_default());
    let typed = refused.filter(|form| form.value("intent") == Some("add"));
    let typed = typed.and_then(|form| form.value("title").map(str::to_owned));
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = board.new_todo.get_untracked() else {
            return;
        };
        let typed = input.value();
        if typed.trim().is_empty() {
            return;
        }
        match TodoTitle::parse(&typed) {
            Ok(title) => {
                problem.set(String::new());
                input.set_value("");
                // Also after the button: the next one is typed at once, and a phone keeps its keyboard.
                let _ = input.focus();
                let id = TodoId::from_random(browser::random_bytes());
                board.todos.change(TodoChange::Add { id, title });
            }
            Err(error) => problem.set(error.message()),
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
            />
            <button class="button button-primary" type="submit">
                "Add"
            </button>
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

#[component]
fn TodoList(board: Board) -> impl IntoView {
    let page = board.todos.page;
    let are_all_completed = Memo::new(move |_| {
        let counts = board.counts();
        counts.active == 0 && counts.completed > 0
    });
    let toggle_all = move |event: MouseEvent| {
        event.prevent_default();
        let completed = !are_all_completed.get_untracked();
        board.todos.change(TodoChange::SetAll { completed });
    };
    let earlier = move || {
        let before = page.with(|page| page.todos.first().map(Cursor::at));
        let filter = board.filter.get();
        TodoQuery { filter, before }.address()
    };
    let load_earlier = move |event: MouseEvent| {
        event.prevent_default();
        board.todos.load_earlier();
    };
    view! {
        <section class="main" aria-label="Your todos" hidden=move || board.is_empty()>
            <form class="toggle-all-form" method="post" action=move || board.address.get()>
                <button
                    class="toggle-all"
                    id="toggle-all"
                    type="submit"
                    role="checkbox"
                    name="intent"
                    value=move || if are_all_completed.get() { "reopen-all" } else { "complete-all" }
                    aria-checked=move || are_all_completed.get().to_string()
                    aria-label="Mark all as complete"
                    on:click=toggle_all
                >
                    <span aria-hidden="true">"Mark all as complete"</span>
                </button>
            </form>
            // Without JavaScript it leads to a page of its own.
            <a
                class="earlier"
                rel="nofollow"
                href=earlier
                hidden=move || !page.read().has_earlier
                on:click=load_earlier
            >
                "Show earlier todos"
            </a>
            <form id=EDIT_FORM method="post" action=move || board.address.get()></form>
            <form method="post" action=move || board.address.get()>
                <ul class="todo-list">
                    <For
                        each=move || board.rows.get()
                        key=|row| row.id
                        children=move |row| view! { <TodoItem row board /> }
                    />
                </ul>
            </form>
        </section>
    }
}

/// Why there are no rows, where there are none, and what to do about it.
#[component]
fn NothingHere(board: Board) -> impl IntoView {
    let is_first_run = move || board.is_empty() && !board.todos.is_pending();
    let words = Signal::derive(move || {
        let words = match board.filter.get() {
            _ if board.todos.is_pending() => "Loading your todos…",
            _ if board.is_empty() => "Nothing here yet. What is the first thing on your mind?",
            _ if board.has_rows() => "",
            TodoFilter::Completed => "Nothing completed yet.",
            _ => "Nothing left to do. Well done.",
        };
        words.to_owned()
    });
    let invitation = Signal::derive(move || {
        let words = if is_first_run() {
            "Bring your todos from another app"
        } else {
            ""
        };
        words.to_owned()
    });
    view! {
        <div class="nothing-here" hidden=move || words.read().is_empty()>
            <p role="status" use:live_text=words>
                {words.get_untracked()}
            </p>
            <a href="/settings/data" hidden=move || invitation.read().is_empty() use:live_text=invitation>
                {invitation.get_untracked()}
            </a>
        </div>
    }
}

#[component]
fn Footer(board: Board) -> impl IntoView {
    let active = Signal::derive(move || grouped(board.counts().active));
    let unit = Signal::derive(move || {
        let is_one = board.counts().active == 1;
        if is_one { " item left" } else { " items left" }.to_owned()
    });
    let clear = move |event: MouseEvent| {
        event.prevent_default();
        board.todos.change(TodoChange::ClearCompleted);
        // The button is about to disappear; without this the keyboard would be nowhere.
        board.focus_new_todo();
    };
    view! {
        <footer class="footer" hidden=move || board.is_empty()>
            <span class="todo-count" data-testid="todo-count" role="status">
                <strong use:live_text=active>{active.get_untracked()}</strong>
                <span use:live_text=unit>{unit.get_untracked()}</span>
            </span>
            <TodoFilters filter=board.filter />
            <form method="post" action=move || board.address.get()>
                <button
                    class="clear-completed"
                    type="submit"
                    name="intent"
                    value="clear-completed"
                    hidden=move || board.counts().completed == 0
                    on:click=clear
                >
                    "Clear completed"
                </button>
            </form>
        </footer>
    }
}
