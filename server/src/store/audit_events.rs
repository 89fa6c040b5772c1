//! The table `audit_events`: one line of the record of what happened to an account. `auth::audit` writes it in the
//! transaction of what happened; the owner of the account, administrators and the operator read it.
//!
//! A row is never changed. It outlives its account, by the id, and goes when it is older than `AUDIT_RETENTION`.

use super::PART;
use crate::database::{Database, Error, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[INSERT, FIND_OF_USER, COUNT_BY_DAY, DELETE_OLD];

/// A row of `audit_events`.
#[derive(Clone, Debug, FromRow)]
pub struct AuditEventRow {
    pub id: String,
    pub kind: String,
    /// Whose account it is about; nobody's for a sign-in to an address without one.
    pub user_id: Option<String>,
    /// Who did it, where that was somebody else.
    pub actor_id: Option<String>,
    pub session_id: Option<String>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub detail: Option<String>,
    pub created_at: i64,
}

const INSERT: &str = "
insert into audit_events (id, kind, user_id, actor_id, session_id, ip_address, user_agent, detail, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub async fn insert_audit_event<'a>(target: impl Into<Target<'a>>, event: &AuditEventRow) -> Result<(), Error> {
    command(INSERT)
        .bind(&event.id)
        .bind(&event.kind)
        .bind(event.user_id.as_deref())
        .bind(event.actor_id.as_deref())
        .bind(event.session_id.as_deref())
        .bind(event.ip_address.as_deref())
        .bind(event.user_agent.as_deref())
        .bind(event.detail.as_deref())
        .bind(event.created_at)
        .execute(target)
        .await
        .map(drop)
}

const FIND_OF_USER: &str = "
select id, kind, user_id, actor_id, session_id, ip_address, user_agent, detail, created_at
from audit_events
where user_id = $1 and id < $2
order by id desc
limit cast($3 as bigint)";

/// The latest events of somebody before the one with this id, the newest first. Ids sort by time.
pub async fn find_audit_events_of_user(
    database: &Database,
    user_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<AuditEventRow>, Error> {
    query(FIND_OF_USER)
        .bind(user_id)
        .bind(before)
        .bind(limit)
        .all(database)
        .await
}

/// How often something happened on a day, which is told in days since the Unix epoch.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct DayCount {
    pub day: i64,
    pub count: i64,
}

const COUNT_BY_DAY: &str = "
select created_at / 86400000 as day, count(*) as count
from audit_events
where kind = $1 and created_at >= $2
group by created_at / 86400000";

/// Events of this kind since then, by the days of UTC; one without any is left out.
pub async fn count_audit_events_by_day(database: &Database, kind: &str, since: i64) -> Result<Vec<DayCount>, Error> {
    query(COUNT_BY_DAY).bind(kind).bind(since).all(database).await
}

const DELETE_OLD: &str = "
delete from audit_events
where id in (select id from audit_events where created_at < $1 order by created_at limit cast($2 as bigint))";

/// Clears a part of what happened before `time` away and tells how many there were.
pub async fn delete_audit_events_before(database: &Database, time: i64) -> Result<u64, Error> {
    command(DELETE_OLD).bind(time).bind(PART).execute(database).await
}
