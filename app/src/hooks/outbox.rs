//! What a page knows of a list while changes to it are on their way.
//!
//! It holds the decisions of [`use_todos`](super::use_todos()) and nothing of signals, requests and time, so each of
//! them is tested as a function. It promises that a change the server has not confirmed is never lost: it is shown,
//! sent in order, and sent again where the server did not decide; a refused one is taken back and can be retried.

use super::{
    job::{Answer, Job},
    undo::Undo,
};
use crate::model::{AppError, Cursor, ListId, Todo, TodoChange, TodoFilter, TodoId, TodoPage};
use std::collections::VecDeque;

/// The confirmed part of a list, the changes on their way, and what went wrong with them.
pub(super) struct Outbox {
    /// Which list it is; none for the inbox.
    list_id: Option<ListId>,
    /// Under which filter the list was asked for.
    filter: TodoFilter,
    /// What the server has confirmed.
    confirmed: TodoPage,
    /// Whether the first part of the list has still to arrive.
    is_pending: bool,
    /// Changes that show already and are not confirmed yet, in order.
    under_way: Vec<TodoChange>,
    /// What is still to be asked of the server, in order.
    jobs: VecDeque<Job>,
    is_working: bool,
    /// How often in a row the server did not decide.
    failures: u32,
    refusal: Option<Refusal>,
    interruption: Option<Interruption>,
    /// The last change that can be taken back.
    undo: Option<Undo>,
    /// The number of the last change that the server has told of.
    announced: i64,
    /// When the last change was confirmed, in milliseconds since the Unix epoch.
    confirmed_at: Option<f64>,
}

/// Changes that were taken back, in order, and why.
struct Refusal {
    message: String,
    changes: Vec<TodoChange>,
}

/// Why nothing can be sent for now.
struct Interruption {
    error: AppError,
    is_dismissed: bool,
}

/// Longest time between two tries, in seconds, where the server has not said when it wants the next.
const LONGEST_PAUSE: u32 = 30;

impl Outbox {
    /// A list that starts with what the server has rendered under `filter`, or with nothing.
    pub(super) fn new(list_id: Option<ListId>, filter: TodoFilter, initial: Option<TodoPage>) -> Self {
        Self {
            list_id,
            filter,
            is_pending: initial.is_none(),
            confirmed: initial.unwrap_or_default(),
            under_way: Vec::new(),
            jobs: VecDeque::new(),
            is_working: false,
            failures: 0,
            refusal: None,
            interruption: None,
            undo: None,
            announced: 0,
            confirmed_at: None,
        }
    }

    /// What the person sees: the confirmed list with the changes under way applied.
    pub(super) fn shown(&self) -> TodoPage {
        let mut page = self.confirmed.clone();
        self.under_way.iter().for_each(|change| change.apply(&mut page));
        page
    }

    pub(super) fn is_pending(&self) -> bool {
        self.is_pending
    }

    /// Whether all of the list is here, so that no filter needs the server.
    pub(super) fn is_whole(&self) -> bool {
        self.filter == TodoFilter::All && !self.confirmed.has_earlier
    }

    /// The place before which the list goes on.
    pub(super) fn first(&self) -> Option<Cursor> {
        self.confirmed.todos.first().map(Cursor::at)
    }

    pub(super) fn under_way(&self) -> &[TodoChange] {
        &self.under_way
    }

    /// Whether changes wait for the server to be there again.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interruption.is_some()
    }

    /// The todos with changes that wait for the server to be there again.
    pub(super) fn unsaved(&self) -> Vec<TodoId> {
        match self.interruption {
            Some(_) => self.under_way.iter().filter_map(TodoChange::id).collect(),
            None => Vec::new(),
        }
    }

    /// Shows a change, which is to be sent.
    pub(super) fn start(&mut self, change: TodoChange) {
        self.undo = match &change {
            TodoChange::Remove { id } => self.shown().find(*id).map(Undo::removing),
            _ => None,
        };
        self.under_way.push(change.clone());
        self.jobs.push_back(Job::Change(change));
    }

    /// Asks for a part of the list.
    pub(super) fn load(&mut self, filter: TodoFilter, before: Option<Cursor>) {
        let list_id = self.list_id;
        self.jobs.push_back(Job::Load {
            list_id,
            filter,
            before,
        });
    }

    /// Hears that there is a change of this number, and asks for the list anew if that is news. While something is on its
    /// way, it may be just that.
    pub(super) fn hear(&mut self, number: i64) {
        self.announced = self.announced.max(number);
        let is_news = self.announced > self.confirmed.change;
        if is_news && !self.is_working && self.jobs.is_empty() {
            self.reload();
        }
    }

    /// Asks for the list anew.
    pub(super) fn reload(&mut self) {
        self.load(self.filter, None);
    }

    /// Notes that the server has confirmed a change.
    pub(super) fn confirmed_at(&mut self, now: f64) {
        self.confirmed_at = Some(now);
    }

    pub(super) fn last_confirmed_at(&self) -> Option<f64> {
        self.confirmed_at
    }

    /// Whether somebody has to start taking the jobs. One takes them, in order: that is what lets a change rely on the
    /// one before it, and a loaded page never be older than the changes confirmed before it.
    pub(super) fn begin(&mut self) -> bool {
        let is_needed = !self.is_working && !self.jobs.is_empty();
        self.is_working |= is_needed;
        is_needed
    }

    /// The next job, or nothing more to do.
    pub(super) fn next(&mut self) -> Option<Job> {
        if self.jobs.is_empty() && self.announced > self.confirmed.change {
            self.reload();
        }
        let job = self.jobs.pop_front();
        self.is_working = job.is_some();
        job
    }

    /// Takes in what came of a job. Where the server did not decide on it, the job waits, and `Some` says for how many
    /// seconds.
    pub(super) fn settle(&mut self, job: Job, answer: Result<Answer, AppError>) -> Option<u32> {
        match (job, answer) {
            (job, Err(error)) if is_undecided(&error) => return Some(self.pause(job, error)),
            (Job::Change(change), answer) => self.settle_change(change, answer),
            (Job::Load { filter, before, .. }, Ok(Answer::Page(page))) => self.receive(filter, before.is_some(), page),
            (Job::Load { .. }, answer) => {
                self.is_pending = false;
                answer
                    .err()
                    .into_iter()
                    .for_each(|error| self.refuse(&error, Vec::new()));
            }
        }
        self.failures = 0;
        self.interruption = None;
        None
    }

    /// How often in a row the server did not decide: a timer of before belongs to a smaller number.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// What to say of the last change that can be taken back, or nothing.
    pub(super) fn undo_words(&self) -> String {
        self.undo.as_ref().map(|undo| undo.words.clone()).unwrap_or_default()
    }

    /// Takes the last change back.
    pub(super) fn undo(&mut self) {
        if let Some(undo) = self.undo.take() {
            self.start(undo.change);
        }
    }

    /// Says no more of what can be taken back.
    pub(super) fn forget_undo(&mut self) {
        self.undo = None;
    }

    /// What to tell the person, or nothing.
    pub(super) fn notice(&self) -> String {
        match (&self.interruption, &self.refusal) {
            (Some(interruption), _) if interruption.is_dismissed => String::new(),
            (Some(interruption), _) => self.words(&interruption.error),
            (None, Some(refusal)) => refusal.message.clone(),
            (None, None) => String::new(),
        }
    }

    /// Whether there is something to try again.
    pub(super) fn can_retry(&self) -> bool {
        let has_changes = |refusal: &Refusal| !refusal.changes.is_empty();
        self.interruption.is_some() || self.refusal.as_ref().is_some_and(has_changes)
    }

    /// Starts what was refused once more. What waits has only to be begun again.
    pub(super) fn retry(&mut self) {
        if self.interruption.is_none()
            && let Some(refusal) = self.refusal.take()
        {
            refusal.changes.into_iter().for_each(|change| self.start(change));
        }
    }

    /// Takes the notice away. What waits goes on waiting.
    pub(super) fn dismiss(&mut self) {
        match &mut self.interruption {
            Some(interruption) => interruption.is_dismissed = true,
            None => self.refusal = None,
        }
    }

    fn words(&self, error: &AppError) -> String {
        let reason = match error {
            AppError::Unreachable => "The server could not be reached.".to_owned(),
            error => error.message(),
        };
        match self.under_way.len() {
            0 => format!("{reason} It is tried again by itself."),
            1 => format!("{reason} One change is not saved yet; it will be sent by itself."),
            count => format!("{reason} {count} changes are not saved yet; they will be sent by themselves."),
        }
    }

    fn pause(&mut self, job: Job, error: AppError) -> u32 {
        let pause = || (1 << self.failures.min(5)).min(LONGEST_PAUSE);
        let seconds = error.retry_after().unwrap_or_else(pause);
        let is_dismissed = self.interruption.as_ref().is_some_and(|told| told.is_dismissed);
        self.jobs.push_front(job);
        self.is_working = false;
        self.failures += 1;
        self.interruption = Some(Interruption { error, is_dismissed });
        seconds
    }

    fn settle_change(&mut self, change: TodoChange, answer: Result<Answer, AppError>) {
        if let Some(at) = self.under_way.iter().position(|other| *other == change) {
            self.under_way.remove(at);
        }
        match answer {
            Ok(answer) => self.confirm(&change, answer),
            // Gone is what was asked for.
            Err(AppError::NotFound) if matches!(change, TodoChange::Remove { .. }) => {
                self.confirm(&change, Answer::Removed { change: 0 });
            }
            Err(AppError::NotFound) => {
                self.refuse(&AppError::NotFound, Vec::new());
                self.reload();
            }
            Err(error) => {
                let followers = self.take_back_what_follows(&change);
                self.refuse(&error, std::iter::once(change).chain(followers).collect());
            }
        }
    }

    fn confirm(&mut self, change: &TodoChange, answer: Answer) {
        change.apply(&mut self.confirmed);
        self.count(&answer);
        match answer {
            Answer::Todo(_) if matches!(change, TodoChange::Add { is_elsewhere: true, .. }) => {}
            Answer::Todo(todo) if matches!(change, TodoChange::Add { is_line: true, .. }) => self.confirm_line(todo),
            Answer::Todo(todo) => {
                // What takes the place of a recurring one, or did, only the server knows.
                if todo.recurs && matches!(change, TodoChange::Edit { patch, .. } if patch.completed.is_some()) {
                    self.reload();
                    self.undo = Undo::completing(&todo);
                }
                self.confirmed.put(todo);
            }
            Answer::Many(done) => {
                self.confirmed.counts = done.counts;
                self.undo = Undo::of_many(change, done.at);
                // Which todos are as they were, and what takes the place of those that recur, only the server knows.
                let is_undone = matches!(
                    change,
                    TodoChange::UndoSetAll { .. } | TodoChange::UndoClearCompleted { .. }
                );
                if is_undone || self.confirmed.todos.iter().any(|todo| todo.recurs) {
                    self.reload();
                }
            }
            Answer::Removed { .. } | Answer::Page(_) => {}
        }
        // When everything that was loaded is gone, earlier todos take its place.
        if self.confirmed.todos.is_empty() && self.confirmed.has_earlier {
            self.reload();
        }
    }

    /// A line as the server has read it may name another list; which one this is, the others say.
    fn confirm_line(&mut self, todo: Todo) {
        let mut others = self
            .confirmed
            .todos
            .iter()
            .filter(|other| other.id != todo.id && other.version > 0);
        match self.list_id.or_else(|| others.next().map(|other| other.list_id)) {
            Some(list_id) if list_id != todo.list_id => self.confirmed.take(&todo.id),
            Some(_) => self.confirmed.put(todo),
            None => self.reload(),
        }
    }

    /// The list is as new as a change of one's own, where that came right behind what is in the list.
    fn count(&mut self, answer: &Answer) {
        let (first, last) = match answer {
            Answer::Todo(todo) => (todo.change, todo.change),
            Answer::Many(done) => done.changes,
            Answer::Removed { change } => (*change, *change),
            Answer::Page(_) => return,
        };
        if first == self.confirmed.change + 1 {
            self.confirmed.change = last;
        }
    }

    fn receive(&mut self, filter: TodoFilter, is_earlier: bool, mut page: TodoPage) {
        if is_earlier && self.filter == filter {
            page.todos.append(&mut self.confirmed.todos);
        }
        self.filter = filter;
        self.confirmed = page;
        self.is_pending = false;
    }

    /// Changes to a todo that could not be added wait for the same retry; sent on their own they would
    /// find nothing to change.
    fn take_back_what_follows(&mut self, refused: &TodoChange) -> Vec<TodoChange> {
        let TodoChange::Add { id, .. } = refused else {
            return Vec::new();
        };
        let is_about_it = |change: &TodoChange| change.id() == Some(*id);
        self.jobs
            .retain(|job| !matches!(job, Job::Change(change) if is_about_it(change)));
        let (followers, others) = std::mem::take(&mut self.under_way).into_iter().partition(is_about_it);
        self.under_way = others;
        followers
    }

    /// Says what happened. What was refused before stays in it: it may be something typed.
    fn refuse(&mut self, error: &AppError, mut refused: Vec<TodoChange>) {
        let mut changes = self.refusal.take().map(|refusal| refusal.changes).unwrap_or_default();
        changes.append(&mut refused);
        let message = error.message();
        self.refusal = Some(Refusal { message, changes });
    }
}

/// Whether asking again may well be answered otherwise, so that nothing is taken back.
fn is_undecided(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Unreachable | AppError::SignedOut | AppError::Busy { .. } | AppError::TooManyAttempts { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, DoneToMany, NewTodo, TodoCounts, TodoPatch, TodoTitle};

    const REMOVED: Answer = Answer::Removed { change: 0 };

    fn id(n: u8) -> TodoId {
        TodoId::from_random([n; 16])
    }

    fn adding(n: u8) -> TodoChange {
        let title = TodoTitle::parse("a thing").unwrap();
        TodoChange::Add {
            id: id(n),
            new: Box::new(NewTodo::titled(title)),
            is_elsewhere: false,
            is_line: false,
        }
    }

    fn ticking(n: u8) -> TodoChange {
        TodoChange::Edit {
            id: id(n),
            patch: TodoPatch::state(true),
        }
    }

    /// With a todo that is confirmed, and these changes started.
    fn with(changes: &[TodoChange]) -> Outbox {
        let mut page = TodoPage::default();
        adding(1).apply(&mut page);
        let mut outbox = Outbox::new(None, TodoFilter::All, Some(page));
        for change in changes {
            outbox.start(change.clone());
        }
        assert_eq!(outbox.begin(), !changes.is_empty());
        outbox
    }

    /// Takes the next job and lets it end in this way.
    fn settle(outbox: &mut Outbox, answer: Result<Answer, AppError>) -> Option<u32> {
        let job = outbox.next().expect("there is a job");
        outbox.settle(job, answer)
    }

    fn ids(outbox: &Outbox) -> Vec<TodoId> {
        outbox.shown().todos.iter().map(|todo| todo.id).collect()
    }

    #[test]
    fn a_change_shows_before_it_is_confirmed_and_after() {
        let mut outbox = with(&[TodoChange::Remove { id: id(1) }, adding(2)]);
        assert_eq!(ids(&outbox), [id(2)]);
        assert_eq!(settle(&mut outbox, Ok(REMOVED)), None);
        let added = outbox.shown().todos[0].clone();
        let added = Todo { version: 1, ..added };
        assert_eq!(settle(&mut outbox, Ok(Answer::Todo(added))), None);
        assert_eq!((ids(&outbox), outbox.shown().todos[0].version), (vec![id(2)], 1));
        assert!(outbox.under_way().is_empty() && outbox.next().is_none() && !outbox.begin());
    }

    #[test]
    fn a_line_stands_where_the_server_has_put_it() {
        let line = |n: u8| match adding(n) {
            TodoChange::Add { id, new, .. } => TodoChange::Add {
                id,
                new,
                is_elsewhere: false,
                is_line: true,
            },
            other => other,
        };
        let (here, elsewhere) = (ListId::from_random([8; 16]), ListId::from_random([9; 16]));
        let read = |outbox: &Outbox, list_id: ListId| Todo {
            list_id,
            version: 1,
            ..outbox.shown().todos.last().cloned().unwrap()
        };
        // Nothing says which list it is before there is a todo in it.
        let mut outbox = Outbox::new(None, TodoFilter::All, Some(TodoPage::default()));
        outbox.start(line(2));
        assert!(outbox.begin());
        let todo = read(&outbox, here);
        settle(&mut outbox, Ok(Answer::Todo(todo.clone())));
        let mut page = TodoPage::default();
        page.put(todo);
        settle(&mut outbox, Ok(Answer::Page(page)));
        for (n, list_id, left) in [(3, here, 2), (4, elsewhere, 2), (5, here, 3)] {
            outbox.start(line(n));
            outbox.begin();
            let todo = read(&outbox, list_id);
            settle(&mut outbox, Ok(Answer::Todo(todo)));
            assert_eq!(ids(&outbox).len(), left, "{n}");
        }
    }

    #[test]
    fn what_recurs_is_taken_up_again_and_the_list_read_anew() {
        let mut outbox = with(&[ticking(1)]);
        let done = Todo {
            recurs: true,
            completed: true,
            next: Day::parse("2027-03-01").ok(),
            ..outbox.shown().todos[0].clone()
        };
        settle(&mut outbox, Ok(Answer::Todo(done)));
        assert_eq!(outbox.undo_words(), "Done. Next: Mon 1 Mar.");
        assert!(matches!(outbox.next(), Some(Job::Load { .. })));
    }

    #[test]
    fn what_is_refused_is_taken_back_and_can_be_tried_again() {
        let mut outbox = with(&[adding(2), adding(3)]);
        assert_eq!(settle(&mut outbox, Err(AppError::ListFull)), None);
        assert_eq!(ids(&outbox), [id(1), id(3)]);
        assert_eq!(settle(&mut outbox, Err(AppError::ListFull)), None);
        assert_eq!(ids(&outbox), [id(1)]);
        assert!(outbox.can_retry() && outbox.notice() == AppError::ListFull.message());
        outbox.retry();
        assert_eq!(ids(&outbox), [id(1), id(2), id(3)]);
        assert_eq!((outbox.notice(), outbox.can_retry()), (String::new(), false));
    }

    #[test]
    fn changes_to_what_could_not_be_added_wait_for_its_retry() {
        let mut outbox = with(&[adding(2), ticking(2), ticking(1)]);
        assert_eq!(settle(&mut outbox, Err(AppError::ListFull)), None);
        assert_eq!(outbox.under_way(), [ticking(1)]);
        outbox.retry();
        assert_eq!(outbox.under_way(), [ticking(1), adding(2), ticking(2)]);
        let jobs = std::iter::from_fn(|| outbox.next()).count();
        assert_eq!(jobs, 3);
    }

    #[test]
    fn what_the_server_did_not_decide_on_stays_marked_and_holds_up_the_rest() {
        let mut outbox = with(&[ticking(1), adding(2)]);
        assert!(outbox.unsaved().is_empty());
        assert_eq!(settle(&mut outbox, Err(AppError::Unreachable)), Some(1));
        assert_eq!(ids(&outbox), [id(1), id(2)]);
        assert_eq!(outbox.unsaved(), [id(1), id(2)]);
        assert!(
            outbox.notice().contains("2 changes are not saved yet"),
            "{}",
            outbox.notice()
        );
        assert!(outbox.begin(), "somebody has to begin again");
        assert_eq!(settle(&mut outbox, Ok(REMOVED)), None);
        assert!(outbox.unsaved().is_empty() && outbox.notice().is_empty());
    }

    #[test]
    fn pauses_grow_up_to_a_limit_unless_the_server_says_how_long() {
        let mut outbox = with(&[adding(2)]);
        for seconds in [1, 2, 4, 8, 16, 30, 30] {
            assert_eq!(settle(&mut outbox, Err(AppError::Unreachable)), Some(seconds));
        }
        for retry_after in [3, 600] {
            assert_eq!(
                settle(&mut outbox, Err(AppError::Busy { retry_after })),
                Some(retry_after)
            );
        }
        assert_eq!(outbox.failures(), 9);
        assert_eq!(settle(&mut outbox, Ok(REMOVED)), None);
        assert_eq!(outbox.failures(), 0);
    }

    #[test]
    fn a_dismissed_notice_stays_away_until_the_server_was_there_again() {
        let mut outbox = with(&[adding(2)]);
        settle(&mut outbox, Err(AppError::Unreachable));
        outbox.dismiss();
        settle(&mut outbox, Err(AppError::Unreachable));
        assert!(outbox.notice().is_empty() && outbox.unsaved().contains(&id(2)));
        settle(&mut outbox, Ok(REMOVED));
        outbox.start(adding(3));
        settle(&mut outbox, Err(AppError::Unreachable));
        assert!(!outbox.notice().is_empty());
    }

    #[test]
    fn what_is_gone_elsewhere_is_said_and_the_list_is_loaded_anew() {
        let mut outbox = with(&[ticking(1)]);
        assert_eq!(settle(&mut outbox, Err(AppError::NotFound)), None);
        assert!(outbox.notice() == AppError::NotFound.message() && !outbox.can_retry());
        assert_eq!(settle(&mut outbox, Ok(Answer::Page(TodoPage::default()))), None);
        assert!(ids(&outbox).is_empty());

        let mut outbox = with(&[TodoChange::Remove { id: id(1) }]);
        assert_eq!(settle(&mut outbox, Err(AppError::NotFound)), None);
        assert!(ids(&outbox).is_empty() && outbox.notice().is_empty());
    }

    /// As the server numbers them, each change by one more.
    #[test]
    fn what_others_have_changed_is_asked_for_once_nothing_is_on_its_way() {
        let mut outbox = with(&[]);
        outbox.hear(0);
        assert!(!outbox.begin(), "nothing is new");
        outbox.hear(3);
        assert!(outbox.begin());
        let page = TodoPage {
            change: 3,
            ..outbox.shown()
        };
        assert_eq!(settle(&mut outbox, Ok(Answer::Page(page))), None);
        assert!(outbox.next().is_none());

        outbox.start(adding(2));
        assert!(outbox.begin());
        let job = outbox.next().unwrap();
        outbox.hear(4);
        let added = outbox.shown().todos[1].clone();
        assert_eq!(outbox.settle(job, Ok(Answer::Todo(added))), None);
        assert!(
            matches!(outbox.next(), Some(Job::Load { .. })),
            "it may be somebody else's"
        );
    }

    #[test]
    fn the_last_change_that_can_be_taken_back_is() {
        let mut outbox = with(&[TodoChange::Remove { id: id(1) }]);
        assert_eq!(outbox.undo_words(), "Deleted “a thing”.");
        assert_eq!(settle(&mut outbox, Ok(REMOVED)), None);
        outbox.undo();
        assert_eq!((ids(&outbox), outbox.undo_words()), (vec![id(1)], String::new()));

        let list_id = None;
        let mut outbox = with(&[TodoChange::SetAll {
            list_id,
            completed: true,
        }]);
        let counts = TodoCounts {
            active: 0,
            completed: 1,
        };
        settle(
            &mut outbox,
            Ok(Answer::Many(DoneToMany {
                counts,
                at: 5,
                changes: (1, 1),
            })),
        );
        assert_eq!(outbox.undo_words(), "All are done.");
        outbox.undo();
        let undo = TodoChange::UndoSetAll {
            list_id,
            completed: true,
            at: 5,
        };
        assert_eq!(outbox.under_way(), [undo]);
        let counts = TodoCounts {
            active: 1,
            completed: 0,
        };
        settle(
            &mut outbox,
            Ok(Answer::Many(DoneToMany {
                counts,
                at: 6,
                changes: (2, 2),
            })),
        );
        assert!(matches!(outbox.next(), Some(Job::Load { .. })), "the list is read anew");
    }

    #[test]
    fn earlier_todos_come_before_the_others_and_another_filter_in_their_place() {
        let mut earlier = TodoPage::default();
        adding(7).apply(&mut earlier);
        let mut outbox = with(&[]);
        outbox.load(TodoFilter::All, outbox.first());
        settle(&mut outbox, Ok(Answer::Page(earlier.clone())));
        assert_eq!(ids(&outbox), [id(7), id(1)]);
        outbox.load(TodoFilter::Active, outbox.first());
        settle(&mut outbox, Ok(Answer::Page(earlier)));
        assert_eq!(ids(&outbox), [id(7)]);
        assert!(!outbox.is_whole());
    }

    #[test]
    fn a_list_that_could_not_be_read_is_asked_for_again() {
        let mut outbox = Outbox::new(None, TodoFilter::All, None);
        outbox.load(TodoFilter::All, None);
        assert_eq!(settle(&mut outbox, Err(AppError::Unreachable)), Some(1));
        assert!(outbox.is_pending() && outbox.notice().contains("tried again by itself"));
        settle(&mut outbox, Ok(Answer::Page(TodoPage::default())));
        assert!(!outbox.is_pending() && outbox.notice().is_empty());
    }
}
