//! `latchkey copy`: moves an installation from one database to another, of whichever engine. It takes no password on
//! the command line, where everybody on the machine could read it.

use super::{Failure, Output, block_on, output};
use crate::database::{
    backup::Others,
    copy::{Copied, copy, place},
};
use clap::Args;
use serde_json::json;
use url::Url;

#[derive(Args)]
pub(super) struct Arguments {
    /// The database to read, such as sqlite:data/latchkey.db; it stays as it is
    #[arg(long, value_name = "URL", env = "COPY_FROM", hide_env_values = true)]
    from: String,
    /// The database to fill, such as <postgres://USER@HOST/NAME>; empty, or with a part of the same copy
    #[arg(long, value_name = "URL", env = "COPY_TO", hide_env_values = true)]
    to: String,
    /// PostgreSQL: go on although others are connected to one of the databases
    #[arg(long)]
    force: bool,
    /// Answer in JSON, for scripts
    #[arg(long, help_heading = "Output")]
    json: bool,
}

impl Arguments {
    pub(super) fn run(self) -> Result<(), Failure> {
        let output = if self.json { Output::Json } else { Output::Text };
        let others = if self.force { Others::Ignore } else { Others::Respect };
        for (url, variable) in [(&self.from, "COPY_FROM"), (&self.to, "COPY_TO")] {
            // Anybody on the machine can read what a program was started with.
            if has_password(url) && std::env::args_os().any(|word| word.to_string_lossy().contains(url.as_str())) {
                return Err(Failure::usage(
                    "a password does not belong on the command line",
                    format!("Set {variable} in the environment instead."),
                ));
            }
            place(url).map_err(|error| {
                Failure::usage(
                    error.to_string(),
                    "Such as sqlite:data/latchkey.db or postgres://USER:PASSWORD@HOST/NAME.",
                )
            })?;
        }
        block_on(async {
            let bar = output.progress_in_parts("Copying");
            let watch = |done, whole| output::advance(&bar, done, whole);
            let copied = copy(&self.from, &self.to, others, &watch).await;
            bar.finish_and_clear();
            show(output, &copied?, &place(&self.from)?, &place(&self.to)?);
            Ok(())
        })
    }
}

fn has_password(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password"))
}

fn show(output: Output, copied: &Copied, from: &str, to: &str) {
    let tables = copied.tables.iter();
    let rows: u64 = tables.clone().map(|table| table.rows).sum();
    let this_time: u64 = tables.clone().map(|table| table.copied).sum();
    let json = json!({
        "from": from,
        "to": to,
        "resumed": copied.is_resumed,
        "rows": rows,
        "copied": this_time,
        "tables": tables
            .clone()
            .map(|table| json!({ "name": table.name, "rows": table.rows, "copied": table.copied, "sha256": table.hash }))
            .collect::<Vec<_>>(),
    });
    output.show(&json, || {
        let lines: Vec<_> = tables
            .map(|table| [table.name.clone(), table.rows.to_string(), table.hash.clone()])
            .collect();
        let rest = if copied.is_resumed {
            format!(", {this_time} of them now")
        } else {
            String::new()
        };
        format!(
            "{}\n\nCopied {rows} rows{rest}. Both databases hold the same rows, by count and by hash.\nStart the server with the new DATABASE_URL and the same AUTH_SECRET.",
            output::list(["TABLE", "ROWS", "SHA-256"], &lines)
        )
    });
}
