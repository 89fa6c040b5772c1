//! What is done to many todos of a list at once, a batch at a time, and taking that back.
//!
//! A long list is not changed in one piece: on SQLite nobody else writes while one is.

use super::{Error, Todos, changing::Changing, series};
use crate::store::{
    todo_batches::{self as store, Batch, find_end_of_batch},
    todo_counts::find_todo_counts_of_list,
    todo_series::{delete_steps_of_list, find_recurring},
    todos::TodoRow,
};
use app::model::{DoneToMany, ListId, TodoCounts};

/// Todos of one batch.
const AT_ONCE: i64 = 1_000;

/// Marks all todos of a list as completed or as active.
#[tracing::instrument(name = "set all todos", level = "debug", skip_all)]
pub async fn set_all(todos: &Todos, scope: (&str, &ListId), completed: bool) -> Result<DoneToMany, Error> {
    let now = todos.clock.now();
    let mut batches = Batches::of(todos, scope, !completed);
    let mut numbers = Numbers::default();
    while let Some(batch) = batches.next().await? {
        let mut changing = Changing::begin(todos, scope.0).await?;
        let (number, turned) = (
            changing.number,
            Turned {
                completed,
                batch,
                at: None,
            },
        );
        let recurring = turned.prepare(&mut changing, scope).await?;
        if store::update_states(&mut changing.transaction, scope, completed, batch, number, now).await? > 0 {
            store::update_states_of_steps(&mut changing.transaction, scope, completed, number, now).await?;
            turned.follow(&mut changing, &recurring).await?;
            changing.commit().await?;
            numbers.add(number);
        }
    }
    finish(todos, scope, now, numbers).await
}

/// Puts the completed todos of a list into the trash.
#[tracing::instrument(name = "clear completed todos", level = "debug", skip_all)]
pub async fn clear_completed(todos: &Todos, scope: (&str, &ListId)) -> Result<DoneToMany, Error> {
    let now = todos.clock.now();
    let mut batches = Batches::of(todos, scope, true);
    let mut numbers = Numbers::default();
    while let Some(batch) = batches.next().await? {
        let mut changing = Changing::begin(todos, scope.0).await?;
        let number = changing.number;
        if store::delete_completed(&mut changing.transaction, scope, batch, number, now).await? > 0 {
            delete_steps_of_list(&mut changing.transaction, scope, number, now).await?;
            changing.commit().await?;
            numbers.add(number);
        }
    }
    finish(todos, scope, now, numbers).await
}

/// Takes what [`set_all`] has done at this moment back, for every todo that nobody has changed since.
#[tracing::instrument(name = "undo a change of states", level = "debug", skip_all)]
pub async fn undo_set_all(
    todos: &Todos,
    scope: (&str, &ListId),
    completed: bool,
    at: i64,
) -> Result<DoneToMany, Error> {
    let now = todos.clock.now();
    let mut changing = Changing::begin(todos, scope.0).await?;
    let number = changing.number;
    let turned = Turned {
        completed: !completed,
        batch: Batch {
            after: i64::MIN,
            to: i64::MAX,
        },
        at: Some(at),
    };
    let recurring = turned.prepare(&mut changing, scope).await?;
    store::undo_states(&mut changing.transaction, scope, (completed, at), number, now).await?;
    turned.follow(&mut changing, &recurring).await?;
    changing.commit().await?;
    finish(todos, scope, now, Numbers(Some((number, number)))).await
}

/// Takes what [`clear_completed`] has done at this moment back.
#[tracing::instrument(name = "undo clearing", level = "debug", skip_all)]
pub async fn undo_clear_completed(todos: &Todos, scope: (&str, &ListId), at: i64) -> Result<DoneToMany, Error> {
    let now = todos.clock.now();
    let mut changing = Changing::begin(todos, scope.0).await?;
    let number = changing.number;
    store::restore_todos_of_list(&mut changing.transaction, scope, at, number, now).await?;
    changing.commit().await?;
    finish(todos, scope, now, Numbers(Some((number, number)))).await
}

/// What becomes of the series of the recurring todos when many are brought into a state.
struct Turned {
    completed: bool,
    batch: Batch,
    /// Only those last changed at this moment.
    at: Option<i64>,
}

impl Turned {
    /// Before they are: what took the place of those that are to be done again goes. The recurring ones are told.
    async fn prepare(&self, changing: &mut Changing<'_>, scope: (&str, &ListId)) -> Result<Vec<TodoRow>, Error> {
        let transaction = &mut changing.transaction;
        let recurring = find_recurring(transaction, scope, !self.completed, self.batch, self.at).await?;
        if !self.completed {
            for row in &recurring {
                series::take_back(changing, row).await?;
            }
        }
        Ok(recurring)
    }

    /// After they are: the next ones take the place of those that are done.
    async fn follow(&self, changing: &mut Changing<'_>, recurring: &[TodoRow]) -> Result<(), Error> {
        for row in recurring.iter().filter(|_| self.completed) {
            series::succeed(changing, row).await?;
        }
        Ok(())
    }
}

/// The numbers of the first and of the last of several changes.
#[derive(Clone, Copy, Default)]
struct Numbers(Option<(i64, i64)>);

impl Numbers {
    fn add(&mut self, number: i64) {
        let first = self.0.map_or(number, |(first, _)| first);
        self.0 = Some((first, number));
    }
}

async fn finish(todos: &Todos, scope: (&str, &ListId), at: i64, numbers: Numbers) -> Result<DoneToMany, Error> {
    let row = find_todo_counts_of_list(&todos.database, scope).await?;
    let counts = TodoCounts {
        active: row.active,
        completed: row.completed,
    };
    let changes = numbers.0.unwrap_or_default();
    Ok(DoneToMany { counts, at, changes })
}

/// A list in batches, from its beginning to its end, each with as many todos of one state as are changed at once.
///
/// It passes each place once. Whoever went on until no todo is of that state would never be done while somebody else
/// does the opposite.
struct Batches<'a> {
    todos: &'a Todos,
    scope: (&'a str, &'a ListId),
    completed: bool,
    /// Where the next one begins; `None` behind the last.
    after: Option<i64>,
}

impl<'a> Batches<'a> {
    fn of(todos: &'a Todos, scope: (&'a str, &'a ListId), completed: bool) -> Self {
        Self {
            todos,
            scope,
            completed,
            after: Some(i64::MIN),
        }
    }

    /// The next one. The last has no end, so that it holds what is added meanwhile too.
    async fn next(&mut self) -> Result<Option<Batch>, Error> {
        let Some(after) = self.after else { return Ok(None) };
        self.after = find_end_of_batch(&self.todos.database, self.scope, self.completed, after, AT_ONCE).await?;
        Ok(Some(Batch {
            after,
            to: self.after.unwrap_or(i64::MAX),
        }))
    }
}
