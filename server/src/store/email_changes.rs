//! Changes of address: those that wait for their mailboxes (`email_changes`, one an account), and those that can still
//! be undone (`email_change_undos`). They are their owner's; whoever has the token of a link reaches the one it is for,
//! and of a token only the hash is stored.
//!
//! A change goes when it is made, cancelled, replaced or not confirmed within an hour; an undo goes when it is used or
//! after 72 hours. Until then nobody else gets the address from before.

use super::{PART, TokenHash};
use crate::database::{Database, Error, Transaction, command, query, statement::Target};
use const_format::formatcp;
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    REPLACE,
    FIND_OF_USER,
    FIND_BY_LINK,
    UPDATE_NEW_LINK,
    UPDATE_OLD_LINK,
    CONFIRM_NEW,
    CONFIRM_OLD,
    APPROVE,
    DELETE,
    DELETE_EXPIRED,
    INSERT_UNDO,
    UPDATE_UNDO_LINK,
    FIND_UNDO,
    CONSUME_UNDO,
    FIND_RESERVATION,
    DELETE_UNDOS,
    DELETE_EXPIRED_UNDOS,
];

/// A row of `email_changes`, but for its links.
#[derive(Clone, Debug, FromRow)]
pub struct EmailChangeRow {
    pub user_id: String,
    /// The address at the time it was asked for.
    pub old_email: String,
    pub new_email: String,
    /// Whether the new mailbox has said yes.
    pub is_new_confirmed: bool,
    /// Whether the present one has, or something that counts as much.
    pub is_old_confirmed: bool,
    pub created_at: i64,
    pub expires_at: i64,
}

/// The columns of an [`EmailChangeRow`].
const CHANGE_COLUMNS: &str =
    "user_id, old_email, new_email, is_new_confirmed, is_old_confirmed, created_at, expires_at";

const REPLACE: &str = formatcp!(
    "
insert into email_changes ({CHANGE_COLUMNS})
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (user_id) do update
set old_email = excluded.old_email, new_email = excluded.new_email, new_token_hash = null, old_token_hash = null,
    is_new_confirmed = excluded.is_new_confirmed, is_old_confirmed = excluded.is_old_confirmed,
    created_at = excluded.created_at, expires_at = excluded.expires_at"
);

/// Lets a change wait, in place of the one of that person that may be there. It has no links yet.
pub async fn replace_email_change(transaction: &mut Transaction, change: &EmailChangeRow) -> Result<(), Error> {
    command(REPLACE)
        .bind(&change.user_id)
        .bind(&change.old_email)
        .bind(&change.new_email)
        .bind(change.is_new_confirmed)
        .bind(change.is_old_confirmed)
        .bind(change.created_at)
        .bind(change.expires_at)
        .execute(transaction)
        .await
        .map(drop)
}

const FIND_OF_USER: &str = formatcp!(
    "
select {CHANGE_COLUMNS}
from email_changes
where user_id = $1 and expires_at > $2"
);

/// The change somebody waits for.
pub async fn find_email_change_of_user(
    database: &Database,
    user_id: &str,
    now: i64,
) -> Result<Option<EmailChangeRow>, Error> {
    query(FIND_OF_USER).bind(user_id).bind(now).optional(database).await
}

/// A change and which of its links was looked for.
#[derive(Clone, Debug, FromRow)]
pub struct LinkedEmailChange {
    #[sqlx(flatten)]
    pub change: EmailChangeRow,
    /// Whether it is the link to the new mailbox, and not the one to the present.
    pub is_to_new: bool,
}

const FIND_BY_LINK: &str = formatcp!(
    "
select {CHANGE_COLUMNS},
    coalesce(new_token_hash = $1, false) as is_to_new
from email_changes
where (new_token_hash = $1 or old_token_hash = $1) and expires_at > $2"
);

/// The change behind a link to either mailbox, while it is good. Looking does not use it up.
pub async fn find_email_change_by_link(
    database: &Database,
    hash: &TokenHash,
    now: i64,
) -> Result<Option<LinkedEmailChange>, Error> {
    query(FIND_BY_LINK).bind(&hash[..]).bind(now).optional(database).await
}

/// One of the two mailboxes that a change of address waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailbox {
    New,
    Present,
}

const UPDATE_NEW_LINK: &str = "
update email_changes
set new_token_hash = $1
where user_id = $2 and new_email = $3 and not is_new_confirmed and expires_at > $4";

const UPDATE_OLD_LINK: &str = "
update email_changes
set old_token_hash = $1
where user_id = $2 and new_email = $3 and not is_old_confirmed and expires_at > $4";

/// Gives a change the link to one of its mailboxes; `false` when it does not wait for that.
pub async fn update_change_link(
    database: &Database,
    mailbox: Mailbox,
    (user_id, new_email): (&str, &str),
    hash: &TokenHash,
    now: i64,
) -> Result<bool, Error> {
    let update = match mailbox {
        Mailbox::New => UPDATE_NEW_LINK,
        Mailbox::Present => UPDATE_OLD_LINK,
    };
    let update = command(update).bind(&hash[..]).bind(user_id).bind(new_email).bind(now);
    Ok(update.execute(database).await? > 0)
}

const CONFIRM_NEW: &str = formatcp!(
    "
update email_changes
set is_new_confirmed = true, new_token_hash = null
where new_token_hash = $1 and expires_at > $2
returning {CHANGE_COLUMNS}"
);

const CONFIRM_OLD: &str = formatcp!(
    "
update email_changes
set is_old_confirmed = true, old_token_hash = null
where old_token_hash = $1 and expires_at > $2
returning {CHANGE_COLUMNS}"
);

/// Uses up the link to either mailbox, and tells how the change stands then. Of any number who bring the same link,
/// exactly one gets the row.
pub async fn consume_email_change_link(
    transaction: &mut Transaction,
    hash: &TokenHash,
    now: i64,
) -> Result<Option<EmailChangeRow>, Error> {
    let confirmed = command(CONFIRM_NEW).bind(&hash[..]).bind(now);
    match confirmed.optional(&mut *transaction).await? {
        Some(row) => Ok(Some(row)),
        None => {
            let confirmed = command(CONFIRM_OLD).bind(&hash[..]).bind(now);
            confirmed.optional(transaction).await
        }
    }
}

const APPROVE: &str = formatcp!(
    "
update email_changes
set is_old_confirmed = true, old_token_hash = null
where user_id = $1 and not is_old_confirmed and expires_at > $2
returning {CHANGE_COLUMNS}"
);

/// Lets something else count for the present mailbox, and tells how the change stands then. `None` when there is none
/// that waits for it.
pub async fn approve_email_change(
    transaction: &mut Transaction,
    user_id: &str,
    now: i64,
) -> Result<Option<EmailChangeRow>, Error> {
    command(APPROVE).bind(user_id).bind(now).optional(transaction).await
}

const DELETE: &str = "
delete from email_changes
where user_id = $1";

/// Takes back what somebody waits for, and tells whether there was anything.
pub async fn delete_email_change(transaction: &mut Transaction, user_id: &str) -> Result<bool, Error> {
    let deleted = command(DELETE).bind(user_id).execute(transaction).await?;
    Ok(deleted > 0)
}

const DELETE_EXPIRED: &str = "
delete from email_changes
where user_id in (select user_id from email_changes where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of those away that were not confirmed in time and tells how many there were.
pub async fn delete_expired_email_changes(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED).bind(now).bind(PART).execute(database).await
}

/// A row of `email_change_undos`, but for its link.
#[derive(Clone, Debug, FromRow)]
pub struct EmailChangeUndoRow {
    pub id: String,
    pub user_id: String,
    /// The address that can be had back.
    pub old_email: String,
    /// The one it was changed to.
    pub new_email: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// The columns of an [`EmailChangeUndoRow`].
const UNDO_COLUMNS: &str = "id, user_id, old_email, new_email, created_at, expires_at";

const INSERT_UNDO: &str = formatcp!(
    "
insert into email_change_undos ({UNDO_COLUMNS})
values ($1, $2, $3, $4, $5, $6)"
);

/// Notes that a change can be undone. It has no link yet.
pub async fn insert_undo(transaction: &mut Transaction, undo: &EmailChangeUndoRow) -> Result<(), Error> {
    command(INSERT_UNDO)
        .bind(&undo.id)
        .bind(&undo.user_id)
        .bind(&undo.old_email)
        .bind(&undo.new_email)
        .bind(undo.created_at)
        .bind(undo.expires_at)
        .execute(transaction)
        .await
        .map(drop)
}

const UPDATE_UNDO_LINK: &str = "
update email_change_undos
set token_hash = $1
where id = $2 and expires_at > $3";

/// Gives the link by which a change is undone; `false` when it can be undone no more.
pub async fn update_undo_link(database: &Database, id: &str, hash: &TokenHash, now: i64) -> Result<bool, Error> {
    let updated = command(UPDATE_UNDO_LINK)
        .bind(&hash[..])
        .bind(id)
        .bind(now)
        .execute(database)
        .await?;
    Ok(updated > 0)
}

const FIND_UNDO: &str = formatcp!(
    "
select {UNDO_COLUMNS}
from email_change_undos
where token_hash = $1 and expires_at > $2"
);

/// What a link undoes, while it is good. Looking does not use it up.
pub async fn find_undo(database: &Database, hash: &TokenHash, now: i64) -> Result<Option<EmailChangeUndoRow>, Error> {
    query(FIND_UNDO).bind(&hash[..]).bind(now).optional(database).await
}

const CONSUME_UNDO: &str = formatcp!(
    "
delete from email_change_undos
where token_hash = $1 and expires_at > $2
returning {UNDO_COLUMNS}"
);

/// Uses a link that undoes a change up. Of any number who bring the same one, exactly one gets the row.
pub async fn consume_undo(
    transaction: &mut Transaction,
    hash: &TokenHash,
    now: i64,
) -> Result<Option<EmailChangeUndoRow>, Error> {
    command(CONSUME_UNDO)
        .bind(&hash[..])
        .bind(now)
        .optional(transaction)
        .await
}

#[derive(FromRow)]
struct Owner {
    user_id: String,
}

const FIND_RESERVATION: &str = "
select user_id
from email_change_undos
where old_email = $1 and expires_at > $2
order by created_at desc, id desc
limit 1";

/// Who can still have this address back, if anybody can.
pub async fn find_reservation<'a>(
    target: impl Into<Target<'a>>,
    email: &str,
    now: i64,
) -> Result<Option<String>, Error> {
    let owner: Option<Owner> = query(FIND_RESERVATION).bind(email).bind(now).optional(target).await?;
    Ok(owner.map(|owner| owner.user_id))
}

const DELETE_UNDOS: &str = "
delete from email_change_undos
where user_id = $1";

/// Lets no change of somebody be undone any more.
pub async fn delete_undos_of_user(transaction: &mut Transaction, user_id: &str) -> Result<(), Error> {
    command(DELETE_UNDOS).bind(user_id).execute(transaction).await.map(drop)
}

const DELETE_EXPIRED_UNDOS: &str = "
delete from email_change_undos
where id in (select id from email_change_undos where expires_at <= $1 order by expires_at limit cast($2 as bigint))";

/// Clears a part of what can be undone no more away and tells how many changes those were.
pub async fn delete_expired_undos(database: &Database, now: i64) -> Result<u64, Error> {
    command(DELETE_EXPIRED_UNDOS)
        .bind(now)
        .bind(PART)
        .execute(database)
        .await
}
