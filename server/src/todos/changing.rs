//! A change on its way: it has its number, and everybody with an open page hears of it once it is committed.

use super::{Error, Todos};
use crate::{
    database::{Change, Transaction},
    humanize,
    store::changes,
};
use app::model::Day;
use std::sync::Arc;
use tokio::sync::broadcast;

/// How many announcements somebody who listens may be behind.
const BACKLOG: usize = 256;

/// Where changes are published. Cloning shares it.
#[derive(Clone)]
pub struct TodoEvents(broadcast::Sender<TodosChanged>);

/// That somebody's todos or lists have changed.
#[derive(Clone, Debug)]
pub struct TodosChanged {
    pub user_id: Arc<str>,
    /// The number of the change.
    pub number: i64,
}

impl Default for TodoEvents {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl TodoEvents {
    /// Tells everybody who listens here.
    pub fn publish(&self, user_id: &str, number: i64) {
        let user_id = user_id.into();
        // Nobody may be listening, which is fine.
        let _ = self.0.send(TodosChanged { user_id, number });
    }

    /// Hears of every change from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<TodosChanged> {
        self.0.subscribe()
    }
}

/// A change in its transaction. One that is dropped has not happened, and its number is free again.
pub(super) struct Changing<'a> {
    todos: &'a Todos,
    pub owner: &'a str,
    pub transaction: Transaction,
    /// Larger by one than that of the change before.
    pub number: i64,
    pub now: i64,
    /// Which day it is where the owner lives.
    pub today: Day,
}

impl<'a> Changing<'a> {
    /// Waits until no other change of the same person is on its way.
    pub(super) async fn begin(todos: &'a Todos, owner: &'a str) -> Result<Self, Error> {
        let mut transaction = todos.database.begin().await?;
        let next = changes::take_next(&mut transaction, owner).await?;
        let now = todos.clock.now();
        Ok(Self {
            todos,
            owner,
            transaction,
            number: next.last_change,
            now,
            today: humanize::today(now, &next.time_zone),
        })
    }

    /// Commits it, and has everybody hear of it who listens, here and at other instances.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let (user_id, number) = (self.owner.to_owned(), self.number);
        self.transaction
            .announce(&Change::TodosChanged { user_id, number })
            .await?;
        self.transaction.commit().await?;
        self.todos.events.publish(self.owner, number);
        Ok(())
    }
}
