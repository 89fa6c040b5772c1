//! The todo list as a whole: the line for a new todo, the rows, the footer, and what is said where there are no rows.
//!
//! The page `/todos` shows it. Every control is a link or a form that the server understands without JavaScript; in the
//! browser the same event becomes a [`TodoChange`], which shows at once and is sent by `hooks/use_todos.rs`.

use super::{
    board::{Board, EDIT_FORM, Editing},
    live_text,
    new_todo::NewTodo,
    notice_bar::NoticeBar,
    todo_filters::TodoFilters,
    todo_item::TodoItem,
};
use crate::model::{Cursor, ListId, RefusedForm, TodoChange, TodoFilter, TodoPage, TodoQuery, grouped};
use leptos::{ev::MouseEvent, prelude::*};

/// The whole list: add, show, edit, filter, count and clear.
#[component]
pub(crate) fn TodoBoard(
    /// What the server rendered; without it the list is asked for.
    initial: Option<TodoPage>,
    /// Of which list; without one of the inbox.
    list_id: Option<ListId>,
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
    let board = Board::new(initial, list_id, filter, address, editing);
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
            " to cancel, "
            <kbd>"z"</kbd>
            " to undo, "
            <kbd>"Alt ↑↓"</kbd>
            " to move."
        </p>
        <NoticeBar board />
    }
}

#[component]
fn TodoList(board: Board) -> impl IntoView {
    let page = board.todos.page;
    let earlier = move || {
        let before = page.with(|page| page.todos.first().map(Cursor::at));
        let filter = board.filter.get();
        let list_id = board.list_id;
        TodoQuery {
            list_id,
            filter,
            before,
        }
        .address()
    };
    let load_earlier = move |event: MouseEvent| {
        event.prevent_default();
        board.todos.load_earlier();
    };
    view! {
        <section class="main" aria-label="Your todos" hidden=move || board.is_empty()>
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

/// The command that completes all todos of the list, or takes them all up again. It is a checkbox by its role, because
/// it says whether all are done, and looks like what it is.
#[component]
fn ToggleAll(board: Board) -> impl IntoView {
    let are_all_completed = Memo::new(move |_| {
        let counts = board.counts();
        counts.active == 0 && counts.completed > 0
    });
    let toggle_all = move |event: MouseEvent| {
        event.prevent_default();
        let completed = !are_all_completed.get_untracked();
        let list_id = board.list_id;
        board.todos.change(TodoChange::SetAll { list_id, completed });
    };
    let words = Signal::derive(move || {
        if are_all_completed.get() {
            "Reopen all"
        } else {
            "Complete all"
        }
        .to_owned()
    });
    view! {
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
                hidden=move || board.filter.get() == TodoFilter::Completed
                on:click=toggle_all
            >
                <span aria-hidden="true" use:live_text=words>
                    {words.get_untracked()}
                </span>
            </button>
        </form>
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
        let list_id = board.list_id;
        board.todos.change(TodoChange::ClearCompleted { list_id });
        // The button is about to disappear; without this the keyboard would be nowhere.
        board.focus_new_todo();
    };
    view! {
        <footer class="footer" hidden=move || board.is_empty()>
            <span class="todo-count" data-testid="todo-count" role="status">
                <strong use:live_text=active>{active.get_untracked()}</strong>
                <span use:live_text=unit>{unit.get_untracked()}</span>
            </span>
            <TodoFilters list_id=board.list_id filter=board.filter />
            <ToggleAll board />
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
