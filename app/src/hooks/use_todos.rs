//! The hook for the caller's todos: the list, its changes, and what to say about them.
//!
//! The board calls it. What becomes of each change is decided in `outbox.rs`; here is what that needs of the world:
//! signals, server functions, time, and the tab's storage. One task at a time talks to the server, so answers come in
//! order.

use super::{
    job::{Answer, Job},
    outbox::Outbox,
};
use crate::{
    browser,
    functions::{
        add_todo, clear_completed, edit_todo, list_todos, move_todo, remove_todo, restore_todo, set_all_todos,
        undo_clear_completed, undo_set_all,
    },
    hooks::use_session,
    model::{AppError, Cursor, ListId, NewTodoForm, TodoChange, TodoFilter, TodoId, TodoPage, TodoTitle},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// The todo list; see [`use_todos`].
#[derive(Clone, Copy)]
pub struct UseTodos {
    /// What the person sees: the confirmed list with the changes under way applied.
    pub page: Memo<TodoPage>,
    /// What to tell the person about their changes; empty for nothing.
    pub notice: Memo<String>,
    /// What to say of the last change that can be taken back; empty for nothing.
    pub undoable: Memo<String>,
    filter: Memo<TodoFilter>,
    outbox: RwSignal<Outbox>,
}

impl UseTodos {
    /// Shows a change at once and sends it.
    pub fn change(self, change: TodoChange) {
        self.outbox.update(|outbox| outbox.start(change));
        resume(self.outbox);
    }

    /// Loads the part of the list before the first one shown.
    pub fn load_earlier(self) {
        let filter = self.filter.get_untracked();
        self.outbox.update(|outbox| outbox.load(filter, outbox.first()));
        resume(self.outbox);
    }

    /// Whether the first part of the list has still to arrive. Tracks.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.outbox.with(Outbox::is_pending)
    }

    /// The todos with changes that wait for the server to be there again. Tracks.
    #[must_use]
    pub fn unsaved(self) -> Vec<TodoId> {
        self.outbox.with(Outbox::unsaved)
    }

    /// Whether the server has confirmed everything. Tracks.
    #[must_use]
    pub fn is_saved(self) -> bool {
        self.outbox.with(|outbox| outbox.under_way().is_empty())
    }

    /// Whether what the notice speaks of can be tried again. Tracks.
    #[must_use]
    pub fn can_retry(self) -> bool {
        self.outbox.with(Outbox::can_retry)
    }

    /// Tries again what the notice speaks of.
    pub fn retry(self) {
        self.outbox.update(Outbox::retry);
        resume(self.outbox);
    }

    /// Takes the last change back.
    pub fn undo(self) {
        self.outbox.update(Outbox::undo);
        resume(self.outbox);
    }

    /// Says no more of what can be taken back.
    pub fn forget_undo(self) {
        self.outbox.update(Outbox::forget_undo);
    }

    /// Takes the notice away. What waits for the server goes on waiting.
    pub fn dismiss(self) {
        self.outbox.update(Outbox::dismiss);
    }
}

/// The caller's todos of a list (without one of the inbox), starting with the part the server has rendered under `filter`, or with
/// nothing until it has arrived.
///
/// Changes show at once. They travel one after the other, so a todo can be toggled before the
/// server knows it, and each is taken back exactly if it is refused. While the server cannot be reached they wait and
/// are sent again by themselves; the tab keeps them, so that they survive a reload and a session's end. Choosing
/// another filter asks the server only if the list has not been loaded whole.
///
/// ```
/// use app::{hooks::use_todos, model::{TodoChange, TodoFilter}};
/// use leptos::prelude::*;
///
/// #[component]
/// fn ItemsLeft() -> impl IntoView {
///     let todos = use_todos(None, None, Memo::new(|_| TodoFilter::All));
///     view! {
///         <p>{move || todos.page.with(|page| page.counts.active)} " left"</p>
///         <button on:click=move |_| todos.change(TodoChange::ClearCompleted { list_id: None })>"Clear completed"</button>
///     }
/// }
/// ```
#[must_use]
pub fn use_todos(initial: Option<TodoPage>, list_id: Option<ListId>, filter: Memo<TodoFilter>) -> UseTodos {
    let outbox = RwSignal::new(Outbox::new(list_id, filter.get_untracked(), initial));
    let session = use_session();
    Effect::new(move |has_kept: Option<bool>| {
        let person = session.data().map(|data| data.user.id).unwrap_or_default();
        if has_kept.is_none() {
            send_what_was_kept(outbox, &person);
        }
        // A change whose answer is on its way is kept when the page ends: to write each down costs half of showing it.
        let is_to_keep = outbox.with(Outbox::is_interrupted) || has_kept != Some(false);
        is_to_keep && outbox.with_untracked(|outbox| keep(outbox.under_way(), &person))
    });
    Effect::new(move |previous: Option<TodoFilter>| {
        let chosen = filter.get();
        let is_other = previous.is_some_and(|previous| previous != chosen);
        let is_asked_for = outbox.with_untracked(|outbox| outbox.is_pending() || (is_other && !outbox.is_whole()));
        if is_asked_for {
            outbox.update(|outbox| outbox.load(chosen, None));
            resume(outbox);
        }
        chosen
    });
    UseTodos {
        page: Memo::new(move |_| outbox.with(Outbox::shown)),
        notice: Memo::new(move |_| outbox.with(Outbox::notice)),
        undoable: Memo::new(move |_| outbox.with(Outbox::undo_words)),
        filter,
        outbox,
    }
}

/// Where a tab keeps the changes of a person that the server has not confirmed.
fn kept(person: &str) -> String {
    // By another name than before todos had labels: older ones are read differently.
    format!("latchkey-todo-changes {person}")
}

/// Keeps what this tab has to send, and tells whether that is anything.
fn keep(changes: &[TodoChange], person: &str) -> bool {
    let bytes = (!changes.is_empty()).then(|| postcard::to_allocvec(changes).ok());
    browser::keep_in_tab(&kept(person), bytes.flatten().as_deref());
    !changes.is_empty()
}

/// Where a tab keeps the moment of the last change that was confirmed on the page before.
const CONFIRMED_AT: &str = "latchkey-confirmed-at";

fn keep_moment(confirmed_at: Option<f64>) {
    browser::keep_in_tab(
        CONFIRMED_AT,
        confirmed_at.map(f64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice),
    );
}

/// Whether a change was confirmed after this page was asked for, so that the list in it may be older.
fn is_page_older() -> bool {
    let bytes = browser::kept_in_tab(CONFIRMED_AT).and_then(|bytes| bytes.try_into().ok());
    bytes.is_some_and(|bytes| f64::from_le_bytes(bytes) > browser::page_asked_for_at())
}

/// Starts what this tab has kept for this person, and listens for the network from now on.
fn send_what_was_kept(outbox: RwSignal<Outbox>, person: &str) {
    browser::on_online(move || resume(outbox));
    // The end of a session clears what the browser has kept, at a moment of its own.
    let owner = person.to_owned();
    browser::on_leaving(move || {
        let _ = outbox.try_with_untracked(|outbox| {
            keep(outbox.under_way(), &owner);
            keep_moment(outbox.last_confirmed_at());
        });
    });
    browser::on_todos_changed(move |number| {
        outbox.update(|outbox| outbox.hear(number));
        resume(outbox);
    });
    if is_page_older() {
        outbox.update(Outbox::reload);
    }
    let changes = browser::kept_in_tab(&kept(person)).and_then(|bytes| postcard::from_bytes::<Vec<_>>(&bytes).ok());
    if let Some(changes) = changes {
        outbox.update(|outbox| changes.into_iter().for_each(|change| outbox.start(change)));
    }
    resume(outbox);
}

/// Goes on with what waits, unless that is being done or the list has left the page.
fn resume(outbox: RwSignal<Outbox>) {
    if outbox.try_update_untracked(Outbox::begin) == Some(true) {
        // The person sees a change first: to send it costs more than to show it.
        set_timeout(move || spawn_local(work(outbox)), Duration::ZERO);
    }
}

async fn work(outbox: RwSignal<Outbox>) {
    while let Some(Some(job)) = outbox.try_update_untracked(Outbox::next) {
        let answer = ask(&job).await;
        let is_session_over = matches!(answer, Err(AppError::SignedOut));
        let is_confirmed = matches!((&job, &answer), (Job::Change(_), Ok(_)));
        let settle = |outbox: &mut Outbox| {
            if is_confirmed {
                outbox.confirmed_at(browser::now());
            }
            outbox.settle(job, answer)
        };
        let Some(Some(seconds)) = outbox.try_update(settle) else {
            continue;
        };
        if is_session_over {
            browser::tell_of_session_end();
        }
        let failures = outbox.with_untracked(Outbox::failures);
        let try_again = move || {
            if outbox.try_with_untracked(Outbox::failures) == Some(failures) {
                resume(outbox);
            }
        };
        set_timeout(try_again, Duration::from_secs(seconds.into()));
        return;
    }
}

async fn ask(job: &Job) -> Result<Answer, AppError> {
    let text = |title: &TodoTitle| title.as_str().to_owned();
    let key = |list_id: &Option<ListId>| list_id.as_ref().map(ListId::to_string);
    let change = match job {
        Job::Load {
            list_id,
            filter,
            before,
        } => {
            let page = list_todos(*filter, before.as_ref().map(Cursor::encode), key(list_id)).await;
            return page.map(Answer::Page);
        }
        Job::Change(change) => change,
    };
    match change {
        TodoChange::Add { id, new, is_line, .. } => add_todo(
            id.to_string(),
            text(&new.title),
            key(&new.list_id),
            (!is_line).then(|| NewTodoForm::of(new)),
        )
        .await
        .map(Answer::Todo),
        TodoChange::Move { id, beside, is_after } => move_todo(id.to_string(), beside.to_string(), *is_after)
            .await
            .map(Answer::Todo),
        TodoChange::Restore { todo } => restore_todo(todo.id.to_string()).await.map(Answer::Todo),
        TodoChange::Edit { id, patch } => edit_todo(id.to_string(), patch.title.as_ref().map(text), patch.completed)
            .await
            .map(Answer::Todo),
        TodoChange::Remove { id } => remove_todo(id.to_string())
            .await
            .map(|change| Answer::Removed { change }),
        TodoChange::SetAll { list_id, completed } => set_all_todos(*completed, key(list_id)).await.map(Answer::Many),
        TodoChange::ClearCompleted { list_id } => clear_completed(key(list_id)).await.map(Answer::Many),
        TodoChange::UndoSetAll { list_id, completed, at } => {
            undo_set_all(*completed, *at, key(list_id)).await.map(Answer::Many)
        }
        TodoChange::UndoClearCompleted { list_id, at } => {
            undo_clear_completed(*at, key(list_id)).await.map(Answer::Many)
        }
    }
}
