//! `latchkey migrate`: takes the steps a database has not taken, for operators whose server may not change tables.
//! Running it twice changes nothing.

use super::{Failure, Options, output::counted, with_config};
use crate::{
    database::Database,
    store::todo_counts::{count_anew, find_miscounted},
    telemetry::log,
};
use serde_json::json;

/// Brings the tables up to date, and repairs the numbers of todos that `latchkey doctor` finds wrong.
pub(super) fn run(options: Options) -> Result<(), Failure> {
    let output = options.output();
    with_config(options.flags, async |config| {
        let traces = log::start();
        let database = Database::open(&config.data.database_url.0).await?;
        let migrated = migrate(&database).await;
        database.close().await;
        if let Some(traces) = traces {
            traces.finish().await;
        }
        let Migrated { before, now, recounted } = migrated?;
        output.show(&json!({ "from": before, "to": now, "recounted": recounted }), || {
            let steps = match before == Some(now) {
                true => "The database was already up to date.".to_owned(),
                false => format!("The database is up to date: all {now} steps have been run."),
            };
            match recounted {
                0 => steps,
                lists => format!("{steps}\nCounted the todos of {} again.", counted(lists, "list")),
            }
        });
        Ok(())
    })
}

struct Migrated {
    before: Option<i64>,
    now: i64,
    /// Lists whose number of todos was wrong.
    recounted: usize,
}

async fn migrate(database: &Database) -> Result<Migrated, Failure> {
    let progress = database.progress().await?;
    database.migrate().await?;
    let miscounted = find_miscounted(database).await?;
    for owner in &miscounted {
        let mut transaction = database.begin().await?;
        count_anew(&mut transaction, owner).await?;
        transaction.commit().await?;
    }
    Ok(Migrated {
        before: progress.taken,
        now: progress.known,
        recounted: miscounted.len(),
    })
}
