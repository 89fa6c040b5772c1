use super::{
    notice_bar::notice_bar,
    piece::{Piece, element, nothing, rows},
    reactive::{Value, handler, hidden_when, state, text, when},
    todo_filters::todo_filters,
    todo_item::{Editing, todo_item},
};
use crate::{
    browser,
    hooks::{Derived, Live, UseTodos, use_todos},
    model::{Cursor, Field, RefusedForm, TodoChange, TodoCounts, TodoFilter, TodoId, TodoPage, TodoQuery, TodoTitle},
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::{request_animation_frame, untrack},
};

/// What all of the list shares.
#[derive(Clone, Copy)]
pub struct Board {
    pub todos: UseTodos,
    pub filter: Derived<TodoFilter>,
    /// Where this part of the list is, for forms and links.
    pub address: Derived<String>,
    /// The todo that is shown in its edit form.
    pub editing: Live<Option<Editing>>,
    /// The todos under the filter, in order.
    visible: Derived<Vec<TodoId>>,
    counts: Derived<TodoCounts>,
}

impl Board {
    /// Tracks.
    fn is_empty(self) -> bool {
        self.counts.get().total() == 0
    }

    fn action(self) -> Value {
        text(move || self.address.get())
    }

    /// Before a todo is removed: finds the next place for the keyboard.
    pub fn move_on_from(self, id: &TodoId) {
        let next = self.visible.with_untracked(|ids| {
            let at = ids.iter().position(|other| other == id)?;
            let neighbour = ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?))?;
            Some(format!("toggle-{}", neighbour.as_str()))
        });
        let target = next.unwrap_or_else(|| NEW_TODO.to_owned());
        request_animation_frame(move || browser::focus(&target));
    }
}

/// The line for a new todo.
const NEW_TODO: &str = "new-todo";

/// The whole list: add, show, edit, filter, count and clear.
///
/// `initial` is what the server rendered; without it the list is asked for. `editing` is the todo to show in its edit
/// form, from the address or from a refused form, and `refused` a form as it came back from the server.
pub fn todo_board(
    initial: Option<TodoPage>,
    filter: Derived<TodoFilter>,
    address: Derived<String>,
    editing: Option<Editing>,
    refused: Option<RefusedForm>,
) -> Piece {
    let todos = use_todos(initial, filter);
    let page = todos.page;
    let has_focus_elsewhere = editing.is_some();
    let board = Board {
        todos,
        filter,
        address,
        editing: Live::new(editing),
        visible: Derived::new(move || {
            let filter = filter.get();
            page.with(|page| {
                let shown = page.todos.iter().filter(|todo| filter.shows(todo.completed));
                shown.map(|todo| todo.id.clone()).collect()
            })
        }),
        counts: Derived::new(move || page.with(|page| page.counts)),
    };
    let loading = element("p", &[("class", "loading"), ("role", "status")])
        .attr("hidden", hidden_when(move || !todos.is_pending.get()))
        .child("Loading your todos…");
    let first_run = element("p", &[("class", "first-run")])
        .attr(
            "hidden",
            hidden_when(move || !board.is_empty() || todos.is_pending.get()),
        )
        .child("Nothing here yet. What is the first thing on your mind?");
    let card = element("section", &[("class", "todoapp card")])
        .child(new_todo(board, refused, !has_focus_elsewhere))
        .child(list(board))
        .child(footer(board))
        .child(loading)
        .child(first_run);
    let key = |name| element("kbd", &[]).child(name);
    let keys = element("p", &[("class", "keys")])
        .attr("hidden", hidden_when(move || board.is_empty()))
        .child("Double-click or press ")
        .child(key("F2"))
        .child(" to edit, ")
        .child(key("Enter"))
        .child(" to save, ")
        .child(key("Esc"))
        .child(" to cancel.");
    [card.into(), keys.into(), notice_bar(todos)].into()
}

fn new_todo(board: Board, refused: Option<RefusedForm>, autofocus: bool) -> Piece {
    let initial_problem = refused
        .as_ref()
        .map(|form| match form.error.problem_with(Field::Title) {
            Some(problem) => problem.message(),
            None => form.error.message(),
        });
    let problem = Live::new(initial_problem);
    let typed = refused.filter(|form| form.value("intent") == Some("add"));
    let typed = typed.as_ref().and_then(|form| form.value("title").map(str::to_owned));
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let typed = browser::typed(NEW_TODO).unwrap_or_default();
        if typed.trim().is_empty() {
            return;
        }
        match TodoTitle::parse(&typed) {
            Ok(title) => {
                problem.set(None);
                browser::clear(NEW_TODO);
                let id = TodoId::from_random(browser::random_bytes());
                board.todos.change(TodoChange::Add { id, title });
            }
            Err(error) => problem.set(Some(error.message())),
        }
    });
    let input = element(
        "input",
        &[
            ("class", "new-todo"),
            ("id", NEW_TODO),
            ("name", "title"),
            ("placeholder", "What needs to be done?"),
            ("aria-label", "New todo"),
            ("aria-describedby", "title-error"),
            ("autocomplete", "off"),
            ("enterkeyhint", "done"),
            ("dir", "auto"),
        ],
    )
    .attr("value", typed)
    .attr("aria-invalid", when(move || problem.with(Option::is_some), "true"))
    .attr("autofocus", autofocus);
    let error = element("p", &[("class", "field-error"), ("id", "title-error")])
        .attr("hidden", hidden_when(move || problem.with(Option::is_none)))
        .child(text(move || problem.get().unwrap_or_default()));
    element("form", &[("class", "new-todo-form"), ("method", "post")])
        .attr("action", board.action())
        .on("submit", on_submit)
        .child(element(
            "input",
            &[("type", "hidden"), ("name", "intent"), ("value", "add")],
        ))
        .child(input)
        .child(element("button", &[("class", "button button-primary"), ("type", "submit")]).child("Add"))
        .child(error)
        .into()
}

fn list(board: Board) -> Piece {
    let page = board.todos.page;
    let ids = move || {
        board
            .visible
            .with(|ids| ids.iter().map(|id| id.as_str().to_owned()).collect())
    };
    let rows = rows(ids, move |id| match TodoId::parse(id) {
        Ok(id) => todo_item(id, board),
        Err(_) => nothing(),
    });
    let has_some = move || board.visible.with(|ids| !ids.is_empty());
    let nothing_here = element("p", &[("class", "nothing-here")])
        .attr(
            "hidden",
            hidden_when(move || has_some() || page.with(|page| page.has_earlier)),
        )
        .child(text(move || {
            match board.filter.get() {
                TodoFilter::Completed => "Nothing completed yet.",
                _ => "Nothing left to do. Well done.",
            }
            .to_owned()
        }));
    let toggle_all = element("form", &[("class", "toggle-all-form"), ("method", "post")])
        .attr("action", board.action())
        .child(toggle_all(board));
    element("section", &[("class", "main"), ("aria-label", "Your todos")])
        .attr("hidden", hidden_when(move || board.is_empty()))
        .child(toggle_all)
        .child(earlier_link(board))
        .child(element("ul", &[("class", "todo-list")]).child(rows))
        .child(nothing_here)
        .into()
}

fn toggle_all(board: Board) -> Piece {
    let all_completed = move || {
        let counts = board.counts.get();
        counts.active == 0 && counts.completed > 0
    };
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        let completed = !untrack(all_completed);
        board.todos.change(TodoChange::SetAll { completed });
    });
    let intent = move || if all_completed() { "reopen-all" } else { "complete-all" };
    element(
        "button",
        &[
            ("class", "toggle toggle-all"),
            ("id", "toggle-all"),
            ("type", "submit"),
            ("role", "checkbox"),
            ("name", "intent"),
            ("aria-label", "Mark all as complete"),
        ],
    )
    .attr("value", text(move || intent().to_owned()))
    .attr("aria-checked", state(all_completed))
    .on("click", on_click)
    .child(element("span", &[("aria-hidden", "true")]).child("Mark all as complete"))
    .into()
}

/// Leads to the todos before the first one shown. Without JavaScript it is a page of its own.
fn earlier_link(board: Board) -> Piece {
    let page = board.todos.page;
    let href = move || {
        let before = page.with(|page| page.todos.first().map(Cursor::at));
        let filter = board.filter.get();
        TodoQuery { filter, before }.address()
    };
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        board.todos.load_earlier();
    });
    element("a", &[("class", "earlier"), ("rel", "nofollow")])
        .attr("href", text(href))
        .attr("hidden", hidden_when(move || page.with(|page| !page.has_earlier)))
        .on("click", on_click)
        .child("Show earlier todos")
        .into()
}

fn footer(board: Board) -> Piece {
    let active = move || board.counts.get().active;
    let items_left = move || if active() == 1 { " item left" } else { " items left" };
    let count = element(
        "span",
        &[
            ("class", "todo-count"),
            ("data-testid", "todo-count"),
            ("role", "status"),
        ],
    )
    .child(element("strong", &[]).child(text(move || active().to_string())))
    .child(text(move || items_left().to_owned()));
    let clear = element("form", &[("method", "post")])
        .attr("action", board.action())
        .child(clear_completed(board));
    element("footer", &[("class", "footer")])
        .attr("hidden", hidden_when(move || board.is_empty()))
        .child(count)
        .child(todo_filters(board.filter))
        .child(clear)
        .into()
}

fn clear_completed(board: Board) -> Piece {
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        board.todos.change(TodoChange::ClearCompleted);
        // The button is about to disappear; without this the keyboard would be nowhere.
        request_animation_frame(|| browser::focus(NEW_TODO));
    });
    element(
        "button",
        &[
            ("class", "clear-completed"),
            ("type", "submit"),
            ("name", "intent"),
            ("value", "clear-completed"),
        ],
    )
    .attr("hidden", hidden_when(move || board.counts.get().completed == 0))
    .on("click", on_click)
    .child("Clear completed")
    .into()
}
