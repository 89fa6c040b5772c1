//! `latchkey restore`: puts a backup in the place of the database, all of it or nothing; what was there stays aside. It
//! refuses while others work with the database, and `--force` goes over them on PostgreSQL only.

use super::{Failure, Options, backup::label, output, with_config};
use crate::database::backup::{Others, restore};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Arguments {
    /// A file of `latchkey backup`
    file: PathBuf,
    /// PostgreSQL: go on although others are connected to the database
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    options: Options,
}

impl Arguments {
    pub(super) fn run(self) -> Result<(), Failure> {
        let output = self.options.output();
        let others = if self.force { Others::Ignore } else { Others::Respect };
        with_config(self.options.flags, async |config| {
            let bar = output.progress("Restoring");
            let watch = |done, whole| output::advance(&bar, done, whole);
            let restored = restore(&config.data.database_url.0, &self.file, &label(), others, &watch).await;
            bar.finish_and_clear();
            let restored = restored?;
            let json = json!({ "file": self.file, "version": restored.version, "replaced": restored.replaced });
            output.show(&json, || {
                let mut text = format!("Restored {}.\n", self.file.display());
                if let Some(replaced) = &restored.replaced {
                    text += &format!(
                        "What was there before is now in {}; delete it when all is well.\n",
                        replaced.display()
                    );
                }
                text + "AUTH_SECRET (or AUTH_SECRET_PREVIOUS) has to be the one in use when the backup was made. Run `latchkey doctor` to check that all is well."
            });
            Ok(())
        })
    }
}
