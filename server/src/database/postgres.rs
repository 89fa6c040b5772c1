use super::{ACQUIRE_TIMEOUT, Database, Error};
use sqlx::postgres::PgPoolOptions;

const CONNECTIONS: u32 = 10;

/// Connects to a server that is already there.
pub(super) async fn open(url: &str) -> Result<Database, Error> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect(url)
        .await?;
    Ok(Database::Postgres(pool))
}
