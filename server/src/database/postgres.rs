//! Opening PostgreSQL: how many connections, when one is asked whether it still lives, and that the database can store
//! every text. A server that cannot is refused at the start.

use super::{ACQUIRE_TIMEOUT, Database, Error, query};
use sqlx::{Connection, FromRow, postgres::PgPoolOptions};
use std::time::Duration;

/// A connection that came back less than this ago was alive then, and is lent again without being asked, which would
/// be a journey there and back for each statement.
const TRUSTED: Duration = Duration::from_secs(1);

/// Connects to a server that is already there, by `most` connections as they are needed.
pub(super) async fn open(url: &str, most: u32) -> Result<Database, Error> {
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, lent| {
            Box::pin(async move { Ok(lent.idle_for < TRUSTED || connection.ping().await.is_ok()) })
        })
        .connect(url)
        .await?;
    let database = Database::Postgres(pool);
    require_utf8(&database).await?;
    Ok(database)
}

/// That every text fits into the database and its length counts characters. In another encoding some texts could not be
/// stored, and in `SQL_ASCII` the limits of the tables would count bytes.
pub(super) async fn require_utf8(database: &Database) -> Result<(), Error> {
    #[derive(FromRow)]
    struct Encoding {
        name: String,
        encoding: String,
    }
    let asked = "select current_database()::text as name, current_setting('server_encoding') as encoding";
    let Encoding { name, encoding } = query(asked).one(database).await?;
    match encoding.as_str() {
        "UTF8" => Ok(()),
        _ => Err(Error::Encoding { name, encoding }),
    }
}
