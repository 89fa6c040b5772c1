//! The labels somebody has: making, changing and deleting them, and which of them a todo has.

use super::{
    Error, Expected, MAX_LABELS, Todos, changing::Changing, find_by_words::index_unread, read::details, views::Skip,
};
use crate::{
    fold::fold,
    random,
    store::{
        labels::{self as store, LabelChange, LabelRow, NewLabelRow},
        todo_queries::Slice,
    },
};
use app::model::{Label, LabelId, LabelName, LabelPatch, ListColour, TodoDetails, TodoId, TodoLabels};

/// All labels in the order of their names.
#[tracing::instrument(name = "read labels", level = "debug", skip_all)]
pub async fn labels(todos: &Todos, owner: &str) -> Result<Vec<Label>, Error> {
    let rows = store::find_labels(&todos.database, owner).await?;
    rows.into_iter().map(label).collect()
}

/// A label.
#[tracing::instrument(name = "find a label", level = "debug", skip_all)]
pub async fn find_label(todos: &Todos, owner: &str, id: &LabelId) -> Result<Label, Error> {
    let row = store::find_label(&todos.database, owner, &id.to_string()).await?;
    label(row.ok_or(Error::NotFound)?)
}

/// The label that is called so, however that is spelled.
#[tracing::instrument(name = "find a label by its name", level = "debug", skip_all)]
pub async fn find_label_named(todos: &Todos, owner: &str, name: &LabelName) -> Result<Label, Error> {
    let row = store::find_label_named(&todos.database, owner, &fold(name.as_str())).await?;
    label(row.ok_or(Error::NotFound)?)
}

/// What is to do under a label behind the first so many, and whether there is more.
#[tracing::instrument(name = "read the todos of a label", level = "debug", skip_all)]
pub async fn todos_with_label(
    todos: &Todos,
    owner: &str,
    id: &LabelId,
    skipped: usize,
) -> Result<(Vec<TodoDetails>, bool), Error> {
    let skip = Skip::of(skipped);
    let rows = store::find_todos_with_label(&todos.database, owner, &id.to_string(), None, skip.slice()).await?;
    Skip::part(rows)
}

/// The same behind a todo, and behind which one it goes on.
#[tracing::instrument(name = "list the todos of a label", level = "debug", skip_all)]
pub async fn list_label(
    todos: &Todos,
    owner: &str,
    id: &LabelId,
    after: Option<&TodoId>,
    limit: usize,
) -> Result<(Vec<TodoDetails>, Option<TodoId>), Error> {
    let slice = Slice {
        skipped: 0,
        limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
    };
    let rows = store::find_todos_with_label(&todos.database, owner, &id.to_string(), after, slice).await?;
    let has_more = rows.len() > limit;
    let part: Vec<TodoDetails> = rows.into_iter().take(limit).map(details).collect::<Result<_, _>>()?;
    let next = part.last().filter(|_| has_more).map(|last| last.todo.id);
    Ok((part, next))
}

/// Makes a label.
///
/// # Errors
/// [`Error::TooManyLabels`]; [`Error::Conflict`] where there is one of this name.
#[tracing::instrument(name = "add a label", level = "debug", skip_all)]
pub async fn add_label(todos: &Todos, owner: &str, name: &LabelName, colour: ListColour) -> Result<Label, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    if find_in(&mut changing, name).await?.is_some() {
        return Err(Error::Conflict);
    }
    let row = insert(&mut changing, name, colour).await?;
    changing.commit().await?;
    label(row)
}

/// Gives a label another name, another colour, or both.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`]; [`Error::Conflict`] where another one has the name.
#[tracing::instrument(name = "edit a label", level = "debug", skip_all)]
pub async fn edit_label(
    todos: &Todos,
    owner: &str,
    id: &LabelId,
    patch: &LabelPatch,
    expected: &Expected,
) -> Result<Label, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let key = known(&mut changing, id, expected).await?;
    let search_key = patch.name.as_ref().map(|name| fold(name.as_str()));
    if let Some(name) = &patch.name
        && find_in(&mut changing, name).await?.is_some_and(|other| other.id != key)
    {
        return Err(Error::Conflict);
    }
    let change = LabelChange {
        name: patch.name.as_ref().map(LabelName::as_str),
        search_key: search_key.as_deref(),
        colour: patch.colour.map(ListColour::as_str),
        change: changing.number,
        now: changing.now,
    };
    let row = store::update_label(&mut changing.transaction, owner, &key, &change).await?;
    match patch.name {
        Some(_) => commit_with_todos(todos, changing, &key).await?,
        None => changing.commit().await?,
    }
    label(row.ok_or(Error::NotFound)?)
}

/// Takes a label off all todos, from where it can be restored for 30 days.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`].
#[tracing::instrument(name = "remove a label", level = "debug", skip_all)]
pub async fn remove_label(todos: &Todos, owner: &str, id: &LabelId, expected: &Expected) -> Result<Label, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let key = known(&mut changing, id, expected).await?;
    let (change, now) = (changing.number, changing.now);
    let row = store::delete_label(&mut changing.transaction, (owner, &key), change, now).await?;
    commit_with_todos(todos, changing, &key).await?;
    label(row.ok_or(Error::NotFound)?)
}

/// Brings a label back that was deleted, on the todos it was on. One that is there stays as it is.
///
/// # Errors
/// [`Error::NotFound`], also where another one has its name by now.
#[tracing::instrument(name = "restore a label", level = "debug", skip_all)]
pub async fn restore_label(todos: &Todos, owner: &str, id: &LabelId) -> Result<Label, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let (key, change, now) = (id.to_string(), changing.number, changing.now);
    let Some(row) = store::restore_label(&mut changing.transaction, (owner, &key), change, now).await? else {
        drop(changing);
        return find_label(todos, owner, id).await;
    };
    commit_with_todos(todos, changing, &key).await?;
    label(row)
}

/// The id, as it is stored, of a label that is there and as it is expected.
async fn known(changing: &mut Changing<'_>, id: &LabelId, expected: &Expected) -> Result<String, Error> {
    let row = store::find_label(&mut changing.transaction, changing.owner, &id.to_string()).await?;
    let row = row.ok_or(Error::NotFound)?;
    expected.check(row.version)?;
    Ok(row.id)
}

/// Gives a todo these labels and no others. One that its owner does not have is made.
pub(super) async fn put_on(changing: &mut Changing<'_>, id: &TodoId, labels: &TodoLabels) -> Result<(), Error> {
    store::take_labels_off(&mut changing.transaction, changing.owner, id).await?;
    for name in labels.names() {
        let name = LabelName::parse(name)?;
        let row = match find_in(changing, &name).await? {
            Some(row) => row,
            None => insert(changing, &name, ListColour::default()).await?,
        };
        store::put_label_on(&mut changing.transaction, changing.owner, id, &row.id).await?;
    }
    Ok(())
}

async fn find_in(changing: &mut Changing<'_>, name: &LabelName) -> Result<Option<LabelRow>, Error> {
    let owner = changing.owner;
    Ok(store::find_label_named(&mut changing.transaction, owner, &fold(name.as_str())).await?)
}

async fn insert(changing: &mut Changing<'_>, name: &LabelName, colour: ListColour) -> Result<LabelRow, Error> {
    let new = NewLabelRow {
        id: &random::id(changing.now),
        name: name.as_str(),
        search_key: &fold(name.as_str()),
        colour: colour.as_str(),
        change: changing.number,
        now: changing.now,
    };
    let inserted = store::insert_label(
        &mut changing.transaction,
        changing.owner,
        &new,
        MAX_LABELS.cast_signed() as i64,
    )
    .await?;
    inserted.ok_or(Error::TooManyLabels)
}

/// Commits a change of what todos show of a label, as a change of theirs, and has them found by it from now on.
async fn commit_with_todos(todos: &Todos, mut changing: Changing<'_>, label_id: &str) -> Result<(), Error> {
    let (owner, change, now) = (changing.owner, changing.number, changing.now);
    store::touch_todos(&mut changing.transaction, owner, label_id, change, now).await?;
    changing.commit().await?;
    // What is not looked at now, a job does in a moment.
    index_unread(todos).await.map(drop)
}

/// A row as it leaves this folder.
fn label(row: LabelRow) -> Result<Label, Error> {
    Ok(Label {
        id: LabelId::parse(&row.id)?,
        name: LabelName::parse(&row.name)?,
        colour: ListColour::parse(&row.colour)?,
        version: row.version,
    })
}
