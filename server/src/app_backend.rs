//! The interface's ports over the use cases: the only file that knows both sides. It authorises,
//! translates, and logs what a client must not see.

use crate::{
    auth::{self, Auth, Client, OpenSession, SignInStep, SignedUp, cookies},
    for_client::answer,
    todos::{self, Destination, Todos},
};
use app::{
    backend::{self, Accounts, Backend, Caller, Reply},
    model::{
        AppError, DoneToMany, ListId, NewTodo, SessionData, SignIn, SignUp, Todo, TodoId, TodoPage, TodoPatch,
        TodoQuery,
    },
};
use async_trait::async_trait;
use std::sync::Arc;

/// The ports for pages, forms and server functions.
#[must_use]
pub fn backend(auth: Auth, todos: Todos) -> Backend {
    let password_min_length = auth.settings.password_min_length;
    Backend {
        accounts: Arc::new(AccountsPort(auth)),
        todos: Arc::new(TodosPort(todos)),
        password_min_length,
    }
}

struct AccountsPort(Auth);

#[async_trait]
impl Accounts for AccountsPort {
    async fn sign_up(&self, caller: &Caller, sign_up: SignUp) -> Result<Reply<Option<SessionData>>, AppError> {
        let opened = match auth::sign_up(&self.0, sign_up, &client_of(caller)).await {
            Ok(SignedUp::In(open)) => Ok(*open),
            Ok(SignedUp::ToBeVerified(user, browser)) => {
                let names = &self.0.settings.cookies;
                let sent = cookies::Sent {
                    email: user.email,
                    at: user.created_at,
                };
                return Ok(Reply {
                    value: None,
                    cookies: vec![
                        cookies::sent_cookie(&sent, names),
                        cookies::newcomer_cookie(&browser, names),
                    ],
                });
            }
            Err(error) => Err(error),
        };
        self.answer_opened(caller, opened)
    }

    async fn sign_in(&self, caller: &Caller, sign_in: SignIn) -> Result<Reply<Option<SessionData>>, AppError> {
        let opened = match auth::sign_in(&self.0, sign_in, &client_of(caller)).await {
            Ok(SignInStep::Done(open)) => Ok(*open),
            Ok(SignInStep::SecondStep(challenge)) => {
                return Ok(Reply {
                    value: None,
                    cookies: vec![cookies::challenge_cookie(&challenge, &self.0.settings.cookies)],
                });
            }
            Err(error) => Err(error),
        };
        self.answer_opened(caller, opened)
    }

    async fn sign_out(&self, caller: &Caller) -> Result<Reply<()>, AppError> {
        if let Some(data) = &caller.session {
            auth::sign_out(&self.0, &data.user.id, &data.session.id, &client_of(caller))
                .await
                .map_err(|error| answer(&error, caller))?;
        }
        Ok(Reply {
            value: (),
            cookies: cookies::removal_cookies(&self.0.settings.cookies),
        })
    }
}

impl AccountsPort {
    fn answer_opened(
        &self,
        caller: &Caller,
        opened: Result<OpenSession, auth::Error>,
    ) -> Result<Reply<Option<SessionData>>, AppError> {
        let open = opened.map_err(|error| answer(&error, caller))?;
        let cookies = open.cookies(&self.0);
        Ok(Reply {
            value: Some(open.data),
            cookies,
        })
    }
}

struct TodosPort(Todos);

#[async_trait]
impl backend::Todos for TodosPort {
    async fn list(&self, caller: &Caller, query: TodoQuery) -> Result<TodoPage, AppError> {
        todos::list(&self.0, owner(caller)?, &query)
            .await
            .map_err(|error| answer(&error, caller))
    }

    async fn add(&self, caller: &Caller, new: NewTodo) -> Result<Todo, AppError> {
        let added = todos::add(&self.0, owner(caller)?, &new).await;
        added
            .map(|details| details.todo)
            .map_err(|error| answer(&error, caller))
    }

    async fn add_line(
        &self,
        caller: &Caller,
        id: TodoId,
        line: &str,
        list_id: Option<ListId>,
    ) -> Result<Todo, AppError> {
        let read = todos::read_line_of(&self.0, owner(caller)?, line).await;
        let read = read.map_err(|error| answer(&error, caller))?;
        self.add(caller, read.new_todo(Some(id), list_id)?).await
    }

    async fn edit(&self, caller: &Caller, id: TodoId, patch: TodoPatch) -> Result<Todo, AppError> {
        let edited = todos::edit(&self.0, owner(caller)?, &id, &patch).await;
        edited
            .map(|details| details.todo)
            .map_err(|error| answer(&error, caller))
    }

    async fn remove(&self, caller: &Caller, id: TodoId) -> Result<i64, AppError> {
        let removed = todos::remove(&self.0, owner(caller)?, &id).await;
        removed
            .map(|details| details.todo.change)
            .map_err(|error| answer(&error, caller))
    }

    async fn move_beside(&self, caller: &Caller, id: TodoId, beside: TodoId, is_after: bool) -> Result<Todo, AppError> {
        let owner = owner(caller)?;
        let destination = match is_after {
            true => Destination::After(beside),
            false => Destination::Before(beside),
        };
        let moved = async {
            let list_id = todos::find(&self.0, owner, &beside).await?.todo.list_id;
            todos::move_todo(&self.0, (owner, &list_id), &id, destination).await
        };
        moved
            .await
            .map(|details| details.todo)
            .map_err(|error| answer(&error, caller))
    }

    async fn restore(&self, caller: &Caller, id: TodoId) -> Result<Todo, AppError> {
        let restored = todos::restore(&self.0, owner(caller)?, &id).await;
        restored
            .map(|details| details.todo)
            .map_err(|error| answer(&error, caller))
    }

    async fn set_all(&self, caller: &Caller, list_id: Option<ListId>, completed: bool) -> Result<DoneToMany, AppError> {
        let (owner, list_id) = scope(caller, list_id)?;
        done(todos::set_all(&self.0, (owner, &list_id), completed).await, caller)
    }

    async fn undo_set_all(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        completed: bool,
        at: i64,
    ) -> Result<DoneToMany, AppError> {
        let (owner, list_id) = scope(caller, list_id)?;
        done(
            todos::undo_set_all(&self.0, (owner, &list_id), completed, at).await,
            caller,
        )
    }

    async fn clear_completed(&self, caller: &Caller, list_id: Option<ListId>) -> Result<DoneToMany, AppError> {
        let (owner, list_id) = scope(caller, list_id)?;
        done(todos::clear_completed(&self.0, (owner, &list_id)).await, caller)
    }

    async fn undo_clear_completed(
        &self,
        caller: &Caller,
        list_id: Option<ListId>,
        at: i64,
    ) -> Result<DoneToMany, AppError> {
        let (owner, list_id) = scope(caller, list_id)?;
        done(
            todos::undo_clear_completed(&self.0, (owner, &list_id), at).await,
            caller,
        )
    }
}

fn done(outcome: Result<DoneToMany, todos::Error>, caller: &Caller) -> Result<DoneToMany, AppError> {
    outcome.map_err(|error| answer(&error, caller))
}

/// Whose todos the caller may see: their own.
fn owner(caller: &Caller) -> Result<&str, AppError> {
    Ok(&caller.require_session()?.user.id)
}

/// The same with the list that is named, or the inbox.
fn scope(caller: &Caller, named: Option<ListId>) -> Result<(&str, ListId), AppError> {
    let owner = owner(caller)?;
    let list_id = named.map_or_else(|| todos::inbox(owner), Ok);
    Ok((owner, list_id.map_err(|error| answer(&error, caller))?))
}

/// Where a caller asks from, as the request was read at the door.
fn client_of(caller: &Caller) -> Client {
    caller.client.get::<Client>().cloned().unwrap_or_default()
}
