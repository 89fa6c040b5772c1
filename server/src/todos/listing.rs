use super::{Error, Search, Todos, counts, todo};
use crate::store::todo_lists::find_next_todos;
use app::model::{Cursor, Todo, TodoCounts, TodoFilter};

/// Which part of a list, read from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub filter: TodoFilter,
    pub search: Search,
    pub after: Option<Cursor>,
    pub limit: usize,
}

/// A part of a list, and where the next one begins.
#[derive(Debug)]
pub struct Part {
    pub todos: Vec<Todo>,
    pub next: Option<Cursor>,
    /// Of the whole list.
    pub counts: TodoCounts,
}

/// The next part of the list, in list order. Who follows `next` to the end sees every todo that is there all
/// the while exactly once, whatever is added and removed meanwhile.
#[tracing::instrument(name = "list todos", level = "debug", skip_all)]
pub async fn list_forward(todos: &Todos, owner: &str, listing: &Listing) -> Result<Part, Error> {
    let one_more = i64::try_from(listing.limit + 1).unwrap_or(i64::MAX);
    let mut rows = find_next_todos(
        &todos.database,
        owner,
        listing.filter,
        &listing.search.pattern(),
        listing.after.as_ref(),
        one_more,
    )
    .await?;
    let has_more = rows.len() > listing.limit;
    rows.truncate(listing.limit);
    let in_order: Vec<Todo> = rows.into_iter().map(todo).collect::<Result<_, _>>()?;
    let next = has_more.then(|| in_order.last().map(Cursor::at)).flatten();
    Ok(Part {
        todos: in_order,
        next,
        counts: counts(todos, owner).await?,
    })
}
