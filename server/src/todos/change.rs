//! Changing one todo: adding, editing, deleting it, and bringing it back.
//!
//! Each change takes the next number of its owner's sequence in its own transaction (`store/changes.rs`).

use super::{
    Error, Expected, QUOTA, Todos, changing::Changing, inbox, labels::put_on, read::details, series, words::words_of,
};
use crate::{
    fold::fold,
    random,
    store::{
        lists::find_list,
        todo_counts::find_todo_counts,
        todo_series,
        todos::{self as store, NewTodoRow, Series, TodoChange, TodoRow},
    },
};
use app::model::{
    Day, Due, ListId, NewTodo, Priority, Steps, TimeOfDay, TodoDetails, TodoId, TodoLabels, TodoNotes, TodoPatch,
    TodoTitle,
};

/// Adds a todo at the end of its list. One that comes again under the same id is not added again.
#[tracing::instrument(name = "add a todo", level = "debug", skip_all)]
pub async fn add(todos: &Todos, owner: &str, new: &NewTodo) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let id = id_of(new, changing.now)?;
    let row = match insert(&mut changing, &id, new, Some(QUOTA)).await? {
        Some(row) => {
            changing.commit().await?;
            row
        }
        // A page sends a change again when it has had no answer, so the same id twice is the same todo once.
        None => match store::find_todo(&mut changing.transaction, owner, &id).await? {
            Some(row) if row.deleted_at.is_none() => row,
            _ => {
                drop(changing);
                return Err(why_not_added(todos, owner, new).await?);
            }
        },
    };
    details(row)
}

pub(super) fn id_of(new: &NewTodo, now: i64) -> Result<TodoId, Error> {
    match new.id {
        Some(id) => Ok(id),
        None => Ok(TodoId::parse(&random::id(now))?),
    }
}

/// Adds a todo with its labels; `None` when its id is in use, its list is not there, or there are `most` already.
pub(super) async fn insert(
    changing: &mut Changing<'_>,
    id: &TodoId,
    new: &NewTodo,
    most: Option<i64>,
) -> Result<Option<TodoRow>, Error> {
    let owner = changing.owner;
    let list_id = match &new.parent_id {
        Some(parent_id) => list_of_parent(changing, parent_id).await?,
        None => list_of(owner, new)?,
    };
    let (series, due) = match &new.recurrence {
        Some(recurrence) => {
            let (series, due) = series::start(recurrence, new.due, changing.today)?;
            (series, Some(due))
        }
        None => (Series::default(), new.due),
    };
    let (due_date, due_time) = stored_due(due);
    let row = NewTodoRow {
        id,
        list_id: &list_id,
        parent_id: new.parent_id.as_ref(),
        title: new.title.as_str(),
        notes: new.notes.as_str(),
        due_date,
        due_time,
        priority: stored_priority(new.priority),
        series,
        search_key: &fold(new.title.as_str()),
        words: &words_of([new.title.as_str(), new.notes.as_str(), new.labels.as_str()]),
        completed: new.completed,
        change: changing.number,
        now: changing.now,
    };
    let inserted = store::insert_todo(&mut changing.transaction, owner, &row, most).await?;
    if inserted.is_none() || new.labels == TodoLabels::default() {
        return Ok(inserted);
    }
    put_on(changing, id, &new.labels).await?;
    Ok(store::find_todo(&mut changing.transaction, owner, id).await?)
}

/// The list of a todo that can have one more step.
async fn list_of_parent(changing: &mut Changing<'_>, parent_id: &TodoId) -> Result<ListId, Error> {
    let parent = store::find_todo(&mut changing.transaction, changing.owner, parent_id).await?;
    let parent = parent.filter(|row| row.deleted_at.is_none() && row.parent_id.is_none());
    let parent = parent.ok_or(Error::NoParent)?;
    match usize::try_from(parent.steps) {
        Ok(steps) if steps < Steps::MAX => Ok(ListId::parse(&parent.list_id)?),
        _ => Err(Error::TooManySteps),
    }
}

pub(super) fn list_of(owner: &str, new: &NewTodo) -> Result<ListId, Error> {
    new.list_id.map_or_else(|| inbox(owner), Ok)
}

/// The day and the time as they are stored.
fn stored_due(due: Option<Due>) -> (Option<String>, Option<String>) {
    let day = due.map(|due| due.day.to_iso());
    let time = due.and_then(|due| due.time).map(TimeOfDay::to_iso);
    (day, time)
}

/// The priority as it is stored: none comes behind all others.
pub(super) fn stored_priority(priority: Priority) -> i64 {
    priority.number().map_or(4, i64::from)
}

/// Why a todo was not added that the owner does not have.
pub(super) async fn why_not_added(todos: &Todos, owner: &str, new: &NewTodo) -> Result<Error, Error> {
    let list_id = list_of(owner, new)?;
    if find_list(&todos.database, owner, &list_id.to_string()).await?.is_none() {
        return Ok(Error::NoList);
    }
    let counts = find_todo_counts(&todos.database, owner).await?;
    Ok(match counts.all() < QUOTA {
        true => Error::Conflict,
        false => Error::Full,
    })
}

/// Changes what the patch names, whatever others have changed meanwhile.
pub async fn edit(todos: &Todos, owner: &str, id: &TodoId, patch: &TodoPatch) -> Result<TodoDetails, Error> {
    edit_expected(todos, owner, id, patch, &Expected::Any).await
}

/// The same, if the todo is still as the caller has seen it. A recurring todo that is done this way is followed by the next
/// of its series, which goes again when it is to be done after all; steps are done with their todo.
#[tracing::instrument(name = "edit a todo", level = "debug", skip_all)]
pub async fn edit_expected(
    todos: &Todos,
    owner: &str,
    id: &TodoId,
    patch: &TodoPatch,
    expected: &Expected,
) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let row = expected.find(&mut changing, id).await?;
    let row = change(&mut changing, id, &row, patch).await?;
    changing.commit().await?;
    details(row)
}

/// Changes one todo of a series and not those that follow: the next one takes its place as it was to be, and this one
/// does not recur any more.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`]; [`Error::NoRule`] where nothing follows.
#[tracing::instrument(name = "edit one todo of a series", level = "debug", skip_all)]
pub async fn edit_only(
    todos: &Todos,
    owner: &str,
    id: &TodoId,
    patch: &TodoPatch,
    expected: &Expected,
) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let row = expected.find(&mut changing, id).await?;
    if row.completed || series::succeed(&mut changing, &row).await?.is_none() {
        return Err(Error::NoRule);
    }
    todo_series::leave_series(&mut changing.transaction, owner, id).await?;
    let row = Expected::Any.find(&mut changing, id).await?;
    let patch = TodoPatch {
        recurrence: None,
        ..patch.clone()
    };
    let row = change(&mut changing, id, &row, &patch).await?;
    changing.commit().await?;
    details(row)
}

/// Leaves one day of a series out: the todo is due on the next one.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NoRule`] where nothing follows.
#[tracing::instrument(name = "skip a day of a series", level = "debug", skip_all)]
pub async fn skip(todos: &Todos, owner: &str, id: &TodoId, expected: &Expected) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let row = expected.find(&mut changing, id).await?;
    let next = series::next_day(&row, changing.today)?.filter(|_| !row.completed);
    let next = next.ok_or(Error::NoRule)?;
    let change = TodoChange {
        due: Some((Some(next.to_iso()), row.due_time)),
        change: changing.number,
        now: changing.now,
        ..TodoChange::default()
    };
    let row = store::update_todo(&mut changing.transaction, owner, id, None, &change).await?;
    changing.commit().await?;
    details(row.ok_or(Error::NotFound)?)
}

/// Makes the change of a patch to a todo that is there, and tells what that is then.
pub(super) async fn change(
    changing: &mut Changing<'_>,
    id: &TodoId,
    row: &TodoRow,
    patch: &TodoPatch,
) -> Result<TodoRow, Error> {
    let owner = changing.owner;
    let turned = patch.completed.filter(|completed| *completed != row.completed);
    if turned == Some(false) {
        series::take_back(changing, row).await?;
    }
    let changed = update(changing, id, row, patch).await?;
    if let Some(labels) = &patch.labels {
        put_on(changing, id, labels).await?;
    }
    if let Some(completed) = turned {
        let moment = (changing.number, changing.now);
        let done_at = row.completed_at.filter(|_| !completed);
        todo_series::set_steps(&mut changing.transaction, (owner, id), completed, done_at, moment).await?;
    }
    if turned == Some(true) {
        series::succeed(changing, &changed).await?;
    }
    if turned.is_none() && patch.labels.is_none() {
        return Ok(changed);
    }
    let changed = store::find_todo(&mut changing.transaction, owner, id).await?;
    changed.ok_or(Error::NotFound)
}

async fn update(changing: &mut Changing<'_>, id: &TodoId, row: &TodoRow, patch: &TodoPatch) -> Result<TodoRow, Error> {
    let title = patch.title.as_ref().map(TodoTitle::as_str);
    let search_key = title.map(fold);
    let (due, series) = plan(patch, row, changing.today)?;
    let words = words_after(patch, row);
    let change = TodoChange {
        list_id: patch.list_id.as_ref(),
        title,
        search_key: search_key.as_deref(),
        words: words.as_deref(),
        notes: patch.notes.as_ref().map(TodoNotes::as_str),
        due: due.map(stored_due),
        priority: patch.priority.map(stored_priority),
        series,
        completed: patch.completed,
        change: changing.number,
        now: changing.now,
    };
    let row = store::update_todo(&mut changing.transaction, changing.owner, id, None, &change).await?;
    // It was there a moment ago, and nobody else changes anything meanwhile.
    row.ok_or(Error::NoList)
}

/// When a todo is to be due and how it is to recur, as far as that changes. Another day begins the series anew, no day
/// ends it, and the rule it has already is none that changes.
fn plan(patch: &TodoPatch, row: &TodoRow, today: Day) -> Result<(Option<Option<Due>>, Option<Series>), Error> {
    let stored = Due::parse(
        row.due_date.as_deref().unwrap_or_default(),
        row.due_time.as_deref().unwrap_or_default(),
    )?;
    let due = patch.due.unwrap_or(stored);
    let is_same_day = due.map(|due| due.day) == stored.map(|due| due.day);
    let now = series::recurrence(&row.series)?;
    let Some(recurrence) = patch.recurrence.clone().unwrap_or_else(|| now.clone()) else {
        return Ok((patch.due, now.map(|_| Series::default())));
    };
    if due.is_none() && patch.recurrence.is_none() {
        return Ok((patch.due, Some(Series::default())));
    }
    let (series, due) = series::start(&recurrence, due, today)?;
    let is_same =
        is_same_day && series.recurrence == row.series.recurrence && series.recurs_from == row.series.recurs_from;
    match is_same {
        true => Ok((patch.due, None)),
        false => Ok((Some(Some(due)), Some(series))),
    }
}

/// The words a todo is found by once it is changed; `None` where they stay.
fn words_after(patch: &TodoPatch, row: &TodoRow) -> Option<String> {
    if patch.title.is_none() && patch.notes.is_none() && patch.labels.is_none() {
        return None;
    }
    let title = patch.title.as_ref().map_or(&*row.title, TodoTitle::as_str);
    let notes = patch.notes.as_ref().map_or(&*row.notes, TodoNotes::as_str);
    let labels = patch.labels.as_ref().map_or(&*row.labels, TodoLabels::as_str);
    Some(words_of([title, notes, labels]))
}

/// Puts a todo into the trash, whatever others have changed meanwhile.
pub async fn remove(todos: &Todos, owner: &str, id: &TodoId) -> Result<TodoDetails, Error> {
    remove_expected(todos, owner, id, &Expected::Any).await
}

/// Puts a todo into the trash, if it is still as the caller has seen it, and tells what it was.
#[tracing::instrument(name = "remove a todo", level = "debug", skip_all)]
pub async fn remove_expected(
    todos: &Todos,
    owner: &str,
    id: &TodoId,
    expected: &Expected,
) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    expected.find(&mut changing, id).await?;
    let row = put_into_trash(&mut changing, id).await?;
    changing.commit().await?;
    details(row)
}

/// Puts a todo that is there into the trash, and its steps with it.
pub(super) async fn put_into_trash(changing: &mut Changing<'_>, id: &TodoId) -> Result<TodoRow, Error> {
    let (owner, number, now) = (changing.owner, changing.number, changing.now);
    let row = store::delete_todo(&mut changing.transaction, owner, id, None, number, now).await?;
    todo_series::delete_steps(&mut changing.transaction, (owner, id), number, now).await?;
    row.ok_or(Error::NotFound)
}

/// Takes a todo out of the trash, into the list it was in, or into the inbox where that is gone. One that is not in the
/// trash stays as it is.
#[tracing::instrument(name = "restore a todo", level = "debug", skip_all)]
pub async fn restore(todos: &Todos, owner: &str, id: &TodoId) -> Result<TodoDetails, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let row = store::find_todo(&mut changing.transaction, owner, id).await?;
    let row = row.ok_or(Error::NotFound)?;
    let restored = bring_back(&mut changing, id, &row).await?;
    if restored.is_some() {
        changing.commit().await?;
    }
    details(restored.unwrap_or(row))
}

/// Takes a todo out of the trash, and the steps that came there with it; `None` where it is not in the trash.
pub(super) async fn bring_back(
    changing: &mut Changing<'_>,
    id: &TodoId,
    row: &TodoRow,
) -> Result<Option<TodoRow>, Error> {
    let Some(deleted_at) = row.deleted_at else {
        return Ok(None);
    };
    let (owner, moment) = (changing.owner, (changing.number, changing.now));
    let restored = store::restore_todo(&mut changing.transaction, owner, id, moment.0, moment.1).await?;
    todo_series::restore_steps(&mut changing.transaction, (owner, id), deleted_at, moment).await?;
    Ok(restored)
}
