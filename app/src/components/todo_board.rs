use super::{
    Editing, NoticeBar, TodoFilters, TodoItem,
    reactive::{handler, hidden_when, state, text, when},
};
use crate::{
    browser,
    hooks::{UseTodos, use_todos},
    model::{Cursor, Field, RefusedForm, TodoChange, TodoFilter, TodoId, TodoPage, TodoQuery, TodoTitle},
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    html,
    prelude::*,
};

/// The whole list: add, show, edit, filter, count and clear.
#[component]
pub fn TodoBoard(
    /// What the server rendered; without it the list is asked for.
    initial: Option<TodoPage>,
    filter: Memo<TodoFilter>,
    /// Where this part of the list is, for forms and links.
    address: Memo<String>,
    /// The todo to show in its edit form, from the address or from a refused form.
    editing: Option<Editing>,
    /// A form as it came back from the server.
    refused: Option<RefusedForm>,
) -> impl IntoView {
    let UseTodos {
        page,
        is_pending,
        notice,
        change,
        load_earlier,
    } = use_todos(initial, filter);
    let has_focus_elsewhere = editing.is_some();
    let editing = RwSignal::new(editing);
    let counts = Memo::new(move |_| page.with(|page| page.counts));
    let visible = Memo::new(move |_| {
        let filter = filter.get();
        page.with(|page| {
            page.todos
                .iter()
                .filter(|todo| filter.shows(todo.completed))
                .map(|todo| todo.id.clone())
                .collect::<Vec<_>>()
        })
    });
    let is_empty = move || counts.get().total() == 0;
    let action = move || text(move || address.get());
    let hide_when_empty = move || hidden_when(is_empty);

    let on_leave = Callback::new(move |id: TodoId| {
        let next = visible.with_untracked(|ids| {
            let at = ids.iter().position(|other| *other == id)?;
            let neighbour = ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?))?;
            Some(format!("toggle-{}", neighbour.as_str()))
        });
        let target = next.unwrap_or_else(|| "new-todo".to_owned());
        request_animation_frame(move || browser::focus(&target));
    });

    view! {
        <section class="todoapp card">
            <NewTodo refused address autofocus=!has_focus_elsewhere on_change=change />
            <section class="main" hidden=hide_when_empty() aria-label="Your todos">
                <form class="toggle-all-form" method="post" action=action()>
                    <ToggleAll counts on_change=change />
                </form>
                <EarlierLink page filter load_earlier />
                <ul class="todo-list">
                    <For
                        each=move || visible.get()
                        key=|id| id.clone()
                        children=move |id| {
                            let todo = {
                                let id = id.clone();
                                Memo::new(move |_| page.with(|page| page.todos.iter().find(|todo| todo.id == id).cloned()))
                            };
                            view! { <TodoItem id todo address editing on_change=change on_leave /> }
                        }
                    />
                </ul>
                <p class="nothing-here" hidden=hidden_when(move || !visible.read().is_empty() || page.read().has_earlier)>
                    {text(move || match filter.get() {
                        TodoFilter::Completed => "Nothing completed yet.",
                        _ => "Nothing left to do. Well done.",
                    }.to_owned())}
                </p>
            </section>
            <footer class="footer" hidden=hide_when_empty()>
                <span class="todo-count" data-testid="todo-count" role="status">
                    <strong>{text(move || counts.get().active.to_string())}</strong>
                    {text(move || if counts.get().active == 1 { " item left" } else { " items left" }.to_owned())}
                </span>
                <TodoFilters filter />
                <form method="post" action=action()>
                    <ClearCompleted counts on_change=change />
                </form>
            </footer>
            <p class="loading" role="status" hidden=hidden_when(move || !is_pending.get())>"Loading your todos…"</p>
            <p class="first-run" hidden=hidden_when(move || !is_empty() || is_pending.get())>
                "Nothing here yet. What is the first thing on your mind?"
            </p>
        </section>
        <p class="keys" hidden=hide_when_empty()>
            "Double-click or press "<kbd>"F2"</kbd>" to edit, "<kbd>"Enter"</kbd>" to save, "<kbd>"Esc"</kbd>" to cancel."
        </p>
        <NoticeBar notice on_retry=change />
    }
}

#[component]
fn NewTodo(
    refused: Option<RefusedForm>,
    address: Memo<String>,
    autofocus: bool,
    on_change: Callback<TodoChange>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let initial_problem = refused
        .as_ref()
        .map(|form| match form.error.problem_with(Field::Title) {
            Some(problem) => problem.message(),
            None => form.error.message(),
        });
    let problem = RwSignal::new(initial_problem);
    let typed = refused.filter(|form| form.value("intent") == Some("add"));
    let typed = typed.as_ref().and_then(|form| form.value("title").map(str::to_owned));
    let on_submit = handler(move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else { return };
        let text = input.value();
        if text.trim().is_empty() {
            return;
        }
        match TodoTitle::parse(&text) {
            Ok(title) => {
                problem.set(None);
                input.set_value("");
                let id = TodoId::from_random(browser::random_bytes());
                on_change.run(TodoChange::Add { id, title });
            }
            Err(error) => problem.set(Some(error.message())),
        }
    });
    view! {
        <form class="new-todo-form" method="post" action=text(move || address.get()) on:submit=on_submit>
            <input type="hidden" name="intent" value="add" />
            <input
                class="new-todo"
                id="new-todo"
                name="title"
                value=typed
                placeholder="What needs to be done?"
                aria-label="New todo"
                aria-describedby="title-error"
                aria-invalid=when(move || problem.read().is_some(), "true")
                autocomplete="off"
                autofocus=autofocus
                enterkeyhint="done"
                dir="auto"
                node_ref=input
            />
            <button class="button button-primary" type="submit">"Add"</button>
            <p class="field-error" id="title-error" hidden=hidden_when(move || problem.read().is_none())>{text(move || problem.get().unwrap_or_default())}</p>
        </form>
    }
}

#[component]
fn ToggleAll(counts: Memo<crate::model::TodoCounts>, on_change: Callback<TodoChange>) -> impl IntoView {
    let all_completed = Memo::new(move |_| counts.get().active == 0 && counts.get().completed > 0);
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        on_change.run(TodoChange::SetAll {
            completed: !all_completed.get_untracked(),
        });
    });
    view! {
        <button
            class="toggle toggle-all"
            id="toggle-all"
            type="submit"
            role="checkbox"
            name="intent"
            value=text(move || if all_completed.get() { "reopen-all" } else { "complete-all" }.to_owned())
            aria-checked=state(move || all_completed.get())
            aria-label="Mark all as complete"
            on:click=on_click
        >
            <span aria-hidden="true">"Mark all as complete"</span>
        </button>
    }
}

#[component]
fn ClearCompleted(counts: Memo<crate::model::TodoCounts>, on_change: Callback<TodoChange>) -> impl IntoView {
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        on_change.run(TodoChange::ClearCompleted);
        // The button is about to disappear; without this the keyboard would be nowhere.
        request_animation_frame(|| browser::focus("new-todo"));
    });
    view! {
        <button
            class="clear-completed"
            type="submit"
            name="intent"
            value="clear-completed"
            hidden=hidden_when(move || counts.get().completed == 0)
            on:click=on_click
        >
            "Clear completed"
        </button>
    }
}

/// Leads to the todos before the first one shown. Without JavaScript it is a page of its own.
#[component]
fn EarlierLink(page: Memo<TodoPage>, filter: Memo<TodoFilter>, load_earlier: Callback<()>) -> impl IntoView {
    let href = move || {
        let before = page.with(|page| page.todos.first().map(Cursor::at));
        let filter = filter.get();
        TodoQuery { filter, before }.address()
    };
    let on_click = handler(move |event: MouseEvent| {
        event.prevent_default();
        load_earlier.run(());
    });
    view! {
        <a class="earlier" rel="nofollow" href=text(href) hidden=hidden_when(move || !page.read().has_earlier) on:click=on_click>
            "Show earlier todos"
        </a>
    }
}
