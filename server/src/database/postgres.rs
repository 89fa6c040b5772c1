use super::{ACQUIRE_TIMEOUT, Database, Error};
use sqlx::{Connection, postgres::PgPoolOptions};
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
    Ok(Database::Postgres(pool))
}
