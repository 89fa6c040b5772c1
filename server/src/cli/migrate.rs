use crate::{config::Config, database::Database, telemetry};

/// Brings the tables up to date.
pub async fn run(config: Config) -> Result<(), String> {
    telemetry::start();
    let database = Database::open(&config.database_url.0)
        .await
        .map_err(|error| error.to_string())?;
    database.migrate().await.map_err(|error| error.to_string())?;
    database.close().await;
    println!("The database is up to date.");
    Ok(())
}
