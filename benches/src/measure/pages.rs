//! What only a browser can measure: a script in `end2end` drives it against a fresh Latchkey and gives back the rounds.

use super::{Part, Plan};
use crate::{
    Instance, Result, Settings,
    table::{Bar, Row, What},
};
use anyhow::{Context, ensure};
use serde::Deserialize;
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// The last one stands for every page that does not exist.
const PAGES: [&str; 7] = [
    "/",
    "/sign-in",
    "/sign-up",
    "/todos",
    "/forgot-password",
    "/settings/profile",
    "/no-such-page",
];

/// A row as a script tells it.
#[derive(Deserialize)]
struct Told {
    name: String,
    unit: String,
    reference_name: String,
    /// Ours first.
    rounds: Vec<(f64, f64)>,
    bar: Option<Bar>,
}

/// How many bytes each page loads.
///
/// # Errors
/// When a page does not come to rest.
pub async fn weight(plan: &Plan) -> Result<Vec<Row>> {
    let pages = if plan.pages.is_empty() {
        PAGES.map(str::to_owned).to_vec()
    } else {
        plan.pages.clone()
    };
    ask(Part::Weight, "weight.mjs", &pages, None).await
}

/// How long it takes until a page is painted and can be used.
///
/// # Errors
/// When a page does not get there.
pub async fn speed(plan: &Plan) -> Result<Vec<Row>> {
    ask(
        Part::Browser,
        "speed.mjs",
        &[plan.rounds.to_string()],
        plan.before.as_deref(),
    )
    .await
}

async fn ask(part: Part, script: &str, arguments: &[String], before: Option<&Path>) -> Result<Vec<Row>> {
    let (_instance, url) = start(Settings::new()?).await?;
    let before = match before {
        Some(program) => Some(start(Settings::new()?.of_build(program)).await?),
        None => None,
    };
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end").join(script))
        .args(arguments)
        .env("BASE_URL", url)
        .envs(before.iter().map(|(_, url)| ("BEFORE_URL", url)))
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .context("cannot start node")?;
    ensure!(output.status.success(), "{script} ended with {}", output.status);
    let told: Vec<Told> = serde_json::from_slice(&output.stdout).context("the script told something else than rows")?;
    told.into_iter().map(|told| row(&part.name(), told)).collect()
}

/// By name: an address that is a number has no passkeys, and they are a part of what a page loads.
async fn start(settings: Settings) -> Result<(Instance, String)> {
    let url = settings.url().replace("127.0.0.1", "localhost");
    let instance = Instance::start(settings.with("BASE_URL", &*url)).await?;
    Ok((instance, url))
}

fn row(part: &str, told: Told) -> Result<Row> {
    let what = What {
        part,
        name: &told.name,
        unit: &told.unit,
    };
    let row = Row::of_rounds(what, &told.reference_name, &told.rounds)?;
    Ok(match told.bar {
        Some(bar) => row.with_bar(bar),
        None => row,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_tells_its_rounds_and_its_bar() {
        let told = r#"{"name":"`/todos`","unit":"KB","reference_name":"Next.js 16","rounds":[[150,157]],"bar":{"ratio_at_most":1}}"#;
        let row = row("weight", serde_json::from_str(told).unwrap()).unwrap();
        assert_eq!((row.ours, row.reference, row.is_met), (150.0, 157.0, Some(true)));

        let without_bar = r#"{"name":"x","unit":"ms","reference_name":"y","rounds":[[2,1],[4,1]]}"#;
        let row = super::row("browser", serde_json::from_str(without_bar).unwrap()).unwrap();
        assert_eq!((row.ratio.median, row.is_met), (3.0, None));
    }
}
