//! Adding a todo exactly once, however often the request arrives: the client names the request with a key of
//! its own, and key and todo are written down together or not at all.

use super::{
    Error, QUOTA, Todos,
    change::{id_of, insert, list_of, why_not_added},
    changing::Changing,
};
use crate::{
    clock::millis,
    database::Transaction,
    store::{
        idempotency_keys::{self as keys, UsedKeyRow},
        todos::find_todo,
    },
};
use app::model::{ListId, NewTodo, TimeOfDay, TodoId, TodoLabels};
use aws_lc_rs::digest::{SHA256, digest};
use std::{fmt::Write, time::Duration};

/// So long a key finds what was added under it.
const KEY_LIFETIME: Duration = Duration::from_hours(24);

/// Keys that one account has; of more, those that were used longest ago find nothing any more.
const MAX_KEYS: i64 = 10_000;

/// The client's name for one request: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey(String);

impl RequestKey {
    /// Longest key in characters.
    pub const MAX_LENGTH: usize = 255;

    /// `None` for anything else.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let is_key = (1..=Self::MAX_LENGTH).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_graphic());
        is_key.then(|| Self(raw.to_owned()))
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is not in the request itself about a todo that was added.
#[derive(Debug)]
pub struct Created {
    pub id: TodoId,
    pub list_id: ListId,
    pub created_at: i64,
    /// It was added by an earlier request with the same key.
    pub is_replay: bool,
}

/// Adds a todo at the end, under an id nobody uses.
#[tracing::instrument(name = "create a todo", level = "debug", skip_all)]
pub async fn create(todos: &Todos, owner: &str, new: &NewTodo, key: Option<&RequestKey>) -> Result<Created, Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let now = changing.now;
    let id = id_of(new, now)?;
    if let Some(key) = key
        && let Some(used) = use_key(&mut changing.transaction, owner, key, &hash(new), &id, now).await?
    {
        return Ok(Created {
            id: TodoId::parse(&used.todo_id)?,
            list_id: list_it_came_into(&mut changing, new).await?,
            created_at: used.created_at,
            is_replay: true,
        });
    }
    // Where there is no room, the key is given back too.
    let Some(row) = insert(&mut changing, &id, new, Some(QUOTA)).await? else {
        drop(changing);
        return Err(why_not_added(todos, owner, new).await?);
    };
    changing.commit().await?;
    Ok(Created {
        id,
        list_id: ListId::parse(&row.list_id)?,
        created_at: now,
        is_replay: false,
    })
}

/// The list of a todo that was added before: of a step that of its todo, which the request does not name.
async fn list_it_came_into(changing: &mut Changing<'_>, new: &NewTodo) -> Result<ListId, Error> {
    let parent = match &new.parent_id {
        Some(parent_id) => find_todo(&mut changing.transaction, changing.owner, parent_id).await?,
        None => None,
    };
    match parent {
        Some(parent) => Ok(ListId::parse(&parent.list_id)?),
        None => list_of(changing.owner, new),
    }
}

/// Adds several todos, all or none, and gives the answer that is made of them. A request with a key comes with its text; its
/// answer is kept, for what the text says is another thing on another day.
#[tracing::instrument(name = "create todos", level = "debug", skip_all)]
pub async fn create_many(
    todos: &Todos,
    owner: &str,
    news: &[NewTodo],
    request: Option<(&RequestKey, &str)>,
    answer: impl FnOnce(&[Created]) -> String,
) -> Result<(String, bool), Error> {
    let mut changing = Changing::begin(todos, owner).await?;
    let now = changing.now;
    let created = news.iter().map(|new| {
        Ok(Created {
            id: id_of(new, now)?,
            list_id: list_of(owner, new)?,
            created_at: now,
            is_replay: false,
        })
    });
    let created: Vec<Created> = created.collect::<Result<_, Error>>()?;
    let answer = answer(&created);
    if let Some((key, text)) = request
        && let Some(first) = created.first()
    {
        let hash = digest(&SHA256, text.as_bytes());
        if let Some(used) = use_key(&mut changing.transaction, owner, key, hash.as_ref(), &first.id, now).await? {
            return Ok((used.answer.ok_or(Error::KeyReused)?, true));
        }
        keys::update_answer(&mut changing.transaction, owner, key.as_str(), &answer).await?;
    }
    for (new, created) in news.iter().zip(&created) {
        if insert(&mut changing, &created.id, new, Some(QUOTA)).await?.is_none() {
            drop(changing);
            return Err(match why_not_added(todos, owner, new).await? {
                // Nobody else has these ids, so there is room for some of them and not for all.
                Error::Conflict => Error::Full,
                why => why,
            });
        }
    }
    changing.commit().await?;
    Ok((answer, false))
}

/// Takes the key for this request, or finds what the request has added before.
async fn use_key(
    transaction: &mut Transaction,
    owner: &str,
    RequestKey(key): &RequestKey,
    hash: &[u8],
    id: &TodoId,
    now: i64,
) -> Result<Option<UsedKeyRow>, Error> {
    // A key that has had its day is free again, also before it is cleared away.
    keys::delete_old_key(transaction, owner, key, now - millis(KEY_LIFETIME)).await?;
    if keys::insert_key(transaction, owner, key, hash, id, now).await? {
        keys::delete_keys_beyond(transaction, owner, MAX_KEYS).await?;
        return Ok(None);
    }
    // Whoever holds the key cannot have given it back between the two statements.
    let used = keys::find_key(transaction, owner, key).await?.ok_or(Error::Conflict)?;
    if used.request_hash != hash {
        return Err(Error::KeyReused);
    }
    Ok(Some(used))
}

/// The SHA-256 of what is asked for. A title has no line breaks, and notes come last.
fn hash(new: &NewTodo) -> Vec<u8> {
    let id = new.id.map(|id| id.to_string()).unwrap_or_default();
    let mut request = format!("{id}\n{}\n{}", new.completed, new.title.as_str());
    // What a request of an earlier version could not say adds nothing where it is not said, so that a repetition of one is
    // still known for one.
    if let Some(list_id) = new.list_id {
        let _ = write!(request, "\nlist {list_id}");
    }
    if let Some(due) = new.due {
        let time = due.time.map(TimeOfDay::to_iso).unwrap_or_default();
        let _ = write!(request, "\ndue {} {time}", due.day.to_iso());
    }
    if let Some(priority) = new.priority.number() {
        let _ = write!(request, "\npriority {priority}");
    }
    if new.labels != TodoLabels::default() {
        let _ = write!(request, "\nlabels {}", new.labels.as_str());
    }
    if let Some(recurrence) = &new.recurrence {
        let _ = write!(request, "\nrecurrence {} {}", recurrence.from.as_str(), recurrence.rule);
    }
    if let Some(parent_id) = new.parent_id {
        let _ = write!(request, "\nparent {parent_id}");
    }
    if !new.notes.as_str().is_empty() {
        let _ = write!(request, "\nnotes\n{}", new.notes.as_str());
    }
    digest(&SHA256, request.as_bytes()).as_ref().to_vec()
}

/// Clears a part of the keys away that have had their day, and tells how many there were.
pub async fn forget_old_keys(todos: &Todos) -> Result<u64, Error> {
    let used_until = todos.clock.now() - millis(KEY_LIFETIME);
    Ok(keys::delete_old_keys(&todos.database, used_until).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii() {
        for raw in ["a", "8e03978e-40d5-43e8-bc93-6894a57f9324", "~!\"", &"k".repeat(255)] {
            assert!(RequestKey::parse(raw).is_some(), "{raw:?} was refused");
        }
        for raw in ["", " ", "a b", "a\tb", "é", "\u{7f}", &"k".repeat(256)] {
            assert!(RequestKey::parse(raw).is_none(), "{raw:?} was accepted");
        }
    }
}
