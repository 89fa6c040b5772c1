//! The number of the last change to what somebody has, in the table `users`.
//!
//! A change takes its number first, in its own transaction, and so holds the row until that ends: the changes of a
//! person come one after the other, and whoever has seen a number never misses a smaller one that is committed later.
//! It is the row of the person, and not one beside it, that it holds, for who deletes an account begins there too: with
//! two rows, taken in two orders, each would wait for the other.

use crate::database::{Database, Error, Transaction, command, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[NEXT, LAST];

#[derive(FromRow)]
struct Last {
    last_change: i64,
}

/// A change that is being made.
#[derive(FromRow)]
pub struct NextChange {
    pub last_change: i64,
    /// Of the person: which day it is decides what is due next.
    pub time_zone: String,
}

const NEXT: &str = "
update users
set last_change = last_change + 1
where id = $1
returning last_change, time_zone";

/// Takes the next number. [`Error::Orphan`] means that the account is gone.
pub async fn take_next(transaction: &mut Transaction, user_id: &str) -> Result<NextChange, Error> {
    let row = command(NEXT).bind(user_id).optional(transaction).await?;
    row.ok_or(Error::Orphan)
}

const LAST: &str = "
select last_change
from users
where id = $1";

/// The number of the last change; 0 before the first.
pub async fn find_last(database: &Database, user_id: &str) -> Result<i64, Error> {
    let row: Option<Last> = query(LAST).bind(user_id).optional(database).await?;
    Ok(row.map_or(0, |row| row.last_change))
}
