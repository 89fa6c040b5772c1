//! Server functions: what a hydrated page calls. Each parses, calls a port and finishes the reply;
//! what decides something lives behind the ports.
//!
//! Their addresses are written out, because generated ones contain a hash of the checkout's path.
//! Forms sent without JavaScript do not come here but to the page's own address.

mod account;
mod error;
mod todos;

pub use account::{current_session, sign_in, sign_out, sign_up};
pub use todos::{
    add_todo, clear_completed, edit_todo, list_todos, move_todo, remove_todo, restore_todo, set_all_todos,
    undo_clear_completed, undo_set_all,
};
