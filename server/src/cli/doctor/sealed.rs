//! What is encrypted in the database: whether the secrets that are set open it.

use super::Finding;
use crate::{
    auth::installation::{self, Resealed},
    config::Config,
    database::Database,
};

/// Nothing of a database that cannot be read, or has not been started under this secret: others tell that.
pub(super) async fn examine(config: &Config) -> Option<Finding> {
    let database = Database::open_read_only(&config.data.database_url.0).await.ok()?;
    let finding = look(&database, config).await;
    database.close().await;
    finding
}

async fn look(database: &Database, config: &Config) -> Option<Finding> {
    let area = "secret";
    database.check().await.ok()?;
    let installation = installation::find(database, &config.secrets).await.ok()??;
    let Resealed {
        current,
        resealed: previous,
        unreadable,
    } = installation::inspect(database, &installation.secrets).await.ok()?;
    if unreadable > 0 {
        return Some(Finding::fault(
            area,
            format!(
                "cannot decrypt {unreadable} of {} encrypted values",
                current + previous + unreadable
            ),
            "Set AUTH_SECRET_PREVIOUS to the secret they were encrypted with, and run `latchkey keys reseal`.",
        ));
    }
    if previous > 0 {
        return Some(Finding::warning(
            area,
            format!(
                "AUTH_SECRET_PREVIOUS is still needed for {previous} of {} encrypted values",
                current + previous
            ),
            "Run `latchkey keys reseal`.",
        ));
    }
    Some(Finding::good(area, "decrypts everything that is encrypted"))
}
