use crate::{
    browser,
    functions::{add_todo, clear_completed, edit_todo, list_todos, remove_todo, set_all_todos},
    model::{AppError, Cursor, TodoChange, TodoFilter, TodoId, TodoPage, TodoTitle},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::VecDeque;

/// The todo list; see [`use_todos`].
#[derive(Clone, Copy)]
pub struct UseTodos {
    /// What the person sees: the confirmed list with the changes under way applied.
    pub page: Memo<TodoPage>,
    /// Whether the first part of the list has still to arrive.
    pub is_pending: RwSignal<bool>,
    /// The latest thing that went wrong, until it is dismissed.
    pub notice: RwSignal<Option<Notice>>,
    filter: Memo<TodoFilter>,
    state: State,
}

impl UseTodos {
    /// Shows a change at once and sends it.
    pub fn change(self, change: TodoChange) {
        self.state.start(change);
    }

    /// Loads the part of the list before the first one shown.
    pub fn load_earlier(self) {
        let before = self
            .state
            .loaded
            .with_untracked(|loaded| loaded.page.todos.first().map(Cursor::at));
        self.state.enqueue(Job::Load {
            filter: self.filter.get_untracked(),
            before,
        });
    }
}

/// Something went wrong, and what was meant to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub message: String,
    /// The changes that were taken back, in order, to be tried again.
    pub retry: Vec<TodoChange>,
}

/// The caller's todos, starting with the part the server has rendered under `filter`, or with
/// nothing until it has arrived.
///
/// Changes show at once. They travel one after the other, so a todo can be toggled before the
/// server knows it, and each is taken back exactly if it is refused. Choosing another filter asks
/// the server only if the list has not been loaded whole.
///
/// ```
/// use app::{hooks::use_todos, model::{TodoChange, TodoFilter}};
/// use leptos::prelude::*;
///
/// #[component]
/// fn ItemsLeft() -> impl IntoView {
///     let todos = use_todos(None, Memo::new(|_| TodoFilter::All));
///     view! {
///         <p>{move || todos.page.with(|page| page.counts.active)} " left"</p>
///         <button on:click=move |_| todos.change(TodoChange::ClearCompleted)>"Clear completed"</button>
///     }
/// }
/// ```
#[must_use]
pub fn use_todos(initial: Option<TodoPage>, filter: Memo<TodoFilter>) -> UseTodos {
    let state = State {
        is_pending: RwSignal::new(initial.is_none()),
        loaded: RwSignal::new(Loaded {
            filter: filter.get_untracked(),
            page: initial.unwrap_or_default(),
        }),
        under_way: RwSignal::new(Vec::new()),
        notice: RwSignal::new(None),
        queue: StoredValue::new(Queue::default()),
    };
    Effect::new(move |previous: Option<TodoFilter>| {
        let chosen = filter.get();
        let is_other = previous.is_some_and(|previous| previous != chosen);
        if state.is_pending.get_untracked() || (is_other && !state.loaded.with_untracked(Loaded::is_whole)) {
            state.enqueue(Job::Load {
                filter: chosen,
                before: None,
            });
        }
        chosen
    });
    UseTodos {
        page: Memo::new(move |_| state.page()),
        is_pending: state.is_pending,
        notice: state.notice,
        filter,
        state,
    }
}

/// What the server has confirmed, and under which filter it was asked.
#[derive(Clone, PartialEq)]
struct Loaded {
    filter: TodoFilter,
    page: TodoPage,
}

impl Loaded {
    fn is_whole(&self) -> bool {
        self.filter == TodoFilter::All && !self.page.has_earlier
    }
}

/// What is still to be asked of the server, in order.
#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    is_working: bool,
}

enum Job {
    Change(TodoChange),
    Load { filter: TodoFilter, before: Option<Cursor> },
}

#[derive(Clone, Copy)]
struct State {
    is_pending: RwSignal<bool>,
    loaded: RwSignal<Loaded>,
    under_way: RwSignal<Vec<TodoChange>>,
    notice: RwSignal<Option<Notice>>,
    queue: StoredValue<Queue>,
}

impl State {
    fn page(self) -> TodoPage {
        let mut page = self.loaded.with(|loaded| loaded.page.clone());
        self.under_way
            .with(|changes| changes.iter().for_each(|change| change.apply(&mut page)));
        page
    }

    fn start(self, change: TodoChange) {
        self.under_way.update(|changes| changes.push(change.clone()));
        self.enqueue(Job::Change(change));
    }

    /// One worker takes the jobs in order: that is what lets a change rely on the one before it,
    /// and a loaded page never be older than the changes confirmed before it.
    fn enqueue(self, job: Job) {
        let was_working = self.queue.try_update_value(|queue| {
            queue.jobs.push_back(job);
            std::mem::replace(&mut queue.is_working, true)
        });
        if was_working == Some(false) {
            spawn_local(self.work());
        }
    }

    /// Whether the list has left the page, as it may while a job is on its way: then nothing is left to update.
    fn is_gone(self) -> bool {
        self.queue.is_disposed()
    }

    async fn work(self) {
        while let Some(Some(job)) = self.queue.try_update_value(Queue::next) {
            match job {
                Job::Change(change) => self.send(change).await,
                Job::Load { filter, before } => self.load(filter, before).await,
            }
        }
    }

    async fn send(self, change: TodoChange) {
        let outcome = send(&change).await;
        if self.is_gone() {
            return;
        }
        let refused = outcome.as_ref().err().cloned();
        if let Ok(confirm) = outcome {
            self.loaded.update(|loaded| {
                change.apply(&mut loaded.page);
                confirm(&mut loaded.page);
            });
        }
        // Taken out together with the confirmation's arrival, so the row never blinks.
        self.under_way.update(|changes| {
            if let Some(at) = changes.iter().position(|other| *other == change) {
                changes.remove(at);
            }
        });
        match refused {
            None => self.load_if_empty(),
            Some(AppError::SignedOut) => browser::reload(),
            Some(AppError::NotFound) => {
                self.report(AppError::NotFound.message(), Vec::new());
                let filter = self.loaded.with_untracked(|loaded| loaded.filter);
                self.enqueue(Job::Load { filter, before: None });
            }
            Some(error) => {
                let mut refused = vec![change];
                refused.append(&mut self.take_back_what_follows(&refused[0]));
                self.report(error.message(), refused);
            }
        }
    }

    async fn load(self, filter: TodoFilter, before: Option<Cursor>) {
        let answer = list_todos(filter, before.as_ref().map(Cursor::encode)).await;
        if self.is_gone() {
            return;
        }
        self.is_pending.set(false);
        match answer {
            Ok(page) => {
                self.loaded.update(|loaded| match before {
                    Some(_) if loaded.filter == filter => loaded.prepend(page),
                    _ => *loaded = Loaded { filter, page },
                });
            }
            Err(AppError::SignedOut) => browser::reload(),
            Err(error) => self.report(error.message(), Vec::new()),
        }
    }

    /// Changes to a todo that could not be added wait for the same retry; sent on their own they would
    /// find nothing to change.
    fn take_back_what_follows(self, refused: &TodoChange) -> Vec<TodoChange> {
        let TodoChange::Add { id, .. } = refused else {
            return Vec::new();
        };
        let mut followers = Vec::new();
        let _ = self.queue.try_update_value(|queue| {
            queue.jobs.retain(|job| match job {
                Job::Change(change) if change.id() == Some(id) => {
                    followers.push(change.clone());
                    false
                }
                _ => true,
            });
        });
        self.under_way
            .update(|changes| changes.retain(|change| change.id() != Some(id)));
        followers
    }

    /// Says what happened. What an earlier notice still holds stays in it: it may be something typed.
    fn report(self, message: String, mut refused: Vec<TodoChange>) {
        self.notice.update(|notice| {
            let mut retry = notice.take().map(|notice| notice.retry).unwrap_or_default();
            retry.append(&mut refused);
            *notice = Some(Notice { message, retry });
        });
    }

    /// When everything that was loaded is gone, earlier todos take its place.
    fn load_if_empty(self) {
        let (is_empty, filter) = self
            .loaded
            .with_untracked(|loaded| (loaded.page.todos.is_empty() && loaded.page.has_earlier, loaded.filter));
        if is_empty {
            self.enqueue(Job::Load { filter, before: None });
        }
    }
}

impl Queue {
    /// The next job, or nothing more to do.
    fn next(&mut self) -> Option<Job> {
        let job = self.jobs.pop_front();
        self.is_working = job.is_some();
        job
    }
}

impl Loaded {
    fn prepend(&mut self, mut earlier: TodoPage) {
        earlier.todos.append(&mut self.page.todos);
        self.page = earlier;
    }
}

/// What the server's answer changes beyond what is already shown.
type Confirmation = Box<dyn FnOnce(&mut TodoPage)>;

async fn send(change: &TodoChange) -> Result<Confirmation, AppError> {
    let text = |title: &TodoTitle| title.as_str().to_owned();
    let key = TodoId::to_string;
    Ok(match change {
        TodoChange::Add { id, title } => {
            let todo = add_todo(key(id), text(title)).await?;
            Box::new(move |page| page.put(todo))
        }
        TodoChange::Edit { id, patch } => {
            let todo = edit_todo(key(id), patch.title.as_ref().map(text), patch.completed).await?;
            Box::new(move |page| page.put(todo))
        }
        TodoChange::Remove { id } => match remove_todo(key(id)).await {
            // Gone is what was asked for.
            Ok(()) | Err(AppError::NotFound) => Box::new(|_| ()),
            Err(error) => return Err(error),
        },
        TodoChange::SetAll { completed } => {
            let counts = set_all_todos(*completed).await?;
            Box::new(move |page| page.counts = counts)
        }
        TodoChange::ClearCompleted => {
            let counts = clear_completed().await?;
            Box::new(move |page| page.counts = counts)
        }
    })
}
