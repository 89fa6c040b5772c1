//! Todos in other orders than that by hand: by date, priority, title, age and last change. Every statement names the owner.
//!
//! Each order has an index of its own, which begins with the state: a part costs the same however long the list is, and of
//! both states each gives a part, which are put together.

use super::todo_queries::{ListedRow, OF_ALL_LISTS, OF_LIST};
use crate::database::{Database, Error, Value, query};
use app::model::ListId;
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    BY_DATE,
    BY_DATE_OF_LIST,
    BY_PRIORITY,
    BY_PRIORITY_OF_LIST,
    BY_TITLE_OF_LIST,
    BY_AGE_OF_LIST,
    BY_UPDATE,
];

/// An order that an index keeps, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order<'a> {
    /// Of all lists, what has a date.
    Date(Option<&'a ListId>),
    /// Of all lists, what has a priority.
    Priority(Option<&'a ListId>),
    Title(&'a ListId),
    Age(&'a ListId),
    /// Of all lists, and of both states.
    Update,
}

/// What todos are put in order by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Text(String),
    Number(i64),
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Text(text) => text.into(),
            Key::Number(number) => number.into(),
        }
    }
}

/// From behind a place, up to a key where the order has such ends.
#[derive(Clone, Debug)]
pub struct Span {
    pub key: Key,
    pub position: i64,
    pub id: String,
    pub until: Option<Key>,
}

/// A todo, its key as text, and how many there are beside it.
#[derive(Debug, FromRow)]
pub struct OrderedRow {
    #[sqlx(flatten)]
    pub listed: ListedRow,
    pub sort_key: String,
}

const DATE: &str = "(due_key, position, id) > ($4, $5, $6) and due_key < $8 and deleted_at is null
        order by due_key, position, id
        limit cast($7 as bigint)";

const PRIORITY: &str = "(priority, position, id) > ($4, $5, $6) and priority < $8 and deleted_at is null
        order by priority, position, id
        limit cast($7 as bigint)";

const TITLE: &str = "(search_start, position, id) > ($4, $5, $6) and deleted_at is null
        order by search_start, position, id
        limit cast($7 as bigint)";

const AGE: &str = "(created_at, position, id) > ($4, $5, $6) and deleted_at is null
        order by created_at, position, id
        limit cast($7 as bigint)";

const BY_DATE: &str = formatcp!(
    "
select {OF_ALL_LISTS}, sort_key
from (
    select * from (
        select todos.*, due_key as sort_key
        from todos
        where user_id = $1 and completed = $2 and due_date is not null and {DATE}
    ) one_state
    union all
    select * from (
        select todos.*, due_key as sort_key
        from todos
        where user_id = $1 and completed = $3 and due_date is not null and {DATE}
    ) other_state
) todos
order by sort_key, position, id
limit cast($7 as bigint)"
);

const BY_DATE_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}, sort_key
from (
    select * from (
        select todos.*, due_key as sort_key
        from todos
        where list_id = $1 and user_id = $9 and parent_id is null and completed = $2 and {DATE}
    ) one_state
    union all
    select * from (
        select todos.*, due_key as sort_key
        from todos
        where list_id = $1 and user_id = $9 and parent_id is null and completed = $3 and {DATE}
    ) other_state
) todos
order by sort_key, position, id
limit cast($7 as bigint)"
);

const BY_PRIORITY: &str = formatcp!(
    "
select {OF_ALL_LISTS}, cast(priority as text) as sort_key
from (
    select * from (
        select todos.*
        from todos
        where user_id = $1 and completed = $2 and priority < 4 and {PRIORITY}
    ) one_state
    union all
    select * from (
        select todos.*
        from todos
        where user_id = $1 and completed = $3 and priority < 4 and {PRIORITY}
    ) other_state
) todos
order by priority, position, id
limit cast($7 as bigint)"
);

const BY_PRIORITY_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}, cast(priority as text) as sort_key
from (
    select * from (
        select todos.*
        from todos
        where list_id = $1 and user_id = $9 and parent_id is null and completed = $2 and {PRIORITY}
    ) one_state
    union all
    select * from (
        select todos.*
        from todos
        where list_id = $1 and user_id = $9 and parent_id is null and completed = $3 and {PRIORITY}
    ) other_state
) todos
order by priority, position, id
limit cast($7 as bigint)"
);

const BY_TITLE_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}, sort_key
from (
    select * from (
        select todos.*, search_start as sort_key
        from todos
        where list_id = $1 and user_id = $8 and parent_id is null and completed = $2 and {TITLE}
    ) one_state
    union all
    select * from (
        select todos.*, search_start as sort_key
        from todos
        where list_id = $1 and user_id = $8 and parent_id is null and completed = $3 and {TITLE}
    ) other_state
) todos
order by sort_key, position, id
limit cast($7 as bigint)"
);

const BY_AGE_OF_LIST: &str = formatcp!(
    "
select {OF_LIST}, cast(created_at as text) as sort_key
from (
    select * from (
        select todos.*
        from todos
        where list_id = $1 and user_id = $8 and parent_id is null and completed = $2 and {AGE}
    ) one_state
    union all
    select * from (
        select todos.*
        from todos
        where list_id = $1 and user_id = $8 and parent_id is null and completed = $3 and {AGE}
    ) other_state
) todos
order by created_at, position, id
limit cast($7 as bigint)"
);

const BY_UPDATE: &str = formatcp!(
    "
select {OF_ALL_LISTS}, cast(updated_at as text) as sort_key
from todos
where user_id = $1 and (updated_at, position, id) > ($2, $3, $4) and deleted_at is null
order by updated_at, position, id
limit cast($5 as bigint)"
);

/// The first `limit` todos of an order behind a place, of one state or of both.
pub async fn find_in_order(
    database: &Database,
    user_id: &str,
    order: Order<'_>,
    state: Option<bool>,
    span: Span,
    limit: i64,
) -> Result<Vec<OrderedRow>, Error> {
    let (sql, list_id) = match order {
        Order::Date(None) => (BY_DATE, None),
        Order::Date(list_id) => (BY_DATE_OF_LIST, list_id),
        Order::Priority(None) => (BY_PRIORITY, None),
        Order::Priority(list_id) => (BY_PRIORITY_OF_LIST, list_id),
        Order::Title(list_id) => (BY_TITLE_OF_LIST, Some(list_id)),
        Order::Age(list_id) => (BY_AGE_OF_LIST, Some(list_id)),
        Order::Update => (BY_UPDATE, None),
    };
    let list_id = list_id.map(ListId::to_string);
    let mut find = query(sql).bind(list_id.as_deref().unwrap_or(user_id));
    if order != Order::Update {
        // The second state is none where one is asked for.
        let other = state.is_none().then_some(true);
        find = find.bind(state.unwrap_or(false)).bind(other);
    }
    find = find.bind(span.key).bind(span.position).bind(span.id).bind(limit);
    if let Some(until) = span.until {
        find = find.bind(until);
    }
    if list_id.is_some() {
        find = find.bind(user_id);
    }
    find.all(database).await
}
