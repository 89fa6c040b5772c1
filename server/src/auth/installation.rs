//! The installation: its random root, the secrets it has had, and sealing anew what was sealed under another one.
//!
//! The first start makes the root and carries over what versions without one have left. From then on each start finds
//! the root, and notes since when the secret it was given is in use.

use super::{
    Error, KeySource, Secret,
    key_source::ROOT_LENGTH,
    sealed::{Opened, Purpose, seal, unseal},
};
use crate::{
    database::{Database, Transaction, statement::Target},
    random,
    store::{
        installation::{find_installation, find_secrets, insert_installation, insert_secret},
        sealed_columns::{self, SealedColumn, SealedRow},
        two_factors::update_code_keys,
    },
};

/// What keys are derived from.
#[derive(Debug)]
pub struct Installation {
    /// The secret in use first, then a previous one, each mixed with the root.
    pub secrets: Vec<KeySource>,
    /// The same without the root, for what versions before it have handed out.
    pub former: Vec<KeySource>,
}

/// The installation of this database. Makes the root if there is none.
///
/// # Errors
/// When the database fails, or its root is not one.
pub async fn open(database: &Database, secrets: &[Secret], now: i64) -> Result<Installation, Error> {
    if let Some(installation) = find(database, secrets).await? {
        return Ok(installation);
    }
    let mut transaction = database.begin_alone().await?;
    // Asked again within: with two roots, what one instance seals the other could not open.
    let root = match find_installation(&mut transaction).await? {
        Some(row) => root_of(row.root)?,
        None => {
            let root = random::bytes::<ROOT_LENGTH>();
            insert_installation(&mut transaction, &root, now).await?;
            carry_over(&mut transaction, secrets, &root).await?;
            root
        }
    };
    for (place, secret) in secrets.iter().enumerate() {
        // What comes after the first was in use before it, whenever that was.
        let used_since = if place == 0 { now } else { 0 };
        let source = KeySource::new(secret.clone(), &root, None);
        insert_secret(&mut transaction, source.name(), used_since).await?;
    }
    transaction.commit().await?;
    find(database, secrets).await?.ok_or(Error::Sealed)
}

/// The same of an installation that has been started with this secret before; `None` of any other. Changes nothing.
///
/// # Errors
/// When the database fails, or its root is not one.
pub async fn find(database: &Database, secrets: &[Secret]) -> Result<Option<Installation>, Error> {
    let Some(row) = find_installation(database).await? else {
        return Ok(None);
    };
    let (root, created_at) = (root_of(row.root)?, row.created_at);
    let known = find_secrets(database).await?;
    let used_since = |secret: &Secret| {
        let source = KeySource::new(secret.clone(), &root, None);
        known
            .iter()
            .find(|row| row.id == source.name())
            .map(|row| row.used_since)
    };
    let Some(current_since) = secrets.first().and_then(used_since) else {
        return Ok(None);
    };
    let sources = secrets.iter().enumerate().map(|(place, secret)| {
        // A secret that has not been in use yet, or was later than this one, is about to take its place: its
        // operator lets all instances know it first.
        let is_superseded = place > 0 && used_since(secret).is_some_and(|since| since <= current_since);
        KeySource::new(secret.clone(), &root, is_superseded.then_some(current_since))
    });
    let former = secrets.iter().cloned();
    Ok(Some(Installation {
        secrets: sources.collect(),
        former: former
            .map(|secret| KeySource::without_root(secret, created_at))
            .collect(),
    }))
}

fn root_of(stored: Vec<u8>) -> Result<[u8; ROOT_LENGTH], Error> {
    stored.try_into().map_err(|_| Error::Sealed)
}

/// Seals anew what versions without a root have sealed, and writes down the keys they hashed recovery codes with.
async fn carry_over(transaction: &mut Transaction, secrets: &[Secret], root: &[u8; ROOT_LENGTH]) -> Result<(), Error> {
    let Some(current) = secrets.first() else {
        return Ok(());
    };
    let current = KeySource::new(current.clone(), root, None);
    let former: Vec<KeySource> = secrets
        .iter()
        .cloned()
        .map(|secret| KeySource::without_root(secret, i64::MAX))
        .collect();
    let code_keys = former.iter().map(|source| source.derive("recovery codes"));
    let code_keys = code_keys.collect::<Vec<_>>().concat();
    for column in SealedColumn::ALL {
        let mut batches = SealedBatches::of(column);
        while let Some(rows) = batches.next(&mut *transaction).await? {
            reseal_batch(transaction, column, &rows, &former, &current, &mut Resealed::default()).await?;
        }
    }
    let mut after = String::new();
    loop {
        let owners = sealed_columns::find_without_code_keys(transaction, &after).await?;
        let Some(last) = owners.last() else { return Ok(()) };
        after.clone_from(last);
        for owner in owners {
            let sealed = seal(
                std::slice::from_ref(&current),
                Purpose::RecoveryCodeKeys,
                &owner,
                &code_keys,
            );
            let sealed = sealed.ok_or(Error::Sealed)?;
            update_code_keys(transaction, &owner, &sealed).await?;
        }
    }
}

/// What came of sealing anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed under the secret in use before.
    pub current: u64,
    /// Sealed under a previous one, and under the one in use now.
    pub resealed: u64,
    /// Opened by none of the secrets.
    pub unreadable: u64,
}

/// Seals everything anew that was sealed under a previous secret, so that it is not needed any more.
///
/// # Errors
/// When the database fails; what was sealed until then stays so.
pub async fn reseal(database: &Database, sources: &[KeySource]) -> Result<Resealed, Error> {
    let mut outcome = Resealed::default();
    let Some(current) = sources.first() else {
        return Ok(outcome);
    };
    for column in SealedColumn::ALL {
        let mut batches = SealedBatches::of(column);
        loop {
            let mut transaction = database.begin().await?;
            let Some(rows) = batches.next(&mut transaction).await? else {
                break;
            };
            reseal_batch(&mut transaction, column, &rows, sources, current, &mut outcome).await?;
            transaction.commit().await?;
        }
    }
    Ok(outcome)
}

/// How the sealed things stand, without changing any: as [`reseal`] would find them.
///
/// # Errors
/// When the database fails.
pub async fn inspect(database: &Database, sources: &[KeySource]) -> Result<Resealed, Error> {
    let mut outcome = Resealed::default();
    for column in SealedColumn::ALL {
        let mut batches = SealedBatches::of(column);
        while let Some(rows) = batches.next(database).await? {
            for row in &rows {
                match unseal(sources, purpose_of(column), &row.id, &row.sealed) {
                    None => outcome.unreadable += 1,
                    Some(opened) if opened.is_current => outcome.current += 1,
                    Some(_) => outcome.resealed += 1,
                }
            }
        }
    }
    Ok(outcome)
}

/// The rows of a column, a batch at a time.
struct SealedBatches {
    column: SealedColumn,
    /// The last row of the batch before.
    after: String,
}

impl SealedBatches {
    fn of(column: SealedColumn) -> Self {
        Self {
            column,
            after: String::new(),
        }
    }

    async fn next<'a>(&mut self, target: impl Into<Target<'a>>) -> Result<Option<Vec<SealedRow>>, Error> {
        let rows = sealed_columns::find_sealed(target, self.column, &self.after).await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        self.after.clone_from(&last.id);
        Ok(Some(rows))
    }
}

/// Seals rows anew that `openers` open and `current` has not sealed.
async fn reseal_batch(
    transaction: &mut Transaction,
    column: SealedColumn,
    rows: &[SealedRow],
    openers: &[KeySource],
    current: &KeySource,
    outcome: &mut Resealed,
) -> Result<(), Error> {
    let purpose = purpose_of(column);
    let is_current =
        |opened: &Opened| opened.is_current && openers.first().map(KeySource::name) == Some(current.name());
    for row in rows {
        match unseal(openers, purpose, &row.id, &row.sealed) {
            None => {
                tracing::warn!(row.id, ?column, "no secret opens what is sealed here");
                outcome.unreadable += 1;
            }
            Some(opened) if is_current(&opened) => outcome.current += 1,
            Some(opened) => {
                let sealed = seal(std::slice::from_ref(current), purpose, &row.id, &opened.plain);
                let sealed = sealed.ok_or(Error::Sealed)?;
                sealed_columns::update_sealed(&mut *transaction, column, row, &sealed).await?;
                outcome.resealed += 1;
            }
        }
    }
    Ok(())
}

fn purpose_of(column: SealedColumn) -> Purpose {
    match column {
        SealedColumn::SigningKey => Purpose::SigningKey,
        SealedColumn::Mail => Purpose::Mail,
        SealedColumn::TwoFactor => Purpose::TwoFactor,
        SealedColumn::RecoveryCodeKeys => Purpose::RecoveryCodeKeys,
    }
}
