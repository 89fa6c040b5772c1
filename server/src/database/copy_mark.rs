//! The mark of a copy that has not ended: a table of its own in the target, which names the source. A database with it
//! holds a part of an installation only.

use super::{Database, Error, Transaction, command, migrate::has_table, query};
use sqlx::FromRow;

pub(super) const TABLE: &str = "copied_from";

#[derive(FromRow)]
struct Mark {
    place: String,
}

/// From where a database has been copied in part; `None` of one that is whole.
pub(super) async fn find(database: &Database) -> Result<Option<String>, Error> {
    if !has_table(database, TABLE).await? {
        return Ok(None);
    }
    let mark: Option<Mark> = query("select place from copied_from").optional(database).await?;
    Ok(mark.map(|mark| mark.place))
}

/// Nobody is to work with a part of an installation, who would miss the rest and keep it from arriving.
pub(super) async fn require_none(database: &Database) -> Result<(), Error> {
    match find(database).await? {
        Some(place) => Err(Error::PartOf(place)),
        None => Ok(()),
    }
}

pub(super) async fn set(transaction: &mut Transaction, place: &str) -> Result<(), Error> {
    let table = command("create table if not exists copied_from (place text not null)");
    table.execute(&mut *transaction).await?;
    let mark = command("insert into copied_from (place) values ($1)").bind(place);
    mark.execute(transaction).await?;
    Ok(())
}

pub(super) async fn remove(database: &Database) -> Result<(), Error> {
    command("drop table copied_from").execute(database).await?;
    Ok(())
}
