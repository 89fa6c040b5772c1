use super::{Failure, Options, with_config};
use crate::{database::Database, telemetry::log};
use serde_json::json;

/// Brings the tables up to date.
pub fn run(options: Options) -> Result<(), Failure> {
    let output = options.output();
    with_config(options.flags, async |config| {
        let traces = log::start();
        let database = Database::open(&config.database_url.0).await?;
        let migrated = migrate(&database).await;
        database.close().await;
        if let Some(traces) = traces {
            traces.finish().await;
        }
        let (before, now) = migrated?;
        output.show(&json!({ "from": before, "to": now }), || {
            if before == Some(now) {
                "The database was up to date already.".into()
            } else {
                format!("The database is up to date: it has taken all {now} steps.")
            }
        });
        Ok(())
    })
}

async fn migrate(database: &Database) -> Result<(Option<i64>, i64), Failure> {
    let before = database.progress().await?;
    database.migrate().await?;
    Ok((before.taken, before.known))
}
