//! The rules of a todo list. Every use case takes the owner, and every statement below names the
//! owner in its `where`: somebody else's todo is simply not there.

mod bulk;
mod change;
mod changes;
mod changing;
mod create;
mod error;
pub mod export;
mod find_by_words;
pub mod import;
mod labels;
mod lines;
mod listing;
mod lists;
mod many;
mod order;
mod ordered;
mod precondition;
mod read;
mod search;
mod series;
mod views;
mod words;

pub use bulk::{clear_completed, set_all, undo_clear_completed, undo_set_all};
pub use change::{add, edit, edit_expected, edit_only, remove, remove_expected, restore, skip};
pub use changes::{ChangedList, Changes, changes};
pub use changing::{TodoEvents, TodosChanged};
pub use create::{Created, RequestKey, create, create_many, forget_old_keys};
pub use error::Error;
pub use find_by_words::{Found, FoundPlace, WordSearch, find_by_words, index_unread};
pub use labels::{
    add_label, edit_label, find_label, find_label_named, labels, list_label, remove_label, restore_label,
    todos_with_label,
};
pub use lines::{read_line, read_line_of, read_lines};
pub use listing::{Listing, Part, list_forward};
pub use lists::{MAX_LISTS, add_list, edit_list, find_list, lists, remove_list, restore_list};
pub use many::{Action, change_many};
pub use order::{Destination, move_by_one, move_todo};
pub use ordered::{Order, Place};
pub use precondition::Expected;
pub use read::{counts, counts_of_list, find, last_change, list, steps};
pub use search::Search;
pub use series::recurrence_in_words;
pub use views::{PART as VIEW_PART, View, empty_trash, forget_old_purges, forget_old_trash, view};

use crate::{clock::Clock, database::Database};
use app::model::ListId;

/// Most todos of one account. Whatever it can hold can be exported, and imported again.
pub const MAX_TODOS: usize = 100_000;
/// The same as the database counts.
const QUOTA: i64 = MAX_TODOS.cast_signed() as i64;
/// Most labels of one account, those that were deleted in the last 30 days included.
const MAX_LABELS: usize = 1_000;

/// What the use cases of this folder need. Cloning shares it.
#[derive(Clone)]
pub struct Todos {
    pub database: Database,
    pub clock: Clock,
    /// Where open pages hear of changes.
    pub events: TodoEvents,
}

/// The list that somebody has had from the beginning.
///
/// # Errors
/// [`Error::Corrupt`] where their id is none of ours.
pub fn inbox(owner: &str) -> Result<ListId, Error> {
    Ok(ListId::parse(owner)?)
}
