//! What the server tells the browser about the page it has rendered.
//!
//! `request.rs` puts it together, `shell.rs` writes it into the HTML, and `hydration.rs` reads it. It travels in
//! [postcard](https://postcard.jamesmunns.com): reading JSON takes a parser that weighs more than a page of ours, and
//! what is read was written by the very program that made the page.

use super::{Day, List, ListId, ListName, NextPath, RefusedForm, SessionData, SessionEnd, TodoPage};
use serde::{Deserialize, Serialize};

/// What a page starts with. The first paint already knows who is signed in, and the browser begins with the very values
/// the server rendered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PageState {
    /// Who is signed in, or nobody.
    pub session: Option<SessionData>,
    /// A form that was sent without JavaScript and refused.
    pub refused: Option<RefusedForm>,
    /// How the session of this browser ended, before one signs in again.
    pub ended: Option<SessionEnd>,
    /// Shortest password of a new account, in characters.
    pub password_min_length: usize,
    /// What the todo page shows first.
    pub todos: Option<TodoPage>,
    /// The list whose page this is, where that is not the inbox.
    pub list: Option<List>,
    /// The lists that a line for a new todo can name.
    pub lists: Vec<(ListId, ListName)>,
    /// Which day it is where the person lives.
    pub today: Option<Day>,
    /// Where to go after signing in.
    pub next: NextPath,
    /// What follows the question mark in the address.
    pub query: String,
}

impl PageState {
    /// The state as bytes, or nothing where it cannot be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads what [`PageState::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
