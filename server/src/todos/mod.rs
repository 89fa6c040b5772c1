//! The rules of a todo list. Every use case takes the owner, and every statement below names the
//! owner in its `where`: somebody else's todo is simply not there.

mod batches;
mod change;
mod create;
mod error;
pub mod export;
pub mod import;
mod listing;
mod precondition;
mod read;
mod search;

pub use change::{add, clear_completed, edit, edit_expected, remove, remove_expected, set_all};
pub use create::{Created, RequestKey, create, forget_old_keys};
pub use error::Error;
pub use listing::{Listing, Part, list_forward};
pub use precondition::Expected;
pub use read::{counts, find, list};
pub use search::Search;

use crate::{clock::Clock, database::Database};

/// Most todos of one account. Whatever it can hold can be exported, and imported again.
pub const MAX_TODOS: usize = 100_000;
/// The same as the database counts.
const QUOTA: i64 = MAX_TODOS.cast_signed() as i64;

/// What the use cases of this folder need. Cloning shares it.
#[derive(Clone)]
pub struct Todos {
    pub database: Database,
    pub clock: Clock,
}
