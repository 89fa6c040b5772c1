//! Todos by words anywhere in their title, their notes, and the name of their list: what is still to be done first, and
//! then what was done. `/search` and `GET /api/todos?q=` call it, at each letter that is typed.
//!
//! It costs the same however much somebody has. Where one of the words is rare, all todos that have it are read; where all
//! are frequent, the next ones of the list are looked at, and it says where that stopped.

use super::{
    Error, Todos,
    lists::lists,
    read::details,
    words::{has_word, terms_of, words_of},
};
use crate::store::todo_words::{
    Place, Search, Term, count_word, find_next, find_next_of_word, find_place, find_unread, update_words,
};
use app::model::{Cursor, List, ListId, TodoDetails, TodoFilter, TodoId};

/// A word is rare that so many todos have.
const FEW: i64 = 500;
/// Where none is, so many todos are looked at for one part.
const WALK: i64 = 2_000;
/// So many times, where nothing was found yet.
const MOST_WALKS: usize = 10;
/// Todos whose words are written down in one transaction.
const AT_ONCE: i64 = 100;

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordSearch {
    /// As it was typed. Without a letter or a digit in it nothing is found.
    pub text: String,
    /// In this list alone.
    pub list_id: Option<ListId>,
    pub filter: TodoFilter,
    pub after: Option<FoundPlace>,
    pub limit: usize,
}

/// A place among what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPlace {
    completed: bool,
    at: Cursor,
}

impl FoundPlace {
    /// Reads what [`FoundPlace::encode`] wrote.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let (state, at) = raw.split_once('-')?;
        let completed = match state {
            "active" => false,
            "completed" => true,
            _ => return None,
        };
        let at = Cursor::parse(at).ok()?;
        Some(Self { completed, at })
    }

    /// The place as it stands in an address.
    #[must_use]
    pub fn encode(&self) -> String {
        let state = if self.completed { "completed" } else { "active" };
        format!("{state}-{}", self.at.encode())
    }

    fn of(place: Place) -> Result<Self, Error> {
        Ok(Self {
            completed: place.completed,
            at: Cursor {
                position: place.position,
                id: TodoId::parse(&place.id)?,
            },
        })
    }
}

/// A part of what was found, and where the next one begins.
#[derive(Debug, Default)]
pub struct Found {
    pub todos: Vec<TodoDetails>,
    pub next: Option<FoundPlace>,
}

/// The next todos that have all the words. Who follows `next` to the end sees every one exactly once that is there and in
/// its state all the while. A part can have fewer than were asked for, or none, and a `next` where it goes on.
#[tracing::instrument(name = "find todos by words", level = "debug", skip_all)]
pub async fn find_by_words(todos: &Todos, owner: &str, asked: &WordSearch) -> Result<Found, Error> {
    let terms = terms_of(&asked.text);
    if terms.is_empty() {
        return Ok(Found::default());
    }
    let lists = lists(todos, owner).await?;
    let named: Vec<Vec<&List>> = terms.iter().map(|term| lists_named(&lists, term)).collect();
    let ids = |lists: &Vec<&List>| lists.iter().map(|list| list.id.to_string()).collect();
    let list_ids: Vec<Vec<String>> = named.iter().map(ids).collect();
    let mut search = Search {
        user_id: owner,
        list_id: asked.list_id,
        between: between(asked),
        terms: &terms,
        lists: &list_ids,
        limit: i64::try_from(asked.limit + 1).unwrap_or(i64::MAX),
    };
    let (rarest, todos_of_it) = rarest(todos, owner, &terms, &named).await?;
    let mut rows = Vec::new();
    let mut looked_up_to = None;
    if todos_of_it <= FEW {
        rows = find_next_of_word(&todos.database, &search, rarest, FEW).await?;
    } else {
        let end = search.between.1.clone();
        for _ in 0..MOST_WALKS {
            looked_up_to = find_place(&todos.database, &search, WALK - 1).await?;
            search.between.1 = looked_up_to.clone().unwrap_or_else(|| end.clone());
            rows = find_next(&todos.database, &search).await?;
            match &looked_up_to {
                Some(place) if rows.is_empty() => search.between = (place.clone(), end.clone()),
                _ => break,
            }
        }
    }
    let has_more = rows.len() > asked.limit;
    rows.truncate(asked.limit);
    let last = rows.last().filter(|_| has_more).map(|row| Place {
        completed: row.completed,
        position: row.position,
        id: row.id.clone(),
    });
    Ok(Found {
        todos: rows.into_iter().map(details).collect::<Result<_, _>>()?,
        next: last.or(looked_up_to).map(FoundPlace::of).transpose()?,
    })
}

/// The lists whose names have a word. Everybody's inbox is called the same, which nobody looks for.
fn lists_named<'a>(lists: &'a [List], term: &Term) -> Vec<&'a List> {
    let own = lists.iter().filter(|list| !list.is_inbox);
    own.filter(|list| has_word(list.name.as_str(), term)).collect()
}

/// From which place to which the filter lets todos through, behind the one where the part begins.
fn between(asked: &WordSearch) -> (Place, Place) {
    let place = |completed, position| Place {
        completed,
        position,
        id: String::new(),
    };
    let begins = place(asked.filter == TodoFilter::Completed, i64::MIN);
    let after = asked.after.as_ref().map(|after| Place {
        completed: after.completed,
        position: after.at.position,
        id: after.at.id.to_string(),
    });
    // A place of a search without the filter may lie before what this one lets through.
    let after = after.filter(|after| after.completed >= begins.completed);
    let ends = place(asked.filter != TodoFilter::Active, i64::MAX);
    (after.unwrap_or(begins), ends)
}

/// Which of the words the fewest todos have, and how many these are; beyond [`FEW`] that is not told apart.
async fn rarest(todos: &Todos, owner: &str, terms: &[Term], named: &[Vec<&List>]) -> Result<(usize, i64), Error> {
    let mut rarest = (0, i64::MAX);
    for (number, (term, lists)) in terms.iter().zip(named).enumerate() {
        let in_lists: i64 = lists.iter().map(|list| list.counts.total()).sum();
        let having = in_lists + count_word(&todos.database, owner, term, FEW + 1).await?;
        if having < rarest.1 {
            rarest = (number, having);
        }
    }
    Ok(rarest)
}

/// Writes the words of a part of those todos down that came into the database without them, as those of an older version,
/// and tells how many there were.
pub async fn index_unread(todos: &Todos) -> Result<u64, Error> {
    let unread = find_unread(&todos.database, AT_ONCE).await?;
    if !unread.is_empty() {
        let mut transaction = todos.database.begin().await?;
        for todo in &unread {
            update_words(
                &mut transaction,
                todo,
                &words_of([&*todo.title, &*todo.notes, &*todo.labels]),
            )
            .await?;
        }
        transaction.commit().await?;
    }
    Ok(u64::try_from(unread.len()).unwrap_or(u64::MAX))
}
