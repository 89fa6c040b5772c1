//! The table `sessions`: signed-in browsers and programs, from sign-in to the end. Whoever shows a token is believed
//! only while the row is there, so deleting it ends the session at the very next request, at every instance; its
//! refresh tokens go with it.
//!
//! Owners and administrators see a row. What ends one for a user names the owner in the `where`, and is committed by
//! `auth.session_events`, so that open pages hear of it; expired rows go within the hour.

use super::{
    PART, TokenHash,
    users::{USER_COLUMNS_OF_U, UserRow},
};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_LIVE,
    FIND_OF_USER,
    FIND_LAST_ACTIVE,
    CLAIM,
    ROTATE,
    SEE,
    RENEW,
    TOUCH,
    CONFIRM,
    DELETE,
    DELETE_OWN,
    DELETE_OTHERS,
    DELETE_ALL,
    DELETE_BEYOND,
    DELETE_EXPIRED,
];

/// A row of `sessions`.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    pub session_id: String,
    pub is_remembered: bool,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub opened_at: i64,
    pub renewed_at: i64,
    pub expires_at: i64,
    pub absolute_expires_at: i64,
    /// When its owner last proved who it is.
    pub confirmed_at: i64,
    /// When it was last used, to within some minutes.
    pub last_active_at: i64,
    /// How often its refresh token has been exchanged.
    pub rotation: i64,
    /// When the newest refresh token, or a JWT that came with it, was shown first.
    pub successor_seen_at: Option<i64>,
}

/// A session to be opened.
pub struct NewSession<'a> {
    pub id: &'a str,
    pub user_id: &'a str,
    pub is_remembered: bool,
    pub ip_address: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    pub now: i64,
    pub expires_at: i64,
    pub absolute_expires_at: i64,
}

/// The columns of a [`SessionRow`].
const COLUMNS: &str = "id as session_id, is_remembered, ip_address, user_agent, created_at as opened_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at, rotation, successor_seen_at";

const INSERT: &str = "
insert into sessions (id, user_id, is_remembered, ip_address, user_agent, created_at, renewed_at, expires_at, absolute_expires_at, confirmed_at, last_active_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

pub async fn insert_session(transaction: &mut Transaction, new: &NewSession<'_>) -> Result<(), Error> {
    command(INSERT)
        .bind(new.id)
        .bind(new.user_id)
        .bind(new.is_remembered)
        .bind(new.ip_address)
        .bind(new.user_agent)
        .bind(new.now)
        .bind(new.now)
        .bind(new.expires_at)
        .bind(new.absolute_expires_at)
        .bind(new.now)
        .bind(new.now)
        .execute(transaction)
        .await
        .map(drop)
}

/// A session with the person it belongs to.
#[derive(Clone, Debug, FromRow)]
pub struct LiveSession {
    #[sqlx(flatten)]
    pub session: SessionRow,
    #[sqlx(flatten)]
    pub user: UserRow,
    /// Whether signing in takes them a second step.
    pub has_two_factor: bool,
}

const FIND_LIVE: &str = formatcp!(
    "
select s.id as session_id, s.is_remembered, s.ip_address, s.user_agent, s.created_at as opened_at, s.renewed_at, s.expires_at, s.absolute_expires_at, s.confirmed_at, s.last_active_at, s.rotation, s.successor_seen_at,
    {USER_COLUMNS_OF_U},
    exists (select 1 from two_factors t where t.user_id = u.id and t.is_confirmed) as has_two_factor
from sessions s
join users u on u.id = s.user_id
where s.id = $1 and s.expires_at > $2 and s.created_at <= $3 and u.is_active"
);

/// A session that was opened further in the future than this was opened while the clock was wrong. It would live until
/// that time has come.
const MOST_AHEAD: i64 = 24 * 60 * 60 * 1000;

/// The session, if it has begun and not ended or expired, and its owner may still come in.
pub async fn find_live_session<'a>(
    target: impl Into<Target<'a>>,
    id: &str,
    now: i64,
) -> Result<Option<LiveSession>, Error> {
    query(FIND_LIVE)
        .bind(id)
        .bind(now)
        .bind(now.saturating_add(MOST_AHEAD))
        .optional(target)
        .await
}

const FIND_OF_USER: &str = formatcp!(
    "
select {COLUMNS}
from sessions
where user_id = $1 and expires_at > $2 and id < $3
order by id desc
limit cast($4 as bigint)"
);

/// The newest live sessions of somebody before the one with the id `before`.
pub async fn find_sessions_of_user(
    database: &Database,
    user_id: &str,
    before: &str,
    now: i64,
    limit: u32,
) -> Result<Vec<SessionRow>, Error> {
    let find = query(FIND_OF_USER).bind(user_id).bind(now).bind(before);
    find.bind(i64::from(limit)).all(database).await
}

/// A session, and how many live ones its owner has, which is of the same moment.
#[derive(Debug, FromRow)]
pub struct ListedSession {
    #[sqlx(flatten)]
    pub session: SessionRow,
    pub total: i64,
}

const FIND_LAST_ACTIVE: &str = formatcp!(
    "
select {COLUMNS},
    count(*) over () as total
from sessions
where user_id = $1 and expires_at > $2
order by case when id = $3 then 0 else 1 end, last_active_at desc, created_at desc, id desc
limit cast($4 as bigint)"
);

/// Of the live sessions of somebody `limit` at most: the one called `first_id`, if any, then those that were active last.
pub async fn find_last_active_sessions(
    database: &Database,
    user_id: &str,
    first_id: Option<&str>,
    now: i64,
    limit: i64,
) -> Result<Vec<ListedSession>, Error> {
    let find = query(FIND_LAST_ACTIVE)
        .bind(user_id)
        .bind(now)
        .bind(first_id)
        .bind(limit);
    find.all(database).await
}

const CLAIM: &str = "
update sessions
set renewed_at = renewed_at
where id = (select session_id from refresh_tokens where token_hash = $1)";

/// Keeps everybody else away from the session of a refresh token until the transaction ends.
pub async fn claim_session_of_token(transaction: &mut Transaction, hash: &TokenHash) -> Result<(), Error> {
    command(CLAIM).bind(&hash[..]).execute(transaction).await.map(drop)
}

const ROTATE: &str = "
update sessions
set rotation = rotation + 1, successor_seen_at = null, last_active_at = $1
where id = $2
returning rotation";

#[derive(FromRow)]
struct Rotated {
    rotation: i64,
}

/// Notes that the refresh token of a session has been exchanged, and tells how often that makes.
pub async fn update_rotation(transaction: &mut Transaction, id: &str, now: i64) -> Result<i64, Error> {
    let rotated: Rotated = command(ROTATE).bind(now).bind(id).one(transaction).await?;
    Ok(rotated.rotation)
}

const SEE: &str = "
update sessions
set successor_seen_at = $1
where id = $2 and rotation = $3 and successor_seen_at is null";

/// Notes that what came of a rotation has been shown, so that its answer was not lost.
pub async fn update_seen(database: &Database, id: &str, rotation: i64, now: i64) -> Result<(), Error> {
    let see = command(SEE).bind(now).bind(id).bind(rotation);
    see.execute(database).await.map(drop)
}

const RENEW: &str = "
update sessions
set renewed_at = $1, expires_at = $2
where id = $3";

/// Moves the end of a session.
pub async fn update_expiry<'a>(
    target: impl Into<Target<'a>>,
    id: &str,
    now: i64,
    expires_at: i64,
) -> Result<(), Error> {
    command(RENEW)
        .bind(now)
        .bind(expires_at)
        .bind(id)
        .execute(target)
        .await
        .map(drop)
}

const TOUCH: &str = "
update sessions
set last_active_at = $1
where id = $2";

/// Notes that a session is in use.
pub async fn update_activity<'a>(target: impl Into<Target<'a>>, id: &str, now: i64) -> Result<(), Error> {
    command(TOUCH).bind(now).bind(id).execute(target).await.map(drop)
}

const CONFIRM: &str = "
update sessions
set confirmed_at = $1
where id = $2";

/// Notes that the owner of a session has just proved who it is.
pub async fn update_confirmation<'a>(target: impl Into<Target<'a>>, id: &str, now: i64) -> Result<(), Error> {
    command(CONFIRM).bind(now).bind(id).execute(target).await.map(drop)
}

const DELETE: &str = "
delete from sessions
where id = $1";

/// Ends a session; its refresh tokens go with it.
pub async fn delete_session<'a>(target: impl Into<Target<'a>>, id: &str) -> Result<(), Error> {
    command(DELETE).bind(id).execute(target).await.map(drop)
}

/// A session that was ended.
#[derive(Clone, Debug, FromRow)]
pub struct EndedSession {
    pub session_id: String,
    pub user_agent: Option<String>,
    pub expires_at: i64,
}

const DELETE_OWN: &str = "
delete from sessions
where id = $1 and user_id = $2
returning id as session_id, user_agent, expires_at";

/// Ends a session if it is theirs, and tells which it was.
pub async fn delete_own_session<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    id: &str,
) -> Result<Option<EndedSession>, Error> {
    command(DELETE_OWN).bind(id).bind(user_id).optional(target).await
}

const DELETE_OTHERS: &str = "
delete from sessions
where user_id = $1 and id <> $2
returning id as session_id, user_agent, expires_at";

/// Ends all sessions of somebody but one, and tells which those were.
pub async fn delete_sessions_but<'a>(
    target: impl Into<Target<'a>>,
    user_id: &str,
    kept_id: &str,
) -> Result<Vec<EndedSession>, Error> {
    command(DELETE_OTHERS).bind(user_id).bind(kept_id).all(target).await
}

const DELETE_ALL: &str = "
delete from sessions
where user_id = $1
returning id as session_id, user_agent, expires_at";

/// Ends all sessions of somebody, and tells which those were.
pub async fn delete_all_sessions<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<Vec<EndedSession>, Error> {
    command(DELETE_ALL).bind(user_id).all(target).await
}

/// Ends all sessions of somebody and tells how many there were.
pub async fn delete_sessions_of_user<'a>(target: impl Into<Target<'a>>, user_id: &str) -> Result<u64, Error> {
    command(DELETE_ALL).bind(user_id).execute(target).await
}

const DELETE_BEYOND: &str = "
delete from sessions
where id in (
    select id
    from sessions
    where user_id = $1 and id <> $2
    order by last_active_at desc, created_at desc, id desc
    limit cast($3 as bigint) offset cast($4 as bigint)
)";

/// Ends the sessions of somebody but one and the `others` that were used last, a part of them at a time, and tells how
/// many those were.
pub async fn delete_sessions_beyond(
    transaction: &mut Transaction,
    user_id: &str,
    kept_id: &str,
    others: i64,
) -> Result<u64, Error> {
    command(DELETE_BEYOND)
        .bind(user_id)
        .bind(kept_id)
        .bind(PART)
        .bind(others)
        .execute(transaction)
        .await
}

const DELETE_EXPIRED: &str = "
delete from sessions
where id in (select id from sessions where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what has expired away and tells how many there were.
pub async fn delete_expired_sessions(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}
