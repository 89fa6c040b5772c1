//! Every commit is on the disk before it is acknowledged (SQLite): the system calls of a running instance show an
//! `fdatasync` of the write-ahead log between each request and its 201. What the disk itself does with it cannot be seen.

use super::{Report, World};
use crate::{Client, Instance, Result, Settings};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

const CALLS: &str = "trace=fdatasync,fsync,write,writev,sendto";

pub async fn run(world: &World) -> Result<Report> {
    if Command::new("strace").arg("--version").output().is_err() {
        return Ok(Report::not_tried("strace is not here"));
    }
    let commits = world.pick(100, 1000);
    let directory = TempDir::with_prefix("latchkey-durable-")?;
    let trace = directory.path().join("trace");
    let name = trace.to_string_lossy().into_owned();
    // With -D it is the instance that we have started, and strace looks on from the side.
    let words = ["strace", "-D", "-f", "-y", "-s", "16", "-e", CALLS, "-o", &name];
    let mut instance = match Instance::start_in(Settings::new()?.wrapped_by(&words), directory.path()).await {
        Ok(instance) => instance,
        Err(error) => return Ok(Report::not_tried(format!("nothing can be traced here: {error:#}"))),
    };
    let person = Client::register(&instance.url(), &Client::new_email()).await?;
    for number in 0..commits {
        person.add_todo(&format!("todo {number}")).await?;
    }
    instance.stop().await?;
    let (acknowledged, early) = read(&trace)?;
    let mut faults = Vec::new();
    if acknowledged < commits {
        faults.push(format!("only {acknowledged} answers of 201 were seen"));
    }
    if early > 0 {
        faults.push(format!(
            "{early} answers of 201 went out before the log was synchronised"
        ));
    }
    let done = format!("{acknowledged} commits, each with an fdatasync of the log before its 201");
    Ok(Report::new(done, faults))
}

/// How many 201 went out, and how many of them without a synchronised log since the one before.
fn read(trace: &Path) -> Result<(usize, usize)> {
    let (mut acknowledged, mut early, mut is_synchronised) = (0, 0, false);
    let mut begun = Vec::new();
    for line in fs::read_to_string(trace)?.lines() {
        let thread = line.split_whitespace().next().unwrap_or_default();
        let is_sync = line.contains("fdatasync(") || line.contains("fsync(");
        if is_sync && line.contains("-wal>") {
            match line.contains("<unfinished") {
                true => begun.push(thread.to_owned()),
                false => is_synchronised |= line.ends_with("= 0"),
            }
        } else if line.contains("sync resumed>") && begun.iter().any(|other| other == thread) {
            begun.retain(|other| other != thread);
            is_synchronised |= line.ends_with("= 0");
        } else if line.contains("\"HTTP/1.1 201") {
            acknowledged += 1;
            early += usize::from(!is_synchronised);
            is_synchronised = false;
        }
    }
    Ok((acknowledged, early))
}
