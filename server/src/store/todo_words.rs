//! Todos by the words of their title, their notes and their list. The words are in `todos.words`, a space around each, and
//! in the table `todo_words`, which triggers keep; both are compared character by character, so both databases find the
//! same. Every statement names the owner.
//!
//! No statement reads more than a bounded part of what somebody has: of a rare word all todos that have it, and of words
//! that many have the next ones of the list.

use super::todos::{COLUMNS, TodoRow};
use crate::database::{Database, Error, Transaction, command, query, statement::Statement};
use app::model::ListId;
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    COUNT,
    OF_A_WORD,
    FIND_PLACE,
    FIND_PLACE_OF_LIST,
    WALK,
    WALK_OF_LIST,
    FIND_UNREAD,
    UPDATE_WORDS,
];

/// A word that is looked for, or how it has to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where such words begin in the order of characters, and where they have ended.
    pub from: String,
    pub until: String,
    /// For `like`: where it stands among all words of a todo.
    pub pattern: String,
}

impl Term {
    /// So many can be looked for at once.
    pub const MOST: usize = 6;
}

/// A place among what is found: open todos first, and each kind in the order of the lists.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Place {
    pub completed: bool,
    pub position: i64,
    pub id: String,
}

/// Which of somebody's todos are looked for.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    pub user_id: &'a str,
    /// In this list alone.
    pub list_id: Option<ListId>,
    /// Behind the first place and not behind the second.
    pub between: (Place, Place),
    /// All of them are there, each among the words or by the list whose name has it.
    pub terms: &'a [Term],
    /// For each term the ids of the lists whose names have it.
    pub lists: &'a [Vec<String>],
    pub limit: i64,
}

// What both databases answer from the index in order, and what they look at in each row. A number before the id says to
// which of the words a list belongs.
const FOUND: &str = "todos.deleted_at is null
    and (completed, position, id) > ($2, $3, $4) and (completed, position, id) <= ($5, $6, $7)
    and (words like $9 or $8 like '%0 ' || list_id || '%') and (words like $10 or $8 like '%1 ' || list_id || '%')
    and (words like $11 or $8 like '%2 ' || list_id || '%') and (words like $12 or $8 like '%3 ' || list_id || '%')
    and (words like $13 or $8 like '%4 ' || list_id || '%') and (words like $14 or $8 like '%5 ' || list_id || '%')";

const COUNT: &str = "
select count(*) as todos
from (
    select 1 as one
    from todo_words
    where user_id = $1 and word >= $2 and word < $3
    limit cast($4 as bigint)
) matching";

#[derive(FromRow)]
struct Matching {
    todos: i64,
}

/// How many words of somebody's todos are like this; at most `limit` are counted.
pub async fn count_word(database: &Database, user_id: &str, term: &Term, limit: i64) -> Result<i64, Error> {
    let count = query(COUNT).bind(user_id).bind(&term.from).bind(&term.until);
    let matching: Matching = count.bind(limit).one(database).await?;
    Ok(matching.todos)
}

// The todos of the word come first and are then looked up. The join crosses, which keeps SQLite from turning it round; and
// an owner that is joined with nothing keeps PostgreSQL from going through all that somebody has instead.
const OF_A_WORD: &str = formatcp!(
    "
with candidates(todo_id) as materialized (
    select todo_id
    from (select todo_id from todo_words where user_id = $1 and word >= $16 and word < $17 limit cast($18 as bigint)) by_word
    union
    select id
    from (
        select todos.id
        from lists
        cross join todos
        where lists.user_id = $1 and $19 like '%' || lists.id || '%' and todos.list_id = lists.id and todos.deleted_at is null
        limit cast($18 as bigint)
    ) by_list
)
select {COLUMNS}
from candidates
cross join todos
where id = todo_id and user_id || '' = $1 and {FOUND} and list_id = coalesce(cast($20 as text), list_id)
order by completed, position, id
limit cast($15 as bigint)"
);

/// The next todos that have all words, where at most `most` have the one with this number: all of these are read.
pub async fn find_next_of_word(
    database: &Database,
    search: &Search<'_>,
    number: usize,
    most: i64,
) -> Result<Vec<TodoRow>, Error> {
    let term = &search.terms[number];
    bind(query(OF_A_WORD), search)
        .bind(&term.from)
        .bind(&term.until)
        .bind(most)
        .bind(search.lists[number].join(" "))
        .bind(search.list_id.map(|id| id.to_string()).as_deref())
        .all(database)
        .await
}

const FIND_PLACE: &str = "
select completed, position, id
from todos
where user_id = $1 and deleted_at is null
    and (completed, position, id) > ($2, $3, $4) and (completed, position, id) <= ($5, $6, $7)
order by completed, position, id
limit 1 offset $8";

// The owner is one of the list, so that the index has all there is to know of a todo.
const FIND_PLACE_OF_LIST: &str = "
select completed, position, id
from todos
where list_id = (select lists.id from lists where lists.id = $9 and lists.user_id = $1) and deleted_at is null
    and (completed, position, id) > ($2, $3, $4) and (completed, position, id) <= ($5, $6, $7)
order by completed, position, id
limit 1 offset $8";

/// The place of the todo that has `skipped` others between it and where the search begins; `None` when it ends before.
pub async fn find_place(database: &Database, search: &Search<'_>, skipped: i64) -> Result<Option<Place>, Error> {
    let statement = match search.list_id {
        None => query(FIND_PLACE),
        Some(_) => query(FIND_PLACE_OF_LIST),
    };
    let statement = bind_between(statement, search).bind(skipped);
    bind_list(statement, search).optional(database).await
}

const WALK: &str = formatcp!(
    "
select {COLUMNS}
from todos
where user_id = $1 and {FOUND}
order by completed, position, id
limit cast($15 as bigint)"
);

const WALK_OF_LIST: &str = formatcp!(
    "
select {COLUMNS}
from todos
where list_id = (select lists.id from lists where lists.id = $16 and lists.user_id = $1) and {FOUND}
order by completed, position, id
limit cast($15 as bigint)"
);

/// The next todos that have all words. All between the places are read until there are enough.
pub async fn find_next(database: &Database, search: &Search<'_>) -> Result<Vec<TodoRow>, Error> {
    let statement = match search.list_id {
        None => query(WALK),
        Some(_) => query(WALK_OF_LIST),
    };
    bind_list(bind(statement, search), search).all(database).await
}

fn bind(statement: Statement, search: &Search<'_>) -> Statement {
    let numbered = search.lists.iter().enumerate();
    let lists = numbered.flat_map(|(number, ids)| ids.iter().map(move |id| format!("{number} {id} ")));
    let statement = bind_between(statement, search).bind(lists.collect::<String>());
    // Where there are fewer words, any will do in their place.
    let patterns = search.terms.iter().map(|term| &*term.pattern);
    let patterns = patterns.chain(std::iter::repeat("%")).take(Term::MOST);
    patterns.fold(statement, Statement::bind).bind(search.limit)
}

fn bind_between(statement: Statement, search: &Search<'_>) -> Statement {
    let (after, until) = &search.between;
    [after, until]
        .into_iter()
        .fold(statement.bind(search.user_id), |statement, place| {
            statement.bind(place.completed).bind(place.position).bind(&place.id)
        })
}

fn bind_list(statement: Statement, search: &Search<'_>) -> Statement {
    match search.list_id {
        None => statement,
        Some(id) => statement.bind(id.to_string()),
    }
}

/// A todo whose words have not been looked for.
#[derive(Debug, FromRow)]
pub struct UnreadRow {
    pub id: String,
    pub user_id: String,
    pub title: String,
    pub notes: String,
    /// Names with commas between them.
    pub labels: String,
    pub version: i64,
}

const FIND_UNREAD: &str = "
select id, user_id, title, notes, version, coalesce((
        select string_agg(labels.name, ',')
        from todo_labels
        join labels on labels.id = todo_labels.label_id
        where todo_labels.todo_id = todos.id and labels.deleted_at is null
    ), '') as labels
from todos
where words is null
order by id
limit cast($1 as bigint)";

/// Todos of anybody that were written without their words.
pub async fn find_unread(database: &Database, limit: i64) -> Result<Vec<UnreadRow>, Error> {
    query(FIND_UNREAD).bind(limit).all(database).await
}

const UPDATE_WORDS: &str = "
update todos
set words = $1
where id = $2 and user_id = $3 and version = $4 and words is null";

/// Writes the words of a todo down, if nobody has done so since.
pub async fn update_words(transaction: &mut Transaction, todo: &UnreadRow, words: &str) -> Result<(), Error> {
    let update = command(UPDATE_WORDS).bind(words).bind(&todo.id).bind(&todo.user_id);
    update.bind(todo.version).execute(transaction).await.map(drop)
}
