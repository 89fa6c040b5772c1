use crate::{
    browser,
    functions::{add_todo, clear_completed, edit_todo, list_todos, remove_todo, set_all_todos},
    hooks::use_session,
    model::{AppError, Cursor, TodoChange, TodoFilter, TodoId, TodoPage, TodoTitle},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, time::Duration};

/// The todo list; see [`use_todos`].
#[derive(Clone, Copy)]
pub struct UseTodos {
    /// What the person sees: the confirmed list with the changes under way applied.
    pub page: Memo<TodoPage>,
    /// Whether the first part of the list has still to arrive.
    pub is_pending: RwSignal<bool>,
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

    /// Whether a change to this todo waits for the server to be there again. Tracks.
    #[must_use]
    pub fn is_unsaved(self, id: TodoId) -> bool {
        let is_about_it = |change: &TodoChange| change.id() == Some(&id);
        self.state.interruption.read().is_some() && self.state.under_way.read().iter().any(is_about_it)
    }

    /// What went wrong, until it is over or dismissed. Tracks.
    #[must_use]
    pub fn notice(self) -> Option<Notice> {
        match &*self.state.interruption.read() {
            Some(interruption) if interruption.is_dismissed => None,
            Some(interruption) => Some(Notice {
                message: interruption.message(self.state.under_way.read().len()),
                can_retry: true,
            }),
            None => self.state.refusal.read().as_ref().map(|refusal| Notice {
                message: refusal.message.clone(),
                can_retry: !refusal.changes.is_empty(),
            }),
        }
    }

    /// Tries again what the notice speaks of.
    pub fn retry(self) {
        if self.state.interruption.read_untracked().is_some() {
            self.state.resume();
        } else if let Some(refusal) = self.state.refusal.try_update(Option::take).flatten() {
            refusal.changes.into_iter().for_each(|change| self.change(change));
        }
    }

    /// Takes the notice away. What waits for the server goes on waiting.
    pub fn dismiss(self) {
        let is_interrupted = self.state.interruption.read_untracked().is_some();
        if is_interrupted {
            self.state.interruption.update(|interruption| {
                interruption.iter_mut().for_each(|told| told.is_dismissed = true);
            });
        } else {
            self.state.refusal.set(None);
        }
    }
}

/// What a person is told, and whether there is something to try again.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub message: String,
    pub can_retry: bool,
}

/// The caller's todos, starting with the part the server has rendered under `filter`, or with
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
        refusal: RwSignal::new(None),
        interruption: RwSignal::new(None),
        queue: StoredValue::new(Queue::default()),
    };
    let session = use_session();
    Effect::new(move |was_here: Option<()>| {
        let person = session.data().map(|data| data.user.id).unwrap_or_default();
        if was_here.is_none() {
            browser::on_online(move || state.resume());
            let kept = browser::kept_in_tab(UNSENT).and_then(|bytes| Unsent::from_bytes(&bytes));
            let ours = kept.filter(|unsent| unsent.person == person);
            ours.into_iter()
                .flat_map(|unsent| unsent.changes)
                .for_each(|change| state.start(change));
        }
        let changes = state.under_way.get();
        let unsent = (!changes.is_empty()).then(|| Unsent { person, changes }.to_bytes());
        browser::keep_in_tab(UNSENT, unsent.as_deref());
    });
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
        filter,
        state,
    }
}

/// Where a tab keeps what the server has not confirmed.
const UNSENT: &str = "latchkey-changes";

/// The changes of a person that the server has not confirmed, in order.
#[derive(Serialize, Deserialize)]
struct Unsent {
    person: String,
    changes: Vec<TodoChange>,
}

impl Unsent {
    fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
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
    /// How often in a row the server could not be asked.
    failures: u32,
    /// When it is asked again.
    timer: Option<TimeoutHandle>,
}

enum Job {
    Change(TodoChange),
    Load { filter: TodoFilter, before: Option<Cursor> },
}

/// Changes that the server has refused and that are taken back, in order.
struct Refusal {
    message: String,
    changes: Vec<TodoChange>,
}

/// Why nothing can be sent for now.
struct Interruption {
    error: AppError,
    is_dismissed: bool,
}

impl Interruption {
    fn message(&self, unsaved: usize) -> String {
        let reason = match &self.error {
            AppError::Unreachable => "The server could not be reached.".to_owned(),
            error => error.message(),
        };
        match unsaved {
            0 => format!("{reason} It is tried again by itself."),
            1 => format!("{reason} One change is not saved yet; it will be sent by itself."),
            count => format!("{reason} {count} changes are not saved yet; they will be sent by themselves."),
        }
    }
}

#[derive(Clone, Copy)]
struct State {
    is_pending: RwSignal<bool>,
    loaded: RwSignal<Loaded>,
    under_way: RwSignal<Vec<TodoChange>>,
    refusal: RwSignal<Option<Refusal>>,
    interruption: RwSignal<Option<Interruption>>,
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

    fn enqueue(self, job: Job) {
        let _ = self.queue.try_update_value(|queue| queue.jobs.push_back(job));
        self.resume();
    }

    /// One worker takes the jobs in order: that is what lets a change rely on the one before it,
    /// and a loaded page never be older than the changes confirmed before it.
    fn resume(self) {
        let was_working = self
            .queue
            .try_update_value(|queue| std::mem::replace(&mut queue.is_working, true));
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
            let outcome = match &job {
                Job::Change(change) => self.send(change).await,
                Job::Load { filter, before } => self.load(*filter, before.as_ref()).await,
            };
            if self.is_gone() {
                return;
            }
            match outcome {
                Ok(()) => self.go_on(),
                Err(error) => return self.pause(job, error),
            }
        }
    }

    /// The server has answered.
    fn go_on(self) {
        self.queue.update_value(|queue| queue.failures = 0);
        if self.interruption.read_untracked().is_some() {
            self.interruption.set(None);
        }
    }

    /// Puts a job back that the server did not decide on, until somebody or something tries again: more and more
    /// rarely by itself, and at once when the browser has a connection again.
    fn pause(self, job: Job, error: AppError) {
        self.queue.update_value(|queue| {
            let seconds = error.retry_after().unwrap_or(1 << queue.failures.min(5)).min(30);
            queue.jobs.push_front(job);
            queue.is_working = false;
            queue.failures += 1;
            queue.timer.take().iter().for_each(TimeoutHandle::clear);
            let delay = Duration::from_secs(seconds.into());
            queue.timer = set_timeout_with_handle(move || self.resume(), delay).ok();
        });
        if error == AppError::SignedOut {
            // The end of a session clears what the browser has kept.
            self.under_way.notify();
            browser::tell_of_session_end();
        }
        self.interruption.update(|interruption| {
            let is_dismissed = interruption.as_ref().is_some_and(|told| told.is_dismissed);
            *interruption = Some(Interruption { error, is_dismissed });
        });
    }

    /// # Errors
    /// Why the server did not decide on the change.
    async fn send(self, change: &TodoChange) -> Result<(), AppError> {
        let outcome = send(change).await;
        if self.is_gone() {
            return Ok(());
        }
        let refused = match outcome {
            Ok(confirm) => {
                self.loaded.update(|loaded| {
                    change.apply(&mut loaded.page);
                    confirm(&mut loaded.page);
                });
                None
            }
            Err(error) if is_undecided(&error) => return Err(error),
            Err(error) => Some(error),
        };
        // Taken out together with the confirmation's arrival, so the row never blinks.
        self.under_way.update(|changes| {
            if let Some(at) = changes.iter().position(|other| other == change) {
                changes.remove(at);
            }
        });
        match refused {
            None => self.load_if_empty(),
            Some(AppError::NotFound) => {
                self.report(AppError::NotFound.message(), Vec::new());
                let filter = self.loaded.with_untracked(|loaded| loaded.filter);
                self.enqueue(Job::Load { filter, before: None });
            }
            Some(error) => {
                let mut refused = vec![change.clone()];
                refused.append(&mut self.take_back_what_follows(change));
                self.report(error.message(), refused);
            }
        }
        Ok(())
    }

    /// # Errors
    /// Why there was no list.
    async fn load(self, filter: TodoFilter, before: Option<&Cursor>) -> Result<(), AppError> {
        let answer = list_todos(filter, before.map(Cursor::encode)).await;
        if self.is_gone() {
            return Ok(());
        }
        match answer {
            Ok(page) => {
                self.loaded.update(|loaded| match before {
                    Some(_) if loaded.filter == filter => loaded.prepend(page),
                    _ => *loaded = Loaded { filter, page },
                });
            }
            Err(error) if is_undecided(&error) => return Err(error),
            Err(error) => self.report(error.message(), Vec::new()),
        }
        self.is_pending.set(false);
        Ok(())
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

    /// Says what happened. What was refused before stays in it: it may be something typed.
    fn report(self, message: String, mut refused: Vec<TodoChange>) {
        self.refusal.update(|refusal| {
            let mut changes = refusal.take().map(|refusal| refusal.changes).unwrap_or_default();
            changes.append(&mut refused);
            *refusal = Some(Refusal { message, changes });
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

/// Whether asking again may well be answered otherwise, so that nothing is taken back.
fn is_undecided(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Unreachable | AppError::SignedOut | AppError::Busy { .. } | AppError::TooManyAttempts { .. }
    )
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
