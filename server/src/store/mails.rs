//! The table `mails`, the mail queue: emails that wait, were given up (`dead`), or are kept to be read in development.
//! What is in one is encrypted; the operator sees its kind, state and problem, never whom it is for.
//!
//! A row is claimed by compare-and-set before it is sent, so of several instances one sends it. It goes when it has
//! been sent or was for nobody; dead and kept ones after 14 days.

use super::{PART, audit_events::DayCount};
use crate::database::{Database, Error, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_DUE,
    CLAIM,
    KEEP,
    BURY,
    POSTPONE,
    DELETE,
    FIND_ALL,
    REVIVE,
    DELETE_OLD,
    COUNT,
    COUNT_WAITING_BY_DAY,
];

/// A row of `mails`.
#[derive(Clone, Debug, FromRow)]
pub struct MailRow {
    pub id: String,
    pub kind: String,
    pub state: String,
    /// The email to be written while it waits, the message once it is written; encrypted.
    pub sealed: Vec<u8>,
    /// How often sending it has been tried.
    pub attempts: i64,
    pub due_at: i64,
    pub problem: Option<String>,
    pub created_at: i64,
}

const INSERT: &str = "
insert into mails (id, kind, state, sealed, attempts, due_at, created_at)
values ($1, $2, 'waiting', $3, 0, $4, $5)";

/// Adds an email to the queue.
pub async fn insert_mail<'a>(
    target: impl Into<Target<'a>>,
    id: &str,
    kind: &str,
    sealed: &[u8],
    now: i64,
) -> Result<(), Error> {
    command(INSERT)
        .bind(id)
        .bind(kind)
        .bind(sealed)
        .bind(now)
        .bind(now)
        .execute(target)
        .await
        .map(drop)
}

const FIND_DUE: &str = "
select id, kind, state, sealed, attempts, due_at, problem, created_at
from mails
where state = 'waiting' and due_at <= $1
order by due_at, id
limit cast($2 as bigint)";

/// The emails whose turn it is.
pub async fn find_due_mails(database: &Database, now: i64, limit: i64) -> Result<Vec<MailRow>, Error> {
    // From the writer's side, so that an email is seen as soon as it is there.
    command(FIND_DUE).bind(now).bind(limit).all(database).await
}

const CLAIM: &str = "
update mails
set due_at = $1, attempts = attempts + 1
where id = $2 and due_at = $3 and state = 'waiting'";

/// Takes an email until `until`; `false` when somebody else has it.
pub async fn claim_mail(database: &Database, mail: &MailRow, until: i64) -> Result<bool, Error> {
    let claimed = command(CLAIM)
        .bind(until)
        .bind(&mail.id)
        .bind(mail.due_at)
        .execute(database)
        .await?;
    Ok(claimed > 0)
}

const KEEP: &str = "
update mails
set state = 'kept', sealed = $1
where id = $2";

/// Keeps a written message to be read here.
pub async fn keep_mail(database: &Database, id: &str, sealed: &[u8]) -> Result<(), Error> {
    command(KEEP).bind(sealed).bind(id).execute(database).await.map(drop)
}

const BURY: &str = "
update mails
set state = 'dead', problem = $1
where id = $2";

/// Gives an email up.
pub async fn bury_mail(database: &Database, id: &str, problem: &str) -> Result<(), Error> {
    command(BURY).bind(problem).bind(id).execute(database).await.map(drop)
}

const POSTPONE: &str = "
update mails
set due_at = $1, problem = $2
where id = $3";

/// Puts an email off.
pub async fn postpone_mail(database: &Database, id: &str, due_at: i64, problem: &str) -> Result<(), Error> {
    command(POSTPONE)
        .bind(due_at)
        .bind(problem)
        .bind(id)
        .execute(database)
        .await
        .map(drop)
}

const DELETE: &str = "
delete from mails
where id = $1";

/// Forgets an email, which has been sent or was for nobody.
pub async fn delete_mail(database: &Database, id: &str) -> Result<(), Error> {
    command(DELETE).bind(id).execute(database).await.map(drop)
}

const FIND_ALL: &str = "
select id, kind, state, sealed, attempts, due_at, problem, created_at
from mails
where state = $1
order by id desc
limit cast($2 as bigint)";

/// The newest emails in this state.
pub async fn find_mails(database: &Database, state: &str, limit: i64) -> Result<Vec<MailRow>, Error> {
    query(FIND_ALL).bind(state).bind(limit).all(database).await
}

const REVIVE: &str = "
update mails
set state = 'waiting', attempts = 0, due_at = $1, problem = null
where state = 'dead'";

/// Tries all that were given up once more and tells how many there are.
pub async fn revive_dead_mails(database: &Database, now: i64) -> Result<u64, Error> {
    command(REVIVE).bind(now).execute(database).await
}

const DELETE_OLD: &str = "
delete from mails
where id in (select id from mails where state <> 'waiting' and created_at < $1 order by created_at limit cast($2 as bigint))";

/// Clears a part of what was kept or given up before `time` away and tells how many there were.
pub async fn delete_mails_before(database: &Database, time: i64) -> Result<u64, Error> {
    command(DELETE_OLD).bind(time).bind(PART).execute(database).await
}

const COUNT: &str = "
select state, count(*) as count
from mails
group by state";

/// How many emails there are in a state.
#[derive(Debug, FromRow)]
pub struct MailCount {
    pub state: String,
    pub count: i64,
}

/// Emails by state; one that nothing is in is left out.
pub async fn count_mails(database: &Database) -> Result<Vec<MailCount>, Error> {
    query(COUNT).all(database).await
}

const COUNT_WAITING_BY_DAY: &str = "
select created_at / 86400000 as day, count(*) as count
from mails
where state = 'waiting' and created_at >= $1
group by created_at / 86400000";

/// Emails that wait, by the day of UTC on which they were posted.
pub async fn count_waiting_mails_by_day(database: &Database, since: i64) -> Result<Vec<DayCount>, Error> {
    query(COUNT_WAITING_BY_DAY).bind(since).all(database).await
}
