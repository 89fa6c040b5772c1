//! What was read from a file, from the preview to the list. It is kept in the database meanwhile, so that it has no
//! need to travel through the browser, for the session that sent it and for a quarter of an hour.
//!
//! The id of a new todo is derived: from the id it had where the file comes from, or from the import and its row. So
//! what is sent twice is added once.

use super::{
    super::{Error, MAX_LISTS, MAX_TODOS, Todos, change::insert, changing::Changing, lists},
    Item,
};
use crate::{
    auth::{
        Auth, Client, LiveSession,
        audit::{self, Event, EventKind},
    },
    clock::millis,
    random,
    store::{
        imports,
        lists::{NewListRow, insert_list},
        todo_counts::find_todo_counts,
        todos::{TodoRow, find_present},
    },
};
use app::model::{List, ListColour, ListId, ListName, NewTodo, TodoId};
use aws_lc_rs::digest::{SHA256, digest};
use std::{collections::BTreeSet, time::Duration};

/// How long a file that was read waits for its owner's word.
const KEPT_FOR: Duration = Duration::from_mins(15);
/// Todos of one row of the database.
const PART: usize = 1_000;
/// Bytes of one row, of a table that was not read yet.
const TABLE_PART: usize = 1_000_000;

/// How often a file makes way for itself where another came at the same moment.
const MOST_TRIES: usize = 16;

/// A file that waits, and what would come of it.
pub struct Kept {
    /// Names the import, for the form that confirms it.
    pub id: String,
    /// The places in the file of what would be added.
    pub new: Vec<usize>,
    /// How many are in the list already.
    pub present: usize,
    /// How many more the list can hold.
    pub room: usize,
}

/// Keeps what was read from a file, in place of what the same person has left waiting.
///
/// # Errors
/// When the database fails.
pub async fn keep(todos: &Todos, live: &LiveSession, items: &[Item]) -> Result<Kept, Error> {
    let owner = &live.user.id;
    let id = random::token();
    let length = count_all(todos, owner).await?;
    let new = find_new(todos, owner, &id, items).await?;
    let wanted: Vec<&Item> = new.iter().map(|at| &items[*at]).collect();
    let parts = wanted
        .chunks(PART)
        .map(|part| serde_json::to_vec(part).expect("titles and ids are text"));
    put(todos, live, &id, parts).await?;
    Ok(Kept {
        id,
        present: items.len() - new.len(),
        new,
        room: MAX_TODOS.saturating_sub(length),
    })
}

/// Keeps a table until its owner has said where the titles are, and tells by what it is found again.
///
/// # Errors
/// When the database fails.
pub async fn keep_table(todos: &Todos, live: &LiveSession, text: &str) -> Result<String, Error> {
    let id = random::token();
    put(todos, live, &id, text.as_bytes().chunks(TABLE_PART).map(<[u8]>::to_vec)).await?;
    Ok(id)
}

/// A table that was kept.
///
/// # Errors
/// [`Error::NoImport`], and when the database fails.
pub async fn find_kept_table(todos: &Todos, live: &LiveSession, import_id: &str) -> Result<String, Error> {
    let (owner, now) = (&live.user.id, todos.clock.now());
    let mut transaction = todos.database.begin().await?;
    let mut text = Vec::new();
    for number in 0.. {
        let session_id = &live.session.session_id;
        match imports::find_part(&mut transaction, import_id, owner, session_id, now, number).await? {
            Some(part) => text.extend(part),
            None => break,
        }
    }
    match text.is_empty() {
        true => Err(Error::NoImport),
        false => String::from_utf8(text).map_err(|_| Error::NoImport),
    }
}

/// Keeps the parts of a file in place of what the same person has left waiting.
async fn put(todos: &Todos, live: &LiveSession, id: &str, parts: impl Iterator<Item = Vec<u8>>) -> Result<(), Error> {
    let owner = &live.user.id;
    let expires_at = todos.clock.now() + millis(KEPT_FOR);
    let mut transaction = todos.database.begin().await?;
    let mut tries = 0;
    imports::delete_imports_of_user(&mut transaction, owner).await?;
    while !imports::insert_import(&mut transaction, id, owner, &live.session.session_id, expires_at).await? {
        // The same person has sent another file at this very moment, which is there only now.
        tries += 1;
        if tries > MOST_TRIES {
            return Err(Error::Conflict);
        }
        imports::delete_imports_of_user(&mut transaction, owner).await?;
    }
    for (number, part) in parts.enumerate() {
        imports::insert_part(&mut transaction, id, number, &part).await?;
    }
    Ok(transaction.commit().await?)
}

/// Adds what was kept at the end of the list, in the order of the file, all or none, and tells how many there were.
/// Of any number who ask at once one adds it, and the others hear the same.
///
/// # Errors
/// [`Error::NoImport`], [`Error::TooMany`], and when the database fails.
#[tracing::instrument(name = "import todos", level = "debug", skip_all)]
pub async fn add_kept(
    todos: &Todos,
    auth: &Auth,
    live: &LiveSession,
    import_id: &str,
    client: &Client,
) -> Result<usize, Error> {
    let (owner, session_id, now) = (&live.user.id, &live.session.session_id, todos.clock.now());
    // Before the transaction: who holds a connection must not wait for another.
    let mut length = count_all(todos, owner).await?;
    let mut lists = Lists::of(todos, owner).await?;
    let mut changing = Changing::begin(todos, owner).await?;
    let transaction = &mut changing.transaction;
    if !imports::claim_import(transaction, import_id, owner, session_id, now).await? {
        let added = imports::find_added(transaction, import_id, owner, session_id).await?;
        return added.ok_or(Error::NoImport);
    }
    let (mut added, mut row) = (0, 0);
    for number in 0.. {
        let Some(bytes) =
            imports::find_part(&mut changing.transaction, import_id, owner, session_id, now, number).await?
        else {
            break;
        };
        let items: Vec<Item> = serde_json::from_slice(&bytes).map_err(|_| Error::NoImport)?;
        for item in items {
            let new = lists.new_todo(&mut changing, &item).await?;
            let id = new_id(owner, import_id, row, &item);
            // Without the limit in the statement, which would ask for the length anew with each todo; it is counted
            // here.
            let inserted = add_item(&mut changing, &id, &item, new).await?;
            added += usize::from(inserted.is_some());
            length += usize::from(inserted.is_some());
            row += 1;
            if length > MAX_TODOS {
                return Err(Error::TooMany);
            }
        }
    }
    let transaction = &mut changing.transaction;
    imports::update_added(transaction, import_id, owner, added).await?;
    let event = Event::of(owner, EventKind::DataImported)
        .session(session_id)
        .from(client)
        .detail(added.to_string());
    audit::record(auth, transaction, event).await?;
    changing.commit().await?;
    tracing::info!(user.id = owner, added, "todos were imported");
    Ok(added)
}

/// Adds what was read from a row. A step comes to its todo, which may have been there before the import or come with it,
/// and where that has no room for it, it is a todo of its own.
async fn add_item(
    changing: &mut Changing<'_>,
    id: &TodoId,
    item: &Item,
    new: NewTodo,
) -> Result<Option<TodoRow>, Error> {
    let parent = item.more.as_ref().and_then(|more| more.parent);
    let parents = parent.map(|parent| [id_from_elsewhere(changing.owner, &parent), parent]);
    for parent_id in parents.into_iter().flatten() {
        let step = NewTodo {
            parent_id: Some(parent_id),
            ..new.clone()
        };
        match insert(changing, id, &step, None).await {
            Err(Error::NoParent | Error::TooManySteps) => {}
            inserted => return inserted,
        }
    }
    insert(changing, id, &new, None).await
}

/// The lists somebody has, and those that a file names and that are made for it.
struct Lists {
    known: Vec<(ListId, ListName)>,
}

impl Lists {
    async fn of(todos: &Todos, owner: &str) -> Result<Self, Error> {
        let known = List::named(&lists(todos, owner).await?);
        Ok(Self { known })
    }

    /// The todo of a row, in its list. Where there is no room for another list, it comes into the inbox.
    async fn new_todo(&mut self, changing: &mut Changing<'_>, item: &Item) -> Result<NewTodo, Error> {
        let plain = NewTodo {
            completed: item.completed,
            ..NewTodo::titled(item.title.clone())
        };
        let Some(more) = &item.more else { return Ok(plain) };
        let list_id = match &more.list {
            Some(name) => self.find_or_make(changing, name).await?,
            None => None,
        };
        // It was read once already, before it was kept.
        let whole = more.form.put_into(plain.clone()).unwrap_or(plain);
        Ok(NewTodo { list_id, ..whole })
    }

    async fn find_or_make(&mut self, changing: &mut Changing<'_>, name: &ListName) -> Result<Option<ListId>, Error> {
        if let Some((id, _)) = self.known.iter().find(|(_, known)| known == name) {
            return Ok(Some(*id));
        }
        let id = random::id(changing.now);
        let row = NewListRow {
            id: &id,
            name: name.as_str(),
            colour: ListColour::default().as_str(),
            change: changing.number,
            now: changing.now,
        };
        if insert_list(&mut changing.transaction, changing.owner, &row, MAX_LISTS)
            .await?
            .is_none()
        {
            return Ok(None);
        }
        let id = ListId::parse(&id)?;
        self.known.push((id, name.clone()));
        Ok(Some(id))
    }
}

/// Clears a part of what nobody wanted in time away, and tells how many imports that were.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(todos: &Todos) -> Result<u64, Error> {
    Ok(imports::delete_expired_imports(&todos.database, todos.clock.now()).await?)
}

/// How many todos somebody has, the trash included: so many count against what an account can hold.
async fn count_all(todos: &Todos, owner: &str) -> Result<usize, Error> {
    let counts = find_todo_counts(&todos.database, owner).await?;
    Ok(usize::try_from(counts.all()).unwrap_or(usize::MAX))
}

/// Which todos of a file are new to the list, by their places. Only what brings an id of its own can be there already.
async fn find_new(todos: &Todos, owner: &str, import_id: &str, items: &[Item]) -> Result<Vec<usize>, Error> {
    let derived = |item: &Item| new_id(owner, import_id, 0, item);
    let known = items.iter().filter(|item| item.id.is_some());
    let mut wanted: BTreeSet<TodoId> = known.clone().map(derived).collect();
    wanted.extend(known.filter_map(|item| item.id));
    let wanted: Vec<TodoId> = wanted.into_iter().collect();
    let present: BTreeSet<String> = find_present(&todos.database, owner, &wanted)
        .await?
        .into_iter()
        .collect();
    let mut seen = BTreeSet::new();
    let is_new = |item: &Item| {
        let Some(id) = item.id else { return true };
        !present.contains(&id.to_string()) && !present.contains(&derived(item).to_string()) && seen.insert(id)
    };
    let mut is_new = is_new;
    Ok((0..items.len()).filter(|at| is_new(&items[*at])).collect())
}

/// The id of what becomes of a row: the same for the same owner and todo. An id that was made elsewhere is not taken
/// over, for it may be in use here.
fn new_id(owner: &str, import_id: &str, row: usize, item: &Item) -> TodoId {
    match &item.id {
        Some(id) => id_from_elsewhere(owner, id),
        None => id_of(&format!("{owner}\nrow\n{import_id}\n{row}")),
    }
}

fn id_from_elsewhere(owner: &str, id: &TodoId) -> TodoId {
    id_of(&format!("{owner}\nid\n{id}"))
}

fn id_of(origin: &str) -> TodoId {
    let hash = digest(&SHA256, origin.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    TodoId::from_random(bytes)
}
