//! The ports: everything the interface may ask of the rest of the program.
//!
//! The server implements them (`server/src/app_backend.rs`) and hands them over as one [`Backend`]; tests hand over a
//! fake. Each verb takes the [`Caller`] first and authorises by it. What a page is rendered with comes beside them, as
//! extensions of the request.

use crate::model::{
    AppError, Day, DoneToMany, Label, List, ListId, NewTodo, NextPath, RefusedForm, SessionData, SessionEnd, SignIn,
    SignUp, Theme, Todo, TodoId, TodoPage, TodoPatch, TodoQuery,
};
use async_trait::async_trait;
use leptos::prelude::{AnyView, IntoAny};
use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use tower_cookies::Cookie;

/// Opening and closing sessions.
///
/// What a use case refuses is an [`AppError`], which the page shows; what breaks inside the server is
/// [`AppError::Internal`], and has been logged.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Makes an account and signs its owner in; nobody, where the address has to be verified first.
    async fn sign_up(&self, caller: &Caller, sign_up: SignUp) -> Result<Reply<Option<SessionData>>, AppError>;
    /// Opens a session for a user who knows the password; none yet where a second factor has to follow.
    async fn sign_in(&self, caller: &Caller, sign_in: SignIn) -> Result<Reply<Option<SessionData>>, AppError>;
    /// Ends the caller's session. Without one there is nothing to do, and that is fine.
    async fn sign_out(&self, caller: &Caller) -> Result<Reply<()>, AppError>;
}

/// The caller's own todos. Somebody else's do not exist here: they are [`AppError::NotFound`]. Without a session every
/// verb answers [`AppError::SignedOut`].
#[async_trait]
pub trait Todos: Send + Sync {
    /// The part of the list that `query` names, with the counts of the whole list.
    async fn list(&self, caller: &Caller, query: TodoQuery) -> Result<TodoPage, AppError>;
    /// Adds a todo at the end. One whose id the caller has already is answered as it is and not added again; a full
    /// list answers [`AppError::ListFull`].
    async fn add(&self, caller: &Caller, new: NewTodo) -> Result<Todo, AppError>;
    /// Adds the todo that a line asks for, in the same way; in the list that it names, or in this one.
    async fn add_line(
        &self,
        caller: &Caller,
        id: TodoId,
        line: &str,
        list_id: Option<ListId>,
    ) -> Result<Todo, AppError>;
    /// Changes what `patch` names, and answers the todo as it is then.
    async fn edit(&self, caller: &Caller, id: TodoId, patch: TodoPatch) -> Result<Todo, AppError>;
    /// Puts a todo into the trash, and answers the number of the change.
    async fn remove(&self, caller: &Caller, id: TodoId) -> Result<i64, AppError>;
    /// Moves a todo before another one, or behind it, into the list of that, and answers it as it is then.
    async fn move_beside(&self, caller: &Caller, id: TodoId, beside: TodoId, is_after: bool) -> Result<Todo, AppError>;
    /// Takes a todo out of the trash, and answers it as it is then.
    async fn restore(&self, caller: &Caller, id: TodoId) -> Result<Todo, AppError>;
    /// Marks all of a list as completed or as active. Without a list it is the inbox, here and below.
    async fn set_all(&self, caller: &Caller, list_id: Option<ListId>, completed: bool) -> Result<DoneToMany, AppError>;
    /// Takes that back, which was done at this moment, but for what was changed since.
    async fn undo_set_all(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        completed: bool,
        at: i64,
    ) -> Result<DoneToMany, AppError>;
    /// Puts the completed ones into the trash.
    async fn clear_completed(&self, caller: &Caller, list_id: Option<ListId>) -> Result<DoneToMany, AppError>;
    /// Takes that back, which was done at this moment.
    async fn undo_clear_completed(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        at: i64,
    ) -> Result<DoneToMany, AppError>;
}

/// Both ports under one name, so that looking them up in a context cannot miss by type.
#[derive(Clone)]
pub struct Backend {
    /// Sessions and accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Todo lists.
    pub todos: Arc<dyn Todos>,
    /// Shortest password a new account may have, in characters; the pages say so.
    pub password_min_length: usize,
}

/// Who is asking, read and verified once per request, before any page or function runs.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The live session, if there is one.
    pub session: Option<SessionData>,
    /// What the implementer of the ports knows of the client besides.
    pub client: Opaque,
    /// Finds this request in the log.
    pub request_id: String,
    /// The theme chosen in this browser, from its cookie.
    pub theme: Theme,
}

impl Caller {
    /// The session, or the error that leads to signing in.
    ///
    /// # Errors
    /// [`AppError::SignedOut`].
    pub fn require_session(&self) -> Result<&SessionData, AppError> {
        self.session.as_ref().ok_or(AppError::SignedOut)
    }
}

/// Something of the implementer's own on its way through: the interface has no word for it and hands it back.
#[derive(Clone, Default)]
pub struct Opaque(Option<Arc<dyn Any + Send + Sync>>);

impl Opaque {
    /// Wraps the implementer's value.
    #[must_use]
    pub fn new(value: impl Any + Send + Sync) -> Self {
        Self(Some(Arc::new(value)))
    }

    /// What was put in, if it is of this type.
    #[must_use]
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opaque(…)")
    }
}

/// An answer and the cookies that go with it.
pub struct Reply<T> {
    /// What the use case answered.
    pub value: T,
    /// Cookies to set, or to delete, in the response.
    pub cookies: Vec<Cookie<'static>>,
}

/// What the todo page shows first, fetched before the page is rendered; a request extension.
#[derive(Clone)]
pub struct FirstTodos(pub TodoPage);

/// The list whose page is rendered, where that is not the inbox; a request extension.
#[derive(Clone)]
pub struct FirstList(pub List);

/// What has just been done, for the page that says so, and the button that takes it back: its name and its value; a
/// request extension.
#[derive(Clone)]
pub struct Said {
    /// In words.
    pub words: String,
    /// The button of a form that is sent to the page's own address.
    pub undo: Option<(&'static str, String)>,
}

/// All lists and labels of somebody, for the views beside a page of todos; a request extension.
#[derive(Clone)]
pub struct Lists {
    /// In their order, the inbox first.
    pub lists: Arc<[List]>,
    /// In the order of their names.
    pub labels: Arc<[Label]>,
    /// The number of the last change that is in them.
    pub change: i64,
}

/// Which day it is where somebody lives; a request extension.
#[derive(Clone, Copy)]
pub struct Today {
    /// The day.
    pub day: Day,
    /// In how many seconds it is over.
    pub ends_in: i64,
}

/// What somebody looks for on the page of search results; a request extension.
#[derive(Clone)]
pub struct Sought(pub String);

/// What was typed into the demo list of the start page; a request extension.
#[derive(Clone)]
pub struct DemoLine(pub String);

/// A page that the server draws by itself: it is never hydrated and loads no program; a request extension.
#[derive(Clone)]
pub struct StaticPage {
    /// The title, without the product's name.
    pub title: String,
    body: Arc<Mutex<Option<AnyView>>>,
}

impl StaticPage {
    /// A page of this title with this in its `main`.
    #[must_use]
    pub fn new(title: String, body: AnyView) -> Self {
        Self {
            title,
            body: Arc::new(Mutex::new(Some(body))),
        }
    }

    /// What is on the page. It is there once, because it is drawn once.
    #[must_use]
    pub fn take_body(&self) -> AnyView {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner).take();
        body.unwrap_or_else(|| ().into_any())
    }
}

/// Where to go after signing in, from the page's address; a request extension.
#[derive(Clone)]
pub struct Next(pub NextPath);

/// How the session of this browser ended, for the page where one signs in again; a request extension.
#[derive(Clone)]
pub struct Ended(pub SessionEnd);

/// A refused form on its way into the page that shows it again; a request extension.
#[derive(Clone)]
pub struct Refused(pub RefusedForm);
