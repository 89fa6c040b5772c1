//! The table `todo_counts`: how many todos there are in each list, kept by triggers. A list that never had one has no row.

use crate::database::{Database, Error, Transaction, command, query};
use app::model::ListId;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[COUNT, COUNT_OF_LIST, FIND_MISCOUNTED, CLAIM_COUNTS, COUNT_ANEW];

/// How many todos there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct CountsRow {
    pub active: i64,
    pub completed: i64,
    /// In the trash.
    pub deleted: i64,
    /// Steps of all of these.
    pub steps: i64,
}

impl CountsRow {
    /// What counts against what an account can hold.
    #[must_use]
    pub fn all(self) -> i64 {
        self.active + self.completed + self.deleted + self.steps
    }
}

const COUNT: &str = "
select cast(coalesce(sum(active), 0) as bigint) as active, cast(coalesce(sum(completed), 0) as bigint) as completed,
    cast(coalesce(sum(deleted), 0) as bigint) as deleted, cast(coalesce(sum(steps), 0) as bigint) as steps
from todo_counts
where user_id = $1";

/// How many todos somebody has in all lists.
pub async fn find_todo_counts(database: &Database, user_id: &str) -> Result<CountsRow, Error> {
    query(COUNT).bind(user_id).one(database).await
}

const COUNT_OF_LIST: &str = "
select active, completed, deleted, steps
from todo_counts
where list_id = $1 and user_id = $2";

/// How many todos there are in a list.
pub async fn find_todo_counts_of_list(
    database: &Database,
    (user_id, list_id): (&str, &ListId),
) -> Result<CountsRow, Error> {
    let find = query(COUNT_OF_LIST).bind(list_id.to_string()).bind(user_id);
    Ok(find.optional(database).await?.unwrap_or_default())
}

#[derive(FromRow)]
struct ListIdRow {
    id: String,
}

const FIND_MISCOUNTED: &str = "
select l.id
from lists l
left join todo_counts c on c.list_id = l.id
left join (
    select list_id, sum(case when parent_id is null and deleted_at is null and not completed then 1 else 0 end) as active,
        sum(case when parent_id is null and deleted_at is null and completed then 1 else 0 end) as completed,
        sum(case when parent_id is null and deleted_at is not null then 1 else 0 end) as deleted, count(parent_id) as steps
    from todos
    group by list_id
) t on t.list_id = l.id
where coalesce(c.active, 0) <> coalesce(t.active, 0) or coalesce(c.completed, 0) <> coalesce(t.completed, 0)
    or coalesce(c.deleted, 0) <> coalesce(t.deleted, 0) or coalesce(c.steps, 0) <> coalesce(t.steps, 0)
order by l.id";

/// The lists whose todos are not as many as is written down. This reads all todos there are.
pub async fn find_miscounted(database: &Database) -> Result<Vec<String>, Error> {
    let lists: Vec<ListIdRow> = query(FIND_MISCOUNTED).all(database).await?;
    Ok(lists.into_iter().map(|list| list.id).collect())
}

const CLAIM_COUNTS: &str = "
insert into todo_counts (list_id, user_id, active, completed, deleted, steps)
select id, user_id, 0, 0, 0, 0
from lists
where id = $1
on conflict (list_id) do update
set active = todo_counts.active";

const COUNT_ANEW: &str = "
update todo_counts
set active = (select count(*) from todos where list_id = $1 and parent_id is null and deleted_at is null and not completed),
    completed = (select count(*) from todos where list_id = $1 and parent_id is null and deleted_at is null and completed),
    deleted = (select count(*) from todos where list_id = $1 and parent_id is null and deleted_at is not null),
    steps = (select count(parent_id) from todos where list_id = $1)
where list_id = $1";

/// Counts the todos of a list and writes it down.
pub async fn count_anew(transaction: &mut Transaction, list_id: &str) -> Result<(), Error> {
    // Who changes the list waits from here on, and the next statement sees what was changed before.
    command(CLAIM_COUNTS).bind(list_id).execute(&mut *transaction).await?;
    command(COUNT_ANEW).bind(list_id).execute(transaction).await.map(drop)
}
