//! Reads what `cargo bench` has found out about small pieces (`benches/micro`): criterion leaves it in files.

use super::{Part, Plan};
use crate::{
    Result,
    table::{Row, Spread, What},
};
use anyhow::Context;
use serde::Deserialize;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// So many samples make a round: one alone is too short to be compared.
const SAMPLES_OF_ROUND: usize = 5;

/// What criterion has measured of one function: how often it ran, and how long all of that took in nanoseconds.
#[derive(Deserialize)]
struct Samples {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// # Errors
/// When nothing has been measured yet.
pub fn rows(_plan: &Plan) -> Result<Vec<Row>> {
    let place = place()?;
    let entries = fs::read_dir(&place)
        .with_context(|| format!("{} is not there; `cargo bench -p benches` makes it", place.display()))?;
    let mut groups: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let group = entry?.path();
        if group.join("ours/new/sample.json").is_file() {
            groups.push(group);
        }
    }
    groups.sort();
    groups.iter().map(|group| row(group)).collect()
}

/// Criterion writes into the target directory, where this program lies as well.
fn place() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program
        .parent()
        .and_then(Path::parent)
        .context("this program lies nowhere")?;
    Ok(target.join("criterion"))
}

fn row(group: &Path) -> Result<Row> {
    let ours = rounds(&samples(group, "ours")?)?;
    let reference = rounds(&samples(group, "reference")?)?;
    let name = group.file_name().unwrap_or_default().to_string_lossy();
    let what = What {
        part: &Part::Micro.name(),
        name: &name,
        unit: "µs",
    };
    let rounds: Vec<_> = ours.into_iter().zip(reference).collect();
    Row::of_rounds(what, reference_name(&name), &rounds)
}

/// The same names as in `benches/micro`.
fn reference_name(group: &str) -> &'static str {
    match group {
        "token verify" | "token issue" => "its HMAC alone",
        "refresh" => "a durable insert",
        "statement of 20 rows" => "sqlx alone",
        "page of 20 todos" => "the same as JSON",
        "sign-in page" => "`/healthz`",
        _ => "reference",
    }
}

fn samples(group: &Path, function: &str) -> Result<Samples> {
    let file = group.join(function).join("new/sample.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// The medians of some samples each, in microseconds for one run.
fn rounds(samples: &Samples) -> Result<Vec<f64>> {
    let each: Vec<f64> = samples
        .times
        .iter()
        .zip(&samples.iters)
        .map(|(time, iterations)| time / iterations / 1e3)
        .collect();
    let medians = each
        .chunks(SAMPLES_OF_ROUND)
        .map(|round| Spread::of(round).map(|spread| spread.median));
    medians.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_become_rounds_in_microseconds() {
        let samples = Samples {
            iters: vec![1.0, 2.0, 3.0, 4.0, 5.0, 1.0],
            times: vec![1e3, 4e3, 9e3, 16e3, 25e3, 7e3],
        };
        assert_eq!(rounds(&samples).unwrap(), [3.0, 7.0]);
    }
}
