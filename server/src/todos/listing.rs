//! The list as programs read it: page after page from its beginning, under a filter and a search. `GET /api/todos`
//! calls it; the pages have `todos::list`, which begins at the end.
//!
//! A page costs the same however long the list is, also for a search, which looks at a bounded part and says where it
//! stopped.

use super::{
    Error, Order, Place as ListPlace, Search, Todos,
    ordered::find_ordered,
    read::{counts, counts_beside, counts_of_list, details},
};
use crate::store::{
    todo_queries::{ListedRow, find_next_todos, find_next_todos_of_list},
    todo_search::{Beginning, Place, count_beginning, find_next_of_few, find_next_up_to, find_place},
};
use app::model::{Cursor, ListId, TodoCounts, TodoDetails, TodoFilter, TodoId};

/// Up to so many todos that begin as they should are all read and put in order.
const FEW: i64 = 500;
/// Where there are more of them, so many todos of the list are looked at for one part.
const WALK: i64 = 2_000;

/// Which part of a list, read from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Of this list alone; searches go through all.
    pub list_id: Option<ListId>,
    pub filter: TodoFilter,
    pub search: Search,
    pub order: Order,
    pub after: Option<ListPlace>,
    pub limit: usize,
}

/// A part of a list, and where the next one begins.
#[derive(Debug)]
pub struct Part {
    pub todos: Vec<TodoDetails>,
    pub next: Option<ListPlace>,
    /// Of the whole list.
    pub counts: TodoCounts,
}

/// The next part of the list, in list order. Who follows `next` to the end sees every todo that is there all
/// the while exactly once, whatever is added and removed meanwhile.
///
/// However long the list is, a part costs the same. A search for what is neither rare nor frequent in a very long list
/// can therefore give a part with fewer todos than were asked for, or none, and a `next` where it goes on.
#[tracing::instrument(name = "list todos", level = "debug", skip_all)]
pub async fn list_forward(todos: &Todos, owner: &str, listing: &Listing) -> Result<Part, Error> {
    let limit = i64::try_from(listing.limit + 1).unwrap_or(i64::MAX);
    let (database, filter) = (&todos.database, listing.filter);
    let (list_id, after) = (listing.list_id.as_ref(), listing.after.as_ref());
    let mut last_key = None;
    let (mut rows, looked_up_to) = match (listing.search.beginning(), listing.order) {
        (Some(beginning), _) => search(todos, owner, listing, &beginning, limit).await?,
        (None, Order::Manual) => {
            let after = after.map(|place| &place.cursor);
            let rows = match list_id {
                None => find_next_todos(database, owner, filter, after, limit).await?,
                Some(list_id) => find_next_todos_of_list(database, (owner, list_id), filter, after, limit).await?,
            };
            (rows, None)
        }
        (None, order) => {
            let ordered = find_ordered(todos, (owner, list_id), filter, (order, after), limit).await?;
            last_key = ordered
                .iter()
                .take(listing.limit)
                .next_back()
                .map(|row| row.sort_key.clone());
            (ordered.into_iter().map(|row| row.listed).collect(), None)
        }
    };
    let has_more = rows.len() > listing.limit;
    rows.truncate(listing.limit);
    let counts = match (rows.first(), &listing.list_id) {
        (Some(row), _) => counts_beside(row),
        (None, None) => counts(todos, owner).await?,
        (None, Some(list_id)) => counts_of_list(todos, (owner, list_id)).await?,
    };
    let in_order = rows.into_iter().map(|row| details(row.todo));
    let in_order: Vec<TodoDetails> = in_order.collect::<Result<_, _>>()?;
    let next = match has_more {
        true => in_order.last().map(|last| Cursor::at(&last.todo)),
        false => looked_up_to,
    };
    let next = next.map(|cursor| ListPlace { cursor, key: last_key });
    Ok(Part {
        todos: in_order,
        next,
        counts,
    })
}

/// The next todos that begin like this, and up to where they were looked for if that was not the end.
async fn search(
    todos: &Todos,
    owner: &str,
    listing: &Listing,
    beginning: &Beginning,
    limit: i64,
) -> Result<(Vec<ListedRow>, Option<Cursor>), Error> {
    let (database, filter, after) = (
        &todos.database,
        listing.filter,
        listing.after.as_ref().map(|place| &place.cursor),
    );
    // It counts no further, so a beginning that half the list has costs no more than a rare one.
    if count_beginning(database, owner, beginning, FEW + 1).await? <= FEW {
        let rows = find_next_of_few(database, owner, filter, beginning, after, limit).await?;
        return Ok((rows, None));
    }
    let last = find_place(database, owner, filter, after, WALK - 1).await?;
    let end = Place {
        position: i64::MAX,
        id: String::new(),
    };
    let until = last.as_ref().unwrap_or(&end);
    let rows = find_next_up_to(database, owner, filter, beginning, (after, until), limit).await?;
    Ok((rows, last.map(cursor).transpose()?))
}

fn cursor(place: Place) -> Result<Cursor, Error> {
    Ok(Cursor {
        position: place.position,
        id: TodoId::parse(&place.id)?,
    })
}
