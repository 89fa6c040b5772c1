//! What has changed after a number, for programs that keep a copy: in the order of the changes, each thing once and as it
//! is now, also what lies in the trash and what is gone for good.
//!
//! The last number is read before anything else, and changes of one owner are committed in the order of their numbers: who
//! has read up to it has missed nothing.

use super::{Error, Todos, lists::list, read::details};
use crate::store::{
    changes::find_last,
    lists::find_changed_lists,
    purges::{PurgeRow, find_forgotten, find_purges},
    todo_queries::find_changed,
};
use app::model::{Cursor, List, TodoDetails, TodoId};

/// Things in one part; one more of each kind where the last of them have the same id.
const PART: usize = 200;

/// A list as a change has left it.
#[derive(Debug)]
pub struct ChangedList {
    pub list: List,
    pub change: i64,
    /// When it came into the trash.
    pub deleted_at: Option<i64>,
}

/// A part of what has changed.
#[derive(Debug)]
pub struct Changes {
    pub lists: Vec<ChangedList>,
    pub todos: Vec<TodoDetails>,
    /// What is gone for good.
    pub purged: Vec<PurgeRow>,
    /// All changes up to this one are in what was read so far.
    pub last: i64,
    /// Where it goes on, by the number of a change and an id.
    pub next: Option<Cursor>,
}

/// The next part of what has changed after the change `since`; after 0, all there is.
///
/// # Errors
/// [`Error::Forgotten`] where it is not known any more what has gone since then, or the number is none that was given out.
#[tracing::instrument(name = "read changes", level = "debug", skip_all)]
pub async fn changes(todos: &Todos, owner: &str, since: i64, after: Option<&Cursor>) -> Result<Changes, Error> {
    let database = &todos.database;
    let last = find_last(database, owner).await?;
    if since > last {
        return Err(Error::Forgotten);
    }
    let (change, id) = match after {
        Some(cursor) => (cursor.position, cursor.id.to_string()),
        // What nobody has ever changed, as the inbox, is of the change 0.
        None => (if since == 0 { 0 } else { since + 1 }, String::new()),
    };
    let place = (change, &*id);
    let one_more = i64::try_from(PART + 1).unwrap_or(i64::MAX);
    let mut lists = find_changed_lists(database, owner, last, place, one_more).await?;
    let mut changed = find_changed(database, owner, last, place, one_more).await?;
    let mut purged = find_purges(database, owner, last, place, one_more).await?;
    // Behind what was read, which may have been forgotten meanwhile.
    if since > 0 && since < find_forgotten(database, owner).await? {
        return Err(Error::Forgotten);
    }
    let mut places: Vec<(i64, String)> = lists.iter().map(|row| (row.change, row.id.clone())).collect();
    places.extend(changed.iter().map(|row| (row.change, row.id.clone())));
    places.extend(purged.iter().map(|row| (row.change, row.id.clone())));
    places.sort();
    let end = places.get(PART - 1).filter(|end| places.last() > Some(end));
    if let Some(end) = end {
        let is_in_part = |change: i64, id: &str| (change, id) <= (end.0, &*end.1);
        lists.retain(|row| is_in_part(row.change, &row.id));
        changed.retain(|row| is_in_part(row.change, &row.id));
        purged.retain(|row| is_in_part(row.change, &row.id));
    }
    let lists = lists.into_iter().map(|row| {
        Ok(ChangedList {
            change: row.change,
            deleted_at: row.deleted_at,
            list: list(row)?,
        })
    });
    Ok(Changes {
        lists: lists.collect::<Result<_, Error>>()?,
        todos: changed.into_iter().map(details).collect::<Result<_, _>>()?,
        purged,
        // Of the change at the end there may be more.
        last: end.map_or(last, |(change, _)| since.max(change - 1)),
        next: end.map(place_of).transpose()?,
    })
}

fn place_of((change, id): &(i64, String)) -> Result<Cursor, Error> {
    Ok(Cursor {
        position: *change,
        id: TodoId::parse(id)?,
    })
}
