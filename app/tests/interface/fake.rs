//! Ports that remember what they were asked and answer what they were told.

use app::{
    backend::{Accounts, Backend, Caller, Reply, Todos},
    model::{
        AppError, DoneToMany, EmailAddress, ListId, NewTodo, PersonName, Priority, Role, SessionData, SessionInfo,
        SignIn, SignUp, Steps, Todo, TodoCounts, TodoId, TodoLabels, TodoPage, TodoPatch, TodoQuery, TodoTitle, User,
    },
};
use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use tower_cookies::Cookie;

/// What happened, and what is to happen.
#[derive(Clone, Default)]
pub struct Fake {
    calls: Arc<Mutex<Vec<String>>>,
    /// Answered to everything.
    pub refusal: Option<AppError>,
}

impl Fake {
    pub fn refusing(refusal: AppError) -> Self {
        Self {
            refusal: Some(refusal),
            ..Self::default()
        }
    }

    pub fn backend(&self) -> Backend {
        Backend {
            accounts: Arc::new(self.clone()),
            todos: Arc::new(self.clone()),
            password_min_length: 10,
        }
    }

    /// The calls so far, each as `verb by whom: what`.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn called(&self, verb: &str, caller: &Caller, what: impl std::fmt::Debug) -> Result<(), AppError> {
        let who = caller
            .session
            .as_ref()
            .map_or("nobody", |session| session.user.name.as_str());
        self.calls.lock().unwrap().push(format!("{verb} by {who}: {what:?}"));
        self.refusal.clone().map_or(Ok(()), Err)
    }
}

/// Ada, signed in.
pub fn ada() -> SessionData {
    SessionData {
        user: User {
            id: "ada".into(),
            name: PersonName::parse("Ada").unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            email_verified: false,
            image: None,
            role: Role::User,
            created_at: 0,
            updated_at: 0,
        },
        session: SessionInfo {
            id: "session".into(),
            expires_at: 1,
        },
    }
}

pub fn signed_in() -> Caller {
    Caller {
        session: Some(ada()),
        ..Caller::default()
    }
}

pub fn id(number: u8) -> TodoId {
    TodoId::from_random([number; 16])
}

pub fn todo(number: u8, title: &str, completed: bool) -> Todo {
    let title = TodoTitle::parse(title).unwrap();
    Todo {
        id: id(number),
        title,
        completed,
        list_id: ListId::default(),
        due: None,
        priority: Priority::None,
        has_notes: false,
        labels: TodoLabels::default(),
        recurs: false,
        next: None,
        parent_id: None,
        steps: Steps::default(),
        position: number.into(),
        change: 0,
        version: 1,
        created_at: 0,
        updated_at: 0,
    }
}

#[async_trait]
impl Accounts for Fake {
    async fn sign_up(&self, caller: &Caller, sign_up: SignUp) -> Result<Reply<Option<SessionData>>, AppError> {
        self.called("sign up", caller, sign_up)?;
        Ok(Reply {
            value: Some(ada()),
            cookies: vec![Cookie::new("session", "token")],
        })
    }

    async fn sign_in(&self, caller: &Caller, sign_in: SignIn) -> Result<Reply<Option<SessionData>>, AppError> {
        self.called("sign in", caller, sign_in.remember)?;
        Ok(Reply {
            value: Some(ada()),
            cookies: vec![Cookie::new("session", "token")],
        })
    }

    async fn sign_out(&self, caller: &Caller) -> Result<Reply<()>, AppError> {
        self.called("sign out", caller, ())?;
        Ok(Reply {
            value: (),
            cookies: vec![Cookie::new("session", "")],
        })
    }
}

#[async_trait]
impl Todos for Fake {
    async fn list(&self, caller: &Caller, query: TodoQuery) -> Result<TodoPage, AppError> {
        self.called("list", caller, query)?;
        Ok(TodoPage::default())
    }

    async fn add(&self, caller: &Caller, new: NewTodo) -> Result<Todo, AppError> {
        self.called("add", caller, new.title.as_str())?;
        Ok(Todo {
            id: new.id.unwrap(),
            title: new.title,
            ..todo(1, "x", false)
        })
    }

    async fn add_line(
        &self,
        caller: &Caller,
        id: TodoId,
        line: &str,
        list_id: Option<ListId>,
    ) -> Result<Todo, AppError> {
        let new = NewTodo {
            id: Some(id),
            list_id,
            ..NewTodo::titled(TodoTitle::parse(line)?)
        };
        Todos::add(self, caller, new).await
    }

    async fn edit(&self, caller: &Caller, id: TodoId, patch: TodoPatch) -> Result<Todo, AppError> {
        self.called("edit", caller, &patch)?;
        Ok(Todo {
            id,
            completed: patch.completed.unwrap_or_default(),
            ..todo(1, "x", false)
        })
    }

    async fn remove(&self, caller: &Caller, id: TodoId) -> Result<i64, AppError> {
        self.called("remove", caller, id.to_string())?;
        Ok(1)
    }

    async fn move_beside(&self, caller: &Caller, id: TodoId, beside: TodoId, is_after: bool) -> Result<Todo, AppError> {
        self.called("move", caller, (id.to_string(), beside.to_string(), is_after))?;
        Ok(Todo {
            id,
            ..todo(1, "x", false)
        })
    }

    async fn restore(&self, caller: &Caller, id: TodoId) -> Result<Todo, AppError> {
        self.called("restore", caller, id.to_string())?;
        Ok(Todo {
            id,
            ..todo(1, "x", false)
        })
    }

    async fn set_all(&self, caller: &Caller, list_id: Option<ListId>, completed: bool) -> Result<DoneToMany, AppError> {
        self.called("set all", caller, (list_id, completed))?;
        Ok(DONE)
    }

    async fn undo_set_all(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        completed: bool,
        at: i64,
    ) -> Result<DoneToMany, AppError> {
        self.called("undo set all", caller, (list_id, completed, at))?;
        Ok(DONE)
    }

    async fn clear_completed(&self, caller: &Caller, list_id: Option<ListId>) -> Result<DoneToMany, AppError> {
        self.called("clear", caller, list_id)?;
        Ok(DONE)
    }

    async fn undo_clear_completed(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        at: i64,
    ) -> Result<DoneToMany, AppError> {
        self.called("undo clear", caller, (list_id, at))?;
        Ok(DONE)
    }
}

const DONE: DoneToMany = DoneToMany {
    counts: TodoCounts {
        active: 0,
        completed: 0,
    },
    at: 5,
    changes: (1, 1),
};
