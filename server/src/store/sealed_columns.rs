//! The columns whose content is encrypted under the secret of the installation, row by row, for sealing them anew.

use super::PART;
use crate::database::{Error, Transaction, command, query, statement::Target};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[
    FIND_SIGNING_KEYS,
    FIND_MAILS,
    FIND_TWO_FACTORS,
    FIND_CODE_KEYS,
    UPDATE_SIGNING_KEY,
    UPDATE_MAIL,
    UPDATE_TWO_FACTOR,
    UPDATE_CODE_KEYS,
    FIND_WITHOUT_CODE_KEYS,
];

/// Such a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedColumn {
    SigningKey,
    Mail,
    TwoFactor,
    RecoveryCodeKeys,
}

impl SealedColumn {
    pub const ALL: [Self; 4] = [Self::SigningKey, Self::Mail, Self::TwoFactor, Self::RecoveryCodeKeys];
}

/// What is sealed in a row, and the name it was sealed for.
#[derive(FromRow)]
pub struct SealedRow {
    pub id: String,
    pub sealed: Vec<u8>,
}

const FIND_SIGNING_KEYS: &str = "
select id, sealed_private_key as sealed
from signing_keys
where id > $1
order by id
limit cast($2 as bigint)";

const FIND_MAILS: &str = "
select id, sealed
from mails
where id > $1
order by id
limit cast($2 as bigint)";

const FIND_TWO_FACTORS: &str = "
select user_id as id, sealed_secret as sealed
from two_factors
where user_id > $1
order by user_id
limit cast($2 as bigint)";

const FIND_CODE_KEYS: &str = "
select user_id as id, sealed_code_keys as sealed
from two_factors
where user_id > $1 and sealed_code_keys is not null
order by user_id
limit cast($2 as bigint)";

/// The next rows behind the one called `after`.
pub async fn find_sealed<'a>(
    target: impl Into<Target<'a>>,
    column: SealedColumn,
    after: &str,
) -> Result<Vec<SealedRow>, Error> {
    let find = match column {
        SealedColumn::SigningKey => FIND_SIGNING_KEYS,
        SealedColumn::Mail => FIND_MAILS,
        SealedColumn::TwoFactor => FIND_TWO_FACTORS,
        SealedColumn::RecoveryCodeKeys => FIND_CODE_KEYS,
    };
    query(find).bind(after).bind(PART).all(target).await
}

const UPDATE_SIGNING_KEY: &str = "
update signing_keys
set sealed_private_key = $1
where id = $2 and sealed_private_key = $3";

const UPDATE_MAIL: &str = "
update mails
set sealed = $1
where id = $2 and sealed = $3";

const UPDATE_TWO_FACTOR: &str = "
update two_factors
set sealed_secret = $1
where user_id = $2 and sealed_secret = $3";

const UPDATE_CODE_KEYS: &str = "
update two_factors
set sealed_code_keys = $1
where user_id = $2 and sealed_code_keys = $3";

/// Puts `sealed` in the place of what the row held, unless that has changed meanwhile.
pub async fn update_sealed(
    transaction: &mut Transaction,
    column: SealedColumn,
    row: &SealedRow,
    sealed: &[u8],
) -> Result<(), Error> {
    let update = match column {
        SealedColumn::SigningKey => UPDATE_SIGNING_KEY,
        SealedColumn::Mail => UPDATE_MAIL,
        SealedColumn::TwoFactor => UPDATE_TWO_FACTOR,
        SealedColumn::RecoveryCodeKeys => UPDATE_CODE_KEYS,
    };
    let update = command(update).bind(sealed).bind(&row.id).bind(&row.sealed[..]);
    update.execute(transaction).await.map(drop)
}

#[derive(FromRow)]
struct Owner {
    user_id: String,
}

const FIND_WITHOUT_CODE_KEYS: &str = "
select user_id
from two_factors
where user_id > $1 and sealed_code_keys is null
    and exists (select 1 from recovery_codes c where c.user_id = two_factors.user_id)
order by user_id
limit cast($2 as bigint)";

/// The next people behind `after` whose recovery codes have no keys of their own.
pub async fn find_without_code_keys(transaction: &mut Transaction, after: &str) -> Result<Vec<String>, Error> {
    let owners: Vec<Owner> = query(FIND_WITHOUT_CODE_KEYS)
        .bind(after)
        .bind(PART)
        .all(transaction)
        .await?;
    Ok(owners.into_iter().map(|owner| owner.user_id).collect())
}
