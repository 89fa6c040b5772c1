//! The same done to many todos that are named, as one change: to all of them or to none.

use super::{
    Error, Todos,
    change::{bring_back, change, put_into_trash},
    changing::Changing,
    read::details,
};
use crate::store::{
    lists::find_list,
    todos::{TodoRow, find_todo},
};
use app::model::{TodoDetails, TodoId, TodoPatch};

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Change(TodoPatch),
    /// Into the trash.
    Remove,
    /// Out of the trash; what is not in it stays as it is.
    Restore,
}

/// Does the same to all of these todos, and tells what they are now, in the order in which they were named.
///
/// # Errors
/// [`Error::NotAll`] with the places of those that are not there, [`Error::NoList`].
#[tracing::instrument(name = "change many todos", level = "debug", skip_all)]
pub async fn change_many(
    todos: &Todos,
    owner: &str,
    ids: &[TodoId],
    action: &Action,
) -> Result<Vec<TodoDetails>, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    if let Action::Change(patch) = action
        && let Some(list_id) = patch.list_id
        && find_list(&mut changing.transaction, owner, &list_id.to_string())
            .await?
            .is_none()
    {
        return Err(Error::NoList);
    }
    let (mut changed, mut missing) = (Vec::with_capacity(ids.len()), Vec::new());
    for (place, id) in ids.iter().enumerate() {
        match act(&mut changing, id, action).await? {
            Some(row) => changed.push(details(row)?),
            None => missing.push(place),
        }
    }
    if !missing.is_empty() {
        return Err(Error::NotAll(missing));
    }
    changing.commit().await?;
    Ok(changed)
}

async fn act(changing: &mut Changing<'_>, id: &TodoId, action: &Action) -> Result<Option<TodoRow>, Error> {
    let row = find_todo(&mut changing.transaction, changing.owner, id).await?;
    let Some(row) = row else { return Ok(None) };
    if *action == Action::Restore {
        return Ok(Some(bring_back(changing, id, &row).await?.unwrap_or(row)));
    }
    if row.deleted_at.is_some() {
        // A step may have gone with its todo a moment ago, by this very change.
        let has_gone = *action == Action::Remove && row.change == changing.number;
        return Ok(has_gone.then_some(row));
    }
    match action {
        Action::Change(patch) => change(changing, id, &row, patch).await.map(Some),
        _ => put_into_trash(changing, id).await.map(Some),
    }
}
